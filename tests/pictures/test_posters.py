"""The three drawings of a frame: what is named at each width, on whose land, and what it weighs."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest

from geoposture import catalog as catalogs
from geoposture.language.vocabulary import EMBED_MAPS
from geoposture.model import View
from geoposture.pictures import labels, poster
from geoposture.pictures.canvas import Frame
from geoposture.pictures.drawing import make_sheet
from geoposture.pictures.inset_scale import has_scale
from geoposture.pictures.items import Item, place_first
from geoposture.pictures.labels import Look, list_due, set_led
from geoposture.pictures.sheet import place_feature
from geoposture.pictures.shores import is_at_home
from geoposture.service import create_app
from geoposture.views.answers import compute_figures
from geoposture.views.fields import read_view

FONT = Path(poster.__file__).parent.parent / "static"
TEXT = re.compile(r'<text [^>]*class="([^"]*)"[^>]*>([^<]+)</text>')
CITY = re.compile(
    r'<circle [^>]*r="2.5"[^>]*paint-order="stroke"/>(?:<svg.*?</svg>)?<text [^>]*>([^<]+)<'
)
ANNOUNCED = (
    "origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea&tool=coverage"
)
HEAVY = (
    ANNOUNCED, "article=ap-kengun-2026-03-09", "article=hegseth-tokyo-2025-03-30", "claim=10",
    "origins=us_bases/mcas-futenma&system=mv-22b&target=east_china_sea",
    "from=us_bases/fleet-activities-yokosuka&to=us_bases/sasebo-naval-base",
)  # fmt: skip


@pytest.fixture(scope="module")
def catalog():
    return catalogs.load_layers()


def draw(catalog, lang: str, **query: str) -> dict[str, str]:
    return poster.draw_posters(catalog, read_view(query, lang))


def list_named(svg: str, step: int) -> set[str]:
    """Return the names that are there at a step."""
    names = svg[svg.index('data-part="names"') :]
    found = ((one.split(), text) for one, text in TEXT.findall(names))
    return {text for classes, text in found if "n" not in classes or f"s{step}" in classes}


FIRST = {
    "en": {"JAPAN", "CHINA", "TAIWAN", "SOUTH KOREA", "Kadena", "Yokosuka", "Misawa"},
    "ja": {"日本", "中国", "台湾", "韓国", "嘉手納", "横須賀", "三沢"},
}


@pytest.mark.parametrize("lang", FIRST)
def test_the_first_map_names_its_countries_and_its_first_places(catalog, lang):
    for shape in EMBED_MAPS:
        drawn = draw(catalog, lang)[shape]
        for step in range(poster.WIDTHS.index(345), len(poster.WIDTHS)):
            assert FIRST[lang] <= list_named(drawn, step), (shape, poster.WIDTHS[step])
        small = list_named(drawn, poster.WIDTHS.index(247))
        assert {"en": "JAPAN", "ja": "日本"}[lang] in small, shape


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"origins": "places/camp-kengun", "system": "type-12-ssm-upgraded",
          "target": "east_china_sea"}, {"JGSDF Camp Kengun"}),
        ({"from": "us_bases/kadena-ab", "to": "places/washington"},
         {"Kadena", "Washington, D.C."}),
        ({"from": "places/guam", "to": "us_bases/camp-fuji"}, {"Guam", "Camp Fuji"}),
    ],
)  # fmt: skip
def test_a_ring_has_its_centre_named_and_a_line_both_ends(catalog, query, wanted):
    drawn = draw(catalog, "en", **query)
    for shape in EMBED_MAPS:
        for step in range(poster.WIDTHS.index(176), len(poster.WIDTHS)):
            assert wanted <= list_named(drawn[shape], step), (shape, poster.WIDTHS[step])


def sheet_of(catalog, size=(640, 360), **query: str):
    view = read_view(query, "en")
    return make_sheet(catalog, view, compute_figures(catalog, view), size)


class TestWhoseLand:
    def place(self, sheet, lon: float, lat: float, across: float) -> bool:
        from geoposture.pictures.sheet import place_feature

        spot = place_feature({"geometry": {"coordinates": (lon, lat)}}, sheet.frame)
        return is_at_home(sheet, Item("", spot, (across - 40, -8, across, 4)))

    def test_a_name_keeps_off_the_land_across_the_water(self, catalog):
        sheet = sheet_of(catalog)
        # Taipei: to the left beyond the strait, on the island, and to the right at sea.
        assert not self.place(sheet, 121.5, 25.05, -50)
        assert self.place(sheet, 121.5, 25.05, 20)
        assert self.place(sheet, 121.5, 25.05, 60)

    def test_its_own_land_is_its_own_however_large(self, catalog):
        assert self.place(sheet_of(catalog), 116.4, 39.9, -50)

    def test_a_theatre_without_land_has_no_foreign_one(self, catalog):
        sheet = sheet_of(catalog)
        bare = replace(sheet, catalog=replace(catalog, backdrop={}))
        assert self.place(bare, 121.5, 25.05, -50)


class TestPlacing:
    def test_a_line_to_a_name_crosses_nothing_unless_it_may(self, catalog):
        sheet, spot = sheet_of(catalog), (300.0, 180.0)
        wall = [Item("", spot, box) for box in
                ((14, -60, 16, 60), (-16, -60, -14, 60), (-60, 14, 60, 16), (-60, -16, 60, -14))]  # fmt: skip
        look = Look(12, "ink")
        assert place_first(sheet, set_led(sheet, "Name", look, spot), wall) is None
        through = set_led(sheet, "Name", look, spot, through=True)
        assert place_first(sheet, through, wall) is not None

    def test_the_first_that_is_free_is_taken_also_behind_many(self, catalog):
        sheet = sheet_of(catalog)
        taken = [Item("", (100.0, 100.0), (0, 0, 10, 10))]
        stacked = [Item("", (100.0, 100.0), (5, 5, 9, 9)) for _ in range(30)]
        free = Item("", (100.0, 100.0), (10, 0, 20, 10))
        assert place_first(sheet, [*stacked, free, free], taken) is free
        assert place_first(sheet, [*stacked, free], taken, lambda one: one is not free) is None

    @pytest.mark.parametrize("x", [-1.0, 640.0])
    def test_nothing_is_placed_over_the_edge(self, catalog, x):
        sheet = sheet_of(catalog)
        assert place_first(sheet, [Item("", (x, 100.0), (0, 0, 4, 4))], []) is None

    def test_what_fits_at_one_scale_fits_at_each(self, catalog):
        sheet = sheet_of(catalog)
        both = replace(sheet, factors=(1.0, 1.2, 1.4))
        # Its spot lies beyond the edge: the larger the map, the farther.
        beyond = Item("", (650.0, 100.0), (-60, -5, -12, 5))
        close = Item("", (10.0, 100.0), (-12, -5, -2, 5))
        assert place_first(sheet, [beyond], []) is beyond
        assert place_first(replace(sheet, factors=(1.4,)), [close], []) is close
        assert place_first(both, [beyond, close], []) is None

    def test_what_touches_lies_beside(self, catalog):
        sheet, taken = sheet_of(catalog), [Item("", (100.0, 100.0), (0, 0, 10, 10))]
        for around in ((-10, 0, 0, 10), (10, 0, 20, 10), (0, -10, 10, 0), (0, 10, 10, 20)):
            beside = Item("", (100.0, 100.0), around)
            assert place_first(sheet, [beside], taken) is beside

    def test_a_frame_has_its_bounds_with_what_is_drawn_beyond_it(self):
        assert Frame(100, 200, 2.0, 10, 20, bleed=3).bounds() == (94, 154, 126, 206)
        assert Frame(100, 200, 2.0, 10, 20).box().bounds == (100, 160, 120, 200)

    def test_no_scale_where_a_mark_lies(self, catalog):
        sheet = sheet_of(catalog)
        mark = Item("", (20.0, 350.0), (-8, -8, 8, 8))
        assert has_scale(sheet, [])
        assert not has_scale(sheet, [mark])


def test_a_frame_asks_for_no_face_that_it_does_not_load(catalog):
    for query in ({}, {"from": "us_bases/kadena-ab", "to": "places/taipei"}, {"claim": "10"}):
        drawn = "".join(draw(catalog, "en", **query).values())
        assert "font-weight" not in drawn
        assert "<text" in drawn


def test_a_covered_sea_stands_once_for_three_drawings(catalog):
    query = {"origins": "us_bases/kadena-ab", "radius_km": "800", "target": "east_china_sea"}
    drawn = draw(catalog, "en", **query)
    assert drawn["ground"].count('<g id="covered">') == 1
    for shape in EMBED_MAPS:
        assert drawn[shape].count('href="#covered"') == 1
        assert 'class="rings-shape"' in drawn[shape]


def test_a_coast_keeps_its_width_and_dots_at_every_size(catalog):
    ground = draw(catalog, "en")["ground"]
    assert ground.count("<path ") == ground.count('vector-effect="non-scaling-stroke"') > 0
    assert not re.search(r' d="[^"]*\.\d', ground)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("query", HEAVY)
def test_a_frame_weighs_little_before_it_is_touched(catalog, query, lang):
    """Its page, its face and its script: 30 KB, of what the bench of all frames found heaviest."""
    client = create_app(catalog=catalog).test_client()
    page = client.get(f"/embed?lang={lang}&{query}")
    face = next(FONT.glob("sans-400-*.woff2")).stat().st_size
    script = len(gzip.compress(next(FONT.glob("poster-*.js")).read_bytes()))
    assert len(gzip.compress(page.data)) + face + script <= 30 * 1024


def test_the_page_has_the_same_steps(catalog):
    sheet = (FONT.parent.parent / "web" / "src" / "styles" / "embed.css").read_text("utf-8")
    steps = re.findall(r"drawing \((?:(\d+)px <= )?width (?:< (\d+)|>= (\d+))px\) { \.s(\d)", sheet)
    least = {int(no): int(low or last or 0) for low, _, last, no in steps}
    most = {int(no): int(high or 0) for _, high, _, no in steps}
    assert least == {no: width if no else 0 for no, width in enumerate(poster.WIDTHS)}
    # None begins before the one before it ends: where two met both were seen.
    assert most == dict(enumerate([*poster.WIDTHS[1:], 0]))


def test_a_view_without_a_place_is_drawn_too(catalog):
    assert poster.draw_posters(catalog, View())["wide"].startswith("<svg")


ABOUT = re.compile(r'<path id="[^"]*-a-[ls]" class="[bc]-[a-z]+ about"')


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_what_the_opening_sentence_is_about_is_named_and_in_the_accent(catalog, lang):
    """In each drawing of the map that has the sentence, and in no other."""
    place = {"en": "Okinawa", "ja": "沖縄"}[lang]
    sheet = make_sheet(catalog, View(), compute_figures(catalog, View()), (640, 400))
    assert list_due(sheet)[0]["properties"]["feature"] == catalog.theatre.lead.place
    colour = sheet.colours
    for query in ({}, {"title": "Where they are"}):
        drawn = draw(catalog, lang, **query)
        for name, svg in drawn.items():
            if name != "ground":
                steps = range(poster.WIDTHS.index(247), len(poster.WIDTHS))
                assert all(place in list_named(svg, step) for step in steps), name
                assert ABOUT.search(svg)
                assert f'fill="{colour["about"]}"' in svg
    others = (
        {"feature": "us_bases/kadena-ab"}, {"claim": "10"}, {"article": "ap-kengun-2026-03-09"},
        {"from": "us_bases/kadena-ab", "to": "places/taipei"},
        {"origins": "us_bases/kadena-ab", "radius_km": "800", "target": "us_bases"},
    )  # fmt: skip
    for query in others:
        assert not any(ABOUT.search(svg) for svg in draw(catalog, lang, **query).values()), query


def test_a_town_has_a_dot_which_no_mark_hides(catalog):
    """Without it the mark beside its name would be the town's."""
    towns = {"Taipei", "Tokyo", "Seoul", "Shanghai", "Busan", "Fukuoka"}
    seen = set()
    for query in ({}, {"view": "33,130,6"}, {"view": "25,123,6"}, {"claim": "1"}):
        for name, svg in draw(catalog, "en", **query).items():
            names = svg[svg.find('data-part="names"') :] if name != "ground" else ""
            written = {text for _, text in TEXT.findall(names)} & towns
            assert written <= set(CITY.findall(names)), query
            seen |= written
    assert len(seen) >= 3


@pytest.mark.parametrize("needed", [False, True])
def test_a_town_whose_dot_is_hidden_is_named_only_if_it_has_to_be(catalog, needed):
    sheet = sheet_of(catalog)
    town = next(one for one in list_due(sheet) if one["properties"]["feature"] == "places/taipei")
    if needed:
        town = {**town, "properties": {**town["properties"], "priority": labels.CHOSEN}}
    spot = place_feature(town, sheet.frame)
    mark = Item("", spot, (-4, -4, 4, 4))
    beside = Item("", (spot[0] + 300, spot[1]), (-4, -4, 4, 4))
    assert labels._place_name(sheet, town, [beside])
    assert bool(labels._place_name(sheet, town, [mark])) is needed
