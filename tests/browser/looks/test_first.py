"""The first five seconds: who counted, three doors, one accent, and never a mark on open sea."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import pytest
from opening import open_page
from playwright.sync_api import Browser, Page, expect
from serving import serve

sys.path.insert(0, str(Path(__file__).parents[2] / "theatres"))
from made import PHILIPPINES, write_minimal

WATCH = """
window.frames_seen = []; window.shifted = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value; })
  .observe({ type: "layout-shift", buffered: true });
const seen = one => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
const some = query => [...document.querySelectorAll(query)].some(seen);
const heap = () => {
  const boxes = [...document.querySelectorAll("#map_1 .label")].filter(seen).map(one => one.getBoundingClientRect());
  return boxes.some((a, at) => boxes.slice(at + 1).some(b => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
};
const look = () => {
  if (document.body) {
    const main = document.querySelector("#map_1");
    window.frames_seen.push({
      marks: some("#map_1 .mark-icon:not(.under)") || some(".spots"),
      land: some("#map_1 path.land") || some(".ground-picture .land"),
      inset_marks: some(".inset .mark-icon"), inset_land: some(".inset path.island-ground"),
      labels: main ? some("#map_1 .label") : false, heap: heap(),
      drawn: document.documentElement.classList.contains("ready") && !document.documentElement.classList.contains("drawing"),
    });
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
DRAWN = "document.querySelector('html.ready:not(.drawing)')"
PHONE, WINDOW = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module", params=["japan", "philippines", "minimal"])
def theatre(request, tmp_path_factory, site):
    if request.param == "japan":
        yield request.param, site
        return
    folder = (
        PHILIPPINES
        if request.param == "philippines"
        else write_minimal(tmp_path_factory.mktemp("first") / "minimal")
    )
    with serve("--layers", str(folder)) as address:
        yield request.param, address


def slow_down(page: Page, *, processor: int = 4, line: int = 200_000) -> None:
    """Make the processor so many times slower, and the line so many bytes a second."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": processor})
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 120, "downloadThroughput": line, "uploadThroughput": line},
    )


def watch(browser: Browser, address: str, size: dict[str, int]) -> tuple[list[dict], float]:
    """Return what each frame of a slow opening shows, and how much was shifted."""
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(WATCH)
    slow_down(page)
    page.goto(address, wait_until="commit")
    page.wait_for_function(f"() => {DRAWN}", timeout=60_000)
    page.wait_for_timeout(600)
    found = page.evaluate("[window.frames_seen, window.shifted]")
    context.close()
    return found[0], found[1]


@pytest.mark.parametrize(
    ("query", "size"), [("", WINDOW), ("", PHONE), ("?view=26.4,127.9,9", WINDOW)]
)
def test_no_frame_has_marks_on_open_sea_or_names_in_a_heap(browser, theatre, query, size):
    frames, shifted = watch(browser, f"{theatre[1]}/{query}", size)
    assert any(one["marks"] and one["drawn"] for one in frames)
    assert [one for one in frames if one["marks"] and not one["land"]] == []
    assert [one for one in frames if one["inset_marks"] and not one["inset_land"]] == []
    assert [one for one in frames if one["heap"]] == []
    assert shifted <= 0.02


def test_a_live_frame_has_no_marks_on_open_sea_either(browser, site):
    frames, _ = watch(browser, f"{site}/embed?live=1", {"width": 640, "height": 400})
    assert any(one["marks"] and one["drawn"] for one in frames)
    assert [one for one in frames if one["marks"] and not one["land"]] == []
    assert [one for one in frames if one["heap"]] == []


def test_the_servers_drawing_is_there_with_the_page_and_goes_with_the_map(browser, site):
    frames, _ = watch(browser, site, WINDOW)
    before = [one for one in frames if not one["drawn"]]
    assert sum(one["marks"] and one["land"] for one in before) > len(before) / 2
    assert not any(one["labels"] for one in before)


@pytest.mark.parametrize("size", [WINDOW, PHONE, {"width": 1920, "height": 1080}])
@pytest.mark.parametrize("query", ["", "?bbox=122,23,132,35"])
def test_the_drawing_stands_where_the_map_will_be(browser: Browser, site: str, size, query):
    boxes = []
    for block in (True, False):
        context = browser.new_context(viewport=size)
        page = context.new_page()
        if block:
            page.route("**/map.js*", lambda route: route.abort())
        else:
            page.route("**/land.delta.json", lambda _: None)  # it never comes
        page.goto(f"{site}/{query}")
        page.wait_for_selector("html.grounded" if not block else "html", state="attached")
        page.wait_for_timeout(500)
        boxes.append(page.locator(".ground-picture .land").bounding_box())
        context.close()
    guessed, placed = boxes
    for name in ("x", "y", "width", "height"):
        assert abs(guessed[name] - placed[name]) <= 0.05 * size["width"], (name, boxes)


def test_land_that_does_not_come_is_stood_for_by_the_drawing(page: Page, site: str):
    page.route("**/backdrop/land.delta.json", lambda route: route.abort())
    page.goto(site)
    page.wait_for_function(f"() => {DRAWN}")
    expect(page.locator("#map_1 .mark-icon:not(.under)").first).to_be_visible()
    expect(page.locator("#map_1 .ground-picture .land")).to_be_visible()


def test_nothing_stands_under_the_map_when_it_is_there(page: Page, site: str):
    open_page(page, site)
    page.wait_for_function(f"() => {DRAWN}")
    expect(page.locator(".ground-picture")).to_have_count(0)


@pytest.mark.parametrize("size", [WINDOW, PHONE])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_three_doors_are_seen_at_once_and_are_as_large_as_thumbs(browser, site, size, lang):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, f"{site}/?lang={lang}")
    doors = page.locator(".door")
    assert doors.count() == 3
    for at in range(3):
        box = doors.nth(at).bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 88
        assert box["y"] + box["height"] <= size["height"]
        reached = page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.closest('.door') !== null",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] - 4],
        )
        assert reached, at
    context.close()


@pytest.mark.parametrize("size", [WINDOW, PHONE])
def test_each_door_opens(browser: Browser, site: str, size):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, site)
    page.get_by_role("button", name="Find a place").click()
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.get_by_role("link", name="How far is it?").click()
    example = page.locator(".door", has_text="How far").text_content()
    length = re.search(r"about ([\d,]+ km)", example or "")[1]
    expect(page.locator("#distance .answer")).to_contain_text(length)
    page.go_back()
    page.get_by_role("link", name="Read an article against the map").click()
    expect(page.locator("#claim-1")).to_be_visible()
    context.close()


def colours(page: Page, query: str) -> set[str]:
    return set(
        page.evaluate(
            "query => [...document.querySelectorAll(query)].filter(one => one.checkVisibility())"
            ".map(one => getComputedStyle(one.querySelector('.shape')).stroke)",
            query,
        )
    )


def token(page: Page, name: str) -> str:
    return page.evaluate(
        """name => { const one = document.createElement("i"); one.className = "mark-icon"; document.body.append(one);
        one.style.color = `var(--${name})`; const found = getComputedStyle(one).color; one.remove(); return found; }""",
        name,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_accent_is_what_is_read_and_branches_have_colours_in_layers(page, site, theme):
    open_page(page, f"{site}/?theme={theme}")
    ink, about = token(page, "mark"), token(page, "about")
    every = "#map_1 .mark-icon:not(.under) .icon, .inset .mark-icon .icon"
    assert ink != about
    assert colours(page, every) == {ink, about}
    assert colours(page, ".inset .icon") == {about}
    assert colours(page, "[data-ref='us_bases/misawa-ab'] .icon") == {ink}
    assert colours(page, "[data-ref='us_bases/kadena-ab'] .icon") == {about}
    page.get_by_role("tab", name="Layers").click()
    assert len(colours(page, every)) >= 4
    assert not {ink, about} & colours(page, every)
    for tab in ("Distance", "Table"):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator("html")).not_to_have_class(re.compile("by-branch"))
        assert colours(page, every) == {ink}
    page.get_by_role("tab", name="Story").click()
    expect(page.locator("html")).to_have_class(re.compile("leads"))
    assert about in colours(page, every)


def test_a_point_has_the_accent_of_its_places_only(page: Page, site: str):
    open_page(page, f"{site}/?claim=10")
    expect(page.locator("#map_1 .mark-icon.lit")).to_have_count(4)
    about = token(page, "about")
    assert colours(page, "#map_1 .mark-icon.lit:not(.under) .icon") == {about}
    rest = "#map_1 .mark-icon:not(.under):not(.lit) .icon"
    assert colours(page, rest) == {token(page, "mark")}


def test_a_filter_and_a_card_keep_one_accent(page: Page, site: str):
    open_page(page, f"{site}/?feature=us_bases/misawa-ab")
    expect(page.locator("#card h2")).to_contain_text("Misawa")
    about, ink = token(page, "about"), token(page, "mark")
    assert colours(page, "#map_1 .mark-icon.chosen .icon") == {about}
    assert colours(page, "#map_1 .mark-icon:not(.under):not(.chosen) .icon") == {ink}


@pytest.mark.parametrize(
    "query", ["article=hegseth-tokyo-2025-03-30", "feature=us_bases/misawa-ab"]
)
def test_an_address_of_one_thing_skips_the_lead(page: Page, site: str, query: str):
    open_page(page, f"{site}/?{query}")
    assert page.locator(".bars").count() == 0
    page.keyboard.press("Escape")
    assert "counted" not in page.locator("#pane-story").inner_text()
    assert page.locator(".door").count() == 3


ANSWERS = {
    "en": {
        "what it is": "US forces in Japan, place by place",
        "who counted": "Ministry of Defense counted 78 facilities for exclusive US use",
        "when": "(1 January 2020)",
        "where most": "31 of them, with 70% of their land, are in Okinawa Prefecture",
        "what is not shown": "Not shown: US facilities outside Japan",
        "of when the rest is": "Positions and roles: compiled",
        "its bars": "Land: 185 of 263 km²",
    },
    "ja": {
        "what it is": "在日米軍を場所ごとに見る",
        "who counted": "防衛省によると米軍専用施設は78か所",
        "when": "2020年1月1日現在",
        "where most": "うち31か所、面積では70％が沖縄県",
        "what is not shown": "示していないもの：",
        "of when the rest is": "位置・用途：",
        "its bars": "面積：263km²中185km²",
    },
}


@pytest.mark.parametrize("size", [WINDOW, PHONE])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_five_questions_are_answered_by_the_first_screen(browser, site, size, lang):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, f"{site}/?lang={lang}")
    page.wait_for_function(f"() => {DRAWN}")
    read = page.evaluate(
        """() => {
          // What lets a finger through to the map is read all the same.
          for (const one of document.querySelectorAll(".foot")) one.style.pointerEvents = "auto";
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            const box = range.getBoundingClientRect();
            const parent = walker.currentNode.parentElement;
            if (!box.width || !parent.checkVisibility({ visibilityProperty: true })) continue;
            if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) continue;
            const top = document.elementFromPoint(box.left + 3, box.bottom - 3);
            if (top && (parent.contains(top) || top.contains(parent))) found.push(walker.currentNode.textContent.trim());
          }
          return found.filter(Boolean).join("\\n");
        }"""
    )
    for question, answer in ANSWERS[lang].items():
        assert answer in read, (question, read)
    context.close()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("size", [WINDOW, PHONE, {"width": 360, "height": 640}])
def test_nothing_on_the_map_is_written_over_what_is_not_shown(browser, theatre, size, lang):
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{theatre[1]}/?lang={lang}")
    page.wait_for_function(f"() => {DRAWN}")
    scale = page.locator(".leaflet-control-scale-line").first.bounding_box()
    for one in page.locator(".foot > *").all():
        if not one.is_visible():
            continue
        box = one.bounding_box()
        apart = box["x"] >= scale["x"] + scale["width"] or box["y"] >= scale["y"] + scale["height"]
        assert apart, (scale, box)
    context.close()


def test_a_door_without_an_example_has_its_name_in_the_middle(page: Page, site: str):
    open_page(page, f"{site}/?article=hegseth-tokyo-2025-03-30")
    for door in page.locator(".door:not(:has(span))").all():
        whole, name = door.bounding_box(), door.locator("strong").bounding_box()
        assert abs(2 * (name["y"] - whole["y"]) + name["height"] - whole["height"]) <= 2
    assert page.locator(".door:not(:has(span))").count() == 1


def test_a_dashed_edge_of_the_legend_is_hollow(page: Page, site: str):
    open_page(page, f"{site}/?tool=layers")
    for name in ("edge-c", "dotted"):
        drawn = page.locator(f".swatch.{name}").evaluate(
            "one => getComputedStyle(one).backgroundColor"
        )
        assert drawn == "rgba(0, 0, 0, 0)", name


SAID = [
    r"78 facilities for exclusive US use",
    r"31 of them",
    r"Ministry’s list:",
    r"75 with a mark on the map",
    r"the ministry’s list has 78",
    r"83 rows: the 78 facilities of the ministry’s list and 5 others",
    r"83 entries in this layer",
]


def test_each_count_says_what_it_counts(page: Page, site: str):
    open_page(page, site)
    text = page.locator("body").evaluate("one => one.textContent")
    text = re.sub(r"\s+", " ", text)
    for said in SAID:
        assert re.search(said, text), said
    marks = page.locator("#branches .count-label").all_text_contents()
    counts = [int(re.fullmatch(r"(\d+) marks?", one.strip())[1]) for one in marks]
    assert sum(counts) == int(re.search(r"(\d+) with a mark", text)[1])
    chips = page.locator(".chips").inner_text()
    assert chips.splitlines()[0] == "Ministry’s list:"
    for one in page.locator(".downloads .count-label").all_text_contents():
        assert re.fullmatch(r"[\d,]+ (entries|entry) in this layer", one.strip()), one
    bars = page.locator(".bars p").all_inner_texts()
    assert re.sub(r"\s+", " ", bars[1]) == "Facilities: 31 of 78 40%"


def test_the_counts_of_branches_follow_a_filter(page: Page, site: str):
    open_page(page, f"{site}/?tool=layers&where=kinds:airfield")
    shown = page.locator("#shown-count")
    expect(shown).to_contain_text("Filtered: ")
    wanted = int(re.search(r"Filtered: (\d+) of", shown.inner_text())[1])
    marks = page.locator("#branches .count-label").all_inner_texts()
    assert sum(int(one.split()[0]) for one in marks) == wanted
    assert all(re.fullmatch(r"\d+ marks?", one) for one in marks)


def test_a_theatre_without_bars_or_alternatives_shows_none_and_no_gap(page: Page, theatre):
    name, address = theatre
    page.goto(address)
    page.wait_for_function(f"() => {DRAWN}")
    wanted = name == "japan"
    assert (page.locator(".bars").count() > 0) == wanted
    assert (page.get_by_text("Counted otherwise").count() > 0) == wanted
    first = page.locator("#first > *").all()
    assert all(one.inner_text().strip() for one in first if one.is_visible())
    boxes = [one.bounding_box() for one in first if one.is_visible()]
    for above, below in itertools.pairwise(boxes):
        assert below["y"] - above["y"] - above["height"] <= 24
    assert page.locator(".door").count() >= 2


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("article", ["ap-kengun-2026-03-09", "nhkworld-misawa-2024-07-04"])
def test_the_page_of_an_article_has_the_accent_of_its_places(page, site, article: str, lang: str):
    """At first sight, before its first stop; the opening map has none of them."""
    open_page(page, f"{site}/?lang={lang}&article={article}")
    lit = page.locator("#map_1 .mark-icon.lit, #map_1 .lit-icon")
    expect(lit.first).to_be_visible()
    expect(page.locator("html")).not_to_have_class(re.compile("leads"))
    open_page(page, f"{site}/?lang={lang}")
    expect(page.locator("html")).to_have_class(re.compile("leads"))
    expect(lit).to_have_count(0)
