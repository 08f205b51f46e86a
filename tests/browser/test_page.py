"""The page in a real browser: what a reader sees, clicks, types; and what it never does."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from opening import open_page, wait_quiet
from playwright.sync_api import Browser, Page, expect

from geoposture.catalog import find_layers


def drawn() -> int:
    rows = json.loads((find_layers() / "us_bases.geojson").read_text(encoding="utf-8"))["features"]
    return sum(row["properties"]["current"] and row["geometry"] is not None for row in rows)


def test_it_shows_every_current_facility_and_no_other_host_is_asked(page: Page, site: str):
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    open_page(page, site)
    wait_quiet(page)
    assert page.locator("#map_1 .mark-icon").count() == drawn() == 75
    assert {url for url in asked if not url.startswith((site, "data:"))} == set()
    assert wrong == []
    assert page.evaluate("document.cookie") == ""


def test_marks_that_would_hide_each_other_open_a_list(page: Page, site: str):
    open_page(page, site)
    kadena = page.locator("#map_1 .mark-icon", has=page.locator("[data-ref='us_bases/kadena-ab']"))
    kadena.click()
    expect(page.locator("#card h2")).to_contain_text("facilities here")
    page.get_by_role("button", name="Kadena Air Base", exact=True).click()
    expect(page.locator("#card h2")).to_have_text("Kadena Air Base")


def test_a_card_opens_by_mouse_with_its_facts_and_sources(page: Page, site: str):
    open_page(page, f"{site}/?view=26.4,127.9,10")
    page.locator(
        "#map_1 .mark-icon", has=page.locator("[data-ref='us_bases/mcas-futenma']")
    ).click()
    card = page.locator("#card")
    for text in (
        "Marine Corps Air Station Futenma",
        "普天間飛行場",
        "Marine Corps",
        "Airfield",
        "4.766 km²",
        "0.5 km",
    ):
        expect(card).to_contain_text(text)
    expect(card.locator("a[href^='https://']").first).to_be_visible()
    assert "feature=us_bases/mcas-futenma" in page.url
    page.go_back()
    expect(card).to_be_hidden()


def test_when_all_is_there_it_is_seen(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    for part in (".mark-icon", "path[data-ref]", ".label:not([hidden])", ".inset-map > svg"):
        seen = "one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })"
        assert page.locator(f"#stage {part}").first.evaluate(seen), part


def test_a_card_that_is_closed_at_once_leaves_nothing_on_the_map(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    page.evaluate(
        """async () => {
          document.querySelector("#map_1 .mark-icon[aria-hidden=false]").click();
          document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
          await new Promise(go => setTimeout(go, 400));
        }"""
    )
    assert page.locator("#card").is_hidden()
    assert page.locator("[aria-current=true]").count() == 0


def test_a_card_has_the_focus_when_it_is_drawn(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&feature=us_bases/misawa-ab")
    expect(page.locator("#card h2")).to_be_focused()


def test_a_card_opens_by_keyboard_and_the_focus_returns(page: Page, site: str):
    open_page(page, f"{site}/?view=26.4,127.9,10")
    page.locator("#map_1 .mark-icon[tabindex='0']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


EAGER = """
new MutationObserver((_, watch) => {
  const first = document.querySelector('%s');
  if (!first) return;
  watch.disconnect();
  first.dispatchEvent(new MouseEvent('click', { bubbles: true }));
}).observe(document, { childList: true, subtree: true, attributes: true });
"""


@pytest.mark.parametrize(
    "first", ["#map_1 .mark-icon[role=button]", "#map_1 path.island[role=button]"]
)
def test_what_is_clicked_as_soon_as_it_is_drawn_opens(page: Page, site: str, first: str):
    page.add_init_script(EAGER % first)
    page.goto(f"{site}/?lang=en&view=26.4,127.9,9")
    expect(page.locator("#card h2")).to_be_visible()


# The ground of all islands is one shape; what answers comes after it, a few a frame.
ANSWERING = """() => {
  const all = [...document.querySelectorAll("#map_1 path.island")];
  const buttons = all.filter(one => one.role === "button");
  return buttons.length > 300 && all.every(one => one.hasAttribute("d"));
}"""
OKINAWA = """() => {
  const one = document.querySelector("#map_1 path.island[aria-label='Okinawa Island']");
  const box = one.getBoundingClientRect();
  for (let x = 1; x < 40; x += 1) for (let y = 1; y < 40; y += 1) {
    const at = [box.x + box.width * x / 40, box.y + box.height * y / 40];
    if (at[0] > 500 && document.elementFromPoint(...at) === one) return at;
  }
}"""


def test_an_island_is_named_under_the_pointer_and_dragging_over_it_opens_nothing(
    page: Page, site: str
):
    open_page(page, f"{site}/?lang=en&view=26.5,127.9,9")
    page.wait_for_function(ANSWERING)
    x, y = page.evaluate(OKINAWA)
    page.mouse.move(x, y)
    expect(page.locator(".island-tip")).to_have_text("Okinawa Island")
    page.mouse.wheel(0, -120)
    expect(page.locator(".island-tip")).to_have_count(0)
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(700)
    before = page.url
    page.mouse.down()
    for step in range(8):
        page.mouse.move(x + 5 * step, y + 3 * step)
    # Nothing of the map is under the cursor while it is dragged.
    under = "at => document.elementFromPoint(...at).id"
    assert page.evaluate(under, [x + 35, y + 21]) == "map_1"
    page.mouse.up()
    expect(page).not_to_have_url(before)
    expect(page.locator("#card")).to_be_hidden()
    page.wait_for_timeout(700)
    page.mouse.click(*page.evaluate(OKINAWA))
    expect(page.locator("#card h2")).to_have_text("Okinawa Island")


PLACED = """async () => {
  const { features } = await (await fetch("/collections/us_bases/items?limit=1000")).json();
  const spots = new Map(features.map(one => [`us_bases/${one.id}`, one.geometry?.coordinates]));
  const frame = document.querySelector("#map_1").getBoundingClientRect();
  const shown = [...document.querySelectorAll("#map_1 .mark-icon")].filter(one => one.checkVisibility());
  return shown.map(one => {
    const box = one.getBoundingClientRect();
    const [lon, lat] = spots.get(one.querySelector(".mark").dataset.ref);
    const at = map_1.latLngToContainerPoint([lat, lon]);
    return Math.hypot(box.x + box.width / 2 - frame.x - at.x, box.y + box.height / 2 - frame.y - at.y);
  });
}"""


def test_a_mark_that_comes_from_under_another_stands_in_its_place(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&view=26.4,127.9,5")
    counts = []
    for step, zoom in ((-600, 7), (-600, 9), (1200, 5), (-900, 8)):
        page.mouse.move(800, 450)
        page.mouse.wheel(0, step)
        page.wait_for_timeout(900)
        off = page.evaluate(PLACED)
        assert max(off) <= 1.5, zoom
        counts.append(len(off))
    assert len(set(counts)) > 2


WATCH_MARKS = """() => {
  window.frames_seen = [];
  const look = () => {
    const marks = [...document.querySelectorAll("#map_1 .mark-icon")].filter((one) => one.offsetWidth);
    frames_seen.push({
      flies: Boolean(document.querySelector("#map_1 .leaflet-zoom-anim")),
      marks: Object.fromEntries(marks.map((one) => {
        const { x, y } = one.getBoundingClientRect();
        return [one.querySelector("[data-ref]").dataset.ref, [x, y, one.style.transform]];
      })),
    });
    if (frames_seen.length < 90) requestAnimationFrame(look);
  };
  look();
}"""


def test_marks_come_to_rest_after_a_zoom_where_they_flew_to(page: Page, site: str):
    """Some a frame, by left and top: none is seen to move once the zoom is over."""
    page.emulate_media(reduced_motion="no-preference")
    open_page(page, f"{site}/?lang=en&view=26.4,127.9,8.5")
    page.wait_for_timeout(600)
    page.evaluate(WATCH_MARKS)
    page.mouse.move(900, 400)
    page.mouse.wheel(0, -120)
    frames = page.evaluate(
        "() => new Promise((go) => { const look = () => "
        "(frames_seen.length < 90 ? setTimeout(look, 50) : go(frames_seen)); look(); })"
    )
    over = max(n for n, one in enumerate(frames) if one["flies"]) + 1
    start, rest = frames[0]["marks"], frames[-1]["marks"]
    assert len(rest) > 20
    assert all(transform == "" for _, _, transform in rest.values())
    unsettled = [sum(1 for one in frame["marks"].values() if one[2]) for frame in frames[over:]]
    settled = [before - now for before, now in pairwise(unsettled)]
    assert max(settled) <= 12 < unsettled[0]
    for frame in frames[over:]:
        for name, (x, y, _) in frame["marks"].items():
            if name in rest and (is_in_window(x, y) or is_in_window(*rest[name][:2])):
                assert (x, y) == pytest.approx(rest[name][:2], abs=0.6), name
    aloft = [sum(1 for one in frame["marks"].values() if one[2]) for frame in frames[:over]]
    assert 0 < max(now - before for before, now in pairwise([0, *aloft])) <= 20
    # Who starts some frames later is as far as the others by then.
    for frame in [one for one in frames[:over] if one["flies"]][5:]:
        flown = [
            (place[0] - start[name][0]) / (rest[name][0] - start[name][0])
            for name, place in frame["marks"].items()
            if name in rest and name in start and is_in_window(*start[name][:2])
            if abs(rest[name][0] - start[name][0]) > 60
        ]
        assert max(flown) - min(flown) < 0.03


def is_in_window(x: float, y: float) -> bool:
    return -13 < x < 1280 and -13 < y < 800


def test_islands_of_two_layers_are_gone_through_together(page: Page, site: str):
    isle = {"type": "Polygon", "coordinates": [[[134, 31], [134.4, 31], [134.2, 31.4], [134, 31]]]}
    second = [{"type": "Feature", "id": "own", "geometry": isle, "properties": {"name": "Own"}}]
    page.route("**/own-islands", lambda route: route.fulfill(json={"features": second}))
    open_page(page, f"{site}/?lang=en&view=31,133,7")
    page.evaluate(
        "geoposture.layer({ id: 'own', role: 'land', title: 'Own', url: '/own-islands' }).addTo(map_1)"
    )
    own = page.locator("#map_1 path.island[aria-label='Own']")
    own.focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") not in (None, "Own")
    assert page.locator("#map_1 path.island[tabindex='0']").count() == 1


def test_a_shape_outside_the_window_is_written_once(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&view=26.5,127.9,9")
    page.wait_for_function(ANSWERING)
    changed = page.evaluate(
        """async () => {
          const seen = new Set();
          new MutationObserver(all => all.forEach(one => seen.add(one.target.getAttribute("aria-label"))))
            .observe(document.querySelector(".leaflet-islands-pane"), { subtree: true, attributeFilter: ["d"] });
          map_1.setZoom(9.5, { animate: false });
          await new Promise(go => setTimeout(go, 300));
          return [...seen];
        }"""
    )
    assert "Okinawa Island" in changed
    assert "Hokkaido" not in changed
    assert len(changed) < 120


SHAPES = """() => Object.fromEntries([...document.querySelectorAll(".leaflet-pane path[data-ref]")].map(one => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const seen = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && right > left;
  return [one.dataset.ref, seen ? [left, top, right, bottom] : null];
}).filter(([, box]) => box))"""


def test_a_map_that_was_moved_draws_what_one_that_opens_there_draws(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    switch = page.locator("#pane-layers input[value=japan_archipelago]")
    page.locator("#tab-layers").click()
    page.mouse.move(800, 450)
    for step, off in ((-360, True), (-240, False), (90, False)):
        page.mouse.wheel(0, step)
        page.wait_for_timeout(500)
        page.mouse.down()
        page.mouse.move(700, 380, steps=6)
        page.wait_for_timeout(200)
        page.mouse.up()
        page.wait_for_timeout(500)
        switch.set_checked(not off)
        page.mouse.move(800, 450)
    page.wait_for_timeout(800)
    moved = page.evaluate(SHAPES)
    open_page(page, page.url)
    wait_quiet(page)
    page.wait_for_timeout(500)
    opened = page.evaluate(SHAPES)
    assert len(moved) > 30
    assert moved.keys() == opened.keys()
    for ref, box in moved.items():
        assert box == pytest.approx(opened[ref], abs=2.5), ref


@pytest.mark.parametrize("query", ["lang=en", "lang=en&view=26.4,127.9,9"])
def test_the_address_says_what_is_shown_once_somebody_has_moved_the_map(
    page: Page, site: str, query: str
):
    open_page(page, f"{site}/?{query}")
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_timeout(900)
    assert page.url.endswith(f"/?{query}")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(lambda url: "view=" in url and not url.endswith(f"/?{query}"))


def test_the_marks_are_one_tab_stop(page: Page, site: str):
    open_page(page, site)
    assert page.locator("#map_1 .mark-icon[tabindex='0']").count() == 1


def test_a_country_that_is_told_of_has_its_name_and_no_ring(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&article=gao-21-270-2021-03-17&claim=2")
    expect(page.locator(".claim:visible .claim-text").nth(1)).to_contain_text("South Korea")
    expect(page.locator("#map_1 .lit-point")).to_have_count(0)


def test_the_story_is_read_stop_by_stop(page: Page, site: str):
    open_page(page, site)
    page.get_by_role("link", name="Read an article against the map").click()
    expect(page.locator("#claim-1")).to_be_visible()
    expect(page.locator("#claim-6")).to_be_visible()
    expect(page.locator("#first")).to_be_hidden()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#claim-3")).to_be_visible()
    expect(page.locator(".sea-lit")).to_have_count(1)
    expect(page.locator(".lit-point.explicit")).to_have_count(1)
    page.go_back()
    expect(page.locator("#claim-2")).to_be_visible()
    expect(page.locator(".sea-lit")).to_have_count(0)
    page.go_forward()
    expect(page.locator("#claim-3")).to_be_visible()


def test_point_ten_opens_the_fan_and_lights_its_bases(page: Page, site: str):
    open_page(page, f"{site}/?claim=10")
    expect(page.locator("#claim-10 .verdict li")).to_have_count(4)
    expect(page.locator("#claim-10")).to_contain_text("Depends on where you start and end")
    lit = page.locator("#map_1 .mark-icon.lit.implied")
    expect(lit).to_have_count(4)
    assert page.locator("#map_1 .lit-islands.implied").count() > 300


@pytest.mark.parametrize("late", ["japan_archipelago.general", "us_bases"])
def test_a_layer_that_arrives_late_is_lit_too(page: Page, site: str, late: str):
    held = []
    page.route(f"**/layers/{late}.*", lambda route: held.append(route))  # noqa: PLW0108
    page.goto(f"{site}/?claim=10")
    page.wait_for_timeout(600)
    held[0].continue_()
    expect(page.locator("#map_1 .mark-icon.lit.implied")).to_have_count(4)
    page.wait_for_function("() => document.querySelectorAll('#map_1 .lit-islands').length > 300")


@pytest.mark.parametrize("number", [4, 7, 8, 9, 11, 12, 13, 15])
def test_a_point_without_a_place_leaves_the_map_still(page: Page, site: str, number: int):
    open_page(page, f"{site}/?lang=en&view=35,135,5")
    before = page.evaluate("document.querySelector('.leaflet-map-pane').style.transform")
    page.evaluate(
        "no => window.history.pushState(null, '', `?lang=en&view=35,135,5&claim=${no}`)", number
    )
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator(f"#claim-{number}")).to_be_visible()
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('.leaflet-map-pane').style.transform") == before


def test_from_a_base_to_what_the_article_says(page: Page, site: str):
    open_page(page, f"{site}/?feature=us_bases/yokota-ab")
    page.locator("#card .link-button").first.click()
    expect(page.locator("#claim-1")).to_be_visible()


def test_japanese_is_japanese_throughout(page: Page, site: str):
    open_page(page, f"{site}/?lang=ja&feature=us_bases/kadena-ab")
    assert page.locator("html").get_attribute("lang") == "ja"
    expect(page.locator("#card h2")).to_have_text("嘉手納飛行場")
    expect(page.locator("#map_1 .label-sea", has_text="東シナ海")).to_be_visible()
    expect(page.get_by_role("button", name="拡大")).to_be_visible()


def test_the_other_language_keeps_the_view(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&claim=3")
    page.get_by_role("button", name="Next").click()
    page.locator("a.switch-lang").click()
    page.wait_for_selector("#claim-10", state="visible")
    assert page.locator("html").get_attribute("lang") == "ja"


def test_markup_in_a_name_stays_text(page: Page, poisoned_site: str):
    open_page(page, f"{poisoned_site}/?feature=us_bases/kadena-ab")
    expect(page.locator("#card h2")).to_contain_text(
        "<img src=x onerror=window.ran=1>${window.ran=1}"
    )
    page.keyboard.press("Escape")
    page.locator("#map_1 .mark-icon", has=page.locator("[data-ref='us_bases/kadena-ab']")).click()
    expect(page.locator("#card")).to_contain_text("<img src=x")
    page.locator(".inset .mark-icon").first.hover()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Distance").click()
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None


def test_the_sentinel_of_that_test_does_see_a_bad_page(page: Page):
    page.set_content("<body></body>")
    page.evaluate("document.body.innerHTML = '<img src=x onerror=window.ran=1>'")
    page.wait_for_function("() => window.ran === 1")


def test_without_javascript_everything_is_there(browser: Browser, site: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site)
    assert page.locator("table tbody tr").count() == 83
    assert page.locator(".claim").count() == 16
    assert page.locator(".claim").nth(15).is_visible()
    assert page.locator("a[download]").first.is_visible()
    still = page.locator("figure.still img")
    assert still.is_visible()
    assert "facilities in view" in still.get_attribute("alt")
    assert still.evaluate("image => image.naturalWidth") > 0
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_never_scrolls_sideways(browser: Browser, site: str, width: int, lang: str):
    context = browser.new_context(viewport={"width": width, "height": 700}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, f"{site}/?lang={lang}&claim=10")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_layer_that_cannot_be_fetched_is_told_and_the_rest_stays(page: Page, site: str):
    page.route("**/layers/backdrop/land.delta.json", lambda route: route.abort())
    open_page(page, site)
    expect(page.locator("#live")).to_contain_text("could not start")
    assert page.locator("#map_1 .mark-icon").count() == 75


@pytest.mark.parametrize("how", ["lost", "busy"])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("file", ["us_bases", "backdrop/land"])
def test_a_layer_that_is_lost_on_the_way_is_asked_for_again(
    page: Page, site: str, file, how, times
):
    """Who walks from one network into another loses no marks."""
    asked = []

    def refuse(route):
        asked.append(route.request.url)
        if len(asked) > times:
            return route.continue_()
        if how == "lost":
            return route.abort()
        return route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}")

    page.route(re.compile(rf"/layers/{file}\b"), refuse)
    open_page(page, f"{site}/?lang=en")
    assert len(asked) == times + 1
    expect(page.locator("#map_1 .mark-icon").first).to_be_attached()
