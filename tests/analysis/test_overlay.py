"""Union, share, thresholds, depth: laws, and figures from dense references."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoposture import geodesy
from geoposture.analysis import overlay

SEA = shapely.Polygon([(120, 24), (128, 24), (131, 31), (126, 33), (121, 33)])
LON, LAT = [127.768, 129.711, 141.368], [26.356, 33.163, 40.703]


@settings(max_examples=25, deadline=None)
@given(st.floats(50, 2500), st.floats(50, 2500))
def test_a_longer_distance_never_covers_less(one, other):
    short, long = sorted((one, other))
    assert overlay.measure_share(LON, LAT, SEA, short * 1000) <= (
        overlay.measure_share(LON, LAT, SEA, long * 1000) + 1e-9
    )


def test_share_agrees_with_counting_points():
    inside = np.random.default_rng(3).uniform((120, 24), (131, 33), (60_000, 2))
    inside = inside[shapely.contains_xy(SEA, inside[:, 0], inside[:, 1])]
    weight = np.cos(np.radians(inside[:, 1]))
    near = np.zeros(len(inside), dtype=bool)
    for lon, lat in zip(LON, LAT, strict=True):
        near |= geodesy.measure(lon, lat, inside[:, 0], inside[:, 1])[0] <= 500_000
    counted = weight[near].sum() / weight.sum()
    assert overlay.measure_share(LON, LAT, SEA, 500_000) == pytest.approx(counted, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.floats(100, 150), st.floats(10, 50))
def test_no_share_below_the_first_threshold_and_all_of_it_above_the_second(lon, lat):
    _, touch, cover = overlay.find_thresholds((lon,), (lat,), SEA)
    if touch > 1_000:
        assert overlay.measure_share([lon], [lat], SEA, touch * 0.999) == 0
    # Edges of the ring lie up to 0.004 % inside the circle.
    assert overlay.measure_share([lon], [lat], SEA, cover * 1.0005) == pytest.approx(1, abs=1e-9)


def test_thresholds_are_where_the_share_leaves_zero_and_reaches_one():
    _, touch, cover = overlay.find_thresholds((141.368,), (40.703,), SEA)
    share = lambda radius: overlay.measure_share([141.368], [40.703], SEA, radius)  # noqa: E731
    assert share(touch - 500) == 0
    assert share(touch + 5_000) > 0
    assert share(cover - 5_000) < 1
    assert share(cover + 500) == pytest.approx(1, abs=1e-9)


def test_the_cover_threshold_of_several_origins_looks_inside_too():
    square = shapely.box(-5, -5, 5, 5)
    corners = (-5, -5, 5, 5), (-5, 5, -5, 5)
    _, _, cover = overlay.find_thresholds(*corners, square)
    to_centre = float(geodesy.measure(0, 0, 5, 5)[0])
    assert cover == pytest.approx(to_centre, abs=1_500)


@settings(max_examples=15, deadline=None)
@given(st.floats(100, 2000))
def test_depth_and_contributions_add_up(radius_km):
    cover = overlay.cover_target(LON, LAT, SEA, radius_km * 1000)
    arrangement = overlay.arrange(cover.rings, SEA)
    depth = dict(arrangement.depth())
    assert depth.get(1, 0) == pytest.approx(cover.covered_m2, rel=1e-6, abs=10)
    each = [geodesy.measure_area(ring.intersection(SEA)) for ring in cover.rings]
    assert sum(depth.values()) == pytest.approx(sum(each), rel=1e-6, abs=10)
    alone = arrangement.contributions()
    assert sum(alone) == pytest.approx(depth.get(1, 0) - depth.get(2, 0), rel=1e-6, abs=10)
    for count, zone in arrangement.zones():
        assert geodesy.measure_area(zone) == pytest.approx(depth[count], rel=1e-6, abs=10)


def test_nothing_covered_is_an_answer():
    cover = overlay.cover_target([0], [0], SEA, 1000)
    assert cover.share == 0
    assert cover.covered.is_empty


TARGETS = {
    "one": SEA,
    "two with a hole": shapely.MultiPolygon([
        shapely.box(120, 24, 126, 30).difference(shapely.box(122, 26, 123, 27)),
        shapely.box(130, 20, 133, 22),
    ]),
    "both sides of 180°": shapely.MultiPolygon(
        [shapely.box(176, -12, 180, -4), shapely.box(-180, -12, -175, -4)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=12, deadline=None)
@given(data=st.data(), radius_km=st.floats(150, 1800))
def test_what_each_of_many_adds_is_what_the_others_leave(name, data, radius_km):
    """Rings that begin far away and end near, that pass by, and that hold all of it."""
    target = TARGETS[name]
    middle = shapely.get_coordinates(shapely.point_on_surface(target))[0]
    away = st.tuples(st.floats(-14, 14), st.floats(-14, 14))
    spots = middle + np.array(data.draw(st.lists(away, min_size=2, max_size=9)))
    rings = geodesy.draw_rings((spots[:, 0] + 180) % 360 - 180, spots[:, 1], radius_km * 1000)
    found = overlay.arrange(rings, target)
    each = geodesy.measure_areas([ring.intersection(target) for ring in rings])
    assert sum(dict(found.depth()).values()) == pytest.approx(each.sum(), rel=1e-6, abs=100)
    for at, alone in enumerate(found.contributions()):
        others = shapely.union_all([one for other, one in enumerate(rings) if other != at])
        rest = rings[at].intersection(target).difference(others)
        assert alone == pytest.approx(geodesy.measure_area(rest), rel=1e-5, abs=1000)


def make_wavy_sea(corners: int, hole: bool) -> shapely.Polygon:
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = 4 + 0.5 * np.sin(7 * turn) + 0.1 * np.sin(61 * turn)
    edge = np.column_stack([130 + reach * np.cos(turn), 30 + reach * np.sin(turn)])
    return shapely.Polygon(edge, [shapely.box(129, 29, 130, 31).exterior] if hole else [])


@settings(max_examples=20)
@given(
    origins=st.lists(st.tuples(st.floats(124, 136), st.floats(25, 35)), min_size=1, max_size=8),
    radius_km=st.floats(20, 900), hole=st.booleans(),
)  # fmt: skip
def test_a_share_taken_by_tiles_is_that_of_the_whole(origins, radius_km, hole):
    lon, lat = (list(one) for one in zip(*origins, strict=True))
    sea = make_wavy_sea(3_000, hole)
    whole = overlay.cover_target(lon, lat, sea, radius_km * 1000).share
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlay, "MANY_CORNERS", 1_000)
        patch.setattr(overlay, "CORNERS_OF_TILE", 100)
        tiles = overlay._cut_into_tiles(sea)
        by_tiles = overlay.measure_share(lon, lat, sea, radius_km * 1000)
        overlay._cut_into_tiles.cache_clear()
    assert len(tiles.parts) > 30
    assert tiles.areas.sum() == pytest.approx(geodesy.measure_area(sea), rel=1e-12)
    assert by_tiles == pytest.approx(whole, abs=1e-11)


def test_where_a_tile_cannot_be_cut_the_whole_is(monkeypatch):
    def fail(*_):
        raise shapely.GEOSException("side location conflict")

    sea, where = make_wavy_sea(500, hole=False), ([130.0], [30.0])
    whole = overlay.measure_share(*where, sea, 200_000)
    monkeypatch.setattr(overlay, "MANY_CORNERS", 100)
    monkeypatch.setattr(overlay, "_measure_covered", fail)
    assert overlay.measure_share(*where, sea, 200_000) == whole
