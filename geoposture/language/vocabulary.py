"""What Python and the browser side have in common: symbols, units, limits, names, colours.

``vocabulary.json`` and ``embed_shapes.json`` are put into the scripts by esbuild too; the colours
of ``palette.json`` are those of ``tokens.css``, which a test compares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any


def _read(name: str) -> Mapping[str, Any]:
    file = resources.files("geoposture.language").joinpath(name)
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


VOCABULARY, _PALETTE = _read("vocabulary.json"), _read("palette.json")
SYMBOLS: Mapping[str, Mapping[str, Any]] = {
    code: {**one, **_PALETTE["symbols"][code]} for code, one in VOCABULARY["symbols"].items()
}
"""Of facilities, by their code: branch, colours, shape; ``unknown`` is a branch not confirmed."""
LIGHT: Mapping[str, str] = _PALETTE["light"]
DARK: Mapping[str, str] = _PALETTE["dark"]
LARGE_KINDS = frozenset(VOCABULARY["large_kinds"])
"""What is drawn large, and counts among the nearest."""
UNITS: Mapping[str, tuple[float, str]] = {
    name: (one["km"], one["word"]) for name, one in VOCABULARY["units"].items()
}
"""Kilometres in a unit, and the key of its word."""
THEMES: tuple[str, ...] = tuple(VOCABULARY["themes"])
_SHAPES = _read("embed_shapes.json")
EMBED_SHAPES: Mapping[str, tuple[int, int]] = {
    name: (one["frame"][0], one["frame"][1]) for name, one in _SHAPES.items()
}
"""Width and height of a whole picture or frame of each shape, in pixels."""
EMBED_MAPS: Mapping[str, tuple[int, int]] = {
    name: (one["map"][0], one["map"][1]) for name, one in _SHAPES.items()
}
"""The map of each shape of frame: what headline and lines leave of it."""
TOOLS: tuple[str, ...] = tuple(VOCABULARY["tools"])
LIMITS: Mapping[str, float] = VOCABULARY["limits"]
FROM_ZOOM: Mapping[str, float] = VOCABULARY["from_zoom"]
"""From which zoom of a web map on each thing is drawn that is seen from near only."""
CLOSENESS_PX: float = VOCABULARY["closeness_px"]["picture"]
"""Nearer than this two marks of a picture are one, with its number; on a page by their sizes."""
NO_AREA = frozenset({"ammunition", "munitions", "explosives", "fuel", "petroleum"})
"""Words of a kind that has no area drawn, wherever it stands."""
UNKNOWN, PLAIN = "unknown", "plain"

_CODES = {one["branch"]: code for code, one in SYMBOLS.items() if one["branch"]}


def find_symbol(properties: Mapping[str, Any]) -> str:
    """Return the code of a facility's symbol: by branch, plain where the data know no branch.

    Parameters
    ----------
    properties : mapping
        Of a facility.

    Examples
    --------
    >>> find_symbol({"branch": "USN"}), find_symbol({"branch": None}), find_symbol({})
    ('usn', 'unknown', 'plain')
    """
    if "branch" not in properties:
        return PLAIN
    branch = properties["branch"]
    return UNKNOWN if branch is None else _CODES.get(str(branch), PLAIN)


def is_large(properties: Mapping[str, Any]) -> bool:
    """Tell whether a facility is an airfield, a port or a headquarters.

    Parameters
    ----------
    properties : mapping
        Of a facility.
    """
    return any(one in LARGE_KINDS for one in _list_kinds(properties))


def may_have_area(properties: Mapping[str, Any]) -> bool:
    """Tell whether the area of a facility may be drawn: never of ammunition or fuel.

    Parameters
    ----------
    properties : mapping
        Of a facility.

    Examples
    --------
    >>> may_have_area({"kinds": ["airfield"]}), may_have_area({"kinds": ["Fuel depot"]})
    (True, False)
    """
    words = (word for one in _list_kinds(properties) for word in re.split(r"[^a-z]+", one.lower()))
    return NO_AREA.isdisjoint(words)


def _list_kinds(properties: Mapping[str, Any]) -> list[str]:
    kinds = properties.get("kinds")
    return [str(one) for one in (kinds if isinstance(kinds, list) else [kinds])]
