"""Parts of an article round a number: what is found in them, and how far they reach."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from geoposture.articles.quantities import Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.text import Unit

REACH = 400
"""Characters on either side of a number that are looked at: a sentence is rarely longer."""

Found = TypeVar("Found", bound=Any)


def select_within(found: Sequence[Found], start: int, end: int) -> Sequence[Found]:
    """Return what starts in a span, of what is sorted by its start.

    Parameters
    ----------
    found : sequence
        Mentions or quantities, in the order of the text.
    start, end : int
        Code points in the text.
    """
    first = bisect_left(found, start, key=lambda one: one.start)
    return found[first : bisect_left(found, end, key=lambda one: one.start)]


def find_sentence(quantity: Quantity, reading: Reading) -> Unit:
    """Return the sentence of a number, a very long one cut off on both sides.

    Parameters
    ----------
    quantity : Quantity
        The number.
    reading : Reading
        Where it was found.
    """
    unit = reading.text.unit_at(quantity.start)
    return replace(
        unit,
        start=max(unit.start, quantity.start - REACH),
        end=max(quantity.end, min(unit.end, quantity.end + REACH)),
    )


def read_span(reading: Reading, start: int, end: int) -> str:
    """Return a part of the text, its line ends as blanks.

    Parameters
    ----------
    reading : Reading
        Where it stands.
    start, end : int
        Code points in the text.
    """
    return reading.text.value[start:end].replace("\n", " ").replace("\u00a0", " ")
