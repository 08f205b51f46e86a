from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

STATES = {
    "card": "feature=us_bases/kadena-ab", "claim": "claim=10", "layers": "tool=layers",
    "distance": "tool=distance", "coverage": "tool=coverage", "table": "tool=table",
    "share": "tool=share",
}  # fmt: skip
"""What is open or chosen in the page, by what it is called: the query of each."""

PAIRS = (
    ("light", "en", 1280), ("light", "ja", 320), ("dark", "en", 320), ("dark", "ja", 1280),
)  # fmt: skip
"""Colour scheme, language and width: every two of them meet once."""

ROWS = """() => {
  const pane = document.querySelector("#pane-table");
  return !pane || pane.hidden || !pane.querySelector("tr.later");
}"""

STATE = """() => [document.documentElement.className, document.visibilityState, document.readyState,
  document.querySelector("#live")?.textContent, document.querySelectorAll(".mark-icon").length,
  performance.getEntriesByType("resource").map(one => [one.name.replace(location.origin, ""),
    Math.round(one.responseEnd), one.transferSize])]"""


def open_page(page: Page, address: str) -> None:
    """Open a map page and wait until marks and names are there, and the server's drawing gone.

    Where they do not come the page is asked why: what it asked for, and what went wrong.
    """
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("requestfailed", lambda one: wrong.append(f"lost {one.url} {one.failure}"))
    page.on("response", lambda one: one.ok or wrong.append(f"{one.status} {one.url}"))
    try:
        _wait(page, address)
    except Late as late:
        raise AssertionError(f"{late}\n{page.evaluate(STATE)}\n{wrong}") from late


GOT = "performance.getEntriesByType('resource').length"


def wait_quiet(page: Page) -> None:
    """Wait until the page that was opened last has been quiet once.

    Chromium never tells so of one page in twelve whose type comes as it is loaded, where other
    work takes the processors: then its frames are asked what they got, until nothing has come
    for two seconds.
    """
    page.wait_for_load_state("load")
    try:
        page.wait_for_load_state("networkidle", timeout=4000)
    except Late:
        end, got, since = time.monotonic() + 20, -1, time.monotonic()
        while time.monotonic() - since < 2:
            now = sum(int(frame.evaluate(GOT)) for frame in page.frames)
            if now != got:
                got, since = now, time.monotonic()
            if since > end:
                raise
            page.wait_for_timeout(100)


def _wait(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
    page.wait_for_selector("#map_1 .label >> nth=1", state="attached")
    # Until then nothing of the map can have the focus.
    page.wait_for_selector("html.ready:not(.drawing)")
    # Rows of an open table come some a frame.
    page.wait_for_function(ROWS)


def share(page: Page, name: str = "share.address") -> str:
    """Open Share if it is not, and return one of its lines."""
    if not page.locator("#pane-share").is_visible():
        page.get_by_role("tab", name="Share").click()
    line = page.locator(f"[data-name='{name}'] code")
    line.wait_for(state="attached")
    return line.text_content() or ""


def run_axe(page: Page) -> dict[str, list[str]]:
    """Return the first elements that axe finds fault with, by its rule."""
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return {one["id"]: [node["html"][:160] for node in one["nodes"]][:3] for one in found}


def watch_bytes(page: Page) -> list[int]:
    """Return a list that gets the bytes of each answer from now on, as gzip and with its head."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda one: sizes.append(int(one["encodedDataLength"])))
    return sizes
