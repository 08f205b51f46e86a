"""geoposture: public information on force posture, as a map service.

>>> import geoposture as gp
>>> round(gp.distance("us_bases/kadena-ab", "places/taipei").distance_km)
643
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
"""As type checkers know it: `typing` takes ten times as long as all else that is read here."""
if TYPE_CHECKING:
    from typing import Any

_HOMES = {
    "GeopostureError": "geoposture.errors",
    "load_layers": "geoposture.catalog",
    "read_layer": "geoposture.catalog",
    "distance": "geoposture.api",
    "distances": "geoposture.api",
    "nearest": "geoposture.api",
    "ring": "geoposture.api",
    "coverage": "geoposture.api",
    "annotate": "geoposture.api",
    "explore": "geoposture.api",
    "claims": "geoposture.api",
    "search": "geoposture.api",
    "systems": "geoposture.api",
    "create_app": "geoposture.service",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605 - the table above is the list of names


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the package itself imports nothing heavy."""
    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("geoposture")
    if name not in _HOMES:
        raise AttributeError(f"module 'geoposture' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
