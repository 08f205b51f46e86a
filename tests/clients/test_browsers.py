"""A second browser and the HTML checker: Firefox by WebDriver BiDi, vnu by Java."""

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
    if not VNU.is_file():
        command = [need("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True)


def test_firefox_shows_the_map_a_distance_a_card_and_the_embed():
    browser, node = need("firefox-esr", "firefox"), need("node")
    with serve() as site:
        done = subprocess.run(
            [node, str(HERE / "firefox.js"), browser, site],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-800:]
    seen = json.loads(done.stdout)
    assert seen["marks"] == 76
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
        [java, "-jar", str(VNU), "--errors-only", "--format", "gnu", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""
