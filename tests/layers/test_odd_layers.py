"""Layers with odd names, values and shapes: every page answers, every file can be read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import sys
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest

from geoposture.catalog import load_layers
from geoposture.formats import FORMATS, Format
from geoposture.service import create_app
from geoposture.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import list_addresses

POINT = {"type": "Point", "coordinates": [127.7, 26.2]}
HIGH = {"type": "Point", "coordinates": [127.7, 26.2, 100]}
LINE = {"type": "LineString", "coordinates": [[127, 26], [128, 27]]}
AREA = {"type": "Polygon", "coordinates": [[[127, 26], [128, 26], [128, 27], [127, 26]]]}
ODD = "Pier\x0b A\x07\x00\ufffe"


def make(properties=None, geometry=POINT) -> tuple[dict, dict | None]:
    return properties or {}, geometry


LAYERS = {
    "columns that differ in case": [make({"Name": "A", "name": "a", "NAME": "b", "name_2": "c"})],
    "columns of other things": [make(dict.fromkeys(
        ("id", "ID", "lon", "Lat", "WKT", "geometry", "geom", "fid", "Description", "ogc_fid"), "x"
    ))],
    "columns that KML obeys": [make(
        {"icon": "http://evil.example/x.png", "networklink": "http://evil.example/", "begin": "2020",
         "visibility": 0, "extrude": 1, "heading": 3.5, "OGR_STYLE": "x", "photooverlay": "y"},
    )],
    "odd names": [make({"": 1, " ": 2, "<b>&\"'": 3, "=1+1": 4, "a b": 5, "日本": 6, "x" * 500: 7})],
    "control characters": [make({"name_en": ODD, ODD: [ODD, "b"], "n": {ODD: [{"m": ODD}]}})],
    "mixed values": [make({"v": 1}), make({"v": "x"}), make({"v": True}), make({"v": None}),
                     make({"v": [1, "a"]}), make({"v": 2.5}), make()],
    "mixed with objects": [make({"v": {"a": 1}}), make({"v": 1})],
    "large numbers": [make({"v": 2**64 - 1, "w": -(2**63), "x": 1e300}), make({"v": 1, "w": 1.5})],
    "no geometry": [make({"name_en": "a"}, None), make({"name_en": "b"}, None)],
    "nothing": [],
    "nothing but a feature": [make(geometry=None)],
    "all kinds of geometry": [make(geometry=one) for one in (POINT, LINE, AREA, None)],
    "some heights": [make({"v": 1}, HIGH), make({"v": 2}), make({"v": 3}, None)],
    "odd types of what is known": [make(dict.fromkeys(
        ("name_en", "name_ja", "kinds", "branch", "uncertainty_km", "sources", "note", "grade",
         "disputed", "current", "status", "area_km2", "same_as", "prefecture", "aliases"), value
    )) for value in (1, [], {}, [{}], "x", True, [1, None], 1e308, -1)],
    "names of parameters": [make({"limit": 3, "f": "x", "bbox": 1, "lang": "y", "sortby": "z"})],
}  # fmt: skip


def write(folder: Path, rows: list[tuple[dict, dict | None]]) -> Path:
    features = [
        {"type": "Feature", "id": f"f{at}", "geometry": geometry, "properties": properties}
        for at, (properties, geometry) in enumerate(rows)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "odd.geojson").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def serve(tmp_path):
    def make_client(rows):
        catalog = load_layers(write(tmp_path, rows))
        return create_app(Settings(layers=tmp_path), catalog).test_client()

    return make_client


def read_csv(client) -> list[list[str]]:
    answer = client.get("/layers/odd.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def read_gpkg(client, folder) -> tuple[list[str], list[tuple]]:
    file = folder / "odd.gpkg"
    file.write_bytes(client.get("/layers/odd.gpkg").data)
    with sqlite3.connect(file) as base:
        found = base.execute("SELECT * FROM odd ORDER BY fid")
        return [one[0] for one in found.description], found.fetchall()


def read_kml(client) -> ElementTree.Element:
    answer = client.get("/layers/odd.kml")
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.data)


@pytest.mark.parametrize("rows", LAYERS.values(), ids=LAYERS)
def test_every_page_and_file_of_an_odd_layer_answers(serve, rows, tmp_path):
    client = serve(rows)
    catalog = load_layers(tmp_path)
    more = [
        "/collections?f=html",
        "/layers/sha256.txt",
        "/layers/odd.metadata.json",
        "/map.svg?lang=ja",
    ]
    for address in [*list_addresses(catalog), *more]:
        # A whole layer of which nothing takes part is nothing to measure to.
        refused = address.startswith("/distance") and "from=odd&" in address
        assert client.get(address).status_code in ((200, 400) if refused else (200,)), address
    listed = client.get("/layers/sha256.txt").text.splitlines()
    assert [one.rpartition("odd.")[2] for one in listed] == list(FORMATS)
    for address in ("/map.svg", "/layers/odd.kml", "/articles?f=atom", "/sitemap.xml"):
        ElementTree.fromstring(client.get(address).data)
    for ending in ("gpkg", "fgb", "kml", "geojson"):
        file = tmp_path / f"read.{ending}"
        file.write_bytes(client.get(f"/layers/odd.{ending}").data)
        if rows:  # GDAL tells no empty FlatGeobuf or KML from a broken one
            assert pyogrio.read_info(file, force_feature_count=True)["features"] == len(rows)


class TestColumns:
    """Cases layer-columns-clash and layer-id-column."""

    @pytest.mark.parametrize(("names", "columns"), [
        (["Name", "name"], ["id", "Name", "name_2"]),
        (["id", "name_en"], ["id", "id_2", "name_en"]),
        (["ID", "Id", "id_2"], ["id", "ID_2", "Id_3", "id_2_2"]),
        (["lon", "WKT"], ["id", "lon", "WKT"]),
        (["fid", "geom"], ["id", "fid_2", "geom_2"]),
        (["straße", "STRASSE", " "], ["id", "straße", "STRASSE_2", "column"]),
    ])  # fmt: skip
    def test_no_two_are_alike_and_the_first_is_the_id_of_the_feature(
        self, serve, tmp_path, names, columns
    ):
        client = serve([make({name: f"JP-{at}" for at, name in enumerate(names)})])
        header, (row,) = read_gpkg(client, tmp_path)
        assert header[2:] == columns
        assert row[2:] == ("f0", *(f"JP-{at}" for at in range(len(names))))
        # In KML a name is the placemark's already.
        for ending in ("fgb", "kml") if "Name" not in names else ("fgb",):
            file = tmp_path / f"odd.{ending}"
            file.write_bytes(client.get(f"/layers/odd.{ending}").data)
            frame = pyogrio.read_dataframe(file)
            assert list(frame["id"]) == ["f0"]
            assert set(columns) <= set(frame.columns)
            assert [frame[one][0] for one in columns[1:]] == [
                f"JP-{at}" for at in range(len(names))
            ]

    @pytest.mark.parametrize(("names", "columns"), [
        (["id", "name_en"], ["id", "id_2", "name_en", "lon", "lat", "wkt"]),
        (["lon", "WKT", "fid"], ["id", "lon_2", "WKT_2", "fid", "lon", "lat", "wkt"]),
        (["=HYPERLINK(1)", "@x"], ["id", "'=HYPERLINK(1)", "'@x", "lon", "lat", "wkt"]),
    ])  # fmt: skip
    def test_nor_in_csv_and_none_is_a_formula(self, serve, names, columns):
        header, row = read_csv(serve([make(dict.fromkeys(names, "x"))]))
        assert header == columns
        assert row[0] == "f0"

    def test_what_is_called_otherwise_is_said_of_each_file(self, serve, tmp_path, runner):
        names = {"Name": "x", "name": "y", "fid": 1, "wkt": 2, "n": 3}
        told = serve([make(names)]).get("/layers/odd.metadata.json").json["files"]
        renamed = {one["href"].rpartition(".")[2]: one.get("renamed") for one in told}
        assert renamed == {
            "geojson": None,
            "csv": {"name": "name_2", "wkt": "wkt_2"},
            "gpkg": {"name": "name_2", "fid": "fid_2"},
            "fgb": {"name": "name_2", "fid": "fid_2"},
            "kml": {"Name": "Name_2", "fid": "fid_2"},
        }
        checked = runner("check", str(tmp_path))
        lines = [one for one in checked.out.splitlines() if "odd.kml" in one]
        assert lines[0] == "missing: odd.kml: the column “Name” is “Name_2” there"
        assert len(lines) == 2

    def test_a_name_that_a_terminal_obeys_forges_no_line(self, serve, tmp_path, runner):
        serve([make({" x\nwrong: forged": 1, "y\u202e ": 2})])
        lines = runner("check", str(tmp_path)).out.splitlines()
        assert any("odd.csv" in one for one in lines)
        assert all(one.isprintable() and not one.startswith("wrong: forged") for one in lines)

    def test_kml_has_nothing_to_load_and_no_view_of_its_own(self, serve):
        text = ElementTree.tostring(read_kml(serve(LAYERS["columns that KML obeys"])), "unicode")
        for element in ("Icon", "NetworkLink", "TimeSpan", "visibility", "LookAt", "Camera",
                        "extrude", "PhotoOverlay"):  # fmt: skip
            assert f":{element}" not in text
        assert "http://evil.example/x.png" in text  # as a text among the columns

    @pytest.mark.parametrize(("properties", "name"), [
        ({"name": "Pier"}, "Pier"), ({"name_en": "A", "name": "B"}, "A"), ({"name_ja": "岸"}, "岸"),
        ({"name_en": 7}, "f0"), ({}, "f0"),
    ])  # fmt: skip
    def test_a_placemark_has_the_name_of_its_feature(self, serve, properties, name):
        found = read_kml(serve([make(properties)])).iter(
            "{http://www.opengis.net/kml/2.2}Placemark"
        )
        assert [one.findtext("{http://www.opengis.net/kml/2.2}name") for one in found] == [name]


class TestFormats:
    """Each format fails or works for itself (case layer-columns-clash)."""

    @pytest.fixture
    def broken(self, monkeypatch):
        def fail(layer):
            raise OverflowError(f"no room for {layer.id}")

        monkeypatch.setitem(FORMATS, "gpkg", Format("GeoPackage", "application/x", fail))

    def test_one_that_fails_takes_no_other_with_it(self, broken, serve):
        client = serve([make()])
        for ending in FORMATS:
            assert client.get(f"/layers/odd.{ending}").status_code == (
                404 if ending == "gpkg" else 200
            )
        answer = client.get("/layers/odd.gpkg")
        assert "odd.gpkg: this format cannot hold it" in answer.json["detail"]
        lines = client.get("/layers/sha256.txt").text.splitlines()
        assert [one.rpartition(".")[2] for one in lines] == [
            one for one in FORMATS if one != "gpkg"
        ]
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256(client.get(f"/layers/{name}").data).hexdigest() == digest
        sidecar = client.get("/layers/odd.metadata.json").json
        assert len(sidecar["files"]) == len(FORMATS) - 1
        assert list(sidecar["not_written"]) == ["gpkg"]
        assert "no room for odd" in sidecar["not_written"]["gpkg"]

    def test_nor_the_export(self, broken, tmp_path, runner):
        layers, site = tmp_path / "layers", tmp_path / "site"
        layers.mkdir()
        write(layers, [make()])
        done = runner("export", str(site), "--layers", str(layers))
        assert done.status == 0, done.err
        assert (site / "layers/odd.kml").is_file()
        assert (site / "layers/odd.kml.sha256").is_file()
        assert not (site / "layers/odd.gpkg").exists()


class TestControlCharacters:
    """Case layer-control-characters."""

    @pytest.mark.parametrize("text", [ODD, "\x1b[2J", "a\x0c", "\uffff"])
    def test_they_are_left_out_and_said(self, serve, tmp_path, text, runner):
        client = serve(
            [make({"name_en": f"Pier{text}", "t": "a\tb\nc"}), make({f"n{text}": [text]})]
        )
        found = client.get("/collections/odd/items").json["features"]
        kept = "".join(one for one in text if one >= " " and one < "\ufffe")
        assert found[0]["properties"]["name_en"] == f"Pier{kept}".replace("Pier" + ODD, "Pier A")
        assert found[0]["properties"]["t"] == "a\tb\nc"
        assert list(found[1]["properties"]) == [f"n{kept}"]
        done = runner("layers", "check", str(tmp_path / "odd.geojson"))
        assert done.status == 0
        lines = done.out.splitlines()
        assert [one.partition(" feature ")[2][0] for one in lines] == ["0", "1"]
        assert all(one.endswith("left out — repaired [json-syntax]") for one in lines)
        ElementTree.fromstring(client.get("/layers/odd.kml").data)

    def test_names_that_are_one_without_them_are_refused(self, tmp_path, runner):
        write(tmp_path, [make({"a": 1, "a\x07": 2})])
        done = runner("layers", "check", str(tmp_path / "odd.geojson"))
        assert done.status == 1
        assert "repaired" not in done.out


class TestOrder:
    """Case layer-mixed-values: numbers, texts, false and true, then what is not known."""

    ROWS = LAYERS["mixed values"]

    @pytest.mark.parametrize(("asked", "ids"), [
        ("v", ["f0", "f5", "f4", "f1", "f2", "f3", "f6"]),
        ("-v", ["f2", "f1", "f4", "f5", "f0", "f3", "f6"]),
    ])  # fmt: skip
    def test_values_of_several_types_have_one(self, serve, asked, ids):
        answer = serve(self.ROWS).get(f"/collections/odd/items?sortby={asked}")
        assert answer.status_code == 200
        assert [one["id"] for one in answer.json["features"]] == ids

    @pytest.mark.parametrize("values", [
        [2, 10, 1.5], ["b", "a"], [True, False], [[2], ["a", "b"], []], ["x", 1e308, -5, False],
    ])  # fmt: skip
    def test_each_type_keeps_its_own(self, serve, values):
        client = serve([make({"v": one}) for one in values])
        up, down = (
            [one["properties"]["v"] for one in client.get(f"/collections/odd/items?sortby={way}v")
             .json["features"]] for way in ("", "-")
        )  # fmt: skip
        assert up == down[::-1]
        assert sorted(map(str, up)) == sorted(map(str, values))
        numbers = [one for one in up if type(one) in (int, float)]
        assert up[: len(numbers)] == sorted(numbers)


def test_a_layer_without_geometry_says_so_on_its_page(serve):
    """Case layer-no-geometry."""
    client = serve(LAYERS["no geometry"])
    page = client.get("/collections/odd?f=html")
    assert page.status_code == 200
    assert "NaN" not in page.text
    assert "nan" not in page.text
    assert "spatialCoverage" not in page.text
    assert "spatialCoverage" in serve([make()]).get("/collections/odd?f=html").text


def test_a_property_with_the_name_of_a_parameter_does_not_take_its_place(serve):
    client = serve(LAYERS["names of parameters"] * 3)
    assert client.get("/collections/odd/items?limit=2").json["numberReturned"] == 2
    assert client.get("/collections/odd/items?limit=2").json["numberMatched"] == 3
    assert client.get("/collections/odd/items?sortby=limit&lang=en").json["numberMatched"] == 3
