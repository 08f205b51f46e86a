"""``python docs/pictures.py``: take the pictures of README.md anew."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from find import find_browser  # noqa: E402
from serving import serve  # noqa: E402

WINDOW = {"width": 1280, "height": 800}
COLUMN = {"width": 800, "height": 860}
EXAMPLES_ASK = "http://127.0.0.1:8000"
"""Where the pages of examples/ look for a map."""


def main() -> None:
    """Write docs/pictures/map.png, embed.png and philippines.png."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        with serve() as site:
            page = browser.new_page(viewport=WINDOW)
            _take_map(page, site, "map")
            page = browser.new_page(viewport=COLUMN)
            _take_host(page, site)
        with serve("--layers", str(ROOT / "examples" / "philippines")) as site:
            page = browser.new_page(viewport=WINDOW)
            _take_map(page, site, "philippines")
        browser.close()


def _take_map(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/?lang=en&theme=light")
    page.wait_for_selector("html.ready:not(.drawing)", state="attached")
    _write(page, name)


def _take_host(page: Page, site: str) -> None:
    text = (ROOT / "examples" / "host.html").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        host = Path(folder) / "host.html"
        host.write_text(text.replace(EXAMPLES_ASK, site), encoding="utf-8")
        page.goto(host.as_uri())
        page.frame_locator("iframe").locator("svg.still-map:visible").first.wait_for()
        _write(page, "embed")


def _write(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    _reduce(taken).save(HERE / "pictures" / f"{name}.png", optimize=True)


def _reduce(picture: Image.Image) -> Image.Image:
    """Give each pixel the nearest of the 256 commonest colours: a mark keeps its own exactly."""
    colours, where, counts = np.unique(
        np.asarray(picture).reshape(-1, 3).astype(int), axis=0, return_inverse=True,
        return_counts=True,
    )  # fmt: skip
    commonest = colours[np.argsort(-counts)[:256]]
    nearest = [int(((commonest - one) ** 2).sum(axis=1).argmin()) for one in colours]
    indices = np.array(nearest, dtype=np.uint8)[where.reshape(-1)]
    reduced = Image.fromarray(indices.reshape(picture.height, picture.width))
    reduced.putpalette(commonest.astype(np.uint8).tobytes())
    return reduced


if __name__ == "__main__":
    main()
