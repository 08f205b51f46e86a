"""What the page asks of the main thread, beside plain Leaflet with the same layers."""

from __future__ import annotations

import http.server
import os
import shutil
import statistics
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.page import find_browser, serve
from bench.timing import print_table
from geoposture.catalog import find_layers

PASSES = 5
SLOWER = 4
WEB = Path(__file__).parent.parent / "web"
FILES = (
    "japan_archipelago.general", "taiwan_strait", "east_china_sea", "us_bases", "backdrop/land",
)  # fmt: skip
PLAIN = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="leaflet.css">
<style>html, body, #map { height: 100%; margin: 0 }</style><div id="map"></div>
<script src="leaflet.js"></script><script>
const map = L.map("map", { zoomSnap: 0 }).setView([33, 131], 5);
const options = { style: { weight: .6 }, pointToLayer: (_, spot) => L.marker(spot) };
Promise.all(FILES.map(name => fetch(name + ".geojson").then(one => one.json())))
  .then(all => all.forEach(one => L.geoJSON(one, options).addTo(map)));
</script>"""
WATCH = """
window.seen = { events: [] };
new PerformanceObserver(list => { for (const one of list.getEntries()) if (one.interactionId) seen.events.push(one.duration); })
  .observe({ type: "event", durationThreshold: 16 });
"""  # noqa: E501
FORGET = "seen.events.length = 0"
LOOKED = "looked"
"""Marks where a place was looked for, which is work of the bench in the page."""
DRAWN = ("UpdateLayoutTree", "Layout", "Paint")
"""What the thread of the page that is seen does more of than others."""
Act = Callable[[Page], None]


def main() -> None:
    """Print the main thread's milliseconds, and how long what a reader does takes.

    Tasks are counted in milliseconds of the thread, at full speed and then taken four times:
    another process lengthens them little. Interactions end with a frame on the screen of a
    processor that is slowed down, and want a calm machine.
    """
    with sync_playwright() as play, serve() as site, _serve_plain() as plain:
        browser = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        pages = {"map page": f"{site}/?lang=en", "plain Leaflet": f"{plain}/index.html"}
        for address in pages.values():
            _spend(browser, address)
        spent: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages}
        for _ in range(PASSES):
            for name, address in pages.items():
                spent[name].append(_spend(browser, address))
        _print_spent(spent)
        _print_acts(browser, site, plain)
        browser.close()


def _print_spent(spent: dict[str, list[tuple[float, ...]]]) -> None:
    rows = {
        name: tuple(statistics.median(one) for one in zip(*passes, strict=True))
        for name, passes in spent.items()
    }
    ratio = [ours / theirs for ours, theirs in zip(*rows.values(), strict=True)]
    print_table(
        f"Main thread, CPU ms, median of {PASSES} passes, load {os.getloadavg()[0]:.1f}; "
        "the goals: load 1.6 ×, pan 1.5 ×",
        ("", "load", "pan, a move", "wheel, a step"),
        [*((name, *(f"{one:.1f}" for one in row)) for name, row in rows.items()),
         ("ratio", *(f"{one:.2f}" for one in ratio))],
    )  # fmt: skip


def _spend(browser: Browser, address: str) -> tuple[float, float, float]:
    """Return what opening costs, a move of the pointer that draws the map, a step of the wheel."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_timeout(2500)
    load = _read_spent(session)
    _drag(page)
    before = _read_spent(session)
    _drag(page)
    moved = _read_spent(session) - before
    before = _read_spent(session)
    _turn_wheel(page)
    turned = _read_spent(session) - before
    page.context.close()
    return load, moved / MOVES, turned / TURNS


MOVES, TURNS = 40, 3
PRESSED_MS = 80


def _read_spent(session: CDPSession) -> float:
    found = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(float(one["value"]) for one in found if one["name"] == "TaskDuration")


def _drag(page: Page) -> None:
    page.mouse.move(700, 450)
    page.mouse.down()
    for step in range(MOVES):
        page.mouse.move(700 - 4 * step, 450 - 2 * step)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(700)


def _turn_wheel(page: Page) -> None:
    page.mouse.move(800, 450)
    for _ in range(TURNS):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(500)


def _click(page: Page, selector: str) -> None:
    """Click as a hand does: looking for the place is work in the page, and not counted."""
    box = page.locator(selector).bounding_box()
    assert box
    page.wait_for_timeout(300)
    page.evaluate(FORGET)
    page.evaluate(f"performance.mark('{LOOKED}')")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.wait_for_timeout(PRESSED_MS)
    page.mouse.up()


def _open_table(page: Page) -> None:
    _click(page, "[role=tab][aria-controls=pane-table]")
    page.wait_for_timeout(800)


def _sort(page: Page) -> None:
    _click(page, "#pane-table .sort >> nth=2")
    page.wait_for_timeout(800)


def _open_card(page: Page) -> None:
    _click(page, "#map_1 .mark-icon:visible >> nth=0")
    page.wait_for_timeout(800)


def _open_tool(page: Page) -> None:
    _click(page, "[role=tab][aria-controls=pane-distance]")
    page.wait_for_timeout(800)


def _print_acts(browser: Browser, site: str, plain: str) -> None:
    """Print what a reader does, and the same on plain Leaflet where it has it."""
    acts: dict[str, tuple[str, tuple[Act, ...], bool]] = {
        "the page, once it is loaded": ("/?lang=en", (), True),
        "the live embed, once it is loaded": ("/embed?lang=en&live=1", (), False),
        "three steps of the wheel": ("/?lang=en", (_turn_wheel,), True),
        "dragging the map": ("/?lang=en", (_drag,), True),
        "a card": ("/?lang=en", (_open_card,), False),
        "the table": ("/?lang=en", (_open_table,), False),
        "sorting it": ("/?lang=en", (_open_table, _sort), False),
        "the tools": ("/?lang=en", (_open_tool,), False),
    }
    rows = []
    for name, (path, steps, has_peer) in acts.items():
        addresses = [site + path, *([f"{plain}/index.html"] if has_peer else [])]
        passes: dict[str, list[tuple[float, float]]] = {one: [] for one in addresses}
        for _ in range(PASSES):
            for one in addresses:
                passes[one].append(_act(browser, one, steps))
        cells = [
            " / ".join(f"{statistics.median(part):.0f}" for part in zip(*found, strict=True))
            for found in passes.values()
        ]
        rows.append((name, *cells, *([] if has_peer else ["–"])))
    print_table(
        f"What a reader does, CPU {SLOWER} times slower, median of {PASSES} passes, "
        f"load {os.getloadavg()[0]:.1f}: longest task, ms of CPU / slowest interaction, ms; "
        "the goals: no task over 50 ms, interactions 100 ms",
        ("", "here", "plain Leaflet"), rows,
    )  # fmt: skip


def _act(browser: Browser, address: str, steps: tuple[Act, ...]) -> tuple[float, float]:
    """Return the longest task and the slowest interaction of the last step, or after the load."""
    *before, last = [lambda page: _open(page, address), *steps]
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    for step in before:
        step(page)
    tasks = _trace(session, page, last)
    page.context.close()
    return SLOWER * max(tasks, default=0), _wait(browser, address, steps) if steps else 0


def _wait(browser: Browser, address: str, steps: tuple[Act, ...]) -> float:
    """Return how long the slowest interaction of the last step takes on a slower processor."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    _open(page, address)
    for step in steps:
        page.evaluate(FORGET)
        step(page)
    events: list[float] = page.evaluate("seen.events")
    page.context.close()
    return max(events, default=0)


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_timeout(4000)


def _trace(session: CDPSession, page: Page, act: Act) -> list[float]:
    """Return the milliseconds of the main thread that each of its tasks took, once loaded."""
    events: list[dict[str, Any]] = []
    ended: list[bool] = []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(True))
    categories = {"includedCategories": ["devtools.timeline", "toplevel", "blink.user_timing"]}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": categories})
    act(page)
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
    named = {
        (one["pid"], one["tid"]) for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }  # fmt: skip
    counts = Counter((one["pid"], one["tid"]) for one in events if one["name"] in DRAWN)
    main = max(named, key=lambda one: counts[one])
    own = [one for one in events if (one["pid"], one["tid"]) == main]
    since = max((one["ts"] for one in own if one["name"] in ("MarkLoad", LOOKED)), default=0)
    return [
        one["tdur"] / 1000 for one in own
        if one["name"].endswith("RunTask") and one["ts"] >= since and "tdur" in one
    ]  # fmt: skip


@contextmanager
def _serve_plain() -> Iterator[str]:
    """Serve the same layers as plain Leaflet draws them: no names, no keys, no joining."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("leaflet.js", "leaflet.css"):
            shutil.copy(WEB / "node_modules" / "leaflet" / "dist" / file, folder)
        shutil.copytree(WEB / "node_modules" / "leaflet" / "dist" / "images", folder / "images")
        (folder / "backdrop").mkdir()
        for layer in FILES:
            shutil.copy(find_layers() / f"{layer}.geojson", folder / f"{layer}.geojson")
        (folder / "index.html").write_text(PLAIN.replace("FILES", repr(list(FILES))), "utf-8")
        handler = partial(_Quiet, directory=name)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
