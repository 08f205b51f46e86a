"""The review sheet: what a draft offers, row by row, and what an editor made of it.

A row of the draft is kept, changed or left out; a row without an id is a name that was missed,
with its words and what they are of. Columns only grow: a sheet of an earlier form is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geoposture.articles.drafts import (
    Candidate,
    check_reference,
    cited_article,
    is_short,
    list_others,
    make_feature,
    relink,
)
from geoposture.articles.faults import RowFault, list_topics, read_schema, refuse_topic
from geoposture.articles.fingerprints import take_fingerprint
from geoposture.articles.reviewers import (
    CELLS,
    OPENING,
    find_review_faults,
    flatten_review,
    is_day,
    write_review,
)
from geoposture.articles.text import Text
from geoposture.catalog import Catalog, split_list
from geoposture.errors import BadData
from geoposture.formats.tables import encode_table

FIRST_COLUMNS = (
    "keep", "id", "unit", "start", "end", "category", "surface", "link", "feature",
    "alternatives", "claim_no", "topics", "claim_en", "claim_ja", "claim_by", "event_date",
    "event_date_basis", "rule", "reason_en", "reason_ja", "verdict", "note", "reviewer",
    "reviewed",
)  # fmt: skip
"""Those that every sheet has."""
COLUMNS = (
    *FIRST_COLUMNS, "extent", "second_reviewer", "second_reviewed", "occurrence", "drawn",
)  # fmt: skip
COPIED = ("claim_en", "claim_ja", "claim_by", "event_date", "event_date_basis", "rule",
          "reason_en", "reason_ja", "link", "surface")  # fmt: skip
YES = frozenset({"y", "yes", "1", "x", "true"})
NO = frozenset({"", "n", "no", "0", "false"})
MOST_FEATURES = 3
MOST_SHOWN = 8
PUBLISHABLE = frozenset({"reviewed", "published"})
MISSED = "editor/missed-name"
"""How an annotation is made that an editor added."""

Collection = Mapping[str, Any]
Row = Mapping[str, str]


def make_sheet(collection: Collection) -> bytes:
    """Return a collection as a CSV that Excel opens: a row an annotation, in its order.

    Parameters
    ----------
    collection : Collection
        A draft: its annotations as GeoJSON.
    """
    return encode_table(COLUMNS, [_sheet_row(one) for one in collection["features"]])


def read_sheet(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a filled-in sheet.

    Parameters
    ----------
    data : bytes
        CSV in UTF-8, with commas or semicolons.

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
    missing = [one for one in FIRST_COLUMNS if one not in (rows.fieldnames or ())]
    if missing:
        raise BadData(f"the sheet lacks the columns {', '.join(missing)}")
    try:
        return [
            {name: (row.get(name) or "").removeprefix("'").strip() for name in COLUMNS}
            for row in rows
        ]
    except csv.Error as error:
        raise BadData(f"the sheet cannot be read: {error}") from error


def apply_sheet(
    collection: Collection,
    rows: Sequence[Row],
    catalog: Catalog,
    text: Text | None = None,
) -> tuple[dict[str, Any], list[RowFault]]:
    """Return the reviewed collection, and every fault of every line.

    A row with several features makes an annotation each; ``keep`` empty or no rejects. A row
    without an id is a name that was missed: its words are looked for in the text.

    Parameters
    ----------
    collection : Collection
        The draft.
    rows : sequence of mapping of str to str
        The lines of the sheet, by heading.
    catalog : Catalog
    text : Text, optional
        The article; None where no row adds a name.
    """
    desk = _Desk(collection, catalog, text)
    features: list[dict[str, Any]] = []
    faults: list[RowFault] = []
    for number, row in enumerate(rows, start=2):
        if row["keep"].lower() in NO:
            continue
        where = f"line {number} ({row['id'] or 'no id'})"
        reasons = list(desk.find_faults(row))
        faults += [RowFault(where, one) for one in reasons]
        features += [] if reasons else desk.apply(row)
    ids = [one["id"] for one in features]
    faults += [
        RowFault(one, "appears twice in the sheet")
        for one in sorted(set(ids))
        if ids.count(one) > 1
    ]
    features.sort(key=_order)
    heading = {key: value for key, value in collection.items() if key != "features"}
    undrawn = [one["id"] for one in features if one["geometry"] is None]
    return {**heading, "undrawn": undrawn, "features": features}, faults


def list_undrawn(collection: Collection) -> list[str]:
    """Return the claims of which nothing can be drawn, by number; without one by id.

    A claim has nothing to draw where it names no place, a country or a whole layer alone.

    Parameters
    ----------
    collection : Collection
        Reviewed or published annotations.
    """
    drawn: dict[Any, bool] = {}
    for one in collection["features"]:
        properties = one["properties"]
        if properties.get("claim_no") or properties.get("claim_en") or properties.get("claim_ja"):
            key = properties.get("claim_no") or one["id"]
            drawn[key] = drawn.get(key, False) or one["geometry"] is not None
    return [str(key) for key, value in drawn.items() if not value]


def _sheet_row(one: Mapping[str, Any]) -> list[Any]:
    properties, source = one["properties"], one["properties"]["source"]
    values: dict[str, Any] = {
        **{name: properties.get(name) for name in COLUMNS},
        "keep": "y" if properties["status"] in PUBLISHABLE else "",
        "id": one["id"],
        "unit": source["sentence"],
        "start": source["start"],
        "end": source["end"],
        "alternatives": "; ".join(properties["alternatives"]),
        "topics": "; ".join(properties["topics"]),
        "drawn": "no" if one["geometry"] is None else "yes",
        **flatten_review(properties.get("review")),
    }
    return [values[name] for name in COLUMNS]


@dataclass(frozen=True)
class _Desk:
    """A draft with what its rows are checked against."""

    collection: Collection
    catalog: Catalog
    text: Text | None

    def find_faults(self, row: Row) -> Iterator[str]:
        """Yield everything that is wrong in a row, the field first."""
        if row["keep"].lower() not in YES:
            yield f"keep: keep is y or empty; got “{row['keep'][:20]}”"
        yield from self._find_place(row)
        yield from _find_value_faults(row)
        for name in ("feature", "alternatives"):
            yield from _find_unknown(split_list(row[name]), self.catalog)
        if len(split_list(row["feature"])) > MOST_FEATURES:
            yield (
                f"feature: a claim has at most {MOST_FEATURES} features; "
                f"got {len(split_list(row['feature']))}"
            )

    def apply(self, row: Row) -> Iterator[dict[str, Any]]:
        """Return the annotations that a row without a fault makes."""
        draft = self._drafts[row["id"]] if row["id"] else self._add(row)
        references: list[str | None] = [*split_list(row["feature"])] or [None]
        others = [*references, *split_list(row["alternatives"])]
        article = str(cited_article(self.collection).id)
        for reference in references:
            linked = relink(draft, reference, article, self.catalog)
            yield {**linked, "properties": _fill(draft, reference, others, row)}

    @cached_property
    def _drafts(self) -> Mapping[str, Any]:
        return {one["id"]: one for one in self.collection["features"]}

    def _find_place(self, row: Row) -> Iterator[str]:
        """Yield why a row is of no draft, or its words of no place in the text."""
        if row["id"]:
            if row["id"] not in self._drafts:
                yield "id: no such draft; ids are those of “article sheet”"
            return
        if not row["feature"]:
            yield "feature: a name that is added says what it is of"
        categories = _list_categories()
        if row["category"] and row["category"] not in categories:
            yield f"category: “{row['category'][:40]}” is none of {', '.join(categories)}"
        try:
            self._find_span(row)
        except BadData as error:
            yield error.message

    def _find_span(self, row: Row) -> tuple[Text, int, int]:
        """Return the text, and where in it the words of a row stand.

        Raises
        ------
        BadData
            If there is no text, or another one; if the words are not in it, or several times.
        """
        if self.text is None:
            raise BadData("surface: a name that is added is looked for in the text; give --text")
        kept = (self.collection.get("article") or {}).get("sha256")
        if kept not in (take_fingerprint(self.text.value).sha256, self.text.sha256):
            raise BadData("surface: the text is another one than that of the draft")
        words = row["surface"]
        if not words or not is_short(words):
            raise BadData("surface: the words of the text, at most 60 characters and six words")
        spans = _find_words(words, self.text.value)
        if not spans:
            raise BadData(f"surface: the words “{words}” are not in the text")
        return self.text, *spans[_choose(row["occurrence"], spans, self.text, words)]

    def _add(self, row: Row) -> dict[str, Any]:
        text, start, end = self._find_span(row)
        one = Candidate(
            start=start, end=end, category=row["category"] or "place", feature=None,
            surface=text.value[start:end], method="editor", extractor=MISSED,
        )  # fmt: skip
        return make_feature(one, text, cited_article(self.collection), self.catalog)


def _find_words(words: str, text: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, whatever white space it has between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [one.span() for one in re.finditer(pattern, text)]


def _choose(occurrence: str, spans: Sequence[tuple[int, int]], text: Text, words: str) -> int:
    """Return which of several spans is meant, from 0."""
    if not occurrence and len(spans) == 1:
        return 0
    if occurrence.isdecimal() and 1 <= int(occurrence) <= len(spans):
        return int(occurrence) - 1
    units = [f"{n} in unit {text.unit_at(start).number}" for n, (start, _) in enumerate(spans, 1)]
    shown = ", ".join(units[:MOST_SHOWN]) + (", …" if len(units) > MOST_SHOWN else "")
    raise BadData(
        f"occurrence: “{words}” stands {len(spans)} times in the text ({shown}); "
        f"which one; got “{occurrence[:20]}”"
    )


def _find_value_faults(row: Row) -> Iterator[str]:
    """Yield what is wrong in the cells that an editor fills."""
    if row["claim_no"] and not (row["claim_no"].isdecimal() and int(row["claim_no"]) > 0):
        yield f"claim_no: claim_no is a whole number; got “{row['claim_no'][:20]}”"
    if row["event_date"] and not is_day(row["event_date"]):
        yield f"event_date: is a day as in 2025-03-30; got “{row['event_date'][:40]}”"
    yield from (f"topics: {refuse_topic(one)}" for one in split_list(row["topics"])
                if one not in list_topics())  # fmt: skip
    if not row["reviewer"] or not row["reviewed"]:
        yield "reviewer and reviewed are wanted: who looked at this, and on which day"
        return
    for field, reason in find_review_faults(write_review(row)):
        yield f"{CELLS[field]}: {reason}"


def _find_unknown(references: Iterable[str], catalog: Catalog) -> Iterator[str]:
    for reference in references:
        try:
            check_reference(reference, catalog)
        except BadData as error:
            yield error.message


def _list_categories() -> Sequence[str]:
    members = read_schema().schema["properties"]["properties"]["properties"]
    return list(members["category"]["enum"])


def _fill(
    draft: Mapping[str, Any], reference: str | None, others: Iterable[str | None], row: Row
) -> dict[str, Any]:
    """Return the properties of a draft as a row has them, linked to one of its features."""
    properties = draft["properties"]
    filled = dict(properties) | {name: row[name] or None for name in COPIED}
    filled |= {
        "feature": reference,
        "surface": (row["surface"] if row["id"] else properties["surface"]) or None,
        "link": row["link"] or properties["link"],
        "status": "reviewed",
        "alternatives": list_others(others, reference),
        "topics": list(split_list(row["topics"])) or ["other"],
        "claim_no": int(row["claim_no"]) if row["claim_no"] else None,
        "review": write_review(row),
        "source": _measure_extent(properties["source"], row["extent"]),
    }
    if row["extent"] == OPENING:
        # What follows the opening may say it otherwise: nothing is judged by a part.
        filled |= {"verdict": None, "check": None}
    changed = (reference, filled["link"]) != (properties["feature"], properties["link"])
    if reference is None and filled["link"] == "explicit":
        filled["method"] = None
    elif changed:
        filled["method"] = "editor"
    return filled


def _measure_extent(source: Mapping[str, Any], extent: str) -> dict[str, Any]:
    """Return a source with how much of the article was read, where that was its opening."""
    rest = {key: value for key, value in source.items() if key != "extent"}
    read = source.get("length") or source.get("extent")
    return {**rest, "extent": read} if extent == OPENING and read else rest


def _order(one: Mapping[str, Any]) -> tuple[Any, ...]:
    properties = one["properties"]
    number = properties["claim_no"]
    return (number is None, number or 0, properties["source"]["start"], properties["feature"] or "")
