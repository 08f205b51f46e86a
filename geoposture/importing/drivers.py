"""Files of geographic information systems → rows, by GDAL, in a process of its own.

GDAL opens by content what lies under any name, and some of its drivers fetch what a file names.
So each file is read by a process that has the one driver its ending calls for: the others are
left out by ``OGR_SKIP``, which only counts before GDAL starts. Nothing can be fetched there, it
may not grow or last without bound, and what ends it ends no other. `process` is what runs there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from geoposture.errors import BadData
from geoposture.importing.process import SKIP
from geoposture.limits import LIMITS

LONGEST_S = LIMITS.longest_import_s
_known: set[str] = set()
"""Drivers that GDAL has here; a process that finds another leaves it out by itself."""
PROCESS = Path(__file__).with_name("process.py")
NO_NETWORK = {
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "LIBKML_RESOLVE_STYLE": "NO",
}
"""No driver that is left fetches anything; if one tried, it would find nobody."""


def read_vectors(
    file: Path, driver: str, *, name: str, layer: str | None, options: Mapping[str, str]
) -> dict[str, Any]:
    """Return what GDAL reads of a file that lies in a folder of ours.

    Parameters
    ----------
    file : Path
        A regular file.
    driver : str
        The one that may open it.
    name : str
        As its owner calls it, for errors.
    layer : str or None
        Of several, which.
    options : mapping of str to str
        Settings of GDAL for this file.

    Returns
    -------
    dict
        ``drivers`` those that GDAL has; ``layers`` the names; of each that is read a dict in
        ``read``: ``name``, ``crs`` (WKT or None), ``columns`` and ``cells`` (a list a column),
        ``shapes`` (hexadecimal WKB or None each), ``left_out`` the columns of other kinds.

    Raises
    ------
    BadData
        If it cannot be read, in bounds.
    """
    asked = orjson.dumps([str(file), driver, layer])
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(PROCESS)],
            input=asked, capture_output=True, check=False, timeout=LONGEST_S,
            env={**_keep_environment(), **NO_NETWORK, **options, **_skip(driver)},
            cwd=file.parent,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise BadData(
            f"{name}: was not read within {LONGEST_S:g} s (GEOPOSTURE_LONGEST_IMPORT_S)"
        ) from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BadData(f"{name}: {(told or ['cannot be read'])[-1][:300]}")
    answer = dict(orjson.loads(done.stdout))
    _known.update(answer["drivers"])
    return answer


def _skip(driver: str) -> dict[str, str]:
    """Return the setting that leaves the others out, where an answer has told which there are."""
    return {SKIP: ",".join(sorted(_known - {driver}))} if _known else {}


def _keep_environment() -> dict[str, str]:
    """Return the environment without settings of GDAL, which may name drivers or addresses."""
    own = ("GDAL_", "OGR_", "CPL_", "CURL_", "AWS_", "PROJ_NETWORK")
    return {key: text for key, text in os.environ.items() if not key.startswith(own)}
