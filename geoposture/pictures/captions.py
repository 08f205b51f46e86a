"""What stands below a still map: title, legend, sentences, dates, sources."""

from __future__ import annotations

import math
import textwrap
import unicodedata

from geoposture.catalog import Catalog
from geoposture.language.vocabulary import find_symbol
from geoposture.model import Figures, View
from geoposture.pictures.palette import DARK, LIGHT, SHAPES
from geoposture.pictures.sheet import PAD, Sheet, measure_text, write_text
from geoposture.views import facilities, story
from geoposture.views.answers import list_figures, list_point
from geoposture.views.credits import credit_picture

LINE = 1.35


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


def draw_below(sheet: Sheet) -> tuple[str, int]:
    """Draw title, legend and lines below the map; return them with their height."""
    width, colours = sheet.frame.width, sheet.colours
    top = sheet.frame.height
    y = float(top + PAD)
    parts = []
    title = sheet.view.title or sheet.words.text("site.title")
    for line in _wrap(title, 17, width):
        y += 17 * LINE
        parts.append(write_text(line, (PAD, y), 17, "ink", colours))
    if sheet.view.legend:
        y += 24
        content, rows = _draw_legend(sheet, y)
        parts.append(content)
        y += (rows - 1) * 20 + 8
    said = list_sayings(sheet.catalog, sheet.view, sheet.figures)
    credit = filter(None, [credit_view(sheet.catalog, sheet.view)])
    lines = filter(None, list_lines(sheet.catalog, sheet.view))
    for line in [*said, *credit, *lines]:
        for piece in _wrap(line, 11, width):
            y += 11 * LINE
            parts.append(write_text(piece, (PAD, y), 11, "mute", colours))
        y += 3
    extra = math.ceil(y + PAD - top)
    size = f'y="{top}" width="{width}" height="{extra}"'
    ground = f'<rect class="paper" {size} fill="{colours["paper"]}"/>'
    return f'<g id="below">{ground}{"".join(parts)}</g>', extra


def describe_legend(catalog: Catalog, view: View) -> list[dict[str, str]]:
    """Return the branches that a view shows: code, shape, colour and word.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    words, colours = catalog.words(view.lang), DARK if view.theme == "dark" else LIGHT
    held = list_symbols(catalog, view)
    return [
        {"code": code, "shape": SHAPES[code], "colour": colours[code],
         "text": words.text(f"legend.branch.{code}")}
        for code in held
    ]  # fmt: skip


def list_symbols(catalog: Catalog, view: View) -> list[str]:
    """Return the symbols that a view shows, in the order of the legend.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    held = {find_symbol(one["properties"]) for one in facilities.list_shown(catalog, view)}
    return [code for code in SHAPES if code in held]


def _draw_legend(sheet: Sheet, y: float) -> tuple[str, int]:
    x, line, parts = float(PAD), 0, []
    present = list_symbols(sheet.catalog, sheet.view)
    entries = [(code, sheet.words.text(f"legend.branch.{code}")) for code in present]
    for code, text in entries:
        across = 22 + measure_text(text, 12) + 14
        if x + across > sheet.frame.width and x > PAD:
            x, line = float(PAD), line + 1
        at = y + line * 20
        parts.append(
            f'<use href="#{sheet.prefix}{code}" '
            f'transform="translate({x + 7:.1f} {at - 4:.1f})scale(.75)"/>'
            + write_text(text, (x + 19, at), 12, "ink", sheet.colours)
        )
        x += across
    return f'<g id="legend">{"".join(parts)}</g>', line + 1


def _wrap(text: str, size: float, width: int) -> list[str]:
    """Break a text into lines that fit; Japanese breaks between any two characters."""
    room = width - 2 * PAD
    if measure_text(text, size) <= room:
        return [text]
    if any(unicodedata.east_asian_width(one) in "WF" for one in text):
        return _wrap_wide(text, size, room)
    return textwrap.wrap(text, max(10, int(room / (0.56 * size))), break_on_hyphens=False)


def _wrap_wide(text: str, size: float, room: float) -> list[str]:
    lines, line = [], ""
    for one in text:
        if measure_text(line + one, size) > room and one not in "、。）」・":
            lines.append(line)
            line = ""
        line += one
    return [*lines, line]


def list_sayings(catalog: Catalog, view: View, figures: Figures) -> list[str]:
    """Return the point that a picture shows, the sentences of its figures, and its caption.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    said = [*list_point(catalog, view), *list_figures(catalog, view, figures)]
    return [*said, *([view.caption] if view.caption else [])]
