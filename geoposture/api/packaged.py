"""The layers that are asked where none are named: those of the package, read once."""

from __future__ import annotations

from functools import cache
from typing import Any

from geoposture.catalog import Catalog, load_layers
from geoposture.errors import BadRequest


def choose_catalog(layers: Any) -> Catalog:
    """Return the catalogue that was named, that of the package where none was.

    Parameters
    ----------
    layers : Catalog or None
        What somebody passed as `layers`.

    Raises
    ------
    BadRequest
        If it is no catalogue.
    """
    if layers is None:
        return read_packaged()
    if isinstance(layers, Catalog):
        return layers
    raise BadRequest(
        f"layers is a catalogue, as load_layers(path) reads one; got {type(layers).__name__}",
        parameter="layers",
    )


@cache
def read_packaged() -> Catalog:
    """Return the layers of the package."""
    return load_layers()
