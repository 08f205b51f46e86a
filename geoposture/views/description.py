"""The text twin: a view of the map in words, for those who do not see it, and as alt text."""

from __future__ import annotations

from collections.abc import Sequence

from geoposture.articles.published import list_points
from geoposture.catalog import Catalog, Layer
from geoposture.language.sentences import say_length
from geoposture.language.words import Words, number
from geoposture.model import Feature, Stored, View
from geoposture.views import facilities
from geoposture.views.extent import find_bounds
from geoposture.views.toponyms import name_reference


def describe_view(catalog: Catalog, view: View) -> str:
    """Return a view in words: its extent, what it shows, what is nearest, what is open.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words = catalog.words(view.lang)
    west, south, east, north = find_bounds(catalog.extent, view)
    shown = facilities.list_shown(catalog, view)
    total = sum(facilities.is_drawn(one) for one in facilities.list_facilities(catalog))
    parts = [
        words.text(
            "twin.view", w=f"{west:.0f}", e=f"{east:.0f}", s=f"{south:.0f}", n=f"{north:.0f}",
            shown=len(shown), total=total,
        ),
        words.text("twin.filtered") if view.where else "",
        _describe_nearest(catalog, shown, words, view.units),
        _describe_claim(catalog, view, words),
        _describe_open(catalog, view, words),
    ]  # fmt: skip
    return (" " if view.lang == "en" else "").join(part for part in parts if part)


def describe_picture(catalog: Catalog, view: View) -> str:
    """Return a picture of a view in words: those of whoever embeds it, where there are any.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    return view.alt or describe_view(catalog, view)


def _describe_nearest(catalog: Catalog, shown: Sequence[Feature], words: Words, units: str) -> str:
    refs = {one["ref"] for one in shown}
    best = next((one for one in facilities.rank_facilities(catalog) if one[0] in refs), None)
    if best is None or not catalog.theatre.far_target:
        return ""
    return words.text(
        "twin.nearest", a=name_reference(catalog, best[0], words.lang),
        length=say_length(best[1], words, units),
        b=name_reference(catalog, catalog.theatre.far_target, words.lang),
    )  # fmt: skip


def _describe_claim(catalog: Catalog, view: View, words: Words) -> str:
    rows = list_points(catalog, view.article).get(view.claim or 0)
    if not rows:
        return ""
    refs = dict.fromkeys(row["feature"] for row in rows if row["feature"])
    places = words.text("list.join").join(name_reference(catalog, ref, words.lang) for ref in refs)
    text = rows[0].get(f"claim_{words.lang}") or rows[0].get("claim_en") or ""
    if not places:
        return words.text("twin.claim_only", i=view.claim, text=text)
    return words.text("twin.claim", i=view.claim, text=text, places=places)


def _describe_open(catalog: Catalog, view: View, words: Words) -> str:
    if not view.feature:
        return ""
    name = name_reference(catalog, view.feature, words.lang)
    return words.text("twin.open", name=name) if name != view.feature else ""


def describe_layer(layer: Layer | Stored, lang: str) -> str:
    """Return the description of a layer; the count is of drawn features outside any dispute.

    Parameters
    ----------
    layer : Layer or Stored
        ``{n}`` in its text is the count, of one that is not held that of all its features.
    lang : str
        Language of the words, such as ``en``.
    """
    drawn = layer.count if isinstance(layer, Stored) else _count_drawn(layer)
    return layer.info.description[lang].replace("{n}", number(drawn))


def _count_drawn(layer: Layer) -> int:
    return sum(
        one["geometry"] is not None and not one["properties"].get("disputed")
        for one in layer.features
    )
