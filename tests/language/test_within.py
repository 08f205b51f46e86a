"""A printed figure lies inside of its interval: in Python, in the browser, in every output."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geoposture as gp
from geoposture.formats.geojson import measure_feature
from geoposture.language.sentences import (
    describe_coverage,
    describe_distance,
    describe_thresholds,
    label_distance,
    label_thresholds,
    round_distance,
    write_within,
)
from geoposture.language.vocabulary import UNITS
from geoposture.language.words import load_words
from geoposture.model import Measure
from geoposture.views.figures import say_interval, write_figure
from geoposture.views.questions import answer_question
from tests.views.test_agreement import run_node

LENGTHS = st.floats(0.01, 20_000, allow_nan=False)
SPREADS = st.sampled_from([0.004, 0.05, 0.3, 0.8, 1, 1.5, 2, 5.5, 6, 10, 20])
WORD = {"km": "km|キロ", "mi": "miles|マイル", "nmi": "nautical miles|海里"}
FIGURE = r"([\d,]+(?:\.\d+)?)"


def read_figures(text: str, unit: str) -> list[float]:
    """Return every number that a text has in a unit."""
    found = re.findall(rf"{FIGURE}(?: ?→ ?{FIGURE})? ?(?:{WORD[unit]})(?![a-z²])", text)
    return [float(one.replace(",", "")) for pair in found for one in pair if one]


def measure_of(km: float, spread: float, lon: float = 127.0) -> Measure:
    measure = gp.distance((lon, 26.0), (lon + 1, 27.0))
    return replace(measure, distance_m=km * 1000, uncertainty_km=spread)


MEASURED = measure_of(1, 0)


@settings(max_examples=400, deadline=None)
@given(LENGTHS, SPREADS)
def test_a_length_is_written_inside_of_its_interval_by_the_fewest_digits(km, spread):
    text = write_within(km, spread)
    value = float(text.replace(",", ""))
    assert abs(value - km) <= spread + 1e-9
    digits = len(text.partition(".")[2])
    coarser = [10, *(10**-one for one in range(digits))] if km >= 100 else [
        10**-one for one in range(digits)]  # fmt: skip
    if digits or value % 10:
        assert all(abs(round(km / step) * step - km) > spread - 1e-9 for step in coarser
                   if step > 10**-digits)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(LENGTHS, SPREADS, st.sampled_from(sorted(UNITS)), st.sampled_from(["en", "ja"]))
def test_sentence_and_label_of_a_distance_lie_inside(km, spread, unit, lang):
    measure = replace(MEASURED, distance_m=km * 1000, uncertainty_km=spread)
    sentence, label = (one[lang] for one in (describe_distance(measure, unit),
                                             label_distance(measure, unit)))  # fmt: skip
    ends = re.search(rf"{FIGURE}(?:–|～| and ){FIGURE}", label + sentence)
    if ends:  # The figure is the interval: rounded outward it holds the true one.
        low, high = (float(one.replace(",", "")) * UNITS[unit][0] for one in ends.groups())
        assert low <= measure.low_km + 1e-6
        assert high >= measure.high_km - 1e-6
        return
    for one in WORD:
        for value in read_figures(sentence.replace("nautical miles", "海里")
                                  + label.replace("nautical miles", "海里"), one):  # fmt: skip
            told = value * UNITS[one][0]
            assert measure.low_km - 1e-6 <= told <= measure.high_km + 1e-6, (sentence, label)


def test_without_an_interval_a_length_is_rounded_as_any_other():
    assert [write_within(one, 0) for one in (643.2, 1147.9, 59.4, 0.4)] == [
        "640", "1,150", "59", "0"]  # fmt: skip
    sentence = describe_distance(replace(MEASURED, distance_m=597_400, uncertainty_km=0))
    assert "about 600 km (370 miles)" in sentence["en"]


def test_the_browser_writes_them_alike():
    asked = [[km, spread] for km in (0.2, 4.4, 59.4, 99.7, 108.09, 597.406, 604.9, 643.2, 1147.9,
                                     2026.461, 596.75, 1000.04, 19_899.5, 2281.32)
             for spread in (0, 0.004, 0.05, 0.3, 0.8, 1, 1.5, 5.5, 10)]  # fmt: skip
    script = """
      import { writeWithin } from "./src/offline/within.js";
      console.log(JSON.stringify(given.map(([km, spread]) => writeWithin(km, spread))));
    """
    assert run_node(script, asked) == [write_within(*one) for one in asked]


def read_interval(text: str) -> tuple[float, float]:
    low, high = (float(one.replace(",", ""))
                 for one in re.search(rf"{FIGURE}(?: to |～){FIGURE}", text).groups())  # fmt: skip
    return low, high


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_figure_lies_inside_of_the_interval_that_is_printed(catalog, lang):
    words, seen = load_words(lang), 0
    for question in catalog.questions:
        answered = answer_question(catalog, question)
        told = say_interval(answered, words)
        if not told:
            continue
        low, high = read_interval(told)
        if question.kind in ("distance", "thresholds"):
            # What the positions allow is never told narrower than it is.
            assert low <= answered.low <= answered.high <= high, question.id
        first = [float(one.replace(",", ""))
                 for one in re.findall(FIGURE, answered.figure[lang])]  # fmt: skip
        if question.kind == "distance" and len(first) == 2:
            assert first[0] <= low < high <= first[1], question.id
        else:
            assert low <= first[0] <= high, (question.id, answered.figure, told)
        data = write_figure(catalog, answered, "http://localhost")
        if question.kind == "thresholds":
            assert data["low_km"] <= data["touch_km"] <= data["high_km"]
        seen += 1
    assert seen > 40


def read_page(client, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, path
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def test_every_output_of_a_distance_says_one_figure(client):
    line = "from=us_bases/kadena-ab&to=places/taiwan"
    data = client.get(f"/distance?{line}").json["properties"]
    assert data["low_km"] < 597 < data["high_km"] < 600
    assert data["figure"] == {"en": "597 km", "ja": "597キロ"}
    told = {
        path: read_page(client, f"{path}{'&' if '?' in path else '?'}{line}&lang=en")
        for path in ("/embed", "/embed?live=1", "/map.svg", "/map.html", "/distance?f=html")
    }
    told["figure"] = read_page(client, "/figures/kadena-taiwan?lang=en")
    told["oembed"] = client.get(
        f"/oembed?url=http://localhost/embed?{line.replace('&', '%26')}").text  # fmt: skip
    told["repr"] = gp.distance("us_bases/kadena-ab", "places/taiwan").sentence["en"]
    for name, text in told.items():
        assert "597 km" in text, name
        assert "600 km" not in text, name


def test_thresholds_are_told_by_the_answer_of_a_coverage(client):
    asked = "origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=500"
    found = client.get(f"/coverage?{asked}").json["coverage"]
    assert found["uncertainty_km"] == pytest.approx(0.8)
    assert found["thresholds"]["figure"]["en"] == "640 → 1,150 km"
    assert "touches the Taiwan Strait at about 640 km" in found["thresholds"]["sentence"]["en"]
    assert "Its nearest edge is about 640 km away" in found["sentence"]["en"]
    miles = client.get(f"/coverage?{asked}&units=mi").json["coverage"]
    assert miles["thresholds"]["figure"]["en"] == "400 → 720 miles"


@pytest.mark.parametrize("origin", ["us_bases/misawa-ab", "places/taipei", "places/naha"])
@pytest.mark.parametrize("unit", sorted(UNITS))
def test_the_edge_of_a_sea_is_told_to_ten_wherever_it_is_told(origin, unit):
    """Its edge is a definition and no survey: sentence, label and distance round alike."""
    found = gp.coverage(origin, target="east_china_sea", radius_km=300)
    ends = {round_distance(km / UNITS[unit][0]) for km in (found.touch_km, found.cover_km)}
    for text in (label_thresholds(found, unit)["en"], describe_thresholds(found, unit)["en"]):
        told = read_figures(text.replace("nautical miles", "海里"), unit)
        assert told
        assert ends.issuperset(told), text
    line = gp.distance(origin, "east_china_sea")
    if line.relation != "inside":
        near = round_distance(line.distance_km / UNITS[unit][0])
        for text in (describe_distance(line, unit)["en"], label_distance(line, unit)["en"]):
            told = text.replace("nautical miles", "海里")
            ends = re.search(rf"{FIGURE}–{FIGURE}", told)
            if ends:
                low, high = (float(one.replace(",", "")) for one in ends.groups())
                assert low <= line.distance_km / UNITS[unit][0] <= high, text
            else:
                assert read_figures(told, unit)[0] == near, text
    zero = gp.coverage("us_bases/misawa-ab", target="taiwan_strait", radius_km=100)
    (near,) = read_figures(describe_coverage(zero)["en"].partition("edge")[2].partition("away")[0],
                           "km")  # fmt: skip
    assert near == round_distance(zero.touch_km)


def test_a_point_that_is_given_has_no_interval():
    feature = measure_feature(gp.distance((127.0, 26.0), (130.0, 30.0)))
    low, high = (feature["properties"][one] for one in ("low_km", "high_km"))
    assert low == high
    assert feature["properties"]["figure"]["en"] == "530 km"
