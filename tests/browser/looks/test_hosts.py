"""Pages of others that hold a map: WordPress's dialect, strict policies, late scripts, no size."""

from __future__ import annotations

from pathlib import Path

import pytest
from opening import wait_quiet
from playwright.sync_api import Page, expect
from serving import serve_folder

SECRET = "aB3dE5fG7h"
HOST = """<!doctype html><meta charset=utf-8><body style="margin:0">
<iframe data-secret="{secret}" sandbox="allow-scripts" title="Map" width="100%" height="316"
  src="{site}{path}{hash}"></iframe>
<script>
  // As wp-embed.js does: only who knows the secret is heard.
  const frame = document.querySelector("iframe");
  window.told = [];
  addEventListener("message", ({{ data, source }}) => {{
    if (source !== frame.contentWindow || data?.secret !== "{secret}") return;
    told.push([data.message, data.value]);
    if (data.message === "height") frame.height = data.value;
  }});
  window.ready = (secret) => frame.contentWindow.postMessage({{ message: "ready", secret }}, "*");
</script>"""
HEIGHTS = "() => told.filter(([message]) => message === 'height').length"


def wordpress(site: str, path: str, secret: str = SECRET, mark: str | None = None) -> str:
    mark = f"#?secret={secret}" if mark is None else mark
    return HOST.format(site=site, path=path, secret=secret, hash=mark)


def inside(page: Page):
    return page.frame_locator("iframe").first


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "path",
    ["/embed?lang=en", "/embed?lang=ja&from=us_bases/kadena-ab&to=places/taipei",
     "/embed?lang=en&live=1&claim=3"],
)  # fmt: skip
def test_wordpress_is_told_the_height(page: Page, site: str, host, path: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(host(wordpress(site, path)))
    page.wait_for_function(HEIGHTS)
    page.wait_for_timeout(700)
    wanted = inside(page).locator("main").evaluate("one => one.scrollHeight")
    assert abs(page.locator("iframe").bounding_box()["height"] - 4 - wanted) <= 2
    assert inside(page).locator("html").evaluate("one => one.scrollWidth <= innerWidth")
    assert page.evaluate("told.every(([, value]) => value >= 200 && value <= 1000)")


def test_a_height_stays_within_what_wordpress_takes(page: Page, site: str, host):
    page.set_viewport_size({"width": 300, "height": 800})
    page.goto(host(wordpress(site, "/embed?lang=en&caption=" + "long%20" * 79)))
    page.wait_for_function(HEIGHTS)
    page.evaluate("frame.style.width = '90px'")
    page.wait_for_function("() => told.at(-1)[1] === 1000")


def test_wordpress_that_comes_late_says_ready_and_is_told_again(page: Page, site: str, host):
    page.goto(host(wordpress(site, "/embed?lang=en")))
    page.wait_for_function(HEIGHTS)
    page.wait_for_timeout(500)
    page.evaluate("told.length = 0; ready('other')")
    page.wait_for_timeout(300)
    assert page.evaluate("told") == []
    page.evaluate(f"ready('{SECRET}')")
    page.wait_for_function(HEIGHTS)


@pytest.mark.parametrize("mark", ["", "#?secret=", "#?secret=a%22b", "#secret=abc", "#notes"])
def test_who_gave_no_secret_is_not_spoken_to(page: Page, site: str, host, mark: str):
    script = "<script>window.all=[];addEventListener('message',({data})=>all.push(data))</script>"
    page.goto(host(wordpress(site, "/embed?lang=en", mark=mark), head=script))
    page.wait_for_function("() => all.some(one => one?.type === 'geoposture:height')")
    page.wait_for_timeout(300)
    assert page.evaluate("all.filter(one => one?.message).length") == 0


@pytest.mark.parametrize("live", [False, True])
def test_links_out_are_opened_by_wordpress_and_the_tap_keeps_the_secret(
    page: Page, site: str, host, live: bool
):
    page.goto(host(wordpress(site, "/embed?lang=en&from=us_bases/kadena-ab&to=places/taipei")))
    page.wait_for_function(HEIGHTS)
    if live:
        page.evaluate("told.length = 0")
        inside(page).locator("a.tap").click()
        expect(inside(page).locator(".mark-icon").first).to_be_attached()
        page.wait_for_function(HEIGHTS)
    inside(page).get_by_role("link", name="Open the full map").click()
    page.wait_for_function("() => told.at(-1)[0] === 'link'")
    address = page.evaluate("told.at(-1)[1]")
    assert address.startswith(f"{site}/?lang=en&")
    assert "from=us_bases/kadena-ab" in address
    assert page.url.endswith("page.html")
    assert len(page.context.pages) == 1


def test_elsewhere_a_link_opens_a_page_of_its_own(page: Page, site: str, host):
    page.goto(
        host(f'<iframe title="Map" width="700" height="600" src="{site}/embed?lang=en"></iframe>')
    )
    with page.context.expect_page() as opened:
        inside(page).get_by_role("link", name="Open the full map").click()
    assert opened.value.url.startswith(f"{site}/?lang=en")


@pytest.mark.parametrize("query", ["", "?claim=3", "?feature=us_bases/misawa-ab"])
def test_a_copy_of_plain_files_speaks_it_too(page: Page, exported: Path, host, query: str):
    with serve_folder(exported.parent) as address:
        path = f"/{exported.name}/embed/index.html{query}"
        page.goto(host(wordpress(address, path)))
        page.wait_for_function(HEIGHTS)
        if not query:
            page.evaluate("told.length = 0")
            inside(page).locator("a.tap").click()
            page.wait_for_function(HEIGHTS)
        expect(inside(page).locator(".mark-icon").first).to_be_attached()
        page.wait_for_timeout(300)
        assert page.evaluate("told.at(-1)[0]") == "height"


# Strict policies of hosts: variants of the case embed-host-policy.

STYLE = "border:0;width:100%;height:auto;min-height:440px;aspect-ratio:16/10"


def snippet(site: str, query: str = "lang=en", more: str = "") -> str:
    return (
        f'<iframe src="{site}/embed?{query}" title="Map" loading="lazy" width="100%" height="450" '
        f'frameborder="0" style="{STYLE}" allow="fullscreen" {more}></iframe>'
    )


def policy(text: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{text}">'


@pytest.mark.parametrize(
    "rules",
    [
        "default-src 'none'; frame-src {site}; style-src 'none'",
        "default-src 'none'; frame-src {site}; style-src 'self'; script-src 'none'",
        "default-src 'self'; frame-src {site}; script-src {site}; require-trusted-types-for 'script'",
        "frame-src {site}; script-src {site} 'strict-dynamic'; style-src-attr 'none'",
    ],
)
def test_the_frame_fits_under_every_policy(page: Page, site: str, host, rules: str):
    page.set_viewport_size({"width": 390, "height": 800})
    script = f'<script src="{site}/embed.js" async></script>'
    page.goto(host(snippet(site) + script, head=policy(rules.format(site=site))))
    expect(inside(page).locator("svg.still-map:visible").first).to_be_attached()
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("iframe").bounding_box()
    assert box["width"] <= 390
    assert box["height"] >= 430


def test_a_host_whose_policy_knows_our_script_gives_the_frame_its_height(
    page: Page, site: str, host
):
    # Nothing inline is allowed: the script sets the height as a property, which no policy forbids.
    page.set_viewport_size({"width": 390, "height": 800})
    rules = f"default-src 'none'; frame-src {site}; script-src {site}; style-src 'none'"
    script = f'<script src="{site}/embed.js" async></script>'
    page.goto(host(snippet(site) + script, head=policy(rules)))
    page.wait_for_function("() => document.querySelector('iframe').style.height")
    page.wait_for_timeout(300)
    wanted = inside(page).locator("main").evaluate("one => one.scrollHeight")
    assert abs(page.locator("iframe").bounding_box()["height"] - wanted) <= 2


@pytest.mark.parametrize(
    "more",
    ['sandbox="allow-scripts"', "sandbox", 'sandbox="allow-scripts allow-same-origin" csp=""'],
)
def test_a_sandbox_of_any_strictness_shows_the_map(page: Page, site: str, host, more: str):
    page.goto(host(snippet(site, more=more)))
    expect(inside(page).locator("svg.still-map:visible").first).to_be_attached()


# Frames without a size at first: variants of the case embed-hidden-tab.


@pytest.mark.parametrize(
    ("body", "show"),
    [
        ("<details><summary>Map</summary>{}</details>", "document.querySelector('details').open = true"),
        ("<dialog>{}</dialog>", "document.querySelector('dialog').showModal()"),
        ("<div id=box style='width:0;overflow:hidden'>{}</div>", "box.style.width = '390px'"),
        ("<div id=box hidden=until-found>{}</div>", "box.hidden = false"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", ["lang=en", "lang=en&live=1"])
def test_a_frame_that_unfolds_has_its_height_and_its_map(
    page: Page, site: str, host, body: str, show: str, query: str
):
    page.set_viewport_size({"width": 390, "height": 800})
    script = f'<script src="{site}/embed.js" async></script>'
    page.goto(host(body.format(snippet(site, query)) + script))
    wait_quiet(page)
    page.wait_for_timeout(300)
    page.evaluate(show)
    expect(inside(page).locator("svg.still-map:visible, .mark-icon").first).to_be_attached()
    page.wait_for_function("() => parseInt(document.querySelector('iframe').style.height) > 250")
    page.wait_for_timeout(500)
    wanted = inside(page).locator("main").evaluate("one => one.scrollHeight")
    assert abs(page.locator("iframe").evaluate("one => one.clientHeight") - wanted) <= 2


# Web components: variants of embed-late-script.

NESTED = (
    "<my-map></my-map><script>customElements.define('my-map', class extends HTMLElement {{"
    " connectedCallback() {{ setTimeout(() => {{ const outer = this.attachShadow({{mode: 'open'}});"
    " outer.innerHTML = '<section><div id=in></div></section>';"
    " const deep = outer.getElementById('in').attachShadow({{mode: 'open'}});"
    " deep.innerHTML = `{frame}`; window.found = () => deep.querySelector('iframe'); }}, {wait}); }} }})"
    "</script>"
)
SLOTTED = (
    "<div id=box>{frame}</div><script>box.attachShadow({{mode: 'open'}}).innerHTML ="
    " '<p><slot></slot></p>'; window.found = () => box.querySelector('iframe')</script>"
)
MOVED = (
    "<div id=one></div><div id=two></div><script>one.innerHTML = `{frame}`;"
    " window.found = () => document.querySelector('iframe');"
    " setTimeout(() => two.append(found()), 900)</script>"
)


@pytest.mark.parametrize("body", [NESTED, SLOTTED, MOVED])
@pytest.mark.parametrize("wait", [0, 900])
def test_a_component_that_holds_the_frame_is_no_obstacle(
    page: Page, site: str, host, body: str, wait: int
):
    page.set_viewport_size({"width": 390, "height": 800})
    script = f'<script src="{site}/embed.js" async></script>'
    page.goto(host(body.format(frame=snippet(site), wait=wait) + script))
    page.wait_for_function("() => window.found && parseInt(found().style.height) > 250")


# Scripts that come late, more than once, as a module, from two sites.

LATE = """<script>setTimeout(() => {{ const one = document.createElement("script");
one.type = "{type}"; one.src = "{src}"; document.body.append(one); }}, {ms})</script>"""


@pytest.mark.parametrize("type_", ["text/javascript", "module"])
def test_a_late_script_of_any_kind_asks_the_frames(page: Page, site: str, host, type_: str):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(host(snippet(site) + LATE.format(type=type_, src=f"{site}/embed.js", ms=1500)))
    page.wait_for_function("() => document.querySelector('iframe').style.height")


def test_the_script_of_another_map_does_not_keep_ours_from_asking(page: Page, site: str, host):
    page.set_viewport_size({"width": 390, "height": 800})
    other = site.replace("127.0.0.1", "localhost")
    body = f'<script src="{other}/embed.js"></script>' + snippet(site)
    # The first listens from the start; only its own frames are asked by it.
    hold = "<script>addEventListener('message', (event) => window.late || event.stopImmediatePropagation(), true)</script>"
    late = "<script>setTimeout(() => { window.late = true; const one = document.createElement('script');"
    late += f" one.src = '{site}/embed.js'; document.body.append(one); }}, 1500)</script>"
    page.goto(host(hold + body + late))
    page.wait_for_function("() => document.querySelector('iframe').style.height")


def test_a_frame_that_comes_after_the_script_is_heard(page: Page, site: str, host):
    page.set_viewport_size({"width": 390, "height": 800})
    late = f"<script>setTimeout(() => {{ box.innerHTML = `{snippet(site)}` }}, 800)</script>"
    page.goto(host(f'<script src="{site}/embed.js"></script><div id=box></div>{late}'))
    page.wait_for_function("() => document.querySelector('iframe')?.style.height")


# Addresses that a content system wrote otherwise: variants of embed-double-escaped.

QUERY = "lang=ja&tool=coverage&origins=us_bases/camp-hansen&radius_km=800&target=east_china_sea"


@pytest.mark.parametrize(
    ("written", "live"),
    [
        (QUERY.replace("&", "&#038;"), True),
        (QUERY.replace("&", "&amp;amp;amp;"), True),
        (QUERY.replace("&", "&amp;amp;amp;"), False),
        (QUERY.replace("&", "&#038;#038;"), False),
        (QUERY.replace("&", "&amp;#38;"), False),
        (QUERY.replace("/", "%2F"), True),
        (QUERY + "&utm_source=newsletter&fbclid=IwAR0", False),
    ],
)  # fmt: skip
def test_an_address_written_otherwise_shows_the_same_map(
    page: Page, site: str, host, written: str, live: bool
):
    more = "&live=1" if live else ""
    page.goto(host(snippet(site, written + more)))
    expect(inside(page).locator("html")).to_have_attribute("lang", "ja")
    drawn = "path.ring" if live else ".rings path"
    expect(inside(page).locator(drawn).first).to_be_attached()


def test_a_page_from_a_disk_gives_the_frame_its_height(page: Page, site: str, tmp_path: Path):
    page.set_viewport_size({"width": 390, "height": 800})
    file = tmp_path / "host.html"
    file.write_text(f'<!doctype html>{snippet(site)}<script src="{site}/embed.js"></script>')
    page.goto(file.as_uri())
    page.wait_for_function("() => document.querySelector('iframe').style.height")


def test_a_page_from_a_disk_in_a_folder_with_a_space_speaks_wordpress(
    page: Page, site: str, tmp_path: Path
):
    file = tmp_path / "my pages" / "日本 host.html"
    file.parent.mkdir()
    file.write_text(wordpress(site, "/embed?lang=en"), encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function(HEIGHTS)


def test_an_old_page_in_quirks_mode_has_room_for_the_map(page: Page, site: str, tmp_path: Path):
    page.set_viewport_size({"width": 390, "height": 800})
    file = tmp_path / "old.html"
    file.write_text(f"<table width=100%><tr><td>{snippet(site)}</table>")
    page.goto(file.as_uri())
    expect(inside(page).locator("svg.still-map:visible").first).to_be_attached()
    assert page.locator("iframe").bounding_box()["height"] >= 430
