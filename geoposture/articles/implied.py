"""Links that a text implies without naming the place: by a small table of rules, never else.

`rules.csv` has one rule a row: a pattern, what the unit must hold (`needs`), the feature,
what it could be too, and the reason that readers see. Everything found is a draft.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geoposture.articles.mentions import Mention
from geoposture.articles.quantities import METRES, Quantity
from geoposture.articles.text import Text, Unit

PERSONNEL = (30_000, 75_000)
_COUNTRIES = {
    "Japan": re.compile(r"\bJapan\b|日本"),
    "US": re.compile(r"\bU\.S\.|\bUS\b|\bAmerican\b|米"),
}
_ARCHIPELAGO = re.compile(r"[- ](?:long |wide )?(?:\w{1,20} )?archipelago\b")
_OTHER_ISLANDS = re.compile(r"\b(?:Philippines?|Ryukyus?|Indonesian?|Nansei|Kurils?|Marianas?)\b")


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    name: str
    category: str
    feature: str
    alternatives: tuple[str, ...]
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    reason_en: str
    reason_ja: str


@dataclass(frozen=True, slots=True)
class Implied:
    """A link that a rule proposes; `core_start`, `core_end` span the words to quote."""

    start: int
    end: int
    core_start: int
    core_end: int
    feature: str
    alternatives: tuple[str, ...]
    rule: str
    category: str
    reason_en: str
    reason_ja: str


@cache
def read_rules() -> tuple[Rule, ...]:
    """Return the table of rules."""
    file = resources.files("geoposture") / "articles" / "rules.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Rule(
            row["rule"], row["category"], row["features"], _split(row["alternatives"]),
            _split(row["needs"]), re.compile(row["pattern"]), row["reason_en"], row["reason_ja"],
        )
        for row in rows
    )  # fmt: skip


def find_implied(
    text: Text, mentions: Sequence[Mention], quantities: Sequence[Quantity]
) -> list[Implied]:
    """Return the implied links in the order of the text."""
    found: list[Implied] = []
    for unit in text.units:
        line = text.value[unit.start : unit.end]
        named = {one.feature for one in mentions if unit.start <= one.start < unit.end}
        measured = [one for one in quantities if unit.start <= one.start < unit.end]
        found += _apply_table(unit, line, named)
        found += _link_personnel(line, measured, named)
        found += _link_archipelago(unit, line, measured)
    return sorted(found, key=lambda one: (one.start, one.end))


def _apply_table(unit: Unit, line: str, named: set[str]) -> Iterator[Implied]:
    for rule in read_rules():
        for match in rule.pattern.finditer(line):
            if not _meets(rule.needs, line, named) or rule.feature in named:
                continue
            core = match.span("core") if "core" in rule.pattern.groupindex else match.span()
            yield Implied(
                unit.start + match.start(), unit.start + match.end(),
                unit.start + core[0], unit.start + core[1],
                rule.feature, rule.alternatives, rule.name, rule.category,
                rule.reason_en, rule.reason_ja,
            )  # fmt: skip


def _link_personnel(line: str, measured: Sequence[Quantity], named: set[str]) -> Iterator[Implied]:
    """Link a total of US personnel in Japan to the whole layer."""
    if not _meets(("Japan", "US", "no base"), line, named):
        return
    for one in measured:
        if one.unit == "person" and PERSONNEL[0] <= one.value <= PERSONNEL[1]:
            yield Implied(
                one.start, one.end, one.start, one.end, "us_bases", (), "personnel-total",
                "quantity", "A total for all of Japan belongs to the whole layer.",
                "日本全体の人数のため、レイヤー全体に結び付けた。",
            )  # fmt: skip


def _link_archipelago(unit: Unit, line: str, measured: Sequence[Quantity]) -> Iterator[Implied]:
    """Link the length of “a 1,900-mile archipelago” to the layer of islands."""
    if not _COUNTRIES["Japan"].search(line) or _OTHER_ISLANDS.search(line):
        return
    for one in measured:
        match = _ARCHIPELAGO.match(line, one.end - unit.start)
        if one.unit in METRES and match:
            yield Implied(
                one.start, unit.start + match.end(), one.start, one.end, "japan_archipelago", (),
                "archipelago+length", "quantity",
                "The sentence gives the length of the archipelago.",
                "文が列島の長さを述べているため。",
            )  # fmt: skip


def _meets(needs: Sequence[str], line: str, named: set[str]) -> bool:
    for need in needs:
        if need == "no base":
            if any(one.startswith("us_bases") for one in named):
                return False
        elif not _COUNTRIES[need].search(line):
            return False
    return True


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
