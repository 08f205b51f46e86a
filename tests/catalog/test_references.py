"""LAYER/FEATURE, LAYER and lon,lat: what they mean, and what is refused."""

from __future__ import annotations

import pytest

from geoposture.catalog.references import parse_number, resolve, split_references, takes_part
from geoposture.errors import BadRequest


def test_two_consecutive_numbers_are_one_point():
    text = "us_bases/kadena-ab,127.7,26.3,-77.03,38.89,places"
    assert split_references(text, parameter="from") == [
        "us_bases/kadena-ab", "127.7,26.3", "-77.03,38.89", "places",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", ",", "127.7", "a,,b", "127.7,us_bases"])
def test_a_list_with_a_hole_or_half_a_point_is_refused(text):
    with pytest.raises(BadRequest):
        split_references(text, parameter="from")


def test_a_whole_layer_of_facilities_means_airfields_ports_and_headquarters_in_use(catalog):
    """House rule 4 of docs/editorial.md: 48 % of a strait once hung on one unused range."""
    rows = {part.ref: catalog.layer("us_bases").feature(part.ref.split("/")[1])["properties"]
            for part in resolve(catalog, "us_bases", parameter="from").parts}  # fmt: skip
    assert {"us_bases/kadena-ab", "us_bases/torii-station", "us_bases/white-beach-area"} <= set(
        rows
    )
    for row in rows.values():
        assert row["current"]
        assert not row["disputed"]
        assert {"airfield", "port", "headquarters"} & set(row["kinds"])
    for absent in ("sakibe-navy-annex", "kobi-sho-range", "sekibi-sho-range", "tori-shima-range"):
        assert f"us_bases/{absent}" not in rows


@pytest.mark.parametrize(
    ("chosen", "there", "away"),
    [
        ({"kinds"}, "tori-shima-range", "kobi-sho-range"),
        ({"kinds", "disputed"}, "kobi-sho-range", "sakibe-navy-annex"),
        ({"status"}, "sakibe-navy-annex", "tori-shima-range"),
        ({"branch"}, "kadena-ab", "tori-shima-range"),
    ],
)
def test_a_filter_lifts_only_the_rule_that_it_names(catalog, chosen, there, away):
    parts = resolve(catalog, "us_bases", parameter="from", chosen=chosen).parts
    names = {part.ref for part in parts}
    assert f"us_bases/{there}" in names
    assert f"us_bases/{away}" not in names


def test_a_layer_of_which_something_does_not_count_says_so(catalog):
    assert "disputes" in resolve(catalog, "us_bases", parameter="from").note["en"]
    assert "dispute is left out" in resolve(catalog, "japan_archipelago", parameter="to").note["en"]
    assert resolve(catalog, "taiwan_strait", parameter="to").note is None


def test_disputed_islands_stay_outside_the_archipelago(catalog):
    spot = resolve(catalog, "japan_archipelago", parameter="from")
    names = {part.ref for part in spot.parts}
    assert "japan_archipelago/uotsurijima" not in names
    assert "japan_archipelago/etorofu" not in names
    assert "japan_archipelago/okinawa" in names or len(names) > 300


def test_a_place_that_is_a_sea_is_the_sea(catalog):
    spot = resolve(catalog, "places/east-china-sea", parameter="to")
    assert spot.geometry.geom_type == "Polygon"


def test_longitudes_are_normalised(catalog):
    assert resolve(catalog, "190,10", parameter="from").ref == "-170,10"


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("us_bases/kadenna-ab", "did you mean “kadena-ab”"),
        ("bases/x", "known layers: us_bases"),
        ("10,91", "swap latitude and longitude"),
        ("1e308,10", "longitude"),
        ("places/europe", "it is an extent"),
        ("places/cape-hedo", "no position stored yet"),
        ("places/luzon", "no position stored yet"),
        ("us_bases/haigamine-communication-site", "not verified"),
    ],
)
def test_what_names_nothing_says_what_would_be_right(catalog, reference, words):
    with pytest.raises(BadRequest, match=words) as caught:
        resolve(catalog, reference, parameter="from")
    assert caught.value.status == 400


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1_000", "١٢", "9" * 400, "", "0x10", "1e999"])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(BadRequest):
        parse_number(text, "radius_km")


@pytest.mark.parametrize(
    ("properties", "counts"),
    [
        ({}, True),
        ({"extent_only": True}, False),
        ({"extent_only": False}, True),
        ({"current": False}, False),
        ({"disputed": True}, False),
        ({"kinds": ["range"]}, False),
        ({"kinds": ["range", "port"]}, True),
        ({"kinds": None, "current": None}, True),
    ],
)
def test_a_property_that_a_layer_lacks_asks_for_nothing(properties, counts):
    assert takes_part({"properties": properties}) is counts


def test_a_facility_that_is_not_in_use_is_measured_with_its_status(catalog):
    note = resolve(catalog, "us_bases/kobi-sho-range", parameter="from").note
    assert note["en"].endswith("Kobi Sho Range: on the list; no use announced since 1978.")
    assert "under dispute" in note["en"]
    returned = resolve(catalog, "us_bases/negishi-housing", parameter="from").note
    assert "return announced on 12 March 2026" in returned["en"]
    assert resolve(catalog, "us_bases/kadena-ab", parameter="from").note is None
