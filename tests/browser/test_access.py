"""Everyone can use it: keyboard, targets, contrast modes, paper."""

from __future__ import annotations

import json

import pytest
from opening import STATES, open_page, wait_quiet, watch_bytes
from playwright.sync_api import Browser, Page, expect

LEAST_TARGET = 24


def test_the_map_is_a_link_away(page: Page, site: str):
    """The panel is read before the map; who wants the map skips it."""
    open_page(page, site)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#map_1")).to_be_focused()


def test_every_facility_is_reached_by_arrow_keys_or_the_table(page: Page, site: str):
    open_page(page, f"{site}/?tool=table")
    links = page.locator("#pane-table tbody a")
    assert links.count() == 75
    links.nth(40).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_tabs_turn_with_arrow_keys(page: Page, site: str):
    open_page(page, site)
    page.locator("#tab-story").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-layers")).to_be_focused()
    expect(page.locator("#pane-layers")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-share")).to_be_focused()


@pytest.mark.parametrize("query", ["", "tool=layers", "tool=distance", "tool=coverage"])
@pytest.mark.parametrize("width", [390, 1280])
def test_targets_are_large_enough(browser: Browser, site: str, width: int, query: str):
    """Islands are as large as they are drawn; the search offers each of them as a row."""
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, f"{site}/?{query}")
    small = page.evaluate(
        """least => [...document.querySelectorAll("button, select, input:not([type=radio]), [role=button], summary")]
          .filter(one => one.checkVisibility() && !one.closest("label, .leaflet-islands-pane"))
          .map(one => [one, one.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < least || box.height < least))
          .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)""",
        LEAST_TARGET,
    )
    assert small == []
    context.close()


def test_forced_colours_keep_the_marks(browser: Browser, site: str):
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    open_page(page, site)
    shape = page.locator("#map_1 .mark-icon .shape").first
    assert shape.evaluate("one => getComputedStyle(one).fill") not in ("none", "rgb(0, 0, 0)")
    context.close()


def test_still_motion_is_still(page: Page, site: str):
    open_page(page, site)
    page.get_by_role("button", name="Okinawa (31)").click()
    first = page.locator("#map_1 .leaflet-map-pane").get_attribute("style")
    page.wait_for_timeout(120)
    assert page.locator("#map_1 .leaflet-map-pane").get_attribute("style") == first


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_prints_map_legend_answer_sources_and_link(page: Page, site: str, theme: str):
    open_page(page, f"{site}/?tool=coverage&theme={theme}")
    expect(page.locator("#coverage .answer")).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(100)
    for selector in ("#map_1", "#branches", "#coverage .answer", "#notes"):
        assert page.locator(selector).is_visible()
    for selector in (".chips", ".tabs", ".map-buttons", "#coverage .form >> nth=0"):
        assert not page.locator(selector).is_visible()
    assert page.get_by_text("tool=coverage").is_visible()
    assert page.locator("#map_1").bounding_box()["width"] <= 700
    assert page.locator("body").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("html").get_attribute("data-theme") == theme


def test_the_policy_is_never_broken(page: Page, site: str):
    broken: list[str] = []
    page.on(
        "console", lambda one: broken.append(one.text) if "Content Security" in one.text else None
    )
    for query in STATES.values():
        open_page(page, f"{site}/?{query}")
        wait_quiet(page)
    assert broken == []


@pytest.mark.parametrize(("lang", "most"), [("en", 190 * 1000), ("ja", 190 * 1024)])
def test_the_page_is_light(page: Page, site: str, lang: str, most: int):
    """Bytes and requests up to the first view, as gzip: a count, no time."""
    sizes = watch_bytes(page)
    open_page(page, f"{site}/?lang={lang}")
    wait_quiet(page)
    assert len(sizes) <= 13, json.dumps(sizes)
    assert sum(sizes) <= most, sum(sizes)


def test_the_layers_of_the_map_are_two_stops(page: Page, site: str):
    """One stop for the marks, one for the islands; arrow keys go between them."""
    open_page(page, site)
    page.wait_for_function("() => document.querySelectorAll('path.island').length > 300")
    page.locator("#map_1").focus()
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('class') ?? ''"))
    assert sum("mark-icon" in one for one in seen) == 1
    assert sum("island" in one for one in seen) == 1


def test_islands_are_gone_through_by_arrow_keys_and_opened(page: Page, site: str):
    open_page(page, site)
    page.wait_for_function("() => document.querySelectorAll('path.island').length > 300")
    page.locator("path.island[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert second not in (None, first)
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_have_text(second)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == second


@pytest.mark.parametrize("query", ["", "tool=table"])
def test_focus_returns_to_where_the_card_was_opened(page: Page, site: str, query: str):
    open_page(page, f"{site}/?{query}")
    start = "#pane-table tbody a >> nth=5" if query else "#map_1 .mark-icon:has(.count) >> nth=0"
    page.locator(start).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(start)).to_be_focused()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (800, 600), (1280, 800)])
def test_the_first_screen_is_one_screen(browser: Browser, site, width, height, lang):
    """The steps of the story end where the window ends, whatever the header's height."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    open_page(page, f"{site}/?lang={lang}")
    bottom = page.locator("#stage").evaluate("one => one.getBoundingClientRect().bottom")
    assert abs(bottom - height) < 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()
