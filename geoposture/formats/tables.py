"""Layers and rows → CSV that spreadsheets open: byte order mark, no formula, lists in one cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import shapely

from geoposture.catalog import Layer
from geoposture.catalog.query import describe_queryables
from geoposture.formats.format import Format

CSV = "text/csv; charset=utf-8"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PIECE = 500
"""Rows that are sent together."""
ID, PLACE = "id", ("lon", "lat", "wkt")
"""The columns of every layer beside its properties."""
ROW_COLUMNS = (
    "from", "to", "distance_km", "distance_mi", "distance_nmi", "low_km", "high_km",
    "azimuth_deg", "relation",
)  # fmt: skip


def encode_csv(layer: Layer) -> bytes:
    """Return a layer as CSV: id, properties, lon, lat, WKT; lists joined by "; ".

    A text that a spreadsheet would run as a formula gets an apostrophe in front; a byte
    order mark lets Excel read the Japanese.

    Parameters
    ----------
    layer : Layer
        What is written.
    """
    return b"".join(stream_csv(layer))


def stream_csv(layer: Layer) -> Iterator[bytes]:
    """Yield the same, some hundred rows at a time.

    Parameters
    ----------
    layer : Layer
        What is written.
    """
    columns = _name_columns(layer)
    yield encode_table([ID, *columns.values(), *PLACE], ())
    for start in range(0, len(layer.features), PIECE):
        piece = slice(start, start + PIECE)
        rows = (
            [one["id"], *map(one["properties"].get, columns), *place]
            for one, place in zip(layer.features[piece], _list_places(layer, piece), strict=True)
        )
        yield _write_rows(rows).encode()


def _name_columns(layer: Layer) -> dict[str, str]:
    return name_columns(layer, PLACE)


def encode_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV that spreadsheets open with their Japanese intact.

    Parameters
    ----------
    header : sequence of str
        The names of the columns.
    rows : iterable of sequence of Any
        Their cells, in that order.
    """
    return _write_rows([header, *rows]).encode("utf-8-sig")


def _write_rows(rows: Iterable[Sequence[Any]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return lines.getvalue()


def name_columns(
    layer: Layer, reserved: Iterable[str] = (), *, unwritable: str = ""
) -> dict[str, str]:
    """Return the column of each property that fits into a table: no nested objects, no two alike.

    Some formats take capitals for small letters: of names that differ in these alone, and of
    those that are taken already, the later ones get a number.

    Parameters
    ----------
    layer : Layer
        Whose columns they are.
    reserved : iterable of str
        What else a format has a use for; ``id`` is the feature's in all of them.
    unwritable : str
        Characters that a format cannot have in a name.
    """
    taken = {one.casefold() for one in (ID, *reserved)}
    mended = str.maketrans(dict.fromkeys(unwritable, "_"))
    columns = {}
    for name in describe_queryables(layer):
        plain = column = name.translate(mended).strip() or "column"
        number = 2
        while column.casefold() in taken:
            column, number = f"{plain}_{number}", number + 1
        taken.add(column.casefold())
        columns[name] = column
    return columns


def join_list(value: Any) -> Any:
    """Return a list as one text, anything else as it is.

    Parameters
    ----------
    value : object
        A property of a feature.
    """
    return "; ".join(str(one) for one in value) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = join_list(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _list_places(layer: Layer, piece: slice) -> Iterator[tuple[Any, Any, Any]]:
    """Yield longitude, latitude and WKT of each feature, None where it has no place."""
    texts = shapely.to_wkt(layer.geometries[piece], rounding_precision=6)
    for (lon, lat), text in zip(layer.spots[piece].tolist(), texts, strict=True):
        yield (None, None, None) if text is None else (round(lon, 4), round(lat, 4), text)


FORMATS = {"csv": Format("CSV", CSV, encode_csv, place=2, name=_name_columns, stream=stream_csv)}
"""What pages offer of this module, by the ending of the file."""
