"""A second browser and two judges: Firefox by WebDriver BiDi, vnu by Java, Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from serving import serve

HERE = Path(__file__).parent
VNU = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PAGES = (
    "/?lang=en", "/?lang=ja&claim=10", "/about", "/method?lang=ja", "/editorial", "/corrections",
    "/embed", "/embed?live=1&claim=3", "/collections?f=html", "/collections/us_bases?f=html",
    "/collections/us_bases/items?f=html", "/collections/us_bases/items/yokota-ab?f=html",
    "/articles?f=html", "/articles/hegseth-tokyo-2025-03-30?f=html&lang=ja", "/none",
)  # fmt: skip


def need(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{names[0]} is missing")
        pytest.skip(f"{names[0]} IS MISSING: install it to run this test")
    return found


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    if not (VNU.is_file() and LIGHTHOUSE.is_file()):
        if os.environ.get("CI"):
            pytest.fail("the packages of tests/clients are missing")
        pytest.skip("the packages of tests/clients are not installed (make test-clients does)")


def test_firefox_shows_the_map_a_distance_a_card_and_the_embed():
    browser, node = need("firefox-esr", "firefox"), need("node")
    with serve() as site:
        done = subprocess.run(
            [node, str(HERE / "firefox.js"), browser, site],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-800:]
    seen = json.loads(done.stdout)
    assert seen["marks"] == 75
    assert "about 640 km" in seen["sentence"]
    assert seen["card"] == "嘉手納飛行場"
    assert seen["errors"] == []


def test_every_page_is_valid_html(app, tmp_path):
    java = need("java")
    client = app.test_client()
    for number, path in enumerate(PAGES):
        text = client.get(path, headers={"Accept": "text/html"}).data
        (tmp_path / f"{number}.html").write_bytes(text)
    done = subprocess.run(
        [java, "-jar", str(VNU), "--errors-only", "--format", "gnu",
         # Its reader of style sheets knows no container queries, by which a drawing is chosen.
         "--filterpattern", ".*CSS: .*", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""


@pytest.mark.parametrize("path", ["/?lang=en", "/?lang=ja&tool=layers", "/corrections?lang=ja"])
def test_lighthouse_gives_a_hundred(tmp_path, path):
    """Accessibility, best practices and SEO; speed is measured in ``bench/``."""
    node, report = need("node"), tmp_path / "report.json"
    with serve() as site:
        command = [
            node, str(LIGHTHOUSE), site + path, "--quiet", "--no-enable-error-reporting", f"--chrome-flags={' '.join(FLAGS)}",
            "--only-categories=accessibility,best-practices,seo", "--output=json",
            f"--output-path={report}",
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=120, check=True,
                       env={**os.environ, "CHROME_PATH": need("chromium", "google-chrome")})  # fmt: skip
    scores = json.loads(report.read_text())["categories"]
    assert {name: one["score"] for name, one in scores.items()} == {
        "accessibility": 1, "best-practices": 1, "seo": 1,
    }  # fmt: skip
