"""Distances, rings, coverage, and the tables behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, request

from geoposture import analysis, geodesy
from geoposture.catalog import Catalog
from geoposture.catalog.references import resolve, resolve_one, split_references
from geoposture.formats import geojson, tables
from geoposture.language.vocabulary import UNITS
from geoposture.model import Question, Reach, Spot, System
from geoposture.service.html import resources
from geoposture.service.html.figures import Asked, render_figure
from geoposture.service.http import params
from geoposture.service.http.responses import ONCE, SERVED, Body, send, send_once
from geoposture.service.http.served import cite_as, cite_data, compute, current, fresh
from geoposture.service.state import State
from geoposture.views.figures import write_asked
from geoposture.views.sources import find_source, list_resting

blueprint = Blueprint("analysis", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A question about rings, as its parameters say it: the key of its answer."""

    origins: str
    target: str = ""
    radius_km: float | None = None
    system: str | None = None
    where: str | None = None
    whatif: bool = False
    detail: bool = False
    units: str = "km"

    @property
    def sort(self) -> tuple[bool, bool]:
        """What the cost of the answer depends on most: full detail, and many origins or one."""
        return self.detail, "/" not in self.origins

    @property
    def expected_s(self) -> float:
        """A guess at the seconds of the answer: all depths of many origins take one."""
        return (0.3 if self.detail else 0.1) * (4 if "/" not in self.origins else 1)


RING_PARAMETERS = ("origins", "radius_km", "system", "where", "whatif")


@blueprint.get("/distance")
def distance() -> Response:
    """Return the geodesic between two references."""
    params.check_names(("from", "to", "units", "f", "lang"))
    form = params.read_format(("json", "geojson", "html"), "json")
    question = params.require("from"), params.require("to"), _read_units()
    asked = Question(kind="distance", start=question[0], end=question[1])
    if form == "html":
        return _show(asked)
    return send(compute(_answer_distance, question), cache=fresh(), headers=_cite(asked))


@blueprint.get("/distances")
def distances() -> Response:
    """Return one row per pair, nearest first."""
    params.check_names(("from", "to", "f"))
    form = params.read_format(("json", "csv", "geojson"), "json")
    question = params.require("from"), params.require("to"), form
    return send(compute(_answer_distances, question), cache=fresh(), headers=cite_data(None))


@blueprint.get("/rings")
def rings() -> Response:
    """Return ring polygons, each with its assumption."""
    params.check_names((*RING_PARAMETERS, "f"))
    params.read_format(("json", "geojson"), "json")
    return send(compute(_answer_rings, _read_question()), cache=fresh(), headers=cite_data(None))


@blueprint.get("/coverage")
def coverage() -> Response:
    """Return how much of a target lies within a distance of the origins."""
    params.check_names((*RING_PARAMETERS, "target", "detail", "units", "f", "lang"))
    form = params.read_format(("json", "geojson", "html"), "json")
    detail = params.read_choice("detail", ("full",), None) == "full"
    question = replace(
        _read_question(), target=params.require("target"), detail=detail, units=_read_units()
    )
    asked = _name_question(question)
    if form == "html":
        return _show(asked)
    return send(compute(_answer_coverage, question), cache=fresh(), headers=_cite(asked))


@blueprint.get("/systems")
def systems() -> Response:
    """List the publicly stated ranges, and who is said to be where."""
    params.check_names(("f",))
    catalog = current().catalog
    return _send({"systems": [_system(one) for one in catalog.systems.values()]}, geojson.JSON)


@blueprint.get("/sources")
def sources() -> Response:
    """List the sources."""
    params.check_names(("f", "lang"))
    if params.wants_page():
        return resources.show_sources()
    rows = [{"id": id_, **row} for id_, row in current().catalog.sources.items()]
    body = geojson.encode_json({"sources": rows})
    return send_once(
        body, geojson.JSON, cache=fresh(), headers=cite_data(None), vary=resources.VARY
    )  # fmt: skip


@blueprint.get("/sources/<id_>")
def source(id_: str) -> Response:
    """Return a source: what is known of it, and what rests on it.

    Parameters
    ----------
    id_ : str
        Of ``sources.json``.
    """
    found = find_source(current().catalog, id_)
    params.check_names(("f", "lang"))
    params.read_format(("json", "html"), "json")
    if params.wants_page():
        return resources.show_source(id_)
    catalog = current().catalog
    resting = list_resting(catalog, id_, catalog.words(catalog.languages[0]))
    body = {"id": id_, **found, "rests": [{"text": one.text, "path": one.path} for one in resting]}
    return send_once(
        geojson.encode_json(body), geojson.JSON,
        cache=fresh(), headers=cite_data(None), vary=resources.VARY,
    )  # fmt: skip


def _read_question() -> _Question:
    return _Question(
        origins=params.require("origins"),
        radius_km=params.read_number("radius_km"),
        system=request.args.get("system"),
        where=request.args.get("where"),
        whatif=params.read_flag("whatif"),
    )


def _name_question(question: _Question) -> Question:
    """Return a question about a coverage as pages of figures answer it."""
    return Question(
        kind="coverage", origins=question.origins, target=question.target, system=question.system,
        radius_km=question.radius_km, where=question.where, whatif=question.whatif,
    )  # fmt: skip


def _show(question: Question) -> Response:
    """Return the answer to a question as a page for people, as a figure has it."""
    lang = params.choose_language()
    asked = Asked(question=question, lang=lang, units=_read_units(), path=request.path,
                  args=tuple(request.args.items()))  # fmt: skip
    headers = {"Content-Language": lang, **_cite(question)}
    return send(compute(render_figure, asked), cache=fresh(), headers=headers,
                vary=resources.VARY)  # fmt: skip


def _cite(question: Question) -> dict[str, str]:
    """Return the field that names what is cited of an answer: its page."""
    return {"Link": cite_as(f"/{write_asked(question)}")}


def _read_units() -> str:
    """Return the units of the sentence: figures are in kilometres whatever they are."""
    return params.read_choice("units", tuple(UNITS), "km") or "km"


def _answer_distance(state: State, question: tuple[str, str, str]) -> Body:
    start, end, units = question
    measure = analysis.measure_distance(
        state.catalog, resolve_one(state.catalog, start, parameter="from"),
        resolve_one(state.catalog, end, parameter="to"), base_url=state.settings.base_url(),
    )  # fmt: skip
    data = geojson.encode_json(geojson.measure_feature(measure, units))
    return Body(data, geojson.GEOJSON, quality=ONCE)


def _answer_distances(state: State, question: tuple[str, str, str]) -> Body:
    start, end, form = question
    measures = analysis.measure_distances(
        state.catalog, _resolve_many(state.catalog, start, "from"),
        _resolve_many(state.catalog, end, "to"), base_url=state.settings.base_url(),
    )  # fmt: skip
    if form == "geojson":
        features = [geojson.measure_feature(one) for one in measures]
        body: Any = {"type": "FeatureCollection", "features": features}
        return Body(geojson.encode_json(body), geojson.GEOJSON, quality=ONCE)
    rows = [geojson.measure_row(one) for one in measures]
    if form == "csv":
        table = tables.encode_table(tables.ROW_COLUMNS, [list(row.values()) for row in rows])
        return Body(table, tables.CSV, quality=ONCE)
    body = {"distances": rows, "method": analysis.METHOD_DISTANCE}
    return Body(geojson.encode_json(body), geojson.JSON, quality=ONCE)


def _answer_rings(state: State, question: _Question) -> Body:
    _, spots, reach = _resolve_reach(state.catalog, question)
    lon = [spot.geometry.x for spot in spots]
    lat = [spot.geometry.y for spot in spots]
    drawn = geodesy.draw_rings(lon, lat, reach.radius_km * 1000)
    features = [
        geojson.make_ring(spot, ring, reach.radius_km, reach.assumption, whatif=reach.whatif)
        for spot, ring in zip(spots, drawn, strict=True)
    ]
    body = {"type": "FeatureCollection", "features": features}
    return Body(geojson.encode_json(body), geojson.GEOJSON, quality=ONCE)


def _answer_coverage(state: State, question: _Question) -> Body:
    catalog = state.catalog
    target = resolve_one(catalog, question.target, parameter="target")
    references, spots, reach = _resolve_reach(catalog, question)
    found = analysis.compute_coverage(
        catalog,
        spots,
        target,
        reach,
        references=references,
        where=question.where,
        detail=question.detail,
        base_url=state.settings.base_url(),
    )
    quality = ONCE if question.detail else SERVED  # full detail is large and for few
    data = geojson.encode_json(geojson.coverage_collection(found, question.units))
    return Body(data, geojson.GEOJSON, quality=quality)


def _resolve_many(catalog: Catalog, text: str, name: str) -> list[Spot]:
    references = split_references(text, parameter=name)
    return [resolve(catalog, one, parameter=name) for one in references]


def _resolve_reach(
    catalog: Catalog, question: _Question
) -> tuple[list[str], tuple[Spot, ...], Reach]:
    if question.radius_km is not None:
        analysis.check_radius(question.radius_km)
    references = split_references(question.origins, parameter="origins")
    spots = analysis.select_origins(catalog, references, where=question.where)
    reach = analysis.make_reach(
        catalog,
        references,
        spots,
        radius_km=question.radius_km,
        system=question.system,
        whatif=question.whatif,
    )
    return references, spots, reach


def _system(one: System) -> dict[str, Any]:
    basing = [geojson.basing_dict(row) for row in current().catalog.basing if row.system == one.id]
    return {
        "id": one.id, "name_en": one.name["en"], "name_ja": one.name["ja"],
        "aliases": list(one.aliases), "operator": one.operator, "kind": one.kind,
        "range_km": one.range_km,
        "range_min_km": one.range_min_km, "range_max_km": one.range_max_km, "basis": one.basis,
        "wording": one.wording, "sources": list(one.sources), "where_read": one.where_read,
        "confidence": one.confidence, "note": one.note, "ring": one.ring,
        "refusal": one.refusal, "basing": basing,
    }  # fmt: skip


def _send(value: Any, media_type: str) -> Response:
    data = geojson.encode_json(value)
    return send_once(data, media_type, cache=fresh(), headers=cite_data(None))
