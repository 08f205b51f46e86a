"""``taiwan_strait`` and ``east_china_sea``: the limits of S-23 and the coast of GSHHG.

Each closing line ends in a point well inside the land that it is drawn to, besides its true
end: a line that stops metres off the coast lets the sea flow out, and the polygon floods.
The sea is the face, of the coast and the lines together, that holds a seed point.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

import shapely

from geoposture.geodesy import WGS84, find_nearest, measure_area
from layers.recipes.coasts import read_islands
from layers.recipes.islands import COAST_KM, read_uncertainties
from layers.recipes.tables import read_table
from layers.recipes.write import encode_geometry, make_feature, simplify, write_collection

FRAME = shapely.box(114, 19, 134, 36)
LEAST_HOLE_KM2 = 1.0
LEAST_ANCHOR_DEG2 = 1.1e-3
FARTHEST_ANCHOR_M = 25_000
SEEDS = {"east_china_sea": (125.0, 29.0), "taiwan_strait": (119.2, 24.3)}
FULL = (0.003, 4)
GENERAL = (0.02, 3)
REACH_DEG = 0.06

STRAIT = {
    "name_en": "Taiwan Strait",
    "name_ja": "台湾海峡",
    "aliases": ["Formosa Strait", "Strait of Taiwan", "台灣海峽", "台湾海峡"],
    "definition": "IHO S-23, draft 4th edition, section 7.2; east and west sides: the coasts",
    "edition": "draft 4th edition, 2002",
    "adopted": False,
    "includes": [],
    "wikidata": "Q127031",
    "sources": ["iho-s23-2002-draft", "gshhg"],
}
SEA = {
    "name_en": "East China Sea",
    "name_ja": "東シナ海",
    "aliases": ["ECS", "Tung Hai", "東海（中国名）"],
    "definition": "IHO S-23, 3rd edition, no. 50, less the Taiwan Strait as defined here",
    "edition": "3rd edition, 1953",
    "adopted": True,
    "includes": ["Hangzhou Bay", "mouth of the Yangtze", "Kagoshima Bay", "Ariake Sea"],
    "wikidata": "Q45341",
    "sources": ["iho-s23-1953", "gshhg"],
}


def build_taiwan_strait() -> int:
    """Write the Strait and its general twin."""
    return _write("taiwan_strait", "taiwan-strait", find_sea("taiwan_strait"), STRAIT)


def build_east_china_sea() -> int:
    """Write the sea, without the Strait, and its general twin."""
    sea = shapely.difference(find_sea("east_china_sea"), find_sea("taiwan_strait"))
    largest = max(shapely.get_parts(sea), key=lambda part: part.area)
    return _write("east_china_sea", "east-china-sea", largest, SEA)


def build_sea_limits() -> int:
    """Write the closing lines where they cross water: the dotted edges of the map."""
    features = []
    for sea in SEEDS:
        for line, text, shape in _read_lines(sea):
            wet = shapely.difference(shapely.LineString(shape), _land())
            edges = shapely.intersection(wet, _buffered(sea))
            if edges.is_empty:
                continue
            geometry = encode_geometry(shapely.line_merge(edges), 4)
            features.append(make_feature(None, geometry, {"sea": sea, "line": line, "from": text}))
    return write_collection("backdrop/sea_limits", features)


@cache
def find_sea(sea: str) -> Any:
    """Return the face of coast and closing lines that holds the seed of a sea.

    Raises
    ------
    ValueError
        If the face reaches the frame: a line leaks.
    """
    lines = [shapely.LineString(_anchor(shape)) for _, _, shape in _read_lines(sea)]
    edges = shapely.union_all([_land().boundary, FRAME.boundary, *lines])
    seed = shapely.Point(SEEDS[sea])
    for face in shapely.get_parts(shapely.polygonize([*shapely.get_parts(edges)])):
        if face.contains(seed):
            if face.intersects(FRAME.boundary):
                raise ValueError(f"{sea} leaks: it reaches the frame, bounds {face.bounds}")
            return face
    raise ValueError(f"{sea}: no face holds the seed {SEEDS[sea]}")


@cache
def _land() -> Any:
    shapes = [shape for shape in read_islands().values() if shape.intersects(FRAME)]
    cut = shapely.get_parts([shapely.make_valid(shape).intersection(FRAME) for shape in shapes])
    return shapely.union_all([part for part in shapely.get_parts(cut) if _is_polygon(part)])


@cache
def _buffered(sea: str) -> Any:
    return find_sea(sea).buffer(1e-6)


def _read_lines(sea: str) -> list[tuple[str, str, list[tuple[float, float]]]]:
    rows = [row for row in read_table("sea_limits") if row["sea"] == sea]
    return [
        (line, group[0]["text"], [(float(row["lon"]), float(row["lat"])) for row in group])
        for line, group in (
            (key, list(part)) for key, part in groupby(rows, key=lambda r: r["line"])
        )
    ]


def _anchor(shape: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*_inland(shape[0]), *shape, *_inland(shape[-1])]


def _inland(end: tuple[float, float]) -> list[tuple[float, float]]:
    """Return a point well inside the cape that an end stands at, if it stands off it."""
    point = shapely.Point(end)
    capes = [part for part in shapely.get_parts(_land()) if part.area > LEAST_ANCHOR_DEG2]
    cape = min(capes, key=point.distance)
    if cape.contains(point):
        return []
    way = find_nearest(point, cape)
    if way.distance_m > FARTHEST_ANCHOR_M:
        return []
    ground = shapely.Point(way.end).buffer(0.003).intersection(cape)
    inside = max(shapely.get_parts(ground), key=lambda part: part.area).representative_point()
    return [(inside.x, inside.y)]


def _write(layer: str, id_: str, shape: Any, said: dict[str, Any]) -> int:
    holes = [hole for hole in shape.interiors if _area_km2(hole) >= LEAST_HOLE_KM2]
    water = shapely.Polygon(shape.exterior, holes)
    full = simplify(water, *FULL)
    first = ("name_en", "name_ja", "aliases", "definition", "edition", "adopted")
    properties = {
        **{key: said[key] for key in first},
        "area_km2": round(_charted_area(full) / 1e6),
        "holes_min_km2": LEAST_HOLE_KM2,
        "uncertainty_km": _coast_uncertainty(shape),
        "includes": said["includes"],
        "wikidata": said["wikidata"],
        "sources": said["sources"],
    }
    size = write_collection(layer, [make_feature(id_, encode_geometry(full, 4), properties)])
    feature = make_feature(id_, encode_geometry(_generalise(shape), 4), properties)
    write_collection(f"{layer}.general", [feature])
    return size


def _coast_uncertainty(shape: Any) -> float:
    """Return the largest uncertainty of the coasts that a sea ends at, in km."""
    known = read_uncertainties()
    return max(
        known.get(id_, COAST_KM)
        for id_, island in read_islands().items()
        if island.intersects(shape)
    )


def _is_polygon(shape: Any) -> bool:
    return str(shape.geom_type) == "Polygon"


def _generalise(shape: Any) -> Any:
    """Return a coarse outline to be drawn under the land: it reaches into it, never over water."""
    outline = shapely.Polygon(shape.exterior)
    reaching = outline.buffer(REACH_DEG).intersection(shapely.union_all([_land(), outline]))
    whole = max(shapely.get_parts(reaching), key=lambda part: part.area)
    coarse = simplify(shapely.Polygon(whole.exterior), *GENERAL)
    return max(shapely.get_parts(coarse), key=lambda part: part.area)


def _charted_area(shape: Any) -> float:
    # The published figures that this one is compared with take edges as geodesics; coverage
    # takes them as straight in longitude and latitude, 0.1 % less for the East China Sea.
    return float(abs(WGS84.geometry_area_perimeter(shape)[0]))


def _area_km2(ring: Any) -> float:
    return measure_area(shapely.Polygon(ring)) / 1e6
