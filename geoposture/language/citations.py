"""How a source is named, and how the days of the data are: each with its own date or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from geoposture.language.words import Words, load_words
from geoposture.model import Text

AUTHOR = "geoposture"
CITED: Mapping[str, str] = {
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
}
"""The forms of a citation for programs, and what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation of a figure names.

    Attributes
    ----------
    id : str
        Of the figure, empty for a question that somebody asks now.
    title, sentence : mapping of str to str
        The question and its answer, by language.
    address, pinned : str, str or None
        Of the newest answer, and of the one of this version of the data.
    version : str
        Of the data.
    day : str or None
        Of the data, ISO 8601.
    command : str
        That prints the figure.
    """

    id: str
    title: Text
    sentence: Text
    address: str
    pinned: str | None
    version: str
    day: str | None
    command: str


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


def cite_dated(source: Mapping[str, Any], words: Words) -> str:
    """Return who published a source with its day; where it has none, the day it was read.

    Parameters
    ----------
    source : mapping
        A row of the table of sources.
    words : Words

    Examples
    --------
    >>> from geoposture.language.words import load_words
    >>> cite_dated({"publisher": "GeoNames", "read": "2026-11-26"}, load_words("en"))
    'GeoNames, read 26 November 2026'
    """
    named = cite_source(source, words)
    if source.get("date") or not source.get("read"):
        return named
    read = words.text("source.read", date=words.date(str(source["read"])))
    return words.text("source.dated", publisher=named, date=read)


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
        say_kind(source, words) if source.get("kind") else None,
        words.text("source.read", date=words.date(source["read"])) if source.get("read") else None,
        None if address else words.text("card.no_address"),
    ]
    return {
        "text": source.get("title") or source.get("publisher"),
        "href": address,
        "note": words.text("list.semicolon").join(filter(None, known)),
        "archived": source.get("archived") or None,
    }


def say_kind(source: Mapping[str, Any], words: Words) -> str:
    """Return of which kind a source is, in words; a dash where that is not known.

    Parameters
    ----------
    source : mapping
        A row of the table of sources.
    words : Words
    """
    kind = str(source.get("kind") or "")
    return words.maybe(f"source.kind.{kind.replace(' ', '_')}") or kind or "–"


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
    """Return the address of a source if it is one that a page may link to.

    Parameters
    ----------
    source : mapping
        A row of ``sources.json``.
    """
    address = source.get("url")
    return address if address and address.startswith(("https://", "http://")) else None


def cite_figure(cited: Cited, lang: str) -> dict[str, str]:
    """Return how to cite a figure: as a text, as BibTeX, as CSL JSON.

    Each names the address, that of this version of the data where it has one, the version
    and its day: who has the citation alone can get the same figure.

    Parameters
    ----------
    cited : Cited
    lang : str
        Of the text, such as ``en``.
    """
    words = load_words(lang)
    year = (cited.day or "")[:4] or words.text("cite.no_year")
    text = words.text(
        "cite.figure" if cited.pinned else "cite.answer", author=AUTHOR, year=year,
        title=cited.title[lang], sentence=cited.sentence[lang], version=cited.version,
        day=words.date(cited.day) if cited.day else words.text("figure.no_day"),
        address=cited.address, pinned=cited.pinned or "",
    )  # fmt: skip
    text = " ".join(text.split())  # what has no sentence leaves no gap
    return {"text": text, "bibtex": _write_bibtex(cited, lang), "csl": _write_csl(cited, lang)}


def _write_bibtex(cited: Cited, lang: str) -> str:
    rows = {
        "author": f"{{{AUTHOR}}}", "title": f"{{{_escape(cited.title[lang])}}}",
        "year": (cited.day or "")[:4], "version": cited.version,
        "url": cited.pinned or cited.address,
        # An address is not escaped: who copies it out of the source has it as it is.
        "note": f"{_escape(cited.sentence[lang])} Newest: \\url{{{cited.address}}}".strip(),
    }  # fmt: skip
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in rows.items() if value)
    return f"@misc{{geoposture-{cited.id or 'answer'}-{cited.version[:8]},\n{body}\n}}"


def _escape(text: str) -> str:
    """Return a text as BibTeX reads it: what commands and comments begin with is marked."""
    for sign in "\\%&#_$":
        text = text.replace(sign, f"\\{sign}" if sign != "\\" else "\\textbackslash ")
    return text


def _write_csl(cited: Cited, lang: str) -> str:
    issued = [int(part) for part in (cited.day or "").split("-") if part]
    item = {
        "type": "dataset", "id": f"geoposture-{cited.id or 'answer'}-{cited.version[:8]}",
        "title": cited.title[lang], "author": [{"literal": AUTHOR}], "version": cited.version,
        **({"issued": {"date-parts": [issued]}} if issued else {}),
        "URL": cited.pinned or cited.address,
        **({"abstract": cited.sentence[lang]} if cited.sentence[lang] else {}),
        "note": cited.address, "language": lang,
    }  # fmt: skip
    return orjson.dumps([item], option=orjson.OPT_INDENT_2).decode()
