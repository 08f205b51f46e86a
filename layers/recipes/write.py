"""Deterministic GeoJSON: fixed order of keys, one feature a line, rounded coordinates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely

LAYERS = Path(__file__).parent.parent
WHOLE = 1.0


def make_feature(id_: str | None, geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Feature; `geometry` is GeoJSON or None."""
    feature = {"type": "Feature"} | ({"id": id_} if id_ else {})
    return feature | {"geometry": geometry, "properties": dict(properties)}


def make_point(lon: str, lat: str, decimals: int) -> dict[str, Any]:
    """Return a GeoJSON point rounded to `decimals`."""
    position = [_number(round(float(lon), decimals)), _number(round(float(lat), decimals))]
    return {"type": "Point", "coordinates": position}


def simplify(geometry: Any, tolerance: float, decimals: int) -> Any:
    """Return a valid polygonal geometry, simplified and rounded, exteriors counter-clockwise.

    A part that rounding would lose keeps its corners.
    """
    parts = [_simplify_part(part, tolerance, decimals) for part in shapely.get_parts(geometry)]
    polygons = [
        one for part in parts for one in shapely.get_parts(part) if one.geom_type == "Polygon"
    ]
    polygons.sort(key=lambda one: (-one.area, one.bounds))
    whole = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    if not whole.is_valid:  # rounding can make neighbours touch
        whole = shapely.union_all(polygons, grid_size=10.0**-decimals)
    whole = shapely.orient_polygons(whole)
    if not whole.is_valid:
        raise ValueError(shapely.is_valid_reason(whole))
    return whole


def _simplify_part(part: Any, tolerance: float, decimals: int) -> Any:
    # Rings as small as the tolerance would collapse to triangles or nothing.
    width = min(part.bounds[2] - part.bounds[0], part.bounds[3] - part.bounds[1])
    simple = part.simplify(min(tolerance, width / 8))
    rounded = shapely.set_precision(simple, 10.0**-decimals)
    for finer in (1, 2):
        if rounded.is_empty:
            rounded = shapely.set_precision(part, 10.0 ** -(decimals + finer))
    return rounded


def encode_geometry(geometry: Any, decimals: int) -> dict[str, Any]:
    """Return a shapely geometry as GeoJSON, every number written in its shortest form."""
    found = shapely.geometry.mapping(geometry)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"], decimals)}


def write_collection(name: str, features: Iterable[Mapping[str, Any]]) -> int:
    """Write ``layers/<name>.geojson`` and return the number of bytes."""
    listed = list(features)
    shapes = [
        shapely.from_geojson(json.dumps(one["geometry"])) for one in listed if one["geometry"]
    ]
    bbox = [_number(round(float(value), 4)) for value in shapely.total_bounds(shapes)]
    lines = ",\n".join(_dump(one) for one in listed)
    text = f'{{"type":"FeatureCollection","bbox":{_dump(bbox)},"features":[\n{lines}\n]}}\n'
    file = LAYERS / f"{name}.geojson"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return len(text.encode())


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _rounded(node: Any, decimals: int) -> Any:
    if isinstance(node, list | tuple):
        return [_rounded(child, decimals) for child in node]
    return _number(round(float(node), decimals))


def _number(value: float) -> float | int:
    return int(value) if value % WHOLE == 0 else value
