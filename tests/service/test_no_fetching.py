"""Nothing is ever fetched: a listener that every address names sees no connection."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

PARAMETERS = (
    "url", "feature", "from", "to", "origins", "target", "article", "q", "title", "credit",
    "caption", "alt", "bbox", "view", "where", "layers", "system", "lang", "profile", "crs", "f",
)  # fmt: skip
PATHS = (
    "/", "/embed", "/map.svg", "/map.html", "/map.js", "/oembed", "/oembed?format=xml", "/distance",
    "/distances", "/rings", "/coverage", "/collections/us_bases/items", "/about", "/sources",
)  # fmt: skip


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Yield a port of loopback and what came to it."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                seen.append(b"a connection")
                line.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], seen
        server.shutdown(socket.SHUT_RDWR)


def spell(port: int) -> list[str]:
    """Return the listener's address as clients, proxies and parsers have taken it."""
    hosts = (
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "2130706433",
        "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "[::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "①②⑦.⓪.⓪.①", "127。0。0。1",
        "localhost%00.example", "localhost%2eexample", "127.0.0.1.nip.io", "a@127.0.0.1",
        "localhost:80@127.0.0.1", "127.0.0.1#@localhost", "127.0.0.1?@localhost",
        "127.0.0.1\\@localhost", "localhost\\.127.0.0.1", "127.0.0.1%09", "%31%32%37.0.0.1",
    )  # fmt: skip
    found = [f"http://{host}:{port}/embed" for host in hosts]
    found += [f"{one}127.0.0.1:{port}/embed" for one in (
        "https://", "HTTP://", "ftp://", "gopher://", "dict://", "//", "///", "http:", "http:/",
        "http:///", "http:\\\\", " http://", "\thttp://", "\nhttp://", "jar:http://", "url:http://",
        "view-source:http://", "feed:http://", "ws://", "ldap://", "javascript:fetch('http://",
    )]  # fmt: skip
    found += [f"http://localhost/embed?url=http://127.0.0.1:{port}/", "file:///etc/passwd",
              f"http://localhost@127.0.0.1:{port}/embed",
              f"http://localhost/v/0123456789abcdef/embed/../..//127.0.0.1:{port}/"]  # fmt: skip
    return found


def test_oembed_fetches_no_address_in_any_spelling(client, listener):
    port, seen = listener
    addresses = spell(port)
    assert len(addresses) >= 50
    for address in addresses:
        for form in ("json", "xml"):
            answer = client.get("/oembed", query_string={"url": address, "format": form})
            own = address.startswith("http://localhost/embed")
            assert answer.status_code == (200 if own else 404), address
            assert "passwd" not in answer.text
            assert str(port) not in answer.text, "nor is it handed on"
    assert seen == []


@pytest.mark.parametrize("path", PATHS)
def test_no_parameter_and_no_header_is_fetched(client, listener, path):
    port, seen = listener
    for address in spell(port)[::7]:
        query = "&".join(f"{name}={quote(address)}" for name in PARAMETERS)
        headers = {
            "Referer": f"http://127.0.0.1:{port}/", "Origin": f"http://127.0.0.1:{port}",
            "X-Forwarded-Host": f"127.0.0.1:{port}", "Forwarded": f"host=127.0.0.1:{port}",
        }  # fmt: skip
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{query}", headers=headers)
        assert answer.status_code < 500
    assert seen == []


def test_no_address_of_the_data_or_a_setting_is_fetched(copied_layers: Path, listener):
    """Of a licence, a source, an article, tiles, a contact and the service itself."""
    port, seen = listener
    address = f"http://127.0.0.1:{port}/x"
    for file in copied_layers.glob("*.toml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        text = "\n".join(
            f'licence_url = "{address}"' if one.startswith("licence_url") else one for one in lines
        )
        file.write_text(text, encoding="utf-8")
    sources = json.loads((copied_layers / "sources.json").read_text(encoding="utf-8"))
    told = {key: row | {"url": address, "archived": address} for key, row in sources.items()}
    (copied_layers / "sources.json").write_text(json.dumps(told), encoding="utf-8")
    settings = Settings(
        layers=copied_layers, contact=address, public_url=f"http://127.0.0.1:{port}",
        tiles_url=f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png", tiles_attribution="Tiles",
    )  # fmt: skip
    client = create_app(settings, load_layers(copied_layers)).test_client()
    for path in ("/", "/embed", "/embed?live=1", "/map.png?width=400", "/map.html", "/about",
                 "/sources?f=html", "/collections/us_bases?f=html", "/articles?f=html"):  # fmt: skip
        assert client.get(path, headers={"Host": f"127.0.0.1:{port}"}).status_code == 200
    assert seen == []


@pytest.mark.parametrize("command", [
    ("annotate", "{address}"), ("annotate", "{file}", "--url", "{address}", "-o", "{draft}"),
    ("check", "{address}"), ("layers", "check", "{address}"), ("layers", "list", "--layers", "{address}"),
    ("article", "lint", "{address}"), ("export", "{site}", "--layers", "{address}"),
])  # fmt: skip
def test_no_command_fetches_an_address(runner, listener, tmp_path, command):
    """`--url` is written down; where a file is wanted an address is none."""
    port, seen = listener
    article = tmp_path / "article.txt"
    article.write_text("Kadena Air Base is in Okinawa.\n", encoding="utf-8")
    address = f"http://127.0.0.1:{port}/x"
    filled = [one.format(address=address, file=article, draft=tmp_path / "d.geojson",
                         site=tmp_path / "site") for one in command]  # fmt: skip
    done = runner(*filled)
    assert done.status == (0 if "--url" in command else done.status)
    assert done.status != 0 or "--url" in command
    assert "Traceback" not in done.err
    assert seen == []


def test_the_listener_hears(listener):
    """The harness itself; last, because what it heard stays."""
    port, seen = listener
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    for _ in range(100):
        if seen:
            break
        threading.Event().wait(0.05)
    assert seen == [b"a connection"]
