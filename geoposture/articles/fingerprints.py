"""A text by its hashes: found again in a page that holds it, without its words being kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geoposture.articles.normal import normalize

HEAD = 32
"""Code points that are looked for first: hashing a whole article at each place takes long."""
KEPT = 4


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of a normalised text.

    Attributes
    ----------
    sha256 : str
        Of all of it.
    length : int
        Its code points.
    head_sha256 : str
        Of its first 32 code points.
    """

    sha256: str
    length: int
    head_sha256: str


def flatten(text: str) -> str:
    """Return a text as it is hashed and compared: in the form it is matched in, on one line.

    Parameters
    ----------
    text : str
        As it was read: a file, or what a page shows.
    """
    return " ".join(normalize(text).value.split())


@lru_cache(KEPT)
def take_fingerprint(text: str) -> Fingerprint:
    """Return the hashes of a text.

    Parameters
    ----------
    text : str
        As it was read.
    """
    value = flatten(text)
    return Fingerprint(_hash(value), len(value), _hash(value[:HEAD]))


def read_fingerprint(source: Mapping[str, Any]) -> Fingerprint | None:
    """Return what the member ``source`` of an annotation keeps of its text.

    None where it has the hash of a file alone, as the first annotations have.

    Parameters
    ----------
    source : mapping
        Member of an annotation.
    """
    if source.get("length") is None or source.get("head_sha256") is None:
        return None
    return Fingerprint(source["sha256"], source["length"], source["head_sha256"])


@lru_cache(KEPT)
def holds(page: str, wanted: Fingerprint) -> bool:
    """Tell whether a page holds a text, wherever in the page it begins.

    Parameters
    ----------
    page : str
        All that is shown, or the text itself.
    wanted : Fingerprint
        Of the text.
    """
    value, head = flatten(page), min(HEAD, wanted.length)
    return any(
        _hash(value[at : at + head]) == wanted.head_sha256
        and _hash(value[at : at + wanted.length]) == wanted.sha256
        for at in range(len(value) - wanted.length + 1)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
