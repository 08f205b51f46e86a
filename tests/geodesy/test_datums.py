"""Positions of other reference systems, beside formulas and figures that others print."""

import math

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geoposture.errors import BadRequest
from geoposture.geodesy import ellipsoid
from geoposture.geodesy.datums import move_to_wgs84, read_system


def points(*xy):
    return np.array([shapely.Point(one) for one in xy], dtype=object)


def apart_m(a, b):
    return float(ellipsoid.measure(a.x, a.y, b.x, b.y)[0])


@pytest.mark.parametrize("code", ["EPSG:6668", "EPSG:4612"])
def test_the_systems_of_japan_stay_where_they_are(code):
    own = points((139.7, 35.7), (123.0, 24.4), (145.8, 43.4))
    moved, shift = move_to_wgs84(own, code)
    assert max(apart_m(a, b) for a, b in zip(own, moved, strict=True)) <= 0.1
    assert shift.accuracy_m == 1


def test_a_plane_of_japan_is_left_as_its_law_says():
    """Zone IX begins at 36° N, 139°50′ E; a kilometre north is 1/110.95 degrees / 0.9999."""
    moved, shift = move_to_wgs84(points((0, 0), (0, 1000)), "EPSG:6677")
    assert apart_m(moved[0], shapely.Point(139 + 50 / 60, 36)) <= 0.001
    assert apart_m(moved[1], moved[0]) == pytest.approx(1000 / 0.9999, abs=0.01)
    assert moved[1].y > moved[0].y
    assert "JGD2011" in shift.system


def helmert(lon, lat):
    """From Tokyo by the three figures of the Geographical Survey Institute: -146.414, 507.337, 680.507 m."""

    def to_xyz(lon, lat, a, f):
        e2 = f * (2 - f)
        n = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        return (
            n * math.cos(lat) * math.cos(lon),
            n * math.cos(lat) * math.sin(lon),
            n * (1 - e2) * math.sin(lat),
        )

    x, y, z = to_xyz(math.radians(lon), math.radians(lat), 6377397.155, 1 / 299.152813)
    x, y, z = x - 146.414, y + 507.337, z + 680.507
    a, f = 6378137.0, 1 / 298.257222101
    e2, p = f * (2 - f), math.hypot(x, y)
    phi = math.atan2(z, p * (1 - e2))
    for _ in range(6):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * n * math.sin(phi), p)
    return shapely.Point(math.degrees(math.atan2(y, x)), math.degrees(phi))


@pytest.mark.parametrize("at", [(130.4, 33.6), (129.3, 34.4), (130.9, 33.9), (129.0, 33.2)])
def test_tokyo_near_a_neighbour_is_moved_as_everywhere_else(at):
    """The box of a neighbour's operation reaches as far, and lies six metres off there."""
    for code in ("EPSG:4301", "EPSG:30162"):  # degrees, and the plane of these islands
        own = Transformer.from_crs("EPSG:4301", code, always_xy=True).transform(*at)
        moved, shift = move_to_wgs84(points(own), code)
        assert apart_m(moved[0], helmert(*at)) <= 0.1
        assert 9 <= shift.accuracy_m <= 12


@pytest.mark.parametrize("at", [(139.7413, 35.6580), (127.7, 26.2), (141.3, 43.0), (130.4, 33.6)])
def test_tokyo_is_moved_by_its_four_hundred_metres_and_says_how_good_that_is(at):
    moved, shift = move_to_wgs84(points(at), "EPSG:4301")
    assert apart_m(moved[0], helmert(*at)) <= 12
    assert 300 < apart_m(moved[0], shapely.Point(at)) < 600
    assert shift.accuracy_m <= 12
    assert shift.operation.startswith("Tokyo to WGS 84")


def test_wgs84_is_left_alone():
    own = points((139.7, 35.7))
    moved, shift = move_to_wgs84(own, "EPSG:4326")
    assert moved[0].equals(own[0])
    assert (shift.operation, shift.accuracy_m) == ("", 0)
    assert move_to_wgs84(own, "OGC:CRS84")[0][0].equals(own[0])


def test_mercator_comes_back():
    moved, _ = move_to_wgs84(points((15549_000, 4_250_000)), "EPSG:3857")
    assert 139 < moved[0].x < 140
    assert 35 < moved[0].y < 36


@pytest.mark.parametrize("text", ["EPSG:5773", "EPSG:0", "nowhere", "EPSG:5806", ""])
def test_what_is_no_system_of_positions_is_refused(text):
    with pytest.raises(BadRequest):
        read_system(text, parameter="--crs")


def test_positions_outside_of_a_system_are_refused():
    with pytest.raises(BadRequest, match="outside"):
        move_to_wgs84(points((9e9, 9e9)), "EPSG:6677")


def test_what_is_called_x_is_said():
    assert read_system("EPSG:6677").northing_first
    assert not read_system("EPSG:32654").northing_first
    assert not read_system("EPSG:6668").northing_first
    assert read_system("EPSG:6668").geographic
    assert not read_system("EPSG:6677").geographic


def test_a_system_that_no_register_ties_to_wgs84_is_not_guessed():
    with pytest.raises(BadRequest, match="no way from"):
        move_to_wgs84(points((139.7, 35.7)), "+proj=longlat +ellps=bessel +type=crs")
