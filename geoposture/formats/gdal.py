"""Layers → files that geographic information systems read. The only module that knows GDAL.

GeoPackage, FlatGeobuf and KML are written by GDAL through pyogrio: flat columns, ``id``
first, lists joined by "; ", the same bytes at every call.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geoposture.catalog import Layer
from geoposture.formats.format import Format
from geoposture.formats.tables import ID, join_list, name_columns
from geoposture.model import Feature

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FLATGEOBUF = "application/vnd.flatgeobuf"
GEOPACKAGE = "application/geopackage+sqlite3"
KML = "application/vnd.google-earth.kml+xml"
NO_DATE = "1970-01-01"
GEOMETRY = ("geometry", "geom", "fid")
"""Columns that the drivers make themselves."""
KML_NAMES = (
    "name", "description", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude",
    "visibility", "draworder", "icon", "heading", "tilt", "roll", "model", "scale_x", "scale_y",
    "scale_z", "networklink", "networklink_refreshvisibility", "networklink_flytoview",
    "networklink_refreshmode", "networklink_refreshinterval", "networklink_viewrefreshmode",
    "networklink_viewrefreshtime", "networklink_viewboundscale", "networklink_viewformat",
    "networklink_httpquery", "camera_longitude", "camera_latitude", "camera_altitude",
    "camera_altitudemode", "photooverlay", "leftfov", "rightfov", "bottomfov", "topfov", "near",
    "photooverlay_shape", "imagepyramid_tilesize", "imagepyramid_maxwidth",
    "imagepyramid_maxheight", "imagepyramid_gridorigin", "ogr_style",
)  # fmt: skip
"""Columns that the driver makes elements of: a picture or a page that is loaded, a view."""
PLACED = frozenset({"name"})
"""What a placemark has an element for that says the same."""
KML_UNWRITABLE = "<>&\"'"
"""The driver writes names as they are, in quotes."""
LARGEST_INTEGER = 2**63
_writing = threading.Lock()
"""The date of a file is a setting of all of GDAL."""


def write_flatgeobuf(layer: Layer) -> bytes:
    """Return a layer as FlatGeobuf, in the order of the layer, features without geometry too.

    Parameters
    ----------
    layer : Layer
        What is written.
    """
    options = {
        "SPATIAL_INDEX": "NO",
        "TITLE": layer.info.title["en"],
        "DESCRIPTION": _describe(layer),
    }
    return _write_file(
        layer, _frame(layer), driver="FlatGeobuf", suffix=".fgb", layer_options=options
    )


def write_geopackage(layer: Layer) -> bytes:
    """Return a layer as GeoPackage, with title, description and licence in its metadata.

    Parameters
    ----------
    layer : Layer
        What is written.
    """
    info = layer.info
    options = {"IDENTIFIER": info.title["en"], "DESCRIPTION": _describe(layer)}
    return _write_file(layer, _frame(layer), driver="GPKG", suffix=".gpkg", layer_options=options)


def write_kml(layer: Layer) -> bytes:
    """Return a layer as KML: English name, a description in both languages, all columns.

    Parameters
    ----------
    layer : Layer
        What is written.
    """
    frame = _frame(layer, _name_in_kml, _keep_in_section)
    names = [_name_feature(one) for one in layer.features]
    described = [_describe_feature(one["properties"]) for one in layer.features]
    frame.insert(0, "Name", [_keep_in_section(one) for one in names])
    frame.insert(1, "description", [_keep_as_text(one) for one in described])
    options = {"NAME": layer.info.title["en"], "DESCRIPTION": _describe(layer)}
    options = {key: _keep_as_text(text) for key, text in options.items()}
    return _write_file(layer, frame, driver="LIBKML", suffix=".kml", layer_options=options)


def _keep_in_section(value: Any) -> Any:
    """Part what would end the CDATA section that the driver writes a text into."""
    return value.replace("]]>", "]] >") if isinstance(value, str) else value


def _keep_as_text(text: str) -> str:
    """Write out what opens an element: readers of KML show descriptions as HTML."""
    return str(_keep_in_section(text)).replace("<", "&lt;")


def _name_columns(layer: Layer) -> dict[str, str]:
    return name_columns(layer, GEOMETRY)


def _name_in_kml(layer: Layer) -> dict[str, str]:
    return name_columns(layer, (*GEOMETRY, *KML_NAMES), unwritable=KML_UNWRITABLE)


def _frame(
    layer: Layer,
    name: Callable[[Layer], Mapping[str, str]] = _name_columns,
    keep: Callable[[Any], Any] = lambda value: value,
) -> GeoDataFrame:
    import geopandas  # noqa: PLC0415 - a second of import that only these formats need

    columns: dict[str, Any] = {ID: [one["id"] for one in layer.features]}
    for own, column in name(layer).items():
        values = [keep(join_list(one["properties"].get(own))) for one in layer.features]
        columns[column] = _as_one_type(values)
    geometries = _as_one_kind(layer.geometries)
    frame = geopandas.GeoDataFrame(columns, geometry=geometries, crs="EPSG:4326")
    return frame.convert_dtypes()


def _as_one_type(values: list[Any]) -> list[Any]:
    """Return values as texts where a column has several types, or a number that is too large."""
    kinds = {float if isinstance(one, float) else type(one) for one in values if one is not None}
    large = any(isinstance(one, int) and abs(one) >= LARGEST_INTEGER for one in values)
    if not large and (len(kinds) <= 1 or kinds == {int, float}):
        return values
    return [None if one is None else _write(one) for one in values]


def _write(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_one_kind(geometries: np.ndarray) -> np.ndarray:
    """Return polygons as multipolygons where a layer has both; without heights where some lack."""
    if len(set(shapely.has_z(geometries[~shapely.is_missing(geometries)]))) > 1:
        geometries = shapely.force_2d(geometries)
    kinds = {one.geom_type for one in geometries if one is not None}
    if kinds != {"Polygon", "MultiPolygon"}:
        return geometries
    return np.array(
        [
            shapely.MultiPolygon([one]) if one is not None and one.geom_type == "Polygon" else one
            for one in geometries
        ],
        dtype=object,
    )


def _write_file(
    layer: Layer, frame: GeoDataFrame, *, driver: str, suffix: str, layer_options: Mapping[str, str]
) -> bytes:
    import pyogrio  # noqa: PLC0415

    # Else the driver writes the time of the call into the file.
    date = f"{layer.info.date or NO_DATE}T00:00:00.000Z"
    with _writing, tempfile.TemporaryDirectory() as folder:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
        file = Path(folder) / f"{layer.id}{suffix}"
        pyogrio.write_dataframe(
            frame, file, layer=layer.id, driver=driver, layer_options=dict(layer_options)
        )
        return file.read_bytes()


def _describe(layer: Layer) -> str:
    info = layer.info
    parts = [info.description["en"], f"Licence: {info.licence}." if info.licence else ""]
    parts += [info.attribution["en"]] if info.attribution else []
    parts += [f"Method: {info.method['en']}"] if info.method else []
    parts += [f"Sources: {', '.join(info.sources)}."] if info.sources else []
    return " ".join([*(part for part in parts if part), f"Version {layer.sha256[:16]}."])


def _name_feature(feature: Feature) -> str:
    properties = feature["properties"]
    names = (properties.get(key) for key in ("name_en", "name", "name_ja"))
    return next((one for one in names if one and isinstance(one, str)), feature["id"])


def _describe_feature(properties: Mapping[str, Any]) -> str:
    shown = ("name_ja", "role", "kinds", "note")
    texts = (join_list(properties.get(name)) for name in shown)
    return "\n".join(str(text) for text in texts if text)


FORMATS = {
    "gpkg": Format("GeoPackage", GEOPACKAGE, write_geopackage, place=3, name=_name_columns),
    "kml": Format("KML", KML, write_kml, place=4, name=_name_in_kml, own=PLACED),
    "fgb": Format("FlatGeobuf", FLATGEOBUF, write_flatgeobuf, place=5, name=_name_columns),
}
"""What pages offer of this module, by the ending of the file."""
