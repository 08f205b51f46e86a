"""Days, months, years and what lies between two of them, as text in ISO 8601."""

from __future__ import annotations

import re
from datetime import date

from geoposture.errors import BadRequest

OPEN = ("", "..")
FIRST, LAST = "0000-01-01", "9999-12-31"
_CLOCK = r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"
_INSTANT = re.compile(rf"(\d{{4}})(?:-(\d{{2}})(?:-(\d{{2}})({_CLOCK})?)?)?", re.ASCII)

Interval = tuple[str, str]
"""The first day and the last one."""


def parse_interval(text: str, *, parameter: str) -> Interval:
    """Return what a ``datetime`` asks for: an instant, or start/end, open as ``..`` or nothing.

    Parameters
    ----------
    text : str
        Such as ``2024-01``, ``../2024-01-01``; of a time of day the day counts.
    parameter : str
        What the error names.

    Raises
    ------
    BadRequest
        If it is none of these, there is no such day, or it ends before it starts.

    Examples
    --------
    >>> parse_interval("2024-02", parameter="datetime")
    ('2024-02-01', '2024-02-31')
    >>> parse_interval("../2023", parameter="datetime")
    ('0000-01-01', '2023-12-31')
    """
    start, slash, end = text.partition("/")
    if not slash:
        end = start
    elif start in OPEN and end in OPEN and (start, end) != ("..", ".."):
        raise _refuse(text, parameter)
    first = FIRST if slash and start in OPEN else _span(start, text, parameter)[0]
    last = LAST if slash and end in OPEN else _span(end, text, parameter)[1]
    if first > last:
        raise BadRequest(f"{parameter} ends before it starts: “{text[:60]}”", parameter=parameter)
    return first, last


def overlaps(published: str | None, wanted: Interval) -> bool:
    """Tell whether a day, month or year may lie within an interval; what has none does not.

    Parameters
    ----------
    published : str or None
    wanted : tuple of str
        The first day and the last one.
    """
    found = _INSTANT.fullmatch(published or "")
    if not found:
        return False
    first, last = _pad(found)
    return first <= wanted[1] and wanted[0] <= last


def _span(instant: str, text: str, parameter: str) -> Interval:
    found = _INSTANT.fullmatch(instant)
    if not found or not _exists(found):
        raise _refuse(text, parameter)
    return _pad(found)


def _exists(found: re.Match[str]) -> bool:
    year, month, day = (int(one or 1) for one in found.groups()[:3])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _pad(found: re.Match[str]) -> Interval:
    """Return the first and the last day; texts compare as days do, so each month may have 31."""
    year, month, day = found.groups()[:3]
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}"


def _refuse(text: str, parameter: str) -> BadRequest:
    return BadRequest(
        f"{parameter} is a day, month or year, or start/end with .. for an open one; "
        f"got “{text[:40]}”", parameter=parameter,
    )  # fmt: skip
