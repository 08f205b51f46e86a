"""Areas on the ellipsoid, along edges that are straight in longitude and latitude.

Source: J. P. Snyder, Map projections: a working manual, USGS PP 1395 (1987), equation 3-12.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely

from geoposture.geodesy.ellipsoid import ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS_M, Array

SHORT_EDGE_DEG = 0.1


def measure_area(geometry: Any) -> float:
    """Return the area of a polygonal geometry in square metres, on the ellipsoid.

    Every edge is taken as straight in longitude and latitude: the area between it and the
    equator is the mean of Snyder's (1987) ``a² q(φ) / 2`` along the edge, by Gauss–Legendre
    quadrature (two nodes on edges under 0.1°, else five), times its width in longitude.

    Parameters
    ----------
    geometry : shapely.Geometry
        A polygon or several, in degrees, longitude first.

    Examples
    --------
    >>> sphere = shapely.box(-180, -90, 180, 90)
    >>> round(measure_area(sphere) / 1e12, 3)
    510.066
    """
    start, end = _ring_edges(geometry)
    short = np.abs(end[:, 1] - start[:, 1]) < SHORT_EDGE_DEG
    return abs(
        _integrate_edges(start[short], end[short], 2)
        + _integrate_edges(start[~short], end[~short], 5)
    )


def _ring_edges(geometry: Any) -> tuple[Array, Array]:
    """Return starts and ends of all edges; exteriors counter-clockwise, holes clockwise."""
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon"]
    rings = shapely.get_rings(shapely.orient_polygons(np.array(parts, dtype=object)))
    positions, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return positions[:-1][same], positions[1:][same]


def _integrate_edges(start: Array, end: Array, nodes: int) -> float:
    places, weights = np.polynomial.legendre.leggauss(nodes)
    lon1, lat1, lon2, lat2 = np.radians(np.hstack([start, end])).T
    middle, half = (lat2 + lat1) / 2, (lat2 - lat1) / 2
    along = middle[:, None] + half[:, None] * places
    mean = _authalic(along) @ weights / 2
    return float(np.sum((lon2 - lon1) * mean) * EQUATORIAL_RADIUS_M**2 / 2)


def _authalic(latitude_rad: Array) -> Array:
    # Snyder (1987), equation 3-12.
    e = math.sqrt(ECCENTRICITY_SQUARED)
    sine = np.sin(latitude_rad)
    return np.asarray((1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e))
