"""What a picture is about, wherever its view begins: all of that is in the frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from geoposture import geodesy
from geoposture.catalog import Catalog
from geoposture.language.vocabulary import LIMITS
from geoposture.model import Figures, Spot, View
from geoposture.views import facilities, story
from geoposture.views.extent import Bounds, hold_figures, hold_shapes, holds_bounds

KM_PER_DEGREE = 111.0
"""Of latitude, rounded: how far an island reaches is wanted to a tenth only."""

FOR_RINGS, HIGHEST = 0.07, 85.0
"""Of a frame's height, for a ring of 13 px at 115; degrees of latitude that a web map ends at."""


@dataclass(frozen=True)
class Told:
    """A place that a view tells of and that is none of the facilities.

    Attributes
    ----------
    ref : str
        ``LAYER/FEATURE``.
    row : mapping
        Its properties.
    at : tuple of float
        Longitude and latitude of its point, or of the middle of an island.
    reach_km : float
        How far from there it can lie, or how far an island reaches.
    link : str
        How the article names it: ``explicit`` or ``implied``.
    """

    ref: str
    row: Mapping[str, Any]
    at: tuple[float, float]
    reach_km: float
    link: str


def list_places(catalog: Catalog, view: View) -> list[Told]:
    """Return the places with a position that a view tells of, but for its facilities and areas.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    known = {one["ref"] for one in facilities.list_facilities(catalog)}
    links = story.link_told(catalog, view)
    placed = (_place(catalog, ref, link) for ref, link in links.items() if ref not in known)
    return [one for one in placed if one]


def list_told_spots(catalog: Catalog, view: View) -> list[tuple[str, tuple[float, float], str]]:
    """Return the reference, the position and the link of each place that a view tells of.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    links = story.link_told(catalog, view)
    bases = [
        (one["ref"], tuple(one["geometry"]["coordinates"][:2]), links[one["ref"]])
        for one in facilities.list_facilities(catalog)
        if one["ref"] in links and facilities.is_drawn(one)
    ]
    return [*bases, *((one.ref, one.at, one.link) for one in list_places(catalog, view))]


def _place(catalog: Catalog, ref: str, link: str) -> Told | None:
    layer, id_ = catalog.locate(ref)
    if layer is None or id_ not in layer.index:
        return None
    row, shape = layer.feature(id_)["properties"], layer.geometry(id_)
    if shape is None or shape.is_empty or row.get("extent_only"):
        return None
    if shape.geom_type == "Point":
        # A file of others may have words here: what is no number is not known.
        known = row.get("uncertainty_km")
        reach = float(known) if isinstance(known, int | float) else 0.0
        return Told(ref, row, (shape.x, shape.y), reach, link)
    if layer.id not in catalog.theatre.list_role("land"):
        return None
    middle = shape.envelope.centroid
    west, south, east, north = shape.bounds
    return Told(ref, row, (middle.x, middle.y),
                max(east - west, north - south) / 2 * KM_PER_DEGREE, link)  # fmt: skip


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
        return replace(view, bbox=_leave_room(article))
    return hold_shapes(catalog.extent, view, list(list_shapes(catalog, view)))


def _leave_room(bounds: Bounds) -> Bounds:
    """Return bounds in which the rings round the outermost places are whole in a low frame."""
    west, south, east, north = bounds
    more = (north - south) * FOR_RINGS
    return west, max(south - more, -HIGHEST), east, min(north + more, HIGHEST)


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


def list_shapes(catalog: Catalog, view: View) -> Iterator[Any]:
    """Yield the lines of the view's point, and the places that it tells of or that are open.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    for line in story.find_fan(catalog, view):
        yield geodesy.unfold(geodesy.draw_line(line.start, line.end))
    wanted = {row["feature"] for row in story.list_told(catalog, view)} | {view.feature}
    for one in facilities.list_facilities(catalog):
        if one["ref"] in wanted and facilities.is_drawn(one):
            yield shapely.Point(one["geometry"]["coordinates"][:2])
    for place in list_places(catalog, view):
        # Of a whole article the map shows what it opens with, and the places that lie in it.
        if view.claim or holds_bounds(catalog.extent, (*place.at, *place.at)):
            yield shapely.Point(place.at)
