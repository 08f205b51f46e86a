"""Zooming in shows the land: areas, runways, names, how good the coast is, an operator's tiles."""

from __future__ import annotations

import http.server
import math
import re
import struct
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from opening import open_page, wait_quiet
from playwright.sync_api import Page, expect
from serving import serve

from geoposture.maps import single_file
from geoposture.model import View

sys.path.insert(0, str(Path(__file__).parents[2] / "theatres"))
from made import PHILIPPINES

AREAS = "[data-part='area']"
RUNWAYS = "[data-part='runway']"
HOME = "26.35,127.8"
BOXES = """selector => [...document.querySelectorAll(selector)].map(one => {
  const { width, height, left, top } = one.getBBox ? one.getBoundingClientRect() : {};
  return { ref: one.dataset.ref, width, height, left, top };
})"""
ENDS = """ref => {
  const path = document.querySelector(`[data-part="runway"][data-ref="${ref}"]`);
  const matrix = path.getScreenCTM();
  const at = length => { const { x, y } = path.getPointAtLength(length).matrixTransform(matrix); return [x, y]; };
  return [at(0), at(path.getTotalLength())];
}"""
SIDES_KM2 = {"us_bases/camp-hansen": 48.114, "us_bases/kadena-ab": 19.855}


def metres_per_pixel(lat: float, zoom: float) -> float:
    return 156543.034 * math.cos(math.radians(lat)) / 2**zoom


def watch(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    return asked


def count(asked: list[str], part: str) -> int:
    return sum(part in one for one in asked)


def zoom_to(page: Page, site: str, zoom: float, more: str = "", path: str = "/") -> None:
    open_page(page, f"{site}{path}?lang=en&view={HOME},{zoom}{more}")
    wait_quiet(page)


def test_nothing_of_it_is_fetched_before_one_comes_near(page: Page, site: str):
    asked = watch(page)
    zoom_to(page, site, 7.5)
    assert not any(count(asked, part) for part in ("/static/near-", ".near.", "runways"))
    assert page.locator(AREAS).count() == 0
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(AREAS)).to_have_count(25)
    wait_quiet(page)
    assert [count(asked, part) for part in ("/static/near-", "names.near", "squares.near")] == [
        1,
        1,
        1,
    ]
    assert count(asked, "runways") == 0
    page.get_by_role("button", name="Zoom in").click()
    wait_quiet(page)
    assert count(asked, "runways") == 1
    expect(page.locator(RUNWAYS)).to_have_count(0)
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(RUNWAYS)).to_have_count(11)
    for _ in range(3):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(AREAS)).to_have_count(0)
    expect(page.locator(RUNWAYS)).to_have_count(0)
    assert count(asked, "/static/near-") == 1


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_a_square_has_the_side_of_its_area_and_the_mark_stays(page: Page, site: str, path: str):
    zoom = 10.5
    zoom_to(page, site, zoom, "&live=1", path)
    expect(page.locator(AREAS)).to_have_count(25)
    boxes = {one["ref"]: one for one in page.evaluate(BOXES, AREAS)}
    for ref, km2 in SIDES_KM2.items():
        side = math.sqrt(km2) * 1000 / metres_per_pixel(26.4, zoom)
        for name in ("width", "height"):
            assert boxes[ref][name] == pytest.approx(side, abs=2.5), (ref, name)
        mark = page.locator(f".mark-icon:has([data-ref='{ref}'])")
        expect(mark).to_have_attribute("role", "button")
    assert not any("ammunition" in ref or "pol-depot" in ref for ref in boxes)
    assert page.evaluate(
        "() => getComputedStyle(document.querySelector('path.square')).strokeDasharray !== 'none'"
    )
    expect(page.get_by_text("Area, not outline").first).to_be_attached()


def test_squares_go_with_filter_layer_and_card(page: Page, site: str):
    zoom_to(page, site, 10.5, "&where=kinds:airfield&feature=us_bases/kadena-ab")
    expect(page.locator("path.square.chosen")).to_have_attribute("data-ref", "us_bases/kadena-ab")
    expect(page.locator("#card")).to_contain_text("area, not outline")
    assert page.locator(AREAS).count() < 12
    # Iwo Jima's site is no airfield.
    expect(page.locator(RUNWAYS)).to_have_count(10)
    page.goto(f"{site}/?lang=en&view={HOME},10.5&where=branch:USMC")
    expect(page.locator(RUNWAYS)).to_have_count(2)
    page.goto(f"{site}/?lang=en&view={HOME},10.5&layers=japan_archipelago&tool=layers")
    wait_quiet(page)
    expect(page.locator(AREAS)).to_have_count(0)
    expect(page.locator(RUNWAYS)).to_have_count(0)
    page.get_by_role("checkbox", name="US facilities in Japan").check()
    expect(page.locator(AREAS)).to_have_count(25)
    expect(page.locator(RUNWAYS)).to_have_count(11)


def test_the_card_of_what_has_no_square_says_its_area_only(page: Page, site: str):
    zoom_to(page, site, 10.5, "&feature=us_bases/kadena-ammunition-storage")
    expect(page.locator("#card")).to_contain_text("26.584 km²")
    expect(page.locator("#card")).not_to_contain_text("area, not outline")


def test_a_runway_is_as_long_as_it_is(page: Page, site: str):
    zoom_to(page, site, 12)
    expect(page.locator(RUNWAYS)).to_have_count(11)
    (x1, y1), (x2, y2) = page.evaluate(ENDS, "us_bases/mcas-futenma")
    length = math.hypot(x2 - x1, y2 - y1) * metres_per_pixel(26.274, 12)
    assert length == pytest.approx(2743, rel=0.03)
    widths = page.evaluate(
        "() => [...document.querySelectorAll('[data-ref=\"us_bases/kadena-ab\"].runway')]"
        ".map(one => Number(one.getAttribute('stroke-width')))"
    )
    assert max(widths) == pytest.approx(91 / metres_per_pixel(26.35, 12), rel=0.03)


@pytest.mark.parametrize("path", ["/", "/embed"])
@pytest.mark.parametrize("zoom", ["13", "14", "99"])
def test_the_map_stops_where_the_data_stop(page: Page, site: str, path: str, zoom: str):
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    open_page(page, f"{site}{path}?lang=en&view={HOME},{zoom}&live=1")
    page.wait_for_function("() => map_1.getZoom() === 12")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(600)
    expect(page.locator(".leaflet-control-scale-line")).to_have_text("2 km")
    assert wrong == []


def test_the_coast_says_how_good_it_is_from_zoom_10(page: Page, site: str):
    note = page.locator("[data-part='coast']")
    zoom_to(page, site, 9.9)
    expect(note).to_be_hidden()
    zoom_to(page, site, 10)
    expect(note).to_have_text("Coast good to about 300 m")
    page.goto(f"{site}/?lang=ja&view=24.80,125.3,10.5")  # islands whose data say a kilometre
    expect(note).to_have_text("海岸線の誤差 約1,000メートル")
    page.goto(f"{site}/?lang=en&view=22.5,131,10.5")  # open sea
    wait_quiet(page)
    expect(note).to_be_hidden()
    page.goto(f"{site}/embed?lang=en&live=1&view={HOME},10.5")
    expect(note).to_have_text("Coast good to about 2,000 m")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_towns_and_islands_are_named_and_no_name_covers_another(page: Page, site: str, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    zoom_to(page, site, 11)
    expect(page.locator(".label", has_text="Yomitan")).to_be_visible()
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".label:not([hidden])")].map(one => one.getBoundingClientRect().toJSON())"""
    )
    assert len(boxes) > 4
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = (
                one["right"] <= other["left"] or other["right"] <= one["left"]
                or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
            )  # fmt: skip
            assert apart, (one, other)
    note = page.locator("[data-part='coast']").bounding_box()
    assert not any(
        one["left"] < note["x"] + note["width"] and note["x"] < one["right"]
        and one["top"] < note["y"] + note["height"] and note["y"] < one["bottom"] for one in boxes
    )  # fmt: skip


@pytest.mark.parametrize(("lang", "name"), [("en", "Kadena"), ("ja", "嘉手納")])
@pytest.mark.parametrize("path", ["/", "/embed"])
def test_no_name_stands_on_a_runway_and_its_base_is_named(
    page: Page, site: str, path: str, lang: str, name: str
):
    open_page(page, f"{site}{path}?lang={lang}&view=26.35,127.77,12&live=1")
    wait_quiet(page)
    expect(page.locator(RUNWAYS)).to_have_count(11)
    expect(page.locator(".label-base", has_text=re.compile(f"^{name}$"))).to_be_visible()
    covered = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll(".label:not([hidden])")].map(one => one.getBoundingClientRect());
          return [...document.querySelectorAll("[data-part='runway']")].flatMap(path => {
            const matrix = path.getScreenCTM();
            return Array.from({ length: 41 }, (_, at) => path.getPointAtLength((at / 40) * path.getTotalLength()).matrixTransform(matrix))
              .filter(({ x, y }) => boxes.some(one => x > one.left && x < one.right && y > one.top && y < one.bottom));
          }).length;
        }"""
    )
    assert covered == 0


def test_the_legend_tells_what_is_drawn(page: Page, site: str):
    square, runway = (
        page.locator(f"#pane-layers li:has(.b-{code})") for code in ("square", "runway")
    )
    zoom_to(page, site, 7, "&tool=layers")
    assert square.count() + runway.count() == 0
    page.get_by_role("button", name="Zoom in").click()
    expect(square).to_have_text("Area, not outline")
    assert runway.count() == 0
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").click()
    expect(runway).to_be_visible()
    page.get_by_role("checkbox", name="US facilities in Japan").uncheck()
    expect(square).to_be_hidden()
    expect(runway).to_be_hidden()


def test_a_live_frame_that_began_farther_out_has_both_signs(page: Page, site: str):
    zoom_to(page, site, 7, "&live=1", "/embed")
    legend = page.locator("[data-part='legend']")
    expect(legend).not_to_contain_text("outline")
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    expect(legend).to_contain_text("Area, not outline")
    expect(legend).to_contain_text("Runway, to scale")
    assert legend.locator("li", has_text="Area, not outline").count() == 1


def test_a_coast_counts_whose_ends_are_out_of_view(page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    with serve("--layers", str(PHILIPPINES)) as site:
        open_page(page, f"{site}/?lang=en&view=9.742,118.759,12")
        note = page.locator("[data-part='coast']")
        expect(note).to_have_text("Coast good to about 10,000 m")
        page.goto(f"{site}/?lang=en&view=9.6,119.1,12")  # open sea beside it
        wait_quiet(page)
        expect(note).to_be_hidden()


def test_a_theatre_without_areas_has_no_word_of_them(page: Page):
    with serve("--layers", str(PHILIPPINES)) as site:
        open_page(page, f"{site}/?lang=en&view=9.742,118.759,11&tool=layers")
        wait_quiet(page)
        assert page.locator(f"{AREAS}, {RUNWAYS}").count() == 0
        text = page.locator("body").inner_text()
        assert "not outline" not in text
        assert "Runway, to scale" not in text
        expect(page.locator("[data-part='coast']")).to_have_text("Coast good to about 10,000 m")


def test_a_map_in_a_file_has_all_of_it(page: Page, catalog, tmp_path):
    asked = watch(page)
    file = tmp_path / "map.html"
    view = View(lang="en", centre=(26.35, 127.8, 10.5))
    file.write_text(single_file.compose(catalog, view), encoding="utf-8")
    page.goto(file.as_uri())
    expect(page.locator(AREAS)).to_have_count(25)
    expect(page.locator(RUNWAYS)).to_have_count(11)
    expect(page.locator(".label", has_text="Ginowan")).to_be_attached()
    assert len(asked) == 1


# Tiles


def make_png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = b"".join(b"\0" + b"\x80\xa0\x60" * 256 for _ in range(256))
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def tile_server() -> Iterator[tuple[str, list[str], dict[str, int]]]:
    """A server of tiles on another port: its address, what it was asked, and how it answers."""
    asked: list[str] = []
    answers = {"status": 200}
    picture = make_png()

    class Tiles(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(answers["status"])
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture if answers["status"] == 200 else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked, answers
    server.shutdown()
    server.server_close()


@pytest.fixture
def tiles(tile_server) -> tuple[str, list[str], dict[str, int]]:
    """The same, asked for nothing yet, and well."""
    tile_server[1].clear()
    tile_server[2]["status"] = 200
    return tile_server


@pytest.fixture(scope="module")
def tiled_site(tile_server) -> Iterator[str]:
    """One service for all of them: each start costs its first reader seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEOPOSTURE_TILES_URL", f"{tile_server[0]}/{{z}}/{{x}}/{{y}}.png")
        patch.setenv("GEOPOSTURE_TILES_ATTRIBUTION", "© <i>Some</i> survey")
        with serve() as address:
            yield address


FILL = "() => getComputedStyle(document.querySelector('path.island-ground')).fillOpacity"


def test_an_operators_tiles_lie_under_the_map_from_zoom_8(page: Page, tiles, tiled_site: str):
    host, asked, _ = tiles
    broken: list[str] = []
    page.on("console", lambda one: broken.append(one.text) if one.type == "error" else None)
    zoom_to(page, tiled_site, 7)
    assert asked == []
    assert page.evaluate(FILL) == "1"
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    page.wait_for_function(f"({FILL})() === '0'")
    assert all(re.fullmatch(r"/8/\d+/\d+\.png", one) for one in asked)
    assert page.locator(".mark-icon").count() > 0
    page.get_by_role("button", name="Zoom out").click()
    page.wait_for_function(f"({FILL})() === '1'")
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    text = page.locator("body").inner_text()
    assert "© <i>Some</i> survey" in text
    assert f"comes from {host}" in text
    assert broken == []


def test_with_tiles_the_map_goes_to_zoom_14(page: Page, tiled_site: str):
    open_page(page, f"{tiled_site}/?lang=en&view={HOME},16")
    page.wait_for_function("() => map_1.getZoom() === 14")


def test_where_tiles_fail_the_land_stays(page: Page, tiles, tiled_site: str):
    tiles[2]["status"] = 503
    zoom_to(page, tiled_site, 9)
    page.wait_for_timeout(500)
    assert tiles[1]
    assert page.evaluate(FILL) == "1"


def test_no_frame_and_no_file_has_tiles(page: Page, tiles, tiled_site: str):
    zoom_to(page, tiled_site, 10, "&live=1", "/embed")
    page.goto(f"{tiled_site}/map.html?lang=en&view={HOME},10")
    page.wait_for_selector(".mark-icon", state="attached")
    wait_quiet(page)
    assert tiles[1] == []


DRAWN = """() => {
  const middle = one => { const { left, top, width, height } = one.getBoundingClientRect(); return [left + width / 2, top + height / 2]; };
  const marks = document.querySelectorAll(".leaflet-marker-pane [data-ref]");
  const parts = ["land", "islands"].map(name => document.querySelector(`.leaflet-${name}-pane svg`));
  return {
    scales: parts.map(one => new DOMMatrix(getComputedStyle(one).transform).a),
    paths: parts.map(one => [...one.querySelectorAll("path")].map(path => path.getAttribute("d")).join()),
    marks: [middle(marks[0]), middle(marks[marks.length - 1])],
    island: middle(document.querySelector(".leaflet-islands-pane path[data-ref='japan_archipelago/okinawa-island'], .leaflet-islands-pane path[data-ref]")),
  };
}"""

ZOOMS = """() => {
  const pane = document.querySelector(".leaflet-map-pane");
  window.zooms = [];
  new MutationObserver(() => {
    const now = pane.classList.contains("leaflet-zoom-anim");
    if (now !== zooms.at(-1) && (now || zooms.length)) zooms.push(now);
  }).observe(pane, { attributeFilter: ["class"] });
}"""
"""Whether the map zooms in steps between: on, and off again."""


@pytest.mark.parametrize("turn", [-120, 90])
def test_after_a_zoom_land_and_islands_are_drawn_anew_where_they_were_shown(site, page, turn):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="no-preference")
    open_page(page, f"{site}/?lang=en&view=30,131,6.5")
    before = page.evaluate(DRAWN)
    page.evaluate(ZOOMS)
    page.mouse.move(800, 450)
    page.mouse.wheel(0, turn)
    page.wait_for_function("() => window.zooms.length === 2")
    page.wait_for_timeout(300)
    after = page.evaluate(DRAWN)
    assert after["scales"] == [1, 1]
    assert all(new != old for new, old in zip(after["paths"], before["paths"], strict=True))
    grown = math.dist(*after["marks"]) / math.dist(*before["marks"])
    assert grown > 1.2 if turn < 0 else grown < 0.9
    way = [
        math.dist(one["island"], one["marks"][0]) for one in (before, after)
    ]  # fmt: skip
    # Marks give way to each other otherwise at each zoom.
    assert way[1] == pytest.approx(grown * way[0], rel=0.01)


@pytest.mark.parametrize(("lang", "name"), [("en", "Kisarazu"), ("ja", "木更津")])
def test_a_base_and_its_town_of_one_name_are_named_once(site, page, lang, name):
    page.set_viewport_size({"width": 1280, "height": 800})
    open_page(page, f"{site}/?lang={lang}&view=35.38,139.9,10")
    known = page.locator(".label", has_text=re.compile(f"^{name}$"))
    expect(known).to_have_count(2)
    expect(known.locator("visible=true")).to_have_count(1)
    expect(known.locator("visible=true")).to_have_class(re.compile("label-base"))
    texts = page.locator(".label:visible").all_inner_texts()
    assert {one for one in texts if texts.count(one) > 1} == set()
