"""Features and figures as bytes: GeoJSON and tables, what GDAL writes, and our own page's forms.

A format is one row of `FORMATS`: downloads, hashes, export and the API's description follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geoposture.catalog import Layer
from geoposture.errors import CannotWrite
from geoposture.formats import gdal, geojson, tables


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of whole layers: how it is called, its media type, and what writes it."""

    label: str
    media_type: str
    write: Callable[[Layer], bytes]


FORMATS: Mapping[str, Format] = {
    "geojson": Format("GeoJSON", geojson.GEOJSON, geojson.encode_layer),
    "csv": Format("CSV", tables.CSV, tables.encode_csv),
    "gpkg": Format("GeoPackage", gdal.GEOPACKAGE, gdal.write_geopackage),
    "kml": Format("KML", gdal.KML, gdal.write_kml),
    "fgb": Format("FlatGeobuf", gdal.FLATGEOBUF, gdal.write_flatgeobuf),
}
"""By the ending of a file, in the order in which pages offer them."""


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
