"""Axe over every state of the page, in each colour scheme, language and width."""

from __future__ import annotations

import pytest
from opening import STATES, open_page, run_axe
from playwright.sync_api import Browser


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, lang: str, width: int):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce",
        bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    told = {}
    for state, query in STATES.items():
        open_page(page, f"{site}/?lang={lang}&{query}")
        page.wait_for_load_state("networkidle")
        told |= {(state, rule): nodes for rule, nodes in run_axe(page).items()}
    page.locator("#search").focus()
    page.locator("#search").fill("Kad")
    page.wait_for_selector("[role=option]", state="visible")
    page.wait_for_load_state("networkidle")
    told |= {("search", rule): nodes for rule, nodes in run_axe(page).items()}
    assert told == {}
    context.close()
