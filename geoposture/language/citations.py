"""How a source is named, and how the days of the data are: each with its own date or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoposture.language.words import Words


def cite_source(source: Mapping[str, Any], words: Words) -> str:
    """Return who published a source, with the day of the source itself where it has one.

    Parameters
    ----------
    source : mapping
        A row of the table of sources.
    words : Words

    Examples
    --------
    >>> from geoposture.language.words import load_words
    >>> cite_source({"publisher": "Jiji Press", "date": "2025-08-29"}, load_words("en"))
    'Jiji Press, 29 August 2025'
    >>> cite_source({"publisher": "GeoNames"}, load_words("en"))
    'GeoNames'
    """
    named = source.get(f"publisher_{words.lang}") or source.get("publisher")
    publisher = str(named or source.get("title") or "")
    if not source.get("date"):
        return publisher
    return words.text("source.dated", publisher=publisher, date=words.date(str(source["date"])))


def describe_source(source: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return a source as pages print it: title, address or None, and what else is known.

    Parameters
    ----------
    source : mapping
        A row of the table of sources.
    words : Words
    """
    address = find_address(source)
    known = [
        cite_source(source, words),
        source.get("kind"),
        words.text("source.read", date=words.date(source["read"])) if source.get("read") else None,
        None if address else words.text("card.no_address"),
    ]
    return {
        "text": source.get("title") or source.get("publisher"),
        "href": address,
        "note": words.text("list.semicolon").join(filter(None, known)),
        "archived": source.get("archived") or None,
    }


def cite_answer(
    sentence: str, words: Words, *, day: str | None, package: str, version: str,
    command: str | None,
) -> str:  # fmt: skip
    """Return a figure as people cite it: its sentence, what it was computed with, how to repeat it.

    Parameters
    ----------
    sentence : str
        What is cited, in the language of the words.
    words : Words
    day : str or None
        Of the data, ISO 8601; None where no data were asked.
    package, version : str
        The package's version, and the name of the catalogue's.
    command : str or None
        What prints the same figure; None where no command can.

    Examples
    --------
    >>> from geoposture.language.words import load_words
    >>> cite_answer("A lies 3 km from B.", load_words("en"), day="2025-08-29", package="1.0",
    ...             version="ab12", command=None)
    'A lies 3 km from B. Data of 29 August 2025; geoposture 1.0, catalogue ab12.'
    """
    made = {"package": package, "version": version}
    basis = (
        words.text("cite.dated", date=words.date(day), **made)
        if day
        else words.text("cite.undated", **made)
    )
    parts = [sentence, basis, words.text("cite.command", command=command) if command else ""]
    return ("" if words.lang == "ja" else " ").join(part for part in parts if part)


def find_address(source: Mapping[str, Any]) -> str | None:
    """Return the address of a source if it is one that a page may link to."""
    address = source.get("url")
    return address if address and address.startswith(("https://", "http://")) else None
