"""Print the path of a Chromium or Chrome; exit 1 if there is none."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

# First the shell of the same engine: without the windows of a desktop it opens a page in half the time.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_browser() -> str | None:
    """Return the path of the first browser found."""
    found = next((path for name in (SHELL, *NAMES) if (path := shutil.which(name))), None)
    return found or (MAC if Path(MAC).exists() else None)


if __name__ == "__main__":
    browser = find_browser()
    print(browser or "no Chromium or Chrome found", file=sys.stderr)
    sys.exit(browser is None)
