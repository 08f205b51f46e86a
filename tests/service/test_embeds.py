"""The embed, oEmbed and pictures: what a newsroom's systems ask and get."""

from __future__ import annotations

import gzip
import html
import re
import struct
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest

import geoposture as gp
from geoposture.language.sentences import round_distance
from geoposture.language.words import load_words
from geoposture.model import View
from geoposture.pictures.palette import LIGHT
from geoposture.pictures.sheet import Figures, Sheet, frame_view
from geoposture.pictures.symbols import draw_marks
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views.days import find_day, join_days

SVG = "{http://www.w3.org/2000/svg}"
RING = "tool=coverage&origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=800"


def meet(one, other) -> bool:
    """Tell whether two boxes of pixels have more than an edge in common."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def test_the_embed_is_whole_without_script_and_light(client):
    answer = client.get("/embed")
    text = answer.text
    assert len(gzip.compress(answer.data)) <= 30_000
    assert text.count("<script") == 1
    assert "<svg" in text
    assert "facilities in view" in text
    assert re.search(r'class="tap" href="/embed\?[^"]*live=1"', text)


def test_the_embed_may_be_framed_and_nothing_else(client):
    framed = client.get("/embed").headers["Content-Security-Policy"]
    version = client.get("/readyz").json["catalog"]
    assert "frame-ancestors *" in framed
    assert "style-src 'self' 'sha256-" in framed
    assert (
        "frame-ancestors *" in client.get(f"/v/{version}/embed").headers["Content-Security-Policy"]
    )
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]


def test_a_page_opened_from_disk_may_frame_it_where_anyone_may(client):
    # In a policy ``*`` means network schemes only.
    framed = client.get("/embed").headers["Content-Security-Policy"]
    assert framed.endswith("frame-ancestors * file:")


def test_who_names_its_hosts_lets_no_disk_frame_it(catalog):
    app = create_app(Settings(embed_ancestors=("https://news.example",)), catalog)
    framed = app.test_client().get("/embed").headers["Content-Security-Policy"]
    assert framed.endswith("frame-ancestors https://news.example")


DOUBLE = "lang=ja&amp;tool=coverage&amp;origins=us_bases/camp-hansen&amp;radius_km=800"


@pytest.mark.parametrize(
    "query", [DOUBLE, DOUBLE.replace("&amp;", "&amp;amp;"), DOUBLE.replace("&amp;tool", "&tool")]
)
def test_a_snippet_that_was_escaped_twice_shows_the_same_map(client, query):
    # the case embed-double-escaped
    meant = client.get("/embed?" + DOUBLE.replace("amp;", "")).text
    found = client.get(f"/embed?{query}").text
    assert 'class="rings"' in found
    assert found == meant


def test_pictures_pages_and_oembed_read_escaped_names_too(client):
    # the case embed-double-escaped
    picture = client.get(f"/map.svg?{DOUBLE}&amp;width=500").text
    assert 'class="rings"' in picture
    assert 'viewBox="0 0 500 ' in picture
    assert '<body class="live"' in client.get(f"/embed?{DOUBLE}&amp;live=1").text
    told = client.get("/oembed", query_string={"url": f"http://localhost/embed?{DOUBLE}"}).json
    assert "origins=us_bases/camp-hansen" in told["html"]
    assert "amp%3B" not in told["html"]


def test_a_name_as_it_should_be_wins_over_an_escaped_one(client):
    assert '<html lang="en"' in client.get("/embed?amp;lang=ja&lang=en").text


def test_oembed_gives_a_frame_that_fits_without_its_style(client):
    # the case embed-host-policy
    found = client.get("/oembed?url=http://localhost/embed&maxwidth=504").json
    bare = re.sub(r' style="[^"]*"', "", found["html"])
    assert f' width="100%" height="{found["height"]}" frameborder="0"' in bare
    assert "max-width:504px" in found["html"]
    assert found["width"] == 504


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_embed_carries_dates_source_and_the_way_to_the_map(client, catalog, lang):
    text = client.get(f"/embed?lang={lang}&{RING}").text
    days = sorted(one["properties"]["as_of"] for one in catalog["us_bases"].features)
    compiled = join_days(days[0], days[-1], catalog.words(lang))
    for day in ("1 January 2020" if lang == "en" else "2020年1月1日", compiled):
        assert day in text
    assert "Natural Earth" in text
    assert 'href="http://localhost/?lang=' in text or "/?lang=" in text
    assert ("a distance you chose" if lang == "en" else "利用者が選んだ距離") in text


def test_title_credit_and_caption_are_plain_bounded_text(client):
    text = client.get("/embed?title=<b>A</b>&caption=" + "x" * 900 + "&credit=Desk").text
    assert "<b>A</b>" not in text
    assert "&lt;b&gt;A&lt;/b&gt;" in text
    assert "x" * 400 in text
    assert "x" * 401 not in text
    assert "Desk" in text


def test_broken_view_parameters_are_ignored(client):
    assert (
        client.get("/embed?view=x&origins=//&radius_km=-1&utm_source=y&where=nothing").status_code
        == 200
    )


def test_a_version_that_is_not_held_is_told(client):
    text = client.get("/v/0000000000000000/embed").text
    assert "0000000000000000" in text
    assert "/corrections" in text


def test_oembed_names_the_embed_with_a_title_and_its_size(client):
    url = quote("http://localhost/embed?claim=10&lang=en")
    found = client.get(f"/oembed?url={url}&maxwidth=500&maxheight=1000&utm_source=x").json
    assert (found["type"], found["version"]) == ("rich", "1.0")
    assert found["width"] <= 500
    assert 'title="Map: US forces' in found["html"]
    assert "claim=10" in found["html"]
    assert found["html"].count("<iframe") == 1
    assert {"thumbnail_url", "thumbnail_width", "thumbnail_height"} <= set(found)
    assert found["thumbnail_width"] <= 500


@pytest.mark.parametrize("limit", ["1", "200", "640", "99999", "abc"])
def test_oembed_obeys_its_limits(client, limit):
    found = client.get(f"/oembed?url=http://localhost/&maxwidth={limit}").json
    assert 200 <= found["width"] <= 2000
    if limit == "640":
        assert found["width"] == 640


def test_an_own_alternative_text_is_that_of_every_picture(client):
    query = "alt=A%20line%20%26%20a%20%22strait%22&from=us_bases/kadena-ab&to=places/taipei"
    label = 'aria-label="A line &amp; a &#34;strait&#34;"'
    assert label in client.get(f"/map.svg?{query}").text
    assert client.get(f"/embed?{query}").text.count(label) >= 3
    told = client.get("/oembed", query_string={"url": f"http://localhost/embed?{query}"}).json
    assert told["description"] == 'A line & a "strait"'
    assert "alt=A%20line" in told["html"] or "alt=A+line" in told["html"]


def test_oembed_of_a_pinned_frame_is_found_from_it_and_names_it(client, catalog):
    for query in ("lang=en", "lang=en&live=1"):
        page = client.get(f"/v/{catalog.version}/embed?{query}").text
        link = re.search(r'application/json\+oembed" href="([^"]+)"', page)[1]
        told = client.get(html.unescape(link)).json
        assert f"/v/{catalog.version}/embed?" in told["html"]


def test_oembed_speaks_xml(client):
    answer = client.get("/oembed?url=http://localhost/embed&format=xml")
    assert answer.content_type.startswith("text/xml")
    root = ET.fromstring(answer.data)
    assert root.tag == "oembed"
    assert root.find("html").text.startswith("<blockquote hidden><a href=")
    assert "</blockquote><iframe " in root.find("html").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=http://elsewhere.example/embed", 404),
        ("url=http://localhost/collections", 404),
        ("url=javascript:alert(1)", 404),
        ("", 404),
        ("url=http://localhost/&format=yaml", 501),
    ],
)
def test_oembed_refuses_what_is_not_ours(client, query, status):
    assert client.get(f"/oembed?{query}").status_code == status


@pytest.mark.parametrize("host", ["maps.example", "MAPS.example", "Maps.EXAMPLE"])
def test_oembed_knows_its_host_in_any_case(catalog, host):
    named = create_app(Settings(public_url="https://maps.Example/a/b"), catalog).test_client()
    answer = named.get(f"/oembed?url=https://{host}/a/b/?claim=3")
    assert answer.status_code == 200
    assert named.get("/oembed?url=https://maps.example.org/a/b/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/embed?claim=3"])
def test_oembed_is_found_from_every_embeddable_page(client, path):
    answer = client.get(path)
    text = answer.text
    for media in ("application/json+oembed", "text/xml+oembed"):
        linked = re.search(rf'<([^>]+)>; rel="alternate"; type="{re.escape(media)}"',
                           answer.headers["Link"])[1]  # fmt: skip
        assert client.get(linked).status_code == 200
        href = re.search(rf'type="{re.escape(media)}" href="([^"]+)"', text)[1]
        assert client.get(href.replace("&amp;", "&")).status_code == 200


def test_the_host_script_is_a_kilobyte_and_checks_its_source(client):
    text = client.get("/embed.js").text
    assert len(text.encode()) <= 1024
    assert "contentWindow" in text


def test_the_picture_is_small_whole_and_the_same_every_time(client, app):
    first = client.get("/map.svg").data
    drawn = re.sub(rb"<style>.*?</style>", b"", first)
    assert len(drawn) <= 40_000
    # The faces of its lines are all that it brings beside.
    assert 10_000 < len(first) - len(drawn) <= 27_000
    assert first == app.test_client().get("/map.svg").data
    root = ET.fromstring(first)
    texts = [one.text for one in root.iter(f"{SVG}text")]
    assert {"East China Sea", "Kadena", "Air Force"} <= set(texts)
    assert any("Natural Earth" in (one or "") for one in texts)
    names = {one.get("id") for one in root.iter(f"{SVG}g")}
    assert {"map", "land", "home", "limits", "facilities", "names", "scale", "legend"} <= names
    assert not list(root.iter(f"{SVG}script"))
    (style,) = root.iter(f"{SVG}style")
    assert re.sub(r"@font-face{[^{}]*}", "", style.text) == ""


def test_the_picture_of_a_ring_holds_its_assumption(client):
    query = (
        "tool=coverage&origins=places/camp-kengun&target=east_china_sea&system=type-12-ssm-upgraded"
    )
    text = client.get(f"/map.svg?{query}").text
    assert "announced" in text.lower()
    assert 'id="rings"' in text


def test_a_picture_too_small_for_a_ring_is_refused(client):
    answer = client.get(f"/map.svg?{RING}&width=300&height=200")
    assert answer.status_code == 400
    assert answer.json["invalid-params"][0]["name"] == "width"
    assert client.get("/map.svg?width=300&height=200").status_code == 200


@pytest.mark.parametrize("query", ["width=10", "height=99999", "width=2401"])
def test_impossible_sizes_are_refused(client, query):
    assert client.get(f"/map.svg?{query}").status_code == 400


@pytest.mark.parametrize("scale", [1, 2])
def test_the_png_has_the_size_that_was_asked_for(client, scale):
    data = client.get(f"/map.png?lang=ja&width=640&height=400&scale={scale}&legend=0").data
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width == 640 * scale
    assert height > 400 * scale


def test_the_png_has_japanese_glyphs(client):
    """Two titles of as many characters: were glyphs missing, both would be the same boxes."""
    one, other = (
        client.get(f"/map.png?lang=ja&title={quote(text)}").data for text in ("嘉手納", "岩国港")
    )
    assert one != other


def test_the_filters_and_the_claim_are_in_the_picture(client):
    everything, some = (
        client.get(path).text for path in ("/map.svg", "/map.svg?where=branch:USMC")
    )
    assert some.count("<use") < everything.count("<use")
    assert 'id="fan"' in client.get("/map.svg?claim=10").text
    assert 'stroke-dasharray="4 3"' in client.get("/map.svg?claim=10").text


def test_the_picture_for_print_desks_is_180_mm_wide_with_named_groups(client):
    root = ET.fromstring(client.get("/map.svg?print=1&width=1020&height=640").data)
    assert root.get("width") == "180mm"
    assert root.get("height").endswith("mm")
    assert root.get("viewBox").startswith("0 0 1020 ")
    names = {one.get("id") for one in root.iter(f"{SVG}g")}
    assert {"map", "land", "home", "limits", "facilities", "names", "scale", "legend"} <= names


def test_a_filtered_picture_names_no_facility_without_a_mark(client):
    root = ET.fromstring(client.get("/map.svg?where=branch:USMC").data)
    texts = {one.text for one in root.iter(f"{SVG}text")}
    assert "Iwakuni" in texts
    assert not {"Misawa", "Sasebo", "Yokota", "Kadena"} & texts


def test_pictures_tell_how_sure_a_ring_is(client):
    announced, disputed = (
        client.get(f"/map.svg?tool=coverage&target=east_china_sea&{query}").text
        for query in ("origins=places/camp-kengun&system=type-12-ssm-upgraded",
                      "origins=us_bases/kadena-ab&system=f-35a")
    )  # fmt: skip
    assert 'stroke-dasharray="9 6"' in announced
    assert 'id="far-rings"' in disputed
    assert 'id="far-rings"' not in announced


def test_numbers_in_a_picture_lie_on_no_mark_and_on_no_other_number(catalog):
    """A number beside its own mark is as it should be; of the others it keeps clear."""
    sheet = make_sheet(catalog)
    marks, numbers = draw_marks(sheet)
    assert len(numbers) > 3
    boxes = [one.box() for one in (*marks, *numbers)]
    for one in numbers:
        assert sum(meet(one.box(), other) for other in boxes if other != one.box()) <= 1


def make_sheet(catalog) -> Sheet:
    view = View()
    return Sheet(
        catalog,
        view,
        frame_view(catalog.extent, view, 960, 600),
        LIGHT,
        load_words("en"),
        Figures(),
    )


@pytest.mark.parametrize(("query", "figure"), [
    ("from=us_bases/kadena-ab&to=places/taipei", "640 km"),
    ("claim=10", "50,000"),
    (RING, "800 km"),
    ("", "70%"),
])  # fmt: skip
def test_the_picture_of_a_shared_address_has_its_claim_or_figure_in_it(client, query, figure):
    page = client.get(f"/?lang=en&{query}").text
    address = html.unescape(
        re.search(r'property="og:image" content="[^/]*//[^/]*([^"]*)"', page)[1]
    )
    assert struct.unpack(">II", client.get(address).data[16:24]) == (1200, 630)
    drawn = client.get(address.replace(".png", ".svg")).text
    assert figure in re.search(r'<g id="head".*?</g>', drawn)[0]


def test_a_ring_is_refused_where_what_it_assumes_has_no_room(client):
    small = client.get(f"/map.svg?{RING}&shape=wide&width=330").text
    assert 'data-part="refused"' in small
    for part in ('data-part="ring"', 'data-part="assumption"', "800 km"):
        assert part not in small, part
    large = client.get(f"/map.svg?{RING}&shape=wide&width=900").text
    for part in ('data-part="ring"', 'data-part="assumption"', 'data-part="otherforces"', "800 km"):
        assert part in large, part
    assert 'data-part="refused"' not in large


def test_pinned_pictures_are_served_by_their_version(client):
    version = client.get("/readyz").json["catalog"]
    assert client.get(f"/v/{version}/map.svg").data == client.get("/map.svg").data


def test_a_frame_that_is_pinned_carries_a_line_for_later_corrections(client):
    version = client.get("/readyz").json["catalog"]
    assert 'id="pinned" hidden' in client.get(f"/v/{version}/embed").text
    assert 'id="pinned"' not in client.get("/embed").text


@pytest.mark.parametrize("path", ["/embed", "/map.svg"])
def test_a_still_map_rings_and_names_what_is_open(client, path):
    text = client.get(f"{path}?lang=en&feature=us_bases/camp-hansen").text
    assert ">Camp Hansen</text>" in text
    assert 'r="14"' in text
    assert ">Camp Hansen</text>" not in client.get(f"{path}?lang=en").text


@pytest.mark.parametrize(
    "path", ["/embed", "/embed?live=1", "/map.svg", "/map.svg?print=1", "/map.html"]
)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_ring_stands_beside_the_word_that_other_forces_are_not_in_the_map(client, path, lang):
    words = "".join(load_words(lang).text("note.otherforces").split())
    joint = "&" if "?" in path else "?"
    text = html.unescape(
        re.sub(r"<[^>]+>", "", client.get(f"{path}{joint}lang={lang}&{RING}").text)
    )
    assert words in "".join(text.split())
    without = html.unescape(re.sub(r"<[^>]+>", "", client.get(f"{path}{joint}lang={lang}").text))
    assert words not in "".join(without.split())


def test_a_pinned_frame_asks_for_corrections_since_its_own_data(client, catalog):
    """An earlier day would announce every correction there ever was."""
    version = client.get("/readyz").json["catalog"]
    since = re.search(r'data-since="([^"]*)"', client.get(f"/v/{version}/embed").text)[1]
    assert since == find_day(catalog)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_words_of_a_view_name_what_is_nearest_by_the_distance_that_is_computed(client, lang):
    text = client.get("/oembed", query_string={"url": f"http://localhost/?lang={lang}"}).json
    nearest = gp.distances("us_bases", "places/taiwan")[0]
    name = nearest.origin.name[lang]
    assert name in text["description"]
    assert f"{round_distance(nearest.distance_km)}" in text["description"].replace(",", "")
