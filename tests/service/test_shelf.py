"""Many articles in the service: lists, topics, claims about a place, tables, collections."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import write_minimal
from shelves import DAYS, ORDERED, keep_first, name, write_shelf

from geoposture.articles import shelf as many
from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

FIRST = "hegseth-tokyo-2025-03-30"
TOLD = ["article", "claim_no", "published", "publisher", "claim_en", "claim_ja"]
ATOM = "{http://www.w3.org/2005/Atom}"


def make_client(folder):
    layers = keep_first()
    settings = Settings(layers=layers, articles=folder)
    return create_app(settings, load_layers(layers, articles=folder)).test_client()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return make_client(write_shelf(tmp_path_factory.mktemp("sixteen")))


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return make_client(write_shelf(tmp_path_factory.mktemp("three"), count=3))


def list_ids(answer):
    return [one["id"] for one in answer.json["articles"] if one["id"] != FIRST]


def test_articles_are_listed_newest_first_and_months_behind_their_days(shelf):
    rows = [one for one in shelf.get("/articles?f=json").json["articles"] if one["id"] != FIRST]
    assert tuple(one["published"] for one in rows) == ORDERED
    assert {one["kind"] for one in rows} == {"official", "news"}
    one = next(one for one in rows if one["id"] == name(2))
    assert one["language"] == "ja"
    assert one["title"] == "試験のための見出し2号"
    assert one["publisher"] == "Gazette 2"
    assert one["url"] == "https://gazette.example/2"
    assert one["claim_count"] == 8


@pytest.mark.parametrize("limit", [1, 5, 16, 17])
def test_every_article_is_found_once_along_the_next_links(shelf, limit):
    found, address = [], f"/articles?f=json&limit={limit}"
    while address:
        answer = shelf.get(address)
        assert len(answer.json["articles"]) <= limit
        found += [one["id"] for one in answer.json["articles"]]
        links = {one["rel"]: one["href"] for one in answer.json["links"]}
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert len(found) == 17
    assert len(set(found)) == 17


def test_pages_of_the_list_turn_both_ways(shelf):
    page = shelf.get("/articles?f=html&limit=5&offset=5").text
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    links = shelf.get("/articles?limit=5&offset=12").json["links"]
    assert [one["rel"] for one in links] == ["self", "prev"]
    assert "offset=7" in links[1]["href"]
    links = shelf.get("/articles?limit=5&offset=3").json["links"]
    assert "offset=0" in next(one["href"] for one in links if one["rel"] == "prev")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_of_articles_has_outlets_days_places_topics_and_says_who_chose(shelf, lang):
    page = shelf.get(f"/articles?f=html&lang={lang}").text
    said = {
        "en": ("Chosen by us, no sample", "Gazette 0", "31 May 2024", "May 2024", "Kadena",
               "Official release", "Basing", "Munitions"),
        "ja": ("当サイトが選んだもので、標本ではありません", "Gazette 0", "2024年5月31日",
               "2024年5月", "嘉手納", "公的発表", "駐留", "弾薬"),
    }[lang]  # fmt: skip
    assert not [one for one in said if one not in page]
    row = page.partition("試験のための見出し2号")[0].rpartition("<th")[2]
    assert ('lang="ja"' in row) == (lang == "en")


def test_the_list_of_one_topic_has_the_articles_that_are_about_it(shelf):
    assert len(list_ids(shelf.get("/articles?topic=exercise"))) == 16
    assert list_ids(shelf.get("/articles?topic=budget")) == []
    page = shelf.get("/articles?f=html&topic=transit").text
    assert '<option value="transit" selected>' in page
    assert FIRST not in page.partition("<table")[2]
    assert len(shelf.get("/articles?topic=").json["articles"]) == 17
    refused = shelf.get("/articles?topic=gossip")
    assert refused.status_code == 400
    assert "munitions" in refused.json["detail"]


def test_the_feed_has_an_entry_for_each_article(shelf):
    answer = shelf.get("/articles?f=atom&lang=ja")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    entries = ET.fromstring(answer.data).findall(f"{ATOM}entry")
    assert len(entries) == 17
    days = [one.findtext(f"{ATOM}updated")[:10] for one in entries]
    assert days[:3] == ["2026-01-02", "2025-04-30", "2025-04-01"]
    assert days == sorted(days, reverse=True) or days.count("2024-05-01") == 2
    langs = {one.find(f"{ATOM}title").get("{http://www.w3.org/XML/1998/namespace}lang")
             for one in entries}  # fmt: skip
    assert langs == {"en", "ja"}


def test_an_article_says_its_claims_topics_and_links(shelf):
    found = shelf.get(f"/articles/{name(1)}?f=json").json
    assert [one["claim_no"] for one in found["claims"]] == list(range(1, 9))
    second, third = found["claims"][1:3]
    assert second["topics"] == ["basing", "access"]
    assert (second["implied"], third["implied"]) == (False, True)
    assert third["features"] == ["us_bases/sasebo-naval-base"]
    assert found["extent"] == 1999
    assert found["kind"] == "news"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_of_an_article_begins_with_title_outlet_day_and_address(shelf, lang):
    page = shelf.get(f"/articles/{name(5)}?f=html&lang={lang}").text
    title = "試験のための見出し5号"
    heading = f'<h1 lang="ja">{title}</h1>' if lang == "en" else f"<h1>{title}</h1>"
    day = {"en": "1 May 2024", "ja": "2024年5月1日"}[lang]
    order = [page.index(one) for one in
             (heading, "Gazette 5", day, 'href="https://gazette.example/5"', "<table")]  # fmt: skip
    assert order == sorted(order)
    read = {"en": "Only the opening could be read: the first 1,999 characters.",
            "ja": "読めたのは冒頭のみ（最初の1,999字）です。"}[lang]  # fmt: skip
    by = {"en": "Reviewed by the compilers of this map, 26 November 2026.",
          "ja": "2026年11月26日、この地図の作成者が確認しました。"}[lang]  # fmt: skip
    assert read in page
    assert by in page
    assert read not in shelf.get(f"/articles/{name(4)}?f=html&lang={lang}").text


def test_what_is_not_known_of_an_article_is_not_said(client):
    page = client.get(f"/articles/{FIRST}?f=html&lang=en").text
    assert "The address of the article is not known." in page
    assert "Only the opening" not in page
    assert "Reviewed by the compilers of this map, 24 November 2026." in page


def test_topics_are_the_closed_list_and_an_unknown_one_names_it(shelf):
    found = shelf.get("/topics?f=json").json["topics"]
    assert [one["id"] for one in found] == list(many.list_topics())
    assert len(found) == 15
    refused = shelf.get("/topics/gossip?f=json")
    assert refused.status_code == 404
    assert all(one["id"] in refused.json["detail"] for one in found)
    assert shelf.get("/topics/gossip?f=html").status_code == 404


def test_a_topic_lists_its_claims_newest_first_with_outlet_and_day(shelf):
    found = shelf.get("/topics/access?f=json").json
    own = [one for one in found["claims"] if one["article"] != FIRST]
    assert [one["published"] for one in own] == list(ORDERED)
    assert {one["claim_no"] for one in own} == {2}
    for lang, said in {
        "en": "Gazette 12, 2 January 2026",
        "ja": "Gazette 12、2026年1月2日",
    }.items():
        page = shelf.get(f"/topics/access?f=html&lang={lang}").text
        assert said in page
        assert page.count("<li>") == len(found["claims"])


def test_a_topic_without_a_claim_says_so():
    catalog = load_layers(keep_first())
    client = create_app(Settings(), catalog).test_client()
    assert client.get("/topics/environment?f=json").json["claims"] == []
    page = client.get("/topics/environment?f=html&lang=en").text
    assert "No article that is kept here has a claim on this topic." in page


class TestAboutAPlace:
    def test_claims_of_all_articles_are_listed_newest_first(self, shelf):
        found = shelf.get("/collections/us_bases/items/kadena-ab").json["claims"]
        own = [one for one in found if one["article"] != FIRST]
        assert [one["published"] for one in own] == list(ORDERED)
        assert list(own[0])[:6] == TOLD
        assert own[0]["claim_en"] == "Gazette 12 counts 112 visitors in its claim 1."

    @pytest.mark.parametrize("ref", ["places/naha", "japan_archipelago/tsushima",
                                     "taiwan_strait/taiwan-strait"])  # fmt: skip
    def test_places_of_every_layer_have_theirs(self, shelf, ref):
        path = ref.replace("/", "/items/")
        assert len(shelf.get(f"/collections/{path}").json["claims"]) >= 16

    def test_a_place_without_any_has_none(self, shelf):
        assert shelf.get("/collections/us_bases/items/camp-fuji").json["claims"] == []

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_its_page_sets_claims_that_disagree_side_by_side(self, three, lang):
        page = three.get(f"/collections/us_bases/items/misawa-ab?f=html&lang={lang}").text
        said = {"en": ["Newest first. Claims that disagree stand side by side",
                       "Gazette 2, 1 June 2024", "Gazette 0, 31 May 2024", "Gazette 1, May 2024"],
                "ja": ["食い違う主張も並べて示し", "Gazette 2、2024年6月1日",
                       "Gazette 0、2024年5月31日", "Gazette 1、2024年5月"]}[lang]  # fmt: skip
        order = [page.index(one) for one in said]
        assert order == sorted(order)

    def test_a_verdict_is_shown_only_where_it_is_published(self, three, tmp_path):
        assert (
            "Depends on the definition"
            not in three.get("/collections/us_bases/items/misawa-ab?f=html&lang=en").text
        )
        folder = write_shelf(tmp_path, count=2)
        file = folder / f"{name(1)}.geojson"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace('"verdict": null', '"verdict": "consistent"', 2), encoding="utf-8"
        )
        client = make_client(folder)
        page = client.get("/collections/us_bases/items/misawa-ab?f=html&lang=en").text
        links = re.findall(r"<li><a href=\"/articles/shelf.*?</li>", page)
        told = [one for one in links if client_word(client) in one]
        assert len(told) == 1
        assert name(1) in told[0]


def client_word(client):
    return load_layers().words("en").text("check.verdict.consistent")


class TestFigures:
    """A place's card leads to the figures about that place."""

    @pytest.mark.parametrize("place", ["us_bases/misawa-ab", "taiwan_strait",
                                       "taiwan_strait/taiwan-strait"])  # fmt: skip
    def test_figures_of_a_place_are_those_that_name_it(self, client, place):
        rows = client.get(f"/figures?f=json&place={place}").json["figures"]
        assert rows
        assert len(rows) < len(client.get("/figures?f=json").json["figures"])
        page = client.get(f"/figures?f=html&place={place}").text
        assert [one["id"] for one in rows if f"/figures/{one['id']}?" not in page] == []
        assert page.count('<a href="/figures/') == len(rows)

    def test_a_place_without_any_says_so_and_an_unknown_one_is_refused(self, client):
        page = client.get("/figures?f=html&lang=en&place=us_bases/camp-fuji").text
        assert "No figure that is kept here is about this place." in page
        for place in ("us_bases/none", "nowhere", ""):
            refused = client.get(f"/figures?f=json&place={place}")
            assert refused.status_code == 400
            assert refused.json["invalid-params"][0]["name"] == "place"

    def test_the_map_knows_which_places_have_figures(self, client):
        script = client.get("/map.js?lang=en").text
        known = json.loads(re.search(r'"figured":(\[.*?\])', script)[1])
        assert "us_bases/misawa-ab" in known
        assert "us_bases/camp-fuji" not in known
        for ref in known:
            assert client.get(f"/figures?f=json&place={ref}").json["figures"]


class TestMap:
    """The map page with sixteen articles: a list to choose from, and nothing else of them."""

    CLAIM = re.compile(r"Gazette (\d+) counts|官報(\d+)は")

    def told(self, text):
        return {one[0] or one[1] for one in self.CLAIM.findall(text)}

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_articles_are_chosen_from_a_list_without_javascript(self, shelf, lang):
        text = shelf.get(f"/?lang={lang}&article={name(3)}").text
        form = re.search(r'<form class="form choose" id="choose".*?</form>', text, re.DOTALL)[0]
        assert 'method="get"' in form
        assert f'<input type="hidden" name="lang" value="{lang}">' in form
        assert '<label for="article">' in form
        assert '<select name="article" id="article">' in form
        assert re.search(r"<button class=\"button\">[^<]+</button>", form)
        options = re.findall(r'<option value="([^"]+)"', form)
        assert len(options) == 17
        assert options[0] == name(12)
        assert re.findall(r'<option value="([^"]+)"[^>]* selected', form) == [name(3)]
        assert ('value="shelf-02" lang="ja"' in form) == (lang == "en")

    @pytest.mark.parametrize("lang", ["en", "ja"])
    @pytest.mark.parametrize("query", ["", f"article={name(7)}", f"article={name(7)}&claim=3"])
    def test_claims_of_other_articles_are_not_in_the_page_its_script_or_its_frames(
        self, shelf, lang, query
    ):
        own = {"7"} if query else {"12"}
        for path in ("/", "/map.js", "/map.js?frame=1", "/embed", "/embed?live=1", "/map.html"):
            address = f"{path}{'&' if '?' in path else '?'}lang={lang}&{query}"
            assert self.told(shelf.get(address).text) <= own, address

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_what_a_card_fetches_has_all_with_outlet_and_day(self, shelf, lang):
        script = shelf.get(f"/map.js?lang={lang}").text
        path = re.search(r'"detail_url":"([^"]*annotations\.lean\.[a-z]+\.json)"', script)[1]
        answer = shelf.get(path)
        assert self.told(answer.text) == {str(one) for one in range(16)}
        rows = [one["properties"] for one in answer.json["features"]]
        (row,) = [one for one in rows if one["article"] == name(1) and one["claim_no"] == 2]
        assert (row["publisher"], row["published"]) == ("Gazette 1", "2024-05")
        assert len(gzip.compress(answer.data)) < 12_000

    def test_the_page_grows_by_its_list_alone(self, shelf, client):
        """Bytes with gzip, sixteen articles beside one; and an embed before it is touched."""
        for lang in ("en", "ja"):
            one, many = (
                sum(len(gzip.compress(each.get(f"{path}?lang={lang}&article={FIRST}").data))
                    for path in ("/", "/map.js"))
                for each in (client, shelf)
            )  # fmt: skip
            assert many - one < 1_500
            embed = shelf.get(f"/embed?lang={lang}&article={name(5)}&tool=story")
            assert len(gzip.compress(embed.data)) <= 30_000

    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_the_lead_is_the_theatres(self, shelf, lang):
        text = shelf.get(f"/?lang={lang}").text
        first = text.partition('id="first"')[2]
        heading = re.search(r"<h2>(.*?)</h2>", first)[1]
        assert {"en": "Okinawa Prefecture", "ja": "沖縄県"}[lang] in heading

    def test_one_article_or_none_offers_no_list(self, tmp_path):
        assert '<select name="article"' not in make_client(None).get("/").text
        catalog = load_layers(write_minimal(tmp_path))
        bare = create_app(Settings(layers=tmp_path), catalog).test_client()
        assert '<select name="article"' not in bare.get("/").text
        for path in ("/articles", "/topics", "/topics/basing", "/claims.csv",
                     "/articles?f=atom", "/articles?f=html", "/topics?f=html",
                     "/topics/basing?f=html", "/collections/spots/items/a?f=html"):  # fmt: skip
            assert bare.get(path).status_code == 200, path
        assert bare.get("/collections/spots/items/a").json["claims"] == []

    def test_an_unknown_article_can_be_mended_by_choosing_one(self, client):
        text = client.get("/?article=none").text
        assert f'<option value="{FIRST}"' in text

    def test_the_points_of_a_story_say_their_topics(self, shelf):
        text = shelf.get(f"/?lang=en&article={name(0)}").text
        assert 'id="claim-2" data-topics="basing access"' in text
        offered = re.search(r'<select id="topic">.*?</select>', text, re.DOTALL)[0]
        assert re.findall(r'value="(\w+)"', offered) == [
            "command", "basing", "access", "munitions", "exercise", "transit", "environment",
            "other",
        ]  # fmt: skip


def test_no_number_of_claims_draws_or_orders_anything(tmp_path):
    """Twice the claims about a place: the same picture, marks, labels and order of topics."""
    few = make_client(write_shelf(tmp_path / "few", count=1))
    many_ = make_client(write_shelf(tmp_path / "many", count=16))
    article = f"article={name(0)}"
    for path in (f"/map.svg?{article}", f"/map.svg?{article}&claim=2",
                 f"/embed?lang=en&{article}&claim=2"):  # fmt: skip
        shapes = [re.findall(r"<(?:path|circle|rect|use)\b[^>]*>", each.get(path).text)
                  for each in (few, many_)]  # fmt: skip
        assert shapes[0] == shapes[1], path
    listed = [[one["id"] for one in each.get("/topics").json["topics"]] for each in (few, many_)]
    assert listed[0] == listed[1] == list(many.list_topics())
    own = [
        re.sub(r'"nearest":.*?\]\]', "", each.get(f"/map.js?{article}").text).replace(
            re.search(r"/v/(\w+)/", each.get(f"/map.js?{article}").text)[1], ""
        )
        for each in (few, many_)
    ]
    assert own[0] == own[1]


class TestTable:
    def read(self, client):
        answer = client.get("/claims.csv")
        assert answer.content_type == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

    def test_it_has_each_claim_once(self, shelf):
        rows = self.read(shelf)
        assert list(rows[0]) == [*TOLD, "topics"]
        assert len(rows) == 16 * 8 + 16
        assert len({(one["article"], one["claim_no"]) for one in rows}) == len(rows)
        assert rows[1]["topics"] == "basing; access"
        assert rows[0]["claim_ja"].startswith("官報12は")

    def test_nothing_in_it_is_run_as_a_formula(self, tmp_path):
        """As in case faults-csv-header-formula: a cell that a spreadsheet would run."""
        file = write_shelf(tmp_path, count=1) / f"{name(0)}.geojson"
        text = file.read_text(encoding="utf-8").replace("Gazette 0", "=HYPERLINK(1)")
        file.write_text(text, encoding="utf-8")
        rows = [one for one in self.read(make_client(tmp_path)) if one["article"] == name(0)]
        assert {one["publisher"] for one in rows} == {"'=HYPERLINK(1)"}
        assert all(one["claim_en"].startswith("'=") for one in rows)


class TestCollection:
    def test_all_annotations_are_one_collection_of_the_w3c(self, shelf):
        answer = shelf.get("/collections/annotations/items?profile=w3c")
        assert answer.content_type.startswith("application/ld+json")
        found = answer.json
        assert found["type"] == "AnnotationCollection"
        items = found["first"]["items"]
        assert found["total"] == len(items) > 128
        assert len({one["id"] for one in items}) == len(items)
        assert {"https://gazette.example/0", "https://gazette.example/15"} <= {
            one["target"]["source"] for one in items
        }

    def test_its_pages_follow_one_another(self, shelf):
        seen, address = [], "/collections/annotations/items?profile=w3c&limit=50"
        while address:
            page = shelf.get(address).json["first"]
            assert page["startIndex"] == len(seen)
            seen += [one["id"] for one in page["items"]]
            address = page.get("next", "").removeprefix("http://127.0.0.1:8000")
        whole = shelf.get("/collections/annotations/items?profile=w3c").json
        assert len(set(seen)) == len(seen) == whole["total"]

    def test_no_other_layer_has_that_profile(self, shelf):
        refused = shelf.get("/collections/us_bases/items?profile=w3c")
        assert refused.status_code == 400
        assert refused.json["code"] == "unknown_parameter"

    @pytest.mark.parametrize(
        ("asked", "days"),
        [
            ("2024-05-31", {"2024-05-31", "2024-05"}),
            ("2024-05", {"2024-05-31", "2024-05-01", "2024-05"}),
            ("2024-05-31T12:00:00Z", {"2024-05-31", "2024-05"}),
            ("2024-05-31/2024-06-01", {"2024-05-31", "2024-05", "2024-06-01"}),
            ("../2020-10-31", {"2020-10", "2020-10-31", "2019-02", "2019-02-03"}),
            ("/2019-02-02", {"2019-02"}),
            ("2025-04-30/..", {"2025-04", "2025-04-30", "2026-01-02"}),
            ("2026/", {"2026-01-02"}),
            ("2021-07-01", {"2021-07"}),
            ("2018", set()),
            ("../..", set(DAYS) - {None}),
        ],
    )
    def test_annotations_are_chosen_by_day(self, shelf, asked, days):
        path = f"/collections/annotations/items?datetime={asked}&limit=1000"
        rows = [one["properties"] for one in shelf.get(path).json["features"]]
        own = [one for one in rows if one["article"] != FIRST]
        assert {one["published"] for one in own} == days
        whole = shelf.get(f"{path}&profile=w3c").json
        assert whole["total"] == len(rows)

    @pytest.mark.parametrize("asked", ["yesterday", "2024-13", "2024-02-30", "2024-1-1", "/",
                                       "2025/2024", "2024-01-01/2024/2025", "../", "",
                                       "2024-01-01T25:00:00Z", "２０２４"])  # fmt: skip
    def test_what_is_no_time_is_refused_in_one_line(self, shelf, asked):
        for layer in ("annotations", "us_bases"):
            refused = shelf.get(f"/collections/{layer}/items", query_string={"datetime": asked})
            assert refused.status_code == 400
            assert refused.json["invalid-params"][0]["name"] == "datetime"
            assert "\n" not in refused.json["detail"]


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    folder = write_shelf(tmp_path_factory.mktemp("named"), count=2)
    told = 'publisher = "Gazette of the Bay"\npublisher_ja = "湾岸官報"\n'
    (folder / f"{name(0)}.toml").write_text(told, encoding="utf-8")
    return make_client(folder)


class TestOutletInItsLanguage:
    @pytest.mark.parametrize("lang", ["en", "ja"])
    def test_pages_frames_pictures_and_lists_name_it_as_their_language_does(self, named, lang):
        wanted, other = "Gazette of the Bay", "湾岸官報"
        if lang == "ja":
            wanted, other = other, wanted
        for path in ("/articles?f=html", "/articles?f=atom", f"/articles/{name(0)}?f=html",
                     f"/?article={name(0)}", f"/embed?article={name(0)}",
                     f"/map.svg?article={name(0)}", f"/map.html?article={name(0)}",
                     "/collections/us_bases/items/kadena-ab?f=html"):  # fmt: skip
            text = named.get(f"{path}{'&' if '?' in path else '?'}lang={lang}").text
            assert wanted in text, path
            assert other not in text, path

    def test_data_have_the_name_of_the_article_s_own_file(self, named):
        assert named.get(f"/articles/{name(0)}?f=json").json["publisher"] == "Gazette of the Bay"
        rows = {one["id"]: one for one in named.get("/articles?f=json").json["articles"]}
        assert rows[name(0)]["publisher"] == "Gazette of the Bay"
        assert rows[name(1)]["publisher"] == "Gazette 1"
        assert "Gazette of the Bay" in named.get("/claims.csv").text


@pytest.mark.parametrize(("at", "lang", "foreign"), [(2, "en", "ja"), (2, "ja", None),
                                                    (1, "ja", "en"), (1, "en", None)])  # fmt: skip
def test_a_title_says_its_language_and_below_it_who_published_it(shelf, at, lang, foreign):
    told = f' lang="{foreign}"' if foreign else ""
    title = f"試験のための見出し{at}号" if at == 2 else f"Headline made up for test {at}"
    page = shelf.get(f"/?article={name(at)}&lang={lang}").text
    below = page.partition(f"<h2{told}>{title}</h2>")[2].lstrip()
    assert below.startswith(f'<p class="small">Gazette {at}')
    frame = shelf.get(f"/embed?article={name(at)}&lang={lang}").text
    assert f'<h1 data-part="headline"{told}>{title}</h1>' in frame
