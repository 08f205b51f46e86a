"""An exported article in a browser: it has a map and an embed of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from opening import share
from playwright.sync_api import Page, expect
from serving import serve_folder

STORY = re.compile(r"The story in \d+ stops")


class Told(NamedTuple):
    """An article and what it says."""

    id: str
    claims: list[str]


@pytest.fixture(scope="module")
def copy(exported: Path) -> Iterator[str]:
    with serve_folder(exported) as address:
        yield address


@pytest.fixture(scope="module")
def second(exported: Path) -> Told:
    """The shortest article that is told in stops: not the one that a copy opens with."""
    read = [json.loads(one.read_bytes()) for one in sorted(exported.glob("articles/*.json"))]
    told = [
        Told(one["id"], [row["claim_en"] for row in one["claims"]])
        for one in read
        if STORY.search((exported / "articles" / one["id"] / "index.html").read_text("utf-8"))
    ]
    return min(told, key=lambda one: len(one.claims))


def test_an_exported_article_has_maps_of_its_own(page: Page, copy: str, second: Told):
    page.goto(f"{copy}/articles/{second.id}.html")
    page.get_by_role("link", name="Show on the map").click()
    page.wait_for_selector("html.ready")
    assert f"/articles/{second.id}/" in page.url
    page.get_by_role("link", name=STORY).click()
    told = page.locator(".claim:visible .claim-text")
    first = told.first.inner_text()
    assert first in second.claims
    address = share(page, "share.iframe").partition('src="')[2].partition('"')[0]
    assert f"articles/{second.id}/embed/?" in address
    page.goto(address.replace("&amp;", "&"))
    expect(told.filter(has_text=first)).to_have_count(1)
    for path in ("index.html", "embed/index.html"):
        page.goto(f"{copy}/{path}?article={second.id}&claim=2")
        expect(told.filter(has_text=second.claims[1])).to_have_count(1)
    page.goto(f"{copy}/index.html?article=nobody&claim=1")
    expect(page.locator("html[data-state='unknown-article']")).to_be_attached()
    expect(page.locator(".claim")).to_have_count(0)
