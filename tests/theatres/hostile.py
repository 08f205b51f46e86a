"""The shipped theatre with markup, scripts and odd characters in every text that can hold them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geoposture.catalog import find_layers

SHORT = '"><svg/onload=ran()>'
"""For claims, which are short."""
LONG = (
    "=\"><svg/onload=ran()>'><img src=x onerror=ran()></script></style></title><script>ran()</script>"
    "`${ran()}`{{7*7}}{% raw %}&lt;svg onload=ran()&gt;]]>--><!--\u2028\u2029\u202e\x85"
)
ADDRESSES = (
    "javascript:ran()", "JaVaScRiPt:ran()", "\tjavascript:ran()", "data:text/html,<script>ran()</script>",
    'https://x.example/"><svg/onload=ran()>', "https://x.example/\u2028'><svg/onload=ran()>",
    "vbscript:ran()", "//x.example/\"onfocus=ran()//", "https://ran()@x.example/",
)  # fmt: skip
FIXED = frozenset((
    "schema", "article", "status", "link", "category", "topics", "feature", "method", "verdict",
    "published", "sha256", "head_sha256", "context_sha256", "offset_unit", "event_date", "kind",
    "event_date_basis", "language", "extent", "start", "end", "type", "id", "same_as", "at",
    "alternatives", "computed", "inputs", "measures", "unit", "unit_si",
))  # fmt: skip
"""What an annotation may only say in so many words (its schema), and references."""
BRIEF = frozenset(("claim_en", "claim_ja", "surface", "reason_en", "reason_ja"))
KEYS = frozenset((
    "id", "key", "feature", "property", "sources", "source", "system", "place", "from", "to",
    "origins", "target", "radius_km", "others", "reviewed", "kind", "date", "lat", "lon",
    "uncertainty_km", "same_as", "range_km", "range_min_km", "range_max_km", "since", "until",
    "article", "both", "agree", "entries", "day", "status", "asked_by", "field", "ring", "read",
))  # fmt: skip
"""Columns of tables that are looked up, counted or measured."""
TABLES = (
    "words.csv", "towns.csv", "questions.csv", "facility_roles.csv", "agreement.csv", "texts.csv",
    "sources/systems.csv", "sources/basing.csv", "sources/corrections.csv",
)  # fmt: skip
TOML_TEXT = re.compile(
    r'^((?:title|description|licence|attribution|method|note|credit|place|publisher|summary'
    r'|definition|name)(?:_en|_ja)? = ")([^"\n]*)"', re.MULTILINE
)  # fmt: skip
TOML_ADDRESS = re.compile(r'^(licence_url = ")[^"\n]*"', re.MULTILINE)
TOML_ITEM = re.compile(r'^(  ")([^"\n]*)",$', re.MULTILINE)


def write_hostile(folder: Path) -> Path:
    """Write the shipped layers so; every third feature has nothing else in its texts."""
    ignored = shutil.ignore_patterns(".cache", "recipes", "__pycache__", "versions")
    shutil.copytree(find_layers(), folder, ignore=ignored)
    for file in folder.glob("*.geojson"):
        _rewrite(file, _spoil_layer)
    for file in folder.glob("annotations/*.geojson"):
        _rewrite(file, _spoil_annotations)
    _rewrite(folder / "sources.json", _spoil_sources)
    for file in folder.rglob("*.toml"):
        file.write_text(_spoil_toml(file.read_text(encoding="utf-8")), encoding="utf-8")
    for at, file in enumerate(sorted(folder.glob("articles/*.toml"))):
        address = f"url = {json.dumps(ADDRESSES[at % len(ADDRESSES)])}\n"
        told = re.sub("^url = .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(address + told, encoding="utf-8")
    for name in TABLES:
        _spoil_table(folder / name)
    return folder


def _rewrite(file: Path, spoil: Callable[[Any], Any]) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(spoil(document)), encoding="utf-8")


def _spoil_layer(document: dict[str, Any]) -> dict[str, Any]:
    for at, one in enumerate(document["features"]):
        told = one["properties"]
        one["properties"] = {
            **_spoil_properties(told, wholly=at % 3 == 2),
            LONG: LONG,
            "link": ADDRESSES[at % len(ADDRESSES)],
        }
    return document


def _spoil_properties(told: dict[str, Any], *, wholly: bool) -> dict[str, Any]:
    kept = ("same_as", "part_of", "country", "id")
    return {
        name: value if name in kept else _spoil_value(name, value, wholly)
        for name, value in told.items()
    }


def _spoil_value(name: str, value: Any, wholly: bool) -> Any:
    if isinstance(value, str):
        named = name.startswith(("name", "role", "note", "position", "definition", "edition"))
        return LONG if wholly else f"{LONG}{value}" if named else value
    if isinstance(value, list):
        return [*value, LONG]
    return value


def _spoil_annotations(document: dict[str, Any]) -> dict[str, Any]:
    for one in document["features"]:
        one["properties"] = _spoil_annotation(one["properties"])
    return document


def _spoil_annotation(told: dict[str, Any]) -> dict[str, Any]:
    return {name: _spoil_told(name, value) for name, value in told.items()}


def _spoil_told(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _spoil_annotation(value)
    if name == "url":
        return ADDRESSES[len(str(value)) % len(ADDRESSES)]
    if name in BRIEF and value:
        return f"{SHORT}{value}"[:55]
    return f"{LONG}{value}" if isinstance(value, str) and name not in FIXED else value


def _spoil_sources(document: dict[str, Any]) -> dict[str, Any]:
    spoilt = {}
    for at, (id_, row) in enumerate(document.items()):
        spoilt[id_] = {
            name: f"{LONG}{value}"
            if name in ("title", "publisher", "licence", "note") and value
            else value
            for name, value in row.items()
        }
        spoilt[id_] |= {"url": ADDRESSES[at % len(ADDRESSES)], "archived": ADDRESSES[at % 4]}
    return spoilt


def _spoil_toml(text: str) -> str:
    written = json.dumps(LONG)[1:-1]
    text = TOML_TEXT.sub(lambda found: f'{found[1]}{written}{found[2]}"', text)
    text = TOML_ADDRESS.sub(lambda found: f'{found[1]}{ADDRESSES[0]}"', text)
    return TOML_ITEM.sub(lambda found: f'{found[1]}{written}{found[2]}",', text)


def _spoil_table(file: Path) -> None:
    rows = list(_spoil_rows(file))
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _spoil_rows(file: Path) -> Iterator[list[str]]:
    brief = file.name == "words.csv"  # whose texts have places in braces
    with file.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        yield (head := next(rows))
        for row in rows:
            yield [
                value if name in KEYS or not value else f"{SHORT if brief else LONG}{value}"
                for name, value in zip(head, row, strict=False)
            ]
