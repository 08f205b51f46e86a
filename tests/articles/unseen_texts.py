"""Short texts in the manner of news that no rule was written for, and what is right in them.

They were invented and marked by reading before the annotator saw them: ``[[Naha|places/naha]]``
is a mention, ``[[Igei|?]]`` a name that no layer holds, ``{{62 miles|62 mile}}`` a length, an area
or a share, ``<<18th Wing|us_bases/kadena-ab>>`` a link that the words imply. Those of a file are
parted by a line ``====``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geoposture.articles import Reading
from geoposture.articles.quantities import FACTORS

FOLDER = Path(__file__).parent / "unseen"
MARK = re.compile(
    r"\[\[(?P<name>[^|\]]+)\|(?P<feature>[^\]]+)\]\]|\{\{(?P<number>[^|}]+)\|(?P<value>[^}]+)\}\}"
    r"|<<(?P<words>[^|>]+)\|(?P<implied>[^>]+)>>"
)
GEOGRAPHIC = {*FACTORS, "percent"}
KINDS = ("mentions", "links", "quantities")

Spans = frozenset[tuple[int, int, str]]


@dataclass(frozen=True)
class Told:
    """What a text says, as (start, end, meaning)."""

    links: Spans
    quantities: Spans
    implied: Spans
    unknown: Spans

    @property
    def mentions(self) -> Spans:
        """The links without what they are to."""
        return frozenset((start, end, "") for start, end, _ in self.links)


def list_texts(name: str) -> list[tuple[str, Told]]:
    """Return the texts of a file without their marks, and what is marked in each."""
    source = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [parse(one.strip()) for one in source.split("\n====\n")]


def parse(source: str) -> tuple[str, Told]:
    text, last = "", 0
    links, quantities, implied, unknown = [], [], [], []
    for mark in MARK.finditer(source):
        text += source[last : mark.start()]
        surface = mark["name"] or mark["number"] or mark["words"]
        span = len(text), len(text) + len(surface)
        if mark["name"]:
            (unknown if mark["feature"] == "?" else links).append((*span, mark["feature"]))
        elif mark["number"]:
            quantities.append((*span, mark["value"]))
        else:
            implied.append((*span, mark["implied"]))
        text, last = text + surface, mark.end()
    told = (frozenset(one) for one in (links, quantities, implied, unknown))
    return text + source[last:], Told(*told)


def find(reading: Reading) -> Told:
    """Return what was found, of the kinds that are marked."""
    return Told(
        frozenset((one.start, one.end, one.feature) for one in reading.mentions),
        frozenset(
            (one.start, one.end, f"{one.value:g} {one.unit}")
            for one in reading.quantities
            if one.unit in GEOGRAPHIC
        ),
        frozenset((one.start, one.end, one.feature) for one in reading.implied),
        frozenset((one.start, one.end, "?") for one in reading.unresolved),
    )


@dataclass(frozen=True)
class Score:
    """F1 of each kind; of the unknown names and implied links how many there are, found, false."""

    f1: dict[str, float]
    unknown: tuple[int, int]
    implied: tuple[int, int, int]


def score(names: Iterable[str], read: Callable[[str], Reading]) -> Score:
    """Return how much of some files of texts was read as it was marked."""
    right, found_, gold_ = Counter[str](), Counter[str](), Counter[str]()
    unknown, implied = Counter[str](), Counter[str]()
    for text, gold in (one for name in names for one in list_texts(name)):
        found = find(read(text))
        for kind in KINDS:
            ours, theirs = getattr(found, kind), getattr(gold, kind)
            right[kind] += len(ours & theirs)
            found_[kind] += len(ours)
            gold_[kind] += len(theirs)
        unknown["all"] += len(gold.unknown)
        unknown["listed"] += sum(_meets(one, found.unknown) for one in gold.unknown)
        implied["all"] += len(gold.implied)
        implied["found"] += sum(_meets(one, found.implied) for one in gold.implied)
        implied["false"] += sum(not _meets(one, gold.implied) for one in found.implied)
    return Score(
        {kind: 2 * right[kind] / (found_[kind] + gold_[kind]) for kind in KINDS},
        (unknown["all"], unknown["listed"]),
        (implied["all"], implied["found"], implied["false"]),
    )


def _meets(one: tuple[int, int, str], others: Spans) -> bool:
    return any(a < one[1] and one[0] < b and meaning == one[2] for a, b, meaning in others)


def list_faults(names: Sequence[str], read: Callable[[str], Reading]) -> Iterator[str]:
    """Yield what was read otherwise than it was marked, a line each."""
    for name in names:
        for number, (text, gold) in enumerate(list_texts(name)):
            found = find(read(text))
            for kind in ("links", "quantities", "implied"):
                ours, theirs = getattr(found, kind), getattr(gold, kind)
                for start, end, meaning in sorted(ours ^ theirs):
                    sign = "+" if (start, end, meaning) in ours else "-"
                    around = text[max(0, start - 20) : end + 20].replace("\n", "⏎")
                    yield f"{name} {number} {sign} {text[start:end]} → {meaning}   …{around}…"
            for start, end, _ in sorted(gold.unknown):
                if not _meets((start, end, "?"), found.unknown):
                    yield f"{name} {number} ? {text[start:end]} is not listed"
