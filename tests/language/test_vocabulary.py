"""Colours are the same in pictures and in style sheets, and each symbol is drawn in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoposture.language.vocabulary import DARK, EMBED_MAPS, EMBED_SHAPES, LIGHT, SYMBOLS
from geoposture.language.words import LANGUAGES, load_words
from geoposture.pictures import palette

STYLES = Path(__file__).parents[2] / "web" / "src" / "styles"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
NAMES = {"home": "island", "label_sea": "label-sea"}
"""What style sheets call otherwise."""


def read_tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,8});", block))


def lengthen(colour: str) -> str:
    return "#" + "".join(2 * one for one in colour[1:]) if len(colour) == 4 else colour


@pytest.mark.parametrize(
    ("at", "colours", "which"), [(0, LIGHT, "light"), (1, DARK, "dark"), (2, DARK, "dark")]
)
def test_style_sheets_have_the_colours_of_pictures(at, colours, which):
    block = read_tokens(re.findall(r":root[^{]*\{[^}]*\}", TOKENS)[at])
    wanted = dict(colours) | {code: one[which] for code, one in SYMBOLS.items()}
    assert len(wanted) > 15
    for name, colour in wanted.items():
        assert lengthen(block[NAMES.get(name, name)]) == colour, name


def test_each_symbol_has_a_style_in_marks_and_in_pictures():
    marks = (STYLES / "map.css").read_text(encoding="utf-8")
    lines = (STYLES / "lines.css").read_text(encoding="utf-8")
    for code in SYMBOLS:
        assert f".by-branch .branch-{code}" in marks
    # Frames and pictures are in ink: their shapes are those of the table.
    assert re.search(r'\[class\^="b-"\] \{ fill: var\(--mark\)', lines)
    assert ".b-unknown" in lines
    for colours in (palette.LIGHT, palette.DARK):
        assert {colours[code] for code in SYMBOLS} == {colours["mark"]}
    assert set(palette.MARKS) == set(SYMBOLS)


def test_each_shape_of_the_embed_has_its_name_its_ratio_and_its_frames():
    sheet = (STYLES / "embed.css").read_text(encoding="utf-8")
    assert set(EMBED_SHAPES) == set(EMBED_MAPS)
    for shape, (width, height) in EMBED_MAPS.items():
        ratio = re.search(rf"\.{shape} {{ --ratio: ([\d.]+); }}", sheet)
        assert ratio, shape
        assert float(ratio[1]) == pytest.approx(width / height, abs=5e-5), shape
        assert re.search(
            rf"@container figure \([^{{]*{{ \.{shape} {{ display: block; }} }}", sheet
        ), shape
        for lang in LANGUAGES:
            assert load_words(lang).text(f"share.shape_{shape}"), shape
