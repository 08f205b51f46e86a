"""Axe over every state of the page, in each colour scheme, language and width."""

from __future__ import annotations

from pathlib import Path

import pytest
from opening import STATES, open_page
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"


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
        told |= run_axe(page, state)
    page.locator("#search").focus()
    page.locator("#search").fill("Kad")
    page.wait_for_selector("[role=option]", state="visible")
    told |= run_axe(page, "search")
    assert told == {}
    context.close()


def run_axe(page: Page, state: str) -> dict[tuple[str, str], list[str]]:
    """Return what axe finds, by the state of the page and the rule."""
    page.wait_for_load_state("networkidle")
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return {
        (state, one["id"]): [node["html"][:120] for node in one["nodes"]][:3]
        for one in found["violations"]
    }
