"""Text tables as offices write them: any separator, any of the usual encodings, told which.

An encoding that is guessed and wrong changes names without a sign of it: what fits two of them
is refused, and asked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from geoposture.errors import BadData

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
GUESSED = ("utf-8", "cp932")
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp932": "Shift_JIS"}
SEPARATORS = ",;\t|"
SAMPLE = 50
KANA = re.compile("[ぁ-んァ-ヶ]")
BETWEEN_LETTERS = re.compile("[A-Za-z][一-龯]|[一-龯][a-z]")
"""What Latin letters with accents become in Shift_JIS: “Hémon” → “H駑on”."""
HALF = re.compile("[｡-ﾟ]")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under a heading.

    Attributes
    ----------
    columns : tuple of str
        Each of them once.
    rows : list of dict
        Texts by column; an empty cell is an empty text.
    numbers : list of int
        The line or row of the file that each row is, from 1.
    said : list of str
        What was decided as it was read.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    numbers: list[int]
    said: list[str] = field(default_factory=list)


def read_text_table(data: bytes, name: str, encoding: str | None) -> Table:
    """Return the table that a text file holds.

    Parameters
    ----------
    data : bytes
        Of the file.
    name : str
        Of the file, for errors.
    encoding : str or None
        As Python calls it; None finds it.

    Raises
    ------
    BadData
        If its encoding cannot be told, or it is no table.
    """
    text, taken = decode(data, name, encoding)
    separator = _find_separator(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    rows = list(_read_lines(lines, name))
    said = [] if taken in ("utf-8", "utf-8-sig") else [f"read as {NAMES.get(taken, taken)}"]
    if separator != ",":
        said.append(f"separated by {separator!r}" if separator != "\t" else "separated by tabs")
    return make_table(rows, name, said)


def _read_lines(lines: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table, each with the number of its last line."""
    before = 0
    try:
        for row in lines:
            yield lines.line_num, row
            before = lines.line_num
    except csv.Error as error:
        most = csv.field_size_limit()
        if "field larger" not in str(error):
            raise BadData(f"{name}: line {before + 1}: is no table: {error}") from error
        raise BadData(
            f"{name}: line {before + 1}: has a cell of more than {most:,} characters; "
            "close the quote that opens in it, or shorten the text"
        ) from error


def make_table(lines: list[tuple[int, list[str]]], name: str, said: list[str]) -> Table:
    """Return rows under the first that fills its columns.

    Parameters
    ----------
    lines : list of (int, list of str)
        Number and cells of each line, the heading among them.
    name : str
        Of the file, for errors.
    said : list of str
        What was decided before.

    Raises
    ------
    BadData
        If it has no heading, or a row has more cells than the heading.
    """
    filled = [(number, [one.strip() for one in row]) for number, row in lines if any(row)]
    if not filled:
        raise BadData(f"{name}: is empty; a heading and rows are wanted")
    width = Counter(len(_trim(row)) for _, row in filled[:SAMPLE]).most_common(1)[0][0]
    start = next(n for n, (_, row) in enumerate(filled) if len(_trim(row)) >= min(width, 2))
    said = [*said, *(f"line {number} left out: a title" for number, _ in filled[:start])]
    columns, renamed = _name_columns(_trim(filled[start][1]))
    rows, numbers = [], []
    for number, row in filled[start + 1 :]:
        cells = _trim(row)
        if len(cells) > len(columns):
            raise BadData(
                f"{name}: line {number} has {len(cells)} cells, the heading {len(columns)}; "
                "put a text that holds the separator in quotes"
            )
        cells += [""] * (len(columns) - len(cells))
        rows.append(dict(zip(columns, cells, strict=True)))
        numbers.append(number)
    return Table(columns, rows, numbers, [*said, *renamed])


def decode(data: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """Return a text and the encoding that it was read in.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for errors.
    encoding : str or None
        None tries UTF-8, UTF-16 and Shift_JIS.

    Raises
    ------
    BadData
        If it cannot be told, or is not what was named.
    """
    if encoding is None:
        encoding = next((one for bom, one in BOMS.items() if data.startswith(bom)), None)
        encoding = encoding or _find_wide(data)
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding.lower()
        except (UnicodeDecodeError, LookupError) as error:
            raise BadData(f"{name}: cannot be read as {encoding[:40]}: {error}") from error
    for one in GUESSED:
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if one == "utf-8" or _is_japanese(text):
            return text, one
    raise BadData(
        f"{name}: its encoding cannot be told; name it with --encoding (utf-8, cp932, cp1252, …)"
    )


def _find_wide(data: bytes) -> str | None:
    """Return UTF-16 without a mark: every other byte of Latin text and separators is 0."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_japanese(text: str) -> bool:
    """Tell whether a text that can be read as Shift_JIS is Japanese, not Latin with accents."""
    if BETWEEN_LETTERS.search(text):
        return False
    return bool(KANA.search(text)) or not HALF.search(text)


def _find_separator(text: str) -> str:
    """Return what parts the most lines into the same number of cells, more than one."""
    head = "\n".join(text.splitlines()[:SAMPLE])

    def weigh(separator: str) -> tuple[int, int]:
        try:
            rows = [one for one in csv.reader(io.StringIO(head), delimiter=separator) if any(one)]
        except csv.Error:  # as one cell, a line may be too long for any
            return -1, 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, lines = widths.most_common(1)[0] if widths else (1, 0)
        return lines, width

    return max(SEPARATORS, key=weigh)


def _trim(row: list[str]) -> list[str]:
    """Leave out the empty cells behind the last one."""
    end = max((n for n, one in enumerate(row, start=1) if one.strip()), default=0)
    return list(row[:end])


def _name_columns(given: list[str]) -> tuple[tuple[str, ...], list[str]]:
    names: list[str] = []
    said = []
    for number, one in enumerate(given, start=1):
        name = one or f"column_{number}"
        if name in names:
            name = next(
                f"{name}_{n}" for n in range(2, len(given) + 2) if f"{name}_{n}" not in names
            )
        if name != one:
            said.append(f"column {number} is called “{name}”")
        names.append(name)
    return tuple(names), said
