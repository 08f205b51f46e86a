"""/distance, /distances, /rings, /coverage: the contract's fields, the rules, the refusals."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
import shapely

import geoposture as gp


def test_distance_has_the_fields_of_the_contract(client):
    response = client.get("/distance?from=us_bases/kadena-ab&to=places/taipei")
    assert response.content_type == "application/geo+json"
    found = response.json["properties"]
    assert set(found) == {
        "from",
        "to",
        "relation",
        "distance_m",
        "distance_km",
        "distance_mi",
        "distance_nmi",
        "azimuth_deg",
        "back_azimuth_deg",
        "from_point",
        "to_point",
        "far_km",
        "uncertainty_km",
        "low_km",
        "high_km",
        "method",
        "figure",
        "sentence",
        "inputs",
    }
    assert found["distance_km"] == pytest.approx(643, abs=1)
    assert found["distance_mi"] == pytest.approx(found["distance_km"] / 1.609344, abs=1e-5)
    assert found["distance_nmi"] == pytest.approx(found["distance_km"] / 1.852, abs=1e-5)
    assert found["low_km"] == pytest.approx(found["distance_km"] - 5.5)
    assert found["azimuth_deg"] == pytest.approx(258.4, abs=0.1)
    assert found["back_azimuth_deg"] == pytest.approx(75.7, abs=0.1)
    assert set(found["sentence"]) == {"en", "ja"}
    assert set(found["inputs"]) == {"version", "command", "url", "layers"}


def test_inside_is_an_answer(client):
    found = client.get("/distance?from=125,29&to=east_china_sea").json
    assert found["properties"]["relation"] == "inside"
    assert found["properties"]["distance_km"] == 0
    assert found["properties"]["azimuth_deg"] is None
    assert found["geometry"]["coordinates"] == [[125, 29], [125, 29]]


@pytest.mark.parametrize(
    ("origin", "target", "km"),
    [
        ("us_bases/kadena-ab", "japan_archipelago/uotsurijima", 434), ("us_bases/misawa-ab", "us_bases/kadena-ab", 2027),
        ("us_bases/kadena-ab", "places/andersen-afb", 2281), ("places/tokyo", "places/iwo-jima", 1219),
        ("us_bases/kadena-ab", "taiwan_strait", 640), ("us_bases/kadena-ab", "places/taiwan", 597),
        ("japan_archipelago/yonagunijima", "places/taiwan", 108),
    ],
)  # fmt: skip
def test_the_good_questions(client, origin, target, km):
    found = client.get("/distance", query_string={"from": origin, "to": target}).json["properties"]
    assert found["distance_km"] == pytest.approx(km, abs=6)


def test_distances_are_rows_nearest_first_in_three_formats(client):
    path = "/distances?from=us_bases&to=places/taipei,places/seoul"
    rows = client.get(path).json["distances"]
    assert len(rows) == 2 * len({row["from"] for row in rows}) == 44
    assert list(rows[0]) == [
        "from", "to", "distance_km", "distance_mi", "distance_nmi", "low_km", "high_km", "azimuth_deg", "relation",
    ]  # fmt: skip
    assert [row["distance_km"] for row in rows] == sorted(row["distance_km"] for row in rows)
    table = csv.DictReader(io.StringIO(client.get(f"{path}&f=csv").data.decode("utf-8-sig")))
    assert [row["from"] for row in table] == [row["from"] for row in rows]
    assert len(client.get(f"{path}&f=geojson").json["features"]) == 44


def test_too_many_targets_are_refused(client):
    response = client.get(
        "/distances", query_string={"from": "us_bases", "to": ",".join(["places/tokyo"] * 11)}
    )
    assert response.json["code"] == "too_many"


def test_coverage_has_the_fields_of_the_contract(client):
    body = client.get(
        "/coverage?origins=us_bases/mcas-futenma&target=east_china_sea&radius_km=600"
    ).json
    found = body["coverage"]
    assert set(found) == {
        "origins",
        "target",
        "radius_km",
        "share",
        "share_low",
        "share_high",
        "covered_km2",
        "target_km2",
        "touch_km",
        "cover_km",
        "uncertainty_km",
        "thresholds",
        "place",
        "sensitivity",
        "assumption",
        "basing",
        "whatif",
        "method",
        "sentence",
        "inputs",
    }
    assert found["share"] == pytest.approx(0.650, abs=0.002)
    assert found["share_low"] < found["share"] < found["share_high"]
    assert found["covered_km2"] / found["target_km2"] == pytest.approx(found["share"], abs=1e-5)
    assert {one["properties"]["role"] for one in body["features"]} == {"covered", "union", "ring"}


def test_full_detail_adds_depth_rings_and_contributions(client):
    body = client.get(
        "/coverage?origins=us_bases/mcas-futenma,us_bases/mcas-iwakuni&target=east_china_sea&radius_km=700&detail=full"
    ).json
    found = body["coverage"]
    assert found["depth"][0]["share"] == pytest.approx(found["share"], abs=1e-4)
    assert [one["origin"] for one in found["contributions"]] == found["origins"]
    zones = [one["properties"] for one in body["features"] if one["properties"]["role"] == "depth"]
    assert [one["count"] for one in zones] == [1, 2]
    assert zones[1]["area_km2"] == pytest.approx(found["depth"][1]["km2"], abs=0.2)


def test_a_layer_is_narrowed_by_where(client):
    query = {
        "origins": "us_bases",
        "where": "branch:USAF|USMC,kinds:airfield",
        "target": "east_china_sea",
        "radius_km": 500,
    }
    found = client.get("/coverage", query_string=query).json["coverage"]
    assert "us_bases/kadena-ab" in found["origins"]
    assert "us_bases/mcas-futenma" in found["origins"]
    assert len(found["origins"]) < 10


def test_a_system_brings_its_assumption_and_interval(client):
    query = {"origins": "us_bases/kadena-ab", "system": "f-35a", "target": "taiwan_strait"}
    found = client.get("/coverage", query_string=query).json["coverage"]
    assert (found["radius_low_km"], found["radius_high_km"]) == (1082, 1093)
    assert (round(found["share_low"], 2), round(found["share_high"], 2)) == (0.97, 0.98)
    assert found["basing"][0]["status"] == "rotational"
    assert found["basing"][0]["id"] == "f-35a@kadena"
    assert set(found["assumption"]) == {"en", "ja"}
    assert found["whatif"] is False


def test_whatif_says_so(client):
    query = {
        "origins": "us_bases/kadena-ab",
        "system": "f-35b",
        "target": "taiwan_strait",
        "whatif": "1",
    }
    found = client.get("/coverage", query_string=query).json["coverage"]
    assert found["whatif"] is True
    assert found["assumption"]["en"].startswith("What if: no source says")
    ring = client.get(
        "/rings", query_string={key: query[key] for key in ("origins", "system", "whatif")}
    ).json
    assert ring["features"][0]["properties"]["whatif"] is True


@pytest.mark.parametrize(
    ("path", "code", "name"),
    [
        ("/distance?from=10,91&to=places/tokyo", "bad_parameter", "from"),
        ("/distance?from=us_bases/kadena-ab", "bad_parameter", "to"),
        ("/distance?from=us_bases/kadena-ab&to=nothing", "unknown_layer", "to"),
        ("/distance?from=us_bases/kadena-ab&to=places/nothing", "unknown_feature", "to"),
        ("/distance?from=us_bases/kadena-ab&to=places/tokyo&x=1", "unknown_parameter", "x"),
        ("/distance?from=us_bases/kadena-ab&to=places/tokyo&to=places/naha", "bad_parameter", "to"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=-1", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=0", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=0.099", "bad_parameter", "radius_km"),
        ("/rings?origins=us_bases/kadena-ab&radius_km=0.001", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=NaN", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=1e308", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=19901", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait", "bad_parameter", "radius_km"),
        ("/coverage?origins=us_bases/kadena-ab&target=places/tokyo&radius_km=5", "bad_parameter", "target"),
        ("/coverage?origins=us_bases&system=f-35a&target=taiwan_strait", "origin_too_wide", "origins"),
        ("/coverage?origins=us_bases/kadena-ab&system=f-35b&target=taiwan_strait", "not_based", "system"),
        ("/coverage?origins=us_bases/kadena-ab&system=f-16&target=taiwan_strait", "not_a_radius", "system"),
        ("/coverage?origins=us_bases/kadena-ab&system=j-20&target=taiwan_strait", "no_figure", "system"),
        ("/coverage?origins=us_bases/kadena-ab&system=f-16&target=taiwan_strait&whatif=1", "not_a_radius", "system"),
        ("/coverage?origins=us_bases/haigamine-communication-site&radius_km=9&target=taiwan_strait", "bad_parameter", "origins"),
        ("/coverage?origins=us_bases&where=colour:red&radius_km=9&target=taiwan_strait", "bad_parameter", "where"),
        ("/rings?origins=us_bases/kadena-ab&radius_km=abc", "bad_parameter", "radius_km"),
        ("/distances?from=us_bases&to=places/tokyo&f=xml", "not_acceptable", "f"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_one_problem_with_its_parameter(client, path, code, name):
    response = client.get(path)
    assert response.status_code == (406 if code == "not_acceptable" else 400)
    assert response.content_type == "application/problem+json"
    found = response.json
    assert set(found) == {"type", "title", "status", "detail", "instance", "code", "invalid-params"}
    assert found["code"] == code
    assert found["invalid-params"][0]["name"] == name
    assert "Traceback" not in response.text


def test_the_tables_are_open(client):
    systems = {one["id"]: one for one in client.get("/systems").json["systems"]}
    assert systems["f-35b"]["basing"][0]["place"] == "us_bases/mcas-iwakuni"
    assert any(one["id"] == "geonames" for one in client.get("/sources").json["sources"])


def test_a_rule_of_the_map_no_gunnery_range_covers_the_strait_by_a_system(client):
    query = {"origins": "us_bases", "system": "mv-22b", "target": "taiwan_strait"}
    assert client.get("/coverage", query_string=query).json["code"] == "origin_too_wide"


def test_coverage_names_the_origin_that_decides(client):
    path = "/coverage?origins=us_bases&target=taiwan_strait&radius_km=900"
    found = client.get(path).json["coverage"]
    rows = client.get("/distances?from=us_bases&to=taiwan_strait").json["distances"]
    assert found["place"] == rows[0]["from"]
    assert found["touch_km"] == pytest.approx(rows[0]["distance_km"], abs=0.01)
    assert "(the nearest) or 21 other places" in found["sentence"]["en"]
    assert re.search(r": 22 of its \d+ places count here", found["sentence"]["en"])


def test_what_a_filter_chose_is_said(client):
    path = "/coverage?origins=us_bases&target=taiwan_strait&radius_km=500&where=kinds:range"
    found = client.get(path).json["coverage"]
    assert "kinds: range" in found["sentence"]["en"]
    assert "us_bases/kobi-sho-range" not in found["origins"]
    asked = client.get(f"{path},disputed:true").json["coverage"]
    assert "us_bases/kobi-sho-range" in asked["origins"]
    assert "under dispute" in asked["sentence"]["en"]


def test_more_than_anybody_waits_for_is_refused_before_it_is_computed(catalog):
    turn = np.linspace(0, 2 * np.pi, 240_001)
    circle = shapely.Polygon(np.column_stack([125 + np.cos(turn), 25 + np.sin(turn)]))
    with pytest.raises(gp.GeopostureError, match="240,001 corners"):
        gp.coverage([(120 + n / 50, 25) for n in range(100)], target=circle, radius_km=500)
    with pytest.raises(gp.GeopostureError, match="240,001 corners"):
        gp.distances([(120 + n / 50, 25) for n in range(100)], circle)


@pytest.mark.parametrize(
    ("size", "status"),
    [("width=2000&height=2001&scale=2", 400), ("width=2400&height=2400&scale=2", 400)],
)
def test_a_picture_of_more_pixels_than_a_reader_needs_is_refused(client, size, status):
    answer = client.get(f"/map.png?{size}")
    assert answer.status_code == status
    assert "16,000,000" in answer.json["detail"]


@pytest.mark.parametrize(
    ("place", "english", "japanese"),
    [
        ("us_bases/haigamine-communication-site", "is not verified", "未確認"),
        ("places/second-thomas-shoal", "no position stored yet", "収録されていません"),
        ("places/indo-pacific", "is an extent", "範囲を表す名前"),
    ],
)
def test_the_page_gets_what_cannot_be_measured_in_words_for_readers(
    client, place, english, japanese
):
    path = f"/distance?from=us_bases/kadena-ab&to={place}"
    answer = client.get(path, headers={"Accept": "application/json, application/problem+json"})
    assert english in answer.json["message"]["en"]
    assert japanese in answer.json["message"]["ja"]
    assert "/" not in answer.json["message"]["en"]
    assert "message" not in client.get(path).json
