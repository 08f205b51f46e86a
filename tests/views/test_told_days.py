"""A day stands only beside what rests on it: that of an article where the view is of the article."""

from __future__ import annotations

import html
import re
from copy import deepcopy
from dataclasses import replace

import pytest

from geoposture.articles.published import choose_article, list_articles
from geoposture.language.words import load_words
from geoposture.views.days import find_day, join_days
from geoposture.views.fields import read_view
from geoposture.views.figures import print_figure, write_figure
from geoposture.views.questions import answer_question
from geoposture.views.story import say_dates

RING = "origins=us_bases/kadena-ab&target=taiwan_strait/taiwan-strait&radius_km=1000"
LINE = "from=us_bases/kadena-ab&to=places/taipei"
BASED = "origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
OF_NONE = ("", LINE, RING, BASED, "feature=us_bases/kadena-ab", "feature=places/taipei",
           "layers=us_bases&tool=layers", "tool=table", f"tool=share&{LINE}")  # fmt: skip
DRAWN = ("/embed", "/embed?live=1", "/map.svg", "/map.html", "/embed?shape=tall")
ASKED = ("/distance?f=html&" + LINE, "/coverage?f=html&" + RING, "/coverage?f=html&" + BASED,
         "/figures", "/figures/kadena-taiwan", "/figures/kadena-strait-circle",
         "/figures/mv22-futenma-east-china-sea", "/figures/facilities-count",
         "/figures/kadena-taiwan/map.svg", "/versions", "/sources", "/codebook")  # fmt: skip


def read(client, path: str, lang: str) -> str:
    """Return what an output says; words that a reader sees in one line stand in one."""
    answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}",
                        headers={"Accept": "text/html"})  # fmt: skip
    assert answer.status_code == 200, path
    text = re.sub(r"(?s)<script.*?</script>|<[^>]+>", " ", answer.text)
    return re.sub(r"\s+", " ", html.unescape(text))


def count(text: str) -> int:
    return len(re.findall(r"Article of \d|記事は ?\d{4}年", text))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("query", OF_NONE)
def test_a_view_of_no_article_says_the_day_of_none(client, query, lang):
    for path in ("/", *DRAWN):
        text = read(client, f"{path}{'&' if '?' in path else '?'}{query}", lang)
        assert not count(text), (path, query)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_figure_says_the_day_of_no_article(client, lang):
    for path in ASKED:
        assert not count(read(client, path, lang)), path


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("path", ["/", *DRAWN])
def test_the_view_of_an_article_says_its_own_day(client, catalog, path, lang):
    words = catalog.words(lang)
    opening, second = choose_article(catalog, None), list_articles(catalog)[-1]
    assert opening["published"] != second["published"]
    for query, article in (
        (f"article={opening['id']}", opening), (f"article={second['id']}", second),
        (f"article={second['id']}&claim=1", second), ("tool=story", opening), ("claim=1", opening),
    ):  # fmt: skip
        date = words.date(article["published"])
        text = read(client, f"{path}{'&' if '?' in path else '?'}{query}", lang)
        assert words.text("site.asof_article", article_date=date) in text, (path, query)


def test_every_figure_in_data_and_in_a_terminal_says_the_day_of_no_article(catalog):
    for question in catalog.questions:
        answered = answer_question(catalog, question)
        told = [write_figure(catalog, answered, "http://localhost"),
                *(print_figure(catalog, answered, lang) for lang in ("en", "ja"))]  # fmt: skip
        assert not count(str(told)), question.id


def test_without_any_day_nothing_is_said_of_changes(catalog, monkeypatch):
    none = {"list_date": "", "data_date": ""}
    monkeypatch.setattr("geoposture.views.story.describe_days", lambda *_: none)
    assert say_dates(catalog, read_view({}, "en")) == ""
    assert "Article of" in say_dates(catalog, read_view({"tool": "story"}, "en"))


def test_the_page_is_described_by_the_article_that_it_tells(client, catalog):
    opening = choose_article(catalog, None)
    date = catalog.words("en").date(opening["published"])
    told = {
        query: re.search(r'name="description" content="([^"]*)"', client.get(f"/?{query}").text)[1]
        for query in ("", LINE, f"article={opening['id']}")
    }
    assert [date in text for text in told.values()] == [False, False, True]


@pytest.mark.parametrize(
    "day", ["soon", "2026-13", "2026-11-2x", "", "22/11/2026", "2026-11-22T00:00"]
)
def test_what_is_no_day_is_printed_as_it_is(day):
    words = load_words("en")
    assert words.date(day) == day
    for first, last in ((day, "2026-11-26"), ("2026-11-22", day), (day, day)):
        assert day in join_days(first, last, words)
    assert join_days("2026-11-22", "2026-11-26", words) == "22–26 November 2026"


def test_data_are_as_new_as_their_newest_review_and_correction(catalog):
    """A version of the 27th that holds corrections of the 28th is cited with a wrong day."""
    annotations = catalog.layers[catalog.theatre.list_role("annotations")[0]]
    reviews = [one["properties"]["review"]["at"] for one in annotations.features]
    assert annotations.info.date >= max(reviews)
    assert find_day(catalog) >= max(*reviews, *(one.date for one in catalog.corrections))


@pytest.mark.parametrize("what", ["layer", "review", "correction"])
def test_the_day_of_the_data_is_that_of_what_changed_last(catalog, what):
    newest = "2031-02-03"
    role = catalog.theatre.list_role("annotations")[0]
    layer = catalog.layers[role]
    if what == "layer":
        layer = replace(layer, info=replace(layer.info, date=newest))
    if what == "review":
        feature = deepcopy(layer.features[0])
        feature["properties"]["review"]["at"] = f"{newest}T10:00:00Z"
        layer = replace(layer, features=[feature, *layer.features[1:]])
    corrections = catalog.corrections
    if what == "correction":
        corrections = (replace(corrections[0], date=newest), *corrections)
    changed = replace(
        catalog, layers={**catalog.layers, role: layer}, corrections=corrections
    )  # fmt: skip
    assert find_day(changed) == newest
