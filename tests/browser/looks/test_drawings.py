"""Every embed in every shape and width: its subject is in sight, and nothing that is read is cut.

One page is resized; what is looked at are boxes, not pictures. Each fault names its frame.
"""

from __future__ import annotations

import os
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from geoposture.articles.published import list_articles
from geoposture.language.vocabulary import EMBED_SHAPES
from geoposture.views.days import find_day

WIDTHS = (320, 360, 640, 900, 1200)
PHONE = 430
EVERY_LOOK, LONGEST = "EVERY_LOOK" in os.environ, 5
RING = "tool=coverage&origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
CAPTION = "caption=Positions+are+those+of+public+lists.&credit=Our+desk"
VIEWS = {
    "plain": "",
    "claim": "claim=10",
    "story": "tool=story",
    "distance": "from=us_bases/kadena-ab&to=places/taipei",
    "far": "from=us_bases/misawa-ab&to=places/guam&units=nmi",
    "over": "from=us_bases/kadena-ab&to=places/washington",
    "inside": "from=us_bases/camp-hansen&to=us_bases/kadena-ab",
    "announced": RING,
    "chosen": "origins=us_bases/kadena-ab&radius_km=800&target=taiwan_strait",
    "disputed": "origins=us_bases/kadena-ab&system=f-35a&target=east_china_sea",
    "open": "feature=us_bases/yokota-ab",
    "filtered": "where=branch:USMC&units=mi",
    "titled": f"title=Where+the+Marines+are&{CAPTION}&claim=3",
}
LOOK = """(window, document) => {
  const { innerWidth, innerHeight } = window;
  const faults = [], boxOf = one => one.getBoundingClientRect();
  const seen = all => [...document.querySelectorAll(all)].filter(one => one.checkVisibility() && boxOf(one).width > 0);
  const name = one => (one.dataset?.part ?? one.dataset?.ref ?? '') + ' ' + (one.textContent ?? '').trim().slice(0, 40);
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const meet = (a, b) => a.left < b.right - 1.5 && b.left < a.right - 1.5 && a.top < b.bottom - 1.5 && b.top < a.bottom - 1.5;
  const frame = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const map = boxOf(document.querySelector('figure'));
  // Of a line or ring the facilities round it are not the subject: they go on beyond the frame.
  const marks = document.querySelector('.distance, .rings') ? '.end' : '.facilities [data-ref], .facilities circle';
  const subject = seen(`${marks}, .distance-shape path, .rings-shape path, .far-rings-shape path, .fan-shape path, .figure text, .names text`);
  for (const one of subject) if (!inside(boxOf(one), map)) faults.push('out of the map: ' + name(one));
  const read = seen('figure text, [data-part=explore]');
  read.forEach((one, at) => { for (const other of read.slice(at + 1)) if (meet(boxOf(one), boxOf(other))) faults.push(`overlap: ${name(one)} / ${name(other)}`); });
  for (const one of seen('.facilities use')) if (meet(boxOf(one), boxOf(document.querySelector('[data-part=explore]')))) faults.push('under the button: ' + name(one));
  for (const one of seen('h1, .say, .legend, .legend li, .credit, .credit > *, [data-part=explore]')) {
    if (!inside(boxOf(one), frame)) faults.push('out of the frame: ' + name(one));
    if (one.scrollHeight > one.clientHeight + 1 && one.clientHeight) faults.push('cut: ' + name(one));
  }
  if (document.scrollingElement.scrollHeight > innerHeight + 1) faults.push('the frame scrolls');
  for (const part of ['headline', 'credit']) if (seen(`[data-part=${part}]`).length !== 1) faults.push('no ' + part);
  if (seen('.drawing').length !== 1) faults.push('drawings: ' + seen('.drawing').length);
  const [ring, said, others, refused] = ['.rings path', '[data-part=assumption]', '[data-part=otherforces]', '[data-part=refused]'].map(one => seen(one).length);
  if (ring && !(said && others && !refused)) faults.push('a ring without what it assumes');
  if (ring && !seen('.rings .figure text').length) faults.push('a ring without its figure');
  if (!ring && said) faults.push('an assumption without its ring');
  const line = seen('.distance path').length;
  if (line && !seen('.distance .figure text').length) faults.push('a line without its figure');
  const names = seen('.names text').map(one => one.textContent);
  return { faults, names, ring, refused, line, map: map.height };
}"""


SHOW = f"""async ([address, sizes]) => {{
  const look = {LOOK};
  const frame = document.createElement('iframe');
  frame.style = 'position:fixed;left:0;top:0;border:0;background:#fff;width:640px;height:400px';
  frame.src = address;
  document.body.replaceChildren(frame);
  await new Promise(done => frame.addEventListener('load', done));
  await frame.contentDocument.fonts.ready;
  return sizes.map(([width, height]) => {{
    Object.assign(frame.style, {{ width: `${{width}}px`, height: `${{height}}px` }});
    frame.getBoundingClientRect();
    return look(frame.contentWindow, frame.contentDocument);
  }});
}}"""


def look_at(page: Page, site: str, query: str, lang: str) -> dict[str, dict]:
    """Return what was seen of a view, by the shape and width of its frame."""
    if not page.url.startswith(site):
        page.goto(f"{site}/about")
    frames = {
        f"{shape} {width}": (width, round(width * EMBED_SHAPES[shape][1] / EMBED_SHAPES[shape][0]))
        for shape, width in product(EMBED_SHAPES, WIDTHS)
    }
    address = f"{site}/embed?lang={lang}&{query}"
    return dict(zip(frames, page.evaluate(SHOW, [address, list(frames.values())]), strict=True))


@pytest.mark.every_language
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_frame_shows_its_subject_whole_and_cuts_nothing(
    page: Page, site: str, view: str, lang: str
):
    seen = look_at(page, site, VIEWS[view], lang)
    assert [f"{name}: {one}" for name, found in seen.items() for one in found["faults"]] == []


ENDS = {
    "announced": {"en": ("JGSDF Camp Kengun",), "ja": ("健軍駐屯地",)},
    "distance": {"en": ("Kadena", "Taipei"), "ja": ("嘉手納", "台北")},
    "far": {"en": ("Misawa", "Guam"), "ja": ("三沢", "グアム")},
    "over": {"en": ("Kadena", "Washington, D.C."), "ja": ("嘉手納", "ワシントン")},
    "chosen": {"en": ("Kadena",), "ja": ("嘉手納",)},
}


LEAD = {"en": ("Okinawa",), "ja": ("沖縄",)}


@pytest.mark.every_language
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", ["plain", *ENDS])
def test_what_a_line_or_ring_is_about_has_its_name_in_every_frame(
    page: Page, site: str, view: str, lang: str
):
    ends = set(ENDS.get(view, LEAD)[lang])
    for name, found in look_at(page, site, VIEWS[view], lang).items():
        # A frame without room for its ring has no centre to name.
        assert found["refused"] or ends <= set(found["names"]), name


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", ENDS)
@pytest.mark.parametrize("width", [320, 640, 900])
def test_it_has_its_name_on_the_live_map_too(
    page: Page, site: str, view: str, lang: str, width: int
):
    page.set_viewport_size({"width": width, "height": round(width * 0.65) + 120})
    page.goto(f"{site}/embed?live=1&lang={lang}&{VIEWS[view]}")
    page.wait_for_selector("html.ready:not(.drawing)")
    for name in ENDS[view][lang]:
        shown = page.locator("#map_1 .label-told:visible", has_text=name)
        expect(shown).to_have_count(1)
        # Not over a mark either: where there is no room beside it, a line leads to it.
        box = shown.bounding_box()
        for mark in page.locator("#map_1 .mark-icon:visible").all():
            other = mark.bounding_box()
            assert (
                box["x"] + box["width"] <= other["x"] + 4
                or other["x"] + other["width"] <= box["x"] + 4
                or box["y"] + box["height"] <= other["y"] + 4
                or other["y"] + other["height"] <= box["y"] + 4
            ), (name, box, other)


STRUCK = """() => {
  const spots = [...document.querySelectorAll('#map_1 path.measure, #map_1 path.ring')].flatMap(one => {
    const matrix = one.getScreenCTM();
    return Array.from({ length: Math.ceil(one.getTotalLength() / 3) }, (_, at) => one.getPointAtLength(3 * at).matrixTransform(matrix));
  });
  const names = [...document.querySelectorAll('#map_1 .label')].filter(one => one.checkVisibility());
  const struck = names.filter(one => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return spots.some(({ x, y }) => x > left && x < right && y > top + 2 && y < bottom - 2);
  });
  return [spots.length, struck.map(one => one.textContent)];
}"""
DOTS = {"announced": 1, "distance": 1, "far": 1, "chosen": 0, "inside": 0}


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", DOTS)
def test_on_the_live_map_no_name_is_struck_and_each_end_has_a_mark(
    page: Page, site: str, view: str, lang: str
):
    page.set_viewport_size({"width": 900, "height": 680})
    page.goto(f"{site}/embed?live=1&lang={lang}&{VIEWS[view]}")
    page.wait_for_selector("html.ready:not(.drawing)")
    expect(page.locator("#map_1 .label:visible").nth(5)).to_be_visible()
    expect(page.locator("#map_1 .end-dot")).to_have_count(DOTS[view])
    spots, struck = page.evaluate(STRUCK)
    assert spots > 20
    assert struck == []


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("live", ["", "live=1&"])
def test_a_frame_says_of_which_day_its_data_are(page, site, catalog, live: str, lang: str):
    """In sight, as soon as its line has room; before that behind what it is about."""
    day = catalog.words(lang).date(find_day(catalog))
    for query in ("", VIEWS["distance"], VIEWS["open"]):
        page.goto(f"{site}/embed?{live}lang={lang}&{query}")
        for width in (440, 560, 640, 900):
            page.set_viewport_size({"width": width, "height": round(width * 0.7)})
            expect(page.locator("[data-part=compiled]:visible")).to_contain_text(day)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_credit_is_one_line_at_every_width_of_a_column(
    page: Page, site: str, catalog, lang: str
):
    """On a phone the name of an outlet may take more: it is never cut."""
    longest = sorted(list_articles(catalog), key=lambda one: -len(one["publisher"] or ""))
    articles = [f"article={one['id']}&claim=1" for one in longest]
    for query in ("", VIEWS["claim"], RING, *articles[: None if EVERY_LOOK else LONGEST]):
        page.goto(f"{site}/embed?lang={lang}&{query}")
        for width in (320, 360, 440, 480, 560, 600, 620, 640, 700):
            page.set_viewport_size({"width": width, "height": round(width * 0.7)})
            box = page.locator("[data-part=credit]").bounding_box()
            assert box, (query, width)
            assert box["height"] < (50 if width < PHONE else 22), (query, width)


PICTURE = """async () => {
  await document.fonts.ready;
  const faults = [], boxOf = (one) => one.getBoundingClientRect();
  const root = boxOf(document.documentElement);
  const seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility() && boxOf(one).width > 0);
  const name = (one) => (one.getAttribute('class') ?? one.tagName) + ' ' + (one.textContent ?? '').trim().slice(0, 40);
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const meet = (a, b) => a.left < b.right - 1.5 && b.left < a.right - 1.5 && a.top < b.bottom - 1.5 && b.top < a.bottom - 1.5;
  const read = seen('text');
  for (const one of read) if (!inside(boxOf(one), root)) faults.push('out of the picture: ' + name(one));
  read.forEach((one, at) => { for (const other of read.slice(at + 1)) if (meet(boxOf(one), boxOf(other))) faults.push(`overlap: ${name(one)} / ${name(other)}`); });
  for (const one of seen('.distance path, .distance-shape path, .rings path, .rings-shape path')) if (!inside(boxOf(one), root)) faults.push('out of the picture: ' + name(one));
  if (![...document.fonts].some((one) => one.status === 'loaded')) faults.push('its type does not come with it');
  return { faults, texts: read.map((one) => one.textContent), marks: seen('use, .facilities [data-ref]').length };
}"""


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_shows_its_subject_whole_and_cuts_nothing(
    page: Page, site: str, view: str, lang: str
):
    """The drawing that PNG and PDF are made of, in each shape, with the faces that it brings."""
    faults = []
    for shape, (width, height) in EMBED_SHAPES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{site}/map.svg?shape={shape}&lang={lang}&{VIEWS[view]}")
        found = page.evaluate(PICTURE)
        faults += [f"{shape}: {one}" for one in found["faults"]]
        said = " ".join(found["texts"])
        if found["marks"] < 3 or len(said) < 40:
            faults.append(f"{shape}: {found['marks']} marks, {said}")
        if view == "titled" and not ("Where the Marines are" in said and "Our desk" in said):
            faults.append(f"{shape}: no title or credit in {said}")
    assert faults == []
