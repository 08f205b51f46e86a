"""What a first view has to hold: both ends of a distance, the rings of a coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from geoposture import geodesy, twin
from geoposture.model import Coverage, View
from geoposture.still.sheet import Figures

MARGIN_SHARE = 0.08
LEAST_MARGIN_DEG = 0.5
MOST_DEG = 300.0
"""A circle that is wider says nothing about where to look: it holds a pole."""
HIGHEST_DEG = 84.0


def hold_figures(view: View, figures: Figures) -> View:
    """Return a view that shows all that it computes, where it does not say what it shows.

    Examples
    --------
    >>> hold_figures(View(), Figures()).bbox is None
    True
    """
    shapes = list(_list_shapes(figures))
    if view.centre or view.bbox or not shapes:
        return view
    west, south, east, north = (float(one) for one in shapely.total_bounds(np.array(shapes)))
    first = twin.find_bounds(view)
    if first[0] <= west and first[1] <= south and east <= first[2] and north <= first[3]:
        return view
    x, y = (max(LEAST_MARGIN_DEG, MARGIN_SHARE * one) for one in (east - west, north - south))
    bounds = (
        _fold(west - x),
        max(-HIGHEST_DEG, south - y),
        _fold(east + x),
        min(HIGHEST_DEG, north + y),
    )
    return replace(view, bbox=bounds)


def list_lines(figures: Figures) -> Iterator[Any]:
    """Yield the lines that are drawn, and the edges of the rings."""
    if figures.measure:
        ends = figures.measure.origin_point, figures.measure.target_point
        yield geodesy.unfold(geodesy.draw_line(*ends))
    for ring in figures.coverage.rings if figures.coverage else ():
        yield geodesy.unfold(ring).boundary


def _list_shapes(figures: Figures) -> Iterator[Any]:
    if figures.coverage:
        yield from _list_places(figures.coverage)
    else:
        yield from list_lines(figures)


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
