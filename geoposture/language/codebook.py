"""What each field of the data means: one table for pages, the codebook and its document."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geoposture.language.words import LANGUAGES
from geoposture.model import Text

FILE = Path(__file__).with_name("codebook.csv")


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the data, or a value of one: what it is called, and what it means."""

    name: str
    label: Text
    means: Text


@cache
def read_codebook() -> dict[str, Entry]:
    """Return every field that is explained, by its name, in the order of the table.

    A value of a field is there as ``FIELD:VALUE``; what it is called is among the words.
    """
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["field"]: _make_entry(row) for row in csv.DictReader(lines)}


def label_field(name: str, lang: str) -> str:
    """Return what a field is called; one that the table does not have by its own name.

    Parameters
    ----------
    name : str
        Of the property.
    lang : str
        Such as ``en``.

    Examples
    --------
    >>> label_field("runway_m", "en"), label_field("depth_of_water", "en")
    ('Runway', 'Depth of water')
    """
    entry = read_codebook().get(name)
    return entry.label[lang] if entry else name.replace("_", " ").strip().capitalize() or name


def _make_entry(row: dict[str, str]) -> Entry:
    label, means = (
        {lang: row[f"{one}_{lang}"] for lang in LANGUAGES} for one in ("label", "means")
    )
    return Entry(row["field"], label, means)
