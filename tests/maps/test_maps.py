"""``geoposture map``: every part of a view as an option, one line where one is broken."""

from __future__ import annotations

import struct

import pytest

RING = ("--origins", "us_bases/kadena-ab", "--radius-km", "800")


def test_a_ring_stands_with_its_sentence_in_page_and_picture(tmp_path, runner):
    for name in ("map.html", "map.svg"):
        shown = runner("map", *RING, "--caption", "Ours", "-o", str(tmp_path / name))
        assert shown.status == 0, shown.err
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "18% of the Taiwan Strait" in text
        assert "Ours" in text


def test_a_distance_from_a_western_longitude(tmp_path, runner):
    target = tmp_path / "map.svg"
    shown = runner("map", "--from", "-77.03,38.89", "--to", "us_bases/yokota-ab", "-o", str(target))
    assert shown.status == 0, shown.err
    assert "Yokota Air Base" in target.read_text(encoding="utf-8")


def test_a_png_is_as_wide_and_fine_as_asked(tmp_path, runner):
    target = tmp_path / "map.PNG"
    shown = runner("map", "--width", "400", "--height", "300", "--scale", "2", "-o", str(target))
    assert shown.status == 0, shown.err
    assert struct.unpack(">I", target.read_bytes()[16:20])[0] == 800


def test_only_the_layers_asked_for_are_shown(tmp_path, runner):
    texts = []
    for more in ((), ("--layers", "us_bases")):
        runner("map", *more, "-o", str(tmp_path / "map.html"))
        texts.append((tmp_path / "map.html").read_text(encoding="utf-8"))
    assert [text.count(".addTo(map_1)") for text in texts] == [11, 7]


def test_a_picture_follows_language_theme_and_legend(tmp_path, runner):
    target = tmp_path / "map.svg"
    plain = ("--lang", "ja", "--theme", "dark", "--no-legend", "--no-inset", "--title", "題")
    assert runner("map", *plain, "-o", str(target)).status == 0
    dark = target.read_text(encoding="utf-8")
    assert runner("map", "--lang", "ja", "-o", str(target)).status == 0
    assert len(dark) < len(target.read_text(encoding="utf-8"))
    assert "題" in dark
    assert "嘉手納" in dark


@pytest.mark.parametrize(
    "broken",
    [
        ("--view", "1,2"), ("--view", "nan,1,2"), ("--view", "91,0,5"), ("--bbox", "1,2,3"),
        ("--bbox", "147,20,116,46"), ("--layers", "nothing"), ("--feature", "us_bases/nothing"),
        ("--article", "nothing"), ("--claim", "99"), ("--claim", "0"), ("--tool", "nothing"),
        ("--from", "us_bases/kadena-ab"), ("--from", "us_bases/kadena-ab", "--to", "x/y"),
        ("--origins", "us_bases/kadena-ab"), ("--radius-km", "800"), (*RING, "--target", "x"),
        (*RING[:3], "0"), (*RING[:3], "1e309"), (*RING, "--system", "f-35a"),
        (*RING[:2], "--system", "mv-22b"), (*RING, "--to", "places/taipei"),
        ("--where", "nothing"), ("--where", "nothing:x"), ("--units", "leagues"),
        ("--lang", "fr"), ("--theme", "red"), ("--title", "x" * 121), ("--caption", "a\nb"),
        ("--width", "100"), ("--height", "99999"), ("--scale", "3"), (*RING, "--width", "300"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_broken_value_is_one_line_that_names_its_option(tmp_path, runner, broken):
    shown = runner("map", *broken, "-o", str(tmp_path / "map.svg"))
    assert shown.status == 2, shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert "--" in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["map.gif", "map", "map.html.zip"])
def test_another_ending_is_refused(tmp_path, runner, name):
    shown = runner("map", "-o", str(tmp_path / name))
    assert shown.status == 2
    assert ".html, .svg, .png, .pdf" in shown.err


def test_a_size_of_an_interactive_map_is_refused(tmp_path, runner):
    shown = runner("map", "--width", "400", "-o", str(tmp_path / "map.html"))
    assert shown.status == 2
    assert "--width" in shown.err
