"""The inset and the scale bar of a still map."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely

from geoposture.geodesy import project_mercator
from geoposture.language.vocabulary import UNITS
from geoposture.model import View
from geoposture.pictures.canvas import Frame, trace
from geoposture.pictures.ground import NOTE_PX, draw_coast_note, draw_poster_note
from geoposture.pictures.items import Item, place_first
from geoposture.pictures.sheet import (
    Sheet,
    frame_view,
    place_feature,
    read_backdrop,
    write_text,
)
from geoposture.pictures.subject import list_shapes
from geoposture.pictures.symbols import draw_symbol
from geoposture.pictures.type import measure_text, wrap_text
from geoposture.views import extent, facilities, insets
from geoposture.views.extent import list_drawn_lines

LEAST_FOR_INSET = 640
LEAST_FOR_SCALE = 240
LEAST_SPAN_DEG = 8.0
INSET_GAP = 18
SCALE_GAP, SCALE_SIZE = 12, 11
CAPTION_PX, CAPTION_GAP, INSET_BAR = 9.5, 5, 7


def wants_inset(sheet: Sheet) -> bool:
    """Tell whether the picture shows what the inset shows, too small to be read there.

    Parameters
    ----------
    sheet : Sheet
        The picture's view and its theatre.
    """
    if not sheet.catalog.theatre.insets or not sheet.view.inset:
        return False
    bounds = sheet.catalog.theatre.insets[0].bounds
    west, south, east, north = extent.find_bounds(
        sheet.catalog.extent, sheet.view, (sheet.frame.width, sheet.frame.height)
    )
    inside = west < bounds[0] and east > bounds[2]
    inside = inside and south < bounds[1] and north > bounds[3] and east - west > LEAST_SPAN_DEG
    return inside and not _is_crossed(sheet)


def _is_crossed(sheet: Sheet) -> bool:
    """Tell whether a line, the edge of a ring or a place that is told lies under the inset."""
    frame, (across, along) = sheet.frame, _inset_size(sheet)
    one = frame.metres_per_pixel
    east, south = frame.west + frame.width * one, frame.north - frame.height * one
    corner = shapely.box(
        east - (across + INSET_GAP) * one, south, east, south + (along + INSET_GAP) * one
    )
    shapes = [*list_drawn_lines(sheet.figures), *list_shapes(sheet.catalog, sheet.view)]
    return any(project_mercator(one).intersects(corner) for one in shapes)


def _inset_size(sheet: Sheet) -> tuple[float, float]:
    """Return width and height of the inset in pixels, with what stands under it."""
    along = min(190.0, sheet.frame.height * 0.36)
    return along * 0.82, along + _caption_height(len(_caption(sheet, along * 0.82)))


def _caption(sheet: Sheet, across: float) -> list[str]:
    """Return the lines under the inset; none where a filter shows others than it counts."""
    if sheet.view.where or sheet.view.layers is not None:
        return []
    inset = sheet.catalog.theatre.insets[0]
    said = insets.caption_inset(sheet.catalog, inset, sheet.words)
    return wrap_text(said, CAPTION_PX, across - 2 * CAPTION_GAP) if said else []


def _caption_height(lines: int) -> float:
    return lines * CAPTION_PX * 1.3 + 2 * CAPTION_GAP if lines else 0.0


def draw_inset(sheet: Sheet) -> str:
    """Draw the small second map, where its facilities would be one blot in the large one.

    Parameters
    ----------
    sheet : Sheet
        A picture whose theatre has an inset.
    """
    across, whole = (round(one) for one in _inset_size(sheet))
    lines, colours = _caption(sheet, across), sheet.colours
    along = round(whole - _caption_height(len(lines)))
    x, y = sheet.frame.width - across - 14, sheet.frame.height - whole - 14
    name, size = f"{sheet.prefix}inset", f'width="{across}" height="{whole}"'
    return (
        f'<g id="{name}" class="inset" transform="translate({x} {y})">'
        f'<clipPath id="{name}-frame"><rect {size} rx="6"/></clipPath>'
        f'<g clip-path="url(#{name}-frame)">{_draw_inside(sheet, across, along)}'
        f"{_write_caption(sheet, lines, across, along)}</g>"
        f'<rect class="edge" {size} rx="6" fill="none" '
        f'stroke="{colours["paper"]}" stroke-width="2"/></g>'
    )


def _draw_inside(sheet: Sheet, across: int, along: int) -> str:
    """Return the map of the inset with its own scale, which is another than the large one's."""
    bounds = sheet.catalog.theatre.insets[0].bounds
    view = View(lang=sheet.view.lang, bbox=bounds, where=sheet.view.where,
                layers=sheet.view.layers)  # fmt: skip
    frame = frame_view(bounds, view, across, along)
    land = read_backdrop(sheet.catalog, sheet.catalog.theatre.home or "land", frame)
    ground = "" if land is None else trace(land, frame)
    colours = sheet.colours
    rows = sorted(facilities.list_shown(sheet.catalog, view), key=facilities.is_large)
    marks = "".join(draw_symbol(sheet, one, place_feature(one, frame), 0.66) for one in rows)
    return (
        f'<rect class="sea" width="{across}" height="{along}" fill="{colours["sea"]}"/>'
        f'<path class="home" d="{ground}" fill="{colours["home"]}" '
        f'stroke="{colours["coast"]}" stroke-width=".6"/>{marks}'
        f"{_draw_bar(sheet, frame, (INSET_BAR, along - INSET_BAR), CAPTION_PX)}"
    )


def _write_caption(sheet: Sheet, lines: Sequence[str], across: int, along: int) -> str:
    if not lines:
        return ""
    low = along + CAPTION_GAP + CAPTION_PX
    texts = [
        write_text(one, (CAPTION_GAP, low + at * CAPTION_PX * 1.3), CAPTION_PX, "mute",
                   sheet.colours)
        for at, one in enumerate(lines)
    ]  # fmt: skip
    paper = (
        f'<rect class="paper" y="{along}" width="{across}" '
        f'height="{_caption_height(len(lines)):.0f}" fill="{sheet.colours["paper"]}"/>'
    )
    return paper + "".join(texts)


def reserve_corners(sheet: Sheet) -> list[Item]:
    """Return what names keep clear of: the scale, and the inset where there is one.

    Parameters
    ----------
    sheet : Sheet
        The picture, whose width decides.
    """
    frame = sheet.frame
    corners = [_reserve_scale(sheet)] if frame.width >= LEAST_FOR_SCALE else []
    if frame.width >= LEAST_FOR_INSET and wants_inset(sheet):
        across, along = _inset_size(sheet)
        corners.append(Item("", (frame.width, frame.height), (-across - 18, -along - 18, 0, 0)))
    return corners


def _reserve_scale(sheet: Sheet) -> Item:
    _, across, text = _choose_length(sheet.frame, sheet.view.units)
    said = measure_text(sheet.coast, NOTE_PX)
    wide = max(across, measure_text(text, SCALE_SIZE), said) + 2 * SCALE_GAP
    return Item("", (0, sheet.frame.height), (0, -50 if said else -34, wide, 0))


def has_scale(sheet: Sheet, marks: Sequence[Item]) -> bool:
    """Tell whether a poster has room for its scale: it is wide enough, and no mark lies there.

    Parameters
    ----------
    sheet : Sheet
    marks : sequence of Item
        As they are placed on it.
    """
    wide = sheet.frame.width >= LEAST_FOR_SCALE
    return wide and place_first(sheet, [_reserve_scale(sheet)], marks) is not None


def draw_scale(sheet: Sheet) -> str:
    """Draw a scale bar that is true at the middle of the map, and how good the coast is.

    Parameters
    ----------
    sheet : Sheet
        The picture's frame and units.
    """
    at = SCALE_GAP, sheet.frame.height - SCALE_GAP
    return (
        f'<g id="{sheet.prefix}scale" class="scale" data-part="scale">'
        f"{_draw_bar(sheet, sheet.frame, at, SCALE_SIZE)}</g>{draw_coast_note(sheet)}"
    )


def _draw_bar(sheet: Sheet, frame: Frame, at: tuple[float, float], size: float) -> str:
    _, across, text = _choose_length(frame, sheet.view.units)
    x, y = at
    return (
        f'<path d="M{x} {y - 6}v6h{across:.1f}v-6" fill="none" '
        f'class="mute-line" stroke="{sheet.colours["mute"]}" stroke-width="1.4"/>'
        f'<text class="ink" x="{x + 4}" y="{y - 4}" font-size="{size:g}" '
        f'fill="{sheet.colours["ink"]}">{text}</text>'
    )


def draw_poster_scale(sheet: Sheet, more: str) -> str:
    """Return the scale bar of a poster: as long as its map makes it, its figure always as large.

    Parameters
    ----------
    sheet : Sheet
    more : str
        Classes that say at which steps it is there, with a space before each.
    """
    frame = sheet.frame
    _, across, text = _choose_length(frame, sheet.view.units)
    right = 1.5 + 100 * across / frame.width
    line = f'class="mute-line" stroke="{sheet.colours["mute"]}" stroke-width="1.4"'
    word = f'font-size="{SCALE_SIZE}" fill="{sheet.colours["ink"]}"'
    return (
        f'<g class="scale{more}" data-part="scale">'
        f'<line x1="1.5%" x2="{right:.2f}%" y1="98%" y2="98%" {line}/>'
        f'<text class="ink" x="1.5%" y="98%" dy="-5" {word}>{text}</text>'
        f"{draw_poster_note(sheet)}</g>"
    )


def _choose_length(frame: Frame, units: str) -> tuple[float, float, str]:
    """Return a round length for the scale: in metres, in pixels, in words."""
    middle = frame.north - frame.height / 2 * frame.metres_per_pixel
    cosine = 1 / math.cosh(middle / 6378137)
    # A length under one unit is given in metres, whatever the units are.
    most = min(110, frame.width / 4) * frame.metres_per_pixel * cosine
    metres = UNITS[units][0] * 1000
    unit, name = (metres, units) if most >= metres else (1.0, "m")
    ten = 10 ** math.floor(math.log10(most / unit))
    length = next(one * ten for one in (5, 2, 1) if one * ten <= most / unit)
    across = length * unit / (frame.metres_per_pixel * cosine)
    return length * unit, across, f"{length:,.0f} {name}"
