"""An operator's tiles are on the map page and nowhere else; without them there is no word of them."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from geoposture.cli.site import _make
from geoposture.service import create_app
from geoposture.service.http.headers import POLICY
from geoposture.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "philippines"
URL = "https://tiles.example:8443/{z}/{x}/{y}.png?key=1"
HOST = "https://tiles.example:8443"
CREDIT = "© <b>Tiles</b> & {{7*7}} ${window.ran=1}"
PAGES = ("/", "/?lang=ja&view=26.35,127.8,11", "/map.js?lang=en&view=26.35,127.8,11")
OTHERS = (
    "/embed?lang=en", "/embed?lang=en&live=1&view=26.35,127.8,11", "/map.js?lang=en&frame=1",
    "/map.html?lang=en&view=26.35,127.8,11", "/map.svg?view=26.35,127.8,11", "/map.png?width=300",
    "/about?lang=en", "/collections/us_bases?f=html", "/articles?f=html", "/oembed?url=http://localhost/embed",
)  # fmt: skip


@pytest.fixture(scope="module")
def tiled(catalog):
    return create_app(Settings(tiles_url=URL, tiles_attribution=CREDIT), catalog).test_client()


@pytest.fixture(scope="module")
def plain(catalog):
    return create_app(Settings(), catalog).test_client()


def policy_of(answer) -> str | None:
    return answer.headers.get("Content-Security-Policy")


@pytest.mark.parametrize("path", OTHERS)
def test_only_the_map_page_has_them(tiled, plain, path):
    one, other = tiled.get(path), plain.get(path)
    assert one.status_code == 200
    assert one.data == other.data
    assert policy_of(one) == policy_of(other)
    assert b"tiles.example" not in one.data


def test_the_policy_of_the_map_page_names_the_host_and_no_more(tiled, plain):
    policy = policy_of(tiled.get("/"))
    assert policy == policy_of(plain.get("/")).replace(
        "img-src 'self' data:", f"img-src 'self' data: {HOST}"
    )
    assert policy_of(plain.get("/")) == POLICY.format(ancestors="'none'")


@pytest.mark.parametrize("path", PAGES)
def test_without_tiles_there_is_no_word_of_them(tiled, plain, path):
    text = plain.get(path).text
    assert "tiles" not in text.lower()
    assert '"maxZoom":12' in text or "<html" in text
    assert tiled.get(path).text != text


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_says_where_they_come_from_and_whose_they_are(tiled, plain, lang):
    text = tiled.get(f"/?lang={lang}").text
    words = {"en": "that site learns the address", "ja": "読者のアドレスがそのサイトに伝わります"}
    assert words[lang] in text
    assert HOST in text
    assert html.escape(CREDIT, quote=False) in text
    assert "<b>Tiles" not in text
    assert len(re.findall(re.escape(html.escape(CREDIT, quote=False)), text)) == 2
    promised = {"en": "nothing loaded from other sites", "ja": "他のサイトから何も読み込みません。"}
    assert promised[lang] in plain.get(f"/?lang={lang}").text
    assert promised["en"] not in text


def test_the_script_has_the_address_and_goes_nearer(tiled):
    text = tiled.get("/map.js?lang=en").text
    assert f'"tiles":"{URL}"'.replace("{z}", "{z}") in text
    assert '"maxZoom":14' in text


def test_a_copy_of_the_site_has_none():
    _, files = _make(Settings(layers=EXAMPLE, tiles_url=URL, tiles_attribution="© Tiles"))
    assert [name for name, data in files.items() if b"tiles.example" in data] == []
