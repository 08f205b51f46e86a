"""An article as stops on the map: which points share one, what it shows, what is named there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from published import CAPES, FIRST, HARBOURS, QUIET, write_articles

from geoposture.articles.published import list_articles
from geoposture.catalog import load_layers
from geoposture.model import View
from geoposture.views import stops, story

EXAMPLE = Path(__file__).parents[2] / "examples" / "philippines"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return load_layers(articles=write_articles(tmp_path_factory.mktemp("articles")))


def tell(catalog, article, lang="en"):
    return story.describe_stops(catalog, View(article=article, lang=lang))


def list_numbers(told):
    return [[one["no"] for one in stop["claims"]] for stop in told["stops"]]


def test_points_of_one_neighbourhood_are_one_stop_and_those_without_a_place_are_none(shelf):
    told = tell(shelf, FIRST)
    assert list_numbers(told) == [[1, 2, 5, 6], [3], [10], [14], [16]]
    assert [one["no"] for one in told["rest"]] == [4, 7, 8, 9, 11, 12, 13, 15]


@pytest.mark.parametrize(
    ("article", "numbers", "rest"),
    [(HARBOURS, [[1], [2]], []), (CAPES, [[1], [2], [3], [5]], [4]), (QUIET, [[1]], [])],
)
def test_each_article_has_its_own_stops(shelf, article, numbers, rest):
    told = tell(shelf, article)
    assert list_numbers(told) == numbers
    assert [one["no"] for one in told["rest"]] == rest


def test_an_article_without_any_place_is_a_list(tmp_path):
    write_articles(tmp_path)
    file = tmp_path / f"{QUIET}.geojson"
    rows = json.loads(file.read_text(encoding="utf-8"))
    for row in rows["features"]:
        row["geometry"], row["properties"]["feature"] = None, None
    file.write_text(json.dumps(rows), encoding="utf-8")
    catalog = load_layers(articles=tmp_path)
    told = tell(catalog, QUIET)
    assert told["stops"] == []
    assert [one["no"] for one in told["rest"]] == [1]
    view = View(article=QUIET, tool="story")
    assert story.open_story(catalog, view) == 1
    assert story.describe_article(catalog, view)["call"] == "Read the point"


def test_many_places_are_at_most_six_stops(shelf):
    rows = [one for one in shelf.layers["us_bases"].features if one["geometry"]]
    lone = [stops.Stop((no,), (*one["geometry"]["coordinates"],) * 2)
            for no, one in enumerate(rows[::5], start=1)]  # fmt: skip
    made = stops._group(lone)
    assert 1 < len(made) <= stops.MOST_STOPS
    assert sorted(no for one in made for no in one.points) == [one.points[0] for one in lone]


def test_a_far_island_is_shown_with_a_place_that_readers_know(shelf):
    (stop,) = tell(shelf, QUIET)["stops"]
    (south, west), (north, east) = stop["frame"]
    assert [one["name"] for one in stop["names"]] == ["Iwo Jima (Iwo To)", "Tokyo"]
    for one in stop["names"]:
        assert west < one["at"][0] < east
        assert south < one["at"][1] < north


def test_what_is_near_a_known_place_is_not_shown_from_afar(shelf):
    (south, west), (north, east) = tell(shelf, FIRST)["stops"][0]["frame"]
    assert north - south < 2
    assert east - west < 2


def test_a_line_is_named_by_its_length(shelf):
    names = [one["name"] for one in tell(shelf, FIRST)["stops"][2]["names"]]
    assert {"2,895 km", "2,999 km", "3,300 km", "2,026 km"} < set(names)
    names = [one["name"] for one in tell(shelf, FIRST, "ja")["stops"][2]["names"]]
    assert "2,999キロ" in names


def test_what_is_said_of_several_points_is_said_once(shelf):
    (first, *_) = tell(shelf, FIRST)["stops"]
    places = [one["place"] for one in first["claims"]]
    assert places[0]
    assert places[1:3] == [None, None]
    assert len(set(first["reasons"])) == len(first["reasons"])
    for one in first["reasons"]:
        names = one.partition(": ")[0].removeprefix("Why ").split(", ")
        assert len(set(names)) == len(names), one


def test_a_base_and_its_town_of_one_name_are_called_once(catalog):
    for lang in ("en", "ja"):
        for article in [one["id"] for one in list_articles(catalog)]:
            for stop in story.describe_stops(catalog, View(article=article, lang=lang))["stops"]:
                names = stop["title"].split(", " if lang == "en" else "、")
                assert len(set(names)) == len(names), stop["title"]


@pytest.mark.parametrize(
    ("many", "title"),
    [
        (1, "Town 0"),
        (5, "Town 0, Town 1, Town 2, Town 3, Town 4"),
        (6, "Town 0, Town 1, Town 2 and 3 other places"),
        (11, "Town 0, Town 1, Town 2 and 8 other places"),
    ],
)
def test_a_stop_of_many_places_is_called_by_the_first_ones_and_a_count(catalog, many, title):
    names = [f"Town {n}" for n in range(many)]
    assert story._title_stop([*names, names[0]], catalog.words("en")) == title


def test_a_point_without_a_place_does_not_say_again_that_it_has_none(shelf):
    rest = {one["no"]: one["place"] for one in tell(shelf, FIRST)["rest"]}
    assert rest[8] is None
    assert "fired from aircraft" in rest[13]
    assert "Philippines" in rest[15]


def test_a_frame_with_a_story_starts_with_the_first_stop(shelf):
    view = View(article=FIRST, tool="story")
    assert story.open_story(shelf, view) == 1
    assert story.open_story(shelf, replace(view, claim=16)) == 16


def test_another_theatre_has_its_own_stops_and_known_places():
    catalog = load_layers(EXAMPLE)
    told = tell(catalog, None)
    assert told["stops"]
    for stop in told["stops"]:
        assert stop["title"]
        (south, west), (north, east) = stop["frame"]
        assert south < north
        assert west < east
    # Where there are no labels, a town that is not of the stop tells where that is.
    assert [[one["name"] for one in stop["names"]][-1] for stop in told["stops"]] == [
        "Tuguegarao", "Ilagan",
    ]  # fmt: skip
