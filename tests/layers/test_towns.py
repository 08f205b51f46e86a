"""The table of towns of the shipped theatre: what its recipe promises of it."""

from __future__ import annotations

import csv
import math
from collections import Counter

import pytest

from geoposture.catalog import find_layers
from layers.recipes.towns import Town, list_spellings, name_in_english, spell

NEAR_DEG = 0.15
A_TOWN_ON_DEG = 0.6
"""From a town to the next of its prefecture, even on an island of its own."""
TABLE = find_layers() / "towns.csv"
JAPAN = (122.9, 24.0, 145.9, 45.6)
"""West, south, east, north: of the land where the ministry counts municipalities."""


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_municipalities_are_there(rows):
    kinds = Counter(row["kind_en"] for row in rows)
    assert kinds == {"City": 792, "Town": 743, "Village": 183, "Ward": 23}
    assert len({row["area_ja"] for row in rows}) == 47


def test_names_are_told_apart_by_prefecture(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({(row["area_ja"], row["name_ja"]) for row in rows}) == len(rows)


def test_points_lie_in_japan_and_say_how_sure_they_are(rows):
    with_point = [row for row in rows if row["lat"]]
    assert len(with_point) > 1100
    west, south, east, north = JAPAN
    for row in with_point:
        assert west <= float(row["lon"]) <= east and south <= float(row["lat"]) <= north, row
        assert float(row["uncertainty_km"]) > 0


def test_no_row_is_without_a_source_and_no_point_without_its_own(rows, catalog):
    for row in rows:
        sources = row["sources"].split("; ")
        assert all(one in catalog.sources for one in sources)
        assert ("geonames" in sources) == bool(row["lat"]) == bool(row["uncertainty_km"])


def test_a_town_that_is_a_place_lies_where_the_place_does(rows, catalog):
    same = {row["same_as"]: row for row in rows if row["same_as"]}
    assert len(same) == sum(bool(row["same_as"]) for row in rows)
    for reference, row in same.items():
        layer, _, id_ = reference.partition("/")
        place = catalog.layer(layer).feature(id_)["geometry"]
        if row["lat"] and place:
            lon, lat = place["coordinates"]
            assert abs(lon - float(row["lon"])) < NEAR_DEG, reference
            assert abs(lat - float(row["lat"])) < NEAR_DEG, reference


def test_a_place_that_is_a_town_lies_among_the_towns_of_its_prefecture(rows, catalog):
    spots: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["lat"]:
            spots.setdefault(row["area_ja"], []).append((float(row["lon"]), float(row["lat"])))
    for row in (one for one in rows if one["same_as"]):
        layer, _, id_ = row["same_as"].partition("/")
        place = catalog.layer(layer).feature(id_)["geometry"]
        if place and row["area_ja"] in spots:
            lon, lat = place["coordinates"]
            away = min(math.hypot(lon - x, lat - y) for x, y in spots[row["area_ja"]])
            assert away < A_TOWN_ON_DEG, row["same_as"]


@pytest.mark.parametrize(
    ("reading", "spelt"),
    [
        ("サッポロ", "sapporo"), ("ハッチョウ", "hatchou"), ("シンオンセン", "shin'onsen"),
        ("キョウト", "kyouto"), ("ジュウ", "juu"), ("シャリ", "shari"), ("ニセコ", "niseko"),
    ],
)  # fmt: skip
def test_readings_are_spelt_as_hepburn_does(reading, spelt):
    assert spell(reading) == spelt


@pytest.mark.parametrize(
    ("name", "reading", "english"),
    [
        ("大津市", "オオツシ", "Otsu"), ("瀬戸内町", "セトウチチョウ", "Setouchi"),
        ("松浦市", "マツウラシ", "Matsuura"), ("京都市", "キョウトシ", "Kyoto"),
        ("山ノ内町", "ヤマノウチマチ", "Yamanouchi"),
    ],
)  # fmt: skip
def test_long_vowels_are_written_once_and_words_are_kept_apart(name, reading, english):
    assert name_in_english(Town("1", name, reading, "", "")) == english


def test_a_gazetteers_own_spelling_is_taken_where_it_fits_the_reading():
    town = Town("1", "真岡市", "モオカシ", "", "", places=[{"name": "Mooka"}])
    assert name_in_english(town) == "Mooka"
    town.places = [{"name": "Elsewhere"}]
    assert name_in_english(town) == "Moka"
    assert list_spellings("mooka") == ["moka", "mooka"]
