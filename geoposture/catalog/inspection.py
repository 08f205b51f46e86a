"""What is wrong or missing in a folder of layers, in order of harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geoposture.catalog.loading import (
    CORRECTIONS,
    Catalog,
    check_file,
    find_odd_addresses,
    find_unreadable,
    is_layer_file,
    load_layers,
)
from geoposture.catalog.placeholders import find_unknown
from geoposture.catalog.query import parse_where
from geoposture.catalog.questions import FILE as QUESTIONS
from geoposture.catalog.references import resolve
from geoposture.catalog.theatre import FILE, Lead
from geoposture.catalog.towns import FILE as TOWNS
from geoposture.errors import GeopostureError, escape_controls
from geoposture.language.words import LANGUAGES

MEASURED = frozenset({"distance", "thresholds", "coverage"})
"""Kinds of questions whose ends need a position."""
WRONG, MISSING = "wrong", "missing"
LANGUAGE_KEYS = ("site.title", "site.subtitle_plain", "note.notshown")
FACTS = "fact_sources.csv"
OTHERWISE = ("figure", "pct", "source", "derived_from", "day")
"""What is filled in the words of an alternative, beside its own figures."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line about a folder: whether it is wrong or missing, where, and what would be right."""

    kind: str
    where: str
    reason: str

    def line(self) -> str:
        """Return the line that ``geoposture check`` prints."""
        return escape_controls(f"{self.kind}: {self.where}: {self.reason}")


def list_layer_files(folder: Path) -> list[Path]:
    """Return the files of layers and annotations of a folder.

    Parameters
    ----------
    folder : Path
        Of the layers.
    """
    layers = [one for one in sorted(folder.glob("*.geojson")) if is_layer_file(one)]
    return [*layers, *sorted(folder.glob("annotations/*.geojson"))]


def inspect_folder(folder: Path) -> list[Finding]:
    """Return what is wrong in a folder, then what is missing; nothing where all is well.

    A fault in one file hides none in another: what needs a file that cannot be read is left out.

    Parameters
    ----------
    folder : Path
        Of the layers.
    """
    found = list(_inspect_files(folder))
    unreadable = find_unreadable(folder)
    found += [_place(folder, line) for line in unreadable if not _is_told(line, found)]
    if not unreadable:
        found += _inspect_rest(folder, found)
    return sorted(found, key=lambda one: one.kind == MISSING)


def _inspect_rest(folder: Path, before: list[Finding]) -> list[Finding]:
    """Return the findings about the layers that can be read, where the other files can."""
    try:
        odd = [Finding(MISSING, where, reason) for where, reason in find_odd_addresses(folder)]
        catalog = load_layers(folder, skip_bad=True)
        told = [replace(_place(folder, line), kind=MISSING) for line in catalog.reports]
        return [*inspect_catalog(catalog), *told, *odd]
    except GeopostureError as error:
        lines = error.message.splitlines()
        return [_place(folder, line) for line in lines if not _is_told(line, before)]


def _place(folder: Path, line: str) -> Finding:
    """Return a line of an error as a finding: where it is stands before the first colon."""
    where, colon, reason = line.partition(": ")
    return Finding(WRONG, where, reason) if colon else Finding(WRONG, folder.name, line)


def inspect_catalog(catalog: Catalog) -> list[Finding]:
    """Return what is wrong or missing in layers that could be read.

    Parameters
    ----------
    catalog : Catalog
        The layers, with all tables.
    """
    wrong = [*_inspect_references(catalog), *_inspect_filters(catalog), *_inspect_words(catalog)]
    wrong += [*_inspect_questions(catalog), *_inspect_fact_sources(catalog)]
    return [*wrong, *_inspect_sources(catalog), *_inspect_lead(catalog), *_inspect_info(catalog),
            *_inspect_languages(catalog)]  # fmt: skip


def _inspect_languages(catalog: Catalog) -> Iterator[Finding]:
    """Yield the theatre's languages that the interface does not have, with those of its pages."""
    pages = " and ".join(catalog.languages)
    for one in catalog.theatre.languages:
        if one not in LANGUAGES:
            reason = f"the interface has no “{one}”; its pages are in {pages}"
            yield Finding(MISSING, f"{FILE}: languages", reason)


def _inspect_files(folder: Path) -> Iterator[Finding]:
    for file in list_layer_files(folder):
        for fault in check_file(file, folder)[1]:
            kind = MISSING if fault.repaired else WRONG
            file_name = file.relative_to(folder).as_posix()
            yield Finding(kind, file_name, fault.line(file_name).removeprefix(f"{file_name}:"))


def _is_told(line: str, told: list[Finding]) -> bool:
    return any(one.reason.strip() in line for one in told)


def _list_references(catalog: Catalog) -> Iterator[tuple[str, str, bool]]:
    """Yield each reference of the theatre and its tables: where, what, whether it is measured."""
    yield from _list_measured(catalog)
    yield from ((where, reference, False) for where, reference in _list_named(catalog))


def _list_measured(catalog: Catalog) -> Iterator[tuple[str, str, bool]]:
    theatre = catalog.theatre
    starts = theatre.starts
    yield from (
        (f"{FILE}: starts", one, True)
        for one in (starts.start, starts.end, starts.origins, starts.target) if one
    )  # fmt: skip
    if theatre.far_target:
        yield f"{FILE}: far_target", theatre.far_target, True
    if theatre.lead and theatre.lead.place:
        yield f"{FILE}: lead", theatre.lead.place, True
    for layer in theatre.layers:
        if layer.country:
            yield f"{FILE}: layer {layer.id}", layer.country, True
    for definition in theatre.definitions:
        ends = (one for one in (definition.origin, definition.target) if one)
        yield from ((f"{FILE}: definition {definition.id}", one, True) for one in ends)
    for question in (*catalog.questions, *catalog.unanswered):
        others = question.others if question.kind == "distance" else ()
        yield from ((f"{QUESTIONS}: {question.id}", one, question.kind in MEASURED)
                    for one in (*question.refs, *others))  # fmt: skip
    for row in catalog.basing:
        yield f"sources/basing.csv: {row.id}", row.place, True


def _inspect_questions(catalog: Catalog) -> Iterator[Finding]:
    """Yield what questions name beside places and is not there, and what corrections name so."""
    definitions = {one.id for one in catalog.theatre.definitions}
    asking = {*catalog.sources, *catalog.articles}
    questions = (*catalog.questions, *catalog.unanswered)
    for one in questions:
        named = [
            ("system", one.system, catalog.systems),
            ("source or article", one.asked_by, asking),
        ]
        named += [("definition", id_, definitions) for id_ in one.others if one.kind == "length"]
        for what, id_, known in named:
            if id_ and id_ not in known:
                yield Finding(WRONG, f"{QUESTIONS}: {one.id}", f"no {what} “{id_}”")

    asked = {one.id for one in questions}
    for row in catalog.corrections:
        lacking = [one for one in row.questions if one not in asked]
        where = f"sources/{CORRECTIONS}: {row.id}"
        yield from (Finding(WRONG, where, f"no question “{one}”") for one in lacking)


def _inspect_fact_sources(catalog: Catalog) -> Iterator[Finding]:
    """Yield the rows that tell the sources of a fact which is not there, or of none."""
    for ref, facts in catalog.held.items():
        layer_id, _, id_ = ref.partition("/")
        if layer_id in catalog.missing:
            continue
        layer = catalog.layers.get(layer_id)
        known = layer.feature(id_)["properties"] if layer and id_ in layer.index else None
        for name, ids in facts.items():
            where = f"{FACTS}: {ref}, {name}"
            if known is None:
                yield Finding(WRONG, where, f"no feature “{ref}”")
            elif name not in known:
                yield Finding(WRONG, where, f"the feature has no “{name}”")
            lacking = [one for one in ids if one not in catalog.sources]
            yield from (Finding(WRONG, where, f"no source “{one}”") for one in lacking)


def _list_named(catalog: Catalog) -> Iterator[tuple[str, str]]:
    theatre = catalog.theatre
    for group in theatre.groups:
        yield f"{FILE}: group", group.feature
        yield f"{FILE}: group {group.feature}", group.layer
    for town in catalog.towns:
        if town.same_as:
            yield f"{TOWNS}: {town.id}", town.same_as
    for ambiguous in theatre.ambiguous:
        yield from ((f"{FILE}: ambiguous {ambiguous.id}", one) for one in ambiguous.features)
    for layer_id in theatre.list_role("annotations"):
        for one in catalog.layers[layer_id].features:
            feature = one["properties"].get("feature")
            if feature:
                yield f"{layer_id}: {one['id']}", str(feature)


def _inspect_references(catalog: Catalog) -> Iterator[Finding]:
    for where, reference, measured in _list_references(catalog):
        if reference.partition("/")[0] in catalog.missing:
            continue  # told already, as what is wrong in the layer
        try:
            if measured:
                resolve(catalog, reference, parameter="reference")
            else:
                layer, _, feature = reference.partition("/")
                found = catalog.layer(layer)
                if feature:
                    found.feature(feature)
        except GeopostureError as error:
            yield Finding(WRONG, where, error.message)


def _inspect_filters(catalog: Catalog) -> Iterator[Finding]:
    theatre = catalog.theatre
    if catalog.missing:
        return  # whose properties they would name is not known
    chosen = [(f"chip {one.id}", one.where) for one in theatre.chips]
    chosen += [(f"inset {one.id}", one.where) for one in theatre.insets]
    chosen += [("lead", theatre.lead.within)] if theatre.lead else []
    known = {name for one in theatre.list_role("facilities")
             for row in catalog.layers[one].features for name in row["properties"]}  # fmt: skip
    for where, text in chosen:
        try:
            for name, _ in parse_where(text, parameter="where") if text else ():
                if name not in known:
                    yield Finding(WRONG, f"{FILE}: {where}", f"no facility has “{name}”")
        except GeopostureError as error:
            yield Finding(WRONG, f"{FILE}: {where}", error.message)


def _inspect_words(catalog: Catalog) -> Iterator[Finding]:
    theatre = catalog.theatre
    wanted = [f"chip.{one.id}" for one in theatre.chips]
    wanted += [f"inset.{one.id}" for one in theatre.insets]
    wanted += [f"definition.{one.id}" for one in theatre.definitions if one.drawn]
    wanted += [f"ambiguous.{one.id}" for one in theatre.ambiguous]
    lead = theatre.lead
    wanted += ["lead.sentence", *(f"lead.bar.{one.id}" for one in lead.bars)] if lead else []
    for lang in catalog.languages:
        words = catalog.words(lang)
        lacking = [key for key in wanted if words.maybe(key) is None]
        yield from (Finding(WRONG, "words.csv", f"no “{key}” in {lang}") for key in lacking)
    for lang in catalog.languages:
        own = theatre.words.get(lang, {})
        lacking = [key for key in LANGUAGE_KEYS if key not in own]
        if lacking:
            reason = f"general words stand for {', '.join(lacking)} in {lang}"
            yield Finding(MISSING, "words.csv", reason)


def _inspect_sources(catalog: Catalog) -> Iterator[Finding]:
    for id_, layer in catalog.layers.items():
        named = {(f"{id_}.toml", one) for one in layer.info.sources}
        named |= {(f"{id_}: {row['id']}", one) for row in layer.features for one in _sources(row)}
        for where, one in sorted(named):
            if one not in catalog.sources:
                yield Finding(MISSING, where, f"source “{one}” is not in sources.json")
    for one in sorted({one for town in catalog.towns for one in town.sources}):
        if one not in catalog.sources:
            yield Finding(MISSING, TOWNS, f"source “{one}” is not in sources.json")


def _sources(feature: Any) -> list[str]:
    given = feature["properties"].get("sources")
    return [str(one) for one in given] if isinstance(given, list) else []


def _inspect_lead(catalog: Catalog) -> Iterator[Finding]:
    lead = catalog.theatre.lead
    if lead is None:
        return
    others = [id_ for one in lead.alternatives for id_ in (one.source, *one.derived_from) if id_]
    for named in dict.fromkeys([lead.counted_by, *others]):
        if named not in catalog.sources:
            yield Finding(WRONG, f"{FILE}: lead", f"no source “{named}” in sources.json")
    yield from _inspect_shares(lead)
    yield from _inspect_asked(catalog, lead)
    if not lead.alternatives and not lead.note:
        yield Finding(
            MISSING, f"{FILE}: lead",
            "no alternatives under another definition, and no note why there are none",
        )  # fmt: skip


def _inspect_shares(lead: Lead) -> Iterator[Finding]:
    """Yield the shares whose parts are no figures, or that are of nothing."""
    counted = {"k": 1.0, "n": 1.0}
    shares = [(f"bar {one.id}", one.part, one.whole, {**lead.figures, **counted})
              for one in lead.bars]  # fmt: skip
    shares += [(f"alternative {one.id}", one.part, one.whole, dict(one.figures))
               for one in lead.alternatives if one.part and one.whole]  # fmt: skip
    for where, part, whole, figures in shares:
        for name in (part, whole):
            if name not in figures:
                yield Finding(WRONG, f"{FILE}: lead: {where}", f"no figure “{name}”")
        if not 0 <= figures.get(part, 0) <= figures.get(whole, 1):
            yield Finding(WRONG, f"{FILE}: lead: {where}", f"“{part}” is no part of “{whole}”")


def _inspect_asked(catalog: Catalog, lead: Lead) -> Iterator[Finding]:
    """Yield the words of the lead that ask for a figure which is not there: they are not said."""
    shares = {f"pct_{one}" for one in ("count", *(bar.id for bar in lead.bars))}
    known = {*lead.figures, "n", "k", "disputed", *shares}
    asked = {"lead.sentence": {*known, "list_date"}, "lead.note": known}
    asked |= {f"lead.bar.{one.id}": known for one in lead.bars}
    asked |= {f"lead.otherwise.{one.id}": {*one.figures, *OTHERWISE} for one in lead.alternatives}
    for lang in catalog.languages:
        own = catalog.theatre.words.get(lang, {})
        for key, names in asked.items():
            if fault := find_unknown(own.get(key, ""), names):
                yield Finding(WRONG, "words.csv", f"{key}, {lang}: {fault}")


def _inspect_info(catalog: Catalog) -> Iterator[Finding]:
    for id_, layer in catalog.layers.items():
        info = layer.info
        kept = {"licence": info.licence, "attribution": info.attribution, "date": info.date}
        lacking = [name for name, value in kept.items() if not value]
        if lacking:
            yield Finding(MISSING, f"{id_}.toml", f"says no {', '.join(lacking)}")
