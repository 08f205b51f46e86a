"""GeoJSON geometries → shapely's, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import shapely

PLANE = 2


def read_shapes(geometries: Sequence[Mapping[str, Any] | None], **named: Any) -> np.ndarray:
    """Return the shapely geometries of GeoJSON geometries, None for none; shape (n,).

    Plain points are made of their numbers; others are written and parsed by shapely.

    Parameters
    ----------
    geometries : sequence of mapping or None
        With sound coordinates.
    **named
        Passed on to `shapely.from_geojson`.
    """
    found = np.full(len(geometries), None, dtype=object)
    plain = [at for at, one in enumerate(geometries) if _is_plain_point(one)]
    if plain:
        positions = [geometries[at]["coordinates"] for at in plain]  # type: ignore[index]
        found[plain] = shapely.points(np.array(positions, dtype=float))
    taken = set(plain)
    others = [at for at, one in enumerate(geometries) if one is not None and at not in taken]
    if others:
        texts = [orjson.dumps(geometries[at]).decode() for at in others]
        found[others] = shapely.from_geojson(np.array(texts, dtype=object), **named)
    return found


def _is_plain_point(geometry: Mapping[str, Any] | None) -> bool:
    return (
        geometry is not None
        and geometry["type"] == "Point"
        and len(geometry["coordinates"]) == PLANE
    )
