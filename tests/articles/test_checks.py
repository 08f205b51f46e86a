"""The numbers of an article, each computed under every definition that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from geographiclib.geodesic import Geodesic

from geoposture.articles.checks import check_reading
from geoposture.articles.distances import check_distance
from geoposture.articles.quantities import Quantity
from geoposture.articles.shores import make_end
from geoposture.articles.verdicts import Claim
from geoposture.catalog import load_layers
from geoposture.catalog.references import point_spot


@pytest.fixture
def check(read, catalog):
    def run(text):
        return check_reading(read(text), catalog)

    return run


def test_1900_miles_depend_on_the_definition(check):
    (found,) = check("Japan’s islands are a 1,900-mile archipelago.")
    assert found.kind == "length"
    assert found.verdict == "depends_on_definition"
    assert found.tolerance == 50
    assert "rounded from 3,000 km" in found.reproduced_by
    assert len(found.computed) >= 7
    assert min(found.computed.values()) < 1200
    assert max(found.computed.values()) > 2000


@pytest.mark.parametrize("definition", load_layers().theatre.definitions, ids=lambda one: one.id)
def test_the_fan_agrees_with_geographiclib(check, definition):
    (found,) = check("Japan’s islands are a 1,900-mile archipelago.")
    (lon0, lat0), (lon, lat) = definition.start, definition.end
    metres = Geodesic.WGS84.Inverse(lat0, lon0, lat, lon)["s12"]
    assert found.computed[definition.name] == pytest.approx(metres / 1609.344, abs=0.6)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Yonaguni lies 110 km from Taiwan.", "consistent"),
        ("Yonaguni lies 170 km from Taiwan.", "depends_on_definition"),
        ("Yonaguni lies 900 km from Taiwan.", "inconsistent"),
        ("The jet flew 900 km.", "not_checkable"),
        ("Quux lies 900 km from Taiwan.", "not_checkable"),
    ],
)
def test_distances(check, text, verdict):
    found = [one for one in check(text) if one.kind == "distance"]
    assert [one.verdict for one in found] in ([verdict], ["depends_on_definition"])
    if verdict in ("inconsistent", "not_checkable"):
        assert found[0].verdict == verdict


def test_what_is_given_in_two_units_is_checked_in_both(check):
    found = check("Kadena Air Base lies 370 miles (600 km) from Taipei.")
    assert [one.unit for one in found] == ["mile", "kilometre"]
    assert [one.kind for one in found] == ["distance", "distance"]
    assert found[0].computed["nearest points"] * 1.609344 == pytest.approx(
        found[1].computed["nearest points"], abs=2
    )


def test_a_count_of_facilities_is_compared_with_the_list(check):
    (found,) = check("Japan provides 78 facilities to US forces.")
    assert found.verdict == "depends_on_definition"
    assert found.reproduced_by
    (wrong,) = check("Japan provides 91 facilities to US forces.")
    assert wrong.verdict == "inconsistent"


def test_an_area_is_compared_with_the_one_the_layer_holds(check, catalog):
    area = catalog.layer("us_bases").feature("kadena-ab")["properties"]["area_km2"]
    (found,) = check(f"Kadena Air Base covers {area:.1f} square kilometers.")
    assert found.verdict == "consistent"
    (wrong,) = check("Kadena Air Base covers 2 square kilometers.")
    assert wrong.verdict == "inconsistent"
    (unknown,) = check("Singapore covers 700 square kilometers.")
    assert unknown.verdict == "not_checkable"


def test_people_are_never_counted(check):
    (found,) = check("The US has 50,000 troops in Japan.")
    assert found.verdict == "not_checkable"
    assert "no data on people" in found.note


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Yonaguni, west of Ishigaki, waits.", "consistent"),
        ("Yonaguni, east of Ishigaki, waits.", "inconsistent"),
    ],
)
def test_directions(check, text, verdict):
    assert [one.verdict for one in check(text) if one.kind == "bearing"] == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Yokota Air Base in Tokyo is quiet.", "consistent"),
        ("Yokota Air Base in Saitama Prefecture is quiet.", "inconsistent"),
    ],
)
def test_containment(check, text, verdict):
    assert [one.verdict for one in check(text) if one.kind == "containment"] == [verdict]


def test_a_verdict_names_method_inputs_and_nobody(check, catalog):
    (found,) = check("Kadena Air Base lies 600 km from Taipei.")
    assert found.method == "WGS 84 geodesic"
    digests = {f"{one}@sha256:{catalog.layer(one).sha256}" for one in ("us_bases", "places")}
    assert set(found.inputs) == digests
    assert not {"false", "wrong", "lie", "error"} & set(str(found.as_dict()).lower().split())


@pytest.mark.parametrize(
    ("uncertainty_km", "verdict"),
    [(0.0, "inconsistent"), (3.0, "inconsistent"), (26.0, "consistent")],
)
def test_a_distance_is_judged_within_what_its_positions_are_known_to(
    catalog, uncertainty_km, verdict
):
    here = replace(point_spot(130.0, 30.0, parameter="a"), uncertainty_km=uncertainty_km)
    there = point_spot(131.0, 30.0, parameter="b")  # 96.5 km away
    claimed = Quantity(0, 6, "122 km", 122.0, "kilometre", "122")
    found = check_distance(Claim(claimed), make_end(here), make_end(there), catalog)
    assert found.verdict == verdict
    assert found.tolerance == pytest.approx(0.5 + uncertainty_km)
