"""The embed, its oEmbed provider and the script of the page round it.

Its shapes, with their sizes, are ``shapes`` of ``language/vocabulary.json``; what each shows is
drawn by ``pictures/poster.py``.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from markupsafe import Markup

from geoposture import pictures
from geoposture.catalog import Catalog
from geoposture.errors import NotFound
from geoposture.formats import geojson
from geoposture.language.vocabulary import EMBED_SHAPES
from geoposture.language.words import load_words
from geoposture.maps import frame
from geoposture.maps.templating import page_templates
from geoposture.model import View
from geoposture.pictures.subject import hold_subject
from geoposture.service.html.snippets import make_fallback, make_iframe
from geoposture.service.http import params
from geoposture.service.http.responses import ONCE, Body, send
from geoposture.service.http.served import cite_as, cite_data, compute, current, fresh
from geoposture.service.routes.maps import (
    HTML,
    find_oembed,
    tell_version,
    tell_view,
    write_links,
)
from geoposture.service.state import State
from geoposture.views import answers, description
from geoposture.views.fields import read_view, write_query

blueprint = Blueprint("embeds", __name__)

LEAST_OEMBED, MOST_OEMBED = 200, 2000
EMBEDDABLE = re.compile(r"(?:/v/[0-9a-f]{16})?(?:/|/embed)")


@blueprint.get("/embed")
@blueprint.get("/v/<version>/embed")
def embed(version: str | None = None) -> Response:
    """Return the embed: the view as a still map, or the interactive one with ``live=1``.

    Parameters
    ----------
    version : str, optional
        Of the data, where the address names one.
    """
    state, view = current(), tell_view(params.read_view())
    tell_version(version, view.lang)
    live = request.args.get("live") == "1"
    render = _render_live if live else _render_poster
    body = compute(render, (view, version))
    headers = {
        "Content-Language": view.lang,
        "Link": ", ".join(
            [
                write_links(_find_oembed(state, view, version)),
                cite_as(_pin(view)),
            ]
        ),
    }
    return send(body, cache=fresh(), headers=headers, vary=("Accept-Language",))


@blueprint.get("/map.html")
def map_file() -> Response:
    """Return the view as one file that asks nobody for anything."""
    body = compute(_render_file, tell_view(params.read_view()))
    return send(body, cache=fresh(), headers=cite_data(None), vary=params.vary_language())


@blueprint.get("/embed.js")
def host_script() -> Response:
    """Return the script that lets maps take their own height."""
    state = current()
    return send(state.static[state.assets["embed.js"]], cache=fresh())


@blueprint.get("/oembed")
def oembed() -> Response:
    """Answer as an oEmbed provider, in JSON or XML; unknown parameters are ignored."""
    form = request.args.get("format", "json")
    if form not in ("json", "xml"):
        return Response(f"format is json or xml; got {form[:20]}\n", 501, mimetype="text/plain")
    view, version = _read_embedded(request.args.get("url", ""))
    headers = {"Link": cite_as(_pin(view))}
    return send(compute(_describe, (view, version, _fit_size(view), form)), cache=fresh(),
                headers=headers)  # fmt: skip


def _pin(view: View) -> str:
    """Return the address of a view's embed that stays as it is."""
    return f"/v/{current().catalog.version}/embed?{write_query(view)}"


def _read_embedded(url: str) -> tuple[View, str | None]:
    """Return the view that an address of ours shows; never fetched.

    Raises
    ------
    NotFound
        If the address is not a page of this map, or of an article that is not there.
    """
    parts, own = urlsplit(url), urlsplit(current().settings.base_url())
    # A host is the same in any case (RFC 3986, 6.2.2.1).
    host, hosts = parts.netloc.lower(), {own.netloc.lower(), request.host.lower()}
    path = parts.path.removeprefix(own.path) if _is_below(parts.path, own.path) else parts.path
    match = EMBEDDABLE.fullmatch(path or "/")
    if own.path and path == parts.path and host == own.netloc.lower():
        match = None  # of the same host, and no page of the map
    if parts.scheme not in ("http", "https") or host not in hosts or match is None:
        raise NotFound(load_words("en").text("err.oembed"))
    version = path.split("/")[2] if path.startswith("/v/") else None
    given = params.unescape(parse_qsl(parts.query, keep_blank_values=True))
    languages = current().catalog.languages
    lang = given.get("lang") if given.get("lang") in languages else languages[0]
    return tell_view(read_view(given, str(lang))), version


def _is_below(path: str, parent: str) -> bool:
    return path == parent or path.startswith(f"{parent}/")


def _describe(state: State, question: tuple[View, str | None, tuple[int, int], str]) -> Body:
    view, version, size, form = question
    answer = _describe_embed(state, view, version, size)
    if form == "json":
        return Body(geojson.encode_json(answer), geojson.JSON, quality=ONCE)
    rows = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in answer.items())
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{rows}</oembed>\n'
    return Body(text.encode(), "text/xml; charset=utf-8", quality=ONCE)


def _describe_embed(
    state: State, view: View, version: str | None, size: tuple[int, int]
) -> dict[str, Any]:
    width, height = size
    words = state.catalog.words(view.lang)
    title = view.title or words.text("site.title")
    base, query = state.settings.base_url(), write_query(view)
    address = f"{base}{_find_path(version)}?{query}"
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "description": _describe_in_words(state.catalog, view),
        "provider_name": "geoposture",
        "provider_url": f"{base}/",
        "cache_age": state.settings.cache_seconds,
        "html": make_fallback(f"{base}/?{query}", title)
        + make_iframe(address, words.text("share.iframe_title", title=title), width, height),
        "width": width,
        "height": height,
        "thumbnail_url": f"{base}/map.png?{query}&width={width}&height={height}",
        "thumbnail_width": width,
        "thumbnail_height": height,
    }


def _describe_in_words(catalog: Catalog, view: View) -> str:
    """Return what a view shows and computes, and what its points were summarized from.

    Words of whoever embeds it stand for all of it.
    """
    if view.alt:
        return view.alt
    figures = answers.compute_figures(catalog, view)
    parts = [
        description.describe_view(catalog, hold_subject(catalog, view, figures)),
        *answers.list_figures(catalog, view, figures),
        pictures.credit_view(catalog, view),
    ]
    return ("" if view.lang == "ja" else " ").join(filter(None, parts))


def _fit_size(view: View) -> tuple[int, int]:
    """Return width and height within ``maxwidth`` and ``maxheight``, at the ratio of the shape."""
    across, along = EMBED_SHAPES[view.shape or "wide"]
    ratio = across / along
    limits = []
    for name, default in (("maxwidth", 720), ("maxheight", MOST_OEMBED)):
        text = request.args.get(name, "")
        value = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else default
        limits.append(min(max(value, LEAST_OEMBED), MOST_OEMBED))
    width = min(limits[0], int(limits[1] * ratio))
    return max(LEAST_OEMBED, width), max(LEAST_OEMBED, min(limits[1], round(width / ratio)))


def _find_oembed(state: State, view: View, version: str | None) -> dict[str, str]:
    """Return where the oEmbed answers are, of a pinned embed those about the pinned one."""
    base = state.settings.base_url()
    return find_oembed(base, f"{base}{_find_path(version)}?{write_query(view)}")


def _find_path(version: str | None) -> str:
    return f"/v/{version}/embed" if version else "/embed"


def _render_poster(state: State, question: tuple[View, str | None]) -> Body:
    view, version = question
    drawn = {name: Markup(svg)
             for name, svg in pictures.draw_posters(state.catalog, view).items()}  # fmt: skip
    text = page_templates().get_template("embed.html").render(
        frame.describe_frame(state.catalog, view, outdated=_outdated(state, version, view),
                              pinned=version == state.catalog.version),
        pictures=drawn, style=Markup(embed_style(state)),
        urls=_urls(state, view, version)
        | {"live": f"{_find_path(version)}?{write_query(view)}&live=1"},
    )  # fmt: skip
    return Body(state.place_page(text), HTML)


def _render_live(state: State, question: tuple[View, str | None]) -> Body:
    from geoposture.maps import folium_map  # noqa: PLC0415 - folium brings pandas: a second of import

    view, version = question
    scene = frame.make_scene(state.catalog, view, state.versioned())
    context = frame.describe_frame(
        state.catalog, view, live=True, outdated=_outdated(state, version, view)
    ) | {"urls": _urls(state, view, version), "inside": None}
    page = folium_map.render(folium_map.build(scene, "live.html"), context).page
    return Body(state.place_page(page), HTML)


def _render_file(state: State, view: View) -> Body:
    from geoposture.maps import single_file  # noqa: PLC0415

    settings = state.settings
    text = single_file.compose(state.catalog, view, settings.base_url(), settings.report_address())
    return Body(text.encode(), HTML)


def _outdated(state: State, version: str | None, view: View) -> str:
    if version is None or version == state.catalog.version:
        return ""
    return state.catalog.words(view.lang).text("note.pinned_gone", v=version)


def _urls(state: State, view: View, version: str | None) -> dict[str, str]:
    base, query = state.settings.base_url(), write_query(view)
    return {
        **state.list_urls("frame.css"),
        "poster": state.asset("poster.js"),
        "face": state.asset("sans-400.woff2"),
        "script": f"/map.js?{query}&frame=1",
        "full": f"{base}/?{query}",
        "corrections": f"{base}/corrections?lang={view.lang}",
        **_find_oembed(state, view, version),
    }


def embed_style(state: State) -> str:
    """Return the embed's style sheet, which stands inside the page: a request less.

    Parameters
    ----------
    state : State
        The version that is served, with the built files.
    """
    text = state.static[state.assets["embed.css"]].data.decode().strip()
    # Within a page its addresses are no longer beside it.
    return text.replace('url("./', f'url("{state.settings.path()}/static/')
