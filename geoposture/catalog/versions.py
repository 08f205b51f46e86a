"""What earlier versions of the data held: one small record a version, kept beside the layers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from geoposture.catalog.tables import read_file
from geoposture.errors import BadData

FOLDER = "versions"
VERSION = re.compile(r"[0-9a-f]{16}")
DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A version of the data: what it held, and what its figures were.

    Attributes
    ----------
    version, sha256 : str
        Its name in addresses, and the whole hash.
    day : str or None
        Of the data, ISO 8601.
    kept : str or None
        The day on which the record was made; None for the version that is served.
    package : str
        The release of the software that it was served by.
    follows : str or None
        The version that was known before it.
    features : mapping of str to str
        A digest by reference: another digest is another feature.
    figures : mapping of str to mapping
        Figure in each language, and its values, by the id of its question.
    """

    version: str
    sha256: str
    day: str | None
    kept: str | None
    package: str
    follows: str | None = None
    features: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def write(self) -> bytes:
        """Return the record as its file has it."""
        row = {
            "version": self.version, "sha256": self.sha256, "day": self.day, "kept": self.kept,
            "package": self.package, "follows": self.follows, "figures": self.figures,
            "features": self.features,
        }  # fmt: skip
        return orjson.dumps(row, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def read_record(data: bytes, name: str) -> Record:
    """Return a record of its bytes.

    Parameters
    ----------
    data : bytes
        JSON.
    name : str
        Of the file, for the error.

    Raises
    ------
    BadData
        If it is no record of a version.
    """
    try:
        record = Record(**orjson.loads(data))
        fits = VERSION.fullmatch(record.version) and record.sha256.startswith(record.version)
    except (orjson.JSONDecodeError, TypeError, AttributeError, ValueError) as error:
        raise BadData(f"{name}: is no record of a version: {error}") from error
    if not fits:
        raise BadData(f"{name}: version is the beginning of sha256; got {record.version!r:.40}")
    return record


def read_records(folder: Path) -> tuple[Record, ...]:
    """Return the records of a folder of layers, the oldest first.

    Parameters
    ----------
    folder : Path
        Of the layers.

    Raises
    ------
    BadData
        If a file is no record of a version.
    """
    files = sorted((folder / FOLDER).glob("*.json"))
    return order_records(
        read_record(read_file(one) or b"", f"{FOLDER}/{one.name}") for one in files
    )


def order_records(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return records once each, the oldest first: what one follows stands before it.

    Where none says what it follows, the day on which it was kept decides, then that of the data.

    Parameters
    ----------
    records : iterable of Record
    """
    known = {one.version: one for one in records}
    ordered: dict[str, Record] = {}

    def place(one: Record, on_the_way: frozenset[str] = frozenset()) -> None:
        before = known.get(one.follows or "")
        if before and before.version not in ordered and before.version not in on_the_way:
            place(before, on_the_way | {one.version})
        ordered.setdefault(one.version, one)

    for one in sorted(known.values(), key=_find_age):
        place(one)
    return tuple(ordered.values())


def _find_age(one: Record) -> tuple[str, str, str]:
    """Return what records are ordered by where none says what it follows."""
    return one.kept or "9", one.day or "", one.version
