"""What is drawn says what it is: its ends have names, its rings their radius, or it goes."""

from __future__ import annotations

import pytest
from opening import open_page
from playwright.sync_api import Page, expect

TOLD = ".label-told:visible"


@pytest.mark.parametrize(("width", "pair", "names", "figure"), [
    (390, "from=us_bases/misawa-ab&to=places/guam", {"Misawa", "Guam"}, "km"),
    (1280, "from=us_bases/misawa-ab&to=places/guam", {"Misawa", "Guam"}, "km"),
    (1280, "from=us_bases/kadena-ab&to=places/washington", {"Kadena", "Washington, D.C."}, "km"),
    (390, "from=us_bases/kadena-ab&to=places/taipei", {"Kadena", "Taipei"}, "640 km"),
    (640, "from=us_bases/kadena-ab&to=places/taipei&units=mi", {"Kadena", "Taipei"}, "mi"),
])  # fmt: skip
def test_both_ends_of_a_line_are_named_however_far_they_are(
    page: Page, site, width, pair, names, figure
):
    """Guam has no position but a coast; Washington lies beyond 180° of this map."""
    page.set_viewport_size({"width": width, "height": 844})
    open_page(page, f"{site}/?lang=en&{pair}")
    expect(page.locator("#map_1 path.measure").first).to_be_attached()
    expect(page.locator(TOLD)).to_have_count(2)
    assert set(page.locator(TOLD).all_inner_texts()) == names
    expect(page.locator("#map_1 .label-figure:visible")).to_have_count(1)
    expect(page.locator("#map_1 .label-figure:visible")).to_contain_text(figure)


def test_rings_of_a_whole_layer_are_one_shape_with_its_radius(page: Page, site: str):
    asked = "origins=us_bases&radius_km=500&target=taiwan_strait"
    open_page(page, f"{site}/?lang=en&tool=coverage&{asked}")
    expect(page.locator("#map_1 path.ring.union").first).to_be_attached()
    expect(page.locator("#map_1 .label-figure:visible")).to_have_text("500 km")


def test_no_ring_stays_where_its_question_is_refused(page: Page, site: str):
    """Its assumption would not stand beside it."""
    asked = (
        "origins=us_bases/kadena-ab,us_bases/nothing-like-it&radius_km=1000&target=taiwan_strait"
    )
    open_page(page, f"{site}/?lang=en&tool=coverage&{asked}")
    expect(page.locator("#pane-coverage [role=alert]").first).to_be_visible()
    expect(page.locator("#map_1 path.ring")).to_have_count(0)


def test_the_live_frame_of_many_rings_draws_their_union_too(page: Page, site: str):
    asked = "origins=us_bases&radius_km=500&target=taiwan_strait&live=1"
    page.goto(f"{site}/embed?lang=en&{asked}")
    expect(page.locator("#map_1 path.ring.union")).to_have_count(1)
    expect(page.locator("#map_1 .label-figure:visible")).to_have_text("500 km")
