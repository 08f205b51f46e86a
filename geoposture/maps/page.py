"""Catalogue and words → what the map page says: plain values, no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geoposture.catalog import Catalog, Layer
from geoposture.formats import list_formats
from geoposture.language import citations
from geoposture.language.vocabulary import FROM_ZOOM
from geoposture.language.words import Words, number
from geoposture.maps import scene, table
from geoposture.maps.ground import draw_ground
from geoposture.model import Feature, Stored, View
from geoposture.pictures import pdf
from geoposture.views import description, examples, facilities, insets, lead, story
from geoposture.views.credits import credit_data

NOTES = (
    "note.uncertainty", "note.notshown", "note.absence", "note.onesided", "note.disputed",
    "note.targeting", "site.privacy",
)  # fmt: skip


def describe_page(catalog: Catalog, view: View, *, served: bool = True) -> dict[str, Any]:
    """Return everything the page template prints, apart from addresses.

    Parameters
    ----------
    catalog : Catalog
    view : View
    served : bool
        Whether there is a service that the page can ask; a copy has none.
    """
    words, article = catalog.words(view.lang), story.describe_article(catalog, view)
    areas = _describe_areas(catalog, words)
    asked = {one for one in catalog.stored if one not in catalog.layers}
    asked.update(scene.list_dense(catalog) if served else ())
    return {
        "lang": view.lang,
        "other_lang": catalog.other_language(view.lang),
        "theme": view.theme,
        "t": words.text,
        "title": words.text("site.title"),
        "subtitle": describe_subject(story.date_told(catalog, view), words),
        "asof": story.say_dates(catalog, view),
        "chips": describe_chips(catalog, words),
        "first": _describe_first(catalog, view, words),
        "article": article,
        "choices": story.list_choices(catalog, view),
        "topics": story.list_topics(catalog, view),
        **story.describe_stops(catalog, view),
        "legend": table.describe_legend(catalog, words),
        "filters": table.describe_filters(catalog, words),
        "layers": [
            _describe_layer(one, catalog, words, counted=one.id in asked)
            for one in _list_layers(catalog)
        ],
        "facilities": table.describe_facilities(catalog, words),
        "coasts": " ".join(catalog.coasts),
        "covers": bool(areas and facilities.list_facilities(catalog)),
        "measures": len(facilities.list_facilities(catalog)) > 1,
        "shares": True,
        "prints": pdf.is_installed(),
        "twin": description.describe_view(catalog, view),
        "inset": _describe_inset(catalog, words),
        "ground": draw_ground(catalog, view),
        "notes": [words.text(key) for key in NOTES if words.text(key)],
        "attribution": credit_data(catalog, words),
    }


def describe_tiles(context: Mapping[str, Any], origin: str, attribution: str) -> dict[str, Any]:
    """Return what a page says otherwise where an operator's tiles lie under its layers.

    Parameters
    ----------
    context : mapping
        As `describe_page` made it.
    origin : str
        Scheme and host of the tiles.
    attribution : str
        Whose they are, as plain text.
    """
    say, zoom = context["t"], f"{FROM_ZOOM['tiles']:g}"
    told = [say("site.privacy_tiles"), say("note.tiles", z=zoom, host=origin)]
    notes = [one for one in context["notes"] if one != say("site.privacy")]
    return {
        "attribution": f"{context['attribution']} · {attribution}",
        "notes": [*notes, *told],
    }


def describe_subject(date: str | None, words: Words) -> str:
    """Return what the page is about, in one sentence.

    Parameters
    ----------
    date : str or None
        Of the article that the page tells, in words; None where it tells none.
    words : Words
    """
    if not date:
        return words.text("site.subtitle_plain")
    return words.text("site.subtitle", article_date=date)


def describe_chips(catalog: Catalog, words: Words) -> list[dict[str, Any]]:
    """Return the ready-made views with the number of counted facilities in each.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    counted = facilities.list_counted(catalog)
    return [
        {
            "id": one.id,
            "bounds": _corners(one.bounds),
            "label": words.own(
                f"chip.{one.id}", one.id, n=len(facilities.select_facilities(counted, one.where))
            ),
        }
        for one in catalog.theatre.chips
    ]


def _corners(bounds: tuple[float, float, float, float]) -> tuple[tuple[float, float], ...]:
    west, south, east, north = bounds
    return (south, west), (north, east)


def _describe_first(catalog: Catalog, view: View, words: Words) -> dict[str, Any]:
    """Return the first card: the lead, which an address of one thing skips, and the doors."""
    told = lead.describe_lead(catalog, words)
    return {
        "lead": None if view.article or view.feature else told,
        "places": "" if told else _count_places(catalog, words),
        "example": examples.say_distance(catalog, words, view.units),
    }


def _count_places(catalog: Catalog, words: Words) -> str:
    """Return how many places a map without an official count has, and from how many sources."""
    told = catalog.theatre.list_role("annotations")
    rows = [one for id_, layer in catalog.layers.items() if id_ not in told
            for one in layer.features]  # fmt: skip
    named = {str(one) for row in rows for one in _list_sources(row)}
    named |= {one for layer in catalog.layers.values() for one in layer.info.sources}
    key = "first.places_of" if named else "first.places"
    return words.text(key, n=number(len(rows)), m=number(len(named)))


def _list_sources(feature: Feature) -> Sequence[Any]:
    given = feature["properties"].get("sources")
    return given if isinstance(given, list) else []


def _list_layers(catalog: Catalog) -> Iterator[Layer | Stored]:
    yield from catalog.layers.values()
    yield from (one for one in catalog.stored.values() if one.id not in catalog.layers)


def _describe_layer(
    layer: Layer | Stored, catalog: Catalog, words: Words, *, counted: bool
) -> dict[str, Any]:
    info, lang = layer.info, words.lang
    sources = [catalog.sources[one] for one in info.sources if one in catalog.sources]
    return {
        "id": layer.id,
        "drawn": isinstance(layer, Stored) or layer.id in scene.list_switches(catalog),
        "title": info.title[lang],
        "description": description.describe_layer(layer, lang),
        "count_label": _count_label(
            layer.count if isinstance(layer, Stored) else len(layer.features), words
        ),
        "counted": words.text("cells.counted") if counted else "",
        "sources": [citations.describe_source(one, words) for one in sources],
        "compiled": words.text("layer.compiled", date=words.date(info.date)) if info.date else "",
        "limits": list(info.limits.get(lang, ())),
        "licence": info.licence,
        "licence_url": info.licence_url,
        "licence_words": info.licence_words[lang] if info.licence_words else None,
        "page": f"/collections/{layer.id}?f=html&lang={lang}",
        "downloads": [
            {"label": one.label, "href": f"/layers/{layer.id}.{ending}"}
            for ending, one in list_formats(layer).items()
        ],
    }


def _count_label(count: int, words: Words) -> str:
    if count == 1:
        return words.text("layer.feature_one")
    return words.text("layer.features", n=number(count))


def _describe_areas(catalog: Catalog, words: Words) -> list[dict[str, str]]:
    return [
        {"ref": layer_id, "name": catalog.layers[layer_id].info.title[words.lang]}
        for layer_id in catalog.theatre.list_role("areas")
    ]


def _describe_inset(catalog: Catalog, words: Words) -> dict[str, str] | None:
    if not catalog.theatre.insets:
        return None
    inset = catalog.theatre.insets[0]
    caption = insets.caption_inset(catalog, inset, words)
    return {"id": "inset_1", "caption": caption}
