"""OGC API – Features: what a client that knows the standard relies on."""

from __future__ import annotations

import gzip
import json
import re

import brotli
import pandas
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV30SpecValidator
from pyproj import Transformer

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views.fields import FIELDS

GEOJSON = "application/geo+json"


def items(client, layer="us_bases", **query):
    return client.get(f"/collections/{layer}/items", query_string=query)


def test_the_landing_page_is_json_only_where_asked_for(client):
    assert client.get("/?f=json").json["title"] == "geoposture"
    assert client.get("/?lang=en", headers={"Accept": "application/json"}).json["links"]
    assert client.get("/?nonsense=1&f=json").status_code == 400
    for accept in ("*/*", "text/html", ""):
        assert client.get("/", headers={"Accept": accept}).content_type.startswith("text/html")


def test_landing_links_lead_somewhere(client):
    for link in client.get("/?f=json").json["links"]:
        path = link["href"].removeprefix("http://127.0.0.1:8000")
        assert client.get(path).status_code == 200, path


def test_the_api_definition_is_valid(client):
    response = client.get("/api")
    assert response.content_type == "application/vnd.oai.openapi+json;version=3.0"
    OpenAPIV30SpecValidator(response.json).validate()
    assert "/collections/us_bases/items" in response.json["paths"]


def test_every_collection_says_what_it_is(client, catalog):
    found = client.get("/collections").json["collections"]
    assert [one["id"] for one in found] == list(catalog.layers)
    for one in found:
        assert one["title"]
        assert one["licence"]
        assert len(one["extent"]["spatial"]["bbox"][0]) == 4
        assert {"self", "items"} <= {link["rel"] for link in one["links"]}


def test_all_83_facilities_come_at_once(client):
    response = items(client, limit=1000)
    assert response.content_type == GEOJSON
    assert response.json["numberMatched"] == response.json["numberReturned"] == 83
    assert len(response.json["features"]) == 83
    assert all("id" in one and "id" not in one["properties"] for one in response.json["features"])


def test_paging_visits_every_feature_once_and_keeps_the_box(client):
    seen, path = [], "/collections/us_bases/items?bbox=126,25,129,28&limit=7"
    while path:
        page = client.get(path).json
        seen += [one["id"] for one in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        path = following[0].removeprefix("http://127.0.0.1:8000") if following else None
        assert not path or "bbox=126,25,129,28" in path
    assert len(seen) == len(set(seen)) == page["numberMatched"]
    assert "kadena-ab" in seen
    assert "haigamine-communication-site" in seen  # without geometry: always in the box
    assert "misawa-ab" not in seen


def test_a_box_across_180_degrees(client):
    found = {
        one["id"]
        for one in items(client, "places", bbox="170,-40,-100,50", limit=1000).json["features"]
    }
    assert "kaneohe" in found
    assert "tokyo" not in found


def test_filters_by_property(client):
    usaf = items(client, branch="USAF", kinds="airfield", limit=100).json
    assert {one["properties"]["branch"] for one in usaf["features"]} == {"USAF"}
    assert "kadena-ab" in {one["id"] for one in usaf["features"]}
    assert items(client, current="false").json["numberMatched"] == 7


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"limit": "0"}, "limit"), ({"limit": "-1"}, "limit"), ({"limit": "abc"}, "limit"),
        ({"limit": "1e9"}, "limit"), ({"limit": "1_000"}, "limit"), ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "1,2,3,4,5"}, "bbox"), ({"bbox": "a,2,3,4"}, "bbox"), ({"bbox": "0,50,10,40"}, "bbox"),
        ({"bbox": "0,0,10,95"}, "bbox"), ({"datetime": "yesterday"}, "datetime"),
        ({"datetime": "2026-01-01/2025-01-01"}, "datetime"), ({"nothing": "1"}, "nothing"),
        ({"crs": "http://www.opengis.net/def/crs/EPSG/0/2451"}, "crs"), ({"branch": "x" * 8001}, "branch"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(client, query, name):
    response = items(client, **query)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json["invalid-params"][0]["name"] == name


def test_a_limit_above_the_maximum_is_clamped(client):
    assert items(client, limit="1000000").status_code == 200


@pytest.mark.parametrize(
    "value", ["2026-11-22", "2026-11-22T00:00:00Z", "../2026-11-22", "2020-01-01/..", "2020/2026"]
)
def test_datetime_matches_everything_for_layers_without_time(client, value):
    assert items(client, datetime=value).json["numberMatched"] == 83


@pytest.mark.parametrize(
    "path",
    [
        "/collections/nothing", "/collections/nothing/items", "/collections/us_bases/items/nothing",
        "/layers/nothing.geojson", "/layers/us_bases.exe", "/layers/us_bases", "/collections/..%2F..%2Fetc/items",
        "/layers/..%2Fsecret.geojson", "/collections/us_bases/items/" + "x" * 300, "/collections/CON/items",
        "/static/..%2Fpage.py", "/static/nothing.js", "/v/0000000000000000/nothing",
    ],
)  # fmt: skip
def test_an_unknown_id_in_the_path_is_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response.json["status"] == 404


def test_one_feature_has_its_links(client):
    found = client.get("/collections/us_bases/items/kadena-ab").json
    assert found["properties"]["name_ja"] == "嘉手納飛行場"
    assert {link["rel"] for link in found["links"]} == {"self", "collection", "alternate"}


def test_queryables_are_a_schema(client):
    found = client.get("/collections/us_bases/queryables").json["properties"]
    assert found["current"]["type"] == "boolean"
    assert found["runway_m"]["type"] == "integer"
    assert "quantity" not in client.get("/collections/annotations/queryables").json["properties"]


def test_a_layer_is_counted_by_cells(client):
    found = client.get("/collections/us_bases/cells?bbox=127,26,129,27&cells=8")
    assert found.content_type == "application/geo+json"
    cells = found.json
    assert cells["cellDegrees"] == 0.25
    items = client.get("/collections/us_bases/items?bbox=127,26,129,27&limit=1").json
    # What has no place meets any box, and lies in no cell.
    assert cells["numberWithoutGeometry"] > 0
    assert cells["numberMatched"] + cells["numberWithoutGeometry"] == items["numberMatched"]
    assert sum(one["properties"]["count"] for one in cells["features"]) == cells["numberMatched"]
    for one in cells["features"]:
        west, south, east, north = shapely.from_geojson(json.dumps(one["geometry"])).bounds
        inside = client.get(f"/collections/us_bases/items?bbox={west},{south},{east},{north}")
        assert inside.json["numberMatched"] >= one["properties"]["count"] > 0
    some = client.get("/collections/us_bases/cells?branch=USMC").json
    items = client.get("/collections/us_bases/items?branch=USMC&limit=1").json["numberMatched"]
    assert 0 < some["numberMatched"] <= items
    assert some["numberMatched"] + some["numberWithoutGeometry"] == items


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("cells=0", "cells"), ("cells=x", "cells"), ("bbox=1,2,3", "bbox"), ("f=csv", "f"),
     ("limit=3", "limit"), ("branchh=USMC", "branchh")],
)  # fmt: skip
def test_a_grid_that_cannot_be_laid_is_refused(client, query, parameter):
    answer = client.get(f"/collections/us_bases/cells?{query}")
    assert answer.status_code in (400, 406)
    assert parameter in answer.json["detail"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    west=st.floats(-180, 180), east=st.floats(-180, 180), south=st.floats(-90, 90),
    north=st.floats(-90, 90), cells=st.integers(1, 70),
    layer=st.sampled_from(["us_bases", "japan_archipelago", "east_china_sea", "annotations"]),
)  # fmt: skip
@example(west=0, south=90, east=-1, north=90, cells=1, layer="us_bases")
@example(west=-180, south=-90, east=180, north=90, cells=64, layer="japan_archipelago")
@example(west=127, south=20, east=-180, north=50, cells=64, layer="us_bases")
def test_any_box_is_answered_with_squares(client, west, east, south, north, cells, layer):
    box = ",".join(f"{one:.9f}" for one in (west, min(south, north), east, max(south, north)))
    found = client.get(f"/collections/{layer}/cells?bbox={box}&cells={cells}")
    assert found.status_code == 200
    for one in found.json["features"]:
        outline = shapely.from_geojson(json.dumps(one["geometry"]))
        assert outline.is_valid
        assert outline.area > 0
        assert outline.bounds[0] >= -180
        assert outline.bounds[2] <= 180


def test_more_cells_than_there_are_is_as_many_as_there_are(client):
    most = client.get("/collections/us_bases/cells?bbox=120,20,130,30&cells=9999").json
    assert most["cellDegrees"] == 10 / 64


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_a_file_has_one_strong_validator_an_encoding(client, encoding):
    headers = {"Accept-Encoding": encoding}
    response = client.get("/layers/us_bases.geojson", headers=headers)
    tag = response.headers["ETag"]
    assert not tag.startswith("W/")
    data = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding](
        response.data
    )
    assert len(json.loads(data)["features"]) == 83
    again = client.get("/layers/us_bases.geojson", headers={**headers, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head("/layers/us_bases.geojson", headers=headers)
    assert head.headers["ETag"] == tag
    assert head.data == b""


def test_validators_differ_between_encodings(client):
    tags = {
        client.get("/layers/us_bases.geojson", headers={"Accept-Encoding": one}).headers["ETag"]
        for one in ("identity", "gzip", "br")
    }
    assert len(tags) == 3


def test_a_csv_opens_in_a_spreadsheet(client):
    text = client.get("/layers/us_bases.csv").data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("id,name_en,name_ja,aliases")
    assert "嘉手納飛行場" in text


def test_versioned_files_never_change_and_an_old_version_is_gone(client, catalog):
    path = f"/v/{catalog.version}/layers/us_bases.geojson"
    assert "immutable" in client.get(path).headers["Cache-Control"]
    gone = client.get("/v/0123456789abcdef/layers/us_bases.geojson")
    assert gone.status_code == 410
    assert catalog.version in gone.json["detail"]


def test_readiness_lists_the_layers(client, catalog):
    found = client.get("/readyz").json
    assert found["status"] == "ready"
    assert found["catalog"] == catalog.version
    assert found["layers"]["us_bases"]["features"] == 83
    assert found["layers"]["us_bases"]["sha256"] == catalog.layer("us_bases").sha256
    assert client.get("/healthz").json == {"status": "ok"}


WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"


def test_other_reference_systems_have_their_axes_and_their_header(client):
    path = "/collections/us_bases/items/kadena-ab"
    turned = client.get(path, query_string={"crs": WGS84}).json
    assert turned["geometry"]["coordinates"] == [26.356, 127.768]
    response = client.get(path, query_string={"crs": MERCATOR})
    assert response.headers["Content-Crs"] == f"<{MERCATOR}>"
    truth = Transformer.from_crs(4326, 3857, always_xy=True).transform(127.768, 26.356)
    assert response.json["geometry"]["coordinates"] == pytest.approx(truth, abs=0.01)


def test_a_box_in_another_reference_system_is_the_same_box(client):
    plain = items(client, bbox="127,26,128.5,27", limit=1000).json["numberMatched"]
    turned = items(client, bbox="26,127,27,128.5", limit=1000, **{"bbox-crs": WGS84}).json[
        "numberMatched"
    ]
    x1, y1 = Transformer.from_crs(4326, 3857, always_xy=True).transform(127, 26)
    x2, y2 = Transformer.from_crs(4326, 3857, always_xy=True).transform(128.5, 27)
    metres = items(client, bbox=f"{x1},{y1},{x2},{y2}", limit=1000, **{"bbox-crs": MERCATOR}).json[
        "numberMatched"
    ]
    assert plain == turned == metres > 20


def test_features_are_sorted_and_absent_values_come_last(client):
    found = items(client, sortby="-area_km2", limit=1000).json["features"]
    areas = [one["properties"]["area_km2"] for one in found]
    present = [area for area in areas if area is not None]
    assert present == sorted(present, reverse=True)
    assert areas[: len(present)] == present
    assert items(client, sortby="nothing").json["invalid-params"][0]["name"] == "sortby"


def test_only_the_properties_asked_for_are_sent(client):
    found = items(client, properties="name_en,grade", limit=3).json["features"]
    assert all(list(one["properties"]) == ["name_en", "grade"] for one in found)


def test_simplestyle_takes_the_colours_along(client):
    found = client.get("/layers/us_bases.geojson?style=simplestyle").json["features"]
    kadena = next(one["properties"] for one in found if one["id"] == "kadena-ab")
    assert kadena["marker-color"] == "#3030F2"
    assert kadena["title"] == "Kadena Air Base"
    assert client.get("/layers/us_bases.geojson?style=fancy").status_code == 400


@pytest.mark.parametrize("ending", ["csv", "kml", "gpkg", "fgb"])
@pytest.mark.parametrize(
    "layer", ["us_bases", "japan_archipelago", "east_china_sea", "annotations", "places"]
)
def test_every_format_is_read_back_whole_and_the_same_again(
    client, catalog, app, layer, ending, tmp_path
):
    path = f"/layers/{layer}.{ending}"
    data = client.get(path, headers={"Accept-Encoding": "identity"}).data
    file = tmp_path / f"{layer}.{ending}"
    file.write_bytes(data)
    frame = pandas.read_csv(file) if ending == "csv" else pyogrio.read_dataframe(file)
    assert frame.columns[0] == "id"
    assert list(frame["id"]) == [one["id"] for one in catalog.layer(layer).features]
    name = "claim_ja" if layer == "annotations" else "name_ja"
    assert list(frame[name].dropna()) == [
        one["properties"][name] for one in catalog.layer(layer).features if one["properties"][name]
    ]
    again = (
        create_app(Settings(), catalog)
        .test_client()
        .get(path, headers={"Accept-Encoding": "identity"})
        .data
    )
    assert again == data


def test_a_text_that_a_spreadsheet_would_run_is_text(spoil):
    folder = spoil('"name_en":"Kadena Air Base"', '"name_en":"=HYPERLINK(1)"')
    client = create_app(Settings(), load_layers(folder)).test_client()
    assert ",'=HYPERLINK(1)," not in client.get("/layers/us_bases.csv").text.split("kadena-ab")[0]
    assert "kadena-ab,'=HYPERLINK(1)," in client.get("/layers/us_bases.csv").text


@pytest.mark.parametrize(
    ("layer", "box", "count"),
    [
        ("taiwan_strait", "118,23.5,119.5,24.5", 1),  # cuts its western edge
        ("taiwan_strait", "119.2,24.2,119.4,24.4", 1),  # lies inside it
        ("taiwan_strait", "110,20,130,30", 1),  # holds it
        ("taiwan_strait", "130,30,131,31", 0),
        ("japan_archipelago", "139.2,35.75,139.4,35.85", 1),  # inside Honshu
    ],
)
def test_a_box_finds_what_it_cuts_not_only_what_it_holds(client, layer, box, count):
    found = client.get(f"/collections/{layer}/items?bbox={box}&limit=1000").json["features"]
    assert sum(one["geometry"] is not None for one in found) == count


def test_whatever_shows_a_view_is_defined_with_its_fields(client):
    paths = client.get("/api").json["paths"]
    fields = [one.query for one in FIELDS]
    for path in ("/", "/embed", "/map.html", "/map.svg", "/map.pdf", "/map.png"):
        told = [one["name"] for one in paths[path]["get"]["parameters"]]
        assert [one for one in told if one in fields] == fields, path
    answer = client.get("/map.svg?width=300").headers["Content-Type"]
    assert answer.partition(";")[0] in paths["/map.svg"]["get"]["responses"]["200"]["content"]


def test_what_the_definition_leaves_out_is_for_pages_and_for_readers(client):
    """Scripts and texts of our own pages, and what an address of a version repeats."""
    named = re.compile(r"<[^>]*>|\{[^}]*\}")
    defined = {named.sub("{}", path) for path in client.get("/api").json["paths"]}
    rules = {named.sub("{}", one.rule) for one in client.application.url_map.iter_rules()}
    # Of items and cells each layer has its own, with what it can be asked for.
    own = ("/v/{}/", "/collections/{}/items", "/collections/{}/cells")
    left = {one for one in rules - defined if not one.startswith(own)}
    assert left == {
        "/about", "/api", "/editorial", "/method", "/figures/{}/map.{}",
        "/embed.js", "/map.js", "/words.json", "/static/{}",
        "/favicon.ico", "/robots.txt", "/sitemap.xml",
    }  # fmt: skip
