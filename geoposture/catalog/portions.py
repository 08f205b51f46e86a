"""A layer file of any size, some thousand features at a time.

A file is cut where one feature ends and the next one begins, and each piece is a collection that
passes the gate of whole files (`check_collection`); so does what stands around the features. No
more than a few megabytes are held, however long the file is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from geoposture.catalog.loading import Layer, drop_addresses, read_info
from geoposture.catalog.query import Kinds
from geoposture.catalog.validation import (
    LARGEST_BYTES,
    check_collection,
    find_file,
    tell_unreadable,
)
from geoposture.errors import BadData
from geoposture.model import Fault, LayerInfo, Stored

BLOCK = min(4 * 1024 * 1024, max(LARGEST_BYTES // 4, 1))
MOST_LINES = 100
"""Faults after which the rest of a file is not looked at."""
HASH_BYTES = 8
_START = re.compile(rb'"features"\s*:\s*\[')
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_QUOTE, _COMMA = b'",'
_OPENING, _CLOSING = list(b"[{"), list(b"]}")
_AROUND = b'{"type":"FeatureCollection","features":['

Progress = Callable[[int], object]


@dataclass(frozen=True)
class LayerFile:
    """A layer in a file, which is read anew each time that its portions are asked for.

    Attributes
    ----------
    path : Path
        Of a GeoJSON file.
    info : LayerInfo
        What the ``.toml`` beside it says, if there is one.
    """

    path: Path
    info: LayerInfo

    @property
    def id(self) -> str:
        """The id of the layer."""
        return self.info.id

    @cached_property
    def sha256(self) -> str:
        """Of the bytes of the file."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def __iter__(self) -> Iterator[Layer]:
        """Yield the features as layers of some thousand each, mended as whole files are.

        Raises
        ------
        BadData
            At the first portion that cannot be used; every fault of it is named.
        """
        for portion, lines in self._read(lambda _: None):
            if lines:
                raise BadData("\n".join(lines))
            if portion.features:
                yield portion

    def check(self, progress: Progress = lambda _: None) -> Stored:
        """Read the whole file once and return what is known of it without its features.

        Parameters
        ----------
        progress : callable
            Takes how many bytes were read since it was called last.

        Raises
        ------
        BadData
            If the file cannot be used; every fault of it is named, up to a hundred and a few.
        """
        kinds, lines, bounds, hashes = Kinds(), [], [], []
        for portion, wrong in self._read(progress):
            lines += wrong
            if len(lines) > MOST_LINES:
                lines.append(f"{self.path.name}: the rest of the file was not looked at")
                break
            kinds.add(portion.features)
            bounds.append(portion.extent or (np.nan,) * 4)
            hashes += [_hash(one["id"]) for one in portion.features]
        lines = lines or self._find_twice(np.array(hashes, np.uint64))
        if lines:
            raise BadData("\n".join(lines))
        known = np.array(bounds)[~np.isnan(np.array(bounds)[:, 0])] if bounds else np.empty((0, 4))
        west, south = known[:, :2].min(0, initial=np.inf)
        east, north = known[:, 2:].max(0, initial=-np.inf)
        return Stored(
            info=self.info, sha256=self.sha256, count=len(hashes), schema=kinds.describe(),
            extent=(float(west), float(south), float(east), float(north)) if len(known) else None,
        )  # fmt: skip

    def _find_twice(self, hashes: np.ndarray) -> list[str]:
        """Return a line for each feature whose id an earlier one has."""
        values, counts = np.unique(hashes, return_counts=True)
        twice, seen, lines = set(values[counts > 1].tolist()), set(), []
        if not twice:
            return []
        for number, one in enumerate(one for portion in self for one in portion.features):
            if _hash(one["id"]) not in twice:
                continue
            if one["id"] in seen:
                fault = Fault("duplicate-id", "shares its id with one before", number, one["id"])
                lines.append(fault.line(self.path.name))
            seen.add(one["id"])
        return lines

    def _read(self, progress: Progress) -> Iterator[tuple[Layer, list[str]]]:
        """Yield each portion, and a line for each of its faults that reading does not mend."""
        count = 0
        try:
            with self.path.open("rb") as file:
                pieces = cut_features(file, progress)
                while True:
                    try:
                        piece = next(pieces)
                    except BadData as error:
                        fault = Fault("too-large", error.message)
                        raise BadData(_place(fault, count).line(self.path.name)) from error
                    except StopIteration as end:
                        yield self._tell(*check_collection(end.value), count)
                        return
                    features, faults = check_collection(_AROUND + piece + b"]}", first=count)
                    faults += drop_addresses(features)
                    yield self._tell(features, faults, count)
                    count += len(features)
        except OSError as error:
            raise BadData(tell_unreadable(error).line(self.path.name)) from error

    def _tell(
        self, features: list[Any], faults: list[Fault], before: int
    ) -> tuple[Layer, list[str]]:
        lines = [_place(one, before).line(self.path.name) for one in faults if not one.repaired]
        return Layer(self.info, () if lines else tuple(features), self.sha256), lines


def open_layer(path: Path) -> LayerFile:
    """Return a layer file that is to be read in portions.

    Parameters
    ----------
    path : Path
        Of a GeoJSON file.

    Raises
    ------
    BadData
        If there is no such file, or what is said of it cannot be read.
    """
    real, faults = find_file(path)
    if faults:
        raise BadData("\n".join(one.line(path.name) for one in faults))
    return LayerFile(real, read_info(path.stem, path.parent / f"{path.stem}.toml"))


def _hash(id_: str) -> int:
    return int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=HASH_BYTES).digest())


def _place(fault: Fault, before: int) -> Fault:
    """Return a fault of a portion as one of the file."""
    if fault.feature is not None:
        return replace(fault, feature=before + fault.feature)
    return replace(fault, reason=f"{fault.reason}, after {before:,} features") if before else fault


def cut_features(
    file: BinaryIO, progress: Progress = lambda _: None, block: int = BLOCK
) -> Generator[bytes, None, bytes]:
    """Yield the texts of some features after the other, commas between them.

    Parameters
    ----------
    file : file object
        Of a FeatureCollection.
    progress : callable
        Takes how many bytes were read since it was called last.
    block : int
        Bytes that are read at once.

    Returns
    -------
    bytes
        What stands around the features, and nothing between the brackets that held them. Where
        no features are found, or no end of them, all that was not yielded.

    Raises
    ------
    BadData
        If a feature, or what comes before and after them all, is larger than a file may be.
    """
    window = _Window(file, progress, block)
    while (start := _find_start(window.text)) is None:
        if not window.read_on("has before its features"):
            return window.text
    head, between = window.take(start), False
    while True:
        last, end = _find_ends(window.text)
        if end is not None:
            break
        if last is not None:
            yield _hold(window.take(last))
            window.take(1)
            between = True
        if not window.read_on("has in one feature"):
            return head + window.text
    piece = window.take(end)
    if piece.strip() or between:
        yield _hold(piece)
    while window.read_on("has after its features"):
        pass
    return head + window.text


def _hold(piece: bytes) -> bytes:
    """Return a text as it is; where nothing stands beside a comma, the comma is too many."""
    return piece if piece.strip() else b","


class _Window:
    """What of a file was read and not taken yet."""

    def __init__(self, file: BinaryIO, progress: Progress, block: int) -> None:
        self.text = b""
        self._file, self._progress, self._block = file, progress, block

    def read_on(self, what: str) -> bool:
        """Read some bytes more; tell whether there were any."""
        more = self._file.read(self._block)
        self._progress(len(more))
        if len(self.text) + len(more) > LARGEST_BYTES:
            raise BadData(f"{what} more than {LARGEST_BYTES:,} bytes")
        self.text += more
        return bool(more)

    def take(self, count: int) -> bytes:
        """Return the first bytes, which are not needed any more."""
        taken, self.text = self.text[:count], self.text[count:]
        return taken


def _find_start(text: bytes) -> int | None:
    """Return where the first feature can begin: after the bracket of the outermost `features`."""
    depth, outside = _measure(text)
    for found in _START.finditer(text):
        at = found.start()
        if depth[at] == 1 and (at == 0 or outside[at - 1]):
            return found.end()
    return None


def _find_ends(text: bytes) -> tuple[int | None, int | None]:
    """Return the last comma between two features, and the bracket that ends them all, if any."""
    depth, outside = _measure(text)
    ends = np.flatnonzero(depth < 0)
    end = int(ends[0]) if len(ends) else None
    signs = np.frombuffer(text, np.uint8)[:end]
    commas = np.flatnonzero((signs == _COMMA) & outside[:end] & (depth[:end] == 0))
    return (int(commas[-1]) if len(commas) else None), end


def _measure(text: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Return after each byte how deep it is nested, and whether no string is open."""
    even = _ESCAPED.sub(b"__", text) if b"\\" in text else text
    signs = np.frombuffer(even, np.uint8)
    outside = np.cumsum(signs == _QUOTE, dtype=np.uint8) % 2 == 0
    steps = np.isin(signs, _OPENING).astype(np.int8) - np.isin(signs, _CLOSING)
    return np.cumsum(np.where(outside, steps, 0), dtype=np.int32), outside
