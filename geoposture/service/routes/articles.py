"""Articles, by what is said about them and their annotations; never their text."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from geoposture.articles import published as said
from geoposture.formats import geojson
from geoposture.service.html import resources
from geoposture.service.http import params
from geoposture.service.http.responses import send_once
from geoposture.service.http.served import current, fresh
from geoposture.service.routes import ogc

blueprint = Blueprint("articles", __name__)

LD_JSON = "application/ld+json"
WEB_ANNOTATION = f'{LD_JSON}; profile="http://www.w3.org/ns/anno.jsonld"'
FORMATS = ("json", "html")


@blueprint.get("/articles")
def articles() -> Response:
    """List the articles."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    found = said.list_articles(current().catalog)
    if resources.wants_page():
        return resources.show_articles(found)
    rows = [{**one, "links": _links(one["id"])} for one in found]
    return _json({"articles": rows, "links": [ogc.link("/articles", "self", geojson.JSON, "This")]})


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Describe an article: its citation and its claims in our words."""
    found, rows = said.find_article(current().catalog, article_id)
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    claims = said.list_claims(rows)
    if resources.wants_page():
        return resources.show_article(found, claims)
    return _json({**found, "claims": claims, "links": _links(article_id)})


@blueprint.get("/articles/<article_id>/annotations")
def article_annotations(article_id: str) -> Response:
    """Return an article's annotations as GeoJSON, or as Web Annotations."""
    found, rows = said.find_article(current().catalog, article_id)
    params.check_names(("f", "profile"))
    params.read_format(("json", "geojson"), "json")
    if params.read_choice("profile", ("w3c",), None):
        base = current().settings.base_url()
        body = said.make_web_annotations(found, rows, base)
        return _json(body, WEB_ANNOTATION)
    features = (geojson.encode_feature(one) for one in rows)
    members = {"article": found, "links": _links(article_id), "numberReturned": len(rows)}
    data = geojson.join_features(features, members)
    return send_once(data, geojson.GEOJSON, cache=fresh())


def _links(article_id: str) -> list[dict[str, str]]:
    path = f"/articles/{article_id}"
    return [
        ogc.link(path, "self", geojson.JSON, "The article"),
        ogc.link(f"{path}?f=html", "alternate", "text/html", "The article for people"),
        ogc.link(f"{path}/annotations", "items", geojson.GEOJSON, "Its annotations"),
        ogc.link(f"{path}/annotations?profile=w3c", "alternate", LD_JSON, "As Web Annotations"),
    ]


def _json(body: Any, media_type: str = geojson.JSON) -> Response:
    return send_once(geojson.encode_json(body), media_type, cache=fresh(), vary=resources.VARY)
