"""A page from a cache meets newer data: case faults-page-older-than-the-data."""

from __future__ import annotations

import re
import urllib.request

import pytest
from opening import open_page, wait_quiet
from playwright.sync_api import Page

VERSION = re.compile(r"/v/[0-9a-f]{16}/")
GONE = "/v/0123456789abcdef/"


def count_marks(page: Page) -> int:
    return page.locator(".leaflet-marker-pane > *").count()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_page_of_a_version_that_is_gone_fetches_itself_anew_once(
    page: Page, site: str, lang: str
):
    open_page(page, f"{site}/?lang={lang}")
    fresh = count_marks(page)
    assert fresh > 50
    asked: list[str] = []

    def make_old(route):
        asked.append(route.request.url)
        text = urllib.request.urlopen(route.request.url).read().decode()
        kind = "text/html" if "<html" in text else "text/javascript"
        body = VERSION.sub(GONE, text) if sum("/map.js" not in one for one in asked) == 1 else text
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page.route(re.compile(r"/(\?|map\.js)"), make_old)
    page.goto(f"{site}/?lang={lang}")
    page.wait_for_function(
        f"document.querySelectorAll('.leaflet-marker-pane > *').length >= {fresh}"
    )
    assert sum("/map.js" not in one for one in asked) == 2


def test_where_a_reload_does_not_help_it_is_not_tried_again(page: Page, site: str):
    pages = []
    page.route(re.compile(r"/\?"), lambda route: (pages.append(1), route.continue_()))
    page.route(re.compile(r"/v/[0-9a-f]{16}/"), lambda route: route.fulfill(status=410, body="{}"))
    page.goto(f"{site}/?lang=en")
    wait_quiet(page)
    assert len(pages) == 2
    assert page.locator(".leaflet-container").count() >= 1
