"""Catalogue and view → the scene of a map: its layers in drawing order, its words, its settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from geoposture.articles import published
from geoposture.catalog import ANNOTATIONS, Catalog
from geoposture.catalog.theatre import MOST_DRAWN, LayerRole
from geoposture.formats import delta
from geoposture.language.words import Words
from geoposture.model import Scene, SceneLayer, View
from geoposture.views import facilities, runways, squares, subset, toponyms
from geoposture.views.description import describe_layer
from geoposture.views.names import list_names
from geoposture.views.questions import list_figured
from geoposture.views.toponyms import name_reference

BROWSER_WORDS = (
    "art.others", "card.", "claim.explicit", "claim.implied", "claim.keys", "claim.next",
    "claim.prev", "dir.", "disputed.", "err.mapfail", "filter.on", "group.", "kind.",
    "legend.approx", "legend.branch.", "legend.marks", "legend.runway", "legend.square",
    "legend.title", "list.join", "note.coast_off", "note.disputed", "note.publisher_unknown",
    "number.with", "share.gesture", "state.",
    "status.", "story.back", "story.explore", "table.as_of", "table.unverified", "theme.", "tool.",
    "twin.", "unit.",
)  # fmt: skip
"""What the map needs at once: keys, or how they begin."""
PAGE_WORDS = (
    "card.coast", "card.group", "card.limits", "card.measure", "card.nowhere", "card.unnamed",
    "filter.", "group.", "theme.", "tool.filter", "tool.search", "tool.theme", "tool.units",
)  # fmt: skip
PAGE_THEATRE: Mapping[str, Any] = {"ambiguous": [], "groups": {}, "starts": {}}
"""What a frame has no use for: it has no islands that open, no filters, no search, no tools."""
TOOL_WORDS = (
    "ambiguous.", "basing.", "copy.", "coverage.", "distance.", "err.", "layer.", "list.",
    "method.", "note.otherforces", "number.", "pick.", "problem.", "refuse.", "search.", "share.",
    "site.title", "tab.layers", "table.", "unit.",
)  # fmt: skip
"""Fetched with the tools, when the first of them is opened."""
FIRST_FORMS = {"land": "general.delta.json", "facilities": "lean.json"}
"""What the map asks for first, by the role of a layer; the rest asks for whole layers."""
CELLS = "cells"
"""The role of a layer that is counted by the squares of a grid."""
DETAILED = ("land", "facilities")
"""Roles whose whole layer is wanted later: near the coast, or with the first card."""


def make_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of the map page; `data_url` is where this version's files lie.

    Parameters
    ----------
    catalog : Catalog
    view : View
    data_url : str
        Address of this version's files, no slash at its end.
    """
    words, asked = catalog.words(view.lang), _list_asked(catalog, data_url)
    shown = [one for one in _list_layers(catalog, view, data_url) if one]
    inset = catalog.theatre.insets[0] if catalog.theatre.insets and view.inset else None
    return Scene(
        view=view,
        label=words.text("site.title"),
        layers=tuple(shown),
        words={
            **words.subset(*BROWSER_WORDS),
            **(words.subset("cells.") if asked else {}),
            **toponyms.name_towns(catalog, view.lang),
            **toponyms.name_limits(catalog, view.lang),
        },
        theatre=describe_theatre(catalog, view.lang, asked),
        extent=catalog.extent,
        inset_bounds=((inset.bounds[1], inset.bounds[0]), (inset.bounds[3], inset.bounds[2]))
        if inset
        else None,
        nearest=facilities.rank_facilities(catalog),
        sources_url="/sources",
    )


def make_framed_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of an embed: public-domain coasts, small layers inside, no inset.

    Its layers are those of the view, since a frame has no switches.

    Parameters
    ----------
    catalog : Catalog
    view : View
    data_url : str
        Address of this version's files, no slash at its end.
    """
    words, theatre = catalog.words(view.lang), catalog.theatre
    layers = [
        _backdrop("land", "backdrop", catalog, words, data_url),
        _backdrop(theatre.home, "home", catalog, words, data_url),
        *(_inline(name, "limits", catalog, view.lang) for name in _list_limits(catalog)),
        *(_plain(one, catalog, words, data_url)
          for one in theatre.list_role("other") if one not in _list_asked(catalog, data_url)),
        *_list_counted(catalog, words, data_url),
        *(_drawn(one, "facilities", catalog, words, data_url)
          for one in theatre.list_role("facilities")),
        *_list_near(catalog, words, data_url),
        _told(catalog, view, data_url),
        _inline("labels", "labels", catalog, view.lang, keys=False),
    ]  # fmt: skip
    scene = make_scene(catalog, view, data_url)
    shown = tuple(narrow_layers(catalog, (one for one in layers if one), view))
    said = {key: text for key, text in scene.words.items() if not key.startswith(PAGE_WORDS)}
    return replace(
        scene,
        layers=shown,
        words=said,
        theatre={**scene.theatre, **PAGE_THEATRE},
        inset_bounds=None,
    )


def narrow_layers(
    catalog: Catalog, layers: Iterable[SceneLayer], view: View
) -> Iterator[SceneLayer]:
    """Yield layers, those that the view names visible; what has no switch stays.

    Parameters
    ----------
    catalog : Catalog
    layers : iterable of SceneLayer
        Of a scene.
    view : View
    """
    parts, switches = list_parts(catalog), (*list_switches(catalog), *_list_asked(catalog, ""))
    for one in layers:
        switch = parts.get(one.id, one.id)
        off = view.layers is not None and switch in switches and switch not in view.layers
        yield replace(one, visible=not off)


def list_switches(catalog: Catalog) -> list[str]:
    """Return the layers that are held and that a reader can switch off.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    drawn = ("facilities", "land", "areas", "other")
    return [one.id for one in catalog.theatre.layers if one.switch and one.role in drawn]


def list_dense(catalog: Catalog) -> list[str]:
    """Return the held layers that have more features than a live map draws one by one.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    plain = catalog.theatre.list_role("other")
    return [one for one in plain if len(catalog.layers[one].features) > MOST_DRAWN]


def _list_asked(catalog: Catalog, url: str) -> list[str]:
    """Return the layers that a map asks for window by window; a copy can ask for none."""
    stored = [one for one in catalog.stored if one not in catalog.layers]
    return [*stored, *(list_dense(catalog) if url else ())]


def list_parts(catalog: Catalog) -> dict[str, str]:
    """Return what is drawn for another layer and goes with it: the backdrop's part → the layer.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    return {name: one.id for one in catalog.theatre.layers for name in one.draws}


def _list_limits(catalog: Catalog) -> list[str]:
    """Return the parts of the backdrop that are lines round areas."""
    areas = catalog.theatre.list_role("areas")
    return [name for name, layer_id in list_parts(catalog).items() if layer_id in areas]


def describe_theatre(catalog: Catalog, lang: str, asked: Collection[str] = ()) -> dict[str, Any]:
    """Return what the browser side knows of the theatre: what its layers are, and no name of it.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    asked : collection of str
        Layers that are asked for window by window.
    """
    theatre = catalog.theatre
    starts = {
        "from": theatre.starts.start, "to": theatre.starts.end,
        "origins": theatre.starts.origins, "target": theatre.starts.target,
        "radius": theatre.starts.radius_km,
    }  # fmt: skip
    return {
        # A list: the order is the theatre's.
        "layers": [
            *(_describe_role(catalog, one, lang) for one in theatre.layers if one.id not in asked),
            *({"id": one, "role": CELLS, "title": _find_title(catalog, one, lang),
               "switch": True} for one in asked),
        ],
        "parts": list_parts(catalog),
        "languages": catalog.languages,
        "far": name_reference(catalog, theatre.far_target, lang) if theatre.far_target else None,
        "groups": {one.feature: [one.layer, *one.names] for one in theatre.groups},
        "ambiguous": [
            {"id": one.id, "names": one.names, "features": one.features}
            for one in theatre.ambiguous
        ],
        "starts": {name: value for name, value in starts.items() if value is not None},
        "lead": theatre.lead.within if theatre.lead else None,
        "figured": list_figured(catalog),
    }  # fmt: skip


def _describe_role(catalog: Catalog, one: LayerRole, lang: str) -> dict[str, Any]:
    layer = catalog.layers[one.id]
    found: dict[str, Any] = {"id": one.id, "role": one.role, "title": layer.info.title[lang]}
    if one.id in list_switches(catalog):
        found["switch"] = True
    if one.role == "areas":
        found["description"] = describe_layer(layer, lang)
    return found


def describe_tools(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return the words of the tools.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    """
    words = catalog.words(lang).subset(*TOOL_WORDS)
    return words | toponyms.name_roles(catalog, lang) | toponyms.name_texts(catalog, lang)


def keep_article(layer: SceneLayer, catalog: Catalog, view: View) -> SceneLayer:
    """Return annotations without those of other articles; any other layer as it is.

    Parameters
    ----------
    layer : SceneLayer
        Of a scene.
    catalog : Catalog
    view : View
    """
    if layer.id != ANNOTATIONS or layer.data is None:
        return layer
    article = published.choose_article(catalog, view.article)
    rows = layer.data["features"]
    kept = [one for one in rows if article and one["properties"]["article"] == article["id"]]
    return replace(layer, data={**layer.data, "features": kept})


def _list_layers(catalog: Catalog, view: View, url: str) -> Iterator[SceneLayer | None]:
    theatre, words = catalog.theatre, catalog.words(view.lang)
    for one in theatre.list_role("areas"):
        yield _area(one, catalog, words, packed=bool(url))
    yield _backdrop("land", "backdrop", catalog, words, url)
    for one in theatre.list_role("land"):
        yield _drawn(one, "land", catalog, words, url)
    for name in _list_limits(catalog):
        yield _inline(name, "limits", catalog, words.lang)
    asked = _list_asked(catalog, url)
    for one in theatre.list_role("other"):
        if one not in asked:
            yield _plain(one, catalog, words, url)
    yield from _list_counted(catalog, words, url)
    for one in theatre.list_role("facilities"):
        yield _drawn(one, "facilities", catalog, words, url)
    yield from _list_near(catalog, words, url)
    yield _told(catalog, view, url)
    yield _inline("labels", "labels", catalog, words.lang)


def _list_near(catalog: Catalog, words: Words, url: str) -> Iterator[SceneLayer]:
    """Yield what only those look at who come near: it is fetched then."""
    if squares.has_squares(catalog):
        file = f"{url}/layers/{subset.SQUARES}.json"
        yield SceneLayer(id=subset.SQUARES, role="squares", title=subset.SQUARES, url=file)
    for name in runways.list_parts(catalog):
        yield SceneLayer(
            id=name, role="runways", title=name, url=f"{url}/layers/backdrop/{name}.geojson"
        )
    if list_names(catalog):
        file = f"{url}/layers/{subset.NAMES}.{words.lang}.json"
        yield SceneLayer(id=subset.NAMES, role="names", title=subset.NAMES, url=file)


def _area(layer_id: str, catalog: Catalog, words: Words, *, packed: bool) -> SceneLayer:
    """Return an area in its general form, inside the script: small, and a request less."""
    layer = catalog.layers[layer_id]
    coarse = catalog.general.get(layer_id)
    if coarse:
        data = orjson.loads(delta.pack(coarse) if packed else coarse)
    else:
        data = {"features": list(layer.features)}
    title = layer.info.title[words.lang]
    return SceneLayer(id=layer_id, role="areas", title=title, data=data)


def _plain(layer_id: str, catalog: Catalog, words: Words, url: str) -> SceneLayer:
    """Return a layer that the theatre says nothing of, whole."""
    title = catalog.layers[layer_id].info.title[words.lang]
    return SceneLayer(
        id=layer_id, role="other", title=title, url=f"{url}/layers/{layer_id}.geojson"
    )


def _find_title(catalog: Catalog, layer_id: str, lang: str) -> str:
    found = catalog.layers.get(layer_id) or catalog.stored[layer_id]
    return found.info.title[lang]


def _list_counted(catalog: Catalog, words: Words, url: str) -> Iterator[SceneLayer]:
    """Yield the layers of which a map asks its window."""
    for layer_id in _list_asked(catalog, url):
        title = _find_title(catalog, layer_id, words.lang)
        yield SceneLayer(id=layer_id, role=CELLS, title=title, url=f"/collections/{layer_id}/cells")


def _drawn(layer_id: str, role: str, catalog: Catalog, words: Words, url: str) -> SceneLayer:
    full = f"{url}/layers/{layer_id}.geojson"
    first = f"{url}/layers/{layer_id}.{FIRST_FORMS[role]}"
    if role == "land" and layer_id not in catalog.general:
        first = full
    return SceneLayer(
        id=layer_id,
        role=role,
        title=catalog.layers[layer_id].info.title[words.lang],
        url=first,
        detail_url=full if role in DETAILED and first != full else None,
    )


def _told(catalog: Catalog, view: View, url: str) -> SceneLayer | None:
    """Return the annotations of the view's article, inside the script.

    Where there is a service, words are fetched with the first card, those of other articles too:
    the story has its own in the page.
    """
    if ANNOTATIONS not in catalog.layers:
        return None
    layer = SceneLayer(
        id=ANNOTATIONS,
        role=ANNOTATIONS,
        title=catalog.layer(ANNOTATIONS).info.title[view.lang],
        data={"features": subset.read_claims(catalog, view.lang, linked=bool(url))},
        detail_url=f"{url}/layers/{subset.CLAIMS}.{view.lang}.json",
    )
    return keep_article(layer, catalog, view)


def _inline(
    name: str, role: str, catalog: Catalog, lang: str, *, keys: bool = True
) -> SceneLayer | None:
    """Return a small backdrop with its data inside: a request less.

    Of its properties it has what the map asks for: names in the page's language, and the English
    ones where they are keys.
    """
    if name not in catalog.backdrop:
        return None
    rows = orjson.loads(catalog.backdrop[name])["features"]
    kept = [{**row, "properties": _thin(row["properties"], role, lang, keys=keys)} for row in rows]
    return SceneLayer(id=name, role=role, title=name, data={"features": kept})


def _thin(properties: dict[str, Any], role: str, lang: str, *, keys: bool) -> dict[str, Any]:
    if role == "limits":
        return {name: value for name, value in properties.items() if name == "sea"}
    own = f"name_{lang}"
    kept = {own, *(["name_en"] if keys else [])}
    others = {name for name in properties if name.startswith("name_") and name not in kept}
    return {
        name: value for name, value in properties.items()
        if name not in others or not properties.get(own)
    }  # fmt: skip


def _backdrop(
    name: str | None, role: str, catalog: Catalog, words: Words, url: str
) -> SceneLayer | None:
    if name is None or name not in catalog.backdrop:
        return None
    title = words.text("layer.land") if name == "land" else name
    return SceneLayer(
        id=name, role=role, title=title, url=f"{url}/layers/backdrop/{name}.delta.json"
    )
