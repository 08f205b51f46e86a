"""``japan_archipelago``: GSHHG's polygons under the names of ``sources/islands.csv``.

Rules
-----
* Every row of the table is a feature. ``sources/islands_gshhg.csv`` says which polygon is
  its own; where GSHHG merges several islands, the largest keeps the polygon and the others
  have no geometry, for no line in the data parts them.
* A polygon of Japan (by Natural Earth) of at least 1 km² without a row is a feature without
  a name: ``gshhg-<number>``.
* Where the true position lies outside the polygon, the polygon is moved there;
  ``shifted_km`` says how far. ``sources/islands_polygons.csv`` holds the cases that were
  looked at one by one.
* ``uncertainty_km`` is 0.3, and 1.0 where the coast is known to be worse: in the Sakishima
  islands (GSHHG lies 0.4 to 0.8 km south), at Iwo Jima, for islands that GSHHG merges with
  others, and for those that were moved, whose shape is only roughly theirs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geoposture.geodesy import measure, measure_area
from layers.recipes.coasts import find_country, read_islands
from layers.recipes.tables import read_table, split
from layers.recipes.write import encode_geometry, make_feature, simplify, write_collection

COAST_KM = 0.3
"""How far GSHHG's coast is off in general; the table says where it is more."""
LEAST_KM2 = 1.0
WIDEST_PREFECTURE_KM2 = 5000
FULL = (0.003, 4)
GENERAL = (0.015, 2)
GENERAL_PROPERTIES = (
    "name_en", "name_ja", "group", "prefecture", "area_km2", "disputed", "administered_by",
)  # fmt: skip
INSET = shapely.box(127.60, 26.05, 128.35, 26.90)
INSET_GENERAL = (0.003, 4)
MOST_ISLAND_KM2 = 1e6


def build_archipelago() -> int:
    """Write the layer and its general twin."""
    rows = [*_named_islands(), *_unnamed_islands()]
    size = write_collection("japan_archipelago", [_feature(*row, FULL) for row in rows])
    drawn = [row for row in rows if row[1] is not None]
    write_collection(
        "japan_archipelago.general",
        [_shorten(_feature(*row, _general_detail(row[1]))) for row in drawn],
    )
    return size


def read_uncertainties() -> dict[str, float]:
    """Return how far the coast of each GSHHG polygon with a row of its own is off, in km."""
    known = {row["id"]: float(row["uncertainty_km"]) for row in read_table("islands")}
    return {id_: known[name] for name, (ids, _) in _choose_polygons().items() for id_ in ids}


def _named_islands() -> list[tuple[dict[str, Any], Any, float]]:
    polygons = read_islands()
    chosen = _choose_polygons()
    rows = []
    for row in read_table("islands"):
        ids, moved = chosen.get(row["id"], ([], False))
        if not ids:
            rows.append((row, None, 0.0))
            continue
        shape = shapely.union_all([polygons[one] for one in ids])
        rows.append((row, *(_move(shape, row) if moved else (shape, 0.0))))
    return rows


def _choose_polygons() -> dict[str, tuple[list[str], bool]]:
    """Return the GSHHG ids of each island, and whether the polygon must be moved."""
    rows = read_table("islands_gshhg")
    area = {row["id"]: float(row["area_km2"] or 0) for row in read_table("islands")}
    owners: dict[str, str] = {}
    for row in rows:
        known = owners.get(row["gshhg_id"])
        if row["gshhg_id"] and (known is None or area[row["id"]] > area[known]):
            owners[row["gshhg_id"]] = row["id"]
    # Habomai is the name of a group; its largest island keeps the polygon.
    owners = {
        id_: "shibotsu" if name == "habomai-islands" else name for id_, name in owners.items()
    }
    inside = {row["id"]: row["point_inside"] == "true" for row in rows}
    chosen = {name: ([id_], not inside[name]) for id_, name in owners.items()}
    for row in read_table("islands_polygons"):
        chosen[row["id"]] = (split(row["gshhg_ids"]), row["move"] == "true")
    return chosen


def _move(shape: Any, row: dict[str, str]) -> tuple[Any, float]:
    centre, lon, lat = shape.centroid, float(row["lon"]), float(row["lat"])
    step = np.array([lon - centre.x, lat - centre.y])
    moved = shapely.transform(shape, lambda xy: xy + step)
    return moved, float(measure(centre.x, centre.y, lon, lat)[0]) / 1000


def _unnamed_islands() -> list[tuple[dict[str, Any], Any, float]]:
    taken = {id_ for ids, _ in _choose_polygons().values() for id_ in ids}
    taken |= {row["gshhg_id"] for row in read_table("islands_gshhg")}
    rows = []
    for id_, polygon in read_islands().items():
        if id_ in taken or not _is_candidate(polygon) or find_country(polygon) != "Japan":
            continue
        rows.append(
            ({"id": f"gshhg-{id_}", "sources": "gshhg", "administered_by": "JP"}, polygon, 0.0)
        )
    return sorted(rows, key=lambda row: -measure_area(row[1]))


def _is_candidate(polygon: Any) -> bool:
    point = polygon.representative_point()
    if not (122 < point.x < 154.2 and 20 < point.y < 46):
        return False
    return LEAST_KM2 <= measure_area(polygon) / 1e6 < MOST_ISLAND_KM2


def _general_detail(shape: Any) -> tuple[float, int]:
    return INSET_GENERAL if shapely.intersects(shape, INSET) else GENERAL


def _shorten(feature: dict[str, Any]) -> dict[str, Any]:
    whole = feature["properties"]
    kept = {key: whole[key] for key in GENERAL_PROPERTIES}
    # The names that the other side uses stand on the card of a disputed island from the start.
    kept |= {"other_names": whole["other_names"]} if whole["disputed"] else {}
    return feature | {"properties": kept}


def _feature(
    row: dict[str, Any], shape: Any, shifted: float, detail: tuple[float, int]
) -> dict[str, Any]:
    area = float(row.get("area_km2") or 0) or (
        round(measure_area(shape) / 1e6, 2) if shape is not None else None
    )
    properties = {
        "name_en": row.get("name_en") or None,
        "name_ja": row.get("name_ja") or None,
        "other_names": split(row.get("other_names") or ""),
        "group": row.get("group") or None,
        "prefecture": None
        if (area or 0) > WIDEST_PREFECTURE_KM2
        else row.get("prefecture") or None,
        "area_km2": area,
        "inhabited": {"true": True, "false": False}.get(row.get("inhabited") or ""),
        "disputed": row.get("disputed") == "true",
        "administered_by": row.get("administered_by") or None,
        "wikidata": row.get("wikidata") or None,
        "uncertainty_km": float(row.get("uncertainty_km") or COAST_KM),
        "shifted_km": round(shifted, 1),
        "sources": split(row["sources"]),
    }
    geometry = None
    if shape is not None:
        tolerance, decimals = detail
        geometry = encode_geometry(simplify(shape, tolerance, decimals), decimals + 2)
    return make_feature(row["id"], geometry, properties)
