"""Which features of a layer have a value, told without going through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from geoposture.catalog.loading import Layer
from geoposture.catalog.memo import keep

MOST_INDEXED = 16
"""Properties of a layer whose index is kept: those asked last."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The values of one property, as texts, and which features have them.

    Attributes
    ----------
    codes : mapping of str to int
        A number for each text.
    starts : np.ndarray
        Where the features of each text begin in `rows`, and the end; shape (texts + 1,).
    rows : np.ndarray
        Positions of features, text by text, each in the order of the layer.
    """

    codes: Mapping[str, int]
    starts: np.ndarray
    rows: np.ndarray

    def find(self, values: Iterable[str]) -> np.ndarray:
        """Return the positions of the features that have one of these values, in any order.

        Parameters
        ----------
        values : iterable of str
            As `list_texts` writes them; a position comes once for each that its feature has.
        """
        codes = [self.codes[one] for one in values if one in self.codes]
        parts = [self.rows[self.starts[one] : self.starts[one + 1]] for one in codes]
        return np.concatenate(parts) if parts else np.empty(0, dtype=int)


@keep(MOST_INDEXED)
def index_terms(layer: Layer, name: str) -> Terms:
    """Return what features of a layer have which value of a property.

    Parameters
    ----------
    layer : Layer
        What is asked.
    name : str
        The property.
    """
    texts = [list_texts(one["properties"].get(name)) for one in layer.features]
    owners = np.repeat(np.arange(len(texts)), [len(one) for one in texts])
    codes: dict[str, int] = {}
    numbers = [codes.setdefault(one, len(codes)) for one in chain.from_iterable(texts)]
    found = np.array(numbers, dtype=int)
    order = np.argsort(found, kind="stable")
    starts = np.searchsorted(found[order], np.arange(len(codes) + 1))
    return Terms(codes, starts, owners[order])


def list_texts(value: Any) -> set[str]:
    """Return what a value is asked for by: a list by each of its members, nothing by nothing.

    Parameters
    ----------
    value : object
        Of a property.
    """
    if value is None:
        return set()
    if isinstance(value, list):
        return {text for one in value for text in list_texts(one)}
    if isinstance(value, bool):
        return {"true" if value else "false"}
    if isinstance(value, float) and value.is_integer():
        return {str(int(value)), str(value)}
    return {str(value)}
