"""OGC API – Features, Part 1: landing, conformance, collections, items; and the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import orjson
import shapely
from flask import Blueprint, Response, request

from geoposture import formats
from geoposture.articles import shelf
from geoposture.articles.published import collect_web_annotations, find_annotations_of
from geoposture.catalog import ANNOTATIONS, package_version
from geoposture.catalog.cells import DEFAULT_ACROSS, MOST_ACROSS, WORLD, lay_grid
from geoposture.catalog.query import (
    DEFAULT_LIMIT,
    HIGHEST_LIMIT,
    Conditions,
    ItemQuery,
    keep_properties,
)
from geoposture.errors import Gone, TooLarge, UnknownFeature
from geoposture.formats import geojson
from geoposture.formats.geojson import layer_time
from geoposture.geodesy import project_mercator, swap_axes
from geoposture.model import LayerInfo, Stored
from geoposture.service.html import resources
from geoposture.service.http import params
from geoposture.service.http.cache import ASKED_DATABASE
from geoposture.service.http.responses import FOREVER, Body, send, send_once
from geoposture.service.http.served import cite_as, cite_data, current, find_held, fresh
from geoposture.service.routes.openapi import describe_api
from geoposture.service.state import PreparedLayer, State
from geoposture.stores.store import HELD_FEATURES, Found, Store

blueprint = Blueprint("ogc", __name__)

PAGE_PARAMETERS = (
    "f", "limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "sortby", "properties",
    "lang",
)  # fmt: skip

CELL_PARAMETERS = ("f", "bbox", "bbox-crs", "cells", "lang")

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
    definition = describe_api(state.catalog, state.list_layers(), state.settings.base_url())
    return resources.show_api(definition) if params.wants_page() else _json(definition, OPENAPI)


@blueprint.get("/collections")
def collections() -> Response:
    """List the layers."""
    params.check_names(("f", "lang"))
    params.read_format(FORMATS, "json")
    if params.wants_page():
        return resources.show_collections()
    body = {
        "links": [
            link("/collections", "self", geojson.JSON, "This document"),
            link("/collections?f=html", "alternate", HTML, PEOPLE),
        ],
        "collections": [_collection(layer) for layer in current().list_layers()],
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
    _, layer = _find_layer(layer_id)
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
    _, layer = _find_layer(layer_id)
    params.check_names(("f",))
    body = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _absolute(f"/collections/{layer_id}/queryables"),
        "type": "object",
        "title": layer.info.title["en"],
        "properties": {name: {"title": name, "type": kind} for name, kind in layer.schema.items()},
    }
    return _json(body, SCHEMA)


@blueprint.get("/collections/<layer_id>/cells")
def cells(layer_id: str) -> Response:
    """Return how many features lie in each cell of a grid over a box.

    Parameters
    ----------
    layer_id : str
        Of a layer.
    """
    store, layer = _find_layer(layer_id)
    params.check_names((*CELL_PARAMETERS, *layer.schema))
    params.read_format(("json", "geojson"), "json")
    across = params.read_count("cells", DEFAULT_ACROSS, least=1, most=MOST_ACROSS)
    grid = lay_grid(params.read_bbox() or layer.extent or WORLD, across)
    counts = store.count(layer, grid, _read_conditions(tuple(layer.schema), CELL_PARAMETERS))
    path = f"/collections/{layer_id}"
    body = {
        "type": "FeatureCollection",
        "timeStamp": layer_time(layer),
        "numberMatched": counts.matched,
        "numberWithoutGeometry": counts.without_geometry,
        "cellDegrees": grid.size,
        "links": [
            link(_with_query(f"{path}/cells", request.args), "self", geojson.GEOJSON, "This grid"),
            link(path, "collection", geojson.JSON, "The layer"),
        ],
        "features": [
            {
                "type": "Feature",
                "id": f"{column}-{row}",
                "geometry": geojson.geometry_dict(grid.outline(column, row)),
                "properties": {"count": number},
            }
            for column, row, number in counts.cells
        ],
    }
    return _json(body, geojson.GEOJSON)


@blueprint.get("/collections/<layer_id>/items")
def items(layer_id: str) -> Response:
    """Return a page of features.

    Parameters
    ----------
    layer_id : str
        Of a layer.
    """
    store, layer = _find_layer(layer_id)
    own = ("profile",) if layer_id == ANNOTATIONS else ()
    params.check_names((*PAGE_PARAMETERS, *layer.schema, *own))
    params.read_format((*FORMATS, "geojson"), "json")
    profile = params.read_choice("profile", ("w3c",), None)
    query, crs = _read_query(layer_id, tuple(layer.schema), profile), params.read_crs("crs")
    found = store.find(layer, query)
    if profile:
        return _send_annotations(found)
    if params.wants_page():
        return resources.show_items(layer, found)
    return _send_features(_encode_page(layer, found, crs), crs)


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
    store, layer = _find_layer(layer_id)
    data = store.read(layer, feature_id)
    if data is None:
        raise UnknownFeature(_suggest(layer_id, feature_id))
    params.check_names(("f", "crs", "lang"))
    params.read_format((*FORMATS, "geojson"), "json")
    if params.wants_page():
        return resources.show_item(layer, data)
    crs = params.read_crs("crs")
    path = f"/collections/{layer_id}/items/{feature_id}"
    links = [
        link(path, "self", geojson.GEOJSON, "This feature"),
        link(f"{path}?f=html", "alternate", HTML, PEOPLE),
        link(f"/collections/{layer_id}", "collection", geojson.JSON, "Its layer"),
    ]
    feature = _encode_item(data, ItemQuery(), crs)
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
    if stored := _find_stored(current(), file):
        return _stream_file(current(), stored, file, fresh())
    if streamed := _stream_held(current(), file, fresh()):
        return streamed
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
    if stored := _find_stored(held, file):
        return _stream_file(held, stored, file, FOREVER)
    if streamed := _stream_held(held, file, FOREVER):
        return streamed
    body, headers = _find_file(held, file, styled=False)
    return send(body, cache=FOREVER, headers=headers)


def _find_stored(state: State, file: str) -> Stored | None:
    """Return the layer of a file that is asked in a database, None where it is held.

    Raises
    ------
    TooLarge
        If the format is made of the whole layer in memory.
    """
    name = file.removesuffix(SIDECAR) if file.endswith(SIDECAR) else file.rpartition(".")[0]
    layer = state.catalog.stored.get(name)
    if layer is None or name in state.catalog.layers or file in state.plain:
        return None
    ending = file.removeprefix(f"{name}.")
    if ending != formats.WHOLE:
        raise TooLarge(
            f"{file[:100]}: {name} has {layer.count:,} features, and a layer is held up to "
            f"{HELD_FEATURES:,}; it is there as /layers/{name}.{formats.WHOLE}, and page by "
            f"page as /collections/{name}/items"
        )
    return layer


def _stream_file(state: State, layer: Stored, file: str, cache: str) -> Response:
    """Answer with a whole layer as it comes from the database: nothing holds all of it."""
    assert state.database is not None
    members = geojson.describe_layer(layer)
    pieces: Iterator[bytes] = iter(())
    if request.method == "GET":
        pieces = geojson.stream_features(state.database.stream(layer), members)
        # What does not answer is told as such: after the head it would be a torn body.
        pieces = chain([next(pieces)], pieces)
    return _send_pieces(pieces, layer, state, file, cache)


def _stream_held(state: State, file: str, cache: str) -> Response | None:
    """Answer with a large layer as a table while it is written, None for any other file."""
    name, _, ending = file.rpartition(".")
    stream = formats.FORMATS[ending].stream if ending in formats.FORMATS else None
    if stream is None or name not in state.prepared or not state.prepared[name].is_large:
        return None
    prepared = state.prepared[name]
    pieces: Iterator[bytes] = iter(())
    if request.method == "GET":
        pieces = stream(prepared.layer)
        pieces = chain([next(pieces)], pieces)  # as above
    return _send_pieces(pieces, prepared.described, state, file, cache)


def _send_pieces(
    pieces: Iterator[bytes], layer: Stored, state: State, file: str, cache: str
) -> Response:
    ending = file.rpartition(".")[2]
    response = Response(
        pieces,
        content_type=formats.FORMATS[ending].media_type,
        headers={
            "Cache-Control": cache,
            "Content-Disposition": f'inline; filename="{file}"',
            "Link": _file_links(layer.info, state, ending),
        },
    )  # fmt: skip
    # Of the load, not of the bytes: they are not there yet.
    told = [geojson.describe_layer(layer), layer.count, package_version()]
    named = geojson.encode_json(told if ending == formats.WHOLE else [*told, ending])
    response.set_etag(hashlib.sha256(layer.sha256.encode() + named).hexdigest()[:32])
    response.make_conditional(request)
    return response


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
        "Link": _file_links(prepared.layer.info, state, ending),
    }
    return body, headers


def _file_links(info: LayerInfo, state: State, ending: str) -> str:
    """Return sidecar, hashes, licence and what to cite as a ``Link`` header (RFC 8288)."""
    listed = [
        f'<{_absolute(f"/layers/{info.id}{SIDECAR}")}>; rel="describedby"; type="application/json"',
        f'<{_absolute(f"/layers/{HASH_LIST}")}>; rel="item"; title="sha256"',
    ]
    links = [
        *(listed if info.id in state.catalog.layers else ()),
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


def _send_annotations(found: Found) -> Response:
    """Answer with the annotations of all articles as one collection of the W3C."""
    catalog, base = current().catalog, current().settings.base_url()
    given = {**request.args.to_dict(), "profile": "w3c"}
    path, following = f"/collections/{ANNOTATIONS}/items", found.query.offset + len(found.features)
    layer = catalog.layer(ANNOTATIONS)
    turn = given | {"offset": str(following), "limit": str(found.query.limit)}
    body = collect_web_annotations(
        [orjson.loads(one) for one in found.features], base,
        address=base + _with_query(path, given), label=layer.info.title["en"],
        total=found.matched, start=found.query.offset,
        following=base + _with_query(path, turn) if found.has_next else None,
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


def _find_layer(layer_id: str) -> tuple[Store, Stored]:
    """Return a layer and who answers about it, and mark the answer where a database does."""
    state = current()
    if layer_id in state.catalog.stored:
        request.environ[ASKED_DATABASE] = True
    return state.find_layer(layer_id)


def _prepared(layer_id: str, state: State) -> PreparedLayer:
    state.catalog.layer(layer_id)
    return state.prepared[layer_id]


def _suggest(layer_id: str, feature_id: str) -> str:
    """Return what is said of a feature that is not there; where ids are held, with advice."""
    held = current().catalog.layers.get(layer_id)
    return (
        held.tell_unknown(feature_id) if held else f"no feature “{feature_id[:80]}” in {layer_id}"
    )


def _absolute(path: str) -> str:
    return current().settings.base_url() + path


def _json(body: Any, media_type: str = geojson.JSON) -> Response:
    cited = cite_data((request.view_args or {}).get("layer_id"))
    data = geojson.encode_json(body)
    return send_once(data, media_type, cache=fresh(), headers=cited, vary=resources.VARY)


def _encode_item(data: bytes, query: ItemQuery, crs: str) -> bytes:
    """Return the bytes that are ready, unless other columns or axes are asked for."""
    if query.properties is None and crs == params.CRS84:
        return data
    feature = orjson.loads(data)
    if query.properties is not None:
        feature = keep_properties(feature, query.properties)
    if feature["geometry"] is not None and crs != params.CRS84:
        geometry = shapely.from_geojson(orjson.dumps(feature["geometry"]).decode())
        project = swap_axes if crs == params.EPSG_4326 else project_mercator
        feature = {**feature, "geometry": geojson.geometry_dict(project(geometry))}
    return geojson.encode_feature(feature)


def _encode_page(layer: Stored, found: Found, crs: str) -> Body:
    """Return a page of features: a join of bytes that are ready."""
    members = {
        "timeStamp": layer_time(layer),
        "numberMatched": found.matched,
        "numberReturned": len(found.features),
        "links": _page_links(layer.id, found),
    }
    chosen = [_encode_item(one, found.query, crs) for one in found.features]
    return Body(geojson.join_features(chosen, members), geojson.GEOJSON)


def _send_features(body: Body, crs: str) -> Response:
    cited = cite_data((request.view_args or {}).get("layer_id"))
    headers = {"Content-Crs": f"<{crs}>", **cited}
    return send(body, cache=fresh(), headers=headers, vary=resources.VARY)


def _read_query(layer_id: str, names: tuple[str, ...], profile: str | None) -> ItemQuery:
    """Return the page that is asked for; a collection of the W3C is whole unless a page is."""
    interval = params.read_datetime()
    return ItemQuery(
        limit=params.read_limit(HIGHEST_LIMIT if profile else DEFAULT_LIMIT),
        offset=params.read_count("offset", 0, least=0, most=10**9),
        bbox=params.read_bbox(),
        conditions=_read_conditions(names, PAGE_PARAMETERS),
        properties=params.read_names("properties", names),
        sort=params.read_sort(names),
        # No other layer has a time: all of its features match.
        published=interval if layer_id == ANNOTATIONS else None,
    )


def _read_conditions(names: tuple[str, ...], own: tuple[str, ...]) -> Conditions:
    """Return what is asked of the layer's properties; a name of the address is the address's."""
    given = request.args
    return tuple(
        (name, tuple(given[name].split("|")))
        for name in sorted(given)
        if name in names and name not in own
    )


def _page_links(layer_id: str, page: Found) -> list[dict[str, str]]:
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


def _collection(layer: Stored) -> dict[str, Any]:
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
            link(f"{path}/cells", "related", geojson.GEOJSON, "How many lie in each cell"),
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


def _file_entries(layer: Stored) -> list[dict[str, str]]:
    held = current().catalog.layers.get(layer.id)
    files = [
        link(f"/layers/{layer.id}.{ending}", "enclosure", one.media_type,
             f"The whole layer, {ending}")
        for ending, one in formats.list_formats(held or layer).items()
    ]  # fmt: skip
    if held is None:
        return files
    sidecar = link(f"/layers/{layer.id}{SIDECAR}", "describedby", geojson.JSON, "Files and hashes")
    return [*files, sidecar]


def _licence_link(address: str | None) -> list[dict[str, str]]:
    if not address:
        return []
    return [{"href": address, "rel": "license", "type": "text/html", "title": "Licence"}]


def _extent(layer: Stored) -> list[float]:
    return [round(one, 4) for one in layer.extent or WORLD]
