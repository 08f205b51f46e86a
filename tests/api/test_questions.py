"""``import geoposture as gp``: light to import, the contract's names, one error tree."""

from __future__ import annotations

import subprocess
import sys

import geopandas
import pytest
import shapely

import geoposture as gp


def test_the_import_loads_nothing_heavy():
    code = (
        "import sys, geoposture; "
        "print([m for m in ('flask','folium','geopandas','shapely','numpy','pyproj') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_places_are_references_pairs_or_geometries():
    by_name = gp.distance("us_bases/kadena-ab", "places/taipei")
    by_pair = gp.distance((127.768, 26.356), "places/taipei")
    by_shape = gp.distance(shapely.Point(127.768, 26.356), "places/taipei")
    assert by_name.distance_m == by_pair.distance_m == by_shape.distance_m
    assert by_name.uncertainty_km > by_pair.uncertainty_km


def test_the_answer_names_its_inputs(catalog):
    inputs = gp.distance("us_bases/kadena-ab", "places/taipei").inputs
    assert inputs.command == "geoposture distance us_bases/kadena-ab places/taipei"
    assert inputs.url.endswith("/distance?from=us_bases/kadena-ab&to=places/taipei")
    assert inputs.layers["us_bases"] == catalog.layer("us_bases").sha256


def test_a_layer_is_a_geodataframe(catalog):
    frame = catalog.layer("us_bases").frame
    assert isinstance(frame, geopandas.GeoDataFrame)
    assert frame.crs.to_epsg() == 4326
    assert frame.loc["kadena-ab", "name_ja"] == "嘉手納飛行場"


def test_distances_are_sorted_and_one_a_pair():
    rows = gp.distances("us_bases", ["places/taipei", "places/seoul"])
    assert len(rows) == 22 * 2
    assert [row.distance_m for row in rows] == sorted(row.distance_m for row in rows)


def test_the_nearest_facility_is_one_in_use_and_no_disputed_range():
    assert gp.nearest("places/taipei").origin.ref == "us_bases/naha-port-facility"
    assert gp.nearest("places/taipei", among="us_bases/kobi-sho-range").distance_km < 300


def test_coverage_is_still_a_function_after_its_modules_are_loaded():
    found = gp.coverage("us_bases/mcas-futenma", target="east_china_sea", radius_km=600)
    assert found.share == pytest.approx(0.650, abs=0.002)
    assert callable(gp.coverage)


def test_a_ring_is_a_geometry():
    ring = gp.ring("us_bases/kadena-ab", radius_km=100)
    assert ring.contains(shapely.Point(127.768, 26.356))


@pytest.mark.parametrize("radius", [0, -1, float("nan"), 20_000])
def test_an_impossible_radius_is_refused(radius):
    with pytest.raises(gp.GeopostureError, match="radius_km"):
        gp.ring("us_bases/kadena-ab", radius_km=radius)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = gp.nothing


def test_an_article_is_annotated_from_text_or_file(tmp_path):
    words = "A tanker left Kadena Air Base for Guam on Monday."
    reading = gp.annotate(words, published="2025-06-04")
    assert [one.feature for one in reading.mentions] == ["us_bases/kadena-ab", "places/guam"]
    assert [str(one.day) for one in reading.days] == ["2025-06-02"]
    file = tmp_path / "a.txt"
    file.write_text(words, encoding="utf-8")
    assert gp.annotate(file).mentions == reading.mentions
    with pytest.raises(gp.GeopostureError, match="published is a day"):
        gp.annotate(words, published="Monday")
    with pytest.raises(gp.GeopostureError, match="not UTF-8"):
        gp.annotate("\udc80 Tokyo")
