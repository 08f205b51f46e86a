"""Our words beside those of an article: how many there may be, and that none is copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geoposture.articles.fingerprints import flatten
from geoposture.catalog import Catalog
from geoposture.errors import BadData

RUN_OF_WORDS = 7
RUN_OF_CHARACTERS = 15
MOST_CLAIM_WORDS = 25
MOST_CLAIM_CHARACTERS = 60
CLAIMS = ("claim_en", "claim_ja")
OURS = (*CLAIMS, "reason_en", "reason_ja")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d,.]*[千万億兆]?|[〇一二三四五六七八九十百千万億兆]{2,}")
_JAPANESE = re.compile(r"[\u3001-\u30ff\u3400-\u9fff]")
JAPANESE_SHARE = 0.1
"""From this share of its characters on a text is one in Japanese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may be said of one article.

    Attributes
    ----------
    claims, words : int
        Claims, and words of the English ones together.
    share : float
        The claims' length in the language of the text, as a part of the text's.
    """

    claims: int = 8
    words: int = 120
    share: float = 0.25


@dataclass(frozen=True)
class Guard:
    """What the runs of an article's text are, its names and numbers left out.

    Attributes
    ----------
    body : str
        The text without its headline, which may be cited.
    names : sequence of str
        Names that our words and the text may well share.
    """

    body: str
    names: Sequence[str] = ()

    def find_copied(self, words: str) -> str | None:
        """Return why words are refused: what they share with the text; None for good ones.

        Parameters
        ----------
        words : str
            A claim or reason of ours.
        """
        run = _find_run(_split(words), self._runs_of_words, RUN_OF_WORDS)
        if run:
            return f"shares {RUN_OF_WORDS} words in a row with the text: “{' '.join(run)}”"
        characters = _find_run(self._strip(words), self._runs_of_characters, RUN_OF_CHARACTERS)
        if characters:
            shown = "".join(characters)
            return (
                f"shares {RUN_OF_CHARACTERS} characters in a row with the text, "
                f"names and numbers apart: “{shown}”"
            )
        return None

    @cached_property
    def _runs_of_words(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_list_runs(_split(self.body), RUN_OF_WORDS))

    @cached_property
    def _runs_of_characters(self) -> frozenset[tuple[str, ...]]:
        runs = _list_runs(self._strip(self.body), RUN_OF_CHARACTERS)
        return frozenset(one for one in runs if _is_japanese("".join(one), 0.5))

    def _strip(self, text: str) -> str:
        """Return the characters that count: no blanks, no names, no numbers."""
        plain = flatten(text).replace(" ", "")
        return _NUMBER.sub("", self._named.sub("", plain))

    @cached_property
    def _named(self) -> re.Pattern[str]:
        plain = {flatten(one).replace(" ", "") for one in self.names} - {""}
        longest = sorted(plain, key=lambda one: (-len(one), one))
        return re.compile("|".join(map(re.escape, longest)) or r"(?!)")


def read_limits(catalog: Catalog, article: str) -> Limits:
    """Return how much may be said of an article: an exception stands in its own file.

    Parameters
    ----------
    catalog : Catalog
    article : str
        Its id.

    Raises
    ------
    BadData
        If the exception is none.
    """
    given = (catalog.articles.get(article) or {}).get("limits", {})
    where, known = f"articles/{article}.toml: limits", Limits.__slots__
    if not isinstance(given, dict):
        raise BadData(f"{where} is a table of {', '.join(known)}")
    for name, value in given.items():
        if name not in known:
            raise BadData(f"{where}.{name}: no such limit; known: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise BadData(f"{where}.{name} is a number above 0; got “{str(value)[:40]}”")
    return Limits(**given)


def find_long(properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield which claims of an annotation are too long, each with its field.

    Parameters
    ----------
    properties : mapping
        Of an annotation.
    """
    words = len((properties.get("claim_en") or "").split())
    if words > MOST_CLAIM_WORDS:
        yield f"claim_en: has {words} words; at most {MOST_CLAIM_WORDS}"
    characters = len(properties.get("claim_ja") or "")
    if characters > MOST_CLAIM_CHARACTERS:
        yield f"claim_ja: has {characters} characters; at most {MOST_CLAIM_CHARACTERS}"


def find_excess(
    annotations: Iterable[Mapping[str, Any]], limits: Limits, text: str | None = None
) -> Iterator[str]:
    """Yield what is more than may be said of one article.

    Parameters
    ----------
    annotations : iterable of mapping
        Properties of the annotations of one article.
    limits : Limits
        How much may be said.
    text : str, optional
        The article; None leaves the part of its length out.
    """
    rows = [one for one in annotations if any(one.get(name) for name in CLAIMS)]
    numbers = {one.get("claim_no") or one.get("claim_en") or one.get("claim_ja") for one in rows}
    if len(numbers) > limits.claims:
        yield f"claim_no: {len(numbers)} claims; at most {limits.claims}"
    # The rows of a claim repeat its words.
    said = {
        name: [text for _, text in {(one.get("claim_no"), one[name]) for one in rows
                                    if one.get(name)}]
        for name in CLAIMS
    }  # fmt: skip
    words = sum(len(one.split()) for one in said["claim_en"])
    if words > limits.words:
        yield f"claim_en: {words} words in all claims together; at most {limits.words}"
    if text is not None:
        yield from _find_share(said, limits, flatten(text))


def _find_share(said: Mapping[str, Sequence[str]], limits: Limits, text: str) -> Iterator[str]:
    name = "claim_ja" if _is_japanese(text, JAPANESE_SHARE) else "claim_en"
    length, most = sum(map(len, said[name])), int(len(text) * limits.share)
    # One claim may be made of a text of two lines, too.
    if length > most and len(said[name]) > 1:
        yield (
            f"{name}: {length} characters in all claims together; at most {most}, "
            f"{limits.share:.0%} of the text"
        )


def _is_japanese(text: str, share: float) -> bool:
    return len(_JAPANESE.findall(text)) > share * len(text)


def _split(text: str) -> list[str]:
    return _WORD.findall(flatten(text).lower())


def _list_runs(parts: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(parts[n : n + length]) for n in range(len(parts) - length + 1))


def _find_run(
    parts: Sequence[str], runs: frozenset[tuple[str, ...]], length: int
) -> tuple[str, ...] | None:
    return next((one for one in _list_runs(parts, length) if one in runs), None)
