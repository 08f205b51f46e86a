"""The map of a whole article: its places in the frame, marked and named; nothing of others."""

from __future__ import annotations

import json
import re

import pytest
from shelves import name, write_shelf

from geoposture.articles.published import list_points
from geoposture.catalog import load_layers
from geoposture.maps.frame import make_scene
from geoposture.model import View
from geoposture.pictures.subject import hold_subject, list_places
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views import answers, facilities
from geoposture.views.extent import find_bounds, holds_bounds

RING = re.compile(r'<circle cx="[\d.]+" cy="[\d.]+" r="\d+" fill="none" class="accent-line')
RING_WHOLE = re.compile(r'<circle [^>]*fill="none" class="accent-line[^>]*>')
ARTICLES = sorted(
    {one["properties"]["article"] for one in load_layers().layer("annotations").features}
)


def list_told(catalog, article):
    """Return the facilities of an article that are drawn."""
    told = {row["feature"] for rows in list_points(catalog, article).values() for row in rows}
    return [one for one in facilities.list_facilities(catalog)
            if one["ref"] in told and facilities.is_drawn(one)]  # fmt: skip


def show(catalog, **fields):
    view = View(**fields)
    held = hold_subject(catalog, view, answers.compute_figures(catalog, view))
    return find_bounds(catalog.extent, held)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("article", ARTICLES)
def test_its_facilities_are_in_the_frame_and_marked(catalog, client, article, lang):
    seen, told = show(catalog, article=article, lang=lang), list_told(catalog, article)
    for one in told:
        assert holds_bounds(seen, one["geometry"]["coordinates"][:2] * 2), one["ref"]
    drawn = client.get(f"/map.svg?article={article}&lang={lang}&inset=0").text
    marks = [re.search(rf'data-ref="{one["ref"]}"', drawn) for one in told]
    view = View(article=article, lang=lang)
    places = list_places(catalog, view)
    for one in places:
        assert holds_bounds(seen, one.at * 2), one.ref
    rings = len(RING.findall(drawn))
    assert 1 <= rings <= len(told) + len(places) if told or places else not rings
    assert sum(one is not None for one in marks) >= rings - len(places)


@pytest.fixture
def desk(tmp_path):
    """Open a service with one article about these features."""

    def publish(*features):
        write_shelf(tmp_path, count=1, claims=len(features))
        file = tmp_path / f"{name(0)}.geojson"
        told = json.loads(file.read_text(encoding="utf-8"))
        for row, feature in zip(told["features"], features, strict=True):
            row["properties"]["feature"] = feature
        file.write_text(json.dumps(told), encoding="utf-8")
        catalog = load_layers(articles=tmp_path)
        return catalog, create_app(Settings(articles=tmp_path), catalog).test_client()

    return publish


def test_it_goes_as_near_as_its_places_lie_together(desk):
    catalog, client = desk("us_bases/camp-schwab", "us_bases/mcas-futenma")
    west, south, east, north = show(catalog, article=name(0))
    assert east - west < 3
    assert north - south < 3
    drawn = client.get(f"/map.svg?article={name(0)}&lang=en").text
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", drawn)
    assert {"Camp Schwab", "Futenma"} <= set(texts)
    assert len(RING.findall(drawn)) == 2


@pytest.mark.parametrize("far", ["places/guam-airport", None])
def test_where_a_place_lies_outside_of_the_first_view_that_stays(desk, far):
    catalog, _ = desk("us_bases/kadena-ab", far) if far else desk(None)
    assert show(catalog, article=name(0)) == tuple(catalog.extent)


def test_a_point_shows_its_place_beyond_the_first_view_too(desk):
    catalog, _ = desk("places/guam-airport")
    at = list_places(catalog, View(article=name(0), claim=1))[0].at
    assert holds_bounds(show(catalog, article=name(0), claim=1), at * 2)


def test_a_place_of_its_own_frame_a_point_and_an_extent_of_the_editor_come_first(desk):
    catalog, _ = desk("us_bases/misawa-ab")
    near = show(catalog, article=name(0))
    assert near[0] > 135
    bbox = (120.0, 20.0, 140.0, 40.0)
    assert show(catalog, article=name(0), bbox=bbox) == bbox
    assert show(catalog, article=name(0), claim=1) == tuple(catalog.extent)
    assert show(catalog, article=name(0), feature="us_bases/kadena-ab") != near


def test_the_article_that_opens_leaves_the_map_as_it_is_until_it_is_asked_for(catalog, client):
    drawn = client.get("/map.svg?lang=en").text
    assert not RING.findall(drawn)
    assert show(catalog) == tuple(catalog.extent)


def test_poster_live_map_and_preview_show_the_same(desk):
    catalog, client = desk("us_bases/misawa-ab")
    view = View(article=name(0), lang="en")
    assert make_scene(catalog, view, "/data").view.bbox == show(catalog, article=name(0))
    page = client.get(f"/embed?article={name(0)}&lang=en").text
    assert len(RING.findall(page)) == 0 < page.count('class="accent-line')
    told = f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2F%3Farticle%3D{name(0)}"
    assert client.get(told).status_code == 200


def test_what_the_article_names_leads_where_marks_lie_on_each_other(desk):
    """Of two marks in one the article's is drawn, though the other one is larger."""
    _, client = desk("us_bases/camp-zukeran", "us_bases/misawa-ab")
    drawn = client.get(f"/map.svg?article={name(0)}&lang=en").text
    assert re.search(r'accent-line[^>]*/><use [^>]*data-ref="us_bases/camp-zukeran"', drawn)


@pytest.mark.parametrize("asked", [
    "from=us_bases/kadena-ab&to=places/taipei",
    "origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800",
])  # fmt: skip
def test_a_distance_or_coverage_beside_an_article_is_about_its_own_places(desk, asked):
    """The page shares what it computes together with the article that is open."""
    _, client = desk("us_bases/misawa-ab", "us_bases/camp-schwab")
    drawn = client.get(f"/map.svg?{asked}&lang=en").text
    beside = client.get(f"/map.svg?{asked}&lang=en&article={name(0)}").text
    assert not RING.findall(beside)
    marks = re.compile(r'data-ref="[^"]+"')
    assert marks.findall(beside) == marks.findall(drawn)


DOT = re.compile(r'<circle [^>]*r="2.5"[^>]* data-ref="([^"]+)"')
TEXT = re.compile(r"<text[^>]*>([^<]+)</text>")


@pytest.mark.parametrize("lang,names", [
    ("en", ["JGSDF Camp Kengun", "Ishigaki"]), ("ja", ["健軍駐屯地", "石垣"]),
])  # fmt: skip
@pytest.mark.parametrize("asked", ["", "&claim=1"])
def test_places_that_are_no_facilities_are_ringed_and_named(desk, lang, names, asked):
    """Also the one of a single point, which the map shows where it is."""
    _, client = desk("places/camp-kengun", "places/ishigaki")
    drawn = client.get(f"/map.svg?article={name(0)}&lang={lang}{asked}").text
    told = ["places/camp-kengun"] if asked else ["places/camp-kengun", "places/ishigaki"]
    assert DOT.findall(drawn) == told
    assert len(RING.findall(drawn)) == len(told)
    assert [one for one in names if one in TEXT.findall(drawn)] == names[: len(told)]


def test_an_island_with_an_outline_is_ringed_where_the_ring_reaches_over_it(desk):
    _, client = desk("japan_archipelago/mageshima", "us_bases/misawa-ab")
    drawn = client.get(f"/map.svg?article={name(0)}&lang=en").text
    assert DOT.findall(drawn) == ["japan_archipelago/mageshima"]
    assert "Mageshima" in TEXT.findall(drawn)


@pytest.mark.parametrize("wide", ["japan_archipelago/okinawa-island", "places/okinawa"])
def test_a_place_that_is_wider_than_its_ring_has_its_name_alone(desk, wide):
    _, client = desk(wide)
    drawn = client.get(f"/map.svg?article={name(0)}&lang=en").text
    assert not RING.findall(drawn)
    assert "Okinawa Island" in TEXT.findall(drawn)


@pytest.mark.parametrize(
    "area", ["places/china", "places/okinawa-prefecture", "taiwan_strait/taiwan-strait"]
)
def test_areas_have_no_ring(desk, area):
    catalog, client = desk(area)
    assert not list_places(catalog, View(article=name(0)))
    assert not RING.findall(client.get(f"/map.svg?article={name(0)}").text)


def test_a_town_beside_its_base_has_neither_a_second_ring_nor_the_name_again(desk):
    _, client = desk("us_bases/fleet-activities-yokosuka", "places/yokosuka", "us_bases/misawa-ab")
    drawn = client.get(f"/map.svg?article={name(0)}&lang=ja").text
    assert len(RING.findall(drawn)) == 2
    assert TEXT.findall(drawn).count("横須賀") == 1


def test_the_explicit_link_decides_how_a_place_is_ringed(desk):
    """Dashed only where no sentence names it."""
    _, client = desk("places/camp-kengun")
    assert (
        "stroke-dasharray"
        not in RING_WHOLE.findall(client.get(f"/map.svg?article={name(0)}").text)[0]
    )


@pytest.mark.parametrize("told,inset", [
    ("places/iwo-jima", False), ("places/camp-kengun", True),
])  # fmt: skip
def test_no_inset_lies_over_a_place_that_is_told(desk, told, inset):
    _, client = desk(told)
    asked = f"/map.svg?article={name(0)}&lang=en&bbox=122,24,143,34&width=960&height=600"
    drawn = client.get(asked).text
    assert DOT.findall(drawn) == [told]
    assert ('class="inset"' in drawn) == inset


@pytest.mark.parametrize("told", ["us_bases/mcas-iwakuni", "places/camp-kengun"])
def test_what_it_is_about_lies_in_the_middle_not_in_a_corner_of_what_is_known(desk, told):
    """The nearest well-known place is in another country: the frame grows to both sides."""
    catalog, _ = desk(told)
    shape = catalog.layers[told.split("/")[0]].geometry(told.split("/")[1])
    west, south, east, north = show(catalog, article=name(0))
    lon, lat = shape.centroid.x, shape.centroid.y
    assert 0.4 < (lon - west) / (east - west) < 0.6
    assert 0.4 < (lat - south) / (north - south) < 0.6


def tell_kengun(copied_layers, tmp_path, **odd):
    """Return the layers with other properties of one place, and an article about it."""
    file = copied_layers / "places.geojson"
    places = json.loads(file.read_text(encoding="utf-8"))
    for one in places["features"]:
        if one["id"] == "camp-kengun":
            one["properties"] |= odd
    file.write_text(json.dumps(places), encoding="utf-8")
    write_shelf(tmp_path, count=1, claims=1)
    told = tmp_path / f"{name(0)}.geojson"
    text = json.loads(told.read_text(encoding="utf-8"))
    text["features"][0]["properties"]["feature"] = "places/camp-kengun"
    told.write_text(json.dumps(text), encoding="utf-8")
    return load_layers(copied_layers, articles=tmp_path)


def test_a_name_of_an_extent_is_never_ringed_whatever_position_it_has(copied_layers, tmp_path):
    catalog = tell_kengun(copied_layers, tmp_path, extent_only=True)
    assert list_places(catalog, View(article=name(0))) == []


@pytest.mark.parametrize("odd", [
    {"uncertainty_km": "about 5"}, {"uncertainty_km": None}, {"uncertainty_km": [1]},
    {"name_en": None, "name_ja": None}, {"kind": 7},
])  # fmt: skip
def test_odd_properties_of_a_place_do_not_break_its_picture(copied_layers, tmp_path, odd):
    catalog = tell_kengun(copied_layers, tmp_path, **odd)
    client = create_app(Settings(articles=tmp_path), catalog).test_client()
    for lang in ("en", "ja"):
        answer = client.get(f"/map.svg?article={name(0)}&lang={lang}")
        assert answer.status_code == 200
        assert DOT.findall(answer.text) == ["places/camp-kengun"]
