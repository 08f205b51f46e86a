"""Latitudes and longitudes as people write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.importing.angles import parse_angle, parse_length

LAT = 35 + 41 / 60 + 22 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "35°41′22″N", "N35°41′22″", "35° 41' 22\" N", "35º41’22”", "35:41:22", "35 41 22 N",
        "354122N", "N354122", "北緯35度41分22秒", "３５度４１分２２秒", "35d".replace("d", "°") + "41′22″",
        "35°41.366667′N", "35.68944444", "35,68944444", "+35.68944444", "35.68944444° N", "354122.0N",
    ],
)  # fmt: skip
def test_a_latitude_is_read(text):
    assert parse_angle(text, "lat") == pytest.approx(LAT, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("139°45′18″E", 139.755), ("1394518E", 139.755), ("東経139度45分", 139.75), ("77.03W", -77.03),
        ("-77.03", -77.03), ("−77.03", -77.03), ("西経77度", -77), ("W 77°1'48\"", -77.03), ("180", 180),
        ("-0.5", -0.5), ("-0°30'", -0.5),
    ],
)  # fmt: skip
def test_a_longitude_is_read(text, value):
    assert parse_angle(text, "lon") == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("", "lat"), ("north", "lat"), ("139.7E", "lat"), ("35N", "lon"), ("91", "lat"), ("181", "lon"),
        ("-35N", "lat"), ("35°60′", "lat"), ("35°10′61″", "lat"), ("35.6.8", "lat"), ("1e3", "lon"),
        ("nan", "lat"), ("inf", "lat"), ("35 N 139 E", "lat"), ("354122", "lat"), ("356122N", "lat"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(text, axis):
    with pytest.raises(ValueError, match=r"“"):
        parse_angle(text, axis)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"))
def test_all_ways_of_writing_one_angle_are_one(degrees, minutes, seconds, hemisphere):
    written = [
        f"{degrees}°{minutes}′{seconds}″{hemisphere}",
        f"{hemisphere}{degrees:02}{minutes:02}{seconds:02}",
        f"{'-' if hemisphere == 'S' else ''}{degrees}:{minutes}:{seconds}",
        f"{'南' if hemisphere == 'S' else '北'}緯{degrees}度{minutes}分{seconds}秒",
    ]
    assert len({parse_angle(one, "lat") for one in written}) == 1


@given(st.text(max_size=20), st.sampled_from(["lat", "lon"]))
def test_no_text_is_more_than_refused(text, axis):
    with contextlib.suppress(ValueError):
        assert abs(parse_angle(text, axis)) <= 180


@pytest.mark.parametrize(
    ("text", "value"),
    [("-12345.67", -12345.67), ("12345,67", 12345.67), ("1,234,567.8", 1234567.8), ("0", 0)],
)
def test_a_length_is_read(text, value):
    assert parse_length(text) == value


@pytest.mark.parametrize("text", ["", "12 m", "1.2.3", "nan", "1e5"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match="no number"):
        parse_length(text)
