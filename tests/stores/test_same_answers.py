"""Whatever is asked, a database answers what the files answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.catalog import Catalog, Layer
from geoposture.catalog.cells import WORLD, lay_grid
from geoposture.catalog.query import ItemQuery, describe_queryables, list_texts
from geoposture.model import LayerInfo, Stored
from geoposture.stores import postgis
from geoposture.stores.database import Database
from geoposture.stores.files import FileStore, HeldLayer

NOISE = "".join(f"{number * 2654435761 % 2**32:08x}" for number in range(700))
"""A text that no index compresses into an entry."""
ODD = (
    None, "", "a", "A", "ä", "あ", "a|b", "a,b", "'; drop table geoposture.layers --", "%s", "{x}",
    "x" * 399, "x" * 400, "x" * 401, "x" * 5000, NOISE, "\x1f", "NULL", "null", "true", True, False, 0, 1,
    -1, 1.0, 1.5, -0.5, 1e15, 10, 9, "10", "9", ["b", "a"], ["a"], [], ["x" * 500], "\ud7ff", "\U0001f600",
)  # fmt: skip
NAMES = ("plain", "with space", "quo\"te'", "percent %s", "日本", "bbox")


def _make_layer(count: int = 400, seed: int = 3) -> Layer:
    """Values of every kind, mixed in one property, and positions of every kind, or none."""
    chance = random.Random(seed)
    shapes: tuple[Any, ...] = (
        None,
        lambda x, y: {"type": "Point", "coordinates": [x, y]},
        lambda x, y: {"type": "Polygon", "coordinates": [
            [[x, y], [x + 0.5, y], [x + 0.5, y + 0.5], [x, y]]]},
        lambda x, y: {"type": "MultiPoint", "coordinates": [[x, y], [-x, -y]]},
    )  # fmt: skip
    features = []
    for number in range(count):
        make = chance.choice(shapes)
        x, y = round(chance.uniform(-179, 179), 3), round(chance.uniform(-80, 80), 3)
        features.append({
            "type": "Feature", "id": f"f{number}", "geometry": make(x, y) if make else None,
            "properties": {name: chance.choice(ODD) for name in NAMES if chance.random() < 0.8},
        })  # fmt: skip
    info = LayerInfo(
        id="odd", title={"en": "Odd", "ja": "奇妙"}, description={"en": "", "ja": ""},
        limits={"ja": ("い",), "en": ("a", "b")}, held_by={"zz": ("a",), "b": ("c", "d")},
        sources=("z", "a"), date="2026-01-31",
    )  # fmt: skip
    return Layer(info, tuple(features), "0" * 64)


ODD_LAYER = _make_layer()


class Both:
    """The same layers in memory and in a database."""

    def __init__(self, layers: list[Layer], address: str) -> None:
        self.layers = {one.id: one for one in layers}
        self.files = FileStore({one.id: HeldLayer(one) for one in layers})
        self.database = Database(address, print)

    def known(self) -> dict[str, tuple[Stored, Stored]]:
        there = self.database.begin()
        return {id_: (self.files.list()[id_], there[id_]) for id_ in self.layers}

    def compare(self, layer_id: str, query: ItemQuery) -> int:
        ours, theirs = self.known_once()[layer_id]
        found, asked = self.files.find(ours, query), self.database.find(theirs, query)
        assert asked == found, query
        return found.matched

    def compare_cells(self, layer_id: str, query: ItemQuery, across: int) -> None:
        ours, theirs = self.known_once()[layer_id]
        asked = lay_grid(query.bbox or ours.extent or WORLD, across), query.conditions
        assert self.database.count(theirs, *asked) == self.files.count(ours, *asked), (
            query,
            across,
        )

    def known_once(self) -> dict[str, tuple[Stored, Stored]]:
        if not hasattr(self, "_known"):
            self._known = self.known()
        return self._known


@pytest.fixture(scope="module")
def both(cluster, catalog: Catalog) -> Iterator[Both]:
    layers = [one for id_, one in catalog.layers.items() if id_ != "annotations"]
    postgis.push(cluster.address, [*layers, ODD_LAYER])
    found = Both([*layers, ODD_LAYER], cluster.address)
    yield found
    found.database.rest()


def test_what_is_known_of_a_layer_is_the_same(both):
    for ours, theirs in both.known_once().values():
        assert (theirs.info, theirs.sha256, theirs.count) == (ours.info, ours.sha256, ours.count)
        assert (theirs.extent, dict(theirs.schema)) == (ours.extent, dict(ours.schema))
        assert list(theirs.schema) == list(ours.schema)
        # Hashes are made of the order, too.
        assert repr(theirs.info.held_by) == repr(ours.info.held_by)
        assert repr(theirs.info.limits) == repr(ours.info.limits)


def test_each_feature_and_the_whole_layer_are_the_same(both):
    for id_, (ours, theirs) in both.known_once().items():
        assert list(both.database.stream(theirs)) == list(both.files.stream(ours))
        assert both.database.hold(theirs).features == both.layers[id_].features
        for feature in both.layers[id_].features[:30]:
            kept = both.database.read(theirs, feature["id"])
            assert kept == both.files.read(ours, feature["id"]) is not None
        for unknown in ("", "no-such", "'", "\0", "f1\0"):
            if unknown.strip("\0") != unknown:
                continue
            assert both.database.read(theirs, unknown) is None


def test_every_property_filters_and_sorts_the_same(both):
    for id_, layer in both.layers.items():
        for name in describe_queryables(layer):
            values = sorted({
                text for one in layer.features for text in list_texts(one["properties"].get(name))
            })  # fmt: skip
            for value in values if id_ == "odd" else values[:3]:
                assert both.compare(id_, ItemQuery(conditions=((name, (value,)),), limit=10_000))
            assert both.compare(id_, ItemQuery(conditions=((name, ("nowhere",)),))) == 0
            for descending in (False, True):
                both.compare(id_, ItemQuery(sort=((name, descending),), limit=10_000))


_values = st.sampled_from(sorted({text for one in ODD for text in list_texts(one)}))
_conditions = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(_values, min_size=1, max_size=3).map(tuple)),
    max_size=2,
).map(tuple)
_box = st.one_of(
    st.none(),
    st.tuples(
        st.floats(-180, 180), st.floats(-90, 89), st.floats(-180, 180), st.floats(-89, 90)
    ).map(lambda one: (one[0], min(one[1], one[3]), one[2], max(one[1], one[3]))),
)
_sort = st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=3).map(tuple)
_query = st.builds(
    ItemQuery, limit=st.integers(1, 60), offset=st.integers(0, 450), bbox=_box,
    conditions=_conditions, sort=_sort,
)  # fmt: skip


@given(query=_query, across=st.integers(1, 64))
def test_any_cell_has_the_same_count(both, query, across):
    both.compare_cells("odd", query, across)


def test_every_layer_has_the_same_cells(both):
    for id_ in both.layers:
        for across in (1, 24, 64):
            both.compare_cells(id_, ItemQuery(), across)


@given(query=_query)
def test_any_question_has_the_same_answer(both, query):
    both.compare("odd", query)


def test_a_box_is_closed_and_may_cross_the_date_line(both):
    layer = both.layers["odd"]
    x, y = next(
        one["geometry"]["coordinates"] for one in layer.features
        if one["geometry"] and one["geometry"]["type"] == "Point"
    )  # fmt: skip
    assert both.compare("odd", ItemQuery(bbox=(x, y, x, y), limit=1000))
    west, south, east, north = both.known_once()["us_bases"][0].extent
    for cut in range(4):
        # Beyond the layer on three sides, within it on one: not all of it is asked for.
        wide = [west - 1, south - 1, east + 1, north + 1]
        wide[cut] = (west + east) / 2 if cut % 2 == 0 else (south + north) / 2
        assert 0 < both.compare("us_bases", ItemQuery(bbox=tuple(wide))) < 83
    for box in ((170, -90, -170, 90), (-180, -90, 180, 90), (180, -90, -180, 90), (0, 0, 0, 0)):
        both.compare("odd", ItemQuery(bbox=box, limit=1000))
