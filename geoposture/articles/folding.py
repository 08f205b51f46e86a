"""Words as they are compared: without case, accents, hyphens, dots and quotes."""

from __future__ import annotations

import re
from functools import lru_cache

from geoposture.language.characters import fold_letters

WORD = re.compile(r"\w+|,")
LONGEST_ACRONYM = 5


def split_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name: no case, no accents, no hyphens, dots or quotes.

    Parameters
    ----------
    text : str
        A name or a phrase.
    """
    return tuple(WORD.findall(fold(text)))


@lru_cache(8192)
def fold(text: str) -> str:
    """Return a text without case, accents and kinds of quotes.

    Parameters
    ----------
    text : str
        A name or a word.
    """
    return fold_letters(text.replace("’", "'"))


def is_acronym(text: str) -> bool:
    """Tell whether a name is written in capitals alone and short: US, ROC, ECS.

    Parameters
    ----------
    text : str
        A name.
    """
    letters = [one for one in text if one.isalpha()]
    return (
        0 < len(letters) <= LONGEST_ACRONYM
        and all(one.isupper() for one in letters)
        and is_latin(text)
    )


def is_latin(text: str) -> bool:
    """Tell whether a text has no Japanese or Chinese character.

    Parameters
    ----------
    text : str
        A name.
    """
    return not any(is_cjk(one) for one in text)


def is_cjk(one: str) -> bool:
    """Tell whether a character is kana or a Chinese character.

    Parameters
    ----------
    one : str
        A single character.
    """
    return "\u3040" <= one <= "\u30ff" or "\u3400" <= one <= "\u9fff" or one in "々〆ヶ"
