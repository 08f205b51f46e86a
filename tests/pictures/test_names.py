"""No name stands on a picture twice: a base and its town can have one."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
import shapely

from geoposture.articles.published import list_articles
from geoposture.language.vocabulary import EMBED_MAPS
from geoposture.model import Figures, View
from geoposture.pictures import drawing, labels, poster
from geoposture.pictures.sheet import place_feature
from geoposture.pictures.subject import list_told_spots
from geoposture.pictures.symbols import draw_marks
from geoposture.views import story

WEB = Path(__file__).parents[2] / "web"
NAME = re.compile(r"<text[^>]*>([^<]*[^<\d][^<]*)</text>")
TOLD = (
    "claim=10&view=34.15,132.2,10", "claim=10&view=35.3,139.7,10",
    "article=mainichi-iwakuni-2020-08-27&view=34.15,132.2,10",
    "from=us_bases/mcas-iwakuni&to=places/taipei&view=34.15,132.2,10",
)  # fmt: skip
SEEN = ("35.38,139.9,9", "35.5,139.4,10", "34.15,132.2,10", "33.2,129.7,10", "26.35,127.8,11")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", SEEN)
def test_a_base_and_its_town_of_one_name_are_named_once(client, view, lang):
    drawn = client.get(f"/map.svg?lang={lang}&view={view}&width=900&height=600").text
    names = NAME.findall(drawn)
    assert len(names) > 10
    assert {one for one in names if names.count(one) > 1} == set()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("query", TOLD)
def test_a_base_that_a_view_tells_of_is_named_once_too(client, query, lang):
    names = NAME.findall(client.get(f"/map.svg?lang={lang}&{query}&width=900&height=600").text)
    assert {one for one in names if names.count(one) > 1} == set()


@pytest.mark.parametrize(("lang", "name"), [("en", "Kisarazu"), ("ja", "木更津")])
def test_the_name_that_stays_is_the_base_s(client, lang, name):
    drawn = client.get(f"/map.svg?lang={lang}&view=35.38,139.9,9&width=900&height=600").text
    assert NAME.findall(drawn).count(name) == 1
    base = client.get(f"/map.svg?lang={lang}&feature=us_bases/kisarazu-airfield").text
    assert name in base


def _name_steps(catalog, lang: str):
    """Yield each sheet of each article's posters, with its names by reference."""
    for article in list_articles(catalog):
        view = View(lang=lang, article=article["id"])
        for shape, size in EMBED_MAPS.items():
            whole = poster._make_sheet(catalog, view, Figures(), shape, size)
            for sheet in poster._list_steps(whole):
                marks, numbers = draw_marks(sheet)
                yield sheet, drawing._arrange_read(sheet, marks, numbers)[0]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_long_line_to_a_name_runs_over_another_place_of_the_article(catalog, lang):
    """It would seem to be that one's name."""
    led = 0
    for sheet, names in _name_steps(catalog, lang):
        told = [place_feature({"geometry": {"coordinates": at}}, sheet.frame)
                for _, at, _ in list_told_spots(catalog, sheet.view)]  # fmt: skip
        for ref in names.keys() & story.link_told(catalog, sheet.view).keys():
            one = names[ref]
            (x, y), (dx, dy) = one.spot, labels._find_nearest(one.around)
            line = shapely.LineString([(x, y), (x + dx, y + dy)])
            if "lead" not in one.template:
                continue
            led += 1
            others = [spot for spot in told if math.dist(spot, (x, y)) > 14]
            crossed = any(line.distance(shapely.Point(spot)) < 3 for spot in others)
            assert not crossed or line.length <= math.hypot(56, 56), (ref, sheet.view)
    assert led > 50


def test_names_reach_beyond_a_low_map_and_stay_in_the_frame(catalog):
    """A frame is 300 pixels wide at least, and the word to tap has its corner."""
    beyond = 0
    for sheet, names in _name_steps(catalog, "en"):
        for factor in sheet.factors:
            width, height = sheet.frame.width * factor, sheet.frame.height * factor
            for one in names.values():
                left, right = (one.spot[0] * factor + one.around[at] for at in (0, 2))
                low = one.spot[1] * factor + one.around[3]
                if right <= width and left >= 0:
                    continue
                beyond += 1
                room = max(0, 300 - width) / 2
                assert right <= width + min(room, 112)
                assert left >= -(0 if sheet.prefix == "wide-" else room)
                assert right <= width or low <= height - 30
    assert beyond > 10
    style = (WEB / "src/styles/embed.css").read_text("utf-8")
    across, along = poster.TAP_PX
    assert f".canvas {{ inset: 0 {across}px 0 0; }}" in style
    assert f".canvas {{ position: absolute; inset: 0 0 {along}px;" in style


@pytest.mark.parametrize("shape", list(EMBED_MAPS))
def test_the_rings_of_an_article_are_whole_in_a_low_frame(catalog, shape):
    """320 x 200 leaves 115 pixels for a map with one line above and two below."""
    for article in list_articles(catalog):
        view = View(lang="en", article=article["id"])
        whole = poster._make_sheet(catalog, view, Figures(), shape, EMBED_MAPS[shape])
        for _, at, _ in list_told_spots(catalog, view):
            _, y = place_feature({"geometry": {"coordinates": at}}, whole.frame)
            assert 13 / 115 - 0.01 < y / whole.frame.height < 1 - 13 / 115 + 0.01, article["id"]


def test_what_an_article_names_is_named_before_what_is_linked_to_it(catalog):
    mixed = 0
    for article in list_articles(catalog):
        view = View(lang="en", article=article["id"])
        sheet = poster._make_sheet(catalog, view, Figures(), "wide", EMBED_MAPS["wide"])
        links = story.link_told(catalog, view)
        order = [links[row["properties"]["feature"]] for row in labels._list_named(sheet)]
        mixed += len(set(order)) > 1
        assert order == sorted(order, key=lambda one: one != "explicit")
    assert mixed
