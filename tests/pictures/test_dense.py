"""A layer of many points: counted on a live map, and as large in a picture as what is seen."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from incidents import write_incidents

from geoposture.catalog import Catalog, load_layers
from geoposture.catalog.theatre import MOST_DRAWN
from geoposture.maps.page import describe_page
from geoposture.maps.scene import make_framed_scene, make_scene
from geoposture.model import View
from geoposture.pictures.canvas import MOST_DOTS, POINT_RADIUS, Frame, draw_map, trace_dots
from geoposture.pictures.drawing import draw_view
from geoposture.pictures.poster import draw_posters

SPOTS = st.lists(st.tuples(st.floats(-50, 250), st.floats(-50, 170)), max_size=60)


def read_dots(path: str) -> np.ndarray:
    steps = [(int(x), int(y)) for x, y in re.findall(r"m(-?\d+) (-?\d+)h0", path)]
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0)


@given(SPOTS, st.sampled_from([1, 3]))
def test_every_point_is_under_a_dot_or_beside_one_and_every_dot_is_a_point(spots, finer):
    frame = Frame(0.0, 0.0, 1000.0, 200, 120, finer=finer)
    dots = read_dots(trace_dots(np.array(spots, dtype=float).reshape(-1, 2), frame))
    rounded = {(round(x), round(y)) for x, y in spots}
    assert {tuple(one) for one in dots.tolist()} <= rounded
    apart = 2 * POINT_RADIUS * finer
    for x, y in spots:
        if 0 <= x <= 200 and 0 <= y <= 120:
            assert np.min(np.hypot(*(dots - (x, y)).T)) <= apart * 2**0.5 + 1
    assert all(
        abs(x - 100) <= 101 + 1.5 * apart and abs(y - 60) <= 61 + 1.5 * apart
        for x, y in dots.tolist()
    )


@pytest.mark.parametrize(("finer", "count"), [(1, 26), (3, 9)])
def test_dots_are_as_many_as_have_room(finer: int, count: int):
    frame = Frame(0.0, 0.0, 1000.0, 200, 120, finer=finer)
    row = np.column_stack([np.arange(201.0), np.full(201, 60.0)])
    assert len(read_dots(trace_dots(row, frame))) == count


@pytest.mark.parametrize("count", [MOST_DOTS, MOST_DOTS + 1])
def test_a_small_picture_of_many_points_is_one_path(count: int, catalog):
    dice = random.Random(count)
    points = [shapely.Point(dice.uniform(120, 121), dice.uniform(20, 21)) for _ in range(count)]
    area = shapely.box(120, 20, 120.4, 20.4)
    drawn = draw_map([*points, None, area], catalog, label="many")
    assert drawn.count("<circle") == (count if count == MOST_DOTS else 0)
    assert drawn.count('class="marks"') == (0 if count == MOST_DOTS else 1)
    assert drawn.count('class="shape"') == 1


def make_catalog(folder: Path, count: int) -> Catalog:
    line = {"type": "LineString", "coordinates": [[-4, 41], [4, 45]]}
    way = {"type": "Feature", "id": "way", "geometry": line, "properties": {}}
    write_incidents(folder, count, way)
    return load_layers(folder)


@pytest.fixture(scope="module")
def dense(tmp_path_factory) -> Catalog:
    return make_catalog(tmp_path_factory.mktemp("dense"), MOST_DRAWN)


@pytest.mark.parametrize("make", [make_scene, make_framed_scene])
def test_a_live_map_counts_them_and_a_copy_holds_them(dense: Catalog, make):
    live = {one.id: one for one in make(dense, View(), "/v/x").layers}["incidents"]
    assert (live.role, live.url) == ("cells", "/collections/incidents/cells")
    scene = make(dense, View(), "/v/x")
    assert [one["role"] for one in scene.theatre["layers"]] == ["cells"]
    assert any(one.startswith("cells.") for one in scene.words)
    copy = make(dense, View(), "")
    assert [one.role for one in copy.layers if one.id == "incidents"] == ["other"]
    assert [one["role"] for one in copy.theatre["layers"]] == ["other"]
    assert not any(one.startswith("cells.") for one in copy.words)


def test_it_is_switched_off_by_the_address(dense: Catalog):
    shown = make_framed_scene(dense, View(layers=()), "/v/x").layers
    assert [one.visible for one in shown if one.id == "incidents"] == [False]


def test_one_less_is_drawn_one_by_one(tmp_path):
    catalog = make_catalog(tmp_path / "few", MOST_DRAWN - 1)
    shown = make_scene(catalog, View(), "/v/x").layers
    assert [one.role for one in shown if one.id == "incidents"] == ["other"]
    assert not describe_page(catalog, View())["layers"][0]["counted"]


def test_the_page_says_that_it_counts_and_a_copy_does_not(dense: Catalog):
    [live], [copy] = (describe_page(dense, View(), served=one)["layers"] for one in (True, False))
    assert "how many lie in each square" in live["counted"]
    assert copy["counted"] == ""


@pytest.mark.parametrize("theme", [None, "dark"])
def test_a_picture_of_them_is_small(dense: Catalog, theme):
    drawn = draw_view(dense, View(theme=theme))
    assert drawn.count("data-ref=") == 1
    assert 'data-ref="incidents/way"' in drawn
    assert 1000 < len(drawn) < 150_000
    posters = draw_posters(dense, View(theme=theme))
    assert posters["ground"].count('id="plain"') == 1
    for name in ("wide", "square", "tall"):
        assert posters[name].count('href="#plain"') == 1
        assert len(posters[name]) < 20_000
    assert len(posters["ground"]) < 150_000


@pytest.mark.parametrize(("count", "role"), [(MOST_DRAWN, "facilities"), (MOST_DRAWN + 1, "other")])
def test_so_many_points_alone_are_no_facilities(tmp_path, count: int, role: str):
    write_incidents(tmp_path, count)
    assert load_layers(tmp_path).theatre.list_role(role) == ("incidents",)


def test_areas_that_are_no_larger_than_a_speck_are_left_out_at_once(tmp_path):
    def make_square(id_: str, side: float) -> dict:
        ring = [[0, 42], [side, 42], [side, 42 + side], [0, 42 + side], [0, 42]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "id": id_, "geometry": geometry, "properties": {}}

    folder = tmp_path / "squares"
    write_incidents(folder, 2, make_square("seen", 0.5), make_square("speck", 1e-4))
    drawn = draw_view(load_layers(folder), View())
    assert 'data-ref="incidents/seen"' in drawn
    assert "incidents/speck" not in drawn
