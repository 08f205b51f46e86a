"""Questions in references → figures: the one way from a catalogue to distances and coverage.

The command line, the service and ``import geoposture as gp`` all ask here.
"""

from geoposture.analysis.questions import (
    METHOD_COVERAGE,
    METHOD_DISTANCE,
    check_points,
    check_radius,
    clamp_share,
    compute_coverage,
    make_reach,
    measure_distance,
    measure_distances,
    select_origins,
)

__all__ = [
    "METHOD_COVERAGE",
    "METHOD_DISTANCE",
    "check_points",
    "check_radius",
    "clamp_share",
    "compute_coverage",
    "make_reach",
    "measure_distance",
    "measure_distances",
    "select_origins",
]
