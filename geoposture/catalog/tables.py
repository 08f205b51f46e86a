"""The one way to read a table: rows of a CSV file, the members of a TOML file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from geoposture.errors import BadData

Row = TypeVar("Row")


def read_toml(file: Path) -> dict[str, Any]:
    """Return the members of a TOML file.

    Raises
    ------
    BadData
        If it is none; the message names the file and the line.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadData(f"{file.name}: is not TOML: {error}") from error


def read_rows(file: Path) -> list[dict[str, str | None]]:
    """Return the rows of a CSV file, None for an empty cell; no rows where there is no file.

    Raises
    ------
    BadData
        If it is no UTF-8 text, or no CSV.
    """
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [
                {key: value or None for key, value in row.items()} for row in csv.DictReader(lines)
            ]
    except (UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise BadData(f"{file.name}: is no table: {error}") from error


def read_table(file: Path, make: Callable[[Mapping[str, str | None]], Row]) -> list[Row]:
    """Return the rows of a CSV file as values.

    Parameters
    ----------
    file : Path
        CSV in UTF-8, with a heading.
    make : callable
        Makes a value of a row; a `KeyError` or `ValueError` refuses it.

    Raises
    ------
    BadData
        If a row lacks a column, or has a value that `make` refuses.
    """
    rows = read_rows(file)
    try:
        return [make(row) for row in rows]
    except (KeyError, ValueError) as error:
        raise BadData(f"{file.name}: {error}") from error


def split_list(text: str | None) -> tuple[str, ...]:
    """Return the parts of a table's list cell, which are joined by semicolons."""
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
