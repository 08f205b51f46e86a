"""The exported site in a real Chromium: from a plain web server's sub-folder, and from disk."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from opening import wait_quiet
from playwright.sync_api import Page, expect
from serving import serve_folder

import geoposture as gp
from geoposture.export import bundle
from geoposture.language.sentences import describe_share, describe_thresholds, label_thresholds
from geoposture.maps import single_file
from geoposture.model import View


@pytest.fixture(scope="session")
def served(exported: Path) -> Iterator[str]:
    with serve_folder(exported.parent) as address:
        yield f"{address}/{exported.name}"


@pytest.fixture(params=["http", "file"])
def copy(request: pytest.FixtureRequest, exported: Path) -> str:
    """Where the copy is: its root, without a slash at the end."""
    if request.param == "file":
        return exported.as_uri()
    return str(request.getfixturevalue("served"))


@pytest.fixture
def clean(page: Page, copy: str) -> Iterator[Page]:
    """A page that asks nobody else, and has nothing to complain about."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    # Leaving a page gives up what was on its way: that is no fault of it.
    page.on("requestfailed", lambda one: one.failure == "net::ERR_ABORTED"
            or wrong.append(f"failed: {one.failure} {one.url}"))  # fmt: skip
    page.on("request", lambda one: check_own(one.url, copy, wrong))
    yield page
    assert wrong == []


def check_own(url: str, copy: str, wrong: list[str]) -> None:
    own, asked = urlsplit(copy), urlsplit(url)
    if asked.scheme not in ("data", "blob") and (asked.scheme, asked.netloc) != own[:2]:
        wrong.append(f"asked: {url}")


def test_the_map_opens_with_its_marks_and_a_card(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html")
    expect(clean.locator("#map_1 .mark-icon").first).to_be_attached()
    clean.wait_for_function("() => document.querySelectorAll('#map_1 path.island').length > 300")
    clean.locator("#map_1 [data-ref='us_bases/iwo-jima-communication-site']").click()
    expect(clean.locator("#card h2")).to_contain_text("Iwo Jima")
    expect(clean.locator("#card")).to_contain_text("Tokyo Metropolitan Government")


def test_the_first_view_asks_for_scripts_and_style_only(clean: Page, copy: str):
    asked: list[str] = []
    clean.on("request", lambda one: asked.append(one.resource_type))
    clean.goto(f"{copy}/index.html")
    wait_quiet(clean)
    assert set(asked) <= {"document", "script", "stylesheet", "other"}
    assert asked.count("script") == 2


def test_a_distance_is_computed_here(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?tool=distance&from=us_bases/kadena-ab&to=places/taipei")
    expect(clean.locator("#distance .answer")).to_contain_text("about 640 km (400 miles)")
    expect(clean.locator("#distance tbody tr")).to_have_count(22)
    expect(clean.locator("#pane-distance")).to_contain_text("This copy works without a server")
    expect(clean.locator("#map_1 path.measure")).to_be_attached()


def test_a_distance_from_a_card(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?feature=us_bases/misawa-ab")
    clean.locator("#card").get_by_role("button", name="Distance from here").click()
    expect(clean.locator("#distance .answer")).to_contain_text("Misawa Air Base")


def test_coverage_comes_from_the_listed_distances(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?tool=coverage&origins=us_bases/kadena-ab&target=taiwan_strait")
    answer = clean.locator("#coverage .answer")
    expect(answer).to_contain_text("18% of the Taiwan Strait lies within 800 km of Kadena")
    clean.locator("#coverage-radius").press("ArrowRight")
    expect(answer).to_contain_text("within 850 km")
    clean.get_by_role("button", name="Show where it holds all").click()
    expect(clean.locator("#coverage output")).to_have_text("1,160 km")
    expect(answer).to_be_visible()
    # In the same words as the service, rounded alike.
    told = gp.coverage("us_bases/kadena-ab", target="taiwan_strait", radius_km=500)
    box = clean.locator("#coverage .threshold-box")
    expect(box.locator(".thresholds")).to_have_text(label_thresholds(told)["en"])
    expect(box).to_contain_text(describe_thresholds(told)["en"])
    clean.goto(
        f"{copy}/index.html?tool=coverage&origins=us_bases/kadena-ab&target=taiwan_strait"
        "&radius_km=500"
    )
    first, _, _ = describe_share(told)["en"].partition(". ")
    expect(answer).to_contain_text(first)


def test_a_pair_of_the_basing_table_has_its_assumption(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?tool=coverage")
    clean.get_by_text("A publicly stated range").click()
    expect(clean.locator("#coverage .assumption")).to_contain_text("Real reach depends on load")
    expect(clean.locator("#map_1 path.ring").first).to_be_attached()


def test_what_has_no_answer_says_so(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?tool=coverage&radius_km=777")
    expect(clean.locator("#coverage [role=alert]")).to_contain_text("no figure for 777 km")
    clean.goto(f"{copy}/index.html?tool=coverage&origins=places/taipei")
    expect(clean.locator("#coverage [role=alert]")).to_contain_text("these places only")
    expect(clean.locator("#coverage .thresholds")).to_have_count(0)
    clean.goto(f"{copy}/index.html?tool=distance&to=taiwan_strait")
    expect(clean.locator("#distance [role=alert]").first).to_contain_text("between points only")


def test_the_search_finds_places(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html")
    clean.locator("#search").fill("那覇")
    expect(clean.locator("[role=option]").first).to_be_visible()


def test_the_search_finds_towns_and_systems_there_too(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html")
    assert not clean.locator("script[src*='/towns-']").count()
    clean.locator("#search").fill("yubarri")
    option = clean.get_by_role("option", name="Yubari")
    option.click()
    expect(clean.locator("#card")).to_contain_text("good to about 5 km")
    clean.get_by_role("button", name="Distance from here").click()
    expect(clean.locator("#distance .answer")).to_contain_text("km")
    clean.locator("#search").fill("osprey")
    clean.locator("[role=option]").first.click()
    expect(clean.locator("#card .said")).to_contain_text("Futenma")


def test_the_language_switch_leads_to_the_other_folder(clean: Page, copy: str):
    clean.goto(f"{copy}/index.html?claim=3")
    expect(clean.locator("#claim-3")).to_be_visible()
    clean.locator("a.switch-lang").click()
    expect(clean.locator("html")).to_have_attribute("lang", "ja")
    assert "/ja/index.html" in clean.url
    expect(clean.locator("#claim-3")).to_be_visible()
    clean.locator("a.switch-lang").click()
    expect(clean.locator("html")).to_have_attribute("lang", "en")


def test_the_address_holds_the_view(clean: Page, copy: str):
    query = "view=26.4,127.8,9&theme=dark&where=branch:USMC&layers=us_bases"
    clean.goto(f"{copy}/index.html?{query}")
    expect(clean.locator("html")).to_have_attribute("data-theme", "dark")
    expect(clean.locator("#map_1 path[class^=island]")).to_have_count(0)
    expect(clean.locator("#map_1 .mark[data-ref='us_bases/mcas-futenma']")).to_be_attached()
    expect(clean.locator("#map_1 [data-ref='us_bases/kadena-ab']")).to_have_count(0)


def test_the_embed_is_a_poster_until_it_is_touched(clean: Page, copy: str):
    clean.goto(f"{copy}/embed/index.html")
    expect(clean.locator(".wide svg.still-map")).to_be_visible()
    clean.get_by_role("link", name="Tap to explore").click()
    expect(clean.locator("#map_1 .mark-icon").first).to_be_attached()


def test_a_poster_takes_the_words_of_its_address(clean: Page, copy: str):
    clean.goto(f"{copy}/embed/index.html?title=A%20%3Cb%3Etitle&credit=Ours&legend=0&theme=dark")
    expect(clean.locator("h1")).to_have_text("A <b>title")
    expect(clean.locator(".lines")).to_contain_text("Ours")
    expect(clean.locator(".legend")).to_have_count(0)
    expect(clean.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_embed_shows_the_layers_of_its_address(clean: Page, copy: str):
    clean.goto(f"{copy}/embed/index.html?layers=us_bases&view=30,130,5")
    expect(clean.locator("#map_1 .mark-icon").first).to_be_attached()
    expect(clean.locator("#map_1 path[class^=island]")).to_have_count(0)


def test_an_embed_of_another_view_starts_at_once(clean: Page, copy: str):
    clean.goto(f"{copy}/embed/index.html?claim=3&view=26,124,6")
    expect(clean.locator("#claim-3")).to_be_visible()
    clean.get_by_role("button", name="Next").click()
    expect(clean.locator("#claim-10")).to_be_visible()


def test_an_embed_of_a_coverage_says_what_it_assumes(clean: Page, copy: str):
    query = "tool=coverage&origins=places/camp-kengun&target=east_china_sea"
    clean.goto(f"{copy}/embed/index.html?{query}&system=type-12-ssm-upgraded")
    expect(clean.locator(".say")).to_contain_text("Real reach depends on load")
    expect(clean.locator("#map_1 path.ring")).to_be_attached()


def test_a_pinned_embed_has_all_it_needs(clean: Page, copy: str, exported: Path):
    version = json.loads((exported / "export.json").read_bytes())["catalog"]
    clean.goto(f"{copy}/v/{version}/ja/embed/index.html?feature=us_bases/kadena-ab")
    expect(clean.locator("#card h2")).to_have_text("嘉手納飛行場")


def test_lines_for_an_article_name_the_copy(clean: Page, served: str, copy: str):
    clean.goto(f"{copy}/index.html?tool=share&claim=3")
    frame = clean.frame_locator("#share iframe")
    expect(frame.locator("#claim-3")).to_be_visible()
    lines = clean.locator("#share pre")
    if copy != served:
        expect(lines).to_have_count(0)
        return
    text = lines.first.text_content() or ""
    assert f'src="{served}/v/' in text
    assert "/embed/?" in text
    assert "claim=3" in text
    assert "oembed" not in clean.locator("#share").inner_text().lower()


def test_links_made_in_the_browser_start_at_the_root_of_the_copy(clean: Page, copy: str):
    clean.goto(f"{copy}/ja/index.html?feature=us_bases/misawa-ab")
    link = clean.locator("#card").get_by_role("link", name="GeoJSON")
    assert link.evaluate("one => one.href") == f"{copy}/layers/us_bases.geojson"
    clean.goto(f"{copy}/ja/index.html?tool=share")
    expect(
        clean.frame_locator("#share iframe").locator("svg.still-map, .mark-icon").first
    ).to_be_attached()


def test_a_short_address_reaches_the_embed(page: Page, served: str):
    page.goto(f"{served}/embed/?claim=3")
    expect(page.locator("#claim-3")).to_be_visible()


def test_the_bundle_opens_from_disk(page: Page, exported: Path, catalog, tmp_path: Path):
    files = {
        one.relative_to(exported).as_posix(): one.read_bytes()
        for one in exported.rglob("*")
        if one.is_file()
    }
    with zipfile.ZipFile(io.BytesIO(bundle.make_bundle(catalog, files))) as archive:
        archive.extractall(tmp_path)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((tmp_path / "geoposture/ja/index.html").as_uri())
    expect(page.locator("#map_1 .mark-icon").first).to_be_attached()
    page.locator("#tab-distance").click()
    expect(page.locator("#distance .answer")).to_contain_text("640キロ")
    page.locator("#tab-share").click()
    expect(page.locator("#share")).to_contain_text("オフライン用のコピー")
    expect(page.locator("#share iframe")).to_have_count(0)
    assert all(one.startswith("file:") for one in asked)


def test_the_map_in_one_file_draws_its_ring_with_the_assumption(page: Page, catalog, tmp_path):
    view = View(
        tool="coverage", origins="us_bases/mcas-futenma", system="mv-22b",
        target="east_china_sea", layers=("us_bases",),
    )  # fmt: skip
    file = tmp_path / "map.html"
    file.write_text(single_file.compose(catalog, view), encoding="utf-8")
    page.goto(file.as_uri())
    expect(page.locator("#map_1 path.ring")).to_be_attached()
    expect(page.locator(".say").first).to_contain_text("Real reach depends on load")
    expect(page.locator("#map_1 .mark-icon").first).to_be_attached()
    expect(page.locator("#map_1 path[class^=island]")).to_have_count(0)


def test_a_pinned_embed_tells_what_was_corrected_since(page: Page, exported: Path, tmp_path: Path):
    """The frame stays byte for byte; what came later it reads beside it."""
    copied = tmp_path / "site"
    shutil.copytree(exported, copied)
    version = next((copied / "v").glob("*/embed")).parent.name
    with serve_folder(tmp_path) as address:
        pinned = f"{address}/site/v/{version}/embed/index.html"
        page.goto(pinned)
        wait_quiet(page)
        expect(page.locator("#pinned")).to_be_hidden()
        row = {"id": "c1", "date": "2027-01-05", "kind": "corrected"}
        (copied / "corrections.json").write_text(json.dumps([row]), encoding="utf-8")
        page.goto(pinned)
        expect(page.locator("#pinned")).to_contain_text("Data have been corrected since")
        link = page.locator("#pinned a").get_attribute("href")
        page.goto(f"{pinned.rpartition('/')[0]}/{link}")
        expect(page.locator("h1")).to_have_text("Corrections")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"date": "2027-01-05", "kind": "withdrawn", "article": "{own}"}, True),
        ({"date": "2027-01-05", "kind": "corrected", "article": "another"}, False),
        ({"date": "2027-01-05", "kind": "withdrawn"}, False),
        ({"date": "{since}", "kind": "corrected"}, True),
        ({"date": "2001-01-01", "kind": "corrected"}, False),
    ],
)
def test_a_pinned_embed_tells_what_concerns_it(
    page: Page, exported: Path, tmp_path: Path, row: dict[str, str], told: bool
):
    copied = tmp_path / "site"
    shutil.copytree(exported, copied)
    version = next((copied / "v").glob("*/embed")).parent.name
    frame = copied / "v" / version / "embed" / "index.html"
    text = frame.read_text(encoding="utf-8").replace('data-article=""', 'data-article="own"')
    frame.write_text(text, encoding="utf-8")
    rows = json.loads((copied / "corrections.json").read_text(encoding="utf-8"))
    # The day of the data may be later than the last correction: the frame tells which it knows.
    since = re.search(r'data-since="([^"]+)"', text)[1]
    rows.append({key: value.format(own="own", since=since) for key, value in row.items()})
    (copied / "corrections.json").write_text(json.dumps(rows), encoding="utf-8")
    with serve_folder(tmp_path) as address:
        page.goto(f"{address}/site/v/{version}/embed/index.html")
        wait_quiet(page)
        page.wait_for_timeout(700)
        expect(page.locator("#pinned")).to_be_visible(visible=told)


def test_an_exported_embed_uses_the_public_domain_coast(page: Page, served: str):
    page.goto(f"{served}/embed/live.html")
    expect(page.locator("path.island-ground").first).to_be_attached()
    expect(page.locator(".lines")).to_contain_text("Natural Earth")
    expect(page.locator(".lines")).not_to_contain_text("GSHHG")
