"""A source as its page has it: what is known of it, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoposture.catalog import Catalog, Layer
from geoposture.catalog.memo import keep
from geoposture.errors import NotFound
from geoposture.language.citations import find_address, say_kind
from geoposture.language.codebook import label_field
from geoposture.language.words import Words
from geoposture.model import Feature
from geoposture.views.figures import find_path
from geoposture.views.places import find_own
from geoposture.views.questions import answer_question
from geoposture.views.toponyms import name_feature, name_reference, translate_text

MOST_OF_A_LAYER = 60
"""Features that are listed one by one; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that rests on a source: in words, the page of it, the facts that it is for."""

    text: str
    path: str | None = None
    facts: tuple[str, ...] = ()


def find_source(catalog: Catalog, id_: str) -> Mapping[str, Any]:
    """Return a row of the table of sources.

    Parameters
    ----------
    catalog : Catalog
    id_ : str

    Raises
    ------
    NotFound
        If there is none of it.
    """
    if id_ not in catalog.sources:
        raise NotFound(f"no source “{id_[:80]}”; /sources lists those there are")
    return catalog.sources[id_]


def count_sources(catalog: Catalog) -> dict[str, int]:
    """Return how many sources there are, and of how many it is not known where they can be read.

    Parameters
    ----------
    catalog : Catalog
    """
    rows = catalog.sources.values()
    return {
        "n": len(rows),
        "lost": sum(not find_address(one) for one in rows),
        "kept": sum(bool(one.get("archived")) for one in rows),
        "dead": sum(bool(one.get("dead")) for one in rows),
        "read": sum(bool(one.get("read")) for one in rows),
    }


def describe_facts(
    catalog: Catalog, source: Mapping[str, Any], words: Words
) -> list[dict[str, Any]]:
    """Return what is known of a source as rows: label, text, address.

    Parameters
    ----------
    catalog : Catalog
    source : mapping
        A row of the table of sources.
    words : Words
    """
    address, unknown = find_address(source), words.text("source.page.no_address")
    dead = words.date(str(source["dead"])) if source.get("dead") else ""
    rows = [
        ("publisher", source.get("publisher"), None),
        ("kind", say_kind(source, words), None),
        ("date", words.date(str(source["date"])) if source.get("date") else None, None),
        ("url", address or unknown, address),
        ("dead", words.text("source.page.dead", date=dead) if dead else None, None),
        ("read", words.date(str(source["read"])) if source.get("read")
         else words.text("source.page.unread"), None),
        ("archived", source.get("archived") or words.text("source.page.unarchived"),
         source.get("archived")),
        ("licence", translate_text(catalog, str(source.get("licence") or ""), words)[0], None),
        ("note", source.get("note"), None),
    ]  # fmt: skip
    return [
        {"label": words.text(f"res.source.{name}"), "text": str(text), "href": href,
         "lang": "en" if name == "note" and words.lang != "en" else None, "sources": []}
        for name, text, href in rows
        if text
    ]  # fmt: skip


def list_resting(catalog: Catalog, id_: str, words: Words) -> list[Resting]:
    """Return what rests on a source: layers, features, ranges, basing, the count, questions, towns.

    Parameters
    ----------
    catalog : Catalog
    id_ : str
        Of the source.
    words : Words
    """
    found: list[Resting] = []
    for layer in catalog.layers.values():
        if id_ in layer.info.sources:
            name = layer.info.title[words.lang]
            found.append(
                Resting(words.text("source.page.layer", name=name), f"/collections/{layer.id}")
            )
        found += _list_features(catalog, layer, id_, words)
    return [*found, *_list_tables(catalog, id_, words)]


def _list_features(catalog: Catalog, layer: Layer, id_: str, words: Words) -> list[Resting]:
    rows = _list_uses(catalog).get((layer.id, id_), [])
    if len(rows) > MOST_OF_A_LAYER:
        text = words.text("source.page.many", name=layer.info.title[words.lang], n=len(rows))
        return [Resting(text, f"/collections/{layer.id}/items")]
    return [
        Resting(
            name_feature(one, words.lang),
            find_path(layer, one["id"]),
            tuple(label_field(name, words.lang) for name in held),
        )
        for one, held in rows
    ]


@keep(1)
def _list_uses(catalog: Catalog) -> Mapping[tuple[str, str], list[tuple[Feature, Sequence[str]]]]:
    """Return by layer and source the features that name it, each with the facts it is named for.

    Those are none where it is only one of what all that is told of the feature rests on.
    """
    found: dict[tuple[str, str], list[tuple[Feature, Sequence[str]]]] = {}
    for layer in catalog.layers.values():
        for one in layer.features:
            for id_, names in _find_uses(catalog, layer, one).items():
                found.setdefault((layer.id, id_), []).append((one, names))
    return found


def _find_uses(catalog: Catalog, layer: Layer, feature: Feature) -> Mapping[str, Sequence[str]]:
    row = feature["properties"]
    held: dict[str, list[str]] = {}
    for name, value in row.items():
        for id_ in find_own(catalog, layer, feature, name) if value not in (None, "", []) else ():
            held.setdefault(id_, []).append(name)
    return {**{str(id_): () for id_ in row.get("sources") or ()}, **held}


def _list_tables(catalog: Catalog, id_: str, words: Words) -> Iterator[Resting]:
    for system in catalog.systems.values():
        if id_ in system.sources:
            yield Resting(
                words.text("source.page.system", name=system.name[words.lang]), "/systems"
            )
    for row in catalog.basing:
        if id_ in row.sources and row.system in catalog.systems:
            place = name_reference(catalog, row.place, words.lang)
            system_name = catalog.systems[row.system].name[words.lang]
            yield Resting(
                words.text("source.page.basing", system=system_name, place=place), "/systems"
            )
    if id_ in _list_counted(catalog):
        yield Resting(words.text("source.page.count"), "/")
    for question in catalog.questions:
        if id_ == question.asked_by:
            title = answer_question(catalog, question).title[words.lang]
            yield Resting(words.text("source.page.asked", title=title), f"/figures/{question.id}")
    towns = sum(id_ in one.sources for one in catalog.towns)
    if towns:
        yield Resting(words.text("source.page.town", n=towns))


def _list_counted(catalog: Catalog) -> set[str]:
    """Return the sources of the official count and of what is counted otherwise."""
    lead = catalog.theatre.lead
    if lead is None:
        return set()
    others = {one for row in lead.alternatives for one in (row.source, *row.derived_from) if one}
    return {lead.counted_by, *others}
