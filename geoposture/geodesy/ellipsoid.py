"""Geodesics on the WGS 84 ellipsoid: the measure that everything else rests on.

Source: C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), through PROJ.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geoposture.errors import BadRequest

Array = NDArray[np.float64]
WGS84 = Geod(ellps="WGS84")
EQUATORIAL_RADIUS_M = WGS84.a
ECCENTRICITY_SQUARED = WGS84.es
LEAST_CURVATURE_M = WGS84.a * (1 - WGS84.es)
"""Smallest radius of curvature anywhere on the ellipsoid: the meridian's at the equator."""
MOST_CURVATURE_M = WGS84.a / math.sqrt(1 - WGS84.es)
"""Largest radius of curvature anywhere: that at the poles."""
RUN = 64
"""Points in order that are measured by the first of them where that is enough."""
POINTS_AT_ONCE = 50_000
CHORD_SLACK_M = 1.0
"""A chord from squares of the radius (4e13 square metres, to sixteen digits) is off by less."""


def measure(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> tuple[Array, Array, Array]:
    """Return distances, azimuths and back azimuths of geodesics; arrays of one shape.

    Parameters
    ----------
    lon1, lat1 : array_like
        Degrees, of the starts.
    lon2, lat2 : array_like
        Degrees, of the ends.

    Returns
    -------
    distance_m, azimuth_deg, back_azimuth_deg : ndarray
        The back azimuth is the direction at the end towards the start; 0 ≤ azimuth < 360.

    Raises
    ------
    BadRequest
        If a position is not finite or its latitude outside ±90: PROJ would answer nan, or
        a plausible number.

    Examples
    --------
    >>> round(float(measure(0, -90, 0, 90)[0]), 3)
    20003931.459
    """
    x1, y1, x2, y2 = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon1, lat1, lon2, lat2)))
    for lon, lat in ((x1, y1), (x2, y2)):
        check_positions(lon, lat)
    ahead, back, length = WGS84.inv(x1, y1, x2, y2)
    return np.asarray(length), np.asarray(ahead) % 360, np.asarray(back) % 360


def project(
    lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[Array, Array]:
    """Return where geodesics of a given azimuth and length end.

    Parameters
    ----------
    lon, lat : array_like
        Degrees, of the starts.
    azimuth_deg : array_like
        Degrees, clockwise from north.
    distance_m : array_like
        Metres.

    Returns
    -------
    lon, lat : ndarray
        Degrees, in one shape for all.
    """
    values = (np.asarray(v, float) for v in (lon, lat, azimuth_deg, distance_m))
    x, y, azimuth, length = np.broadcast_arrays(*values)
    end_lon, end_lat, _ = WGS84.fwd(x, y, azimuth, length)
    return np.asarray(end_lon), np.asarray(end_lat)


def measure_to_nearest(points: Array, origins: Array) -> Array:
    """Return the distance in metres of each point to the nearest of several origins.

    Parameters
    ----------
    points, origins : ndarray, shape (n, 2) and (k, 2)
        Longitudes and latitudes in degrees.

    Raises
    ------
    BadRequest
        If a position is not on Earth.
    """
    chords = measure_chords(to_cartesian(points), to_cartesian(origins))
    # The chord orders origins almost as the geodesic does: the three nearest are measured.
    near = np.argpartition(chords, range(min(3, len(origins))), axis=1)[:, :3]
    chosen = origins[near]
    distances = measure(points[:, :1], points[:, 1:], chosen[..., 0], chosen[..., 1])[0]
    return np.asarray(distances.min(axis=1))


def measure_most_remote(points: Array, origins: Array) -> float:
    """Return how far the point lies from its nearest origin that lies farthest from its own.

    It is the largest of `measure_to_nearest`; only those are measured that can be it: between
    which bounds a geodesic lies is known from its chord.

    Parameters
    ----------
    points, origins : ndarray, shape (n, 2) and (k, 2)
        Longitudes and latitudes in degrees; at least one of each.

    Raises
    ------
    BadRequest
        If a position is not on Earth.
    """
    check_positions(points[:, 0], points[:, 1])
    check_positions(origins[:, 0], origins[:, 1])
    places, ends = to_cartesian(points), to_cartesian(origins)
    kept = _find_remote(places, ends)
    chords = np.concatenate([
        _measure_least_chords(places[kept[at : at + POINTS_AT_ONCE]], ends)
        for at in range(0, len(kept), POINTS_AT_ONCE)
    ])  # fmt: skip
    shortest, longest = bound_geodesics(chords, np.array(CHORD_SLACK_M))
    chosen = kept[longest >= shortest.max()]
    return float(measure_to_nearest(points[chosen], origins).max())


def _find_remote(places: Array, ends: Array) -> NDArray[np.intp]:
    """Return which of many points in order can be the most remote: runs of them by their first.

    No point of a run is farther from its nearest origin than the first one is, and that one from
    it: of a long edge most runs are done with when their first points are measured.
    """
    firsts = np.arange(0, len(places), RUN)
    owner = np.arange(len(places)) // RUN
    spread = np.linalg.norm(places - places[firsts][owner], axis=1)
    reach = np.maximum.reduceat(spread, firsts)
    chords = np.concatenate([
        _measure_least_chords(places[firsts[at : at + POINTS_AT_ONCE]], ends)
        for at in range(0, len(firsts), POINTS_AT_ONCE)
    ])  # fmt: skip
    shortest, _ = bound_geodesics(chords, np.array(CHORD_SLACK_M))
    _, longest = bound_geodesics(chords + reach, np.array(2 * CHORD_SLACK_M))
    return np.flatnonzero((longest >= shortest.max())[owner])


def _measure_least_chords(first: Array, second: Array) -> Array:
    """Return the chord of each point to the nearest of others, to `CHORD_SLACK_M`."""
    # Of sums and products: a matrix of differences would be three times as large.
    squares = (first**2).sum(1)[:, None] + (second**2).sum(1) - 2 * (first @ second.T)
    return np.asarray(np.sqrt(np.maximum(squares.min(axis=1), 0.0)))


def check_positions(lon: Array, lat: Array) -> None:
    """Raise `BadRequest` unless all positions are finite and on Earth.

    Parameters
    ----------
    lon, lat : ndarray
        Degrees, of one shape.

    Raises
    ------
    BadRequest
        If one is not; longitudes go to ±360.
    """
    bad = ~np.isfinite(lon) | ~np.isfinite(lat) | (np.abs(lat) > 90) | (np.abs(lon) > 360)  # noqa: PLR2004
    if bad.any():
        x, y = float(lon[bad].flat[0]), float(lat[bad].flat[0])
        raise BadRequest(f"{x:g}, {y:g} is no position: longitude ±180, latitude ±90 are wanted")


def to_cartesian(positions: Array) -> Array:
    """Return positions, shape (n, 2), as metres from the centre of the Earth, shape (n, 3).

    Parameters
    ----------
    positions : array
        Longitude and latitude in degrees.
    """
    lon, lat = np.radians(positions).T
    normal = EQUATORIAL_RADIUS_M / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - ECCENTRICITY_SQUARED) * np.sin(lat),
        ]
    )


def measure_chords(first: Array, second: Array) -> Array:
    """Return the straight distances in metres between all points of two sets, shape (n, k).

    Parameters
    ----------
    first : ndarray
        Metres from the Earth's centre, shape (n, 3).
    second : ndarray
        The same, shape (k, 3).
    """
    return np.asarray(np.linalg.norm(first[:, None, :] - second[None, :, :], axis=2))


def bound_geodesics(chords: Array, slack: Array) -> tuple[Array, Array]:
    """Return the shortest and longest geodesics that chords, give or take `slack`, can have.

    Parameters
    ----------
    chords : ndarray
        Metres, any shape.
    slack : ndarray
        Metres, of a shape that fits.

    Returns
    -------
    shortest, longest : ndarray
        Metres: arcs of the ellipsoid's largest and smallest radius of curvature.
    """
    low, high = np.maximum(chords - slack, 0), chords + slack
    shortest = _arc(low, MOST_CURVATURE_M)
    longest = np.where(
        high < 2 * LEAST_CURVATURE_M, _arc(high, LEAST_CURVATURE_M), math.pi * MOST_CURVATURE_M
    )
    return shortest, longest


def _arc(chord: Array, radius_m: float) -> Array:
    return np.asarray(2 * radius_m * np.arcsin(np.minimum(1.0, chord / (2 * radius_m))))
