"""Sources as readers see them: what was read, its own date, no address where none is known."""

from __future__ import annotations

import pytest

from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views.days import join_days

PAGES = (
    "/?lang={}", "/embed?lang={}", "/embed?live=1&lang={}", "/map.html?lang={}", "/about?lang={}",
    "/method?lang={}", "/editorial?lang={}", "/corrections?lang={}", "/collections?f=html&lang={}",
    "/collections/us_bases/items/kadena-ab?f=html&lang={}", "/articles?f=html&lang={}",
    "/sources?f=html&lang={}", "/api?f=html&lang={}",
)  # fmt: skip


def test_a_feature_page_names_each_source_with_its_own_date_or_none(client):
    page = client.get("/collections/us_bases/items/kadena-ab?f=html&lang=en").text
    assert "Stars and Stripes, 24 March 2025" in page
    assert "22 November 2026" not in page.partition("<h2>Sources</h2>")[2]
    page = client.get("/collections/us_bases/items/mcas-iwakuni?f=html&lang=ja").text
    assert "2024年11月17日" in page


def test_a_source_without_an_address_says_so(client, catalog):
    without = [name for name, one in catalog.sources.items() if not one["url"]]
    assert without
    page = client.get("/collections/us_bases/items/yokota-ab?f=html&lang=en").text
    assert "no address" in page
    assert "アドレスなし" in client.get("/sources?f=html&lang=ja").text
    table = client.get("/sources?f=html&lang=en").text
    assert table.count(">no address<") == len(without)
    listed = {one["id"]: one for one in client.get("/sources").json["sources"]}
    assert all(listed[name]["url"] is None for name in without)
    assert {"date", "read", "archived"} <= set(listed["geonames"])


def test_a_layer_gives_its_sources_their_own_dates(client):
    page = client.get("/?lang=en").text
    assert "WING (jwing.net), trade paper, 25 February 2020" in page
    layer = client.get("/collections/us_bases?f=html&lang=en").text
    assert "WING (jwing.net), trade paper, 25 February 2020" in layer


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_never_one_date_for_the_count_and_the_rest(client, catalog, lang):
    words = catalog.words(lang)
    own = sorted(one["properties"]["as_of"] for one in catalog.layers["us_bases"].features)
    told = {
        "en": "Counts: ministry, 1 January 2020. Positions and roles: compiled {}, each with",
        "ja": "施設数：防衛省、2020年1月1日現在。位置・用途：{}に作成",
    }[lang].format(join_days(own[0], own[-1], words))
    assert own[0] < own[-1]
    for path in ("/", "/embed", "/map.html"):
        assert told in client.get(f"{path}?lang={lang}").text
    assert "each with its own date" in client.get("/?lang=en").text


def test_the_row_in_doubt_is_said_on_the_page(client):
    assert "One row is in doubt. Nagasaka Rifle Range" in client.get("/?lang=en").text
    assert "長坂小銃射撃場" in client.get("/?lang=ja").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_report_an_error_is_everywhere(client, path, lang):
    said = "誤りの連絡先" if lang == "ja" else "whoever runs this service has given no address"
    assert said in client.get(path.format(lang)).text


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        ("https://example.org/form", "https://example.org/form"),
    ],
)
def test_report_an_error_leads_where_the_operator_says(catalog, contact, link):
    client = create_app(Settings(contact=contact), catalog).test_client()
    for path in PAGES:
        text = client.get(path.format("en")).text
        assert f'href="{link}"' in text, path
        assert "has given no address" not in text, path


def test_a_contact_that_is_no_address_is_no_link():
    assert Settings(contact="javascript:alert(1)").report_address() == ""


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_us_facilities_elsewhere_are_named_as_not_shown(client, lang):
    text = client.get(f"/?lang={lang}").text
    for name in (
        ("South Korea", "Guam", "Philippines") if lang == "en" else ("韓国", "グアム", "フィリピン")
    ):
        assert name in text.partition("Not shown" if lang == "en" else "示していないもの")[2][:300]
