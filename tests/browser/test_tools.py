"""What a reader does with the tools: one behaviour a test, in a window and on a phone."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from urllib.parse import parse_qs, urlparse

import pytest
from opening import open_page
from playwright.sync_api import Browser, Page, Route, expect

SIZES = {"window": (1280, 800), "phone": (390, 844)}


@pytest.fixture(params=SIZES)
def reader(request, browser: Browser):
    """A page in a window and on a phone."""
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce", locale="en-GB",
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(8000)
    yield page
    context.close()


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def shown_marks(page: Page) -> int:
    return page.locator("#map_1 .mark-icon").count()


def show_inputs(page: Page) -> None:
    """Open what stands behind “Change” where the answer stands first."""
    for summary in page.locator(".pane:not([hidden]) .change:not([open]) > summary").all():
        summary.click()


def type_into(page: Page, field, text: str) -> None:
    show_inputs(page)
    field.click()
    field.fill(text)
    page.wait_for_selector("[role=option]", state="visible")


def test_distance_answers_with_its_sentence_and_line(reader: Page, site: str):
    open_page(reader, site)
    reader.get_by_role("tab", name="Distance").click()
    expect(reader.locator("#distance .answer")).to_contain_text("about 640 km (400 miles)")
    expect(reader.locator("path.measure")).to_have_count(1)
    expect(reader.locator("#distance")).to_contain_text("347 nmi")
    assert query(reader)["tool"] == "distance"


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    "ends", ["kadena-ab&to=places/taipei", "misawa-ab&to=places/guam", "yokota-ab&to=places/naha"]
)
def test_no_name_is_read_as_one_with_the_figure_of_a_line(
    page: Page, site: str, ends: str, lang: str
):
    page.goto(f"{site}/?lang={lang}&from=us_bases/{ends}")
    page.wait_for_selector("html.ready:not(.drawing)")
    figure = page.locator("#map_1 .label-figure:visible")
    expect(figure).to_have_count(1)
    expect(page.locator("#map_1 .label-told:visible")).to_have_count(2)
    box = figure.bounding_box()
    for name in page.locator("#map_1 .label:not(.label-figure):visible").all():
        other = name.bounding_box()
        apart = max(other["x"] - box["x"] - box["width"], box["x"] - other["x"] - other["width"])
        beside = min(box["y"] + box["height"], other["y"] + other["height"]) - max(
            box["y"], other["y"]
        )
        assert beside < 3 or apart > 12, (name.inner_text(), box, other)


def test_distance_lists_every_facility_nearest_first(reader: Page, site: str):
    open_page(reader, f"{site}/?tool=distance&to=places/taipei")
    rows = reader.locator("#distance tbody tr")
    expect(rows).to_have_count(22)
    figures = [
        float(text.replace(",", "")) for text in rows.locator("td:nth-child(2)").all_inner_texts()
    ]
    assert figures == sorted(figures)


def test_a_place_is_typed_and_the_address_holds_it(reader: Page, site: str):
    open_page(reader, f"{site}/?tool=distance")
    type_into(reader, reader.get_by_label("To", exact=True), "yonaguni")
    reader.keyboard.press("Enter")
    expect(reader.locator("#distance .answer")).to_contain_text("Yonaguni")
    assert "yonaguni" in query(reader)["to"]
    reader.go_back()
    expect(reader.locator("#distance .answer")).to_contain_text("Taipei")


def test_what_is_typed_before_the_places_are_there_stays_and_is_found(page: Page, site: str):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/layers/places.geojson", hold)
    address = f"{site}/?lang=en&tool=distance&from=us_bases/kadena-ab&to=places/darwin"
    page.goto(address, wait_until="commit")
    field = page.get_by_label("To", exact=True)
    field.click()
    page.keyboard.type("Sapp")
    page.wait_for_timeout(300)
    assert len(held) > 0
    for one in held:
        one.continue_()
    page.unroute("**/layers/places.geojson")
    expect(page.locator("#distance .answer")).to_contain_text("Darwin")
    expect(field).to_have_value("Sapp")
    page.keyboard.type("oro")
    expect(page.get_by_role("option").first).to_contain_text("Sapporo")
    page.keyboard.press("Tab")
    expect(field).to_have_value("Darwin")


def test_a_point_of_the_map_is_chosen(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    page.get_by_role("button", name="To: Choose on the map").click()
    expect(page.locator(".pick-hint")).to_be_visible()
    page.mouse.click(980, 600)
    expect(page.locator(".pick-hint")).to_have_count(0)
    assert re.fullmatch(r"-?[\d.]+,-?[\d.]+", query(page)["to"])
    expect(page.locator("#distance .answer")).to_contain_text("measured along")


def test_choosing_on_the_map_ends_with_escape(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    button = page.get_by_role("button", name="From: Choose on the map")
    button.click()
    page.keyboard.press("Escape")
    expect(page.locator(".pick-hint")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_sentence_is_copied_with_method_and_address(reader: Page, site: str):
    open_page(reader, f"{site}/?tool=distance")
    reader.get_by_role("button", name="Copy in Japanese").click()
    expect(reader.get_by_role("button", name="Copied")).to_be_visible()
    text = reader.evaluate("navigator.clipboard.readText()")
    assert "約640キロ" in text
    assert "Karney" in text
    assert "/?lang=ja&from=us_bases/kadena-ab&to=places/taipei&tool=distance" in text


def test_the_table_is_copied_as_csv(page: Page, site: str, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{site}/?tool=distance")
    page.get_by_role("button", name="Copy table as CSV").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").count("\n") >= 22


def test_units_are_in_the_address(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance&units=nmi")
    expect(page.locator("#distance thead")).to_contain_text("nmi")
    expect(page.locator(".figures .chosen")).to_contain_text("nmi")


def test_coverage_opens_with_the_threshold_and_no_weapon(reader: Page, site: str):
    open_page(reader, site)
    reader.get_by_role("tab", name="Coverage").click()
    box = reader.locator("#coverage")
    expect(box).to_contain_text("touches the Taiwan Strait at about 640 km")
    expect(box).to_contain_text("holds all of it at about 1,150 km")
    expect(box).to_contain_text("is a distance you chose")
    expect(reader.locator("path.ring").first).to_be_attached()


def test_the_ring_follows_the_slider_and_the_figure_comes_after(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage")
    expect(page.locator("#coverage .answer")).to_contain_text("within 800 km")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/coverage?" in one.url else None)
    before = page.locator("path.ring").first.get_attribute("d")
    page.evaluate("""() => {
      const slider = document.getElementById("coverage-radius");
      slider.value = 1500;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    assert page.locator("path.ring").first.get_attribute("d") != before
    assert asked == []
    expect(page.locator("#coverage .answer")).to_contain_text("All of the Taiwan Strait")
    assert len(asked) == 1
    assert query(page)["radius_km"] == "1500"


def test_a_system_brings_its_assumption_status_and_date(reader: Page, site: str):
    open_page(reader, f"{site}/?tool=coverage&target=east_china_sea")
    show_inputs(reader)
    reader.get_by_text("A publicly stated range").click()
    box = reader.locator("#coverage")
    expect(box.locator(".assumption")).to_contain_text("not public")
    options = box.locator("select[aria-label='A publicly stated range'] option").all_inner_texts()
    assert any("Camp Kengun (announced)" in one for one in options)
    assert "system" in query(reader)


def test_refused_systems_say_why(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&system=mv-22b&origins=us_bases/mcas-futenma")
    show_inputs(page)
    refused = page.locator("#coverage details", has_text="Not drawn, and why").last
    refused.locator("summary").click()
    expect(refused.locator("li").first).to_contain_text("fired from aircraft")
    reasons = refused.locator("li").all_inner_texts()
    assert [one for one in reasons if one[0].islower()] == []


def test_nothing_covered_is_said_with_the_nearest_edge(page: Page, site: str):
    open_page(
        page,
        f"{site}/?tool=coverage&target=taiwan_strait&system=type-12-ssm-upgraded"
        "&origins=places/camp-kengun",
    )
    expect(page.locator("#coverage .answer")).to_contain_text("None of the Taiwan Strait")
    expect(page.locator("#coverage")).to_contain_text("1,220 km")


def test_an_unknown_place_is_told_in_words_for_readers(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&origins=us_bases/nowhere")
    expect(page.locator("#coverage [role=alert]")).to_have_text(
        "This place is not in the layers. Choose another."
    )


def test_several_origins_and_depth_for_researchers(page: Page, site: str):
    open_page(
        page,
        f"{site}/?tool=coverage&origins=us_bases/kadena-ab,us_bases/mcas-iwakuni"
        "&target=east_china_sea&radius_km=900",
    )
    expect(page.locator(".origin-list li")).to_have_count(2)
    page.get_by_text("Researchers").click()
    expect(page.locator(".researchers tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Remove Kadena Air Base").click()
    expect(page.locator(".origin-list li")).to_have_count(1)


def test_the_answer_is_downloaded_as_geojson(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as GeoJSON").click()
    assert download.value.suggested_filename == "coverage.geojson"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ryukyu", "Ryukyu"),
        ("嘉手納", "Kadena"),
        ("Futenma", "Marine Corps Air Station Futenma"),
        ("硫黄島", "Iwo Jima"),
    ],
)
def test_search_finds_both_languages(page: Page, site: str, text: str, first: str):
    open_page(page, site)
    type_into(page, page.locator("#search"), text)
    expect(page.locator("[role=option]").first).to_contain_text(first)
    assert page.locator("#search").get_attribute("role") == "combobox"


def test_search_opens_what_it_finds_by_keyboard(reader: Page, site: str):
    open_page(reader, site)
    type_into(reader, reader.locator("#search"), "misawa air")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    expect(reader.locator("#card h2")).to_have_text("Misawa Air Base")
    assert query(reader)["feature"] == "us_bases/misawa-ab"


def test_a_towns_name_finds_what_lies_in_it(page: Page, site: str):
    open_page(page, site)
    type_into(page, page.locator("#search"), "読谷")
    page.get_by_role("option", name=re.compile("Yomitan: ")).click()
    expect(page.locator("#pane-table")).to_be_visible()
    shown = page.locator("#pane-table tbody tr:visible")
    expect(shown.first).to_contain_text("Yomitan")
    assert 0 < shown.count() < 10
    assert query(page)["where"] == "municipalities:Yomitan"


def test_east_sea_asks_which(page: Page, site: str):
    open_page(page, site)
    type_into(page, page.locator("#search"), "East Sea")
    expect(page.locator("[role=option]")).to_have_count(2)
    expect(page.locator(".note-line:visible")).to_contain_text("Which one?")


def test_nothing_found_is_said(page: Page, site: str):
    open_page(page, site)
    page.locator("#search").click()
    page.locator("#search").fill("zzyzx")
    expect(page.locator(".note-line:visible")).to_contain_text("Nothing found for “zzyzx”")


def test_branches_filter_marks_table_and_address(reader: Page, site: str):
    open_page(reader, f"{site}/?tool=layers")
    for branch in ("Air Force", "Navy", "Army", "Branch not confirmed"):
        reader.get_by_role("checkbox", name=branch).uncheck()
    expect(reader.locator("#shown-count")).to_contain_text("Filtered: 18 of 75")
    assert shown_marks(reader) == 18
    assert query(reader)["where"] == "branch:USMC"
    reader.get_by_role("tab", name="Table").click()
    expect(reader.locator("caption")).to_contain_text("19 of 83")
    for _ in range(5):
        reader.go_back()
    expect(reader.locator("#shown-count")).to_contain_text("75 with a mark")


def test_old_links_with_filters_work_and_broken_ones_are_ignored(page: Page, site: str):
    open_page(page, f"{site}/?where=kinds:airfield&tool=table&utm_source=x&view=1&claim=99")
    assert 0 < shown_marks(page) < 30
    page.locator("#tab-layers").click()
    page.get_by_role("button", name="Clear filters").click()
    assert shown_marks(page) == 75


def test_a_layer_is_switched_off(page: Page, site: str):
    open_page(page, f"{site}/?tool=layers")
    assert page.locator("path.sea-east_china_sea").count() == 1
    page.get_by_role("checkbox", name="East China Sea").uncheck()
    assert page.locator("path.sea-east_china_sea").count() == 0
    assert "east_china_sea" not in query(page)["layers"]
    page.reload()
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
    assert page.locator("path.sea-east_china_sea").count() == 0


WATCH_ROWS = """async ({ clicks, frames }) => {
  const rows = () => [...document.querySelectorAll("#pane-table tbody tr")];
  const read = (some) => some.map(one => one.cells[0].textContent.trim());
  const heads = document.querySelectorAll("#pane-table .sort");
  const frame = () => new Promise(go => requestAnimationFrame(go));
  const [before, tall] = [read(rows()), document.querySelector("#pane-table .table-scroll").offsetHeight];
  for (const one of clicks) one === "tab" ? document.querySelector("#tab-table").click() : heads[one].click();
  const seen = [];
  let least = tall;
  for (let n = 0; n < frames; n += 1) {
    await frame();
    seen.push(read(rows().filter(one => one.checkVisibility())));
    least = Math.min(least, document.querySelector("#pane-table .table-scroll").offsetHeight);
  }
  return { before, seen, last: read(rows()), shorter: tall - least };
}"""


@pytest.mark.parametrize("clicks", [[1, 0, 0], [0, 1, "tab", 0, 0, "tab"]])
def test_the_last_sorting_is_the_one_that_is_seen_and_nothing_jumps(
    page: Page, site: str, clicks: list[int | str]
):
    open_page(page, f"{site}/?lang=en&tool=table")
    rows = page.locator("#pane-table tbody tr")
    expect(rows.last).to_be_visible()
    found = page.evaluate(WATCH_ROWS, {"clicks": clicks, "frames": 200})
    order = sorted(found["before"], key=str.casefold, reverse=True)
    assert found["before"] != order
    assert found["last"] == found["seen"][-1] == order
    away = [len(one) for one in found["seen"]].index(0)
    assert all(one == order[: len(one)] for one in found["seen"][away:])
    assert found["shorter"] <= 1
    assert page.locator("#pane-table .table-scroll").evaluate("one => one.style.minHeight") == ""


def test_a_column_has_the_order_that_the_server_found(page: Page, site: str):
    """Numbers by what they are, and what has none at the end, either way."""
    open_page(page, f"{site}/?lang=ja&tool=table")
    expect(page.locator("#pane-table tbody tr").last).to_be_visible()
    area = page.locator("#pane-table thead th").evaluate_all(
        "all => all.findIndex(one => one.classList.contains('in-area'))"
    )
    for turns in (1, 2):
        found = page.evaluate(WATCH_ROWS, {"clicks": [area] * turns, "frames": 150})
        assert len(found["last"]) == 83
        texts = page.locator(f"#pane-table tbody td:nth-child({area + 1})").all_inner_texts()
        numbers = [float(one) for one in texts if one.replace(".", "").isdigit()]
        assert numbers == sorted(numbers, reverse=turns == 2)
        assert not any(one.replace(".", "").isdigit() for one in texts[len(numbers) :])
        assert 70 < len(numbers) <= 83
        page.locator("#pane-table .sort").first.click()


def test_all_rows_of_the_table_come_by_themselves(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    rows = page.locator("#pane-table tbody tr")
    shown = page.evaluate(
        """async () => {
          const read = () => [...document.querySelectorAll("#pane-table tbody tr")].filter(one => one.checkVisibility()).length;
          const frame = () => new Promise(go => requestAnimationFrame(go));
          document.querySelector("#tab-table").click();
          const seen = [read()];
          for (let n = 0; n < 120; n += 1) { await frame(); seen.push(read()); }
          return seen;
        }"""
    )
    steps = [after - before for before, after in pairwise(shown)]
    assert shown[0] == 0
    assert shown[-1] == rows.count() == 83
    assert max(steps) <= 8
    assert min(steps) >= 0


def test_the_table_sorts_and_opens(page: Page, site: str):
    open_page(page, f"{site}/?tool=table")
    page.get_by_role("button", name="Area (km²)").click()
    page.get_by_role("button", name="Area (km²)").click()
    first = page.locator("#pane-table tbody tr").first
    expect(first).to_contain_text("Camp Hansen")
    first.get_by_role("link").click()
    expect(page.locator("#card h2")).to_contain_text("Camp Hansen")


def test_a_row_lights_its_mark(page: Page, site: str):
    open_page(page, f"{site}/?tool=table&view=26.4,127.9,10")
    page.locator("tr[data-ref='us_bases/camp-schwab']").hover()
    mark = page.locator("#map_1 .mark-icon", has=page.locator("[data-ref='us_bases/camp-schwab']"))
    expect(mark).to_have_class(re.compile(r"\blit\b"))


def test_a_card_leads_to_measuring(page: Page, site: str):
    open_page(page, f"{site}/?feature=us_bases/misawa-ab")
    page.get_by_role("button", name="Distance from here").click()
    expect(page.locator("#distance .answer")).to_contain_text("Misawa Air Base")


def test_the_length_of_the_archipelago_is_drawn_as_a_fan(page: Page, site: str):
    open_page(page, f"{site}/?claim=10")
    expect(page.locator("path.fan")).to_have_count(4)
    expect(page.locator("path.fan.chosen")).to_have_count(1)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("path.fan")).to_have_count(0)


def test_the_story_turns_by_keys(page: Page, site: str):
    open_page(page, site)
    page.locator("#map_1").focus()
    page.keyboard.press("n")
    expect(page.locator("#claim-1")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("#first")).to_be_visible()


def test_the_view_is_told_in_words(page: Page, site: str):
    open_page(page, site)
    assert page.locator("#map_1").get_attribute("aria-describedby") == "twin"
    expect(page.locator("#twin")).to_contain_text("75 of 75 facilities in view")
    page.get_by_role("button", name="Misawa and the north (5)").click()
    expect(page.locator("#live")).to_contain_text("facilities in view")
    expect(page.locator("#twin")).not_to_contain_text("75 with a mark")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_tells_a_view_in_the_server_s_sentences(page: Page, site: str, lang: str):
    """But for its edges and counts: the browser knows how large its window is."""
    query = f"?lang={lang}&where=branch:USAF&feature=us_bases/kadena-ab"
    told = page.request.get(f"{site}/{query}").text()
    (server,) = re.findall(r'id="twin"[^>]*>([^<]*)<', told)
    open_page(page, f"{site}/{query}")
    page.locator("#twin").evaluate("one => { one.textContent = '…' }")
    page.locator("#map_1").focus()
    page.keyboard.press("+")
    expect(page.locator("#twin")).not_to_have_text("…")
    browser = page.locator("#twin").text_content() or ""
    blank = re.compile(r"-?\d+(?:[.,]\d+)?")
    assert blank.sub("#", browser) == blank.sub("#", html.unescape(server).strip())


def test_the_map_moves_by_buttons_too(page: Page, site: str):
    open_page(page, site)
    page.get_by_role("button", name="Move the map with buttons").click()
    before = page.url
    page.get_by_role("button", name="Move map north").click()
    expect(page).not_to_have_url(before)


def test_the_theme_is_chosen_and_kept_in_the_address(page: Page, site: str):
    open_page(page, site)
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert query(page)["theme"] == "dark"


def test_a_tool_that_cannot_be_fetched_says_so(page: Page, site: str):
    open_page(page, site)
    page.route("**/static/tools-*.js", lambda route: route.abort())
    page.get_by_role("tab", name="Distance").click()
    expect(page.locator("#distance [role=alert]")).to_be_visible()


def test_a_server_out_of_reach_is_told(page: Page, site: str):
    page.route("**/distance?*", lambda route: route.abort())
    open_page(page, f"{site}/?tool=distance")
    expect(page.locator("#distance [role=alert]")).to_contain_text("cannot be reached")


def test_nothing_is_stored(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage")
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]


def test_the_search_is_in_the_address_and_comes_back(page: Page, site: str):
    open_page(page, site)
    page.locator("#search").fill("kadena")
    page.wait_for_function("() => location.search.includes('q=kadena')")
    page.reload()
    expect(page.locator("#search")).to_have_value("kadena")
    page.locator("#search").focus()
    expect(page.locator("[role=option]").first).to_contain_text("Kadena")


@pytest.mark.parametrize(
    ("text", "first"),
    [("かでな", "Kadena Air Base"), ("ﾖｺﾀ", "Yokota Air Base"), ("yokosuka", "US Fleet Activities"),
     ("Guam", "Guam"), ("Northern Territories", "Northern Territories"), ("釣魚島", "Senkaku")],
)  # fmt: skip
def test_search_finds_kana_coasts_chains_and_facilities_first(page, site, text, first):
    open_page(page, site)
    page.locator("#search").fill(text)
    expect(page.locator("[role=option]").first).to_contain_text(first)


def test_on_a_phone_nothing_lies_over_the_results(browser: Browser, site: str):
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    open_page(phone, site)
    phone.locator("#search").fill("yokosuka")
    expect(phone.locator("[role=option]").first).to_be_visible()
    covered = phone.evaluate(
        """() => [...document.querySelectorAll(".search [role=option]")].filter(one => {
          const box = one.getBoundingClientRect();
          return [0.1, 0.5, 0.9].some(part => !one.contains(document.elementFromPoint(
            box.left + part * box.width, box.top + box.height / 2)));
        }).length"""
    )
    assert covered == 0
    assert phone.locator(".search [role=option]").first.bounding_box()["width"] > 300
    phone.close()


def test_a_place_without_a_layer_is_opened_by_its_address(page: Page, site: str):
    open_page(page, f"{site}/?feature=places/taipei&lang=ja")
    expect(page.locator("#card h2")).to_have_text("台北")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    page.go_back()
    expect(page.locator("#card h2")).to_have_text("台北")


def test_a_place_without_a_position_says_so(page: Page, site: str):
    open_page(page, site)
    page.locator("#search").fill("Hawaii")
    page.locator("[role=option]").first.click()
    expect(page.locator("#card")).to_contain_text("no point on this map")
    expect(page.locator("#card").get_by_role("button", name="Distance from here")).to_have_count(0)


def test_what_the_layer_does_not_have_filters_nothing(page: Page, site: str):
    open_page(page, f"{site}/?where=zz:1")
    expect(page.locator("#shown-count")).to_contain_text("75 with a mark")


def test_with_the_facilities_off_nothing_speaks_of_them(page: Page, site: str):
    open_page(page, site)
    page.goto(f"{site}/?layers=none")
    expect(page.locator("#twin")).to_contain_text("0 of 75")
    expect(page.locator(".label-base:visible")).to_have_count(0)
    expect(page.locator("#inset_1 .mark-icon")).to_have_count(0)


def test_a_whole_layer_is_covered_by_a_distance(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&origins=us_bases&radius_km=500&target=east_china_sea")
    expect(page.locator(".origin-list")).to_contain_text("US facilities in Japan")
    expect(page.locator("#coverage .answer")).to_contain_text("within 500 km")
    assert "origins=us_bases&" in page.url


def test_a_system_that_does_not_exist_is_ignored(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&system=nonsense")
    expect(page.locator("#coverage .answer")).to_contain_text("within 800 km")


def test_an_origin_at_the_sea_needs_no_distance_to_touch_it(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&origins=us_bases/kobi-sho-range&target=east_china_sea")
    expect(page.locator(".threshold-box")).to_contain_text("lies in or at the edge")


def test_sources_that_disagree_give_two_rings_and_both_figures(page: Page, site: str):
    open_page(
        page, f"{site}/?tool=coverage&system=f-35a&origins=us_bases/misawa-ab"
              "&target=taiwan_strait"
    )  # fmt: skip
    expect(page.locator("#coverage .answer")).to_contain_text("within 1,082–1,093 km")
    expect(page.locator("path.ring.far")).to_have_count(1)


def test_leaving_a_system_brings_the_origin_back(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&origins=us_bases/yokota-ab")
    expect(page.locator("#coverage .answer")).to_contain_text("Yokota")
    page.locator("label[for=mode-system]").click()
    expect(page.locator("#coverage .assumption")).to_be_visible()
    page.locator("label[for=mode-distance]").click()
    expect(page.locator(".origin-list")).to_have_text("Yokota Air Base")


def test_the_interval_is_in_the_chosen_unit(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance&units=nmi")
    expect(page.locator("#distance")).to_contain_text("344–351 nmi")


def test_text_that_was_not_chosen_gives_way(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    expect(page.locator("#distance .answer")).to_be_visible()
    field = page.get_by_label("To", exact=True)
    field.fill("zzz")
    page.keyboard.press("Tab")
    expect(field).to_have_value("Taipei")


def test_a_point_is_chosen_by_keyboard(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    expect(page.locator("#distance .answer")).to_be_visible()
    page.get_by_label("To", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_label("To", exact=True)).to_have_value(re.compile("^Point "))


def test_japanese_readers_get_the_error_and_the_method_in_japanese(page, site, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{site}/?tool=coverage&origins=us_bases/nowhere&lang=ja")
    expect(page.locator("#coverage [role=alert]")).to_contain_text("データにありません")
    page.goto(f"{site}/?tool=distance&lang=ja")
    page.locator("#distance .actions button").nth(1).click()
    page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).includes('最短距離。')"
    )


def test_a_point_named_outside_the_view_is_an_arrow(page: Page, site: str):
    open_page(page, f"{site}/?claim=15")
    arrow = page.get_by_role("button", name="Philippines")
    expect(arrow).to_be_visible()
    arrow.click()
    expect(arrow).to_have_count(0)


def test_a_chain_of_islands_is_lit_dashed_and_a_sea_without_its_coasts(page: Page, site: str):
    open_page(page, f"{site}/?claim=14")
    expect(page.locator("path.lit-islands.implied").first).to_be_attached()
    expect(page.locator("path.sea-lit")).to_have_count(1)
    assert page.locator("path.sea-lit").evaluate("one => getComputedStyle(one).stroke") == "none"


@pytest.mark.parametrize("ref", ["east_china_sea", "east_china_sea/east-china-sea"])
def test_a_sea_has_a_card_with_its_limits_and_sources(page: Page, site: str, ref: str):
    open_page(page, f"{site}/?feature={ref}")
    expect(page.locator("#card h2")).to_have_text("East China Sea")
    expect(page.locator("#card")).to_contain_text("Limits of 1953")
    expect(page.locator("#card")).to_contain_text("755,720 km²")
    expect(page.locator("#card")).to_contain_text("International Hydrographic")


def test_a_facility_shows_its_name_at_once_and_the_rest_when_it_comes(page: Page, site: str):
    held = []
    page.route("**/layers/us_bases.geojson", lambda route: held.append(route))  # noqa: PLW0108
    open_page(page, f"{site}/?feature=us_bases/kadena-ab")
    expect(page.locator("#card h2")).to_have_text("Kadena Air Base")
    expect(page.locator("#card [role=status]")).to_have_text("Loading…")
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(page.locator("#card")).to_contain_text("18th Wing")


def test_a_card_whose_rest_cannot_be_fetched_says_so(page: Page, site: str):
    page.route("**/layers/us_bases.geojson", lambda route: route.abort())
    open_page(page, f"{site}/?feature=us_bases/kadena-ab")
    expect(page.locator("#card [role=alert]")).to_contain_text("cannot be reached")


def test_a_filter_by_what_no_mark_carries_wants_the_whole_layer(page: Page, site: str):
    open_page(page, f"{site}/?where=icao:RODN")
    expect(page.locator("#map_1 .mark-icon")).to_have_count(1)
    page.goto(f"{site}/?where=fac_no:FAC 2001")
    expect(page.locator("#map_1 .mark-icon")).to_have_count(1)


def test_a_raised_sheet_is_not_covered_by_the_maps_buttons(browser: Browser, site: str):
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    open_page(phone, f"{site}/?tool=share")
    expect(phone.locator("#share form")).to_be_visible()
    assert not phone.locator(".map-buttons").is_visible()
    phone.locator(".grip").click()
    assert phone.locator(".map-buttons").is_visible()
    phone.close()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_table_fits_its_panel_in_a_window(page: Page, site: str, lang: str):
    open_page(page, f"{site}/?tool=table&lang={lang}")
    box = page.locator("#pane-table .table-scroll")
    expect(box).to_be_visible()
    page.wait_for_function(
        "() => { const one = document.querySelector('#pane-table .table-scroll');"
        " return one.scrollWidth <= one.clientWidth; }"
    )


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("japan_archipelago", "the Japanese archipelago"),
        ("japan_archipelago/hokkaido", " Hokkaido"),
        ("east_china_sea/east-china-sea", "the East China Sea"),
        ("places/japan", " Japan"),
    ],
)
def test_the_page_answers_about_the_area_that_the_address_names(
    page: Page, site: str, target: str, name: str
):
    """Case faults-whole-archipelago: a layer as target where a sea was meant."""
    open_page(
        page,
        f"{site}/?lang=en&tool=coverage&origins=us_bases/misawa-ab&radius_km=500&target={target}",
    )
    expect(page.locator("#coverage .answer").first).to_contain_text(f"{name} lies within")
    expect(page.locator(".threshold-box")).to_contain_text(name)
    assert f"target={target}" in page.url.replace("%2F", "/")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "no position stored yet"), ("ja", "位置はまだ収録されていません")]
)
def test_a_place_without_a_position_is_said_once_in_words(
    page: Page, site: str, lang: str, words: str
):
    place = "places/second-thomas-shoal"
    open_page(page, f"{site}/?lang={lang}&from=us_bases/kadena-ab&to={place}")
    expect(page.locator("#distance [role=alert]")).to_have_count(1)
    expect(page.locator("#distance [role=alert]")).to_contain_text(words)
    expect(page.locator("#distance")).not_to_contain_text("places/")


@pytest.mark.parametrize("tool", ["Distance from here", "Circle round this place"])
def test_back_from_a_tool_is_the_card_that_led_to_it(page: Page, site: str, tool: str):
    open_page(page, f"{site}/?feature=us_bases/misawa-ab")
    page.get_by_role("button", name=tool).click()
    expect(page.locator(".pane:visible .answer").first).to_contain_text("Misawa Air Base")
    page.go_back()
    expect(page.locator("#card h2")).to_have_text("Misawa Air Base")


def test_back_from_a_point_is_the_card_that_led_to_it(page: Page, site: str):
    open_page(page, f"{site}/?feature=us_bases/yokota-ab")
    page.locator("#card .link-button").first.click()
    expect(page.locator("#claim-1")).to_be_visible()
    page.go_back()
    expect(page.locator("#card h2")).to_have_text("Yokota Air Base")


def test_after_back_the_other_language_opens_what_is_shown(page: Page, site: str):
    open_page(page, site)
    page.get_by_role("tab", name="Distance").click()
    expect(page.locator("#distance .answer")).to_be_visible()
    page.go_back()
    expect(page.locator("#first")).to_be_visible()
    page.locator("a.switch-lang").click()
    page.wait_for_selector("html[lang=ja].ready")
    expect(page.locator("#first")).to_be_visible()


def test_another_field_takes_over_the_choosing_on_the_map(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    start, end = page.locator("#pane-distance .icon-button").all()
    start.click()
    end.click()
    expect(start).to_have_attribute("aria-pressed", "false")
    expect(end).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pick-hint")).to_have_count(1)
    end.click()
    expect(page.locator(".pick-hint")).to_have_count(0)


def test_choosing_on_the_map_ends_with_its_tab(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    page.locator("#pane-distance .icon-button").first.click()
    expect(page.locator(".pick-hint")).to_be_visible()
    page.get_by_role("tab", name="Layers").click()
    expect(page.locator(".pick-hint")).to_have_count(0)


def test_leaving_a_system_of_the_address_keeps_its_place(page: Page, site: str):
    open_page(page, f"{site}/?system=f-35a&origins=us_bases/misawa-ab&target=taiwan_strait")
    expect(page.locator("#coverage .assumption")).to_be_visible()
    page.locator("label[for=mode-distance]").click()
    expect(page.locator(".origin-list")).to_have_text("Misawa Air Base")


def test_systems_that_cannot_be_fetched_are_told(page: Page, site: str):
    page.route("**/systems?*", lambda route: route.abort())
    open_page(page, f"{site}/?tool=coverage")
    expect(page.locator("#coverage .answer")).to_be_visible()
    page.locator("label[for=mode-system]").click()
    expect(page.locator("#coverage [role=alert]")).to_contain_text("cannot be reached")
    expect(page.locator("#mode-distance")).to_be_checked()


def test_no_more_places_are_offered_than_are_taken(page: Page, site: str):
    places = ["kadena-ab", "misawa-ab", "yokota-ab", "camp-zama", "mcas-futenma"]
    origins = ",".join(f"us_bases/{one}" for one in places)
    open_page(page, f"{site}/?tool=coverage&origins={origins}")
    field = page.get_by_label("Add a place", exact=True)
    type_into(page, field, "iwakuni")
    page.locator("[role=option]").first.click()
    expect(page.locator(".origin-list li")).to_have_count(6)
    expect(field).to_be_hidden()
    page.get_by_role("button", name="Remove Camp Zama").click()
    expect(field).to_be_visible()


def test_the_slider_speaks_the_unit_of_its_answer(page: Page, site: str):
    open_page(page, f"{site}/?tool=coverage&units=nmi")
    expect(page.locator("#pane-coverage output")).to_have_text("432 nautical miles (800 km)")


@pytest.mark.parametrize(
    ("tool", "drawn"), [("distance", "path.measure"), ("coverage", "path.ring, path.covered")]
)
def test_an_answer_that_comes_when_its_tab_was_left_draws_nothing(
    page: Page, site: str, tool: str, drawn: str
):
    held = []
    page.route(f"**/{tool}?*", lambda route: held.append(route))  # noqa: PLW0108
    open_page(page, f"{site}/?tool={tool}")
    page.wait_for_timeout(300)
    page.get_by_role("tab", name="Story").click()
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.locator(drawn)).to_have_count(0)


def test_no_line_stands_where_nothing_could_be_measured(page: Page, site: str):
    open_page(page, f"{site}/?tool=distance")
    expect(page.locator("path.measure")).to_have_count(1)
    page.route("**/distance?*", lambda route: route.abort())
    page.get_by_role("button", name="Swap").click()
    expect(page.locator("#distance [role=alert]")).to_be_visible()
    expect(page.locator("path.measure")).to_have_count(0)


def test_what_was_found_leaves_the_address_at_once(page: Page, site: str):
    open_page(page, site)
    page.locator("#search").focus()
    page.wait_for_selector("#search[role=combobox]")
    page.locator("#search").fill("yokota")
    page.locator("[role=option]").first.click()
    page.wait_for_timeout(500)
    assert "q" not in query(page)


def test_a_sea_without_an_outline_is_not_measured_and_seen_from_afar(page: Page, site: str):
    open_page(page, site)
    type_into(page, page.locator("#search"), "East Sea")
    page.get_by_role("option", name="Sea of Japan").click()
    expect(page.locator("#card")).to_contain_text("no point on this map")
    expect(page.get_by_role("button", name="Distance from here")).to_have_count(0)
    page.wait_for_function("() => Number(/view=[^&]*,([\\d.]+)/.exec(location)?.[1]) < 7")


def test_a_filter_of_several_values_is_shown_and_kept(page: Page, site: str):
    open_page(page, f"{site}/?tool=layers&where=kinds:airfield|port")
    chosen = page.locator("#filters select[name=kinds] option:checked")
    expect(chosen).to_have_text("Airfield or Port")
    page.get_by_role("checkbox", name="Navy").uncheck()
    assert query(page)["where"].endswith("kinds:airfield|port")
    page.get_by_role("button", name="Clear filters").click()
    expect(chosen).to_have_text("All")


def test_every_origin_that_an_address_names_is_asked_for(reader: Page, site: str):
    named = ("kadena-ab", "misawa-ab", "yokota-ab", "mcas-iwakuni", "mcas-futenma", "camp-zama",
             "naf-atsugi", "camp-schwab")  # fmt: skip
    origins = ",".join(f"us_bases/{one}" for one in named)
    reader.goto(f"{site}/?lang=en&origins={origins}&target=east_china_sea&radius_km=300")
    expect(reader.locator("#coverage")).to_contain_text("or 7 other places")
    assert all(one in reader.url for one in named)
    assert all(
        name in reader.locator("#coverage").text_content() for name in ("Camp Zama", "Camp Schwab")
    )
