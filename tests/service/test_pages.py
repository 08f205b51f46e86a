"""Pages for people: complete without JavaScript, in both languages, reproducible, locked down."""

from __future__ import annotations

import re
import struct
from html.parser import HTMLParser

import pytest

from geoposture.errors import BadData, Busy
from geoposture.language.words import load_words
from geoposture.service import create_app
from geoposture.settings import Settings

PATHS = (
    "/", "/?lang=ja", "/map.js?lang=en", "/about", "/method", "/editorial?lang=ja", "/corrections", "/collections",
    "/collections/us_bases/items", "/layers/us_bases.geojson", "/distance?from=1,2&to=3,4", "/nothing", "/healthz",
    "/readyz", "/favicon.ico", "/robots.txt", "/sitemap.xml", "/distance?from=x",
)  # fmt: skip


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def parse(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(text)
    return parser.seen


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_has_everything_without_javascript(client, lang):
    text = client.get(f"/?lang={lang}").text
    seen = parse(text)
    assert ("html", {"lang": lang, "data-theme": "auto"}) in seen
    assert sum(tag == "article" and "claim" in (a.get("class") or "") for tag, a in seen) == 16
    assert sum(tag == "tr" for tag, _ in seen) == 1 + 83
    downloads = {a["href"] for tag, a in seen if tag == "a" and "download" in a}
    assert "/layers/japan_archipelago.geojson" in downloads
    assert len(downloads) == 6 * 5


def test_the_page_says_both_shares_and_that_no_base_is_named(client):
    text = client.get("/?lang=en").text
    assert "31 of them, with 70% of their land, are in Okinawa Prefecture" in text
    assert "Facilities: 31 of 78 <strong>40%</strong>" in text
    assert "The article names no US base" in text


@pytest.mark.parametrize("path", ["/", "/?lang=ja&claim=10", "/about", "/method?lang=ja"])
def test_nothing_is_inline_and_nothing_comes_from_another_host(client, path):
    for tag, attributes in parse(client.get(path).text):
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "style"
        if tag in ("script", "link", "img", "iframe"):
            address = attributes.get("src") or attributes.get("href") or ""
            named = attributes.get("rel") in ("canonical", "alternate")
            assert named or address.startswith(("/", "data:image/svg+xml,")), address


def test_folium_composes_the_same_bytes_every_time(client, catalog):
    for path in ("/?lang=en", "/map.js?lang=ja&view=26,127,9"):
        other = create_app(Settings(), catalog).test_client()
        assert client.get(path).data == other.get(path).data
    script = client.get("/map.js?lang=en").text
    assert re.findall(r"^var (\w+) = geoposture", script, re.M)[:2] == ["map_1", "layer_1"]
    assert "https://" not in script
    assert not re.search(r"[0-9a-f]{32}", script.replace(catalog.version, ""))


def test_unknown_and_broken_parameters_are_ignored_on_the_page(client):
    text = client.get(
        "/?utm_source=x&view=abc&claim=-4&feature=<b>&theme=pink&bbox=1,2&lang=de"
    ).text
    assert '<html lang="en" data-theme="auto">' in text
    assert "<b>" not in text


def test_the_language_follows_the_browser(client):
    assert 'lang="ja"' in client.get("/", headers={"Accept-Language": "ja,en;q=0.5"}).text[:200]
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "de"}).text[:200]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(client, path):
    headers = client.get(path, headers={"Accept": "text/html"}).headers
    # What no browser opens as a document is spared 360 bytes about what a document may do.
    parts = ("text/javascript", "application/json", "application/geo+json")
    if headers["Content-Type"].startswith(parts):
        assert "Content-Security-Policy" not in headers
    else:
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-ID"])
    assert "Set-Cookie" not in headers


def test_an_unknown_host_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200


def test_links_start_with_the_public_address(catalog):
    app = create_app(Settings(public_url="https://maps.example.org"), catalog)
    client = app.test_client()
    found = client.get(
        "/collections", headers={"Host": "maps.example.org", "X-Forwarded-Host": "evil.example"}
    )
    assert found.json["links"][0]["href"] == "https://maps.example.org/collections"
    assert "max-age" in found.headers["Strict-Transport-Security"]


def test_people_get_a_page_for_an_error_and_scripts_a_problem(client):
    page = client.get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "There is no page here" in page.text
    assert "ページが見つかりません" in page.text
    # Of an address for programs too: who sees it is a person (case http-shared-link).
    seen = client.get("/collections/x", headers={"Accept": "text/html"})
    assert (seen.status_code, seen.mimetype) == (404, "text/html")
    for accept in ("*/*", "application/json"):
        asked = client.get("/collections/x", headers={"Accept": accept})
        assert (asked.status_code, asked.mimetype) == (404, "application/problem+json")


def test_a_method_that_is_not_served(client):
    response = client.post("/collections")
    assert response.status_code == 405
    assert response.json["code"] == "method_not_allowed"
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("path", ["/about", "/method", "/editorial", "/corrections"])
def test_documents_are_there_in_both_languages(client, path, lang):
    response = client.get(path, query_string={"lang": lang})
    assert response.headers["Content-Language"] == lang
    assert f'<html lang="{lang}"' in response.text
    assert ("地図に戻る" in response.text) == (lang == "ja")


def test_a_name_that_is_markup_or_a_template_stays_text(spoil):
    from geoposture.catalog import load_layers

    folder = spoil(
        '"name_en":"Kadena Air Base"', '"name_en":"<img src=x onerror=alert(1)>{{7*7}}${7*7}"'
    )
    client = create_app(Settings(), load_layers(folder)).test_client()
    text = client.get("/?lang=en").text
    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;{{7*7}}${7*7}" in text


@pytest.mark.parametrize(
    "query",
    ["lang=en", "lang=ja", "lang=en&tool=coverage&origins=us_bases/kadena-ab&radius_km=800"],
)
def test_the_preview_of_a_link_has_the_size_that_is_declared(client, query):
    text = client.get(f"/?{query}").text
    told = dict(re.findall(r'property="og:image(?::(width|height))?" content="([^"]+)"', text))
    picture = client.get(told[""].replace("&amp;", "&").replace("http://localhost", "")).data
    assert struct.unpack(">II", picture[16:24]) == (int(told["width"]), int(told["height"]))


@pytest.mark.parametrize("path", ["/broken", "/collections/broken-one"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_of_ours_prints_nothing_of_the_inside(catalog, path, accept):
    app = create_app(Settings(), catalog)

    def fall():
        raise BadData("places.csv: row 7 under /srv/secret is torn")

    def fall_deeper():
        raise ZeroDivisionError("token=secret")

    app.add_url_rule("/broken", view_func=fall)
    app.add_url_rule("/collections/broken-one", view_func=fall_deeper)
    answer = app.test_client().get(path, headers={"Accept": accept})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "row 7" not in answer.text
    assert "Traceback" not in answer.text


def test_busy_says_when_to_come_again_to_people_and_programs(catalog):
    app = create_app(Settings(), catalog)

    def refuse():
        raise Busy(3)

    app.add_url_rule("/full", view_func=refuse)
    client = app.test_client()
    page = client.get("/full", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "3")
    assert load_words("en").text("err.busy", s="3") in page.text
    # A frame in an article has no reader who would press for it.
    assert '<meta http-equiv="refresh" content="3">' in page.text
    assert "http-equiv" not in client.get("/nothing-here", headers={"Accept": "text/html"}).text
    answer = client.get("/full")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert answer.json["code"] == "busy"


@pytest.mark.parametrize(
    "path",
    ["/", "/about", "/method", "/editorial", "/corrections", "/nothing", "/embed", "/map.html",
     "/collections?f=html", "/collections/us_bases?f=html", "/sources?f=html", "/articles?f=html",
     "/collections/us_bases/items/kadena-ab?f=html", "/articles/hegseth-tokyo-2025-03-30?f=html"],
)  # fmt: skip
@pytest.mark.parametrize("contact", [None, "mailto:desk@example.org"])
def test_every_page_says_where_an_error_is_reported(catalog, path, contact):
    client = create_app(Settings(contact=contact), catalog).test_client()
    text = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    if contact:
        assert f'href="{contact}"' in text
    else:
        assert "given no address" in text


def test_a_return_is_dated_as_finely_as_it_is_known(client):
    text = client.get("/?lang=en").text
    assert "Returned 2015<" in text
    assert "Returned 30 September 2021<" in text
