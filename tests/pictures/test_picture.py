from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoposture.pictures import canvas
from geoposture.pictures.canvas import draw_map, fit_frame, round_frame


def test_a_picture_shows_each_point_on_its_coast(catalog):
    kadena = catalog.layer("us_bases").geometries[catalog.layer("us_bases").index["kadena-ab"]]
    drawn = draw_map([kadena, None], catalog, label="A & B")
    assert drawn.count("<circle") == 1
    assert 'aria-label="A &amp; B"' in drawn
    assert len(re.findall("Z", drawn)) > 3  # Okinawa and its neighbours
    assert "style=" not in drawn


def test_nothing_with_a_place_is_no_picture(catalog):
    assert draw_map([None], catalog, label="x") == ""


def test_a_small_thing_is_seen_in_its_surroundings():
    frame = fit_frame(np.array([0, 0, 10, 10]), 480, 320)
    assert shapely.box(-50_000, -30_000, 50_000, 30_000).within(frame.box())
    assert np.allclose(frame.place(np.array([[5.0, 5.0]])), [[240, 160]])


METRES = st.floats(-2e7, 2e7)


@given(west=METRES, south=METRES, across=st.floats(0, 1e7), along=st.floats(0, 1e7))
def test_a_frame_that_many_share_holds_what_is_to_be_seen(west, south, across, along):
    own = fit_frame(np.array([west, south, west + across, south + along]), 480, 320)
    shared = round_frame(own)
    slack = 1e-6 * own.metres_per_pixel + 1e-6
    assert own.box().within(shared.box().buffer(slack))
    assert own.metres_per_pixel < shared.metres_per_pixel < 1.37 * own.metres_per_pixel
    assert (shared.width, shared.height) == (own.width, own.height)


def test_frames_that_are_nearly_the_same_are_one():
    frames = {
        round_frame(fit_frame(np.array([0, 0, 2e6 + 500 * n, 1e6 + 200 * n]), 480, 320))
        for n in range(50)
    }
    assert len(frames) <= 3


def test_the_coast_of_pages_that_show_nearly_the_same_is_cut_once(catalog, monkeypatch):
    cut = []
    trace = canvas.trace
    monkeypatch.setattr(canvas, "trace", lambda *given: cut.append(given[1]) or trace(*given))
    drawn = [
        draw_map([shapely.Point(121 + n / 100, 21), shapely.Point(136, 37)], catalog, label="x")
        for n in range(10)
    ]
    assert 1 <= len(cut) <= 3
    assert len(set(drawn)) > 1
    assert all('class="land" d="M' in one for one in drawn)


@pytest.mark.parametrize(("lang", "said"), [("en", "prefecture’s 31"), ("ja", "県内31か所")])
def test_the_inset_says_what_it_counts_and_has_a_scale_of_its_own(client, lang, said):
    """A filter shows others than the words count: there is the scale alone."""
    whole = client.get(f"/map.svg?lang={lang}&width=960").text
    inset = whole[whole.index('class="inset"') :]
    text = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", inset[: inset.index('class="edge"')]))
    assert said in text
    assert "10 km" in text
    assert "500 km" in whole
    filtered = client.get(f"/map.svg?lang={lang}&width=960&where=service:usmc").text
    inset = filtered[filtered.index('class="inset"') :]
    inset = inset[: inset.index('class="edge"')]
    assert "10 km" in inset
    assert "31" not in re.sub(r'="[^"]*"', "", inset)
