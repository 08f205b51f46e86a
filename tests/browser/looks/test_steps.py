"""The story in stops: how the map moves, what is named, exploring and coming back."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from opening import open_page, wait_quiet
from playwright.sync_api import Browser, Page, expect

BOILERPLATE = "Summarized in our words"
BOX = "one => { const {left, top, right, bottom} = one.getBoundingClientRect(); return [left, top, right, bottom] }"


def cross(a: list[float], b: list[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("claim", [1, 3, 14, 16])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (768, 1024), (640, 400)])
def test_nothing_covers_a_place_of_the_stop(
    browser: Browser, site: str, width: int, height: int, claim: int
):
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=en&claim={claim}")
    page.wait_for_selector("#map_1 .label-told", state="attached")
    marked = page.locator("#map_1 :is(.lit-point, .mark-icon.lit)")
    over = page.locator("[data-obstacle]:visible, .chip:visible")
    boxes = over.evaluate_all(f"all => all.map({BOX})")
    for box in marked.evaluate_all(f"all => all.map({BOX})"):
        assert not [one for one in boxes if cross(box, one)], box
    page.close()


@pytest.mark.parametrize(
    ("query", "names"),
    [("lang=en&claim=3", ["Tokyo", "Taiwan"]), ("lang=en&claim=16", ["Iwo Jima (Iwo To)", "Tokyo"]),
     ("lang=ja&claim=16", ["硫黄島", "東京"]), ("lang=en&claim=1", ["Yokota", "Akasaka"])],
)  # fmt: skip
def test_the_places_of_a_stop_are_named_on_the_map(page: Page, site: str, query: str, names):
    open_page(page, f"{site}/?{query}")
    for name in names:
        label = page.locator("#map_1 .label-told:visible", has_text=name)
        expect(label.first).to_be_visible()


def test_names_of_the_stop_before_are_gone(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=14")
    expect(page.locator(".label-told", has_text="Southwest Islands")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".label", has_text="Southwest Islands")).to_have_count(0)


def test_what_is_true_of_all_points_is_said_once(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    assert page.locator("#pane-story").text_content().count(BOILERPLATE) == 1
    page.locator("[data-claim]").click()
    expect(page.get_by_text(BOILERPLATE)).to_be_hidden()
    expect(page.locator(".stop:visible")).to_contain_text("in our words")
    for _ in range(5):
        page.get_by_role("button", name="Next").click()
    expect(page.locator("#stop-rest")).to_be_visible()
    expect(page.get_by_text(BOILERPLATE)).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_a_point_that_is_asked_for_is_marked_among_those_of_its_stop(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=6")
    expect(page.locator("#claim-1")).to_be_visible()
    expect(page.locator("#claim-6.asked")).to_be_in_viewport()
    assert "claim=6" in page.url
    open_page(page, f"{site}/?lang=en&claim=13")
    expect(page.locator("#claim-13.asked")).to_be_in_viewport()


def watch(page: Page) -> None:
    page.evaluate(
        """() => {
          window.seen = [];
          const land = document.querySelector("#map_1 .leaflet-land-pane svg");
          new MutationObserver(() => window.seen.push(land.style.transform))
            .observe(land, {attributes: true, attributeFilter: ["style"]});
        }"""
    )


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_map_eases_to_the_next_stop_and_not_where_motion_is_unwanted(
    browser: Browser, site: str, motion: str
):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion=motion)
    open_page(page, f"{site}/?lang=en&claim=3")
    wait_quiet(page)
    page.wait_for_timeout(1500)
    watch(page)
    page.get_by_role("button", name="Next").click()
    page.wait_for_timeout(300)
    growing = page.locator("path.grows").count()
    page.wait_for_timeout(1500)
    steps = len(page.evaluate("[...new Set(window.seen)]"))
    if motion == "reduce":
        assert steps <= 1
        assert growing == 0
    else:
        assert steps > 2
        expect(page.locator("path.grows")).to_have_count(0)
    page.close()


def test_exploring_puts_the_story_aside_and_coming_back_is_the_stop_again(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=16")
    view = page.url
    page.get_by_role("button", name="Explore").click()
    expect(page.locator("#pane-story")).to_be_hidden()
    expect(page.locator("#map_1")).to_be_focused()
    expect(page.locator("#map_1 .lit-point")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    expect(page).not_to_have_url(view)
    page.get_by_role("button", name="Back to the story").click()
    expect(page.locator("#claim-16")).to_be_visible()
    expect(page.get_by_role("button", name="Explore")).to_be_focused()
    expect(page.locator("#map_1 .label-told", has_text="Tokyo")).to_be_visible()
    page.get_by_role("button", name="Explore").click()
    page.keyboard.press("Escape")
    expect(page.locator("#claim-16")).to_be_visible()


def test_a_card_opened_while_exploring_leads_back(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=16")
    page.get_by_role("button", name="Explore").click()
    page.locator("#map_1 .mark-icon:visible").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    page.get_by_role("button", name="Back to the story").click()
    expect(page.locator("#claim-16")).to_be_visible()


def test_on_a_phone_exploring_leaves_the_map_and_the_way_back(browser: Browser, site: str):
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    open_page(page, f"{site}/?lang=en&claim=3")
    page.get_by_role("button", name="Explore").click()
    expect(page.locator("#pane-story")).to_be_hidden()
    assert page.locator("#panel").bounding_box()["height"] < 80
    foot = page.locator(".foot").bounding_box()
    assert 760 < foot["y"] + foot["height"] <= page.locator("#panel").bounding_box()["y"] + 1
    page.get_by_role("button", name="Back to the story").click()
    expect(page.locator("#claim-3")).to_be_visible()
    page.close()


@pytest.mark.parametrize("width", [360, 640])
def test_a_live_frame_tells_the_same_stops(page: Page, site: str, width: int):
    page.set_viewport_size({"width": width, "height": 480})
    page.goto(f"{site}/embed?lang=en&tool=story&live=1")
    expect(page.locator("#stop-1 #claim-1")).to_be_visible()
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    panel = page.locator("#panel").evaluate(BOX)
    for name in ("Previous", "Explore", "Next"):
        box = page.get_by_role("button", name=name).evaluate(BOX)
        assert panel[0] <= box[0] + 1
        assert box[2] <= panel[2] + 1
        assert box[3] <= panel[3] + 1
    page.get_by_role("button", name="Explore").click()
    expect(page.locator("#pane-story")).to_be_hidden()
    page.get_by_role("button", name="Back to the story").click()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#claim-3")).to_be_visible()


def list_read(page: Page) -> list[tuple[str, str]]:
    """Return what a screen reader goes through: role and name of each node, in its order."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {one["nodeId"]: one for one in nodes}
    found: list[tuple[str, str]] = []

    def walk(one: dict) -> None:
        if not one.get("ignored"):
            found.append((one["role"]["value"], one.get("name", {}).get("value", "")))
        for child in one.get("childIds", ()):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return found


@pytest.mark.parametrize("path", ["/?lang=en&claim=3", "/embed?lang=en&claim=3&live=1"])
def test_the_story_is_read_before_the_islands(page: Page, site: str, path: str):
    page.goto(f"{site}{path}")
    page.wait_for_selector("html.ready:not(.drawing)")
    page.wait_for_function("() => document.querySelectorAll('#map_1 .mark-icon').length > 70")
    read = list_read(page)
    story = read.index(("heading", "Tokyo, Taiwan Strait"))
    mark = next(at for at, (_, name) in enumerate(read) if re.search(r"Kadena Air Base, ", name))
    assert story < mark
    islands = [at for at, (role, name) in enumerate(read) if (role, name) == ("button", "Rishiri")]
    assert all(story < at for at in islands)


@pytest.mark.parametrize("query", ["", "claim=1", "feature=us_bases/kadena-ab", "tool=distance"])
def test_headings_go_down_a_step_at_a_time(page: Page, site: str, query: str):
    open_page(page, f"{site}/?lang=en&{query}")
    wait_quiet(page)
    levels = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


FOCUS = """() => {
  const one = document.activeElement;
  return [one.tagName, one.id, one.checkVisibility()];
}"""


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_who_goes_by_keyboard_keeps_the_focus(page: Page, site: str, lang: str):
    """What is used hides itself, or is at its end: the focus goes to what it opened, or stays."""
    open_page(page, f"{site}/?lang={lang}")
    page.locator(".door[data-tab-link]").press("Enter")
    expect(page.locator("#pane-distance")).to_be_visible()
    assert page.evaluate(FOCUS) == ["BUTTON", "tab-distance", True]
    page.go_back()
    page.locator(".door[data-claim]").press("Enter")
    assert page.evaluate(FOCUS)[::2] == ["H2", True]
    onward = page.locator("#claim-next")
    for _ in range(8):
        onward.press("Enter")
    expect(onward).to_be_disabled()
    assert page.evaluate(FOCUS) == ["BUTTON", "claim-next", True]
    address = page.url
    onward.press("Enter")
    assert page.url == address
    page.goto(f"{site}/?lang={lang}&feature=us_bases/kadena-ab")
    page.locator("#card .button").filter(has_text=re.compile("Share|共有")).press("Enter")
    expect(page.locator("#pane-share")).to_be_visible()
    assert page.evaluate(FOCUS) == ["BUTTON", "tab-share", True]
