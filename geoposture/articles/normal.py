"""A text as it is matched: one form of each character, one kind of blank, offsets kept.

Names are looked for in a normalised copy, because the same words come in many forms: letters
with separate accents from a Mac or a PDF, full-width digits, the line ends of
Windows, invisible marks and HTML entities from a page. What is found there is told in the
offsets of the text as it was read.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_BLANK = re.compile(r"[\s\u0085\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\f\u0085\u2028\u2029]")
_VOICED = "\uff9e\uff9f"  # the marks of half-width katakana, letters of their own to Unicode


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text, and where each of its characters stands in the one it was made of.

    Attributes
    ----------
    value : str
        The text.
    starts, ends : sequence of int
        For each character the first and the end of what it stands for, in code points.
    """

    value: str
    starts: Sequence[int]
    ends: Sequence[int]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text as it was read.

        Parameters
        ----------
        start, end : int
            Code points in the normalised text.
        """
        if start >= len(self.value):
            last = self.ends[-1] if self.ends else 0
            return last, last
        first = self.starts[start]
        return first, self.ends[end - 1] if end > start else first


def normalize(text: str) -> Normal:
    """Return a text in the form in which names are looked for.

    Letters are composed and in their plain width (NFKC, numbers in circles and fractions
    excepted), entities are read, format characters and variation selectors are gone. White
    space is one blank, one line end, or two where there was an empty line.

    Parameters
    ----------
    text : str
        As it was read.
    """
    value: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, plain in _fold_blanks(_compose(_read_entities(text))):
        value.append(plain)
        starts += [start] * len(plain)
        ends += [end] * len(plain)
    return Normal("".join(value), starts, ends)


_Piece = tuple[int, int, str]
"""A part of the text: start, end, and what it is read as."""


def _read_entities(text: str) -> Iterator[_Piece]:
    """Yield each character; an entity as what it stands for, one written twice too."""
    position = 0
    for match in ENTITY.finditer(text):
        plain = match[0]
        while ENTITY.search(plain) and html.unescape(plain) != plain:
            plain = html.unescape(plain)
        if plain == match[0]:
            continue
        yield from ((at, at + 1, text[at]) for at in range(position, match.start()))
        yield match.start(), match.end(), plain
        position = match.end()
    yield from ((at, at + 1, text[at]) for at in range(position, len(text)))


def _compose(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Yield letters with their marks as one, in the compatibility form."""
    held: _Piece | None = None
    for start, end, text in pieces:
        if held and text and (unicodedata.combining(text[0]) or text[0] in _VOICED):
            held = (held[0], end, held[2] + text)
            continue
        if held:
            yield held[0], held[1], _fold_form(held[2])
        held = (start, end, text)
    if held:
        yield held[0], held[1], _fold_form(held[2])


def _fold_form(text: str) -> str:
    if text.isascii():
        return text
    plain = "".join(one for one in text if not _is_invisible(one))
    if any(unicodedata.category(one) == "No" for one in plain):  # ① is no digit, ½ no 1 and 2
        return plain
    folded = unicodedata.normalize("NFKC", plain)
    # An accent that stands alone would become a blank and a mark.
    return folded if plain.isspace() or " " not in folded else plain


def _is_invisible(one: str) -> bool:
    """Tell whether a character is seen by machines only: marks of order, of bytes, of form."""
    return unicodedata.category(one) == "Cf" or "\ufe00" <= one <= "\ufe0f" or one >= "\U000e0100"


def _fold_blanks(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Yield the text with one blank for white space, and one or two line ends where it has any."""
    space: _Piece | None = None
    for start, end, text in pieces:
        if not text:
            continue
        if _BLANK.fullmatch(text):
            space = (space[0] if space else start, end, (space[2] if space else "") + text)
            continue
        if space:
            yield from _name_blank(space)
            space = None
        yield start, end, text
    if space:
        yield from _name_blank(space)


def _name_blank(space: _Piece) -> Iterator[_Piece]:
    start, end, text = space
    lines = len(_LINE_END.findall(text))
    if lines > 1:
        yield start, end - 1, "\n"
        yield end - 1, end, "\n"
    else:
        yield start, end, "\n" if lines else " "
