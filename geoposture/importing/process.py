"""What reads one file with one driver of GDAL: a process of its own, run by `drivers`.

It knows nothing of the package, so that it starts at once wherever the package lies.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

import orjson

SKIP = "OGR_SKIP"
MOST_MEMORY = 4096 * 1024 * 1024
PIPE_HOLDS = 65536
RAW_ENCODING = "ISO-8859-1"
"""Texts come as their bytes, a character each: who reads the answer finds their encoding."""
WHOLE = frozenset({"OFTInteger", "OFTInteger64"})


def _main() -> None:
    """Read what is asked for on standard input, write what was read to standard output."""
    asked = sys.stdin.buffer.read()
    import pyogrio  # noqa: PLC0415 - only this process knows it

    path, driver, layer = orjson.loads(asked)
    others = set(pyogrio.list_drivers()) - {driver}
    skipped = set(os.environ.get(SKIP, "").split(",")) - {""}
    if others - skipped:
        _begin_again(asked, others | skipped)
    if others:
        raise SystemExit(f"would be read with other drivers, too: {', '.join(others)[:100]}")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        answer = {"drivers": [driver, *skipped], **_read(path, layer)}
        sys.stdout.buffer.write(orjson.dumps(answer, default=str))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        told = str(error).replace(path, "the file").splitlines()[0].partition(";")[0]
        raise SystemExit(f"is no file that {driver} reads: {told[:200]}") from None
    except MemoryError:
        raise SystemExit("is too large to be read") from None


def _begin_again(asked: bytes, others: set[str]) -> None:
    """Start this process anew without the other drivers: GDAL has its list by then."""
    reader, writer = os.pipe()
    os.write(writer, asked[:PIPE_HOLDS])  # a name and two words: nobody reads yet
    os.close(writer)
    os.dup2(reader, 0)
    os.execve(
        sys.executable,
        [sys.executable, "-P", __file__],
        {**os.environ, SKIP: ",".join(sorted(others))},
    )


def _read(path: str, layer: str | None) -> dict[str, Any]:
    import pyogrio  # noqa: PLC0415

    names = [str(one) for one, _ in pyogrio.list_layers(path)]
    chosen = [layer] if layer else names
    read = [_read_layer(path, one) for one in chosen]
    return {"layers": names, "read": [one for one in read if one["shapes"] or one["cells"]]}


def _read_layer(path: str, layer: str) -> dict[str, Any]:
    import warnings  # noqa: PLC0415

    import pyogrio  # noqa: PLC0415

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        meta, _, shapes, cells = pyogrio.raw.read(
            path, layer=layer, encoding=RAW_ENCODING, datetime_as_string=True
        )
    kinds = [str(one) for one in meta.get("ogr_types", [""] * len(meta["fields"]))]
    count = len(shapes) if shapes is not None else len(cells[0]) if cells else 0
    return {
        "name": layer,
        "crs": meta["crs"],
        "columns": [str(one) for one in meta["fields"]],
        "cells": [_list_cells(own, kind) for own, kind in zip(cells, kinds, strict=True)],
        "shapes": [None] * count if shapes is None
        else [None if one is None else one.hex() for one in shapes],
        "left_out": [str(one.message)[:200] for one in told if "field" in str(one.message).lower()],
    }  # fmt: skip


def _list_cells(values: Any, kind: str) -> list[Any]:
    found = [one.item() if hasattr(one, "item") else one for one in values]
    return [_plain(one, whole=kind in WHOLE) for one in found]


def _plain(value: Any, *, whole: bool) -> Any:
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - not a number
            return None
        return int(value) if whole else value
    if value is None or isinstance(value, str | int | bool):
        return value
    text = str(value)
    return None if text == "NaT" else text


if __name__ == "__main__":
    _main()
