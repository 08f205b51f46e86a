"""``towns.csv`` of any theatre."""

from __future__ import annotations

import json

import pytest

from geoposture.catalog import load_layers
from geoposture.catalog.inspection import inspect_folder
from geoposture.catalog.towns import read_towns
from geoposture.errors import BadData
from geoposture.views.towns import pack_towns

HEAD = "id,name_en,reading,kind_en,area_en,lat,lon,uncertainty_km,same_as,sources\n"


def write(folder, *rows):
    (folder / "towns.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    layer = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "a", "geometry": {"type": "Point", "coordinates": [10, 50]},
         "properties": {"name": "A"}}]}  # fmt: skip
    (folder / "sites.geojson").write_text(json.dumps(layer), encoding="utf-8")
    return folder


def test_a_theatre_without_the_table_has_no_towns(tmp_path):
    assert read_towns(tmp_path) == ()


def test_a_town_may_have_no_point_and_one_language(tmp_path):
    write(tmp_path, "1,Aa,,Town,Bb,,,,,s", "2,Cc,See See,City,Bb,50.5,10.25,2,,s; t")
    first, second = read_towns(tmp_path)
    assert (first.point, first.uncertainty_km, first.reading) == (None, None, None)
    assert (second.point, second.uncertainty_km) == ((10.25, 50.5), 2)
    assert second.name == {"en": "Cc", "ja": "Cc"} and second.sources == ("s", "t")


@pytest.mark.parametrize(
    "row",
    ["1,,,,,,,,,s", "1,Aa,,,,,,,,", "1,Aa,,,,91,10,,,s", "1,Aa,,,,50,,,,s", "1,Aa,,,,x,y,,,s"],
)
def test_a_row_without_name_source_or_with_half_a_point_is_refused(tmp_path, row):
    write(tmp_path, row)
    with pytest.raises(BadData, match=r"towns\.csv"):
        load_layers(tmp_path)


def test_what_many_towns_share_is_packed_once(tmp_path):
    write(tmp_path, "1,Aa,,Town,Bb,,,,,s", "2,Cc,See,Town,Bb,50.5,10.25,2,sites/a,s; t")
    (tmp_path / "theatre.toml").write_text('id = "x"\nlanguages = ["en"]\n', encoding="utf-8")
    packed = json.loads(pack_towns(load_layers(tmp_path)))
    assert packed == {
        "languages": ["en"], "kinds": [["Town"]], "areas": [["Bb"]],
        "sources": [["s"], ["s", "t"]],
        "towns": [["Aa", None, 0, 0, 0, None],
                  ["Cc", "See", 0, 0, 1, "sites/a", 10.25, 50.5, 2.0]],
    }  # fmt: skip


def test_the_towns_are_part_of_the_version(tmp_path):
    before = load_layers(write(tmp_path, "1,Aa,,,,,,,,s")).version
    assert load_layers(write(tmp_path, "1,Ab,,,,,,,,s")).version != before


def test_check_names_a_town_that_is_no_feature_and_a_source_that_is_not_there(tmp_path):
    write(tmp_path, "1,Aa,,,,,,,sites/b,s")
    lines = [one.line() for one in inspect_folder(tmp_path)]
    assert any(one.startswith("wrong: towns.csv: 1: ") and "“b”" in one for one in lines)
    assert any(one.startswith("missing: towns.csv: source “s”") for one in lines)
