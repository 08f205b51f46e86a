"""Rings → union, share of a target, thresholds, depth, and what each origin adds.

Everything is one arrangement of the rings and the target; areas are on the WGS 84
ellipsoid (see `geodesy.measure_area`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoposture import geodesy

SENSITIVITY = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5)
"""Multiples of the radius at which the share is told as well."""
THRESHOLD_TOLERANCE_M = 500.0
EDGE_STEP_DEG = 0.02
MANY_CORNERS, CORNERS_OF_TILE = 100_000, 5_000
"""Of a target that is cut into tiles before its share is taken at several radii, and of a tile."""
LEAST_TILE_DEG = 1e-6
BEYOND_DEG = 0.1
LONGEST_DEGREE_M = 111_700.0
"""No degree of latitude or longitude on the ellipsoid is longer."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The part of a target within a radius: geometries, and areas in square metres.

    Attributes
    ----------
    rings, union, covered : shapely geometry, rings a tuple of them
        In longitude and latitude.
    covered_m2, target_m2 : float
        Square metres on the ellipsoid.
    """

    rings: tuple[Any, ...]
    union: Any
    covered: Any
    covered_m2: float
    target_m2: float

    @property
    def share(self) -> float:
        """The covered part of the target, from 0 to 1."""
        return min(1.0, self.covered_m2 / self.target_m2) if self.target_m2 else 0.0


def cover_target(lon: Sequence[float], lat: Sequence[float], target: Any, radius_m: float) -> Cover:
    """Return what circles of one radius round several points cover of a target.

    Parameters
    ----------
    lon, lat : sequence of float
        The origins, in degrees.
    target : Polygon or MultiPolygon
        In longitude and latitude.
    radius_m : float
        The radius in metres.

    Raises
    ------
    BadRequest
        If a position is not on Earth, or the radius out of bounds.
    """
    rings = geodesy.draw_rings(lon, lat, radius_m)
    union = _keep_polygons(shapely.union_all(rings))
    covered = _keep_polygons(shapely.intersection(union, target))
    return Cover(
        rings=tuple(rings),
        union=union,
        covered=covered,
        covered_m2=geodesy.measure_area(covered),
        target_m2=_target_area(target),
    )


def measure_share(
    lon: Sequence[float], lat: Sequence[float], target: Any, radius_m: float
) -> float:
    """Return the share of a target within a radius, from 0 to 1.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees, of the centres of the rings.
    target : shapely polygon
        In longitude and latitude.
    radius_m : float
        Metres; from 19 900 km on it counts as that.
    """
    radius_m = min(radius_m, geodesy.LONGEST_RING_M)
    if shapely.get_num_coordinates(target) <= MANY_CORNERS:
        return cover_target(lon, lat, target, radius_m).share
    union = shapely.union_all(geodesy.draw_rings(lon, lat, radius_m))
    try:
        covered = _measure_covered(union, _cut_into_tiles(target))
    except shapely.GEOSException:  # a tile is cut fast, and need not be valid
        return cover_target(lon, lat, target, radius_m).share
    return min(1.0, covered / _target_area(target))


@dataclass(frozen=True, slots=True)
class _Tiles:
    """A target in pieces: boxes, the part of the target in each, its area in square metres."""

    boxes: NDArray[np.object_]
    parts: NDArray[np.object_]
    areas: NDArray[np.float64]


@lru_cache(maxsize=4)
def _cut_into_tiles(target: Any) -> _Tiles:
    """Return a target cut until no piece has many corners: most are wholly in or out of a reach."""
    boxes, parts, waiting = [], [], [(target, target.bounds)]
    while waiting:
        part, (west, south, east, north) = waiting.pop()
        small = max(east - west, north - south) < LEAST_TILE_DEG
        if small or shapely.get_num_coordinates(part) <= CORNERS_OF_TILE:
            boxes.append(shapely.box(west, south, east, north))
            parts.append(part)
            continue
        if east - west >= north - south:
            middle = (west + east) / 2
            halves = (west, south, middle, north), (middle, south, east, north)
        else:
            middle = (south + north) / 2
            halves = (west, south, east, middle), (west, middle, east, north)
        waiting += [(shapely.clip_by_rect(part, *half), half) for half in halves]
    found = np.array(parts, dtype=object)
    return _Tiles(np.array(boxes, dtype=object), found, geodesy.measure_areas(found))


def _measure_covered(union: Any, tiles: _Tiles) -> float:
    """Return the area that a reach covers of tiles, in square metres."""
    union = geodesy.prepare_own(union)
    inside = shapely.covers(union, tiles.boxes)
    cut = ~inside & shapely.intersects(union, tiles.boxes)
    covered = geodesy.measure_areas(shapely.intersection(tiles.parts[cut], union))
    return float(tiles.areas[inside].sum() + covered.sum())


@lru_cache(maxsize=64)
def find_thresholds(
    lon: tuple[float, ...], lat: tuple[float, ...], target: Any
) -> tuple[int, float, float]:
    """Return the origin nearest to a target, and the radii in metres that touch and hold it.

    They do not depend on a radius, so that they are kept while one is tried after the other.
    The first radius is the shortest way from any origin. The second is the largest, over the
    target, of the distance to the nearest origin: for one origin that is the farthest point
    of the edge; for several it may lie inside, where it is sought by halving cells whose
    bound (the distance changes by no more than one moves) can still beat the best.

    Parameters
    ----------
    lon, lat : tuple of float
        Degrees, of the origins.
    target : shapely polygon
        In longitude and latitude.
    """
    ways = geodesy.find_nearest_points(lon, lat, target)[0]
    near, touch = int(ways.argmin()), float(ways.min())
    if len(lon) == 1:
        return near, touch, geodesy.find_farthest((lon[0], lat[0]), target).distance_m
    return near, touch, _search_gap(np.column_stack([lon, lat]), target)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The faces that rings cut a target into, their areas, and which rings hold each.

    Attributes
    ----------
    faces : NDArray
        Polygons in longitude and latitude, shape (faces,).
    areas : NDArray
        Square metres, shape (faces,).
    members : NDArray
        Whether a ring holds a face, shape (faces, rings).
    """

    faces: NDArray[np.object_]
    areas: NDArray[np.float64]
    members: NDArray[np.bool_]

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many rings hold each face."""
        return np.asarray(self.members.sum(axis=1))

    def depth(self) -> list[tuple[int, float]]:
        """Return the area in square metres that at least n rings hold; n from 1."""
        return [(n, float(self.areas[self.counts >= n].sum())) for n in self._levels()]

    def zones(self) -> list[tuple[int, Any]]:
        """Return the part of the target that at least n rings hold; n from 1."""
        # Faces of one arrangement share their edges exactly, so joining them is linear.
        held = ((n, self.faces[self.counts >= n]) for n in self._levels())
        return [(n, _keep_polygons(shapely.coverage_union_all(faces))) for n, faces in held]

    def contributions(self) -> list[float]:
        """Return, for each ring, the area in square metres that only it holds."""
        alone = self.members & (self.counts == 1)[:, None]
        return [float(value) for value in alone.T @ self.areas]

    def _levels(self) -> range:
        return range(1, int(self.counts.max(initial=0)) + 1)


def arrange(rings: Sequence[Any], target: Any) -> Arrangement:
    """Return the arrangement of rings within a target: one union of all edges.

    Parameters
    ----------
    rings : sequence of shapely polygon
        In longitude and latitude, cut at 180°.
    target : shapely polygon
        In longitude and latitude.
    """
    # What of a ring lies far from the target bounds no part of it. A cut end there is harmless.
    west, south, east, north = target.bounds
    around = west - BEYOND_DEG, south - BEYOND_DEG, east + BEYOND_DEG, north + BEYOND_DEG
    near = shapely.clip_by_rect(shapely.boundary(np.array(rings, dtype=object)), *around)
    edges = shapely.union_all([*near, target.boundary])
    parts = shapely.get_parts(shapely.polygonize([*shapely.get_parts(edges)]))
    faces = np.asarray(parts, dtype=object)
    inner = np.asarray(shapely.point_on_surface(faces))
    inside = shapely.contains(geodesy.prepare_own(target), inner)
    faces, inner = faces[inside], inner[inside]
    shapely.prepare(list(rings))
    members = np.column_stack([shapely.contains(ring, inner) for ring in rings])
    held = members.any(axis=1)
    return Arrangement(faces[held], geodesy.measure_areas(faces[held]), members[held])


@lru_cache(maxsize=64)
def _target_area(target: Any) -> float:
    return geodesy.measure_area(target)


def _keep_polygons(geometry: Any) -> Any:
    """Return the areas of a geometry, exteriors counter-clockwise (RFC 7946, 3.1.6)."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.orient_polygons(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))


def _search_gap(origins: NDArray[np.float64], target: Any) -> float:
    target = geodesy.prepare_own(target)
    edge = shapely.get_coordinates(shapely.segmentize(target, EDGE_STEP_DEG))
    best = geodesy.measure_most_remote(edge, origins)
    cells = _first_cells(target)
    while len(cells):
        centre = (cells[:, :2] + cells[:, 2:]) / 2
        reach = _half_diagonals(cells)
        value = geodesy.measure_to_nearest(centre, origins)
        inside = shapely.contains_xy(target, centre[:, 0], centre[:, 1])
        best = max(best, float(value[inside].max(initial=0.0)))
        may_win = (value + reach > best + THRESHOLD_TOLERANCE_M) & (reach > THRESHOLD_TOLERANCE_M)
        cells = _halve(cells[may_win])
        cells = cells[shapely.intersects(target, shapely.box(*cells.T))] if len(cells) else cells
    return best


def _first_cells(target: Any) -> NDArray[np.float64]:
    cells = []
    for part in shapely.get_parts(target):
        west, south, east, north = part.bounds
        xs, ys = np.linspace(west, east, 9), np.linspace(south, north, 9)
        cells += [
            (x1, y1, x2, y2)
            for (x1, x2), (y1, y2) in itertools.product(
                itertools.pairwise(xs), itertools.pairwise(ys)
            )
        ]
    return np.array(cells)


def _half_diagonals(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an upper bound of the distance from a cell's centre to its corners, in metres."""
    west, south, east, north = cells.T
    across_equator = (south < 0) & (north > 0)
    lowest = np.where(across_equator, 0.0, np.minimum(np.abs(south), np.abs(north)))
    height = (north - south) * LONGEST_DEGREE_M
    width = (east - west) * LONGEST_DEGREE_M * np.cos(np.radians(lowest))
    return np.asarray(np.hypot(height, width) / 2)


def _halve(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    west, south, east, north = cells.T
    x, y = (west + east) / 2, (south + north) / 2
    return np.vstack([
        np.column_stack(corner)
        for corner in (
            (west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north),
        )
    ])  # fmt: skip
