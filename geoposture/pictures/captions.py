"""What stands round a still map: headline over it, legend, sentences, dates, sources below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from geoposture.catalog import Catalog
from geoposture.language.vocabulary import find_symbol
from geoposture.model import Feature, View
from geoposture.pictures.ground import NEAR_MARKS, list_near
from geoposture.pictures.palette import DARK, LIGHT, MARKS
from geoposture.pictures.sheet import PAD, Sheet, find_zoom, frame_view, list_seen, write_text
from geoposture.pictures.type import BOLD, measure_text, wrap_text
from geoposture.views import facilities, headline, story
from geoposture.views.credits import credit_picture
from geoposture.views.extent import WINDOW_PX

LINE = 1.35
HEAD, SAID, SMALL = 18, 12, 11
"""Sizes of the headline, of what belongs to what is drawn, and of dates and sources."""
NARROW, NARROW_HEAD = 480, 15
LEGEND_SIZE, LEGEND_LINE = 12, 20


def list_lines(catalog: Catalog, view: View) -> list[str]:
    """Return what every picture says below it: dates, what is not shown, sources.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words = catalog.words(view.lang)
    lines = []
    lines.append(story.say_dates(catalog, view))
    lines.append(words.text("note.notshown"))
    lines.append(credit_picture(catalog, words)
                 + (f" · {view.credit}" if view.credit else ""))  # fmt: skip
    return lines


def credit_view(catalog: Catalog, view: View) -> str:
    """Return what the points of a view were summarized from, nothing where it tells none.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    return story.credit_article(catalog, view) if story.tells(view) else ""


def draw_head(sheet: Sheet) -> tuple[str, int]:
    """Draw the headline over the map; return it with its height.

    Parameters
    ----------
    sheet : Sheet
        The picture's view, figures and colours.
    """
    width = sheet.frame.width
    size = HEAD if width >= NARROW else NARROW_HEAD
    text = headline.write_headline(sheet.catalog, sheet.view, sheet.figures)
    if sheet.refused:
        text = headline.write_refusal(sheet.view, sheet.refused)
    content, y = _write_lines(sheet, text, size, "ink", PAD - 4.0, weight=BOLD)
    height = math.ceil(y + PAD - 4)
    ground = f'<rect class="paper" width="{width}" height="{height}" fill="{_paper(sheet)}"/>'
    return f'<g id="{sheet.prefix}head" data-part="headline">{ground}{content}</g>', height


def draw_below(sheet: Sheet, top: int, *, short: bool) -> tuple[str, int]:
    """Draw legend and lines below the map; return them with their height.

    Parameters
    ----------
    sheet : Sheet
    top : int
        Where they begin, in pixels.
    short : bool
        Whether what is not shown is left to the full map.
    """
    y, parts = float(top + PAD - 4), []
    if sheet.view.legend and _list_entries(sheet):
        content, rows = _draw_legend(sheet, y + LEGEND_SIZE)
        parts.append(content)
        y += rows * LEGEND_LINE
    for name, text, size, colour in _list_lines(sheet, short=short):
        content, y = _write_lines(sheet, text, size, colour, y)
        parts.append(f'<g data-part="{name}">{content}</g>' if name else content)
        y += 3
    extra = math.ceil(y + PAD - 4 - top)
    size_ = f'y="{top}" width="{sheet.frame.width}" height="{extra}"'
    ground = f'<rect class="paper" {size_} fill="{_paper(sheet)}"/>'
    return f'<g id="{sheet.prefix}below">{ground}{"".join(parts)}</g>', extra


def _list_lines(sheet: Sheet, *, short: bool) -> Iterator[tuple[str, str, int, str]]:
    """Yield the lines below a map: name, text, size, colour."""
    catalog, view = sheet.catalog, sheet.view
    if sheet.refused:
        yield "refused", sheet.words.text("coverage.noroom"), SAID, "ink"
    for name, text in headline.list_parts(catalog, view, sheet.figures):
        yield name, text, SAID, "ink"
    credit = credit_view(catalog, view)
    if credit:
        yield "", credit, SMALL, "mute"
    dates, not_shown, sources = list_lines(catalog, view)
    if dates:
        yield "dates", dates, SMALL, "mute"
    if not_shown and not short:
        yield "", not_shown, SMALL, "mute"
    yield "credit", sources, SMALL, "mute"


def _write_lines(
    sheet: Sheet, text: str, size: int, colour: str, y: float, *, weight: int = 400
) -> tuple[str, float]:
    """Return a text in lines as wide as the picture, and where it ends."""
    room, parts = sheet.frame.width - 2 * PAD, []
    for line in wrap_text(text, size, room, weight=weight):
        y += size * LINE
        spot = (PAD, y - (LINE - 1) * size * 0.7)
        parts.append(write_text(line, spot, size, colour, sheet.colours, weight=weight))
    return "".join(parts), y


def _paper(sheet: Sheet) -> str:
    return sheet.colours["paper"]


def describe_legend(catalog: Catalog, view: View) -> list[dict[str, str | None]]:
    """Return what a frame's legend tells: code, shape, colour, word, and a shorter one for some.

    Parameters
    ----------
    catalog : Catalog
    view : View
        With its subject in the frame.
    """
    words, colours = catalog.words(view.lang), DARK if view.theme == "dark" else LIGHT
    held = _list_symbols(facilities.list_shown(catalog, view))
    branches = [
        {"code": code, "shape": MARKS[code], "colour": colours[code],
         "text": words.text(f"legend.branch.{code}"), "slim": words.maybe(f"legend.slim.{code}")}
        for code in held
    ]  # fmt: skip
    frame = frame_view(catalog.extent, view, *WINDOW_PX)
    near = [
        {"code": code, "shape": NEAR_MARKS[code], "colour": "none", "text": words.text(key),
         "slim": None}
        for code, key in list_near(catalog, view, frame, find_zoom(frame))
    ]  # fmt: skip
    return [*branches, *near]


def _list_symbols(rows: Iterable[Feature]) -> list[str]:
    """Return the symbols of facilities, in the order of the legend."""
    held = {find_symbol(one["properties"]) for one in rows}
    return [code for code in MARKS if code in held]


def _list_entries(sheet: Sheet) -> list[tuple[str, str]]:
    """Return what the legend of a picture tells: code and word."""
    keys = [(code, f"legend.branch.{code}") for code in _list_symbols(list_seen(sheet))]
    keys += list_near(sheet.catalog, sheet.view, sheet.frame, sheet.nearness)
    return [(code, sheet.words.text(key)) for code, key in keys]


def _draw_legend(sheet: Sheet, y: float) -> tuple[str, int]:
    x, line, parts = float(PAD), 0, []
    for code, text in _list_entries(sheet):
        across = 19 + measure_text(text, LEGEND_SIZE)
        if x + across > sheet.frame.width - PAD and x > PAD:
            x, line = float(PAD), line + 1
        at = y + line * LEGEND_LINE
        parts.append(
            f'<use href="#{sheet.prefix}{code}-l" '
            f'transform="translate({x + 7:.1f} {at - 4:.1f})scale(.8)"/>'
            + write_text(text, (x + 19, at), LEGEND_SIZE, "ink", sheet.colours)
        )
        x += across + 14
    return f'<g id="{sheet.prefix}legend" data-part="legend">{"".join(parts)}</g>', line + 1
