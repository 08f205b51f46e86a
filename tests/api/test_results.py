"""Answers are cited, drawn, put into tables and sent about."""

from __future__ import annotations

import base64
import dataclasses
import json
import pickle
import re
import shlex
from multiprocessing import get_context

import geopandas
import pytest
import shapely

import geoposture as gp
from geoposture.formats.geojson import coverage_collection, measure_feature
from geoposture.model import Coverage, Measure

TAIPEI = "places/taipei"
MOST = 3000


@pytest.fixture(scope="module")
def measure():
    return gp.distance("us_bases/kadena-ab", TAIPEI)


@pytest.fixture(scope="module")
def covered():
    return gp.coverage("us_bases/mcas-futenma", target="east_china_sea", radius_km=600)


@pytest.fixture(scope="module")
def by_shape():
    return gp.distance(shapely.box(125, 25, 126, 26), TAIPEI)


def read_picture(html: str) -> str:
    return base64.b64decode(re.search(r'base64,([^"]+)"', html)[1]).decode()


class TestSentence:
    def test_it_is_what_the_service_says(self, measure, covered, client):
        told = client.get("/distance?from=us_bases/kadena-ab&to=places/taipei").json
        assert measure.sentence == told["properties"]["sentence"]
        told = client.get(
            "/coverage?origins=us_bases/mcas-futenma&target=east_china_sea&radius_km=600"
        ).json
        assert covered.sentence == told["coverage"]["sentence"]


class TestCitation:
    def test_it_has_sentence_day_versions_and_command(self, measure, covered, catalog):
        for one, asked in ((measure, ("places",)), (covered, ("east_china_sea",))):
            day = max(catalog[id_].info.date for id_ in ("us_bases", *asked))
            told = catalog.words("en").date(day)
            assert one.citation == (
                f"{one.sentence['en']} Data of {told}; geoposture {gp.__version__}, "
                f"catalogue {catalog.version}. The same figure: {one.inputs.command}"
            )

    def test_the_command_prints_the_same_sentence(self, measure, covered, runner):
        for one in (measure, covered):
            command = one.citation.partition("The same figure: ")[2]
            printed = runner(*shlex.split(command)[1:]).out
            assert " ".join(printed.split()).startswith(one.sentence["en"].split(" (")[0])

    def test_the_day_is_that_of_the_newest_layer_that_was_asked(self, catalog):
        old = dataclasses.replace(
            catalog["us_bases"],
            info=dataclasses.replace(catalog["us_bases"].info, date="2020-02-03"),
        )
        layers = dataclasses.replace(catalog, layers={**catalog.layers, "us_bases": old})
        for ends in (("us_bases/kadena-ab", TAIPEI), (TAIPEI, "us_bases/kadena-ab")):
            cited = gp.distance(*ends, layers=layers).citation
            assert "Data of 26 November 2026;" in cited
        alone = gp.distance("us_bases/kadena-ab", (128, 27), layers=layers)
        assert "Data of 3 February 2020;" in alone.citation

    def test_positions_alone_are_of_no_day(self):
        cited = gp.distance((127.7, 26.3), (128, 27)).citation
        assert "Data of" not in cited
        assert "The same figure: geoposture distance 127.7,26.3 128,27" in cited

    def test_what_no_command_can_ask_has_none(self, by_shape, covered):
        assert "The same figure" not in by_shape.citation
        assert by_shape.citation.endswith(f"catalogue {by_shape.basis.version}.")
        row = geopandas.GeoDataFrame(
            {"uncertainty_km": [2.0]}, geometry=[shapely.Point(127.7, 26.3)]
        )
        assert "The same figure" not in gp.distance(row, TAIPEI).citation
        shares = gp.coverage(row, target="east_china_sea", radius_km=600)
        assert "The same figure" not in shares.citation
        shares = gp.coverage(covered.origins, target=covered.covered, radius_km=600)
        assert "The same figure" not in shares.citation


class TestShapes:
    def test_a_distance_is_its_line(self, measure):
        start, *_, end = measure.geometry.coords
        assert (start, end) == (measure.origin_point, measure.target_point)

    def test_a_coverage_is_what_is_covered(self, covered):
        assert covered.geometry is covered.covered
        assert covered.union.buffer(1e-6).contains(covered.geometry)

    def test_both_are_the_geojson_of_the_service(self, measure, covered):
        assert measure.__geo_interface__ == measure_feature(measure)
        assert covered.__geo_interface__ == coverage_collection(covered)
        json.dumps(measure.__geo_interface__)
        json.dumps(covered.__geo_interface__)

    def test_shapely_and_geopandas_read_it(self, measure, covered):
        line = shapely.geometry.shape(measure.__geo_interface__["geometry"])
        assert line.equals_exact(measure.geometry, 1e-6)
        table = geopandas.GeoDataFrame.from_features(covered)
        assert table["role"].tolist() == ["covered", "union", "ring"]


class TestFrames:
    def test_a_coverage_is_a_row_a_role(self, covered):
        table = covered.frame
        assert table.crs.to_epsg() == 4326
        assert table["role"].tolist() == ["covered", "union", "ring"]
        assert table.geometry.iloc[0].equals_exact(covered.covered, 1e-5)
        assert table["area_km2"].iloc[0] == round(covered.covered_km2, 1)

    def test_depths_are_rows_too(self):
        places = ["us_bases/kadena-ab", "us_bases/misawa-ab"]
        found = gp.coverage(places, target="japan_archipelago", radius_km=900, detail=True)
        assert set(found.frame["role"]) == {"covered", "union", "ring", "depth"}

    def test_nothing_covered_is_a_row_without_a_shape(self):
        none = gp.coverage("us_bases/misawa-ab", target="taiwan_strait", radius_km=10)
        assert none.geometry.is_empty
        assert none.frame.geometry.iloc[0] is None

    def test_distances_are_a_row_each_with_their_interval(self, measure):
        table = gp.distances("us_bases", TAIPEI).frame
        assert table.crs.to_epsg() == 4326
        assert len(table) == 22
        assert set(table.geom_type) == {"LineString"}
        assert (table["low_km"] < table["distance_km"]).all()
        assert measure.frame["distance_km"].tolist() == [round(measure.distance_km, 6)]


class TestNotebook:
    def test_a_map_stands_over_the_sentence(self, measure, covered):
        for one in (measure, covered):
            html = one._repr_html_()
            assert f"<figcaption>{one.sentence['en']}</figcaption>" in html
            assert read_picture(html).startswith("<svg")
            assert 'width="480"' in html

    def test_the_picture_holds_line_or_rings(self, measure, covered):
        assert 'data-part="distance"' in read_picture(measure._repr_html_())
        assert 'data-part="ring"' in read_picture(covered._repr_html_())
        assert 'data-part="assumption"' in read_picture(covered._repr_html_())

    def test_its_type_comes_with_it(self, measure):
        svg = read_picture(measure._repr_html_())
        for weight in (400, 700):
            assert re.search(
                rf'@font-face{{[^}}]*url\("data:font/woff2;[^}}]*font-weight:{weight}', svg
            )
        assert not re.search(r"url\((?!\"data:|#)", svg)

    def test_it_has_no_legend_of_marks(self, measure):
        assert 'data-part="legend"' not in read_picture(measure._repr_html_())

    def test_a_shape_of_ones_own_is_drawn_too(self, by_shape):
        assert 'data-part="distance"' in read_picture(by_shape._repr_html_())

    def test_nothing_in_a_name_is_code(self):
        row = geopandas.GeoDataFrame(
            {"name": ["<script>alert(1)</script>"]}, geometry=[shapely.Point(127.7, 26.3)]
        )
        found = gp.distances(row, TAIPEI)
        for html in (found[0]._repr_html_(), found._repr_html_()):
            assert "<script" not in html
        assert "&lt;script&gt;" in found[0]._repr_html_()
        assert "<script" not in read_picture(found[0]._repr_html_())

    def test_lists_are_tables_and_tell_what_they_leave_out(self):
        found = gp.distances("us_bases", TAIPEI)
        html = found._repr_html_()
        assert html.count("<tr>") == 1 + 10
        assert "<caption>+ 12</caption>" in html
        assert "<caption" not in found[:10]._repr_html_()
        assert "<th>distance_km</th>" in html
        assert f"<td>{found[0].distance_km:,.6g}</td>" in html


class TestTravel:
    def test_an_answer_travels_without_its_layers(self, measure, covered):
        for one in (measure, covered):
            data = pickle.dumps(one)
            again = pickle.loads(data)
            assert again == one
            assert (again.citation, again.sentence) == (one.citation, one.sentence)
            assert again._repr_html_() == one._repr_html_()
        assert len(pickle.dumps(measure)) < 2000

    def test_it_comes_back_from_another_process(self, measure):
        with get_context("spawn").Pool(1) as pool:
            found = pool.apply(gp.distance, ("us_bases/kadena-ab", TAIPEI))
        assert found == measure
        assert found.citation == measure.citation

    def test_where_its_layers_are_gone_the_sentence_stays(self, copied_layers, spoil):
        layers = gp.load_layers(spoil('"Kadena Air Base"', '"Kadena Field"'))
        found = gp.distance("us_bases/kadena-ab", TAIPEI, layers=layers)
        assert "<img" in found._repr_html_()
        again = pickle.loads(pickle.dumps(found))
        assert "<img" not in again._repr_html_()
        assert "Kadena Field" in again._repr_html_()
        assert again.citation == found.citation
        with pytest.raises(gp.GeopostureError, match="came without its layers"):
            gp.explore(again)
        assert gp.explore(again, layers=layers).catalog is layers

    def test_lists_travel_too(self):
        found = gp.distances("us_bases", TAIPEI)
        again = pickle.loads(pickle.dumps(found))
        assert again == found
        assert repr(again) == repr(found)


class TestValues:
    def test_answers_are_measures_and_coverages(self, measure, covered):
        assert isinstance(measure, Measure)
        assert isinstance(covered, Coverage)
        assert isinstance(gp.nearest(TAIPEI), Measure)
        assert isinstance(gp.distances("us_bases", TAIPEI), list)

    def test_the_same_question_has_the_same_answer(self, measure, catalog):
        assert measure == gp.distance("us_bases/kadena-ab", TAIPEI)
        assert measure == gp.distance("us_bases/kadena-ab", TAIPEI, layers=catalog)
        assert measure != gp.distance("us_bases/mcas-futenma", TAIPEI)

    def test_an_answer_equals_the_figures_that_it_is(self, measure, covered):
        for kind, one in ((Measure, measure), (Coverage, covered)):
            plain = kind(
                **{each.name: getattr(one, each.name) for each in dataclasses.fields(kind)}
            )
            assert type(plain) is kind
            assert one == plain
            assert plain == one
        assert measure != covered
        assert measure != "Kadena"

    def test_an_answer_does_not_change(self, measure):
        with pytest.raises(dataclasses.FrozenInstanceError):
            measure.distance_m = 5

    def test_a_part_of_a_list_is_such_a_list(self):
        found = gp.distances("us_bases", TAIPEI)
        assert type(found[2:4]) is type(found)
        assert found[2:4] == [found[2], found[3]]


class TestReprs:
    def test_each_is_short(self, catalog, measure, covered):
        deep = gp.coverage("us_bases", target="japan_archipelago", radius_km=900, detail=True)
        system = gp.coverage(
            "us_bases/kadena-ab", target="east_china_sea", system="f-35a", whatif=True
        )
        text = "Kadena Air Base lies 400 miles from Taipei. " * 500
        everything = [
            catalog, *catalog.layers.values(), measure, covered, deep, deep.detail, deep.reach,
            deep.inputs, system, system.reach, *deep.origins, deep.target, deep.place,
            measure.origin, gp.distance("japan_archipelago", TAIPEI), gp.nearest(TAIPEI),
            gp.distances("us_bases", [TAIPEI, "places/seoul"]), gp.search("a"), gp.search("naha")[0],
            gp.systems(), *gp.systems(), gp.annotate(text), gp.annotate(text).text,
            gp.explore(covered), gp.explore(), measure.basis, covered.frame.iloc[0, 1:],
            gp.distances("us_bases", TAIPEI)[:200], gp,
        ]  # fmt: skip
        assert {repr(one)[:60]: len(repr(one)) for one in everything if len(repr(one)) > MOST} == {}

    def test_they_say_what_it_is(self, catalog, measure, covered):
        assert repr(measure) == ("Measure(us_bases/kadena-ab → places/taipei: 642.826 km ± 5.5 km)")
        assert repr(covered) == (
            "Coverage(east_china_sea within 600 km of us_bases/mcas-futenma: "
            "share 0.651, 491,725 km²)"
        )
        bases = catalog["us_bases"]
        assert repr(bases) == (
            f"Layer(us_bases: US facilities in Japan, 83 features, Point, {bases.info.date})"
        )
        assert repr(catalog).startswith(f"Catalog({catalog.version}: us_bases (83), ")
        assert repr(measure.origin) == (
            "Spot(us_bases/kadena-ab: Kadena Air Base, Point, ± 0.5 km)"
        )
        assert repr(covered.reach) == "Reach(600 km, 540 to 660 km)"
        assert repr(gp.annotate("A tanker left Kadena Air Base.")) == (
            "Reading(30 characters: 1 mentions, 0 systems, 0 quantities, 0 implied, 0 days, "
            "0 unresolved)"
        )

    def test_long_lists_are_begun_and_counted(self):
        lines = repr(gp.distances("us_bases", TAIPEI)).splitlines()
        assert len(lines) == 11
        assert lines[-1] == " … 12 more]"
        assert repr(gp.distances("us_bases", TAIPEI)[:0]) == "[]"
        assert "more" not in repr(gp.distances("us_bases", TAIPEI)[:10])

    def test_a_name_without_end_is_cut(self):
        row = geopandas.GeoDataFrame({"name": ["x" * 9000]}, geometry=[shapely.Point(127.7, 26.3)])
        found = gp.distance(row, TAIPEI)
        assert len(repr(found.origin)) < 200
        assert len(repr(gp.coverage(row, target="east_china_sea", radius_km=9))) < 300


def list_parts(answer):
    """Return what a public name of an answer holds, those that are maps for machines left out."""
    names = (one for one in dir(answer) if not one.startswith("_"))
    return {one: getattr(answer, one) for one in names}


def test_whatever_part_of_an_answer_is_looked_at_prints_short(measure, by_shape):
    many = gp.coverage("us_bases", target="east_china_sea", radius_km=500)
    catalog = gp.load_layers()
    found = (measure, by_shape, many, gp.distances("us_bases", TAIPEI), gp.systems(), catalog,
             catalog["us_bases"], catalog["us_bases"].info, gp.search("kadena"),
             gp.nearest(TAIPEI, among="us_bases"))  # fmt: skip
    for one in found:
        assert len(repr(one)) < 800, type(one)
        assert repr(one).count("\n") <= 11
    for answer in (measure, by_shape, many):
        for name, value in list_parts(answer).items():
            text = repr(value)
            assert len(text) < MOST, name
            assert name == "frame" or text.count("\n") <= 11, name


def test_origins_are_a_tuple_that_names_a_few_of_many(covered):
    many = gp.coverage("us_bases", target="east_china_sea", radius_km=500).origins
    assert isinstance(many, tuple)
    assert repr(many).endswith(f", and {len(many) - 5} more)")
    assert repr(many).count("us_bases/") == 5
    assert repr(covered.origins) == "Spots(us_bases/mcas-futenma)"
    assert repr(type(many)(many[:5])).count("more") == 0
    again = pickle.loads(pickle.dumps(many))
    assert (type(again), again == many, again == tuple(many)) == (type(many), True, True)
