"""``backdrop/``: the land under the layers, and the names on the map. No collections."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import shapely

from layers.recipes.coasts import read_countries
from layers.recipes.tables import read_table
from layers.recipes.write import (
    encode_geometry,
    make_feature,
    make_point,
    simplify,
    write_collection,
)

NEAR = shapely.box(108, 12, 158, 54)
AROUND = shapely.box(92, -12, 170, 62)
WORLD = shapely.box(-180, -90, 180, 90)
NEAR_DETAIL = (0.025, 2)
AROUND_DETAIL = (0.2, 2)
FAR_DETAIL = (0.5, 1)
JAPAN_DETAIL = (0.012, 3)
JAPAN_OFF_KM, WORLD_OFF_KM = 2.0, 10.0
"""How far these coasts are off. Of Japan's, 95 % lie within 1.4 km of GSHHG's and 99 % within 2.1;
the world's is drawn to 0.1°, which is 11 km."""
LEAST_NEAR_DEG2 = 6e-4
LEAST_AROUND_DEG2 = 0.07
LEAST_FAR_DEG2 = 0.12
WORLD_DETAIL, LEAST_WORLD_DEG2 = (0.1, 2), 8e-3
WORLD_FILE = "../geoposture/catalog/world"
DRAWN_ELSEWHERE = "Japan"
FINE_COAST_DEG = 0.003
COASTS = {
    "taiwan": ("Taiwan", 0.003),
    "south-korea": ("South Korea", 0.003),
    "north-korea": ("North Korea", 0.003),
    "philippines": ("Philippines", 0.005),
    "china": ("China", 0.005),
    "vietnam": ("Vietnam", 0.005),
    "russia": ("Russia", 0.02),
    "guam": ("Guam", 0.003),
    "palau": ("Palau", 0.003),
}
"""Place → its name in Natural Earth, and how far its coast is simplified, in degrees."""
Edge = tuple[tuple[float, float], tuple[float, float]]
KURILS = shapely.box(145.2, 43.2, 149.0, 45.62)
TAKESHIMA = shapely.box(131.8, 37.2, 131.95, 37.3)
SENKAKU = shapely.box(123.3, 25.6, 124.7, 26.1)


def build_land() -> int:
    """Write the land of the world, without borders and without the islands drawn as a layer.

    The further off, the coarser: more than half of its vertices lay where no view of it goes.
    """
    near = shapely.union_all([_clip(one, NEAR) for one in _near_land()])
    rest = shapely.union_all(list(read_countries("50m").geometry))
    pieces = _coarsen(near, NEAR_DETAIL, LEAST_NEAR_DEG2)
    for window, inner, detail, least in (
        (AROUND, NEAR, AROUND_DETAIL, LEAST_AROUND_DEG2),
        (WORLD, AROUND, FAR_DETAIL, LEAST_FAR_DEG2),
    ):
        pieces += _coarsen(_clip(rest, _without(window, inner, detail[0])), detail, least)
    # A hair of overlap at the seam, so that union dissolves it.
    land = shapely.union_all([shapely.set_precision(one, 1e-3) for one in pieces], grid_size=1e-3)
    polygons = [one for one in shapely.get_parts(land) if one.geom_type == "Polygon"]
    polygons.sort(key=lambda one: (-one.area, one.bounds))
    whole = shapely.orient_polygons(shapely.MultiPolygon(polygons))
    feature = make_feature(None, encode_geometry(whole, 3), {"source": "Natural Earth 4.1"})
    return write_collection("backdrop/land", [feature])


def build_world() -> int:
    """Write the land of the whole world, coarse: the ground of a theatre that has none itself."""
    land = shapely.union_all(list(read_countries("50m").geometry))
    pieces = _coarsen(land, WORLD_DETAIL, LEAST_WORLD_DEG2)
    polygons = sorted(shapely.get_parts(pieces), key=lambda one: (-one.area, one.bounds))
    whole = shapely.orient_polygons(shapely.MultiPolygon(polygons))
    properties = {"source": "Natural Earth 4.1", "uncertainty_km": WORLD_OFF_KM}
    feature = make_feature(None, encode_geometry(whole, 2), properties)
    return write_collection(WORLD_FILE, [feature])


def build_labels() -> int:
    """Write the names on the map, bases at their published points."""
    points = {row["id"]: (row["lon"], row["lat"]) for row in read_table("us_facilities")}
    features = []
    for row in read_table("labels"):
        lon, lat = (row["lon"], row["lat"]) if row["lon"] else points[row["feature"].split("/")[1]]
        properties = {
            "name_en": row["name_en"],
            "name_ja": row["name_ja"],
            "kind": row["kind"],
            "priority": int(row["priority"]),
            "min_zoom": float(row["min_zoom"]),
            "max_zoom": float(row["max_zoom"]) if row["max_zoom"] else None,
            "feature": row["feature"] or None,
        }
        features.append(make_feature(None, make_point(lon, lat, 3), properties))
    return write_collection("backdrop/labels", features)


def build_coasts() -> int:
    """Write the coast of each country that the map looks at, land borders left out.

    Countries share the vertices of their borders exactly, so an edge is a border if another
    country has it too. Islands that more than one government claims belong to no coast here.
    """
    edges = Counter(edge for shape in read_countries("10m").geometry for edge in _edges(shape))
    features = [
        _coast(place, name, tolerance, edges) for place, (name, tolerance) in COASTS.items()
    ]
    return write_collection("backdrop/coasts", features)


def _coast(place: str, name: str, tolerance: float, edges: Counter[Edge]) -> dict[str, Any]:
    frame = read_countries("10m")
    shapes = [one for one in frame.geometry[frame["name"] == name] if not _is_disputed(one)]
    own = [edge for shape in shapes for edge in _edges(shape) if edges[edge] == 1]
    own = [edge for edge in own if not all(abs(lon) > 179.999 for lon, _ in edge)]
    lines = shapely.line_merge(shapely.MultiLineString([shapely.LineString(e) for e in own]))
    rounded = shapely.set_precision(shapely.simplify(lines, tolerance), 1e-3)
    properties = {
        "source": "natural-earth",
        "uncertainty_km": 1.0 if tolerance <= FINE_COAST_DEG else 2.0,
    }
    return make_feature(place, encode_geometry(rounded, 3), properties)


def _edges(shape: Any) -> Iterator[Edge]:
    for ring in (shape.exterior, *shape.interiors):
        positions = [tuple(one) for one in shapely.get_coordinates(ring).tolist()]
        yield from (tuple(sorted(pair)) for pair in pairwise(positions))  # type: ignore[misc]


def _near_land() -> list[Any]:
    frame = read_countries("10m")
    return [
        shape
        for name, shape in zip(frame["name"], frame.geometry, strict=True)
        if name != DRAWN_ELSEWHERE and shape.intersects(NEAR) and not _is_disputed(shape)
    ]


def _is_disputed(shape: Any) -> bool:
    return any(box.contains(shape) for box in (KURILS, TAKESHIMA, SENKAKU))


def build_japan() -> int:
    """Write Japan's land from Natural Earth, in the public domain: for pictures and embeds."""
    frame = read_countries("10m")
    shapes = [
        shape
        for name, shape in zip(frame["name"], frame.geometry, strict=True)
        if name == DRAWN_ELSEWHERE
    ]
    parts = [one for one in shapely.get_parts(shapely.union_all(shapes)) if not _is_disputed(one)]
    polygons = [simplify(one, JAPAN_DETAIL[0], JAPAN_DETAIL[1]) for one in parts]
    whole = shapely.MultiPolygon([one for part in polygons for one in shapely.get_parts(part)])
    geometry = encode_geometry(shapely.orient_polygons(whole), JAPAN_DETAIL[1] + 2)
    properties = {"source": "Natural Earth 4.1", "uncertainty_km": JAPAN_OFF_KM}
    return write_collection("backdrop/japan", [make_feature(None, geometry, properties)])


def _without(window: Any, inner: Any, lap: float) -> Any:
    """Return a window that laps over an inner one, as far as its edge moves when coarsened."""
    return shapely.difference(window, inner.buffer(-lap, join_style="mitre"))


def _clip(shape: Any, window: Any) -> Any:
    return shapely.intersection(shape, window)


def _coarsen(land: Any, detail: tuple[float, int], least: float) -> list[Any]:
    parts = [one for one in shapely.get_parts(land) if one.geom_type == "Polygon"]
    return [
        simplify(
            shapely.Polygon(one.exterior, [h for h in one.interiors if _big(h, least)]), *detail
        )
        for one in parts
        if _big(one.exterior, least)
    ]


def _big(ring: Any, least: float) -> bool:
    """Tell whether a ring holds so many square degrees as they are at the equator."""
    shape = shapely.Polygon(ring)
    return bool(shape.area * math.cos(math.radians(shape.centroid.y)) >= least)
