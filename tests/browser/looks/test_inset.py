"""The small second map: the same places as the large one, in its place and to its scale."""

from __future__ import annotations

import re

from opening import open_page
from playwright.sync_api import Page, expect

SMALL = """
() => Object.fromEntries([...document.querySelectorAll(".inset .mark-icon")].map(one => {
  const box = one.querySelector(".icon").getBoundingClientRect();
  return [one.querySelector("title").textContent, [box.x + box.width / 2, box.y + box.height / 2]];
}))
"""
LARGE = """
() => Object.fromEntries([...document.querySelectorAll("#map_1 .mark-icon")].map(one =>
  [one.ariaLabel.split(", ")[0].split(": ").at(-1), [one.style.left, one.style.top].map(parseFloat)]))
"""


def test_its_marks_stand_as_those_of_the_map_do_and_all_that_its_words_count(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&view=26.5,127.9,7.6")
    small, large = page.evaluate(SMALL), page.evaluate(LARGE)
    both = sorted((small[name], large[name]) for name in small if name in large)
    assert len(both) > 20, (small, large)
    (first, here), (last, there) = both[0], both[-1]
    scale = (last[0] - first[0]) / (there[0] - here[0])
    for (x, y), (far_x, far_y) in both:
        assert abs(first[0] + (far_x - here[0]) * scale - x) < 3
        assert abs(first[1] + (far_y - here[1]) * scale - y) < 3
    page.goto(f"{site}/?lang=en")
    page.wait_for_selector("html.ready:not(.drawing)")
    caption = page.locator(".inset figcaption").text_content() or ""
    frame = page.locator(".inset-map").bounding_box()
    inside = [
        (x, y) for x, y in page.evaluate(SMALL).values()
        if frame["x"] < x < frame["x"] + frame["width"]
        and frame["y"] < y < frame["y"] + frame["height"]
    ]  # fmt: skip
    assert [len(inside)] == [int(one) for one in re.findall(r"(\d+) of", caption)]


def test_a_click_on_a_mark_opens_it_and_one_beside_it_goes_there(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&view=33,134,5")
    page.locator(".inset .mark-icon").last.click()
    expect(page.locator("#card h2")).to_be_visible()
    page.wait_for_timeout(1200)
    assert page.evaluate("map_1.getZoom()") == 5
    page.locator("#panel .close, #card button").first.click()
    page.locator(".inset-map").click(position={"x": 8, "y": 8})
    page.wait_for_url(re.compile(r"view=26\.\d+,12[78]\.\d+,\d+"))


def test_another_filter_shows_others_and_a_layer_that_is_off_none(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&where=kinds:airfield")
    some = page.locator(".inset .mark-icon").count()
    open_page(page, f"{site}/?lang=en")
    expect(page.locator(".inset path.island-ground")).to_have_count(1)
    assert 0 < some < page.locator(".inset .mark-icon").count()
    page.goto(f"{site}/?lang=en&layers=japan_archipelago")
    page.wait_for_selector("html.ready:not(.drawing)")
    expect(page.locator(".inset .mark-icon")).to_have_count(0)
    page.locator("input[name=layer][value=us_bases]").evaluate("one => one.click()")
    expect(page.locator(".inset .mark-icon").first).to_be_attached()
    page.locator("input[name=layer][value=us_bases]").evaluate("one => one.click()")
    expect(page.locator(".inset .mark-icon")).to_have_count(0)


def test_the_small_ones_lie_on_the_large(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    sizes = page.locator(".inset .mark-icon").evaluate_all(
        "all => all.map(one => one.classList.contains('large'))"
    )
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 2
