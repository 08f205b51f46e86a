"""The page of a feature: facts in words, each with its source; no raw key, no "none"."""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from geoposture.catalog import load_layers
from geoposture.language.citations import cite_dated
from geoposture.language.codebook import label_field, read_codebook
from geoposture.model import Feature
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views import places
from geoposture.views.days import find_day
from geoposture.views.toponyms import name_feature, translate_text

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import PHILIPPINES, write_minimal

RAW = re.compile(r"\b(\w+_\w+|None|none|null|True|False)\b")
MANY = 100
FACTS = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)


def read(client, ref, lang="en"):
    layer, _, id_ = ref.partition("/")
    answer = client.get(f"/collections/{layer}/items/{id_}?f=html&lang={lang}")
    assert answer.status_code == 200
    return answer.text


def list_facts(page):
    return {html.unescape(a): re.sub(r"<[^>]+>", "", html.unescape(b)).strip()
            for a, b in FACTS.findall(page)}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_page_of_each_layer_says_how_to_cite_it(client, catalog, lang):
    day = catalog.words(lang).date(find_day(catalog))
    for layer in catalog.layers.values():
        id_ = next(
            one["id"] for one in layer.features if "-" in one["id"] or layer.id != "us_bases"
        )
        page = html.unescape(read(client, f"{layer.id}/{id_}", lang))
        cited = page.partition('id="cite"')[2]
        name = name_feature(layer.feature(id_), lang)
        newest = f"/collections/{layer.id}/items/{id_}"
        kept = f"/v/{catalog.version}/layers/{layer.id}.geojson"
        for part in (name, catalog.version, day, newest, kept):
            assert part in cited.partition("</p>")[0], (layer.id, part)
        assert re.search(rf"\\url\{{\S+{re.escape(newest)}\}}", cited)
        csl = json.loads(
            re.search(r"CSL JSON</summary><pre[^>]*><code>(.*?)</code>", cited, re.DOTALL)[1]
        )
        assert csl[0]["URL"].endswith(kept)
        assert client.get(kept).status_code == 200


@pytest.mark.parametrize(("id_", "far"), [
    ("shariki-communications-site", "0.4 km"), ("idesuna-jima-range", "0.1 km"),
    ("kadena-ab", "0.7 km"), ("kastner-aaf", None),
])  # fmt: skip
def test_a_grade_says_what_it_stands_for_and_names_the_second_source(client, catalog, id_, far):
    row = catalog.layer("us_bases").feature(id_)["properties"]
    facts = list_facts(read(client, f"us_bases/{id_}"))
    grade = "A: two independent sources" if far else "B: one source"
    assert facts["Uncertainty"].endswith(f"(grade {grade})")
    told = facts.get("A second source differs by")
    assert (told is None) if far is None else told.startswith(far)
    if far:
        assert cite_dated(catalog.sources[row["second_source"]], catalog.words("en")) in told


def test_a_number_has_no_more_digits_than_its_source(client, catalog):
    for ref in list_some(catalog):
        if facts := list_facts(read(client, ref)):
            text = " ".join(facts[name] for name in facts.keys() - {"Note"})
            assert not re.search(r"\d\.\d*0 k?m", text), (ref, text)


def test_a_page_says_what_was_corrected_of_its_place_and_of_no_claim(client, catalog):
    page = read(client, "us_bases/mcas-futenma")
    assert re.findall(r'/corrections\?lang=en#([^"]+)"', page) == ["2026-11-26-futenma"]
    assert "4.766 km2" in page
    # A claim of an article about it was reworded: that is the article's.
    assert any(one.feature == "us_bases/kadena-ab" for one in catalog.corrections if one.article)
    assert "/corrections?lang=en#" not in read(client, "us_bases/kadena-ab")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_page_of_a_feature_has_a_raw_key_or_an_empty_value(client, catalog, lang):
    for ref in list_some(catalog):
        facts = list_facts(read(client, ref, lang))
        assert facts
        for label, text in facts.items():
            assert text
            assert not RAW.search(label), (ref, label)
            assert not RAW.search(text), (ref, label, text)


def list_some(catalog) -> list[str]:
    """Return every facility and sea, each seventh of islands and places, all that are disputed."""
    refs = []
    for layer in ("us_bases", "taiwan_strait", "east_china_sea", "japan_archipelago", "places"):
        rows = catalog.layers[layer].features
        few = len(rows) < MANY
        refs += [f"{layer}/{one['id']}" for number, one in enumerate(rows)
                 if few or number % 7 == 0 or one["properties"].get("disputed")]  # fmt: skip
    return refs


def test_a_facility_is_told_in_words_with_sources_and_days(client):
    page = read(client, "us_bases/mcas-iwakuni")
    facts = list_facts(page)
    assert facts["Kind"] == "Airfield"
    assert facts["Branch"] == "Marine Corps"
    assert facts["Runway"].startswith("2,438 m · ")
    assert "FlightGear" in facts["Runway"]
    assert "Mike Borsetti" in facts["ICAO code"]
    assert facts["Area"].startswith("8.648 km² (1 January 2020)")
    assert "WING (jwing.net), trade paper, 25 February 2020" in facts["Area"]
    assert 'href="/sources/mod-list-2020?f=html&amp;lang=en"' in page
    assert facts["Uncertainty"] == "Good to about 0.5 km (grade A: two independent sources)"
    assert facts["What the position rests on"].startswith("airport reference point")
    facts = list_facts(read(client, "us_bases/mcas-iwakuni", "ja"))
    assert facts["種類"] == "飛行場"
    assert facts["滑走路"].startswith("2,438メートル · ")
    assert facts["都道府県"] == "山口県"


def test_each_fact_has_the_sources_that_the_data_have_for_it():
    layer = SimpleNamespace(
        id="wells", info=SimpleNamespace(held_by={"depth_m": ("chart", "unread")})
    )
    catalog = SimpleNamespace(held={"wells/a": {"colour": ("eye",), "width_km": ("tape",)}})

    def find(name, **other):
        feature = {"id": other.pop("id", "a"), "properties": {**row, **other}}
        return places.find_own(catalog, layer, feature, name)

    row = {
        "depth_m": 4, "sources": ["chart", "book"], "width_km": 2, "width_source": "survey; book",
        "water_source": "a spring", "width_date": "2020-01-01",
    }  # fmt: skip
    assert find("depth_m") == ("chart",)
    assert find("width_km") == ("tape", "survey", "book")
    assert find("width_km", id="b") == ("survey", "book")
    assert find("colour") == ("eye",)
    assert find("width_date") == ()
    assert places.find_told(row, "width_source") == ["width_km"]
    # A property whose name ends so, and that is of no other one, is a fact of its own.
    assert places.find_told(row, "water_source") == []
    assert find("depth_m", sources=None) == ()


def test_what_is_in_the_language_of_the_data_says_so(client):
    page = read(client, "us_bases/mcas-iwakuni", "ja")
    assert re.search(r"<dt>注</dt>\s*<dd><span>資料が食い違う", page)
    assert re.search(r"<dt>用途</dt>\s*<dd><span>海兵隊航空基地", page)
    assert 'lang="en"' not in page.partition("<main")[2].partition("</main>")[0]


def test_a_text_that_nobody_translated_is_marked_as_english(copied_layers):
    (copied_layers / "texts.csv").write_text("en,ja\nOne half,半分\n", encoding="utf-8")
    file = copied_layers / "us_bases.geojson"
    file.write_text(file.read_text("utf-8").replace('"note":"Two runways."',
                                                    '"note":"One half; the other"'), "utf-8")  # fmt: skip
    other = create_app(Settings(layers=copied_layers), load_layers(copied_layers)).test_client()
    page = read(other, "us_bases/kadena-ab", "ja")
    assert '<span lang="en">One half; the other</span>' in page
    assert '<span lang="en">airport reference point</span>' in page
    file.write_text(file.read_text("utf-8").replace("One half; the other", "One half; One half"),
                    "utf-8")  # fmt: skip
    other = create_app(Settings(layers=copied_layers), load_layers(copied_layers)).test_client()
    assert "<span>半分；半分</span>" in read(other, "us_bases/kadena-ab", "ja")
    assert "<span>One half; One half</span>" in read(other, "us_bases/kadena-ab", "en")


ENGLISH = re.compile(r"(?:[A-Za-z’']{2,} ){4,}[a-z]{2,}")
"""Five English words on end, the last of them no name."""


def test_no_page_of_a_place_tells_a_japanese_reader_facts_in_english(client, catalog):
    """Names, and who published a source, are in their own language; nothing else is."""
    refs = [f"{layer}/{one['id']}" for layer in ("us_bases", "taiwan_strait", "east_china_sea")
            for one in catalog.layers[layer].features]  # fmt: skip
    noted = {one["properties"]["note"]: one["id"] for one in catalog.layers["places"].features
             if one["properties"]["note"]}  # fmt: skip
    refs += [f"places/{id_}" for id_ in noted.values()]
    assert len(refs) > 120
    for ref in refs:
        page = read(client, ref, "ja")
        known = page.partition('<dl class="facts known">')[2].partition("</dl>")[0]
        assert known
        assert 'lang="en"' not in known, ref
        for label, text in FACTS.findall(known):
            said = re.sub(r'<span class="small">.*?</span>', "", text, flags=re.DOTALL)
            plain = html.unescape(re.sub(r"<[^>]+>", "", said))
            if label != "別名":
                assert not ENGLISH.search(plain), (ref, label, plain)


def test_every_free_text_of_the_layers_has_its_row_and_no_row_is_left_over(catalog):
    words, told = catalog.words("ja"), set()
    for layer in catalog.layers.values():
        for one in layer.features:
            for name in (*places.FREE, "includes"):
                value = one["properties"].get(name)
                for text in value if isinstance(value, list) else [value] if value else []:
                    assert translate_text(catalog, text, words)[1], (one["id"], name, text)
                    told |= {text, *text.split("; ")}
    told |= {one["licence"] for one in catalog.sources.values()}
    assert [one for one in catalog.phrases if one not in told] == []
    assert all(row["ja"] for row in catalog.texts)


def test_what_has_no_source_beside_it_says_what_it_rests_on(client):
    def tell(ref, lang="en"):
        found = re.search(r'data-part="rest">(.*?)</p>', html.unescape(read(client, ref, lang)))
        return found and found[1]

    assert tell("places/taipei").startswith('All of this is from one source: <a href="/sources/geo')
    assert "read 26 November 2026" in tell("places/taipei")
    assert tell("us_bases/kadena-ab").startswith(
        "What has no source beside it rests on the sources"
    )
    assert tell("us_bases/kadena-ab", "ja").startswith("横に出典のない項目")
    assert tell("us_bases/kamiseya-communication-site").startswith(
        "What has no source beside it is"
    )
    nameless = "places/sea-of-japan"
    assert tell(nameless) == "No source of its own is recorded for this entry."
    assert "GeoNames" not in read(client, nameless)
    assert tell("japan_archipelago/yonagunijima").startswith("What has no source beside it")


def test_a_fact_of_ours_needs_no_source_and_one_that_has_all_says_nothing(catalog):
    layer, words = catalog.layers["us_bases"], catalog.words("en")

    def make(**row):
        return {"type": "Feature", "id": "x", "geometry": None, "properties": row}

    row = make(sources=["geonames"])
    ours = places.Fact("Compiled", "today", made=True)
    told = places.Fact("Kind", "Airfield", ("geonames",))
    bare = places.Fact("Kind", "Airfield")
    assert places.tell_rest(catalog, layer, row, [ours, told], words) == ("", None)
    text, source = places.tell_rest(catalog, layer, row, [ours, told, bare], words)
    assert (text[:18], source) == ("What has no source", "geonames")
    assert places.tell_rest(catalog, layer, row, [ours, bare], words)[0].startswith("All of this")
    several = make(sources=["geonames", "gshhg"])
    assert places.tell_rest(catalog, layer, several, [bare], words)[1] is None
    # What cannot name any has those of its layer, and an empty list is none.
    assert places.list_sources(catalog, layer, make()) == [*layer.info.sources]
    assert places.list_sources(catalog, layer, make(sources=[])) == []


def test_a_returned_facility_and_one_without_a_point_say_so(client):
    told = list_facts(read(client, "us_bases/fuchu-communications-station"))["Status"]
    assert told.startswith("Returned 30 September 2021 · ")
    assert told.endswith("The Yomiuri Shimbun, 16 September 2021")
    page = read(client, "us_bases/kastner-aaf")
    assert list_facts(page)["Part of"] == "Camp Zama"
    assert 'href="/collections/us_bases/items/camp-zama?f=html&amp;lang=en"' in page


def test_a_disputed_place_says_who_administers_and_who_claims(client):
    page = html.unescape(read(client, "us_bases/kobi-sho-range"))
    assert "administered by Japan; claimed by China and Taiwan" in page
    assert "実効支配" in read(client, "japan_archipelago/etorofu", "ja")
    for place in ("senkaku", "takeshima", "northern-territories"):
        assert "claimed by" in html.unescape(read(client, f"places/{place}"))
    assert "Taisho-jima in Japan, Chiwei Yu in China" in html.unescape(
        read(client, "us_bases/sekibi-sho-range")
    )
    told = read(client, "us_bases/sekibi-sho-range", "ja").partition("<h2>出典</h2>")
    assert told[1]  # the titles of sources are theirs
    assert "久場島" not in told[0]
    assert '<p class="note">' not in read(client, "us_bases/kadena-ab")


def test_figures_and_claims_and_neighbours_are_linked(client):
    page = html.unescape(read(client, "us_bases/kadena-ab"))
    assert 'href="/figures/kadena-taiwan?f=html&lang=en"' in page
    assert "<h2>What articles say</h2>" in page
    near = page.partition("<h2>Nearest facilities of this map</h2>")[2].partition("</ul>")[0]
    links = re.findall(r"/items/([a-z-]+)\?", near)
    assert len(links) == 5
    assert "kadena-ab" not in links
    lengths = [int(one) for one in re.findall(r"— (\d+) km", near)]
    assert lengths == sorted(lengths)


def test_a_place_far_from_all_has_no_neighbours_and_a_sea_none(client, catalog):
    words = catalog.words("en")
    for ref in ("places/taipei", "places/beijing", "east_china_sea/east-china-sea"):
        layer, _, id_ = ref.partition("/")
        found = catalog.layers[layer]
        assert places.list_neighbours(catalog, found, found.feature(id_), words) == []
        assert "Nearest facilities" not in read(client, ref)


def test_the_seat_of_a_government_is_called_no_capital(client):
    assert list_facts(read(client, "places/taipei"))["Kind"] == "Seat of government"
    assert "Country" not in list_facts(read(client, "places/tamsui"))
    assert list_facts(read(client, "places/tokyo"))["Country"] == "Japan"


def test_the_same_elsewhere_is_named_for_people_and_programs(client):
    page = read(client, "us_bases/mcas-iwakuni")
    assert 'href="https://www.wikidata.org/entity/Q1030389"' in page
    found = json.loads(re.search(r"ld\+json\">(.*?)</script>", page, re.DOTALL)[1])
    assert found["@type"] == "Place"
    assert found["sameAs"] == ["https://www.wikidata.org/entity/Q1030389"]
    assert "岩国飛行場" in found["alternateName"]
    assert found["name"] not in found["alternateName"]
    assert found["geo"]["latitude"] == pytest.approx(34.15, abs=0.05)
    sea = re.search(r"ld\+json\">(.*?)</script>", read(client, "taiwan_strait/taiwan-strait"), re.S)
    south, west, north, east = map(float, json.loads(sea[1])["geo"]["box"].split())
    assert south < north
    assert west < east
    assert json.loads(sea[1])["sameAs"] == ["https://www.wikidata.org/entity/Q127031"]
    island = read(client, "japan_archipelago/shikoku")
    assert 'href="https://www.wikidata.org/entity/Q13991"' in island
    assert "wikidata.org" not in read(client, "japan_archipelago/rishiri")
    assert places.list_same({"wikidata": "Q1; DROP", "geonames_id": "5"}) == []
    assert places.list_same({"geonames_id": 5})[0]["href"] == "https://sws.geonames.org/5/"


def test_a_locator_rings_a_point_and_shades_an_area(client):
    point = read(client, "us_bases/kadena-ab")
    assert point.count('class="located ring"') == 1
    assert 'aria-label="Small map' in point
    sea = read(client, "east_china_sea/east-china-sea")
    assert '<path class="located"' in sea
    assert "located ring" not in sea
    island = read(client, "japan_archipelago/yonagunijima")
    assert '<path class="located"' in island
    assert "located ring" in island


def test_the_json_is_as_before(client):
    found = client.get("/collections/us_bases/items/mcas-iwakuni").json
    assert found["properties"]["status"] == "in_use"
    assert found["properties"]["kinds"] == ["airfield"]


def test_unknown_properties_of_anybodys_layer_are_words(catalog):
    layer = catalog.layers["us_bases"]
    feature: Feature = {
        "type": "Feature", "id": "x", "geometry": None,
        "properties": {"name": "X", "depth_of_water": 12.5, "open_to_public": True, "reach_km": 3,
                       "tags": ["a", "b"], "opened": "2020-05", "empty": None, "gone": "",
                       "parts": {"a": 1}},
    }  # fmt: skip
    facts = {one.label: one.text for one in places.describe_place(
        catalog, layer, feature, catalog.words("en"))}  # fmt: skip
    assert facts == {
        "Depth of water": "12.5", "Open to public": "yes", "Reach km": "3 km", "Tags": "a, b",
        "Opened": "May 2020", "Parts": "a: 1",
    }  # fmt: skip


def test_every_field_of_every_theatre_is_explained_in_both_languages(catalog, tmp_path):
    known = read_codebook()
    others = load_layers(PHILIPPINES), load_layers(write_minimal(tmp_path))
    for theatre in (catalog, *others):
        for id_, layer in theatre.layers.items():
            names = {name for one in layer.features for name in one["properties"]}
            assert names - set(known) == set(), id_
    for name, one in known.items():
        assert all(one.label.values()) is (":" not in name)
        assert all(one.means.values())
    assert label_field("runway_m", "ja") == "滑走路"
