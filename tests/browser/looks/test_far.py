"""Far away: both ends of a distance, rings over 180°, and the mark that is chosen."""

from __future__ import annotations

import re

import pytest
from opening import open_page
from playwright.sync_api import Page, expect

PAIRS = {
    "Guam": "places/andersen-afb",
    "Darwin": "places/darwin",
    "over 180°": "places/camp-smith",
    "half a world": "places/washington",
}
SIZES = [(1280, 800), (390, 844), (800, 600)]

ENDS = """name => {
  const path = [...document.querySelectorAll(name)].find(one => one.getClientRects().length);
  const matrix = path.getScreenCTM();
  const at = length => { const { x, y } = path.getPointAtLength(length).matrixTransform(matrix);
                         return [x, y]; };
  return [at(0), at(path.getTotalLength())];
}"""
FREE = """() => {
  const map = document.querySelector(".map").getBoundingClientRect();
  const panel = document.querySelector("#panel").getBoundingClientRect();
  return innerWidth < 720 ? [0, map.top, innerWidth, panel.top]
    : [panel.right, map.top, innerWidth, map.bottom];
}"""


def is_inside(spot: list[float], box: list[float]) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


@pytest.mark.parametrize("to", PAIRS.values(), ids=PAIRS)
def test_an_address_shows_both_ends_of_its_distance(page: Page, site: str, to: str):
    # the case distance-out-of-sight
    page.goto(f"{site}/?lang=en&tool=distance&from=us_bases/kadena-ab&to={to}")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("path.measure")).to_have_count(1)
        page.wait_for_timeout(300)
        free = page.evaluate(FREE)
        for spot in page.evaluate(ENDS, "path.measure"):
            assert is_inside(spot, free), (width, spot, free)


@pytest.mark.parametrize("live", ["", "&live=1"], ids=["poster", "live"])
@pytest.mark.parametrize("to", PAIRS.values(), ids=PAIRS)
def test_an_embed_shows_both_ends_in_every_shape(page: Page, site: str, to: str, live: str):
    # the case distance-out-of-sight
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{site}/embed?lang=en&tool=distance&from=us_bases/kadena-ab&to={to}{live}")
    line = "path.measure" if live else ".drawing .distance-shape path"
    for width, height in [(640, 400), (360, 225), (900, 1100)]:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(line).filter(visible=True)).to_have_count(1)
        page.wait_for_timeout(200)
        box = page.evaluate(
            "(one => [one.left, one.top, one.right, one.bottom])"
            "(document.querySelector('.map, figure').getBoundingClientRect())"
        )
        for spot in page.evaluate(ENDS, line):
            assert is_inside(spot, box), (width, spot, box)


def test_an_address_with_a_view_is_obeyed(page: Page, site: str):
    query = "lang=en&tool=distance&from=us_bases/kadena-ab&to=places/darwin&view=26.4,127.8,9"
    page.goto(f"{site}/?{query}")
    expect(page.locator("path.measure")).to_have_count(1)
    page.wait_for_timeout(600)
    expect(page.locator(".leaflet-control-scale-line")).to_have_text("20 km")


LAND = [(39.9, 116.4), (37.0, 128.0), (15.5, 121.0), (21.0, 105.5), (-25, 134), (43.4, 142.8),
        (36.2, 138.2), (60, 120), (24, 121), (1, 114), (20, 78), (65, 170)]  # fmt: skip
SEA = [(40, 135), (29, 125), (15, 115), (20, 150), (10, 170), (55, 150), (0, 160), (-10, 100)]


def test_a_view_beyond_180_degrees_comes_back_to_it(page: Page, site: str):
    page.goto(f"{site}/?lang=en&view=21,-158,5")
    expect(page.locator(".mark-icon").first).to_be_attached()
    page.get_by_role("button", name="Zoom out").click()
    # About the middle of what the panel leaves free.
    page.wait_for_url(re.compile(r"view=2[01]\.\d+,-16[56]\.\d+,4\.00"))


def test_land_is_drawn_where_land_is_and_nowhere_else(page: Page, site: str):
    page.goto(f"{site}/?lang=en&view=20,120,3")
    page.wait_for_selector("html.ready:not(.drawing)")
    found = page.evaluate(
        """(spots) => spots.map(([lat, lon]) => {
          const frame = document.querySelector("#map_1").getBoundingClientRect();
          const y = lat => 128 - 128 / Math.PI * Math.asinh(Math.tan(lat * Math.PI / 180));
          const [cx, cy] = [frame.width / 2 + (lon - 120) / 360 * 2048, frame.height / 2 + 8 * (y(lat) - y(20))];
          return document.elementsFromPoint(frame.x + cx, frame.y + cy).length > 0 &&
            [...document.querySelectorAll("path.land, path.ground-land, path.island, path.island-ground")].some(one => {
              const spot = new DOMPoint(frame.x + cx, frame.y + cy).matrixTransform(one.getScreenCTM().inverse());
              return one.isPointInFill(spot);
            });
        })""",
        LAND + SEA,
    )
    assert found == [True] * len(LAND) + [False] * len(SEA)


def test_islands_that_lie_on_one_another_are_ground_whichever_way_they_are_written(
    page: Page, site: str
):
    def square(west, south, size):
        east, north = west + size, south + size
        return [[west, south], [east, south], [east, north], [west, north], [west, south]]

    lake = square(134.2, 30.2, 0.2)
    rows = [
        {
            "type": "Feature",
            "id": f"o{at}",
            "geometry": {"type": "Polygon", "coordinates": rings},
            "properties": {"name_en": f"Over {at}"},
        }
        for at, rings in enumerate([[square(134, 30, 2), lake], [square(135, 31, 2)[::-1]]])
    ]
    page.route("**/japan_archipelago.*.json", lambda route: route.fulfill(json={"features": rows}))
    open_page(page, f"{site}/?lang=en&view=31,134,6")
    filled = page.evaluate(
        """spots => {
          const grounds = [...document.querySelectorAll("#map_1 path.island-ground")];
          return spots.map(spot => {
            const { x, y } = map_1.latLngToLayerPoint(spot);
            return grounds.some(one => one.isPointInFill(new DOMPoint(x, y)));
          });
        }""",
        [[30.8, 134.8], [31.5, 135.5], [32.5, 136.5], [30.3, 134.3], [33.5, 134]],
    )
    assert filled == [True, True, True, False, False]


def test_a_land_layer_may_hold_points_and_collections(page: Page, site: str):
    ring = [[130, 30], [132, 30], [132, 32], [130, 32], [130, 30]]
    shapes = [
        {"type": "Point", "coordinates": [131, 31]},
        {"type": "MultiPoint", "coordinates": [[131, 31]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]},
                                                      {"type": "Polygon", "coordinates": [ring]}]},
        None,
        {"type": "Polygon", "coordinates": [ring]},
    ]  # fmt: skip
    rows = [
        {
            "type": "Feature",
            "id": f"i{at}",
            "geometry": one,
            "properties": {"name_en": f"Isle {at}"},
        }
        for at, one in enumerate(shapes)
    ]
    page.route("**/japan_archipelago.*.json", lambda route: route.fulfill(json={"features": rows}))
    page.goto(f"{site}/?lang=en&view=31,131,6")
    page.wait_for_selector("html.ready:not(.drawing)")
    islands = page.locator("#map_1 path.island")
    expect(islands).to_have_count(2)
    expect(islands.last).to_have_attribute("d", re.compile("^M"))
    grounds = page.locator("#map_1 path.island-ground")
    expect(grounds).to_have_count(1)
    one, other = (islands.nth(at).get_attribute("d") for at in range(2))
    assert one == other
    assert grounds.get_attribute("d") == one * 2
    expect(page.locator("#live")).not_to_contain_text("could not")
    islands.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("Isle 2")


def test_a_ring_over_180_degrees_has_no_wall_and_is_whole(page: Page, site: str):
    query = "tool=coverage&origins=us_bases/misawa-ab&target=taiwan_strait&radius_km=4500"
    page.goto(f"{site}/?lang=en&{query}")
    expect(page.locator("path.ring")).to_have_count(1)
    page.wait_for_timeout(600)
    steps = page.evaluate(
        """() => document.querySelector("path.ring").getAttribute("d").split("M").flatMap(line => {
          const points = (line.match(/-?[\\d.]+ -?[\\d.]+/g) ?? []).map(one => one.split(" ").map(Number));
          return points.slice(1).map(([x, y], at) => Math.hypot(x - points[at][0], y - points[at][1]));
        })"""
    )
    assert max(steps) < 20, max(steps)
    box = page.evaluate("document.querySelector('path.ring').getBoundingClientRect().toJSON()")
    free = page.evaluate(FREE)
    assert is_inside([box["left"], box["top"]], free)
    assert is_inside([box["right"], box["bottom"]], free)


def test_computed_lines_are_not_rounded_to_pixels(page: Page, site: str):
    page.goto(f"{site}/?lang=en&tool=distance&from=us_bases/misawa-ab&to=places/taipei")
    drawn = page.locator("path.measure").get_attribute("d") or ""
    numbers = drawn.replace("M", " ").replace("L", " ").split()
    assert sum("." in one for one in numbers) > len(numbers) / 2


def test_the_small_map_gives_way_to_lines_and_to_okinawa_itself(page: Page, site: str):
    page.goto(f"{site}/?lang=en")
    inset = page.locator("figure.inset")
    expect(inset).to_be_visible()
    page.get_by_role("button", name="Okinawa (31)").click()
    expect(inset).to_be_hidden()
    page.goto(f"{site}/?lang=en&tool=distance&from=us_bases/kadena-ab&to=places/washington")
    expect(page.locator("path.measure")).to_have_count(1)
    expect(inset).to_be_hidden()


def test_a_chosen_mark_is_ringed_named_and_beside_the_panel(page: Page, site: str):
    page.goto(f"{site}/?lang=en&feature=us_bases/camp-hansen&view=43,141,8")
    mark = page.locator(".mark-icon:has([data-ref='us_bases/camp-hansen'])")
    expect(mark).to_have_attribute("aria-current", "true")
    expect(page.locator(".label-chosen")).to_have_text("Camp Hansen")
    expect(page.locator(".label-chosen")).to_be_visible()
    for width, height in SIZES[:2]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        box = mark.bounding_box()
        assert box
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert is_inside(middle, page.evaluate(FREE))
    page.get_by_role("button", name="Close").click()
    expect(page.locator("[aria-current=true]")).to_have_count(0)
    expect(page.locator(".label-chosen")).to_have_count(0)


def test_a_chosen_mark_comes_out_of_its_cluster(page: Page, site: str):
    page.goto(f"{site}/?lang=en&feature=us_bases/camp-zukeran")
    mark = page.locator(".mark-icon:has([data-ref='us_bases/camp-zukeran'])")
    expect(mark).to_be_visible()
    expect(mark).to_have_attribute("aria-current", "true")
    expect(page.locator(".mark-icon.chosen")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_map_shows_through_the_sheet(page: Page, site: str, theme: str):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/?lang=en&theme={theme}")
    for tab in ("Layers", "Distance", "Coverage", "Table", "Share", "Story"):
        page.get_by_role("tab", name=tab).click()
        found = page.evaluate(
            "(one => [one.maskImage, one.opacity, one.backgroundColor])"
            "(getComputedStyle(document.querySelector('#panel')))"
        )
        assert found[:2] == ["none", "1"]
        assert "rgba" not in found[2]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_system_that_no_source_puts_there_is_refused_once_in_words(
    page: Page, site: str, lang: str
):
    query = "tool=coverage&origins=us_bases/kadena-ab&system=mv-22b&target=taiwan_strait"
    page.goto(f"{site}/?lang={lang}&{query}")
    alert = page.locator("#coverage [role=alert]")
    expect(alert).to_have_count(1)
    shown = page.locator("#coverage").inner_text()
    assert "us_bases/" not in shown
    assert "whatif" not in shown
    chosen = page.locator("#coverage select").last.evaluate("one => one.selectedOptions[0].text")
    assert "MV-22B" in chosen


def test_the_branches_count_what_the_filter_leaves(page: Page, site: str):
    page.goto(f"{site}/?lang=en&tool=layers&where=kinds:airfield")
    expect(page.locator("#shown-count")).to_contain_text("Filtered")
    page.wait_for_function(
        """() => { const counts = [...document.querySelectorAll("#branches .count-label")]
          .reduce((sum, one) => sum + parseInt(one.textContent), 0);
          return document.querySelector("#shown-count").textContent.includes(`: ${counts} of`); }"""
    )


def test_several_origins_have_circles(page: Page, site: str):
    origins = "us_bases/kadena-ab,us_bases/misawa-ab"
    page.goto(f"{site}/?lang=en&tool=coverage&origins={origins}&radius_km=900")
    expect(page.locator("#coverage")).to_contain_text(
        "Circles around Kadena Air Base and Misawa Air Base touch the Taiwan Strait"
    )


def test_a_card_says_its_area_once_and_no_raw_units(page: Page, site: str):
    page.goto(f"{site}/?lang=en&feature=us_bases/kadena-ab")
    card = page.locator("#card")
    expect(card).to_contain_text("3,688 m (2 runways)")
    assert card.inner_text().count("3,688") == 1
    assert "3,689" not in card.inner_text()
    assert "thousand m2" not in card.inner_text()
    assert card.inner_text().count("19.855") == 1


def test_a_story_in_a_frame_opens_with_its_first_point(page: Page, site: str):
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{site}/embed?lang=en&tool=story")
    told = page.locator("h1").inner_text()
    page.get_by_role("link", name="Tap to explore").click()
    expect(page.locator(".stop:visible")).to_have_count(1)
    assert page.locator(".claim:visible .claim-text").first.inner_text() in told
    expect(page.locator("#claim-prev")).to_be_disabled()


def test_the_button_for_the_whole_screen_is_drawn(page: Page, site: str):
    page.goto(f"{site}/embed?lang=en&live=1")
    expect(page.get_by_role("button", name="Full screen").locator("svg")).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "name", "island"), [("en", "Okinawa", "Okinawa Island"), ("ja", "沖縄", "沖縄島")]
)
def test_the_name_of_okinawa_stands_beside_its_island(
    page: Page, site: str, lang: str, name: str, island: str
):
    open_page(page, f"{site}/?lang={lang}")
    label = page.locator("#map_1 .label-place").get_by_text(name, exact=True)
    expect(label).to_be_visible()
    expect(page.locator(f"#map_1 path[aria-label='{island}']")).to_be_attached(timeout=20_000)
    page.wait_for_timeout(300)
    named, land = (
        one.bounding_box() for one in (label, page.locator(f"#map_1 path[aria-label='{island}']"))
    )
    assert named
    assert land
    apart = [
        max(named[at] - land[at] - land[size], land[at] - named[at] - named[size])
        for at, size in (("x", "width"), ("y", "height"))
    ]
    assert max(apart) <= 20, apart


@pytest.mark.parametrize(
    ("query", "count", "words"), [("Yokosuka Naval", 1, "1 result"), ("kadena", 4, "4 results")]
)
def test_one_result_is_no_results(page: Page, site: str, query: str, count: int, words: str):
    open_page(page, f"{site}/?lang=en")
    page.evaluate(
        """() => { const live = document.querySelector("#live"); window.heard = [];
          new MutationObserver(() => heard.push(live.textContent)).observe(live, { childList: true }); }"""
    )
    page.locator("#search").fill(query)
    expect(page.locator("[role=option]")).to_have_count(count)
    page.wait_for_function("words => heard.includes(words)", arg=words)
