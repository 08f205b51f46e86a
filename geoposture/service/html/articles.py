"""Articles and topics as pages: what was chosen, what it says of places, and how it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from markupsafe import Markup

from geoposture.articles import shelf
from geoposture.articles.published import name_publisher, path_of
from geoposture.language.citations import find_address
from geoposture.language.words import LANGUAGES, Words, number
from geoposture.pictures.canvas import draw_map
from geoposture.service.html.resources import (
    choose_words,
    link_claim,
    link_page,
    link_turns,
    say_verdict,
    send_page,
)
from geoposture.service.http.served import current
from geoposture.views import story, toponyms

SEPARATORS: Mapping[str, str] = {"en": ", ", "ja": "、"}
STOPS: Mapping[str, str] = {"en": ". ", "ja": "。"}


def show_articles(
    articles: Sequence[Mapping[str, Any]], turns: Mapping[str, int], limit: int, topic: str | None
) -> Response:
    """Return a list of articles as a page: outlets, days, places, topics.

    Parameters
    ----------
    articles : sequence of mapping
        As `shelf.list_shelf` has them.
    turns : mapping of str to int
        Offsets of the pages round it, by relation.
    limit : int
        Rows of a page.
    topic : str or None
        What all of them are about.
    """
    words = choose_words()
    names = ("title", "credit", "published", "kind", "places", "topics", "claims")
    header = [words.text("topic.topics" if one == "topics" else f"art.{one}") for one in names]
    title = words.text("art.articles")
    rows = [_make_row(one, words) for one in articles]
    return send_page(
        words,
        title=title,
        lead=words.text("art.lead"),
        note=words.text("art.chosen"),
        topics=_offer_topics(words, topic, filters=True),
        table={"caption": title, "header": header, "rows": rows, "form": "stacked listed"},
        links=[
            *link_turns(turns, limit, words),
            {"href": "/claims.csv", "text": words.text("art.claims_csv")},
            {"href": f"/articles?f=atom&lang={words.lang}", "text": words.text("art.feed")},
        ],
    )


def _make_row(one: Mapping[str, Any], words: Words) -> dict[str, Any]:
    return {
        "id": one["title"] or one["id"],
        "lang": story.name_foreign(one, words),
        "href": link_page(f"/articles/{one['id']}"),
        "cells": [
            name_publisher(one, words),
            words.date(one["published"]) if one["published"] else "–",
            words.text(f"art.kind.{one['kind']}"),
            _link_places(one["features"], words),
            _link_topics(one["topics"], words),
            str(one["claim_count"]),
        ],
    }


def show_article(article: Mapping[str, Any], reading: shelf.Reading) -> Response:
    """Return an article as a page: its citation, how it was read, its claims in our words.

    Parameters
    ----------
    article : mapping
        As `shelf.list_shelf` has it.
    reading : Reading
        How it was read.
    """
    words, claims = choose_words(), article["claims"]
    names = ("no", "claim", "places", "link", "topics", "verdict")
    header = [words.text("topic.topics" if one == "topics" else f"art.{one}") for one in names]
    shown = [ref for one in claims for ref in one["features"]]
    path, found = f"/articles/{article['id']}/annotations", find_address(article)
    return send_page(
        words,
        title=article["title"] or article["id"],
        title_lang=story.name_foreign(article, words),
        lead=_cite(article, words),
        address={"label": words.text("art.address"), "href": found,
                 "text": found or words.text("art.no_address")},
        notes=[words.text(f"art.kind.{article['kind']}"), *_say_reading(reading, words)],
        note=words.text("art.note") if any(one["implied"] for one in claims) else None,
        picture=_draw_places(shown, words),
        table={"caption": words.text("art.caption", count=len(claims)), "header": header,
               "rows": [_make_claim(article, one, words) for one in claims], "form": "stacked"},
        crumbs=[{"href": link_page("/articles"), "text": words.text("art.articles")}],
        links=[
            {"href": f"/?lang={words.lang}&article={article['id']}",
             "text": words.text("res.map")},
            {"href": path, "text": words.text("art.geojson")},
            {"href": f"{path}?profile=w3c", "text": words.text("art.w3c")},
            *([{"href": found, "text": words.text("art.original")}] if found else ()),
        ],
    )  # fmt: skip


def _make_claim(article: Mapping[str, Any], one: Mapping[str, Any], words: Words) -> dict[str, Any]:
    address = f"/?lang={words.lang}&article={article['id']}"
    return {
        "id": str(one["claim_no"] or "–"),
        "href": address + (f"&claim={one['claim_no']}" if one["claim_no"] else ""),
        "cells": [
            _say_claim(one, words),
            _link_places(one["features"], words),
            _say_link(one, words),
            _link_topics(one["topics"], words),
            say_verdict(one["verdict"], words) or "–",
        ],
    }


def show_topics() -> Response:
    """Return the closed list of topics as a page."""
    words = choose_words()
    links = [
        {"href": link_page(f"/topics/{one}"), "text": words.text(f"topic.{one}")}
        for one in shelf.list_topics()
    ]
    title = words.text("topic.topics")
    return send_page(
        words, title=title, lead=words.text("topic.lead"), note=words.text("art.chosen"),
        sections=[{"title": title, "links": links}], crumbs=[_crumb_articles(words)],
    )  # fmt: skip


def show_topic(topic: str, claims: Sequence[Mapping[str, Any]]) -> Response:
    """Return the claims on a topic as a page, with outlet and day.

    Parameters
    ----------
    topic : str
        One of the list.
    claims : sequence of mapping
        The newest first.
    """
    words = choose_words()
    title = words.text(f"topic.{topic}")
    section = {
        "title": words.text("art.claim"),
        "texts": [] if claims else [words.text("topic.none")],
        "links": [link_claim(one, words) for one in claims],
    }
    return send_page(
        words, title=title, lead=words.text("topic.lead"), note=words.text("art.chosen"),
        topics=_offer_topics(words, topic), sections=[section],
        crumbs=[_crumb_articles(words),
                {"href": link_page("/topics"), "text": words.text("topic.topics")}],
    )  # fmt: skip


def _crumb_articles(words: Words) -> dict[str, str]:
    return {"href": link_page("/articles"), "text": words.text("art.articles")}


def _offer_topics(words: Words, chosen: str | None, *, filters: bool = False) -> dict[str, Any]:
    """Return the topics that articles have as links, and for a form that filters them."""
    known = {topic for one in shelf.list_shelf(current().catalog) for topic in one["topics"]}
    return {
        "chosen": chosen,
        "filters": filters,
        "list": [
            {"id": one, "text": words.text(f"topic.{one}"), "href": link_page(f"/topics/{one}")}
            for one in shelf.list_topics() if one in known or one == chosen
        ],
    }  # fmt: skip


def _say_claim(claim: Mapping[str, Any], words: Words) -> Markup | str:
    own = claim[f"claim_{words.lang}"]
    other = next((one for one in LANGUAGES if claim[f"claim_{one}"]), None)
    if own or other is None:
        return own or "–"
    return Markup('<span lang="{}">{}</span>').format(other, claim[f"claim_{other}"])


def _link_places(references: Sequence[str], words: Words) -> Markup | str:
    """Return the places of a claim as links to their pages; a dash where there is none."""
    catalog = current().catalog
    return _join(
        [
            (link_page(path_of(one)), toponyms.name_reference(catalog, one, words.lang))
            for one in references
        ],
        words,
    )


def _link_topics(topics: Sequence[str], words: Words) -> Markup | str:
    known = shelf.list_topics()
    return _join(
        [(link_page(f"/topics/{one}"), words.text(f"topic.{one}")) for one in topics
         if one in known], words,
    )  # fmt: skip


def _join(links: Sequence[tuple[str, str]], words: Words) -> Markup | str:
    made = [Markup('<a href="{}">{}</a>').format(href, text) for href, text in links]
    return Markup(SEPARATORS[words.lang]).join(made) or "–"


def _say_link(claim: Mapping[str, Any], words: Words) -> str:
    """Return how a claim is linked to its places; a dash where it has none."""
    if not claim["features"]:
        return "–"
    return words.text("claim.implied" if claim["implied"] else "claim.explicit")


def _cite(article: Mapping[str, Any], words: Words) -> str:
    """Return who published an article and when, and whom its text credits, apart from it."""
    credit = story.say_credit(current().catalog, article, words)
    return STOPS[words.lang].join([story.cite_article(article, words), *credit])


def _say_reading(reading: shelf.Reading, words: Words) -> list[str]:
    """Return how much of an article was read, by whom and when, as its rows say it."""
    said = []
    if reading.extent:
        said.append(words.text("art.extent", n=number(reading.extent)))
    if reading.by or reading.at:
        by = words.text("list.join").join(_name_reviewer(one, words) for one in reading.by)
        by = by or words.text("art.by.unnamed")
        date = words.date(reading.at) if reading.at else ""
        said.append(words.text("art.review_day" if date else "art.review", by=by, date=date))
    return [*said, *reading.notes]


def _name_reviewer(by: str, words: Words) -> str:
    return words.maybe(f"art.by.{by}") or by


def _draw_places(references: Sequence[str], words: Words) -> Markup:
    """Return a small map of the places that claims are linked to."""
    catalog = current().catalog
    found = []
    for reference in dict.fromkeys(references):
        layer_id, _, feature_id = reference.partition("/")
        layer = catalog.layers.get(layer_id)
        if layer is not None and feature_id in layer.index:
            found.append(layer.geometry(feature_id))
    placed = [one for one in found if one is not None]
    label = words.text("res.picture", count=len(placed), layer=words.text("art.places"))
    return draw_map(placed, catalog, label=label)
