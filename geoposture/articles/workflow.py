"""From draft to published: fresh checks, lint, publication, verification.

A collection of annotations is a mapping as GeoJSON has it. Every step returns a new one or
a list of faults; reading and writing files is the command line's work. `sheets` has the
sheet that a person fills in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from geoposture.articles.checks import check_reading, plain_number
from geoposture.articles.drafts import check_reference, describe_quantity, is_short, make_id
from geoposture.articles.faults import RowFault, find_schema_faults
from geoposture.articles.fingerprints import flatten, holds, read_fingerprint
from geoposture.articles.gazetteer import make_gazetteer
from geoposture.articles.mentions import find_names
from geoposture.articles.reading import Reading
from geoposture.articles.reviewers import find_review_faults, find_unread, is_day
from geoposture.articles.sheets import PUBLISHABLE
from geoposture.articles.tables import read_tables
from geoposture.articles.text import Text
from geoposture.articles.wording import OURS, Guard, find_excess, find_long, read_limits
from geoposture.catalog import Catalog
from geoposture.errors import BadData

JUDGED = frozenset({"consistent", "inconsistent", "depends_on_definition"})

Collection = Mapping[str, Any]


def check_again(collection: Collection, reading: Reading, catalog: Catalog) -> dict[str, Any]:
    """Return a collection with its numbers computed anew from the layers of today.

    Where only the opening was read nothing is checked.

    Parameters
    ----------
    collection : Collection
        A draft or reviewed annotations.
    reading : Reading
        The text, read anew.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    checks = {(one.start, one.end): one for one in check_reading(reading, catalog)}
    quantities = {(one.start, one.end): one for one in reading.quantities}
    tables = read_tables(catalog)
    features = []
    for one in collection["features"]:
        properties = dict(one["properties"])
        span = properties["source"]["start"], properties["source"]["end"]
        whole = not properties["source"].get("extent")
        if properties["category"] == "quantity" and span in quantities and whole:
            quantity, check = quantities[span], checks.get(span)
            rule = tables.find_quantity_rule(properties["rule"])
            properties["quantity"] = describe_quantity(quantity, rule.measures if rule else None)
            properties["claimed_value"] = plain_number(quantity.value)
            properties["claimed_unit"] = quantity.unit
            properties["check"] = check.as_dict() if check else None
            properties["verdict"] = check.verdict if check else None
        features.append({**one, "properties": properties})
    return {**_heading(collection), "features": features}


def lint(collection: Collection, catalog: Catalog, text: Text | None = None) -> list[RowFault]:
    """Return all that stands in the way of publishing: schema, words, hashes, references.

    With the article's text, its hash, the spans and copied runs of words or characters are
    looked at too.

    Parameters
    ----------
    collection : Collection
        Annotations that are to be published.
    catalog : Catalog
    text : Text, optional
        The article; None leaves its tests out.
    """
    features = collection["features"]
    guard = make_guard(features, catalog, text) if text else None
    faults = []
    for number, one in enumerate(features, start=1):
        where = f"row {number} ({one.get('id')})"
        reasons, readable = find_schema_faults(one)
        reasons += _find_faults(one, catalog, text, guard) if readable else ()
        faults += [RowFault(where, reason) for reason in dict.fromkeys(reasons)]
    ids = [one.get("id") for one in features]
    faults += [
        RowFault(str(one), "id: appears twice")
        for one in sorted({*ids}, key=str)
        if ids.count(one) > 1
    ]
    return faults + list(_find_excess(features, catalog, text))


def make_guard(annotations: Iterable[Mapping[str, Any]], catalog: Catalog, text: Text) -> Guard:
    """Return the guard against copied words; names of the layers are nobody's.

    Parameters
    ----------
    annotations : iterable of mapping
        GeoJSON Features, whose words are looked through for names too.
    catalog : Catalog
    text : Text
        The article; its headline is cited as it is.
    """
    headline = text.units[0]
    body = text.value[headline.end :] if headline.role == "headline" else text.value
    ours = "\n".join({words for one in annotations for _, words in _list_words(one["properties"])})
    gazetteer = make_gazetteer(catalog)
    names = {one.surface for words in (body, ours) for one in find_names(words, gazetteer)[0]}
    return Guard(body, sorted(names))


def publish(collection: Collection) -> dict[str, Any]:
    """Return the layer: the reviewed annotations alone, marked published.

    Parameters
    ----------
    collection : Collection
        A reviewed draft.

    Raises
    ------
    BadData
        If none is reviewed.
    """
    kept = [one for one in collection["features"] if one["properties"]["status"] in PUBLISHABLE]
    if not kept:
        raise BadData("no annotation is reviewed; fill in the sheet and apply it first")
    features = [{**one, "properties": {**one["properties"], "status": "published"}} for one in kept]
    return {"type": "FeatureCollection", "features": features}


def verify(
    collection: Collection, catalog: Catalog, text: Text | None = None
) -> tuple[dict[str, Any], list[RowFault]]:
    """Return the collection with what no longer holds marked stale, and why.

    Recomputed are ids, joins and the layers that the checks were made with; with the text
    also its hash and the context of every span. Nothing is anchored anew.

    Parameters
    ----------
    collection : Collection
        Published annotations.
    catalog : Catalog
    text : Text, optional
        The article; None leaves its tests out.
    """
    features, faults = [], []
    for one in collection["features"]:
        reasons = list(_find_stale(one, catalog, text))
        faults += [RowFault(str(one.get("id")), reason) for reason in reasons]
        status = "stale" if reasons else one["properties"]["status"]
        features.append({**one, "properties": {**one["properties"], "status": status}})
    return {**_heading(collection), "features": features}, faults


def encode_collection(collection: Collection) -> bytes:
    """Return a collection as GeoJSON, a feature a line.

    Parameters
    ----------
    collection : Collection
        GeoJSON, with members of its own or without.
    """
    heading = {key: value for key, value in collection.items() if key != "features"}
    head = orjson.dumps(heading)[:-1]
    lines = b",\n".join(orjson.dumps(one) for one in collection["features"])
    return head + b',"features":[\n' + lines + b"\n]}\n"


def _find_faults(
    one: Mapping[str, Any], catalog: Catalog, text: Text | None, guard: Guard | None
) -> Iterator[str]:
    """Yield what is wrong in an annotation that has the form of one."""
    properties = one["properties"]
    for reference in properties.get("alternatives") or ():
        yield from _find_unknown(reference, catalog, "alternatives")
        if reference == properties["feature"]:
            yield f"alternatives: {reference} is the feature itself"
    surface = properties.get("surface")
    if surface and not is_short(surface):
        yield "surface: is longer than 60 characters or six words"
    if properties["link"] == "implied" and not properties.get("reason_en"):
        yield "reason_en: an implied link gives its reason in reason_en and reason_ja"
    yield from find_long(properties)
    yield from _find_wrong_days(properties)
    if properties["status"] in PUBLISHABLE or properties.get("review"):
        for field, reason in find_review_faults(properties.get("review") or {}):
            yield f"review.{field}: {reason}"
    unread = find_unread(properties) if properties["status"] in PUBLISHABLE else None
    if unread:
        yield unread
    if properties["source"].get("extent") and properties.get("verdict") in JUDGED:
        yield "verdict: nothing is judged where only the opening was read"
    yield from _find_stale(one, catalog, text, layers=False)
    if text is not None and guard is not None:
        yield from _find_words(properties, text, guard)


def _find_wrong_days(properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield days that no calendar has: the schema knows their form alone."""
    for name in ("published", "event_date"):
        day = properties.get(name)
        if day and not is_day(day) and not is_day(f"{day}-01"):
            yield f"{name}: “{day}” is in no calendar"


def _find_words(properties: Mapping[str, Any], text: Text, guard: Guard) -> Iterator[str]:
    """Yield which words are the article's, its headline excepted."""
    for name, words in _list_words(properties):
        copied = guard.find_copied(words)
        if copied:
            yield f"{name}: {copied}"
    surface, source = properties.get("surface"), properties["source"]
    found = text.value[source["start"] : source["end"]]
    if surface and flatten(found) != flatten(surface):
        yield "surface: is not what the text has at its offsets"


def _find_excess(
    features: Iterable[Mapping[str, Any]], catalog: Catalog, text: Text | None
) -> Iterator[RowFault]:
    articles: dict[str, list[Mapping[str, Any]]] = {}
    for one in features:
        articles.setdefault(str(one["properties"].get("article")), []).append(one["properties"])
    for article, rows in articles.items():
        try:
            limits = read_limits(catalog, article)
        except BadData as error:
            yield RowFault(article, error.message)
            continue
        for reason in find_excess(rows, limits, text.value if text else None):
            yield RowFault(article, reason)


def _list_words(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in OURS:
        if isinstance(properties.get(name), str) and properties[name]:
            yield name, properties[name]


def _find_unknown(reference: str | None, catalog: Catalog, name: str) -> Iterator[str]:
    try:
        if reference is not None:
            check_reference(reference, catalog, name)
    except BadData as error:
        yield error.message


def _find_stale(
    one: Mapping[str, Any], catalog: Catalog, text: Text | None, *, layers: bool = True
) -> Iterator[str]:
    properties = one["properties"]
    source, reference = properties["source"], properties["feature"]
    wanted = make_id(
        properties["article"], source["sha256"], source["start"], source["end"], reference
    )
    if one.get("id") != wanted:
        yield f"the id does not follow from its span and feature; it would be {wanted}"
    yield from _find_unknown(reference, catalog, "feature")
    if layers:
        for pin in (properties.get("check") or {}).get("inputs", ()):
            layer_id, _, digest = pin.partition("@sha256:")
            held = catalog.layers.get(layer_id)
            if held is None or held.sha256 != digest:
                yield f"the check was made with another version of {layer_id}; check it again"
    if text is not None:
        yield from _find_moved(source, text)


def _find_moved(source: Mapping[str, Any], text: Text) -> Iterator[str]:
    """Yield why a text is not the one that an annotation was made from."""
    wanted = read_fingerprint(source)
    if wanted is not None:
        if not holds(text.value, wanted):
            yield "the text that the annotation was made from is not in this file"
    elif source["sha256"] != text.sha256:
        yield "the text is another one than the annotation was made from"
    elif source.get("context_sha256") != text.context_sha256(source["start"], source["end"]):
        yield "the words round the span are others than they were"


def _heading(collection: Collection) -> dict[str, Any]:
    return {key: value for key, value in collection.items() if key != "features"}
