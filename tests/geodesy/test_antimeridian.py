"""Drawings over 180°: land, lines and rings in one piece, and a first view that holds them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geoposture import geodesy, pictures
from geoposture.model import View
from geoposture.views import answers, extent

KADENA = (127.768, 26.356)
LAND = Path(__file__).parents[2] / "layers" / "backdrop" / "land.geojson"
longitudes, latitudes = st.floats(-180, 180), st.floats(-75, 75)


@settings(max_examples=60, deadline=None)
@given(longitudes, latitudes, longitudes, latitudes)
@example(62.0, 0.0, -118.19798550020012, 0.0)
def test_a_line_is_drawn_in_one_piece_from_end_to_end(lon1, lat1, lon2, lat2):
    line = geodesy.unfold(geodesy.draw_line((lon1, lat1), (lon2, lat2)))
    assert line.geom_type == "LineString"
    assert np.all(np.abs(np.diff(shapely.get_coordinates(line)[:, 0])) <= 180)
    for end in (line.coords[0][0], line.coords[-1][0]):
        assert min(abs((end - lon + 180) % 360 - 180) for lon in (lon1, lon2)) < 1e-6


@pytest.mark.parametrize("radius_km", [500, 3000, 5000])
@pytest.mark.parametrize("lon", [-179.9, 150, 178, -160])
def test_a_ring_is_drawn_in_one_piece(lon, radius_km):
    cut = geodesy.draw_rings(lon, 20, radius_km * 1000)[0]
    whole = geodesy.unfold(cut)
    assert whole.geom_type == "Polygon"
    assert whole.area == pytest.approx(cut.area, rel=1e-9)
    assert abs(whole.centroid.x % 360 - lon % 360) < 3


def test_a_cap_over_a_pole_goes_on_to_both_sides():
    cap = geodesy.unfold(geodesy.draw_rings(140, 60, 5_000_000)[0])
    assert cap.bounds[0] < -500
    assert cap.bounds[2] > 500


def test_the_land_is_cut_at_180_degrees_and_nowhere_else():
    # White bands at 65 to 75° N and a line through Fiji were rings that jump there.
    land = shapely.from_geojson(json.dumps(json.loads(LAND.read_text())["features"][0]["geometry"]))
    assert land.is_valid
    for lon, lat in ((0, 71.5), (-40, 68.9), (100, 77.8), (-150, 71.54), (60, -16.54)):
        near = shapely.Point(lon, lat).buffer(0.05)
        assert land.contains(near) or land.disjoint(near), (lon, lat)
    assert land.contains(shapely.Point(179, 68.3))
    assert land.contains(shapely.Point(-175, 66.5))
    assert land.disjoint(shapely.Point(-158.0, 30))
    assert not land.disjoint(shapely.Point(-158, 21.45).buffer(0.2)), "Oahu, where INDOPACOM is"


def test_land_is_whole_beyond_180_degrees():
    land = shapely.MultiPolygon([shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -170, 70)])
    assert geodesy.count_turns(100, 250) == (0, 1)
    whole = geodesy.repeat(land, 0, 1)
    bounds = [part.bounds for part in shapely.get_parts(whole)]
    assert (170, 60, 190, 70) in bounds
    assert geodesy.count_turns(100, 179) == (0, 0)
    assert geodesy.repeat(land, 0, 0) is land
    assert geodesy.count_turns(-250, -100) == (-1, 0)


PAIRS = ["places/andersen-afb", "places/darwin", "places/camp-smith", "places/washington"]


@pytest.mark.parametrize("target", PAIRS)
@pytest.mark.parametrize("size", [(960, 600), (400, 320), (320, 900)])
def test_a_picture_holds_both_ends_of_its_distance(catalog, target, size):
    # the case distance-out-of-sight
    view = View(tool="distance", start="us_bases/kadena-ab", end=target, inset=False)
    text = pictures.draw_view(catalog, view, width=size[0], height=size[1])
    path = re.search(r'class="distance-shape"[^>]*><path d="M([^"]+)"', text)
    assert path
    points = np.array(re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path[1].replace("l", " ")), float)
    spots = points.reshape(-1, 2).cumsum(axis=0)
    assert len(spots) >= 2
    assert np.all((spots >= 0) & (spots <= size)), spots[[0, -1]]
    figures = answers.compute_figures(catalog, view)
    held = extent.hold_figures(catalog.extent, view, figures)
    west, south, east, north = extent.find_bounds(catalog.extent, held)
    ends = np.array([figures.measure.origin_point, figures.measure.target_point])
    assert np.all((ends[:, 0] - west) % 360 <= east - west)
    assert np.all((ends[:, 1] >= south) & (ends[:, 1] <= north))


@pytest.mark.parametrize(
    "given", [{"bbox": (120.0, 20.0, 140.0, 40.0)}, {"centre": (26.0, 128.0, 7.0)}]
)
def test_a_view_that_is_given_is_kept(catalog, given):
    view = View(tool="distance", start="us_bases/kadena-ab", end="places/darwin", **given)
    assert extent.hold_figures(catalog.extent, view, answers.compute_figures(catalog, view)) == view


def test_a_short_distance_is_seen_from_near(catalog):
    view = View(tool="distance", start="us_bases/kadena-ab", end="places/taipei")
    held = extent.hold_figures(catalog.extent, view, answers.compute_figures(catalog, view))
    west, south, east, north = held.bbox
    assert west < 121.6 and south < 25 and east > 127.7 and north > 26.3
    assert east - west < 10


def test_a_picture_of_a_coverage_holds_its_ring(catalog):
    view = View(
        tool="coverage", origins="us_bases/misawa-ab", radius_km=2500, target="taiwan_strait"
    )
    figures = answers.compute_figures(catalog, view)
    held = extent.hold_figures(catalog.extent, view, figures)
    west, south, east, north = extent.find_bounds(catalog.extent, held)
    ring = geodesy.unfold(figures.coverage.rings[0])
    assert shapely.box(west, south, east, north).contains(ring)


def test_a_picture_over_180_degrees_has_land_and_marks_on_their_side(catalog):
    text = pictures.draw_view(catalog, View(bbox=(120.0, -10.0, -150.0, 60.0)))
    assert len(pictures.draw_view(catalog, View(bbox=(120.0, -10.0, 179.0, 60.0)))) > 0
    land = re.search(r'class="land"[^>]*><path d="([^"]+)"', text)
    assert land
    starts = [float(one) for one in re.findall(r"M(-?[\d.]+)", land[1])]
    assert max(starts) > 700, "nothing is drawn beyond 180°"


def test_the_inset_gives_way_to_a_line(catalog):
    over = View(tool="distance", start="us_bases/kadena-ab", end="places/washington")
    assert 'class="inset"' in pictures.draw_view(catalog, View())
    assert 'class="inset"' not in pictures.draw_view(catalog, over)
