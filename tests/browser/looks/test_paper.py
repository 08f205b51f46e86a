"""What is printed: the map laid out for the sheet, what is said of it, whose it is; on both ways of A4."""

from __future__ import annotations

import re

import pytest
from opening import open_page
from playwright.sync_api import Browser, Page, expect

RING = "tool=coverage&origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
A4_PX = (794, 1123)
SHOWN = {
    "claim=10": "#claim-10", "feature=us_bases/kadena-ab": "#card .facts", RING: "#coverage .assumption",
    "tool=distance": "#distance .answer",
}  # fmt: skip


def lay(page: Page, *, landscape: bool = False) -> None:
    """Show a page as it is printed: it is told of it first, and then has the size of the sheet."""
    page.emulate_media(media="print")
    page.wait_for_selector("html.paper")
    sides = ("height", "width") if landscape else ("width", "height")
    page.set_viewport_size(dict(zip(sides, A4_PX, strict=True)))
    page.wait_for_timeout(200)


LINES = """one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return [...range.getClientRects()].filter(({width}) => width).map(({left, top}) => [left, top]);
}"""


def list_lines(page: Page, selector: str) -> list[list[float]]:
    """Return where each line of text begins: beside what floats, boxes go on behind it."""
    texts = f":is({selector}) :is(h2, h3, p, dd, li, td), :is({selector}):is(p)"
    found = page.locator(texts).locator("visible=true")
    return [spot for at in range(found.count()) for spot in found.nth(at).evaluate(LINES)]


def read_view(address: str) -> list[float]:
    return [float(one) for one in address.split("view=")[1].split(",")]


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("query", SHOWN)
def test_the_map_uses_the_sheet_with_what_is_said_of_it(
    page: Page, site: str, query: str, landscape: bool
):
    open_page(page, f"{site}/?lang=en&{query}")
    expect(page.locator(SHOWN[query]).first).to_be_visible()
    lay(page, landscape=landscape)
    sheet = page.locator("#map_1").bounding_box()
    assert sheet["width"] >= 0.6 * A4_PX[landscape]
    assert sheet["height"] >= 0.45 * A4_PX[0]
    assert sheet["x"] + sheet["width"] <= A4_PX[landscape]
    for selector in (SHOWN[query], "#branches", ".foot-credit", ".asof", ".inset"):
        assert page.locator(selector).first.is_visible(), selector
    right, foot = sheet["x"] + sheet["width"] - 1, sheet["y"] + sheet["height"] - 1
    lines = list_lines(page, SHOWN[query])
    assert lines
    assert [one for one in lines if one[0] < right and one[1] < foot] == []
    assert (lines[0][0] >= right) == landscape


def test_nothing_lies_over_the_map_and_its_land_goes_to_the_edge(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{RING}")
    page.wait_for_selector("path.ring", state="attached")
    lay(page)
    sheet = page.locator("#map_1").bounding_box()
    for selector in ("#panel", ".inset", ".foot", ".chips", ".map-buttons"):
        box = page.locator(selector).bounding_box()
        assert box is None or box["y"] >= sheet["y"] + sheet["height"] - 1, selector
    drawn = page.locator("#map_1 .leaflet-land-pane svg").first.bounding_box()
    assert drawn["x"] <= sheet["x"]
    assert drawn["y"] <= sheet["y"]
    assert drawn["x"] + drawn["width"] >= sheet["x"] + sheet["width"]
    assert drawn["y"] + drawn["height"] >= sheet["y"] + sheet["height"]
    ring = page.locator("path.ring").first.bounding_box()
    assert ring["x"] >= sheet["x"] - 1
    assert ring["y"] + ring["height"] <= sheet["y"] + sheet["height"] + 1


STANDING = """() => [...document.querySelectorAll("#map_1 .mark-icon:not(.under), #map_1 .label")]
  .filter(one => one.checkVisibility({ visibilityProperty: true }))
  .map(one => [one.dataset.ref ?? one.textContent, one.querySelector(".count")?.textContent ?? "", one.style.left, one.style.top].join(" "))
  .sort()"""


def test_marks_and_names_stand_right_when_the_printer_takes_the_page(page: Page, site: str):
    """A printer waits for no frame and no task after the page was told of it."""
    open_page(page, f"{site}/?lang=en&view=26.4,127.9,9")
    page.wait_for_timeout(600)
    at_once = page.evaluate(
        f"() => {{ dispatchEvent(new Event('beforeprint')); return ({STANDING})(); }}"
    )
    page.wait_for_timeout(400)
    assert at_once == page.evaluate(STANDING)
    assert len(at_once) > 20


def test_after_printing_the_screen_is_as_before(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=3&theme=dark")
    page.wait_for_timeout(600)
    address, box = page.url, page.locator("#map_1").bounding_box()
    lay(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="screen")
    page.wait_for_selector("html:not(.paper)")
    assert page.locator("#map_1").bounding_box() == box
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.wait_for_timeout(600)
    assert read_view(page.url) == pytest.approx(read_view(address), abs=0.03)


@pytest.mark.parametrize("landscape", [False, True])
def test_the_table_is_printed_whole_and_as_a_table(page: Page, site: str, landscape: bool):
    open_page(page, f"{site}/?lang=en&tool=table")
    lay(page, landscape=landscape)
    assert page.locator("#pane-table tbody tr:visible").count() == 83
    assert not page.locator("#map_1").is_visible()
    box = page.locator("#pane-table table").bounding_box()
    assert box["x"] + box["width"] <= A4_PX[landscape]
    assert (
        page.locator("thead").evaluate("one => getComputedStyle(one).display")
        == "table-header-group"
    )
    # A heading that sticks, or is a button, is left out where the sheet after repeats it.
    assert (
        page.locator("#pane-table th .sort").first.evaluate("one => getComputedStyle(one).display")
        == "contents"
    )
    assert (
        page.locator("#pane-table thead th").first.evaluate("one => getComputedStyle(one).position")
        == "static"
    )


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("query", ["claim=16", "feature=us_bases/misawa-ab"])
def test_a_sheet_of_paper_is_as_it_is_held(page: Page, site: str, query: str, landscape: bool):
    open_page(page, f"{site}/?lang=en&{query}")
    paper = page.pdf(format="A4", landscape=landscape)
    width, height = (float(one) for one in re.search(
        rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper).groups())  # fmt: skip
    assert (width > height) == landscape
    assert len(paper) > 20_000


def test_a_phone_prints_the_map_as_a_window_does(browser: Browser, site: str):
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=ja&feature=us_bases/kadena-ab")
    expect(page.locator("#card .facts")).to_be_visible()
    lay(page)
    assert page.locator("#map_1").bounding_box()["width"] >= 0.6 * A4_PX[0]
    assert page.locator("#card .facts").is_visible()
    assert not page.locator(".grip").is_visible()
    page.close()
