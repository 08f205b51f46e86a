"""Subset the type of pages, posters and pictures: Source Sans 3 → two faces of what is written.

The licence reserves the name “Source”: a subset is a modified version, and has another name.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent / "node_modules" / "source-sans"
FAMILY = "Geoposture Sans"
FACES = {400: "SourceSans3-Regular.ttf", 700: "SourceSans3-Bold.ttf"}
LICENCE = "sans-licence.txt"
KANA_PACKAGE = "matplotlib-fontja"
KANA_FILES = ("ipaexg.ttf", "IPA_Font_License_Agreement_v1.0.txt", "Readme_ipaexg00401.txt")
"""What its licence wants together."""
ASCII = "".join(chr(one) for one in range(0x20, 0x7F))
ALWAYS = ASCII + "\u00a0‘’“”–—−…′×·→←≤≥±°²³½€£¥©àâäåçéèêëíîïñóôöõøúûüÄÅÉÖÜāēīōūĀĒĪŌŪš"
"""Written whatever the data are: by editors in titles, and by other theatres in names."""
WRITTEN = ("geoposture/language/*.csv", "layers/*.csv", "layers/**/*.csv", "layers/**/*.geojson")
LATIN = ((0xA0, 0x250), (0x1E00, 0x1F00), (0x2010, 0x2040), (0x2190, 0x2194), (0x2200, 0x2270))
"""Blocks whose characters the faces are asked for, where a text has them."""
NAME, FULL_NAME, POSTSCRIPT_NAME = 1, 4, 6
KEPT_NAMES = (0, NAME, 2, 3, FULL_NAME, POSTSCRIPT_NAME, 13, 14)


def make_fonts(folder: Path) -> None:
    """Write the faces as woff2 and TTF, what each character takes, and the licence.

    Parameters
    ----------
    folder : Path
        Where the files go.
    """
    advances = {}
    for weight, name in FACES.items():
        font = _subset(PACKAGE / "TTF" / name, weight)
        advances[str(weight)] = {
            chr(code): font["hmtx"][glyph][0] for code, glyph in sorted(font.getBestCmap().items())
        }
        font.save(folder / f"sans-{weight}.ttf")
        font.flavor = "woff2"
        font.save(folder / f"sans-{weight}.woff2")
    text = json.dumps(advances, ensure_ascii=False, separators=(",", ":"))
    (folder / "advances.json").write_text(text, encoding="utf-8")
    shutil.copy(PACKAGE / "LICENSE.md", folder / LICENCE)


def list_kana_files() -> list[Path]:
    """Return the face of kana and kanji with its licence, whole and under its own name.

    Its package brings matplotlib, which only a build has to install for that.
    """
    files = metadata.files(KANA_PACKAGE) or []
    return [Path(str(one.locate())) for one in files if one.name in KANA_FILES]


def list_characters() -> str:
    """Return the characters that the faces have: those of every day, and what is written here."""
    found = set(ALWAYS)
    for pattern in WRITTEN:
        for file in ROOT.glob(pattern):
            found |= {one for one in file.read_text(encoding="utf-8") if _is_latin(one)}
    return "".join(sorted(found))


def _is_latin(character: str) -> bool:
    return any(first <= ord(character) < end for first, end in LATIN)


def _subset(file: Path, weight: int) -> Any:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - wanted by a build only
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    # The same bytes from the same source: no date of the build.
    font = TTFont(file, recalcTimestamp=False)
    options = Options(
        hinting=False, layout_features=["kern", "mark", "ccmp"], name_IDs=list(KEPT_NAMES),
        notdef_outline=True,
    )  # fmt: skip
    subsetter = Subsetter(options)
    subsetter.populate(text=list_characters())
    subsetter.subset(font)
    for record, text in _rename(font, weight):
        record.string = text
    return font


def _rename(font: Any, weight: int) -> Iterator[tuple[Any, str]]:
    style = "Bold" if weight > 400 else "Regular"  # noqa: PLR2004
    names = {
        NAME: FAMILY, 3: f"{FAMILY} {style}", FULL_NAME: f"{FAMILY} {style}",
        POSTSCRIPT_NAME: f"{FAMILY.replace(' ', '')}-{style}",
    }  # fmt: skip
    for record in font["name"].names:
        if record.nameID in names:
            yield record, names[record.nameID]
