"""The built browser files: which there are, and what is in them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

from geoposture.errors import BadData

STATIC = Path(__file__).parent.parent / "static"
MANIFEST = STATIC / "manifest.json"
LICENCE = "sans-licence.txt"
"""The licence of the faces, which goes wherever they go."""
LICENCES = "licences.txt"
"""The licences of all that browsers get of others, and of the coasts."""
FACE = re.compile(r'@font-face\{[^{}]*format\("woff2"\)[^{}]*\}')


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

    Parameters
    ----------
    name : str
        As the source calls it, ``app.js``; what was built has a hash in its name.

    Raises
    ------
    BadData
        If the browser side was not built.
    """
    return (STATIC / list_assets()[name]).read_text(encoding="utf-8")


def list_faces() -> list[str]:
    """Return the names of the built faces of the page's type."""
    return [file for name, file in list_assets().items() if name.endswith(".woff2")]


def bring_faces(svg: str) -> str:
    """Return a picture with the faces inside that its lines are measured in.

    An image asks nobody for its faces, and a saved file has nobody to ask: in another face its
    lines would run out of it.

    Parameters
    ----------
    svg : str
        A whole picture.
    """
    return svg.replace(">", f"><style>{inline_faces()}</style>", 1)


def inline_faces() -> str:
    """Return the rules of the page's type with the faces inside; nothing where none were built."""
    if not MANIFEST.is_file():
        return ""
    return "".join(FACE.findall(inline_style("app.css")))


def inline_style(name: str) -> str:
    """Return a built style sheet with the faces that it names inside.

    Parameters
    ----------
    name : str
        As the source calls it, ``embed.css``.

    Raises
    ------
    BadData
        If the browser side was not built.
    """
    style = read_asset(name)
    for file in list_faces():
        data = base64.b64encode((STATIC / file).read_bytes()).decode()
        style = style.replace(f"./{file}", f"data:font/woff2;base64,{data}")
    return style
