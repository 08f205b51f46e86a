"""Bytes of a layer file → features, and every fault found on the way.

What can be mended without guessing (a byte order mark, an open ring, the winding) is
mended and reported; everything else stops the layer.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from geoposture.model import Fault

LARGEST_BYTES = 64 * 1024 * 1024
DEEPEST = 64
BOM = b"\xef\xbb\xbf"
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')
_NOT_FINITE = re.compile(rb"(?<![\w\"])-?(?:NaN|Infinity|\d+(?:\.\d+)?[eE]\+?\d{3,})")
_CRS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84")
_GEOMETRY_TYPES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
}  # fmt: skip


def read_bytes(path: Path, root: Path | None = None) -> tuple[bytes, list[Fault]]:
    """Return the bytes of a layer file, or the fault that keeps them from being read.

    Parameters
    ----------
    path : Path
        The file.
    root : Path, optional
        Folder that the file, links followed, must lie in.
    """
    real = path.resolve()
    if root is not None and not real.is_relative_to(root.resolve()):
        return b"", [
            Fault("outside-root", f"leads outside {root.name}/; put the file itself there")
        ]
    if not real.exists():
        return b"", [Fault("not-a-file", "does not exist")]
    if not stat.S_ISREG(real.stat().st_mode):
        return b"", [Fault("not-a-file", "is no regular file; a GeoJSON file is wanted")]
    size = real.stat().st_size
    if size > LARGEST_BYTES:
        return b"", [Fault("too-large", f"has {size:,} bytes; at most {LARGEST_BYTES:,} are read")]
    return real.read_bytes(), []


def check_collection(data: bytes) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Parse the bytes of a FeatureCollection and check every feature.

    Returns
    -------
    features : list of dict
        The features, mended; empty if the text itself cannot be read.
    faults : list of Fault
        In file order; the collection is usable if all of them are `repaired`.
    """
    faults: list[Fault] = []
    if data.startswith(BOM):
        data = data[len(BOM) :]
        faults.append(Fault("bom", "starts with a byte order mark", repaired=True))
    document, stopped = _parse(data)
    if stopped:
        return [], [*faults, stopped]
    faults.extend(_check_members(document))
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        return [], [*faults, Fault("json-syntax", "is no FeatureCollection with “features”")]
    if not features:
        faults.append(Fault("empty", "has no feature"))
    found = [fault for index, one in enumerate(features) for fault in _check_feature(index, one)]
    broken = {fault.feature for fault in found if not fault.repaired}
    found.extend(_check_shapes(features, broken))
    found.extend(_check_ids(features))
    return features, [*faults, *sorted(found, key=lambda fault: fault.feature or 0)]


def _parse(data: bytes) -> tuple[Any, Fault | None]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, Fault("not-utf8", f"byte {error.start} is not UTF-8")
    if _depth(data) > DEEPEST:
        return None, Fault("too-deep", f"is nested deeper than {DEEPEST} levels")
    try:
        return orjson.loads(data), None
    except orjson.JSONDecodeError as error:
        odd = _NOT_FINITE.search(data)
        if odd:
            return None, Fault(
                "not-finite", f"has the number {odd[0].decode()}; write null or a number"
            )
        return None, Fault("json-syntax", f"is not JSON: {error.msg} (line {error.lineno})")


def _depth(data: bytes) -> int:
    deepest = level = 0
    for token in _TOKENS.finditer(data):
        first = token[0][:1]
        if first in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif first in b"]}":
            level -= 1
    return deepest


def _check_members(document: Any) -> Iterator[Fault]:
    if not isinstance(document, dict) or "crs" not in document:
        return
    crs = document["crs"]
    told = crs.get("properties") if isinstance(crs, dict) else None
    name = told.get("name") if isinstance(told, dict) else crs
    if isinstance(name, str) and name in _CRS84:
        yield Fault("crs-member", "names its CRS, which RFC 7946 has no member for", repaired=True)
    else:
        yield Fault(
            "crs-member", f"is in “{name}”; RFC 7946 knows WGS 84 longitude and latitude only"
        )


def _check_ids(features: list[Any]) -> Iterator[Fault]:
    ids = [feature.get("id") if isinstance(feature, dict) else None for feature in features]
    counts = Counter(one for one in ids if isinstance(one, str))
    for index, one in enumerate(ids):
        if one is None:
            yield Fault("missing-id", "has no “id”", index)
        elif not isinstance(one, str) or not ID_PATTERN.fullmatch(one):
            wants = "lower-case letters, digits, . _ - and at most 81 characters"
            yield Fault(
                "missing-id", f"has the id {str(one)[:40]!r}; wanted: {wants}", index, str(one)[:40]
            )
        elif counts[one] > 1:
            yield Fault(
                "duplicate-id", f"shares its id with {counts[one] - 1} other(s)", index, one
            )


def _check_feature(index: int, feature: Any) -> Iterator[Fault]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield Fault("json-syntax", "is no Feature", index)
        return
    name = feature.get("id") if isinstance(feature.get("id"), str) else None
    if not isinstance(feature.get("properties"), dict):
        feature["properties"] = {}
        yield Fault("json-syntax", "has no properties object", index, name, repaired=True)
    geometry = feature.get("geometry")
    if geometry is None:
        return
    for code, reason, repaired in _check_geometry(geometry):
        yield Fault(code, reason, index, name, repaired)


def _check_geometry(geometry: Any) -> Iterator[tuple[str, str, bool]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in _GEOMETRY_TYPES:
        yield "json-syntax", f"has a geometry of type {kind!r}", False
        return
    try:
        positions = np.array(list(_positions(geometry["coordinates"], 0)), dtype=float)
    except (KeyError, TypeError, ValueError):
        yield "json-syntax", "has coordinates that are no numbers in lists", False
        return
    stop = _check_positions(positions)
    if stop:
        yield stop
        return
    if kind in ("Polygon", "MultiPolygon"):
        try:
            mended = list(_mend_rings(geometry))
        except (IndexError, TypeError, ValueError):
            mended = [("json-syntax", f"has coordinates that are no rings of a {kind}", False)]
        yield from mended


def _positions(node: Any, level: int) -> Iterator[tuple[float, float]]:
    if level > 4 or not isinstance(node, list):  # noqa: PLR2004 - a MultiPolygon has four levels
        raise ValueError
    if node and isinstance(node[0], int | float):
        if len(node) < 2 or isinstance(node[0], bool):  # noqa: PLR2004
            raise ValueError
        yield float(node[0]), float(node[1])
        return
    for child in node:
        yield from _positions(child, level + 1)


def _check_positions(positions: np.ndarray) -> tuple[str, str, bool] | None:
    if positions.size == 0:
        return "empty", "has a geometry without positions", False
    if not np.isfinite(positions).all():
        return "not-finite", "has a coordinate that is not finite", False
    lon, lat = positions.T
    bad = (np.abs(lon) > 180) | (np.abs(lat) > 90)  # noqa: PLR2004
    if bad.any():
        x, y = positions[bad][0]
        hint = "; latitude and longitude look swapped" if abs(y) > 90 and abs(x) <= 90 else ""  # noqa: PLR2004
        return "position-range", f"has the position {x:g}, {y:g} outside ±180, ±90{hint}", False
    return None


def _mend_rings(geometry: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    polygons = geometry["coordinates"]
    for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
        for number, ring in enumerate(polygon):
            if ring[0] != ring[-1]:
                ring.append(list(ring[0]))
                yield "ring-open", "has a ring that is not closed", True
            if _winds_wrongly(ring, exterior=number == 0):
                ring.reverse()
                yield "ring-winding", "has a ring that turns the wrong way", True


def _winds_wrongly(ring: list[Any], *, exterior: bool) -> bool:
    x, y = np.array([position[:2] for position in ring], dtype=float).T
    doubled = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return doubled < 0 if exterior else doubled > 0


def _check_shapes(features: list[Any], broken: set[int | None]) -> Iterator[Fault]:
    """Check all geometries at once: few calls, so that a busy service is not held up."""
    sound = [
        index
        for index, feature in enumerate(features)
        if index not in broken and feature.get("geometry") is not None
    ]
    texts = [orjson.dumps(features[index]["geometry"]).decode() for index in sound]
    shapes = shapely.from_geojson(np.array(texts, dtype=object), on_invalid="ignore")
    unread = shapely.is_missing(shapes)
    crossing = _find_crossings(shapes)
    valid = shapely.is_valid(shapes) | unread
    for number in np.flatnonzero(unread | crossing | ~valid):
        index = sound[number]
        id_ = features[index].get("id")
        name = id_ if isinstance(id_, str) else None
        if unread[number]:
            yield Fault("json-syntax", "has a geometry that cannot be read", index, name)
        elif crossing[number]:
            reason = "crosses 180° without being cut there (RFC 7946, 3.1.9)"
            yield Fault("antimeridian", reason, index, name)
        else:
            reason = f"is not valid: {shapely.is_valid_reason(shapes[number])}"
            yield Fault("self-intersection", reason, index, name)


def _find_crossings(shapes: np.ndarray) -> np.ndarray:
    """Tell which geometries have an edge of more than 180°, the whole world's edges excepted."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_owner = shapely.get_rings(parts[areas], return_index=True)
    lines = np.concatenate([parts[~areas], rings])
    owners = np.concatenate([owner[~areas], owner[areas][ring_owner]])
    positions, line = shapely.get_coordinates(lines, return_index=True)
    lon, same = positions[:, 0], line[1:] == line[:-1]
    whole_world = (np.abs(lon[:-1]) == 180) & (np.abs(lon[1:]) == 180)  # noqa: PLR2004
    wide = (np.abs(np.diff(lon)) > 180) & same & ~whole_world  # noqa: PLR2004
    crossing = np.zeros(len(shapes), dtype=bool)
    crossing[owners[line[1:][wide]]] = True
    return crossing
