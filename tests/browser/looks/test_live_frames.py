"""The live map of every embed, at the size of its frame: what the still one keeps, it keeps too.

A frame is opened at each width in one shape after the other; what is looked at are boxes.
"""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.sync_api import Page
from test_drawings import VIEWS, WIDTHS

from geoposture.language.vocabulary import EMBED_SHAPES

LOOK = """() => {
  const faults = [], boxOf = (one) => one.getBoundingClientRect();
  const seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && boxOf(one).width > 0);
  const name = (one) => `${one.dataset?.part ?? ''} ${one.getAttribute('class') ?? ''} ${(one.textContent ?? '').trim().slice(0, 40)}`;
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const meet = (a, b) => a.left < b.right - 1.5 && b.left < a.right - 1.5 && a.top < b.bottom - 1.5 && b.top < a.bottom - 1.5;
  const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const map = boxOf(document.getElementById('map_1'));
  const onMap = (one) => meet(boxOf(one), map);
  for (const one of seen('.leaflet-distance-pane path, .leaflet-ring-pane path, .leaflet-lines-pane path, .label-told, .label-figure')) if (!inside(boxOf(one), map)) faults.push('out of the map: ' + name(one));
  const read = seen('#map_1 .label').filter(onMap);
  read.forEach((one, at) => { for (const other of read.slice(at + 1)) if (meet(boxOf(one), boxOf(other))) faults.push(`overlap: ${name(one)} / ${name(other)}`); });
  for (const one of read) {
    if (!inside(boxOf(one), map)) faults.push('cut by the map: ' + name(one));
    for (const tool of seen('.map-buttons button, .leaflet-control-scale')) if (meet(boxOf(one), boxOf(tool))) faults.push(`under a button: ${name(one)} / ${name(tool)}`);
  }
  for (const one of seen('h1, .say, .legend, .legend li, .credit, .credit > *, .map-buttons button, .leaflet-control-scale')) {
    if (!inside(boxOf(one), frame)) faults.push('out of the frame: ' + name(one));
    if (one.scrollHeight > one.clientHeight + 1 && one.clientHeight && one.tagName !== 'SPAN') faults.push('cut: ' + name(one));
  }
  if (document.scrollingElement.scrollHeight > innerHeight + 1) faults.push('the frame scrolls');
  if (map.height < 0.3 * innerHeight) faults.push(`a map of ${Math.round(map.height)} px`);
  // In a low frame the point goes first, and is the headline.
  if (seen('[data-part=headline], .claim-text').length < 1) faults.push('no headline');
  if (seen('[data-part=credit]').length !== 1) faults.push('no credit');
  return { faults, marks: seen('.mark-icon').filter(onMap).length, shapes: seen('.leaflet-distance-pane path, .leaflet-ring-pane path, [data-part=refused]').length };
}"""
DRAWN = {"distance", "far", "over", "inside", "announced", "chosen", "disputed"}
"""The views of a line or a ring, or of words why it is none."""


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_live_frame_shows_its_subject_whole_and_cuts_nothing(
    page: Page, site: str, view: str, lang: str
):
    faults = []
    for width, (shape, (wide, high)) in zip(WIDTHS, cycle(EMBED_SHAPES.items()), strict=False):
        page.set_viewport_size({"width": width, "height": round(width * high / wide)})
        page.goto(f"{site}/embed?live=1&lang={lang}&{VIEWS[view]}")
        page.wait_for_selector("html.ready:not(.drawing)")
        page.wait_for_timeout(250)
        found = page.evaluate(LOOK)
        faults += [f"{shape} {width}: {one}" for one in found["faults"]]
        if view in DRAWN and not found["shapes"]:
            faults.append(f"{shape} {width}: nothing is drawn")
        if view not in DRAWN and not found["marks"]:
            faults.append(f"{shape} {width}: no mark")
    assert faults == []
