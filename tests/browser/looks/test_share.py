"""What an editor takes away: Share beside what is shown, pictures by a click, words of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from opening import open_page, wait_quiet
from playwright.sync_api import Page, expect

from geoposture.pictures import pdf

LINE = "from=us_bases/kadena-ab&to=places/taipei"
RING = "tool=coverage&origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
FORMS = {"PNG": b"\x89PNG", "SVG": b"<svg", "PDF": b"%PDF-"}
WORDS = {"en": ("Share", "Alternative text"), "ja": ("共有", "代替テキスト")}


def read_query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def open_share(page: Page, place: str, lang: str = "en") -> None:
    page.locator(place).get_by_role("button", name=WORDS[lang][0]).locator("visible=true").click()
    expect(page.locator("#pane-share")).to_be_visible()


def find_links(page: Page) -> dict[str, str]:
    expect(page.locator("#share a[download]").first).to_be_visible()
    links = page.locator("#share a[download]").all()
    return {one.inner_text().split()[-1]: one.get_attribute("href") or "" for one in links}


def line(page: Page, name: str) -> str:
    return page.locator(f"[data-name='{name}'] code").text_content() or ""


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("view", "place", "told"),
    [(LINE, "#pane-distance", {"from": "us_bases/kadena-ab", "to": "places/taipei"}),
     (RING, "#pane-coverage", {"origins": "places/camp-kengun"}),
     ("tool=story&claim=3", "#pane-story", {"claim": "3"})],
)  # fmt: skip
def test_answers_and_points_are_shared_where_they_are_read(
    page: Page, site: str, view: str, place: str, told: dict[str, str], lang: str, width: int
):
    page.set_viewport_size({"width": width, "height": 844})
    open_page(page, f"{site}/?lang={lang}&{view}")
    open_share(page, place, lang)
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("/embed?")
    query = read_query(line(page, "share.address"))
    assert told.items() <= query.items()
    page.go_back()
    expect(page.locator(place)).to_be_visible()


@pytest.mark.parametrize("view", [LINE, RING, "feature=us_bases/kadena-ab"])
def test_each_picture_is_a_click(page: Page, site: str, tmp_path: Path, view: str):
    open_page(page, f"{site}/?lang=en&{view}")
    page.locator("#card, #pane-distance, #pane-coverage").get_by_role(
        "button", name="Share"
    ).locator("visible=true").click()
    links = find_links(page)
    forms = [one for one in FORMS if one != "PDF" or pdf.is_installed()]
    assert list(links) == forms
    for form in forms:
        with page.expect_download(timeout=30_000) as got:
            page.get_by_role("link", name=f"Download {form}").click()
        assert got.value.suggested_filename == f"map.{form.lower()}"
        got.value.save_as(tmp_path / form)
        assert (tmp_path / form).read_bytes().startswith(FORMS[form])
        assert read_query(f"?{view}").items() <= read_query(links[form]).items()


def test_a_service_without_the_extra_offers_no_pdf(page: Page, site: str):
    def leave_out(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(" data-pdf", ""))

    page.route("**/?lang=en*", leave_out)
    open_page(page, f"{site}/?lang=en")
    page.get_by_role("tab", name="Share").click()
    assert list(find_links(page)) == ["PNG", "SVG"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_editors_own_words_go_into_every_line(page: Page, site: str, lang: str):
    open_page(page, f"{site}/?lang={lang}&{LINE}")
    open_share(page, "#pane-distance", lang)
    field = page.get_by_role("textbox", name=WORDS[lang][1])
    # The server's words come after the page's own.
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("/embed?")
    wait_quiet(page)
    own = field.input_value()
    assert "640" in own
    assert "alt" not in read_query(line(page, "share.address"))
    field.fill('A line & a "strait"\n線')
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("alt=")
    assert read_query(line(page, "share.address"))["alt"] == 'A line & a "strait" 線'
    assert 'alt="A line &amp; a &quot;strait&quot; 線"' in line(page, "share.png")
    assert all("alt=" in one for one in find_links(page).values())
    preview = page.frame_locator("#share iframe")
    expect(preview.locator("svg.still-map").first).to_have_attribute(
        "aria-label", 'A line & a "strait" 線'
    )
    field.fill("")
    expect(page.locator("[data-name='share.address'] code")).not_to_contain_text("alt=")
    expect(field).to_have_value("")
    field.blur()
    expect(field).to_have_value(own)


def test_words_stay_for_what_they_tell_of(page: Page, site: str):
    open_page(page, f"{site}/?lang=en&{LINE}")
    open_share(page, "#pane-distance")
    field = page.get_by_role("textbox", name="Alternative text")
    field.fill("Our own words")
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("alt=")
    page.get_by_role("button", name="Zoom in").click()
    page.locator("#tab-distance").click()
    page.locator("#tab-share").click()
    expect(field).to_have_value("Our own words")
    page.locator("#tab-distance").click()
    page.get_by_role("button", name="Swap").click()
    page.wait_for_function("location.search.includes('from=places')")
    page.locator("#tab-share").click()
    expect(field).not_to_have_value("Our own words")
    expect(page.locator("[data-name='share.address'] code")).not_to_contain_text("alt=")


def test_a_map_that_was_moved_is_shared_as_what_is_seen(page: Page, site: str):
    open_page(page, f"{site}/?lang=en")
    page.locator("#tab-share").click()
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("/embed?")
    assert not {"view", "bbox"} & set(read_query(line(page, "share.address")))
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile("view="))
    page.locator("#tab-layers").click()
    page.locator("#tab-share").click()
    expect(page.locator("[data-name='share.address'] code")).to_contain_text("bbox=")
    query = read_query(line(page, "share.address"))
    west, south, east, north = map(float, query["bbox"].split(","))
    assert west < east
    assert south < north
    assert "view" not in query


def test_a_copied_sentence_names_the_page_that_shows_it(page: Page, site: str):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"{site}/?lang=en&{LINE}")
    for lang, name in (("en", "Copy in English"), ("ja", "Copy in Japanese")):
        page.locator("#pane-distance").get_by_role("button", name=name).click()
        page.wait_for_function("navigator.clipboard.readText().then(one => one.includes('http'))")
        text = page.evaluate("navigator.clipboard.readText()")
        address = text[text.index("http") :]
        assert urlsplit(address).path == "/"
        assert read_query(address)["lang"] == lang
        assert read_query(f"?{LINE}").items() <= read_query(address).items()
        page.goto(address)
        expect(page.locator("#map_1 path.measure").first).to_be_attached()
        open_page(page, f"{site}/?lang=en&{LINE}")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_preview_is_the_frame_that_is_offered(page: Page, site: str, width: int, lang: str):
    """As wide as a column, and made smaller: at the panel's own width its ring has no room."""
    page.set_viewport_size({"width": width, "height": 844})
    open_page(page, f"{site}/?lang={lang}&{RING}")
    open_share(page, "#pane-coverage", lang)
    frame = page.frame_locator(".preview iframe")
    expect(frame.locator(".rings path:visible")).to_have_count(1)
    expect(frame.locator("[data-part='refused']")).to_be_hidden()
    box = page.locator(".preview").bounding_box()
    seen = page.locator(".preview iframe").bounding_box()
    assert seen["width"] == pytest.approx(box["width"], abs=3)
    assert seen["height"] == pytest.approx(box["height"], abs=3)
