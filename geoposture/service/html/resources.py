"""The data service as pages for people: what a layer is, its features, how to cite and load it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from flask import Response, request
from markupsafe import Markup

from geoposture.articles import shelf
from geoposture.articles.corrections import describe_corrections
from geoposture.articles.published import path_of
from geoposture.catalog import Catalog, Layer
from geoposture.formats import list_formats
from geoposture.formats.tables import join_list
from geoposture.language.citations import (
    cite_dated,
    cite_figure,
    cite_source,
    describe_source,
    find_address,
    say_kind,
)
from geoposture.language.words import LANGUAGES, Words
from geoposture.maps.templating import page_templates
from geoposture.model import Feature, Stored
from geoposture.pictures import draw_locator
from geoposture.pictures.canvas import draw_map
from geoposture.service.http import params
from geoposture.service.http.responses import Body, send_once
from geoposture.service.http.served import cite_data, compute, current, fresh
from geoposture.service.state import State
from geoposture.stores.store import Found
from geoposture.views import places, story
from geoposture.views.credits import cite_feature, cite_layer
from geoposture.views.description import describe_layer
from geoposture.views.questions import Answered, answer_question, list_asked
from geoposture.views.sources import count_sources, describe_facts, find_source, list_resting
from geoposture.views.toponyms import name_feature

HTML = "text/html; charset=utf-8"
SHOWN_COLUMNS = 6
SOURCE_COLUMNS = ("title", "publisher", "kind", "date", "read", "url", "note")
LONGEST_CELL = 90
VARY = ("Accept", "Accept-Language")
NO_PARTS: Mapping[str, Any] = {
    "lead": None,
    "note": None,
    "sections": (),
    "table": None,
    "crumbs": (),
    "links": (),
    "dataset": None,
    "picture": None,
    "answer": None,
    "place": None,
    "social": None,
    "title_lang": None,
    "address": None,
    "notes": (),
    "topics": None,
}


def show_collections() -> Response:
    """Return the list of layers as a page."""
    words = choose_words()
    catalog = current().catalog
    layers: Mapping[str, Layer | Stored] = {**catalog.stored, **catalog.layers}
    sections = [
        {
            "title": layer.info.title[words.lang],
            "texts": [describe_layer(layer, words.lang)],
            "links": [{"href": link_page(f"/collections/{layer.id}"), "text": layer.id}],
        }
        for layer in layers.values()
    ]
    return send_page(words, title=words.text("res.collections"), sections=sections)


def show_conformance(classes: Sequence[str]) -> Response:
    """Return the conformance classes as a page.

    Parameters
    ----------
    classes : sequence of str
        Their addresses.
    """
    words = choose_words()
    links = [{"href": None, "text": one} for one in classes]
    title = words.text("res.conformance")
    return send_page(words, title=title, sections=[{"title": title, "links": links}])


def show_api(definition: Mapping[str, Any]) -> Response:
    """Return the API definition as a page: every path, what it does, its parameters.

    Parameters
    ----------
    definition : mapping
        The OpenAPI document.
    """
    words = choose_words()
    rows = [
        {
            "id": path,
            "href": None,
            "cells": [
                operation["get"]["summary"],
                ", ".join(one["name"] for one in operation["get"]["parameters"]) or "–",
            ],
        }
        for path, operation in definition["paths"].items()
    ]
    header = [words.text("res.path"), words.text("res.what"), words.text("res.parameters")]
    return send_page(
        words,
        title="API",
        table={"caption": definition["info"]["description"], "header": header, "rows": rows},
        crumbs=[_crumb_layers(words)],
    )


def show_collection(stored: Stored) -> Response:
    """Return what a layer is: licence, sources, method, downloads, citation, use elsewhere.

    Parameters
    ----------
    stored : Stored
        Which is shown.
    """
    words, info = choose_words(), stored.info
    held = current().catalog.layers.get(stored.id)
    layer: Layer | Stored = held or stored
    date = words.date(info.date) if info.date else "–"
    return send_page(
        words,
        title=info.title[words.lang],
        lead=describe_layer(layer, words.lang),
        note=words.text("res.version", version=layer.sha256[:16], date=date),
        sections=[
            _downloads(layer, words),
            _licence(layer, words),
            _method(layer, words),
            _sources(layer, words),
            {"title": words.text("res.cite"), "code": cite(layer, words.lang)},
            {"title": words.text("res.load"), "code": _load(layer)},
        ],
        crumbs=[_crumb_layers(words)],
        links=[
            {
                "href": link_page(f"/collections/{layer.id}/items"),
                "text": words.text("res.features"),
            }
        ],
        dataset=describe_dataset(layer, current().settings.base_url()),
        picture=_picture(held, words) if held else None,
    )


def show_items(layer: Stored, found: Found) -> Response:
    """Return a page of features as a table.

    Parameters
    ----------
    layer : Stored
        Whose features they are.
    found : Found
        Those of the page.
    """
    words, catalog = choose_words(), current().catalog
    shown = _read_features(layer, found.features)
    whole = catalog.layers.get(layer.id, shown)
    names = [name for name in layer.schema if _is_filled(whole, name)][:SHOWN_COLUMNS]
    rows = [_row(layer, feature, names) for feature in shown.features]
    first = found.query.offset + 1 if rows else 0
    caption = words.text(
        "res.shown", first=first, last=found.query.offset + len(rows), total=found.matched
    )
    return send_page(
        words,
        title=layer.info.title[words.lang],
        table={"caption": caption, "header": ["id", *names], "rows": rows},
        crumbs=[
            _crumb_layers(words),
            {"href": link_page(f"/collections/{layer.id}"), "text": layer.id},
        ],
        links=_turns(found, words),
        picture=_picture(shown, words),
    )


def _read_features(layer: Stored, features: Sequence[bytes]) -> Layer:
    """Return some features of a layer as one of their own, wherever they lie."""
    held = current().catalog.layers.get(layer.id)
    read = tuple(orjson.loads(one) for one in features)
    if held is None:
        return Layer(layer.info, read, layer.sha256)
    # What was read of them once is not read again.
    return Layer(
        layer.info, tuple(held.features[held.index[one["id"]]] for one in read), layer.sha256
    )


def show_item(stored: Stored, data: bytes) -> Response:
    """Return one feature as a table of its properties.

    Parameters
    ----------
    stored : Stored
        Its layer.
    data : bytes
        The feature, encoded.
    """
    words, catalog = choose_words(), current().catalog
    alone = _read_features(stored, [data])
    feature, layer = alone.features[0], catalog.layers.get(stored.id, alone)
    feature_id, ref = feature["id"], f"{layer.id}/{feature['id']}"
    name, row = name_feature(feature, words.lang), feature["properties"]
    other = row.get(f"name_{catalog.other_language(words.lang)}")
    base, path = current().settings.base_url(), f"/collections/{layer.id}/items/{feature_id}"
    facts = places.describe_place(catalog, layer, feature, words)
    nowhere = layer.geometry(feature_id) is None
    return send_page(
        words,
        title=name,
        lead=other if other != name else None,
        note=words.text("card.nowhere") if nowhere else None,
        place={
            "layer": layer.info.title[words.lang],
            "dispute": places.say_dispute(feature, words),
            "facts": [_link_fact(one, words) for one in facts],
            "rest": _link_rest(layer, feature, facts, words),
        },
        crumbs=[
            _crumb_layers(words),
            {"href": link_page(f"/collections/{layer.id}/items"),
             "text": layer.info.title[words.lang]},
        ],
        links=_link_map(catalog, layer, ref, words),
        picture=_locate(layer, feature_id, words),
        sections=[*(one for one in _list_around(catalog, layer, feature, words) if one["links"]),
                  _tell_citation(catalog, layer, feature, words)],
        social={"description": _summarise(name, facts, layer, words), "canonical": base + path,
                "image": None},
        dataset=places.describe_schema(layer, feature, words, base + path),
    )  # fmt: skip


def _link_map(catalog: Catalog, layer: Layer, ref: str, words: Words) -> list[dict[str, str]]:
    """Return a link to a feature on the map, which draws the layers that are held."""
    if layer.id not in catalog.layers:
        return []
    return [{"href": f"/?lang={words.lang}&feature={ref}", "text": words.text("res.map")}]


def _link_fact(fact: places.Fact, words: Words) -> dict[str, Any]:
    """Return a fact as a row, with links to its sources and to what it names."""
    return {
        "label": fact.label,
        "text": fact.text,
        "href": link_page(path_of(fact.ref)) if fact.ref else None,
        "lang": "en" if fact.foreign and words.lang != "en" else None,
        "sources": [link_source(one, words) for one in fact.sources],
    }


def _link_rest(
    layer: Layer, feature: Feature, facts: Sequence[places.Fact], words: Words
) -> dict[str, Any]:
    """Return what the facts without a source of their own rest on, with a link to one alone."""
    text, id_ = places.tell_rest(current().catalog, layer, feature, facts, words)
    return {"text": text, "source": link_source(id_, words) if id_ else None}


def _list_around(
    catalog: Catalog, layer: Layer, feature: Feature, words: Words
) -> list[dict[str, Any]]:
    """Return what else is told about a feature: figures, claims, neighbours, sources."""
    ref, row = f"{layer.id}/{feature['id']}", feature["properties"]
    neighbours = [
        {"href": link_page(path_of(one["ref"])), "text": one["name"], "note": one["far"]}
        for one in places.list_neighbours(catalog, layer, feature, words)
    ]
    found = [link_source(one, words) for one in places.list_sources(catalog, layer, feature)]
    return [
        {"title": words.text("figure.about"), "links": list_about(catalog, ref, words.lang)},
        _said(ref, words),
        {"title": words.text("site.corrections"), "links": _list_corrected(catalog, ref, words)},
        {"title": words.text("place.neighbours"), "links": neighbours},
        {"title": words.text("res.sources"), "links": found},
        {"title": words.text("place.elsewhere"), "links": places.list_same(row)},
    ]


def _list_corrected(catalog: Catalog, ref: str, words: Words) -> list[dict[str, str]]:
    """Return what was corrected of a feature; what a claim said of it is its article's."""
    rows = [one for one in catalog.corrections if one.feature == ref and not one.article]
    return [{"href": f"/corrections?lang={words.lang}#{one['id']}", "text": one["title"],
             "note": one["text"]} for one in describe_corrections(rows, words)]  # fmt: skip


def _tell_citation(
    catalog: Catalog, layer: Layer, feature: Feature, words: Words
) -> dict[str, Any]:
    cited = cite_feature(catalog, layer, feature, current().settings.base_url())
    return {"title": words.text("figure.cite"), "id": "cite",
            "citations": cite_figure(cited, words.lang)}  # fmt: skip


def list_about(catalog: Catalog, ref: str, lang: str) -> list[dict[str, str]]:
    """Return the figures about a feature as links; one that cannot be answered is left out.

    Parameters
    ----------
    catalog : Catalog
    ref : str
        Of the feature.
    lang : str
        Such as ``en``.
    """
    answers = [answer_question(catalog, one) for one in list_asked(catalog, ref)]
    return [link_figure(one, lang) for one in answers]


def link_figure(answered: Answered, lang: str) -> dict[str, str]:
    """Return a figure as a link: its question, and the figure beside it.

    Parameters
    ----------
    answered : Answered
    lang : str
        Such as ``en``.
    """
    return {"href": write_link(f"/figures/{answered.question.id}", lang),
            "text": answered.title[lang], "note": answered.figure[lang]}  # fmt: skip


def _summarise(name: str, facts: Sequence[places.Fact], layer: Layer, words: Words) -> str:
    """Return a feature in a sentence, for previews of links."""
    first = next((one.text for one in facts), layer.info.title[words.lang])
    return words.text("figure.defined", name=name, length=first)


def link_source(id_: str, words: Words) -> dict[str, str]:
    """Return a source as a link to its page; one that the table does not have as its id.

    Parameters
    ----------
    id_ : str
    words : Words
    """
    source = current().catalog.sources.get(id_)
    if source is None:
        return {"href": "", "text": id_}
    return {"href": link_page(f"/sources/{id_}"), "text": cite_dated(source, words),
            "note": str(source.get("title") or "")}  # fmt: skip


def say_verdict(verdict: str | None, words: Words) -> str | None:
    """Return what a published check says of a number, None where there is none.

    Parameters
    ----------
    verdict : str or None
    words : Words
    """
    if verdict in (None, "not_checked"):
        return None
    return words.text(f"check.verdict.{str(verdict).removesuffix('_on_definition')}")


def cite(layer: Layer | Stored, lang: str) -> list[dict[str, str]]:
    """Return how to cite a layer: as text, as BibTeX, as CSL JSON.

    Parameters
    ----------
    layer : Layer or Stored
        Its title, date and hash are named.
    lang : str
        Of the text, such as ``en``.
    """
    state = current()
    cited = cite_layer(layer, state.catalog.version, state.settings.base_url())
    forms = cite_figure(cited, lang)
    titles = {"text": state.catalog.words(lang).text("cite.text"), "bibtex": "BibTeX",
              "csl": "CSL JSON"}  # fmt: skip
    return [{"title": title, "text": forms[form]} for form, title in titles.items()]


def describe_dataset(layer: Layer | Stored, base_url: str) -> dict[str, Any]:
    """Return the schema.org Dataset of a layer.

    Parameters
    ----------
    layer : Layer or Stored
        What is described.
    base_url : str
        Public address of the service, no slash at its end.
    """
    info = layer.info
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": info.title["en"],
        "alternateName": info.title["ja"],
        "description": describe_layer(layer, "en"),
        "license": info.licence_url,
        "version": layer.sha256[:16],
        "dateModified": info.date,
        "creator": {"@type": "Organization", "name": "geoposture"},
        "measurementTechnique": info.method["en"] if info.method else None,
        **_describe_span(layer),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": one.label,
                "contentUrl": f"{base_url}/layers/{layer.id}.{ending}",
            }
            for ending, one in list_formats(layer).items()
        ],
    }


def _describe_span(layer: Layer | Stored) -> dict[str, Any]:
    """Return what a layer spans as schema.org has it, nothing where nothing has a position."""
    if layer.extent is None:
        return {}
    west, south, east, north = (round(one, 3) for one in layer.extent)
    box = f"{south} {west} {north} {east}"
    return {"spatialCoverage": {"@type": "Place", "geo": {"@type": "GeoShape", "box": box}}}


def link_claim(claim: Mapping[str, Any], words: Words, *, linked: bool = False) -> dict[str, Any]:
    """Return a claim as a link to its article, with outlet and day beside it.

    Parameters
    ----------
    claim : mapping
        As `shelf.find_claims` has it.
    words : Words
    linked : bool
        Say how it is linked to its place, and what a published check says of its number.
    """
    own = claim[f"claim_{words.lang}"]
    other = next((one for one in LANGUAGES if claim[f"claim_{one}"]), None)
    said = [story.cite_article(claim, words)]
    if linked:
        said.append(words.text("claim.implied" if claim["implied"] else "claim.explicit"))
        said.append(say_verdict(claim["verdict"], words) or "")
    return {
        "href": link_page(f"/articles/{claim['article']}"),
        "text": own or (claim[f"claim_{other}"] if other else claim["title"] or claim["article"]),
        "lang": None if own else other,
        "note": " · ".join(filter(None, said)),
    }


def _said(reference: str, words: Words) -> dict[str, Any]:
    """Return what articles say about a feature, the newest first, side by side."""
    claims = shelf.find_claims(current().catalog, feature=reference)
    return {
        "title": words.text("art.said"),
        "texts": [words.text("art.said_lead")] if len(claims) > 1 else [],
        "links": [link_claim(one, words, linked=True) for one in claims],
    }


def _locate(layer: Layer, feature_id: str, words: Words) -> Markup:
    if layer.id not in current().catalog.layers:
        return Markup(_draw_where(current().catalog, layer, feature_id, words))
    return Markup(compute(_draw_located, (layer.id, feature_id, words.lang)).data.decode())


def _draw_located(state: State, question: tuple[str, str, str]) -> Body:
    """Return where a feature lies as a picture, empty where it has no position."""
    layer_id, feature_id, lang = question
    layer, words = state.catalog.layer(layer_id), state.catalog.words(lang)
    return Body(_draw_where(state.catalog, layer, feature_id, words).encode(), "image/svg+xml")


def _draw_where(catalog: Catalog, layer: Layer, feature_id: str, words: Words) -> str:
    geometry = layer.geometry(feature_id)
    if geometry is None:
        return ""
    label = words.text("res.picture", count=1, layer=layer.info.title[words.lang])
    return draw_locator(catalog, geometry, lang=words.lang, label=label)


def _picture(shown: Layer, words: Words) -> Markup:
    """Return the features of a layer as a picture; those of a held one are drawn once."""
    held = current().catalog.layers.get(shown.id)
    if held is None:
        return _draw_shown(current().catalog, shown, list(shown.geometries), words)
    positions = tuple(held.index[one["id"]] for one in shown.features)
    question = (shown.id, positions, words.lang)
    return Markup(compute(_draw_picture, question).data.decode())


def _draw_picture(state: State, question: tuple[str, tuple[int, ...], str]) -> Body:
    layer_id, positions, lang = question
    layer = state.catalog.layer(layer_id)
    shown = [layer.geometries[position] for position in positions]
    drawn = _draw_shown(state.catalog, layer, shown, state.catalog.words(lang))
    return Body(drawn.encode(), "image/svg+xml")


def _draw_shown(catalog: Catalog, layer: Layer, shown: Sequence[Any], words: Words) -> Markup:
    placed = sum(one is not None for one in shown)
    label = words.text("res.picture", count=placed, layer=layer.info.title[words.lang])
    return draw_map(shown, catalog, label=label)


def choose_words() -> Words:
    """Return the words of this request's language."""
    return current().catalog.words(params.choose_language())


def link_page(path: str, **query: Any) -> str:
    """Return the address of a page in this request's language.

    Parameters
    ----------
    path : str
        Of the page.
    **query : str
        More of its address.
    """
    return write_link(path, params.choose_language(), **query)


def _crumb_layers(words: Words) -> dict[str, str]:
    """Return the link to the list of layers, as the way to a page begins."""
    return {"href": link_page("/collections"), "text": words.text("res.collections")}


def _downloads(layer: Layer | Stored, words: Words) -> dict[str, Any]:
    links = [
        {"href": f"/layers/{layer.id}.{ending}", "text": one.label}
        for ending, one in list_formats(layer).items()
    ]
    if isinstance(layer, Layer):
        sidecar = f"/layers/{layer.id}.metadata.json"
        links += [
            {"href": sidecar, "text": words.text("res.sidecar")},
            {"href": "/layers/sha256.txt", "text": words.text("res.hashes")},
        ]
    return {"title": words.text("res.download"), "links": links}


def _licence(layer: Layer | Stored, words: Words) -> dict[str, Any]:
    info = layer.info
    texts = [info.licence_words[words.lang]] if info.licence_words else []
    texts += [info.attribution[words.lang]] if info.attribution else []
    links = [{"href": info.licence_url, "text": info.licence}] if info.licence else []
    return {"title": words.text("res.licence"), "texts": texts, "links": links}


def _method(layer: Layer | Stored, words: Words) -> dict[str, Any]:
    info = layer.info
    limits = [{"href": None, "text": one} for one in info.limits.get(words.lang, ())]
    texts = [info.method[words.lang]] if info.method else []
    return {"title": words.text("res.method"), "texts": texts, "links": limits}


def _sources(layer: Layer | Stored, words: Words) -> dict[str, Any]:
    table = current().catalog.sources
    found = [table[one] for one in layer.info.sources if one in table]
    return {"title": words.text("res.sources"),
            "links": [describe_source(one, words) for one in found]}  # fmt: skip


def show_sources() -> Response:
    """Return the table of sources, each with its own date, the day it was read and its kind."""
    words = choose_words()
    header = [words.text(f"res.source.{one}") for one in SOURCE_COLUMNS]
    rows = [
        {
            "id": id_,
            "anchor": id_,
            "href": link_page(f"/sources/{id_}"),
            "cells": _source_cells(one, words),
        }
        for id_, one in current().catalog.sources.items()
    ]
    return send_page(
        words,
        title=words.text("res.sources"),
        lead=words.text("source.counts", **count_sources(current().catalog)),
        table={"caption": words.text("res.sources"), "header": ["id", *header], "rows": rows},
        crumbs=[_crumb_layers(words)],
    )


def _source_cells(source: Mapping[str, Any], words: Words) -> list[Markup | str]:
    days = {one: words.date(source[one]) if source.get(one) else "–" for one in ("date", "read")}
    address = find_address(source)
    shown = Markup('<a href="{}">{}</a>').format(address, urlsplit(address).hostname) \
        if address else words.text("card.no_address")  # fmt: skip
    return [str(source.get("title") or "–"), str(source.get("publisher") or "–"),
            say_kind(source, words), days["date"], days["read"], shown,
            str(source.get("note") or "–")]  # fmt: skip


def show_source(id_: str) -> Response:
    """Return a source as a page: what is known of it, and what rests on it.

    Parameters
    ----------
    id_ : str

    Raises
    ------
    NotFound
        If there is none of it.
    """
    words, catalog = choose_words(), current().catalog
    source = find_source(catalog, id_)
    resting = [
        {"href": link_page(one.path) if one.path else None, "text": one.text,
         "note": words.text("list.join").join(one.facts) or None}
        for one in list_resting(catalog, id_, words)
    ]  # fmt: skip
    base = current().settings.base_url()
    return send_page(
        words,
        title=str(source.get("title") or source.get("publisher") or id_),
        lead=cite_source(source, words),
        place={"layer": None, "dispute": [], "facts": describe_facts(catalog, source, words)},
        sections=[{
            "title": words.text("source.page.rests"), "links": resting,
            "texts": [] if resting else [words.text("source.page.none")],
        }],
        crumbs=[{"href": link_page("/sources"), "text": words.text("res.sources")}],
        social={"description": cite_source(source, words), "canonical": f"{base}/sources/{id_}",
                "image": None},
    )  # fmt: skip


def _load(layer: Layer | Stored) -> list[dict[str, str]]:
    base = current().settings.base_url()
    file = f"{base}/layers/{layer.id}.geojson"
    return [
        {"title": "QGIS", "text": f"Layer › Add WFS / OGC API – Features: {base}/"},
        {"title": "geopandas", "text": f'geopandas.read_file("OAPIF:{base}/", layer="{layer.id}")'},
        {"title": "R", "text": f'sf::st_read("{file}")'},
        {"title": "curl", "text": f"curl -O {file}"},
    ]


def _is_filled(layer: Layer, name: str) -> bool:
    return any(one["properties"].get(name) not in (None, []) for one in layer.features)


def _row(layer: Stored, feature: Feature, names: Sequence[str]) -> dict[str, Any]:
    cells = [_cell(feature["properties"].get(name), None) for name in names]
    return {
        "id": feature["id"],
        "href": link_page(f"/collections/{layer.id}/items/{feature['id']}"),
        "cells": cells,
    }


def _cell(value: Any, words: Words | None) -> str:
    if value is None or value == []:
        return words.text("res.none") if words else "–"
    text = str(join_list(value))
    return text if words or len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _turns(page: Found, words: Words) -> list[dict[str, str]]:
    offset, limit = page.query.offset, page.query.limit
    turns = {}
    if offset > 0:
        turns["prev"] = max(0, offset - limit)
    if page.has_next:
        turns["next"] = offset + limit
    return link_turns(turns, limit, words)


def link_turns(turns: Mapping[str, int], limit: int, words: Words) -> list[dict[str, str]]:
    """Return links to the pages before and after this one.

    Parameters
    ----------
    turns : mapping of str to int
        Offsets by relation, ``prev`` and ``next``.
    limit : int
        Rows of a page.
    words : Words
    """
    given = request.args.to_dict() | {"f": "html", "limit": str(limit)}
    return [
        {
            "href": f"{request.path}?{urlencode(given | {'offset': str(offset)}, safe=',:|/')}",
            "text": words.text(f"res.{rel}"),
            "rel": rel,
        }
        for rel, offset in turns.items()
    ]


def send_page(words: Words, *, title: str, **parts: Any) -> Response:
    """Return a page of the data service.

    Parameters
    ----------
    words : Words
    title : str
        Of the page.
    **parts
        Of the template, by their names in `NO_PARTS`.
    """
    text = render_page(current(), words, request.path, request.args.to_dict(), title=title, **parts)
    cited = cite_data((request.view_args or {}).get("layer_id"))
    headers = {"Content-Language": words.lang, **cited}
    return send_once(text, HTML, cache=fresh(), headers=headers, vary=VARY)


def render_page(
    state: State, words: Words, path: str, args: Mapping[str, str], *, title: str, **parts: Any
) -> bytes:
    """Return a page of the data service, whoever asks for it.

    Parameters
    ----------
    state : State
        Whose data it shows.
    words : Words
    path : str
        Where the page is.
    args : mapping of str to str
        Its query.
    title : str
        Of the page.
    **parts
        Of the template, by their names in `NO_PARTS`.
    """
    other = state.catalog.other_language(words.lang)
    given = {key: value for key, value in args.items() if key not in ("f", "lang")}
    context = {
        "lang": words.lang,
        "other_lang": other,
        "t": words.text,
        "json_url": _write_address(path, {**given, "f": "json"}),
        "urls": {
            **state.list_urls("app.css"),
            "home": f"/?lang={words.lang}",
            "other_lang": _write_address(path, {**args, "f": "html", "lang": other or words.lang}),
        },
    }
    text = page_templates().get_template("resource.html").render(
        {**NO_PARTS, **context, **parts, "title": title}
    )  # fmt: skip
    return state.place_page(text)


def write_link(path: str, lang: str, **query: str) -> str:
    """Return the address of a page in a language.

    Parameters
    ----------
    path : str
        Of the page.
    lang : str
        Such as ``en``.
    **query : str
        More of its address.
    """
    return f"{path}?{urlencode({'f': 'html', 'lang': lang, **query})}"


def _write_address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query, safe=',:|/')}"
