"""The map page and the embed in Chromium, four times slower, beside folium's default page.

Each figure is the median of five passes, and the load of the machine stands beside it: times of
a busy machine are those of its neighbours.
"""

from __future__ import annotations

import csv
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import folium
from playwright.sync_api import Browser, Page, sync_playwright

from bench.timing import print_table
from geoposture.catalog import find_layers

sys.path[:0] = [str(Path(__file__).parent.parent / "tests" / one) for one in ("", "browser")]

from find import find_browser  # noqa: E402
from serving import serve  # noqa: E402

SLOWER, PASSES = 4, 5
CLICKS = {
    "a card": ".mark-icon [data-ref]:visible",
    "zoom in": ".map-buttons button:first-of-type",
    "the table": "#tab-table",
    "sort": "button.sort",
    "the story": "#tab-story",
    "next stop": "#claim-next",
}
"""What is pressed where it is there, and how it is found."""
LAYERS = ("japan_archipelago", "taiwan_strait", "east_china_sea", "us_bases")
UMAP = ("uMap, as its issue 3138 of 7 January 2026 counts: 80 scripts, 20 sheets", "–", "> 100",
        "–", "–", "–", "–", "–")  # fmt: skip
WATCH = """
window.seen = { lcp: 0, cls: 0, tasks: [], acts: 0 };
new PerformanceObserver(list => { for (const one of list.getEntries()) if (one.interactionId) seen.acts = Math.max(seen.acts, one.duration); })
  .observe({ type: "event", durationThreshold: 16, buffered: true });
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.lcp = one.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) seen.cls += one.value; })
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.tasks.push([one.startTime, one.duration]); })
  .observe({ type: "longtask", buffered: true });
"""  # noqa: E501


def main() -> None:
    """Print weight and times of each page."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        rows = []
        with serve() as site:
            pages = {
                "map page": "/?lang=en",
                "embed": "/embed?lang=en",
                "embed, live": "/embed?lang=en&live=1",
            }
            rows += [_repeat(browser, name, site + path) for name, path in pages.items()]
            _time_pictures(site)
            print_frames(site)
        with _serve_folium() as site:
            rows.append(_repeat(browser, "folium's default page", f"{site}/index.html"))
        browser.close()
    rows.append(UMAP)
    print_table(
        f"Pages in Chromium, CPU {SLOWER} times slower, gzip, median of {PASSES} passes; "
        f"load {_say_load()}; the goals: map page 190 KB, 13 requests, LCP 1.8 s, CLS 0.02, tasks "
        "50 ms, interactions 100 ms; embed 30 KB, 3 requests, 1.2 s",
        ("", "KB", "requests", "other hosts", "LCP ms", "CLS", "longest task after load ms",
         "slowest interaction ms"), rows,
    )  # fmt: skip


def print_frames(site: str, languages: tuple[str, ...] = ("en", "ja")) -> None:
    """Print the heaviest pages of frames, of every article, claim and figure."""
    asked = [f"lang={lang}&{one}" for lang in languages for one in _list_frames(site)]
    sizes = sorted(((_weigh(f"{site}/embed?{one}"), one) for one in asked), reverse=True)
    rows = [(one, f"{size / 1024:.1f}") for size, one in sizes[:8]]
    half = sizes[len(sizes) // 2][0] / 1024
    print_table(f"The heaviest of {len(sizes)} frames, their page alone; the median is {half:.1f}",
                ("", "KB gzip"), rows)  # fmt: skip


def _list_frames(site: str) -> Iterator[str]:
    """Yield the queries of all frames that tell an article, a claim or a figure."""
    yield ""
    for article in _read(f"{site}/articles?f=json")["articles"]:
        yield f"article={article['id']}"
        for claim in _read(f"{site}/articles/{article['id']}?f=json")["claims"]:
            yield f"article={article['id']}&claim={claim['claim_no']}"
    with (find_layers() / "questions.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            names = ("from", "to") if row["from"] else ("origins", "target", "radius_km", "system")
            yield "&".join(f"{name}={row[name]}" for name in names if row[name])


def _read(address: str) -> Any:
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def _weigh(address: str) -> int:
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as answer:
        return len(answer.read())


def _say_load() -> str:
    """Return the load of the last minute, and on how many cores."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _time_pictures(site: str) -> None:
    """Print how long a picture takes when it is new, and when it was asked for before."""
    rows = []
    for name in ("map.svg?x", "map.png?scale=1", "map.png?scale=2", "map.png?scale=2&lang=ja"):
        spent = []
        for _ in range(2):
            start = time.perf_counter()
            with urllib.request.urlopen(f"{site}/{name}&width=961") as answer:
                size = len(answer.read())
            spent.append(1000 * (time.perf_counter() - start))
        rows.append((name, f"{size / 1024:.0f}", f"{spent[0]:.0f}", f"{spent[1]:.1f}",
                     f"{spent[0] / spent[1]:.0f}"))  # fmt: skip
    print_table("Pictures: first and again", ("", "KB", "first ms", "again ms", "ratio"), rows)


def _repeat(browser: Browser, name: str, address: str) -> tuple[str, ...]:
    """Return the medians of several passes as a row."""
    passes = [_measure(browser, address) for _ in range(PASSES)]
    size, requests, foreign, lcp, cls, longest, acts = (
        median(values) for values in zip(*passes, strict=True)
    )
    return (name, f"{size / 1024:.0f}", f"{requests:.0f}", f"{foreign:.0f}", f"{lcp:.0f}",
            f"{cls:.3f}", f"{longest:.0f}", f"{acts:.0f}" if acts else "–")  # fmt: skip


def _measure(browser: Browser, address: str) -> tuple[float, ...]:
    """Return bytes, requests, other hosts, LCP, CLS, longest task after load, slowest reaction."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[int] = []
    others: set[str] = set()
    own = address.split("/")[2]
    session.on("Network.loadingFinished", lambda one: sizes.append(int(one["encodedDataLength"])))
    page.on("request", lambda one: others.add(one.url.split("/")[2]) if "://" in one.url else None)
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(6000)
    weight, requests = sum(sizes), len(sizes)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    seen: dict[str, Any] = page.evaluate("window.seen")
    longest = max((length for start, length in seen["tasks"] if start > loaded), default=0)
    acts = _press(page)
    page.context.close()
    foreign = len(others - {own})
    return weight, requests, foreign, seen["lcp"], seen["cls"], longest, acts


def _press(page: Page) -> float:
    """Return how long the slowest reaction to a click took, 0 where nothing can be pressed."""
    for selector in CLICKS.values():
        one = page.locator(selector).first
        if one.count() and one.is_visible():
            one.click(timeout=5000, force=True)
            page.wait_for_timeout(800)
    return float(page.evaluate("window.seen.acts"))


class _serve_folium:  # noqa: N801 - used as a function
    """The same layers as folium composes them by default, served plain."""

    def __enter__(self) -> str:
        self.folder = tempfile.TemporaryDirectory()
        chart = folium.Map(location=[33, 131], zoom_start=5)
        for layer in LAYERS:
            text = (find_layers() / f"{layer}.geojson").read_text(encoding="utf-8")
            folium.GeoJson(text, name=layer).add_to(chart)
        chart.save(str(Path(self.folder.name) / "index.html"))
        handler = partial(_Quiet, directory=self.folder.name)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.folder.cleanup()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    main()
