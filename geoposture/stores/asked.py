"""Single features of layers that stay in a database, as references name them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import orjson
from cachetools import LRUCache

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
        key = self.address, layer.id, layer.load, feature_id
        with _lock:
            found = _kept.get(key)
        if found is None:
            data = _open(self.address).read(layer, feature_id)
            found = Layer(layer.info, (orjson.loads(data),) if data else (), layer.sha256)
            with _lock:
                _kept[key] = found
        return found


_kept: LRUCache[tuple[str, str, int, str], Layer] = LRUCache(KEPT)
_lock = threading.Lock()


@cache
def _open(address: str) -> PostgisStore:
    """Return the database of an address; a process that is forked opens a line of its own."""
    return PostgisStore(Line(address))
