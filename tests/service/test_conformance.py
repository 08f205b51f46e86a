"""Our own run of the abstract tests of OGC API – Features, named by their ids.

Part 1 (OGC 17-069r4, Annex A) and Part 2 (OGC 18-058r1, Annex A). This is not the CITE
suite, which was not run.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import numpy as np
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from pyproj import CRS, Transformer
from shapely import get_coordinates
from shapely.geometry import shape

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
SYSTEMS = [f"http://www.opengis.net/def/crs/EPSG/0/{one}" for one in (4326, 3857)]
GEOJSON = "application/geo+json"
LAYERS = ("us_bases", "japan_archipelago", "taiwan_strait", "places", "annotations")
ITEMS = "/collections/us_bases/items"


def abstract(*ids: str):
    """Name a test by the abstract tests it stands for."""
    return pytest.mark.parametrize("abstract_test", [", ".join(ids)])


def follow(client, links, rel):
    found = next(one for one in links if one["rel"] == rel)
    parts = urlsplit(found["href"])
    return client.get(f"{parts.path}?{parts.query}")


@abstract("/conf/core/http")
def test_only_what_is_allowed_is_answered(client, abstract_test):
    assert client.get("/collections").status_code == 200
    assert client.post("/collections").status_code == 405
    assert client.delete(ITEMS).headers["Allow"] == "GET, HEAD, OPTIONS"


@abstract("/conf/core/crs84", "/conf/crs/default-crs")
@pytest.mark.parametrize("layer", LAYERS)
def test_every_collection_speaks_crs84(client, layer, abstract_test):
    found = client.get(f"/collections/{layer}").json
    assert found["crs"][0] == CRS84
    assert found["storageCrs"] == CRS84
    assert client.get(f"/collections/{layer}/items").headers["Content-Crs"] == f"<{CRS84}>"


@abstract("/conf/core/root-op", "/conf/core/root-success")
def test_the_landing_page_leads_everywhere(client, abstract_test):
    links = client.get("/?f=json").json["links"]
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= {
        one["rel"] for one in links
    }
    for rel in ("service-desc", "conformance", "data"):
        assert follow(client, links, rel).status_code == 200


@abstract("/conf/core/api-definition-op", "/conf/core/api-definition-success")
def test_the_definition_is_the_api(client, abstract_test):
    answer = client.get("/api")
    assert answer.content_type == "application/vnd.oai.openapi+json;version=3.0"
    assert answer.json["openapi"].startswith("3.0")
    assert f"{ITEMS}" in answer.json["paths"]


@abstract("/conf/oas30/oas-definition-1", "/conf/oas30/oas-definition-2")
def test_the_definition_is_openapi_and_has_a_page(client, abstract_test):
    links = client.get("/?f=json").json["links"]
    definition, page = (follow(client, links, one) for one in ("service-desc", "service-doc"))
    OpenAPIV30SpecValidator(definition.json).validate()
    assert page.content_type.startswith("text/html")


@abstract("/conf/oas30/security")
def test_nobody_is_asked_who_they_are(client, abstract_test):
    definition = client.get("/api").json
    assert "securitySchemes" not in definition["components"]
    assert "security" not in definition
    for path, operations in definition["paths"].items():
        for one in (one for one in operations.values() if isinstance(one, dict)):
            assert "security" not in one, path
            assert not {"401", "403"} & set(one["responses"]), path


@abstract("/conf/core/conformance-op", "/conf/core/conformance-success")
def test_conformance_lists_the_classes(client, abstract_test):
    found = client.get("/conformance").json["conformsTo"]
    for name in ("core", "geojson", "html", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" in found
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in found


@abstract("/conf/core/fc-md-op", "/conf/core/fc-md-success", "/conf/core/fc-md-links")
def test_the_collections_are_linked(client, abstract_test):
    found = client.get("/collections").json
    assert follow(client, found["links"], "self").json == found
    assert {one["id"] for one in found["collections"]} >= set(LAYERS)


@abstract("/conf/core/fc-md-items", "/conf/core/sfc-md-op", "/conf/core/sfc-md-success")
@pytest.mark.parametrize("layer", LAYERS)
def test_a_collection_is_the_same_alone_and_in_the_list(client, layer, abstract_test):
    alone = client.get(f"/collections/{layer}").json
    listed = client.get("/collections").json["collections"]
    assert alone == next(one for one in listed if one["id"] == layer)
    items = follow(client, alone["links"], "items")
    assert items.content_type == GEOJSON


@abstract("/conf/core/fc-md-extent")
def test_the_extent_holds_every_feature(client, catalog, abstract_test):
    for layer in catalog.layers.values():
        found = client.get(f"/collections/{layer.id}").json["extent"]["spatial"]
        west, south, east, north = found["bbox"][0]
        inside = client.get(
            f"/collections/{layer.id}/items?limit=1&bbox={west - 1},{south - 1},{east + 1},{north + 1}"
        )
        assert inside.json["numberMatched"] == len(layer.features)


@abstract("/conf/core/fc-op", "/conf/core/fc-response", "/conf/geojson/definition")
@pytest.mark.parametrize("layer", LAYERS)
def test_items_are_a_feature_collection(client, layer, abstract_test):
    answer = client.get(f"/collections/{layer}/items?limit=3")
    assert answer.content_type == GEOJSON
    assert answer.json["type"] == "FeatureCollection"
    assert all(one["type"] == "Feature" and one["id"] for one in answer.json["features"])


@abstract("/conf/core/fc-bbox-definition", "/conf/core/fc-bbox-response")
def test_a_box_selects_what_it_meets(client, abstract_test):
    everything = client.get(f"{ITEMS}?limit=1000").json["features"]
    found = client.get(f"{ITEMS}?limit=1000&bbox=127,26,129,27").json["features"]

    def meets(feature):
        if feature["geometry"] is None:
            return True
        lon, lat = feature["geometry"]["coordinates"]
        return 127 <= lon <= 129 and 26 <= lat <= 27

    assert [one["id"] for one in found] == [one["id"] for one in everything if meets(one)]
    assert client.get(f"{ITEMS}?bbox=127,26,0,129,27,10&limit=1000").json["features"] == found


@abstract("/conf/core/fc-limit-definition", "/conf/core/fc-limit-response")
@pytest.mark.parametrize("limit", [1, 7, 83, 10_000, 1_000_000])
def test_a_limit_is_kept(client, limit, abstract_test):
    found = client.get(f"{ITEMS}?limit={limit}").json
    assert found["numberReturned"] == len(found["features"]) == min(limit, 83)


@abstract("/conf/core/fc-time-definition", "/conf/core/fc-time-response")
@pytest.mark.parametrize("value", ["2026-01-01T00:00:00Z", "../2026-01-01", "2020-01-01/.."])
def test_features_without_time_meet_every_time(client, value, abstract_test):
    assert client.get(f"{ITEMS}?datetime={value}").json["numberMatched"] == 83


@abstract("/conf/core/fc-links")
def test_pages_are_linked_and_every_link_has_a_type(client, abstract_test):
    links = client.get(f"{ITEMS}?limit=10&offset=10").json["links"]
    assert {"self", "next", "prev", "collection"} <= {one["rel"] for one in links}
    assert all(one["type"] for one in links)
    assert follow(client, links, "self").json["links"] == links


@abstract("/conf/core/fc-timeStamp")
def test_the_time_is_that_of_the_data(client, catalog, abstract_test):
    stamp = client.get(ITEMS).json["timeStamp"]
    assert stamp == f"{catalog.layer('us_bases').info.date}T00:00:00Z"


@abstract("/conf/core/fc-numberMatched", "/conf/core/fc-numberReturned")
def test_numbers_are_exact(client, abstract_test):
    found = client.get(f"{ITEMS}?branch=USAF&limit=2").json
    everything = client.get(f"{ITEMS}?limit=1000").json["features"]
    assert found["numberMatched"] == sum(
        one["properties"]["branch"] == "USAF" for one in everything
    )
    assert found["numberReturned"] == len(found["features"]) == 2


@abstract("/conf/core/f-op", "/conf/core/f-success", "/conf/core/f-links", "/conf/geojson/content")
def test_a_feature_is_linked_to_itself_and_its_collection(client, abstract_test):
    answer = client.get(f"{ITEMS}/kadena-ab")
    assert answer.content_type == GEOJSON
    assert {"self", "collection"} <= {one["rel"] for one in answer.json["links"]}
    assert follow(client, answer.json["links"], "self").json == answer.json


@abstract("/conf/core/query-param-unknown", "/conf/core/query-param-invalid")
@pytest.mark.parametrize("query", ["colour=red", "limit=abc", "bbox=1,2,3", "datetime=soon"])
def test_a_bad_parameter_is_refused(client, query, abstract_test):
    assert client.get(f"{ITEMS}?{query}").status_code == 400


@abstract("/conf/html/definition", "/conf/html/content")
@pytest.mark.parametrize("path", ["/collections", "/collections/places", ITEMS, "/conformance"])
def test_html_is_offered(client, path, abstract_test):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.content_type.startswith("text/html")
    assert answer.data.startswith(b"<!doctype html>")


def read_bare(features: dict) -> dict[str, np.ndarray]:
    """Return the positions of each feature that has some, two numbers a row."""
    return {
        one["id"]: get_coordinates(shape(one["geometry"]))
        for one in features if one["geometry"]
    }  # fmt: skip


def turn(numbers, crs: str) -> np.ndarray:
    """Return longitudes and latitudes, two a row, in another system and its own order of axes."""
    return np.column_stack(Transformer.from_crs(CRS84, crs).transform(*np.asarray(numbers).T))


@abstract("/conf/crs/crs-uri")
def test_systems_are_named_by_uris_that_the_register_knows(client, abstract_test):
    for one in client.get("/collections").json["collections"]:
        assert one["crs"] == client.get(f"/collections/{one['id']}").json["crs"]
        for uri in one["crs"]:
            assert uri.startswith("http://www.opengis.net/def/crs/")
            assert CRS.from_user_input(uri)


@abstract("/conf/crs/storageCrs")
@pytest.mark.parametrize("layer", LAYERS)
def test_the_system_of_the_store_is_one_that_is_offered(client, layer, abstract_test):
    found = client.get(f"/collections/{layer}").json
    assert found["storageCrs"] in found["crs"]


@abstract("/conf/crs/crs-parameter", "/conf/crs/crs-parameter-transform")
@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("layer", LAYERS)
def test_positions_are_those_of_the_system_that_is_asked_for(client, layer, crs, abstract_test):
    path = f"/collections/{layer}/items"
    plain, turned = (client.get(path, query_string=one) for one in ({}, {"crs": crs}))
    assert turned.headers["Content-Crs"] == f"<{crs}>"
    here, there = read_bare(plain.json["features"]), read_bare(turned.json["features"])
    assert list(here) == list(there)
    for id_, numbers in here.items():
        within = 1e-6 if np.abs(there[id_]).max() < 1000 else 0.1  # degrees, or metres
        assert there[id_] == pytest.approx(turn(numbers, crs), abs=within)
        alone = client.get(f"/collections/{layer}/items/{id_}", query_string={"crs": crs})
        assert alone.headers["Content-Crs"] == f"<{crs}>"
        assert read_bare([alone.json])[id_] == pytest.approx(there[id_])


@abstract("/conf/crs/crs-parameter-default")
@pytest.mark.parametrize("layer", LAYERS)
def test_without_a_system_the_answer_is_that_of_the_default(client, layer, abstract_test):
    path = f"/collections/{layer}/items"
    first = client.get(f"{path}?limit=1").json["features"][0]["id"]
    for asked in (path, f"{path}/{first}"):
        plain, named = client.get(asked), client.get(asked, query_string={"crs": CRS84})
        assert plain.headers["Content-Crs"] == named.headers["Content-Crs"] == f"<{CRS84}>"
        found = [one.json.get("features", [one.json]) for one in (plain, named)]
        assert [one["geometry"] for one in found[0]] == [one["geometry"] for one in found[1]]


@abstract("/conf/crs/crs-parameter-invalid", "/conf/crs/bbox-crs-parameter-invalid")
@pytest.mark.parametrize("crs", [
    "http://www.opengis.net/def/crs/EPSG/0/2443", "http://www.opengis.net/def/crs/0/unsupported",
    "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "4326", "",
])  # fmt: skip
@pytest.mark.parametrize("layer", LAYERS)
def test_a_system_that_is_not_offered_is_refused(client, layer, crs, abstract_test):
    path = f"/collections/{layer}/items"
    first = client.get(f"{path}?limit=1").json["features"][0]["id"]
    for asked, query in (
        (path, {"crs": crs}), (f"{path}/{first}", {"crs": crs}),
        (path, {"bbox": "5,49,6,50", "bbox-crs": crs}),
    ):  # fmt: skip
        assert client.get(asked, query_string=query).status_code == 400


@abstract("/conf/crs/bbox-crs-parameter", "/conf/crs/bbox-crs-parameter-default")
@pytest.mark.parametrize("crs", [CRS84, *SYSTEMS])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_box_is_the_same_box_in_each_system(client, layer, crs, abstract_test):
    path = f"/collections/{layer}/items"
    west, south, east, north = client.get(f"/collections/{layer}").json["extent"]["spatial"][
        "bbox"
    ][0]
    lower, upper = np.array([west, south]), np.array([east, north])
    within = (upper - lower) / (31, 37)  # away from what the extent was made of
    box = np.array([lower + within, upper - within])
    known = client.get(path, query_string={"bbox": write_box(box), "limit": 1000}).json["features"]
    found = client.get(
        path, query_string={"bbox": write_box(turn(box, crs)), "bbox-crs": crs, "limit": 1000}
    ).json["features"]
    assert [one["id"] for one in found] == [one["id"] for one in known]
    every = client.get(path).json["numberMatched"]
    assert 0 < len(known) <= every


def write_box(corners: np.ndarray) -> str:
    return ",".join(repr(float(one)) for one in corners.ravel())
