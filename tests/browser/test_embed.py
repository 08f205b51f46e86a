"""The embed inside host pages of another origin: plain, sandboxed, narrow, scripted or not."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import geoposture as gp


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serve host pages on another port: another origin."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(body: str, head: str = "", html: str = 'lang="en"') -> str:
        text = f"<!doctype html><html {html}><meta charset=utf-8>{head}<body>{body}"
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield put
    server.shutdown()
    server.server_close()


def frame(site: str, query: str = "", more: str = "") -> str:
    style = "border:0;width:100%;height:auto;aspect-ratio:16/10"
    return (
        f'<iframe title="Map" src="{site}/embed?lang=en&{query}" style="{style}" {more}></iframe>'
    )


def inside(page: Page):
    return page.frame_locator("iframe").first


def test_a_plain_iframe_shows_the_map_with_two_requests(page: Page, site: str, host):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(site) else None)
    page.goto(host(frame(site)))
    expect(inside(page).locator("svg.still-map")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 2


@pytest.mark.parametrize("more", ["", 'sandbox="allow-scripts allow-popups"'])
def test_a_tap_starts_the_map_sandboxed_too(page: Page, site: str, host, more: str):
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(host(frame(site, more=more)))
    inside(page).get_by_role("link", name="Tap to explore").click()
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    inside(page).locator(".mark-icon [data-ref='us_bases/misawa-ab']").click()
    expect(inside(page).locator("#card h2")).to_be_visible()
    assert wrong == []


def test_the_live_map_is_light(page: Page, site: str, host):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda one: sizes.append(int(one["encodedDataLength"])))
    page.goto(f"{site}/embed?lang=en&live=1")
    page.wait_for_selector(".mark-icon", state="attached")
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= 10, sizes
    assert sum(sizes) <= 180 * 1024, sum(sizes)


def test_without_javascript_the_picture_is_there(browser: Browser, site: str, host):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host(frame(site)))
    expect(inside(page).locator("svg.still-map")).to_be_visible()
    context.close()


def test_the_wheel_scrolls_the_article_not_the_map(page: Page, site: str, host):
    page.goto(host(frame(site, "live=1") + "<p style='height:3000px'>text"))
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    page.mouse.move(400, 300)
    before = inside(page).locator(".leaflet-control-scale-line").inner_text()
    page.mouse.wheel(0, 300)
    expect(inside(page).locator(".gesture-hint.shown")).to_have_text("Hold Ctrl or ⌘ to zoom")
    page.wait_for_function("() => scrollY > 0")
    assert inside(page).locator(".leaflet-control-scale-line").inner_text() == before


def test_the_wheel_with_ctrl_zooms(page: Page, site: str, host):
    page.goto(host(frame(site, "live=1")))
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    page.mouse.move(400, 300)
    before = inside(page).locator(".leaflet-control-scale-line").inner_text()
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(inside(page).locator(".leaflet-control-scale-line")).not_to_have_text(before)


def test_the_host_script_gives_each_map_its_own_height(page: Page, site: str, host):
    body = (
        frame(site)
        + frame(site, "caption=" + "long " * 60)
        + f'<script src="{site}/embed.js"></script>'
    )
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(host(body))
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].every(one => one.style.height)"
    )
    heights = page.evaluate("[...document.querySelectorAll('iframe')].map(one => one.offsetHeight)")
    assert all(height > 100 for height in heights)


def test_messages_of_others_change_nothing(page: Page, site: str, host):
    page.goto(host(frame(site) + f'<script src="{site}/embed.js"></script>'))
    page.wait_for_load_state("networkidle")
    before = page.evaluate("document.querySelector('iframe').style.height")
    page.evaluate("window.postMessage({type: 'geoposture:height', height: 3000}, '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('iframe').style.height") == before


def test_the_height_is_told_to_amp_and_pym_hosts(page: Page, site: str, host):
    script = "<script>window.got=[];addEventListener('message',e=>got.push(JSON.stringify(e.data)))</script>"
    page.goto(host(frame(site), head=script))
    page.wait_for_function("() => got.some(one => one.includes('embed-size'))")
    assert page.evaluate("got.some(one => one.includes('xPYMxheightxPYMx'))")


def test_the_page_round_it_never_jumps(page: Page, site: str, host):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.shift += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(host("<h1>Story</h1>" + frame(site) + "<p>after</p>" * 30))
    page.wait_for_load_state("networkidle")
    inside(page).get_by_role("link", name="Tap to explore").click()
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize("html", ['dir="rtl" lang="ar"', 'lang="en" style="background:#111"'])
def test_a_page_from_right_to_left_or_dark_changes_nothing(page: Page, site: str, host, html: str):
    page.goto(host(frame(site), html=html))
    expect(inside(page).locator("svg.still-map")).to_be_visible()
    assert inside(page).locator("html").get_attribute("lang") == "en"


def test_a_lazy_frame_below_the_fold_waits(page: Page, site: str, host):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(site) else None)
    page.goto(host("<p style='height:9000px'>text</p>" + frame(site, more='loading="lazy"')))
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.evaluate("scrollTo(0, 9000)")
    expect(inside(page).locator("svg.still-map")).to_be_visible()


def test_an_editor_copies_the_iframe_and_it_works(page: Page, site: str, host, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/?lang=en&tool=share&claim=3")
    page.locator(".snippet summary", has_text="iframe").first.click()
    page.get_by_label("Title").fill('A "title" <b>')
    page.wait_for_timeout(700)
    page.locator(".snippet summary", has_text="iframe").first.click()
    page.get_by_role("button", name="Copy", exact=True).first.click()
    line = page.evaluate("navigator.clipboard.readText()")
    assert "claim=3" in line
    assert 'loading="lazy"' in line
    page.goto(host(line))
    expect(inside(page).locator("h1")).to_have_text('A "title" <b>')


def test_the_story_is_told_by_buttons(page: Page, site: str, host):
    page.goto(host(frame(site, "claim=3&live=1")))
    expect(inside(page).locator("#claim-3")).to_be_visible()
    inside(page).get_by_role("button", name="Next point").click()
    expect(inside(page).locator("#claim-4")).to_be_visible()


def test_the_single_file_opens_from_disk_and_asks_nobody(page: Page, tmp_path):
    file = tmp_path / "map.html"
    gp.explore(lang="en", claim=3).save(file)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    expect(page.locator(".mark-icon")).to_have_count(76)
    page.wait_for_function("() => document.querySelectorAll('path.island').length > 300")
    page.locator("[data-ref='us_bases/iwo-jima-communication-site']").click()
    expect(page.locator("#card")).to_contain_text("Iwo Jima")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next point").click()
    expect(page.locator("#claim-4")).to_be_visible()
    assert asked == [file.as_uri()]
    assert wrong == []
