"""The type of a picture: one family, in the PNG too, and no gap where a sign is another face's."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import time
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


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a" + " " * 9 + "b", ["a         b"]), ("one  two   three ", ["one  two", "three"]),
     ("wordiness   b", ["wordiness", "b"]), ("日\u3000\u3000、本", ["日\u3000\u3000、", "本"]), ("   ", [])],
)  # fmt: skip
def test_a_run_of_spaces_stays_with_the_word_before_it(text, lines):
    assert wrap_text(text, 10, 40) == lines


@pytest.mark.parametrize("text", ["a{}b", "{}b", "a {}。"])
@pytest.mark.parametrize("sign", [" ", "\u3000", "a"])
def test_a_long_run_takes_as_much_longer_as_it_is(text, sign):
    """Each sign of a run was measured with all before it: 120,000 spaces took seconds."""
    begun = time.process_time()
    wrap_text(text.format(sign * 120_000), 10, 200)
    assert time.process_time() - begun < 1


STYLE = re.compile(r"^<svg[^>]*><style>(.*?)</style>")


def read_faces(drawn: str) -> list[str]:
    """Return the weights of the faces inside a picture; a face that is elsewhere is none."""
    rules = re.findall(r"@font-face{[^}]*}", STYLE.match(drawn)[1])
    assert all(
        "data:font/woff2;base64," in one and FONT.split(",")[0][1:-1] in one for one in rules
    )
    return [re.search(r"font-weight:(\d+)", one)[1] for one in rules]


@pytest.mark.parametrize("path", ["/map.svg?lang=ja", "/figures/kadena-taiwan/map.svg?lang=en"])
def test_an_svg_brings_its_type_and_is_allowed_to_use_it(client, path: str):
    answer = client.get(path)
    assert sorted(read_faces(answer.text)) == ["400", "700"]
    named = hashlib.sha256(STYLE.match(answer.text)[1].encode()).digest()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{base64.b64encode(named).decode()}'" in policy
    assert "font-src data:" in policy


def test_a_written_and_an_exported_svg_bring_it_too(runner, tmp_path, exported):
    file = tmp_path / "map.svg"
    assert runner("map", "--lang", "ja", "-o", str(file)).status == 0
    for one in (file, *exported.rglob("map*.svg")):
        assert sorted(read_faces(one.read_text("utf-8"))) == ["400", "700"], one
