"""A source has a page: what is known of it, and what rests on it."""

from __future__ import annotations

import html
import re

import pytest

from geoposture.errors import NotFound
from geoposture.views.sources import count_sources, find_source, list_resting


def read(client, id_, lang="en"):
    answer = client.get(f"/sources/{id_}?f=html&lang={lang}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_source_has_a_page_that_says_its_address_or_that_there_is_none(client, catalog, lang):
    none = {"en": "We know no address for it", "ja": "アドレスは分かっていません"}[lang]
    for id_, row in catalog.sources.items():
        page = read(client, id_, lang)
        assert (none in page) is not bool(row["url"]), id_
        if row["url"]:
            assert f'<a href="{row["url"]}">' in page
        assert "None" not in re.sub(r"<[^>]+>", " ", page)


def test_a_dead_address_is_said_with_the_day_it_was_found(client, catalog):
    dead = [id_ for id_, row in catalog.sources.items() if row.get("dead")]
    assert "mod-list-2010" in dead
    assert "does not answer any more (found 26 November 2026)" in read(client, "mod-list-2010")
    assert "does not answer" not in read(client, "geonames")


def test_what_was_not_read_on_a_known_day_says_so(client, catalog):
    unread = next(id_ for id_, row in catalog.sources.items() if not row["read"])
    assert "The day on which it was read was not kept." in read(client, unread)
    assert "26 November 2026" in read(client, "mod-list-2010")


def test_everything_that_names_a_source_rests_on_it(client, catalog):
    words = catalog.words("en")
    told = {id_: list_resting(catalog, id_, words) for id_ in catalog.sources}
    for layer in catalog.layers.values():
        for one in layer.features:
            for id_ in one["properties"].get("sources") or ():
                paths = {row.path for row in told[id_]}
                own = f"/collections/{layer.id}/items/{one['id']}"
                assert own in paths or f"/collections/{layer.id}/items" in paths
    for system in catalog.systems.values():
        for id_ in system.sources:
            assert f"{system.name['en']}, its stated range" in {one.text for one in told[id_]}
    for row in catalog.basing:
        assert all(any(" at " in one.text for one in told[id_]) for id_ in row.sources)


def test_what_a_source_alone_holds_is_named_where_it_is_one_of_several_too(catalog):
    words, id_ = catalog.words("en"), "okinawa-us-military"
    rows = [one for one in catalog.layers["us_bases"].features
            if id_ in one["properties"]["sources"]]  # fmt: skip
    facts = [
        one.facts for one in list_resting(catalog, id_, words) if "us_bases/items/" in one.path
    ]
    assert len(facts) == len(rows) > 30
    assert all("Branch" in one for one in facts)
    assert any("Number" in one for one in facts)


def test_the_count_and_the_towns_rest_on_theirs(client, catalog):
    words = catalog.words("en")
    texts = [one.text for one in list_resting(catalog, "mod-list-2020", words)]
    assert "The official count" in texts
    assert "The official count" in [
        one.text for one in list_resting(catalog, "kanagawa-2023", words)
    ]
    towns = [one.text for one in list_resting(catalog, "japan-post", words)]
    assert any(re.fullmatch(r"1,?741 towns of the search", one) for one in towns)


def test_an_area_that_rests_on_it_is_marked(client, catalog):
    rows = list_resting(catalog, "kotoba-chitose", catalog.words("en"))
    assert [(one.text, one.facts) for one in rows] == [("Camp Chitose", ("Area",))]
    assert "Camp Chitose</a> — Area" in read(client, "kotoba-chitose")


def test_a_source_that_nothing_names_says_so(client, catalog):
    idle = [id_ for id_ in catalog.sources if not list_resting(catalog, id_, catalog.words("en"))]
    for id_ in idle[:3]:
        assert "Nothing that is served rests on it." in read(client, id_)


def test_the_json_of_a_source_has_its_row_and_what_rests_on_it(client, catalog):
    found = client.get("/sources/mod-list-2020").json
    assert found["id"] == "mod-list-2020"
    assert found["publisher"] == catalog.sources["mod-list-2020"]["publisher"]
    assert {"text": "The official count", "path": "/"} in found["rests"]


def test_an_unknown_source_is_not_found(client, catalog):
    with pytest.raises(NotFound, match="no source “moon”; /sources lists"):
        find_source(catalog, "moon")
    assert client.get("/sources/moon").status_code == 404
    page = client.get("/sources/moon", headers={"Accept": "text/html"})
    assert page.status_code == 404


def test_a_source_that_gives_a_figure_for_a_question_leads_to_it(client):
    page = read(client, "mod-wp-2023-yonaguni", "ja")
    assert '<a href="/figures/yonaguni-taiwan?f=html&lang=ja">問い「' in page
    assert "/figures/" not in read(client, "geonames").partition("What rests on it")[2]


def test_licences_are_said_in_the_language_of_the_reader(client):
    assert "事実のみ" in read(client, "mod-list-2020", "ja")
    assert "facts only" in read(client, "mod-list-2020")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_table_says_first_how_many_cannot_be_read_where_they_were(client, catalog, lang):
    rows = list(catalog.sources.values())
    lost = sum(not row["url"] for row in rows)
    assert 0 < lost < len(rows)
    text = re.sub(r"<[^>]+>", " ", client.get(f"/sources?f=html&lang={lang}").text)
    told = {"en": (f"{len(rows)} sources. No address is known of {lost}, an archived copy of 0;",),
            "ja": (f"出典は{len(rows)}件です。アドレスの分からないものは{lost}件、",)}[lang]  # fmt: skip
    for one in told:
        assert text.index(one) < text.index("id ")
    counts = count_sources(catalog)
    assert counts["read"] == sum(bool(row["read"]) for row in rows)
    assert counts["dead"] == sum(bool(row.get("dead")) for row in rows) > 0


def test_a_day_of_reading_stands_with_each_address_that_was_found_later(catalog):
    for id_ in ("chatan", "cnrj-sasebo", "hamura-yokota", "urealty-22951"):
        assert catalog.sources[id_]["url"].startswith("http")
        assert catalog.sources[id_]["read"] == "2026-11-28"
