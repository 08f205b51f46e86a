"""Articles written for the tests, with their gold in the text itself.

``[[Kadena|us_bases/kadena-ab]]`` is a mention and the feature it stands for,
``{{400 miles|400 mi}}`` a quantity with its value and unit. They were marked by reading, before
the pipeline saw them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
MARK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]|\{\{([^|}]+)\|([^}]+)\}\}")


@dataclass(frozen=True)
class Marked:
    """A text without marks, and what is marked in it as (start, end, meaning)."""

    text: str
    mentions: frozenset[tuple[int, int, str]]
    quantities: frozenset[tuple[int, int, str]]


def read_marked(name: str) -> Marked:
    """Return an article of the folder ``texts``."""
    return parse_marked((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def parse_marked(source: str) -> Marked:
    text, mentions, quantities, last = "", [], [], 0
    for mark in MARK.finditer(source):
        text += source[last : mark.start()]
        surface = mark[1] or mark[3]
        into = mentions if mark[1] else quantities
        into.append((len(text), len(text) + len(surface), mark[2] or mark[4]))
        text += surface
        last = mark.end()
    return Marked(text + source[last:], frozenset(mentions), frozenset(quantities))


def count_f1(found: frozenset[object], gold: frozenset[object]) -> float:
    """Return the F1 of one set against another."""
    return 2 * len(found & gold) / (len(found) + len(gold)) if found or gold else 1.0
