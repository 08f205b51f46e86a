"""A real Chromium and the real service, on a free port of loopback, stopped by its own pid."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parent))
from find import find_browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MOST_SECONDS = 20


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


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "geoposture",
        "serve",
        "--port",
        str(port),
        "--workers",
        "1",
        *arguments,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the service ended"
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the service is not ready")


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
    page.set_default_timeout(8000)
    return page
