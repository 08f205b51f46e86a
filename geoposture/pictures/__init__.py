"""Still maps: a view as one SVG, without script, text as text; the same bytes every time."""

from geoposture.pictures.captions import credit_view, describe_legend, list_lines
from geoposture.pictures.drawing import (
    PAPER_MM,
    check_size,
    draw_locator,
    draw_view,
    find_size,
)
from geoposture.pictures.poster import draw_posters

__all__ = [
    "PAPER_MM",
    "check_size",
    "credit_view",
    "describe_legend",
    "draw_locator",
    "draw_posters",
    "draw_view",
    "find_size",
    "list_lines",
]
