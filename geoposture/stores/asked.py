"""Single features of layers that stay in a database, as references name them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import orjson
from cachetools import LRUCache, cached

from geoposture.catalog import Layer
from geoposture.model import Stored
from geoposture.stores.line import Line
from geoposture.stores.postgis import PostgisStore

KEPT = 256
"""Features that a process keeps: a page names the same ones many times."""


@dataclass(frozen=True, slots=True)
class AskedFeatures:
    """What gives them: it travels to another process, which opens a line of its own.

    Attributes
    ----------
    address : str
        ``postgresql://…``.
    """

    address: str

    def read(self, layer: Stored, feature_id: str) -> Layer:
        """Return a layer with one feature alone, and with none where there is none of this id.

        Parameters
        ----------
        layer : Stored
            As it is known.
        feature_id : str
            Within it.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        return _read(self.address, layer, feature_id)

    def rest(self) -> None:
        """Close the line that features were asked on; whoever asks next opens it."""
        _open(self.address).rest()


@cached(
    LRUCache(KEPT),
    key=lambda address, layer, feature_id: (address, layer.id, layer.load, feature_id),
    lock=threading.Lock(),
)
def _read(address: str, layer: Stored, feature_id: str) -> Layer:
    data = _open(address).read(layer, feature_id)
    return Layer(layer.info, (orjson.loads(data),) if data else (), layer.sha256)


@cache
def _open(address: str) -> PostgisStore:
    """Return the database of an address; a process that is forked opens a line of its own."""
    return PostgisStore(Line(address))
