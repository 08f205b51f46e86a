"""The one way to read a table: rows of a CSV file, the members of a TOML file."""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from geoposture.catalog.validation import read_bytes
from geoposture.errors import BadData
from geoposture.language.characters import holds_forbidden

Row = TypeVar("Row")


def read_file(file: Path, root: Path | None = None) -> bytes | None:
    """Return the bytes of a file beside the layers, None where there is none.

    Parameters
    ----------
    file : Path
        Which need not be there.
    root : Path, optional
        Folder that the file, links followed, must lie in; its own by default.

    Raises
    ------
    BadData
        If something else lies there, or it is too large; the message names the file.
    """
    if not os.path.lexists(file):
        return None
    data, faults = read_bytes(file, root or file.parent)
    if faults:
        raise BadData(faults[0].line(file.name))
    return data


def read_toml(file: Path, root: Path | None = None) -> dict[str, Any]:
    """Return the members of a TOML file.

    Parameters
    ----------
    file : Path
        TOML in UTF-8; without it there are no members.
    root : Path, optional
        Folder that the file, links followed, must lie in; its own by default.

    Raises
    ------
    BadData
        If it is none; the message names the file and the line.
    """
    try:
        table = tomllib.loads((read_file(file, root) or b"").decode("utf-8"))
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, too
        raise BadData(f"{file.name}: is not TOML: {error}") from error
    for key, value in table.items():
        if holds_forbidden({key: value}):
            raise BadData(f"{file.name}: {key!r:.40} has a control character; leave it out")
    return table


def read_rows(file: Path, first: int = 1, root: Path | None = None) -> list[dict[str, str | None]]:
    """Return the rows of a CSV file, None for an empty cell; no rows where there is no file.

    Parameters
    ----------
    file : Path
        CSV in UTF-8, with a heading.
    first : int, optional
        How the first row is called: 2 where the heading is row 1.
    root : Path, optional
        Folder that the file, links followed, must lie in; its own by default.

    Raises
    ------
    BadData
        If it is no UTF-8 text, or no CSV.
    """
    data = read_file(file, root)
    try:
        text = (data or b"").decode("utf-8-sig")
        found = list(csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{file.name}: is no table: {error}") from error
    if holds_forbidden(text):
        raise BadData(f"{file.name}: has a control character; leave it out")
    for number, row in enumerate(found, start=first):
        # More cells than columns come under the name None.
        if None in row:
            raise BadData(f"{file.name}: row {number}: has more cells than the heading")
    return [{key: value or None for key, value in row.items()} for row in found]


def read_table(
    file: Path, make: Callable[[Mapping[str, str | None]], Row], root: Path | None = None
) -> list[Row]:
    """Return the rows of a CSV file as values.

    Parameters
    ----------
    file : Path
        CSV in UTF-8, with a heading.
    make : callable
        Makes a value of a row; an error refuses it.
    root : Path, optional
        Folder that the file, links followed, must lie in; its own by default.

    Raises
    ------
    BadData
        If a row lacks a column, or has a value that `make` refuses; a line for each such row.
    """
    made, refused = [], []
    for number, row in enumerate(read_rows(file, root=root), start=1):
        try:
            made.append(make(row))
        except KeyError as error:
            refused.append(f"{file.name}: has no column “{error.args[0]}”")
        except ValueError as error:
            refused.append(f"{file.name}: {error}")
        except (TypeError, AttributeError) as error:  # a cell that must not be empty
            refused.append(f"{file.name}: row {number} cannot be read: {error}")
    if refused:
        raise BadData("\n".join(dict.fromkeys(refused)))
    return made


def split_list(text: str | None) -> tuple[str, ...]:
    """Return the parts of a table's list cell, which are joined by semicolons.

    Parameters
    ----------
    text : str or None
        A cell; None and an empty one have no parts.
    """
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
