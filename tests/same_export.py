"""Tell whether two exports are the same, apart from hashes: the proof of a move.

``python tests/same_export.py A B`` compares two folders that ``geoposture export`` wrote. The
hash of the catalogue and the hashes in the names of scripts and style sheets are replaced by a
constant, in paths and in contents, since a move changes them and nothing else. Prints what
differs, one file a line, and exits with 1 if anything does.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import orjson

NAMED_BY_CONTENT = re.compile(rb"([\w.-]+?)-([0-9A-Za-z]{8,})\.(js|css)\b")
HASH = b"HASH"
SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")
PACKED = (".gpkg", ".fgb", ".zip", ".png")


def read_export(folder: Path) -> dict[str, bytes]:
    """Return every file of an export by its path, hashes replaced by a constant."""
    manifest = orjson.loads((folder / "export.json").read_bytes())
    version = manifest["catalog"].encode()
    files = (one for one in sorted(folder.rglob("*")) if one.is_file())
    found = {}
    for one in files:
        path = _blank(one.relative_to(folder).as_posix().encode(), version).decode()
        data = one.read_bytes()
        found[path] = data if one.suffix in PACKED else _blank(data, version)
    return found


def list_differences(first: Path, second: Path) -> list[str]:
    """Return what differs between two exports, one line a file."""
    a, b = read_export(first), read_export(second)
    lines = [f"only in {first}: {one}" for one in sorted(a.keys() - b.keys())]
    lines += [f"only in {second}: {one}" for one in sorted(b.keys() - a.keys())]
    lines += [_tell(one, a[one], b[one]) for one in sorted(a.keys() & b.keys()) if a[one] != b[one]]
    return lines


def _blank(data: bytes, version: bytes) -> bytes:
    data = data.replace(version, HASH).replace(version[:16], HASH)
    return SHA256.sub(HASH, NAMED_BY_CONTENT.sub(rb"\1-HASH.\3", data))


def _tell(path: str, a: bytes, b: bytes) -> str:
    place = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    around = slice(max(0, place - 40), place + 60)
    digests = " ".join(hashlib.sha256(one).hexdigest()[:8] for one in (a, b))
    return f"{path}: differs at byte {place} ({digests})\n    {a[around]!r}\n    {b[around]!r}"


if __name__ == "__main__":
    differences = list_differences(*map(Path, sys.argv[1:3]))
    print(*(differences or ["the same, but for hashes"]), sep="\n")
    sys.exit(bool(differences))
