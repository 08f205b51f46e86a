"""From a file to a layer: its GeoJSON, what is said of it, and a sheet of what has no place."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from geoposture.catalog import Catalog, check_file
from geoposture.catalog.validation import ID_PATTERN, check_collection
from geoposture.catalog.validation import LARGEST_BYTES as LARGEST_LAYER
from geoposture.errors import BadData, BadRequest, escape_controls
from geoposture.formats.geojson import geometry_dict
from geoposture.formats.tables import encode_table
from geoposture.geodesy.antimeridian import fold
from geoposture.geodesy.datums import WGS84, Shift, move_to_wgs84, read_system
from geoposture.importing.angles import is_length
from geoposture.importing.columns import (
    Places,
    find_id,
    find_name,
    find_places,
    look_exchanged,
    place_row,
)
from geoposture.importing.naming import NAMES, choose_ids, find_own_name, read_own
from geoposture.importing.resolving import Resolver
from geoposture.importing.tables import Table, read_text_table
from geoposture.importing.vectors import (
    DRIVERS,
    LARGEST_BYTES,
    PACKED,
    SHEETS,
    Rows,
    read_geojson,
    read_rows,
    read_sheet,
)

TEXTS = (".csv", ".tsv", ".txt")
GEOJSON = (".geojson", ".json")
PARQUET = (".parquet", ".geoparquet")
DATUM_WORDS = re.compile(r"(?i)^(?:測地系|座標系|datum|crs|srs|srid|epsg|geodetic[ _]?datum)$")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
DECIMALS = 7
"""Of degrees: a centimetre, finer than any source."""
SAID_M = 1.0
"""An accuracy that is coarser stands in each feature."""
UNPLACED = "-unplaced.csv"
SEVERAL: Mapping[str, Callable[[list[Any]], Any]] = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person says of a file; None where it is found.

    Attributes
    ----------
    id : str or None
        Of the layer.
    name_column, lat, lon : str or None
        Headings.
    crs : str or None
        Reference system of the positions.
    encoding : str or None
        Of the texts.
    layer : str or None
        Of a file with several layers or sheets.
    """

    id: str | None = None
    name_column: str | None = None
    lat: str | None = None
    lon: str | None = None
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None


@dataclass(slots=True)
class Report:
    """What became of a file.

    Attributes
    ----------
    layer : str
        Id of the layer.
    files : dict of str to bytes
        What is to be written, by name; None removes one.
    placed, resolved, unplaced : int
        Rows with a position of their own, with that of a place of the layers, with none.
    kept, new : int
        Features whose id the layer had, and that are new to it.
    gone : tuple of str
        Ids that the layer had and has no more, in its order.
    said : list of str
        What was decided on the way, a line each.
    """

    layer: str
    files: dict[str, bytes | None] = field(default_factory=dict)
    placed: int = 0
    resolved: int = 0
    unplaced: int = 0
    kept: int = 0
    new: int = 0
    gone: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A row on its way."""

    number: int
    properties: dict[str, Any]
    geometry: Any
    why: str = ""


def import_file(
    file: Path,
    folder: Path,
    wishes: Wishes,
    *,
    catalog: Callable[[], Catalog],
    progress: Progress = lambda _: None,
) -> Report:
    """Return the layer that a file makes, and what was decided on the way.

    Parameters
    ----------
    file : Path
        CSV, TSV, XLSX, ODS, GeoJSON, GeoPackage, FlatGeobuf, shapefile (also zipped), KML, KMZ,
        GPX, GeoParquet, OSM.
    folder : Path
        Where the layer is, or will be: what it had keeps its ids.
    wishes : Wishes
        What a person says of it.
    catalog : callable
        Returns the layers that names without a position are looked up in.
    progress : callable
        Is told each step.

    Raises
    ------
    BadData
        If the file cannot be read, or nothing of it has a place.
    BadRequest
        If a wish cannot be met, or one is needed.
    """
    layer_id = _choose_layer_id(file, wishes.id)
    data = _read_bytes(file)
    progress("reading")
    rows, crs, said = _read(file, data, wishes)
    report = Report(layer_id, said=said)
    progress("moving to WGS 84")
    shift = _move(rows, crs, wishes, report)
    progress("resolving names")
    _resolve(rows, catalog, report)
    before = _read_before(folder / f"{layer_id}.geojson")
    progress("giving ids")
    features = _name(rows, before, report)
    progress("checking")
    features, encoded = _check(rows, features, report)
    ids = {one["id"] for one in features}
    held = [one["id"] for one in before]
    report.kept, report.new = len(ids.intersection(held)), len(ids.difference(held))
    report.gone = tuple(one for one in held if one not in ids)
    report.files[f"{layer_id}.geojson"] = encoded
    report.files[f"{layer_id}{UNPLACED}"] = _write_unplaced(rows)
    report.unplaced = sum(one.geometry is None for one in rows)
    report.placed = len(features) - report.resolved
    if (folder / f"{layer_id}.toml").exists():
        report.said.append(f"{layer_id}.toml stays as it is")
    else:
        report.files[f"{layer_id}.toml"] = _write_info(file, data, shift, report)
    return report


def _choose_layer_id(file: Path, given: str | None) -> str:
    plain = re.sub(r"[^a-z0-9._]+", "_", file.name.partition(".")[0].lower()).strip("_.")
    layer_id = given if given is not None else plain
    if not ID_PATTERN.fullmatch(layer_id):
        told = f"“{given[:40]}” is no id of a layer" if given else f"{file.name} gives no id"
        raise BadRequest(
            f"--id: {told}; letters a to z, digits, . _ - and at most 81 characters are",
            parameter="--id",
        )
    return layer_id


def _read_bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise BadData(f"{file}: is no file" if file.exists() else f"{file}: does not exist")
        size = file.stat().st_size
        if size > LARGEST_BYTES:
            raise BadData(
                f"{file.name}: has {size:,} bytes; at most {LARGEST_BYTES:,} are read "
                "(GEOPOSTURE_LARGEST_IMPORT)"
            )
        return file.read_bytes()
    except OSError as error:
        raise BadData(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadData(f"{str(file)[:80]!r}: is no name of a file") from error


def _read(file: Path, data: bytes, wishes: Wishes) -> tuple[list[_Row], str | None, list[str]]:
    """Return the rows, the reference system of their positions, and what was decided."""
    ending = file.suffix.lower()
    if ending in TEXTS:
        return _place_table(read_text_table(data, file.name, wishes.encoding), file.name, wishes)
    if ending in SHEETS:
        return _place_table(read_sheet(file, layer=wishes.layer), file.name, wishes)
    if ending in GEOJSON:
        return _take_rows(read_geojson(data, file.name), file.name, wishes)
    if ending in PARQUET:
        return _take_rows(_read_parquet(file), file.name, wishes)
    if ending in DRIVERS or ending in PACKED:
        found = read_rows(file, layer=wishes.layer, encoding=wishes.encoding)
        return _take_rows(found, file.name, wishes)
    known = sorted({*TEXTS, *SHEETS, *GEOJSON, *PARQUET, *DRIVERS, *PACKED})
    raise BadData(f"{file.name}: no such files are imported; those of {' '.join(known)} are")


def _read_parquet(file: Path) -> Rows:
    from geoposture.formats.frames import read_parquet  # noqa: PLC0415 - a second of import

    columns, rows, geometries, crs = read_parquet(file)
    return Rows(columns, rows, geometries, crs)


def _place_table(
    table: Table, name: str, wishes: Wishes
) -> tuple[list[_Row], str | None, list[str]]:
    system = read_system(wishes.crs or WGS84, parameter="--crs")
    _want_datum(table, name, wishes)
    places = find_places(
        table.columns, lat=wishes.lat, lon=wishes.lon, degrees=system.geographic,
        northing_first=system.northing_first,
    )  # fmt: skip
    said = list(table.said)
    if places is None:
        said.append("no column of positions: names are looked up")
    else:
        if look_exchanged(table.rows, places):
            raise BadRequest(
                f"{name}: “{places.northing}” holds longitudes and “{places.easting}” latitudes; "
                f"say --lat {places.easting} --lon {places.northing}",
                parameter="--lat",
            )
        said.append(_say_places(places))
    filled = [one for one in table.columns if any(row[one] for row in table.rows)]
    column = find_name(filled, wishes.name_column)
    if places is None and column is None:
        raise BadRequest(
            f"{name}: has no column of positions or names that is known; name them with --lat "
            f"and --lon, or --name-column: {', '.join(table.columns)[:300]}",
            parameter="--lat",
        )
    values = _read_numbers(table, places, column)
    rows = []
    for number, texts, own in zip(table.numbers, table.rows, values, strict=True):
        geometry, why = _try_place(texts, places)
        rows.append(_Row(number, _rename(own, column), geometry, why))
    if places and places.degrees and not any(one.geometry for one in rows):
        _want_no_lengths(table, places, name)
    if places and not wishes.crs:
        said.append("no reference system is named: positions are taken as WGS 84; --crs names one")
    return rows, wishes.crs or WGS84, said


def _want_datum(table: Table, name: str, wishes: Wishes) -> None:
    """Refuse a table that names its reference system in a column, until a person has read it."""
    column = next((one for one in table.columns if DATUM_WORDS.match(one.strip())), None)
    values = sorted({row[column] for row in table.rows if row[column]}) if column else []
    if values and not wishes.crs:
        raise BadRequest(
            f"{name}: “{column}” names a reference system ({', '.join(values)[:80]}); "
            "say which it is with --crs, such as EPSG:6668 or EPSG:4301",
            parameter="--crs",
        )


def _want_no_lengths(table: Table, places: Places, name: str) -> None:
    """Refuse a table whose positions are lengths of a plane until its system is named."""
    for row in table.rows:
        held = [row[one] for one in (places.northing, places.easting) if one]
        if held and all(is_length(one) for one in held):
            raise BadRequest(
                f"{name}: positions are no degrees (“{'”, “'.join(held)}”); name their system "
                "with --crs, such as EPSG:32654",
                parameter="--crs",
            )


def _say_places(places: Places) -> str:
    if places.shape:
        return f"positions from “{places.shape}”"
    return f"positions from “{places.northing}” and “{places.easting}”"


def _try_place(texts: Mapping[str, str], places: Places | None) -> tuple[Any, str]:
    try:
        return (place_row(texts, places) if places else None), ""
    except ValueError as error:
        return None, str(error)


def _read_numbers(table: Table, places: Places | None, name: str | None) -> list[dict[str, Any]]:
    """Return the rows with columns as numbers that hold nothing else; codes stay texts."""
    used = places.used if places else frozenset()
    kinds = {
        column: _find_kind([row[column] for row in table.rows])
        for column in table.columns
        if column not in used
    }
    return [
        {
            column: (row[column] if column == name else kind(row[column])) if row[column] else None
            for column, kind in kinds.items()
        }
        for row in table.rows
    ]


def _find_kind(texts: Sequence[str]) -> Callable[[str], Any]:
    filled = [one for one in texts if one]
    if filled and all(WHOLE.fullmatch(one) for one in filled):
        return int
    if filled and all(NUMBER.fullmatch(one) for one in filled):
        return float
    return str


def _take_rows(found: Rows, name: str, wishes: Wishes) -> tuple[list[_Row], str | None, list[str]]:
    for given, option in ((wishes.lat, "--lat"), (wishes.lon, "--lon")):
        if given:
            raise BadRequest(
                f"{option}: {name} has geometries of its own; leave it out", parameter=option
            )
    said = list(found.said)
    if any(one is not None for one in found.geometries):
        if found.crs is None and not wishes.crs:
            raise BadRequest(
                f"{name}: names no reference system; say which its positions are in with --crs",
                parameter="--crs",
            )
        if wishes.crs and found.crs and found.crs != wishes.crs:
            own = read_system(found.crs).name
            said.append(f"--crs instead of what the file names ({own})")
    column = find_name(found.columns, wishes.name_column)
    rows = [
        _Row(number, _rename(row, column), _flatten(geometry))
        for number, (row, geometry) in enumerate(
            zip(found.rows, found.geometries, strict=True), start=1
        )
    ]
    if any(one is not None and one.has_z for one in found.geometries):
        said.append("heights are left out")
    return rows, wishes.crs or found.crs, said


def _flatten(geometry: Any) -> Any:
    return None if geometry is None or geometry.is_empty else shapely.force_2d(geometry)


def _rename(row: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    """Return a row with its name first; what else was called so keeps another name."""
    if name is None or name in NAMES:
        return dict(row)
    value = row.get(name)
    rest = {("name_2" if key == "name" else key): one for key, one in row.items() if key != name}
    return {"name": None if value is None else str(value), **rest}


def _move(rows: list[_Row], crs: str | None, wishes: Wishes, report: Report) -> Shift | None:
    placed = [one for one in rows if one.geometry is not None]
    if not placed or crs is None:
        return None
    shapes = np.empty(len(placed), dtype=object)
    shapes[:] = [one.geometry for one in placed]
    _want_degrees(shapes, crs, wishes)
    moved, shift = move_to_wgs84(shapes, crs)
    for row, geometry in zip(placed, moved, strict=True):
        _put(row, geometry, report)
        if shift.accuracy_m > SAID_M and row.geometry is not None:
            row.properties.setdefault("uncertainty_km", shift.accuracy_m / 1000)
    if shift.operation:
        report.said.append(
            f"from {shift.system} by “{shift.operation}”, "
            f"good to {shift.accuracy_m:g} m after the register"
        )
    elif crs != WGS84:
        report.said.append(f"positions in {shift.system}")
    report.placed = sum(one.geometry is not None for one in rows)
    zero = sum(
        one.geometry is not None and one.geometry.equals(shapely.Point(0, 0)) for one in rows
    )
    if zero:
        report.said.append(f"{zero} at latitude 0, longitude 0: is that where they are?")
    return shift


def _want_degrees(shapes: np.ndarray, crs: str, wishes: Wishes) -> None:
    west, south, east, north = shapely.total_bounds(shapes)
    if not read_system(crs).geographic:
        return
    if south < -90 or north > 90 or west < -360 or east > 360:  # noqa: PLR2004
        told = f"x from {west:.7g} to {east:.7g}, y from {south:.7g} to {north:.7g}"
        how = "another --crs" if wishes.crs else "--crs"
        raise BadRequest(
            f"positions are no degrees ({told}); name their system with {how}", parameter="--crs"
        )


def _put(row: _Row, geometry: Any, report: Report) -> None:
    """Give a row its geometry, cut at 180° where it runs on beyond, turned as GeoJSON wants it."""
    if geometry.geom_type == "GeometryCollection":
        row.geometry, row.why = None, "is a collection of geometries"
        return
    west, _, east, _ = geometry.bounds
    if west < -180 or east > 180:  # noqa: PLR2004
        parts = list(fold(geometry))
        geometry = parts[0] if len(parts) == 1 else SEVERAL[parts[0].geom_type](parts)
        report.said.append(f"row {row.number}: brought home at 180°")
    row.geometry = shapely.orient_polygons(geometry)


def _resolve(rows: list[_Row], catalog: Callable[[], Catalog], report: Report) -> None:
    """Look up the names of rows without a position; what they hold that is none stays told."""
    lacking = [one for one in rows if one.geometry is None and not one.why]
    if not lacking:
        return
    resolver = Resolver(catalog())
    for row in lacking:
        name = find_own_name(row.properties)
        if name is None:
            row.why = "has neither a position nor a name"
            continue
        try:
            found = resolver.resolve(name)
        except ValueError as error:
            row.why = str(error)
            continue
        row.geometry = found.point
        row.properties["position_basis"] = f"the position of {found.told}"
        if found.uncertainty_km is not None:
            row.properties["uncertainty_km"] = found.uncertainty_km
        report.resolved += 1


def _read_before(file: Path) -> list[dict[str, Any]]:
    if not os.path.lexists(file):
        return []
    features, faults, _ = check_file(file)
    if any(not one.repaired for one in faults):
        raise BadData(f"{file}: is there and cannot be read; put it right or take it away")
    return features


def _name(
    rows: list[_Row], before: Sequence[Mapping[str, Any]], report: Report
) -> list[dict[str, Any]]:
    """Return the features of the rows that have a place."""
    placed = [one for one in rows if one.geometry is not None]
    column = find_id(list(dict.fromkeys(key for one in placed for key in one.properties)))
    own = read_own([one.properties.get(column) if column else None for one in placed])
    if column and all(own):
        report.said.append(f"ids from “{column}”")
    elif column:
        report.said.append(f"“{column}” gives no ids: some are empty, there twice or no ids")
    drafts = [{"geometry": one.geometry, "properties": one.properties} for one in placed]
    ids = choose_ids(drafts, own if all(own) else [None] * len(own), before)
    return [
        {
            "type": "Feature", "id": id_,
            "geometry": _round(geometry_dict(one.geometry)),
            "properties": {key: _plain(value) for key, value in one.properties.items()},
        }
        for id_, one in zip(ids, placed, strict=True)
    ]  # fmt: skip


def _round(node: Any) -> Any:
    if isinstance(node, float):
        return round(node, DECIMALS)
    if isinstance(node, dict):
        return {key: _round(value) for key, value in node.items()}
    return [_round(one) for one in node] if isinstance(node, list | tuple) else node


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return orjson.loads(orjson.dumps(value, default=_as_json))


def _as_json(value: Any) -> Any:
    """Return what JSON has no kind for: arrays and their numbers as lists, days as texts."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _check(
    rows: list[_Row], features: list[dict[str, Any]], report: Report
) -> tuple[list[dict[str, Any]], bytes]:
    """Leave out what a layer cannot hold, and say why; what is mended is said too."""
    placed = [one for one in rows if one.geometry is not None]
    _, faults = check_collection(_encode(features))
    for fault in faults:
        if fault.feature is None:
            if not fault.repaired:
                raise BadData(fault.line(report.layer))
        elif fault.repaired:
            report.said.append(f"row {placed[fault.feature].number}: {fault.reason}")
        else:
            placed[fault.feature].geometry = None
            placed[fault.feature].why = fault.reason
    kept = [one for one, row in zip(features, placed, strict=True) if row.geometry is not None]
    if not kept:
        why = next((one.why for one in rows if one.why), "no row")
        raise BadData(f"{report.layer}: nothing of it has a place: {why}")
    checked, _ = check_collection(_encode(kept))
    encoded = _encode(checked)
    if len(encoded) > LARGEST_LAYER:
        raise BadData(
            f"{report.layer}: its layer would have {len(encoded):,} bytes; at most "
            f"{LARGEST_LAYER:,} are read (GEOPOSTURE_LARGEST_LAYER)"
        )
    return checked, encoded


def _encode(features: Sequence[Mapping[str, Any]]) -> bytes:
    lines = b",\n".join(orjson.dumps(one) for one in features)
    return b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n"


def _write_unplaced(rows: Sequence[_Row]) -> bytes | None:
    """Return the sheet of what has no place, with the reason; None where all has one."""
    lacking = [one for one in rows if one.geometry is None]
    if not lacking:
        return None
    columns = list(dict.fromkeys(key for one in lacking for key in one.properties))
    table = [
        [one.number, one.why or "has no position", *(one.properties.get(key) for key in columns)]
        for one in lacking
    ]
    return encode_table(["row", "why", *columns], table)


def _write_info(file: Path, data: bytes, shift: Shift | None, report: Report) -> bytes:
    """Return what is known of the layer; what is not known is asked for, and made up nowhere."""
    how = [f"Imported from {file.name} (sha256 {hashlib.sha256(data).hexdigest()})"]
    how += [f"positions {_tell_shift(shift)}"] if shift else []
    how += [f"{report.resolved} positions are those of other layers"] if report.resolved else []
    title = file.name.partition(".")[0].replace("_", " ").strip() or report.layer
    lines = [
        f"id = {_quote(report.layer)}",
        f"title_en = {_quote(title)}",
        '# description_en = "What it is, who counted, and what is not in it."',
        '# licence = "Under which it may be given on, such as CC-BY-4.0"',
        '# attribution_en = "Whose it is"',
        '# date = "The day it is of, such as 2026-01-31"',
        f"method_en = {_quote('; '.join(how) + '.')}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _tell_shift(shift: Shift) -> str:
    if not shift.operation:
        return f"in {shift.system}"
    return f"from {shift.system} by “{shift.operation}”, good to {shift.accuracy_m:g} m"


def _quote(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(escape_controls(text), ensure_ascii=False)
