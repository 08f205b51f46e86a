"""Longitudes that run on beyond 180°, and pieces cut there and brought home."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geoposture.geodesy.ellipsoid import Array


def unwrap(lon: Array) -> Array:
    """Return longitudes without jumps: they run on beyond 180° where a line crosses it."""
    return np.asarray(np.unwrap(lon, period=360.0))


def fold(geometry: Any) -> Iterator[Any]:
    """Cut a geometry with unwrapped longitudes at 180° and bring all pieces home."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004
        yield geometry
        return
    for turn in range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1):
        window = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        piece = shapely.intersection(geometry, window)
        if not piece.is_empty:
            yield from shapely.get_parts(_shift(piece, -360.0 * turn))


def _shift(geometry: Any, degrees: float) -> Any:
    return shapely.transform(geometry, lambda xy: xy + np.array([degrees, 0.0]))
