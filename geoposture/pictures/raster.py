"""SVG → PNG: Latin in the faces of the page, kana and kanji in IPAex Gothic.

The only module that knows resvg.
"""

from __future__ import annotations

from functools import cache
from importlib import metadata
from pathlib import Path

import resvg_py

from geoposture.pictures.type import FACES, part_lines

FONT_PACKAGE, FONT_FILE, FONT_FAMILY = "matplotlib-fontja", "ipaexg.ttf", "IPAexGothic"


def rasterise(svg: str, scale: int = 1) -> bytes:
    """Return a picture as PNG, `scale` times as fine as its pixels.

    Parameters
    ----------
    svg : str
        The picture, with fonts by name.
    scale : int
        Pixels of the PNG to a pixel of the picture.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=part_lines(svg), zoom=scale, font_family=FONT_FAMILY,
            font_files=[str(one) for one in (*FACES, find_font()) if one.is_file()],
            sans_serif_family=FONT_FAMILY, skip_system_fonts=True,
        )
    )  # fmt: skip


@cache
def find_font() -> Path:
    """Return the file of IPAex Gothic; it lies in a package, its licence beside it.

    The package is not imported: that would load matplotlib for nothing.
    """
    files = metadata.files(FONT_PACKAGE) or []
    return next(Path(str(one.locate())) for one in files if one.name == FONT_FILE)
