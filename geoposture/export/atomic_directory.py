"""A folder that is replaced whole or not at all, by one writer at a time.

The new folder is built hidden beside the old one and exchanged with it in one step, where
the system can; a writer that was killed leaves a hidden folder that the next one removes.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from geoposture.errors import BadData

AT_FDCWD, RENAME_EXCHANGE = -100, 2
FRESH, OLD = "new", "old"


class Place:
    """A folder that this process alone may replace, while `reserve` holds it."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def replace(self, files: Mapping[str, bytes | Path]) -> None:
        """Put a folder of these files in place; a path is a file that is taken over as it is.

        Parameters
        ----------
        files : mapping of str to bytes or Path
            Bytes, or where they lie, by the path within the folder.

        Raises
        ------
        BadData
            If it cannot be written; the old folder is then untouched.
        """
        fresh = _hidden(self.target, FRESH)
        try:
            _write_files(fresh, files)
            _settle(fresh)
            _swap(fresh, self.target)
            _flush_folder(self.target.parent)
        except OSError as error:
            raise BadData(f"{self.target}: cannot be written: {error.strerror}") from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def reserve(target: Path) -> Iterator[Place]:
    """Hold a folder's place: no other writer, nothing left of a killed one.

    Parameters
    ----------
    target : Path
        The folder that will be replaced; it need not be there.

    Raises
    ------
    BadData
        If another process holds it, or its parent is no folder that can be written.
    """
    target = target.resolve()
    parent = _open_parent(target)
    try:
        _lock(parent, target)
        _clear(target)
        yield Place(target)
    finally:
        os.close(parent)


def _open_parent(target: Path) -> int:
    try:
        return os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise BadData(f"{target}: its folder cannot be used: {error.strerror}") from error


def _lock(parent: int, target: Path) -> None:
    # The lock is on the folder itself: it leaves no file, and ends with the process.
    try:
        fcntl.flock(parent, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BadData(
            f"{target}: another export is writing in {target.parent}; try again when it has ended"
        ) from error


def _clear(target: Path) -> None:
    """Remove what a killed writer left; put back what it had moved away."""
    old = sorted(target.parent.glob(f".{target.name}.{OLD}-*"))
    if old and not target.exists():
        old[0].rename(target)
    for one in [*old, *target.parent.glob(f".{target.name}.{FRESH}-*")]:
        shutil.rmtree(one, ignore_errors=True)


def _hidden(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}.{kind}-{secrets.token_hex(4)}")


def _write_files(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    folder.mkdir()
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            _take_over(content, file)
        else:
            file.write_bytes(content)


def _settle(folder: Path) -> None:
    """Wait until a folder is on the disk, with all that is in it.

    The exchange of the folders may be there before their files are: after a power cut the new
    folder would be there, and its files empty.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            _flush(Path(parent, name))
        _flush_folder(Path(parent))


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # not every disk can, and what was to be written is
        _flush(folder)


def _take_over(old: Path, new: Path) -> None:
    """Link a file that never changes, so that it takes no more room; copy where links fail."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _swap(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        _rename_twice(fresh, target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the disk cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(one), os.fsencode(other)
    return rename is not None and not rename(
        AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE
    )


def _rename_twice(fresh: Path, target: Path) -> None:
    old = _hidden(target, OLD)
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
