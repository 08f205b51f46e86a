"""The map shows what was just computed."""

from __future__ import annotations

import pytest
import shapely

import geoposture as gp
from geoposture.views.answers import answer_view

FUTENMA, SEA = "us_bases/mcas-futenma", "east_china_sea"


def ask_again(chart):
    return answer_view(chart.catalog, chart.view)


def test_a_coverage_is_shown_with_its_rings():
    found = gp.coverage(FUTENMA, target=SEA, radius_km=600)
    chart = gp.explore(found)
    assert chart.view.tool == "coverage"
    assert ask_again(chart).coverage.share == found.share
    assert found.sentence["en"].split(" (")[0] in chart.html
    assert repr(chart) == (
        f"Exploration(lang=en&tool=coverage&origins={FUTENMA}&target={SEA}&radius_km=600&shape=wide)"
    )


def test_so_is_one_of_a_filtered_layer():
    found = gp.coverage("us_bases", target=SEA, radius_km=600, where="branch:USMC")
    assert ask_again(gp.explore(found)).coverage.origins == found.origins


def test_so_is_one_of_a_system():
    found = gp.coverage("places/camp-kengun", target=SEA, system="type-12-ssm-upgraded")
    assert ask_again(gp.explore(found)).coverage.share == found.share


@pytest.mark.parametrize("end", ["places/taipei", (127.76812, 26.35612), "taiwan_strait"])
def test_a_distance_is_shown_with_its_line(end):
    found = gp.distance(FUTENMA, end)
    chart = gp.explore(found, lang="ja", theme="dark")
    assert (chart.view.tool, chart.view.lang, chart.view.theme) == ("distance", "ja", "dark")
    assert ask_again(chart).measure == gp.distance(FUTENMA, end)
    assert found.sentence["ja"][:8] in chart.html


def test_it_is_shown_on_its_own_layers(copied_layers):
    layers = gp.load_layers(copied_layers)
    assert gp.explore(gp.distance(FUTENMA, SEA, layers=layers)).catalog is layers


def test_what_the_map_cannot_ask_is_refused():
    with pytest.raises(gp.GeopostureError, match="this answer is about a geometry"):
        gp.explore(gp.distance(shapely.box(1, 1, 2, 2), FUTENMA))
    assumed = gp.coverage(FUTENMA, target=SEA, system="f-35a", whatif=True)
    with pytest.raises(gp.GeopostureError, match="f-35a with whatif"):
        gp.explore(assumed)
    with pytest.raises(gp.GeopostureError, match="answer is one of distance, nearest or coverage"):
        gp.explore(gp.load_layers())
    filtered = gp.coverage("us_bases", target=SEA, radius_km=600, where="branch:USMC")
    with pytest.raises(gp.GeopostureError, match="where belongs to the answer"):
        gp.explore(filtered, where="branch:USAF")


@pytest.mark.parametrize(
    "option",
    [{"lang": "fr"}, {"theme": 5}, {"units": "feet"}, {"bbox": 5}, {"bbox": (1, 2)},
     {"claim": "x"}, {"shape": "round"}, {"layers": ["us_bases"]}, {"layers": []},
     {"feature": "<b>"}],
    ids=str,
)  # fmt: skip
def test_an_option_that_is_none_is_refused(option):
    name = next(iter(option))
    with pytest.raises(gp.GeopostureError, match=name) as refused:
        gp.explore(**option)
    assert refused.value.parameter == name


def test_options_are_taken():
    view = gp.explore(bbox=(120, 20, 130, 30), claim=2, units="mi", feature=FUTENMA).view
    assert (view.bbox, view.claim, view.units) == ((120, 20, 130, 30), 2, "mi")
    assert view.feature == FUTENMA
