"""HTTP as networks and browsers use it: shared links, slashes, questions before a question."""

from __future__ import annotations

import re
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HUNG_ON = "fbclid=IwAR0&utm_source=newsletter&gclid=1&anything=2"


class TestSharedLinks:
    """Case http-shared-link."""

    @pytest.mark.parametrize("path", [
        "/collections/us_bases/items/kadena-ab", "/collections", "/collections/us_bases",
        "/collections/us_bases/items", "/articles", "/figures", "/sources", "/versions",
        "/codebook", "/topics", "/corrections", "/", "/embed", "/about",
    ])  # fmt: skip
    @pytest.mark.parametrize("how", ["by Accept", "by f"])
    def test_pages_ignore_what_networks_hang_on(self, client, path, how):
        named = "&f=html" if how == "by f" else ""
        answer = client.get(f"{path}?{HUNG_ON}{named}", headers=BROWSER)
        assert answer.status_code == 200
        assert answer.mimetype == "text/html"

    @pytest.mark.parametrize("path", [
        "/collections/us_bases/items/kadena-ab", "/collections", "/distance", "/coverage",
    ])  # fmt: skip
    @pytest.mark.parametrize("asked", ["", "&f=json"])
    def test_the_interface_for_programs_stays_strict(self, client, path, asked):
        answer = client.get(f"{path}?fbclid=IwAR0{asked}", headers=BROWSER if asked else {})
        assert answer.status_code == 400
        assert "fbclid" in answer.text

    @pytest.mark.parametrize("path", ["/", "/codebook", "/corrections", "/about", "/figures"])
    @pytest.mark.parametrize("asked", [
        ("?f=json&unknown=1", {}), ("?f=nonsense", {"Accept": "application/json"}),
        ("?f=json", {"Accept": "application/geo+json, */*;q=0.1"}),
        ("/nothing", {"Accept": "application/problem+json"}),
    ])  # fmt: skip
    def test_a_program_gets_no_page_where_people_have_one(self, client, path, asked):
        query, headers = asked
        answer = client.get(
            path.rstrip("/") + query if "/" in query else path + query, headers=headers
        )
        assert answer.mimetype in ("application/json", "application/problem+json")
        assert answer.json

    @pytest.mark.parametrize("path", [
        "/distance?from=us_bases/kadena-ab&to=places/nowhere&f=html",
        "/distance?from=us_bases/kadena-ab", "/coverage?origins=us_bases/kadena-ab&radius_km=-5",
        "/collections/us_bases/items?bbox=1,2", "/collections/none",
    ])  # fmt: skip
    def test_an_error_in_a_browser_is_a_page(self, client, path):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code in (400, 404)
        assert answer.mimetype == "text/html"

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_the_page_of_a_refusal_says_what_is_wrong_and_not_that_nothing_is_there(
        self, client, lang
    ):
        path = f"/coverage?origins=us_bases/kadena-ab&radius_km=-5&target=taiwan_strait&lang={lang}"
        answer = client.get(path, headers=BROWSER)
        detail = client.get(path).json["detail"]
        assert answer.status_code == 400
        assert "radius_km" in detail
        assert detail in answer.text
        words = load_layers().words(lang)
        assert words.text("page.refused") in answer.text
        assert words.text("page.error") not in answer.text


class TestSlashes:
    """Case http-trailing-slash."""

    @pytest.mark.parametrize(("path", "plain"), [
        ("/collections/", "/collections"), ("/collections/us_bases/", "/collections/us_bases"),
        ("/about/", "/about"),
        ("/collections/us_bases/items/kadena-ab/", "/collections/us_bases/items/kadena-ab"),
        ("/distance/", "/distance"),
    ])  # fmt: skip
    @pytest.mark.parametrize("query", ["", "?lang=ja&x=%2F%E5%B2%A9"])
    @pytest.mark.parametrize("before", ["", "/maps"])
    def test_leads_to_the_address_without(self, client, path, plain, query, before):
        """Relative, so that it holds behind a path that a proxy takes off."""
        answer = client.get(path + query)
        assert answer.status_code == 308
        there = urljoin(f"http://h{before}{path}", answer.headers["Location"])
        assert there == f"http://h{before}{plain}{query}"

    @pytest.mark.parametrize("path", [
        "/none/", "//evil.example/", "/", "///", "/collections/us_bases/none/none/",
    ])  # fmt: skip
    def test_what_is_nothing_without_it_stays_nothing(self, client, path):
        answer = client.get(path)
        assert answer.status_code in (200, 400, 404)
        assert "Location" not in answer.headers


class TestPreflight:
    """Case http-preflight."""

    @pytest.mark.parametrize("path", [
        "/layers/us_bases.geojson", "/distance", "/collections", "/", "/nothing",
    ])  # fmt: skip
    def test_a_browser_may_send_what_a_cache_needs(self, client, path):
        asked = {
            "Origin": "https://desk.example", "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match, range",
        }  # fmt: skip
        answer = client.options(path, headers=asked)
        assert (answer.status_code, answer.data) == (204, b"")
        allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
        assert {"if-none-match", "range", "x-requested-with"} <= set(allowed)
        assert int(answer.headers["Access-Control-Max-Age"]) > 0
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "GET" in answer.headers["Access-Control-Allow-Methods"]

    def test_options_alone_are_answered_as_before(self, client):
        answer = client.options("/collections")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


class TestLanguages:
    """Case faults-language-not-in-vary."""

    @pytest.mark.parametrize("path", [
        "/map.svg", "/map.png", "/map.html", "/map.js", "/embed", "/", "/words.json", "/about",
        "/articles?f=html", "/v/{version}/map.svg", "/v/{version}/map.png", "/map.pdf",
    ])  # fmt: skip
    def test_an_answer_in_the_language_of_the_browser_says_so(self, client, catalog, path):
        path = path.format(version=catalog.version)
        answers = {one: client.get(path, headers={"Accept-Language": one}) for one in ("en", "ja")}
        assert answers["en"].data != answers["ja"].data
        for one in answers.values():
            assert "Accept-Language" in one.headers["Vary"]

    @pytest.mark.parametrize("path", ["/map.svg", "/map.png", "/map.html", "/map.js"])
    def test_one_that_names_its_language_is_the_same_for_all(self, client, path):
        answer = client.get(f"{path}?lang=ja", headers={"Accept-Language": "en"})
        assert "Accept-Language" not in answer.headers["Vary"]


@pytest.mark.parametrize("address", [
    "data:text/html,<script>1</script>", "//evil.example/x", "javascript:alert(1)", "licence.txt",
    "https://a.example/> rel=x", 7,
])  # fmt: skip
def test_a_licence_that_is_no_web_address_is_text(copied_layers, address):
    """Case faults-licence-link."""
    file = copied_layers / "us_bases.toml"
    text = file.read_text(encoding="utf-8")
    value = address if isinstance(address, int) else f'"{address}"'
    file.write_text(re.sub(r"(?m)^licence_url = .*$", f"licence_url = {value}", text), "utf-8")
    client = create_app(Settings(), load_layers(copied_layers)).test_client()
    licence = load_layers().layer("us_bases").info.licence
    for path in ("/", "/collections/us_bases?f=html"):
        page = client.get(path, headers=BROWSER).text
        assert f'href="{address}' not in page
        assert licence in page
    link = client.get("/layers/us_bases.geojson").headers["Link"]
    assert 'rel="license"' not in link
    assert client.get("/collections/us_bases").status_code == 200


@pytest.mark.parametrize(("host", "status"), [
    ("maps.example.org", 200), ("MAPS.Example.ORG", 200), ("LocalHost", 200), ("LOCALHOST:8000", 200),
    ("Second.Example", 200), ("127.0.0.1", 200), ("EVIL.example", 400), ("maps.example.org.evil", 400),
])  # fmt: skip
def test_a_host_is_known_in_any_case(catalog, host, status):
    settings = Settings(public_url="https://maps.example.org", trusted_hosts=("SECOND.example",))
    client = create_app(settings, catalog).test_client()
    for path in ("/collections?f=json", "/healthz"):
        for _ in range(2):  # the second answer is one that was kept
            assert client.get(path, headers={"Host": host}).status_code == status


def test_without_an_address_of_its_own_the_first_refused_name_is_told_once(catalog, caplog):
    client = create_app(Settings(), catalog).test_client()
    for host in ("maps.example.org", "maps.example.org", "other.example"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 400
    told = [one.getMessage() for one in caplog.records if "gets 400" in one.getMessage()]
    assert told == [
        "asked for as “maps.example.org”, which gets 400: "
        "name the readers' address in GEOPOSTURE_PUBLIC_URL"
    ]
    caplog.clear()
    named = create_app(Settings(public_url="https://maps.example.org"), catalog).test_client()
    assert named.get("/healthz", headers={"Host": "scan.example"}).status_code == 400
    assert not caplog.records


@pytest.mark.parametrize("day", [
    "2020-02-30", "2021-02-29", "2020-13-01", "2020-00-01", "0000-00-00", "25:00", "start/..", "2020-1-1",
    "2020-01-01T25:00:00Z", "2020-01-01T10:60:00Z", "2021-01-01/2020-01-01", "2020-01-01/x", "",
    "2020-01-01T00:00:00+25:00", "2020-01-01T00:00:00-99:99", "2020-01-01T00:00:00+23:60",
])  # fmt: skip
def test_a_day_that_is_none_is_refused(client, day):
    answer = client.get("/collections/annotations/items", query_string={"datetime": day})
    assert answer.status_code == 400
    assert answer.json["invalid-params"][0]["name"] == "datetime"


@pytest.mark.parametrize("day", [
    "2020-02-29", "2020-01-01/2021-01-01", "2020-01-01/..", "../2021-01-01", "2020-12-31T23:59:59Z",
])  # fmt: skip
def test_a_day_that_is_one_is_taken(client, day):
    answer = client.get("/collections/annotations/items", query_string={"datetime": day})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "box", ["120,20,120,20", "120,20,121,20", "120,20,120,21", "121,21,120,20"]
)
@pytest.mark.parametrize("path", ["/map.svg", "/embed"])
def test_a_box_without_extent_is_ignored(client, path, box):
    assert client.get(f"{path}?bbox={box}").data == client.get(path).data


@pytest.mark.parametrize("letter", ["%0B", "%EF%BF%BE", "%EF%BF%BF", "%00", "%1B", "%0C"])
@pytest.mark.parametrize("name", ["title", "caption", "credit", "alt"])
def test_no_words_of_an_editor_break_a_picture(client, letter, name):
    answer = client.get(f"/map.svg?{name}=before{letter}after")
    assert answer.status_code == 200
    assert ElementTree.fromstring(answer.data).tag.endswith("}svg")
    assert "beforeafter" in answer.text


def test_nor_the_answer_for_those_who_embed_in_xml(client):
    address = "http://127.0.0.1:8000/?title=before%EF%BF%BEafter"
    answer = client.get("/oembed", query_string={"format": "xml", "url": address})
    assert answer.status_code == 200
    assert ElementTree.fromstring(answer.data).tag == "oembed"
