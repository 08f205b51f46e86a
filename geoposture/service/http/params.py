"""Query strings → typed values: strict on API paths, forgiving on pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from flask import request
from werkzeug.datastructures import ImmutableMultiDict, MIMEAccept
from werkzeug.http import parse_accept_header

from geoposture.catalog.intervals import Interval, parse_interval
from geoposture.catalog.query import HIGHEST_LIMIT, Box
from geoposture.catalog.references import parse_number
from geoposture.errors import BadRequest, NotAcceptable, UnknownParameter
from geoposture.geodesy import unproject_mercator
from geoposture.limits import LIMITS
from geoposture.model import View
from geoposture.service.http.served import current
from geoposture.views import fields

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG_4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
EPSG_3857 = "http://www.opengis.net/def/crs/EPSG/0/3857"
SYSTEMS = (CRS84, EPSG_4326, EPSG_3857)
LONGEST_VALUE = LIMITS.longest_parameter
BOX_NUMBERS = (4, 6)
ESCAPED = "amp;"
_LEADING = re.compile(rf"(?:{ESCAPED})+")


def check_names(allowed: Collection[str]) -> None:
    """Refuse parameters that this path does not have, and repeated ones.

    Where a page is answered, what is unknown is ignored: networks and newsletters hang their
    own parameters on every link that is shared.

    Parameters
    ----------
    allowed : collection of str
        The parameters that the path has.

    Raises
    ------
    UnknownParameter, BadRequest
        With the parameter's name.
    """
    page = "f" in allowed and wants_page()
    for name, values in request.args.lists():
        if name not in allowed:
            if page:
                continue
            known = ", ".join(sorted(allowed)) or "none"
            raise UnknownParameter(
                f"unknown parameter “{name[:40]}”; allowed here: {known}", parameter=name[:40]
            )
        if len(values) > 1:
            raise BadRequest(f"{name} is given {len(values)} times; once is wanted", parameter=name)
        if len(values[0]) > LONGEST_VALUE:
            raise BadRequest(f"{name} is longer than {LONGEST_VALUE} characters", parameter=name)


def wants_page() -> bool:
    """Tell whether this request asks for a page: by ``f``, else by Accept."""
    form = request.args.get("f")
    return _prefers_html(request.environ.get("HTTP_ACCEPT", "")) if form is None else form == "html"


def wants_json() -> bool:
    """Tell whether this request is a program's: by ``f``, else by Accept."""
    html, json = _weigh(request.environ.get("HTTP_ACCEPT", ""))
    return request.args.get("f") == "json" or json > html


def _prefers_html(accepted: str) -> bool:
    """Tell whether an ``Accept`` header wants HTML rather than JSON."""
    html, json = _weigh(accepted)
    return html > json


@lru_cache(maxsize=256)
def _weigh(accepted: str) -> tuple[float, float]:
    """Return how much an ``Accept`` header wants HTML, and JSON."""
    found = parse_accept_header(accepted, MIMEAccept)
    json = (found.quality(f"application/{one}") for one in ("json", "geo+json", "problem+json"))
    return found.quality("text/html"), max(json)


def require(name: str) -> str:
    """Return a parameter that must be given.

    Parameters
    ----------
    name : str
        Of the parameter.

    Raises
    ------
    BadRequest
        If it is missing or empty.
    """
    value = request.args.get(name, "")
    if not value:
        raise BadRequest(f"{name} is missing", parameter=name)
    return value


def read_number(name: str) -> float | None:
    """Return a parameter as a finite number, None where it is not given.

    Parameters
    ----------
    name : str
        Of the parameter.

    Raises
    ------
    BadRequest
        If it is no finite number.
    """
    value = request.args.get(name)
    return None if value is None else parse_number(value, name)


def read_flag(name: str) -> bool:
    """Return a parameter that is 0 or 1.

    Parameters
    ----------
    name : str
        Of the parameter.

    Raises
    ------
    BadRequest
        If it is neither.
    """
    value = request.args.get(name, "0")
    if value not in ("0", "1"):
        raise BadRequest(f"{name} is 0 or 1; got “{value[:40]}”", parameter=name)
    return value == "1"


def read_choice(name: str, choices: Collection[str], default: str | None) -> str | None:
    """Return a parameter that is one of several words.

    Parameters
    ----------
    name : str
        Of the parameter.
    choices : collection of str
        The words.
    default : str or None
        Where it is not given.

    Raises
    ------
    BadRequest
        If it is another word.
    """
    value = request.args.get(name)
    if value is None:
        return default
    if value not in choices:
        raise BadRequest(
            f"{name} is one of {', '.join(choices)}; got “{value[:40]}”", parameter=name
        )
    return value


def read_format(known: Collection[str], default: str) -> str:
    """Return the format asked for by ``f``, else by Accept, else the default.

    Parameters
    ----------
    known : collection of str
        Names of formats.
    default : str
        One of them.

    Raises
    ------
    NotAcceptable
        If ``f`` names another one.
    """
    value = request.args.get("f")
    if value is None:
        return default
    if value not in known:
        raise NotAcceptable(f"f is one of {', '.join(known)}; got “{value[:40]}”", parameter="f")
    return value


def read_count(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number in plain digits; above `most` it is clamped (OGC), below refused.

    Parameters
    ----------
    name : str
        Of the parameter.
    default : int
        Where it is not given.
    least, most : int
        The bounds.

    Raises
    ------
    BadRequest
        If it is no whole number, or below `least`.
    """
    value = request.args.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,18}", value) or int(value) < least:
        raise BadRequest(
            f"{name} is a whole number from {least}; got “{value[:40]}”", parameter=name
        )
    return min(int(value), most)


def read_limit(default: int) -> int:
    """Return the page size, at most `HIGHEST_LIMIT`.

    Parameters
    ----------
    default : int
        What holds where ``limit`` is not given.

    Raises
    ------
    BadRequest
        If it is no whole number.
    """
    return read_count("limit", default, least=1, most=HIGHEST_LIMIT)


def read_bbox() -> Box | None:
    """Return ``bbox`` as west, south, east, north; west > east crosses 180°.

    Raises
    ------
    BadRequest
        If it has not 4 or 6 numbers, or one of them is out of range.
    """
    value, crs = request.args.get("bbox"), read_crs("bbox-crs")
    if value is None:
        return None
    numbers = [parse_number(part, "bbox") for part in value.split(",")]
    if len(numbers) not in BOX_NUMBERS:
        raise BadRequest(f"bbox has 4 or 6 numbers; got {len(numbers)}", parameter="bbox")
    half = len(numbers) // 2
    west, south = _to_lonlat(numbers[0], numbers[1], crs)
    east, north = _to_lonlat(numbers[half], numbers[half + 1], crs)
    if not (-90 <= south <= north <= 90):  # noqa: PLR2004
        raise BadRequest(
            f"bbox latitudes {south:g}, {north:g} are not in order within ±90", parameter="bbox"
        )
    if max(abs(west), abs(east)) > 180:  # noqa: PLR2004
        raise BadRequest(
            f"bbox longitudes {west:g}, {east:g} are not within ±180", parameter="bbox"
        )
    return west, south, east, north


def read_datetime() -> Interval | None:
    """Return ``datetime`` as the first and the last day, None where it is not given.

    Raises
    ------
    BadRequest
        If it is no instant, no interval, or one that ends before it starts.
    """
    value = request.args.get("datetime")
    return None if value is None else parse_interval(value, parameter="datetime")


def read_crs(name: str) -> str:
    """Return the reference system a parameter names, CRS84 where it is not given.

    Parameters
    ----------
    name : str
        Of the parameter.

    Raises
    ------
    BadRequest
        If it is none that is served.
    """
    value = request.args.get(name, CRS84)
    if value not in SYSTEMS:
        raise BadRequest(
            f"{name} is one of {', '.join(SYSTEMS)}; got “{value[:60]}”", parameter=name
        )
    return value


def read_names(name: str, known: Collection[str]) -> tuple[str, ...] | None:
    """Return a comma-joined list of property names, None where it is not given.

    Parameters
    ----------
    name : str
        Of the parameter.
    known : collection of str
        Properties that there are; a sign before one is no part of it.

    Raises
    ------
    BadRequest
        If there is no such property.
    """
    value = request.args.get(name)
    if value is None:
        return None
    names = tuple(part.strip() for part in value.split(","))
    for one in names:
        if one.lstrip("+-") not in known:
            raise BadRequest(f"no property “{one[:40]}”; known: {', '.join(known)}", parameter=name)
    return names


def read_sort(known: Collection[str]) -> tuple[tuple[str, bool], ...]:
    """Return ``sortby`` as (name, descending) pairs: ``+name_en,-area_km2``.

    Parameters
    ----------
    known : collection of str
        The properties that can be sorted by.

    Raises
    ------
    BadRequest
        If there is no such property.
    """
    names = read_names("sortby", known) or ()
    return tuple((one.lstrip("+-"), one.startswith("-")) for one in names)


def _to_lonlat(first: float, second: float, crs: str) -> tuple[float, float]:
    if crs == EPSG_4326:
        return second, first
    if crs == EPSG_3857:
        return unproject_mercator(first, second)
    return first, second


def choose_language() -> str:
    """Return the language: the parameter, else Accept-Language, else the theatre's first one."""
    languages = current().catalog.languages
    asked = request.args.get("lang")
    if asked in languages:
        return asked
    return request.accept_languages.best_match(languages, default=languages[0]) or languages[0]


def vary_language() -> tuple[str, ...]:
    """Return what an answer in words depends on: who names no language gets the browser's."""
    asked = request.args.get("lang")
    return () if asked in current().catalog.languages else ("Accept-Language",)


def read_view(lang: str | None = None) -> View:
    """Return the view a page's URL holds; what is unknown or broken is ignored.

    Parameters
    ----------
    lang : str, optional
        Of the answer; by default that of the request.
    """
    unescape_names()
    return fields.read_view(request.args, lang or choose_language())


def unescape_names() -> None:
    """Read ``amp;tool`` as ``tool`` in this request's query."""
    given = list(request.args.items(multi=True))
    if any(name.startswith(ESCAPED) for name, _ in given):
        request.args = ImmutableMultiDict(_mend(given))


def unescape(given: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return a query by name, the first of each; ``amp;tool`` is read as ``tool``.

    Parameters
    ----------
    given : iterable of tuple of str and str
        Names and values in the order of the query.
    """
    return ImmutableMultiDict(_mend(list(given)))


def _mend(given: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names as they were meant: a content system escaped the snippet once too often.

    A name that stands in the address as it should wins over an escaped one.
    """
    right = [(name, value) for name, value in given if not name.startswith(ESCAPED)]
    mended = [(_LEADING.sub("", name), value) for name, value in given if name.startswith(ESCAPED)]
    return right + mended
