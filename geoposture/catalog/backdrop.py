"""What is drawn behind the layers: land, coasts that are measured to, names, lines to scale."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from geoposture.catalog.theatre import Theatre
from geoposture.catalog.validation import check_collection, read_bytes
from geoposture.errors import BadData
from geoposture.language.words import LANGUAGES
from geoposture.model import Fault, Feature

COASTS, LABELS = "coasts", "labels"
BACKDROPS = ("land", LABELS, COASTS)
"""What every theatre may have behind its layers; the rest is named by its `theatre.toml`."""
WORLD_LAND = "world.geojson"
WANTS = {COASTS: ("uncertainty_km",), LABELS: ("priority", "min_zoom")}
"""Numbers without which a file cannot be measured to or drawn."""
WANTED = {
    "uncertainty_km": "a number of kilometres", "priority": "a rank, the first one 1,",
    "min_zoom": "a zoom",
}  # fmt: skip


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
    found = read_drawn(folder, _list_names(theatre), folder.parent, behind=True)
    return {"land": Path(__file__).with_name(WORLD_LAND).read_bytes(), **found}


def _list_names(theatre: Theatre) -> list[str]:
    drawn = {name for one in theatre.layers for name in one.draws}
    return [*BACKDROPS, *sorted({*drawn, *([theatre.home] if theatre.home else ())})]


def read_drawn(
    folder: Path, names: Iterable[str], root: Path, cut: str = "", *, behind: bool = False
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
    behind : bool
        They lie behind the layers: names and coasts have what drawing and measuring want.

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
        if behind and all(one.repaired for one in faults):
            faults = [*faults, *_check_drawn(name, features)]
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


def _check_drawn(name: str, features: Iterable[Any]) -> Iterator[Fault]:
    """Yield what cannot be drawn, named or measured to; a name's other properties may lack."""
    for index, one in enumerate(features):
        row, id_ = one["properties"], str(one.get("id"))[:40]
        reasons = [f"wants {WANTED[key]} as {key}; got {str(row.get(key))[:40]}"
                   for key in WANTS.get(name, ()) if not _is_number(row.get(key))]  # fmt: skip
        if name != COASTS and not _is_number(row.get("uncertainty_km") or 0):
            reasons.append(f"has {str(row['uncertainty_km'])[:40]} as uncertainty_km, no number")
        if name == COASTS and not one["geometry"]:
            reasons.append("wants a geometry")
        if not isinstance(row.get("feature"), str | None):
            reasons.append(f"has {str(row['feature'])[:40]} as feature; wanted: a reference")
        if name == LABELS:
            reasons += _check_label(one)
        yield from (Fault("json-syntax", reason, index, id_) for reason in reasons)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_label(one: Feature) -> Iterator[str]:
    """Say what a name of the map lacks to be drawn, and give it what it may lack."""
    row, geometry = one["properties"], one["geometry"]
    named = [f"name_{lang}" for lang in LANGUAGES]
    if geometry is not None and geometry["type"] != "Point":
        yield f"is a {geometry['type']}; wanted: a Point"
    if not isinstance(row.get("kind"), str):
        yield f"wants a word as kind; got {str(row.get('kind'))[:40]}"
    if not any(row.get(key) for key in named):
        yield f"has no name; wanted: {' or '.join(named)}"
    for key in (*named, "feature", "max_zoom"):
        row.setdefault(key, None)
    for key in named:
        if not isinstance(row[key], str | None):
            yield f"has {str(row[key])[:40]} as {key}, no text"
    if row["max_zoom"] is not None and not _is_number(row["max_zoom"]):
        yield f"has {str(row['max_zoom'])[:40]} as max_zoom, no zoom"
