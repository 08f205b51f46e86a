"""What the layers name in English only, in the reader's language: towns, prefectures, roles."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from geoposture.catalog import Catalog

TOWN_KINDS = ("city", "town", "village", "prefecture", "capital")
ENDINGS = re.compile(r" (City|Town|Village|village|Ward|Prefecture)$")

Known = Mapping[tuple[str, bool], str]
"""(English name, whether it is a prefecture) → Japanese name."""


def name_towns(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return ``town.NAME`` → name of the towns and prefectures of facilities and islands."""
    if lang == "en" or "places" not in catalog.layers:
        return {}
    known = _list_known(catalog)
    names: dict[str, str] = {}
    for name, is_prefecture in _list_wanted(catalog):
        found = known.get((name, is_prefecture)) or known.get((name, not is_prefecture))
        names |= {f"town.{name}": found} if found else {}
    return names


def name_roles(lang: str) -> dict[str, str]:
    """Return ``role.ID`` → what a facility is for; empty in English, which the layer has."""
    if lang == "en":
        return {}
    return {f"role.{row['id']}": row[f"role_{lang}"] for row in read_roles()}


@cache
def read_roles() -> tuple[dict[str, str], ...]:
    """Return the rows of ``roles.csv``: id, role_en as the layer has it, role_ja."""
    text = resources.files("geoposture.language").joinpath("roles.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _list_known(catalog: Catalog) -> Known:
    known: dict[tuple[str, bool], str] = {}
    for one in catalog.layer("places").features:
        row = one["properties"]
        if row["kind"] in TOWN_KINDS and row.get("name_ja"):
            known.setdefault((row["name_en"], False), str(row["name_ja"]))
            plain = ENDINGS.sub("", row["name_en"])
            known.setdefault((plain, row["kind"] == "prefecture"), str(row["name_ja"]))
    return known


def _list_wanted(catalog: Catalog) -> Iterator[tuple[str, bool]]:
    for one in catalog.layer("us_bases").features:
        yield from ((name, False) for name in one["properties"]["municipalities"])
        yield from ((name, True) for name in one["properties"]["prefectures"])
    if "japan_archipelago" in catalog.layers:
        rows = (one["properties"] for one in catalog.layer("japan_archipelago").features)
        yield from ((str(row["prefecture"]), True) for row in rows if row["prefecture"])


def name_reference(catalog: Catalog, reference: str, lang: str) -> str:
    """Return the name of a layer or feature; the reference itself where there is none."""
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    if layer is None or (feature_id and feature_id not in layer.index):
        return reference
    if not feature_id:
        return layer.info.title[lang]
    row = layer.feature(feature_id)["properties"]
    return str(row.get(f"name_{lang}") or row.get("name_en") or row.get("name_ja") or reference)
