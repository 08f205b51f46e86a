"""Counts by cells: every feature of a box is in one cell, the one that lies round it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geoposture.catalog import Layer
from geoposture.catalog.cells import (
    FINEST_DEG,
    MOST_ACROSS,
    SMALLEST_DEG,
    count_cells,
    lay_grid,
)
from geoposture.model import LayerInfo

INFO = LayerInfo(id="points", title={"en": "Points", "ja": "点"}, description={"en": "", "ja": ""})
_lon = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 0.0, 179.5, 180.0]))
_lat = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 90.0]))
_points = st.lists(st.tuples(_lon, _lat), max_size=30)
_box = st.tuples(_lon, _lat, _lon, _lat).map(
    lambda one: (one[0], min(one[1], one[3]), one[2], max(one[1], one[3]))
)


def make_layer(*geometries: dict | None, **properties: list) -> Layer:
    features = tuple(
        {
            "type": "Feature", "id": str(number), "geometry": one,
            "properties": {name: values[number] for name, values in properties.items()},
        }
        for number, one in enumerate(geometries)
    )  # fmt: skip
    return Layer(INFO, features, "0" * 64)


def make_points(points) -> Layer:
    return make_layer(*({"type": "Point", "coordinates": list(one)} for one in points))


def lies_within(lon: float, lat: float, box) -> bool:
    west, south, east, north = box
    across = west <= lon <= east if west <= east else lon >= west or lon <= east
    return across and south <= lat <= north


@given(points=_points, box=_box, across=st.integers(1, 64))
@example(points=[(0.0, 90.0)], box=(0.0, 90.0, -1.0, 90.0), across=1)
@example(points=[(0.0, 90.0)], box=(0.0, 90.0, 0.0, 90.0), across=1)
@example(points=[(179.0, 0.0)], box=(170.1, 0.0, 180.0, 1.0), across=3)
@example(points=[(180.0, 0.0)], box=(180.0, 0.0, 180.0, 0.0), across=1)
@example(points=[(10.0, 0.5)], box=(10.0, 0.0, 9.999999999999998, 1.0), across=1)
@example(points=[(179.99999999999997, 0.0)], box=(179.99999999999997, 0.0, -179.0, 1.0), across=1)
def test_each_point_of_a_box_is_in_one_cell_that_lies_round_it(points, box, across):
    grid = lay_grid(box, across)
    assert max(grid.columns, grid.rows) <= across
    inside = [one for one in points if lies_within(*one, box)]
    counts = count_cells(make_points(points), grid, ())
    assert counts.matched == len(inside)
    left = list(inside)
    for column, row, number in counts.cells:
        outline = grid.outline(column, row)
        assert outline.is_valid
        assert outline.area > 0
        # A point on the side of two cells may be a hair from its own; 180° is -180° too.
        near = [
            one for one in left
            if any(outline.distance(shapely.Point(one[0] + turn, one[1])) < 2 * FINEST_DEG
                   for turn in (-360, 0, 360))
        ]  # fmt: skip
        assert len(near) >= number
        left = left if len(near) > number else [one for one in left if one not in near]


@given(box=_box, across=st.integers(1, 64))
def test_cells_are_squares_that_cover_the_box_and_no_row_or_column_more(box, across):
    grid = lay_grid(box, across)
    west, south, east, north = box
    width = east - west + (360 if west > east else 0)
    for cells, length in ((grid.columns, width), (grid.rows, north - south)):
        assert cells * grid.size >= length - 1e-6
        assert (cells - 1) * grid.size <= length + 1e-6
    assert grid.size >= SMALLEST_DEG


def test_a_point_on_a_side_belongs_to_the_cell_east_and_north_of_it_the_last_to_the_last():
    layer = make_points([(0, 0), (1, 1), (1, 0), (2, 2)])
    counts = count_cells(layer, lay_grid((0, 0, 2, 2), 2), ())
    assert counts.cells == ((0, 0, 1), (1, 0, 1), (1, 1, 2))


def test_across_the_date_line_cells_go_on_and_one_lies_on_both_sides():
    layer = make_points([(170, 0), (179, 0), (-179, 0), (-170, 0), (0, 0)])
    grid = lay_grid((168, -1, -168, 1), 3)
    counts = count_cells(layer, grid, ())
    assert counts.cells == ((0, 0, 1), (1, 0, 2), (2, 0, 1))
    middle = grid.outline(1, 0)
    assert middle.geom_type == "MultiPolygon"
    assert sorted(one.bounds[0] for one in middle.geoms) == [-180, 176]
    assert grid.outline(2, 0).bounds[:3:2] == (-176, -168)


def test_an_area_is_counted_once_and_what_has_no_place_apart():
    square = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]}
    line = {"type": "LineString", "coordinates": [[0, 0], [4, 0]]}
    counts = count_cells(make_layer(square, line, None), lay_grid((0, 0, 4, 4), 4), ())
    assert counts.matched == 2
    assert counts.without_geometry == 1


def test_conditions_choose_what_is_counted():
    points = [{"type": "Point", "coordinates": [one, 0]} for one in (1, 2, 3)]
    layer = make_layer(*points, None, kind=["a", "b", "a", "a"])
    grid = lay_grid((0, -1, 4, 1), 1)
    counts = count_cells(layer, grid, (("kind", ("a",)),))
    assert (counts.cells, counts.without_geometry) == (((0, 0, 2),), 1)
    assert count_cells(layer, grid, (("kind", ("c",)),)).cells == ()


@given(_lon, _lat)
def test_a_box_without_extent_has_one_cell(lon, lat):
    assume(lon < 180)
    grid = lay_grid((lon, lat, lon, lat), 24)
    assert (grid.columns, grid.rows) == (1, 1)
    assert count_cells(make_points([(lon, lat)]), grid, ()).cells == ((0, 0, 1),)


def test_nothing_is_counted_in_an_empty_layer():
    assert count_cells(make_layer(), lay_grid((0, 0, 1, 1), 4), ()).cells == ()


@pytest.mark.parametrize("north", [89.95, 90.0])
def test_the_last_row_ends_at_the_pole(north):
    grid = lay_grid((0.0, 80.0, 7.0, north), 4)
    top = grid.outline(0, grid.rows - 1)
    assert top.bounds[3] <= 90
    assert np.isclose(top.bounds[1], 80 + (grid.rows - 1) * grid.size)


def test_the_map_asks_for_no_more_cells_than_are_given():
    source = Path(__file__).parents[2] / "web" / "src" / "layers" / "cells.js"
    named = re.search(r"const MOST_ACROSS = (\d+);", source.read_text("utf-8"))
    assert int(named[1]) == MOST_ACROSS
