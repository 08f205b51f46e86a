"""Coasts for the map in half the bytes: whole parts of a degree, each a step from the last.

The form is for our own page alone; everything that others read is GeoJSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson

FINE, PLAIN = 1000, 100
"""Parts of a degree: general outlines have thousandths at most, the backdrop hundredths."""


def pack(collection: bytes) -> bytes:
    """Return a GeoJSON collection with each position as a step: ``geometry.delta``.

    Positions are rounded to 0.001°, which is what general outlines have at most; where all
    are whole hundredths, a digit less is written.

    Parameters
    ----------
    collection : bytes
        GeoJSON in degrees.
    """
    found = orjson.loads(collection)
    shapes = [one["geometry"] for one in found["features"] if one["geometry"]]
    per_degree = PLAIN if all(_is_plain(one["coordinates"]) for one in shapes) else FINE
    for one in found["features"]:
        geometry = one["geometry"]
        if geometry:
            steps = _pack(geometry["coordinates"], per_degree)
            one["geometry"] = {"type": geometry["type"], "delta": steps}
    return orjson.dumps({"per_degree": per_degree, "features": found["features"]})


def _is_plain(node: Any) -> bool:
    if isinstance(node, list):
        return all(map(_is_plain, node))
    return bool(abs(node * PLAIN - round(node * PLAIN)) < 1 / FINE)


def _pack(node: Sequence[Any], per_degree: int) -> list[Any]:
    if isinstance(node[0][0], list):
        return [_pack(one, per_degree) for one in node]
    whole = [(round(x * per_degree), round(y * per_degree)) for x, y in node]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    return [number for spot in (whole[0], *steps) for number in spot]
