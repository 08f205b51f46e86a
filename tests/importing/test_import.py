"""`geoposture layers import`: files as people have them → layers."""

import contextlib
import dataclasses
import http.server
import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from random import Random
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geoposture.catalog import read_layer
from geoposture.catalog.validation import check_collection
from geoposture.errors import BadData, BadRequest
from geoposture.importing import Wishes, import_file

NAMES = ["嘉手納飛行場", "Béja", "Third"]
PLACES = [(127.768, 26.356), (9.18, 36.73), (-77.03, 38.89)]
JAPAN = [(127.768, 26.356), (139.7, 35.68), (141.35, 43.06)]


def frame(places=PLACES, names=NAMES, crs="EPSG:4326"):
    own = {"name": list(names), "count": [1, 2, None], "code": ["007", "012", "099"]}
    return gpd.GeoDataFrame(
        own, geometry=[shapely.Point(one) for one in places], crs="EPSG:4326"
    ).to_crs(crs)


@pytest.fixture
def take(tmp_path, catalog):
    def run(file, **wishes):
        report = import_file(file, tmp_path / "out", Wishes(**wishes), catalog=lambda: catalog)
        (tmp_path / "out").mkdir(exist_ok=True)
        for name, data in report.files.items():
            if data is not None:
                (tmp_path / "out" / name).write_bytes(data)
        features, faults = check_collection(report.files[f"{report.layer}.geojson"])
        assert faults == []
        return SimpleNamespace(features=features, **dataclasses.asdict(report))

    return run


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def spots(report):
    return [tuple(one["geometry"]["coordinates"]) for one in report.features]


def names(report):
    return [one["properties"]["name"] for one in report.features]


def near(found, wanted, degrees=1e-6):
    return all(
        abs(a - b) <= degrees for one, other in zip(sorted(found), sorted(wanted), strict=True)
        for a, b in zip(one, other, strict=True)
    )  # fmt: skip


class TestFilesOfSystems:
    @pytest.mark.parametrize(
        ("ending", "driver"),
        [(".gpkg", "GPKG"), (".fgb", "FlatGeobuf"), (".geojson", "GeoJSON"), (".kml", "LIBKML"),
         (".json", "GeoJSON")],
    )  # fmt: skip
    def test_one_is_read_with_names_and_places(self, take, tmp_path, ending, driver):
        file = tmp_path / f"Own File{ending}"
        frame().to_file(file, driver=driver)
        report = take(file)
        assert report.layer == "own_file"
        assert sorted(names(report)) == sorted(NAMES)
        assert near(spots(report), PLACES)
        assert report.unplaced == 0

    @pytest.mark.parametrize(
        "crs",
        [
            "EPSG:6668",
            "EPSG:6677",
            "EPSG:6684",
            "EPSG:4612",
            "EPSG:3857",
            "EPSG:32654",
            "EPSG:2451",
        ],
    )
    @pytest.mark.parametrize("ending", [".gpkg", ".shp"])
    def test_systems_of_japan_come_to_a_decimetre(self, take, tmp_path, crs, ending):
        file = tmp_path / f"a{ending}"
        frame([(127.768, 26.356), (129.0, 33.0), (131.5, 33.9)], crs=crs).to_file(
            file, encoding="utf-8"
        )
        assert near(spots(take(file)), [(127.768, 26.356), (129.0, 33.0), (131.5, 33.9)], 1e-6)

    @pytest.mark.parametrize("ending", [".gpkg", ".shp", ".fgb"])
    def test_tokyo_is_moved_and_every_feature_says_how_good_that_is(self, take, tmp_path, ending):
        file = tmp_path / f"a{ending}"
        gpd.GeoDataFrame(
            {"name": ["a"]}, geometry=[shapely.Point(139.7413, 35.6580)], crs="EPSG:4301"
        ).to_file(file)
        report = take(file)
        assert near(spots(report), [(139.738, 35.6612)], 2e-4)
        assert report.features[0]["properties"]["uncertainty_km"] == 0.009
        assert any("Tokyo to WGS 84" in line and "9 m" in line for line in report.said)
        info = (tmp_path / "out" / "a.toml").read_text(encoding="utf-8")
        assert "Tokyo to WGS 84" in info

    def test_a_zipped_shapefile_of_shift_jis_without_a_word_of_it(self, take, tmp_path):
        folder = tmp_path / "in"
        folder.mkdir()
        frame(JAPAN, ["嘉手納", "東京", "札幌"]).to_file(folder / "b.shp", encoding="cp932")
        (folder / "b.cpg").unlink(missing_ok=True)
        with zipfile.ZipFile(tmp_path / "国土.zip", "w") as archive:
            for one in folder.iterdir():
                archive.write(one, f"data/{one.name}")
            archive.writestr("data/readme.txt", "text")
        report = take(tmp_path / "国土.zip", id="bases")
        assert names(report) == ["嘉手納", "東京", "札幌"]
        assert "texts read as Shift_JIS" in report.said

    def test_a_shapefile_alone_says_what_lacks(self, take, tmp_path):
        frame().to_file(tmp_path / "c.shp")
        (tmp_path / "c.dbf").unlink()
        with pytest.raises(BadData, match=r"\.dbf"):
            take(tmp_path / "c.shp")

    def test_without_its_system_it_asks(self, take, tmp_path):
        frame().to_file(tmp_path / "c.shp")
        (tmp_path / "c.prj").unlink()
        with pytest.raises(BadRequest, match="--crs"):
            take(tmp_path / "c.shp")
        assert near(spots(take(tmp_path / "c.shp", crs="EPSG:4326")), PLACES)

    def test_a_file_with_several_layers_asks(self, take, tmp_path):
        frame().to_file(tmp_path / "d.gpkg", layer="one")
        frame(JAPAN).to_file(tmp_path / "d.gpkg", layer="two")
        with pytest.raises(BadData, match="--layer: one, two"):
            take(tmp_path / "d.gpkg")
        assert near(spots(take(tmp_path / "d.gpkg", layer="two")), JAPAN)
        with pytest.raises(BadData, match="three"):
            take(tmp_path / "d.gpkg", layer="three")

    def test_gpx_takes_points_lines_and_routes_once(self, take, tmp_path):
        file = write(
            tmp_path / "e.gpx",
            '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="26.3" lon="127.7"><name>W</name></wpt><trk><name>T</name><trkseg><trkpt lat="26" lon="127"/><trkpt lat="27" lon="128"/></trkseg></trk></gpx>',
        )
        report = take(file)
        assert [one["geometry"]["type"] for one in report.features] == ["Point", "MultiLineString"]

    def test_osm_is_read(self, take, tmp_path):
        file = write(
            tmp_path / "f.osm",
            '<osm version="0.6"><node id="1" lat="26.3" lon="127.7"><tag k="name" v="X"/><tag k="military" v="base"/></node></osm>',
        )
        report = take(file)
        assert names(report) == ["X"]

    def test_kmz_is_read(self, take, tmp_path):
        frame().to_file(tmp_path / "g.kml", driver="LIBKML")
        with zipfile.ZipFile(tmp_path / "g.kmz", "w") as archive:
            archive.write(tmp_path / "g.kml", "doc.kml")
        assert near(spots(take(tmp_path / "g.kmz")), PLACES)

    def test_what_crosses_180_is_cut_and_heights_are_left_out(self, take, tmp_path):
        shapes = [shapely.box(170, 0, 190, 10), shapely.Point(1, 2, 3)]
        gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=shapes, crs="EPSG:4326").to_file(
            tmp_path / "h.gpkg"
        )
        report = take(tmp_path / "h.gpkg")
        assert [one["geometry"]["type"] for one in report.features] == ["MultiPolygon", "Point"]
        assert report.features[1]["geometry"]["coordinates"] == [1, 2]
        assert "heights are left out" in report.said

    def test_what_no_layer_can_hold_is_in_the_sheet_with_its_reason(self, take, tmp_path):
        shapes = [
            shapely.from_wkt("POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"), shapely.Point(1, 2),
            shapely.from_wkt("GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))"), None,
        ]  # fmt: skip
        gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs="EPSG:4326").to_file(
            tmp_path / "i.gpkg"
        )
        report = take(tmp_path / "i.gpkg")
        assert names(report) == ["b"]
        assert report.unplaced == 3
        sheet = report.files["i-unplaced.csv"].decode("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in sheet[1:]] == ["1", "3", "4"]
        assert "collection" in sheet[2]

    def test_the_older_geojson_names_its_system(self, take, tmp_path):
        document = json.loads(frame(JAPAN, crs="EPSG:6677").to_json(drop_id=True))
        document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6677"}}
        file = write(tmp_path / "j.geojson", json.dumps(document))
        assert near(spots(take(file)), JAPAN, 1e-5)

    def test_geoparquet(self, take, tmp_path):
        pytest.importorskip("pyarrow")
        frame(crs="EPSG:6668").to_parquet(tmp_path / "k.parquet")
        assert near(spots(take(tmp_path / "k.parquet")), PLACES)


class TestTables:
    def test_names_without_a_place_are_looked_up(self, take, tmp_path):
        file = write(
            tmp_path / "a.csv",
            "name,lat,lon\nKadena Air Base,,\nHome,26°18′N,127°42′E\nNo Such Place,,\nBad,north,1\n",
        )
        report = take(file)
        assert names(report) == ["Kadena Air Base", "Home"]
        assert spots(report)[1] == (127.7, 26.3)
        looked_up = report.features[0]["properties"]
        assert looked_up["position_basis"] == (
            "the position of Kadena Air Base (US facilities in Japan, us_bases/kadena-ab)"
        )
        assert looked_up["uncertainty_km"] == 0.5
        assert (report.placed, report.resolved, report.unplaced) == (1, 1, 2)
        sheet = report.files["a-unplaced.csv"].decode("utf-8-sig")
        assert "4,no layer has a place called “No Such Place”" in sheet
        assert "5,“north” is no latitude" in sheet

    @pytest.mark.parametrize("ending", [".xlsx", ".ods"])
    def test_a_spreadsheet_keeps_its_codes(self, take, tmp_path, ending):
        rows = pd.DataFrame(
            {
                "Name": NAMES,
                "Latitude": [y for _, y in PLACES],
                "Longitude": [x for x, _ in PLACES],
                "code": ["007", "012", "099"],
            }
        )
        driver = {".xlsx": "XLSX", ".ods": "ODS"}[ending]
        pyogrio.write_dataframe(rows, tmp_path / f"b{ending}", driver=driver)
        report = take(tmp_path / f"b{ending}")
        assert names(report) == NAMES
        assert spots(report) == PLACES
        assert [one["id"] for one in report.features] == ["007", "012", "099"]

    def test_decimal_commas_and_semicolons(self, take, tmp_path):
        file = write(
            tmp_path / "c.csv",
            "Bezeichnung;Breite;Länge;ha\nA;52,52;13,405;1,5\nB;48,1;11,6;2\n",
            "utf-8",
        )
        report = take(file)
        assert spots(report) == [(13.405, 52.52), (11.6, 48.1)]
        assert report.features[0]["properties"]["ha"] == "1,5"

    def test_eastings_want_their_system(self, take, tmp_path):
        file = write(tmp_path / "d.csv", "name,x,y\nA,380000,3950000\n")
        with pytest.raises(BadRequest, match="no degrees"):
            take(file)
        assert near(spots(take(file, crs="EPSG:32654")), [(139.68, 35.69)], 0.02)

    def test_x_and_y_of_a_plane_of_japan_are_asked_for(self, take, tmp_path):
        file = write(tmp_path / "e.csv", "name,X,Y\nA,-35000,-10000\n")
        with pytest.raises(BadRequest, match="X is the northing"):
            take(file, crs="EPSG:6677")
        found = spots(take(file, crs="EPSG:6677", lat="X", lon="Y"))
        assert near(found, [(139.7229, 35.6844)], 1e-3)

    def test_a_column_that_names_a_datum_is_not_passed_over(self, take, tmp_path):
        file = write(
            tmp_path / "f.csv", "名称,緯度,経度,測地系\nA,35.1,139.1,日本測地系\n", "cp932"
        )
        with pytest.raises(BadRequest, match="日本測地系"):
            take(file)
        report = take(file, crs="EPSG:4301")
        assert abs(spots(report)[0][0] - 139.0968) < 2e-4

    def test_exchanged_columns_are_said(self, take, tmp_path):
        file = write(tmp_path / "g.csv", "name,lat,lon\nA,139.7,35.6\nB,140.1,36\n")
        with pytest.raises(BadRequest, match="say --lat lon --lon lat"):
            take(file)
        assert spots(take(file, lat="lon", lon="lat")) == [(139.7, 35.6), (140.1, 36)]

    def test_columns_that_are_named_have_to_be_there(self, take, tmp_path):
        file = write(tmp_path / "h.csv", "a,b,c\nX,35,139\n")
        with pytest.raises(BadRequest, match="there are: a, b, c"):
            take(file, lat="q", lon="c")
        with pytest.raises(BadRequest, match="go together"):
            take(file, lat="b")
        with pytest.raises(BadRequest, match="--name-column"):
            take(file)
        assert names(take(file, lat="b", lon="c", name_column="a")) == ["X"]

    def test_numbers_are_numbers_and_codes_are_texts(self, take, tmp_path):
        file = write(
            tmp_path / "i.csv", "name,lat,lon,n,area,zip\nA,1,2,7,1.5,0123\nB,3,4,,2,0456\n"
        )
        found = [one["properties"] for one in take(file).features]
        assert found[0] == {"name": "A", "n": 7, "area": 1.5, "zip": "0123"}
        assert found[1] == {"name": "B", "n": None, "area": 2.0, "zip": "0456"}

    def test_a_name_of_two_places_or_of_an_area_is_not_guessed(self, take, tmp_path):
        file = write(tmp_path / "m.csv", "name,lat,lon\nHere,1,1\nCamp Asaka,,\nEast China Sea,,\n")
        report = take(file)
        assert names(report) == ["Here"]
        sheet = report.files["m-unplaced.csv"].decode("utf-8-sig")
        assert "may be us_bases/camp-asaka, places/camp-asaka-jgsdf" in sheet
        assert "which is no point" in sheet

    def test_names_in_two_languages_stay_two(self, take, tmp_path):
        file = write(tmp_path / "l.csv", "name_en,name_ja,lat,lon\nKadena,嘉手納,,\n,普天間,,\n")
        found = take(file).features
        assert found[0]["properties"]["name_ja"] == "嘉手納"
        assert [one["properties"]["position_basis"].split()[-1].rstrip(")") for one in found] == [
            "us_bases/kadena-ab", "us_bases/mcas-futenma",
        ]  # fmt: skip

    def test_wkt_is_a_geometry(self, take, tmp_path):
        file = write(
            tmp_path / "j.csv",
            'name,wkt\nA,"POLYGON((0 0, 0 1, 1 1, 0 0))"\nB,POINT(3 4)\nC,what\n',
        )
        report = take(file)
        assert [one["geometry"]["type"] for one in report.features] == ["Polygon", "Point"]
        assert report.unplaced == 1

    def test_zero_zero_is_asked_about(self, take, tmp_path):
        report = take(write(tmp_path / "k.csv", "name,lat,lon\nA,0,0\nB,1,1\n"))
        assert any("latitude 0, longitude 0" in line for line in report.said)


class TestAgain:
    def test_ids_are_the_same_when_it_is_imported_again(self, take, tmp_path):
        file = write(tmp_path / "a.csv", "name,lat,lon\nA,1,1\nB,2,2\nC,3,3\n")
        first = take(file, id="own")
        assert [one["id"] for one in first.features] == ["a", "b", "c"]
        write(file, "name,lat,lon\nNew,9,9\nC,3,3\nA,1.5,1\nB renamed,2,2\n")
        again = take(file, id="own")
        assert [one["id"] for one in again.features] == ["new", "c", "a", "b"]
        assert (again.kept, again.new, again.gone) == (3, 1, ())
        write(file, "name,lat,lon\nA,1.5,1\n")
        assert len(take(file, id="own").gone) == 3

    def test_what_is_said_of_the_layer_is_left_alone(self, take, tmp_path):
        file = write(tmp_path / "a.csv", "name,lat,lon\nA,1,1\n")
        take(file)
        (tmp_path / "out" / "a.toml").write_text('id = "a"\ntitle_en = "Mine"\n', encoding="utf-8")
        assert "a.toml" not in take(file).files
        assert read_layer(tmp_path / "out" / "a.geojson").info.title["en"] == "Mine"

    def test_the_sheet_goes_when_all_has_a_place(self, take, tmp_path):
        file = write(tmp_path / "a.csv", "name,lat,lon\nA,1,1\nB,,\n")
        assert take(file).files["a-unplaced.csv"]
        write(file, "name,lat,lon\nA,1,1\nB,2,2\n")
        assert take(file).files["a-unplaced.csv"] is None


class TestNothingGetsIn:
    @pytest.fixture
    def listener(self):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_error(404)

            do_HEAD = do_GET  # noqa: N815 - a name of the library's

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        server.server_close()

    @pytest.mark.parametrize(
        "ending",
        [
            "csv",
            "gpkg",
            "fgb",
            "kml",
            "gpx",
            "osm",
            "shp",
            "xlsx",
            "ods",
            "geojson",
            "json",
            "zip",
            "kmz",
            "pbf",
            "tsv",
        ],
    )
    def test_a_file_that_names_an_address_asks_nobody(self, take, tmp_path, listener, ending):
        address, asked = listener
        texts = [
            f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{address}/a.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
            f'{{"type":"FeatureCollection","features":[],"next":"{address}/x"}}',
            f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{address}/b.kml</href></Link></NetworkLink><Placemark><styleUrl>{address}/s.kml#a</styleUrl><Point><coordinates>1,2</coordinates></Point></Placemark></Document></kml>',
        ]  # fmt: skip
        for text in texts:
            file = write(tmp_path / f"evil.{ending}", text)
            if (ending, text) == ("kml", texts[-1]):
                assert len(take(file).features) == 1
                continue
            with pytest.raises((BadData, BadRequest)):
                take(file)
        assert asked == []

    @pytest.mark.parametrize(
        "name",
        [
            "/vsicurl/http://127.0.0.1:9/a.gpkg",
            "http://127.0.0.1:9/a.gpkg",
            "/vsistdin/a.gpkg",
            "none.gpkg",
            "/dev/null",
            "/dev/zero.gpkg",
            "a\0.csv",
        ],
    )
    def test_what_is_no_file_is_said_to_be_none(self, take, name):
        with pytest.raises((BadData, BadRequest)):
            take(Path(name))

    def test_an_archive_that_unpacks_to_more_is_left(self, take, tmp_path, monkeypatch):
        from geoposture.importing import vectors

        monkeypatch.setattr(vectors, "LARGEST_BYTES", 1000)
        with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("doc.kml", b"0" * 5000)
        with pytest.raises(BadData, match="GEOPOSTURE_LARGEST_IMPORT"):
            take(tmp_path / "a.kmz")

    def test_an_archive_writes_nowhere_else(self, take, tmp_path):
        frame().to_file(tmp_path / "g.kml", driver="LIBKML")
        with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
            archive.write(tmp_path / "g.kml", "../../doc.kml")
        assert len(take(tmp_path / "a.kmz").features) == 3
        assert not (tmp_path.parent / "doc.kml").exists()

    def test_a_file_that_takes_too_long_is_left(self, take, tmp_path, monkeypatch):
        from geoposture.importing import drivers

        monkeypatch.setattr(drivers, "LONGEST_S", 0.01)
        frame().to_file(tmp_path / "a.gpkg")
        with pytest.raises(BadData, match="GEOPOSTURE_LONGEST_IMPORT_S"):
            take(tmp_path / "a.gpkg")

    def test_the_process_has_no_settings_of_gdal_but_ours(self, take, tmp_path, monkeypatch):
        from geoposture.importing import drivers

        seen = []
        run = subprocess.run
        monkeypatch.setattr(
            drivers.subprocess, "run", lambda *a, **k: (seen.append(k["env"]), run(*a, **k))[1]
        )
        monkeypatch.setenv("OGR_SKIP", "GPKG")
        monkeypatch.setenv("GDAL_HTTP_PROXY", "http://proxy.example:1")
        frame().to_file(tmp_path / "a.fgb", driver="FlatGeobuf")
        assert len(take(tmp_path / "a.fgb").features) == 3
        assert seen[0]["GDAL_HTTP_PROXY"] == "127.0.0.1:9"
        assert "GPKG" in seen[0].get("OGR_SKIP", "GPKG")
        assert "FlatGeobuf" not in seen[0].get("OGR_SKIP", "").split(",")

    def test_only_the_driver_that_is_wanted_is_there(self, take, tmp_path):
        """A file of one format under the name of another is no file of that."""
        frame().to_file(tmp_path / "a.gpkg")
        (tmp_path / "a.gpkg").rename(tmp_path / "a.fgb")
        with pytest.raises(BadData, match="no file that FlatGeobuf reads"):
            take(tmp_path / "a.fgb")


class TestSpoiltFiles:
    @pytest.mark.parametrize(
        "crs", ['{"properties":null}', '{"properties":[1]}', "7", '{"properties":{"name":{}}}']
    )
    def test_an_odd_reference_system_is_a_line(self, take, tmp_path, crs):
        text = f'{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}]}}'
        self.import_or_refuse(take, write(tmp_path / "a.geojson", text))

    @pytest.mark.parametrize("cell", ["x" * 200_000, "a\0b", '"open'])
    def test_an_odd_cell_is_a_line(self, take, tmp_path, cell):
        self.import_or_refuse(take, write(tmp_path / "a.csv", f"name,lat,lon\n{cell},1,2\n"))

    def test_a_folder_where_the_layer_should_be_is_a_line(self, take, tmp_path):
        (tmp_path / "out" / "a.geojson").mkdir(parents=True)
        with pytest.raises(BadData, match="cannot be read"):
            take(write(tmp_path / "a.csv", "name,lat,lon\nA,1,2\n"))

    def test_lists_and_empty_cells_of_parquet(self, take, tmp_path):
        pytest.importorskip("pyarrow")
        frame().assign(kinds=[["a", "b"], None, []]).to_parquet(tmp_path / "a.parquet")
        assert take(tmp_path / "a.parquet").features[0]["properties"]["kinds"] == ["a", "b"]

    def spoil(self, data: bytes, random: Random) -> bytes:
        found = bytearray(data)
        how = random.choice(["cut", "flip", "double", "drop"])
        at = random.randrange(len(found))
        if how == "cut":
            return bytes(found[:at])
        if how == "flip":
            for _ in range(random.randrange(1, 9)):
                found[random.randrange(len(found))] = random.randrange(256)
            return bytes(found)
        end = min(len(found), at + random.randrange(1, 200))
        return bytes(found[:at] + found[at:end] * (2 if how == "double" else 0) + found[end:])

    def import_or_refuse(self, take, file: Path) -> None:
        with contextlib.suppress(BadData, BadRequest):
            take(file)

    @pytest.mark.parametrize("ending", [".csv", ".geojson"])
    def test_a_text_is_a_layer_or_a_line(self, take, tmp_path, ending):
        random = Random(7)
        if ending == ".csv":
            data = (
                frame()
                .drop(columns="geometry")
                .assign(lat=1.5, lon=2.5)
                .to_csv(index=False)
                .encode()
            )
        else:
            data = frame().to_json().encode()
        for _ in range(150):
            file = tmp_path / f"a{ending}"
            file.write_bytes(self.spoil(data, random))
            self.import_or_refuse(take, file)

    @pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".kml", ".dbf", ".shp", ".xlsx", ".zip"])
    def test_a_file_of_a_system_is_a_layer_or_a_line(self, take, tmp_path, ending):
        random = Random(11)
        frame().to_file(tmp_path / "whole.shp", encoding="utf-8")
        if ending == ".xlsx":
            pyogrio.write_dataframe(
                pd.DataFrame({"name": NAMES, "lat": 1, "lon": 2}),
                tmp_path / "whole.xlsx",
                driver="XLSX",
            )
        elif ending == ".zip":
            with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for one in (".shp", ".shx", ".dbf", ".prj"):
                    archive.write(tmp_path / f"whole{one}", f"whole{one}")
        elif ending in (".gpkg", ".fgb", ".kml"):
            driver = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".kml": "LIBKML"}[ending]
            frame().to_file(tmp_path / f"whole{ending}", driver=driver)
        data = (tmp_path / f"whole{ending}").read_bytes()
        for _ in range(6):
            (tmp_path / f"whole{ending}").write_bytes(self.spoil(data, random))
            self.import_or_refuse(
                take, tmp_path / ("whole.shp" if ending == ".dbf" else f"whole{ending}")
            )


class TestTheCommand:
    def run(self, *args, cwd=None):
        done = subprocess.run(
            [sys.executable, "-m", "geoposture", "layers", "import", *map(str, args)],
            capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done

    def test_from_a_file_to_a_layer_that_can_be_served(self, tmp_path):
        file = write(tmp_path / "Own sites.csv", "name,lat,lon\nA,26.3,127.7\nNowhere,,\n")
        done = self.run(file, "-o", tmp_path / "out")
        assert done.returncode == 0, done.stderr
        assert (
            "1 with a position of their own, 0 with that of a place of their name, 1 without"
            in done.stdout
        )
        assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
            "own_sites-unplaced.csv",
            "own_sites.geojson",
            "own_sites.toml",
        ]
        checked = subprocess.run(
            [sys.executable, "-m", "geoposture", "layers", "check", tmp_path / "out"],
            capture_output=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout
        assert read_layer(tmp_path / "out" / "own_sites.geojson").info.title["en"] == "Own sites"

    def test_again_with_all_placed_the_sheet_is_gone(self, tmp_path):
        file = write(tmp_path / "a.csv", "name,lat,lon\nA,1,1\nNowhere,,\n")
        assert self.run(file, "-o", tmp_path / "out").returncode == 0
        assert (tmp_path / "out" / "a-unplaced.csv").exists()
        write(file, "name,lat,lon\nA,1,1\n")
        done = self.run(file, "-o", tmp_path / "out")
        assert not (tmp_path / "out" / "a-unplaced.csv").exists()
        assert "1 ids kept, 0 new, 0 gone" in done.stdout
        assert "gone from" not in done.stdout
        assert "a.toml stays as it is" in done.stdout

    def test_ids_that_went_away_are_named(self, tmp_path):
        names = [f"P{n}" for n in range(120)]
        rows = "".join(f"{one},{n / 9},{n / 7}\n" for n, one in enumerate(names))
        file = write(tmp_path / "a.csv", f"name,lat,lon\n{rows}Last,80,80\n")
        assert self.run(file, "-o", tmp_path / "out").returncode == 0
        write(file, f"name,lat,lon\n{names[0]},0,0\n{names[3]},{3 / 9},{3 / 7}\nLast,80,80\n")
        done = self.run(file, "-o", tmp_path / "out")
        assert "gone from a: p1, p2, p4, p5, " in done.stdout
        assert done.stdout.count(" and 18 more") == 1

    @pytest.mark.parametrize(
        ("args", "code"),
        [(["none.csv", "-o", "out"], 1), (["a.csv"], 2), (["a.csv", "-o", "a.csv"], 1),
         (["a.csv", "-o", "out", "--crs", "x"], 2), (["a.csv", "-o", "out", "--id", "A B"], 2),
         (["a.doc", "-o", "out"], 1), (["a.csv", "-o", "a.csv/in"], 1)],
    )  # fmt: skip
    def test_a_fault_is_one_line_and_its_exit(self, tmp_path, args, code):
        write(tmp_path / "a.csv", "name,lat,lon\nA,26.3,127.7\n")
        write(tmp_path / "a.doc", "x")
        done = self.run(*args, cwd=tmp_path)
        assert done.returncode == code
        assert not (tmp_path / "out").exists()
