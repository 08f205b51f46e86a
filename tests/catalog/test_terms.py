"""The index of values finds what going through all features finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geoposture.catalog.loading import Layer
from geoposture.catalog.query import keep_meeting
from geoposture.catalog.terms import index_terms, list_texts
from geoposture.model import LayerInfo

ONE = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, 2.0, -1.0]),
    st.sampled_from(["a", "b", "true", "2", ""]),
)  # fmt: skip
VALUES = st.one_of(ONE, st.lists(ONE, max_size=3))
ROWS = st.lists(st.dictionaries(st.sampled_from(["kind", "day"]), VALUES), max_size=12)
WANTED = st.lists(st.sampled_from(["a", "b", "true", "2", "2.0", "-1", "", "none"]), max_size=3)


def make_layer(rows: list[dict[str, object]]) -> Layer:
    features = tuple(
        {"type": "Feature", "id": str(at), "geometry": None, "properties": one}
        for at, one in enumerate(rows)
    )
    return Layer(
        LayerInfo(id="own", title={"en": "Own"}, description={"en": ""}), features, "0" * 64
    )


@given(rows=ROWS, kinds=WANTED, days=WANTED, data=st.data())
def test_an_index_finds_what_a_walk_finds(rows, kinds, days, data):
    layer = make_layer(rows)
    chosen = data.draw(
        st.lists(st.integers(0, len(rows) - 1), unique=True) if rows else st.just([])
    )
    conditions = (("kind", tuple(kinds)), ("day", tuple(days)))
    found = keep_meeting(layer, np.array(chosen, dtype=int), conditions)
    wanted = [
        at for at in chosen
        if all(set(values) & list_texts(rows[at].get(name)) for name, values in conditions)
    ]  # fmt: skip
    assert found.tolist() == wanted


def test_a_layer_keeps_its_own_index():
    one, other = make_layer([{"kind": "a"}, {"kind": ["b", "a"]}]), make_layer([{"kind": "b"}])
    assert index_terms(one, "kind") is index_terms(one, "kind")
    assert sorted(index_terms(one, "kind").find(["a"])) == [0, 1]
    assert index_terms(other, "kind").find(["a"]).tolist() == []
    assert index_terms(other, "kind").find(["b"]).tolist() == [0]
