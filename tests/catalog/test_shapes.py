"""Many geometries are read at once, as shapely reads each of them."""

from __future__ import annotations

import json
import pickle
import re

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoposture.catalog.loading import Layer, LayerInfo
from geoposture.catalog.query import ItemQuery, select
from geoposture.catalog.shapes import read_shapes
from geoposture.catalog.validation import _list_signs

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')

_degrees = st.floats(-180, 180).map(lambda one: round(one / 2, 3))
_point = st.lists(_degrees, min_size=2, max_size=3).map(
    lambda one: {"type": "Point", "coordinates": one}
)
_geometries = st.lists(st.one_of(st.none(), _point, st.just(SQUARE)), max_size=8)


def make_layer(geometries) -> Layer:
    rows = [
        {"type": "Feature", "id": f"a{at}", "geometry": one, "properties": {"name": f"A{at}"}}
        for at, one in enumerate(geometries)
    ]
    return Layer(LayerInfo(id="a", title={"en": "A"}, description={"en": ""}), tuple(rows), "0")


@given(_geometries)
def test_each_is_what_shapely_makes_of_its_text(geometries):
    found = read_shapes(geometries)
    wanted = [one and shapely.from_geojson(json.dumps(one)) for one in geometries]
    assert [one and one.wkt for one in found] == [one and one.wkt for one in wanted]


@given(_geometries, st.tuples(_degrees, _degrees), st.tuples(_degrees, _degrees))
def test_a_box_finds_points_as_the_index_does(geometries, one, other):
    (west, east), (south, north) = sorted([one[0], other[0]]), sorted([one[1], other[1]])
    points = [row for row in geometries if row is None or row["type"] == "Point"]
    box = shapely.box(west, south, east, north)
    for rows in (points, geometries):
        layer = make_layer(rows)
        page = select(layer, ItemQuery(bbox=(west, south, east, north)))
        wanted = [at for at, shape in enumerate(layer.geometries)
                  if shape is None or shape.intersects(box)]  # fmt: skip
        assert list(page.positions) == wanted


def test_a_layer_travels_as_text_and_is_read_where_it_is_asked():
    layer = make_layer([{"type": "Point", "coordinates": [0.1, 1e-7]}, None, SQUARE])
    arrived = pickle.loads(pickle.dumps(layer))
    assert "features" not in vars(arrived)
    assert arrived.is_same(layer)
    assert arrived.features == layer.features
    assert arrived.feature("a2") == layer.feature("a2")
    again = pickle.loads(pickle.dumps(arrived))
    assert again.features == layer.features
    with pytest.raises(AttributeError, match="a layer has no wings"):
        _ = arrived.wings


_json = st.recursive(
    st.text(alphabet='a\\":[]{}\n'),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(alphabet='\\"{:u'), inner, max_size=3)
    ),
)


@given(_json)
def test_brackets_and_colons_in_strings_are_none(value):
    for data in (orjson.dumps(value), json.dumps(value).encode()):
        plain = STRINGS.sub(b"", data)
        assert bytes(_list_signs(data)) == bytes(
            np.array([one for one in plain if one in b"[]{}:"], np.uint8)
        )
