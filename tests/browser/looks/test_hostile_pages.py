"""A real browser on a theatre whose every text is markup: nothing of it runs, wherever it is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[2] / "theatres"))
from hostile import LONG, write_hostile
from opening import open_page, wait_quiet
from serving import serve

WATCH = "window.ran = () => { window.did = (window.did || 0) + 1; };"
PAGES = (
    "/?lang=ja&feature=us_bases/kadena-ab", "/?claim=3", "/?tool=table", "/embed?live=1",
    "/?from=us_bases/kadena-ab&to=places/taipei", "/map.html", "/embed?feature=us_bases/kadena-ab",
    "/collections/us_bases/items/kadena-ab?f=html", "/sources?f=html", "/articles?f=html&lang=ja",
    "/?q=kadena", "/map.svg?feature=us_bases/kadena-ab",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory) -> Iterator[str]:
    folder = write_hostile(tmp_path_factory.mktemp("hostile") / "layers")
    with serve("--layers", str(folder)) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_data_runs(page: Page, hostile_site: str, path: str):
    page.add_init_script(WATCH)
    page.goto(hostile_site + path, timeout=60_000)
    wait_quiet(page)
    for tab in page.get_by_role("tab").all():
        if tab.is_visible():
            tab.click()
    page.wait_for_timeout(300)
    assert [frame.evaluate("window.did") for frame in page.frames] == [None] * len(page.frames)


def test_what_is_shown_is_the_text_as_it_is(page: Page, hostile_site: str):
    page.add_init_script(WATCH)
    open_page(page, f"{hostile_site}/?feature=us_bases/kadena-ab")
    assert LONG[:20] in page.locator("#card").inner_text()
    assert page.evaluate("window.did") is None


def test_the_watch_sees_what_runs(page: Page):
    page.add_init_script(WATCH)
    page.goto("about:blank")
    page.evaluate("document.body.innerHTML = '<svg><g></g></svg><img src=x onerror=ran()>'")
    page.wait_for_function("() => window.did === 1")
