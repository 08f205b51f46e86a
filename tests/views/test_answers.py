"""A view is answered once, whoever asks: page, words, frame and both pictures of a poster."""

from __future__ import annotations

import html
import re

import pytest

from geoposture import analysis
from geoposture.catalog import load_layers
from geoposture.errors import Unavailable
from geoposture.model import View
from geoposture.service import create_app
from geoposture.views import answers

RING = "origins=us_bases/kadena-ab&radius_km={km}&target=east_china_sea"
LINE = "from=us_bases/kadena-ab&to=places/taipei"


@pytest.fixture
def client():
    return create_app(catalog=load_layers()).test_client()


def count_calls(monkeypatch, name):
    whole, calls = getattr(analysis, name), []

    def counted(*given, **named):
        calls.append(name)
        return whole(*given, **named)

    monkeypatch.setattr(answers.analysis, name, counted)
    return calls


@pytest.mark.parametrize("path", ["/embed", "/embed?live=1&", "/map.svg", "/map.html", "/map.js"])
def test_one_output_with_a_ring_computes_its_coverage_once(client, monkeypatch, path):
    calls = count_calls(monkeypatch, "compute_coverage")
    mark = "" if path.endswith("&") else "?"
    assert client.get(f"{path}{mark}{RING.format(km=711)}").status_code == 200
    assert len(calls) <= 1
    assert calls or path == "/map.js"


def test_the_pictures_of_a_poster_and_its_words_share_one_distance(client, monkeypatch):
    calls = count_calls(monkeypatch, "measure_distance")
    assert client.get(f"/embed?{LINE}").status_code == 200
    assert len(calls) == 1


def test_another_title_theme_or_size_asks_nothing_again(client, monkeypatch):
    calls = count_calls(monkeypatch, "compute_coverage")
    for more in ("", "&title=A", "&theme=dark", "&lang=ja", "&inset=0"):
        assert client.get(f"/map.svg?{RING.format(km=733)}{more}").status_code == 200
    assert len(calls) == 1
    client.get(f"/map.svg?{RING.format(km=734)}")
    assert len(calls) == 2


@pytest.mark.parametrize(("system", "further"), [
    ("system=f-35b&origins=us_bases/mcas-iwakuni", 0),
    ("system=f-35a&origins=us_bases/misawa-ab", 1),
    ("radius_km=700&origins=us_bases/kadena-ab", 0),
])  # fmt: skip
def test_a_further_ring_is_drawn_only_where_sources_disagree(client, system, further):
    drawn = client.get(f"/map.svg?{system}&target=east_china_sea").text
    assert drawn.count('class="rings"') == 1
    assert drawn.count('class="far-rings"') == further


REFUSED = {
    "origins=us_bases&system=f-35a&target=taiwan_strait": "origin_too_wide",
    "origins=us_bases/misawa-ab&system=mv-22b&target=taiwan_strait": "not_based",
    "origins=us_bases/kadena-ab&radius_km=800&target=us_bases": "bad_parameter",
}


@pytest.mark.parametrize("query", REFUSED)
@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    "path", ["/embed?", "/embed?live=1&", "/map.svg?shape=tall&", "/map.html?"]
)
def test_a_question_that_cannot_be_answered_is_said_to_be_one(client, catalog, path, lang, query):
    """Not the ordinary map, without a word."""
    answer = client.get(f"{path}lang={lang}&tool=coverage&{query}")
    assert answer.status_code == 200
    why = catalog.words(lang).text(f"problem.{REFUSED[query]}")
    text = re.sub(r"</?t(ext|span)[^>]*>", "", html.unescape(answer.text))
    assert why.replace(" ", "") in re.sub(r"\s", "", text)


def test_what_fails_for_now_is_no_answer(catalog, monkeypatch):
    """It would be kept, and told as if the question were wrong."""

    def fail(*_: object) -> None:
        raise Unavailable("the database does not answer")

    monkeypatch.setattr(answers, "answer_view", fail)
    with pytest.raises(Unavailable):
        answers.compute_figures(catalog, View(tool="coverage", origins="us_bases/x", radius_km=7))
