"""What stands under the map until it is there: land, islands and marks, coarse and small.

It is drawn by the server into the page itself, so that no frame ever shows marks on open sea
and nothing more is asked for. The browser lays it where the map will be (`web/src/map/ground.js`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup

from geoposture.catalog import Catalog
from geoposture.geodesy.projections import project_mercator
from geoposture.model import Feature, View
from geoposture.pictures.canvas import Frame, trace
from geoposture.pictures.sheet import read_backdrop
from geoposture.views import facilities, lead
from geoposture.views.extent import find_bounds

WIDTH = 90
"""Across what the map opens with: the coast is true to about half of that part of it."""
BEYOND = 45
"""What is drawn on each side of it: a window is wider than what it has to show."""


def draw_ground(catalog: Catalog, view: View) -> Markup:
    """Return the ground of a map that opens with bounds, nothing where it opens with a zoom.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    if view.centre is not None:
        return Markup("")
    bounds = find_bounds(catalog.extent, replace(view, centre=None))
    frame, height = _frame_bounds(bounds)
    parts = [
        f'<path class="{name}" d="{path}"/>'
        for name, path in (*_trace_land(catalog, frame), *_place_marks(catalog, view, frame))
        if path
    ]
    return Markup(
        f'<svg class="ground-picture" viewBox="0 0 {WIDTH} {height:.2f}" '
        f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _frame_bounds(bounds: tuple[float, float, float, float]) -> tuple[Frame, float]:
    """Return the frame of bounds, and how high they are in it exactly."""
    west, south, east, north = shapely.bounds(project_mercator(shapely.box(*bounds)))
    scale = (east - west) / WIDTH
    height = (north - south) / scale
    return Frame(west, north, scale, WIDTH, math.ceil(height), BEYOND), height


def _trace_land(catalog: Catalog, frame: Frame) -> Iterable[tuple[str, str]]:
    for name, part in (("land", "land"), ("island", catalog.theatre.home)):
        shape = read_backdrop(catalog, part, frame) if part else None
        yield name, "" if shape is None else trace(shape, frame)


def _place_marks(catalog: Catalog, view: View, frame: Frame) -> Iterable[tuple[str, str]]:
    """Yield the spots of what the opening sentence is about, and of all others."""
    about = set() if view.article or view.feature else set(lead.list_within(catalog))
    rows = facilities.list_shown(catalog, view)
    yield "spots", _dot([one for one in rows if one["ref"] not in about], frame)
    yield "spots about", _dot([one for one in rows if one["ref"] in about], frame)


def _dot(rows: list[Feature], frame: Frame) -> str:
    if not rows:
        return ""
    points: Any = shapely.points([one["geometry"]["coordinates"][:2] for one in rows])
    placed = frame.place(shapely.get_coordinates(project_mercator(points)))
    spots = {(f"{x:g}", f"{y:g}") for x, y in np.round(placed, 1)}
    return "".join(f"M{x} {y}h0" for x, y in sorted(spots))
