"""What our words may share with an article: names and numbers, never a run of its words.

A run is seven words, or in Japanese fifteen characters outside names and numbers. Both texts
are compared in one form (`normal.normalize`), without case, blanks and marks, so that a copy in
another width or with other commas is one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from geoposture.articles.folding import is_cjk
from geoposture.articles.gazetteer import Gazetteer
from geoposture.articles.japanese import find_japanese
from geoposture.articles.normal import normalize

RUN_OF_WORDS, RUN_OF_CHARACTERS = 7, 15
MOST_WORDS_OF_A_CLAIM, MOST_CHARACTERS_OF_A_CLAIM = 25, 60
LIMITS: Mapping[str, int] = {"claims": 8, "words": 120, "claim_ja": MOST_CHARACTERS_OF_A_CLAIM}
"""What an article's claims may be; `[limits]` of its own file says otherwise."""
LARGEST_SHARE = 0.25
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9][0-9,.]*")


class Original:
    """The body of an article, ready to be compared with.

    Parameters
    ----------
    body : str
        Its text without the headline.
    gazetteer : Gazetteer, optional
        Whose names may be shared; None lets numbers alone be shared.
    """

    def __init__(self, body: str, gazetteer: Gazetteer | None = None) -> None:
        self.body = normalize(body).value
        self.gazetteer = gazetteer

    @cached_property
    def words(self) -> frozenset[tuple[str, ...]]:
        """Every run of seven words."""
        return frozenset(_list_runs(_WORD.findall(self.body.lower()), RUN_OF_WORDS))

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every run of fifteen Japanese characters, without names and numbers."""
        plain = self.strip(self.body)
        return frozenset("".join(run) for run in _list_runs(plain, RUN_OF_CHARACTERS))

    def find_shared(self, words: str) -> str | None:
        """Return the first run that some words share with the body, None where there is none.

        Parameters
        ----------
        words : str
            What we say.
        """
        plain = normalize(words).value
        for run in _list_runs(_WORD.findall(plain.lower()), RUN_OF_WORDS):
            if run in self.words:
                return " ".join(run)
        if not any(map(is_cjk, plain)):
            return None
        runs = map("".join, _list_runs(self.strip(plain), RUN_OF_CHARACTERS))
        return next((run for run in runs if run in self.characters), None)

    def strip(self, text: str) -> str:
        """Return the Japanese letters of a text, without names and numbers.

        Parameters
        ----------
        text : str
            In one form.
        """
        spans = [match.span() for match in _NUMBER.finditer(text)]
        if self.gazetteer:
            spans += [(one.start, one.end) for one in find_japanese(text, self.gazetteer)]
        taken = {at for start, end in spans for at in range(start, end)}
        return "".join(one for at, one in enumerate(text) if at not in taken and is_cjk(one))


def find_excess(
    claims: Sequence[Mapping[str, Any]], limits: Mapping[str, int], body: str | None
) -> Iterator[str]:
    """Yield what is too much of an article's claims: their number, words, or share of the text.

    Parameters
    ----------
    claims : sequence of mapping
        A row a claim, with ``claim_en`` and ``claim_ja``.
    limits : mapping of str to int
        Most ``claims`` and ``words``.
    body : str or None
        The text without its headline; None leaves the share out.
    """
    if len(claims) > limits["claims"]:
        yield f"{len(claims)} claims; an article has at most {limits['claims']}"
    words = sum(len((one.get("claim_en") or "").split()) for one in claims)
    if words > limits["words"]:
        yield f"claim_en have {words} words together; at most {limits['words']}"
    if body is None:
        return
    ours, theirs, what = words, len(body.split()), "words"
    if is_japanese(body):
        ours = sum(len(one.get("claim_ja") or "") for one in claims)
        theirs, what = len(body), "characters"
    if ours > LARGEST_SHARE * theirs:
        yield f"the claims have {ours} {what}, the text {theirs}; at most a quarter of it"


def is_japanese(text: str) -> bool:
    """Tell whether a text is mostly in Japanese."""
    letters = [one for one in text if one.isalpha()]
    return 2 * sum(map(is_cjk, letters)) > len(letters)


def _list_runs(items: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    for at in range(len(items) - length + 1):
        yield tuple(items[at : at + length])
