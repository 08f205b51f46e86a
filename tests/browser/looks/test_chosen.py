"""What is chosen is seen: a ring round a town, an island's own coast; slim windows cut no line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

READY = "html.ready:not(.drawing)"
RING = ".lit-point:visible"


def middle(box: dict) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("ref", ["places/nago", "places/taipei", "japan_archipelago/yonagunijima"])
def test_a_place_without_a_mark_is_ringed_and_in_sight(page: Page, site: str, ref: str, lang: str):
    page.goto(f"{site}/?lang={lang}&feature={ref}")
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(RING)).to_have_count(1)
    page.wait_for_timeout(800)
    x, y = middle(page.locator(RING).bounding_box())
    panel = page.locator("#panel").bounding_box()
    assert x > panel["x"] + panel["width"]
    assert 60 < y < 740
    page.keyboard.press("Escape")
    expect(page.locator(RING)).to_have_count(0)


def test_a_town_that_is_searched_is_ringed(page: Page, site: str):
    page.goto(f"{site}/?lang=en")
    page.wait_for_selector(READY, state="attached")
    page.locator("#search").fill("Taipei")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(RING)).to_have_count(1)


def test_the_coast_of_an_open_island_is_lit_and_another_takes_its_place(page: Page, site: str):
    page.goto(f"{site}/?lang=en&feature=japan_archipelago/yonagunijima")
    lit = page.locator(".island.chosen")
    expect(lit).to_have_attribute("data-ref", "japan_archipelago/yonagunijima")
    # The full coasts come when a reader is near.
    with page.expect_response("**/japan_archipelago.*json*"):
        page.evaluate("map_1.setZoom(9, { animate: false })")
    page.wait_for_timeout(800)
    expect(lit).to_have_attribute("data-ref", "japan_archipelago/yonagunijima")
    page.evaluate("history.pushState({}, '', '/?lang=en&feature=us_bases/kadena-ab')")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator(".mark[aria-current], .mark-icon[aria-current]")).to_have_count(1)
    expect(lit).to_have_count(0)
    expect(page.locator(RING)).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("width", [360, 390, 430])
def test_a_phone_has_one_line_above_and_a_whole_headline_below(
    page: Page, site: str, width: int, lang: str
):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}/?lang={lang}")
    page.wait_for_selector(READY, state="attached")
    title = page.locator(".top h1")
    lines = title.evaluate("one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)")
    assert round(lines) == 1
    page.locator(".grip").click()
    page.locator(".grip").click()
    expect(page.locator("html")).to_have_attribute("data-sheet", "peek")
    headline = page.locator(".grip strong")
    cut = headline.evaluate(
        "one => [one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth]"
    )
    assert max(cut) <= 1
    box = headline.bounding_box()
    assert box["y"] + box["height"] <= 844


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(("width", "height"), [(420, 440), (420, 300), (360, 420), (519, 320)])
def test_no_button_lies_on_the_card_of_a_slim_frame(
    page: Page, site: str, width: int, height: int, lang: str
):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/embed?live=1&lang={lang}&feature=us_bases/kadena-ab")
    page.wait_for_selector(READY, state="attached")
    card = page.locator("#panel").bounding_box()
    for button in page.locator(".map-buttons button:visible").all():
        box = button.bounding_box()
        over = box["x"] < card["x"] + card["width"] and card["x"] < box["x"] + box["width"]
        assert not (over and box["y"] + box["height"] > card["y"]), (box, card)


@pytest.mark.parametrize("live", ["", "&live=1"])
def test_no_letter_of_a_frame_is_made_bold_by_the_browser(page: Page, site: str, live: str):
    page.goto(f"{site}/embed?lang=en{live}")
    page.wait_for_selector("svg.still-map:visible, .mark-icon")
    assert page.evaluate("getComputedStyle(document.body).fontSynthesisWeight") == "none"
    faces = page.evaluate(
        "[...document.fonts].filter(one => one.status === 'loaded' && /Sans/.test(one.family)).map(one => one.weight)"
    )
    assert faces == ["400"]
    assert page.locator("h1").evaluate("one => getComputedStyle(one).fontWeight") == "400"


def test_a_far_end_is_named_and_free_on_a_phone(page: Page, site: str):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/?lang=en&from=us_bases/kadena-ab&to=places/washington")
    page.wait_for_selector(READY, state="attached")
    foot = page.locator(".foot").bounding_box()["y"]
    for name in ("Kadena", "Washington, D.C."):
        label = page.locator("#map_1 .label-told:visible, #map_1 .label:visible", has_text=name)
        expect(label.first).to_be_visible()
        box = label.first.bounding_box()
        assert box["y"] + box["height"] <= foot, name
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390, name
