"""Axe over every state of the page and every frame, in each colour scheme, language and width."""

from __future__ import annotations

import pytest
from opening import PAIRS, STATES, open_page, run_axe, wait_quiet
from playwright.sync_api import Browser, expect


@pytest.mark.parametrize(("scheme", "lang", "width"), PAIRS)
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, lang: str, width: int):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce",
        bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    told = {}
    for state, query in STATES.items():
        open_page(page, f"{site}/?lang={lang}&{query}")
        wait_quiet(page)
        told |= {(state, rule): nodes for rule, nodes in run_axe(page).items()}
    page.locator("#search").focus()
    page.locator("#search").fill("Kad")
    page.wait_for_selector("[role=option]", state="visible")
    wait_quiet(page)
    told |= {("search", rule): nodes for rule, nodes in run_axe(page).items()}
    assert told == {}
    context.close()


def test_who_waits_for_an_answer_can_read_that(browser: Browser, site: str):
    context = browser.new_context(reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    page.route("**/distance?*", lambda _: None)
    page.goto(f"{site}/?lang=en&tool=distance")
    expect(page.locator("#distance .waiting")).to_have_text("Measuring…")
    assert run_axe(page) == {}
    context.close()


RING = "tool=coverage&origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
LINE = "from=us_bases/kadena-ab&to=places/taipei"
FRAMES = tuple(
    f"/embed?{view}{live}" for view in ("", "claim=10", "tool=story", RING, LINE)
    for live in ("", "&live=1")
)  # fmt: skip


@pytest.mark.parametrize(("scheme", "lang", "width"), [("light", "en", 640), ("dark", "ja", 320)])
def test_axe_finds_nothing_in_frames(
    browser: Browser, site: str, scheme: str, lang: str, width: int
):
    context = browser.new_context(
        viewport={"width": width, "height": 480}, color_scheme=scheme, reduced_motion="reduce",
        bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    told = {}
    for address in (*FRAMES, "/map.html?claim=10"):
        page.goto(f"{site}{address}&lang={lang}")
        if "live" in address or "map.html" in address:
            page.wait_for_selector("html.ready:not(.drawing)", state="attached")
        told |= {(address, rule): nodes for rule, nodes in run_axe(page).items()}
    assert told == {}
    context.close()
