"""The credit line of a frame names whom its article credits, and nobody where it credits nobody."""

from __future__ import annotations

import html
import re

import pytest

from geoposture.articles.published import list_articles
from geoposture.views.credits import credit_frame, credit_slim
from geoposture.views.fields import read_view
from geoposture.views.story import name_credit


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_frame_of_an_article_names_whom_it_credits(client, catalog, lang):
    words, credited = catalog.words(lang), 0
    for article in list_articles(catalog):
        view = read_view({"article": article["id"]}, lang)
        credit = name_credit(catalog, article, words)
        written = catalog.articles.get(article["id"], {}).get(f"credit_{lang}")
        assert written is None or credit == written
        line = " · ".join(credit_frame(catalog, view))
        said = words.text("note.article_crediting", about="", credit=credit)
        assert (said in line) is bool(credit), article["id"]
        assert not credit or line.startswith(credit_slim(catalog, view))  # in the fewer words
        assert credit == "" or credit not in credit_slim(catalog, view)
        page = client.get(f"/embed?article={article['id']}&lang={lang}").text
        text = html.unescape(re.sub(r"<[^>]+>", " ", page))
        assert (said in text) is bool(credit), article["id"]
        credited += bool(credit)
    assert credited >= 4


def test_a_frame_that_tells_no_article_credits_none(catalog):
    view = read_view({"from": "places/tokyo", "to": "places/naha"}, "en")
    assert "credits" not in " ".join(credit_frame(catalog, view))
