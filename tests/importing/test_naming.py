"""Ids that last."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoposture.catalog.validation import ID_PATTERN
from geoposture.importing.naming import choose_ids, read_own

NAMES = st.sampled_from(["Kadena", "嘉手納", "", "A b", "a-b", "Ø", "x" * 90, "…"])
PLACES = st.one_of(st.none(), st.builds(shapely.Point, st.integers(0, 3), st.integers(0, 3)))
ROWS = st.lists(st.tuples(NAMES, PLACES), max_size=8)


def drafts(rows):
    return [{"geometry": place, "properties": {"name": name}} for name, place in rows]


def as_layer(rows, ids):
    return [
        {
            "id": id_,
            "geometry": place and shapely.geometry.mapping(place),
            "properties": {"name": name},
        }
        for id_, (name, place) in zip(ids, rows, strict=True)
    ]


@given(ROWS)
def test_each_has_an_id_of_its_own(rows):
    ids = choose_ids(drafts(rows), [None] * len(rows), [])
    assert len(set(ids)) == len(ids)
    assert all(ID_PATTERN.fullmatch(one) for one in ids)


@given(ROWS, ROWS)
def test_no_id_is_given_twice_whatever_the_layer_had(rows, earlier):
    before = as_layer(earlier, choose_ids(drafts(earlier), [None] * len(earlier), []))
    ids = choose_ids(drafts(rows), [None] * len(rows), before)
    assert len(set(ids)) == len(ids)


def test_two_that_could_be_one_are_both_new():
    before = as_layer([("A", shapely.Point(9, 9))], ["a"])
    rows = [("A", shapely.Point(1, 1)), ("A", shapely.Point(2, 2))]
    assert "a" not in choose_ids(drafts(rows), [None, None], before)


@given(ROWS, st.randoms())
def test_what_is_there_once_keeps_its_id_in_any_order(rows, random):
    rows = list(dict.fromkeys(rows))
    before = as_layer(rows, choose_ids(drafts(rows), [None] * len(rows), []))
    turned = random.sample(rows, len(rows))
    again = choose_ids(drafts(turned), [None] * len(rows), before)
    was = {(one["properties"]["name"], str(one["geometry"])): one["id"] for one in before}
    for (name, place), id_ in zip(turned, again, strict=True):
        if name and place:
            assert id_ == was[name, str(shapely.geometry.mapping(place))]


def test_what_moved_or_was_renamed_keeps_its_id_and_what_is_new_takes_none_that_was():
    before = as_layer([("A", shapely.Point(1, 1)), ("B", shapely.Point(2, 2))], ["a", "b"])
    now = [("A", shapely.Point(1, 1.01)), ("B renamed", shapely.Point(2, 2)), ("C", None)]
    assert choose_ids(drafts(now), [None] * 3, before) == ["a", "b", "c"]
    gone = [("Z", shapely.Point(9, 9)), ("Á", shapely.Point(8, 8))]
    taken = choose_ids(drafts(gone), [None] * 2, before)
    assert taken[0] == "z"
    assert taken[1].startswith("a-")


def test_two_of_one_name_are_told_apart_by_their_places_only():
    rows = [("A", shapely.Point(1, 1)), ("A", shapely.Point(2, 2))]
    ids = choose_ids(drafts(rows), [None, None], [])
    assert ids[0] == "a"
    again = choose_ids(drafts(rows[::-1]), [None, None], as_layer(rows, ids))
    assert again == ids[::-1]


def test_ids_of_a_file_are_taken_where_all_can_be_ids():
    assert read_own(["A1", 7, 7.0, "b c", None, "", "…", [1]]) == [
        "a1",
        None,
        None,
        "b-c",
        None,
        None,
        None,
        None,
    ]
    assert choose_ids(drafts([("A", None)]), ["own"], as_layer([("A", None)], ["a"])) == ["own"]
