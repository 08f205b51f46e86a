"""Links that a text implies without naming the place: by the theatre's rules, never else.

A rule says what is found, what the unit of text must hold, the feature, what it could be too,
and the reason that readers see. Everything found is a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoposture.articles.findings import Mention
from geoposture.articles.gazetteer import Gazetteer
from geoposture.articles.quantities import Quantity
from geoposture.articles.tables import NO_FACILITY, QuantityRule, Rule
from geoposture.articles.text import Text, Unit


@dataclass(frozen=True, slots=True)
class Implied:
    """A link that a rule proposes; `core_start`, `core_end` span the words to quote.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    core_start, core_end : int
        The words to quote.
    alternatives : tuple of str
        References of what else it could be.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    feature: str
    alternatives: tuple[str, ...]
    rule: str
    category: str
    reason_en: str
    reason_ja: str | None
    measures: str | None = None
    check: str | None = None


@dataclass(frozen=True)
class _Line:
    """A unit of the text, and what was found in it."""

    unit: Unit
    text: str
    named: frozenset[str]
    measured: tuple[Quantity, ...]


def find_implied(
    text: Text, mentions: Sequence[Mention], quantities: Sequence[Quantity], gazetteer: Gazetteer
) -> list[Implied]:
    """Return the implied links in the order of the text.

    Parameters
    ----------
    text : Text
        The article and its sentences.
    mentions : sequence of Mention
        What its words name.
    quantities : sequence of Quantity
        What its words name.
    gazetteer : Gazetteer
        Whose rules say what is implied.
    """
    found: list[Implied] = []
    for unit in text.units:
        line = _Line(
            unit,
            text.value[unit.start : unit.end],
            frozenset(one.feature for one in mentions if unit.start <= one.start < unit.end),
            tuple(one for one in quantities if unit.start <= one.start < unit.end),
        )
        for rule in gazetteer.tables.rules:
            found += _apply_rule(rule, line, gazetteer)
        for measured in gazetteer.tables.quantity_rules:
            found += _apply_quantity_rule(measured, line, gazetteer)
    return sorted(found, key=lambda one: (one.start, one.end))


def _apply_rule(rule: Rule, line: _Line, gazetteer: Gazetteer) -> Iterator[Implied]:
    if rule.feature not in gazetteer.kinds or rule.feature in line.named:
        return
    start = line.unit.start
    for match in rule.pattern.finditer(line.text):
        if not _meets(rule.needs, line, gazetteer):
            return
        core = match.span("core") if "core" in rule.pattern.groupindex else match.span()
        yield Implied(
            start + match.start(), start + match.end(), start + core[0], start + core[1],
            rule.feature, _keep_held(rule.alternatives, gazetteer), rule.name, rule.category,
            rule.reason_en, rule.reason_ja,
        )  # fmt: skip


def _apply_quantity_rule(
    rule: QuantityRule, line: _Line, gazetteer: Gazetteer
) -> Iterator[Implied]:
    """Link the numbers of a unit that are of the rule's kind and size, where they stand."""
    if rule.feature not in gazetteer.kinds or rule.without.search(line.text):
        return
    for one in line.measured:
        if one.unit not in rule.units or not rule.least <= one.value <= rule.most:
            continue
        after = rule.after.match(line.text, one.end - line.unit.start) if rule.after else None
        if (rule.after and not after) or not _meets(rule.needs, line, gazetteer):
            continue
        yield Implied(
            one.start, line.unit.start + after.end() if after else one.end, one.start, one.end,
            rule.feature, _keep_held(rule.alternatives, gazetteer), rule.name, "quantity",
            rule.reason_en, rule.reason_ja, rule.measures, rule.check,
        )  # fmt: skip


def _keep_held(references: Sequence[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(one for one in references if one in gazetteer.kinds)


def _meets(needs: Sequence[str], line: _Line, gazetteer: Gazetteer) -> bool:
    """Tell whether a unit of text holds what a rule needs."""
    if NO_FACILITY in needs and any(
        one.partition("/")[0] in gazetteer.facilities for one in line.named
    ):
        return False
    told = {one.name: one.pattern for one in gazetteer.tables.countries}
    return all(told[need].search(line.text) for need in needs if need != NO_FACILITY)
