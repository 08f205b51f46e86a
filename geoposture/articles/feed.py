"""The articles as an Atom feed (RFC 4287): one entry each, the newest first."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any

from geoposture.articles.corrections import ATOM, NO_DAY
from geoposture.articles.published import name_publisher
from geoposture.catalog import Catalog
from geoposture.language.words import Words

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def write_articles(
    catalog: Catalog, articles: Iterable[Mapping[str, Any]], base_url: str, lang: str
) -> bytes:
    """Return articles as a feed; titles stay in their own language.

    Parameters
    ----------
    catalog : Catalog
    articles : iterable of mapping
        As `shelf.list_shelf` has them.
    base_url : str
        Public address of the service, no slash at its end.
    lang : str
        Of the words round them, such as ``en``.
    """
    words, rows = catalog.words(lang), list(articles)
    here = f"{base_url}/articles?f=html&lang={lang}"
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "id", f"{base_url}/articles")
    _add(feed, "title", f"{words.text('art.articles')} · {words.text('site.title')}")
    _add(feed, "subtitle", words.text("art.chosen"))
    _add(feed, "updated", max((_moment(one["published"]) for one in rows), default=_moment(None)))
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{base_url}/articles?f=atom&lang={lang}"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": here})
    _add(ET.SubElement(feed, "author"), "name", "geoposture")
    for one in rows:
        _add_entry(feed, one, base_url, words)
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_entry(feed: ET.Element, one: Mapping[str, Any], base_url: str, words: Words) -> None:
    entry = ET.SubElement(feed, "entry")
    page = f"{base_url}/articles/{one['id']}"
    _add(entry, "id", page)
    title = _add(entry, "title", one["title"] or one["id"])
    if one["language"]:
        title.set("xml:lang", one["language"])
    _add(entry, "updated", _moment(one["published"]))
    href = f"{page}?f=html&lang={words.lang}"
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": href})
    _add(ET.SubElement(entry, "author"), "name", name_publisher(one, words))
    for topic in one["topics"]:
        ET.SubElement(entry, "category", {"term": topic, "label": words.text(f"topic.{topic}")})
    key = "art.feed_one" if one["claim_count"] == 1 else "art.feed_entry"
    _add(entry, "summary", words.text(key, n=one["claim_count"]))


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    found = ET.SubElement(parent, name)
    found.text = text
    return found


def _moment(day: str | None) -> str:
    """Return when a day began; a month or year is as old as its first day."""
    known = day or NO_DAY
    return f"{known}{'-01' * (2 - known.count('-'))}T00:00:00Z"
