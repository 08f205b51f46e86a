"""An exported article in a browser: it has a map and an embed of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from opening import share
from playwright.sync_api import Page, expect
from published import CLAIMS, HARBOURS, write_articles
from serving import serve_folder
from shelves import keep_first


@pytest.fixture(scope="module")
def shelved_copy(tmp_path_factory) -> Iterator[str]:
    articles = write_articles(tmp_path_factory.mktemp("articles"))
    layers = tmp_path_factory.mktemp("first") / "layers"
    shutil.copytree(keep_first(), layers)
    (layers / "questions.csv").unlink()  # Their pages are half of a copy, and not looked at here.
    folder = tmp_path_factory.mktemp("copy") / "site"
    command = [sys.executable, "-m", "geoposture", "export", str(folder)]
    command += ["--articles", str(articles), "--layers", str(layers)]
    subprocess.run(command, check=True, capture_output=True)
    with serve_folder(folder) as address:
        yield address


def test_an_exported_article_has_maps_of_its_own(page: Page, shelved_copy: str):
    page.goto(f"{shelved_copy}/articles/{HARBOURS}.html")
    page.get_by_role("link", name="Show on the map").click()
    page.wait_for_selector("html.ready")
    assert f"/articles/{HARBOURS}/" in page.url
    page.get_by_role("link", name="The story in 2 stops").click()
    told = page.locator(".claim:visible .claim-text")
    expect(told).to_have_text(CLAIMS[HARBOURS][0]["en"])
    address = share(page, "share.iframe").partition('src="')[2].partition('"')[0]
    assert f"articles/{HARBOURS}/embed/?" in address
    page.goto(address.replace("&amp;", "&"))
    expect(told).to_have_text(CLAIMS[HARBOURS][0]["en"])
    for path in ("index.html", "embed/index.html"):
        page.goto(f"{shelved_copy}/{path}?article={HARBOURS}&claim=2")
        expect(told).to_have_text(CLAIMS[HARBOURS][1]["en"])
    page.goto(f"{shelved_copy}/index.html?article=nobody&claim=1")
    expect(page.locator("html[data-state='unknown-article']")).to_be_attached()
    expect(page.locator(".claim")).to_have_count(0)
