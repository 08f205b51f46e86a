"""What a ring rests on: its range and its basing each on a source that counts and was read.

A personal page, an encyclopaedia, an open table that quotes somebody or a report whose outlet
is not named may stand in a card, with its kind; none of them draws a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from geoposture.model import Basing, System

COUNTING = frozenset({"government", "agency", "maker", "press"})
"""Kinds of source that a ring may rest on; ``press`` is named, others have kinds of their own."""
WEAK = "refuse.weak"

Sources = Mapping[str, Mapping[str, Any]]


def is_supported(ids: Iterable[str], sources: Sources) -> bool:
    """Tell whether one of these sources is of a kind that counts, and was read on a known day.

    Parameters
    ----------
    ids : iterable of str
        Of sources; one that is not in the table does not count.
    sources : Sources
        The table of sources, by id.

    Examples
    --------
    >>> table = {"a": {"kind": "government", "read": "2026-11-26"}, "b": {"kind": "government"}}
    >>> is_supported(["a", "b"], table), is_supported(["b"], table)
    (True, False)
    """
    rows = (sources.get(one, {}) for one in ids)
    return any(row.get("kind") in COUNTING and bool(row.get("read")) for row in rows)


def weigh_system(system: System, sources: Sources) -> System:
    """Return a system, without a ring and with the reason where its range is not supported.

    Parameters
    ----------
    system : System
        As its row says it.
    sources : Sources
        The table of sources, by id.
    """
    if not system.ring or is_supported(system.sources, sources):
        return system
    return replace(system, ring=False, refusal=WEAK)


def weigh_basing(row: Basing, sources: Sources) -> Basing:
    """Return a row of the basing table that says whether its sources support a ring.

    Parameters
    ----------
    row : Basing
        As the table has it.
    sources : Sources
        The table of sources, by id.
    """
    return replace(row, supported=is_supported(row.sources, sources))


def list_drawn(systems: Mapping[str, System], basing: Iterable[Basing]) -> list[Basing]:
    """Return the rows of the basing table that give a ring.

    Parameters
    ----------
    systems : mapping of str to System
        By id.
    basing : iterable of Basing
        The rows, weighed.
    """
    return [row for row in basing if row.supported and _is_drawn(systems.get(row.system))]


def _is_drawn(system: System | None) -> bool:
    return system is not None and system.ring
