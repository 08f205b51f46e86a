"""From draft to published: a sheet that a person fills in, lint, publication, verification.

A collection of annotations is a mapping as GeoJSON has it. Every step returns a new one or
a list of faults; reading and writing files is the command line's work.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
import orjson

from geoposture.articles.checks import check_reading, plain_number
from geoposture.articles.drafts import (
    Article,
    describe_quantity,
    is_short,
    make_id,
    relink,
)
from geoposture.articles.reading import Reading
from geoposture.articles.review import find_unread
from geoposture.articles.tables import read_tables
from geoposture.articles.text import Text
from geoposture.catalog import Catalog, find_layers, split_list
from geoposture.errors import BadData, GeopostureError
from geoposture.formats.tables import encode_table

COLUMNS = (
    "keep", "id", "unit", "start", "end", "category", "surface", "link", "feature",
    "alternatives", "claim_no", "topics", "claim_en", "claim_ja", "claim_by", "event_date",
    "event_date_basis", "rule", "reason_en", "reason_ja", "verdict", "note", "reviewer",
    "reviewed",
)  # fmt: skip
COPIED = ("claim_en", "claim_ja", "claim_by", "event_date", "event_date_basis", "rule",
          "reason_en", "reason_ja", "link", "surface")  # fmt: skip
YES = frozenset({"y", "yes", "1", "x", "true"})
NO = frozenset({"", "n", "no", "0", "false"})
MOST_CLAIM_WORDS = 25
RUN_OF_WORDS = 7
MOST_FEATURES = 3
PUBLISHABLE = frozenset({"reviewed", "published"})
_WORD = re.compile(r"\w+")

Collection = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a sheet or a collection: the line or annotation, and why."""

    where: str
    reason: str

    def line(self, file: str) -> str:
        """Return the one line that the command line prints."""
        return f"{file}: {self.where}: {self.reason}"


def make_sheet(collection: Collection) -> bytes:
    """Return a collection as a CSV that Excel opens: a row an annotation, in its order."""
    return encode_table(COLUMNS, [_sheet_row(one) for one in collection["features"]])


def read_sheet(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a filled-in sheet.

    Raises
    ------
    BadData
        If it is not UTF-8, or columns are missing.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadData("the sheet is not UTF-8; save it as CSV UTF-8") from error
    dialect = (
        ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    )
    rows = csv.DictReader(io.StringIO(text), delimiter=dialect)
    missing = [one for one in COLUMNS if one not in (rows.fieldnames or ())]
    if missing:
        raise BadData(f"the sheet lacks the columns {', '.join(missing)}")
    try:
        return [
            {name: (row[name] or "").removeprefix("'").strip() for name in COLUMNS} for row in rows
        ]
    except csv.Error as error:
        raise BadData(f"the sheet cannot be read: {error}") from error


def apply_sheet(
    collection: Collection, rows: Sequence[Mapping[str, str]], catalog: Catalog
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the reviewed collection, and a fault for every line that cannot be applied.

    A row with several features makes an annotation each; ``keep`` empty or no rejects.

    Parameters
    ----------
    collection : Collection
        The draft.
    rows : sequence of mapping of str to str
        The lines of the sheet, by heading.
    catalog : Catalog
    """
    drafts = {one["id"]: one for one in collection["features"]}
    features: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        where = f"line {number} ({row['id'] or 'no id'})"
        if row["keep"].lower() in NO:
            continue
        try:
            features += _apply_row(row, drafts, catalog, collection)
        except BadData as error:
            faults.append(Fault(where, error.message))
    ids = [one["id"] for one in features]
    faults += [
        Fault(one, "appears twice in the sheet") for one in sorted(set(ids)) if ids.count(one) > 1
    ]
    features.sort(key=_order)
    return {**_heading(collection), "features": features}, faults


def check_again(collection: Collection, reading: Reading, catalog: Catalog) -> dict[str, Any]:
    """Return a collection with its numbers computed anew from the layers of today.

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
        if properties["category"] == "quantity" and span in quantities:
            quantity, check = quantities[span], checks.get(span)
            rule = tables.find_quantity_rule(properties["rule"])
            properties["quantity"] = describe_quantity(quantity, rule.measures if rule else None)
            properties["claimed_value"] = plain_number(quantity.value)
            properties["claimed_unit"] = quantity.unit
            properties["check"] = check.as_dict() if check else None
            properties["verdict"] = check.verdict if check else None
        features.append({**one, "properties": properties})
    return {**_heading(collection), "features": features}


def lint(collection: Collection, catalog: Catalog, text: Text | None = None) -> list[Fault]:
    """Return what stands in the way of publishing: schema, words, hashes, references.

    With the article's text, its hash, the contexts of the spans and shared runs of seven
    words are looked at too.

    Parameters
    ----------
    collection : Collection
        Annotations that are to be published.
    catalog : Catalog
    text : Text, optional
        The article; None leaves its tests out.
    """
    faults = [fault for one in collection["features"] for fault in _lint_one(one, catalog, text)]
    ids = [one.get("id") for one in collection["features"]]
    faults += [Fault(str(one), "appears twice") for one in sorted({*ids}) if ids.count(one) > 1]
    return faults + list(_lint_claims(collection))


def publish(collection: Collection) -> dict[str, Any]:
    """Return the layer: the reviewed annotations alone, marked published.

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
) -> tuple[dict[str, Any], list[Fault]]:
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
        faults += [Fault(str(one.get("id")), reason) for reason in reasons]
        status = "stale" if reasons else one["properties"]["status"]
        features.append({**one, "properties": {**one["properties"], "status": status}})
    return {**_heading(collection), "features": features}, faults


def encode_collection(collection: Collection) -> bytes:
    """Return a collection as GeoJSON, a feature a line."""
    heading = {key: value for key, value in collection.items() if key != "features"}
    head = orjson.dumps(heading)[:-1]
    lines = b",\n".join(orjson.dumps(one) for one in collection["features"])
    return head + b',"features":[\n' + lines + b"\n]}\n"


@cache
def read_schema() -> Any:
    """Return the validator of annotations.

    Raises
    ------
    BadData
        If there are no layers beside the package.
    """
    file = find_layers() / "annotations" / "annotation.schema.json"
    schema = orjson.loads(file.read_bytes())
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def share_run(words: str, text: str, length: int = RUN_OF_WORDS) -> str | None:
    """Return the first run of words that both texts have, None where there is none.

    Parameters
    ----------
    words : str
        What we say.
    text : str
        The article.
    length : int
        Words of a run.
    """
    theirs = _WORD.findall(text.lower())
    runs = {tuple(theirs[n : n + length]) for n in range(len(theirs) - length + 1)}
    ours = _WORD.findall(words.lower())
    for n in range(len(ours) - length + 1):
        if tuple(ours[n : n + length]) in runs:
            return " ".join(ours[n : n + length])
    return None


def _sheet_row(one: Mapping[str, Any]) -> list[Any]:
    properties, source = one["properties"], one["properties"]["source"]
    review = properties.get("review") or {}
    values: dict[str, Any] = {
        **{name: properties.get(name) for name in COLUMNS},
        "keep": "y" if properties["status"] in PUBLISHABLE else "",
        "id": one["id"],
        "unit": source["sentence"],
        "start": source["start"],
        "end": source["end"],
        "alternatives": "; ".join(properties["alternatives"]),
        "topics": "; ".join(properties["topics"]),
        "note": review.get("note"),
        "reviewer": review.get("by"),
        "reviewed": review.get("at"),
    }
    return [values[name] for name in COLUMNS]


def _apply_row(
    row: Mapping[str, str], drafts: Mapping[str, Any], catalog: Catalog, collection: Collection
) -> Iterator[dict[str, Any]]:
    if row["keep"].lower() not in YES:
        raise BadData(f"keep is y or empty; got “{row['keep'][:20]}”")
    draft = drafts.get(row["id"])
    if draft is None:
        raise BadData("no such draft; ids are those of “article sheet”")
    references: list[str | None] = [*split_list(row["feature"])] or [None]
    if len(references) > MOST_FEATURES:
        raise BadData(f"a claim has at most {MOST_FEATURES} features; got {len(references)}")
    for reference in references:
        _resolve(reference, catalog)
    others = split_list(row["alternatives"])
    for reference in others:
        _resolve(reference, catalog)
    article = collection["article"]["id"]
    for reference in references:
        rest = [one for one in [*references, *others] if one and one != reference]
        linked = relink(draft, reference, article, catalog)
        yield {**linked, "properties": _fill(linked["properties"], row, rest)}


def _fill(
    properties: Mapping[str, Any], row: Mapping[str, str], alternatives: Sequence[str]
) -> dict[str, Any]:
    filled = dict(properties)
    filled |= {name: row[name] or None for name in COPIED}
    filled["link"] = row["link"] or properties["link"]
    filled["status"] = "reviewed"
    filled["alternatives"] = list(dict.fromkeys(alternatives))
    filled["topics"] = list(split_list(row["topics"])) or ["other"]
    try:
        filled["claim_no"] = int(row["claim_no"]) if row["claim_no"] else None
    except ValueError as error:
        raise BadData(f"claim_no is a whole number; got “{row['claim_no'][:20]}”") from error
    if not row["reviewer"] or not row["reviewed"]:
        raise BadData("reviewer and reviewed are wanted: who looked at this, and on which day")
    filled["review"] = {
        "by": row["reviewer"], "at": row["reviewed"], "note": row["note"] or None,
    }  # fmt: skip
    if filled["feature"] is None and filled["link"] == "explicit":
        filled["method"] = None
    elif filled["feature"] != properties.get("feature"):
        filled["method"] = "editor"
    return filled


def _resolve(reference: str | None, catalog: Catalog) -> None:
    if reference is None:
        return
    layer_id, _, feature_id = reference.partition("/")
    try:
        layer = catalog.layer(layer_id, parameter="feature")
        if feature_id:
            layer.feature(feature_id, parameter="feature")
    except GeopostureError as error:
        raise BadData(f"feature “{reference[:60]}”: {error.message}") from error


def _lint_one(one: Mapping[str, Any], catalog: Catalog, text: Text | None) -> Iterator[Fault]:
    where = str(one.get("id"))
    for error in read_schema().iter_errors(one):
        path = ".".join(str(part) for part in error.absolute_path) or "feature"
        yield Fault(where, f"{path}: {error.message[:160]}")
        return
    properties = one["properties"]
    for reference in filter(None, [properties["feature"], *(properties.get("alternatives") or [])]):
        try:
            _resolve(reference, catalog)
        except BadData as error:
            yield Fault(where, error.message)
    surface = properties.get("surface")
    if surface and not is_short(surface):
        yield Fault(where, "surface is longer than 60 characters or six words")
    unread = find_unread(properties)
    if unread:
        yield Fault(where, unread)
    if properties["link"] == "implied" and not properties.get("reason_en"):
        yield Fault(where, "an implied link gives its reason in reason_en and reason_ja")
    for reason in _find_stale(one, catalog, text, layers=False):
        yield Fault(where, reason)
    if text is not None:
        yield from _lint_words(where, one, text)


def _lint_words(where: str, one: Mapping[str, Any], text: Text) -> Iterator[Fault]:
    """Refuse words of the article, its headline excepted."""
    headline = text.units[0]
    body = text.value[headline.end :] if headline.role == "headline" else text.value
    for name, words in _list_words(one["properties"]):
        run = share_run(words, body)
        if run:
            yield Fault(
                where, f"{name} shares {RUN_OF_WORDS} words in a row with the text: “{run}”"
            )
    surface, source = one["properties"].get("surface"), one["properties"]["source"]
    if surface and text.value[source["start"] : source["end"]] != surface:
        yield Fault(where, "surface is not what the text has at its offsets")


def _lint_claims(collection: Collection) -> Iterator[Fault]:
    for one in collection["features"]:
        for name in ("claim_en",):
            words = (one["properties"].get(name) or "").split()
            if len(words) > MOST_CLAIM_WORDS:
                yield Fault(str(one.get("id")), f"{name} has {len(words)} words; at most 25")


def _list_words(properties: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("claim_en", "claim_ja", "reason_en", "reason_ja"):
        if properties.get(name):
            yield name, properties[name]


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
    try:
        _resolve(reference, catalog)
    except BadData as error:
        yield error.message
    if layers:
        for pin in (properties.get("check") or {}).get("inputs", ()):
            layer_id, _, digest = pin.partition("@sha256:")
            held = catalog.layers.get(layer_id)
            if held is None or held.sha256 != digest:
                yield f"the check was made with another version of {layer_id}; check it again"
    if text is not None:
        if source["sha256"] != text.sha256:
            yield "the text is another one than the annotation was made from"
        elif source.get("context_sha256") != text.context_sha256(source["start"], source["end"]):
            yield "the words round the span are others than they were"


def _order(one: Mapping[str, Any]) -> tuple[Any, ...]:
    properties = one["properties"]
    number = properties["claim_no"]
    return (number is None, number or 0, properties["source"]["start"], properties["feature"] or "")


def _heading(collection: Collection) -> dict[str, Any]:
    return {key: value for key, value in collection.items() if key != "features"}


def cited_article(collection: Collection) -> Article:
    """Return what a draft says about its article."""
    given = {"id": "article", **(collection.get("article") or {})}
    return Article(**{name: given.get(name) for name in Article.__slots__})  # type: ignore[arg-type]
