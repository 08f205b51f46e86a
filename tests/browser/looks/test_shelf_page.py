"""Sixteen articles as a reader meets them: chosen from a list, told by topic, listed on a card."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from opening import open_page, run_axe, wait_quiet, watch_bytes
from playwright.sync_api import Browser, Page, expect
from serving import serve
from shelves import keep_first, name, write_shelf

PAGES = ("/?", f"/?article={name(2)}&claim=2&", "/?feature=us_bases/misawa-ab&", "/articles?f=html&",
         f"/articles/{name(5)}?f=html&", "/topics?f=html&", "/topics/basing?f=html&",
         "/collections/us_bases/items/misawa-ab?f=html&")  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Iterator[str]:
    folder = str(write_shelf(tmp_path_factory.mktemp("shelf")))
    with serve("--layers", str(keep_first()), "--articles", folder) as address:
        yield address


def test_an_article_is_chosen_by_keyboard(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en")
    choice = page.get_by_label("Choose an article")
    choice.focus()
    page.keyboard.type("31 May 2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**article=shelf-00*")
    expect(page.locator("#first h2")).to_have_text("Headline made up for test 0")


def test_an_article_is_chosen_without_javascript(browser: Browser, shelf: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shelf}/?lang=ja")
    page.get_by_label("記事を選ぶ").select_option(name(3))
    page.get_by_role("button", name="読む").click()
    expect(page.locator("#first h2")).to_have_text("Headline made up for test 3")
    assert "lang=ja" in page.url
    context.close()


def test_points_of_a_story_are_chosen_by_topic(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en&article={name(0)}")
    page.get_by_label("Topic").select_option("access")
    told = page.locator(".claim:visible .claim-text")
    expect(told).to_have_text("Gazette 0 counts 100 visitors in its claim 2.")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_label("Topic").select_option("")
    expect(page.locator("#first")).to_be_visible()
    page.get_by_role("link", name="The story in").click()
    expect(told).to_have_count(2)
    page.get_by_label("Topic").select_option("basing")
    expect(told).to_have_text(["Gazette 0 counts 100 visitors in its claim 1."])


def test_a_card_fetches_what_all_articles_say_newest_first(page: Page, shelf: str):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    open_page(page, f"{shelf}/?lang=en")
    wait_quiet(page)
    assert not [one for one in asked if "annotations" in one]
    open_page(page, f"{shelf}/?lang=en&feature=us_bases/misawa-ab")
    rows = page.locator("#card .mentions nav li")
    expect(rows).to_have_count(17)
    expect(rows.nth(0)).to_contain_text("Gazette 12, 2 January 2026")
    expect(rows.nth(2)).to_contain_text("Gazette 13, April 2025")
    expect(rows.nth(16)).to_contain_text("publisher not confirmed")
    expect(page.get_by_role("link", name="Figures about this place")).to_have_attribute(
        "href", "/figures?f=html&lang=en&place=us_bases/misawa-ab"
    )


def test_claims_that_do_not_come_are_said_not_to(page: Page, shelf: str):
    page.route("**/annotations.lean.en.json", lambda route: route.abort())
    open_page(page, f"{shelf}/?lang=en&feature=us_bases/misawa-ab")
    expect(page.locator("#card .mentions [role=status]")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_is_as_light_as_with_one(page: Page, shelf: str, lang: str):
    """Bytes and requests up to the first view, as gzip: a count, no time."""
    sizes = watch_bytes(page)
    open_page(page, f"{shelf}/?lang={lang}")
    wait_quiet(page)
    assert len(sizes) <= 13, json.dumps(sizes)
    assert sum(sizes) <= 190 * 1024, sum(sizes)


@pytest.mark.parametrize(("scheme", "lang", "width"),
                         [("light", "en", 1280), ("dark", "ja", 360)])  # fmt: skip
def test_axe_finds_nothing(browser: Browser, shelf: str, scheme: str, lang: str, width: int):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce",
        bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    told = {}
    for path in PAGES:
        page.goto(f"{shelf}{path}lang={lang}")
        wait_quiet(page)
        told |= {(path, rule): nodes for rule, nodes in run_axe(page).items()}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert told == {}
    context.close()
