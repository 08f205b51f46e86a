"""``questions.csv``: the questions whose answers have an address of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from geoposture.catalog.tables import read_table, split_list
from geoposture.errors import BadData
from geoposture.language.words import LANGUAGES
from geoposture.model import Question

FILE = "questions.csv"
WANTED: Mapping[str, tuple[str, ...]] = {
    "distance": ("from", "to"),
    "thresholds": ("origins", "target"),
    "coverage": ("origins", "target"),
    "length": ("target", "others"),
    "count": ("target",),
}
"""The columns that a row of each kind fills in."""
COMPARED = ("distance", "length")
"""Kinds whose figure is told under other definitions too."""
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")

Row = Mapping[str, str | None]


def read_questions(folder: Path) -> tuple[Question, ...]:
    """Return the questions of a folder of layers, in their order; none where there is no file.

    Parameters
    ----------
    folder : Path
        Of the layers.

    Raises
    ------
    BadData
        If a row lacks what its kind wants, a value has another form, or an id stands twice.
    """
    rows = read_table(folder / FILE, _make_question)
    twice = _find_twice([one.id for one in rows])
    if twice:
        raise BadData(f"{FILE}: {twice} stands twice; an id has one meaning")
    return tuple(rows)


def _make_question(row: Row) -> Question:
    id_, kind = row["id"] or "", row["kind"] or ""
    if not ID.fullmatch(id_):
        raise ValueError(f"an id is made of a-z, 0-9 and -; got “{id_[:80]}”")
    if kind not in WANTED:
        raise ValueError(f"{id_}: kind is one of {', '.join(WANTED)}; got “{kind[:40]}”")
    for name in WANTED[kind]:
        if not row.get(name):
            raise ValueError(f"{id_}: {name} is missing; a {kind} wants {', '.join(WANTED[kind])}")
    if kind == "coverage" and bool(row.get("radius_km")) == bool(row.get("system")):
        raise ValueError(f"{id_}: give either radius_km or system")
    if row.get("others") and kind not in COMPARED:
        raise ValueError(f"{id_}: others are of {' and '.join(COMPARED)}; a {kind} has none")
    return Question(
        id=id_,
        kind=kind,
        start=row.get("from"),
        end=row.get("to"),
        origins=row.get("origins"),
        target=row.get("target"),
        radius_km=_read_radius(id_, row.get("radius_km")),
        system=row.get("system"),
        others=split_list(row.get("others")),
        why=_read_why(row),
        asked_by=row.get("asked_by"),
        reviewed=_read_day(id_, row.get("reviewed")),
    )


def _read_why(row: Row) -> dict[str, str]:
    given = {lang: row.get(f"why_{lang}") for lang in LANGUAGES}
    first = next(filter(None, given.values()), "")
    return {lang: text or first for lang, text in given.items()}


def _read_radius(id_: str, text: str | None) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{id_}: radius_km is a number; got “{text[:40]}”") from None


def _read_day(id_: str, text: str | None) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{id_}: reviewed is a day as in 2026-11-27; got “{text[:40]}”") from None


def _find_twice(ids: Collection[str]) -> str | None:
    seen: set[str] = set()
    return next((one for one in ids if one in seen or seen.add(one)), None)  # type: ignore[func-returns-value]
