"""What lies behind the layers: refused by its file, or drawn."""

from __future__ import annotations

import json

import pytest

from geoposture.catalog import load_layers
from geoposture.errors import BadData
from geoposture.service import create_app
from geoposture.settings import Settings

LINE = {"type": "LineString", "coordinates": [[130, 30], [131, 31]]}
GONE = object()


@pytest.mark.parametrize(
    ("name", "key", "value", "told"),
    [
        ("labels", "kind", GONE, "wants a word as kind; got None"),
        ("labels", "kind", 3, "wants a word as kind; got 3"),
        ("labels", "priority", GONE, "wants a rank, the first one 1, as priority; got None"),
        ("labels", "priority", "first", "wants a rank, the first one 1, as priority; got first"),
        ("labels", "min_zoom", True, "wants a zoom as min_zoom; got True"),
        ("labels", "max_zoom", "near", "has near as max_zoom; wanted: a zoom, or nothing"),
        ("labels", "name_ja", 7, "has 7 as name_ja; wanted: a text"),
        ("labels", "feature", ["x"], "has ['x'] as feature; wanted: a reference"),
        ("runways", "feature", {}, "has {} as feature; wanted: a reference"),
        ("labels", "geometry", LINE, "is a LineString; wanted: a Point"),
        ("coasts", "uncertainty_km", None, "wants a number of kilometres as uncertainty_km"),
        ("coasts", "geometry", None, "wants a geometry"),
        (
            "japan",
            "uncertainty_km",
            "two",
            "has two as uncertainty_km; wanted: a number of kilometres",
        ),
    ],
)
def test_what_cannot_be_drawn_is_told_by_its_file(copied_layers, name, key, value, told):
    change(copied_layers, name, key, value)
    with pytest.raises(BadData) as refused:
        load_layers(copied_layers)
    (line,) = refused.value.message.splitlines()
    assert line.startswith(f"{name}.geojson: feature 0 (")
    assert told in line


def test_what_a_name_may_lack_it_lacks(copied_layers):
    for key in ("name_ja", "feature", "max_zoom"):
        change(copied_layers, "labels", key, GONE)
    (first, *_) = json.loads(load_layers(copied_layers).backdrop["labels"])["features"]
    row = first["properties"]
    assert (row["name_ja"], row["feature"], row["max_zoom"]) == (None, None, None)
    change(copied_layers, "labels", "name_ja", "名")
    change(copied_layers, "labels", "name_en", "")
    catalog = load_layers(copied_layers)
    client = create_app(Settings(layers=copied_layers), catalog).test_client()
    address = "/map.svg?lang=en&from=us_bases/kadena-ab&to=places/taiwan"
    assert client.get(address).status_code == 200
    change(copied_layers, "labels", "name_ja", GONE)
    with pytest.raises(BadData, match="has no name; wanted: name_en or name_ja"):
        load_layers(copied_layers)


def test_what_nothing_reads_may_be_anything(copied_layers):
    version = load_layers(copied_layers).version
    change(copied_layers, "land", "feature", 12)
    change(copied_layers, "sea_limits", "uncertainty_km", "approx")
    assert load_layers(copied_layers).version != version


def test_an_outline_of_a_layer_may_have_any_properties(copied_layers):
    file = copied_layers / "east_china_sea.general.geojson"
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["features"][0]["properties"] |= {"feature": 5, "uncertainty_km": "x", "kind": []}
    file.write_text(json.dumps(collection), encoding="utf-8")
    assert load_layers(copied_layers).general["east_china_sea"] == file.read_bytes()


def change(folder, name, key, value):
    file = folder / "backdrop" / f"{name}.geojson"
    collection = json.loads(file.read_text(encoding="utf-8"))
    first = collection["features"][0]
    row = first if key == "geometry" else first["properties"]
    row.pop(key, None)
    if value is not GONE:
        row[key] = value
    file.write_text(json.dumps(collection), encoding="utf-8")
