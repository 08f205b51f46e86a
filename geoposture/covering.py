"""Rings → union, share of a target, thresholds, depth, and what each origin adds.

Everything is one arrangement of the rings and the target; areas are on the WGS 84
ellipsoid (see `geodesy.measure_area`).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoposture import geodesy

SENSITIVITY = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5)
"""Multiples of the radius at which the share is told as well."""
THRESHOLD_TOLERANCE_M = 500.0


@dataclass(frozen=True, slots=True)
class Cover:
    """The part of a target within a radius: geometries, and areas in square metres."""

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
    """
    rings = geodesy.draw_rings(lon, lat, radius_m)
    union = shapely.union_all(rings)
    covered = _keep_polygons(shapely.intersection(union, target))
    return Cover(
        rings=tuple(rings),
        union=union,
        covered=covered,
        covered_m2=geodesy.measure_area(covered),
        target_m2=geodesy.measure_area(target),
    )


def measure_share(
    lon: Sequence[float], lat: Sequence[float], target: Any, radius_m: float
) -> float:
    """Return the share of a target within a radius, from 0 to 1."""
    return cover_target(lon, lat, target, min(radius_m, geodesy.LONGEST_RING_M)).share


def find_thresholds(lon: Sequence[float], lat: Sequence[float], target: Any) -> tuple[float, float]:
    """Return the radii in metres at which circles touch a target, and hold all of it.

    The first is the shortest way from any origin. The second is the largest, over the
    target, of the distance to the nearest origin: for one origin that is the farthest point
    of the edge; for several it may lie inside, where it is sought by halving cells whose
    bound (the distance changes by no more than one moves) can still beat the best.
    """
    origins = [shapely.Point(x, y) for x, y in zip(lon, lat, strict=True)]
    touch = min(geodesy.find_nearest(origin, target).distance_m for origin in origins)
    farthest = [geodesy.find_farthest((point.x, point.y), target) for point in origins]
    if len(origins) == 1:
        return touch, farthest[0].distance_m
    return touch, _search_gap(np.asarray(lon, float), np.asarray(lat, float), target)


def measure_depth(rings: Sequence[Any], target: Any) -> list[tuple[int, float]]:
    """Return the area of a target, in square metres, that at least n rings hold; n from 1."""
    faces, counts, _ = _arrange(rings, target)
    areas = np.array([geodesy.measure_area(face) for face in faces])
    deepest = int(counts.max()) if len(counts) else 0
    return [(n, float(areas[counts >= n].sum())) for n in range(1, deepest + 1)]


def measure_contributions(rings: Sequence[Any], target: Any) -> list[float]:
    """Return, for each ring, the area of the target in square metres that only it holds."""
    faces, counts, members = _arrange(rings, target)
    only = [0.0] * len(rings)
    for face, count, member in zip(faces, counts, members, strict=True):
        if count == 1:
            only[int(np.argmax(member))] += geodesy.measure_area(face)
    return only


def find_depth_areas(rings: Sequence[Any], target: Any) -> list[tuple[int, Any]]:
    """Return, for n from 1, the part of a target that at least n rings hold."""
    faces, counts, _ = _arrange(rings, target)
    deepest = int(counts.max()) if len(counts) else 0
    return [(n, shapely.union_all(faces[counts >= n])) for n in range(1, deepest + 1)]


def _keep_polygons(geometry: Any) -> Any:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _arrange(
    rings: Sequence[Any], target: Any
) -> tuple[NDArray[np.object_], NDArray[np.int_], NDArray[np.bool_]]:
    """Return the faces that the rings cut the target into, and which rings hold each."""
    # All edges in one union: lines cut beforehand would miss each other by rounding.
    edges = shapely.union_all([*(ring.boundary for ring in rings), target.boundary])
    parts = shapely.get_parts(shapely.polygonize([*shapely.get_parts(edges)]))
    faces = np.asarray(parts, dtype=object)
    inner = np.asarray(shapely.point_on_surface(faces))
    inside = shapely.contains(target, inner)
    members = np.column_stack([shapely.contains(ring, inner[inside]) for ring in rings])
    held = members.any(axis=1)
    return faces[inside][held], members[held].sum(axis=1), members[held]


def _search_gap(lon: NDArray[np.float64], lat: NDArray[np.float64], target: Any) -> float:
    shapely.prepare(target)
    edge = shapely.get_coordinates(shapely.segmentize(target, 0.05))
    best = float(_nearest_origin(lon, lat, edge[:, 0], edge[:, 1]).max())
    cells = _first_cells(target)
    while len(cells):
        centre = (cells[:, :2] + cells[:, 2:]) / 2
        reach = _half_diagonals(cells)
        value = _nearest_origin(lon, lat, centre[:, 0], centre[:, 1])
        inside = shapely.contains_xy(target, centre[:, 0], centre[:, 1])
        best = max(best, float(value[inside].max(initial=0.0)))
        open_ = (value + reach > best + THRESHOLD_TOLERANCE_M) & (reach > THRESHOLD_TOLERANCE_M)
        cells = _halve(cells[open_])
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
    centre = (cells[:, :2] + cells[:, 2:]) / 2
    corners = [
        geodesy.measure(centre[:, 0], centre[:, 1], cells[:, x], cells[:, y])[0]
        for x, y in itertools.product((0, 2), (1, 3))
    ]
    return np.asarray(np.max(corners, axis=0))


def _halve(cells: NDArray[np.float64]) -> NDArray[np.float64]:
    west, south, east, north = cells.T
    x, y = (west + east) / 2, (south + north) / 2
    return np.vstack([
        np.column_stack(corner)
        for corner in (
            (west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north),
        )
    ])  # fmt: skip


def _nearest_origin(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> NDArray[np.float64]:
    distances = geodesy.measure(lon[:, None], lat[:, None], x[None, :], y[None, :])[0]
    return np.asarray(distances.min(axis=0))
