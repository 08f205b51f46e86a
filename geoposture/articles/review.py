"""Who read a row before it is published: a verdict on a number is read twice.

A review is ``{"by", "at", "note"}``, who and on which ISO day; its ``second``, ``{"by", "at"}``,
is a reading by another person or on another day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

ONCE = frozenset({None, "consistent", "not_checked"})
"""Verdicts that one reading is enough for: they say nothing against a number."""
REVIEWED = "reviewed"
"""The status in which a row goes to be published."""


def find_unread(properties: Mapping[str, Any]) -> str | None:
    """Return what the review of a row lacks before it can be published, None where nothing.

    A draft is not asked yet, and what is published was so under the rule of its day.

    Parameters
    ----------
    properties : mapping
        Of an annotation.
    """
    if properties.get("status") != REVIEWED or not needs_second_reading(properties):
        return None
    if is_read_twice(properties.get("review")):
        return None
    return (
        f"the verdict {properties['verdict']} is public only after a second reading: review.second "
        "says by whom (by) and on which day (at), another person or another day than the first"
    )


def needs_second_reading(properties: Mapping[str, Any]) -> bool:
    """Tell whether a row has a verdict other than consistent.

    Parameters
    ----------
    properties : mapping
        Of an annotation.
    """
    return properties.get("verdict") not in ONCE


def is_read_twice(review: Any) -> bool:
    """Tell whether two readings are recorded that differ in the person or in the day.

    Parameters
    ----------
    review : mapping or None
        Of an annotation.
    """
    if not isinstance(review, Mapping):
        return False
    first, second = _read(review), _read(review.get("second"))
    return first is not None and second is not None and first != second


def _read(reading: Any) -> tuple[str, date] | None:
    """Return who read on which day, None where it does not say both."""
    if not isinstance(reading, Mapping):
        return None
    who, day = reading.get("by"), reading.get("at")
    if not isinstance(who, str) or not who.strip() or not isinstance(day, str):
        return None
    try:
        return who.strip().casefold(), date.fromisoformat(day)
    except ValueError:
        return None
