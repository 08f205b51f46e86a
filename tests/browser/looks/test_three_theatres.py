"""The same page in three theatres: twelve views of each, in a real browser."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import serve

from geoposture.catalog import find_layers, load_layers

sys.path.insert(0, str(Path(__file__).parents[2] / "theatres"))
from made import PHILIPPINES, write_made_up, write_minimal

FOREIGN = re.compile(r"Japan(?!ese)|Okinawa|Taiwan|Ministry of Defense|US facilit|US base|Kadena")
PLACES = {
    "japan": ("us_bases/kadena-ab", "us_bases/misawa-ab", "Kadena"),
    "philippines": ("agreed_locations/basa-air-base", "agreed_locations/lal-lo-airport", "Basa"),
    "minimal": ("spots/a", "spots/b", "Alpha"),
}


@pytest.fixture(scope="module", params=list(PLACES))
def shown(request, tmp_path_factory):
    folders = {
        "japan": find_layers,
        "philippines": lambda: PHILIPPINES,
        "minimal": lambda: write_minimal(tmp_path_factory.mktemp("theatre") / "minimal"),
    }
    with serve("--layers", str(folders[request.param]())) as address:
        yield request.param, address


@pytest.fixture
def quiet(page: Page):
    """A page whose console and errors have to stay silent."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def read(page: Page, name: str) -> str:
    text = page.locator("body").inner_text()
    if name != "japan":
        assert FOREIGN.findall(text) == []
    return text


def test_the_map_opens_with_marks_and_each_tab_has_something_to_say(quiet: Page, shown):
    name, address = shown
    quiet.goto(address)
    quiet.wait_for_selector("html.ready")
    expect(quiet.locator("#map_1 .mark-icon").first).to_be_visible()
    assert "place" in read(quiet, name).lower()
    tabs = quiet.locator("[role=tab]")
    names = tabs.all_inner_texts()
    assert ("Coverage" in names) == (name == "japan")
    for tab in names:
        quiet.get_by_role("tab", name=tab).click()
        expect(quiet.locator(".pane:not([hidden])")).to_have_count(1)
        if tab == "Distance":
            expect(quiet.locator("#distance .answer")).to_contain_text("from")
        assert len(read(quiet, name)) > 200


def test_a_card_is_opened_by_its_mark_by_search_and_by_its_address(quiet: Page, shown):
    name, address = shown
    first, _, word = PLACES[name]
    quiet.goto(f"{address}/?feature={first}")
    card = quiet.locator("#card h2")
    expect(card).to_contain_text(word)
    read(quiet, name)
    quiet.keyboard.press("Escape")
    expect(quiet.locator("#card")).to_be_hidden()
    quiet.locator("#search").fill(word)
    quiet.locator("[role=option]").first.click()
    expect(card).to_contain_text(word)


def test_a_distance_is_drawn_shared_and_embedded(quiet: Page, shown):
    name, address = shown
    first, second, word = PLACES[name]
    quiet.goto(f"{address}/?from={first}&to={second}")
    expect(quiet.locator("#distance .answer")).to_contain_text(word)
    expect(quiet.locator("path.measure")).to_have_count(1)
    for path in ("/embed", "/embed?live=1"):
        mark = "&" if "?" in path else "?"
        quiet.goto(f"{address}{path}{mark}from={first}&to={second}")
        expect(quiet.locator("h1").first).to_contain_text(word)
        read(quiet, name)


def test_a_phone_and_a_page_without_script_have_the_same_words(browser, shown):
    name, address = shown
    phone = browser.new_context(viewport={"width": 390, "height": 844})
    page = phone.new_page()
    page.goto(address)
    page.wait_for_selector("html.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    read(page, name)
    phone.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    expect(page.locator("noscript img")).to_be_visible()
    read(page, name)
    plain.close()


def test_a_layer_that_the_theatre_says_nothing_of_is_drawn_and_opened(quiet: Page, tmp_path):
    folder = write_minimal(tmp_path / "two")
    area = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"park","geometry":'
        '{"type":"Polygon","coordinates":[[[10,50],[11,50],[11,51],[10,51],[10,50]]]},'
        '"properties":{"name":"Old Park","owner":"the town"}}]}'
    )
    (folder / "parks.geojson").write_text(area, encoding="utf-8")
    with serve("--layers", str(folder)) as address:
        quiet.goto(address)
        quiet.wait_for_selector("html.ready:not(.drawing)")
        shape = quiet.locator("path.plain-shape")
        expect(shape).to_have_attribute("aria-label", "Old Park")
        shape.focus()
        quiet.keyboard.press("Enter")
        expect(quiet.locator("#card")).to_contain_text("Old Park")
        expect(quiet.locator("#card")).to_contain_text("the town")
        quiet.keyboard.press("Escape")
        quiet.locator("#search").fill("old park")
        quiet.locator("[role=option]").first.click()
        expect(quiet.locator("#card h2")).to_contain_text("Old Park")
        quiet.keyboard.press("Escape")
        quiet.get_by_role("tab", name="Layers").click()
        quiet.get_by_role("checkbox", name="parks").uncheck()
        expect(shape).to_have_count(0)


@pytest.mark.parametrize("seed", [1, 8])
def test_whatever_a_feature_holds_its_card_opens_without_an_error(quiet: Page, tmp_path, seed):
    folder = write_made_up(tmp_path / "made", seed, count=12)
    catalog = load_layers(folder)
    refs = [
        f"{id_}/{one['id']}"
        for id_, layer in catalog.layers.items()
        for one in layer.features
        if one["geometry"] and one["properties"].get("current", True)
    ]
    assert len(refs) > 5
    with serve("--layers", str(folder)) as address:
        for ref in refs:
            quiet.goto(f"{address}/?feature={ref}")
            expect(quiet.locator("#card h2")).to_be_visible()
            read(quiet, "made up")
            assert quiet.evaluate("window.ran") is None
        for path in ("/embed?live=1", "/?tool=distance", "/?tool=table", "/?tool=share"):
            quiet.goto(address + path)
            quiet.wait_for_selector("html.ready")
            read(quiet, "made up")
