"""The nearest and the farthest points of geometries, anywhere on Earth.

Edges are densified and compared by their chords through the Earth: the bounds of the
ellipsoid's curvature then say which of them cannot be nearest, and the few that are left
are measured on the ellipsoid.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geoposture.geodesy.ellipsoid import (
    WGS84,
    Array,
    bound_geodesics,
    check_positions,
    measure,
    measure_chords,
    to_cartesian,
)
from geoposture.geodesy.prepared import prepare_own

DENSE_STEP_M = 2_000.0
DENSE_STEP_DEG = 0.5
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Approach:
    """The shortest way between two geometries: metres, points as (lon, lat).

    Attributes
    ----------
    distance_m : float
        Metres.
    start, end : tuple of float
        Longitude and latitude in degrees.
    """

    distance_m: float
    start: tuple[float, float]
    end: tuple[float, float]


def find_nearest(first: Any, second: Any) -> Approach:
    """Return the shortest geodesic between two geometries; 0 where they meet.

    Both may be points, lines or polygons, anywhere. Edges are densified to 2 km, compared
    by their chords through the Earth (which order near distances as geodesics do, to the
    bounds of the ellipsoid's curvature), and the closest of them refined on the ellipsoid.

    Parameters
    ----------
    first, second : shapely geometry
        In longitude and latitude.
    """
    if first.geom_type == "Point":
        return _find_nearest_from(first, second)
    if second.geom_type == "Point":
        way = _find_nearest_from(second, first)
        return Approach(way.distance_m, way.end, way.start)
    if shapely.intersects(first, second):
        meeting = shapely.point_on_surface(shapely.intersection(first, second))
        return Approach(0.0, (meeting.x, meeting.y), (meeting.x, meeting.y))
    way = _refine(*_closest_candidates(_densify(first), _densify(second)))
    there = _find_nearest_from(shapely.Point(way.start), second)
    back = _find_nearest_from(shapely.Point(there.end), first)
    return Approach(back.distance_m, back.end, there.end)


def find_nearest_points(
    lon: ArrayLike, lat: ArrayLike, geometry: Any
) -> tuple[Array, Array, Array]:
    """Return the nearest point of one geometry to each of many, in one vectorised pass.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        The points, in degrees.
    geometry : shapely geometry
        A point, line or area, in longitude and latitude.

    Returns
    -------
    distance_m, end_lon, end_lat : ndarray, shape (n,)
        0 and the point itself where the geometry holds it.

    Raises
    ------
    BadRequest
        If a position is not on Earth.
    """
    x, y = np.atleast_1d(np.asarray(lon, float), np.asarray(lat, float))
    check_positions(x, y)
    distance, end = _search_points(np.column_stack([x, y]), _densify(geometry))
    if "Polygon" in geometry.geom_type:
        inside = shapely.intersects_xy(prepare_own(geometry), x, y)
        distance[inside], end[inside] = 0.0, np.column_stack([x, y])[inside]
    return distance, end[:, 0], end[:, 1]


def find_farthest(point: tuple[float, float], geometry: Any) -> Approach:
    """Return the longest geodesic from a point to an area's edge, or to any vertex.

    Parameters
    ----------
    point : tuple of float
        Longitude and latitude in degrees.
    geometry : shapely geometry
        In longitude and latitude.

    Raises
    ------
    BadRequest
        If the point is not on Earth.
    """
    dense = _densify(geometry)
    chords = np.linalg.norm(dense.chord[:, 0] - to_cartesian(np.array([point])), axis=1)
    shortest, longest = bound_geodesics(chords, np.zeros_like(chords))
    lon, lat = dense.start[longest >= shortest.max()].T
    distances = measure(*point, lon, lat)[0]
    best = int(np.argmax(distances))
    return Approach(float(distances[best]), point, (float(lon[best]), float(lat[best])))


def _find_nearest_from(point: Any, geometry: Any) -> Approach:
    distance, lon, lat = find_nearest_points(point.x, point.y, geometry)
    end = (float(lon[0]), float(lat[0]))
    start = end if distance[0] == 0 else (point.x, point.y)
    return Approach(float(distance[0]), start, end)


def _search_points(points: Array, dense: _Dense) -> tuple[Array, Array]:
    """Return distances and nearest positions: blocks first, then edges, then the ellipsoid."""
    seen = to_cartesian(points)
    owner, edge = _candidate_edges(seen, dense)
    lengths, spots = _refine_edges(points[owner], dense.start[edge], dense.end[edge])
    order = np.lexsort((lengths, owner))
    first = order[np.searchsorted(owner[order], np.arange(len(points)))]
    return lengths[first], spots[first]


def _candidate_edges(seen: Array, dense: _Dense) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of point and edge, by their numbers, that may be the nearest."""
    centre, reach = dense.blocks
    chords = measure_chords(seen, centre)
    low, high = bound_geodesics(chords, np.broadcast_to(reach, chords.shape))
    owner, block = np.nonzero(low <= high.min(axis=1)[:, None])
    edge = (block[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    owner = np.repeat(owner, BLOCK)
    real = edge < len(dense.start)
    owner, edge = owner[real], edge[real]
    chords = np.linalg.norm(seen[owner] - dense.middle[edge], axis=1)
    low, high = bound_geodesics(chords, dense.half[edge])
    best = np.full(len(seen), math.inf)
    np.minimum.at(best, owner, high)
    kept = low <= best[owner]
    return owner[kept], edge[kept]


def _refine_edges(points: Array, start: Array, end: Array) -> tuple[Array, Array]:
    """Return the distance of each point to its own short edge, and where on it.

    The square of the distance is a parabola along an edge of 2 km to far less than a metre:
    three geodesics give it, a fourth is measured at its lowest point.
    """

    def measure_at(share: Array) -> tuple[Array, Array]:
        spot = start + share[:, None] * (end - start)
        length = WGS84.inv(points[:, 0], points[:, 1], spot[:, 0], spot[:, 1])[2]
        return np.asarray(length), spot

    tried = [measure_at(np.full(len(points), share)) for share in (0.0, 0.5, 1.0)]
    first, middle, last = (length**2 for length, _ in tried)
    bend = 2 * (first - 2 * middle + last)
    slope = -3 * first + 4 * middle - last
    lowest = np.where(bend > 0, -slope / np.where(bend > 0, 2 * bend, 1.0), 0.0)
    tried.append(measure_at(np.clip(lowest, 0.0, 1.0)))
    lengths = np.array([length for length, _ in tried])
    best = lengths.argmin(axis=0)
    spots = np.array([spot for _, spot in tried])
    here = np.arange(len(points))
    return lengths[best, here], spots[best, here]


def _closest_candidates(first: _Dense, second: _Dense) -> tuple[_Dense, _Dense]:
    """Return, edge by edge, the pairs that may hold the shortest way."""
    blocks = _block_pairs(first, second)
    best = math.inf
    kept: list[tuple[float, int, int]] = []
    for low, one, other in blocks:
        if low > best:
            break
        rows = slice(one * BLOCK, (one + 1) * BLOCK)
        columns = slice(other * BLOCK, (other + 1) * BLOCK)
        chords = measure_chords(first.middle[rows], second.middle[columns])
        slack = first.half[rows][:, None] + second.half[columns]
        lows, highs = bound_geodesics(chords, slack)
        best = min(best, float(highs.min()))
        pairs = np.argwhere(lows <= best)
        kept.extend(
            (float(lows[i, j]), rows.start + int(i), columns.start + int(j)) for i, j in pairs
        )
    chosen = np.array([(i, j) for low, i, j in kept if low <= best], dtype=int)
    return _take(first, chosen[:, 0]), _take(second, chosen[:, 1])


def _take(dense: _Dense, index: NDArray[np.int_]) -> _Dense:
    return _Dense(dense.start[index], dense.end[index], dense.chord[index])


def _block_pairs(first: _Dense, second: _Dense) -> list[tuple[float, int, int]]:
    centre1, reach1 = first.blocks
    centre2, reach2 = second.blocks
    lows, highs = bound_geodesics(
        measure_chords(centre1, centre2), reach1[:, None] + reach2[None, :]
    )
    pairs = np.argwhere(lows <= highs.min())
    order = np.argsort(lows[pairs[:, 0], pairs[:, 1]])
    return [(float(lows[i, j]), int(i), int(j)) for i, j in pairs[order]]


def _refine(first: _Dense, second: _Dense) -> Approach:
    share1, share2 = _closest_shares(first.chord, second.chord)
    start = first.start + share1[:, None] * (first.end - first.start)
    end = second.start + share2[:, None] * (second.end - second.start)
    lengths = WGS84.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2]
    best = int(np.argmin(lengths))
    return Approach(
        float(lengths[best]),
        (float(start[best, 0]), float(start[best, 1])),
        (float(end[best, 0]), float(end[best, 1])),
    )


def _closest_shares(first: Array, second: Array) -> tuple[Array, Array]:
    """Return where on two straight chords, from 0 to 1, they come closest (Ericson 2005, 5.1.9)."""
    d1, d2 = first[:, 1] - first[:, 0], second[:, 1] - second[:, 0]
    between = first[:, 0] - second[:, 0]
    a, e = _dot(d1, d1), _dot(d2, d2)
    b, c, f = _dot(d1, d2), _dot(d1, between), _dot(d2, between)
    safe_a, safe_e = np.where(a > 0, a, 1.0), np.where(e > 0, e, 1.0)
    denominator = a * e - b * b
    s = np.where(
        denominator > 1e-9 * a * e, (b * f - c * e) / np.where(denominator > 0, denominator, 1), 0
    )
    s = np.where(a > 0, np.clip(s, 0, 1), 0.0)
    t = np.where(e > 0, np.clip((b * s + f) / safe_e, 0, 1), 0.0)
    s = np.where(a > 0, np.clip((b * t - c) / safe_a, 0, 1), 0.0)
    return s, t


def _dot(first: Array, second: Array) -> Array:
    return np.asarray(np.einsum("ij,ij->i", first, second))


@dataclass(frozen=True)
class _Dense:
    """A geometry as short edges: start and end positions, and chords in metres.

    Edges lie in blocks of `BLOCK`, in order, each with its centre and its reach.
    """

    start: Array  # (n, 2)
    end: Array  # (n, 2)
    chord: Array  # (n, 2, 3)

    @cached_property
    def middle(self) -> Array:
        """The middles of the chords, shape (n, 3)."""
        return np.asarray(self.chord.mean(axis=1))

    @cached_property
    def half(self) -> Array:
        """Half the lengths of the chords, shape (n,)."""
        return np.asarray(np.linalg.norm(self.chord[:, 1] - self.chord[:, 0], axis=1) / 2)

    @cached_property
    def blocks(self) -> tuple[Array, Array]:
        """Centres, shape (b, 3), and reaches, shape (b,), of the blocks."""
        return _block_bounds(self)


@lru_cache(maxsize=128)
def _densify(geometry: Any) -> _Dense:
    positions, line = shapely.get_coordinates(_list_lines(geometry), return_index=True)
    joined = line[1:] == line[:-1]
    alone = ~(np.append(joined, False) | np.append(False, joined))
    starts = np.vstack([positions[:-1][joined], positions[alone]])
    ends = np.vstack([positions[1:][joined], positions[alone]])
    start, end = _split_edges(starts, ends)
    return _Dense(start, end, np.stack([to_cartesian(start), to_cartesian(end)], axis=1))


def _list_lines(geometry: Any) -> Array:
    """Return the lines, rings and points of a geometry, shape (n,)."""
    parts = np.atleast_1d(np.asarray(geometry, dtype=object))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return np.concatenate([parts[~areas], shapely.get_rings(parts[areas])])


def _split_edges(starts: Array, ends: Array) -> tuple[Array, Array]:
    lengths = WGS84.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])[2]
    turns = np.abs(ends[:, 0] - starts[:, 0]) / DENSE_STEP_DEG
    pieces = np.maximum(1, np.ceil(np.maximum(lengths / DENSE_STEP_M, turns))).astype(int)
    edge = np.repeat(np.arange(len(starts)), pieces)
    position = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (position / pieces[edge])[:, None]
    following = ((position + 1) / pieces[edge])[:, None]
    span = (ends - starts)[edge]
    return starts[edge] + share * span, starts[edge] + following * span


def _block_bounds(dense: _Dense) -> tuple[Array, Array]:
    starts = np.arange(0, len(dense.chord), BLOCK)
    centres = np.empty((len(starts), 3))
    reaches = np.empty(len(starts))
    for number, start in enumerate(starts):
        points = dense.chord[start : start + BLOCK].reshape(-1, 3)
        centres[number] = points.mean(axis=0)
        reaches[number] = np.linalg.norm(points - centres[number], axis=1).max()
    return centres, reaches
