"""How results are printed: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import sys
from typing import Any

import click

from geoposture.errors import escape_controls


def print_rows(rows: list[dict[str, Any]], form: str) -> None:
    """Print rows as a table for people, JSON or CSV.

    Parameters
    ----------
    rows : list of dict
        All with the keys of the first.
    form : str
        ``table``, ``json`` or ``csv``.
    """
    if form == "json":
        print_json(rows)
    elif form == "csv":
        from geoposture.formats.tables import encode_table

        header = list(rows[0]) if rows else []
        print_bytes(encode_table(header, [list(row.values()) for row in rows]))
    else:
        print_table(rows)


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows as an aligned table; wide characters count twice.

    Parameters
    ----------
    rows : list of dict
        Cells by the heading of their column; the first row says which there are.
    """
    if not rows:
        return
    header = list(rows[0])
    cells = [header, *([show(row.get(key)) for key in header] for row in rows)]
    widths = [max(_width(line[n]) for line in cells) for n in range(len(header))]
    for line in cells:
        click.echo(
            "  ".join(_pad(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def show(value: Any) -> str:
    """Return a value as a person reads it.

    Parameters
    ----------
    value : object
        A number, a text, a truth or None.
    """
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape_controls(str(value))


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def print_json(value: Any) -> None:
    """Print a value as indented JSON.

    Parameters
    ----------
    value : object
        What orjson can write.
    """
    import orjson

    print_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def print_bytes(data: bytes) -> None:
    """Print bytes as they are.

    Parameters
    ----------
    data : bytes
        For standard output.
    """
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
