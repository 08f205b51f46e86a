"""The nearest point of Japan's coast to 60 points at sea: four ways, one run.

The reference measures every edge that can be nearest, densified to 20 m, by GeographicLib's
algorithm in PROJ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from pyproj import Geod, Transformer

from bench.timing import print_table, time_cpu
from geoposture import geodesy
from geoposture.catalog import load_layers
from geoposture.catalog.references import resolve

POINTS = 60
STEP_M = 20.0
WGS84 = Geod(ellps="WGS84")
MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)


def measure_exactly(x: float, y: float, starts: np.ndarray, ends: np.ndarray) -> float:
    """Return the shortest distance by measuring every edge that can be nearest."""
    n = len(starts)
    at = WGS84.inv(np.full(n, x), np.full(n, y), *starts.T)[2]
    length = WGS84.inv(*starts.T, *ends.T)[2]
    best = float(at.min())
    for number in np.flatnonzero(at - length <= best):
        share = np.linspace(0, 1, max(2, int(length[number] / STEP_M) + 1))[:, None]
        spots = starts[number] + share * (ends[number] - starts[number])
        k = len(spots)
        best = min(best, float(WGS84.inv(np.full(k, x), np.full(k, y), *spots.T)[2].min()))
    return best


def measure_in_degrees(x: float, y: float, coast: Any) -> float:
    """Return the geodesic to the point that is nearest in degrees."""
    end = shapely.get_coordinates(shapely.shortest_line(shapely.Point(x, y), coast))[-1]
    return float(WGS84.inv(x, y, *end)[2])


def measure_in_mercator(x: float, y: float, flat: Any) -> float:
    """Return the distance in Web Mercator."""
    return float(shapely.Point(*MERCATOR.transform(x, y)).distance(flat))


def main() -> None:
    """Print worst errors and CPU per point."""
    coast = resolve(load_layers(), "japan_archipelago", parameter="coast").geometry
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(coast))]
    starts, ends = np.vstack([r[:-1] for r in rings]), np.vstack([r[1:] for r in rings])
    random = np.random.default_rng(2)
    lon, lat = random.uniform(120, 155, POINTS), random.uniform(18, 48, POINTS)
    sea = ~shapely.intersects_xy(coast, lon, lat)
    lon, lat = lon[sea], lat[sea]
    truth = np.array([measure_exactly(x, y, starts, ends) for x, y in zip(lon, lat, strict=True)])
    flat = shapely.transform(coast, lambda xy: np.column_stack(MERCATOR.transform(*xy.T)))
    ways: dict[str, Callable[[], Any]] = {
        "geoposture, all points in one pass": lambda: geodesy.find_nearest_points(lon, lat, coast)[
            0
        ],
        "nearest in degrees, then geodesic": lambda: [
            measure_in_degrees(x, y, coast) for x, y in zip(lon, lat, strict=True)
        ],
        "distance in EPSG:3857": lambda: [
            measure_in_mercator(x, y, flat) for x, y in zip(lon, lat, strict=True)
        ],
    }
    rows = []
    for name, way in ways.items():
        found, cpu = time_cpu(way)
        off = np.abs(np.asarray(found) - truth)
        rows.append(
            [name, f"{cpu / len(lon):.3f}", f"{off.max():.3f}", f"{(off / truth).max():.2e}"]
        )
    vertices = shapely.get_num_coordinates(coast)
    header = ["way", "CPU ms a point", "worst error m", "worst relative"]
    print_table(f"nearest point of Japan's coast ({vertices:,} vertices)", header, rows)


if __name__ == "__main__":
    main()
