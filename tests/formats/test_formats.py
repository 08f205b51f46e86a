"""A format is one row in a module of its package: everything that lists formats follows."""

import csv
import io
import json

import orjson
import pytest
import shapely

from geoposture import formats
from geoposture.catalog import Layer
from geoposture.formats import FORMATS, gdal, geojson, tables
from geoposture.formats.format import Format
from geoposture.formats.geojson import encode_feature
from geoposture.formats.tables import encode_csv
from geoposture.model import LayerInfo
from geoposture.service import create_app


@pytest.fixture
def lines(monkeypatch):
    """GeoJSON text sequences, one feature a line, as a sixth format."""
    lines = Format(
        "GeoJSON lines", "application/geo+json-seq",
        lambda layer: b"".join(encode_feature(one) + b"\n" for one in layer.features),
    )  # fmt: skip
    monkeypatch.setitem(FORMATS, "geojsonl", lines)


def test_a_new_row_is_served_hashed_offered_and_described(lines, catalog):
    client = create_app(catalog=catalog).test_client()
    answer = client.get("/layers/places.geojsonl")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json-seq"
    assert len(answer.data.splitlines()) == len(catalog.layer("places").features)
    assert "places.geojsonl" in client.get("/layers/sha256.txt").text
    files = client.get("/layers/places.metadata.json").json["files"]
    assert [one["type"] for one in files][-1] == "application/geo+json-seq"
    assert "GeoJSON lines" in client.get("/").text
    assert "GeoJSON lines" in client.get("/collections/places?f=html").text
    links = client.get("/collections/places?f=json").json["links"]
    assert "application/geo+json-seq" in [one["type"] for one in links]
    assert "application/geo+json-seq" in client.get("/api?f=json").text


def test_an_unknown_ending_is_told_every_known_one(lines, client):
    answer = client.get("/layers/places.shp", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    for ending in FORMATS:
        assert ending in orjson.loads(answer.data)["detail"]


def test_formats_are_offered_in_their_order_whatever_their_modules_are_called():
    assert list(FORMATS) == ["geojson", "csv", "gpkg", "kml", "fgb"]
    held = {**tables.FORMATS, **gdal.FORMATS, **geojson.FORMATS}
    assert held == FORMATS
    places = [one.place for one in FORMATS.values()]
    assert places == sorted(set(places))
    assert max(places) < Format("Lines", "text/plain", bytes).place


def test_two_modules_that_write_one_ending_are_named(monkeypatch):
    both = {**tables.FORMATS, "geojson": Format("Another", "text/plain", lambda _: b"")}
    monkeypatch.setattr(tables, "FORMATS", both)
    with pytest.raises(
        ImportError,
        match=r"geoposture\.formats\.\w+: geoposture\.formats\.\w+ writes \.geojson already",
    ):
        formats._find_formats()


def test_places_in_a_table_have_four_decimals_and_shapes_six():
    """The columns of a point, of an area and of what has no place."""
    area = {"type": "Polygon", "coordinates": [[[120.1234567, 20.7654321], [121, 20.7654321],
                                                [121, 21], [120.1234567, 20.7654321]]]}  # fmt: skip
    features = [
        {"type": "Feature", "id": id_, "geometry": geometry, "properties": {"n": ["a", "b"]}}
        for id_, geometry in (
            ("point", {"type": "Point", "coordinates": [127.123456, 26.654321]}),
            ("area", area), ("nowhere", None),
        )
    ]  # fmt: skip
    info = LayerInfo(id="x", title={"en": "X", "ja": "X"}, description={"en": "", "ja": ""})
    layer = Layer(info, tuple(features), "")
    rows = list(csv.reader(io.StringIO(encode_csv(layer).decode("utf-8-sig"))))
    assert rows[1] == ["point", "a; b", "127.1235", "26.6543", "POINT (127.123456 26.654321)"]
    inside = shapely.Point(float(rows[2][2]), float(rows[2][3]))
    assert shapely.from_geojson(json.dumps(area)).contains(inside)
    assert all(len(one.partition(".")[2]) <= 4 for one in rows[2][2:4])
    assert rows[2][4].startswith("POLYGON ((120.123457 20.765432, 121 20.765432,")
    assert rows[3] == ["nowhere", "a; b", "", "", ""]
