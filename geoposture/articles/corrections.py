"""What was put right: the public list, and the same as an Atom feed (RFC 4287)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any

from geoposture.catalog import Catalog
from geoposture.language.words import Words
from geoposture.model import Correction

ATOM = "http://www.w3.org/2005/Atom"
NO_DAY = "1970-01-01"
"""Of a feed without entries over layers without a day."""


def list_corrections(catalog: Catalog, lang: str) -> list[dict[str, Any]]:
    """Return the corrections in words, the newest first: id, date, title, text, figures.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    """
    return describe_corrections(catalog.corrections, catalog.words(lang))


def describe_corrections(corrections: Iterable[Correction], words: Words) -> list[dict[str, Any]]:
    """Return some corrections in words, the newest first: id, date, title, text, figures.

    Parameters
    ----------
    corrections : iterable of Correction
    words : Words
    """
    return [_describe(one, words) for one in _order(corrections)]


def list_dates(catalog: Catalog) -> list[dict[str, str]]:
    """Return id, date and kind of each correction: for frames that tell what came later.

    One of an article names it: only frames that tell this article have to.

    Parameters
    ----------
    catalog : Catalog
        The layers, with their table of corrections.
    """
    return [
        {"id": one.id, "date": one.date, "kind": one.kind}
        | ({"article": one.article} if one.article else {})
        for one in _order(catalog.corrections)
    ]


def describe_pin(catalog: Catalog, article: str | None, day: str | None) -> dict[str, Any]:
    """Return what a pinned frame knows of corrections: their last day, and how many had it.

    Parameters
    ----------
    catalog : Catalog
    article : str or None
        Id of the article that the frame tells.
    day : str or None
        Of the data, None where they have none.
    """
    told = [one.date for one in catalog.corrections if _concerns(one, article)]
    since = max([day or "", *told])
    return {"version": catalog.version, "article": article or "", "since": since,
            "known": told.count(since)}  # fmt: skip


def _concerns(one: Correction, article: str | None) -> bool:
    """Tell whether a frame says it: a fact that was wrong, or what became of its article."""
    return (
        one.kind != "updated" and one.article == article
        if one.article
        else (one.kind == "corrected")
    )


def write_feed(catalog: Catalog, base_url: str, lang: str) -> bytes:
    """Return the corrections as an Atom feed; without any it is a feed without entries.

    Parameters
    ----------
    catalog
        The layers and their tables.
    base_url : str
        The public address of the service, without a slash at its end.
    lang : str
        The language of the entries.
    """
    words = catalog.words(lang)
    here = f"{base_url}/corrections?lang={lang}"
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "id", f"{base_url}/corrections")
    _add(feed, "title", f"{words.text('site.corrections')} · {words.text('site.title')}")
    _add(feed, "updated", _moment(max((one.date for one in catalog.corrections),
                                      default=_find_day(catalog))))  # fmt: skip
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{here}&f=atom"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": here})
    _add(ET.SubElement(feed, "author"), "name", "geoposture")
    for one in _order(catalog.corrections):
        _add_entry(feed, _describe(one, words), here)
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _find_day(catalog: Catalog) -> str:
    days = (one.info.date for one in catalog.layers.values() if one.info.date)
    return max(days, default=NO_DAY)


def _order(corrections: Iterable[Correction]) -> list[Correction]:
    return sorted(corrections, key=lambda one: (one.date, one.id), reverse=True)


def _describe(one: Correction, words: Words) -> dict[str, Any]:
    lang = words.lang
    return {
        "id": one.id,
        "date": one.date,
        "title": words.text(f"corrections.{one.kind}", date=words.date(one.date)),
        "text": words.text("corrections.text", what=one.what[lang], old=_end(one.before[lang]),
                           new=_end(one.after[lang])),
        "figures": list(one.figures),
    }  # fmt: skip


def _end(text: str) -> str:
    """Return a text without the stop at its end, which the sentence round it has."""
    return text.removesuffix(".").removesuffix("。") or "–"


def _add_entry(feed: ET.Element, one: dict[str, Any], page: str) -> None:
    entry = ET.SubElement(feed, "entry")
    address = f"{page}#{one['id']}"
    _add(entry, "id", address)
    _add(entry, "title", one["title"])
    _add(entry, "updated", _moment(one["date"]))
    ET.SubElement(entry, "link", {"rel": "alternate", "href": address})
    _add(entry, "summary", " ".join([one["text"], *one["figures"]]))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
