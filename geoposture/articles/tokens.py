"""The words of a text and what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geoposture.articles.folding import fold

TOKEN = re.compile(r"\w+(?:(?<=\d)[.,](?=\d)\w+)*|,")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or comma of the text and its folded form."""

    text: str
    start: int
    end: int
    folded: str


def split_tokens(text: str) -> list[Token]:
    """Return words and commas with their spans; words of Japanese are left out.

    Parameters
    ----------
    text : str
        Of an article, or a part of it.
    """
    return [
        Token(match[0], match.start(), match.end(), fold(match[0]))
        for part in re.finditer(r"[^\u3040-\u30ff\u3400-\u9fff々〆]+", text)
        for match in TOKEN.finditer(text, part.start(), part.end())
    ]
