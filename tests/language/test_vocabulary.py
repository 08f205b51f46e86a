"""Colours are the same in pictures and in style sheets, and each symbol is drawn in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geoposture.language.vocabulary import DARK, LIGHT, SYMBOLS
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
    assert set(palette.SHAPES) == set(SYMBOLS)
