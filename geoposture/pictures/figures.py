"""What a view computes, drawn: the line of a distance, the rings of a coverage, the fan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geoposture import geodesy
from geoposture.geodesy import project_mercator
from geoposture.model import Coverage
from geoposture.pictures.canvas import trace
from geoposture.pictures.sheet import Sheet, write_group
from geoposture.views import story
from geoposture.views.answers import draw_far_rings, is_unsure

EDGE_PX = 4


def draw_figures(sheet: Sheet) -> Iterator[str]:
    """Draw the line of a distance, or the rings of a coverage and what they hold of the sea."""
    if sheet.figures.measure:
        ends = sheet.figures.measure.origin_point, sheet.figures.measure.target_point
        style = f'fill="none" stroke="{sheet.colours["ring"]}" stroke-width="2.2"'
        yield write_group(sheet, "distance", _draw(sheet, geodesy.draw_line(*ends)), style)
    if sheet.figures.coverage:
        yield from _draw_coverage(sheet, sheet.figures.coverage)


def _draw_coverage(sheet: Sheet, found: Coverage) -> Iterator[str]:
    """Draw rings solid where a system is based, dashed where announced; the far one fine."""
    ring = sheet.colours["ring"]
    if not found.covered.is_empty:
        style = f'fill="{sheet.colours["accent"]}" fill-opacity=".22"'
        yield write_group(sheet, "covered", _draw(sheet, found.covered), style)
    style = f'fill="{ring}" fill-opacity=".04" stroke="{ring}" stroke-width="1.6"'
    style += ' stroke-dasharray="9 6"' if is_unsure(found) else ""
    rings = "".join(_draw(sheet, one) for one in found.rings)
    yield write_group(sheet, "rings", rings, style)
    far = draw_far_rings(found)
    if far:
        style = f'fill="none" stroke="{ring}" stroke-width="1.1" stroke-dasharray="3 4"'
        yield write_group(sheet, "far-rings", "".join(_draw(sheet, one) for one in far), style)


def _draw(sheet: Sheet, geometry: Any) -> str:
    # Cut beyond what is seen, or a wide circle would have the picture's edge for its own.
    frame = replace(sheet.frame, bleed=sheet.frame.bleed + EDGE_PX)
    return f'<path d="{trace(project_mercator(geodesy.unfold(geometry)), frame)}"/>'


def draw_fan(sheet: Sheet) -> Iterator[str]:
    """Draw the definitions that the check of the view's point used."""
    fan = story.find_fan(sheet.catalog, sheet.view)
    paths = "".join(_draw(sheet, geodesy.draw_line(one.start, one.end)) for one in fan)
    style = f'fill="none" stroke="{sheet.colours["mute"]}" stroke-dasharray="5 4"'
    yield write_group(sheet, "fan", paths, style)
