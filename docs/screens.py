"""``python docs/screens.py``: take the pictures of docs/screens anew, every tab."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "browser")]

from find import find_browser  # noqa: E402
from serving import serve  # noqa: E402

TABS = ("story", "layers", "distance", "coverage", "table", "share")
SIZES = {"window": (1280, 800), "phone": (390, 844)}


def main() -> None:
    """Write docs/screens/SIZE-TAB-LANG-THEME.jpg."""
    folder = HERE / "screens"
    folder.mkdir(exist_ok=True)
    with serve() as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for tab in TABS:
                for lang in ("en", "ja"):
                    for theme in ("light", "dark"):
                        page.goto(f"{site}/?lang={lang}&theme={theme}&tool={tab}")
                        page.wait_for_selector("html.ready:not(.drawing)", state="attached")
                        page.wait_for_load_state("networkidle")
                        page.wait_for_timeout(700)
                        name = f"{size}-{tab}-{lang}-{theme}.jpg"
                        page.screenshot(path=folder / name, type="jpeg", quality=50)
        browser.close()


if __name__ == "__main__":
    main()
