"""Every resource of the data service as a page: EN and JA, without JavaScript."""

from __future__ import annotations

import json
import re

import pytest

from geoposture.export.addresses import DOCUMENTS

RESOURCES = (
    "/api", "/conformance", "/collections", "/collections/us_bases", "/collections/us_bases/items",
    "/collections/us_bases/items/kadena-ab", "/collections/annotations/items",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("path", RESOURCES)
def test_every_resource_has_a_page_in_both_languages(client, path, lang):
    response = client.get(path, query_string={"f": "html", "lang": lang})
    assert response.status_code == 200
    assert response.content_type.startswith("text/html")
    assert f'<html lang="{lang}"' in response.text
    assert " style=" not in response.text


@pytest.mark.parametrize("path", RESOURCES)
def test_browsers_get_the_page_and_programs_get_json(client, path):
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert client.get(path, headers=browser).content_type.startswith("text/html")
    for accept in ("*/*", "application/json", "application/geo+json", ""):
        assert "json" in client.get(path, headers={"Accept": accept}).content_type
    assert "json" in client.get(path, query_string={"f": "json"}, headers=browser).content_type
    assert client.get(path, query_string={"f": "xml"}).status_code == 406
    assert "Accept" in client.get(path).headers["Vary"]


@pytest.mark.parametrize("path", ["/", *(f"/{one}" for one in DOCUMENTS)])
def test_a_page_refuses_a_format_that_it_does_not_have(client, path):
    assert client.get(path, query_string={"f": "html"}).content_type.startswith("text/html")
    refused = client.get(path, query_string={"f": "xml"}, headers={"Accept": "text/html"})
    assert refused.status_code == 406
    assert "got “xml”" in refused.text


@pytest.mark.parametrize("path", ["/", "/codebook", "/corrections", "/articles", "/versions"])
def test_the_formats_of_the_definition_are_those_that_are_answered(client, path):
    given = client.get("/api").json["paths"][path]["get"]["parameters"]
    named = next(one for one in given if one.get("name") == "f")
    known = client.get(f"{path}?f=xml").text.partition("f is one of ")[2].partition(";")[0]
    assert set(known.split(", ")) == set(named["schema"]["enum"])


def test_a_layer_page_says_licence_sources_citation_and_use(client):
    text = client.get("/collections/japan_archipelago?f=html").text
    for words in (
        "LGPL-3.0-or-later",
        "GSHHG",
        "@misc{geoposture-japan-archipelago",
        '"type": "dataset"',
        "QGIS",
        "sf::st_read",
    ):
        assert words in text.replace("&#34;", '"')
    dataset = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1]
    )
    assert dataset["@type"] == "Dataset"
    assert len(dataset["distribution"]) == 5
    south, west, north, east = map(float, dataset["spatialCoverage"]["geo"]["box"].split())
    assert south < north
    assert west < east


def test_the_table_of_features_turns_its_pages(client, catalog):
    total = len(catalog.layer("places").index)
    first = client.get("/collections/places/items?f=html&limit=100&lang=ja").text
    assert f"{total}件中1～100件" in first
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    second = client.get(following).text
    assert f"{total}件中101～200件" in second
    assert 'rel="prev"' in second


def test_a_page_links_to_the_map(client):
    text = client.get("/collections/us_bases/items/kadena-ab?f=html").text
    assert 'href="/?lang=en&amp;feature=us_bases/kadena-ab"' in text


@pytest.mark.parametrize(
    "path",
    [
        "/collections/us_bases",
        "/collections/east_china_sea/items",
        "/collections/us_bases/items/kadena-ab",
    ],
)
def test_a_page_has_a_small_map_that_says_what_it_shows(client, path):
    page = client.get(path, query_string={"f": "html", "lang": "ja"}).text
    assert re.search(
        'class="(small-map|still-map locator)" role="img" aria-label="小さな地図', page
    )
    assert len(page) < 120_000
