"""Squares of a true area round a point, their sides to the north and to the east."""

from __future__ import annotations

import math

import numpy as np

from geoposture.geodesy.ellipsoid import Array, check_positions, project

CORNERS_DEG = np.array([45.0, 135.0, 225.0, 315.0])


def draw_square(lon: float, lat: float, area_m2: float) -> Array:
    """Return the corners of a square of an area, its middle at a point, shape (5, 2), closed.

    Each corner lies half a diagonal from the middle, along a geodesic: what is drawn has the
    side of the square on the ground, at any latitude. Longitudes may run on beyond 180°.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    area_m2 : float
        Square metres, as large as a country's and no larger.

    Raises
    ------
    BadRequest
        If the point is no position.

    Examples
    --------
    >>> [round(float(one), 4) for one in draw_square(0, 45, 4e6).max(axis=0)]
    [0.0127, 45.009]
    """
    check_positions(np.asarray(lon, float), np.asarray(lat, float))
    ends = np.column_stack(project(lon, lat, CORNERS_DEG, math.sqrt(area_m2 / 2)))
    ends[:, 0] = lon + (ends[:, 0] - lon + 180) % 360 - 180
    return np.vstack([ends, ends[:1]])
