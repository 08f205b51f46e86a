"""A whole article's live map rings and names the places that its poster rings and names."""

from __future__ import annotations

import re

import pytest

from geoposture.articles.published import list_articles
from geoposture.maps import frame
from geoposture.model import View
from geoposture.pictures.subject import list_told_spots


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_place_of_an_article_is_ringed_and_named(catalog, client, lang):
    several = 0
    for article in list_articles(catalog):
        drawn = frame.ring_told(catalog, View(article=article["id"], lang=lang))
        if drawn is None:
            continue
        several += len(drawn["rings"]) > 1
        assert len(drawn["rings"]) == len(drawn["ends"])
        assert {link for _, link in drawn["rings"]} <= {"explicit", "implied"}
        assert all(one["name"] and "/" not in one["name"] for one in drawn["ends"])
        live = client.get(f"/embed?article={article['id']}&lang={lang}&live=1").text
        script = client.get(re.search(r'src="([^"]*map\.js[^"]*)"', live)[1].replace("&amp;", "&"))
        assert script.text.count('"rings"') == 1
    assert several > 10


def test_what_a_panel_tells_point_by_point_is_not_ringed_at_once(catalog):
    article = "ap-kengun-2026-03-09"
    assert frame.ring_told(catalog, View(article=article, claim=1)) is None
    assert frame.ring_told(catalog, View(article=article, tool="story")) is None
    assert frame.ring_told(catalog, View()) is None


def test_a_place_that_is_named_anywhere_is_not_called_a_link_of_ours(catalog):
    for article in list_articles(catalog):
        view = View(article=article["id"])
        named = {
            row["feature"]
            for row in (one["properties"] for one in catalog.layer("annotations").features)
            if row["article"] == article["id"] and row["link"] == "explicit"
        }
        for ref, _, link in list_told_spots(catalog, view):
            assert (link == "explicit") == (ref in named), (article["id"], ref)
