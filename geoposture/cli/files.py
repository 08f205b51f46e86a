"""How files are written: whole or not at all, whatever ends the command in between."""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from geoposture.errors import BadData

FRESH = ".new"
LONGEST_STEM = 100
LEFT_AFTER_S = 3600


def write_whole(file: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file wholly or not at all; through a link, what it leads to.

    Parameters
    ----------
    file : Path
        Where to; what is there is replaced.
    data : bytes or iterable of bytes
        All of it, or its pieces.

    Raises
    ------
    BadData
        If it cannot be written, or something is there that is no regular file.
    """
    try:
        target = file.resolve()
        if os.path.lexists(target) and not target.is_file():
            raise BadData(f"{file}: is there and no regular file; name a file to write to")
        _write_beside(target, data)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError
        told = getattr(error, "strerror", None) or "its links lead in a circle"
        raise BadData(f"{file}: cannot be written: {told}") from error


def _write_beside(target: Path, data: bytes | Iterable[bytes]) -> None:
    """Write beside a file what then takes its place in one step, when it is safely on the disk."""
    stem = f".{target.name[:LONGEST_STEM]}."
    _clear_left(target.parent, stem)
    fresh = target.with_name(f"{stem}{secrets.token_hex(6)}{FRESH}")
    try:
        with open(fresh, "xb") as out:  # noqa: PTH123 - nobody else's file
            if target.exists():
                os.fchmod(out.fileno(), stat.S_IMODE(target.stat().st_mode))
            out.writelines([data] if isinstance(data, bytes) else data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _clear_left(folder: Path, stem: str) -> None:
    """Remove what writers left that were killed; those at work are younger."""
    for one in folder.iterdir():
        if one.name.startswith(stem) and one.name.endswith(FRESH):
            with suppress(OSError):
                if time.time() - one.stat().st_mtime > LEFT_AFTER_S:
                    one.unlink()
