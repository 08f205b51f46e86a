"""Files that hold geometries → rows with geometries and their reference system."""

from __future__ import annotations

import lzma
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import orjson
import shapely

from geoposture.errors import BadData
from geoposture.importing.drivers import read_vectors
from geoposture.importing.process import RAW_ENCODING
from geoposture.importing.tables import NAMES, Table, decode, make_table
from geoposture.limits import LIMITS

LARGEST_BYTES = LIMITS.largest_import
DRIVERS: Mapping[str, str] = {
    ".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile", ".kml": "LIBKML",
    ".gpx": "GPX", ".osm": "OSM", ".pbf": "OSM",
}  # fmt: skip
SHEETS: Mapping[str, str] = {".xlsx": "XLSX", ".ods": "ODS"}
PACKED = {".zip": ".shp", ".kmz": ".kml"}
"""What an archive is read for."""
SIDES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
ALWAYS_WGS84 = frozenset({"LIBKML", "GPX", "OSM"})
"""Formats whose standard has no other reference system."""
JOINED = frozenset({"LIBKML", "GPX", "OSM"})
"""Formats whose layers are the folders or kinds of one set."""
DERIVED = frozenset({"track_points", "route_points"})
"""Layers of GPX that hold the corners of others."""
OPTIONS = {"LIBKML_READ_MULTI": "YES", "OSM_USE_CUSTOM_INDEXING": "NO"}
KML_MADE = frozenset(
    {"altitudemode", "tessellate", "extrude", "visibility", "draworder", "begin", "end"}
)
"""Columns that the driver gives every placemark: how it is drawn."""
MOST_IN_ARCHIVE = 1000
UNPACKABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError,
)  # fmt: skip
"""What unpacking a spoilt archive raises."""
UTF8_SIDES = re.compile(r"(?i)utf-?8")


@dataclass(slots=True)
class Rows:
    """What a file holds.

    Attributes
    ----------
    columns : tuple of str
    rows : list of dict
        Values by column.
    geometries : ndarray of shapely.Geometry or None
        One a row, easting first; None where a row has none.
    crs : str or None
        As the file names it; None where it names none.
    said : list of str
        What was decided as it was read.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    geometries: np.ndarray
    crs: str | None
    said: list[str] = field(default_factory=list)


def read_rows(file: Path, *, layer: str | None, encoding: str | None) -> Rows:
    """Return the rows of a file that holds geometries.

    Parameters
    ----------
    file : Path
        A regular file with an ending of `DRIVERS` or `PACKED`.
    layer : str or None
        Of a file with several, which.
    encoding : str or None
        Of its texts; None finds it.

    Raises
    ------
    BadData
        If it cannot be read, or has several layers and none is named.
    """
    with tempfile.TemporaryDirectory() as folder:
        inner = _lay_out(file, Path(folder))
        driver = DRIVERS[inner.suffix]
        answer = read_vectors(
            inner, driver, name=file.name, layer=_know(layer, driver), options=OPTIONS
        )
        read = [one for one in answer["read"] if one["name"] not in DERIVED]
        _want_one(file, driver, read, "layers")
        sides = inner.with_suffix(".cpg")
        declared = sides.read_text("ascii", "replace") if sides.exists() else ""
    if not read:
        raise BadData(f"{file.name}: has no feature" + (f" in “{layer}”" if layer else ""))
    if encoding is None and UTF8_SIDES.search(declared):
        encoding = "utf-8"
    return _join(file, driver, read, encoding)


def read_sheet(file: Path, *, layer: str | None) -> Table:
    """Return the table that a file of a spreadsheet holds.

    Parameters
    ----------
    file : Path
        A regular file with an ending of `SHEETS`.
    layer : str or None
        Of several sheets, which.

    Raises
    ------
    BadData
        If it cannot be read, or several sheets have rows and none is named.
    """
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / f"file{file.suffix.lower()}"
        shutil.copyfile(file, inner)
        driver = SHEETS[inner.suffix]
        options = {f"OGR_{driver}_HEADERS": "DISABLE", f"OGR_{driver}_FIELD_TYPES": "STRING"}
        answer = read_vectors(inner, driver, name=file.name, layer=layer, options=options)
    _want_one(file, driver, answer["read"], "sheets")
    if not answer["read"]:
        raise BadData(f"{file.name}: is empty; a heading and rows are wanted")
    sheet = answer["read"][0]
    rows = zip(*sheet["cells"], strict=True)
    lines = [
        (number, [_recode(str(cell), "utf-8") if cell is not None else "" for cell in row])
        for number, row in enumerate(rows, start=1)
    ]
    return make_table(lines, file.name, [])


def read_geojson(data: bytes, name: str) -> Rows:
    """Return the features of GeoJSON, with the reference system of the older standard.

    Parameters
    ----------
    data : bytes
        Of the file.
    name : str
        Of the file, for errors.

    Raises
    ------
    BadData
        If it is no GeoJSON.
    """
    text, taken = decode(data, name, None)
    try:
        document = orjson.loads(text)
        features = _list_features(document)
        shapes = [None if one.get("geometry") is None else _shape(one["geometry"])
                  for one in features]  # fmt: skip
        rows = [_row(one) for one in features]
        crs = _read_member(document)
    except (orjson.JSONDecodeError, TypeError, AttributeError, KeyError, ValueError) as error:
        raise BadData(f"{name}: is no GeoJSON: {str(error)[:200]}") from error
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    said = [] if taken.startswith("utf-8") else [f"read as {NAMES.get(taken, taken)}"]
    return Rows(columns, rows, _as_array(shapes), crs, said)


def _row(feature: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(feature.get("properties") or {})
    return {"id": feature["id"], **row} if feature.get("id") is not None else row


def _list_features(document: Any) -> Sequence[Mapping[str, Any]]:
    kind = document.get("type")
    if kind == "FeatureCollection":
        return list(document["features"])
    if kind == "Feature":
        return [document]
    return [{"type": "Feature", "geometry": document, "properties": {}}]


def _shape(geometry: Any) -> shapely.Geometry | None:
    try:
        return shapely.from_geojson(orjson.dumps(geometry))
    except shapely.GEOSException as error:
        raise ValueError(f"a geometry is none ({str(geometry)[:60]})") from error


def _read_member(document: Any) -> str:
    """Return the reference system that a file of 2008's standard names; the newer has one only."""
    member = document.get("crs")
    named = member.get("properties", {}).get("name") if isinstance(member, dict) else None
    return str(named) if named else "OGC:CRS84"


def _lay_out(file: Path, folder: Path) -> Path:
    """Lay a file, and what belongs to it, into a folder under plain names."""
    ending = file.suffix.lower()
    if ending in PACKED:
        return _unpack(file, folder, PACKED[ending])
    inner = folder / f"file{ending}"
    shutil.copyfile(file, inner)
    if ending == ".shp":
        beside = {one.suffix.lower(): one for one in file.parent.glob(f"{_escape(file.stem)}.*")}
        for side in SIDES[1:]:
            if side in beside and beside[side].is_file():
                shutil.copyfile(beside[side], inner.with_suffix(side))
        _want_sides(file.name, inner)
    return inner


def _escape(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _unpack(file: Path, folder: Path, wanted: str) -> Path:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [one for one in archive.infolist()[:MOST_IN_ARCHIVE] if not one.is_dir()]
            mains = [one for one in members if _ending(one) == wanted and _is_shown(one)]
            if len(mains) != 1:
                found = ", ".join(one.filename for one in mains)[:200] or "none"
                raise BadData(f"{file.name}: one {wanted} in it is wanted; it has {found}")
            stem = PurePosixPath(mains[0].filename).with_suffix("")
            own = {
                _ending(one): one for one in members
                if PurePosixPath(one.filename).with_suffix("") == stem
            }  # fmt: skip
            room = LARGEST_BYTES
            for ending in SIDES if wanted == ".shp" else (wanted,):
                if ending in own:
                    room = _take(archive, own[ending], folder / f"file{ending}", room, file.name)
    except UNPACKABLE as error:
        raise BadData(f"{file.name}: cannot be unpacked: {error}") from error
    inner = folder / f"file{wanted}"
    if wanted == ".shp":
        _want_sides(file.name, inner)
    return inner


def _take(archive: zipfile.ZipFile, one: zipfile.ZipInfo, to: Path, room: int, name: str) -> int:
    """Unpack a member; return what room is left: what it says of its size need not be so."""
    with archive.open(one) as packed, to.open("wb") as out:
        while piece := packed.read(1 << 20):
            room -= len(piece)
            if room < 0:
                raise BadData(
                    f"{name}: unpacks to more than {LARGEST_BYTES:,} bytes "
                    "(GEOPOSTURE_LARGEST_IMPORT)"
                )
            out.write(piece)
    return room


def _ending(one: zipfile.ZipInfo) -> str:
    return PurePosixPath(one.filename).suffix.lower()


def _is_shown(one: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(one.filename).parts
    return parts[0] != "__MACOSX" and not parts[-1].startswith(".")


def _want_sides(name: str, inner: Path) -> None:
    lacking = [one for one in (".shx", ".dbf") if not inner.with_suffix(one).exists()]
    if lacking:
        raise BadData(
            f"{name}: a shapefile is several files; {' and '.join(lacking)} of the same name "
            "must lie beside it"
        )


def _know(layer: str | None, driver: str) -> str | None:
    """Shapefiles have one layer, which is called as the file is: ours, by then."""
    return None if driver == "ESRI Shapefile" else layer


def _want_one(file: Path, driver: str, read: Sequence[Mapping[str, Any]], what: str) -> None:
    if len(read) > 1 and driver not in JOINED:
        names = ", ".join(_recode(one["name"], "utf-8") for one in read)
        raise BadData(f"{file.name}: has several {what}; name one with --layer: {names[:300]}")


def _join(file: Path, driver: str, read: Sequence[Mapping[str, Any]], encoding: str | None) -> Rows:
    taken = encoding or _find_encoding(file.name, read)
    columns: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    said = [f"texts read as {NAMES.get(taken, taken)}"] if taken != "utf-8" else []
    for one in read:
        names = [_recode(name, taken) for name in one["columns"]]
        columns |= dict.fromkeys(names)
        cells = [[_recode(cell, taken) for cell in own] for own in one["cells"]]
        made = [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]
        made = made or [{} for _ in one["shapes"]]
        if len(read) > 1:
            columns["part"] = None
            made = [{**row, "part": _recode(one["name"], taken)} for row in made]
        rows += made
        shapes += [None if wkb is None else _read_wkb(wkb) for wkb in one["shapes"]]
        said += [_recode(text, "utf-8") for text in one["left_out"]]
    crs = "OGC:CRS84" if driver in ALWAYS_WGS84 else read[0]["crs"]
    drawing = KML_MADE if driver == "LIBKML" else frozenset()
    kept, told = _drop_empty([one for one in columns if one.lower() not in drawing], rows)
    rows = [{one: row.get(one) for one in kept} for row in rows]
    return Rows(kept, rows, _as_array(shapes), crs, said + told)


def _drop_empty(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the columns that hold something, and a line that names the others."""
    kept = tuple(one for one in columns if any(row.get(one) not in (None, "") for row in rows))
    empty = [one for one in columns if one not in kept]
    return kept, [f"columns without a value: {', '.join(empty)[:300]}"] if empty else []


def _read_wkb(text: str) -> Any:
    """Return a geometry; arcs, which GEOS does not know, are none."""
    return shapely.from_wkb(text, on_invalid="ignore")


def _find_encoding(name: str, read: Sequence[Mapping[str, Any]]) -> str:
    texts = {cell for one in read for own in one["cells"] for cell in own if isinstance(cell, str)}
    texts |= {column for one in read for column in one["columns"]}
    joined = "\n".join(sorted(texts)).encode(RAW_ENCODING, "replace")
    return decode(joined.replace(b"\0", b" "), name, None)[1]


def _recode(value: Any, encoding: str) -> Any:
    """Return a text in its own encoding: it comes as bytes, a character each."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        return value.encode(RAW_ENCODING).decode(encoding)
    except (UnicodeEncodeError, UnicodeDecodeError, LookupError) as error:
        raise BadData(f"texts cannot be read as {encoding[:40]}: {error}") from error


def _as_array(shapes: Sequence[Any]) -> np.ndarray:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
