"""The search: towns, systems, numbers and wrong letters; what comes late, and what does not come."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opening import open_page
from playwright.sync_api import Browser, Page, expect
from serving import serve

sys.path.insert(0, str(Path(__file__).parents[2] / "theatres"))
from made import PHILIPPINES, write_minimal

OPTION = ".search [role=option]"
TOWNS = re.compile(r"/layers/towns\.json")


HEAR = """() => {
  const live = document.querySelector("#live");
  window.heard = [];
  new MutationObserver(() => heard.push(live.textContent))
    .observe(live, { childList: true, characterData: true, subtree: true });
}"""


def ask(page: Page, text: str) -> None:
    """Type into the field, and wait until all has come that is looked through."""
    field = page.locator("#search")
    field.focus()
    page.wait_for_selector("#search[role=combobox]")
    field.fill(text)


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses that the page asks for."""
    found: list[str] = []
    page.on("request", lambda one: found.append(one.url))
    return found


def test_towns_are_fetched_with_the_focus_and_not_before(page: Page, site: str, asked: list[str]):
    open_page(page, site)
    page.wait_for_timeout(500)
    late = re.compile(r"/layers/towns\.json|/static/tools-|/systems|/layers/places\.geojson")
    assert [one for one in asked if late.search(one)] == []
    ask(page, "yubari")
    expect(page.locator(OPTION)).to_have_count(1)
    towns = [one for one in asked if TOWNS.search(one)]
    assert len(towns) == 1 and re.search(r"/v/[0-9a-f]{16}/", towns[0])


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("夕張", "夕張市"), ("yubari", "夕張市"), ("YŪBARI", "夕張市"), ("ゆうばり", "夕張市"),
        ("ユウバリ", "夕張市"), ("yuubari", "夕張市"), ("shinonsen", "新温泉町"),
        ("せとうちちょう", "瀬戸内町"), ("yubarri", "夕張市"),
    ],
)  # fmt: skip
def test_any_town_is_found_however_it_is_written(page: Page, site: str, lang, text, town):
    open_page(page, f"{site}/?lang={lang}")
    ask(page, text)
    expect(page.locator(OPTION).filter(has_text=town)).to_have_count(1)
    expect(page.locator(OPTION).first).to_contain_text(town)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("kadenna", "Kadena Air Base"), ("yokuska", "US Fleet Activities Yokosuka"),
        ("Misawa Air Bsae", "Misawa Air Base"), ("嘉手内", "Kadena"),
        ("FAC 6037", "Kadena Air Base"), ("6037", "Kadena Air Base"), ("fac6037", "Kadena Air"),
        ("Osprey", "MV-22B Osprey"), ("オスプレイ", "MV-22B Osprey"), ("carrier", "F-35C"),
        ("f35b", "F-35B"), ("ryūkyū", "Ryukyu"), ("kadena", "Kadena Air Base"),
    ],
)  # fmt: skip
def test_what_is_meant_comes_first(page: Page, site: str, text: str, first: str):
    open_page(page, site)
    ask(page, text)
    expect(page.locator(OPTION).first).to_contain_text(first)


@pytest.mark.parametrize(("lang", "word", "names"), [
    ("en", "Okinawa", ("Okinawa: 31", "Okinawa Prefecture", "Okinawa Island", "Okinawa City")),
    ("en", "沖縄", ("Okinawa: 31", "Okinawa Prefecture", "Okinawa Island", "Okinawa City")),
    ("ja", "沖縄", ("沖縄県：施設31", "沖縄県", "沖縄島", "沖縄市")),
])  # fmt: skip
def test_what_facilities_lie_in_comes_before_a_facility_of_another_name(
    page: Page, site: str, lang, word, names
):
    open_page(page, f"{site}/?lang={lang}")
    ask(page, word)
    for number, name in enumerate(names):
        expect(page.locator(OPTION).nth(number)).to_contain_text(name)


def test_a_prefecture_does_not_go_by_the_name_of_its_city(page: Page, site: str):
    open_page(page, f"{site}/?lang=ja")
    ask(page, "京都")
    expect(page.locator(OPTION).first).to_contain_text("京都府：施設1")
    expect(page.locator(OPTION).filter(has_text="京都市：")).to_have_count(0)


def test_numbers_forgive_no_figure(page: Page, site: str):
    open_page(page, site)
    ask(page, "FAC 6037")
    expect(page.locator(OPTION)).to_have_count(1)
    expect(page.locator(OPTION)).to_contain_text("FAC 6037")


def test_results_are_counted_for_those_who_do_not_see_them(page: Page, site: str):
    open_page(page, site)
    # The view is told in words too, at its own time: all that was said counts.
    page.evaluate("""() => {
        const live = document.querySelector("#live");
        window.said = [];
        new MutationObserver(() => window.said.push(live.textContent)).observe(
            live, { childList: true, characterData: true, subtree: true });
    }""")
    ask(page, "yubari")
    page.wait_for_function("() => window.said.includes('1 result')")
    page.locator("#search").fill("setouchi")
    page.wait_for_function("() => window.said.includes('3 results')")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_town_is_shown_measured_and_let_go_by_keyboard(browser: Browser, site: str, size):
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", locale="en-GB"
    )
    page.set_default_timeout(8000)
    open_page(page, site)
    ask(page, "yubari")
    expect(page.locator(OPTION)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator("#card")
    expect(card.locator("h2")).to_have_text("Yubari")
    expect(card).to_contain_text("good to about 5 km")
    expect(card).to_contain_text("GeoNames gazetteer")
    expect(card).to_contain_text("Japan Post")
    expect(page.locator("#map_1 .town-name")).to_have_text("Yubari")
    expect(page.locator("#map_1 path.town-round")).to_have_count(1)
    assert "feature=" not in page.url and "q=Yubari" in page.url
    page.get_by_role("button", name="Distance from here").click()
    expect(page.locator("#distance .answer")).to_contain_text("km")
    expect(page.locator("#distance input").first).to_have_value(re.compile(r"^Yubari \(point 43\."))
    assert re.search(r"from=141\.\d+,43\.\d+", page.url)
    expect(page.locator("#map_1 .town-name")).to_have_count(0)
    page.close()


def test_a_town_without_a_point_says_so_and_moves_nothing(page: Page, site: str):
    open_page(page, f"{site}/?view=26.4,127.8,9")
    ask(page, "瀬戸内町")
    page.locator(OPTION).first.click()
    expect(page.locator("#card")).to_contain_text("No position stored yet")
    expect(page.get_by_role("button", name="Distance from here")).to_have_count(0)
    expect(page.locator("#map_1 .town-name")).to_have_count(0)
    lat, lon, zoom = (float(one) for one in re.search(r"view=([\d.,]+)", page.url)[1].split(","))
    assert (round(lat, 2), round(lon, 2), zoom) == (26.4, 127.8, 9)


def test_a_town_can_be_an_end_of_a_distance(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    # The tool begins with an answer, and its fields with what that is of.
    expect(page.locator("#distance .answer")).to_contain_text("km")
    field = page.locator("#distance input").first
    field.fill("yubari")
    page.locator("#distance [role=option]").first.click()
    expect(page.locator("#distance .answer")).to_contain_text(re.compile(r"43\.0\d+° N"))
    expect(field).to_have_value(re.compile(r"^Yubari \("))


def test_a_system_lists_the_rows_of_its_table_with_status_date_and_source(page: Page, site: str):
    open_page(page, site)
    ask(page, "f-35a")
    page.locator(OPTION).first.click()
    rows = page.locator("#card .said")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(re.compile(r"Misawa.*based there.*28 March 2026"))
    expect(rows.nth(1)).to_contain_text(re.compile(r"Kadena.*rotational.*March 2023"))
    for number in range(2):
        assert rows.nth(number).locator("ul li").count() > 0
    words = page.locator("#card").inner_text().lower()
    assert not re.search(r"near|closest|rank|best|km", words)
    rows.nth(0).get_by_role("button").click()
    expect(page.locator("#card h2")).to_have_text("Misawa Air Base")


@pytest.mark.parametrize(("lang", "words"), [
    ("en", "No public source that we read says where it is based"), ("ja", "公開資料は確認できて"),
])  # fmt: skip
def test_a_system_that_no_source_places_says_so(page: Page, site: str, lang: str, words: str):
    open_page(page, f"{site}/?lang={lang}")
    ask(page, "thaad")
    page.locator(OPTION).first.click()
    expect(page.locator("#card")).to_contain_text(words)


def test_what_the_map_holds_is_listed_while_the_towns_are_on_their_way(page: Page, site: str):
    held: list = []
    page.route(TOWNS, lambda route: held.append(route))  # noqa: PLW0108
    open_page(page, site)
    # The map may say what it shows right after: what counts is that it was said.
    page.evaluate(HEAR)
    ask(page, "kadena air")
    expect(page.locator(OPTION).first).to_contain_text("Kadena Air Base")
    page.locator("#search").fill("yubari")
    note = page.locator(".search .note-line")
    expect(note).to_contain_text("on its way")
    page.wait_for_function("() => heard.some(one => one.includes('way'))")
    held[0].continue_()
    expect(page.locator(OPTION)).to_have_count(1)
    page.wait_for_function("() => heard.includes('1 result')")


def test_the_row_that_the_keys_reached_stays_when_more_comes(page: Page, site: str):
    held: list = []
    page.route(TOWNS, lambda route: held.append(route))  # noqa: PLW0108
    open_page(page, site)
    ask(page, "setouchi")
    expect(page.locator(OPTION)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    held[0].continue_()
    expect(page.locator(OPTION)).to_have_count(3)
    expect(page.locator(f"{OPTION}[aria-selected=true]")).to_contain_text("Camp Setouchi")


def test_a_row_that_is_pressed_is_taken_though_more_comes(page: Page, site: str):
    """Between the finger's down and up the towns arrive: the row is not taken from under it."""
    held: list = []
    page.route(TOWNS, lambda route: held.append(route))  # noqa: PLW0108
    open_page(page, site)
    ask(page, "setouchi")
    expect(page.locator(OPTION)).to_have_count(1)
    page.locator(OPTION).hover()
    page.mouse.down()
    with page.expect_response(TOWNS):
        held[0].continue_()
    page.wait_for_timeout(300)
    page.mouse.up()
    expect(page.locator("#card h2")).to_have_text("Camp Setouchi")
    expect(page.locator("#search")).to_have_attribute("aria-expanded", "false")


def test_towns_that_do_not_come_are_told_and_asked_for_again(page: Page, site: str):
    page.route(TOWNS, lambda route: route.abort())
    open_page(page, site)
    ask(page, "yubari")
    expect(page.locator(".search .note-line")).to_contain_text("did not load")
    page.locator("#search").fill("misawa")
    expect(page.locator(OPTION).first).to_contain_text("Misawa")
    page.unroute(TOWNS)
    page.locator("#search").fill("yubari")
    expect(page.locator(OPTION)).to_have_count(1)


# A theatre without towns, and a name of one of its places.
@pytest.fixture(params=[("philippines", "basa"), ("minimal", "alpha")], ids=lambda one: one[0])
def other(request, tmp_path_factory) -> Iterator[tuple[str, str]]:
    theatre, name = request.param
    folder = PHILIPPINES
    if theatre == "minimal":
        folder = write_minimal(tmp_path_factory.mktemp("theatre") / "minimal")
    with serve("--layers", str(folder)) as address:
        yield address, name


def test_a_theatre_without_towns_searches_and_asks_for_none(page: Page, other, asked: list[str]):
    address, name = other
    wrong: list[str] = []
    page.on("response", lambda one: wrong.append(one.url) if one.status >= 400 else None)
    page.on("requestfailed", lambda one: wrong.append(one.url))
    # Another theatre may have no names on its map to wait for.
    page.goto(address)
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
    ask(page, "zzyzx")
    expect(page.locator(".search .note-line")).to_contain_text("Nothing found")
    page.locator("#search").fill(name)
    expect(page.locator(OPTION).first).to_be_visible()
    assert not [one for one in asked if "towns" in one] and wrong == []


def test_what_is_typed_before_the_page_is_ready_is_looked_for(page: Page, site: str):
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/map.js*", hold)
    page.goto(f"{site}/?lang=en", wait_until="commit")
    page.locator("#search").fill("Yokota")
    page.wait_for_timeout(200)
    held.pop().continue_()
    expect(page.locator(".search [role=option]").first).to_contain_text("Yokota")
    expect(page.locator("#search")).to_have_value("Yokota")
