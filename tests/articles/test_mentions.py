"""The thirteen rules by which names in a text are matched, one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geoposture.articles.gazetteer import collect_names, find_unranked, make_gazetteer
from geoposture.articles.mentions import find_names

JAPAN, US = "places/japan", "places/united-states"
EAST, SOUTH = "east_china_sea/east-china-sea", "places/south-china-sea"


def test_1_the_longest_name_wins_and_uses_its_words_up(name):
    assert name("in the East China Sea and the Taiwan Strait") == [
        ("East China Sea", EAST),
        ("Taiwan Strait", "taiwan_strait/taiwan-strait"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a U.S.-Japan pact", [("U.S.", US), ("Japan", JAPAN)]),
        ("Japan’s plan", [("Japan", JAPAN)]),
        ("Japan's plan", [("Japan", JAPAN)]),
        ("a Yokota-based wing", [("Yokota", "us_bases/yokota-ab")]),
        ("Japanization", []),
        ("the Guamanian", []),
    ],
)
def test_2_a_name_ends_where_no_word_character_follows(name, text, wanted):
    assert name(text) == wanted


def test_3_acronyms_keep_their_case_and_other_names_come_in_capitals_too(name):
    assert name("they told us that ROC ships left the ECS") == [
        ("ROC", "places/taiwan"),
        ("ECS", EAST),
    ]
    assert name("OKINAWA, Japan — quiet") == [
        ("OKINAWA", "places/okinawa-prefecture"),
        ("Japan", JAPAN),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "the USS Guam sailed; the Guam came back",
        "HMAS Perth turned north",
        "a Virginia-class boat",
        "the destroyer Nanjing",
        "the carrier Shandong and its escorts",
        "the Fujian began its trials",
        "空母ジョージ・ワシントン",
    ],
)
def test_4_ships_are_no_places(name, text):
    assert name(text) == []


def test_4_what_has_a_ship_prefix_in_its_name_can_be_a_base(name):
    assert name("boats at HMAS Stirling") == [("HMAS Stirling", "places/hmas-stirling")]
    assert name("Fujian province") == [("Fujian province", "places/fujian")]


@pytest.mark.parametrize(
    "text", ["The Japan Times said", "the Ryukyu Shimpo", "the Futenma Replacement Facility"]
)
def test_5_mastheads_and_organisations_are_no_places(name, text):
    assert name(text) == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("on Yonaguni Island today", "Yonaguni Island"),
        ("the Ryukyu island chain", "Ryukyu island chain"),
        ("Sasebo naval base", "Sasebo naval base"),
        ("Kadena air base", "Kadena air base"),
        ("Saga Prefecture", "Saga Prefecture"),
        ("Kadena Town", "Kadena Town"),
        ("the China base of a firm", "China"),
    ],
)
def test_6_a_generic_tail_joins_the_name_but_not_that_of_a_country(name, text, surface):
    assert [one for one, _ in name(text)] == [surface]


def test_7_coordinated_seas_and_camps_are_several(name):
    assert name("the East and South China Seas") == [("East", EAST), ("South China Seas", SOUTH)]
    assert name("Camps Hansen, Foster and Schwab") == [
        ("Camps Hansen", "us_bases/camp-hansen"),
        ("Foster", "us_bases/camp-zukeran"),
        ("Schwab", "us_bases/camp-schwab"),
    ]


@pytest.mark.parametrize(
    ("text", "feature", "other"),
    [
        ("fighters left Iwakuni", "us_bases/mcas-iwakuni", "places/iwakuni"),
        ("fighters left; Iwakuni’s mayor objected", "places/iwakuni", "us_bases/mcas-iwakuni"),
        ("the city of Sasebo has a naval base", "places/sasebo", "us_bases/sasebo-naval-base"),
        ("troops in Misawa, Aomori", "places/misawa", "us_bases/misawa-ab"),
        ("SASEBO, Nagasaki — Marines", "places/sasebo", "us_bases/sasebo-naval-base"),
        ("Kadena residents and the Air Force", "places/kadena-town", "us_bases/kadena-ab"),
        ("嘉手納では戦闘機が", "us_bases/kadena-ab", "places/kadena-town"),
    ],
)
def test_8_homonyms_go_by_the_words_round_them_and_keep_the_other(gazetteer, text, feature, other):
    found = find_names(text, gazetteer)[0][-1 if "Sasebo" in text or "’s" in text else 0]
    assert found.feature == feature
    assert other in found.alternatives


def test_8_the_ammunition_storage_is_never_the_air_base(name):
    assert name("Kadena Ammunition Storage Area") == [
        ("Kadena Ammunition Storage Area", "us_bases/kadena-ammunition-storage")
    ]


def test_8_the_city_with_its_own_tail_is_the_city(name):
    assert name("岩国市長は")[0] == ("岩国市", "places/iwakuni")


def test_9_a_base_and_the_city_it_is_in_are_two(name):
    assert name("Yokota Air Base in Tokyo") == [
        ("Yokota Air Base", "us_bases/yokota-ab"),
        ("Tokyo", "places/tokyo"),
    ]


def test_10_weapons_hulls_and_units_are_no_quantities(read):
    text = "An SM-6, an F-15EX, an F-35A, CVN 73, DDG-51, Task Force 70 and VMFA-121."
    assert read(text).quantities == ()


def test_11_odd_digits_are_flagged_and_units_told_apart(read):
    reading = read("About 1,0000 km, 12 nm, 12 miles and 12 km off the ship.")
    assert [(one.value, one.unit) for one in reading.quantities] == [
        (12.0, "nautical_mile"),
        (12.0, "mile"),
        (12.0, "kilometre"),
    ]
    assert [one.kind for one in reading.text.problems] == ["odd digit groups"]


def test_12_implied_links_come_from_the_table_alone(read):
    reading = read("The U.S. Seventh Fleet sailed. A command somewhere in Japan said nothing.")
    assert [(one.feature, one.rule) for one in reading.implied] == [
        ("us_bases/fleet-activities-yokosuka", "seventh-fleet")
    ]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("They met in Zzyzx Harbor on Monday.", ["Zzyzx Harbor"]),
        ("300 miles west of Quux, a ship", ["Quux"]),
        ("the city of Foobar", ["Foobar"]),
        ("They met in March in Japan.", []),
    ],
)
def test_13_unknown_names_are_listed_for_the_editor(gazetteer, text, unknown):
    found = find_names(text, gazetteer)[1]
    assert [one.surface for one in found] == unknown


def test_no_name_is_shared_without_a_stated_priority(catalog):
    assert find_unranked(catalog) == []


def test_a_name_given_to_two_bases_is_found_out(catalog):
    layer = catalog.layer("us_bases")
    one, other = layer.features[0], layer.features[1]
    named = {
        **other,
        "properties": {**other["properties"], "name_en": one["properties"]["name_en"]},
    }
    changed = _with_bases(catalog, [one, named])
    assert one["properties"]["name_en"] in [text for text, _ in find_unranked(changed)]


def test_a_new_base_is_matched_as_soon_as_the_layer_has_it(catalog):
    first = catalog.layer("us_bases").features[0]
    fresh = {
        **first,
        "id": "camp-nowhere",
        "properties": {**first["properties"], "name_en": "Camp Nowhere", "name_ja": "無地基地",
                       "aliases": []},
    }  # fmt: skip
    gazetteer = make_gazetteer(_with_bases(catalog, [fresh]))
    assert [one.feature for one in find_names("Marines at Camp Nowhere", gazetteer)[0]] == [
        "us_bases/camp-nowhere"
    ]


def test_every_name_of_the_layers_stands_for_something_held(catalog):
    for features in collect_names(catalog).values():
        for reference in features:
            layer_id, _, feature_id = reference.partition("/")
            assert not feature_id or feature_id in catalog.layer(layer_id).index


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_base_is_found_by_its_own_name(catalog, gazetteer, lang):
    missed = []
    for one in catalog.layer("us_bases").features:
        text = one["properties"][f"name_{lang}"].split(" (")[0].split("（")[0]
        found = [mention.feature for mention in find_names(text, gazetteer)[0]]
        if found != [f"us_bases/{one['id']}"]:
            missed.append((text, found))
    assert missed == []


def _with_bases(catalog, features):
    layer = replace(catalog.layer("us_bases"), features=tuple(features))
    return replace(catalog, layers={**catalog.layers, "us_bases": layer})
