"""The map as one file: code, words and data inside, opened from anywhere, asking nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from markupsafe import Markup, escape

from geoposture import pictures
from geoposture.catalog import Catalog, Layer
from geoposture.formats.geojson import encode_feature, join_features
from geoposture.language.vocabulary import EMBED_SHAPES
from geoposture.maps import folium_map, frame
from geoposture.maps.assets import inline_style, read_asset
from geoposture.maps.scene import keep_article, make_scene, narrow_layers
from geoposture.model import Figures, Scene, SceneLayer, View
from geoposture.pictures import pdf
from geoposture.pictures.subject import hold_subject
from geoposture.views import answers, subset
from geoposture.views.fields import write_query

HEIGHT = 600
LONGEST_SHOWN = 200
"""Characters of a view that a repr shows."""


class Exploration:
    """A map to look at: it shows itself in a notebook, and saves itself as one file.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    """

    def __init__(self, catalog: Catalog, view: View) -> None:
        self.catalog, self.view = catalog, view
        self.html = compose(catalog, view)

    def __repr__(self) -> str:
        return f"Exploration({write_query(self.view)[:LONGEST_SHOWN]})"

    def save(self, path: Any) -> None:
        """Write the interactive map, a file that asks nobody.

        Parameters
        ----------
        path : str or Path
            Of the file, which is written over.
        """
        with open(path, "w", encoding="utf-8") as target:  # noqa: PTH123 - a path or a string
            target.write(self.html)

    def to_pdf(self, path: Any) -> None:
        """Write the view as a picture for paper, 180 mm wide, its text as text.

        Parameters
        ----------
        path : str or Path
            Where to.

        Raises
        ------
        NotFound
            Without the extra ``pdf``.
        """
        pdf.check_installed()
        width, height = pictures.find_size(self.view, None, None)
        picture = pictures.draw_view(
            self.catalog, self.view, width=width, height=height, paper_mm=pictures.PAPER_MM,
            whole=self.view.shape is not None,
        )  # fmt: skip
        with open(path, "wb") as target:  # noqa: PTH123 - a path or a string
            target.write(pdf.typeset_view(self.catalog, self.view, picture))

    def _repr_html_(self) -> str:
        width, height = EMBED_SHAPES[self.view.shape or "wide"]
        return (
            f'<iframe srcdoc="{escape(self.html)}" style="border:0;width:100%;'
            f'aspect-ratio:{width}/{height};max-width:{HEIGHT * width / height:.0f}px" '
            'sandbox="allow-scripts allow-popups" title="geoposture"></iframe>'
        )


def compose(catalog: Catalog, view: View, base_url: str = "", report: str = "") -> str:
    """Return the page of a view with everything inside.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    base_url : str
        Where the full map is, for the links to it; without one there are none.
    report : str
        Where errors are reported; without it the page says that nobody gave an address.
    """
    # What stays in a database would be asked for, and a file has nobody to ask.
    catalog = replace(catalog, stored={}) if catalog.stored else catalog
    figures = answers.compute_figures(catalog, view)
    shown = hold_subject(catalog, view, figures)
    scene = _narrow(fill_scene(make_scene(catalog, shown, ""), catalog), catalog, figures)
    context = frame.describe_frame(catalog, view, live=True, gshhg=True) | {
        "urls": {
            "full": f"{base_url}/" if base_url else "",
            "cite": f"{base_url}/versions?f=html" if base_url else "",
            "report": report,
        },
        "inside": {
            "style": Markup(inline_style("frame.css")),
            "app": Markup(read_asset("single.js")),
            "map": Markup(folium_map.build_script(scene)),
        },
    }
    return folium_map.render(folium_map.build(scene, "live.html"), context).page


def _narrow(scene: Scene, catalog: Catalog, figures: Figures) -> Scene:
    """Return a scene with only the layers its view names, and with what it computes drawn."""
    layers = tuple(
        keep_article(one, catalog, scene.view)
        for one in narrow_layers(catalog, scene.layers, scene.view)
    )
    drawn = frame.draw_answer(figures, scene.view) or frame.ring_told(catalog, scene.view)
    return replace(scene, layers=layers, inset_bounds=None, drawn=drawn)


def fill_scene(scene: Scene, catalog: Catalog) -> Scene:
    """Return a scene whose layers have their data inside; the coarse coasts are enough.

    Parameters
    ----------
    scene : Scene
        Whose layers name their files.
    catalog : Catalog
    """
    layers = tuple(replace(one, data=_read(one, catalog), url=None, detail_url=None)
                   for one in scene.layers)  # fmt: skip
    sources = {
        id_: {name: row.get(name) for name in ("title", "publisher", "url", "kind", "date")}
        for id_, row in catalog.sources.items()
    }
    return replace(scene, layers=layers, sources_url=None, sources=sources)


def _read(layer: SceneLayer, catalog: Catalog) -> Any:
    if layer.data is not None:
        return layer.data
    if layer.role in ("names", "squares"):
        return orjson.loads(subset.pack_layers(catalog)[str(layer.url).rpartition("/")[2]])
    if layer.id in catalog.backdrop:
        return orjson.loads(catalog.backdrop[layer.id])
    if layer.id in catalog.general:
        return _name_sources(orjson.loads(catalog.general[layer.id]), catalog.layer(layer.id))
    rows = catalog.layer(layer.id).features
    return orjson.loads(join_features(encode_feature(one) for one in rows))


def _name_sources(general: Any, layer: Layer) -> Any:
    """Return a general outline whose features name their sources, which it leaves out."""
    for one in general["features"]:
        if one.get("id") in layer.index:
            named = layer.feature(one["id"])["properties"].get("sources")
            one["properties"] |= {"sources": named} if named else {}
    return general
