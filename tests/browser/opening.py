from __future__ import annotations

from playwright.sync_api import Page

ROWS = """() => {
  const pane = document.querySelector("#pane-table");
  return !pane || pane.hidden || !pane.querySelector("tr.later");
}"""


def open_page(page: Page, address: str) -> None:
    """Open a map page and wait until marks and names are there, and the server's drawing gone."""
    page.goto(address)
    page.wait_for_selector("#map_1 .mark-icon", state="attached")
    page.wait_for_selector("#map_1 .label >> nth=1", state="attached")
    # Until then nothing of the map can have the focus.
    page.wait_for_selector("html.ready:not(.drawing)")
    # Rows of an open table come some a frame.
    page.wait_for_function(ROWS)
