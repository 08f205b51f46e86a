"""Every rule of the service, every method, form and error: the headers that were promised."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from geoposture.catalog import Catalog
from geoposture.errors import Busy
from geoposture.formats import FORMATS
from geoposture.service import create_app
from geoposture.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))
from serving import serve

LANGUAGES = ("en", "ja")
FORMS = ("html", "json", "csv", "geojson", "atom", "bibtex", "csl", "nonsense")
ACCEPTED = ("text/html,*/*;q=0.8", "application/json", "image/x-nonsense")
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
DRAWN = ("maps.map_png", "maps.map_pdf", "figures.figure_picture", "embeds.map_file")
"""A second of computing each, for which no form is chosen: asked for once."""
INERT = ("text/css", "text/javascript", "font/", "application/json", "application/geo+json")
"""No browser opens them as a document that could do something."""
NOWHERE = ("base-uri", "form-action", "frame-ancestors")
ALWAYS = {
    "Server": "geoposture",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
NEVER = (
    "X-Powered-By", "Set-Cookie", "Access-Control-Allow-Credentials", "Via",
    "Strict-Transport-Security",
)  # fmt: skip


def list_arguments(catalog: Catalog, app: Flask) -> dict[str, list[str]]:
    """Return what stands in a rule's places; one that is not here is a KeyError, and a reminder."""
    layers = list(catalog.layers)
    static = app.extensions["geoposture"].current().static
    rows = {one: next(iter(catalog.layers[one].index)) for one in layers}
    claims = [row["properties"] for row in catalog.layer("annotations").features]
    return {
        "version": [catalog.version, "0" * 16],
        "layer_id": [*layers, "nowhere"],
        "feature_id": [*rows.values(), "nowhere"],
        "file": [f"{one}.{ending}" for one in layers[:2] for ending in FORMATS]
        + [f"{layers[0]}.metadata.json", "sha256.txt", "nowhere.geojson"],
        "name": [*static, "nowhere.js"],
        "id_": [next(iter(catalog.sources)), catalog.questions[0].id, "nowhere"],
        "article_id": [next(iter(catalog.articles)), "nowhere"],
        "topic": [claims[0]["topics"][0], "nowhere"],
        "ending": ["png", "svg"],
    }


def list_queries(catalog: Catalog) -> dict[str, str]:
    """Return a question for each rule that answers only one."""
    layer, areas = catalog.theatre.list_role("facilities")[0], catalog.theatre.list_role("areas")
    drawn = (row["id"] for row in catalog.layers[layer].features if row["geometry"])
    first, other = (f"{layer}/{one}" for one in islice(drawn, 2))
    return {
        "analysis.distance": f"from={first}&to={other}",
        "analysis.distances": f"from={layer}&to={other}",
        "analysis.rings": f"origins={first}&radius_km=100",
        "analysis.coverage": f"origins={first}&target={areas[0]}&radius_km=700",
        "embeds.oembed": "url=http://localhost/embed",
    }


def list_addresses(catalog: Catalog, app: Flask) -> Iterator[tuple[str, str]]:
    """Yield every rule's endpoint and addresses, filled with all that may stand in it."""
    known, queries = list_arguments(catalog, app), list_queries(catalog)
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        for values in product(*(known[name] for name in names)):
            yield rule.endpoint, write(rule, dict(zip(names, values, strict=True)), queries)


def write(rule: Rule, values: dict[str, str], queries: dict[str, str]) -> str:
    path = re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda found: values[found[1]], rule.rule)
    query = queries.get(rule.endpoint, "")
    return f"{path}?{query}" if query else path


def find_faults(address: str, answer, *, preflight: bool = False) -> Iterator[str]:
    """Yield what is wrong with the headers of one answer."""
    headers, kind = answer.headers, answer.headers.get("Content-Type", "")
    path = urlsplit(address).path
    doubled = {one for one, _ in headers if len(headers.getlist(one)) > 1 and one != "Link"}
    yield from (f"{one} twice" for one in doubled)
    yield from (f"{one}: {headers.get(one)}" for one in ALWAYS if headers.get(one) != ALWAYS[one])
    yield from (f"{one}: {headers[one]}" for one in NEVER if one in headers)
    if not re.fullmatch("[0-9a-f]{32}", headers.get("X-Request-ID", "")):
        yield "no id of the request"
    if preflight != ("Access-Control-Allow-Methods" in headers):
        yield "who asks before is answered, and nobody else"
    if answer.status_code >= 400 and "no-store" not in headers.get("Cache-Control", ""):
        yield f"{answer.status_code} may be kept"
    if not (kind.startswith(INERT) or preflight):
        yield from find_policy_faults(path, headers)


def find_policy_faults(path: str, headers) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy", "")
    told = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    framed = re.fullmatch(r"(/v/[^/]+)?/embed", path)
    if told.get("default-src") != "'none'" or told.get("base-uri") != "'none'":
        yield f"the policy is {policy!r}"
    if told.get("frame-ancestors") != ("* file:" if framed else "'none'"):
        yield f"may be framed by {told.get('frame-ancestors')}"
    if path == "/map.html":
        alone = (
            "sandbox" in told and "connect-src" not in told and "allow-same-origin" not in policy
        )
        yield from [] if alone else ["a file with its scripts inside is not shut in"]
    elif headers.get("Content-Type", "").startswith("image/svg+xml"):
        alone = told.keys() == {"default-src", "style-src", "font-src", *NOWHERE}
        yield from [] if alone else [f"a picture may do more than show itself: {policy!r}"]
    elif "unsafe" in policy or "http" in policy or told.get("script-src") != "'self'":
        yield f"the policy allows too much: {policy!r}"
    if "geolocation=()" not in headers.get("Permissions-Policy", ""):
        yield "no permissions are refused"


@pytest.fixture(scope="module")
def addresses(catalog, app) -> list[tuple[str, str]]:
    return list(list_addresses(catalog, app))


def test_every_address_in_every_form_and_language_carries_the_headers(client, addresses):
    faults, statuses = [], set()
    for endpoint, address in addresses:
        joint = "&" if "?" in address else "?"
        forms = [f"{address}{joint}f={form}&lang={lang}" for form in FORMS for lang in LANGUAGES]
        asked = [address] if endpoint in DRAWN or "/static/" in address else [address, *forms]
        for one, accepted in product(asked, ACCEPTED[:1] if len(asked) > 1 else ACCEPTED):
            answer = client.get(one, headers={"Accept": accepted})
            statuses.add(answer.status_code)
            faults += [f"{one}: {fault}" for fault in find_faults(one, answer)]
    assert faults == []
    assert statuses >= {200, 400, 404, 406, 410}


def test_every_method_carries_the_headers(client, addresses):
    first = dict(reversed(addresses))
    for (_, address), method in product(first.items(), METHODS):
        answer = client.open(address, method=method)
        assert list(find_faults(address, answer)) == [], (method, address)
        if method not in ("HEAD", "OPTIONS"):
            assert answer.status_code == 405, (method, address)
            assert "GET" in answer.headers["Allow"]
        assert method not in ("HEAD", "TRACE") or b"cookie" not in answer.data.lower()


def test_who_asks_before_is_answered_everywhere(client, addresses):
    asking = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    for address in [one for _, one in addresses] + ["/nothing", "/collections/nothing/items"]:
        answer = client.options(address, headers=asking)
        assert list(find_faults(address, answer, preflight=True)) == [], address
        assert answer.status_code == 204


@pytest.mark.parametrize(("address", "headers", "status"), [
    ("/nothing", {}, 404), ("/nothing", {"Accept": "text/html"}, 404), ("/embed/", {}, 308),
    ("/", {"Host": "evil.example"}, 400), ("/embed", {"Host": "evil.example"}, 400),
    ("/distance?from=x&to=y", {}, 400), ("/distance?from=x&to=y&f=html", {}, 400),
    ("/static/../settings.py", {}, 404), ("/%00", {}, 404), ("/embed", {"Range": "bytes=0-1"}, 206),
    ("/embed", {"Range": "bytes=9999999-"}, 416),
    ("/collections", {"Origin": "https://evil.example", "Cookie": "a=b"}, 200),
])  # fmt: skip
def test_errors_and_odd_questions_carry_the_headers(client, address, headers, status):
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    faults = [one for one in find_faults(address, answer) if "may be kept" not in one]
    assert faults == []
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    ("error", "status"), [(Busy(3), 503), (ZeroDivisionError("/secret/path"), 500)]
)
def test_what_is_busy_or_broken_carries_the_headers(catalog, monkeypatch, error, status):
    def fail(*_, **__):
        raise error

    app = create_app(Settings(), catalog)
    monkeypatch.setitem(app.view_functions, "documents.health", fail)
    for accepted in ACCEPTED:
        answer = app.test_client().get("/healthz", headers={"Accept": accepted})
        assert answer.status_code == status
        assert list(find_faults("/healthz", answer)) == []
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_with_a_public_https_address_every_answer_says_so(catalog):
    client = create_app(Settings(public_url="https://maps.example.org"), catalog).test_client()
    for address in ("/", "/embed", "/nothing", "/healthz", "/static/nothing"):
        answer = client.get(address, headers={"Host": "maps.example.org"})
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_rule_without_an_example_fails(app, catalog):
    """The harness itself: a route of tomorrow cannot be forgotten."""
    forgetful = create_app(Settings(), catalog)
    forgetful.url_map.add(Rule("/new/<thing>", endpoint="new"))
    with pytest.raises(KeyError, match="thing"):
        list(list_addresses(catalog, forgetful))


@pytest.mark.parametrize("lacking", [*ALWAYS, "X-Request-ID", "Content-Security-Policy"])
def test_a_header_that_is_missing_is_found(client, lacking):
    answer = client.get("/about")
    assert list(find_faults("/about", answer)) == []
    del answer.headers[lacking]
    assert list(find_faults("/about", answer))


def ask_raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        found = b""
        while more := line.recv(65536):
            found += more
        return found


def test_the_server_does_not_say_what_it_is_made_of():
    with serve() as site:
        port = int(site.rpartition(":")[2])
        for line in (b"GET /", b"GET /nothing", b"GET /embed", b"GET /distance?from=x", b"get /"):
            asked = line + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            head = ask_raw(port, asked).partition(b"\r\n\r\n")[0].decode("latin-1").lower()
            assert "\r\nserver: geoposture\r\n" in head
            assert not re.search("granian|python|werkzeug|flask|hyper", head)
