"""Longitudes that run on beyond 180°, and pieces cut there and brought home."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from geoposture.geodesy.ellipsoid import Array

HOME_DEG = 70.0
"""Far from both ends of a map of the Pacific: drawings lie within half a turn of it."""
NEAR_DEG = 1e-9


def unwrap(lon: Array) -> Array:
    """Return longitudes without jumps: they run on beyond 180° where a line crosses it.

    Parameters
    ----------
    lon : array
        Degrees from -180 to 180 along a line, shape (n,).
    """
    return np.asarray(np.unwrap(lon, period=360.0))


def fold(geometry: Any) -> Iterator[Any]:
    """Cut a geometry with unwrapped longitudes at 180° and bring all pieces home.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees; longitudes may run on beyond ±180.
    """
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004
        yield geometry
        return
    for turn in range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1):
        window = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        piece = shapely.intersection(geometry, window)
        if not piece.is_empty:
            yield from shapely.get_parts(_shift(piece, -360.0 * turn))


def unfold(geometry: Any) -> Any:
    """Return a geometry that was cut at 180° in one piece, as a map of the Pacific draws it.

    Its longitudes run on beyond 180°; the middle lies between -110° and 250°. What is as wide
    as the world, such as a cap over a pole, is repeated to both sides.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees, longitudes from -180 to 180.
    """
    west, _, east, _ = geometry.bounds
    if east - west < 180:  # noqa: PLR2004
        return _shift(geometry, _turn_home((west + east) / 2))
    parts = shapely.get_parts(geometry)
    bounds = shapely.bounds(parts)
    if np.any(bounds[:, 2] - bounds[:, 0] > 360 - NEAR_DEG):
        return _join([_shift(one, turn) for turn in (-360.0, 0.0, 360.0) for one in parts])
    cut = np.any(bounds[:, 2] > 180 - NEAR_DEG)
    beside = [
        _shift(part, 360.0) if cut and start < NEAR_DEG - 180 else part
        for part, start in zip(parts, bounds[:, 0], strict=True)
    ]
    whole = _join(beside)
    return _shift(whole, _turn_home((whole.bounds[0] + whole.bounds[2]) / 2))


def count_turns(west: float, east: float) -> tuple[int, int]:
    """Return the first and last turn round the Earth of which two longitudes take a part.

    Parameters
    ----------
    west, east : float
        Degrees; beyond ±180 they go on.
    """
    if west >= -180 and east <= 180:  # noqa: PLR2004
        return 0, 0
    return math.floor((west + 180) / 360), math.floor((east + 180) / 360)


def repeat(geometry: Any, first: int, last: int) -> Any:
    """Return land on several turns round the Earth, without a seam at 180°.

    Parameters
    ----------
    geometry : shapely geometry
        Within ±180 degrees.
    first, last : int
        Turns, 0 being that of ±180.
    """
    turns = range(first, last + 1)
    if list(turns) == [0]:
        return geometry
    parts = np.concatenate([shapely.get_parts(_shift(geometry, 360.0 * turn)) for turn in turns])
    ends = shapely.bounds(parts)[:, [0, 2]]
    cut = np.any(np.abs(np.abs(ends) % 360 - 180) < NEAR_DEG, axis=1)
    return shapely.geometrycollections([*parts[~cut], *shapely.get_parts(_join(list(parts[cut])))])


def _join(parts: Sequence[Any]) -> Any:
    joined = shapely.union_all(np.asarray(parts), grid_size=NEAR_DEG)
    lines = joined.geom_type in ("LineString", "MultiLineString")
    return shapely.line_merge(joined) if lines else joined


def _turn_home(lon: float) -> float:
    return -360.0 * round((lon - HOME_DEG) / 360)


def _shift(geometry: Any, degrees: float) -> Any:
    return shapely.transform(geometry, lambda xy: xy + np.array([degrees, 0.0]))
