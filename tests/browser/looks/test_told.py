"""Share is what is shown, and an article is its own, as a reader meets both in the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from opening import open_page, share
from playwright.sync_api import Page, expect
from published import CAPES, CLAIMS, FIRST, HARBOURS, QUIET, find_foreign, write_articles
from serving import serve
from shelves import keep_first

RING = "origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
LINE = "from=us_bases/kadena-ab&to=places/taipei"
KEYS = {RING: "path.ring", LINE: "path.measure"}


@pytest.fixture(scope="module")
def articles(tmp_path_factory) -> Path:
    return write_articles(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def shelf(articles: Path) -> Iterator[str]:
    with serve("--layers", str(keep_first()), "--articles", str(articles)) as address:
        yield address


def read_query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def expect_drawn(page: Page, view: str) -> None:
    expect(page.locator(f"#map_1 {KEYS[view]}").first).to_be_attached()


@pytest.mark.parametrize("view", [RING, LINE])
def test_share_keeps_a_line_or_ring_and_its_lines_carry_it(page: Page, site: str, view: str):
    open_page(page, f"{site}/?lang=en&{view}")
    expect_drawn(page, view)
    address = share(page)
    expect_drawn(page, view)
    query = read_query(address)
    assert query["tool"] == ("coverage" if view == RING else "distance")
    assert all(query[name] == value for name, value in read_query(f"?{view}").items())
    for name in ("share.iframe", "share.png", "share.svg", "share.oembed", "share.markdown"):
        assert "tool" in share(page, name)
    page.reload()
    expect_drawn(page, view)
    page.go_back()
    expect(page.locator(f"#pane-{query['tool']}")).to_be_visible()
    expect_drawn(page, view)
    page.goto(address)
    expect(page.locator("svg .rings path, svg .distance path").first).to_be_attached()
    page.get_by_role("link", name="Tap to explore").click()
    expect_drawn(page, view)


@pytest.mark.parametrize("tool", ["distance", "coverage"])
def test_what_nobody_chose_is_shared_as_well(page: Page, site: str, tool: str):
    open_page(page, f"{site}/?lang=en&tool={tool}")
    view = LINE if tool == "distance" else RING
    expect_drawn(page, view)
    page.goto(share(page))
    expect(page.locator("svg .rings path, svg .distance path").first).to_be_attached()


@pytest.mark.parametrize("view", [RING, LINE])
def test_a_card_opened_and_closed_loses_nothing_and_can_be_shared(page: Page, site: str, view: str):
    open_page(page, f"{site}/?lang=en&{view}&article={FIRST}")
    expect_drawn(page, view)
    page.get_by_label("Search").fill("Yokota")
    page.locator("[role=option]").first.click()
    expect(page.locator("#card h2")).to_have_text("Yokota Air Base")
    expect_drawn(page, view)
    page.locator("#card").get_by_role("button", name="Share").click()
    query = read_query(share(page))
    assert query["feature"] == "us_bases/yokota-ab"
    assert query["article"] == FIRST
    assert all(query[name] == value for name, value in read_query(f"?{view}").items())
    expect_drawn(page, view)
    page.go_back()
    expect(page.locator("#card h2")).to_have_text("Yokota Air Base")
    page.locator("#card").get_by_role("button", name="Close").click()
    expect_drawn(page, view)
    query = read_query(share(page))
    assert "feature" not in query
    assert all(query[name] == value for name, value in read_query(f"?{view}").items())


def test_a_card_of_its_own_is_shared_in_both_languages(page: Page, site: str):
    for lang, word in (("en", "Share"), ("ja", "共有")):
        for feature in ("us_bases/kadena-ab", "japan_archipelago/yonagunijima", "places/tokyo",
                        "taiwan_strait/taiwan-strait"):  # fmt: skip
            open_page(page, f"{site}/?lang={lang}&feature={feature}")
            page.locator("#card").get_by_role("button", name=word).click()
            expect(page.locator("#pane-share")).to_be_visible()
            expect(page.locator("[data-name='share.address'] code")).to_contain_text(
                f"feature={feature}"
            )


def test_a_line_that_is_not_shown_any_more_is_not_shared(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{LINE}")
    expect_drawn(page, LINE)
    page.get_by_role("tab", name="Story").click()
    expect(page.locator(f"#map_1 {KEYS[LINE]}")).to_have_count(0)
    assert not {"from", "to", "tool"} & set(read_query(share(page)))
    page.reload()
    expect(page.locator("#pane-share")).to_be_visible()
    expect(page.locator(f"#map_1 {KEYS[LINE]}")).to_have_count(0)


def test_copy_link_is_a_link_to_what_is_shown(page: Page, site: str, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{site}/?lang=en&{RING}")
    expect_drawn(page, RING)
    share(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("history.replaceState(null, '')")
    open_page(page, link)
    expect(page.locator("#pane-coverage")).to_be_visible()
    expect_drawn(page, RING)


def test_the_units_of_the_page_are_those_of_its_sentences_and_of_share(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{LINE}")
    page.locator("#distance").get_by_label("Units").select_option("mi")
    expect(page.locator("#distance .answer")).to_contain_text("about 400 miles (640 km)")
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("km")
    assert read_query(share(page))["units"] == "mi"
    open_page(page, f"{site}/?lang=en&{RING}&units=nmi")
    expect(page.locator("#coverage .answer")).to_contain_text("540 nautical miles (1,000 km)")
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("nmi")


def test_share_follows_the_page_and_keeps_what_was_chosen_in_it(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance&units=mi")
    assert "units=mi" in share(page)
    page.get_by_role("tab", name="Distance").click()
    page.locator("#distance select").select_option("km")
    page.get_by_role("tab", name="Share").click()
    units = page.locator("#share [name=units]")
    expect(units).to_have_value("")
    units.select_option("nmi")
    page.get_by_role("tab", name="Distance").click()
    page.get_by_role("tab", name="Share").click()
    expect(units).to_have_value("nmi")


def test_an_article_is_opened_told_and_shared(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en&article={CAPES}&claim=2")
    told = page.locator(".claim:visible .claim-text")
    expect(told).to_have_text(CLAIMS[CAPES][1]["en"])
    page.get_by_role("button", name="Next").click()
    expect(told).to_have_text(CLAIMS[CAPES][2]["en"])
    expect(page.locator("path.fan")).to_have_count(0)
    for _ in range(2):
        page.get_by_role("button", name="Previous").click()
    expect(told).to_have_text(CLAIMS[CAPES][0]["en"])
    expect(page.locator("path.fan")).to_have_count(2)
    seen = page.evaluate(
        "() => { document.querySelectorAll('nav, select').forEach(one => one.remove());"
        " return document.body.innerText }"
    )
    assert not find_foreign(seen, CAPES)
    address = share(page)
    assert read_query(address)["article"] == CAPES
    page.goto(address)
    assert CLAIMS[CAPES][0]["en"] in page.locator("body").inner_text()
    page.get_by_role("link", name="Tap to explore").click()
    page.wait_for_selector("html.ready")
    expect(told).to_have_text(CLAIMS[CAPES][0]["en"])
    expect(page.locator("path.fan")).to_have_count(2)


def test_the_last_point_is_the_last_and_a_number_beyond_it_is_none(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en&article={HARBOURS}&claim=2")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    open_page(page, f"{shelf}/?lang=en&article={HARBOURS}&claim=10")
    expect(page.locator("#first")).to_be_visible()
    expect(page.get_by_role("link", name="The story in 2 stops")).to_be_visible()


def test_which_article_the_page_opens_with_changes_but_not_the_one_that_is_shared(
    page: Page, shelf: str
):
    open_page(page, f"{shelf}/?lang=en&claim=2")
    expect(page.locator(".claim:visible .claim-text")).to_have_text(CLAIMS[CAPES][1]["en"])
    assert read_query(share(page))["article"] == CAPES


def test_a_frame_with_a_story_opens_with_its_first_point(page: Page, shelf: str):
    page.goto(f"{shelf}/embed?lang=en&article={QUIET}&tool=story&live=1")
    expect(page.locator(".claim:visible .claim-text")).to_have_text(CLAIMS[QUIET][0]["en"])
    expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()


def test_an_unknown_article_is_said_to_be_unknown(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en&article=nobody-wrote-this&claim=1")
    expect(page.locator("html[data-state='unknown-article']")).to_be_attached()
    expect(page.get_by_role("alert").first).to_contain_text("no article “nobody-wrote-this”")
    expect(page.locator(".claim")).to_have_count(0)


def test_a_card_lists_what_other_articles_say_apart(page: Page, shelf: str):
    open_page(page, f"{shelf}/?lang=en&article={CAPES}&feature=us_bases/misawa-ab")
    card = page.locator("#card")
    expect(card.get_by_role("button", name="Surveyors slept")).to_be_visible()
    expect(card.locator("nav a")).to_have_attribute("href", f"/articles/{FIRST}?f=html&lang=en")
