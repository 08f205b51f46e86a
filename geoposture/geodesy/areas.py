"""Areas on the ellipsoid, along edges that are straight in longitude and latitude.

Source: J. P. Snyder, Map projections: a working manual, USGS PP 1395 (1987), equation 3-12.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

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
    start, end, _ = _ring_edges([geometry])
    return abs(float(_integrate_edges(start, end).sum()))


def measure_areas(geometries: Sequence[Any] | NDArray[Any]) -> Array:
    """Return the areas of several polygonal geometries in square metres, in one pass.

    Parameters
    ----------
    geometries : sequence of shapely.Geometry
        As `measure_area` takes one.

    Returns
    -------
    ndarray
        One area a geometry, shape (n,).
    """
    start, end, owner = _ring_edges(geometries)
    found = _integrate_edges(start, end)
    return np.abs(np.bincount(owner, weights=found, minlength=len(geometries)))


def _ring_edges(
    geometries: Sequence[Any] | NDArray[Any],
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return starts and ends of all edges, and whose each is.

    Exteriors run counter-clockwise, holes clockwise.
    """
    parts, owner = shapely.get_parts(np.array(geometries, dtype=object), return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(shapely.orient_polygons(parts[areal]), return_index=True)
    positions, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return positions[:-1][same], positions[1:][same], owner[areal][part[ring[1:][same]]]


def _integrate_edges(start: Array, end: Array) -> Array:
    """Return for each edge the area between it and the equator, in square metres."""
    found = np.empty(len(start))
    short = np.abs(end[:, 1] - start[:, 1]) < SHORT_EDGE_DEG
    for chosen, nodes in ((short, 2), (~short, 5)):
        places, weights = np.polynomial.legendre.leggauss(nodes)
        lon1, lat1, lon2, lat2 = np.radians(np.hstack([start[chosen], end[chosen]])).T
        middle, half = (lat2 + lat1) / 2, (lat2 - lat1) / 2
        along = middle[:, None] + half[:, None] * places
        mean = _authalic(along) @ weights / 2
        found[chosen] = (lon2 - lon1) * mean * EQUATORIAL_RADIUS_M**2 / 2
    return found


def _authalic(latitude_rad: Array) -> Array:
    # Snyder (1987), equation 3-12.
    e = math.sqrt(ECCENTRICITY_SQUARED)
    sine = np.sin(latitude_rad)
    return np.asarray((1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e))
