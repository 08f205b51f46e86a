"""Markup and scripts in every text that a theatre has: in no output are they more than text.

The kind: names, words, articles, claims, sources, questions, systems, corrections, towns, notes,
licences, addresses and the parameters of addresses; the outputs are those of the tests' one list.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

import geoposture as gp
from geoposture.catalog import load_layers
from geoposture.errors import UNSEEN
from geoposture.service import create_app
from geoposture.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from hostile import ADDRESSES, LONG, SHORT, write_hostile
from inert import MARK, Elements, find_faults, find_in_page
from made import list_addresses

WITHDRAWN = ("dod-tacair-2024-07-03",)
BINARY = ("image/png", "application/pdf", "font/", "application/geopackage", "application/vnd.flat")
PARAMETERS = (
    "title",
    "credit",
    "caption",
    "alt",
    "q",
    "where",
    "feature",
    "article",
    "origins",
    "from",
    "lang",
    "theme",
    "f",
    "url",
    "bbox",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_hostile(tmp_path_factory.mktemp("hostile") / "layers")


@pytest.fixture(scope="module")
def catalog(folder):
    return load_layers(folder)


@pytest.fixture(scope="module")
def client(folder, catalog):
    return create_app(
        Settings(layers=folder, contact=f"a@b.example?subject={SHORT}"), catalog
    ).test_client()


def list_all(catalog) -> Iterator[str]:
    yield from list_addresses(catalog)
    facility = f"us_bases/{catalog.layer('us_bases').features[2]['id']}"
    kept = [one for one in catalog.articles if one not in WITHDRAWN]
    for id_ in kept:
        yield from (f"/articles/{id_}{form}" for form in ("", "?f=html", "?f=html&lang=ja"))
        yield from (f"/articles/{id_}/annotations{form}" for form in ("", "?profile=w3c"))
        yield from (f"/?article={id_}&lang=ja", f"/embed?article={id_}", f"/map.svg?article={id_}")
    for topic in ("basing", "command", "exercise"):
        yield from (f"/topics/{topic}{form}" for form in ("", "?f=html", "?f=html&lang=ja"))
    for id_ in [*catalog.sources][: 2 * len(ADDRESSES)]:
        yield from (f"/sources/{id_}?f=html&lang={lang}" for lang in catalog.languages)
    question = "origins=places/camp-kengun&target=east_china_sea&system=type-12-ssm-upgraded"
    yield from (f"/coverage?{question}", f"/coverage?{question}&f=html&lang=ja", f"/?{question}",
                f"/map.svg?{question}", f"/embed?{question}")  # fmt: skip
    yield from (f"/?feature={facility}&lang=ja", f"/embed?feature={facility}&live=1",
                f"/map.html?feature={facility}", "/?tool=table", "/embed?lang=ja&live=1",
                "/collections/us_bases?f=html&lang=ja", "/corrections?lang=ja",
                "/corrections?f=json", "/articles?f=atom", "/systems?f=html", "/topics?f=json",
                "/distances?from=us_bases&to=places/taipei&f=csv", "/robots.txt",
                "/layers/sha256.txt", "/figures/facilities-count?lang=ja",
                "/oembed?url=http://localhost/embed&format=xml")  # fmt: skip


def ask(client, address: str, faults: list[str]) -> str:
    """Return what an address answers, and note what is more than text in it."""
    answer = client.get(address)
    assert answer.status_code < 500, address
    if answer.mimetype.startswith(BINARY) or b"\0" in answer.data[:99]:
        return ""
    faults += [f"{address}: {one}" for one in find_faults(answer.mimetype, answer.data)]
    return answer.text


def test_no_text_of_the_data_is_more_than_text_in_any_output(client, catalog):
    faults: list[str] = []
    texts = [ask(client, address, faults) for address in dict.fromkeys(list_all(catalog))]
    assert faults == []
    assert sum(MARK in one for one in texts) > 300


def test_a_withdrawn_article_and_its_address_are_text(client):
    faults: list[str] = []
    for id_ in WITHDRAWN:
        for form in ("", "?f=html", "?f=html&lang=ja", "/annotations"):
            assert MARK in ask(client, f"/articles/{id_}{form}", faults)
        ask(client, f"/embed?article={id_}", faults)
    assert faults == []


@pytest.mark.parametrize("value", [SHORT, LONG, *ADDRESSES[:4]])
@pytest.mark.parametrize("path", [
    "/", "/embed", "/embed?live=1", "/map.svg", "/map.js", "/map.html", "/about", "/nothing",
    "/distance", "/distance?f=html", "/coverage?f=html", "/collections/us_bases/items",
    "/collections/us_bases/items?f=html", "/collections/x", "/sources/x?f=html", "/oembed",
    "/figures/x", "/articles/x?f=html", "/topics/x?f=html", "/codebook", "/versions?f=html",
])  # fmt: skip
def test_no_parameter_is_more_than_text(client, path, value):
    faults: list[str] = []
    asked = "&".join(f"{name}={quote(value)}" for name in PARAMETERS)
    ask(client, f"{path}{'&' if '?' in path else '?'}{asked}", faults)
    ask(client, f"{path.partition('?')[0]}/{quote(value)}?f=html", faults)
    for form in ("json", "xml"):
        url = quote(f"http://localhost/embed?{asked}")
        ask(client, f"/oembed?url={url}&format={form}", faults)
    assert faults == []


def test_python_shows_no_more_than_text(catalog):
    shown = [
        gp.distance("us_bases/kadena-ab", "places/taipei", layers=catalog),
        gp.coverage("us_bases/kadena-ab", target="taiwan_strait", radius_km=800, layers=catalog),
        gp.search("kadena", layers=catalog), gp.systems(layers=catalog),
        gp.claims(layers=catalog), gp.explore(layers=catalog),
    ]  # fmt: skip
    for one in shown:
        text = one._repr_html_()
        page = Elements(text)
        assert page.faults == []
        inside = [html for html in page.frames if html]
        assert [fault for html in inside for fault in find_in_page(html)] == []
        assert MARK in text


COMMANDS = (
    ("layers", "list"), ("layers", "show", "us_bases"), ("systems",), ("sources",), ("check",),
    ("distances", "us_bases", "places/taipei"), ("distance", "us_bases/kadena-ab", "places/taipei"),
    ("coverage", "us_bases/kadena-ab", "--target", "taiwan_strait", "--radius-km", "800"),
    ("distance", "us_bases/" + LONG, "places/taipei"), ("layers", "show", LONG),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_terminal_is_told_nothing_that_it_obeys(runner, folder, command):
    place = (str(folder),) if command == ("check",) else ("--layers", str(folder))
    done = runner(*command, *place)
    assert done.status in (0, 1, 2)
    assert "Traceback" not in done.err
    obeyed = {one for one in done.out + done.err if unicodedata.category(one) in UNSEEN} - {"\n"}
    assert obeyed == set()


@pytest.mark.parametrize(("kind", "body"), [
    ("text/html", "<p title=''><svg/onload=ran()></p>"), ("text/html", "<a href='\tjavascript:x'>"),
    ("text/html", "<script>ran()</script>"), ("text/html", "<a href='//x.example'>"),
    ("text/html", '<script type="application/ld+json">"<b>"</script>'), ("text/html", "<base href=/>"),
    ("text/javascript", 'var a = "" + ran();'), ("text/javascript", 'var a = "\u2028ran()";'),
    ("text/javascript", 'var a = "<svg/onload=ran()>";'), ("text/csv", "a,b\n1,=ran()\n"),
    ("application/json", '{"href": "javascript:ran()"}'), ("application/json", '{"html": "<b onclick=a>"}'),
    ("image/svg+xml", "<svg><script>ran()</script></svg>"), ("image/svg+xml", "<svg onload='ran()'/>"),
    ("application/atom+xml", "<a><content type='html'>&lt;b onclick=a></content></a>"),
])  # fmt: skip
def test_what_would_run_is_found(kind, body):
    """The harness itself."""
    assert list(find_faults(kind, body.encode()))


def test_an_address_that_is_none_is_told_and_not_linked(runner, folder):
    done = runner("check", str(folder))
    assert "url is 'javascript:ran()', which is no http or https address" in done.out + done.err
