"""The type of a picture: one family, in the PNG too, and no gap where a sign is another face's."""

from __future__ import annotations

import io
import re
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from geoposture.pictures.palette import FONT
from geoposture.pictures.raster import rasterise
from geoposture.pictures.type import BOLD, REGULAR, measure_text, wrap_text

SIZE = 100


def set_line(text: str, weight: int) -> np.ndarray:
    """Return which columns of a line of text have ink."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="200" font-family="{FONT}">'
        f'<text x="20" y="120" font-size="{SIZE}" font-weight="{weight}">{text}</text></svg>'
    )
    return np.asarray(Image.open(io.BytesIO(rasterise(svg))))[:, :, 3].max(axis=0) > 0


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
@pytest.mark.parametrize("text", ["Japan’s", "“Oki”", "1–2", "Tōkyō", "it’s", "70%—31"])
def test_no_sign_leaves_a_gap_in_the_png(text, weight):
    """A face without them hands ’ and – to the Japanese one, which gives each a whole em."""
    inked = np.flatnonzero(set_line(text, weight))
    widest = max(after - before - 1 for before, after in pairwise(inked))
    assert widest < 0.2 * SIZE, f"{text}: {widest} pixels of nothing"


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_a_line_is_as_wide_in_the_png_as_it_was_measured(weight):
    text = "Japan’s Ministry of Defense listed 78"
    inked = np.flatnonzero(set_line(text, weight))
    wide = measure_text(text, SIZE, weight=weight)
    assert abs(inked[-1] - inked[0] - wide) < 0.03 * wide


@pytest.mark.parametrize(
    "text", ["円は「about 1,000 kilometers」", "（A&amp;B Press, 2025年8月29日）"]
)
def test_latin_words_among_kanji_are_as_wide_as_they_were_measured(text):
    """A renderer sets the whole line in the font that has all of it, and the line is cut."""
    inked = np.flatnonzero(set_line(text, REGULAR))
    wide = measure_text(unescape(text), SIZE)
    # The bracket at the end has half of its em empty.
    assert abs(inked[-1] - 20 - (wide - SIZE / 2)) < 0.2 * SIZE


def test_lines_part_between_words_and_before_no_closing_sign():
    assert wrap_text("one two three", 10, 40) == ["one two", "three"]
    lines = wrap_text("東シナ海の全域が嘉手納飛行場から、千キロ以内です。", 10, 60)
    assert len(lines) > 2
    assert not [one for one in lines if re.match("[、。）]", one)]
