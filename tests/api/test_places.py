"""What people have at hand is a place, or is refused in one line that says what would be right."""

from __future__ import annotations

import decimal
import re

import geopandas
import numpy as np
import pandas
import pytest
import shapely

import geoposture as gp

POINT, OTHER = (127.7, 26.3), (128.0, 27.0)
TAIPEI = "places/taipei"


@pytest.fixture(scope="module")
def frame():
    found = gp.load_layers()["us_bases"].frame
    return found.loc[["kadena-ab", "mcas-futenma", "misawa-ab"]]


@pytest.fixture(scope="module")
def by_name():
    return gp.distances(
        ["us_bases/kadena-ab", "us_bases/mcas-futenma", "us_bases/misawa-ab"], TAIPEI
    )


def make_table(**columns):
    return geopandas.GeoDataFrame(columns, geometry=[shapely.Point(POINT)], crs="EPSG:4326")


class TestTables:
    def test_a_row_is_the_feature_that_it_was(self, frame):
        by_row = gp.distance(frame.loc["kadena-ab"], TAIPEI)
        assert by_row == gp.distance("us_bases/kadena-ab", TAIPEI)
        assert by_row.origin.uncertainty_km > 0

    def test_so_it_is_as_a_tuple_and_with_its_geometry_under_another_name(self, frame):
        expected = gp.distance("us_bases/kadena-ab", TAIPEI)
        assert gp.distance(next(frame.itertuples()), TAIPEI) == expected
        renamed = frame.rename_geometry("where_it_is")
        assert gp.distance(renamed.iloc[0], TAIPEI) == expected
        assert gp.distances(renamed, TAIPEI)[1] == expected

    def test_rows_and_their_geometries_keep_what_is_known_of_them(self, frame, by_name):
        assert gp.distances(frame, TAIPEI) == by_name
        assert gp.distances(frame.geometry, TAIPEI) == by_name

    def test_a_table_of_one_row_is_one_place_and_one_of_three_is_not(self, frame):
        assert gp.distance(frame.head(1), TAIPEI).origin.ref == "us_bases/kadena-ab"
        with pytest.raises(gp.GeopostureError, match="a: wanted one place; got 3"):
            gp.distance(frame, TAIPEI)

    def test_rings_are_drawn_round_rows(self, frame):
        found = gp.coverage(frame, target="east_china_sea", radius_km=600)
        names = [f"us_bases/{one}" for one in frame.index]
        assert found == gp.coverage(names, target="east_china_sea", radius_km=600)
        narrowed = gp.coverage(frame, target="east_china_sea", radius_km=600, where="branch:USMC")
        assert [one.ref for one in narrowed.origins] == ["us_bases/mcas-futenma"]

    def test_a_row_of_ones_own_has_its_name_and_its_uncertainty(self):
        row = make_table(name=["The mast"], uncertainty_km=[2.5]).iloc[0]
        found = gp.distance(row, TAIPEI)
        assert found.sentence["en"].startswith("The mast ")
        assert found.sentence["ja"].startswith("The mast")
        assert found.uncertainty_km == gp.distance(POINT, TAIPEI).uncertainty_km + 2.5

    def test_a_row_that_was_moved_or_is_less_sure_now_is_another_place(self, frame):
        moved = frame.set_geometry(frame.geometry.translate(0.01)).loc["kadena-ab"]
        assert gp.distance(moved, TAIPEI).origin.ref == "127.778,26.356"
        for km in (40.0, 0.1):
            other = frame.assign(uncertainty_km=km).loc["kadena-ab"]
            assert gp.distance(other, TAIPEI).origin.uncertainty_km == km

    def test_an_uncertainty_that_is_missing_adds_nothing(self):
        for missing in (None, float("nan"), 0, 0.0):
            row = make_table(uncertainty_km=[missing]).iloc[0]
            assert gp.distance(row, TAIPEI) == gp.distance(POINT, TAIPEI)

    @pytest.mark.parametrize("value", ["far", -1.0, float("inf")])
    def test_one_that_is_no_length_is_refused(self, value):
        row = make_table(uncertainty_km=[value]).iloc[0]
        with pytest.raises(gp.GeopostureError, match=r"^a: uncertainty_km of row “0” is a length"):
            gp.distance(row, TAIPEI)

    def test_another_coordinate_system_is_never_taken_for_degrees(self, frame):
        for table in (frame.to_crs(3857), frame.geometry.to_crs(3857)):
            with pytest.raises(gp.GeopostureError, match="wanted EPSG:4326: to_crs"):
                gp.distances(table, TAIPEI)
        with pytest.raises(gp.GeopostureError, match="latitude"):
            gp.distance(frame.to_crs(3857).iloc[0], TAIPEI)

    @pytest.mark.parametrize("crs", [None, "OGC:CRS84", "EPSG:4326"])
    def test_degrees_by_another_name_are_degrees(self, crs):
        found = gp.distances(geopandas.GeoSeries([shapely.Point(POINT)], crs=crs), TAIPEI)
        assert found == [gp.distance(POINT, TAIPEI)]

    def test_a_row_without_a_geometry_is_named(self):
        table = gp.load_layers()["us_bases"].frame
        missing = table.index[table.geometry.isna()][0]
        with pytest.raises(gp.GeopostureError, match=f"row “{missing}” has no geometry"):
            gp.distances(table, TAIPEI)

    def test_a_table_without_geometries_is_refused(self):
        for table in (pandas.DataFrame({"a": [1]}), geopandas.GeoDataFrame({"a": [1]})):
            with pytest.raises(gp.GeopostureError, match=r"origins: .*geometries; wanted"):
                gp.distances(table, TAIPEI)

    def test_a_column_of_references_is_several_places(self, frame, by_name):
        assert gp.distances("us_bases/" + frame.index, TAIPEI) == by_name
        assert gp.distances(pandas.Series("us_bases/" + frame.index), TAIPEI) == by_name

    def test_a_column_of_shapes_is_several_places_and_no_row(self):
        shapes = pandas.Series([shapely.Point(POINT), shapely.Point(OTHER)], dtype=object)
        assert len(gp.distances(shapes, TAIPEI)) == 2

    def test_a_layer_is_all_that_its_name_is(self, tmp_path):
        layers = gp.load_layers()
        found = gp.distances(layers["us_bases"], TAIPEI, layers=layers)
        assert found == gp.distances("us_bases", TAIPEI)

    def test_a_layer_of_ones_own_is_its_features(self, tmp_path):
        file = tmp_path / "masts.geojson"
        file.write_text(
            '{"type":"FeatureCollection","features":['
            '{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[127.7,26.3]},'
            '"properties":{"name_en":"A mast","uncertainty_km":1}},'
            '{"type":"Feature","id":"b","geometry":null,"properties":{"name_en":"Another"}}]}',
            encoding="utf-8",
        )
        [found] = gp.distances(gp.read_layer(file), TAIPEI)
        assert (found.origin.name["en"], found.origin.uncertainty_km) == ("A mast", 1)


class TestSequences:
    @pytest.mark.parametrize(
        "places",
        [
            [POINT, OTHER],
            (POINT, OTHER),
            np.array([POINT, OTHER]),
            [shapely.Point(POINT), shapely.Point(OTHER)],
            [list(POINT), np.array(OTHER)],
            shapely.MultiPoint([POINT, OTHER]),
            "127.7,26.3,128,27",
            ("127.7,26.3", "128,27"),
        ],
        ids=lambda one: re.sub(" at 0x[0-9a-f]+", "", repr(one)),
    )
    def test_several_positions_are_several_places(self, places):
        found = gp.distances(places, TAIPEI)
        assert [one.origin.ref for one in found] == ["127.7,26.3", "128,27"]
        rings = gp.coverage(places, target="east_china_sea", radius_km=300)
        assert [one.ref for one in rings.origins] == ["127.7,26.3", "128,27"]

    @pytest.mark.parametrize(
        "place",
        [
            list(POINT),
            np.array(POINT),
            (np.float64(127.7), np.float64(26.3)),
            shapely.Point(*POINT, 30.0),
            shapely.MultiPoint([POINT]),
            [POINT],
        ],
        ids=lambda one: re.sub(" at 0x[0-9a-f]+", "", repr(one)),
    )
    def test_two_numbers_are_one_position(self, place):
        assert gp.distance(place, TAIPEI).distance_m == gp.distance(POINT, TAIPEI).distance_m
        assert len(gp.distances(place, TAIPEI)) == 1

    def test_whole_numbers_are_a_position_and_truths_are_none(self):
        assert gp.distance((128, 27), TAIPEI) == gp.distance(OTHER, TAIPEI)
        with pytest.raises(gp.GeopostureError, match="a: True is no place"):
            gp.distance((True, 27), TAIPEI)

    def test_references_in_a_tuple_are_as_in_a_list(self):
        names = ("us_bases/kadena-ab", "us_bases/misawa-ab")
        assert gp.distances(names, TAIPEI) == gp.distances(list(names), TAIPEI)


class TestGeometries:
    def test_the_nearest_of_several_points_counts(self):
        found = gp.distance(shapely.MultiPoint([OTHER, POINT]), TAIPEI)
        assert found.distance_m == gp.distance(POINT, TAIPEI).distance_m

    def test_two_shapes_about_one_point_are_two(self):
        shapes = [shapely.box(125, 25, 127, 27), shapely.box(125.5, 25.5, 126.5, 26.5)]
        assert len(gp.distances(shapes, TAIPEI)) == 2

    def test_an_area_of_ones_own_is_a_target(self):
        found = gp.coverage(POINT, target=shapely.box(127, 26, 128, 27), radius_km=500)
        assert found.share == 1

    def test_a_position_keeps_all_its_decimals(self):
        found = gp.distance(shapely.Point(127.76812, 26.35612), TAIPEI)
        assert "127.76812,26.35612" in found.inputs.command

    @pytest.mark.parametrize(
        ("shape", "reason"),
        [
            (shapely.Point(), "empty"),
            (shapely.Point(float("nan"), 2), "not valid"),
            (shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), "make_valid"),
            (shapely.box(0, 80, 1, 95), "latitude 95 is outside"),
            (shapely.box(0, -95, 1, 0), "latitude -95 is outside"),
            (shapely.box(1e6, 4e6, 2e6, 5e6), "latitude"),
        ],
        ids=str,
    )
    def test_a_geometry_that_is_nowhere_is_refused(self, shape, reason):
        with pytest.raises(gp.GeopostureError, match=rf"^a: .*{reason}"):
            gp.distance(shape, TAIPEI)

    def test_rings_need_points(self):
        with pytest.raises(gp.GeopostureError, match="is no point; rings need points"):
            gp.coverage(shapely.box(1, 1, 2, 2), target="east_china_sea", radius_km=9)
        with pytest.raises(gp.GeopostureError, match="is no point; rings need points"):
            gp.ring(shapely.MultiPoint([POINT, OTHER]), radius_km=9)


NO_PLACES = [
    None, float("nan"), 5, np.float64(5), True, {"lon": 1}, {1, 2}, b"us_bases/kadena-ab",
    decimal.Decimal(1), object(), pandas.NA, [None], (1, 2, 3), (None, 26.3), (pandas.NA, 26.3),
    (float("nan"), 26.3), (float("inf"), 26.3), (1j, 2), [], np.array([]), np.array(5), (26.3, 127.7),
    "", "nowhere", "us_bases/kadena", ["us_bases/kadena-ab", None], [[POINT, OTHER]], "127.7",
]  # fmt: skip


@pytest.mark.parametrize(
    "value", NO_PLACES, ids=lambda one: re.sub(" at 0x[0-9a-f]+", "", repr(one))
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda one: gp.distance(one, TAIPEI),
        lambda one: gp.distance(TAIPEI, one),
        lambda one: gp.distances(one, TAIPEI),
        lambda one: gp.distances(TAIPEI, one),
        gp.nearest,
        lambda one: gp.ring(one, radius_km=5),
        lambda one: gp.coverage(one, target="east_china_sea", radius_km=5),
        lambda one: gp.coverage(POINT, target=one, radius_km=5),
    ],
    ids=["a", "b", "origins", "targets", "target", "origin", "coverage origins", "coverage target"],
)
def test_what_is_no_place_is_refused_in_one_line(ask, value):
    with pytest.raises(gp.GeopostureError) as refused:
        ask(value)
    assert "\n" not in str(refused.value)
    assert refused.value.parameter in ("a", "b", "origins", "origin", "target", "targets")


def test_a_refusal_names_parameter_value_and_what_is_right():
    with pytest.raises(gp.GeopostureError) as refused:
        gp.distance(None, TAIPEI)
    assert str(refused.value) == (
        "a: None is no place; wanted a reference, (lon, lat) in degrees, a geometry or a row of a "
        "GeoDataFrame"
    )


def test_a_long_value_is_not_told_whole():
    with pytest.raises(gp.GeopostureError) as refused:
        gp.distance({"x": "y" * 500}, TAIPEI)
    assert len(str(refused.value)) < 200


def test_a_name_leads_to_its_reference():
    with pytest.raises(gp.GeopostureError, match="did you mean “us_bases/kadena-ab”"):
        gp.distance("kadena", TAIPEI)
    found = gp.distance(gp.search("kadena")[0], TAIPEI)
    assert found == gp.distance("us_bases/kadena-ab", TAIPEI)


@pytest.mark.parametrize("radius", ["600", None, True, [600], float("nan"), 0, -5, 1e9])
def test_a_radius_is_a_number_of_kilometres(radius):
    with pytest.raises(gp.GeopostureError, match="radius_km"):
        gp.coverage(POINT, target="east_china_sea", radius_km=radius)
    assert gp.ring(POINT, radius_km=np.int64(600)).equals(gp.ring(POINT, radius_km=600.0))


def test_so_many_places_and_no_more_are_asked_at_once():
    places = np.column_stack([np.linspace(120, 130, 201), np.full(201, 26.3)])
    found = gp.coverage(places[:200], target="taiwan_strait", radius_km=100)
    assert len(found.origins) == 200
    with pytest.raises(gp.GeopostureError, match="at most 200 in origins at once; got 201"):
        gp.coverage(places, target="taiwan_strait", radius_km=100)


def test_a_filter_is_a_text_about_features():
    with pytest.raises(gp.GeopostureError, match="where is a filter"):
        gp.coverage("us_bases", target="east_china_sea", radius_km=5, where=5)
    shape = shapely.MultiPoint([POINT, OTHER])
    with pytest.raises(gp.GeopostureError, match="where chooses among features"):
        gp.coverage(shape, target="east_china_sea", radius_km=5, where="branch:USAF")


def test_layers_are_a_catalogue():
    with pytest.raises(gp.GeopostureError, match="layers is a catalogue"):
        gp.distance(POINT, OTHER, layers="layers")


def test_an_article_is_a_text():
    with pytest.raises(gp.GeopostureError, match="article is a text or a Path; got 5"):
        gp.annotate(5)
    with pytest.raises(gp.GeopostureError, match="published is a day"):
        gp.annotate("A tanker left.", published=5)
