"""Distances, lines, rings and areas on the WGS 84 ellipsoid: the only package that knows pyproj.

Lengths are in metres, angles in degrees, positions in longitude and latitude. Edges of a
geometry are straight in longitude and latitude, as RFC 7946 (3.1.1) says, so long ones are
densified before they are measured, and areas are integrated along exactly these edges.
"""

from geoposture.geodesy.antimeridian import count_turns, repeat, unfold
from geoposture.geodesy.areas import measure_area, measure_areas
from geoposture.geodesy.ellipsoid import (
    LEAST_CURVATURE_M,
    MOST_CURVATURE_M,
    WGS84,
    measure,
    measure_most_remote,
    measure_to_nearest,
    project,
)
from geoposture.geodesy.lines import draw_line, label_point
from geoposture.geodesy.nearest import (
    Approach,
    find_farthest,
    find_nearest,
    find_nearest_points,
)
from geoposture.geodesy.prepared import prepare_own
from geoposture.geodesy.projections import (
    project_mercator,
    project_point,
    swap_axes,
    unproject_mercator,
)
from geoposture.geodesy.rings import LONGEST_RING_M, draw_rings
from geoposture.geodesy.squares import draw_square

__all__ = [
    "LEAST_CURVATURE_M",
    "LONGEST_RING_M",
    "MOST_CURVATURE_M",
    "WGS84",
    "Approach",
    "count_turns",
    "draw_line",
    "draw_rings",
    "draw_square",
    "find_farthest",
    "find_nearest",
    "find_nearest_points",
    "label_point",
    "measure",
    "measure_area",
    "measure_areas",
    "measure_most_remote",
    "measure_to_nearest",
    "prepare_own",
    "project",
    "project_mercator",
    "project_point",
    "repeat",
    "swap_axes",
    "unfold",
    "unproject_mercator",
]
