"""The opening sentence: its figures, its bars, and who counts otherwise, from one set of data."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from geoposture.catalog import load_layers
from geoposture.views import examples
from geoposture.views.days import join_days
from geoposture.views.lead import describe_lead, list_within

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import PHILIPPINES, write_minimal


def describe(catalog, lang="en"):
    return describe_lead(catalog, catalog.words(lang))


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:,\d{3})*", text)


def test_it_says_who_counted_what_when_and_under_which_definition(catalog):
    told = describe(catalog)
    for text in ("Ministry of Defense", "78 facilities", "exclusive US use", "1 January 2020"):
        assert text in told["sentence"]
    assert "WING" in told["source"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_bars_and_sentence_are_of_the_same_figures(catalog, lang):
    told = describe(catalog, lang)
    count, area = told["bars"]
    assert (count["id"], area["id"]) == ("count", "area")
    assert count["share"] == 31 / 78
    assert area["share"] == pytest.approx(0.7027, abs=5e-5)  # as the ministry prints it
    assert numbers(area["percent"])[0] in numbers(told["sentence"])
    assert {"31", "78"} <= set(numbers(told["sentence"])) & set(numbers(count["text"]))


def test_another_count_changes_sentence_and_bar_together(copied_layers):
    file = copied_layers / "theatre.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Okinawa", "Kanagawa", 1), encoding="utf-8")
    told = describe(load_layers(copied_layers))
    count = numbers(told["bars"][0]["text"])[0]
    assert count != "31"
    assert f"{count} of them" in told["sentence"]
    assert told["bars"][0]["percent"] == f"{100 * int(count) / 78:.0f}%"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_other_count_has_its_source_and_a_derived_share_says_so(catalog, lang):
    joint, cabinet = describe(catalog, lang)["otherwise"]
    assert {"131", "980", "2019"} <= set(numbers(joint))
    assert ("Kanagawa Prefecture" if lang == "en" else "神奈川県、2024年") in joint
    assert re.search(r"about 19%|約19％", joint)
    assert re.search(r"derived here|当サイトの計算", joint)
    assert {"79", "31", "74", "2016"} <= set(numbers(cabinet))
    assert ("House of Representatives" if lang == "en" else "衆議院") in cabinet
    assert not re.search(r"derived|計算", cabinet)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_disputed_ones_in_the_count_are_said_as_long_as_there_are_any(catalog, lang):
    note = describe(catalog, lang)["note"]
    assert {"2", "31"} <= set(numbers(note))
    assert re.search("Senkaku Islands \\(Diaoyu\\)|尖閣諸島（中国名：釣魚島）", note)


def test_no_disputed_one_no_note(copied_layers):
    file = copied_layers / "us_bases.geojson"
    text = file.read_text(encoding="utf-8")
    assert '"disputed":true' in text
    file.write_text(text.replace('"disputed":true', '"disputed":false'), encoding="utf-8")
    assert describe(load_layers(copied_layers))["note"] == ""


def test_the_sentence_is_about_the_drawn_ones_of_its_part(catalog):
    refs = list_within(catalog)
    assert "us_bases/kadena-ab" in refs
    assert "us_bases/misawa-ab" not in refs
    assert len(refs) == 31


@pytest.mark.parametrize("name", ["philippines", "minimal"])
def test_what_a_theatre_does_not_have_leaves_no_word(name, tmp_path):
    folder = PHILIPPINES if name == "philippines" else write_minimal(tmp_path / "minimal")
    catalog = load_layers(folder)
    told = describe(catalog)
    assert list_within(catalog) == []
    if told is None:
        assert name == "minimal"
        return
    assert told["bars"] == told["otherwise"] == []
    assert told["note"] == told["share_of"] == ""


def test_a_sentence_without_its_figure_is_none(copied_layers):
    file = copied_layers / "theatre.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('id = "area"', 'id = "land"'), encoding="utf-8")
    assert describe(load_layers(copied_layers)) is None


def test_the_example_of_a_distance_is_computed_with_the_names_on_the_map(catalog):
    assert examples.say_distance(catalog, catalog.words("en")) == "Kadena–Taipei: about 640 km"
    assert examples.say_distance(catalog, catalog.words("ja")) == "嘉手納–台北：約640キロ"
    assert "nautical" in examples.say_distance(catalog, catalog.words("en"), "nmi")


def test_a_theatre_without_two_places_has_no_example(tmp_path):
    catalog = load_layers(write_minimal(tmp_path / "minimal"))
    assert examples.say_distance(catalog, catalog.words("en")) == ""


@pytest.mark.parametrize(
    ("first", "last", "en", "ja"),
    [
        ("2026-11-22", "2026-11-26", "22–26 November 2026", "2026年11月22日～26日"),
        ("2026-10-22", "2026-11-26", "22 October 2026 to 26 November 2026",
         "2026年10月22日～2026年11月26日"),
        ("2026-11", "2026-11-26", "November 2026 to 26 November 2026",
         "2026年11月～2026年11月26日"),
        ("2026-11-22", "2026-11-22", "22 November 2026", "2026年11月22日"),
    ],
)  # fmt: skip
def test_days_of_one_month_say_the_month_once(catalog, first, last, en, ja):
    said = [join_days(first, last, catalog.words(lang)) for lang in ("en", "ja")]
    assert said == [en, ja]
