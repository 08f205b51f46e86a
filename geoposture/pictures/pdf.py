"""SVG → PDF for print: text stays text, in our own fonts. The only module that knows typst.

Of what the registries have, Typst alone draws our pictures as they are: the halo round names
(``paint-order``) and the kanji (see docs/decisions.md). It comes with the extra ``pdf``.
"""

from __future__ import annotations

import html
import os
import re
from datetime import UTC, date, datetime
from functools import cache
from importlib import util
from typing import Any

from geoposture.catalog import Catalog
from geoposture.errors import NotFound
from geoposture.model import View
from geoposture.pictures.raster import FONT_FAMILY
from geoposture.pictures.type import FOLDER, part_lines
from geoposture.views.days import find_day

LIBRARY, LATIN = "typst", "Geoposture Sans"
WANTED = 'a picture as PDF needs the extra “pdf”: pip install "geoposture[pdf]"'
PX_IN_MM = 25.4 / 96
SIZE = re.compile(r'<svg [^>]*?\bwidth="([\d.]+)(mm)?" height="([\d.]+)')
FAMILY = re.compile(r'\bfont-family="[^"]*"')
LABEL = re.compile(r'<svg [^>]*?\baria-label="([^"]*)"')
PAGE = """#set page(width: {width:g}mm, height: {height:g}mm, margin: 0mm)
#set document(title: sys.inputs.title, date: {date})
#set text(lang: "{lang}")
#image(bytes(sys.inputs.picture), format: "svg", width: 100%, alt: sys.inputs.alt)
"""


def is_installed() -> bool:
    """Tell whether pictures can be had as PDF."""
    return util.find_spec(LIBRARY) is not None


def check_installed() -> None:
    """Refuse where pictures cannot be had as PDF.

    Raises
    ------
    NotFound
        Without the extra.
    """
    if not is_installed():
        raise NotFound(WANTED)


def typeset_view(catalog: Catalog, view: View, svg: str) -> bytes:
    """Return the picture of a view as PDF, dated by the newest layer.

    Parameters
    ----------
    catalog, view
        Whose title and language it has.
    svg : str
        The picture, as `draw_view` makes it.

    Raises
    ------
    NotFound
        Without the extra.
    """
    title = view.title or catalog.words(view.lang).text("site.title")
    return typeset(svg, title=title, lang=view.lang, day=_read_day(find_day(catalog) or ""))


def typeset(svg: str, *, title: str, lang: str = "en", day: date | None = None) -> bytes:
    """Return a picture as a PDF of one page of its size.

    Parameters
    ----------
    svg : str
        The picture, its size in pixels (96 to the inch) or millimetres; its ``aria-label`` is
        the alternative text.
    title : str
        As a reader's window shows it.
    lang : str
        Of the words.
    day : date, optional
        When it was made; ``SOURCE_DATE_EPOCH`` wins. None writes no day: the same picture has
        the same bytes.

    Raises
    ------
    NotFound
        Without the extra.
    """
    check_installed()
    import typst  # noqa: PLC0415 - an extra: 80 MB that a map on the web does not need

    width, height = _read_size(svg)
    page = PAGE.format(width=width, height=height, lang=lang, date=_write_day(_find_day(day)))
    label = LABEL.search(svg)
    said = {
        "title": title,
        "alt": html.unescape(label[1]) if label else title,
        "picture": _name_fonts(svg),
    }
    made: bytes = typst.compile(page.encode(), font_paths=_load_fonts(), sys_inputs=said)
    return made


def _read_size(svg: str) -> tuple[float, float]:
    """Return width and height in millimetres."""
    found = SIZE.search(svg)
    if found is None:
        raise ValueError("a picture says its width and height")
    scale = 1 if found[2] else PX_IN_MM
    return float(found[1]) * scale, float(found[3]) * scale


def _read_day(text: str) -> date | None:
    """Return a day, None where only a month or year is known."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _find_day(day: date | None) -> date | None:
    """Return the day of ``SOURCE_DATE_EPOCH``, else the one given."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdecimal() else day


def _write_day(day: date | None) -> str:
    return f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"


def _name_fonts(svg: str) -> str:
    """Return a picture that names our fonts, Latin first: a reader's own are not at hand."""
    return FAMILY.sub(f'font-family="{LATIN}, {FONT_FAMILY}"', part_lines(svg))


@cache
def _load_fonts() -> Any:
    """Return the fonts of our pictures and no others, so that every machine sets them alike."""
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER)],
    )
