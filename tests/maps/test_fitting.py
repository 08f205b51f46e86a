"""What a frame has room for is worked out as its sheet shows it."""

from __future__ import annotations

import re
from pathlib import Path

from geoposture.maps import fitting

LINES = (Path(__file__).parents[2] / "web/src/styles/lines.css").read_text("utf-8")


def _find_height(credit: list[tuple[int, str]], width: int) -> float:
    media = fitting.refuse_under("A", ["B"], ([], []), credit)
    for query in media.split(", "):
        least = re.search(r"min-width:(\d+)px", query)
        most = re.search(r"max-width:([\d.]+)px", query)
        if (not least or int(least[1]) <= width) and (not most or width <= float(most[1])):
            return float(re.search(r"max-height:(\d+)px", query)[1])
    raise AssertionError(media)


def test_the_widths_of_the_day_are_those_of_the_sheet():
    for name, width in (("roomy", fitting.ROOMY), ("day", fitting.DATED)):
        assert f"@media (max-width: {width - 0.02}px) {{ .{name} {{ display: none; }} }}" in LINES


def test_a_day_that_is_not_shown_takes_no_room():
    """A ring was refused between 620 and 900 pixels for a line that stood there in no frame."""
    day = "Compiled on a day that is long enough for a line of its own " * 5
    roomy = fitting.list_credits(["whole"], ["slim"], day, roomy=True)
    plain = fitting.list_credits(["whole"], ["slim"], "", roomy=True)
    for width in (320, 480, 620, 720, 899):
        assert _find_height(roomy, width) == _find_height(plain, width)
    assert _find_height(roomy, 900) > _find_height(plain, 900)
    short = fitting.list_credits(["whole"], ["slim"], day, roomy=False)
    assert _find_height(short, 439) == _find_height(plain, 439)
    assert _find_height(short, 440) > _find_height(plain, 440)
