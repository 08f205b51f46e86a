"""The API definition, OpenAPI 3.0, made from the layers that are served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geoposture.articles.published import list_articles
from geoposture.articles.shelf import list_topics
from geoposture.catalog import ANNOTATIONS, Catalog, package_version
from geoposture.catalog.cells import DEFAULT_ACROSS
from geoposture.catalog.query import DEFAULT_LIMIT
from geoposture.formats import FORMATS
from geoposture.formats.geojson import GEOJSON, JSON
from geoposture.language.citations import CITED
from geoposture.language.vocabulary import UNITS
from geoposture.model import Stored
from geoposture.service.http.params import SYSTEMS
from geoposture.views.fields import FIELDS

PROBLEM = "application/problem+json"
YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
FOURTH = "(0[48]|[2468][048]|[13579][26])"
LEAP = f"([0-9]{{2}}{FOURTH}|{FOURTH}00)"
DAY = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
CLOCK = r"(T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?"
INSTANT = f"({YEAR}(-(0[1-9]|1[0-2]))?|({YEAR}-{DAY}|{LEAP}-02-29){CLOCK})"
DATETIME = rf"^({INSTANT}|{INSTANT}/({INSTANT}|\.\.)?|(\.\.)?/{INSTANT}|\.\./\.\.)$"
"""All that is taken; that an interval ends after it starts no pattern can say."""
TEXT = {"type": "string"}
NUMBER = {"type": "number"}

Schema = dict[str, Any]


def describe_api(catalog: Catalog, layers: Sequence[Stored], base_url: str) -> Schema:
    """Return the OpenAPI document.

    Parameters
    ----------
    catalog : Catalog
    layers : sequence of Stored
        Every layer, those that are asked in a database among them.
    base_url : str
        Public address of the service, no slash at its end.
    """
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "geoposture",
            "version": package_version(),
            "description": "Layers, distances and coverage. Public information only; "
            "not for navigation, targeting or emergency use.",
            "license": {"name": "MIT", "url": "https://opensource.org/license/mit"},
        },
        "servers": [{"url": base_url}],
        "paths": {
            **_feature_paths(catalog, layers),
            **_map_paths(),
            **_analysis_paths(catalog),
            **_small_paths(catalog),
        },
        "components": {"schemas": {"Problem": _problem()}},
    }


def _feature_paths(catalog: Catalog, layers: Sequence[Stored]) -> Schema:
    layer = _path_parameter("collection", [one.id for one in layers])
    landing = _get(
        "The map; the landing page where JSON is asked for", JSON, [FORMS, *_view_parameters()]
    )
    landing["get"]["responses"]["200"]["content"]["text/html"] = {}
    paths: Schema = {
        "/": landing,
        "/conformance": _get("The conformance classes", JSON),
        "/collections": _get("The layers", JSON),
        "/collections/{collection}": _get("One layer", JSON, [layer]),
        "/collections/{collection}/queryables": _get(
            "What can be filtered by", "application/schema+json", [layer]
        ),
    }
    for one in layers:
        filters = [_query(name, TEXT) for name in one.schema]
        paths[f"/collections/{one.id}/cells"] = _get(
            f"How many features of {one.info.title['en']} lie in each cell of a grid",
            GEOJSON, [*_grid_parameters(), *filters],
        )  # fmt: skip
        paths[f"/collections/{one.id}/items"] = _get(
            f"Features of {one.info.title['en']}", GEOJSON, [*_page_parameters(), *filters]
        )
        answer = paths[f"/collections/{one.id}/items"]["get"]["responses"]["200"]
        answer["content"]["text/html"] = {}
        if one.id == ANNOTATIONS:
            paths[f"/collections/{one.id}/items"]["get"]["parameters"].append(PROFILE)
            answer["content"]["application/ld+json"] = {}
        paths[f"/collections/{one.id}/items/{{feature}}"] = _get(
            "One feature",
            GEOJSON,
            [_path_parameter("feature", _list_first(catalog, one.id), closed=False)],
        )
    return paths


def _list_first(catalog: Catalog, layer_id: str) -> list[str]:
    """Return the id of the first feature of a layer that is held, as an example."""
    held = catalog.layers.get(layer_id)
    return [one["id"] for one in held.features[:1]] if held else []


FORM = {"style": "form", "explode": False}
"""How OGC API defines the parameters of a page."""


def _page_parameters() -> list[Schema]:
    four = {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 6}
    return [
        # No maximum: a larger limit is clamped, not refused.
        {**_query("limit", {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}), **FORM},
        _query("offset", {"type": "integer", "minimum": 0, "default": 0}),
        {**_query("bbox", four), **FORM},
        {**_query("datetime", {"type": "string", "pattern": DATETIME}), **FORM},
        _query("crs", {"type": "string", "enum": list(SYSTEMS)}),
        _query("bbox-crs", {"type": "string", "enum": list(SYSTEMS)}),
        _query("sortby", TEXT),
        _query("properties", TEXT),
        _query("f", {"type": "string", "enum": ["json", "geojson", "html"]}),
    ]


def _grid_parameters() -> list[Schema]:
    kept = [one for one in _page_parameters() if one["name"] in ("bbox", "bbox-crs")]
    across = {"type": "integer", "minimum": 1, "default": DEFAULT_ACROSS}
    form = {"type": "string", "enum": ["json", "geojson"]}
    return [*kept, _query("cells", across), _query("f", form)]


MAPS = {
    "/embed": ("The map for a frame: a picture that becomes a map when it is tapped", "text/html",
               {"live": "1: the map at once."}),
    "/map.html": ("The map as one file that asks nobody for anything", "text/html", {}),
    "/map.svg": ("The map as a picture", "image/svg+xml",
                 {"width": "In pixels.", "height": "In pixels.", "print": "1: 180 mm wide."}),
    "/map.pdf": ("The same as a page", "application/pdf",
                 {"width": "In pixels.", "height": "In pixels.", "print": "1: 180 mm wide."}),
    "/map.png": ("The same in pixels", "image/png",
                 {"width": "In pixels.", "height": "In pixels.", "scale": "1 or 2.",
                  "whole": "1: the height is that of the whole picture."}),
}  # fmt: skip
"""The map as it leaves us: what it is, its media type, and what it takes beside a view."""


def _map_paths() -> Schema:
    paths = {
        path: _get(told, media, [*_view_parameters(), *_forgiven(more)])
        for path, (told, media, more) in MAPS.items()
    }
    # oEmbed says so of another format, in plain text.
    oembed = _offer("How a page embeds an address of the map", _forgiven(OEMBED), "text/xml")
    oembed["get"]["responses"]["501"] = {
        "description": "No such format", "content": {"text/plain": {}}}  # fmt: skip
    return {**paths, "/oembed": oembed}


OEMBED = {
    "url": "Of the map or of its embed.", "format": "json or xml.",
    "maxwidth": "In pixels.", "maxheight": "In pixels.",
}  # fmt: skip


def _view_parameters() -> list[Schema]:
    return _forgiven({one.query: one.help for one in FIELDS})


def _forgiven(told: Mapping[str, str]) -> list[Schema]:
    """Return parameters of pages, which take any text and leave out what they cannot read."""
    return [{**_query(name, TEXT), "description": text} for name, text in told.items()]


def _analysis_paths(catalog: Catalog) -> Schema:
    systems = {"type": "string", "enum": [one.id for one in catalog.systems.values()]}
    ref = {"type": "string", "example": _find_example(catalog)}
    rings = [
        _query("origins", ref, required=True), _query("radius_km", NUMBER), _query("where", TEXT),
        _query("whatif", {"type": "string", "enum": ["0", "1"]}),
        *([_query("system", systems)] if systems["enum"] else []),
    ]  # fmt: skip
    units = _query("units", {"type": "string", "enum": list(UNITS)})
    pair = [_query("from", ref, required=True), _query("to", ref, required=True)]
    rows = _get("One row per pair, nearest first", JSON, [
        *pair, _query("f", {"type": "string", "enum": ["json", "csv", "geojson"]})])  # fmt: skip
    for media_type in (GEOJSON, "text/csv"):
        rows["get"]["responses"]["200"]["content"][media_type] = {}
    form = _query("f", {"type": "string", "enum": ["json", "geojson"]})
    full = _query("detail", {"type": "string", "enum": ["full"]})
    return {
        "/distance": _get("The geodesic between two references", GEOJSON, [*pair, units, form]),
        "/distances": rows,
        "/rings": _get("Geodesic rings, each with its assumption", GEOJSON, rings),
        "/coverage": _get("Share of a target within a distance", GEOJSON, [
            *rings, _query("target", ref, required=True), full, units, form]),
        "/systems": _get("Publicly stated ranges", JSON),
        "/sources": _get("The sources", JSON),
    }  # fmt: skip


def _find_example(catalog: Catalog) -> str:
    """Return a reference to a point of this catalogue, the one that a map starts with first."""
    points = (
        f"{layer.id}/{one['id']}"
        for layer in catalog.layers.values()
        for one in layer.features
        if one["geometry"] and one["geometry"]["type"] == "Point"
    )
    return catalog.theatre.starts.start or next(points, next(iter(catalog.layers), ""))


def _article_paths(catalog: Catalog) -> Schema:
    known = [one["id"] for one in list_articles(catalog)]
    article = _path_parameter("article", [*known, "article"], closed=False)
    annotated = _get("An article's annotations", GEOJSON, [article, PROFILE])
    annotated["get"]["responses"]["200"]["content"]["application/ld+json"] = {}
    topics = _query("topic", {"type": "string", "enum": ["", *list_topics()]})
    forms = _query("f", {"type": "string", "enum": ["json", "html", "atom"]})
    listed = [topics, *_page_parameters()[:2], forms]
    topic = _path_parameter("topic", list(list_topics()))
    return {
        "/articles": _offer(
            "The articles, the newest first", listed, "text/html", "application/atom+xml"
        ),
        "/articles/{article}": _offer(
            "An article's citation and claims", [article, FORMS], "text/html"
        ),
        "/articles/{article}/annotations": annotated,
        "/topics": _offer("The closed list of topics", [FORMS], "text/html"),
        "/topics/{topic}": _offer(
            "The claims of all articles on a topic", [topic, FORMS], "text/html"
        ),
        "/claims.csv": _get("The claims of all articles as a table", "text/csv"),
    }


def _figure_paths(catalog: Catalog) -> Schema:
    figures = [one.id for one in catalog.questions] or ["figure"]
    figure = _path_parameter("figure", figures, closed=False)
    forms = _query("f", {"type": "string", "enum": ["json", "html", *CITED]})
    cited = [one.partition(";")[0] for one in CITED.values()]
    source = _path_parameter("source", [*catalog.sources, "source"], closed=False)
    return {
        "/figures": _offer("The figures that can be cited", (), "text/html"),
        "/figures/{figure}": _offer(
            "A figure, or how to cite it", [figure, forms], "text/html", *cited
        ),
        "/sources/{source}": _get("A source, and what rests on it", JSON, [source]),
    }


def _small_paths(catalog: Catalog) -> Schema:
    first = next(iter(catalog.layers), "layer")
    file = _path_parameter("file", [f"{first}.geojson", f"{first}.csv"], closed=False)
    files = [one.media_type.partition(";")[0] for one in FORMATS.values()]
    download = _get("A whole layer as a file", GEOJSON, [file])
    download["get"]["responses"]["200"]["content"] |= {one: {} for one in files}
    forms = _query("f", {"type": "string", "enum": ["json", "html", "atom"]})
    more = ("text/html", "application/atom+xml")
    corrections = _offer("What was corrected and withdrawn", [forms], *more)
    told = corrections["get"]["responses"]["200"]["content"][JSON]
    told["schema"] = {"type": "array", "items": {"type": "object"}}
    ready = _get("Which data are served", JSON)
    starting = {"description": "What computes is starting", "content": {JSON: {}}}
    ready["get"]["responses"]["503"] = starting
    return {
        **_figure_paths(catalog),
        **_article_paths(catalog),
        "/codebook": _offer("Every field and value of the layers", [FORMS], "text/html"),
        "/corrections": corrections,
        "/versions": _offer("The versions of the data", [FORMS], "text/html"),
        "/layers/{file}": download,
        "/theatre": _get("What is served: languages, extent, roles of the layers", JSON),
        "/healthz": _get("Whether the process answers", JSON),
        "/readyz": ready,
    }


def _offer(summary: str, parameters: Sequence[Schema], *more: str) -> Schema:
    """Return an operation that answers in JSON, and in other media types beside it."""
    told = _get(summary, JSON, parameters)
    told["get"]["responses"]["200"]["content"] |= {one: {} for one in more}
    return told


def _get(summary: str, media_type: str, parameters: Sequence[Schema] = ()) -> Schema:
    # A browser gets the same as a page.
    forms: Schema = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, "text/html": {}}
    problem = {"content": forms}
    answers: Schema = {
        "200": {"description": summary, "content": {media_type: {"schema": {"type": "object"}}}},
        "400": {"description": "A parameter is wrong", **problem},
        "404": {"description": "Nothing of this id", **problem},
        "406": {"description": "No such format", **problem},
    }
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _query(name: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema}


FORMS = _query("f", {"type": "string", "enum": ["json", "html"]})
PROFILE = _query("profile", {"type": "string", "enum": ["w3c"]})
"""Annotations as the W3C has them."""


def _path_parameter(name: str, values: Sequence[str], *, closed: bool = True) -> Schema:
    schema = (
        {"type": "string", "enum": list(values)}
        if closed
        else {"type": "string", **({"example": values[0]} if values else {})}
    )
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _problem() -> Schema:
    properties = dict.fromkeys(("type", "title", "detail", "instance", "code"), TEXT)
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            **properties,
            "status": {"type": "integer"},
            "invalid-params": {"type": "array", "items": {"type": "object"}},
        },
    }
