"""The coordinates of one geometry: mended where nothing is guessed, refused where they are none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

LEVELS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2,
    "MultiPolygon": 3,
}  # fmt: skip
"""How many lists stand round a position, by the type of a geometry."""
EDGE_DEG = 1e-9
"""What a reprojection leaves beyond ±180 and ±90: a tenth of a millimetre."""
MOST_LON, MOST_LAT = 180, 90
PLANE = 2
SURE_DEG2 = 1e-9
"""Twice an area whose sign no rounding changes."""
LEAST_OF_LINE, LEAST_OF_RING = 2, 4
_NUMBERS = frozenset({int, float})
_SPELT = {kind.lower(): kind for kind in LEVELS}

Told = tuple[str, str, bool]
"""A fault's code and reason, and whether it was mended."""
Position = list[float]


def check_geometry(feature: dict[str, Any]) -> Iterator[Told]:
    """Yield what is wrong with the geometry of a feature, which has one; mend what can be mended.

    Parameters
    ----------
    feature : dict
        Its geometry is changed where it is mended, and None where it holds no position.
    """
    geometry = feature["geometry"]
    if _is_sound_point(geometry) or _is_sound_polygon(geometry):
        return
    yield from _mend_type(geometry)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in LEVELS:
        wanted = ", ".join(LEVELS)
        yield "json-syntax", f"has a geometry of type {kind!r:.40}; wanted: {wanted}", False
        return
    node = geometry.get("coordinates")
    if not _fits(node, LEVELS[kind], may_be_empty="Point" in kind):
        parts = "rings" if "Polygon" in kind else "positions"
        yield "json-syntax", f"has coordinates that are no {parts} of a {kind}", False
        return
    if kind in ("Polygon", "MultiPolygon") and _lacks_outside(node, kind):
        yield "json-syntax", "has a hole without a ring round it", False
        return
    yield from _drop_empty(feature, kind)
    if feature["geometry"] is not None:
        yield from _check_parts(geometry, kind)


def _is_sound_point(geometry: Any) -> bool:
    """Tell what most files hold most of, without the steps of a shape."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return False
    node = geometry.get("coordinates")
    if not isinstance(node, list) or not _is_position(node):
        return False
    return bool(abs(node[0]) <= MOST_LON and abs(node[1]) <= MOST_LAT)


def _is_sound_polygon(geometry: Any) -> bool:
    """Tell the same of areas: what is not clearly sound is looked at step by step."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        return False
    rings = geometry.get("coordinates")
    if not isinstance(rings, list) or not rings:
        return False
    return all(_is_sound_ring(ring, exterior=not number) for number, ring in enumerate(rings))


def _is_sound_ring(ring: Any, *, exterior: bool) -> bool:
    if not isinstance(ring, list) or len(ring) < LEAST_OF_RING or ring[0] != ring[-1]:
        return False
    if not all(type(one) is list and len(one) == PLANE for one in ring):
        return False
    if not _NUMBERS.issuperset(map(type, chain.from_iterable(ring))):
        return False
    x, y = np.array(ring, dtype=float).T
    # Not a number is not within either.
    if not (np.abs(x).max() <= MOST_LON and np.abs(y).max() <= MOST_LAT):
        return False
    doubled = x[:-1] @ y[1:] - x[1:] @ y[:-1]
    return bool(doubled > SURE_DEG2 if exterior else doubled < -SURE_DEG2)


def _mend_type(geometry: Any) -> Iterator[Told]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if isinstance(kind, str) and kind not in LEVELS and kind.lower() in _SPELT:
        geometry["type"] = _SPELT[kind.lower()]
        yield "json-syntax", f"has a geometry of type {kind!r}, not {geometry['type']!r}", True


def _fits(node: Any, level: int, *, may_be_empty: bool) -> bool:
    """Tell whether lists are nested as deep as a type wants, round positions."""
    if not isinstance(node, list):
        return False
    if level == 0:
        return _is_position(node) or (may_be_empty and not node)
    return all(_fits(one, level - 1, may_be_empty=may_be_empty) for one in node)


def _is_position(node: list[Any]) -> bool:
    # A bool is an int for Python, and none for JSON.
    return len(node) >= 2 and _NUMBERS.issuperset(map(type, node))  # noqa: PLR2004


def _lacks_outside(node: list[Any], kind: str) -> bool:
    polygons = [node] if kind == "Polygon" else node
    return any(one and not one[0] and any(one) for one in polygons)


def _drop_empty(feature: dict[str, Any], kind: str) -> Iterator[Told]:
    """Leave out what holds no position: of some formats it cannot be written."""
    geometry = feature["geometry"]
    deep = LEVELS[kind] if "Point" in kind else LEVELS[kind] - 1
    kept = _prune(geometry["coordinates"], deep)
    if not kept:
        feature["geometry"] = None
        yield "empty", "has a geometry without positions, which counts as none", True
    elif _count(kept, deep) != _count(geometry["coordinates"], deep):
        geometry["coordinates"] = kept
        yield "empty", "has a part without positions, which is left out", True


def _prune(node: list[Any], level: int) -> list[Any]:
    if level == 0:
        return node
    return [kept for one in node if (kept := _prune(one, level - 1))]


def _count(node: list[Any], level: int) -> int:
    return 1 if level == 0 else 1 + sum(_count(one, level - 1) for one in node)


def _check_parts(geometry: dict[str, Any], kind: str) -> Iterator[Told]:
    node = geometry["coordinates"]
    for code, reason, mended in _check_positions(_list_positions(node, LEVELS[kind])):
        yield code, reason, mended
        if not mended:
            return
    if "Polygon" in kind:
        for polygon in [node] if kind == "Polygon" else node:
            yield from _mend_rings(polygon)
    elif "Line" in kind:
        lines = [node] if kind == "LineString" else node
        if min(map(len, lines)) < LEAST_OF_LINE:
            yield "json-syntax", "has a line of one position; a line has two at least", False


def _list_positions(node: list[Any], level: int) -> list[Position]:
    for _ in range(level - 1):
        node = list(chain.from_iterable(node))
    return node if level else [node]


def _check_positions(positions: list[Position]) -> Iterator[Told]:
    found = np.array([one[:2] for one in positions], dtype=float)
    if not np.isfinite(found).all():
        yield "not-finite", "has a coordinate that is not finite", False
        return
    beyond = np.abs(found) - (MOST_LON, MOST_LAT)
    if (beyond > EDGE_DEG).any():
        x, y = positions[int(np.argmax((beyond > EDGE_DEG).any(axis=1)))][:2]
        swapped = abs(y) > MOST_LAT and abs(x) <= MOST_LAT
        hint = "; latitude and longitude look swapped" if swapped else ""
        yield "position-range", f"has the position {x}, {y} outside ±180, ±90{hint}", False
    elif (beyond > 0).any():
        for at in np.flatnonzero((beyond > 0).any(axis=1)):
            x, y = found[at]
            positions[at][:2] = [_clip(float(x), MOST_LON), _clip(float(y), MOST_LAT)]
        yield "position-range", "has a position a rounding error beyond ±180, ±90, set to it", True


def _clip(value: float, most: int) -> float:
    return max(-most, min(most, value))


def _mend_rings(polygon: list[Any]) -> Iterator[Told]:
    for number, ring in enumerate(polygon):
        if ring[0] != ring[-1]:
            ring.append(list(ring[0]))
            yield "ring-open", "has a ring that is not closed", True
        if len(ring) < LEAST_OF_RING:
            told = f"has a ring of {len(ring)} positions, the first one again at the end among them"
            yield "json-syntax", f"{told}; a ring has {LEAST_OF_RING} at least", False
        elif _winds_wrongly(ring, exterior=number == 0):
            ring.reverse()
            yield "ring-winding", "has a ring that turns the wrong way", True


def _winds_wrongly(ring: list[Any], *, exterior: bool) -> bool:
    x, y = np.array([position[:2] for position in ring], dtype=float).T
    doubled = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return doubled < 0 if exterior else doubled > 0
