"""Prepared geometries, each thread its own.

GEOS builds the index of a prepared geometry at the first question, without a lock: two threads
that ask one such geometry at once end the process (seen with GEOS 3.14 in `contains_xy`,
`intersects` and `intersects_xy`; 8 threads, 3 of 3 runs). A copy costs less than a lock that
keeps the others waiting.
"""

from __future__ import annotations

import threading
from typing import Any

import shapely
from cachetools import LRUCache

KEPT = 16
"""Copies that a thread keeps: the areas of a few questions."""

_own = threading.local()


def prepare_own(geometry: Any) -> Any:
    """Return a prepared copy of a geometry that no other thread has.

    Parameters
    ----------
    geometry : shapely geometry
        It stays as it is, so that it can be shared.
    """
    if not hasattr(_own, "copies"):
        _own.copies = LRUCache(KEPT)
    # The original is kept beside its copy: while it lives, nothing else has its id.
    original, copy = _own.copies.get(id(geometry), (None, None))
    if original is not geometry:
        copy = shapely.from_wkb(shapely.to_wkb(geometry))
        shapely.prepare(copy)
        _own.copies[id(geometry)] = geometry, copy
    return copy
