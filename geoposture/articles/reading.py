"""Everything that is found in an article, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from geoposture.articles.dates import DayMention, find_days
from geoposture.articles.folding import split_words
from geoposture.articles.gazetteer import Gazetteer, make_gazetteer
from geoposture.articles.implied import Implied, find_implied
from geoposture.articles.mentions import (
    Mention,
    Unresolved,
    find_mentions,
    find_unresolved,
    split_tokens,
)
from geoposture.articles.quantities import Quantity, find_quantities
from geoposture.articles.text import Text
from geoposture.catalog import Catalog

FOUND = ("mentions", "systems", "quantities", "implied", "days", "unresolved")
"""What a repr counts."""


@dataclass(frozen=True)
class Reading:
    """An article and what was found in it."""

    text: Text
    published: date | None
    mentions: tuple[Mention, ...]
    demonyms: tuple[Mention, ...]
    systems: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    implied: tuple[Implied, ...]
    days: tuple[DayMention, ...]
    unresolved: tuple[Unresolved, ...]

    def __repr__(self) -> str:
        counts = [f"{len(getattr(self, name))} {name}" for name in FOUND]
        return f"Reading({len(self.text.value)} characters: {', '.join(counts)})"

    def as_predictions(self) -> dict[str, Any]:
        """Return what ``annotate --mentions`` writes."""
        return {
            "mentions": [
                {"start": one.start, "end": one.end, "surface": one.surface,
                 "feature": one.feature}
                for one in self.mentions
            ],
            "quantities": [
                {"start": one.start, "end": one.end, "value": one.value, "unit": one.unit}
                for one in self.quantities
            ],
            "implied": [
                {"start": one.start, "end": one.end, "feature": one.feature, "rule": one.rule}
                for one in self.implied
            ],
        }  # fmt: skip


def read_article(
    text: Text, catalog: Catalog, *, published: date | None = None,
    gazetteer: Gazetteer | None = None,
) -> Reading:  # fmt: skip
    """Return everything that is found in an article.

    Parameters
    ----------
    text : Text
        The article as it was read.
    catalog : Catalog
        The layers, whose names are looked for.
    published : date, optional
        The day it was published; weekdays are resolved against it.
    gazetteer : Gazetteer, optional
        The names of the catalogue, where several articles are read.

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    names = gazetteer or make_gazetteer(catalog)
    value = text.value
    mentions = find_mentions(value, names)
    quantities = find_quantities(value, names.tables.counted)
    return Reading(
        text=text,
        published=published,
        mentions=tuple(mentions),
        demonyms=tuple(_find_demonyms(value, names, mentions)),
        systems=tuple(_find_systems(value, names)),
        quantities=tuple(quantities),
        implied=tuple(find_implied(text, mentions, quantities, names)),
        days=tuple(find_days(value, published)),
        unresolved=tuple(find_unresolved(value, mentions)),
    )


def _find_demonyms(value: str, names: Gazetteer, mentions: Iterable[Mention]) -> Iterable[Mention]:
    """Return words such as European; they name a people, so they are offered, not linked."""
    taken = [(one.start, one.end) for one in mentions]
    for token in split_tokens(value):
        feature = names.demonyms.get(split_words(token.text)) if token.text.istitle() else None
        if feature and not any(start <= token.start < end for start, end in taken):
            yield Mention(token.start, token.end, token.text, feature, "demonym")


def _find_systems(value: str, names: Gazetteer) -> Iterable[Mention]:
    for match in names.systems.finditer(value):
        yield Mention(match.start(), match.end(), match[0], "", "system")
