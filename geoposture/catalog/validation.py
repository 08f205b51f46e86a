"""Bytes of a layer file → features, and every fault found on the way.

What can be mended without guessing (a byte order mark, an open ring, the winding) is
mended and reported; everything else stops the layer.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from geoposture.catalog.coordinates import check_geometry
from geoposture.catalog.shapes import read_shapes
from geoposture.catalog.unforeseen import check_all, tell_unforeseen
from geoposture.language.characters import clean, holds_forbidden
from geoposture.limits import LIMITS
from geoposture.model import Fault

LARGEST_BYTES = LIMITS.largest_layer
DEEPEST = LIMITS.deepest_nesting
MOST_PROPERTIES = LIMITS.most_properties
LONGEST_TEXT = LIMITS.longest_text
"""Characters of a property: its name, a text, or a list or object written as JSON."""
BOM = b"\xef\xbb\xbf"
ID_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
_QUOTE, _COLON = b'":'
_HOLDERS = frozenset({dict, list})
"""Types of what holds members, as JSON is read: a look at a set costs a third of `isinstance`."""
_IS_SIGN = np.isin(np.arange(256), list(b"[]{}:"))
_NOT_FINITE = re.compile(rb"(?<![\w\"])-?(?:NaN|Infinity|\d+(?:\.\d+)?[eE]\+?\d{3,})")
_MAY_BE_FORBIDDEN = re.compile(rb"\\u00[01]|\\[bf]|\\u[fF]{3}|\xef\xbf[\xbe\xbf]")
"""How JSON writes them; most files have none, and are not walked through."""
_CRS = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?:OGC[:/](?:1\.3|0)?[:/]CRS84|OGC:CRS84|EPSG[:/](?:[\d.]*[:/])?4326)",
    re.IGNORECASE,
)
"""Names of WGS 84: files say longitude first, whatever the register says of EPSG:4326."""
WANTED = "a FeatureCollection with “features” is wanted"
NOWHERE = np.full(4, np.nan)
"""The bounds of nothing."""
NO_BOX = "has a “bbox” that does not hold it, which is left out"
LOOSE_DEG = 0.01
"""How much a bbox may be rounded."""
MOST_FAULTLESS = 10_000
_faultless: set[tuple[bytes, bool]] = set()
"""What was found well, by its hash: of a folder that changes most files are as before."""


def find_file(path: Path, root: Path | None = None) -> tuple[Path, list[Fault]]:
    """Return where a file really is, or why nobody reads it.

    Parameters
    ----------
    path : Path
        The file.
    root : Path, optional
        Folder that the file, links followed, must lie in.
    """
    try:
        real = path.resolve()
        if root is not None and not real.is_relative_to(root.resolve()):
            reason = f"leads outside {root.resolve().name}/; put the file itself there"
            return path, [Fault("outside-root", reason)]
        if not real.exists():
            return path, [Fault("not-a-file", "does not exist")]
        if not stat.S_ISREG(real.stat().st_mode):
            return path, [Fault("not-a-file", "is no regular file")]
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError
        return path, [tell_unreadable(error)]
    return real, []


def tell_unreadable(error: Exception) -> Fault:
    """Return the fault of a file that the system does not give out.

    Parameters
    ----------
    error : Exception
        What the system said.
    """
    told = error.strerror if isinstance(error, OSError) else None
    return Fault("not-a-file", f"cannot be read: {told or str(error).split(' from')[0]}")


def read_bytes(path: Path, root: Path | None = None) -> tuple[bytes, list[Fault]]:
    """Return the bytes of a layer file, or the fault that keeps them from being read.

    Parameters
    ----------
    path : Path
        The file.
    root : Path, optional
        Folder that the file, links followed, must lie in.
    """
    real, faults = find_file(path, root)
    if faults:
        return b"", faults
    try:
        size = real.stat().st_size
        if size > LARGEST_BYTES:
            reason = f"has {size:,} bytes; at most {LARGEST_BYTES:,} are read"
            return b"", [Fault("too-large", reason)]
        return real.read_bytes(), []
    except OSError as error:
        return b"", [tell_unreadable(error)]


def check_collection(
    data: bytes, *, drawn_only: bool = False, first: int = 0
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Parse the bytes of a FeatureCollection and check every feature.

    Parameters
    ----------
    data : bytes
        GeoJSON.
    drawn_only : bool
        Nobody names or measures it: neither ids nor valid geometries are asked for.
    first : int
        How many features came before these in their file: what has no id is numbered by it.

    Returns
    -------
    features : list of dict
        The features, mended; empty if the text itself cannot be read.
    faults : list of Fault
        In file order; the collection is usable if all of them are `repaired`.
    """
    key = hashlib.sha256(data).digest(), drawn_only
    if key in _faultless:
        return [_give_properties(one) for one in orjson.loads(data)["features"]], []
    try:
        features, faults = _check_whole(data, drawn_only=drawn_only, first=first)
    except Exception as error:  # what nobody foresaw, and is of no feature
        return [], [tell_unforeseen(error)]
    if not faults:
        if len(_faultless) >= MOST_FAULTLESS:
            _faultless.clear()
        _faultless.add(key)
    return features, faults


def _give_properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Mend what is mended without a word: RFC 7946 allows null for no properties."""
    if feature["properties"] is None:
        feature["properties"] = {}
    return feature


def _check_whole(
    data: bytes, *, drawn_only: bool, first: int
) -> tuple[list[dict[str, Any]], list[Fault]]:
    faults: list[Fault] = []
    if data.startswith(BOM):
        data = data[len(BOM) :]
        faults.append(Fault("bom", "starts with a byte order mark", repaired=True))
    signs = _list_signs(data)
    document, stopped = _parse(data, signs)
    if stopped:
        return [], [*faults, stopped]
    faults.extend(_check_members(document))
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        return [], [*faults, Fault("json-syntax", _tell_no_collection(document))]
    if not features:
        faults.append(Fault("empty", "has no feature", repaired=True, as_is=True))
    # Of a member that stands twice one is lost: there are more colons than members.
    alike = int((signs == _COLON).sum()) == _count_members(document)
    found = [*([] if alike else _find_twice(data, features)), *_check_features(features)]
    found += check_all(partial(_drop_characters, data), features)
    if not drawn_only:
        found += check_all(_check_positions, _list_sound(features, found))
        if "bbox" in document:
            found += _check_box(document, _list_sound(features, found))
        found += check_all(partial(_check_ids, first=first), features)
    return features, [*faults, *sorted(found, key=_find_place)]


def _list_sound(features: list[Any], found: Iterable[Fault]) -> list[Any]:
    """Return the features, and None in the place of each that cannot be used."""
    broken = {one.feature for one in found if not one.repaired}
    return [None if index in broken else one for index, one in enumerate(features)]


def _find_place(fault: Fault) -> int:
    return -1 if fault.feature is None else fault.feature


def _tell_no_collection(document: Any) -> str:
    if not isinstance(document, dict):
        return f"is no JSON object; {WANTED}"
    kind = document.get("type")
    if kind == "Feature" or (isinstance(kind, str) and "coordinates" in document):
        return f"is one {kind[:40]} alone; {WANTED}"
    return f"is no FeatureCollection with “features” (its type is {kind!r:.40})"


def _parse(data: bytes, signs: np.ndarray) -> tuple[Any, Fault | None]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, Fault("not-utf8", f"byte {error.start} is not UTF-8")
    if _depth(signs) > DEEPEST:
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


def _list_signs(data: bytes) -> np.ndarray:
    """Return the brackets and colons of a text that stand in no string of it."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Without a quote inside a string every quote begins one or ends one.
    text = np.frombuffer(data, np.uint8)
    text = text[np.cumsum(text == _QUOTE, dtype=np.uint8) % 2 == 0]
    signs: np.ndarray = text[_IS_SIGN[text]]
    return signs


def _depth(signs: np.ndarray) -> int:
    brackets = signs[signs != _COLON]
    levels = np.where(np.isin(brackets, list(b"[{")), 1, -1).cumsum()
    return int(levels.max(initial=0))


def _count_members(document: Any) -> int:
    """Return how many members the objects of a document have; those in coordinates do not count."""
    found, nodes = 0, [document]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            found += len(node)
            nodes += [one for key, one in node.items()
                      if type(one) in _HOLDERS and key != "coordinates"]  # fmt: skip
        else:
            nodes += [one for one in node if type(one) in _HOLDERS]
    return found


def _check_members(document: Any) -> Iterator[Fault]:
    if not isinstance(document, dict):
        return
    yield from _check_type(document, "FeatureCollection")
    if "crs" in document:
        yield _check_crs(document["crs"])


def _check_type(
    owner: dict[str, Any], wanted: str, index: int | None = None, name: str | None = None
) -> Iterator[Fault]:
    """Mend a type that is spelt in another case; say where there is none, or another one."""
    kind = owner.get("type")
    if kind == wanted:
        return
    if isinstance(kind, str) and kind.lower() == wanted.lower():
        owner["type"] = wanted
        reason = f"has the type {kind!r}, not {wanted!r}"
        yield Fault("json-syntax", reason, index, name, repaired=True)
    elif wanted == "Feature" or "features" in owner:
        yield Fault("json-syntax", f"is no {wanted} (its type is {kind!r:.40})", index, name)


def _check_crs(crs: Any) -> Fault:
    told = crs.get("properties") if isinstance(crs, dict) else None
    name = told.get("name") if isinstance(told, dict) else crs
    if crs is None or (isinstance(name, str) and _CRS.fullmatch(name)):
        reason = "has a member for its CRS, which RFC 7946 does not know"
        return Fault("crs-member", reason, repaired=True)
    wants = "RFC 7946 knows WGS 84 longitude and latitude only"
    return Fault("crs-member", f"is in “{name}”; {wants}: convert it to EPSG:4326")


def _find_twice(data: bytes, features: list[Any]) -> Iterator[Fault]:
    """Yield objects that have a member twice: one of the two would be lost without a word."""
    twice: list[tuple[dict[str, Any], str]] = []

    def note(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            name = next(key for key, many in Counter(key for key, _ in pairs).items() if many > 1)
            twice.append((found, name))
        return found

    document = json.loads(data, object_pairs_hook=note)
    for owner, name in twice:
        index = _find_owner(document, owner)
        id_ = features[index].get("id") if index is not None else None
        name_of = id_ if isinstance(id_, str) else None
        yield Fault("json-syntax", f"has “{name[:40]}” twice", index, name_of)


def _find_owner(document: Any, owner: dict[str, Any]) -> int | None:
    """Return the position of the feature that an object is part of, None where it is of none."""
    for index, feature in enumerate(document["features"]):
        if isinstance(feature, dict) and any(one is owner for one in _list_objects(feature)):
            return index
    return None


def _list_objects(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        yield node
        for one in node.values():
            yield from _list_objects(one)
    elif isinstance(node, list) and any(isinstance(one, dict | list) for one in node):
        for one in node:
            yield from _list_objects(one)


def _check_ids(features: list[Any], first: int) -> Iterator[Fault]:
    """Give a number to features without an id, and say so once; refuse ids that are none."""
    rows = [(index, one) for index, one in enumerate(features) if isinstance(one, dict)]
    lacking = [index for index, one in rows if one.get("id") is None]
    numbers = [index for index, one in rows if _is_number(one.get("id")) and one["id"] >= 0]
    for index in lacking:
        features[index]["id"] = str(first + index + 1)
    for index in numbers:
        features[index]["id"] = _write_number(features[index]["id"])
    if lacking or numbers:
        yield Fault("missing-id", _tell_numbered(len(lacking), len(numbers)), repaired=True)
    counts = Counter(one["id"] for _, one in rows if isinstance(one["id"], str))
    for index, one in rows:
        id_ = one["id"]
        if not isinstance(id_, str) or not ID_PATTERN.fullmatch(id_):
            wants = "lower-case letters, digits, . _ - and at most 81 characters"
            told = str(id_)[:40]
            yield Fault("missing-id", f"has the id {told!r}; wanted: {wants}", index, told)
        elif counts[id_] > 1:
            others = counts[id_] - 1
            yield Fault("duplicate-id", f"shares its id with {others} other(s)", index, id_)


def _is_number(id_: Any) -> bool:
    return isinstance(id_, int | float) and not isinstance(id_, bool)


def _write_number(id_: float) -> str:
    return str(int(id_)) if float(id_).is_integer() else str(id_)


def _tell_numbered(lacking: int, numbers: int) -> str:
    parts = [f"{lacking} feature(s) without an id, numbered by position"] if lacking else []
    parts += [f"{numbers} number(s) as ids, taken as text"] if numbers else []
    return f"has {' and '.join(parts)}; ids of your own outlive a change of the order"


def _check_features(features: list[Any]) -> Iterator[Fault]:
    for index, one in enumerate(features):
        try:
            yield from _check_feature(index, one)
        except Exception as error:
            yield tell_unforeseen(error, index, one)


def _drop_characters(data: bytes, features: list[Any]) -> Iterator[Fault]:
    """Leave out of properties what XML forbids: pictures, feeds and KML could not be read."""
    if not _MAY_BE_FORBIDDEN.search(data):
        return
    for index, one in enumerate(features):
        properties = one.get("properties") if isinstance(one, dict) else None
        if not isinstance(properties, dict) or not holds_forbidden(properties):
            continue
        named = next(key for key, value in properties.items() if holds_forbidden({key: value}))
        one["properties"] = clean(properties)
        lost = len(one["properties"]) < len(properties)
        reason = f"has a control character in {named!r:.40}, which is left out"
        name = one.get("id") if isinstance(one.get("id"), str) else None
        yield Fault("json-syntax", reason, index, name, repaired=not lost)


def _check_feature(index: int, feature: Any) -> Iterator[Fault]:
    if not isinstance(feature, dict):
        yield Fault("json-syntax", "is no Feature", index)
        return
    name = feature.get("id") if isinstance(feature.get("id"), str) else None
    yield from _check_type(feature, "Feature", index, name)
    properties = feature.get("properties")
    if properties is None:
        # RFC 7946 allows null; a missing member it does not.
        if "properties" not in feature:
            yield Fault("json-syntax", "has no properties object", index, name, repaired=True)
        feature["properties"] = {}
    elif not isinstance(properties, dict):
        told = orjson.dumps(properties).decode()[:40]
        reason = f"has properties that are no object: {told}"
        yield Fault("json-syntax", reason, index, name)
    else:
        for reason in _find_too_much(properties):
            yield Fault("too-large", reason, index, name)
    if "geometry" not in feature:
        feature["geometry"] = None
        yield Fault("json-syntax", "has no geometry, not even null", index, name, repaired=True)
    elif feature["geometry"] is not None:
        for code, reason, repaired in check_geometry(feature):
            yield Fault(code, reason, index, name, repaired)


def _find_too_much(properties: dict[str, Any]) -> Iterator[str]:
    """Say what no page could show: each card and each row of a table has all of a feature."""
    if len(properties) > MOST_PROPERTIES:
        yield f"has {len(properties):,} properties; at most {MOST_PROPERTIES:,} are read"
    if len(orjson.dumps(properties)) <= LONGEST_TEXT:
        return  # nor is any part of it longer
    for key, value in properties.items():
        longest = max(len(key), _measure(value))
        if longest > LONGEST_TEXT:
            yield f"has {longest:,} characters in {key!r:.40}; at most {LONGEST_TEXT:,} are read"


def _measure(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    return len(orjson.dumps(value)) if isinstance(value, list | dict) else 0


def _check_positions(features: list[Any]) -> Iterator[Fault]:
    """Check the geometries of features that are sound so far, and the boxes around them."""
    shapes = _read_shapes(features)
    yield from _check_shapes(features, shapes)
    yield from _check_boxes(features, shapes)


def _read_shapes(features: list[Any]) -> np.ndarray:
    """Return the shapely geometries of features, None for those that have none."""
    sound = [None if _has_no_geometry(one) else one["geometry"] for one in features]
    return read_shapes(sound, on_invalid="ignore")


def _has_no_geometry(feature: Any) -> bool:
    return feature is None or feature["geometry"] is None


def _check_shapes(features: list[Any], shapes: np.ndarray) -> Iterator[Fault]:
    """Check all geometries at once: few calls, so that a busy service is not held up."""
    wanted = [index for index, one in enumerate(features) if not _has_no_geometry(one)]
    unread = shapely.is_missing(shapes)
    crossing = _find_crossings(shapes)
    valid = shapely.is_valid(shapes)
    for index in wanted:
        id_ = features[index].get("id")
        name = id_ if isinstance(id_, str) else None
        if unread[index]:
            yield Fault("json-syntax", "has a geometry that cannot be read", index, name)
        elif crossing[index]:
            reason = "crosses 180° without being cut there (RFC 7946, 3.1.9)"
            yield Fault("antimeridian", reason, index, name)
        elif not valid[index]:
            reason = f"is not valid: {shapely.is_valid_reason(shapes[index])}"
            yield Fault("self-intersection", reason, index, name)


def _check_box(document: dict[str, Any], features: list[Any]) -> Iterator[Fault]:
    """Leave out the bbox of the whole where it does not hold it, and say so."""
    shapes = _read_shapes(features)
    whole = shapely.total_bounds(shapes) if len(shapes) else NOWHERE
    if not _is_box_of(document.pop("bbox"), whole):
        yield Fault("position-range", NO_BOX, repaired=True)


def _check_boxes(features: list[Any], shapes: np.ndarray) -> Iterator[Fault]:
    """Leave out each bbox that does not hold what it is of, and say so."""
    for index, (one, bounds) in enumerate(zip(features, shapely.bounds(shapes), strict=True)):
        if isinstance(one, dict) and "bbox" in one and not _is_box_of(one["bbox"], bounds):
            del one["bbox"]
            name = one.get("id") if isinstance(one.get("id"), str) else None
            yield Fault("position-range", NO_BOX, index, name, repaired=True)


def _is_box_of(box: Any, bounds: np.ndarray) -> bool:
    """Tell whether a bbox is one, and holds bounds; those of nothing are in every box."""
    if not isinstance(box, list) or len(box) not in (4, 6) or not all(map(_is_number, box)):
        return False
    half = len(box) // 2
    west, south, east, north = *box[:2], *box[half : half + 2]
    if not (-90 <= south <= north <= 90 and max(abs(west), abs(east)) <= 180):  # noqa: PLR2004
        return False
    if np.isnan(bounds).any():
        return True
    held = (*(bounds[:2] >= np.array([west, south]) - LOOSE_DEG),
            *(bounds[2:] <= np.array([east, north]) + LOOSE_DEG))  # fmt: skip
    # West of its east end it crosses 180°: then the longitudes say nothing.
    return all(held) if west <= east else bool(held[1] and held[3])


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
