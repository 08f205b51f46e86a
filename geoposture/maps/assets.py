"""The built browser files: which there are, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from geoposture.errors import BadData

STATIC = Path(__file__).parent.parent / "static"
MANIFEST = STATIC / "manifest.json"


def list_assets() -> Mapping[str, str]:
    """Return the names of the built files, by the name they are asked for.

    Raises
    ------
    BadData
        If the browser side was not built.
    """
    if not MANIFEST.is_file():
        raise BadData(f"{STATIC} holds no built browser files; run “make static”")
    found: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return found


def read_asset(name: str) -> str:
    """Return the text of a built file.

    Raises
    ------
    BadData
        If the browser side was not built.
    """
    return (STATIC / list_assets()[name]).read_text(encoding="utf-8")
