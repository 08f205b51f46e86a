"""SVG → PNG: Latin in the faces of the page, kana and kanji in IPAex Gothic.

The only module that knows resvg.
"""

from __future__ import annotations

import resvg_py

from geoposture.pictures.type import FACES, FOLDER, part_lines

FONT_FAMILY = "IPAexGothic"
KANA = FOLDER / "ipaexg.ttf"


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
            font_files=[str(one) for one in (*FACES, KANA) if one.is_file()],
            sans_serif_family=FONT_FAMILY, skip_system_fonts=True,
        )
    )  # fmt: skip
