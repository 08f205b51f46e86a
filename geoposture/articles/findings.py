"""What is found of names: a mention, a name that is not known, a match of words."""

from __future__ import annotations

from dataclasses import dataclass

from geoposture.articles.gazetteer import Name


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text and the feature it stands for.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    alternatives : tuple of str
        References of what else it could be.
    """

    start: int
    end: int
    surface: str
    feature: str
    kind: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that may be one of a place, and that nothing is known about."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the gazetteer and the tokens that it stands on, the last one included."""

    first: int
    last: int
    name: Name
