"""What is drawn behind the layers: land, coasts that are measured to, names, lines to scale."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from geoposture.catalog.theatre import Theatre
from geoposture.catalog.unforeseen import check_all
from geoposture.catalog.validation import check_collection, read_bytes
from geoposture.errors import BadData
from geoposture.language.vocabulary import is_large
from geoposture.language.words import LANGUAGES
from geoposture.model import Fault, Feature

COASTS, LABELS = "coasts", "labels"
BACKDROPS = ("land", LABELS, COASTS)
"""What every theatre may have behind its layers; the rest is named by its `theatre.toml`."""
MOST_NAMED = 3
"""Ids that one line names."""
WORLD_LAND = "world.geojson"
FEW_MARKS, MOST_MARKS, NAMED_FROM = 60, 500, 7
"""Marks that are all named, and that are named at all; the zoom from which the lesser ones are."""
Check = Callable[[Feature], Iterable[str]]
"""From a feature to what is wrong with it."""


def read_backdrop(folder: Path, theatre: Theatre) -> dict[str, bytes]:
    """Return what lies behind the layers; without land of its own a theatre has the world's.

    Parameters
    ----------
    folder : Path
        ``backdrop/`` beside the layers.
    theatre : Theatre
        Which names what else it draws.

    Raises
    ------
    BadData
        If a file is wrong: each fault is a line that names it.
    """
    lines = {name for one in theatre.layers if one.role == "facilities" for name in one.draws}
    wanted = {
        COASTS: _check_coast, LABELS: _check_label, "land": _check_coast_off,
        str(theatre.home): _check_coast_off, **dict.fromkeys(lines, _check_line),
    }  # fmt: skip
    found = read_drawn(folder, _list_names(theatre), folder.parent, wanted=wanted)
    return {"land": Path(__file__).with_name(WORLD_LAND).read_bytes(), **found}


def name_marks(layers: Mapping[str, Sequence[Feature]], theatre: Theatre) -> bytes | None:
    """Return names for the marks of a theatre that brings none: a map of dots tells nobody where.

    Each is named wherever it has room, where they are few; of many those that matter most, and
    the others from near.

    Parameters
    ----------
    layers : mapping of str to sequence of Feature
        Features of the layers, by id.
    theatre : Theatre
        Whose facilities are the marks.
    """
    marks = [
        (f"{id_}/{one['id']}", one)
        for id_ in theatre.list_role("facilities")
        for one in layers.get(id_, ())
        if _is_mark(one)
    ]
    if not 0 < len(marks) <= MOST_MARKS:
        return None
    few = len(marks) <= FEW_MARKS
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "features": [_name_mark(ref, one, few=few) for ref, one in marks],
        }
    )


def _is_mark(one: Feature) -> bool:
    current = one["properties"].get("current", True)
    return bool(current and one["geometry"] and one["geometry"]["type"] == "Point")


def _name_mark(ref: str, one: Feature, *, few: bool) -> Feature:
    row = one["properties"]
    large = is_large(row)
    keys = [f"name_{lang}" for lang in LANGUAGES]
    names = {key: row[key] for key in (*keys, "name") if isinstance(row.get(key), str) and row[key]}
    otherwise = next(iter(names.values()), ref.partition("/")[2])
    return {
        "type": "Feature", "geometry": one["geometry"],
        "properties": {
            **{key: names.get(key, otherwise) for key in keys}, "feature": ref, "kind": "base",
            "priority": 2 if large else 3, "min_zoom": 0 if few or large else NAMED_FROM,
            "max_zoom": None,
        },
    }  # fmt: skip


def _list_names(theatre: Theatre) -> list[str]:
    drawn = {name for one in theatre.layers for name in one.draws}
    return [*BACKDROPS, *sorted({*drawn, *([theatre.home] if theatre.home else ())})]


def read_drawn(
    folder: Path,
    names: Iterable[str],
    root: Path,
    cut: str = "",
    *,
    wanted: Mapping[str, Check] = MappingProxyType({}),
) -> dict[str, bytes]:
    """Return files that are drawn as they are, checked as layers are, by their names.

    Parameters
    ----------
    folder : Path
        Where they lie.
    names : iterable of str
        Without their ending; one that is not there is left out.
    root : Path
        Folder that the files, links followed, must lie in.
    cut : str
        What the names that are returned lack at their end.
    wanted : mapping of str to callable
        What is asked of each feature of a file, by the file's name.

    Raises
    ------
    BadData
        If a file is wrong: each fault is a line that names it.
    """
    found, lines = {}, []
    for name in names:
        file = folder / f"{name}.geojson"
        if not os.path.lexists(file):
            continue
        data, faults = read_bytes(file, root)
        features: list[dict[str, Any]] = []
        if not faults:
            features, faults = check_collection(data, drawn_only=True)
        if name in wanted and all(one.repaired for one in faults):
            faults = [*faults, *check_all(partial(_find_faults, wanted[name]), features)]
        lines += [one.line(file.name) for one in faults if not one.repaired]
        if not lines:
            # What has no geometry is nothing to draw, and GEOS reads no file that holds it.
            features = [one for one in features if one["geometry"]]
        if not lines and (faults or features != orjson.loads(data)["features"]):
            data = orjson.dumps({"type": "FeatureCollection", "features": features})
        found[name.removesuffix(cut)] = data
    if lines:
        raise BadData("\n".join(lines))
    return found


def tell_other_ids(drawn: Iterable[Feature], features: Iterable[Feature]) -> list[Fault]:
    """Return one fault where coarser outlines are not those of a layer's features, else none.

    They are drawn as they are: an outline that stayed behind shows what is gone, or hides what is
    there. What names nobody, an outline without an id, is taken.

    Parameters
    ----------
    drawn : iterable of dict
        The outlines.
    features : iterable of dict
        Of the layer.
    """
    ids = [None if one.get("id") is None else str(one["id"]) for one in drawn]
    known = {str(one["id"]): one["geometry"] for one in features}
    others = [one for one in dict.fromkeys(ids) if one is not None and one not in known]
    named = set(known) if None in ids else set(ids)
    lacking = [one for one, geometry in known.items() if geometry and one not in named]
    parts = [f"outlines of {_list_some(others)}, which the layer has not"] if others else []
    parts += [f"no outline of {_list_some(lacking)}"] if lacking else []
    reason = f"has {' and '.join(parts)}: the ids are those of the layer"
    return [Fault("missing-id", reason, repaired=True, as_is=True)] if parts else []


def _list_some(ids: list[str]) -> str:
    named = ", ".join(f"“{_cut(one)}”" for one in ids[:MOST_NAMED])
    return named if len(ids) <= MOST_NAMED else f"{named} and {len(ids) - MOST_NAMED} more"


def _find_faults(check: Check, features: Iterable[Feature]) -> Iterator[Fault]:
    for index, one in enumerate(features):
        id_ = str(one.get("id"))[:40]
        yield from (Fault("json-syntax", reason, index, id_) for reason in check(one))


def _check_coast(one: Feature) -> Iterator[str]:
    """Say what a coast lacks to be measured to."""
    if not one["geometry"]:
        yield "wants a geometry"
    if not _is_number(off := one["properties"].get("uncertainty_km")):
        yield f"wants a number of kilometres as uncertainty_km; got {_cut(off)}"


def _check_coast_off(one: Feature) -> Iterator[str]:
    """Say what a drawn coast cannot say of how far it is off."""
    off = one["properties"].get("uncertainty_km")
    if off is not None and not _is_number(off):
        yield f"has {_cut(off)} as uncertainty_km; wanted: a number of kilometres, or nothing"


def _check_line(one: Feature) -> Iterator[str]:
    """Say whose a line to scale cannot be."""
    if not isinstance(ref := one["properties"].get("feature"), str | None):
        yield f"has {_cut(ref)} as feature; wanted: a reference"


def _check_label(one: Feature) -> Iterator[str]:
    """Say what a name of the map lacks to be drawn, and give it what it may lack."""
    row, geometry = one["properties"], one["geometry"]
    named = [f"name_{lang}" for lang in LANGUAGES]
    if geometry is not None and geometry["type"] != "Point":
        yield f"is a {geometry['type']}; wanted: a Point"
    if not isinstance(row.get("kind"), str):
        yield f"wants a word as kind; got {_cut(row.get('kind'))}"
    for key, what in (("priority", "a rank, the first one 1,"), ("min_zoom", "a zoom")):
        if not _is_number(row.get(key)):
            yield f"wants {what} as {key}; got {_cut(row.get(key))}"
    if not any(row.get(key) for key in named):
        yield f"has no name; wanted: {' or '.join(named)}"
    for key in (*named, "feature", "max_zoom"):
        row.setdefault(key, None)
    for key in named:
        if not isinstance(row[key], str | None):
            yield f"has {_cut(row[key])} as {key}; wanted: a text"
    if row["max_zoom"] is not None and not _is_number(row["max_zoom"]):
        yield f"has {_cut(row['max_zoom'])} as max_zoom; wanted: a zoom, or nothing"
    yield from _check_line(one)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cut(value: Any) -> str:
    return str(value)[:40]
