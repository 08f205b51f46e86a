"""Features and figures as bytes: GeoJSON and tables, what GDAL writes, and our own page's forms.

A format is a row of ``FORMATS`` in a module of this package, by the ending of its files. It is
found there: downloads, hashes, export and the API's description follow.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from geoposture.catalog import Layer
from geoposture.errors import CannotWrite
from geoposture.formats.format import Format
from geoposture.model import Stored


def _find_formats() -> dict[str, Format]:
    found: dict[str, tuple[str, Format]] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for ending, one in getattr(import_module(module.name), "FORMATS", {}).items():
            if ending in found:
                raise ImportError(f"{module.name}: {found[ending][0]} writes .{ending} already")
            found[ending] = (module.name, one)
    return {ending: one for ending, (_, one) in found.items()}


FORMATS: Mapping[str, Format] = dict(sorted(_find_formats().items(), key=lambda row: row[1].place))
"""By the ending of a file, in the order in which pages offer them."""


WHOLE = "geojson"
"""The format whose files are written feature by feature, however many there are."""


def list_formats(layer: Layer | Stored) -> Mapping[str, Format]:
    """Return the formats that a layer is offered in: one that is not held, in one alone.

    Parameters
    ----------
    layer : Layer or Stored
        What is offered.
    """
    return FORMATS if isinstance(layer, Layer) else {WHOLE: FORMATS[WHOLE]}


def write_layer(layer: Layer, ending: str) -> bytes:
    """Return a layer as a file of one format.

    Parameters
    ----------
    layer : Layer
        What is written.
    ending : str
        Of `FORMATS`.

    Raises
    ------
    CannotWrite
        If the format cannot hold it; the others can all the same.
    """
    try:
        return FORMATS[ending].write(layer)
    except Exception as error:
        told = f"{type(error).__name__}: {str(error)[:200]}"
        raise CannotWrite(f"{layer.id}.{ending}: this format cannot hold it ({told})") from error
