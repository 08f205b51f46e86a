"""Figures that can be cited: each at an address of its own, of today and of one version."""

from __future__ import annotations

from flask import Blueprint, Response, request

from geoposture.catalog.references import require_feature
from geoposture.errors import Gone
from geoposture.formats import geojson
from geoposture.language.citations import CITED, cite_figure
from geoposture.maps.assets import bring_faces
from geoposture.model import Question
from geoposture.service.html import resources
from geoposture.service.html.figures import (
    CARD,
    Asked,
    draw_figure,
    render_figure,
    render_index,
    render_versions,
    show_view,
)
from geoposture.service.http import params
from geoposture.service.http.responses import FOREVER, Body, send, send_once
from geoposture.service.http.served import answer_with, cite_as, cite_data, compute, current, fresh
from geoposture.service.routes.maps import SVG, Picture, render_png
from geoposture.service.state import State
from geoposture.views.figures import summarise_figure, write_cited, write_figure
from geoposture.views.questions import answer_question, find_question, list_asked
from geoposture.views.versions import list_versions, make_record, write_changes

blueprint = Blueprint("figures", __name__)

FORMATS = ("json", "html", *CITED)


@blueprint.get("/figures")
def figures() -> Response:
    """List the figures, for people by the place that each names first; of one place if asked."""
    params.check_names(("f", "lang", "place"))
    params.read_format(("json", "html"), "html")
    place = _read_place()
    if not _wants_page():
        listed = compute(_list_figures, place)
        return send(listed, cache=fresh(), headers=cite_data(None), vary=resources.VARY)
    lang = params.choose_language()
    body = compute(render_index, (lang, request.path, _list_args()))
    return _send(body, lang)


def _read_place() -> str | None:
    """Return the place or layer whose figures are asked for.

    Raises
    ------
    UnknownLayer, UnknownFeature
        If there is none.
    """
    place = request.args.get("place")
    if place is not None:
        require_feature(current().catalog, place, parameter="place")
    return place


@blueprint.get("/figures/<id_>")
@blueprint.get("/v/<version>/figures/<id_>")
def figure(id_: str, version: str | None = None) -> Response:
    """Return a figure: its page, its JSON, or how to cite it.

    Parameters
    ----------
    id_ : str
        Of its question.
    version : str, optional
        Of the data; by default the newest.
    """
    question = _find(id_, version)
    params.check_names(("f", "lang"))
    form, lang = params.read_format(FORMATS, "html"), params.choose_language()
    if not _wants_page():
        form = form if form in CITED else "json"
        return _send(compute(_write_form, (question, form, lang)), lang, version, cited=id_)
    asked = Asked(
        question=question, lang=lang, path=request.path, args=_list_args(),
        pinned=version is not None,
    )  # fmt: skip
    return _send(compute(render_figure, asked), lang, version, cited=id_)


@blueprint.get("/figures/<id_>/map.<any(png, svg):ending>")
@blueprint.get("/v/<version>/figures/<id_>/map.<any(png, svg):ending>")
def figure_picture(id_: str, ending: str, version: str | None = None) -> Response:
    """Return a figure as a picture under its sentence; in PNG as the preview of a link is.

    Parameters
    ----------
    id_ : str
        Of its question.
    ending : str
        ``png`` or ``svg``.
    version : str, optional
        Of the data; by default the newest.
    """
    question = _find(id_, version)
    params.check_names(("lang",))
    lang = params.choose_language()
    return _send(compute(_draw_figure, (question, lang, ending)), lang, version, cited=id_)


@blueprint.get("/versions")
def versions() -> Response:
    """List the versions of the data: day, hash, what changed."""
    params.check_names(("f", "lang"))
    params.read_format(("json", "html"), "html")
    if not _wants_page():
        body = compute(_list_versions, None)
        return send(body, cache=fresh(), headers=cite_data(None), vary=resources.VARY)
    lang = params.choose_language()
    return _send(compute(render_versions, (lang, request.path, _list_args())), lang)


@blueprint.get("/v/<version>/version.json")
def version_record(version: str) -> Response:
    """Return what a version held: digests of its features, and its figures.

    Parameters
    ----------
    version : str
        Sixteen digits of its hash.

    Raises
    ------
    Gone
        If no record of it is kept.
    """
    kept = next((one for one in current().catalog.versions if one.version == version), None)
    if kept is not None:
        return send_once(kept.write(), geojson.JSON, cache=FOREVER)
    answer_with(version, "/version.json")
    return send(compute(_write_record, None), cache=FOREVER)


def _find(id_: str, version: str | None) -> Question:
    """Return a question of the version that is asked for, which this request is answered with."""
    if version:
        try:
            answer_with(version, f"/figures/{id_}")
        except Gone as error:
            raise Gone(f"{error}{_tell_record(id_, version)}") from error
    return find_question(current().catalog, id_)


def _tell_record(id_: str, version: str) -> str:
    """Return what the record of a version that is not held any more says of a figure."""
    catalog = current().catalog
    kept = next((one for one in catalog.versions if one.version == version), None)
    was = kept.figures.get(id_) if kept else None
    if was is None:
        return ""
    address = f"{current().settings.base_url()}/v/{version}/version.json"
    return f". By its record it was {was['figure'][catalog.languages[0]]}: {address}"


def _wants_page() -> bool:
    """Tell whether people ask: previews of links ask for anything, and get the page."""
    form = request.args.get("f")
    if form is not None:
        return form == "html"
    accepted = request.accept_mimetypes
    return not accepted.quality("application/json") > accepted.quality("text/html")


def _list_args() -> tuple[tuple[str, str], ...]:
    return tuple(request.args.items())


def _send(body: Body, lang: str, version: str | None = None, *, cited: str = "") -> Response:
    headers = {"Content-Language": lang, **cite_data(None)}
    if cited:
        headers["Link"] = cite_as(f"/v/{current().catalog.version}/figures/{cited}")
    if version is None:
        return send(body, cache=fresh(), headers=headers, vary=resources.VARY)
    return send(body, cache=FOREVER, headers=headers, vary=resources.VARY)


def _list_figures(state: State, place: str | None) -> Body:
    """Return the list of the figures in JSON, of one place if it is given."""
    catalog = state.catalog
    asked = catalog.questions if place is None else list_asked(catalog, place)
    rows = [summarise_figure(answer_question(catalog, one)) for one in asked]
    return Body(geojson.encode_json({"figures": rows}), geojson.JSON)


def _list_versions(state: State, question: None) -> Body:
    """Return the list of the versions in JSON."""
    del question
    base, own = state.settings.base_url(), state.catalog.version
    rows = [
        {"version": one.version, "sha256": one.sha256, "day": one.day, "package": one.package,
         "current": one.version == own, "record": f"{base}/v/{one.version}/version.json",
         "changes": write_changes(changes)}
        for one, changes in list_versions(state.catalog)
    ]  # fmt: skip
    return Body(geojson.encode_json({"versions": rows}), geojson.JSON)


def _write_record(state: State, question: None) -> Body:
    """Return the record of the version that is served."""
    del question
    return Body(make_record(state.catalog).write(), geojson.JSON)


def _write_form(state: State, question: tuple[Question, str, str]) -> Body:
    """Return a figure in JSON, or its citation in one of its forms."""
    asked, form, lang = question
    answered = answer_question(state.catalog, asked, base_url=state.settings.base_url())
    base = state.settings.base_url()
    if form == "json":
        return Body(geojson.encode_json(write_figure(state.catalog, answered, base)), geojson.JSON)
    cited = cite_figure(write_cited(state.catalog, answered, base), lang)
    return Body(f"{cited[form]}\n".encode(), CITED[form])


def _draw_figure(state: State, question: tuple[Question, str, str]) -> Body:
    asked, lang, ending = question
    answered = answer_question(state.catalog, asked)
    if ending == "svg":
        drawn = draw_figure(state.catalog, answered, lang)["wide"]
        return Body(bring_faces(drawn).encode(), SVG)
    view = show_view(answered, lang)
    width, height = int(CARD["width"]), int(CARD["height"])
    return render_png(state, Picture(view=view, width=width, height=height, scale=1, whole=True))
