"""A page of somebody else with twelve maps: four views in three columns, as an article has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

RING = "tool=coverage&origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
VIEWS = {
    "first": ("", 0),
    "claim": ("claim=10", 0),
    "line": ("from=us_bases/kadena-ab&to=places/taipei", 2),
    "ring": (RING, 1),
}
COLUMNS = (320, 480, 640)
HOST = """<style>body {{ margin: 12px; font: 17px/1.5 Georgia, serif; }}
.row {{ display: flex; gap: 16px; align-items: start; margin-bottom: 16px; }}
iframe {{ border: 0; flex: none; box-shadow: 0 0 0 1px #ccc; }}</style>
<h1>Twelve maps</h1>{rows}<script src="{site}/embed.js" async></script>"""
MOST_KB = 12 * 18 + 20
"""Of all twelve with gzip: a page each, and one face and one script for all of them."""
LOOK = """() => {
  const faults = [], seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility() && one.getBoundingClientRect().width);
  const inside = (one) => { const { left, top, right, bottom } = one.getBoundingClientRect(); return left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1; };
  if (seen('.drawing').length !== 1) faults.push('drawings: ' + seen('.drawing').length);
  const map = seen('figure')[0]?.getBoundingClientRect();
  if (!map || map.height < 100) faults.push('no map');
  if (!seen('.facilities use').length) faults.push('no marks');
  for (const one of seen('h1, .say, .legend li, .credit > *, [data-part=explore]')) if (!inside(one)) faults.push('outside: ' + one.textContent.slice(0, 40));
  const rows = (all) => new Set(seen(all).map((one) => Math.round(one.getBoundingClientRect().top / 6))).size;
  if (rows('.legend li') > 1) faults.push('legend in lines: ' + rows('.legend li'));
  const texts = seen('figure text').map((one) => one.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1.5 && b.left < a.right - 1.5 && a.top < b.bottom - 1.5 && b.top < a.bottom - 1.5;
  if (texts.some((one, at) => texts.slice(at + 1).some((other) => meet(one, other)))) faults.push('names lie on each other');
  return { faults, names: seen('.names text').length, rings: seen('.rings path, [data-part=refused]').length, lines: seen('.distance path').length };
}"""


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_twelve_maps_on_one_page_are_all_drawn_whole(page: Page, site: str, host, lang: str):
    rows = "".join(
        f'<div class="row">{"".join(write_frame(site, lang, query, width) for width in COLUMNS)}'
        "</div>" for query, _ in VIEWS.values()
    )  # fmt: skip
    # As high as the page: what no window shows is not painted.
    page.set_viewport_size({"width": sum(COLUMNS) + 80, "height": 2800})
    sizes = weigh(page, site)
    page.goto(host(HOST.format(rows=rows, site=site), html=f'lang="{lang}"'), wait_until="commit")
    frames = page.locator("iframe")
    for at in range(12):
        # A server of few cores puts some of them off: these ask again by themselves.
        inside = frames.nth(at).content_frame
        inside.locator("svg.still-map:visible").first.wait_for(timeout=60_000)
    page.wait_for_timeout(700)
    for at, (name, (_, kind)) in enumerate((n, v) for n, v in VIEWS.items() for _ in COLUMNS):
        found = frames.nth(at).content_frame.locator("html").evaluate(f"() => ({LOOK})()")
        where = f"{name} in {COLUMNS[at % 3]} px"
        assert found["faults"] == [], where
        assert found["names"] >= 1, where
        assert bool(found["rings"]) == (kind == 1) and bool(found["lines"]) == (kind == 2), where
    total = sum(sizes) / 1024
    print(f"\ntwelve maps, {lang}: {total:.0f} KB in {len(sizes)} answers")
    assert total <= MOST_KB
    keep_picture(page, lang)


def write_frame(site: str, lang: str, query: str, width: int) -> str:
    height = round(width * 0.75) + 160
    source = f"{site}/embed?lang={lang}&{query}".replace("&", "&amp;")
    return f'<iframe src="{source}" title="Map" width="{width}" height="{height}"></iframe>'


def weigh(page: Page, site: str) -> list[int]:
    """Return a list that takes the size of each page of the site, with gzip, and of each file once."""
    sizes: list[int] = []
    files = set()

    def note(answer) -> None:
        page = "/embed?" in answer.url
        if (
            answer.url.startswith(site)
            and answer.status == 200
            and (page or answer.url not in files)
        ):
            files.add(answer.url)
            sizes.append(int(answer.headers.get("content-length", 0)))

    page.on("response", note)
    return sizes


def keep_picture(page: Page, lang: str) -> None:
    """Write what was seen where somebody asks for it: PICTURES=FOLDER."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"twelve-{lang}.png", full_page=True)
