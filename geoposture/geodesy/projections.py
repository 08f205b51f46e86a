"""The reference systems that layers are served in: axis order and Web Mercator.

Source: EPSG Guidance Note 7-2, method 1024 (Popular Visualisation Pseudo Mercator).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from geoposture.geodesy.ellipsoid import EQUATORIAL_RADIUS_M, Array

HIGHEST_MERCATOR_DEG = 85.051128779807


def swap_axes(geometry: Any) -> Any:
    """Return a geometry with latitude first, as EPSG:4326 has it.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees, longitude first.
    """
    return shapely.transform(geometry, lambda xy: xy[:, ::-1])


def project_mercator(geometry: Any) -> Any:
    """Return a geometry in Web Mercator, metres; latitudes beyond ±85.05° are held there.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees, longitude first.
    """
    return shapely.transform(geometry, _to_mercator)


def project_point(lon: float, lat: float) -> tuple[float, float]:
    """Return a position in Web Mercator, metres: one alone, without a geometry round it.

    Parameters
    ----------
    lon, lat : float
        Degrees; latitudes beyond ±85.05° are held there.
    """
    held = min(max(lat, -HIGHEST_MERCATOR_DEG), HIGHEST_MERCATOR_DEG)
    y = math.log(math.tan(math.pi / 4 + math.radians(held) / 2))
    return math.radians(lon) * EQUATORIAL_RADIUS_M, y * EQUATORIAL_RADIUS_M


def unproject_mercator(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and latitude in degrees of a Web Mercator position in metres.

    Parameters
    ----------
    x, y : float
        Metres (EPSG:3857).
    """
    lat = 2 * np.arctan(np.exp(y / EQUATORIAL_RADIUS_M)) - np.pi / 2
    return float(np.degrees(x / EQUATORIAL_RADIUS_M)), float(np.degrees(lat))


def _to_mercator(xy: Array) -> Array:
    lon, lat = np.radians(xy[:, 0]), np.clip(xy[:, 1], -HIGHEST_MERCATOR_DEG, HIGHEST_MERCATOR_DEG)
    y = np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return np.column_stack([lon, y]) * EQUATORIAL_RADIUS_M
