"""Geodesic circles as polygons: area-true, cut at 180°, right over a pole."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geoposture.errors import BadRequest
from geoposture.geodesy.antimeridian import fold, unwrap
from geoposture.geodesy.ellipsoid import (
    LEAST_CURVATURE_M,
    MOST_CURVATURE_M,
    Array,
    check_positions,
    measure,
    project,
)

LONGEST_RING_M = 19_900_000.0
"""Beyond this radius a ring comes so near the antipode that its edges mean nothing."""
RING_VERTICES = 360
LARGE_RING_M = 3_000_000.0
LARGE_RING_VERTICES = 2880


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
    check_positions(centre_lon, centre_lat)
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


def _area_true_radius(radius_m: float, vertices: int) -> float:
    # A regular n-gon has the area of its circle when its corners lie at
    # r·√(θ/sin θ), θ = 2π/n, on the plane; the same factor in the chord's measure
    # sin(r/2R) makes it hold for large circles on the sphere.
    theta = 2 * math.pi / vertices
    mean = math.sqrt(LEAST_CURVATURE_M * MOST_CURVATURE_M)
    factor = 1 + (math.sqrt(theta / math.sin(theta)) - 1) * math.cos(radius_m / 2 / mean) ** 2
    return min(radius_m * factor, LONGEST_RING_M * factor)


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
    closed = np.column_stack([unwrap(circle[:, 0]), circle[:, 1]])
    if north != south:
        closed = _close_over_pole(closed, 90.0 if north else -90.0)
    folded = fold(_valid(shapely.Polygon(closed)))
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
