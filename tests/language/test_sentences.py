"""One true sentence for each result, in both languages."""

from __future__ import annotations

import pytest

import geoposture as gp
from geoposture.language.sentences import (
    describe_coverage,
    describe_distance,
    percent,
    round_distance,
)
from geoposture.language.words import load_words


@pytest.mark.parametrize(
    ("km", "rounded"),
    [(643.2, 640), (1147.9, 1150), (1223.2, 1220), (99.4, 99), (0.4, 0), (108, 110)],
)
def test_distances_are_rounded_to_ten_below_a_hundred_to_one(km, rounded):
    assert round_distance(km) == rounded


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0"),
        (0.0001, "less than 1"),
        (0.0049, "less than 1"),
        (0.826, "83"),
        (0.9999, "more than 99"),
        (1, "100"),
    ],
)
def test_zero_and_a_hundred_percent_are_said_only_where_exact(share, text):
    assert percent(share, load_words("en")) == text


def test_the_good_questions_have_their_answers():
    kadena = "us_bases/kadena-ab"
    told = {
        "places/taipei": "about 640 km (400 miles)",
        "taiwan_strait": "about 640 km from the nearest edge of the Taiwan Strait, as defined here; "
        "the farthest edge is about 1,150 km away",
        "us_bases/misawa-ab": "about 2,026 km",
        "places/senkaku": "between 410 and 450 km",
    }
    for target, words in told.items():
        assert words in describe_distance(gp.distance(kadena, target))["en"]


def test_an_origin_known_only_to_its_town_gives_an_interval():
    sentence = describe_distance(gp.distance("us_bases/hachinohe-pol-depot", "places/tokyo"))
    assert "known only to the town" in sentence["en"]
    assert "町・字の単位" in sentence["ja"]


@pytest.mark.parametrize(
    ("origin", "system", "target", "words"),
    [
        (
            "places/camp-kengun",
            "type-12-ssm-upgraded",
            "east_china_sea",
            "83% of the East China Sea",
        ),
        ("places/camp-kengun", "type-12-ssm-upgraded", "east_china_sea", "(74–91% if"),
        (
            "places/camp-kengun",
            "type-12-ssm-upgraded",
            "taiwan_strait",
            "None of the Taiwan Strait",
        ),
        (
            "places/camp-kengun",
            "type-12-ssm-upgraded",
            "taiwan_strait",
            "edge is about 1,220 km away",
        ),
        ("us_bases/mcas-futenma", "mv-22b", "east_china_sea", "65% of the East China Sea"),
        ("us_bases/mcas-futenma", "mv-22b", "east_china_sea", "(54–76% if"),
        ("us_bases/mcas-futenma", "mv-22b", "taiwan_strait", "None of the Taiwan Strait"),
        ("us_bases/mcas-iwakuni", "f-35b", "east_china_sea", "46% of the East China Sea"),
        ("us_bases/mcas-iwakuni", "f-35b", "taiwan_strait", "None of the Taiwan Strait"),
        ("us_bases/misawa-ab", "f-35a", "east_china_sea", "None of the East China Sea"),
        ("us_bases/misawa-ab", "f-35a", "taiwan_strait", "None of the Taiwan Strait"),
    ],
)
def test_coverage_with_a_system_says_its_assumption(origin, system, target, words):
    told = describe_coverage(gp.coverage(origin, target=target, system=system))
    assert words in told["en"]
    assert "Circle = “" in told["en"]
    assert "円は「" in told["ja"]
    assert "does not show intent" in told["en"]


def test_a_chosen_distance_is_no_range():
    told = describe_coverage(
        gp.coverage("us_bases/kadena-ab", target="taiwan_strait", radius_km=800)
    )
    assert "800 km is a distance you chose. It is not the range of any system." in told["en"]


def test_an_assumption_without_a_source_says_so_first():
    found = gp.coverage("us_bases/kadena-ab", target="taiwan_strait", system="f-35b", whatif=True)
    assert found.reach.whatif
    assert (
        "What if: no source says F-35B is based at Kadena Air Base."
        in describe_coverage(found)["en"]
    )


def test_a_country_is_measured_to_its_coast():
    told = describe_distance(gp.distance("us_bases/kadena-ab", "places/taiwan"))
    assert "about 597 km (371 miles) from the coast of Taiwan" in told["en"]
    assert "台湾の海岸まで" in told["ja"]
    assert describe_distance(gp.distance("places/tokyo", "places/japan"))["en"].startswith(
        "Tokyo lies inside Japan"
    )
    inside = describe_distance(gp.distance("us_bases/kadena-ab", "japan_archipelago"))["en"]
    assert "lies inside the Japanese archipelago" in inside


def test_the_coast_of_a_country_is_no_land_border():
    # Dandong and Sinuiju face each other over a river, far up from the sea.
    found = gp.distance((126.9, 41.8), "places/north-korea")
    assert found.distance_km > 100


@pytest.mark.parametrize(
    ("radius_km", "target", "en", "ja"),
    [
        (640, "taiwan_strait", "Less than 1% of the Taiwan Strait lies within 640 km of Kadena",
         "台湾海峡の1％未満が嘉手納飛行場から640キロ以内に入ります（距離が10％短い・長い場合は0～2％）"),
        (1160, "taiwan_strait", "All of the Taiwan Strait lies within 1,160 km of Kadena Air Base.",
         "台湾海峡の全域が嘉手納飛行場から1,160キロ以内です。"),
    ],
)  # fmt: skip
def test_the_ends_of_a_share_are_said_whole(radius_km, target, en, ja):
    told = describe_coverage(gp.coverage("us_bases/kadena-ab", target=target, radius_km=radius_km))
    assert told["en"].startswith(en)
    assert told["ja"].startswith(ja)


def test_sources_that_disagree_by_nothing_give_one_share():
    found = gp.coverage("us_bases/kadena-ab", target="east_china_sea", system="f-35a")
    assert describe_coverage(found)["en"].startswith(
        "All of the East China Sea lies within 1,082–1,093 km of Kadena Air Base."
    )
