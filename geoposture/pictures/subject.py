"""What a picture is about, wherever its view begins: all of that is in the frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import shapely

from geoposture import geodesy
from geoposture.catalog import Catalog
from geoposture.language.vocabulary import LIMITS
from geoposture.model import Figures, Spot, View
from geoposture.views import facilities, story
from geoposture.views.extent import hold_figures, hold_shapes


def hold_subject(catalog: Catalog, view: View, figures: Figures) -> View:
    """Return a view that shows what it computes, checks, links and tells, if it says no extent.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    held = hold_figures(catalog.extent, view, figures)
    if held is not view or figures != Figures():
        return held
    article = story.frame_article(catalog, view)
    if article and not (view.centre or view.bbox):
        return replace(view, bbox=article)
    return hold_shapes(catalog.extent, view, list(_list_told(catalog, view)))


def list_ends(figures: Figures) -> list[tuple[Spot, tuple[float, float]]]:
    """Return the ends of a line, or the origins of rings, that are points or have a coast.

    An area has its name elsewhere: where the line meets its edge stands for nothing of it.

    Parameters
    ----------
    figures : Figures
        What a view computes.
    """
    measure, coverage = figures.measure, figures.coverage
    ends = []
    if measure:
        ends = [(measure.origin, measure.origin_point), (measure.target, measure.target_point)]
    elif coverage and len(coverage.origins) <= LIMITS["origins_named"]:
        ends = [(one, (one.geometry.x, one.geometry.y)) for one in coverage.origins]
    return [(spot, place) for spot, place in ends if not (spot.area or spot.parts)]


def _list_told(catalog: Catalog, view: View) -> Iterator[Any]:
    """Yield the lines of the view's point, and the facilities that it names or that are open."""
    for line in story.find_fan(catalog, view):
        yield geodesy.unfold(geodesy.draw_line(line.start, line.end))
    wanted = {row["feature"] for row in story.list_told(catalog, view)} | {view.feature}
    for one in facilities.list_facilities(catalog):
        if one["ref"] in wanted and facilities.is_drawn(one):
            yield shapely.Point(one["geometry"]["coordinates"][:2])
