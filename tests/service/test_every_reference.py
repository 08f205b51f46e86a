"""One list of outputs, one list of references: everything can be an end, an origin, a target.

Cases faults-whole-archipelago and its kind: whatever is asked about whatever there is, the
answer is a figure or a reason, never a fault of ours.
"""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import shape

import geoposture as gp
from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

LAYERS = (
    "us_bases", "japan_archipelago", "taiwan_strait", "east_china_sea", "annotations", "places",
)  # fmt: skip
ENDS = (
    *LAYERS, "127.7,26.3", "-180,85", "places/japan", "places/taiwan", "places/taipei",
    "places/okinawa", "us_bases/kadena-ab", "us_bases/haigamine-communication-site",
    "japan_archipelago/honshu", "japan_archipelago/uotsurijima", "taiwan_strait/taiwan-strait",
    "us_bases/nowhere", "nowhere",
)  # fmt: skip
AREAS = (
    "taiwan_strait", "east_china_sea", "japan_archipelago", "places/japan", "japan_archipelago/honshu", "japan_archipelago/uotsurijima",
    "taiwan_strait/taiwan-strait", "places/east-china-sea",
)  # fmt: skip
COASTS = ("places/taiwan", "places/china")
"""Measured to, and no areas."""
QUIET = {200, 400, 404}


@pytest.mark.parametrize("start", ENDS)
def test_everything_is_an_end_of_a_distance(client, start):
    for end in ENDS:
        for path in (f"/distance?from={start}&to={end}", f"/distances?from={start}&to={end}"):
            answer = client.get(path)
            assert answer.status_code in QUIET, path
            assert answer.status_code == 200 or answer.json["detail"], path


@pytest.mark.parametrize("target", [*AREAS, *COASTS, *LAYERS, "127.7,26.3"])
@pytest.mark.parametrize("origins", ["us_bases", "places/camp-kengun", "180,52", "places"])
def test_everything_is_a_target_of_coverage(client, origins, target):
    for radius in (0.1, 600, 3000, 19900):
        path = f"/coverage?origins={origins}&target={target}&radius_km={radius}"
        answer = client.get(path)
        assert answer.status_code in QUIET, path
        if target in AREAS and origins not in ("places", "places/camp-kengun"):
            assert answer.status_code == 200, answer.json
            assert 0 <= answer.json["coverage"]["share"] <= 1


@pytest.mark.parametrize("target", AREAS)
@pytest.mark.parametrize("path", ["/", "/embed", "/map.svg", "/map.png", "/map.html", "/map.js"])
def test_every_area_is_a_target_in_every_output(client, path, target):
    for rest in ("", "&live=1") if path == "/embed" else ("",):
        question = f"origins=us_bases/misawa-ab&target={target}&radius_km=500"
        answer = client.get(f"{path}?tool=coverage&{question}{rest}")
        assert answer.status_code == 200
    oembed = client.get(
        "/oembed", query_string={"url": f"http://localhost/?tool=coverage&{question}"}
    )
    assert oembed.status_code == 200


@pytest.mark.parametrize("path", ["/", "/embed", "/map.svg", "/map.html", "/map.js"])
def test_every_end_is_drawn_in_every_output(client, path):
    for end in ENDS:
        answer = client.get(f"{path}?tool=distance&from=us_bases/misawa-ab&to={end}")
        assert answer.status_code == 200, end


def test_every_feature_can_be_measured_or_says_why_not(catalog):
    for layer in catalog.layers.values():
        for feature in layer.features:
            try:
                found = gp.distance("us_bases/kadena-ab", f"{layer.id}/{feature['id']}")
            except gp.GeopostureError as error:
                assert "cannot be measured" in str(error)
            else:
                assert found.low_km <= found.distance_km <= found.high_km


def test_islands_that_overlap_are_counted_once(catalog):
    """The parts of the archipelago overlap at seven places; their sum is larger than the whole."""
    whole = gp.coverage("us_bases/misawa-ab", target="japan_archipelago", radius_km=19_900)
    assert whole.target.geometry.is_valid
    assert whole.share == 1
    parts = [part.geometry for part in whole.target.parts]
    assert shapely.area(parts).sum() > whole.target.geometry.area
    assert shapely.union_all(parts).equals(whole.target.geometry)


@pytest.mark.parametrize(
    "question",
    [
        "origins=us_bases&target=east_china_sea&radius_km=300&detail=full",
        "origins=us_bases/misawa-ab&target=japan_archipelago&radius_km=700",
        "origins=178,52,-179,51&target=japan_archipelago&radius_km=4000",
    ],
)
def test_areas_of_a_coverage_wind_as_rfc_7946_says(client, question):
    """Software on the sphere reads a clockwise exterior as the rest of the globe."""
    body = client.get(f"/coverage?{question}").json
    for one in body["features"]:
        for part in shapely.get_parts(shape(one["geometry"])):
            assert part.exterior.is_ccw, one["properties"]["role"]
            assert not any(hole.is_ccw for hole in part.interiors)


def test_a_layer_that_mixes_points_lines_and_overlapping_areas_is_no_fault(tmp_path):
    """The kind: three shapes of our own that no packaged layer has."""
    shapes = {
        "mixed": [
            {"type": "Point", "coordinates": [1, 1]},
            {"type": "LineString", "coordinates": [[2, 2], [3, 5]]},
            _square(0, 4), _square(2, 6), _square(20, 21),
        ],
        "nested": [
            {"type": "MultiPolygon", "coordinates": [_square(0, 4)["coordinates"]]},
            {"type": "MultiPolygon", "coordinates": [_square(1, 2)["coordinates"],
                                                     _square(3, 8)["coordinates"]]},
        ],
        "edges": [_square(0, 4), _square(4, 8), {"type": "MultiPoint", "coordinates": [[9, 9]]}],
    }  # fmt: skip
    for name, geometries in shapes.items():
        features = [
            {"type": "Feature", "id": f"f{n}", "properties": {"name_en": f"F {n}"}, "geometry": one}
            for n, one in enumerate(geometries)
        ]
        (tmp_path / f"{name}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": features})
        )
    client = create_app(Settings(layers=tmp_path), load_layers(tmp_path)).test_client()
    refs = [*shapes, *(f"{name}/f{n}" for name, all_ in shapes.items() for n in range(len(all_)))]
    for start in refs:
        for end in (*shapes, "10,10"):
            assert client.get(f"/distance?from={start}&to={end}").status_code == 200
        answer = client.get(f"/coverage?origins=3,3&target={start}&radius_km=300")
        assert answer.status_code in (200, 400), start
    assert client.get("/coverage?origins=3,3&target=nested&radius_km=300").status_code == 200


def _square(low: float, high: float) -> dict[str, object]:
    ring = [[low, low], [high, low], [high, high], [low, high], [low, low]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    "geometry",
    [
        shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)]),
        shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]),
        shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (6, 1), (2, 2)]]),
    ],
)
def test_an_area_of_ones_own_that_is_not_valid_is_refused_with_the_reason(geometry):
    with pytest.raises(gp.GeopostureError, match=r"target: the geometry is not valid: .*\["):
        gp.coverage((2, 2), target=geometry, radius_km=100)
