"""The panel where there is little room: a sheet with three stops, answers before inputs, nothing cut."""

from __future__ import annotations

import pytest
from opening import open_page
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
PEEK_PX = 96


@pytest.fixture
def phone(browser: Browser):
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    page.set_default_timeout(8000)
    yield page
    page.close()


def measure(page: Page) -> float:
    return page.locator("#panel").bounding_box()["height"]


def test_the_sheet_has_three_stops_by_its_button(phone: Page, site: str):
    open_page(phone, f"{site}/?lang=en&claim=3")
    half, grip = measure(phone), phone.locator(".grip")
    expect(grip).to_have_attribute("aria-expanded", "true")
    grip.click()
    full = measure(phone)
    grip.click()
    assert abs(measure(phone) - PEEK_PX) <= 1
    assert PEEK_PX < half < 0.6 * PHONE["height"] < full
    expect(grip).to_have_attribute("aria-expanded", "false")
    expect(grip).to_contain_text("Tokyo, Taiwan Strait")
    expect(grip).to_contain_text("In Tokyo he told")
    expect(phone.locator("#pane-story")).to_be_hidden()
    grip.click()
    assert abs(measure(phone) - half) <= 1


def test_the_sheet_is_moved_by_the_arrow_keys(phone: Page, site: str):
    open_page(phone, f"{site}/?lang=en")
    half = measure(phone)
    phone.locator(".grip").focus()
    phone.keyboard.press("ArrowDown")
    assert abs(measure(phone) - PEEK_PX) <= 1
    phone.keyboard.press("ArrowDown")
    assert abs(measure(phone) - PEEK_PX) <= 1
    phone.keyboard.press("ArrowUp")
    phone.keyboard.press("ArrowUp")
    assert measure(phone) > half


@pytest.mark.parametrize(("by", "stop"), [(-360, "full"), (300, "peek"), (30, "half")])
def test_the_sheet_is_drawn_and_settles(phone: Page, site: str, by: int, stop: str):
    open_page(phone, f"{site}/?lang=en")
    box = phone.locator(".grip").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 8
    phone.mouse.move(x, y)
    phone.mouse.down()
    phone.mouse.move(x, y + by / 2)
    phone.mouse.move(x, y + by)
    phone.mouse.up()
    expect(phone.locator("html")).to_have_attribute("data-sheet", stop)


def test_what_wants_to_be_read_raises_the_sheet(phone: Page, site: str):
    open_page(phone, f"{site}/?lang=en")
    phone.locator(".grip").focus()
    phone.keyboard.press("ArrowDown")
    phone.locator("#map_1 .mark-icon:visible").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("html")).to_have_attribute("data-sheet", "half")
    expect(phone.locator("#card")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_is_opaque_to_the_edge(browser: Browser, site: str, scheme: str):
    page = browser.new_page(viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=en&tool=layers")
    through = page.evaluate(
        """() => {
          const panel = document.querySelector("#panel");
          const {left, right, bottom} = panel.getBoundingClientRect();
          const spots = [left + 20, (left + right) / 2, right - 20].flatMap(x => [2, 14, 40].map(up => [x, bottom - up]));
          return spots.filter(([x, y]) => !panel.contains(document.elementFromPoint(x, y)));
        }"""
    )
    assert through == []
    assert (
        page.locator("#panel")
        .evaluate("one => getComputedStyle(one).backgroundColor")
        .startswith("rgb(")
    )
    assert page.locator("#panel").bounding_box()["y"] + measure(page) == PHONE["height"]
    page.close()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("tool", ["distance", "coverage"])
def test_the_answer_comes_first_and_the_inputs_stand_behind_change(
    phone: Page, site: str, tool: str, lang: str
):
    open_page(phone, f"{site}/?lang={lang}&tool={tool}")
    answer = phone.locator(f"#{tool} .answer").first
    expect(answer).to_be_visible()
    box = answer.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
    if tool == "coverage":
        told = phone.locator("#coverage .answer ~ p").first.bounding_box()
        assert told["y"] + told["height"] <= PHONE["height"]
    expect(phone.locator(f"#{tool} .form").first).to_be_hidden()
    phone.locator(f"#{tool} .change > summary").click()
    expect(phone.locator(f"#{tool} .form").first).to_be_visible()


def test_in_a_window_the_inputs_are_open(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    expect(page.locator("#distance .form").first).to_be_visible()


CUT = """() => {
  const cut = [];
  const shown = one => one.checkVisibility() && one.getClientRects().length;
  for (const one of document.querySelectorAll(".top h1, .top button, .top a.button, .tabs button, .grip, .steps button, .map-buttons button")) {
    if (!shown(one)) continue;
    const {left, top, right, bottom} = one.getBoundingClientRect();
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) cut.push(one.outerHTML.slice(0, 60));
    if (one.scrollWidth > one.clientWidth + 1) cut.push("text " + one.outerHTML.slice(0, 60));
  }
  const panel = document.querySelector("#panel");
  if (panel.scrollWidth > panel.clientWidth + 1) cut.push("panel");
  if (document.documentElement.scrollWidth > innerWidth) cut.push("page");
  return cut;
}"""


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    ("width", "height"), [(640, 400), (360, 740), (320, 640), (844, 390), (768, 1024), (900, 1200)]
)
def test_nothing_is_cut(browser: Browser, site: str, width: int, height: int, lang: str):
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    for query in ("", "claim=3", "tool=distance"):
        open_page(page, f"{site}/?lang={lang}&{query}")
        page.wait_for_selector("html.ready")
        assert page.evaluate(CUT) == [], query
        first = page.locator(".pane:visible h2:visible").first.bounding_box()
        assert first["y"] + first["height"] <= height
    page.close()


@pytest.mark.parametrize(("width", "height"), [(768, 1024), (820, 1180), (390, 844)])
def test_upright_the_panel_is_below_the_map(browser: Browser, site: str, width: int, height: int):
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=en")
    panel = page.locator("#panel").bounding_box()
    assert panel["width"] == width
    assert panel["y"] > height / 3
    assert page.locator(".top").bounding_box()["height"] <= 60
    dated = page.locator(".foot-asof").bounding_box()
    assert dated["y"] + dated["height"] <= panel["y"] + 1
    page.close()


def test_a_tablet_that_lies_has_the_panel_beside_the_map(browser: Browser, site: str):
    page = browser.new_page(viewport={"width": 1024, "height": 768}, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=en")
    assert page.locator("#panel").bounding_box()["width"] < 512
    page.close()


def test_nothing_scrolls_in_the_sheet_but_the_sheet(phone: Page, site: str):
    open_page(phone, f"{site}/?lang=en&tool=distance")
    expect(phone.locator("#distance tbody tr")).to_have_count(22)
    inner = phone.locator("#distance .table-scroll")
    assert inner.evaluate("one => one.scrollHeight - one.clientHeight") <= 1


@pytest.mark.parametrize("by", ["button", "key"])
def test_zooming_keeps_the_mark_that_is_open_where_it_is(phone: Page, site: str, by: str):
    open_page(phone, f"{site}/?lang=en&feature=us_bases/fleet-activities-yokosuka")
    phone.wait_for_selector("html.ready:not(.drawing)")
    expect(phone.locator(".label-chosen")).to_be_visible()
    mark = phone.locator("#map_1 .mark[data-ref='us_bases/fleet-activities-yokosuka']")
    before = mark.bounding_box()
    for _ in range(2):
        if by == "button":
            phone.get_by_role("button", name="Zoom in").click()
        else:
            phone.locator("#map_1").press("+")
        phone.wait_for_timeout(400)
    after = mark.bounding_box()
    assert abs(after["x"] + after["width"] / 2 - before["x"] - before["width"] / 2) <= 3
    assert abs(after["y"] + after["height"] / 2 - before["y"] - before["height"] / 2) <= 3


@pytest.mark.parametrize("opened", ["", "&feature=us_bases/kadena-ab"])
def test_zooming_is_about_the_middle_of_what_is_seen(phone: Page, site: str, opened: str):
    open_page(phone, f"{site}/?lang=en&view=25.4,127.9,6{opened}")
    phone.wait_for_selector("html.ready:not(.drawing)")
    if opened:  # what is open is drawn under the sheet
        expect(phone.locator(".label-chosen")).to_be_visible()
        phone.mouse.move(60, 180)
        phone.mouse.down()
        phone.mouse.move(60, 300, steps=4)
        phone.mouse.move(60, 400, steps=4)
        phone.wait_for_timeout(300)
        phone.mouse.up()
        phone.wait_for_timeout(300)
    top = phone.locator("#map_1").bounding_box()["y"]
    middle = (top + 46 + phone.locator(".foot").bounding_box()["y"] - 14) / 2
    island = phone.locator("#map_1 path.island[aria-label='Okinawa Island']")
    before = island.bounding_box()
    phone.get_by_role("button", name="Zoom in").click()
    phone.wait_for_timeout(500)
    after = island.bounding_box()
    for edge in (0, 1):
        was, now = (one["y"] + edge * one["height"] for one in (before, after))
        assert abs(now - (middle + 2 * (was - middle))) <= 4
