"""What a view shows of Earth, and what a first view has to hold: ends, rings, targets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from geoposture import geodesy
from geoposture.language.vocabulary import LIMITS
from geoposture.model import Coverage, Figures, View

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
TILE_PX = 256
WINDOW_PX = (960, 600)
"""The window that is assumed where a view gives a centre and a zoom only."""
MARGIN_SHARE, RING_MARGIN_SHARE = 0.14, 0.2
"""Round what is computed: a ring's figure stands outside of it."""
LEAST_MARGIN_DEG = 0.5
LEAST_SPAN_DEG = 1.2
"""What is round a short line, so that a reader knows where it is."""
MOST_DEG = 300.0
"""A circle that is wider says nothing about where to look: it holds a pole."""
HIGHEST_DEG = 84.0


def find_bounds(first: Bounds, view: View, window: tuple[int, int] = WINDOW_PX) -> Bounds:
    """Return what a view shows, in degrees, which is `first` where it does not say.

    Over 180° east goes on beyond it, so that it is always more than west.

    Parameters
    ----------
    first : Bounds
        West, south, east, north in degrees.
    view : View
    window : tuple of int
        Width and height in pixels.
    """
    if view.bbox:
        west, south, east, north = view.bbox
        return west, south, east + 360 if east < west else east, north
    if view.centre is None:
        return first
    lat, lon, zoom = view.centre
    per_degree = TILE_PX * 2 ** min(zoom, LIMITS["zoom"]) / 360
    half_lon = window[0] / 2 / per_degree
    middle = math.degrees(math.asinh(math.tan(math.radians(lat))))
    half = window[1] / 2 / per_degree
    return lon - half_lon, _latitude(middle - half), lon + half_lon, _latitude(middle + half)


def hold_figures(first: Bounds, view: View, figures: Figures) -> View:
    """Return a view that shows all that it computes, where it does not say what it shows.

    Parameters
    ----------
    first : Bounds
        What a map opens with: west, south, east, north in degrees.
    view : View
    figures : Figures
        What the view computes.
    """
    margin = RING_MARGIN_SHARE if figures.coverage else MARGIN_SHARE
    return hold_shapes(first, view, list(_list_shapes(figures)), close=True, margin=margin)


def hold_shapes(
    first: Bounds,
    view: View,
    shapes: Sequence[Any],
    *,
    close: bool = False,
    margin: float = MARGIN_SHARE,
) -> View:
    """Return a view that shows shapes, where it does not say what it shows.

    Parameters
    ----------
    first : Bounds
        What a map opens with: west, south, east, north in degrees.
    view : View
    shapes : sequence of shapely geometry
        In longitude and latitude, in one piece each.
    close : bool
        Whether it goes near, where they are small.
    margin : float
        What is round them, as a share of them.
    """
    if view.centre or view.bbox or not shapes:
        return view
    west, south, east, north = (float(one) for one in shapely.total_bounds(np.array(shapes)))
    if holds_bounds(find_bounds(first, view), (west, south, east, north)) and not close:
        return view
    x, y = (
        max(LEAST_MARGIN_DEG, margin * one, (LEAST_SPAN_DEG - one) / 2)
        for one in (east - west, north - south)
    )
    bounds = (
        _fold(west - x),
        max(-HIGHEST_DEG, south - y),
        _fold(east + x),
        min(HIGHEST_DEG, north + y),
    )
    return replace(view, bbox=bounds)


def holds_bounds(outer: Bounds, inner: Bounds) -> bool:
    """Tell whether bounds lie inside of others, both in degrees.

    Parameters
    ----------
    outer, inner : Bounds
        West, south, east, north.
    """
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1]
        and inner[2] <= outer[2] and inner[3] <= outer[3]
    )  # fmt: skip


def list_drawn_lines(figures: Figures) -> Iterator[Any]:
    """Yield the lines that are drawn, and the edges of the rings.

    Parameters
    ----------
    figures : Figures
        The answers of a view.
    """
    if figures.measure:
        ends = figures.measure.origin_point, figures.measure.target_point
        yield geodesy.unfold(geodesy.draw_line(*ends))
    for ring in figures.coverage.rings if figures.coverage else ():
        yield geodesy.unfold(ring).boundary


def _list_shapes(figures: Figures) -> Iterator[Any]:
    if figures.coverage:
        yield from _list_places(figures.coverage)
    else:
        yield from list_drawn_lines(figures)


def _list_places(coverage: Coverage) -> Iterator[Any]:
    """Yield the origins, the target, and each ring that is no cap over a pole."""
    for shape in (coverage.target.geometry, *(one.geometry for one in coverage.origins)):
        yield geodesy.unfold(shape)
    for ring in coverage.rings:
        whole = geodesy.unfold(ring)
        if whole.bounds[2] - whole.bounds[0] < MOST_DEG:
            yield whole


def _fold(lon: float) -> float:
    return (lon + 180) % 360 - 180


def _latitude(degrees: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(degrees))))
