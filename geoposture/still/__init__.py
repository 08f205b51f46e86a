"""Still maps: a view as one SVG, without script, text as text; the same bytes every time."""

from geoposture.still.answers import (
    answer_view,
    compute_figures,
    draw_far_rings,
    is_unsure,
    list_figures,
    list_point,
)
from geoposture.still.below import credit_view, describe_legend, list_lines
from geoposture.still.drawing import HEIGHT, PAPER_MM, WIDTH, check_size, draw_view
from geoposture.still.framing import hold_figures
from geoposture.still.sheet import Figures

__all__ = [
    "HEIGHT",
    "PAPER_MM",
    "WIDTH",
    "Figures",
    "answer_view",
    "check_size",
    "compute_figures",
    "credit_view",
    "describe_legend",
    "draw_far_rings",
    "draw_view",
    "hold_figures",
    "is_unsure",
    "list_figures",
    "list_lines",
    "list_point",
]
