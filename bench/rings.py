"""Union and share of 80 rings on the published East China Sea: five ways, one run.

The reference is our own construction with 20,000 vertices a ring and its areas densified;
`tests/geodesy/test_geodesy.py` holds that construction against GeographicLib.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import shapely

from bench.timing import print_table, time_cpu
from geoposture import geodesy
from geoposture.analysis import overlay
from geoposture.catalog import load_layers

ORIGINS = 80
RADII_KM = (500, 1000, 1600)
DENSE = 20_000


@dataclass(frozen=True)
class Case:
    """The origins, the sea and one radius."""

    lon: np.ndarray
    lat: np.ndarray
    sea: Any
    radius_m: float


def draw_ours(case: Case) -> Any:
    """Return the union by one vectorised call."""
    return shapely.union_all(geodesy.draw_rings(case.lon, case.lat, case.radius_m))


def draw_azimuthal(case: Case) -> Any:
    """Return the union of buffers, each in an azimuthal-equidistant plane of its own."""
    rings = []
    for x, y in zip(case.lon, case.lat, strict=True):
        plane = f"+proj=aeqd +lat_0={y} +lon_0={x} +datum=WGS84 +units=m"
        back = pyproj.Transformer.from_crs(plane, "EPSG:4326", always_xy=True)
        disc = shapely.Point(0, 0).buffer(case.radius_m, 45)
        rings.append(
            shapely.transform(disc, lambda xy, t=back: np.column_stack(t.transform(*xy.T)))
        )
    return shapely.union_all(rings)


def draw_mercator(case: Case) -> Any:
    """Return the union of buffers in Web Mercator: the naive way."""
    points = geopandas.GeoSeries(geopandas.points_from_xy(case.lon, case.lat), crs=4326)
    return points.to_crs(3857).buffer(case.radius_m).to_crs(4326).union_all()


def draw_degrees(case: Case) -> Any:
    """Return the union of buffers in plain degrees."""
    points = shapely.points(case.lon, case.lat)
    return shapely.union_all(shapely.buffer(points, case.radius_m / 111_320))


WAYS: dict[str, Callable[[Case], Any]] = {
    "geoposture": draw_ours,
    "azimuthal equidistant, one plane a point": draw_azimuthal,
    "EPSG:3857 buffer": draw_mercator,
    "degrees / 111.32 km": draw_degrees,
}


def run_turf(case: Case) -> tuple[float, float] | None:
    """Return turf's union area in square metres and CPU milliseconds, None without Node."""
    folder = Path(__file__).parent
    question = {
        "origins": np.column_stack([case.lon, case.lat]).tolist(),
        "radius_km": case.radius_m / 1000,
        "steps": 180,
    }
    try:
        answer = subprocess.run(
            ["node", "turf_rings.js"],
            cwd=folder, input=json.dumps(question), capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    found = json.loads(answer.stdout)
    return found["area_m2"], found["cpu_ms"]


def compare(case: Case) -> list[list[str]]:
    """Return a row a way: CPU, ratio, error of the union's area, error of the share."""
    dense = shapely.union_all(geodesy.draw_rings(case.lon, case.lat, case.radius_m, vertices=DENSE))
    area = geodesy.measure_area(dense)
    share = geodesy.measure_area(shapely.intersection(dense, case.sea))
    ours = 0.0
    rows = []
    for name, way in WAYS.items():

        def answer(way: Callable[[Case], Any] = way) -> tuple[Any, float]:
            union = way(case)
            return union, geodesy.measure_area(shapely.intersection(union, case.sea))

        (union, covered), cpu = time_cpu(answer, runs=2 if "plane" in name else 5)
        ours = ours or cpu
        rows.append([
            name, f"{cpu:.1f}", f"{cpu / ours:.1f}",
            f"{geodesy.measure_area(union) / area - 1:+.1e}", f"{covered / share - 1:+.1e}",
        ])  # fmt: skip
    turf = run_turf(case)
    if turf:
        found, cpu = turf
        rows.append(
            [
                "@turf/turf, union only",
                f"{cpu:.1f}",
                f"{cpu / ours:.1f}",
                f"{found / area - 1:+.1e}",
                "–",
            ]
        )
    return rows


def main() -> None:
    """Print one table a radius, and the cost of full detail."""
    random = np.random.default_rng(1)
    lon, lat = random.uniform(122, 146, ORIGINS), random.uniform(24, 45, ORIGINS)
    sea = load_layers().layer("east_china_sea").geometries[0]
    header = ["way", "CPU ms", "× ours", "error of union", "error of share"]
    for radius in RADII_KM:
        case = Case(lon, lat, sea, radius * 1000)
        print_table(f"{ORIGINS} rings of {radius} km, union and share", header, compare(case))
    rings = geodesy.draw_rings(lon, lat, 1_000_000)
    _, cpu = time_cpu(lambda: overlay.arrange(rings, sea), runs=3)
    _, zones = time_cpu(lambda: overlay.arrange(rings, sea).zones(), runs=3)
    print(f"\nfull detail at 1000 km: arrangement {cpu:.0f} ms, with its zones {zones:.0f} ms")


if __name__ == "__main__":
    main()
