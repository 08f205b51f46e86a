"""Distances, lines, rings and areas on the WGS 84 ellipsoid.

The only module that knows pyproj. Lengths are in metres, angles in degrees, positions in
longitude and latitude. Edges of a geometry are straight in longitude and latitude, as
RFC 7946 (3.1.1) says, so long ones are densified before they are measured, and areas are
integrated along exactly these edges.

Sources of the formulas: C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013),
through PROJ; J. P. Snyder, Map projections: a working manual, USGS PP 1395 (1987),
equation 3-12, for the area between the equator and a parallel.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geoposture.errors import BadRequest

Array = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
EQUATORIAL_RADIUS_M = WGS84.a
ECCENTRICITY_SQUARED = WGS84.es
LEAST_CURVATURE_M = WGS84.a * (1 - WGS84.es)
"""Smallest radius of curvature anywhere on the ellipsoid: the meridian's at the equator."""
MOST_CURVATURE_M = WGS84.a / math.sqrt(1 - WGS84.es)
"""Largest radius of curvature anywhere: that at the poles."""

LONGEST_RING_M = 19_900_000.0
"""Beyond this radius a ring comes so near the antipode that its edges mean nothing."""
RING_VERTICES = 360
LARGE_RING_M = 3_000_000.0
LARGE_RING_VERTICES = 2880
DENSE_STEP_M = 2_000.0
DENSE_STEP_DEG = 0.5
SHORT_EDGE_DEG = 0.1
LINE_DEVIATION_M = 100.0
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Approach:
    """The shortest way between two geometries: metres, points as (lon, lat)."""

    distance_m: float
    start: tuple[float, float]
    end: tuple[float, float]


def measure(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> tuple[Array, Array, Array]:
    """Return distances, azimuths and back azimuths of geodesics; arrays of one shape.

    Returns
    -------
    distance_m, azimuth_deg, back_azimuth_deg : ndarray
        The back azimuth is the direction at the end towards the start; 0 ≤ azimuth < 360.

    Raises
    ------
    BadRequest
        If a position is not finite or its latitude outside ±90: PROJ would answer nan, or
        a plausible number.

    Examples
    --------
    >>> round(float(measure(0, -90, 0, 90)[0]), 3)
    20003931.459
    """
    x1, y1, x2, y2 = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon1, lat1, lon2, lat2)))
    for lon, lat in ((x1, y1), (x2, y2)):
        _check_positions(lon, lat)
    ahead, back, length = WGS84.inv(x1, y1, x2, y2)
    return np.asarray(length), np.asarray(ahead) % 360, np.asarray(back) % 360


def project(
    lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[Array, Array]:
    """Return where geodesics of a given azimuth and length end."""
    values = (np.asarray(v, float) for v in (lon, lat, azimuth_deg, distance_m))
    x, y, azimuth, length = np.broadcast_arrays(*values)
    end_lon, end_lat, _ = WGS84.fwd(x, y, azimuth, length)
    return np.asarray(end_lon), np.asarray(end_lat)


def draw_line(start: tuple[float, float], end: tuple[float, float]) -> Any:
    """Return the geodesic as a line that stays within 100 m of it, cut at 180°.

    Returns
    -------
    LineString or MultiLineString
        Two equal positions where start and end are the same.
    """
    length = float(measure(*start, *end)[0])
    if length == 0:
        return shapely.LineString([start, end])
    step = math.sqrt(8 * LEAST_CURVATURE_M * LINE_DEVIATION_M) / 4
    count = max(2, math.ceil(length / step) + 1)
    azimuth = float(measure(*start, *end)[1])
    lon, lat = project(*start, azimuth, np.linspace(0, length, count))
    lon[0], lat[0] = start
    lon[-1], lat[-1] = end
    return _cut_line(lon, lat)


def draw_rings(
    lon: ArrayLike, lat: ArrayLike, radius_m: float, *, vertices: int | None = None
) -> NDArray[np.object_]:
    """Return the geodesic circles of one radius round many points, by one call of PROJ.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        Centres in degrees.
    radius_m : float
        ``0 < radius_m <= 19_900_000``.
    vertices : int, optional
        Vertices a ring: by default 360, for large circles and those over a pole 2880. They
        lie a little outside the circle, so that the polygon has the circle's area: plain
        ones lose ``(2π/n)²/6`` of it.

    Returns
    -------
    ndarray of Polygon or MultiPolygon, shape (n,)
        Counter-clockwise, cut at 180°, with the pole inside where the circle holds it.

    Raises
    ------
    BadRequest
        If the radius is outside its bounds or a centre is no position.
    """
    if not 0 < radius_m <= LONGEST_RING_M:
        raise BadRequest(
            f"radius_km {radius_m / 1000:g} is outside 0 to {LONGEST_RING_M / 1000:g}",
            parameter="radius_km",
        )
    centre_lon, centre_lat = np.atleast_1d(np.asarray(lon, float), np.asarray(lat, float))
    _check_positions(centre_lon, centre_lat)
    north = measure(centre_lon, centre_lat, centre_lon, 90.0)[0] < radius_m
    south = measure(centre_lon, centre_lat, centre_lon, -90.0)[0] < radius_m
    large = north | south | (radius_m > LARGE_RING_M)
    rings = np.empty(len(centre_lon), dtype=object)
    for chosen, count in ((~large, RING_VERTICES), (large, LARGE_RING_VERTICES)):
        circles = _project_circles(
            centre_lon[chosen], centre_lat[chosen], radius_m, vertices or count
        )
        rings[chosen] = _close_rings(circles, north[chosen], south[chosen])
    return rings


def measure_area(geometry: Any) -> float:
    """Return the area of a polygonal geometry in square metres, on the ellipsoid.

    Every edge is taken as straight in longitude and latitude: the area between it and the
    equator is the mean of Snyder's (1987) ``a² q(φ) / 2`` along the edge, by Gauss–Legendre
    quadrature (two nodes on edges under 0.1°, else five), times its width in longitude.

    Examples
    --------
    >>> sphere = shapely.box(-180, -90, 180, 90)
    >>> round(measure_area(sphere) / 1e12, 3)
    510.066
    """
    start, end = _ring_edges(geometry)
    short = np.abs(end[:, 1] - start[:, 1]) < SHORT_EDGE_DEG
    return abs(
        _integrate_edges(start[short], end[short], 2)
        + _integrate_edges(start[~short], end[~short], 5)
    )


def find_nearest(first: Any, second: Any) -> Approach:
    """Return the shortest geodesic between two geometries; 0 where they meet.

    Both may be points, lines or polygons, anywhere. Edges are densified to 2 km, compared
    by their chords through the Earth (which order near distances as geodesics do, to the
    bounds of the ellipsoid's curvature), and the closest of them refined on the ellipsoid.
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
    """
    x, y = np.atleast_1d(np.asarray(lon, float), np.asarray(lat, float))
    _check_positions(x, y)
    distance, end = _search_points(np.column_stack([x, y]), _densify(geometry))
    if "Polygon" in geometry.geom_type:
        shapely.prepare(geometry)
        inside = shapely.intersects_xy(geometry, x, y)
        distance[inside], end[inside] = 0.0, np.column_stack([x, y])[inside]
    return distance, end[:, 0], end[:, 1]


def measure_to_nearest(points: Array, origins: Array) -> Array:
    """Return the distance in metres of each point to the nearest of several origins.

    Parameters
    ----------
    points, origins : ndarray, shape (n, 2) and (k, 2)
        Longitudes and latitudes in degrees.
    """
    chords = _chords_between(_cartesian(points), _cartesian(origins))
    # The chord orders origins almost as the geodesic does: the three nearest are measured.
    near = np.argpartition(chords, range(min(3, len(origins))), axis=1)[:, :3]
    chosen = origins[near]
    distances = measure(points[:, :1], points[:, 1:], chosen[..., 0], chosen[..., 1])[0]
    return np.asarray(distances.min(axis=1))


def find_farthest(point: tuple[float, float], geometry: Any) -> Approach:
    """Return the longest geodesic from a point to an area's edge, or to any vertex."""
    dense = _densify(geometry)
    chords = np.linalg.norm(dense.chord[:, 0] - _cartesian(np.array([point])), axis=1)
    shortest, longest = _geodesic_bounds(chords, np.zeros_like(chords))
    lon, lat = dense.start[longest >= shortest.max()].T
    distances = measure(*point, lon, lat)[0]
    best = int(np.argmax(distances))
    return Approach(float(distances[best]), point, (float(lon[best]), float(lat[best])))


def label_point(geometry: Any) -> tuple[float, float]:
    """Return a point inside a geometry to write its name at, rounded to 0.001°."""
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    point = largest if largest.geom_type == "Point" else largest.representative_point()
    return round(point.x, 3), round(point.y, 3)


def _check_positions(lon: Array, lat: Array) -> None:
    bad = ~np.isfinite(lon) | ~np.isfinite(lat) | (np.abs(lat) > 90) | (np.abs(lon) > 360)  # noqa: PLR2004
    if bad.any():
        x, y = float(lon[bad].flat[0]), float(lat[bad].flat[0])
        raise BadRequest(f"{x:g}, {y:g} is no position: longitude ±180, latitude ±90 are wanted")


def _cut_line(lon: Array, lat: Array) -> Any:
    line = shapely.LineString(np.column_stack([_unwrap(lon), lat]))
    pieces = [piece for piece in _fold(line) if piece.geom_type == "LineString"]
    return pieces[0] if len(pieces) == 1 else shapely.MultiLineString(pieces)


def _unwrap(lon: Array) -> Array:
    return np.asarray(np.unwrap(lon, period=360.0))


def _fold(geometry: Any) -> Iterator[Any]:
    """Cut a geometry with unwrapped longitudes at 180° and bring all pieces home."""
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004
        yield geometry
        return
    for turn in range(math.floor((west + 180) / 360), math.floor((east + 180) / 360) + 1):
        window = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        piece = shapely.intersection(geometry, window)
        if not piece.is_empty:
            yield from shapely.get_parts(_shift(piece, -360.0 * turn))


def _shift(geometry: Any, degrees: float) -> Any:
    return shapely.transform(geometry, lambda xy: xy + np.array([degrees, 0.0]))


def _area_true_radius(radius_m: float, vertices: int) -> float:
    # A regular n-gon has the area of its circle when its corners lie at
    # r·√(θ/sin θ), θ = 2π/n, on the plane; the same factor in the chord's measure
    # sin(r/2R) makes it hold for large circles on the sphere.
    theta = 2 * math.pi / vertices
    mean = math.sqrt(LEAST_CURVATURE_M * MOST_CURVATURE_M)
    factor = 1 + (math.sqrt(theta / math.sin(theta)) - 1) * math.cos(radius_m / 2 / mean) ** 2
    return min(radius_m * factor, LONGEST_RING_M * factor)


def _project_circles(lon: Array, lat: Array, radius_m: float, vertices: int) -> Array:
    """Return the closed circles, shape (n, vertices + 1, 2), counter-clockwise."""
    azimuths = -np.arange(vertices + 1) * (360 / vertices)
    shape = (len(lon), vertices + 1)
    ends = project(
        np.broadcast_to(lon[:, None], shape),
        np.broadcast_to(lat[:, None], shape),
        np.broadcast_to(azimuths, shape),
        np.full(shape, _area_true_radius(radius_m, vertices)),
    )
    circles = np.stack(ends, axis=-1)
    circles[:, -1] = circles[:, 0]
    return circles


def _close_rings(
    circles: Array, north: NDArray[np.bool_], south: NDArray[np.bool_]
) -> NDArray[np.object_]:
    rings = np.empty(len(circles), dtype=object)
    plain = (np.ptp(circles[..., 0], axis=1) < 180) & ~north & ~south  # noqa: PLR2004
    rings[plain] = shapely.polygons(circles[plain])
    for number in np.flatnonzero(~plain):
        rings[number] = _close_ring(circles[number], bool(north[number]), bool(south[number]))
    return rings


def _close_ring(circle: Array, north: bool, south: bool) -> Any:
    closed = np.column_stack([_unwrap(circle[:, 0]), circle[:, 1]])
    if north != south:
        closed = _close_over_pole(closed, 90.0 if north else -90.0)
    folded = _fold(_valid(shapely.Polygon(closed)))
    pieces = [piece for piece in folded if piece.geom_type == "Polygon"]
    ring = pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)
    if north and south:
        ring = shapely.difference(shapely.box(-180, -90, 180, 90), ring)
    return shapely.orient_polygons(ring)


def _close_over_pole(closed: Array, pole: float) -> Array:
    first, last = closed[0], closed[-1]
    return np.vstack([closed, [[last[0], pole], [first[0], pole]], first])


def _valid(polygon: Any) -> Any:
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _ring_edges(geometry: Any) -> tuple[Array, Array]:
    """Return starts and ends of all edges; exteriors counter-clockwise, holes clockwise."""
    parts = [one for one in shapely.get_parts(geometry) if one.geom_type == "Polygon"]
    rings = shapely.get_rings(shapely.orient_polygons(np.array(parts, dtype=object)))
    positions, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return positions[:-1][same], positions[1:][same]


def _integrate_edges(start: Array, end: Array, nodes: int) -> float:
    places, weights = np.polynomial.legendre.leggauss(nodes)
    lon1, lat1, lon2, lat2 = np.radians(np.hstack([start, end])).T
    middle, half = (lat2 + lat1) / 2, (lat2 - lat1) / 2
    along = middle[:, None] + half[:, None] * places
    mean = _authalic(along) @ weights / 2
    return float(np.sum((lon2 - lon1) * mean) * EQUATORIAL_RADIUS_M**2 / 2)


def _authalic(latitude_rad: Array) -> Array:
    # Snyder (1987), equation 3-12.
    e = math.sqrt(ECCENTRICITY_SQUARED)
    sine = np.sin(latitude_rad)
    return np.asarray((1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e))


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
    lines = [shapely.get_coordinates(line) for line in _lines(geometry)]
    starts = np.vstack([line[:-1] if len(line) > 1 else line for line in lines])
    ends = np.vstack([line[1:] if len(line) > 1 else line for line in lines])
    start, end = _split_edges(starts, ends)
    return _Dense(start, end, np.stack([_cartesian(start), _cartesian(end)], axis=1))


def _lines(geometry: Any) -> Iterator[Any]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield from (part.exterior, *part.interiors)
        else:
            yield part


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


def _cartesian(positions: Array) -> Array:
    lon, lat = np.radians(positions).T
    normal = EQUATORIAL_RADIUS_M / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - ECCENTRICITY_SQUARED) * np.sin(lat),
        ]
    )


def _find_nearest_from(point: Any, geometry: Any) -> Approach:
    distance, lon, lat = find_nearest_points(point.x, point.y, geometry)
    end = (float(lon[0]), float(lat[0]))
    start = end if distance[0] == 0 else (point.x, point.y)
    return Approach(float(distance[0]), start, end)


def _search_points(points: Array, dense: _Dense) -> tuple[Array, Array]:
    """Return distances and nearest positions: blocks first, then edges, then the ellipsoid."""
    seen = _cartesian(points)
    owner, edge = _candidate_edges(seen, dense)
    lengths, spots = _refine_edges(points[owner], dense.start[edge], dense.end[edge])
    order = np.lexsort((lengths, owner))
    first = order[np.searchsorted(owner[order], np.arange(len(points)))]
    return lengths[first], spots[first]


def _candidate_edges(seen: Array, dense: _Dense) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of point and edge, by their numbers, that may be the nearest."""
    centre, reach = dense.blocks
    chords = _chords_between(seen, centre)
    low, high = _geodesic_bounds(chords, np.broadcast_to(reach, chords.shape))
    owner, block = np.nonzero(low <= high.min(axis=1)[:, None])
    edge = (block[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    owner = np.repeat(owner, BLOCK)
    real = edge < len(dense.start)
    owner, edge = owner[real], edge[real]
    chords = np.linalg.norm(seen[owner] - dense.middle[edge], axis=1)
    low, high = _geodesic_bounds(chords, dense.half[edge])
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
        chords = _chords_between(first.middle[rows], second.middle[columns])
        slack = first.half[rows][:, None] + second.half[columns]
        lows, highs = _geodesic_bounds(chords, slack)
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
    lows, highs = _geodesic_bounds(
        _chords_between(centre1, centre2), reach1[:, None] + reach2[None, :]
    )
    pairs = np.argwhere(lows <= highs.min())
    order = np.argsort(lows[pairs[:, 0], pairs[:, 1]])
    return [(float(lows[i, j]), int(i), int(j)) for i, j in pairs[order]]


def _block_bounds(dense: _Dense) -> tuple[Array, Array]:
    starts = np.arange(0, len(dense.chord), BLOCK)
    centres = np.empty((len(starts), 3))
    reaches = np.empty(len(starts))
    for number, start in enumerate(starts):
        points = dense.chord[start : start + BLOCK].reshape(-1, 3)
        centres[number] = points.mean(axis=0)
        reaches[number] = np.linalg.norm(points - centres[number], axis=1).max()
    return centres, reaches


def _chords_between(first: Array, second: Array) -> Array:
    return np.asarray(np.linalg.norm(first[:, None, :] - second[None, :, :], axis=2))


def _geodesic_bounds(chords: Array, slack: Array) -> tuple[Array, Array]:
    """Return the shortest and longest geodesics that chords, give or take `slack`, can have."""
    low, high = np.maximum(chords - slack, 0), chords + slack
    shortest = _arc(low, MOST_CURVATURE_M)
    longest = np.where(
        high < 2 * LEAST_CURVATURE_M, _arc(high, LEAST_CURVATURE_M), math.pi * MOST_CURVATURE_M
    )
    return shortest, longest


def _arc(chord: Array, radius_m: float) -> Array:
    return np.asarray(2 * radius_m * np.arcsin(np.minimum(1.0, chord / (2 * radius_m))))


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
