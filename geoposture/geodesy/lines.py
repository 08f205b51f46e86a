"""Geodesics as lines to draw."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from geoposture.geodesy.antimeridian import fold, unwrap
from geoposture.geodesy.ellipsoid import LEAST_CURVATURE_M, Array, measure, project

LINE_DEVIATION_M = 100.0


def draw_line(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """Return the geodesic as a line that stays within 100 m of it, cut at 180°.

    Parameters
    ----------
    start, end : tuple of float
        Longitude and latitude in degrees.

    Returns
    -------
    LineString or MultiLineString
        Two equal positions where start and end are the same.

    Raises
    ------
    BadRequest
        If an end is no position.
    """
    length = float(measure(*start, *end)[0])
    if length == 0:
        return shapely.LineString([start, end])
    step = math.sqrt(8 * LEAST_CURVATURE_M * LINE_DEVIATION_M) / 4
    count = max(2, math.ceil(length / step) + 1)
    azimuth = float(measure(*start, *end)[1])
    lon, lat = project(*start, azimuth, np.linspace(0, length, count))
    lon[0], lat[0] = start
    lon[-1], lat[-1] = end
    return _cut_line(lon, lat)


def label_point(geometry: Any) -> tuple[float, float]:
    """Return a point inside a geometry to write its name at, rounded to 0.001°.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees.
    """
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    point = largest if largest.geom_type == "Point" else largest.representative_point()
    return round(point.x, 3), round(point.y, 3)


def _cut_line(lon: Array, lat: Array) -> Any:
    line = shapely.LineString(np.column_stack([unwrap(lon), lat]))
    pieces = [piece for piece in fold(line) if piece.geom_type == "LineString"]
    return pieces[0] if len(pieces) == 1 else shapely.MultiLineString(pieces)
