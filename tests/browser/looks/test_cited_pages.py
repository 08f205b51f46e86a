"""Pages that people cite: axe finds nothing, nothing is wider than a phone, no script is needed."""

from __future__ import annotations

import pytest
from opening import PAIRS, run_axe
from playwright.sync_api import Browser

PAGES = (
    "/figures?x", "/figures/kadena-taiwan?x", "/figures/mv22-futenma-east-china-sea?x",
    "/figures/kadena-strait-circle?x", "/figures/archipelago-length?x",
    "/figures/facilities-count?x",
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&system=f-35b&whatif=1&f=html",
    "/collections/us_bases/items/mcas-iwakuni?f=html",
    "/collections/us_bases/items/kobi-sho-range?f=html",
    "/collections/east_china_sea/items/east-china-sea?f=html",
    "/collections/japan_archipelago/items/yonagunijima?f=html",
    "/collections/japan_archipelago/items/uotsurijima?f=html",
    "/collections/places/items/taipei?f=html", "/collections/places/items/sea-of-japan?f=html",
    "/sources?f=html", "/sources/kure-guide-2012?f=html", "/sources/mofa-senkaku?f=html",
    "/sources/mod-list-2010?f=html", "/versions?x", "/codebook?x",
)  # fmt: skip
OVER = """() => [...document.querySelectorAll("main *")]
  .filter(one => !one.closest(".table-scroll, pre, svg") && one.getClientRects().length
    && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll("figure svg")].filter(one => one.getClientRects().length)
  .flatMap(svg => { const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("#head text, #below text, [id$=head] text, [id$=below] text")]
      .filter(text => text.getBoundingClientRect().right > box.right + 1)
      .map(text => text.textContent); })"""


def read(address: str, lang: str) -> str:
    return address.replace("?x", f"?lang={lang}") if "?x" in address else f"{address}&lang={lang}"


@pytest.mark.parametrize(("scheme", "lang", "width"), PAIRS)
def test_axe_finds_nothing_and_nothing_is_cut(
    browser: Browser, site: str, scheme: str, lang: str, width: int
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )  # fmt: skip
    page = context.new_page()
    told = {}
    for address in PAGES:
        page.goto(site + read(address, lang))
        page.evaluate("document.fonts.ready")
        over, cut = page.evaluate(OVER), page.evaluate(CUT)
        # A long word goes on beyond the box that holds it.
        most = page.evaluate("document.documentElement.scrollWidth")
        over += [f"{most} px"] * (most > width)
        rules = run_axe(page)
        if over or cut or rules:
            told[address] = over, cut, rules
    assert told == {}
    context.close()


def test_without_a_script_it_is_all_there(browser: Browser, site: str):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{site}/figures/kadena-taiwan?lang=en")
    assert page.locator("[data-part=figure]").inner_text().startswith("597 km")
    assert page.locator(".tall-map > svg").is_visible()
    assert not page.locator(".wide-map > svg").is_visible()
    page.get_by_text("BibTeX").click()
    assert page.get_by_text("@misc{geoposture-kadena-taiwan").is_visible()
    assert all(one.startswith((site, "data:")) for one in asked)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.locator(".wide-map > svg").is_visible()
    assert not page.locator(".tall-map > svg").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_in_a_page_follows_the_reader_s_theme_as_a_whole(
    browser: Browser, site: str, scheme: str
):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{site}/figures/kadena-strait-circle?lang=en")
    fill = (
        "one => getComputedStyle(one).fill.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
    )
    paper, ink, sea = (
        page.locator(f".wide-map {one}").first.evaluate(fill)
        for one in ("rect.paper", "text.ink", "rect.sea")
    )
    assert (paper > ink) is (scheme == "light")
    assert (sea > 300) is (scheme == "light")
    context.close()
