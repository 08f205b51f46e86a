"""Coastlines: GSHHG at high resolution, Natural Earth at 1:10m and 1:50m."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from geoposture.geodesy import measure_area
from geoposture.geodesy.antimeridian import fold, unwrap
from layers.recipes.packages import read_gshhg, read_world_atlas

LAND_LEVEL = "1"
REGION = shapely.box(110, 18, 156, 47)
FAR_SCALE = "50m"
HALF_TURN_DEG = 180
POLE_DEG = 89.9


@cache
def read_islands() -> dict[str, Any]:
    """Return GSHHG's land polygons of the region by their GSHHG id."""
    data = read_gshhg("gshhs_h.dat")
    found = {}
    for line in read_gshhg("gshhsmeta_h.dat").decode().splitlines():
        level, _, _, south, north, start, length, name = line.split()[:8]
        if level != LAND_LEVEL or float(north) < 18 or float(south) > 47:
            continue
        part = data[int(start) : int(start) + int(length)]
        polygon = shapely.Polygon(np.frombuffer(part, "<f4").reshape(-1, 2).astype(float))
        if polygon.bounds[0] < 156 and polygon.bounds[2] > 110:
            found[name] = _cut(polygon)
    return found


def _cut(polygon: Any) -> Any:
    if shapely.get_num_coordinates(polygon) < 100_000:
        return polygon
    return shapely.make_valid(polygon).intersection(REGION)


@cache
def read_countries(scale: str) -> geopandas.GeoDataFrame:
    """Return Natural Earth's countries (``10m`` or ``50m``), one polygon a row."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "countries.json"
        file.write_bytes(read_world_atlas(f"countries-{scale}.json"))
        frame = geopandas.read_file(file, layer="countries")
    if scale == FAR_SCALE:  # the other one is looked at near Japan, where vertices must stay
        frame.geometry = frame.geometry.apply(_split_at_180)
    frame.geometry = frame.geometry.make_valid()
    # Twice: mending gives collections, whose parts are multipolygons.
    parts = frame[["name", "geometry"]].explode(index_parts=False).explode(index_parts=False)
    return parts[parts.geom_type == "Polygon"].reset_index(drop=True)


def _split_at_180(shape: Any) -> Any:
    """Return a country cut at 180°: the package's rings jump there from one side to the other."""
    polygons = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    if not any(_jumps(one) for one in polygons):
        return shape
    pieces = [piece for one in polygons for piece in fold(_unwrap_polygon(one))]
    return shapely.union_all([one for one in pieces if one.geom_type == "Polygon"])


def _jumps(polygon: Any) -> bool:
    """Tell whether a ring crosses 180°; Antarctica's runs along the pole, which is no crossing."""
    lon, lat = shapely.get_coordinates(polygon.exterior).T
    away = np.maximum(np.abs(lat[:-1]), np.abs(lat[1:])) < POLE_DEG
    return bool(np.any((np.abs(np.diff(lon)) > HALF_TURN_DEG) & away))


def _unwrap_polygon(polygon: Any) -> Any:
    if not _jumps(polygon):
        return polygon
    lon, lat = shapely.get_coordinates(polygon.exterior).T
    return shapely.Polygon(np.column_stack([unwrap(lon), lat]), polygon.interiors).buffer(0)


def find_country(polygon: Any) -> str | None:
    """Return whose island a polygon is by Natural Earth: largest overlap, else the nearest."""
    frame, tree = read_countries("10m"), _tree()
    if measure_area(polygon) <= 100e6:
        return str(frame["name"].iloc[tree.nearest(polygon.representative_point())])
    overlaps = {i: frame.geometry.iloc[i].intersection(polygon).area for i in tree.query(polygon)}
    return str(frame["name"].iloc[max(overlaps, key=lambda i: overlaps[i])]) if overlaps else None


@cache
def _tree() -> shapely.STRtree:
    return shapely.STRtree(read_countries("10m").geometry.to_numpy())
