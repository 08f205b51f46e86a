"""The documents, and the small files that every site has.

A page of words alone is not added here: its rows ``page.ID.…`` of ``language/pages.csv`` make
route, file, links and sitemap entry.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from geoposture.articles.corrections import list_corrections, list_dates, write_feed
from geoposture.articles.published import path_of
from geoposture.articles.shelf import list_shelf, list_topics
from geoposture.errors import NotFound
from geoposture.export.addresses import DOCUMENTS
from geoposture.export.told import list_told
from geoposture.formats import geojson
from geoposture.language.words import Words
from geoposture.maps.assets import LICENCES
from geoposture.maps.templating import page_templates
from geoposture.model import View
from geoposture.service.http import params
from geoposture.service.http.responses import FOREVER, NO_STORE, send, send_once
from geoposture.service.http.served import cite_data, current, fresh
from geoposture.service.routes.maps import HTML, NEGOTIATED, list_urls
from geoposture.views import lead
from geoposture.views.codebook import introduce_agreement, list_tables, write_codebook
from geoposture.views.days import find_day

blueprint = Blueprint("documents", __name__)
STARTING = b'{"status":"starting"}'

ATOM = "application/atom+xml; charset=utf-8"
FORMATS = {"corrections": ("json", "html", "atom"), "codebook": ("json", "html")}
"""Of a document that is more than a page."""


def document() -> Response:
    """Return one of the documents, in the reader's language."""
    name, lang = request.path.strip("/"), params.choose_language()
    form = params.read_format(FORMATS.get(name, ("html",)), "html")
    headers = {"Content-Language": lang, **(cite_data(None) if name == "codebook" else {})}
    if form == "atom":
        feed = write_feed(current().catalog, current().settings.base_url(), lang)
        return send_once(feed, ATOM, cache=fresh(), headers=headers, vary=NEGOTIATED[1:])
    if name == "corrections" and form == "json":
        rows = geojson.encode_json(list_dates(current().catalog))
        return send_once(rows, geojson.JSON, cache=fresh())
    if name == "codebook" and form == "json":
        body = geojson.encode_json(write_codebook(current().catalog, current().catalog.words(lang)))
        return send_once(body, geojson.JSON, cache=fresh(), headers=headers, vary=NEGOTIATED[1:])
    text = page_templates().get_template("document.html").render(_describe_document(name, lang))
    page = current().place_page(text)
    return send_once(page, HTML, cache=fresh(), headers=headers, vary=NEGOTIATED[1:])


for _name in DOCUMENTS:
    blueprint.add_url_rule(f"/{_name}", view_func=document)


def _describe_document(name: str, lang: str) -> dict[str, Any]:
    state = current()
    words, other = state.catalog.words(lang), state.catalog.other_language(lang)
    sections, corrections, feed = _sections(name, words), [], ""
    tables = list_tables(state.catalog, words) if name == "codebook" else []
    if name == "corrections":
        corrections = list_corrections(state.catalog, lang)
        feed = f"/corrections?lang={lang}&f=atom"
        sections = [] if corrections else sections
    return {
        "lang": lang, "other_lang": other, "t": words.text,
        "urls": list_urls(state, View(lang=lang), f"/{name}?lang={other or lang}"),
        "title": words.text(f"page.{name}.title"),
        "licences": f"/static/{LICENCES}" if name == "about" else "",
        "sections": sections, "corrections": corrections, "feed": feed,
        "tables": tables, "agreement": introduce_agreement(state.catalog, words) if tables else "",
        "summary": sections[0]["text"] if sections else corrections[0]["text"],
    }  # fmt: skip


@blueprint.get("/theatre")
def show_theatre() -> Response:
    """Return what is served: title, languages, extent, and what each layer is."""
    params.check_names(("f",))
    catalog = current().catalog
    theatre = catalog.theatre
    named = {one.id for one in theatre.layers}
    further = [theatre.find_layer(one) for one in catalog.stored if one not in named]
    body = {
        "id": theatre.id,
        "title": {lang: catalog.words(lang).text("site.title") for lang in catalog.languages},
        "languages": list(catalog.languages),
        "extent": list(catalog.extent),
        "as_of": theatre.as_of or find_day(catalog),
        "layers": [
            {"id": one.id, "role": one.role, "gazetteer": one.gazetteer}
            for one in (*theatre.layers, *further)
        ],
        "lead": {
            lang: lead.describe_lead(catalog, catalog.words(lang)) for lang in catalog.languages
        } if theatre.lead else None,
    }  # fmt: skip
    return send_once(geojson.encode_json(body), geojson.JSON, cache=fresh())


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """Return a built browser file; its name changes with its content.

    Parameters
    ----------
    name : str
        With the hash in it.

    Raises
    ------
    NotFound
        If there is none of this name.
    """
    files = current().static
    if name not in files:
        raise NotFound("no such file")
    return send(files[name], cache=FOREVER)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Return the icon."""
    return send(current().static["favicon.svg"], cache=fresh())


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Welcome everyone."""
    text = f"User-agent: *\nAllow: /\nSitemap: {current().settings.base_url()}/sitemap.xml\n"
    return send_once(text.encode(), "text/plain; charset=utf-8", cache=fresh())


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages."""
    base = current().settings.base_url()
    articles = [f"/articles/{one['id']}" for one in list_shelf(current().catalog)]
    asked = current().catalog.questions
    figures = ["/figures", *(f"/figures/{one.id}" for one in asked)] if asked else []
    told = {topic for one in list_shelf(current().catalog) for topic in one["topics"]}
    topics = ["/topics", *(f"/topics/{one}" for one in list_topics() if one in told)]
    # As an export has them: of a large layer only what something is told about.
    known = [path_of(one) for one in sorted(list_told(current().catalog).places)]
    sources = [f"/sources/{one}" for one in current().catalog.sources]
    paths = ["/", *(f"/{name}" for name in DOCUMENTS), "/articles", *articles, *topics, *figures,
             "/sources", *sources, *known]  # fmt: skip
    places = "".join(f"<url><loc>{base}{path}</loc></url>" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    return send_once(text.encode(), "application/xml", cache=fresh())


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the process answers."""
    return send_once(b'{"status":"ok"}', geojson.JSON, cache=NO_STORE)


@blueprint.get("/readyz")
def readiness() -> Response:
    """Say which data are served, once nobody who asks would wait for a process that starts."""
    if current().computing.starting:
        told = {"Cache-Control": NO_STORE, "Retry-After": "1"}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return Response(STARTING, status, told, mimetype=geojson.JSON)
    return send_once(geojson.encode_json(current().readiness()), geojson.JSON, cache=NO_STORE)


def _sections(name: str, words: Words) -> list[dict[str, str]]:
    sections = []
    for number in range(1, 20):
        text = words.maybe(f"page.{name}.{number}.text")
        if not text:
            continue
        title = words.maybe(f"page.{name}.{number}.title") or ""
        sections.append({"title": title, "text": text})
    return sections
