"""A real Chromium and the real service, on a free port of loopback, stopped by its own pid."""

from __future__ import annotations

import http.server
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parent))
from find import find_browser
from serving import serve

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The shell rounds the widths of letters, as most screens do not.
    "--font-render-hinting=none",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    browser = find_browser()
    if browser is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium or Chrome for the browser tests")
        pytest.skip("NO BROWSER FOUND: install Chromium or Chrome to run the browser tests")
    return {"executable_path": browser, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {
        "viewport": {"width": 1280, "height": 800},
        "reduced_motion": "reduce",
        "locale": "en-GB",
    }


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serve() as address:
        yield address


@pytest.fixture
def poisoned_site(spoil) -> Iterator[str]:
    name = "<img src=x onerror=window.ran=1>${window.ran=1}</script><svg onload=window.ran=1>"
    folder = spoil('"name_en":"Kadena Air Base"', f'"name_en":"{name}"')
    with serve("--layers", str(folder)) as address:
        yield address


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(15000)
    return page


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serve host pages on another port: another origin."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(body: str, head: str = "", html: str = 'lang="en"') -> str:
        text = f"<!doctype html><html {html}><meta charset=utf-8>{head}<body>{body}"
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield put
    server.shutdown()
    server.server_close()
