"""Who read an article, on which day, how much of it, and whether it was read twice.

``by`` is ``compilers``, those who make the map, or the name of a desk that the editor gives.
A word that names nobody is refused: a reading is said of those who read, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from geoposture.articles.lexicon import read_words

COMPILERS = "compilers"
WHOLE, OPENING = "whole", "opening"
EXTENTS = (WHOLE, OPENING)
LONGEST_NAME = 60
CELLS: Mapping[str, str] = {
    "by": "reviewer", "at": "reviewed", "note": "note", "extent": "extent",
    "second.by": "second_reviewer", "second.at": "second_reviewed",
}  # fmt: skip
"""Where the sheet has what a review says."""
ONCE = frozenset({None, "consistent", "not_checked"})
"""Verdicts that one reading is enough for: they say nothing against a number."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write_review(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the member ``review`` that a row of the sheet says.

    Parameters
    ----------
    row : mapping of str to str
        By heading.
    """
    second = {"by": row["second_reviewer"], "at": row["second_reviewed"]}
    return {
        "by": row["reviewer"], "at": row["reviewed"], "note": row["note"] or None,
        "extent": row["extent"] or None, "second": second if any(second.values()) else None,
    }  # fmt: skip


def flatten_review(review: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a review as the sheet has it, by heading.

    Parameters
    ----------
    review : mapping or None
        Member of an annotation.
    """
    told = review or {}
    second = told.get("second") or {}
    flat = {**told, "second.by": second.get("by"), "second.at": second.get("at")}
    return {column: flat.get(name) for name, column in CELLS.items()}


def find_review_faults(review: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a review: the field, such as ``second.at``, and why.

    Parameters
    ----------
    review : mapping
        Member of an annotation.
    """
    yield from _find_reader_faults(review, "")
    extent = review.get("extent")
    if extent not in (None, *EXTENTS):
        yield "extent", f"is {' or '.join(EXTENTS)}, what was read; got “{str(extent)[:40]}”"
    second = review.get("second")
    if second is None:
        return
    found = list(_find_reader_faults(second, "second."))
    yield from found
    if found or not is_day(review.get("at")):
        return
    if second["at"] < review["at"]:
        yield "second.at", f"is before the first reading of {review['at']}"
    elif (second["by"], second["at"]) == (review.get("by"), review["at"]):
        yield "second.by", "is the first reading again; a second one is another’s, or another day’s"


def find_unread(properties: Mapping[str, Any]) -> str | None:
    """Return what an annotation lacks before it can be public, None where nothing.

    A verdict other than *consistent* is read twice. Whether the second reading is one, is what
    `find_review_faults` tells.

    Parameters
    ----------
    properties : mapping
        Of an annotation that is reviewed or published; of a draft nothing is asked yet.
    """
    if properties.get("verdict") in ONCE or (properties.get("review") or {}).get("second"):
        return None
    return (
        f"review.second: the verdict {properties['verdict']} is public only after a second "
        "reading; by and at say whose and of which day, another person’s or another day’s"
    )


def is_day(text: Any) -> bool:
    """Tell whether a value is a day as in ISO 8601, ``2025-03-30`` and no other form.

    Parameters
    ----------
    text : object
        What a cell or a property holds.
    """
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_reader_faults(read: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    by, at = str(read.get("by") or ""), read.get("at")
    if not _is_name(by):
        yield f"{prefix}by", f"is “{COMPILERS}” or the name of a desk; got “{by[:40]}”"
    if not is_day(at):
        yield f"{prefix}at", f"is a day as in 2025-03-30; got “{str(at or '')[:40]}”"


def _is_name(by: str) -> bool:
    return (
        by == by.strip()
        and len(by) <= LONGEST_NAME
        and by.isprintable()
        and "@" not in by
        and any(one.isalpha() for one in by)
        and by.casefold() not in read_words("nobodies")
    )
