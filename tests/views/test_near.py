"""What is seen from near: squares of a true area, runways, names, how good the coast is."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest
import shapely

from geoposture import geodesy, pictures
from geoposture.catalog import load_layers
from geoposture.errors import BadRequest
from geoposture.model import Figures, View
from geoposture.pictures import drawing
from geoposture.pictures.sheet import frame_view
from geoposture.views import coasts, facilities, names, runways, squares
from geoposture.views.fields import read_view

POINT = {"type": "Point", "coordinates": [10.0, 50.0]}
NEAR = (26.35, 127.8)


def write(folder, rows, geometry=POINT, **files):
    features = [
        {"type": "Feature", "id": f"f{at}", "geometry": geometry, "properties": row}
        for at, row in enumerate(rows)
    ]
    folder.mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "sites.geojson").write_text(text, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_layers(folder)


def list_ids(catalog, **view):
    return [one["id"] for one, _ in squares.list_squares(catalog, View(**view))]


def draw(catalog, zoom, **view):
    return pictures.draw_view(catalog, View(centre=(*NEAR, zoom), **view))


class TestSquares:
    @pytest.mark.parametrize("lat", [0.0, 26.4, -52.0, 69.0])
    @pytest.mark.parametrize("km2", [0.02, 19.855, 400.0])
    def test_a_square_has_its_area_and_its_side_on_the_ground(self, lat, km2):
        corners = geodesy.draw_square(127.8, lat, km2 * 1e6)
        area = geodesy.WGS84.geometry_area_perimeter(
            shapely.orient_polygons(shapely.Polygon(corners))
        )[0]
        assert abs(area) / 1e6 == pytest.approx(km2, rel=1e-4)
        sides = geodesy.measure(*corners[:-1].T, *corners[1:].T)[0]
        assert sides == pytest.approx(math.sqrt(km2) * 1000, rel=1e-3)
        east = geodesy.measure(*corners[0], *corners[1])[1]
        assert abs((east - 180 + 180) % 360 - 180) < 1

    def test_one_over_180_degrees_is_in_one_piece(self):
        corners = geodesy.draw_square(179.99, 10, 100e6)
        assert np.ptp(corners[:, 0]) < 0.2

    def test_a_point_that_is_none_is_refused(self):
        with pytest.raises(BadRequest):
            geodesy.draw_square(0, 91, 1e6)

    @pytest.mark.parametrize(
        ("row", "bears"),
        [
            ({"area_km2": 4.0, "uncertainty_km": 1.0}, True),
            ({"area_km2": 4.0, "uncertainty_km": 1.01}, False),
            ({"area_km2": 4, "uncertainty_km": 0}, True),
            ({"area_km2": 4.0}, False),
            ({"uncertainty_km": 0.1}, False),
            ({"area_km2": 0, "uncertainty_km": 0}, False),
            ({"area_km2": -4.0, "uncertainty_km": 0.1}, False),
            ({"area_km2": "4", "uncertainty_km": 0.1}, False),
            ({"area_km2": True, "uncertainty_km": 0}, False),
            ({"area_km2": 1e7, "uncertainty_km": 0.1}, False),
            ({"area_km2": 4.0, "uncertainty_km": 0.1, "kinds": ["airfield"]}, True),
            ({"area_km2": 4.0, "uncertainty_km": 0.1, "kinds": ["airfield", "fuel depot"]}, False),
            ({"area_km2": 4.0, "uncertainty_km": 0.1, "kinds": "Ammunition storage"}, False),
            ({"area_km2": 4.0, "uncertainty_km": 0.1, "kinds": ["refuelling school"]}, True),
        ],
    )
    def test_a_position_bears_a_square_or_does_not_in_any_theatre(self, tmp_path, row, bears):
        catalog = write(tmp_path / "t", [{"name": "A", **row}])
        assert list_ids(catalog) == (["f0"] if bears else [])
        view = View(centre=(50, 10, 11))
        text = pictures.draw_view(catalog, view)
        assert ('data-part="area" data-ref="sites/f0"' in text) == bears

    def test_what_has_an_outline_of_its_own_gets_no_square(self, tmp_path):
        ring = [[10, 50], [10.1, 50], [10.1, 50.1], [10, 50]]
        (tmp_path / "t").mkdir()
        catalog = write(
            tmp_path / "t", [{"name": "A", "area_km2": 9, "uncertainty_km": 0.1}],
            {"type": "Polygon", "coordinates": [ring]},
            **{"theatre.toml": 'id = "t"\n[[layer]]\nid = "sites"\nrole = "facilities"\n'},
        )  # fmt: skip
        assert list_ids(catalog) == []

    def test_none_of_ammunition_and_fuel_and_most_of_the_area(self, catalog):
        rows = {one["id"]: one["properties"] for one in catalog.layer("us_bases").features}
        shown = list_ids(catalog)
        assert len(shown) == 25
        assert not any(
            "depot" in kind and kind != "depot" for id_ in shown for kind in rows[id_]["kinds"]
        )
        assert rows["kadena-ammunition-storage"]["area_km2"] > 20  # it would bear one
        for id_ in shown:
            assert math.sqrt(rows[id_]["area_km2"]) / 2 >= rows[id_]["uncertainty_km"]

    def test_the_map_reads_each_with_its_area(self, catalog):
        rows = json.loads(squares.pack_squares(catalog))["features"]
        assert [one["properties"]["feature"].split("/")[1] for one in rows] == list_ids(catalog)
        for one in rows:
            _, _, id_ = one["properties"]["feature"].partition("/")
            shape = shapely.orient_polygons(shapely.from_geojson(json.dumps(one["geometry"])))
            area = geodesy.WGS84.geometry_area_perimeter(shape)[0] / 1e6
            wanted = catalog.layer("us_bases").feature(id_)["properties"]["area_km2"]
            assert area == pytest.approx(wanted, rel=0.01)

    def test_they_go_with_the_filter_and_the_layer(self, catalog):
        assert set(list_ids(catalog, where="kinds:airfield")) < set(list_ids(catalog))
        assert list_ids(catalog, layers=("places",)) == []

    def test_pictures_have_them_from_zoom_8_whole_and_named(self, catalog):
        assert 'data-part="area"' not in draw(catalog, 7.99)
        text = draw(catalog, 8)
        assert "Area, not outline" in text
        paths = re.findall(
            r'<path data-part="area" data-ref="(us_bases/[\w-]+)" d="M([^"]+)Z"', text
        )
        assert "us_bases/kadena-ab" in dict(paths)
        for _, d in paths:
            spots = [tuple(map(float, one.split())) for one in d.split("L")]
            (left, top), (right, bottom) = np.min(spots, axis=0), np.max(spots, axis=0)
            assert len(spots) == 4
            assert right - left == pytest.approx(bottom - top, abs=0.4)  # never cut at the frame
        frame = frame_view(catalog.extent, View(centre=(*NEAR, 8)), 960, 600)
        (side,) = {
            max(one[0] for one in spots) - min(one[0] for one in spots)
            for ref, d in paths if ref == "us_bases/camp-hansen"
            for spots in [[tuple(map(float, one.split())) for one in d.split("L")]]
        }  # fmt: skip
        metres = side * frame.metres_per_pixel * math.cos(math.radians(26.46))
        assert metres == pytest.approx(math.sqrt(48.114e6), rel=0.03)

    def test_the_philippines_have_none(self):
        catalog = load_layers("examples/philippines")
        text = pictures.draw_view(catalog, View(centre=(9.742, 118.759, 11)))
        assert 'data-part="area"' not in text
        assert "Area, not outline" not in text
        assert 'data-part="runway"' not in text


class TestRunways:
    @pytest.fixture
    def lines(self, catalog):
        return runways.list_runways(catalog, View())

    def test_each_agrees_with_its_facility_to_three_per_cent_end_to_end(self, catalog, lines):
        layer = catalog.layer("us_bases")
        for one, shape in lines:
            row = layer.feature(one["properties"]["feature"].split("/")[1])["properties"]
            ends = shapely.get_coordinates(shape)
            assert len(ends) == 2
            drawn = float(geodesy.measure(*ends[0], *ends[1])[0])
            for length in (drawn, one["properties"]["length_m"]):
                assert length == pytest.approx(row["runway_m"], rel=0.03)

    def test_ten_of_eleven_facilities_have_theirs(self, catalog, lines):
        known = {
            one["id"] for one in catalog.layer("us_bases").features if one["properties"]["runway_m"]
        }
        drawn = {one["properties"]["feature"].split("/")[1] for one, _ in lines}
        assert len(known) == 11
        assert known - drawn == {"ie-jima-auxiliary-airfield"}
        (said,) = (one for one in catalog.layer("us_bases").info.limits["en"] if "Runways" in one)
        assert "ten of eleven, not Ie Jima" in said
        assert {one["properties"]["source"] for one, _ in lines} <= set(catalog.sources)
        assert catalog.sources["ourairports"]["licence"] == "public domain"

    def test_pictures_have_them_from_zoom_10_as_wide_as_they_are(self, catalog):
        assert 'data-part="runway"' not in draw(catalog, 9.99)
        text = draw(catalog, 12)
        widths = re.findall(r'data-ref="us_bases/kadena-ab" stroke-width="([\d.]+)"', text)
        assert sorted(map(float, widths)) == [pytest.approx(1.8), pytest.approx(91 / 34.2, abs=0.1)]
        assert "Runway, to scale" in text

    @pytest.mark.parametrize(("lang", "name"), [("en", "Kadena"), ("ja", "嘉手納")])
    def test_no_name_stands_on_one_and_its_base_is_named(self, catalog, lang, name):
        figures = Figures()
        view = View(centre=(26.35, 127.77, 12), lang=lang)
        sheet = drawing.make_sheet(catalog, view, figures, (700, 700))
        _, named, _ = drawing.arrange(sheet)
        assert any(f">{name}<" in one.template for one in named)
        flat = (geodesy.project_mercator(one) for _, one in runways.list_runways(catalog, view))
        lines = [
            shapely.LineString(sheet.frame.place(shapely.get_coordinates(one))) for one in flat
        ]
        for one in named:
            assert not any(line.intersects(shapely.box(*one.box())) for line in lines), one

    def test_they_go_with_their_facility(self, catalog):
        assert len(runways.list_runways(catalog, View(where="branch:USMC"))) == 2
        assert runways.list_runways(catalog, View(layers=("places",))) == []

    def test_any_theatre_may_have_lines_to_scale(self, tmp_path):
        folder = tmp_path / "t"
        (folder / "backdrop").mkdir(parents=True)
        line = {"type": "LineString", "coordinates": [[10, 50], [10.02, 50.01]]}
        rows = [{"type": "Feature", "geometry": line, "properties": {"feature": "sites/f0"}},
                {"type": "Feature", "geometry": line, "properties": {"width_m": "wide"}},
                {"type": "Feature", "geometry": None, "properties": {}}]  # fmt: skip
        (folder / "backdrop" / "strips.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8"
        )
        toml = 'id = "t"\n[[layer]]\nid = "sites"\nrole = "facilities"\ndraws = ["strips"]\n'
        catalog = write(folder, [{"name": "A"}], **{"theatre.toml": toml})
        text = pictures.draw_view(catalog, View(centre=(50, 10, 11)))
        assert text.count('data-part="runway"') == 2
        assert text.count('data-part="runway" data-ref="sites/f0"') == 1


class TestNames:
    def test_towns_and_islands_near_the_map_each_once(self, catalog):
        rows = names.list_names(catalog)
        assert len(rows) > 300
        refs = [one["properties"]["feature"] for one in rows]
        assert len(set(refs)) == len(refs)
        west, south, east, north = catalog.extent
        for one in rows:
            lon, lat = one["geometry"]["coordinates"]
            assert west <= lon <= east and south <= lat <= north
            assert names.FROM_ZOOM["names"] <= one["properties"]["min_zoom"] <= 12
        assert "places/naha" not in refs  # every map names it
        assert "places/ginowan" in refs

    def test_no_disputed_island_and_no_addition_for_gazetteers(self, catalog):
        rows = names.list_names(catalog)
        islands = catalog.layer("japan_archipelago")
        for one in rows:
            layer, id_ = one["properties"]["feature"].split("/")
            assert "(" not in (one["properties"]["name_en"] or "")
            if layer == "japan_archipelago":
                assert not islands.feature(id_)["properties"]["disputed"]

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_the_file_of_a_language_has_its_names_only(self, catalog, lang):
        found = json.loads(names.pack_names(catalog, lang))["features"]
        assert all(one["properties"]["name"] for one in found)
        texts = {one["properties"]["name"] for one in found}
        assert ("Ginowan" in texts) == (lang == "en")
        assert not any(ord(one[0]) > 0x3000 for one in texts) or lang == "ja"

    def test_pictures_name_towns_from_near(self, catalog):
        assert "Ginowan" not in draw(catalog, 8)
        assert "Okinawa City" in draw(catalog, 11)
        assert "沖縄市" in draw(catalog, 11, lang="ja")

    def test_an_island_that_the_coast_of_pictures_leaves_out_is_not_named_in_them(self, catalog):
        kinds = {one["properties"]["feature"]: one["properties"]["kind"]
                 for one in names.list_names(catalog)}  # fmt: skip
        assert kinds["japan_archipelago/miyagijima-uruma"] == "islet"
        assert kinds["japan_archipelago/tokashikijima"] == "isle"
        assert "Miyagijima" not in draw(catalog, 11)

    def test_a_town_on_such_an_island_is_not_either(self, catalog):
        kinds = {one["properties"]["feature"]: one["properties"]["kind"]
                 for one in names.list_names(catalog)}  # fmt: skip
        assert kinds["places/zamami"] == "islet"
        assert kinds["places/tokashiki"] == kinds["places/itoman"] == "town"
        assert "Zamami" not in draw(catalog, 11)


class TestFrames:
    @pytest.mark.parametrize(("width", "height"), [(960, 600), (600, 900), (900, 300)])
    @pytest.mark.parametrize("asked", [{"centre": (35.35, 139.6, 10)},
                                       {"bbox": (139.2, 35.213, 140.0, 35.513)}])  # fmt: skip
    def test_no_land_in_a_picture_is_without_its_marks(self, catalog, asked, width, height):
        view = View(**asked)
        text = pictures.draw_view(catalog, view, width=width, height=height)
        frame = frame_view(catalog.extent, view, width, height)
        seen = [
            one["ref"] for one in facilities.list_facilities(catalog)
            if facilities.is_drawn(one) and frame.box().contains(
                geodesy.project_mercator(shapely.Point(one["geometry"]["coordinates"][:2])))
        ]  # fmt: skip
        drawn = re.findall(r'<use [^>]*data-ref="([^"]+)"', text)
        counts = map(int, re.findall(r'font-weight="700" fill="[^"]+">(\d+)<', text))
        assert set(drawn) <= set(seen)
        assert len(drawn) + sum(one - 1 for one in counts) == len(seen)


class TestCoasts:
    def test_the_figure_is_that_of_the_data(self, catalog, monkeypatch):
        near = (127.6, 26.2, 128.0, 26.5)
        assert coasts.find_off_km(catalog, near) == 2.0
        assert coasts.find_off_km(catalog, (131.0, 20.5, 131.2, 20.7)) is None
        text = draw(catalog, 10)
        assert "Coast good to about 2,000 m" in text
        assert "Coast good" not in draw(catalog, 9.9)
        assert "海岸線の誤差 約2,000メートル" in draw(catalog, 10, lang="ja")

    def test_the_ground_of_the_package_says_how_coarse_it_is(self):
        catalog = load_layers("examples/philippines")
        text = pictures.draw_view(catalog, View(centre=(9.742, 118.759, 10)))
        assert "Coast good to about 10,000 m" in text


class TestZoom:
    @pytest.mark.parametrize("zoom", ["12", "13", "14.5", "99"])
    def test_no_picture_is_nearer_than_the_data_bear(self, catalog, zoom):
        view = read_view({"view": f"26.35,127.8,{zoom}"}, "en")
        frame = frame_view(catalog.extent, view, 960, 600)
        assert frame.metres_per_pixel == pytest.approx(156543.034 / 2**12, rel=1e-3)

    def test_nor_is_one_by_its_bounds(self, catalog):
        view = read_view({"bbox": "127.80,26.350,127.8001,26.3501"}, "en")
        frame = frame_view(catalog.extent, view, 960, 600)
        assert frame.metres_per_pixel == pytest.approx(156543.034 / 2**12, rel=1e-3)

    @pytest.mark.parametrize("text", ["26.35,127.8,-1", "26.35,127.8,inf", "26.35,127.8,x"])
    def test_what_is_no_zoom_is_ignored(self, text):
        assert read_view({"view": text}, "en").centre is None
