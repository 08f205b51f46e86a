"""What a view computes, drawn: the line of a distance, the rings of a coverage, the fan.

Each carries its figure: a reader sees it where it is, and not in the text alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from geoposture import geodesy
from geoposture.geodesy import project_mercator
from geoposture.language.sentences import label_distance, label_length, label_ring
from geoposture.language.vocabulary import LIMITS
from geoposture.model import Coverage
from geoposture.pictures.canvas import Frame, trace
from geoposture.pictures.items import Item, place_first
from geoposture.pictures.labels import FIGURE, OFF_LINE, fit_look, set_centred, set_off
from geoposture.pictures.sheet import Sheet
from geoposture.views import story
from geoposture.views.answers import draw_far_rings, find_status

EDGE_PX = 4
# A circle of straight pieces is seen as such where frames enlarge a drawing.
ROUND_PX = 0.1
COASTAL, COAST_PX = ("covered",), 0.4
"""What has coasts of its own beside its circle, and how far these may be off, in pixels."""
STEP, SPOTS = 0.01, 80
CLEAR = ("distance", "rings", "far-rings")
"""What no name lies on; the lines of a fan are too many."""
ALONG_LINE = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
ALONG_FAN = (0.85, 0.75, 0.65, 0.5, 0.35, 0.95)
"""Where on a line its figure is tried first; those of a fan part towards their ends."""
FARTHER = (16, 28, 40)
"""Pixels from a line, where marks crowd round it."""
ALONG_RING = tuple(one / 24 for one in range(24))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line or ring, how it looks, and the figures on it.

    Attributes
    ----------
    name : str
        Its group and class.
    part : str
        What it is for those who look for it.
    labels : tuple
        Each a text, the line that it stands on, and where on it.
    """

    name: str
    part: str
    shapes: tuple[Any, ...]
    style: str
    labels: tuple[tuple[str, Any, tuple[float, ...]], ...] = ()


def list_drawn(sheet: Sheet) -> list[Drawn]:
    """Return what a view computes and checks, from the ground up.

    Parameters
    ----------
    sheet : Sheet
    """
    coverage = sheet.figures.coverage
    found = list(_list_rings(sheet, coverage)) if coverage else []
    return [*found, *_list_lines(sheet)]


def _list_lines(sheet: Sheet) -> Iterator[Drawn]:
    measure, view = sheet.figures.measure, sheet.view
    if measure:
        line = geodesy.draw_line(measure.origin_point, measure.target_point)
        style = f'fill="none" stroke="{sheet.colours["ring"]}" stroke-width="2.2"'
        text = label_distance(measure, view.units)[view.lang]
        figure = ((text, line, ALONG_LINE),) if measure.distance_m else ()
        yield Drawn("distance", "distance", (line,), style, figure)
    fan = [(one, geodesy.draw_line(one.start, one.end))
           for one in story.find_fan(sheet.catalog, view)]  # fmt: skip
    if fan:
        style = f'fill="none" stroke="{sheet.colours["mute"]}" stroke-dasharray="5 4"'
        lines = tuple(line for _, line in fan)
        labels = tuple((_say_length(one, view), line, ALONG_FAN) for one, line in fan)
        yield Drawn("fan", "fan", lines, style, labels)


def _say_length(one: Any, view: Any) -> str:
    km = float(geodesy.measure(*one.start, *one.end)[0]) / 1000
    return label_length(km, view.units)[view.lang]


def _list_rings(sheet: Sheet, found: Coverage) -> Iterator[Drawn]:
    """Yield rings, solid where a system is based, dashed where announced; the far one fine."""
    ring, view, reach = sheet.colours["ring"], sheet.view, found.reach
    if not found.covered.is_empty:
        style = f'fill="{sheet.colours["accent"]}" fill-opacity=".22"'
        yield Drawn("covered", "covered", (found.covered,), style)
    status = find_status(found)
    style = f'fill="{ring}" fill-opacity=".04" stroke="{ring}" stroke-width="1.6"'
    style += ' stroke-dasharray="9 6"' if status else ""
    text = label_ring(reach.radius_km, status, view.units)
    # Of many their union: stacked, they were a blot.
    rings = found.rings if len(found.rings) <= LIMITS["rings_drawn"] else (found.union,)
    yield Drawn("rings", "ring", rings, style, _label_ring(text[view.lang], rings))
    far = tuple(draw_far_rings(found))
    if far:
        style = f'fill="none" stroke="{ring}" stroke-width="1.1" stroke-dasharray="3 4"'
        text = label_ring(reach.high_km, status, view.units)
        yield Drawn("far-rings", "ring-far", far, style, _label_ring(text[view.lang], far))


def _label_ring(text: str, rings: Sequence[Any]) -> tuple[tuple[str, Any, tuple[float, ...]], ...]:
    edges = [geodesy.unfold(one).boundary for one in rings[:1]]
    return tuple((text, shapely.get_parts(edge)[0], ALONG_RING) for edge in edges)


def trace_drawn(one: Drawn, frame: Frame) -> str:
    """Return the paths of what is drawn.

    Parameters
    ----------
    one : Drawn
    frame : Frame
        What of it is seen.
    """
    # Cut beyond what is seen, or a wide circle would have the picture's edge for its own.
    wider = replace(frame, bleed=frame.bleed + EDGE_PX)
    shapes = (project_mercator(geodesy.unfold(shape)) for shape in one.shapes)
    tolerance = COAST_PX if one.name in COASTAL else ROUND_PX
    return "".join(f'<path d="{trace(shape, wider, tolerance)}"/>' for shape in shapes)


def place_figures(
    sheet: Sheet, one: Drawn, marks: Sequence[Item], read: Sequence[Item]
) -> list[Item]:
    """Return the figures on a line or ring, where they hide no mark; else anywhere at or on it.

    Of a fan, whose lines lie close, those that have no room are left to the text.

    Parameters
    ----------
    sheet : Sheet
    one : Drawn
    marks, read : sequence of Item
        What stays free: symbols, and what is read.
    """
    placed: list[Item] = []
    clear = keep_clear(sheet, one)
    for text, line, along in one.labels:
        beside = list(_list_candidates(sheet, text, line, along))
        found = place_first(sheet, beside, [*marks, *read, *placed, *clear])
        if one.part != "fan" and not found:
            farther = [
                one for off in FARTHER for one in _list_candidates(sheet, text, line, along, off)
            ]
            anywhere = [*beside, *_list_upon(sheet, text, line, along), *farther]
            found = place_first(sheet, anywhere, [*marks, *read, *placed])
            found = found or place_first(sheet, anywhere, [*read, *placed])
        placed += [found] if found else []
    return placed


def _list_candidates(
    sheet: Sheet, text: str, line: Any, along: Sequence[float], off: float = OFF_LINE
) -> Iterator[Item]:
    """Yield a figure on either side of a line; of a ring, outside of it first."""
    flat = shapely.line_merge(project_mercator(geodesy.unfold(line)))
    ways, look = (1, -1) if shapely.is_ccw(flat) else (-1, 1), fit_look(sheet, FIGURE)
    for way in ways:
        for share in along:
            ends = [max(0.0, share - STEP), min(1.0, share + STEP), share]
            before, after, spot = _locate(sheet, flat, ends)
            east, south = after - before
            length = float(np.hypot(east, south)) or 1.0
            normal = (-way * south / length, way * east / length)
            yield set_off(sheet, text, look, (float(spot[0]), float(spot[1])), normal, off=off)


def _list_upon(sheet: Sheet, text: str, line: Any, along: Sequence[float]) -> Iterator[Item]:
    """Yield a figure upon its line: where the map is too small for one beside it."""
    flat = shapely.line_merge(project_mercator(geodesy.unfold(line)))
    look = fit_look(sheet, FIGURE)
    for x, y in _locate(sheet, flat, along):
        yield from set_centred(sheet, text, look, (float(x), float(y)), ((0, 0),))


def keep_clear(sheet: Sheet, one: Drawn) -> list[Item]:
    """Return the spots of a line or ring that names leave free.

    Parameters
    ----------
    sheet : Sheet
    one : Drawn
    """
    if one.name not in CLEAR:
        return []
    flats = [shapely.line_merge(project_mercator(geodesy.unfold(line)))
             for _, line, _ in one.labels]  # fmt: skip
    spots = [spot for flat in flats for spot in _locate(sheet, flat, np.linspace(0, 1, SPOTS))]
    return [Item("", (float(x), float(y)), (-2, -2, 2, 2)) for x, y in spots]


def _locate(sheet: Sheet, line: Any, shares: Any) -> Any:
    """Return points of a line in pixels."""
    points = shapely.line_interpolate_point(line, shares, normalized=True)
    return sheet.frame.place(shapely.get_coordinates(points))
