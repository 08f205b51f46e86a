"""What stands round a framed map: heading, legend, sentences, dates, sources; no HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely
import shapely.geometry

from geoposture import pictures
from geoposture.catalog import Catalog
from geoposture.formats.geojson import coverage_collection, measure_feature
from geoposture.maps.scene import make_framed_scene
from geoposture.model import Coverage, Figures, Scene, View
from geoposture.views import answers, days, description, extent, story
from geoposture.views.credits import credit_data


def describe_frame(
    catalog: Catalog,
    view: View,
    *,
    live: bool = False,
    gshhg: bool = False,
    outdated: str = "",
    pinned: bool = False,
) -> dict[str, Any]:
    """Return what an embed or a single file prints round its map, poster and live alike.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    live : bool
        Whether the map is the interactive one, which tells the points of an article itself.
    gshhg : bool
        Whether the map draws GSHHG's coasts, which then are credited.
    outdated : str
        What to say of a version that is not the one that was asked for.
    pinned : bool
        Whether the frame stays as it is: it carries a hidden line for corrections made since.
    """
    words, told = catalog.words(view.lang), bool(live and (view.tool == "story" or view.claim))
    figures = answers.compute_figures(catalog, view)
    lines = pictures.list_lines(catalog, view)
    shown = extent.hold_figures(catalog.extent, view, figures)
    if gshhg:
        credit = credit_data(catalog, words)
        lines[-1] = " · ".join(filter(None, [credit, view.credit]))
    return {
        "lang": view.lang, "theme": view.theme, "t": words.text,
        "heading": view.title, "title": view.title or words.text("site.title"),
        "twin": description.describe_view(catalog, shown),
        "article": story.describe_article(catalog, view),
        "claims": story.describe_claims(catalog, view) if told else [],
        # A live frame tells its points on the map: they are not said twice.
        "point": [] if live else answers.list_point(catalog, view),
        "said": [*answers.list_figures(catalog, view, figures),
                 *([view.caption] if view.caption else [])],
        "credit": pictures.credit_view(catalog, view),
        "legend": pictures.describe_legend(catalog, view) if view.legend else [],
        "lines": lines, "outdated": outdated,
        "pinned": {"version": catalog.version, "since": days.find_day(catalog)}
        if pinned else None,
    }  # fmt: skip


def make_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of an embed: the layers of its view, and what the view computes.

    Parameters
    ----------
    catalog : Catalog
    view : View
    data_url : str
        Address of this version's files, no slash at its end.
    """
    figures = answers.compute_figures(catalog, view)
    framed = make_framed_scene(
        catalog, extent.hold_figures(catalog.extent, view, figures), data_url
    )
    return replace(framed, drawn=draw_answer(figures))


def draw_answer(figures: Figures) -> dict[str, Any] | None:
    """Return the shapes of a distance or coverage, None where there is neither."""
    shapes: list[tuple[str, list[Any]]] = []
    if figures.measure:
        shapes = [("measure", [measure_feature(figures.measure)])]
    if figures.coverage:
        shapes = _draw_coverage(figures.coverage)
    return {"shapes": shapes} if shapes else None


def _draw_coverage(coverage: Coverage) -> list[tuple[str, list[Any]]]:
    """Return the shapes of a coverage under the classes that say how sure each is."""
    features = coverage_collection(coverage)["features"]
    roles = {
        "covered": "covered",
        "ring": "ring announced" if answers.is_unsure(coverage) else "ring",
    }
    shapes = [
        (name, [one for one in features if one["properties"]["role"] == role])
        for role, name in roles.items()
    ]
    far = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(one)}
        for one in answers.draw_far_rings(coverage)
    ]
    return [*shapes, ("ring far", far)] if far else shapes
