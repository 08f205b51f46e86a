"""Case http-path-prefix: a public address with a path, behind both manners of proxy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from werkzeug.test import TestResponse

from geoposture.errors import BadRequest
from geoposture.service import create_app
from geoposture.settings import Settings, read_settings

HOST = "https://maps.example.org"
WEB = Path(__file__).parents[2] / "web" / "src"
ATTRIBUTE = re.compile(r'\s(?:href|src|action|data-(?:places|towns|from)|content)="([^"]*)"')
IN_STYLES = re.compile(r'url\("?([^")]+)"?\)')
IN_SCRIPTS = re.compile(r'"(?:url|sources|href)": ?"([^"]+)"')
OWN = re.compile(rf"{HOST}[^\s\"'<>,;()）（、。{{}}\]]*")
ALIKE = 1
"""How many of a sort are followed: there are thousands of places."""
DRAWN = ("maps.map_png", "maps.map_pdf", "figures.figure_picture")
START = (
    "/", "/?f=json", "/embed", "/embed?live=1", "/map.js", "/map.js?frame=1", "/words.json",
    "/map.svg", "/map.html", "/map.png?width=400", "/map.pdf", "/embed.js", "/oembed?url={base}/",
    "/oembed?url={base}/embed&format=xml", "/robots.txt", "/sitemap.xml", "/favicon.ico",
    "/api", "/api?f=html", "/theatre", "/healthz", "/readyz", "/versions?f=json", "/claims.csv",
    "/corrections?f=atom", "/corrections?f=json", "/articles?f=atom", "/figures?f=json",
    "/distance?from=us_bases/kadena-ab&to=taiwan_strait", "/topics?f=json", "/systems", "/sources",
    "/distance?from=us_bases/kadena-ab&to=taiwan_strait&f=html", "/codebook?f=json",
    "/distances?from=us_bases/kadena-ab&to=taiwan_strait", "/layers/sha256.txt",
    "/rings?origins=us_bases/kadena-ab&radius_km=600", "/layers/us_bases.metadata.json",
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=600",
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=600&f=html",
)  # fmt: skip
HEADERS = {"Accept": "text/html,*/*;q=0.8", "Host": "maps.example.org"}

Get = Callable[[str], TestResponse]


@pytest.fixture(scope="module", params=["/maps", "/a/b.c"])
def path(request) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def served(catalog, path):
    return create_app(Settings(public_url=HOST + path), catalog)


@pytest.fixture(params=["strips", "passes"])
def get(request, served, path) -> Get:
    """Ask through a proxy that takes the path off, and through one that leaves it."""
    client, strips = served.test_client(), request.param == "strips"

    def ask(address: str, **headers: str) -> TestResponse:
        assert address.startswith(f"{path}/"), f"{address} does not reach the service"
        passed = address.removeprefix(path) if strips else address
        return client.get(passed, headers={**HEADERS, **headers})

    return ask


def test_every_address_in_every_output_is_below_it(catalog):
    base, path = f"{HOST}/maps", "/maps"
    served = create_app(Settings(public_url=base), catalog)
    client = served.test_client()
    waiting = [f"{base}{one.format(base=base)}" for one in START]
    seen, sorts, ends, faults = set(waiting), Counter(), set(), []
    rules = served.url_map.bind("maps.example.org")
    while waiting:
        page = waiting.pop()
        answer = client.get(page.removeprefix(HOST), headers=HEADERS)
        if answer.status_code != 200:
            faults.append(f"{page}: {answer.status_code} {answer.text[:300]}")
        for link in list_links(answer):
            address = urldefrag(urljoin(page, link))[0]
            if not address.startswith(f"{HOST}/") or address in seen or "\\" in address:
                continue  # elsewhere, known, or written as BibTeX does
            seen.add(address)
            if address == base:
                continue  # what scripts put before a path
            if not address.startswith(f"{base}/"):
                faults.append(f"{page} → {link}")
                continue
            parts = urlsplit(address)
            end = rules.match(parts.path.removeprefix(path))[0]
            ends.add(end)
            sorts[sort := (end, parts.query[-6:])] += 1
            waiting += [address] if sorts[sort] <= ALIKE and end not in DRAWN else []
    assert faults == []
    asked = {rules.match(urlsplit(one.format(base="")).path)[0] for one in START}
    assert {rule.endpoint for rule in served.url_map.iter_rules()} - ends - asked <= {"static"}
    assert len(seen) > 500


@pytest.mark.parametrize(
    "address", [one for one in START if "map." not in one and "us_" not in one]
)
def test_both_manners_of_proxy_get_the_same(served, path, address):
    client, address = served.test_client(), address.format(base=HOST + path)
    bodies = {client.get(one, headers=HEADERS).data for one in (address, path + address)}
    assert len(bodies) == 1


def list_links(answer: TestResponse) -> Iterator[str]:
    kind, text = answer.mimetype, answer.get_data()
    if kind.startswith(("image/png", "font/", "application/pdf")) or b"\0" in text[:999]:
        return
    text = text.decode()
    yield from OWN.findall(unescape(text) if "html" in kind or "xml" in kind else text)
    yield from OWN.findall(answer.headers.get("Link", ""))
    if kind == "text/html":
        for one in ATTRIBUTE.findall(text):
            yield from [unescape(one)] if not one.startswith("data:") and one[:1] in "/?." else []
    if kind in ("text/html", "text/css"):
        yield from (one for one in IN_STYLES.findall(text) if one[:1] in "./")
    if kind == "text/javascript":
        yield from (one for one in IN_SCRIPTS.findall(text) if one != "/sources")


@pytest.mark.parametrize("asked", ["/about/", "/collections/us_bases/?f=json", "/figures/?lang=ja"])
def test_a_slash_too_many_leads_below_it(get, path, asked):
    answer = get(path + asked)
    assert answer.status_code == 308
    target = urljoin(path + asked, answer.headers["Location"])
    assert target == path + asked.replace("/?", "?").rstrip("/")
    assert get(target).status_code == 200


def test_the_path_itself_gets_its_slash(served, path):
    answer = served.test_client().get(f"{path}?lang=ja", headers=HEADERS)
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}/?lang=ja")


def test_errors_lead_back_below_it(get, path):
    page = get(f"{path}/nothing/here").text
    assert f'href="{path}/"' in page
    assert f'href="{path}/static/' in page
    told = get(f"{path}/collections/nothing", Accept="application/json").json
    assert told["instance"] == f"{path}/collections/nothing"
    assert get(f"{path}/v/{'0' * 16}/layers/us_bases.geojson").status_code == 410


@pytest.mark.parametrize(("asked", "status"), [
    ("{base}/", 200), ("{base}", 200), ("{base}/embed?lang=ja", 200), ("{host}/", 404),
    ("{base}/about", 404), ("{base}x/", 404), ("{host}/embed", 404), ("http://evil.example{path}/", 404),
])  # fmt: skip
def test_oembed_knows_its_own(get, path, asked, status):
    url = asked.format(base=HOST + path, host=HOST, path=path)
    answer = get(f"{path}/oembed?url={url}")
    assert answer.status_code == status
    if status == 200:
        assert f'src="{HOST}{path}/embed' in answer.json["html"]


def test_a_page_of_another_name_keeps_its_policy(get, path):
    for address, framed in (("/embed", True), ("/about", False), ("/", False)):
        policy = get(path + address).headers["Content-Security-Policy"]
        assert ("frame-ancestors 'none'" not in policy) is framed
    assert "sandbox" in get(f"{path}/map.html").headers["Content-Security-Policy"]


def test_without_a_path_nothing_is_taken_off(client):
    assert client.get("/maps/about").status_code == 404
    assert "data-path" not in client.get("/").text


@pytest.mark.parametrize("path", ["/embed", "/layers/x", "/v", "/static", "/map.html", "/api/maps"])
def test_a_path_that_is_an_address_of_the_service_is_refused(catalog, path):
    with pytest.raises(BadRequest, match=f"“/{path.split('/')[1]}” is an address of the service"):
        create_app(Settings(public_url=HOST + path), catalog)


@pytest.mark.parametrize("address", [
    "/maps?x=1", "/maps#x", "/ma ps", "/../x", "/%2e", '/a"b', "/a//b", "/<b>", "/地図", "/a?", "/.well",
])  # fmt: skip
def test_an_odd_path_is_refused(address):
    with pytest.raises(BadRequest, match=r"GEOPOSTURE_PUBLIC_URL: “.*” is not an http"):
        read_settings({"GEOPOSTURE_PUBLIC_URL": HOST + address})


def test_no_script_asks_for_a_path_of_the_server_by_itself():
    """Each goes through `at` or `ask`, which put the path of the public address before it."""
    plain = re.compile(r"(?<!\bat\()(?<!\bask\()[\"`]/[a-z]+[?/`\"$.]")
    for file in WEB.rglob("*.js"):
        if file.parent.name in ("offline", "embed"):
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            known = "sourcesUrl =" in line or "import" in line or "own.ask(" in line
            built = "held" in line or "picture" in line
            assert known or built or not plain.search(line), f"{file.name}: {line.strip()}"


@pytest.mark.parametrize(("arguments", "told"), [
    (("--host", "0.0.0.0"), 1), (("--host", "0.0.0.0", "--public-url", "https://h.example"), 0), ((), 0),
])  # fmt: skip
def test_a_name_without_a_public_address_is_said_at_the_start(runner, monkeypatch, arguments, told):
    from geoposture.service import server

    monkeypatch.setattr(server, "make_app", lambda *_: None)
    monkeypatch.setattr(server, "serve_forever", lambda *_, **__: None)
    done = runner("serve", "--port", "0", *arguments)
    assert done.status == 0
    assert done.err.count("want GEOPOSTURE_PUBLIC_URL") == told
