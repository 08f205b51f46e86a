"""A layer that stays in the database, on the map: counted by squares from afar, each from near."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import start_service
from stores.cluster import run_cluster
from stores.test_down import make_incidents

from geoposture.catalog import Layer
from geoposture.stores import postgis

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from find import find_browser
from opening import open_page

COUNT, FEW = 4101, 400
NUMBER = re.compile(r"\d[\d,]*")
VIEW = "view=7,10,5&tool=layers"
SIZES = {"en": (1280, 800), "ja": (390, 844)}
WITHIN = "() => new Promise((go) => setTimeout(go, 300))"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if (browser := find_browser()) is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium or Chrome for the browser tests")
        pytest.skip("NO BROWSER FOUND: install Chromium or Chrome")
    # As the other tests in a browser have it: in one run it may be theirs.
    args = ["--headless", "--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
    return {"executable_path": browser, "args": args}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}


def move_east(layer: Layer, by: float) -> Layer:
    """Return a layer elsewhere: what comes beyond 180° goes on at -180°."""
    moved = []
    for one in layer.features:
        lon, lat = one["geometry"]["coordinates"]
        spot = [round((lon + by + 180) % 360 - 180, 4), lat]
        moved.append({**one, "geometry": {"type": "Point", "coordinates": spot}})
    return Layer(layer.info, tuple(moved), layer.sha256)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    pacific = move_east(make_incidents(COUNT, "pacific"), 170)
    # A server of its own: what other tests push would be counted beside it.
    with run_cluster() as cluster, pytest.MonkeyPatch.context() as patch:
        postgis.push(cluster.address, [make_incidents(COUNT, "incidents"), pacific])
        patch.setenv("GEOPOSTURE_STORE", cluster.address)
        patch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
        with start_service() as service:
            yield service.site


def read_counts(page: Page) -> list[int]:
    """Return the numbers that a listener hears, each of a square."""
    named = [one.get_attribute("aria-label") for one in page.locator(".cell-icon").all()]
    return [int(NUMBER.search(one)[0].replace(",", "")) for one in named]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_square_says_how_many_lie_in_it(page: Page, site: str, lang: str):
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[lang], strict=True)))
    with page.expect_response(lambda one: "/incidents/cells?" in one.url) as asked:
        open_page(page, f"{site}/?lang={lang}&{VIEW}")
    answer = asked.value.json()
    expect(page.locator(".cell-icon")).to_have_count(len(answer["features"]))
    assert sorted(read_counts(page)) == sorted(
        one["properties"]["count"] for one in answer["features"]
    )
    assert sum(read_counts(page)) == answer["numberMatched"] > FEW
    title = {"en": "“Incidents”", "ja": "「事案」"}[lang]
    assert title in page.locator(".cell-icon").first.get_attribute("aria-label")
    assert page.locator("input[name=layer][value=incidents]").is_checked()


def test_who_comes_near_sees_each_of_them(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{VIEW}")
    stop = page.locator(".cell-icon[tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    for _ in range(8):
        if page.locator(".plain-shape").count():
            break
        with page.expect_response(lambda one: "/incidents/cells?" in one.url):
            page.keyboard.press("Enter")
        page.evaluate(WITHIN)
    shape = page.locator(".plain-shape[data-ref^='incidents/']").first
    expect(shape).to_be_visible()
    expect(page.locator(".cell-icon")).to_have_count(0)
    # Who came by keys goes on by keys.
    assert page.evaluate("document.activeElement.dataset.ref").startswith("incidents/")
    ref = shape.get_attribute("data-ref")
    shape.dispatch_event("click")
    expect(page.locator("#card")).to_contain_text(f"Incident {ref.partition('/i')[2]}")


def test_arrows_go_from_square_to_square_and_keep_one_tab_stop(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{VIEW}")
    page.locator(".cell-icon[tabindex='0']").focus()
    seen = set()
    for key in ("ArrowRight", "ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        expect(page.locator(".cell-icon[tabindex='0']")).to_have_count(1)
    assert len(seen) > 2


def test_it_is_switched_off_and_on_and_asked_for_once_a_window(page: Page, site: str):
    asked: list[str] = []
    page.on(
        "request", lambda one: asked.append(one.url) if "/incidents/cells?" in one.url else None
    )
    open_page(page, f"{site}/?lang=en&{VIEW}")
    expect(page.locator(".cell-icon").first).to_be_visible()
    drawn = read_counts(page)
    switch = page.locator("input[name=layer][value=incidents]")
    switch.uncheck()
    expect(page.locator(".cell-icon")).to_have_count(0)
    switch.check()
    expect(page.locator(".cell-icon")).to_have_count(len(drawn))
    assert len(asked) == 1
    # They are buttons as before: named, and one of them a stop of the Tab key.
    assert read_counts(page) == drawn
    page.locator(".cell-icon[role='button'][tabindex='0']").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.className").startswith("leaflet-marker-icon cell")
    page.goto(f"{site}/?lang=en&{VIEW}&layers=us_bases")
    page.wait_for_selector("html.ready:not(.drawing)")
    page.evaluate(WITHIN)
    assert len(asked) == 1


def test_a_frame_counts_too_and_one_of_other_layers_does_not(page: Page, site: str):
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{site}/embed?live=1&view=7,10,4&lang=en")
    expect(page.locator(".cell-icon").first).to_be_visible()
    page.goto(f"{site}/embed?live=1&view=7,10,4&lang=en&layers=us_bases")
    page.wait_for_selector("html.ready:not(.drawing)")
    page.evaluate(WITHIN)
    expect(page.locator(".cell-icon")).to_have_count(0)


def test_what_is_drawn_stays_while_nobody_answers(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{VIEW}")
    expect(page.locator(".cell-icon").first).to_be_visible()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route("**/cells?*", lambda route: route.fulfill(status=500, body="{}"))
    page.locator(".map-buttons button").first.click()
    page.evaluate(WITHIN)
    assert page.locator(".cell-icon").count() > 0
    page.unroute("**/cells?*")
    switch = page.locator("input[name=layer][value=incidents]")
    switch.uncheck()
    with page.expect_response(lambda one: "/incidents/cells?" in one.url and one.ok):
        switch.check()
    assert wrong == []


@pytest.mark.parametrize("view", ["7,179.9,5", "7,-179,5", "7,-179,8"])
def test_across_180_it_is_seen_on_both_sides(page: Page, site: str, view: str):
    with page.expect_response(lambda one: "/pacific/cells?" in one.url) as asked:
        page.goto(f"{site}/embed?live=1&lang=en&layers=pacific&view={view}")
    answer = asked.value.json()
    marks = page.locator(".cell-icon")
    expect(marks).to_have_count(len(answer["features"]))
    # With its margin it is a tenth wider and higher than the window.
    seen = [one.bounding_box() for one in marks.all()]
    assert seen
    assert all(-200 < one["x"] < 1480 and -200 < one["y"] < 1000 for one in seen)


def test_each_is_seen_beyond_180(page: Page, site: str):
    with page.expect_response(lambda one: "/pacific/items?" in one.url):
        page.goto(f"{site}/embed?live=1&lang=en&layers=pacific&view=7,180,10")
    shapes = page.locator(".plain-shape[data-ref^='pacific/']")
    expect(shapes.first).to_be_visible()
    places = [one.bounding_box()["x"] for one in shapes.all()]
    assert min(places) > -200
    assert max(places) < 1480
    middle = 1280 / 2
    assert min(places) < middle < max(places)
