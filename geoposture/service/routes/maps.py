"""The map: as a page, as its script, as a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from geoposture import pictures
from geoposture.articles.published import require_article
from geoposture.catalog.versions import VERSION
from geoposture.errors import BadRequest, NotFound
from geoposture.export.addresses import DOCUMENTS
from geoposture.formats import geojson
from geoposture.limits import LIMITS
from geoposture.maps import frame, page, scene
from geoposture.maps.assets import bring_faces
from geoposture.model import View
from geoposture.pictures import pdf
from geoposture.pictures.raster import rasterise
from geoposture.service.http import params
from geoposture.service.http.responses import Body, send, send_once
from geoposture.service.http.served import cite_as, cite_data, compute, current, fresh
from geoposture.service.routes import ogc
from geoposture.service.state import State
from geoposture.views import story
from geoposture.views.fields import FIELDS, SCRIPTED, write_query

blueprint = Blueprint("maps", __name__)

SVG = "image/svg+xml; charset=utf-8"
PNG = "image/png"
PDF = "application/pdf"
HTML = "text/html; charset=utf-8"
MOST_PIXELS = LIMITS.most_pixels
WEIGHTS = (400, 700)
"""The faces that a page shows at once."""
CARD = {"width": "1200", "height": "630", "whole": "1"}
"""The picture of a link's preview, as the page declares it."""
NEGOTIATED = ("Accept", "Accept-Language")


@blueprint.get("/")
def home() -> Response:
    """Return the map page, or the landing page where JSON is asked for."""
    if _wants_landing():
        params.check_names(("f", *(one.query for one in FIELDS)))
        return ogc.describe_landing()
    state, view = current(), params.read_view()
    body = compute(_render_home, view)
    base = state.settings.base_url()
    links = write_links(find_oembed(base, f"{base}/?{write_query(view)}"))
    links += f", {cite_as(f'/versions?lang={view.lang}')}"
    headers = {"Content-Language": view.lang, "Link": links}
    return send(body, cache=fresh(), headers=headers, vary=NEGOTIATED)


@blueprint.get("/map.js")
def map_script() -> Response:
    """Return folium's script of the view: a file, so that the page has no inline script."""
    question = params.read_view(), request.args.get("frame") == "1"
    return send(compute(_render_script, question), cache=fresh(), vary=params.vary_language())


@blueprint.get("/words.json")
def tool_words() -> Response:
    """Return the words of the tools in a language."""
    words = scene.describe_tools(current().catalog, params.choose_language())
    return send_once(geojson.encode_json(words), geojson.JSON, cache=fresh(), vary=NEGOTIATED[1:])


@blueprint.get("/map.svg")
@blueprint.get("/v/<version>/map.svg")
def map_svg(version: str | None = None) -> Response:
    """Return the view as a picture in SVG; with ``print=1`` for paper, 180 mm wide.

    Parameters
    ----------
    version : str, optional
        Of the data, where the address names one.
    """
    body = compute(_render_svg, _say_version(_read_sheet(), version))
    return send(body, cache=fresh(), headers=cite_data(None), vary=params.vary_language())


@blueprint.get("/map.pdf")
@blueprint.get("/v/<version>/map.pdf")
def map_pdf(version: str | None = None) -> Response:
    """Return the same in PDF, a page of its size; 404 where the service cannot make any.

    Parameters
    ----------
    version : str, optional
        Of the data, where the address names one.
    """
    pdf.check_installed()
    body = compute(_render_pdf, _say_version(_read_sheet(), version))
    return send(body, cache=fresh(), headers=cite_data(None), vary=params.vary_language())


@blueprint.get("/map.png")
@blueprint.get("/v/<version>/map.png")
def map_png(version: str | None = None) -> Response:
    """Return the view as a picture in PNG, once or twice as fine.

    With ``whole=1`` the height is that of the whole picture, not of its map alone.

    Parameters
    ----------
    version : str, optional
        Of the data, where the address names one.
    """
    picture = _say_version(_read_picture(), version)
    whole = picture.whole or request.args.get("whole") == "1"
    body = compute(render_png, replace(picture, whole=whole))
    return send(body, cache=fresh(), headers=cite_data(None), vary=params.vary_language())


def tell_version(version: str | None, lang: str) -> str:
    """Return what a frame or picture says where its address names a version that is not held.

    It is shown all the same, with the newest data: it stands in pages that were printed before.

    Parameters
    ----------
    version : str or None
        As the address has it.
    lang : str
        Of the words.

    Raises
    ------
    NotFound
        If no version was ever called so.
    """
    catalog = current().catalog
    if version is None or version == catalog.version:
        return ""
    if not VERSION.fullmatch(version):
        raise NotFound(f"no version “{version[:40]}”; /versions lists those there are")
    return catalog.words(lang).text("note.pinned_gone", v=version)


def _say_version(picture: Picture, version: str | None) -> Picture:
    """Return a picture that says it where it is of another version than was asked for."""
    told, view = tell_version(version, picture.view.lang), picture.view
    if not told:
        return picture
    caption = " · ".join(filter(None, (view.caption, told)))
    return replace(picture, view=replace(view, caption=caption))


def tell_view(view: View) -> View:
    """Return a view as a frame or picture shows it: of a story, the point it starts with.

    Parameters
    ----------
    view : View
        As the address has it.

    Raises
    ------
    NotFound
        If it names an article that is not there.
    """
    catalog = current().catalog
    require_article(catalog, view.article)
    return replace(view, claim=story.open_story(catalog, view))


def _render_home(state: State, view: View) -> Body:
    from geoposture.maps import folium_map  # noqa: PLC0415 - folium brings pandas: a second of import

    rendered = folium_map.render(folium_map.build(_scene(state, view)), _context(state, view))
    return Body(state.place_page(rendered.page), HTML)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A view as a picture: its size in pixels, and how much finer it is drawn."""

    view: View
    width: int
    height: int
    scale: int
    paper_mm: float | None = None
    whole: bool = False

    @property
    def pixels(self) -> int:
        """How many pixels are drawn."""
        return self.width * self.height * self.scale**2

    @property
    def sort(self) -> tuple[int, bool]:
        """What the cost depends on: the pixels, to a power of two, and whether it computes."""
        return self.pixels.bit_length(), bool(self.view.origins or self.view.start)

    @property
    def expected_s(self) -> float:
        """A guess at the seconds it takes: 16 million pixels were drawn in 2.7."""
        return 0.1 + self.pixels / 6e6


def _read_picture() -> Picture:
    """Return the picture asked for; what is broken is ignored, too small or large refused."""
    view, sizes = tell_view(params.read_view()), {}
    for name in ("width", "height", "scale"):
        text = request.args.get(name, "")
        sizes[name] = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None
    width, height = pictures.find_size(view, sizes["width"], sizes["height"])
    pictures.check_size(width, height)
    scale = 2 if (sizes["scale"] or 1) > 1 else 1
    picture = Picture(view=view, width=width, height=height, scale=scale, whole=bool(view.shape))
    if picture.pixels > MOST_PIXELS:
        raise BadRequest(
            f"width × height × scale² is at most {MOST_PIXELS:,} pixels; got {picture.pixels:,}",
            parameter="scale",
        )
    return picture


def _read_sheet() -> Picture:
    """Return a picture whose lines stay lines: in pixels, or as wide as paper wants it."""
    paper_mm = pictures.PAPER_MM if request.args.get("print") == "1" else None
    return replace(_read_picture(), scale=1, paper_mm=paper_mm)


def _render_svg(state: State, asked: Picture) -> Body:
    return Body(bring_faces(_draw(state, asked)).encode(), SVG)


def render_png(state: State, asked: Picture) -> Body:
    """Return a picture in PNG.

    Parameters
    ----------
    state : State
        Whose data it shows.
    asked : Picture
    """
    return Body(rasterise(_draw(state, asked), asked.scale), PNG)


def _render_pdf(state: State, asked: Picture) -> Body:
    return Body(pdf.typeset_view(state.catalog, asked.view, _draw(state, asked)), PDF)


def _draw(state: State, asked: Picture) -> str:
    return pictures.draw_view(
        state.catalog, asked.view, width=asked.width, height=asked.height,
        paper_mm=asked.paper_mm, whole=asked.whole,
    )  # fmt: skip


def _render_script(state: State, question: tuple[View, bool]) -> Body:
    view, framed = question
    from geoposture.maps import folium_map  # noqa: PLC0415

    script = folium_map.build_script(_scene(state, view, framed=framed))
    return Body(script.encode(), "text/javascript; charset=utf-8")


def _wants_landing() -> bool:
    # Link previews ask with */* and get the page.
    accepted = request.accept_mimetypes
    json = accepted.quality("application/json") > accepted.quality("text/html")
    return params.read_format(("json", "html"), "json" if json else "html") == "json"


def _scene(state: State, view: View, *, framed: bool = False) -> Any:
    make = frame.make_scene if framed else scene.make_scene
    made = make(state.catalog, view, state.versioned())
    return made if framed else replace(made, tiles_url=state.settings.tiles_url)


def _context(state: State, view: View) -> dict[str, Any]:
    other = write_query(replace(view, lang=state.catalog.other_language(view.lang) or view.lang))
    context = page.describe_page(state.catalog, view)
    if state.settings.tiles_url:
        context |= page.describe_tiles(
            context, state.settings.tiles_origin(), state.settings.tiles_attribution or ""
        )
    return context | {"urls": list_urls(state, view, f"/?{other}")}


def list_urls(state: State, view: View, other: str) -> Mapping[str, Any]:
    """Return the addresses that a page names; `other` is the page in the other language.

    Parameters
    ----------
    state : State
        Its version's files are named.
    view : View
    other : str
        Path of the same page in another language, with its query.
    """
    base = state.settings.base_url()
    this = f"{base}/?{write_query(view)}"
    return {
        **state.list_urls("app.css"),
        "faces": [state.asset(f"sans-{weight}.woff2") for weight in WEIGHTS],
        "script": "/map.js?" + write_query(view, only=SCRIPTED),
        "picture": f"/map.svg?{write_query(view)}",
        "base": base,
        "version": state.catalog.version,
        "image": f"{base}/map.png?{write_query(view, **CARD)}",
        **find_oembed(base, this),
        "home": f"/?lang={view.lang}",
        "articles": f"/articles?f=html&lang={view.lang}",
        "topics": f"/topics?f=html&lang={view.lang}",
        "other_lang": other,
        "other_page": base + other,
        "canonical": base + other.partition("?")[0],
        **{name: f"/{name}?lang={view.lang}" for name in DOCUMENTS},
    }


def find_oembed(base: str, address: str) -> dict[str, str]:
    """Return where the oEmbed answers about an address are, by the name templates use.

    Parameters
    ----------
    base : str
        Public address of the service, no slash at its end.
    address : str
        What is embedded.
    """
    return {
        f"oembed_{form}": f"{base}/oembed?{urlencode({'url': address, 'format': form})}"
        for form in ("json", "xml")
    }


def write_links(oembed: Mapping[str, str]) -> str:
    """Return the ``Link`` header by which consumers discover the oEmbed answers.

    Parameters
    ----------
    oembed : mapping of str to str
        Two addresses: ``oembed_json`` and ``oembed_xml``.
    """
    media = {"oembed_json": "application/json+oembed", "oembed_xml": "text/xml+oembed"}
    return ", ".join(
        f'<{oembed[name]}>; rel="alternate"; type="{type_}"' for name, type_ in media.items()
    )
