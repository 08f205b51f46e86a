"""Assertions of ets-ogcapi-features10 by their requirements, those that a client meets first."""

from __future__ import annotations

import pytest

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
