"""A layer of files with more points than a map draws: counted from afar, each from near."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from incidents import write_incidents
from playwright.sync_api import Page, expect
from serving import serve

from geoposture.catalog.theatre import MOST_DRAWN

COUNT = MOST_DRAWN + 1


@pytest.fixture(scope="module")
def dense(tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("dense")
    write_incidents(folder, COUNT)
    (folder / "incidents.toml").write_text('title = "Incidents"\n')
    with serve("--layers", str(folder)) as address:
        yield address


def test_points_of_a_file_are_counted_from_afar_and_opened_from_near(page: Page, dense: str):
    page.goto(f"{dense}/?lang=en&view=43,0,6")
    squares = page.locator(".cell-icon[role=button]")
    expect(squares.first).to_be_visible()
    names = squares.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    counts = [int(one.split(" of ")[0].replace(",", "")) for one in names]
    assert sum(counts) == COUNT
    assert page.locator("#map_1 [data-ref^='incidents/']").count() == 0
    page.evaluate("map_1.setView([43, 0], 11, { animate: false })")
    expect(page.locator("#map_1 [data-ref^='incidents/']").first).to_be_attached()
    expect(squares).to_have_count(0)
    page.locator("#map_1 [data-ref^='incidents/']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("Incident")


def test_a_live_frame_counts_them_too(page: Page, dense: str):
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(f"{dense}/embed?lang=en&live=1&view=43,0,6")
    expect(page.locator(".cell-icon").first).to_be_visible()
    page.goto(f"{dense}/embed?lang=en&live=1&view=43,0,6&layers=")
    expect(page.locator("html.ready")).to_be_attached()
    page.wait_for_timeout(500)
    expect(page.locator(".cell-icon")).to_have_count(0)


def test_the_layers_tab_says_how_and_switches_them_off(page: Page, dense: str):
    page.goto(f"{dense}/?lang=en&view=43,0,6&tool=layers")
    expect(page.locator("#pane-layers")).to_contain_text("how many lie in each square")
    expect(page.locator(".cell-icon").first).to_be_visible()
    page.locator("#pane-layers input[value=incidents]").uncheck()
    expect(page.locator(".cell-icon")).to_have_count(0)
