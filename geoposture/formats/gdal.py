"""Layers → files that geographic information systems read. The only module that knows GDAL.

GeoPackage, FlatGeobuf and KML are written by GDAL through pyogrio: flat columns, ``id``
first, lists joined by "; ", the same bytes at every call.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geoposture.catalog import Layer
from geoposture.formats.tables import flat_columns, join_list

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FLATGEOBUF = "application/vnd.flatgeobuf"
GEOPACKAGE = "application/geopackage+sqlite3"
KML = "application/vnd.google-earth.kml+xml"
NO_DATE = "1970-01-01"


def write_flatgeobuf(layer: Layer) -> bytes:
    """Return a layer as FlatGeobuf, in the order of the layer, features without geometry too."""
    options = {
        "SPATIAL_INDEX": "NO",
        "TITLE": layer.info.title["en"],
        "DESCRIPTION": _describe(layer),
    }
    return _write(layer, _frame(layer), driver="FlatGeobuf", suffix=".fgb", layer_options=options)


def write_geopackage(layer: Layer) -> bytes:
    """Return a layer as GeoPackage, with title, description and licence in its metadata."""
    info = layer.info
    options = {"IDENTIFIER": info.title["en"], "DESCRIPTION": _describe(layer)}
    return _write(layer, _frame(layer), driver="GPKG", suffix=".gpkg", layer_options=options)


def write_kml(layer: Layer) -> bytes:
    """Return a layer as KML: English name, a description in both languages, all columns."""
    frame = _frame(layer)
    names = [one["properties"].get("name_en") or one["id"] for one in layer.features]
    frame.insert(0, "Name", names)
    frame.insert(1, "description", [_describe_feature(one["properties"]) for one in layer.features])
    options = {"NAME": layer.info.title["en"], "DESCRIPTION": _describe(layer)}
    return _write(layer, frame, driver="LIBKML", suffix=".kml", layer_options=options)


def _frame(layer: Layer) -> GeoDataFrame:
    import geopandas  # noqa: PLC0415 - a second of import that only these formats need

    names = flat_columns(layer)
    columns: dict[str, Any] = {"id": [one["id"] for one in layer.features]}
    for name in names:
        columns[name] = [join_list(one["properties"].get(name)) for one in layer.features]
    frame = geopandas.GeoDataFrame(
        columns, geometry=_as_one_kind(layer.geometries), crs="EPSG:4326"
    )
    return frame.convert_dtypes()


def _as_one_kind(geometries: np.ndarray) -> np.ndarray:
    """Return polygons as multipolygons where a layer has both."""
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


def _write(
    layer: Layer, frame: GeoDataFrame, *, driver: str, suffix: str, layer_options: Mapping[str, str]
) -> bytes:
    import pyogrio  # noqa: PLC0415

    # Else the driver writes the time of the call into the file.
    date = f"{layer.info.date or NO_DATE}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
    with tempfile.TemporaryDirectory() as folder:
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


def _describe_feature(properties: Mapping[str, Any]) -> str:
    shown = ("name_ja", "role", "kinds", "note")
    texts = (join_list(properties.get(name)) for name in shown)
    return "\n".join(str(text) for text in texts if text)
