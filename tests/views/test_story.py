"""Each article is its own: no output of one says a word of another, whatever is newest."""

from __future__ import annotations

import html
import io
import re
import zipfile
from urllib.parse import quote

import pytest
from published import (
    CAPES,
    CLAIMS,
    FIRST,
    HARBOURS,
    IDS,
    NEWEST,
    QUIET,
    SOURCES,
    WORDS,
    find_foreign,
    write_articles,
)
from shelves import keep_first

import geoposture as gp
from geoposture.catalog import load_layers
from geoposture.export.addresses import ORIGIN
from geoposture.export.bundle import make_bundle
from geoposture.export.site import Answer, make_site
from geoposture.service import create_app
from geoposture.settings import Settings

NAV = re.compile(r"<(nav|select|datalist)\b.*?</\1>", re.DOTALL)
OF_ALL = re.compile(
    r"(.*/)?(articles\.(html|json|atom)|corrections\.(html|json|atom)|versions\.html|topics/\w+\.(html|json)"
    r"|collections/\w+/items/[\w-]+\.html|claims\.csv|annotations\.(csv|geojson|jsonld|kml|gpkg|fgb)|(map|frame)-..-\w+\.js)"
)
"""Files of a copy that are of all articles: lists, places, the layer, scripts that hold it."""
BY_CHANCE = {"16 points", "of 16"}
"""What layers and systems say too: a mean of 16 points, a date of the 16th."""
POINTS = {FIRST: 16, **{one: len(rows) for one, rows in CLAIMS.items()}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_articles(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def shelf(folder):
    return create_app(
        Settings(layers=keep_first(), articles=folder), load_layers(keep_first(), articles=folder)
    ).test_client()


def read(client, path):
    """Return what an answer says, without the lists of other articles."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return NAV.sub("", html.unescape(answer.text))


def list_outputs(article, claim, lang):
    view = f"lang={lang}&article={article}&claim={claim}"
    told = quote(f"http://127.0.0.1:8000/?{view}", safe="")
    return [
        f"/?{view}", f"/?lang={lang}&article={article}", f"/embed?{view}", f"/embed?{view}&live=1",
        f"/embed?lang={lang}&article={article}&tool=story", f"/embed?lang={lang}&article={article}",
        f"/map.svg?{view}", f"/map.html?{view}", f"/map.js?{view}", f"/map.js?{view}&frame=1",
        f"/oembed?url={told}", f"/articles/{article}?f=html&lang={lang}",
        f"/articles/{article}?f=json", f"/articles/{article}/annotations",
        f"/articles/{article}/annotations?profile=w3c",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("article", IDS)
def test_no_output_of_an_article_says_a_word_of_another(shelf, article, lang):
    for claim in {1, POINTS[article], min(10, POINTS[article])}:
        for path in list_outputs(article, claim, lang):
            assert not find_foreign(read(shelf, path), article), path


@pytest.fixture(scope="module")
def copies(folder):
    """Every file of an export and of a bundle, by its path."""
    catalog = load_layers(keep_first(), articles=folder)
    client = create_app(
        Settings(layers=keep_first(), articles=folder, public_url=ORIGIN), catalog
    ).test_client()

    def fetch(address):
        answer = client.get(address)
        return Answer(answer.status_code, answer.mimetype or "", answer.data)

    files = make_site(catalog, fetch)
    with zipfile.ZipFile(io.BytesIO(make_bundle(catalog, files))) as archive:
        bundled = {one.filename: archive.read(one) for one in archive.infolist()}
    return {"export": files, "bundle": bundled}


ASKED_BY_FIRST = "archipelago-length"
"""The figure that an article asks: it names this one."""


def read_own(files):
    """Yield path, text and article of each text file of a copy that is not of all articles."""
    for path, data in files.items():
        if OF_ALL.fullmatch(path):
            continue
        try:
            text = NAV.sub("", html.unescape(data.decode()))
        except UnicodeDecodeError:
            continue
        own = FIRST if ASKED_BY_FIRST in path else next((one for one in IDS if one in path), None)
        yield path, text, own


@pytest.mark.parametrize("kind", ["export", "bundle"])
def test_no_file_of_a_copy_says_a_word_of_another_article(copies, kind):
    told = set()
    for path, text, article in read_own(copies[kind]):
        said = set(find_foreign(text, article or NEWEST))
        assert not said - (set() if article else BY_CHANCE), path
        if article:
            told.add(article)
            assert not [one for one in IDS if one != article and one in text], path
    assert told == set(IDS)


@pytest.mark.parametrize("article", IDS)
def test_every_output_says_title_and_point_of_its_own(shelf, article):
    title = "Hegseth Unveils Plan" if article == FIRST else SOURCES[article]["title"]
    for path in list_outputs(article, 1, "en"):
        if path.startswith(("/map.js", "/articles")):
            continue
        assert title in read(shelf, path), path
    if article != FIRST:
        for path in (f"/embed?article={article}&claim=1", f"/map.svg?article={article}&claim=1"):
            shown = re.sub(r"<[^>]+>", " ", read(shelf, path))
            assert CLAIMS[article][0]["en"].split()[0] in shown


@pytest.mark.parametrize("article", IDS)
def test_every_map_that_the_page_of_an_article_leads_to_shows_that_article(shelf, article):
    text = shelf.get(f"/articles/{article}?f=html&lang=en").text
    links = {html.unescape(one) for one in re.findall(r'href="(/\?[^"]*article=[^"]*)"', text)}
    assert len(links) == 1 + POINTS[article]
    for link in links:
        shown = read(shelf, link)
        assert WORDS[article][0] in shown
        assert not find_foreign(shown, article), link


@pytest.mark.parametrize("article", IDS)
def test_a_page_has_as_many_points_as_its_article(shelf, article):
    text = shelf.get(f"/?lang=en&article={article}").text
    assert text.count('<article class="claim"') == POINTS[article]
    assert f'data-article="{article}"' in text
    stops = {FIRST: 5, CAPES: 4, HARBOURS: 2}
    call = "Read the point<" if article == QUIET else f"The story in {stops[article]} stops"
    assert call in text


@pytest.mark.parametrize(("article", "lines"), [(FIRST, 4), (CAPES, 2), (HARBOURS, 0), (QUIET, 0)])
def test_live_map_poster_and_picture_draw_the_lengths_that_the_check_used(shelf, article, lines):
    claim = 10 if article == FIRST else 1
    view = f"article={article}&claim={claim}"
    assert shelf.get(f"/?{view}").text.count("data-line=") == lines
    assert shelf.get(f"/embed?{view}&live=1").text.count("data-line=") == lines
    for path in (f"/map.svg?{view}", f"/embed?{view}"):
        fans = re.findall(r'<g id="[a-z]*-?fan".*?</g>', shelf.get(path).text)
        assert {fan.count("<path") for fan in fans} == ({lines} if lines else set()), path


def test_a_check_of_another_kind_has_its_own_heading_and_no_line(shelf):
    text = read(shelf, f"/?lang=en&article={CAPES}&claim=3")
    card = text.partition('id="claim-3"')[2].partition("</article>")[0]
    assert "Does 600 km fit?" in card
    assert "nearest points: 631.5 km" in card
    assert "data-line" not in card


def test_the_page_opens_with_the_newest_article(shelf, client):
    text = read(shelf, "/?lang=en")
    assert WORDS[NEWEST][0] in text
    assert not find_foreign(text, NEWEST)
    assert 'data-article="hegseth' in client.get("/").text


@pytest.mark.parametrize("named", ["no-such-article", "NO SUCH", "<script>", FIRST.upper()])
def test_an_unknown_article_is_said_to_be_unknown_and_no_other_is_shown(shelf, named):
    text = read(shelf, f"/?lang=en&article={quote(named)}")
    assert '<html lang="en" data-theme="auto" data-state="unknown-article">' in text
    assert f"This map has no article “{named}”" in text
    assert "<script>”" not in shelf.get(f"/?article={quote(named)}").text
    assert not find_foreign(text, "none")
    told = quote(f"http://127.0.0.1:8000/?article={quote(named)}", safe="")
    for path in ("/embed?live=1&", "/embed?", "/map.svg?", "/map.png?", "/map.html?"):
        assert shelf.get(f"{path}article={quote(named)}").status_code == 404
    assert shelf.get(f"/oembed?url={told}").status_code == 404


def test_nobody_is_a_publisher_because_the_text_credits_them(shelf):
    for path in ("/articles?f=html", "/articles?f=html&lang=ja"):
        assert "Reuters" not in shelf.get(path).text
    first = read(shelf, f"/articles/{FIRST}?f=html&lang=en")
    assert re.findall(r"[^.>]*Reuters", first) == [" The article credits Reuters"]
    assert shelf.get(f"/articles/{FIRST}?f=json").json["publisher"] is None
    assert "Reuters" not in shelf.get("/collections/annotations?f=json").text
    gazette = read(shelf, f"/articles/{HARBOURS}?f=html&lang=en")
    assert "Harbour Gazette, May 2026. The article credits Dock Wire" in gazette


def test_what_is_published_without_a_place_line_is_told_by_the_names_of_its_places(shelf):
    text = read(shelf, f"/?lang=en&article={HARBOURS}")
    assert "Tsushima. Named in the article. Busan. Our link." in text
    rest = read(shelf, f"/?lang=en&article={CAPES}").partition('id="stop-rest"')[2]
    assert "Points without a place on this map" in rest
    assert "Surveyors saw no place at all." in rest
    assert "names no US base" not in text
    assert "names no US base" in read(shelf, f"/?lang=en&article={FIRST}")


def test_an_articles_own_file_says_more_and_is_part_of_the_version(tmp_path):
    write_articles(tmp_path)
    before = load_layers(keep_first(), articles=tmp_path)
    file = tmp_path / f"{QUIET}.toml"
    file.write_text(
        'publisher = "Islet Post"\npublished = "2027-06"\n'
        '[claims.1]\nplace_en = "The beach <b>."\nplace_ja = "浜。"\n', encoding="utf-8",
    )  # fmt: skip
    after = load_layers(keep_first(), articles=tmp_path)
    assert after.sha256 != before.sha256
    client = create_app(Settings(layers=keep_first(), articles=tmp_path), after).test_client()
    text = client.get("/?lang=en").text
    assert "The beach &lt;b&gt;." in text
    assert "“Silent Shore”, Islet Post, June 2027." in text
    assert client.get(f"/articles/{QUIET}").json["publisher"] == "Islet Post"


def test_a_broken_file_of_an_article_is_reported_and_the_rest_is_served(tmp_path):
    write_articles(tmp_path)
    (tmp_path / f"{QUIET}.toml").write_text("title = ", encoding="utf-8")
    catalog = load_layers(keep_first(), articles=tmp_path)
    assert [one.partition(":")[0] for one in catalog.reports] == [f"{QUIET}.toml"]
    assert "annotations" in catalog.layers


@pytest.mark.parametrize("published", ["4 June 2025", "2025-13-01", 20250604, "", "soon"])
def test_a_day_that_is_none_is_left_out(tmp_path, published):
    write_articles(tmp_path)
    file = tmp_path / f"{QUIET}.geojson"
    text = file.read_text(encoding="utf-8")
    odd = f'"{published}"' if isinstance(published, str) else str(published)
    file.write_text(text.replace('"published": null', f'"published": {odd}'), encoding="utf-8")
    client = create_app(
        Settings(layers=keep_first(), articles=tmp_path),
        load_layers(keep_first(), articles=tmp_path),
    ).test_client()
    for path in (f"/?article={QUIET}", f"/map.svg?article={QUIET}", "/articles?f=html"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("article", IDS)
def test_the_command_line_and_python_tell_the_article_that_is_named(
    runner, folder, tmp_path, monkeypatch, article
):
    target = tmp_path / "out.svg"
    done = runner("map", "-o", str(target), "--articles", str(folder), "--article", article,
                  "--claim", "1")  # fmt: skip
    assert done.status == 0, done.err
    own = html.unescape(target.read_text(encoding="utf-8"))
    assert not find_foreign(own, article)
    assert WORDS[article][0] in own
    shown = gp.explore(
        article=article, claim=1, layers=load_layers(keep_first(), articles=folder)
    ).html
    assert not find_foreign(html.unescape(shown), article)
    assert WORDS[article][0] in html.unescape(shown)
    monkeypatch.setenv("GEOPOSTURE_ARTICLES", str(folder))
    beyond = str(POINTS[article] + 1)
    refused = runner("map", "-o", str(target), "--article", article, "--claim", beyond)
    assert refused.status == 2
    assert f"--claim is from 1 to {POINTS[article]}; got {beyond}" in refused.err


def test_python_refuses_an_article_that_is_not_there():
    with pytest.raises(gp.GeopostureError, match="no article nowhere"):
        gp.explore(article="nowhere")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    ("view", "figure"),
    [
        ("from=us_bases/kadena-ab&to=places/taipei", "distance"),
        ("tool=share&from=us_bases/kadena-ab&to=places/taipei", "distance"),
        ("origins=us_bases/kadena-ab&radius_km=900&target=taiwan_strait", "rings"),
        ("tool=share&origins=places/camp-kengun&system=type-12-ssm-upgraded"
         "&target=east_china_sea&feature=us_bases/kadena-ab", "rings"),
    ],
)  # fmt: skip
def test_a_line_or_ring_needs_no_name_of_its_tool(client, view, figure, lang):
    for path in (f"/map.svg?lang={lang}&{view}", f"/embed?lang={lang}&{view}"):
        assert f'class="{figure}"' in client.get(path).text, path
    told = quote(f"http://127.0.0.1:8000/?lang={lang}&{view}", safe="")
    answer = client.get(f"/oembed?url={told}").json
    assert {"distance": "tool=distance", "rings": "tool=coverage"}[figure] in answer["html"]
    says = ("measured along", "最短距離") if figure == "distance" else ("% of the", "％が")
    assert says[lang == "ja"] in answer["description"]
    live = client.get(f"/map.js?lang={lang}&frame=1&{view}").text
    assert {"distance": '"measure"', "rings": '"ring'}[figure] in live


@pytest.mark.parametrize("tool", ["table", "story", "layers"])
def test_another_tool_that_is_named_draws_no_line(client, tool):
    text = client.get(f"/map.svg?tool={tool}&from=us_bases/misawa-ab&to=places/taipei").text
    assert 'class="distance"' not in text


UNIT_WORDS = {
    "mi": ("400 miles (640 km)", "400マイル（640キロ）", "621 miles (1,000 km)"),
    "nmi": ("350 nautical miles (640 km)", "350海里（640キロ）", "540 nautical miles (1,000 km)"),
    "km": ("640 km (400 miles)", "640キロ（400マイル）", "1,000 km"),
}


@pytest.mark.parametrize("units", UNIT_WORDS)
def test_units_are_those_of_every_sentence_frame_and_picture(client, runner, tmp_path, units):
    pair, ring = "from=us_bases/kadena-ab&to=places/taipei", "origins=us_bases/kadena-ab"
    ring += f"&radius_km=1000&target=east_china_sea&units={units}"
    for lang, at in (("en", 0), ("ja", 1)):
        view = f"lang={lang}&{pair}&units={units}"
        told = quote(f"http://127.0.0.1:8000/embed?{view}", safe="")
        for path in (f"/embed?{view}", f"/embed?{view}&live=1", f"/map.svg?{view}",
                     f"/map.html?{view}", f"/oembed?url={told}"):  # fmt: skip
            text = html.unescape(re.sub(r"\s+|</text>\s*<text[^>]*>", " ", client.get(path).text))
            assert UNIT_WORDS[units][at].replace(" ", "") in text.replace(" ", ""), path
    for path in (f"/embed?{ring}", f"/map.svg?{ring}"):
        text = re.sub(r"\s+|</text>\s*<text[^>]*>", " ", client.get(path).text)
        assert f"within {UNIT_WORDS[units][2]} of" in text, path
    assert f'"units":"{units}"' in client.get(f"/map.js?{ring}").text
    answer = client.get(f"/distance?{pair}&units={units}").json["properties"]
    assert UNIT_WORDS[units][0] in answer["sentence"]["en"]
    assert round(answer["distance_km"]) == 643
    twin = client.get(f"/?lang=en&units={units}").text.partition('id="twin">')[2]
    assert {"km": "580 km", "mi": "miles (", "nmi": "nautical miles ("}[units] in twin[:400]
    target = tmp_path / "out.svg"
    done = runner("map", "-o", str(target), "--from", "us_bases/kadena-ab", "--to",
                  "places/taipei", "--units", units)  # fmt: skip
    assert done.status == 0
    assert f" {units}</text>" in target.read_text(encoding="utf-8")


def test_units_that_are_none_are_refused_by_the_answers_and_ignored_by_the_map(client):
    pair = "from=us_bases/kadena-ab&to=places/taipei"
    assert client.get(f"/distance?{pair}&units=league").status_code == 400
    assert "640 km (400 miles)" in client.get(f"/embed?lang=en&{pair}&units=league").text


@pytest.mark.parametrize("view", ["35.751,139.115,10", "26,127,13", "46,121,9"])
def test_a_line_that_passes_the_frame_by_leaves_the_picture_as_it_is(client, view):
    path = f"/embed?view={view}&from=us_bases/misawa-ab&to=places/taipei"
    assert client.get(path).status_code == 200
