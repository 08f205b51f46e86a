"""OGC API – Features, Part 1: landing, conformance, collections, items; and the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely
from flask import Blueprint, Response, request

from geoposture import formats
from geoposture.articles import shelf
from geoposture.articles.published import collect_web_annotations, find_annotations_of
from geoposture.catalog import ANNOTATIONS, Layer
from geoposture.catalog.query import (
    DEFAULT_LIMIT,
    HIGHEST_LIMIT,
    ItemPage,
    ItemQuery,
    keep_properties,
    list_queryables,
    select,
)
from geoposture.errors import Gone
from geoposture.formats import geojson
from geoposture.formats.geojson import layer_time
from geoposture.geodesy import project_mercator, swap_axes
from geoposture.service.html import resources
from geoposture.service.http import params
from geoposture.service.http.responses import FOREVER, Body, send, send_once
from geoposture.service.http.served import cite_as, cite_data, current, find_held, fresh
from geoposture.service.routes.openapi import describe_api
from geoposture.service.state import PAGE_PARAMETERS, PreparedLayer, State

blueprint = Blueprint("ogc", __name__)

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
FORMATS = ("json", "html")
HASH_LIST = "sha256.txt"
SIDECAR = ".metadata.json"
HTML, PEOPLE = "text/html", "This document for people"
SCHEMA = "application/schema+json"
LD_JSON = "application/ld+json"
WEB_ANNOTATION = f'{LD_JSON}; profile="http://www.w3.org/ns/anno.jsonld"'
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


def describe_landing() -> Response:
    """Answer with the landing page in JSON."""
    links = [
        link("/?f=json", "self", geojson.JSON, "This document"),
        link("/", "alternate", "text/html", "The map"),
        link("/api", "service-desc", OPENAPI, "The API definition"),
        link("/method", "service-doc", "text/html", "How figures are computed"),
        link("/conformance", "conformance", geojson.JSON, "Conformance classes"),
        link("/collections", "data", geojson.JSON, "The layers"),
    ]
    body = {
        "title": "geoposture",
        "description": current().catalog.words("en").text("site.subtitle_plain"),
        "links": links,
    }
    return _json(body)


@blueprint.get("/conformance")
def conformance() -> Response:
    """List the conformance classes."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    if params.wants_page():
        return resources.show_conformance(CONFORMANCE)
    return _json({"conformsTo": list(CONFORMANCE)})


@blueprint.get("/api")
def api() -> Response:
    """Return the API definition."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    state = current()
    definition = describe_api(state.catalog, state.settings.base_url())
    return resources.show_api(definition) if params.wants_page() else _json(definition, OPENAPI)


@blueprint.get("/collections")
def collections() -> Response:
    """List the layers."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    if params.wants_page():
        return resources.show_collections()
    catalog = current().catalog
    body = {
        "links": [
            link("/collections", "self", geojson.JSON, "This document"),
            link("/collections?f=html", "alternate", HTML, PEOPLE),
        ],
        "collections": [_collection(layer) for layer in catalog.layers.values()],
    }
    return _json(body)


@blueprint.get("/collections/<layer_id>")
def collection(layer_id: str) -> Response:
    """Describe one layer.

    Parameters
    ----------
    layer_id : str
        Of a layer.
    """
    layer = current().catalog.layer(layer_id)
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    if params.wants_page():
        return resources.show_collection(layer)
    return _json(_collection(layer))


@blueprint.get("/collections/<layer_id>/queryables")
def queryables(layer_id: str) -> Response:
    """List the properties a layer can be filtered by, as JSON Schema.

    Parameters
    ----------
    layer_id : str
        Of a layer.
    """
    layer = current().catalog.layer(layer_id)
    params.check_names(("f",))
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _absolute(f"/collections/{layer_id}/queryables"),
        "type": "object",
        "title": layer.info.title["en"],
        "properties": {name: _queryable(layer, name) for name in list_queryables(layer)},
    }
    return _json(body, SCHEMA)


@blueprint.get("/collections/<layer_id>/items")
def items(layer_id: str) -> Response:
    """Return a page of features.

    Parameters
    ----------
    layer_id : str
        Of a layer.
    """
    prepared = _prepared(layer_id)
    names = prepared.queryables
    params.check_names(prepared.parameters)
    params.read_format((*FORMATS, "geojson"), "json")
    profile = params.read_choice("profile", ("w3c",), None)
    query, crs = _read_query(prepared.layer.id, names, profile), params.read_crs("crs")
    if profile:
        return _send_annotations(select(prepared.layer, query))
    if params.wants_page():
        return resources.show_items(prepared.layer, select(prepared.layer, query))
    return _send_features(_encode_page(prepared, query, crs), crs)


@blueprint.get("/collections/<layer_id>/items/<feature_id>")
def item(layer_id: str, feature_id: str) -> Response:
    """Return one feature.

    Parameters
    ----------
    layer_id : str
        As in ``/collections/ID``.
    feature_id : str
        Within the layer.

    Raises
    ------
    UnknownLayer, UnknownFeature
        If there is none of that id.
    BadRequest
        If a parameter is wrong.
    """
    prepared = _prepared(layer_id)
    prepared.layer.feature(feature_id)
    params.check_names(("f", "crs", "lang"))
    params.read_format((*FORMATS, "geojson"), "json")
    if params.wants_page():
        return resources.show_item(prepared.layer, feature_id)
    crs = params.read_crs("crs")
    path = f"/collections/{layer_id}/items/{feature_id}"
    links = [
        link(path, "self", geojson.GEOJSON, "This feature"),
        link(f"{path}?f=html", "alternate", HTML, PEOPLE),
        link(f"/collections/{layer_id}", "collection", geojson.JSON, "Its layer"),
    ]
    feature = _encode_item(prepared, prepared.layer.index[feature_id], ItemQuery(), crs)
    said = geojson.encode_json(_list_said(f"{layer_id}/{feature_id}"))
    body = feature[:-1] + b',"links":' + geojson.encode_json(links)
    claims = geojson.encode_json(_list_claims(f"{layer_id}/{feature_id}"))
    body += b',"annotations":' + said + b',"claims":' + claims + b"}"
    return _send_features(Body(body, geojson.GEOJSON, quality=1), crs)


@blueprint.get("/layers/<file>")
def layer_file(file: str) -> Response:
    """Return a whole layer as a file, its sidecar, or the list of hashes.

    Parameters
    ----------
    file : str
        Its name: a layer and an ending, a sidecar, or ``sha256.txt``.
    """
    params.check_names(("style",))
    styled = params.read_choice("style", ("simplestyle",), None)
    body, headers = _find_file(current(), file, styled=bool(styled))
    return send(body, cache=fresh(), headers=headers)


@blueprint.get("/v/<version>/layers/<path:file>")
def versioned_file(version: str, file: str) -> Response:
    """Return a file of one version of the data, which never changes.

    Parameters
    ----------
    version : str
        Hash of the catalogue.
    file : str
        Name with its ending.

    Raises
    ------
    Gone
        If the version is not held.
    """
    held = find_held(version)
    if held is None:
        now = _absolute(f"/v/{current().catalog.version}/layers/{file}")
        raise Gone(f"version {version[:16]} is not held; the current one is at {now}")
    body, headers = _find_file(held, file, styled=False)
    return send(body, cache=FOREVER, headers=headers)


def _find_file(state: State, file: str, *, styled: bool) -> tuple[Body, dict[str, str]]:
    """Return a file of the layers and the headers that say what it has no place for."""
    if file == HASH_LIST:
        return state.hash_list, {}
    name, _, ending = file.rpartition(".")
    if file in state.plain:
        return state.plain[file], {}
    if file.endswith(SIDECAR):
        prepared = _prepared(file.removesuffix(SIDECAR), state)
        return state.describe_files(prepared.layer.id), {}
    prepared = _prepared(name or file, state)
    body = prepared.styled if styled and ending == "geojson" else prepared.file(ending)
    headers = {
        "Content-Disposition": f'inline; filename="{file}"',
        "Link": _file_links(prepared, state, ending),
    }
    return body, headers


def _file_links(prepared: PreparedLayer, state: State, ending: str) -> str:
    """Return sidecar, hashes, licence and what to cite as a ``Link`` header (RFC 8288)."""
    info = prepared.layer.info
    links = [
        f'<{_absolute(f"/layers/{info.id}{SIDECAR}")}>; rel="describedby"; type="application/json"',
        f'<{_absolute(f"/layers/{HASH_LIST}")}>; rel="item"; title="sha256"',
        cite_as(f"/v/{state.catalog.version}/layers/{info.id}.{ending}"),
    ]
    if info.licence_url:
        links.append(f'<{info.licence_url}>; rel="license"')
    return ", ".join(links)


def _list_said(reference: str) -> list[dict[str, Any]]:
    """Return what articles say about a feature, briefly."""
    return [
        {
            "id": one["id"],
            "article": one["properties"]["article"],
            "claim_no": one["properties"].get("claim_no"),
            "link": one["properties"].get("link"),
            "href": _absolute(f"/collections/annotations/items/{one['id']}"),
        }
        for one in find_annotations_of(current().catalog, reference)
    ]


def _list_claims(reference: str) -> list[dict[str, Any]]:
    """Return the claims of all articles about a feature, the newest first."""
    found = shelf.find_claims(current().catalog, feature=reference)
    return [
        shelf.pick(one, shelf.TOLD) | {"href": _absolute(f"/articles/{one['article']}")}
        for one in found
    ]


def _send_annotations(page: ItemPage) -> Response:
    """Answer with the annotations of all articles as one collection of the W3C."""
    catalog, base = current().catalog, current().settings.base_url()
    given = {**request.args.to_dict(), "profile": "w3c"}
    path, following = f"/collections/{ANNOTATIONS}/items", page.query.offset + len(page.positions)
    layer = catalog.layer(ANNOTATIONS)
    turn = given | {"offset": str(following), "limit": str(page.query.limit)}
    body = collect_web_annotations(
        [layer.features[one] for one in page.positions], base,
        address=base + _with_query(path, given), label=layer.info.title["en"],
        total=page.matched, start=page.query.offset,
        following=base + _with_query(path, turn) if page.has_next else None,
    )  # fmt: skip
    return _json(body, WEB_ANNOTATION)


def link(path: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """Return a link as OGC API writes it; addresses start with the public URL.

    Parameters
    ----------
    path : str
        Of the service, with a slash in front.
    rel : str
        A registered relation, or its URI.
    media_type : str
        Of what is there.
    title : str
        For people.
    """
    return {"href": _absolute(path), "rel": rel, "type": media_type, "title": title}


def _prepared(layer_id: str, state: State | None = None) -> PreparedLayer:
    state = state or current()
    state.catalog.layer(layer_id)
    return state.prepared[layer_id]


def _absolute(path: str) -> str:
    return current().settings.base_url() + path


def _json(body: Any, media_type: str = geojson.JSON) -> Response:
    cited = cite_data((request.view_args or {}).get("layer_id"))
    data = geojson.encode_json(body)
    return send_once(data, media_type, cache=fresh(), headers=cited, vary=resources.VARY)


def _encode_item(prepared: PreparedLayer, position: int, query: ItemQuery, crs: str) -> bytes:
    """Return the bytes that are ready, unless other columns or axes are asked for."""
    if query.properties is None and crs == params.CRS84:
        return prepared.features[position]
    feature = prepared.layer.features[position]
    if query.properties is not None:
        feature = keep_properties(feature, query.properties)
    geometry = prepared.layer.geometries[position]
    if geometry is not None and crs != params.CRS84:
        project = swap_axes if crs == params.EPSG_4326 else project_mercator
        feature = {**feature, "geometry": geojson.geometry_dict(project(geometry))}
    return geojson.encode_feature(feature)


def _encode_page(prepared: PreparedLayer, query: ItemQuery, crs: str) -> Body:
    """Return a page of features: a join of bytes that are ready."""
    page = select(prepared.layer, query)
    members = {
        "timeStamp": layer_time(prepared.layer),
        "numberMatched": page.matched,
        "numberReturned": len(page.positions),
        "links": _page_links(prepared.layer.id, page),
    }
    chosen = [_encode_item(prepared, position, query, crs) for position in page.positions]
    return Body(geojson.join_features(chosen, members), geojson.GEOJSON)


def _send_features(body: Body, crs: str) -> Response:
    cited = cite_data((request.view_args or {}).get("layer_id"))
    headers = {"Content-Crs": f"<{crs}>", **cited}
    return send(body, cache=fresh(), headers=headers, vary=resources.VARY)


def _read_query(layer_id: str, names: tuple[str, ...], profile: str | None) -> ItemQuery:
    """Return the page that is asked for; a collection of the W3C is whole unless a page is."""
    interval = params.read_datetime()
    given = request.args
    conditions = tuple(
        (name, tuple(given[name].split("|")))
        for name in sorted(given)
        if name in names and name not in PAGE_PARAMETERS
    )
    return ItemQuery(
        limit=params.read_limit(HIGHEST_LIMIT if profile else DEFAULT_LIMIT),
        offset=params.read_count("offset", 0, least=0, most=10**9),
        bbox=params.read_bbox(),
        conditions=conditions,
        properties=params.read_names("properties", names),
        sort=params.read_sort(names),
        # No other layer has a time: all of its features match.
        published=interval if layer_id == ANNOTATIONS else None,
    )


def _page_links(layer_id: str, page: ItemPage) -> list[dict[str, str]]:
    given = request.args.to_dict()
    path, limit, offset = f"/collections/{layer_id}/items", page.query.limit, page.query.offset
    links = [
        link(_with_query(path, given), "self", geojson.GEOJSON, "This page"),
        link(_with_query(path, given | {"f": "html"}), "alternate", HTML, PEOPLE),
        link(f"/collections/{layer_id}", "collection", geojson.JSON, "The layer"),
    ]
    if page.has_next:
        following = given | {"offset": str(offset + limit), "limit": str(limit)}
        links.append(link(_with_query(path, following), "next", geojson.GEOJSON, "Next page"))
    if offset > 0:
        earlier = given | {"offset": str(max(0, offset - limit)), "limit": str(limit)}
        links.append(link(_with_query(path, earlier), "prev", geojson.GEOJSON, "Previous page"))
    return links


def _with_query(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters, safe=',:|/')}" if parameters else path


def _collection(layer: Layer) -> dict[str, Any]:
    info, path = layer.info, f"/collections/{layer.id}"
    return {
        "id": layer.id,
        "title": info.title["en"],
        "title_ja": info.title["ja"],
        "description": info.description["en"],
        "description_ja": info.description["ja"],
        "licence": info.licence,
        "attribution": info.attribution["en"] if info.attribution else None,
        "itemType": "feature",
        "crs": list(params.SYSTEMS),
        "storageCrs": params.CRS84,
        "extent": {"spatial": {"bbox": [_extent(layer)], "crs": params.CRS84}},
        "method": info.method["en"] if info.method else None,
        "sources": list(info.sources),
        "version": layer.sha256[:16],
        "links": [
            link(path, "self", geojson.JSON, "This document"),
            link(f"{path}?f=html", "alternate", HTML, PEOPLE),
            link(f"{path}/items", "items", geojson.GEOJSON, "The features"),
            link(f"{path}/items?f=html", "items", HTML, "The features for people"),
            *_annotation_links(layer.id),
            link(f"{path}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                 SCHEMA, "What can be filtered by"),
            *_file_entries(layer),
            *_licence_link(info.licence_url),
        ],
    }  # fmt: skip


def _annotation_links(layer_id: str) -> list[dict[str, str]]:
    """Return where annotations are as others exchange them, and their claims as a table."""
    if layer_id != ANNOTATIONS:
        return []
    items = f"/collections/{ANNOTATIONS}/items?profile=w3c"
    return [
        link(items, "alternate", LD_JSON, "All as Web Annotations"),
        link("/claims.csv", "alternate", "text/csv", "The claims of all articles as a table"),
    ]


def _file_entries(layer: Layer) -> list[dict[str, str]]:
    files = [
        link(f"/layers/{layer.id}.{ending}", "enclosure", one.media_type,
             f"The whole layer, {ending}")
        for ending, one in formats.FORMATS.items()
    ]  # fmt: skip
    sidecar = link(f"/layers/{layer.id}{SIDECAR}", "describedby", geojson.JSON, "Files and hashes")
    return [*files, sidecar]


def _licence_link(address: str | None) -> list[dict[str, str]]:
    if not address:
        return []
    return [{"href": address, "rel": "license", "type": "text/html", "title": "Licence"}]


def _extent(layer: Layer) -> list[float]:
    present = layer.geometries[~shapely.is_missing(layer.geometries)]
    bounds = shapely.total_bounds(present) if len(present) else np.array([-180, -90, 180, 90.0])
    return [round(float(value), 4) for value in bounds]


def _queryable(layer: Layer, name: str) -> dict[str, Any]:
    values = [one["properties"].get(name) for one in layer.features]
    flat = [part for value in values for part in (value if isinstance(value, list) else [value])]
    kinds = {type(one) for one in flat if one is not None}
    for python, schema in ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number")):
        if kinds == {python}:
            return {"title": name, "type": schema}
    return {"title": name, "type": "number" if kinds == {int, float} else "string"}
