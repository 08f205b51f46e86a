"""Assertions of ets-ogcapi-features10 by their requirements, those that a client meets first."""

from __future__ import annotations

import re
from itertools import product

import pytest

from geoposture.errors import GeopostureError
from geoposture.service.http import params

LAYERS = ("us_bases", "japan_archipelago", "places", "annotations", "taiwan_strait")


def find(document: dict, rel: str) -> dict[str, str]:
    """Return the links of a relation, by their media type."""
    return {one["type"]: one["href"] for one in document["links"] if one["rel"] == rel}


def follow(client, href: str):
    return client.get("/" + href.partition("//")[2].partition("/")[2])


@pytest.mark.parametrize("path", [
    "/collections", *(f"/collections/{one}" for one in LAYERS),
    *(f"/collections/{one}/items?limit=2" for one in LAYERS), "/collections/us_bases/items/kadena-ab",
])  # fmt: skip
def test_fc_links_and_f_links(client, path):
    """``/req/core/fc-links``, ``f-links``, ``fc-md-links``: self, and alternate in each other form."""
    document = client.get(path).json
    (kind,) = find(document, "self")
    assert follow(client, find(document, "self")[kind]).mimetype == kind
    other = follow(client, find(document, "alternate")["text/html"])
    assert (other.status_code, other.mimetype) == (200, "text/html")


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_md_items_links(client, layer):
    """``/req/core/fc-md-items-links``: the features in each form."""
    links = find(client.get(f"/collections/{layer}").json, "items")
    assert list(links) == ["application/geo+json", "text/html"]
    for kind, href in links.items():
        answer = follow(client, href)
        assert (answer.status_code, answer.mimetype) == (200, kind)


@pytest.mark.parametrize("name", ["limit", "bbox", "datetime"])
@pytest.mark.parametrize("layer", LAYERS)
def test_fc_limit_bbox_and_time_definition(client, layer, name):
    """``/req/core/fc-limit-definition``, ``fc-bbox-definition``, ``fc-time-definition``."""
    known = client.get("/api").json["paths"][f"/collections/{layer}/items"]["get"]["parameters"]
    (one,) = [one for one in known if one.get("name") == name]
    assert (one["in"], one["required"], one["style"], one["explode"]) == (
        "query",
        False,
        "form",
        False,
    )
    kind = {"limit": "integer", "bbox": "array", "datetime": "string"}[name]
    assert one["schema"]["type"] == kind


@pytest.mark.parametrize("path", ["/collections/us_bases/items", "/collections/places/items"])
def test_fc_response_numbers_and_time(client, path):
    """``/req/core/fc-numberMatched``, ``fc-numberReturned``, ``fc-timeStamp``."""
    found = client.get(path).json
    assert found["numberReturned"] == len(found["features"]) <= found["numberMatched"]
    assert found["timeStamp"].endswith("Z")


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "bbox=1,2,3", "datetime=x", "none=1"])
def test_query_param_unknown_and_invalid(client, query):
    """``/req/core/query-param-unknown``, ``query-param-invalid``."""
    assert client.get(f"/collections/us_bases/items?{query}").status_code == 400


def test_crs_md_storage_and_list(client):
    """``/req/crs/md-crs-list``, ``fc-md-storageCrs-valid-value``, ``ogc-crs-header``."""
    layer = client.get("/collections/us_bases").json
    assert layer["storageCrs"] in layer["crs"]
    for crs in layer["crs"]:
        answer = client.get("/collections/us_bases/items", query_string={"crs": crs, "limit": 1})
        assert answer.headers["Content-Crs"] == f"<{crs}>"
    wrong = client.get("/collections/us_bases/items?crs=http://www.opengis.net/def/crs/EPSG/0/1")
    assert wrong.status_code == 400


INSTANTS = (
    "2020", "2020-01", "2020-12", "2020-02-29", "2000-02-29", "2020-04-30", "2020-12-31", "0001",
    "0400-02-29", "2020-01-01T00:00:00Z", "2020-01-01T23:59:60Z", "2020-01-01T10:00:00.5+09:00", "9999-12-31",
)  # fmt: skip
NONE = (
    "0000", "2020-13", "2020-00", "2020-02-30", "2021-02-29", "1900-02-29", "0000-02-29", "2020-04-31",
    "2020-1-1", "20200101", "2020-01-01T24:00:00Z", "2020-01-01T10:00Z", "2020-01-01T10:00:00", "x", "٢٠٢٠",
    "2020-01-00", "2020-01-32", " 2020", "2020-01-01t00:00:00Z", "2020-01T00:00:00Z", "12020",
)  # fmt: skip


def is_taken(app, text: str) -> bool:
    with app.test_request_context(query_string={"datetime": text}):
        try:
            return params.read_datetime() is not None
        except GeopostureError:
            return False


def test_fc_time_definition_is_what_is_taken(client, app):
    """``/req/core/fc-time-definition``: the pattern in ``/api`` and the service are of one mind."""
    known = client.get("/api").json["paths"]["/collections/annotations/items"]["get"]["parameters"]
    (one,) = [one for one in known if one.get("name") == "datetime"]
    pattern = re.compile(one["schema"]["pattern"])
    ends = ("", "..", *INSTANTS[:4], *INSTANTS[-3:], *NONE[:5])
    values = [*INSTANTS, *NONE, "", "..", "2020/2021/2022"]
    values += [f"{start}/{end}" for start, end in product(ends, ends)]
    taken = {value for value in values if is_taken(app, value)}
    fit = {value for value in values if pattern.fullmatch(value)}
    backwards = {
        value for value in fit - taken if value.count("/") == 1 and "" not in value.split("/")
    }
    assert taken <= fit
    assert fit - taken <= backwards
    assert {"2020/..", "2020-01/2020-12", "../..", "/2020", "2020/"} <= taken
    for start, end in (value.split("/") for value in backwards):
        assert is_taken(app, start) and is_taken(app, end)  # each alone is one: it ends too early
        assert start > end[: len(start)] or start[: len(end)] > end


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_time_response_is_of_the_days_asked_for(client, layer):
    """``/req/core/fc-time-response``: open and closed intervals choose, what has no time meets all."""
    path = f"/collections/{layer}/items?limit=1000&datetime="
    every = client.get(f"{path}../..").json["numberMatched"]
    early, late = (client.get(path + one).json for one in ("../2023-12-31", "2024-01-01/.."))
    days = [one["properties"].get("published") for one in early["features"]]
    if layer != "annotations":
        assert early["numberMatched"] == late["numberMatched"] == every
        return
    assert early["numberMatched"] + late["numberMatched"] >= every > 0
    assert all(day < "2024" for day in days)
    assert all(one["properties"]["published"] >= "2024" for one in late["features"])


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_md_extent_and_id_of_each_collection(client, layer):
    """``/req/core/fc-md-extent``, ``sfc-md-success``: a box of four, an open or closed time."""
    found = client.get(f"/collections/{layer}").json
    assert found["id"] == layer
    west, south, east, north = found["extent"]["spatial"]["bbox"][0]
    assert -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    for start, end in found["extent"].get("temporal", {}).get("interval", []):
        assert start is None or end is None or start <= end


@pytest.mark.parametrize("layer", LAYERS)
def test_fc_response_of_every_page_is_once(client, layer):
    """``/req/core/fc-limit-response``, ``fc-links``: next leads through all, each feature once."""
    href, ids = f"http://h/collections/{layer}/items?limit=97", []
    while href:
        page = follow(client, href).json
        assert page["numberReturned"] == len(page["features"]) <= 97
        ids += [one["id"] for one in page["features"]]
        href = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert len(ids) == len(set(ids)) == page["numberMatched"]


@pytest.mark.parametrize("layer", LAYERS)
def test_f_success_of_a_feature_of_each_collection(client, layer):
    """``/req/core/f-success``, ``f-links``: self, alternate and collection, and the same content."""
    first = client.get(f"/collections/{layer}/items?limit=1").json["features"][0]
    alone = client.get(f"/collections/{layer}/items/{first['id']}")
    assert (alone.status_code, alone.mimetype) == (200, "application/geo+json")
    assert alone.json["geometry"] == first["geometry"]
    for rel in ("self", "alternate", "collection"):
        for href in find(alone.json, rel).values():
            assert follow(client, href).status_code == 200


@pytest.mark.parametrize(
    "bbox", ["170,-10,-170,10", "-180,-90,180,90", "0,0,0,0,1,1", "1,2,3", "a,b,c,d"]
)
def test_fc_bbox_definition_takes_four_or_six(client, bbox):
    """``/req/core/fc-bbox-definition``: four or six numbers, also over the antimeridian."""
    answer = client.get("/collections/us_bases/items", query_string={"bbox": bbox})
    assert answer.status_code == (200 if bbox.count(",") in (3, 5) and "a" not in bbox else 400)


@pytest.mark.parametrize("layer", LAYERS)
def test_crs_fc_crs_of_each_collection(client, layer):
    """``/req/crs/fc-crs-default``, ``fc-crs-axis-order``: CRS84 is lon, lat; 4326 is lat, lon."""
    path = f"/collections/{layer}/items?limit=1"
    plain = client.get(path)
    assert plain.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    turned = client.get(f"{path}&crs=http://www.opengis.net/def/crs/EPSG/0/4326")
    one, other = (found.json["features"][0]["geometry"] for found in (plain, turned))
    if one is not None:
        assert read_first(one) == read_first(other)[::-1]


def read_first(geometry: dict) -> list[float]:
    found = geometry["coordinates"]
    while isinstance(found[0], list):
        found = found[0]
    return found[:2]
