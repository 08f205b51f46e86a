"""What there is: features by any of their names, systems with who prints their range."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

import geoposture as gp


@pytest.mark.parametrize(
    "typed",
    [
        "kadena",
        "KADENA",
        "Kadena Air Base",
        "嘉手納",
        "嘉手納飛行場",
        "RODN",
        "kādena",
        "かでな",
        "カデナ",
    ],
)
def test_a_facility_is_found_by_each_of_its_names(typed):
    first = gp.search(typed)[0]
    assert (first.reference, first.layer, first.kind) == (
        "us_bases/kadena-ab",
        "us_bases",
        "airfield",
    )
    assert first.name == {"en": "Kadena Air Base", "ja": "嘉手納飛行場"}


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("Okinawa", "places/okinawa-prefecture"),
        ("East China Sea", "east_china_sea"),
        ("東シナ海", "east_china_sea"),
        ("white-beach", "us_bases/white-beach-area"),
        ("ほわいと・びーち", "us_bases/white-beach-area"),
        ("taipei", "places/taipei"),
        ("Yonaguni", "japan_archipelago/yonagunijima"),
    ],
)
def test_the_best_match_is_first(typed, reference):
    assert gp.search(typed)[0].reference == reference


def test_a_facility_comes_before_the_town_that_it_is_named_after():
    assert [one.reference for one in gp.search("kadena")] == [
        "us_bases/kadena-ab",
        "us_bases/kadena-ammunition-storage",
        "places/kadena-town",
    ]


def test_a_part_of_a_word_is_enough():
    assert gp.search("adena")[0].reference == "us_bases/kadena-ab"


def test_every_match_is_a_reference_that_can_be_asked(catalog):
    for text in ("a", "naha", "島", "sea"):
        for one in gp.search(text, layers=catalog):
            layer, _, feature = one.reference.partition("/")
            assert layer == one.layer
            assert feature in catalog[layer].index if feature else len(catalog[layer].features) == 1


def test_there_are_few_and_nothing_is_found_by_nothing():
    assert len(gp.search("a")) == 8
    assert gp.search("qqqqqq") == gp.search(" - ") == gp.search("") == []


def test_a_search_is_a_text():
    for wrong in (None, 5, ["kadena"], b"kadena"):
        with pytest.raises(gp.GeopostureError, match="text is a name"):
            gp.search(wrong)


def test_matches_read_well_and_travel():
    found = gp.search("kadena")
    assert repr(found[0]) == ("Match(us_bases/kadena-ab: Kadena Air Base / 嘉手納飛行場, airfield)")
    assert "<td>us_bases/kadena-ab</td>" in found._repr_html_()
    assert pickle.loads(pickle.dumps(found)) == found


def test_systems_have_range_basis_sources_and_places(catalog):
    found = {one.id: one for one in gp.systems()}
    assert list(found) == list(catalog.systems)
    one = found["type-12-ssm-upgraded"]
    assert (one.range_km, one.basis) == (
        catalog.systems[one.id].range_km,
        catalog.systems[one.id].basis,
    )
    assert [row.place for row in one.basing] == ["places/camp-kengun", "places/jgsdf-camp-fuji"]
    assert one.cited
    assert all(catalog.sources[id_]["publisher"] in " ".join(one.cited) for id_ in one.sources)
    assert "places/camp-kengun (announced)" in repr(one)
    assert "no public range" in repr(found["tomahawk-block-v"])


def test_a_system_of_the_table_is_one_that_can_be_asked():
    system = next(one for one in gp.systems() if one.id == "type-12-ssm-upgraded")
    asked = {"target": "east_china_sea"}
    assert gp.coverage("places/camp-kengun", system=system, **asked) == gp.coverage(
        "places/camp-kengun", system=system.id, **asked
    )


def test_a_catalogue_is_a_mapping_of_layers(catalog):
    assert catalog["us_bases"] is catalog.layer("us_bases")
    assert list(catalog) == list(catalog.layers)
    assert len(catalog) == len(catalog.layers)
    assert "us_bases" in catalog
    assert "us_base" not in catalog
    assert ["us_bases"] not in catalog
    for wrong in ("us_base", 5, None, ["us_bases"]):
        with pytest.raises(gp.GeopostureError, match="unknown layer") as refused:
            catalog[wrong]
        assert type(refused.value).__name__ == "UnknownLayer"


def test_a_catalogue_of_many_layers_names_the_first(catalog):
    layer = catalog["us_bases"]
    many = dataclasses.replace(catalog, layers={f"l{one}": layer for one in range(25)})
    assert repr(many).endswith("l19 (83), 5 more)")
    few = dataclasses.replace(catalog, layers={f"l{one}": layer for one in range(20)})
    assert repr(few).endswith("l19 (83))")


def test_a_catalogue_travels(catalog):
    again = pickle.loads(pickle.dumps(catalog))
    assert again.version == catalog.version
    assert repr(again) == repr(catalog)
    assert repr(again["us_bases"]) == repr(catalog["us_bases"])


def test_the_package_says_its_version():
    assert gp.__version__ == gp.distance((1, 2), (3, 4)).inputs.version
    assert "__version__" in dir(gp)
