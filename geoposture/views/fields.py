"""What an address of the map holds: one row a field of `View`, for every reader and writer.

A row says how the field is called in a query, how its text is read, and what it is for. Pages
forgive what is broken; the command line does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geoposture.analysis import check_radius
from geoposture.catalog.references import parse_number
from geoposture.errors import BadRequest
from geoposture.language.characters import drop_forbidden
from geoposture.language.vocabulary import EMBED_SHAPES, LIMITS, THEMES, TOOLS, UNITS
from geoposture.language.words import LANGUAGES
from geoposture.model import View, imply_tool

MOST_TITLE, MOST_CAPTION, MOST_ALT, MOST_WHERE, MOST_ID = 120, 400, 600, 400, 81
VIEW_NUMBERS, BOX_NUMBERS = 3, 4
MOST_CROSSING_DEG = 180.0
"""A wider box over 180° is one whose sides were swapped."""
REFERENCE = re.compile(r"[a-z0-9_]{1,40}(/[a-z0-9][a-z0-9._-]{0,80})?")
REFERENCES = re.compile(r"[a-z0-9_.,/ -]{1,400}")
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
LAYERS = re.compile(r"[a-z0-9_.,-]{0,400}")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a view.

    Attributes
    ----------
    name : str
        As `View` has it.
    query : str
        As addresses have it.
    read : callable
        From the text of an address to the value; takes the name that an error tells, too.
    help : str
        What the command line says of it.
    most : int, optional
        How many characters of a free text are kept.
    """

    name: str
    query: str
    read: Callable[[str, str], Any]
    help: str
    most: int | None = None

    def take(self, given: Mapping[str, str]) -> Any:
        """Return the value of a query, None where it has none or a broken one.

        Parameters
        ----------
        given : mapping of str to str
            The query, by name.
        """
        text = given.get(self.query)
        if text is None:
            return None
        if self.most is not None:
            return _tidy(text)[: self.most] or None
        try:
            return self.read(text, self.query)
        except BadRequest:
            return None


def _tidy(text: str) -> str:
    """Return a text as one line without control characters."""
    return " ".join(drop_forbidden("".join(one for one in text if one >= " ")).split())


def _choose(*choices: str) -> Callable[[str, str], str]:
    def read(text: str, name: str) -> str:
        if text not in choices:
            raise BadRequest(
                f"{name} is one of {', '.join(choices)}; got “{text[:40]}”", parameter=name
            )
        return text

    return read


def _match(pattern: re.Pattern[str], what: str) -> Callable[[str, str], str]:
    def read(text: str, name: str) -> str:
        if not pattern.fullmatch(text):
            raise BadRequest(f"{name} is {what}; got “{text[:80]}”", parameter=name)
        return text

    return read


def _write_line(most: int) -> Callable[[str, str], str]:
    def read(text: str, name: str) -> str:
        if len(text) > most or any(one < " " for one in text):
            raise BadRequest(
                f"{name} is one line of at most {most} characters; got {len(text)}", parameter=name
            )
        return text

    return read


def _read_numbers(text: str, name: str, count: int) -> list[float]:
    numbers = [parse_number(part, name) for part in text.split(",")]
    if len(numbers) != count:
        raise BadRequest(f"{name} has {count} numbers; got “{text[:80]}”", parameter=name)
    return numbers


def _read_centre(text: str, name: str) -> tuple[float, float, float]:
    """Return latitude, longitude and zoom; one nearer than any map goes is the nearest."""
    lat, lon, zoom = _read_numbers(text, name, VIEW_NUMBERS)
    inside = abs(lat) <= LIMITS["latitude"] and abs(lon) <= LIMITS["longitude"]
    if not inside or zoom < 0:
        raise BadRequest(
            f"{name} is latitude within ±{LIMITS['latitude']}, longitude within "
            f"±{LIMITS['longitude']} and a zoom from 0; got “{text[:80]}”",
            parameter=name,
        )
    return lat, lon, min(zoom, LIMITS["zoom_tiles"])


def _read_bbox(text: str, name: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north; west over east crosses 180°, by half the Earth at most."""
    west, south, east, north = _read_numbers(text, name, BOX_NUMBERS)
    inside = max(abs(west), abs(east)) <= LIMITS["longitude"] and west != east
    inside = inside and (west < east or (east - west) % 360 <= MOST_CROSSING_DEG)
    if not inside or not -90 <= south < north <= 90:  # noqa: PLR2004
        raise BadRequest(
            f"{name} is west, south, east, north in degrees, in this order; got “{text[:80]}”",
            parameter=name,
        )
    return west, south, east, north


def _read_claim(text: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise BadRequest(f"{name} is a whole number; got “{text[:40]}”", parameter=name)
    return int(text)


def _read_radius(text: str, name: str) -> float:
    value = parse_number(text, name)
    check_radius(value)
    return value


def _read_layers(text: str, name: str) -> tuple[str, ...]:
    names = _match(LAYERS, "ids of layers joined by commas")(text, name).split(",")
    return tuple(sorted({one for one in names if ID.fullmatch(one)}))


def _read_switch(text: str, name: str) -> bool:
    del name
    return text != "0"


_REF, _REFS = "a reference LAYER or LAYER/FEATURE", "references or lon,lat joined by commas"
FIELDS = (
    Field("lang", "lang", _choose(*LANGUAGES), "The language of the words."),
    Field("theme", "theme", _choose(*THEMES), "Light, dark, or as the reader's device has it."),
    Field("centre", "view", _read_centre, "Latitude, longitude, zoom 0 to 12."),
    Field("bbox", "bbox", _read_bbox, "West, south, east, north in degrees."),
    Field("feature", "feature", _match(REFERENCE, _REF), "A reference whose card is open."),
    # Kept as it was named: who asks for one that is not there is told so.
    Field("article", "article", _match(ID, "the id of an article"),
          "The article that is told; by default the newest.", MOST_ID),
    Field("claim", "claim", _read_claim, "The point of it to read."),
    Field("tool", "tool", _choose(*TOOLS), "What is open; from and origins imply theirs."),
    Field("layers", "layers", _read_layers, "Layers to show, joined by commas."),
    Field("where", "where", _write_line(MOST_WHERE), "A filter, such as property:A|B.", MOST_WHERE),
    Field("origins", "origins", _match(REFERENCES, _REFS), "Where rings are."),
    Field("target", "target", _match(REFERENCE, _REF), "The area of which a share is computed."),
    Field("radius_km", "radius_km", _read_radius, "The radius of rings, 0.1 to 19900 km."),
    Field("system", "system", _match(ID, "the id of a system"),
          "Or a system with a basing row at every origin."),
    Field("start", "from", _match(REFERENCES, _REFS), "Where a distance starts."),
    Field("end", "to", _match(REFERENCES, _REFS), "Where it ends."),
    Field("units", "units", _choose(*UNITS), "The units of lengths."),
    Field("title", "title", _write_line(MOST_TITLE), "A headline, at most 120 characters.",
          MOST_TITLE),
    Field("credit", "credit", _write_line(MOST_TITLE), "A credit line, at most 120 characters.",
          MOST_TITLE),
    Field("caption", "caption", _write_line(MOST_CAPTION), "A caption, at most 400 characters.",
          MOST_CAPTION),
    Field("alt", "alt", _write_line(MOST_ALT), "The picture in words, at most 600 characters.",
          MOST_ALT),
    Field("legend", "legend", _read_switch, "The legend of a picture."),
    Field("inset", "inset", _read_switch, "The small second map."),
    Field("shape", "shape", _choose(*EMBED_SHAPES),
          "Of the whole picture or frame: 16:10, 1:1 or 4:5."),
)  # fmt: skip
"""Every field, in the order of addresses."""
BY_NAME: Mapping[str, Field] = {one.name: one for one in FIELDS}
SCRIPTED = ("theme", "centre", "bbox", "feature", "article", "claim", "units")
"""What the script of a page depends on; the rest it reads from the address itself."""


def read_view(given: Mapping[str, str], lang: str) -> View:
    """Return the view that a query holds; what is unknown or broken is ignored.

    Parameters
    ----------
    given : mapping of str to str
        The query, by name.
    lang : str
        The language: chosen by who asks, since not every one is offered.

    Examples
    --------
    >>> read_view({"from": "places/taipei", "to": "places/tokyo", "claim": "x"}, "en").tool
    'distance'
    """
    found = {one.name: one.take(given) for one in FIELDS if one.name != "lang"}
    values = {name: value for name, value in found.items() if value is not None}
    ends = {name: values.get(name) for name in ("start", "end", "origins")}
    tool = imply_tool(values.pop("tool", None), **ends)
    return View(lang=lang, tool=tool, **values)


def write_query(view: View, *, only: Collection[str] = (), **more: str) -> str:
    """Return a view as the query string that holds all of it, in a fixed order.

    With `only`, it holds these fields and no others.

    Parameters
    ----------
    view : View
    only : collection of str
        Names of fields; all of them by default.
    **more : str
        Parameters that are no fields, which win.

    Examples
    --------
    >>> write_query(View(lang="ja", centre=(26.3, 127.8, 9.0), legend=False))
    'lang=ja&view=26.3,127.8,9&legend=0'
    """
    usual = View(lang=view.lang)
    parts = {"lang": view.lang}
    for one in FIELDS:
        value = getattr(view, one.name)
        if one.name == "lang" or (only and one.name not in only):
            continue
        if value not in (None, getattr(usual, one.name)):
            parts[one.query] = _write(value)
    return urlencode(parts | more, safe=",/:|")


def _write(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)
