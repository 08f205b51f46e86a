"""The map as one file: code, words and data inside, opened from anywhere, asking nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from markupsafe import Markup, escape

from geoposture import mapping, page, still, twin
from geoposture.assets import read_asset
from geoposture.catalog import Catalog, Layer
from geoposture.encode import coverage_collection, encode_feature, join_features, measure_feature
from geoposture.model import Scene, SceneLayer, View
from geoposture.words import load_words

HEIGHT = 520


class Exploration:
    """A map to look at: it shows itself in a notebook, and saves itself as one file."""

    def __init__(self, html: str) -> None:
        self.html = html

    def save(self, path: Any) -> None:
        """Write the file."""
        with open(path, "w", encoding="utf-8") as target:  # noqa: PTH123 - a path or a string
            target.write(self.html)

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html)}" style="width:100%;height:{HEIGHT}px;border:0" '
            'sandbox="allow-scripts allow-popups" title="geoposture"></iframe>'
        )


def compose(catalog: Catalog, view: View, base_url: str = "") -> str:
    """Return the page of a view with everything inside.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    base_url : str
        Where the full map is, for the links to it; without one there are none.
    """
    words = load_words(view.lang)
    scene = _narrow(fill_scene(page.make_scene(catalog, view, ""), catalog), catalog)
    date = words.date(catalog.layer("us_bases").info.date or "2026")
    credit, told = words.text("note.attribution", date=date), view.claim or view.tool == "story"
    context = {
        "lang": view.lang, "theme": view.theme, "t": words.text,
        "title": view.title or words.text("site.title"),
        "twin": twin.describe_view(catalog, view),
        "claims": page.describe_claims(catalog, words) if told else [],
        "attribution": " · ".join(
            one for one in (credit, still.list_lines(catalog, view)[0], view.credit) if one
        ),
        "urls": {"full": f"{base_url}/" if base_url else ""},
        "inside": {
            "style": Markup(read_asset("app.css")),
            "app": Markup(read_asset("single.js")),
            "map": Markup(mapping.build_script(scene)),
        },
    }  # fmt: skip
    return mapping.render(mapping.build(scene, "live.html"), context).page


def _narrow(scene: Scene, catalog: Catalog) -> Scene:
    """Return a scene with only the layers its view names, and with what it computes drawn."""
    wanted = scene.view.layers
    layers = tuple(
        replace(one, visible=wanted is None or _belongs(one.id) not in page.SWITCHED
                or _belongs(one.id) in wanted)
        for one in scene.layers
    )  # fmt: skip
    return replace(scene, layers=layers, inset_bounds=None, drawn=_draw_answer(catalog, scene.view))


def _belongs(layer_id: str) -> str:
    """Return the layer that is switched for another: a sea's closing lines go with the sea."""
    return "east_china_sea" if layer_id == "sea_limits" else layer_id


def _draw_answer(catalog: Catalog, view: View) -> dict[str, Any] | None:
    """Return the shapes of a view's distance or coverage, and the sentences beside them."""
    figures = still.compute_figures(catalog, view)
    said = still.list_sayings(view, figures)
    shapes: list[tuple[str, list[Any]]] = []
    if figures.measure:
        shapes = [("measure", [measure_feature(figures.measure)])]
    if figures.coverage:
        features = coverage_collection(figures.coverage)["features"]
        shapes = [
            (role, [one for one in features if one["properties"]["role"] == role])
            for role in ("covered", "ring")
        ]
    return {"shapes": shapes, "said": said} if said else None


def fill_scene(scene: Scene, catalog: Catalog) -> Scene:
    """Return a scene whose layers have their data inside; the coarse coasts are enough."""
    layers = tuple(replace(one, data=_read(one, catalog), url=None, detail_url=None)
                   for one in scene.layers)  # fmt: skip
    sources = {
        id_: {name: row.get(name) for name in ("title", "publisher", "url", "kind")}
        for id_, row in catalog.sources.items()
    }
    return replace(scene, layers=layers, sources_url=None, sources=sources)


def _read(layer: SceneLayer, catalog: Catalog) -> Any:
    if layer.data is not None:
        return layer.data
    if layer.id in catalog.backdrop:
        return orjson.loads(catalog.backdrop[layer.id])
    if layer.id in catalog.general:
        return _name_sources(orjson.loads(catalog.general[layer.id]), catalog.layer(layer.id))
    rows = catalog.layer(layer.id).features
    return orjson.loads(join_features(encode_feature(one) for one in rows))


def _name_sources(general: Any, layer: Layer) -> Any:
    """Return a general outline whose features name their sources, which it leaves out."""
    for one in general["features"]:
        if one["id"] in layer.index:
            one["properties"]["sources"] = layer.feature(one["id"])["properties"]["sources"]
    return general
