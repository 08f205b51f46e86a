"""The layers against figures that were not computed here."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import airportsdata
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

import geoposture as gp
from geoposture import geodesy
from geoposture.catalog import find_layers
from geoposture.views.names import list_names

recipes = pytest.importorskip("layers.recipes.tables")
LAYERS = find_layers()
FILES = sorted(LAYERS.rglob("*.geojson"))
PROPERTIES = {
    "us_bases": "name_en name_ja aliases branch kinds municipalities prefectures role fac_no icao iata "
    "wikidata runway_m area_km2 area_source area_scope area_date status status_date part_of listed current grade "
    "position_basis uncertainty_km second_km second_source approximate disputed note sources as_of",
    "japan_archipelago": "name_en name_ja other_names group prefecture area_km2 inhabited disputed "
    "administered_by wikidata uncertainty_km shifted_km sources",
    "taiwan_strait": "name_en name_ja aliases definition edition adopted area_km2 holes_min_km2 "
    "uncertainty_km includes wikidata sources",
    "east_china_sea": "name_en name_ja aliases definition edition adopted area_km2 holes_min_km2 "
    "uncertainty_km includes wikidata sources",
    "places": "name_en name_ja aliases kind country extent_only same_as grade uncertainty_km "
    "geonames_id wikidata note sources",
}


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def decimals(value: float) -> int:
    return len(str(value).partition(".")[2])


def geodesic_area_km2(geometry) -> float:
    """The area with edges as geodesics, as the published figures are computed."""
    return abs(geodesy.WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))[0]) / 1e6


@pytest.mark.parametrize(("layer", "names"), PROPERTIES.items())
def test_property_lists_are_those_of_the_contract(catalog, layer, names):
    for feature in catalog.layer(layer).features:
        assert list(feature["properties"]) == names.split()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_geometry_follows_rfc_7946(file):
    collection = read(file)
    assert "crs" not in collection
    shapes = [
        shapely.from_geojson(json.dumps(one["geometry"]))
        for one in collection["features"]
        if one["geometry"]
    ]
    assert shapely.is_valid(shapes).all()
    for part in shapely.get_parts(shapes):
        if part.geom_type == "Polygon":
            assert shapely.is_ccw(part.exterior)
            assert not any(shapely.is_ccw(hole) for hole in part.interiors)


def test_facilities_are_counted_as_the_ministry_counts_them(catalog):
    rows = [one["properties"] for one in catalog.layer("us_bases").features]
    listed = [row for row in rows if row["listed"]]
    assert len(rows) == 83
    assert len(listed) == 78
    assert sum("Okinawa" in row["prefectures"] for row in listed) == 31
    # The ministry printed 47 outside Okinawa; with Fuchu, Nagasaka would be one too many.
    assert sum("Okinawa" not in row["prefectures"] for row in listed) == 47
    assert {grade: sum(row["grade"] == grade for row in listed) for grade in "ABCM"} == {
        "A": 52, "B": 9, "C": 16, "M": 1,
    }  # fmt: skip
    assert {row["listed"] for row in listed} == {"2020-01-01"}
    assert sum(row["current"] for row in rows) == 76  # 78 less two returned


FAMILIES = (
    {"airportsdata", "ourairports", "flightgear"},
    {"osm", "osm-z6"},
    {"jawiki", "enwiki", "jawiki-irisuna", "jawiki-ukibaru", "jawiki-yaedake", "enwiki-naha-port",
     "enwiki-new-sanno", "world-bases-list"},
)  # fmt: skip
"""Sources whose positions are, or may be, copies of each other."""


def test_each_position_of_grade_a_has_a_second_independent_source_within_a_kilometre(catalog):
    layer = catalog.layer("us_bases")
    rows = {row["id"]: row for row in recipes.read_table("second_positions")}
    best = {one["id"] for one in layer.features if one["properties"]["grade"] == "A"}
    assert rows.keys() == best
    listed = [one for one in best if layer.feature(one)["properties"]["listed"]]
    assert len(listed) >= 50
    for id_, row in rows.items():
        feature = layer.feature(id_)
        told, ours = feature["properties"], feature["geometry"]["coordinates"]
        assert {row["first"], row["source"]} <= catalog.sources.keys(), id_
        assert row["first"] != row["source"]
        assert not any({row["first"], row["source"]} <= one for one in FAMILIES), id_
        assert row["what"]
        assert row["read"]
        metres = Geodesic.WGS84.Inverse(ours[1], ours[0], float(row["lat"]), float(row["lon"]))
        assert metres["s12"] <= 1000, id_
        assert told["second_km"] == round(metres["s12"] / 1000, 1)
        assert told["second_source"] == row["source"]
    others = [one["properties"] for one in layer.features if one["id"] not in best]
    assert all(one["second_km"] is None and one["second_source"] is None for one in others)


def test_fuchu_is_there_as_returned_and_the_row_in_doubt_says_so(catalog):
    layer = catalog.layer("us_bases")
    fuchu = layer.feature("fuchu-communications-station")["properties"]
    assert (fuchu["fac_no"], fuchu["status"], fuchu["status_date"]) == (
        "FAC 3016", "returned", "2021-09-30",
    )  # fmt: skip
    assert not fuchu["current"]
    doubted = layer.feature("nagasaka-rifle-range")["properties"]
    assert doubted["listed"] is None
    assert "In doubt" in doubted["note"]
    limits = layer.info.limits
    assert any("in doubt" in one and doubted["name_en"] in one for one in limits["en"])
    assert any(doubted["name_ja"] in one for one in limits["ja"])


AREA_TOTALS = {
    row["prefecture"]: float(row["area_km2"])
    for row in csv.DictReader(
        (LAYERS / "sources" / "area_totals.csv").read_text(encoding="utf-8").splitlines()
    )
}


def sum_exclusive(catalog, prefectures: set[str]) -> float:
    """The listed areas for exclusive use that lie in these prefectures and in no other."""
    rows = (one["properties"] for one in catalog.layer("us_bases").features)
    return sum(
        row["area_km2"] or 0
        for row in rows
        if row["listed"]
        and row["area_scope"] == "exclusive"
        and set(row["prefectures"]) <= prefectures
    )


@pytest.mark.parametrize("prefecture", AREA_TOTALS)
def test_no_prefecture_has_more_than_the_ministry_counts(catalog, prefecture):
    assert sum_exclusive(catalog, {prefecture}) <= AREA_TOTALS[prefecture] + 1e-9


def test_two_prefectures_and_all_together_have_no_more_either(catalog):
    both = AREA_TOTALS["Saitama"] + AREA_TOTALS["Tokyo"]
    assert sum_exclusive(catalog, {"Saitama", "Tokyo"}) <= both
    assert sum_exclusive(catalog, set(AREA_TOTALS)) <= sum(AREA_TOTALS.values())
    assert sum(AREA_TOTALS.values()) == pytest.approx(263.176, abs=0.002)


def test_every_area_says_its_scope_and_the_big_joint_ones_are_flagged(catalog):
    rows = {one["id"]: one["properties"] for one in catalog.layer("us_bases").features}
    scopes = {row["area_scope"] for row in rows.values() if row["area_km2"] is not None}
    assert scopes == {"exclusive", "with_joint"}
    assert all(row["area_scope"] is None for row in rows.values() if row["area_km2"] is None)
    for name in ("iwo-jima-communication-site", "naf-atsugi", "camp-fuji", "nagasaka-rifle-range"):
        assert rows[name]["area_scope"] == "with_joint"


@pytest.mark.parametrize(
    ("facility", "key", "wanted"),
    [
        ("naf-atsugi", "municipalities", ["Ayase", "Yamato"]),
        ("naf-atsugi", "fac_no", "FAC 3083"),
        ("sagami-general-depot", "fac_no", "FAC 3084"),
        ("fleet-activities-yokosuka", "fac_no", "FAC 3099"),
        ("mcas-iwakuni", "fac_no", "FAC 4092"),
    ],
)
def test_facts_that_were_wrong_or_missing_are_right(catalog, facility, key, wanted):
    assert catalog.layer("us_bases").feature(facility)["properties"][key] == wanted


def test_roles_name_what_is_at_iwakuni_and_what_futenma_waits_for(catalog):
    layer = catalog.layer("us_bases")
    iwakuni = layer.feature("mcas-iwakuni")["properties"]["role"]
    assert "Carrier Air Wing 5" in iwakuni
    assert "F-35B" in iwakuni
    assert "long runway" in layer.feature("mcas-futenma")["properties"]["role"]


def test_positions_are_no_finer_than_they_may_be(catalog):
    for feature in catalog.layer("us_bases").features:
        row = feature["properties"]
        if row["grade"] == "M":
            assert feature["geometry"] is None
            continue
        coarse = row["grade"] == "C" or {"ammunition depot", "fuel depot"} & set(row["kinds"])
        assert max(map(decimals, feature["geometry"]["coordinates"])) <= (2 if coarse else 3)
        assert row["approximate"] == (row["grade"] in "CM")


def test_airfields_are_where_an_independent_list_has_them(catalog):
    known = airportsdata.load("ICAO")
    checked = 0
    for feature in catalog.layer("us_bases").features:
        code = feature["properties"]["icao"]
        # Iwakuni's runway moved out to sea; that list still has the old one.
        if code not in known or code == "RJOI":
            continue
        lon, lat = feature["geometry"]["coordinates"]
        away = float(geodesy.measure(lon, lat, known[code]["lon"], known[code]["lat"])[0])
        assert away < 2_500, feature["id"]
        checked += 1
    assert checked >= 8


def test_the_east_china_sea_is_that_of_1953_less_the_strait(catalog):
    sea, strait = (catalog.layer(one).geometries[0] for one in ("east_china_sea", "taiwan_strait"))
    assert geodesic_area_km2(sea) == pytest.approx(755_724, abs=100)
    assert sea.bounds == pytest.approx((119.512, 24.0539, 131.1222, 33.2996), abs=0.02)
    assert catalog.layer("east_china_sea").features[0]["properties"]["area_km2"] == pytest.approx(
        755_724, abs=100
    )
    assert sea.intersection(strait).area < 0.002


def test_the_taiwan_strait_is_that_of_the_draft(catalog):
    strait = catalog.layer("taiwan_strait")
    assert geodesic_area_km2(strait.geometries[0]) == pytest.approx(81_618, rel=0.002)
    assert strait.features[0]["properties"]["adopted"] is False


def test_closing_lines_lie_on_the_edge_of_the_seas(catalog):
    edge = shapely.union_all(
        [catalog.layer(one).geometries[0].boundary for one in ("east_china_sea", "taiwan_strait")]
    )
    for feature in read(LAYERS / "backdrop" / "sea_limits.geojson")["features"]:
        line = shapely.from_geojson(json.dumps(feature["geometry"]))
        spots = shapely.get_parts(
            shapely.line_interpolate_point(shapely.get_parts(line), 0.5, normalized=True)
        )
        assert (shapely.distance(edge, spots) < 0.01).any(), feature["properties"]


def test_japan_has_its_area_without_the_disputed_islands(catalog):
    layer = catalog.layer("japan_archipelago")
    whole = sum(
        geodesic_area_km2(shape)
        for one, shape in zip(layer.features, layer.geometries, strict=True)
        if shape is not None and not one["properties"]["disputed"]
    )
    official = 377_975 - 5_003  # less the northern territories
    assert whole == pytest.approx(official, rel=0.003)
    # GSHHG has 372 islands of 1 km² or more: two of them are Tsushima, one is Uotsuri.
    large = [one for one in layer.features if (one["properties"]["area_km2"] or 0) >= 1]
    drawn = [one for one in large if one["geometry"] and not one["properties"]["disputed"]]
    assert len(drawn) == pytest.approx(370, abs=10)


def test_islands_have_the_ids_of_their_table(catalog):
    table = (LAYERS / "sources" / "islands.csv").read_text(encoding="utf-8").splitlines()[1:]
    ids = {line.split(",")[0] for line in table}
    assert ids <= set(catalog.layer("japan_archipelago").index)
    unnamed = set(catalog.layer("japan_archipelago").index) - ids
    assert all(re.fullmatch(r"gshhg-\d+", one) for one in unnamed)


@pytest.mark.parametrize(
    ("island", "lon", "lat", "shifted"),
    [
        ("uotsurijima", 123.475, 25.745, 5.8),
        ("sofugan", 140.342, 29.794, 2.1),
        ("okinotorishima", 136.076, 20.423, 1.1),
    ],
)
def test_misplaced_islands_are_at_their_true_position(catalog, island, lon, lat, shifted):
    layer = catalog.layer("japan_archipelago")
    centre = layer.geometry(island).centroid
    assert float(geodesy.measure(centre.x, centre.y, lon, lat)[0]) < 200
    assert layer.feature(island)["properties"]["shifted_km"] == pytest.approx(shifted, abs=0.2)


def test_hateruma_which_natural_earth_lacks_is_there(catalog):
    layer = catalog.layer("japan_archipelago")
    named = {one["properties"]["name_ja"]: one for one in layer.features}
    for name in ("波照間島", "沖大東島", "沖ノ鳥島"):
        assert named[name]["geometry"] is not None


def test_disputed_islands_have_both_names_and_an_administration(catalog):
    disputed = [
        one for one in catalog.layer("japan_archipelago").features if one["properties"]["disputed"]
    ]
    assert {one["properties"]["administered_by"] for one in disputed} == {"JP", "KR", "RU"}
    assert all(one["properties"]["other_names"] for one in disputed)


def test_every_source_resolves(catalog):
    for layer in catalog.layers.values():
        for feature in layer.features:
            for one in feature["properties"].get("sources", []):
                assert one in catalog.sources, (layer.id, feature["id"], one)
        assert set(layer.info.sources) <= set(catalog.sources)


def test_labels_point_to_features(catalog):
    for label in read(LAYERS / "backdrop" / "labels.geojson")["features"]:
        ref = label["properties"]["feature"]
        if ref:
            layer, feature = ref.split("/")
            assert feature in catalog.layer(layer).index


def test_the_land_reaches_beyond_every_view_and_leaves_japan_to_its_layer():
    land = shapely.from_geojson(
        json.dumps(read(LAYERS / "backdrop" / "land.geojson")["features"][0]["geometry"])
    )
    assert land.bounds[::2] == pytest.approx((-180, 180), abs=0.5)
    for lon, lat in ((100, 35), (121, 24), (-100, 40), (20, 50), (110.5, 30)):
        assert land.contains(shapely.Point(lon, lat))
    for lon, lat in ((138, 36), (127.9, 26.5), (147.9, 45.0), (125, 29), (150, 30)):
        assert not land.contains(shapely.Point(lon, lat))
    assert geodesy.measure_area(land) / 1e12 == pytest.approx(148.9 - 0.38, rel=0.05)


@pytest.mark.rebuild
@pytest.mark.parametrize(
    "name", ["us_bases", "places", "taiwan_strait", "backdrop/runways", "backdrop/land"]
)
def test_a_recipe_gives_the_same_bytes_again(name):
    file, recipe = LAYERS / f"{name}.geojson", name.rpartition("/")[2]
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    subprocess.run([sys.executable, "-m", "layers.recipes", recipe], cwd=LAYERS.parent, check=True)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_no_number_is_written_longer_than_its_precision():
    text = (LAYERS / "east_china_sea.geojson").read_text(encoding="utf-8")
    longest = max(len(part) for part in re.findall(r"\.(\d+)", text.partition('"coordinates"')[2]))
    assert longest <= 4
    assert np.isfinite(json.loads(text)["bbox"]).all()


SAKISHIMA = ("Miyako Islands", "Yaeyama Islands")


def test_islands_and_seas_say_how_far_their_coast_can_be_off(catalog):
    rows = {one["id"]: one["properties"] for one in catalog.layer("japan_archipelago").features}
    assert {row["uncertainty_km"] for row in rows.values()} == {0.3, 1.0}
    assert all(row["uncertainty_km"] == 1.0 for row in rows.values() if row["group"] in SAKISHIMA)
    for name in ("iwo-jima", "honshu", "innoshima", "etajima", "iojima-nagasaki"):
        assert rows[name]["uncertainty_km"] == 1.0
    assert rows["okinawa-island"]["uncertainty_km"] == rows["kumejima"]["uncertainty_km"] == 0.3
    for sea, wanted in (("east_china_sea", 1.0), ("taiwan_strait", 0.3)):
        assert catalog.layer(sea).features[0]["properties"]["uncertainty_km"] == wanted


@pytest.mark.parametrize(
    ("end", "own"),
    [
        ("japan_archipelago/miyakojima", 1.0), ("japan_archipelago/okinawa-island", 0.3),
        ("taiwan_strait", 0.3), ("east_china_sea", 1.0), ("japan_archipelago", 1.0),
    ],
)  # fmt: skip
def test_an_interval_carries_the_coast(end, own):
    found = gp.distance((160, 50), end)
    assert found.uncertainty_km == own
    assert found.high_km - found.low_km == pytest.approx(2 * own)


def test_shimoji_is_where_it_is_and_off_its_neighbour(catalog):
    layer = catalog.layer("japan_archipelago")
    shimoji, kamiji = (layer.geometry(f"aragusukujima-{one}") for one in ("shimoji", "kamiji"))
    assert shimoji.intersection(kamiji).area == 0
    centre = shimoji.centroid
    assert float(geodesy.measure(centre.x, centre.y, 123.930, 24.216)[0]) < 200


def test_nothing_rests_on_memory(catalog):
    assert "memory" not in catalog.sources
    for layer in catalog.layers.values():
        for feature in layer.features:
            properties = feature["properties"]
            assert "memory" not in (properties.get("sources") or []), feature["id"]
            assert "memory" not in (properties.get("note") or "").lower(), feature["id"]
            assert "memory" not in (properties.get("position_basis") or "").lower()


def test_a_source_says_what_was_read_and_when(catalog):
    for name, source in catalog.sources.items():
        assert set(source) - {"publisher_ja", "dead"} == {
            "title", "publisher", "url", "licence", "kind", "date", "read", "archived", "note",
        }  # fmt: skip
        assert source["date"] is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", source["date"]), name
        assert source["read"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", source["read"]), name
        assert source["publisher"], name
        assert "remember" not in (source["note"] or ""), name
    assert catalog.sources["mod-list-2020"]["kind"] == "press"
    assert "WING" in catalog.sources["mod-list-2020"]["publisher"]


def test_towns_have_the_points_of_geonames_and_extents_none(catalog):
    layer = catalog.layer("places")
    rows = [(one["properties"], one["geometry"]) for one in layer.features]
    towns = [
        geometry
        for row, geometry in rows
        if row["kind"] in ("city", "town", "village", "capital") and row["sources"] == ["geonames"]
    ]
    assert sum(geometry is not None for geometry in towns) >= 195
    assert all(geometry is None for row, geometry in rows if row["extent_only"])
    known = {"honolulu": (-157.858, 21.307), "los-angeles": (-118.244, 34.052)}
    for name, (lon, lat) in known.items():
        assert layer.feature(name)["geometry"]["coordinates"] == pytest.approx((lon, lat), abs=0.01)
        assert layer.feature(name)["properties"]["uncertainty_km"] == 5


PLACE_POINTS = list(
    csv.DictReader(
        (LAYERS / "sources" / "place_points.csv").read_text(encoding="utf-8").splitlines()
    )
)


def test_a_place_with_the_point_of_an_entry_says_whose_it_is(catalog):
    layer = catalog.layer("places")
    assert len(PLACE_POINTS) == len({row["id"] for row in PLACE_POINTS})
    for row in PLACE_POINTS:
        place = layer.feature(row["id"])
        told = place["properties"]
        assert place["geometry"], row["id"]
        assert told["sources"] == [row["package"]], row["id"]
        assert told["uncertainty_km"] >= (10 if told["grade"] == "C" else 1), row["id"]
        assert told["grade"] == ("C" if row["package"] == "geonames" else "B"), row["id"]
        # The town that it stands at is not what it is.
        assert told["geonames_id"] is None, row["id"]


def test_places_are_no_finer_than_their_grade(catalog):
    for feature in catalog.layer("places").features:
        if feature["geometry"]:
            grade = feature["properties"]["grade"]
            finest = max(map(decimals, feature["geometry"]["coordinates"]))
            assert finest <= (3 if grade in ("A", "B") else 2), feature["id"]


def test_airfields_of_places_are_where_an_independent_list_has_them(catalog):
    known = airportsdata.load("ICAO")
    keys = {row["id"]: row["key"].upper() for row in PLACE_POINTS if row["key"].upper() in known}
    for place, key in keys.items():
        lon, lat = catalog.layer("places").feature(place)["geometry"]["coordinates"]
        away = float(geodesy.measure(lon, lat, known[key]["lon"], known[key]["lat"])[0])
        assert away < 2_500, place
    assert len(keys) >= 150


@pytest.mark.parametrize(
    ("port", "town"),
    [
        ("ishigaki-port", "ishigaki"), ("camp-yonaguni", "yonaguni"), ("kure-base", "kure"),
        ("kaohsiung-port", "kaohsiung"), ("camp-katsuren", "uruma"),
    ],
)  # fmt: skip
def test_what_has_no_point_of_its_own_stands_at_its_town(catalog, port, town):
    layer = catalog.layer("places")
    here, there = (layer.feature(one)["geometry"]["coordinates"] for one in (port, town))
    assert here == pytest.approx(there, abs=0.006)


def test_more_places_are_no_more_names_at_first_sight(catalog):
    zooms = {one["properties"]["min_zoom"] for one in list_names(catalog)}
    assert min(zooms) >= 8
