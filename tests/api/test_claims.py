"""What articles say, in Python and on the command line; and results that print short."""

from __future__ import annotations

import json

import pytest
from shelves import ORDERED, keep_first, name, write_shelf

import geoposture as gp

MOST = 3000
FIRST = "hegseth-tokyo-2025-03-30"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="module")
def shelf(folder):
    return gp.load_layers(keep_first(), articles=folder)


def test_claims_of_a_place_come_newest_first_with_outlet_and_text(shelf):
    found = [one for one in gp.claims("us_bases/misawa-ab", layers=shelf) if one.article != FIRST]
    assert tuple(one.published for one in found) == ORDERED
    assert found[0].publisher == "Gazette 12"
    assert found[0].text["ja"] == "官報12は2番目に来訪者124人とする。"
    assert found[0].topics == ("basing", "access")
    assert found[0].features == ("us_bases/misawa-ab",)


def test_claims_are_chosen_by_topic_and_place(shelf):
    assert {one.number for one in gp.claims(topic="access", layers=shelf)
            if one.article != FIRST} == {2}  # fmt: skip
    both = gp.claims("us_bases/kadena-ab", topic="access", layers=shelf)
    assert [one for one in both if one.article != FIRST] == []
    assert len(gp.claims(layers=shelf)) == 16 * 8 + 16
    assert gp.claims("us_bases/camp-fuji", layers=shelf) == []


def test_they_print_short(shelf):
    found = gp.claims(layers=shelf)
    assert len(repr(found)) < MOST
    assert "Gazette 12" in found._repr_html_()


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"feature": "us_bases/none"}, "no feature"), ({"feature": "none"}, "unknown layer"),
     ({"topic": "gossip"}, "no topic “gossip”; topics: command")],
)  # fmt: skip
def test_what_is_not_there_is_refused_in_one_line(asked, words):
    with pytest.raises(gp.GeopostureError, match=words):
        gp.claims(**asked)


def test_the_command_prints_the_same(runner, folder, monkeypatch):
    monkeypatch.setenv("GEOPOSTURE_LAYERS", str(keep_first()))
    monkeypatch.setenv("GEOPOSTURE_ARTICLES", str(folder))
    done = runner("claims", "us_bases/misawa-ab", "--format", "json")
    rows = [one for one in json.loads(done.out) if one["article"] != FIRST]
    assert tuple(one["published"] for one in rows) == ORDERED
    assert rows[0]["article"] == name(12)
    table = runner("claims", "--topic", "environment", "--format", "csv").out
    assert table.count("Gazette 12 counts") == 1
    assert "官報" in table


@pytest.mark.parametrize("arguments", [("us_bases/none",), ("--topic", "gossip")])
def test_a_wrong_place_or_topic_is_one_line_and_exit_2(runner, arguments):
    outcome = runner("claims", *arguments)
    assert outcome.status == 2
    assert len(outcome.err.strip().splitlines()) == 1


def test_results_over_two_hundred_places_print_short():
    places = [(130 + at / 100, 26 + at / 50) for at in range(200)]
    found = gp.coverage(places, target="taiwan_strait", radius_km=900)
    distances = gp.distances(places, "places/taipei")
    shown = (found, found.inputs, found.basis, found.frame, distances, distances.frame)
    assert [len(repr(one)) for one in shown if len(repr(one)) >= MOST] == []
    assert len(str(found.inputs.as_dict())) > MOST


def test_whole_layers_print_short(shelf):
    for layer in shelf.layers.values():
        assert len(repr(layer)) < MOST
        assert len(repr(layer.frame)) < MOST
