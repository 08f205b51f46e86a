"""The closed lists of words, and the forms of sentences, beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


def read_words(name: str) -> frozenset[str]:
    """Return a list of words as a set.

    Parameters
    ----------
    name : str
        Of the list in ``lexicon.toml``.
    """
    return frozenset(list_words(name))


def list_words(name: str) -> list[str]:
    """Return a list of words in its order.

    Parameters
    ----------
    name : str
        Of the list in ``lexicon.toml``.
    """
    words: str = read_table("lexicon")[name]
    return words.split()


def list_phrases(name: str) -> tuple[str, ...]:
    """Return a list of phrases, which may hold blanks, or of words, in its order.

    Parameters
    ----------
    name : str
        Of the list in ``lexicon.toml``.
    """
    held = read_table("lexicon")[name]
    return tuple(held.split() if isinstance(held, str) else held)


def join_phrases(*names: str) -> str:
    """Return what matches any phrase of these lists, as a regular expression: longest first.

    Parameters
    ----------
    *names : str
        Of lists in ``lexicon.toml``.
    """
    phrases = {one for name in names for one in list_phrases(name)}
    return "|".join(re.escape(one) for one in sorted(phrases, key=lambda one: (-len(one), one)))


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """Return a table beside this module.

    Parameters
    ----------
    name : str
        Of the file, without its ending.
    """
    file = resources.files("geoposture") / "articles" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
