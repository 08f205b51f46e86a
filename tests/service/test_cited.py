"""A figure as a stranger meets it: found, cited, and reproduced after the data changed."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from geoposture.catalog import load_layers
from geoposture.export.told import list_told
from geoposture.service import create_app, watcher
from geoposture.settings import Settings
from geoposture.views.days import find_day
from geoposture.views.figures import describe_end, list_method, list_spots, say_interval
from geoposture.views.questions import answer_question, find_question

PHILIPPINES = Path(__file__).parents[2] / "examples" / "philippines"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ASKED = (
    "/distance?from=us_bases/kadena-ab&to=places/taipei&f=html",
    "/distance?from=127.77,26.36&to=taiwan_strait&f=html",
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800&f=html",
    "/coverage?origins=us_bases&target=east_china_sea&radius_km=500&f=html",
    "/coverage?origins=us_bases/mcas-futenma&target=east_china_sea&system=mv-22b&f=html",
)


def read(client, address, lang="en"):
    answer = client.get(address, query_string=None if "?" in address else {"lang": lang})
    assert answer.status_code == 200, address
    return html.unescape(answer.text)


def part(page, name):
    found = re.search(rf'<(\w+)[^>]*data-part="{name}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    assert found, name
    return re.sub(r"<[^>]+>", "", found[2]).strip()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_figure_has_a_page_with_all_that_a_citation_wants(client, catalog, lang):
    for one in catalog.questions:
        page = read(client, f"/figures/{one.id}", lang)
        answered = answer_question(catalog, one)
        other = {"en": "ja", "ja": "en"}[lang]
        assert f"<h1>{answered.title[lang]}</h1>" in page
        assert part(page, "figure").startswith(answered.figure[lang])
        assert part(page, "sentence") == answered.brief[lang]
        assert f'<p class="small" lang="{other}">{answered.brief[other]}</p>' in page
        citation = part(page, "citation")
        assert answered.title[lang] in citation
        assert f"/v/{catalog.version}/figures/{one.id}" in citation
        assert f"http://127.0.0.1:8000/figures/{one.id}" in citation
        assert f"geoposture figures {one.id}" in page
        assert '<iframe src="http://127.0.0.1:8000/v/' in page
        assert 'href="/method?lang=' in page
        assert catalog.version in page
        assert "<script" not in page
        assert " style=" not in page.replace(' style="border:0', "")
        for form in (f"/figures/{one.id}/map.png", f"/figures/{one.id}/map.svg", "?f=json"):
            assert form in page
        words, text = catalog.words(lang), re.sub(r"<[^>]+>", "", page)
        day = words.date(find_day(catalog))
        assert words.text("figure.data", version=catalog.version, date=day) in text
        assert len(list_method(one, words)) >= 2
        for line in (*list_method(one, words), say_interval(answered, words), one.why[lang]):
            assert line in text, (one.id, line)
        for spot in list_spots(answered):
            assert describe_end(catalog, spot, words)["text"] in text
        assert all(other.text[lang] in text for other in answered.others)
        csl = json.loads(
            re.search(r"CSL JSON</summary><pre[^>]*><code>(.*?)</code>", page, re.DOTALL)[1]
        )
        assert csl[0]["URL"].endswith(f"/v/{catalog.version}/figures/{one.id}")


def test_the_picture_of_its_preview_has_the_figure_in_it(client):
    page = read(client, "/figures/kadena-taiwan?lang=en")
    image = re.search(r'og:image" content="http://127.0.0.1:8000([^"]+)"', page)[1]
    found = client.get(image)
    assert found.mimetype == "image/png"
    assert int.from_bytes(found.data[16:20], "big") == 1200
    assert int.from_bytes(found.data[20:24], "big") == 630
    assert len(found.data) < 400_000
    drawn = client.get("/figures/kadena-taiwan/map.svg?lang=ja").text
    assert "597キロ" in "".join(ET.fromstring(drawn).itertext())
    title = "".join(
        ET.fromstring(client.get("/figures/kadena-strait-circle/map.svg").text).itertext()
    )
    assert "touches the Taiwan Strait at about 640 km" in title
    assert "not the range of any system" in title


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("id_", [
    "kadena-taipei", "kadena-strait-circle", "f35b-iwakuni-strait",
    "mv22-futenma-east-china-sea", "archipelago-length", "facilities-count",
])  # fmt: skip
def test_the_picture_of_each_kind_says_its_answer_and_the_preview_is_of_the_same(
    client, catalog, id_, lang
):
    answered = answer_question(catalog, find_question(catalog, id_))
    drawn = ET.fromstring(client.get(f"/figures/{id_}/map.svg?lang={lang}").text)
    said = re.sub(r"\s+", "", "".join(drawn.itertext()))
    assert re.sub(r"\s+", "", answered.brief[lang].partition("。")[0].partition(". ")[0]) in said
    page = read(client, f"/figures/{id_}?lang={lang}")
    image = re.search(r'og:image" content="http://127.0.0.1:8000([^"]+)"', page)[1]
    assert image.startswith(f"/figures/{id_}/map.png?lang={lang}")
    assert client.get(image).mimetype == "image/png"


@pytest.mark.parametrize("address", ASKED)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_any_question_has_the_same_page_without_an_id(client, address, lang):
    page = read(client, f"{address}&lang={lang}")
    for name in ("figure", "sentence", "citation"):
        assert part(page, name)
    assert 'class="still-map"' in page
    canonical = re.search(r'rel="canonical" href="http://127.0.0.1:8000([^"]+)"', page)[1]
    assert canonical in part(page, "citation")
    assert client.get(canonical).status_code == 200
    assert "/figures/?" not in page
    assert {"en": "Asked now", "ja": "その場の問い"}[lang] in page


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_who_gives_a_figure_is_named_and_what_nobody_does_is_chosen_by_us(client, catalog, lang):
    """A question is somebody's, by an article or a source that was read, or ours with its reason."""
    ours = {"en": "Chosen by us: ", "ja": "当サイトが選んだ問い："}[lang]
    theirs = {"en": "A figure for it is given by ", "ja": "この数字を示すもの："}[lang]
    for one in catalog.questions:
        page = read(client, f"/figures/{one.id}", lang)
        assert one.why[lang] in page
        assert (f"{ours}{one.why[lang]}" in page) is not bool(one.asked_by), one.id
        assert (theirs in page) is bool(one.asked_by), one.id
    asked = [one.asked_by for one in catalog.questions if one.asked_by]
    assert all(catalog.sources[one]["read"] for one in asked if one not in catalog.articles)


def test_a_figure_about_a_disputed_place_says_who_administers_and_who_claims_it(client, catalog):
    said = "Senkaku Islands: administered by Japan; claimed by China and Taiwan."
    for one in catalog.questions:
        page = read(client, f"/figures/{one.id}")
        assert (said in page) is ("places/senkaku" in one.refs), one.id
    assert "中国と台湾が領有を主張" in read(client, "/figures/china-senkaku", "ja")


def test_its_link_to_json_is_the_answer_itself(client):
    page = read(client, f"{ASKED[0]}&lang=en")
    assert '<a href="/distance?from=us_bases/kadena-ab&to=places/taipei">JSON</a>' in page
    answer = client.get("/distance?from=us_bases/kadena-ab&to=places/taipei")
    assert answer.json["properties"]["distance_km"] == pytest.approx(642.8, abs=0.1)


def test_a_what_if_says_so_everywhere_and_has_no_picture(client):
    page = read(client, "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&system=f-35b"
                        "&whatif=1&f=html&lang=en")  # fmt: skip
    assert part(page, "sentence").startswith("What if, since no source says")
    assert "What if, since no source says" in part(page, "citation")
    assert "still-map" not in page
    assert "og:image" not in page
    assert "<iframe" not in page
    assert "--whatif" in page


def test_what_cannot_be_answered_is_refused_as_ever(client):
    asked = "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&system=f-35b&f=html"
    assert client.get(asked).status_code == 400
    assert client.get("/distance?from=us_bases/moon&to=places/taipei&f=html").status_code == 400
    assert client.get("/distance?from=us_bases/kadena-ab&f=html").status_code == 400


def test_the_units_of_a_reader_are_those_of_the_answer(client):
    page = read(client, f"{ASKED[0]}&units=nmi&lang=en")
    assert part(page, "figure").startswith("350 nautical miles")


def test_json_has_what_the_contract_names(client, catalog):
    for one in catalog.questions:
        found = client.get(f"/figures/{one.id}?f=json").json
        assert found["id"] == one.id
        assert set(found["sentence"]) == {"en", "ja"}
        assert found["version"] == catalog.version
        assert set(found["citation"]) == {"text", "bibtex", "csl"}
        assert found["pinned"].endswith(f"/v/{catalog.version}/figures/{one.id}")
        pair = ("share_low", "share_high") if one.kind == "coverage" else ("low_km", "high_km")
        if one.kind != "count":
            assert found[pair[0]] <= found[pair[1]]
    assert client.get("/figures/kadena-taiwan?f=json").json["distance_km"] == 597.406
    assert client.get("/figures/facilities-count?f=json").json["count"] == 78


def test_the_list_is_by_place_and_in_the_sitemap(client, catalog):
    rows = client.get("/figures?f=json").json["figures"]
    assert [one["id"] for one in rows] == [one.id for one in catalog.questions]
    assert {"id", "kind", "title"} <= set(rows[0])
    page = read(client, "/figures?lang=ja")
    assert page.index("<h2>東京</h2>") < page.index("<h2>嘉手納飛行場</h2>")
    sitemap = client.get("/sitemap.xml").text
    for one in catalog.questions:
        assert f"/figures/{one.id}</loc>" in sitemap
        assert f'href="/figures/{one.id}?f=html&lang=ja"' in page


def test_the_sitemap_has_places_and_sources_as_an_export_has_them(client, catalog):
    listed = re.findall(r"<loc>http://127.0.0.1:8000([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert len(listed) == len(set(listed))
    told = list_told(catalog)
    places = {f"/collections/{one.replace('/', '/items/')}" for one in told.places}
    assert {one for one in listed if "/items/" in one} == places
    assert "/collections/us_bases/items/kadena-ab" in places
    assert {one for one in listed if one.startswith("/sources/")} == {
        f"/sources/{one}" for one in catalog.sources
    }
    for one in listed[::40]:
        assert client.get(one, headers=PAGE).mimetype == "text/html", one


def test_previews_and_people_get_the_page_and_programs_json(client):
    for accept in ("*/*", "text/html", PAGE["Accept"], ""):
        assert (
            client.get("/figures/kadena-taiwan", headers={"Accept": accept}).mimetype == "text/html"
        )
    for address in ("/figures", "/figures/kadena-taiwan"):
        found = client.get(address, headers={"Accept": "application/json"})
        assert found.mimetype == "application/json"
        assert "Accept" in found.headers["Vary"]
        assert client.get(f"{address}?f=xml").status_code == 406
        assert client.get(f"{address}?g=1").status_code == 400


def test_a_citation_for_programs_is_what_they_read(client, catalog):
    bibtex = client.get("/figures/mv22-futenma-east-china-sea?f=bibtex&lang=en")
    assert bibtex.mimetype == "application/x-bibtex"
    assert re.match(r"@misc\{geoposture-mv22-futenma-east-china-sea-[0-9a-f]{8},\n", bibtex.text)
    assert r"65\% of the East China Sea" in bibtex.text
    assert not re.search(r"(?<!\\)[%&#$]", bibtex.text.replace("https://", ""))
    assert bibtex.text.count("{") == bibtex.text.count("}")
    (item,) = json.loads(client.get("/figures/kadena-taiwan?f=csl&lang=en").text)
    assert item["version"] == catalog.version
    assert item["URL"].endswith(f"/v/{catalog.version}/figures/kadena-taiwan")
    day = [int(one) for one in find_day(load_layers()).split("-")]
    assert item["issued"]["date-parts"] == [day]


def test_an_unknown_figure_is_told_to_people_and_programs(client):
    assert client.get("/figures/moon", headers=PAGE).mimetype == "text/html"
    found = client.get("/figures/moon?f=json")
    assert (found.status_code, found.json["code"]) == (404, "unknown_figure")
    assert client.get("/figures/moon/map.png").status_code == 404
    assert client.get("/figures/kadena-taiwan/map.gif").status_code == 404


@pytest.fixture
def changing(copied_layers, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_EVERY_S", 0.0)
    return create_app(Settings(layers=copied_layers), load_layers(copied_layers)), copied_layers


def move_kadena(folder):
    file = folder / "us_bases.geojson"
    text = file.read_text(encoding="utf-8")
    assert "[127.768,26.356]" in text
    file.write_text(text.replace("[127.768,26.356]", "[127.968,26.356]"), encoding="utf-8")


def test_a_stranger_finds_a_figure_cites_it_and_another_reproduces_it_later(changing):
    """Found by its words, cited, the data changed: the citation alone leads to the same figure."""
    app, folder = changing
    client = app.test_client()
    index = read(client, "/figures?lang=en")
    link = re.search(r'href="([^"]+)">How far is it from Kadena[^<]*Taiwan\?<', index)[1]
    page = read(client, link)
    citation, figure = part(page, "citation"), part(page, "figure")
    move_kadena(folder)
    newest, pinned = (
        re.search(r"newest: (\S+)\)", citation)[1],
        re.search(r"(\S+/v/\S+)", citation)[1],
    )
    again = client.get(pinned.removeprefix("http://127.0.0.1:8000"))
    assert again.status_code == 200
    assert "immutable" in again.headers["Cache-Control"]
    was = html.unescape(again.text)
    assert part(was, "figure") == figure
    assert part(was, "citation") == citation
    assert "as it was in version" in was
    now = read(client, newest.removeprefix("http://127.0.0.1:8000") + "?lang=en")
    assert part(now, "figure") != figure
    assert part(now, "citation") != citation
    version = re.search(r"version ([0-9a-f]{16})", citation)[1]
    held = client.get(f"/v/{version}/figures/kadena-taiwan?f=json").json
    assert held["distance_km"] == 597.406
    for form in ("map.svg", "map.png"):
        assert client.get(f"/v/{version}/figures/kadena-taiwan/{form}").status_code == 200
    # Nothing of the older version is kept for the newest.
    assert client.get("/figures/kadena-taiwan?f=json").json["distance_km"] != 597.406


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("form", ["text", "bibtex", "csl", "header"])
def test_each_form_of_a_citation_alone_leads_to_the_figure_of_that_day(changing, form, lang):
    """Only what somebody pasted is at hand; then the data change."""
    app, folder = changing
    client, own = app.test_client(), "http://127.0.0.1:8000"
    page = f"/figures/kadena-taiwan?lang={lang}"
    was = client.get("/figures/kadena-taiwan?f=json").json
    pasted = {
        "text": lambda: part(read(client, page, lang), "citation"),
        "bibtex": lambda: client.get(f"{page}&f=bibtex").text,
        "csl": lambda: client.get(f"{page}&f=csl").text,
        "header": lambda: client.get(f"{page}&f=json").headers["Link"],
    }[form]()
    assert form == "header" or was["sentence"][lang][:12] in pasted
    move_kadena(folder)
    (pinned,) = dict.fromkeys(re.findall(rf"{own}(/v/[0-9a-f]{{16}}/figures/[a-z-]+)", pasted))
    held = client.get(f"{pinned}?f=json").json
    assert {
        key: held[key] for key in ("distance_km", "low_km", "high_km", "version", "sentence")
    } == {key: was[key] for key in ("distance_km", "low_km", "high_km", "version", "sentence")}
    if form != "header":
        newest = pasted.replace(f"{own}{pinned}", "")
        address = re.search(rf"{own}(/figures/[a-z-]+)", newest)[1]
        assert client.get(f"{address}?f=json").json["distance_km"] != was["distance_km"]


def test_a_version_that_only_its_record_tells_of_has_its_figure_still(changing):
    """Started again on other data, the service holds no older version; the record is kept."""
    app, folder = changing
    record = app.test_client().get(f"/v/{load_layers(folder).version}/version.json")
    version = record.json["version"]
    move_kadena(folder)
    (folder / "versions" / f"{version}.json").write_bytes(record.data)
    client = create_app(Settings(layers=folder), load_layers(folder)).test_client()
    found = client.get(f"/v/{version}/figures/kadena-taiwan?f=json")
    assert found.status_code == 410
    assert "By its record it was 597 km: http" in found.json["detail"]
    address = found.json["detail"].rpartition("8000")[2]
    assert client.get(address).json["figures"]["kadena-taiwan"]["distance_km"] == 597.406
    unknown = client.get("/v/0123456789abcdef/figures/kadena-taiwan?f=json").json["detail"]
    assert "By its record" not in unknown
    assert "In earlier versions" in read(client, "/figures/kadena-taiwan")


def test_a_held_version_answers_though_what_computed_for_it_has_gone(changing):
    """A version that is no longer current has no process of its own any more."""
    app, folder = changing
    client = app.test_client()
    holder = app.extensions["geoposture"]
    before = holder.current()

    class Gone:
        def ask(self, *_):
            raise AssertionError("it was retired")

    move_kadena(folder)
    assert client.get("/readyz").json["catalog"] != before.catalog.version
    object.__setattr__(before, "computing", Gone())
    path = f"/v/{before.catalog.version}/figures/kadena-taiwan"
    for address in (path, f"{path}?f=json", f"{path}?f=csl", f"{path}/map.svg", f"{path}/map.png"):
        assert client.get(address).status_code == 200, address


def test_a_version_that_is_not_held_leads_to_the_current_one(client, catalog):
    found = client.get("/v/0123456789abcdef/figures/kadena-taiwan?f=json")
    assert (found.status_code, found.json["code"]) == (410, "gone")
    assert f"/v/{catalog.version}/figures/kadena-taiwan" in found.json["detail"]
    page = client.get("/v/0123456789abcdef/figures/kadena-taiwan", headers=PAGE)
    assert page.status_code == 410
    assert page.mimetype == "text/html"


def test_a_theatre_without_questions_has_an_empty_list(copied_layers):
    (copied_layers / "questions.csv").unlink()
    client = create_app(Settings(layers=copied_layers), load_layers(copied_layers)).test_client()
    assert client.get("/figures?f=json").json == {"figures": []}
    assert client.get("/figures").status_code == 200
    assert "/figures" not in client.get("/sitemap.xml").text
    assert client.get("/figures/kadena-taiwan").status_code == 404


def test_the_second_theatre_has_five_figures_of_its_own():
    other = load_layers(PHILIPPINES)
    client = create_app(Settings(layers=PHILIPPINES), other).test_client()
    assert len(other.questions) == 5
    for one in other.questions:
        page = read(client, f"/figures/{one.id}")
        assert not re.search(r"Japan(?!ese)|Okinawa|US base|米軍|日本(?!語)", page)
        assert find_question(other, one.id).reviewed


@pytest.mark.parametrize(
    ("address", "cited"),
    [
        ("/figures/kadena-taiwan", "/v/HASH/figures/kadena-taiwan"),
        ("/figures/kadena-taiwan?f=json", "/v/HASH/figures/kadena-taiwan"),
        ("/figures/kadena-taiwan/map.png", "/v/HASH/figures/kadena-taiwan"),
        ("/v/HASH/figures/kadena-taiwan", "/v/HASH/figures/kadena-taiwan"),
        ("/layers/us_bases.csv", "/v/HASH/layers/us_bases.csv"),
        ("/v/HASH/layers/us_bases.gpkg", "/v/HASH/layers/us_bases.gpkg"),
        ("/distance?from=us_bases/kadena-ab&to=places/taipei",
         "/distance?from=us_bases/kadena-ab&to=places/taipei&f=html"),
        ("/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800",
         "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800&f=html"),
        ("/embed?lang=en&feature=us_bases/kadena-ab",
         "/v/HASH/embed?lang=en&feature=us_bases/kadena-ab"),
        ("/?lang=ja", "/versions?lang=ja"),
        ("/oembed?url=http%3A//127.0.0.1%3A8000/%3Flang%3Den%26feature%3Dus_bases/kadena-ab",
         "/v/HASH/embed?lang=en&feature=us_bases/kadena-ab"),
    ],
)  # fmt: skip
def test_each_answer_names_what_is_cited_and_that_is_there(client, catalog, address, cited):
    answer = client.get(address.replace("HASH", catalog.version))
    wanted = cited.replace("HASH", catalog.version)
    assert f'<http://127.0.0.1:8000{wanted}>; rel="cite-as"' in answer.headers["Link"]
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_page_and_embeds_lead_to_how_to_cite(client, lang):
    for address in ("/", "/embed", "/embed?live=1"):
        page = html.unescape(client.get(address, query_string=None if "?" in address else
                                        {"lang": lang}).text)  # fmt: skip
        assert re.search(r'href="/versions\?f=html&lang=(en|ja)"', page), address
    assert 'href="/figures?f=html&lang=' in html.unescape(client.get("/").text)


@pytest.mark.parametrize(("path", "file"), [
    ("/collections/us_bases", "us_bases"), ("/collections/us_bases/items?limit=2", "us_bases"),
    ("/collections/us_bases?f=html", "us_bases"),
    ("/collections/us_bases/items/kadena-ab?f=html", "us_bases"),
    ("/collections/taiwan_strait/items/taiwan-strait", "taiwan_strait"),
    ("/articles", "annotations"), ("/claims.csv", "annotations"),
    ("/articles/hegseth-tokyo-2025-03-30/annotations", "annotations"),
])  # fmt: skip
def test_an_answer_of_a_layer_names_the_file_that_stays(client, catalog, path, file):
    link = client.get(path).headers["Link"]
    there = re.search(r'<([^>]+)>; rel="cite-as"', link)[1]
    assert there.endswith(f"/v/{catalog.version}/layers/{file}.geojson")
    assert client.get(there.partition(":8000")[2] or there).status_code == 200


@pytest.mark.parametrize("address", [
    "/collections", "/systems", "/sources?f=json", "/versions?f=json",
    "/distances?from=us_bases/kadena-ab&to=places/taipei",
    "/distances?from=us_bases/kadena-ab&to=places/taipei&f=csv",
    "/distances?from=us_bases/kadena-ab&to=places/taipei&f=geojson",
    "/rings?origins=us_bases/kadena-ab&radius_km=500",
    "/map.svg?lang=en", "/map.png?lang=en", "/map.html?lang=en",
    "/codebook", "/codebook?f=json", "/figures", "/figures?f=json", "/figures?place=us_bases",
    "/sources/geonames", "/sources/geonames?f=json", "/sources/geonames?f=html", "/systems?f=html",
])  # fmt: skip
def test_what_rests_on_several_layers_names_the_record_of_its_version(client, catalog, address):
    answer = client.get(address)
    assert answer.status_code == 200
    pinned = f"/v/{catalog.version}/version.json"
    assert f'<http://127.0.0.1:8000{pinned}>; rel="cite-as"' in answer.headers["Link"]
    assert client.get(pinned).status_code == 200
