"""``python -m examples.philippines.make``: the tables in ``sources/`` → the files of this folder.

Positions are not typed in: a row says which airport or which town it stands at, and the
point is read from a pinned package. Only a row that no package has brings its own.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from layers.recipes.packages import Package, read_towns
from layers.recipes.write import make_feature, make_point

FOLDER = Path(__file__).parent
AIRPORTS = Package(
    "airportsdata-20260905-py3-none-any.whl",
    "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868",
    (sys.executable, "-m", "pip", "download", "--no-deps", "airportsdata==20260905"),
)
ACCESS = "US access under the agreement of 2014; US forces rotational"
AS_OF = "2023-04-03"
COUNTRY = "PH"
DECIMALS = {"A": 3, "B": 3, "C": 2}
"""Digits after the point by grade; a row of grade M has no position."""
SOURCE_KEYS = (
    "title", "publisher", "url", "licence", "kind", "date", "read", "archived", "note",
)  # fmt: skip


def main() -> int:
    """Write the three files and return the exit status."""
    write_layer("agreed_locations", [make_location(row) for row in read_table("locations")])
    write_layer("places", [make_place(row) for row in read_table("places")])
    rows = read_table("sources")
    lines = [
        f"{dump(row['id'])}:{dump({key: row[key] or None for key in SOURCE_KEYS})}" for row in rows
    ]
    write_text("sources.json", "{\n" + ",\n".join(lines) + "\n}\n")
    return 0


def make_location(row: dict[str, str]) -> dict[str, Any]:
    """Return an agreed location: whose it is, who named it when, and how sure its point is."""
    grade = row["grade"]
    position = find_position(row["position"])
    properties = {
        "name_en": row["name_en"],
        "name_fil": row["name_fil"] or None,
        "aliases": split(row["aliases"]),
        "kind": row["kind"],
        "access": ACCESS,
        "host": row["host"] or None,
        "icao": row["icao"] or None,
        "municipality": row["municipality"],
        "province": row["province"],
        "country": COUNTRY,
        "announced": row["announced"],
        "grade": grade,
        "uncertainty_km": float(row["uncertainty_km"]) if row["uncertainty_km"] else None,
        "approximate": grade not in ("A", "B"),
        "position_basis": row["position_basis"],
        "position_source": row["position_source"] or None,
        "note": row["note"] or None,
        "sources": split(row["sources"]),
        "as_of": AS_OF,
    }
    geometry = make_point(*position, DECIMALS[grade]) if position else None
    return make_feature(row["id"], geometry, properties)


def make_place(row: dict[str, str]) -> dict[str, Any]:
    """Return a place that articles name; provinces, islands and seas have no point."""
    town = row["geonames_id"]
    position = find_position(f"town {town}") if town else None
    if town and read_towns()[town]["admin1code"] != row["admin1"]:
        raise ValueError(f"{row['id']}: {town} is not in the region {row['admin1']}")
    properties = {
        "name_en": row["name_en"],
        "name_fil": row["name_fil"] or None,
        "aliases": split(row["aliases"]),
        "kind": row["kind"],
        "country": None if row["kind"] == "sea" else COUNTRY,
        "extent_only": row["extent_only"] == "true",
        "grade": "B" if town else None,
        "uncertainty_km": float(row["uncertainty_km"]) if town else None,
        "geonames_id": int(town) if town else None,
        "note": row["note"] or None,
        "sources": split(row["sources"]),
    }
    geometry = make_point(*position, DECIMALS["B"]) if position else None
    return make_feature(row["id"], geometry, properties)


def find_position(text: str) -> tuple[str, str] | None:
    """Return longitude and latitude of ``airport ICAO``, ``town ID``, ``point LON LAT``, ``none``.

    Raises
    ------
    ValueError
        If the text has another form, or the place is in another country.
    """
    kind, *rest = text.split()
    if kind == "none":
        return None
    if kind == "point":
        lon, lat = rest
        return lon, lat
    if kind == "airport":
        found, lon, lat, country = read_airports()[rest[0]], "lon", "lat", "country"
    elif kind == "town":
        found, lon, lat, country = read_towns()[rest[0]], "longitude", "latitude", "countrycode"
    else:
        raise ValueError(f"“{text}” is no position")
    if found[country] != COUNTRY:
        raise ValueError(f"{text} is in {found[country]}")
    return str(found[lon]), str(found[lat])


@cache
def read_airports() -> dict[str, dict[str, str]]:
    """Return the rows of airportsdata by their ICAO code."""
    with zipfile.ZipFile(AIRPORTS.path()) as archive:
        text = archive.read("airportsdata/airports.csv").decode("utf-8")
    return {row["icao"]: row for row in csv.DictReader(io.StringIO(text))}


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of ``sources/<name>.csv``."""
    with (FOLDER / "sources" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(text: str) -> list[str]:
    """Return the parts of a list cell."""
    return [part.strip() for part in text.split(";") if part.strip()]


def write_layer(name: str, features: list[dict[str, Any]]) -> None:
    """Write a layer, a feature a line, with the box of its points."""
    points = [one["geometry"]["coordinates"] for one in features if one["geometry"]]
    lon, lat = zip(*points, strict=True)
    bbox = [min(lon), min(lat), max(lon), max(lat)]
    lines = ",\n".join(dump(one) for one in features)
    head = f'{{"type":"FeatureCollection","bbox":{dump(bbox)},"features":['
    write_text(f"{name}.geojson", f"{head}\n{lines}\n]}}\n")


def write_text(name: str, text: str) -> None:
    """Write a file of this folder."""
    (FOLDER / name).write_text(text, encoding="utf-8")


def dump(value: Any) -> str:
    """Return a value as JSON in its shortest form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


if __name__ == "__main__":
    sys.exit(main())
