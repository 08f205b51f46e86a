"""Distances, rings and areas against independent implementations and known figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geoposture import geodesy
from geoposture.errors import BadRequest
from geoposture.geodesy import ellipsoid

REFERENCE = Geodesic.WGS84
EARTH_AREA_M2 = 510_065_621_724_089.0
"""Moritz (1980), GRS 80 and WGS 84 agree to these digits: 4π c² with the authalic radius."""

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)


@settings(max_examples=300, deadline=None)
@given(longitudes, latitudes, longitudes, latitudes)
@example(127.768, 26.356, 121.526, 25.053)
@example(0, 0, 179.6, 0.4)
@example(0, 30, 179.9, -29.9)
@example(10, 90, 80, -90)
@example(-179.9999, 0, 179.9999, 0)
def test_distance_agrees_with_geographiclib_to_a_millimetre(lon1, lat1, lon2, lat2):
    theirs = REFERENCE.Inverse(lat1, lon1, lat2, lon2)["s12"]
    ours = float(geodesy.measure(lon1, lat1, lon2, lat2)[0])
    assert ours == pytest.approx(theirs, abs=1e-3)


def test_golden_distances():
    assert float(geodesy.measure(0, -90, 0, 90)[0]) == pytest.approx(20_003_931.459, abs=1e-3)
    assert float(geodesy.measure(179.9, 0, -179.9, 0)[0]) == pytest.approx(22_263.898, abs=1e-3)


@pytest.mark.parametrize(
    "position", [(0, 91), (0, -90.001), (1e308, 0), (math.nan, 0), (0, math.inf)]
)
def test_a_position_that_is_none_is_refused(position):
    with pytest.raises(BadRequest, match="no position"):
        geodesy.measure(*position, 0, 0)


@settings(max_examples=60, deadline=None)
@given(longitudes, st.floats(-89, 89), st.floats(10, 19_000))
def test_every_vertex_of_a_ring_is_at_the_radius(lon, lat, radius_km):
    ring = geodesy.draw_rings(lon, lat, radius_km * 1000)[0]
    assert ring.is_valid
    x, y = shapely.get_coordinates(ring).T
    on_edge = (np.abs(x) < 179.999999) & (np.abs(y) < 89.999999)
    away = geodesy.measure(lon, lat, x[on_edge], y[on_edge])[0]
    assert np.median(np.abs(away / (radius_km * 1000) - 1)) < 2e-4


@pytest.mark.parametrize("lat", [0, 26, 45, 60])
@pytest.mark.parametrize("radius_km", [100, 600, 1000, 2000])
def test_a_ring_has_the_area_of_its_circle(lat, radius_km):
    dense = geodesy.draw_rings(135, lat, radius_km * 1000, vertices=20_000)[0]
    ring = geodesy.draw_rings(135, lat, radius_km * 1000)[0]
    assert geodesy.measure_area(ring) == pytest.approx(geodesy.measure_area(dense), rel=2e-6)


def test_a_dense_ring_has_the_area_that_geographiclib_gives():
    polygon = REFERENCE.Polygon()
    for azimuth in np.linspace(360, 0, 3600, endpoint=False):
        end = REFERENCE.Direct(26.0, 127.0, azimuth, 600_000)
        polygon.AddPoint(end["lat2"], end["lon2"])
    area = polygon.Compute()[2]
    ring = geodesy.draw_rings(127.0, 26.0, 600_000)[0]
    assert geodesy.measure_area(ring) == pytest.approx(area, rel=5e-6)


def test_a_ring_round_guam_is_cut_at_the_antimeridian():
    ring = geodesy.draw_rings(144.93, 13.58, 4_000_000)[0]
    assert ring.geom_type == "MultiPolygon"
    assert ring.bounds[0] == -180
    assert ring.bounds[2] == 180
    assert ring.contains(shapely.Point(179.9, 13.58))
    assert ring.contains(shapely.Point(-179.5, 13.58))
    assert not ring.contains(shapely.Point(-170, 13.58))


def test_a_ring_over_a_pole_holds_the_pole():
    ring = geodesy.draw_rings(20, 80, 2_000_000)[0]
    assert ring.covers(shapely.Point(-160, 89.9))
    cap = 2 * math.pi * 6_371_007**2 * (1 - math.cos(2_000_000 / 6_371_007))
    assert geodesy.measure_area(ring) == pytest.approx(cap, rel=5e-3)


@pytest.mark.parametrize("radius_km", [0, -1, 19_901, 1e308, math.nan])
def test_a_radius_outside_its_bounds_is_refused(radius_km):
    with pytest.raises(BadRequest, match="radius_km"):
        geodesy.draw_rings(0, 0, radius_km * 1000)


def test_the_whole_earth_has_its_area():
    earth = shapely.box(-180, -90, 180, 90)
    assert geodesy.measure_area(earth) == pytest.approx(EARTH_AREA_M2, rel=1e-9)


def test_area_takes_edges_as_straight_in_longitude_and_latitude():
    box = shapely.box(120, 24, 131, 33)
    dense = shapely.segmentize(box, 0.01)
    theirs = abs(geodesy.WGS84.geometry_area_perimeter(dense)[0])
    assert geodesy.measure_area(box) == pytest.approx(theirs, rel=1e-7)


def brute_force(first, second, step=0.0005):
    """The shortest way between densified edges, by trying every pair."""
    a = shapely.get_coordinates(shapely.segmentize(first, step))
    b = shapely.get_coordinates(shapely.segmentize(second, step))
    return min(float(geodesy.measure(x, y, b[:, 0], b[:, 1])[0].min()) for x, y in a)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (shapely.Point(127.768, 26.356), shapely.LineString([(120.2, 33.28), (126.1, 33.28)])),
        (shapely.Point(140, 89.5), shapely.LineString([(-60, 89.9), (60, 89.7)])),
        (shapely.Point(0, 60), shapely.LineString([(-40, 61), (40, 61)])),
        (shapely.Point(179.5, 10), shapely.LineString([(-179.5, 8), (-179.4, 12)])),
        (shapely.Point(10, 5), shapely.Point(12, 6)),
    ],
)
def test_the_nearest_point_is_right_to_a_metre(first, second):
    found = geodesy.find_nearest(first, second)
    truth = brute_force(first, second)
    assert found.distance_m <= truth + 0.01
    assert found.distance_m == pytest.approx(truth, abs=1.0)


def test_nearest_between_two_areas():
    first = shapely.box(0, 50, 1, 51)
    second = shapely.box(3, 50.2, 4, 50.8)
    found = geodesy.find_nearest(first, second)
    edge1 = shapely.LineString([(1, 50), (1, 51)])
    edge2 = shapely.LineString([(3, 50.2), (3, 50.8)])
    assert found.distance_m == pytest.approx(brute_force(edge1, edge2, 0.004), abs=5.0)


def test_inside_means_distance_zero():
    found = geodesy.find_nearest(shapely.Point(0.5, 0.5), shapely.box(0, 0, 1, 1))
    assert found.distance_m == 0
    assert found.start == found.end == (0.5, 0.5)


def test_a_line_stays_within_100_m_of_the_geodesic():
    start, end = (127.768, 26.356), (-77.03, 38.89)
    line = geodesy.draw_line(start, end)
    assert line.geom_type == "MultiLineString"  # it crosses 180°
    whole = REFERENCE.InverseLine(start[1], start[0], end[1], end[0])
    for distance in np.linspace(0, whole.s13, 50):
        spot = whole.Position(distance)
        point = shapely.Point(spot["lon2"], spot["lat2"])
        assert geodesy.find_nearest(point, line).distance_m < 100


points = st.tuples(st.floats(-180, 180), st.floats(-89.9, 89.9))


@settings(max_examples=80, deadline=None)
@given(points, points)
def test_distance_is_symmetric_and_azimuths_swap(a, b):
    there = geodesy.measure(*a, *b)
    back = geodesy.measure(*b, *a)
    assert float(there[0]) == pytest.approx(float(back[0]), abs=1e-6)
    # Near the antipode many geodesics are equally short.
    if 1 < there[0] < 19_000_000:
        turned = abs(float(there[1]) - float(back[2])) % 360
        assert min(turned, 360 - turned) < 1e-6


@settings(max_examples=80, deadline=None)
@given(points, points, points)
def test_no_detour_is_shorter(a, b, c):
    direct = float(geodesy.measure(*a, *c)[0])
    detour = float(geodesy.measure(*a, *b)[0] + geodesy.measure(*b, *c)[0])
    assert direct <= detour + 1e-6


COAST = shapely.Polygon([(120, 24), (128, 24.5), (131, 31), (126, 33), (121, 33)])


@settings(max_examples=60, deadline=None)
@given(points, st.floats(-100, 40))
def test_turning_the_earth_changes_no_distance(point, turn):
    turned = shapely.transform(COAST, lambda xy: xy + np.array([turn, 0]))
    moved = (point[0] + turn + 180) % 360 - 180
    here = geodesy.find_nearest(shapely.Point(point), COAST).distance_m
    there = geodesy.find_nearest(shapely.Point(moved, point[1]), turned).distance_m
    assert there == pytest.approx(here, abs=0.5)


@settings(max_examples=40, deadline=None)
@given(points)
def test_the_nearest_point_of_an_area_beats_a_dense_trial(point):
    edge = shapely.get_coordinates(shapely.segmentize(COAST.exterior, 0.002))
    trial = float(geodesy.measure(*point, edge[:, 0], edge[:, 1])[0].min())
    found = geodesy.find_nearest(shapely.Point(point), COAST).distance_m
    assert found <= trial + 0.001
    assert found == 0 or found == pytest.approx(trial, abs=1.0)


def test_many_points_at_once_are_as_one_by_one():
    random = np.random.default_rng(5)
    lon, lat = random.uniform(-180, 180, 40), random.uniform(-90, 90, 40)
    together = geodesy.find_nearest_points(lon, lat, COAST)[0]
    alone = [
        geodesy.find_nearest(COAST, shapely.Point(x, y)).distance_m
        for x, y in zip(lon, lat, strict=True)
    ]
    assert together == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("lat", [0, 45, 70, 88, -90])
@pytest.mark.parametrize("radius_km", [1000, 4000, 9000, 15_000])
def test_large_rings_and_those_over_a_pole_have_their_area(lat, radius_km):
    dense = geodesy.draw_rings(135, lat, radius_km * 1000, vertices=20_000)[0]
    ring = geodesy.draw_rings(135, lat, radius_km * 1000)[0]
    assert geodesy.measure_area(ring) == pytest.approx(geodesy.measure_area(dense), rel=2e-5)


def test_the_farthest_point_of_an_area():
    edge = shapely.get_coordinates(shapely.segmentize(COAST.exterior, 0.01))
    trial = float(geodesy.measure(127.768, 26.356, edge[:, 0], edge[:, 1])[0].max())
    assert geodesy.find_farthest((127.768, 26.356), COAST).distance_m == pytest.approx(trial, abs=1)


def test_several_areas_are_each_its_own():
    holed = shapely.box(10, 10, 20, 20).difference(shapely.box(12, 12, 13, 13))
    several = [
        shapely.box(0, 0, 1, 1), shapely.Polygon(), holed, shapely.Point(1, 1),
        shapely.MultiPolygon([shapely.box(-3, -3, -2, -1), shapely.box(5, 60, 5.01, 61)]),
        shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)]), shapely.box(2, 2, 3, 3)]),
        holed.reverse(),
    ]  # fmt: skip
    found = geodesy.measure_areas(several)
    assert found == pytest.approx([geodesy.measure_area(one) for one in several], rel=1e-12)
    assert found[[1, 3]].tolist() == [0, 0]
    assert found[2] == pytest.approx(
        geodesy.measure_area(shapely.box(10, 10, 20, 20))
        - geodesy.measure_area(shapely.box(12, 12, 13, 13)),
        rel=1e-12,
    )
    assert geodesy.measure_areas([]).shape == (0,)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_most_remote_point_is_that_of_all_distances(data):
    """Wherever they lie, also at the far side of the Earth and on one another."""
    position = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
    points = np.array(data.draw(st.lists(position, min_size=1, max_size=60)))
    origins = np.array(data.draw(st.lists(position | st.sampled_from([*map(tuple, points)]),
                                          min_size=1, max_size=9)))  # fmt: skip
    wanted = geodesy.measure_to_nearest(points, origins).max()
    assert geodesy.measure_most_remote(points, origins) == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ellipsoid, "RUN", 3)
        assert geodesy.measure_most_remote(points, origins) == wanted


def test_few_points_are_measured_to_find_the_most_remote(monkeypatch):
    dice = np.random.default_rng(5)
    points = np.column_stack([dice.uniform(120, 130, 120_000), dice.uniform(24, 33, 120_000)])
    origins = np.column_stack([dice.uniform(122, 146, 40), dice.uniform(24, 45, 40)])
    wanted = geodesy.measure_to_nearest(points, origins).max()
    measured = []
    whole = ellipsoid.measure_to_nearest

    def count(points, origins):
        measured.append(len(points))
        return whole(points, origins)

    monkeypatch.setattr(ellipsoid, "measure_to_nearest", count)
    assert ellipsoid.measure_most_remote(points, origins) == wanted
    assert measured[0] < 6000
