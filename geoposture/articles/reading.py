"""Everything that is found in an article, at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from geoposture.articles.dates import DayMention, find_days
from geoposture.articles.findings import Mention, Unresolved
from geoposture.articles.folding import split_words
from geoposture.articles.gazetteer import Gazetteer, make_gazetteer
from geoposture.articles.implied import Implied, find_implied
from geoposture.articles.mentions import find_names
from geoposture.articles.quantities import Quantity, find_quantities
from geoposture.articles.text import Text
from geoposture.articles.tokens import split_tokens
from geoposture.catalog import Catalog

_LONE_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
"""Within a paragraph: a number and its unit may stand on two lines."""
FOUND = ("mentions", "systems", "quantities", "implied", "days", "unresolved")
"""What a repr counts."""


@dataclass(frozen=True)
class Reading:
    """An article and what was found in it.

    Attributes
    ----------
    text : Text
        As it was read; all offsets are its code points.
    plain : Reading or None
        The same in the offsets of the normalised text, where that is another one.
    """

    text: Text
    published: date | None
    mentions: tuple[Mention, ...]
    demonyms: tuple[Mention, ...]
    systems: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    implied: tuple[Implied, ...]
    days: tuple[DayMention, ...]
    unresolved: tuple[Unresolved, ...]
    plain: Reading | None = None

    def __repr__(self) -> str:
        counts = [f"{len(getattr(self, name))} {name}" for name in FOUND]
        return f"Reading({len(self.text.value)} characters: {', '.join(counts)})"

    @classmethod
    def empty(cls, text: Text) -> Reading:
        """Return a reading in which nothing is found.

        Parameters
        ----------
        text : Text
            The article.
        """
        return cls(text, None, (), (), (), (), (), (), ())

    def locate(self, text: Text) -> Reading:
        """Return the same in the offsets of the text that this one was normalised from.

        Parameters
        ----------
        text : Text
            As it was read.
        """
        moved: dict[str, Any] = {
            name: tuple(_locate(one, text) for one in getattr(self, name))
            for name in (*FOUND, "demonyms")
        }
        return replace(self, text=text, plain=self, **moved)

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
    found = _find_all(text.plain, names, published)
    return found if text.plain is text else found.locate(text)


def _find_all(text: Text, names: Gazetteer, published: date | None) -> Reading:
    """Return what is found in a normalised text, in its offsets."""
    value = text.value
    flat = _LONE_LINE_END.sub(" ", value)
    mentions, unresolved = find_names(value, names)
    quantities = find_quantities(flat, names.tables.counted)
    return Reading(
        text=text,
        published=published,
        mentions=tuple(mentions),
        demonyms=tuple(_find_demonyms(value, names, mentions)),
        systems=tuple(_find_systems(flat, names)),
        quantities=tuple(quantities),
        implied=tuple(find_implied(text, mentions, quantities, names)),
        days=tuple(find_days(flat, published)),
        unresolved=tuple(unresolved),
    )


def _locate(one: Any, text: Text) -> Any:
    """Return something found in the normalised text with the offsets of the text it is of."""
    start, end = text.normal.locate(one.start, one.end)
    moved: dict[str, Any] = {"start": start, "end": end}
    if hasattr(one, "surface"):
        moved["surface"] = text.value[start:end]
    if hasattr(one, "core_start"):
        core = text.normal.locate(one.core_start, one.core_end)
        moved |= {"core_start": core[0], "core_end": core[1]}
    return replace(one, **moved)


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
