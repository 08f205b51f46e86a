"""The closed lists of words beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


def read_words(name: str) -> frozenset[str]:
    """Return a list of words as a set."""
    return frozenset(list_words(name))


def list_words(name: str) -> list[str]:
    """Return a list of words in its order."""
    return _read()[name].split()


@cache
def _read() -> Mapping[str, str]:
    file = resources.files("geoposture") / "articles" / "vocabulary.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
