"""Still maps: a view as one SVG, without script, text as text; the same bytes every time."""

from geoposture.pictures.captions import credit_view, describe_legend, list_lines
from geoposture.pictures.drawing import HEIGHT, PAPER_MM, WIDTH, check_size, draw_view

__all__ = [
    "HEIGHT",
    "PAPER_MM",
    "WIDTH",
    "check_size",
    "credit_view",
    "describe_legend",
    "draw_view",
    "list_lines",
]
