"""The embed inside host pages of another origin: plain, sandboxed, narrow, scripted or not."""

from __future__ import annotations

import http.server
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opening import wait_quiet, watch_bytes
from playwright.sync_api import Browser, Page, expect

import geoposture as gp


def frame(site: str, query: str = "", more: str = "") -> str:
    style = "border:0;width:100%;height:auto;aspect-ratio:16/10"
    return (
        f'<iframe title="Map" src="{site}/embed?lang=en&{query}" style="{style}" {more}></iframe>'
    )


def inside(page: Page):
    return page.frame_locator("iframe").first


def test_a_plain_iframe_shows_the_map_with_three_requests(page: Page, site: str, host):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(site) else None)
    page.goto(host(frame(site)))
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()
    wait_quiet(page)
    assert len(asked) <= 3  # with the face of its type


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


@pytest.mark.parametrize(
    ("query", "most"),
    [("lang=en", 140 * 1000), ("lang=en&claim=10", 140 * 1000), ("lang=ja&claim=10", 140 * 1024)],
)
def test_the_live_map_is_light(page: Page, site: str, query: str, most: int):
    sizes = watch_bytes(page)
    page.goto(f"{site}/embed?{query}&live=1")
    page.wait_for_selector(".mark-icon", state="attached")
    wait_quiet(page)
    assert len(sizes) <= 9, sizes
    assert sum(sizes) <= most, sum(sizes)


def test_without_javascript_the_picture_is_there(browser: Browser, site: str, host):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host(frame(site)))
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()
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


LATE = """<script>setTimeout(() => {{ const one = document.createElement("script");
one.src = "{site}/embed.js"; document.body.append(one); }}, 1500)</script>"""


@pytest.mark.parametrize("more", ["", "live=1"])
def test_a_host_script_that_comes_late_asks_for_the_height(page: Page, site: str, host, more: str):
    # the case embed-late-script
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(host(frame(site, more)))
    before = page.evaluate("document.querySelector('iframe').offsetHeight")
    page.add_script_tag(url=f"{site}/embed.js")
    height = f"() => document.querySelector('iframe').offsetHeight > {before} + 100"
    page.wait_for_function(height)


def test_a_frame_that_a_component_holds_gets_its_height_too(page: Page, site: str, host):
    # the case embed-late-script, of another kind
    page.set_viewport_size({"width": 390, "height": 800})
    put = f"box.attachShadow({{mode: 'open'}}).innerHTML = `{frame(site)}`"
    page.goto(host(f"<div id=box></div><script>{put}</script>{LATE.format(site=site)}"))
    page.wait_for_function("() => box.shadowRoot.querySelector('iframe').style.height")


def test_a_page_opened_from_disk_shows_the_frame(page: Page, site: str, tmp_path: Path):
    file = tmp_path / "host.html"
    file.write_text(f"<!doctype html>{frame(site)}", encoding="utf-8")
    page.goto(file.as_uri())
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()


HIDDEN = (
    "<button onclick='box.removeAttribute(`style`)'>Map</button><div id=box style='{}'>{}</div>"
)


def plain(site: str, query: str = "", more: str = "") -> str:
    size = 'width="720" height="450"'
    return f'<iframe title="Map" src="{site}/embed?lang=en&live=1&{query}" {size} {more}></iframe>'


@pytest.mark.parametrize(
    ("style", "more"),
    [
        ("display:none", ""),
        ("display:none", 'loading="lazy"'),
        ("height:0;overflow:hidden", 'style="height:100%"'),
    ],
)
def test_a_frame_that_starts_without_a_size_shows_the_whole_map_later(
    page: Page, site: str, host, style: str, more: str
):
    # the case embed-hidden-tab
    head = "<style>#box {height: 450px}</style>"
    page.goto(host(HIDDEN.format(style, plain(site, more=more)), head=head))
    wait_quiet(page)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Map").click()
    scale = inside(page).locator(".leaflet-control-scale-line")
    expect(scale).to_have_text(re.compile("^(500|1,000) km$"))
    expect(inside(page).locator(".mark-icon").first).to_be_attached()


def test_a_frame_that_was_hidden_keeps_the_view_it_was_given(page: Page, site: str, host):
    # the case embed-hidden-tab
    body = plain(site, "view=26.4,127.8,9")
    page.goto(host(HIDDEN.format("display:none", body)))
    wait_quiet(page)
    page.get_by_role("button", name="Map").click()
    expect(inside(page).locator(".leaflet-control-scale-line")).to_have_text("20 km")


def test_a_frame_that_somebody_moved_stays_where_it_is(page: Page, site: str, host):
    page.goto(host(plain(site)))
    scale = inside(page).locator(".leaflet-control-scale-line")
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    inside(page).get_by_role("button", name="Zoom in").click()
    expect(scale).to_have_text("500 km")
    page.evaluate("document.querySelector('iframe').style.width = '400px'")
    page.wait_for_timeout(300)
    expect(scale).to_have_text("500 km")


def test_the_frame_fits_where_the_host_forbids_styles(page: Page, site: str, host):
    # the case embed-host-policy
    policy = f"default-src 'none'; frame-src {site}; style-src 'none'"
    told = page.request.get(f"{site}/oembed", params={"url": f"{site}/embed?lang=en"}).json()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(
        host(told["html"], head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">')
    )
    expect(inside(page).locator("svg.still-map").last).to_be_attached()
    box = page.evaluate(
        "(one => [one.offsetWidth, one.clientLeft])(document.querySelector('iframe'))"
    )
    assert box[0] <= 390
    assert box[1] == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_messages_of_others_change_nothing(page: Page, site: str, host):
    page.goto(host(frame(site) + f'<script src="{site}/embed.js"></script>'))
    wait_quiet(page)
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
    wait_quiet(page)
    inside(page).get_by_role("link", name="Tap to explore").click()
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    assert page.evaluate("window.shift") == 0


@contextmanager
def serve_in_pieces(text: str, at: str) -> Iterator[str]:
    """Send a page as far as some words, and the rest when that has been drawn."""
    first, _, rest = text.partition(at)
    assert rest

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(first.encode())
            self.wfile.flush()
            time.sleep(0.6)
            self.wfile.write((at + rest).encode())

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("query", ["lang=en", "lang=ja&claim=10"])
def test_a_frame_that_arrives_in_pieces_does_not_jump(page: Page, site: str, query: str):
    page.set_viewport_size({"width": 640, "height": 400})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " window.shift += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    with urllib.request.urlopen(f"{site}/embed?{query}") as answer:
        text = answer.read().decode()
    with serve_in_pieces(text, '<div class="lines">') as address:
        page.goto(address)
        expect(page.locator(".wide svg.still-map")).to_be_visible()
        page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.001


@pytest.mark.parametrize("html", ['dir="rtl" lang="ar"', 'lang="en" style="background:#111"'])
def test_a_page_from_right_to_left_or_dark_changes_nothing(page: Page, site: str, host, html: str):
    page.goto(host(frame(site), html=html))
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()
    assert inside(page).locator("html").get_attribute("lang") == "en"


def test_a_lazy_frame_below_the_fold_waits(page: Page, site: str, host):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(site) else None)
    page.goto(host("<p style='height:9000px'>text</p>" + frame(site, more='loading="lazy"')))
    wait_quiet(page)
    assert asked == []
    page.evaluate("scrollTo(0, 9000)")
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()


def test_an_editor_copies_the_iframe_and_it_works(page: Page, site: str, host, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/?lang=en&tool=share&claim=3")
    page.locator(".snippet summary", has_text="iframe").first.click()
    page.get_by_label("Title").fill('A "title" <b>')
    expect(page.locator("[data-name='share.iframe'] code")).to_contain_text("&quot;title")
    page.get_by_role("button", name="Copy", exact=True).first.click()
    line = page.evaluate("navigator.clipboard.readText()")
    assert "claim=3" in line
    assert 'loading="lazy"' in line
    page.goto(host(line))
    expect(inside(page).locator("h1")).to_have_text('A "title" <b>')


def test_the_story_is_told_by_buttons(page: Page, site: str, host):
    page.goto(host(frame(site, "claim=3&live=1")))
    expect(inside(page).locator("#claim-3")).to_be_visible()
    inside(page).get_by_role("button", name="Next").click()
    expect(inside(page).locator("#claim-10")).to_be_visible()


def test_the_single_file_opens_from_disk_and_asks_nobody(page: Page, tmp_path):
    file = tmp_path / "map.html"
    gp.explore(lang="en", claim=3).save(file)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    expect(page.locator(".mark-icon")).to_have_count(75)
    page.wait_for_function("() => document.querySelectorAll('path.island').length > 300")
    page.locator("[data-ref='us_bases/iwo-jima-communication-site']").click()
    expect(page.locator("#card")).to_contain_text("Iwo Jima")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#claim-10")).to_be_visible()
    assert asked == [file.as_uri()]
    assert wrong == []


def test_a_column_gets_a_poster_that_can_be_read(page: Page, site: str, host):
    page.goto(host(f'<div style="width:300px">{frame(site)}</div>'))
    slim = inside(page).locator(".drawing svg.still-map")
    expect(slim.filter(visible=True)).to_have_count(1)
    for words in ("Air Force", "geoposture · Natural Earth", "About"):
        # Where it is slim, the shorter words of the same thing are shown.
        expect(inside(page).get_by_text(words).filter(visible=True).first).to_be_visible()


@pytest.mark.parametrize("width", [300, 620])
def test_poster_and_live_map_say_the_same_round_the_map(page: Page, site: str, host, width: int):
    query = "title=Ours&caption=A%20caption&credit=Desk&claim=10"
    page.goto(host(f'<div style="width:{width}px">{frame(site, query)}</div>'))
    poster = inside(page).locator(".lines").inner_text()
    inside(page).get_by_role("link", name="Tap to explore").click()
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    expect(inside(page).locator("h1")).to_have_text("Ours")
    live = inside(page).locator(".lines").inner_text()
    assert "A caption" in live
    # What the point says stands in the live map's panel.
    told = inside(page).locator("#claim-10").inner_text()
    said = [line for line in poster.splitlines() if line and line not in told]
    assert [line for line in live.splitlines() if line] == said


def test_the_live_story_keeps_its_mark_its_check_and_its_fan(page: Page, site: str, host):
    page.goto(host(frame(site, "claim=10&live=1")))
    expect(inside(page).locator("#stop-3 .tag.implied")).to_be_visible()
    expect(inside(page).locator("path.fan")).to_have_count(4)
    map_box = inside(page).locator("#map_1").bounding_box()
    panel = inside(page).locator("#panel").bounding_box()
    assert panel["x"] + panel["width"] <= map_box["x"] + 1, "the story lies over the map"


def test_the_live_map_draws_what_the_poster_drew(page: Page, site: str, host):
    query = "tool=coverage&origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800&live=1"
    page.goto(host(frame(site, query)))
    expect(inside(page).locator("path.ring")).to_have_count(1)
    expect(inside(page).locator("h1")).to_contain_text("within 800 km")
    expect(inside(page).locator(".say").first).to_contain_text("800 km")


@pytest.mark.parametrize(
    ("lang", "article", "names", "rings"),
    [
        ("en", "ap-kengun-2026-03-09", ["JGSDF Camp Kengun", "Ishigaki"], 5),
        ("ja", "ap-kengun-2026-03-09", ["健軍駐屯地", "石垣"], 5),
        ("en", "nhkworld-misawa-2024-07-04", ["Misawa", "Kadena"], 2),
    ],
)
def test_the_live_map_of_an_article_rings_and_names_its_places(
    page: Page, site: str, host, lang: str, article: str, names: list[str], rings: int
):
    line = frame(site, f"article={article}&live=1").replace("lang=en", f"lang={lang}")
    page.goto(host(line))
    expect(inside(page).locator(".lit-point")).to_have_count(rings)
    for name in names:
        label = inside(page).locator(".label-told", has_text=re.compile(f"^{name}$"))
        expect(label.first).to_be_visible()


def test_the_live_map_uses_the_public_domain_coast_only(page: Page, site: str, host):
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(host(frame(site, "live=1")))
    expect(inside(page).locator("path.island-ground").first).to_be_attached()
    assert not [url for url in asked if "japan_archipelago" in url]
    expect(inside(page).locator(".lines")).to_contain_text("Natural Earth")
    expect(inside(page).locator(".lines")).not_to_contain_text("GSHHG")


def test_layers_of_the_address_are_those_of_the_live_map(page: Page, site: str, host):
    page.goto(host(frame(site, "layers=east_china_sea&live=1")))
    expect(inside(page).locator("path.limit").first).to_be_attached()
    expect(inside(page).locator(".mark-icon")).to_have_count(0)


def test_a_frame_in_a_frame_works(page: Page, site: str, host):
    inner = frame(site, "live=1").replace("&", "&amp;").replace('"', "&quot;")
    page.goto(host(f'<iframe srcdoc="{inner}" width="700" height="500" title="outer"></iframe>'))
    nested = page.frame_locator("iframe").first.frame_locator("iframe").first
    expect(nested.locator(".mark-icon").first).to_be_attached()
    nested.get_by_role("button", name="Zoom in").click()


def test_a_parent_that_speaks_amp_sets_the_height_it_is_told(page: Page, site: str, host):
    script = (
        "<script>addEventListener('message', ({data, source}) => {"
        " const frame = document.querySelector('iframe');"
        " if (data?.sentinel === 'amp' && data.type === 'embed-size' && source === frame.contentWindow)"
        " frame.style.height = data.height + 'px'; })</script>"
    )
    style = "border:0;width:100%;height:100px"
    page.goto(
        host(f'{script}<iframe title="Map" style="{style}" src="{site}/embed?lang=en"></iframe>')
    )
    page.wait_for_function("() => document.querySelector('iframe').offsetHeight > 400")
    assert inside(page).locator("figure").bounding_box()["height"] > 350


def test_a_system_that_strips_scripts_still_has_the_map(page: Page, site: str, host):
    """Only the frame is left of the line with the script: it keeps its ratio."""
    page.set_viewport_size({"width": 800, "height": 900})
    page.goto(host(frame(site)))
    box = page.locator("iframe").bounding_box()
    assert abs(box["width"] / box["height"] - 1.6) < 0.02
    expect(inside(page).locator(".wide svg.still-map")).to_be_visible()


def test_without_storage_of_third_parties_nothing_is_missed(browser: Browser, site: str, host):
    context = browser.new_context()
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(host(frame(site, "claim=3&live=1")))
    inside(page).get_by_role("button", name="Next").click()
    expect(inside(page).locator("#claim-10")).to_be_visible()
    assert wrong == []
    context.close()


def test_one_finger_scrolls_and_a_hint_says_so(browser: Browser, site: str, host):
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 700}
    )
    page = context.new_page()
    page.goto(host("<meta name=viewport content='width=device-width'>" + frame(site, "live=1")))
    expect(inside(page).locator(".mark-icon").first).to_be_attached()
    inside(page).locator("#map_1").evaluate(
        """map => { const touch = new Touch({identifier: 1, target: map, clientX: 50, clientY: 50});
        map.dispatchEvent(new TouchEvent('touchmove', {touches: [touch], bubbles: true})); }"""
    )
    expect(inside(page).locator(".gesture-hint.shown")).to_have_text(
        "Use two fingers to move the map"
    )
    assert "pan-y" in inside(page).locator("#map_1").evaluate(
        "one => getComputedStyle(one).touchAction"
    )
    context.close()


def test_in_full_screen_one_finger_and_the_wheel_move_the_map(page: Page, site: str):
    page.goto(f"{site}/embed?lang=en&live=1")
    expect(page.locator(".mark-icon").first).to_be_attached()
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement")
    before = page.locator(".leaflet-control-scale-line").inner_text()
    page.mouse.move(400, 300)
    for _ in range(6):
        page.mouse.wheel(0, -200)
    expect(page.locator(".leaflet-control-scale-line")).not_to_have_text(before)


def test_an_editor_chooses_layers_language_and_units(page: Page, site: str, host, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/?lang=en&tool=share")
    page.get_by_role("checkbox", name="Taiwan Strait").last.uncheck()
    page.get_by_label("Language").select_option("ja")
    page.get_by_label("Units").select_option("nmi")
    page.get_by_label("Data").select_option("latest")
    summary = page.locator(".snippet summary", has_text="PNG")
    summary.click()
    code = page.locator("[data-name='share.png'] code")
    expect(code).to_contain_text("東経")  # the words of the picture are in its language
    figure = code.inner_text()
    assert "lang=ja" in figure
    assert "units=nmi" in figure
    assert "layers=us_bases,japan_archipelago,east_china_sea" in figure
    assert "/v/" not in figure


def test_two_fingers_move_the_map_and_one_does_not(browser: Browser, site: str):
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 700}
    )
    page = context.new_page()
    page.goto(f"{site}/embed?lang=en&live=1")
    mark = page.locator("[data-ref='us_bases/misawa-ab']")
    expect(mark).to_be_visible()
    session = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[int, int]) -> None:
        spots = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    def drag(*steps: list[tuple[int, int]]) -> None:
        touch("touchStart", *steps[0])
        for points in steps:
            touch("touchMove", *points)
            page.wait_for_timeout(16)
        touch("touchEnd")
        page.wait_for_timeout(500)

    page.wait_for_timeout(500)
    before = mark.bounding_box()
    drag(*[[(120 + 8 * k, 150)] for k in range(10)])
    assert mark.bounding_box() == before
    drag(*[[(120 - 6 * k, 150 + 3 * k), (220 + 6 * k, 150 + 3 * k)] for k in range(10)])
    assert mark.bounding_box() != before
    assert page.evaluate("visualViewport.scale") == 1, "the map is zoomed, not the page"
    context.close()


@pytest.mark.parametrize(
    ("query", "classes"),
    [("origins=places/camp-kengun&system=type-12-ssm-upgraded", "path.ring.announced"),
     ("origins=us_bases/kadena-ab&system=f-35a", "path.ring.far")],
)  # fmt: skip
def test_a_live_ring_is_as_sure_as_its_poster(page: Page, site: str, query: str, classes: str):
    page.goto(f"{site}/embed?lang=en&live=1&tool=coverage&target=east_china_sea&{query}")
    expect(page.locator(classes)).to_have_count(1)


def test_every_sign_of_the_live_map_is_seen_in_the_dark(page: Page, site: str):
    page.goto(f"{site}/embed?live=1&theme=dark&lang=en")
    sign = page.get_by_role("button", name="Full screen").locator("path")
    sign.wait_for()
    drawn = sign.evaluate("one => [getComputedStyle(one).stroke, getComputedStyle(one).color]")
    assert drawn[0] == drawn[1] == "rgb(234, 240, 244)"


def test_a_card_in_a_frame_has_no_button_that_leads_nowhere(page: Page, site: str):
    page.goto(f"{site}/embed?live=1&lang=en&feature=us_bases/yokota-ab")
    card = page.locator("#card")
    expect(card).to_contain_text("In articles")
    expect(card.get_by_role("button")).to_have_count(1)
    page.goto(f"{site}/embed?live=1&lang=en&tool=story&feature=us_bases/yokota-ab")
    card.get_by_role("button", name="Linked by us").first.click()
    expect(page.locator("#claim-1")).to_be_visible()
