"""Days that a text states, resolved against the day it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from geoposture.articles.lexicon import list_words
from geoposture.errors import BadRequest

WEEKDAYS = list_words("weekdays")
MONTHS = list_words("months")
_WEEKDAY = re.compile(rf"\b(?:(?P<last>last )?(?P<day>{'|'.join(WEEKDAYS)}))\b", re.I)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)}|[A-Z][a-z]{{2}}\.?) (?P<day>\d{{1,2}})\b"
    r"(?:, (?P<year>\d{4}))?",
    re.I,
)
_DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})\b(?: (?P<year>\d{{4}}))?", re.I
)
_RELATIVE = re.compile(r"\b(?P<word>today|yesterday)\b", re.I)
_JAPANESE = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?!間|本)"
)
_PUBLISHED = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_FUTURE = re.compile(r"\b(?:next|coming|upcoming|this coming)\s$", re.I)


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day in the text; `stated` says that day and month are written out."""

    start: int
    end: int
    surface: str
    day: date
    stated: bool


def read_published(text: str | None, name: str = "--published") -> date | None:
    """Return the day on which an article was published; None where its month alone is known.

    Parameters
    ----------
    text : str or None
        A day or a month, ``2025-03-30`` or ``2025-03``.
    name : str
        The option or parameter that carries it.

    Raises
    ------
    BadRequest
        If it is neither.
    """
    if text is None:
        return None
    day = _make(*map(int, f"{text}-01"[:10].split("-"))) if _PUBLISHED.fullmatch(text) else None
    if day is None:
        raise BadRequest(
            f"{name} is a day as in 2025-03-30; got “{text[:40]}”; a month as in 2025-03 will do",
            parameter=name.strip("-"),
        )
    return day if day.isoformat() == text else None


def find_days(text: str, published: date | None) -> list[DayMention]:
    """Return the days in the order of the text; relative ones need the day of publication.

    Parameters
    ----------
    text : str
        The article.
    published : date or None
        The day of publication; None leaves relative days out.
    """
    found = list(_find_stated(text, published))
    if published:
        found += _find_relative(text, published)
    return sorted(found, key=lambda one: one.start)


def _find_relative(text: str, published: date) -> Iterator[DayMention]:
    for match in _WEEKDAY.finditer(text):
        wanted = WEEKDAYS.index(match["day"].lower())
        back = (published.weekday() - wanted) % 7
        if match["last"] and back == 0:
            back = 7
        day = published - timedelta(days=back)
        if _FUTURE.search(text, max(0, match.start() - 14), match.start()):
            day = published + timedelta(days=7 - back)
        yield DayMention(match.start(), match.end(), match[0], day, stated=False)
    for match in _RELATIVE.finditer(text):
        back = 1 if match["word"].lower() == "yesterday" else 0
        day = published - timedelta(days=back)
        yield DayMention(match.start(), match.end(), match[0], day, stated=False)


def _find_stated(text: str, published: date | None) -> Iterator[DayMention]:
    for pattern in (_MONTH_DAY, _DAY_MONTH, _JAPANESE):
        for match in pattern.finditer(text):
            day = _resolve(match, published)
            if day:
                yield DayMention(match.start(), match.end(), match[0], day, stated=True)


def _resolve(match: re.Match[str], published: date | None) -> date | None:
    """Return the day a match names: without a year, the latest not after publication."""
    month = _read_month(match["month"]) if match["month"] else None
    if month is None and match["month"]:
        return None
    year = int(match["year"]) if match["year"] else None
    if published is None and (year is None or month is None):
        return None
    day = int(match["day"])
    guessed_year = year or published.year  # type: ignore[union-attr]
    guessed_month = month or published.month  # type: ignore[union-attr]
    found = _make(guessed_year, guessed_month, day)
    if found and published and year is None and found > published + timedelta(days=45):
        found = _make(guessed_year - 1, guessed_month, day)
    return found


def _read_month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    plain = text.lower().rstrip(".")
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(plain)), None)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
