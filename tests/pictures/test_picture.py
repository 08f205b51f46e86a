from __future__ import annotations

import re

import numpy as np
import shapely

from geoposture.pictures.canvas import draw_map, fit_frame


def test_a_picture_shows_each_point_on_its_coast(catalog):
    kadena = catalog.layer("us_bases").geometries[catalog.layer("us_bases").index["kadena-ab"]]
    drawn = draw_map([kadena, None], catalog.land, label="A & B")
    assert drawn.count("<circle") == 1
    assert 'aria-label="A &amp; B"' in drawn
    assert len(re.findall("Z", drawn)) > 3  # Okinawa and its neighbours
    assert "style=" not in drawn


def test_nothing_with_a_place_is_no_picture(catalog):
    assert draw_map([None], catalog.land, label="x") == ""


def test_a_small_thing_is_seen_in_its_surroundings():
    frame = fit_frame(np.array([0, 0, 10, 10]), 480, 320)
    assert shapely.box(-50_000, -30_000, 50_000, 30_000).within(frame.box())
    assert np.allclose(frame.place(np.array([[5.0, 5.0]])), [[240, 160]])
