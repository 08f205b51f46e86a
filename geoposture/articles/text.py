"""An article's text: read strictly, cut into units, its oddities listed.

Offsets are Unicode code points of the text as it was read. A unit is a sentence, the
headline or the credit line; a line always ends one.
"""

from __future__ import annotations

import hashlib
import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from geoposture.articles.normal import ENTITY, Normal, normalize
from geoposture.articles.quantities import MONTHS
from geoposture.errors import BadData
from geoposture.limits import LIMITS

LARGEST_BYTES = LIMITS.largest_article  # thirty thousand words, read and checked in seconds
CONTEXT = 32
SHOWN = 40

_SENTENCE_END = re.compile(
    r"(?:(?P<stop>[.!?])(?P<closing>[\"”’)]?)(?= +[A-Z“\"‘(])|(?P<full>。)(?P<end>」?))"
)
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Capt|Adm|Sgt|Maj|Gov|Sen|Rep|St|Mt|No|vs|Prof|"
    r"Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Cmdr|Brig|Vice|Rear))\.$"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CREDIT = re.compile(r"(?:contributed to this report|reporting by|edited by|editing by)", re.I)
_LOST_WORDS = re.compile(
    r"\b(?:to (?=from\b|of\b|by\b)|of (?=to\b|by\b|of\b)|(?:with|for|near) (?=of\b|by\b))", re.I
)
_NO_NAME = re.compile(
    r"\b(?:[A-Z]\.[A-Z]\.|[A-Z]{2}) (?:President|Defense Secretary|Secretary of State) "
    r"(?=has|had|is|was|said)"
)
_DIGITS = re.compile(r"(?<![\d.,])\d[\d,]*\d")
_DAY_AND_NUMBER = re.compile(rf"\b(?:{MONTHS}) (?P<digits>\d{{1,2}} \d{{3}})(?!\d)", re.I)
_DOTTED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or line: its number from 1, its span, and what it is.

    Attributes
    ----------
    number : int
        From 1.
    start, end : int
        Code points in the text.
    role : str
        ``headline``, ``body``, ``credit`` or ``stray``.
    """

    number: int
    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in the text that an editor should see."""

    kind: str
    start: int
    end: int
    note: str


@dataclass(frozen=True)
class Text:
    """An article as it was read; `data` are the bytes of the file."""

    value: str
    data: bytes

    def __repr__(self) -> str:
        return f"Text({self.value[:SHOWN]!r}, {len(self.value)} characters)"

    @cached_property
    def sha256(self) -> str:
        """The hash of the file, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def normal(self) -> Normal:
        """The text in the form in which names are looked for."""
        return normalize(self.value)

    @cached_property
    def plain(self) -> Text:
        """The normalised text: itself where it is in that form already."""
        return self if self.normal.value == self.value else Text(self.normal.value, self.data)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The lines that are not empty."""
        return tuple(_cut(self.value))

    @cached_property
    def _unit_starts(self) -> list[int]:
        return [one.start for one in self.units]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd, in the order of the text."""
        return tuple(sorted(_find_problems(self), key=lambda one: one.start))

    def unit_at(self, position: int) -> Unit:
        """Return the unit that holds a position; the one before it where none does.

        Parameters
        ----------
        position : int
            In characters from the start of the text.
        """
        return self.units[max(0, bisect_right(self._unit_starts, position) - 1)]

    def context_sha256(self, start: int, end: int) -> str:
        """Return the hash of the 32 code points before a span, a newline, and 32 after it.

        Parameters
        ----------
        start, end : int
            Code points in the text.
        """
        around = f"{self.value[max(0, start - CONTEXT) : start]}\n{self.value[end : end + CONTEXT]}"
        return hashlib.sha256(around.encode()).hexdigest()


def read_text(path: str | Path) -> Text:
    """Read an article.

    Parameters
    ----------
    path : str or Path
        Of a text file in UTF-8.

    Raises
    ------
    BadData
        If it is no file, too large, empty, or not text in UTF-8.
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise BadData(f"{file.name}: is no file; an article is a text file in UTF-8")
        _refuse_long(file.stat().st_size, file.name)
        return parse_text(file.read_bytes(), name=file.name)
    except OSError as error:
        raise BadData(f"{file.name}: cannot be read: {error.strerror}") from error


def _refuse_long(size: int, name: str) -> None:
    if size > LARGEST_BYTES:
        raise BadData(f"{name}: has {size:,} bytes; an article has at most {LARGEST_BYTES:,}")


def parse_text(data: bytes, *, name: str = "text") -> Text:
    """Return the text of an article from its bytes.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What errors call it.

    Raises
    ------
    BadData
        If it is too large, empty or not text in UTF-8.
    """
    _refuse_long(len(data), name)
    try:
        value = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadData(
            f"{name}: byte {error.start} is not UTF-8; an article is plain text in UTF-8"
        ) from error
    if not value.strip():
        raise BadData(f"{name}: is empty; an article has at least one sentence")
    strange = next(
        (at for at, one in enumerate(value) if one < " " and one not in "\t\n\r\f"), None
    )
    if strange is not None:
        raise BadData(
            f"{name}: character {strange} is a control character; an article is plain text"
        )
    return Text(value, data)


def _cut(value: str) -> list[Unit]:
    units: list[Unit] = []
    position = 0
    for line in value.splitlines(keepends=True):
        for start, end in _cut_sentences(line):
            text = line[start:end]
            number = len(units) + 1
            units.append(Unit(number, position + start, position + end, _name_role(text, number)))
        position += len(line)
    return units


def _cut_sentences(line: str) -> Iterator[tuple[int, int]]:
    """Return the spans of a line's sentences, without the spaces round them."""
    start = 0
    for match in _SENTENCE_END.finditer(line):
        stop = match.end("stop")
        if match["stop"] == "." and _ABBREVIATION.search(line, max(start, stop - 8), stop):
            continue
        yield from _trim(line, start, match.end())
        start = match.end()
    yield from _trim(line, start, len(line))


def _trim(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = line[start:end]
    if text.strip():
        yield start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def _name_role(line: str, number: int) -> str:
    if not any(one.isalnum() for one in line):
        return "stray"
    if number == 1 and not line.endswith((".", "。", "”", '"')):
        return "headline"
    return "credit" if len(line) < 120 and _CREDIT.search(line) else "body"  # noqa: PLR2004


def _find_problems(text: Text) -> Iterator[Problem]:
    for unit in text.units:
        if unit.role == "stray":
            yield Problem("stray characters", unit.start, unit.end, "no letter or digit")
        line = text.value[unit.start : unit.end]
        for kind, start, end, note in _find_oddities(line):
            yield Problem(kind, unit.start + start, unit.start + end, note)


def _find_oddities(line: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield what is odd in a line: kind, start, end, note."""
    for match in ENTITY.finditer(line):
        if html.unescape(match[0]) != match[0]:
            yield "HTML entity", *match.span(), f"{match[0]} is read as its character"
    for match in _LOST_WORDS.finditer(line):
        # “to from”: the object is lost, and stood between the two words.
        yield "missing words", match.end(), match.end(), "a preposition follows a preposition"
    for match in _NO_NAME.finditer(line):
        yield "name missing", *match.span(), "no name after the title"
    yield from _find_odd_digits(line)


def _find_odd_digits(line: str) -> Iterator[tuple[str, int, int, str]]:
    odd = "odd digit groups"
    for match in _DIGITS.finditer(line):
        if _is_odd(match[0]):
            yield odd, *match.span(), f"“{match[0][:40]}” is not read as a number"
    for match in _DAY_AND_NUMBER.finditer(line):
        told = match["digits"]
        yield odd, *match.span("digits"), f"“{told}” after a month is not read as a number"
    for match in _DOTTED.finditer(line):
        told = match[0][:40]
        yield odd, *match.span(), f"“{told}”: a decimal point is read; thousands may be meant"


def _is_odd(digits: str) -> bool:
    """Tell whether commas stand in other places than between groups of three."""
    first, *groups = digits.split(",")
    return bool(groups) and (len(first) > 3 or any(len(one) != 3 for one in groups))  # noqa: PLR2004
