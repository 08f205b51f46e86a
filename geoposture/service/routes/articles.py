"""Articles, by what is said about them, their topics and their annotations; never their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from geoposture.articles import published as said
from geoposture.articles import shelf
from geoposture.articles.feed import MEDIA_TYPE, write_articles
from geoposture.catalog import ANNOTATIONS
from geoposture.catalog.query import DEFAULT_LIMIT
from geoposture.formats import geojson
from geoposture.formats.tables import CSV, encode_table
from geoposture.service.html import articles as pages
from geoposture.service.html import resources
from geoposture.service.http import params
from geoposture.service.http.responses import send_once
from geoposture.service.http.served import cite_data, current, fresh
from geoposture.service.routes import ogc

blueprint = Blueprint("articles", __name__)

FORMATS = ("json", "html")
LISTED = (
    "id", "title", "publisher", "published", "language", "kind", "url", "claim_count", "topics",
    "features",
)  # fmt: skip
"""What the list says of an article."""


@blueprint.get("/articles")
def articles() -> Response:
    """List the articles, the newest first; of one topic where that is asked for."""
    params.check_names(("f", "lang", "limit", "offset", "topic"))
    form = params.read_format((*FORMATS, "atom"), "json")
    limit, offset = params.read_limit(DEFAULT_LIMIT), _read_offset()
    # A form without a choice sends an empty one.
    topic = params.read_choice("topic", ("", *shelf.list_topics()), None) or None
    kept = shelf.list_shelf(current().catalog)
    found = [one for one in kept if topic is None or topic in one["topics"]]
    rows, turns = shelf.choose_page(found, limit, offset)
    if form == "atom":
        return _send_feed(rows)
    if params.wants_page():
        return pages.show_articles(rows, turns, limit, topic)
    listed = [{**shelf.pick(one, LISTED), "links": _links(one["id"])} for one in rows]
    return _json({"articles": listed, "links": _turn("/articles", turns, limit)})


def _read_offset() -> int:
    return params.read_count("offset", 0, least=0, most=10**9)


def _send_feed(rows: Any) -> Response:
    lang = params.choose_language()
    feed = write_articles(current().catalog, rows, current().settings.base_url(), lang)
    headers = {"Content-Language": lang}
    return send_once(feed, MEDIA_TYPE, cache=fresh(), headers=headers, vary=resources.VARY)


def _turn(path: str, turns: Mapping[str, int], limit: int) -> list[dict[str, str]]:
    """Return links to this page and to those round it."""
    given = request.args.to_dict()
    here = f"{path}?{urlencode(given)}" if given else path
    links = [ogc.link(here, "self", geojson.JSON, "This page")]
    for rel, offset in turns.items():
        query = urlencode({**given, "limit": str(limit), "offset": str(offset)})
        links.append(ogc.link(f"{path}?{query}", rel, geojson.JSON, f"The {rel} page"))
    return links


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Describe an article: its citation and its claims in our words.

    Parameters
    ----------
    article_id : str
        Of an article with published claims.
    """
    found, rows = said.find_article(current().catalog, article_id)
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    kept, reading = shelf.find_on_shelf(current().catalog, article_id), shelf.read_reading(rows)
    if params.wants_page():
        return pages.show_article(kept, reading)
    claims = said.list_claims(rows)
    more = {"kind": kept["kind"], "extent": reading.extent, "claims": claims}
    return _json({**found, **more, "links": _links(article_id)})


@blueprint.get("/articles/<article_id>/annotations")
def article_annotations(article_id: str) -> Response:
    """Return an article's annotations as GeoJSON, or as Web Annotations.

    Parameters
    ----------
    article_id : str
        Of an article with published claims.
    """
    found, rows = said.find_article(current().catalog, article_id)
    params.check_names(("f", "profile"))
    params.read_format(("json", "geojson"), "json")
    if params.read_choice("profile", ("w3c",), None):
        base = current().settings.base_url()
        body = said.make_web_annotations(found, rows, base)
        return _json(body, ogc.WEB_ANNOTATION)
    features = (geojson.encode_feature(one) for one in rows)
    members = {"article": found, "links": _links(article_id), "numberReturned": len(rows)}
    data = geojson.join_features(features, members)
    return send_once(data, geojson.GEOJSON, cache=fresh(), headers=cite_data(ANNOTATIONS))


@blueprint.get("/topics")
def topics() -> Response:
    """List the topics, in the order of the closed list."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    if params.wants_page():
        return pages.show_topics()
    rows = [
        {"id": one, "title": _name_topic(one),
         "links": [ogc.link(f"/topics/{one}", "item", geojson.JSON, "Its claims")]}
        for one in shelf.list_topics()
    ]  # fmt: skip
    return _json({"topics": rows, "links": [ogc.link("/topics", "self", geojson.JSON, "This")]})


@blueprint.get("/topics/<topic>")
def topic_claims(topic: str) -> Response:
    """List the claims of all articles on a topic, the newest first.

    Parameters
    ----------
    topic : str
        Of the closed list.

    Raises
    ------
    NotFound
        If the list has no such topic.
    """
    shelf.require_topic(topic)
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    claims = shelf.find_claims(current().catalog, topic=topic)
    if params.wants_page():
        return pages.show_topic(topic, claims)
    names = (*shelf.COLUMNS, "features", "implied", "title")
    rows = [shelf.pick(one, names) for one in claims]
    links = [ogc.link(f"/topics/{topic}", "self", geojson.JSON, "This")]
    return _json({"id": topic, "title": _name_topic(topic), "claims": rows, "links": links})


@blueprint.get("/claims.csv")
def claims_table() -> Response:
    """Return the claims of all articles as a table."""
    params.check_names(("f",))
    params.read_format(("csv",), "csv")
    rows = [
        list(shelf.pick(one, shelf.COLUMNS).values())
        for one in shelf.list_all_claims(current().catalog)
    ]
    table = encode_table(shelf.COLUMNS, rows)
    return send_once(table, CSV, cache=fresh(), headers=cite_data(ANNOTATIONS))


def _name_topic(topic: str) -> dict[str, str]:
    catalog = current().catalog
    return {lang: catalog.words(lang).text(f"topic.{topic}") for lang in catalog.languages}


def _links(article_id: str) -> list[dict[str, str]]:
    path = f"/articles/{article_id}"
    return [
        ogc.link(path, "self", geojson.JSON, "The article"),
        ogc.link(f"{path}?f=html", "alternate", "text/html", "The article for people"),
        ogc.link(f"{path}/annotations", "items", geojson.GEOJSON, "Its annotations"),
        ogc.link(f"{path}/annotations?profile=w3c", "alternate", ogc.LD_JSON,
                 "As Web Annotations"),
    ]  # fmt: skip


def _json(body: Any, media_type: str = geojson.JSON) -> Response:
    data, cited = geojson.encode_json(body), cite_data(ANNOTATIONS)
    return send_once(data, media_type, cache=fresh(), headers=cited, vary=resources.VARY)
