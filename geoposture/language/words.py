"""The words of the interface, English and Japanese, from the one strings table."""

from __future__ import annotations

import csv
import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from geoposture.language.vocabulary import VOCABULARY

DAY = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
LANGUAGES = ("en", "ja")
TABLES = ("strings.csv", "pages.csv")
"""The words of the interface, and the pages that are words alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """All texts of one language."""

    lang: str
    table: Mapping[str, str]

    def text(self, key: str, **values: Any) -> str:
        """Return the text of `key` with its ``{placeholders}`` filled.

        Parameters
        ----------
        key : str
            As strings.csv or pages.csv has it.
        **values : object
            By placeholder.

        Raises
        ------
        KeyError
            If the table has no such key, or a placeholder gets no value.

        Examples
        --------
        >>> load_words("ja").text("tab.distance")
        '距離'
        """
        return self.table[key].format_map(values)

    def extend(self, more: Mapping[str, str]) -> Words:
        """Return these words with others before them.

        Parameters
        ----------
        more : mapping of str to str
            Texts by key, which win.
        """
        return Words(self.lang, ChainMap(dict(more), dict(self.table))) if more else self

    def own(self, key: str, otherwise: str, **values: Any) -> str:
        """Return the text of a key that a theatre should have, else `otherwise`.

        A text that asks for a value which is not there says nothing false either.

        Parameters
        ----------
        key : str
            As a theatre's own words may have it.
        otherwise : str
            Where they have none.
        **values : object
            By placeholder.
        """
        try:
            return self.table[key].format_map(values)
        except (KeyError, IndexError, ValueError):
            return otherwise

    def maybe(self, key: str) -> str | None:
        """Return the text of `key`, or None where the table has none.

        Parameters
        ----------
        key : str
            Of a text.
        """
        return self.table.get(key)

    def date(self, day: str) -> str:
        """Return a day, month or year as this language writes it.

        Parameters
        ----------
        day : str
            ISO 8601, as precise as the source: ``2025-03-30``, ``2025-03`` or ``2025``; what is
            none is given back as it is.

        Examples
        --------
        >>> load_words("en").date("2025-03-30"), load_words("ja").date("2025-03-30")
        ('30 March 2025', '2025年3月30日')
        >>> load_words("en").date("2015")
        '2015'
        """
        if not is_day(day):
            return day
        numbers = [int(part) for part in day.split("-")]
        if self.lang == "ja":
            return "".join(f"{value}{unit}" for value, unit in zip(numbers, "年月日", strict=False))
        year, *rest = numbers
        month = [VOCABULARY["months"][rest[0] - 1]] if rest else []
        return " ".join([*map(str, rest[1:]), *month, str(year)])

    def subset(self, *prefixes: str) -> dict[str, str]:
        """Return the texts whose key starts with one of `prefixes`, for the browser.

        Parameters
        ----------
        *prefixes : str
            How keys start.
        """
        return {key: text for key, text in self.table.items() if key.startswith(prefixes)}


def is_day(text: str) -> bool:
    """Tell whether a text is a day, a month or a year as ISO 8601 writes them.

    Parameters
    ----------
    text : str
        Of a layer or a table, which may hold anything.

    Examples
    --------
    >>> is_day("2025-03-30"), is_day("2025-03"), is_day("2025-13"), is_day("spring 2025")
    (True, True, False, False)
    """
    return bool(DAY.fullmatch(text))


@cache
def load_words(lang: str) -> Words:
    """Return the words of a language, read once.

    Parameters
    ----------
    lang : str
        Of `LANGUAGES`.

    Raises
    ------
    ValueError
        If the language is not one of `LANGUAGES`.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"language “{lang}” is not one of {', '.join(LANGUAGES)}")
    return Words(lang, {row["key"]: row[lang] for row in read_table()})


def read_table() -> list[dict[str, str]]:
    """Return the rows of ``strings.csv`` and ``pages.csv``: key, en, ja, note."""
    folder = resources.files("geoposture.language")
    return [
        row
        for name in TABLES
        for row in csv.DictReader(folder.joinpath(name).read_text(encoding="utf-8").splitlines())
    ]


@cache
def list_documents() -> tuple[str, ...]:
    """Return the names of the documents, in their order: what has ``page.NAME.title``."""
    found = (re.fullmatch(r"page\.([a-z]+)\.title", row["key"]) for row in read_table())
    return tuple(one[1] for one in found if one)


def number(value: float, decimals: int = 0) -> str:
    """Return a number with thousands separated by commas, as both languages print it.

    Parameters
    ----------
    value : float
        Any number.
    decimals : int
        Digits behind the point.

    Examples
    --------
    >>> number(755724), number(4.806, 1)
    ('755,724', '4.8')
    """
    return f"{value:,.{decimals}f}"
