"""Numbers with units: what is read, how exactly, and what is implied."""

from __future__ import annotations

from datetime import date

import pytest

from geoposture.articles.dates import find_days
from geoposture.articles.normal import normalize
from geoposture.articles.quantities import find_quantities, tolerance_of
from geoposture.articles.tables import read_tables
from geoposture.articles.text import parse_text


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,900-mile", 1900, "mile"),
        ("1.5 million people", 1_500_000, "person"),
        ("twenty-five miles", 25, "mile"),
        ("two hundred kilometers", 200, "kilometre"),
        ("a dozen ships", 12, "ship"),
        ("12 nautical miles", 12, "nautical_mile"),
        ("3.2 sq km", 3.2, "square_kilometre"),
        ("640 acres", 640, "acre"),
        ("18,500 hectares", 18500, "hectare"),
        ("40,000 feet", 40000, "foot"),
        ("2 percent", 2, "percent"),
        ("$3.5 billion", 3.5e9, "usd"),
        ("80 years", 80, "year"),
        ("約１１０キロ", 110, "kilometre"),
        ("5万5千人", 55000, "person"),
        ("12カイリ", 12, "nautical_mile"),
        ("面積は8.2平方キロ", 8.2, "square_kilometre"),
    ],
)
def test_a_quantity_is_read(text, value, unit):
    assert [(one.value, one.unit) for one in find_quantities(text)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "si", "unit"),
    [
        ("1 mile", 1609.344, "m"),
        ("1 nautical mile", 1852.0, "m"),
        ("1 foot", 0.3048, "m"),
        ("1 acre", 4046.8564224, "m2"),
        ("1 square mile", 2589988.110336, "m2"),
    ],
)
def test_unit_factors_are_the_legal_ones(text, si, unit):
    """International yard and pound agreement 1959; BIPM SI brochure, table 8."""
    found = find_quantities(text)[0].si
    assert found == (pytest.approx(si, rel=1e-15), unit)


def test_a_mile_at_sea_could_be_a_nautical_one():
    at_sea = find_quantities("The ship was 30 miles off the coast.")[0]
    on_land = find_quantities("The road is 30 miles long.")[0]
    assert at_sea.ambiguous == "nautical_mile"
    assert on_land.ambiguous is None


def test_both_ends_of_a_range_are_read():
    found = find_quantities("between 500 and 5,500 kilometers; 300 to 400 miles")
    assert [(one.value, one.unit) for one in found] == [
        (500, "kilometre"),
        (5500, "kilometre"),
        (300, "mile"),
        (400, "mile"),
    ]


@pytest.mark.parametrize(
    ("value", "digits", "tolerance"),
    [(1900, "1,900", 50), (3000, "3,000", 500), (110, "110", 5), (2.5, "2.5", 0.05), (37, "37", 0.5)],
)  # fmt: skip
def test_the_tolerance_is_half_of_the_last_digit_given(value, digits, tolerance):
    assert tolerance_of(value, digits) == pytest.approx(tolerance)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on Sunday", date(2025, 3, 30)),
        ("on Saturday", date(2025, 3, 29)),
        ("on March 12, 2024", date(2024, 3, 12)),
        ("on Dec. 3", date(2024, 12, 3)),
    ],
)
def test_days_are_those_before_the_day_of_publication(text, day):
    assert [one.day for one in find_days(text, date(2025, 3, 30))] == [day]


def test_without_a_day_of_publication_no_weekday_is_guessed():
    assert find_days("on Sunday", None) == []


RULES = {
    "us-command-japan": "The American command in Japan said so.",
    "us-forces-japan": "U.S. Forces Japan said so.",
    "jsdf-joint-operations-command": "Japan’s Joint Operations Command opened.",
    "carrier-home-port-japan": "Japan has the forward-deployed aircraft carrier.",
    "fighter-squadrons-japan": "The US keeps fighter squadrons in Japan.",
    "host-us-troops": "Japan hosts American troops.",
    "seventh-fleet": "第7艦隊は出港した。",
    "fifth-air-force": "The Fifth Air Force flew.",
    "us-army-japan": "U.S. Army Japan marched.",
    "third-mef": "III MEF trained.",
    "thirty-first-meu": "The 31st Marine Expeditionary Unit landed.",
    "eighteenth-wing": "The 18th Wing flew.",
    "thirty-fifth-fighter-wing": "The 35th Fighter Wing flew.",
    "carrier-air-wing-five": "Carrier Air Wing Five moved.",
    "western-army": "西部方面総監部が発表した。",
    "ground-component-command": "The Ground Component Command headquarters issued the order.",
    "air-defense-command": "航空総隊司令部が発表した。",
    "kure-district": "呉地方総監部が発表した。",
    "maizuru-district": "The Maizuru District Headquarters said so.",
    "ominato-district": "大湊地方総監部が発表した。",
    "twelfth-littoral-regiment": "The 12th Marine Littoral Regiment trained.",
    "marine-aircraft-group-12": "MAG-12 flew.",
    "marine-aircraft-group-36": "第36海兵航空群が飛んだ。",
    "personnel-total": "The US has 54,000 troops in Japan.",
    "archipelago+length": "Japan is a 1,900-mile archipelago.",
}


def test_every_rule_of_the_tables_has_its_sentence(catalog):
    tables = read_tables(catalog)
    assert {one.name for one in (*tables.rules, *tables.quantity_rules)} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_links_and_says_why(read, catalog, rule):
    found = [one for one in read(RULES[rule]).implied if one.rule == rule]
    assert found
    for one in found:
        assert one.reason_en
        assert one.reason_ja
        layer_id, _, feature_id = one.feature.partition("/")
        assert not feature_id or feature_id in catalog.layer(layer_id).index


@pytest.mark.parametrize(
    "text",
    [
        "Germany hosts American troops.",
        "The Chiefs of Staff named a joint operations commander.",
        "The US keeps fighter squadrons in Japan, at Misawa Air Base.",
        "The US has 54,000 troops in Germany.",
        "Indonesia is a 3,000-mile archipelago.",
        "Seven fleets met.",
        "The Ryukyus are a 700-mile archipelago south of Japan.",
    ],
)
def test_no_rule_links_what_the_text_does_not_imply(read, text):
    assert read(text).implied == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The islands are 1\u202f900 km long.", [("1 900 km", 1900, "kilometre")]),
        ("others say 1 900 kilometers", [("1 900 kilometers", 1900, "kilometre")]),
        ("1’900 km or 12 345 678 people", [("1’900 km", 1900, "kilometre"),
                                         ("12 345 678 people", 12345678, "person")]),
        ("全長1 900キロ", [("1 900キロ", 1900, "kilometre")]),
        ("In 2019 900 troops came.", [("900 troops", 900, "person")]),
        ("On May 12 900 troops came.", []),
        ("on Sept. 3 500 troops", []),
        ("the 12 900 troops", [("12 900 troops", 12900, "person")]),
        ("1.234.567 km", []),
    ],
)  # fmt: skip
def test_digit_groups_are_read_whole_or_not_at_all(text, wanted):
    """The case text-digit-groups."""
    found = find_quantities(normalize(text).value)
    assert [(one.surface, one.value, one.unit) for one in found] == wanted


@pytest.mark.parametrize("text", ["On May 12 900 troops came.", "about 1.900 km", "1,00,000 men"])
def test_groups_that_can_be_read_two_ways_are_flagged(text):
    assert "odd digit groups" in {one.kind for one in parse_text(text.encode()).problems}


@pytest.mark.parametrize(
    "text",
    [
        "at 900 km/h", "30 miles per hour", "180 kilometers per hour", "40 miles an hour",
        "a 300-kilometer-per-hour wind", "200 km/hr", "5 miles a day", "20 miles each hour",
        "時速900キロ", "時速約900キロ", "毎秒7キロ", "900キロ毎時", "900キロ/時", "300キロの速度で",
    ],
)  # fmt: skip
def test_a_speed_is_no_length(text):
    """The case text-speed."""
    assert find_quantities(text) == []


def test_a_length_before_a_span_of_time_is_one():
    found = find_quantities("They moved 5 km a year later, and 3 miles a day ago.")
    assert [one.value for one in found] == [5, 3]


@pytest.mark.parametrize(
    ("text", "ends", "unit"),
    [
        ("300 to 500 kilometers", [300, 500], "kilometre"),
        ("two to three miles", [2, 3], "mile"),
        ("20 to 30 troops", [20, 30], "person"),
        ("2 or 3 islands", [2, 3], "island"),
        ("between 300 and 500 nautical miles", [300, 500], "nautical_mile"),
        ("300〜500キロ", [300, 500], "kilometre"),
        ("300~500キロ", [300, 500], "kilometre"),
        ("300から500キロ", [300, 500], "kilometre"),
        ("2〜3万人", [20000, 30000], "person"),
        ("1万〜2万人", [10000, 20000], "person"),
        ("2、3キロ", [2, 3], "kilometre"),
    ],
)
def test_both_ends_of_a_range_are_kept(text, ends, unit):
    found = find_quantities(text)
    assert [(one.value, one.unit) for one in found] == [(end, unit) for end in ends]


@pytest.mark.parametrize(
    "text",
    ["5th generation tactical aircraft", "fourth- and fifth-generation fighters", "the 3rd ship"],
)
def test_an_ordinal_counts_nothing(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("令和7年に", []), ("24年度", []), ("24年1月", []), ("3時51分", []), ("51分間の飛行", [51]), ("7年の間", [7])],
)  # fmt: skip
def test_a_date_or_time_is_no_span_of_time(text, wanted):
    assert [one.value for one in find_quantities(text)] == wanted
