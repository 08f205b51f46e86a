"""Whose data these are: the lines below maps and pictures."""

from __future__ import annotations

from dataclasses import replace

from geoposture.articles.published import choose_article
from geoposture.catalog import Catalog, Layer
from geoposture.language.citations import Cited
from geoposture.language.words import Words
from geoposture.model import Feature, Stored, View
from geoposture.views import story
from geoposture.views.days import find_day
from geoposture.views.toponyms import name_feature


def credit_data(catalog: Catalog, words: Words) -> str:
    """Return the line that credits the data: the theatre's own, else what its layers ask for.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    return words.maybe("note.attribution") or _compose(catalog, words)


def credit_picture(catalog: Catalog, words: Words) -> str:
    """Return the credit of a still map, whose coasts are in the public domain.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    return words.maybe("still.credit") or _compose(catalog, words)


def credit_frame(catalog: Catalog, view: View) -> list[str]:
    """Return the one credit line of a frame: the editor's, of what it tells, and of the map.

    A slim frame has room for the first of them.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words, told = catalog.words(view.lang), _cite_told(catalog, view)
    return [one for one in (view.credit, told, words.text("note.credit_short")) if one]


def date_frame(catalog: Catalog, view: View) -> str:
    """Return the day of the data as a frame's credit line has it, nothing where it has none.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    day, words = find_day(catalog), catalog.words(view.lang)
    return words.text("note.compiled", date=words.date(day)) if day else ""


def credit_slim(catalog: Catalog, view: View) -> str:
    """Return the first of them in fewer words, nothing where there are none.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    return "" if view.credit else _cite_told(catalog, view, slim=True)


def _cite_told(catalog: Catalog, view: View, *, slim: bool = False) -> str:
    """Return whose article a view tells, in a sentence; nothing where it tells none."""
    article, words = choose_article(catalog, view.article), catalog.words(view.lang)
    if article is None or not story.tells(view):
        return ""
    about = story.cite_article(article, words)
    credit = "" if slim else story.name_credit(catalog, article, words)
    if credit:
        about = words.text("note.article_crediting", about=about, credit=credit)
    # Whom it credits takes the room of the longer words: it stays one line.
    key = "note.article_slim" if slim or credit else "note.article_short"
    return words.text(key, about=about)


def cite_layer(layer: Layer | Stored, version: str, base_url: str) -> Cited:
    """Return what a citation of a layer names: its file in this version, and the newest.

    Parameters
    ----------
    layer : Layer or Stored
    version : str
        Of the catalogue, as addresses have it.
    base_url : str
        Public address of the service, no slash at its end.
    """
    file = f"layers/{layer.id}.geojson"
    return Cited(
        id=layer.id.replace("_", "-"), title=layer.info.title,
        sentence=dict.fromkeys(layer.info.title, ""), address=f"{base_url}/{file}",
        pinned=f"{base_url}/v/{version}/{file}", version=layer.sha256[:16], day=layer.info.date,
        command=f"geoposture layers show {layer.id}",
    )  # fmt: skip


def cite_feature(catalog: Catalog, layer: Layer, feature: Feature, base_url: str) -> Cited:
    """Return what a citation of a feature names: its page, and its layer's file in this version.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where it lies.
    feature : mapping
        GeoJSON.
    base_url : str
        Public address of the service, no slash at its end.
    """
    known, path = catalog.languages, f"collections/{layer.id}/items/{feature['id']}"
    title = {lang: f"{name_feature(feature, lang)} · {layer.info.title[lang]}" for lang in known}
    return replace(
        cite_layer(layer, catalog.version, base_url),
        id=f"{layer.id}-{feature['id']}".replace("_", "-"), title=title,
        sentence=dict.fromkeys(known, ""), address=f"{base_url}/{path}", version=catalog.version,
        day=find_day(catalog),
    )  # fmt: skip


def _compose(catalog: Catalog, words: Words) -> str:
    credits_ = (one.info.attribution for one in catalog.layers.values())
    named = dict.fromkeys(one[words.lang] for one in credits_ if one)
    coast = [words.text("note.coast")] if "land" in catalog.backdrop else []
    return " · ".join([words.text("note.map"), *coast, *named])
