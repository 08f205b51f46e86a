"""Rules that Python and the browser side both have give the same answers."""

from __future__ import annotations

import itertools
import json
import subprocess
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geoposture.api.finding import fold_name
from geoposture.language.sentences import say_length, say_radius
from geoposture.language.vocabulary import EMBED_SHAPES, UNITS, VOCABULARY, find_symbol, is_large
from geoposture.language.words import load_words
from geoposture.model import View, imply_tool
from geoposture.service.html.snippets import make_iframe
from geoposture.views import facilities
from geoposture.views.extent import find_bounds
from geoposture.views.fields import FIELDS, read_view, write_query

WEB = Path(__file__).parents[2] / "web"
FILTERS = (
    "branch:USAF", "branch:USAF|USN,kinds:airfield", "prefectures:Okinawa", "grade:C",
    "kinds:port|headquarters", "branch:null", "kinds:nothing", "grade:A,prefectures:Okinawa|Tokyo",
)  # fmt: skip
ODD = ({}, {"branch": None}, {"branch": "USN"}, {"branch": "other"}, {"branch": 5},
       {"kinds": ["port"]}, {"kinds": "port"}, {"kinds": []}, {"kinds": ["mill", "airfield"]})  # fmt: skip


def run_node(script: str, given: object) -> object:
    whole = f"""
      const given = JSON.parse(await new Response(process.stdin).text());
      {script}
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", whole], cwd=WEB, input=json.dumps(given),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_filter_passes_the_same_facilities(catalog):
    rows = [one for one in facilities.list_facilities(catalog) if facilities.is_drawn(one)]
    script = """
      import { parseWhere, passes } from "./src/layers/filters.js";
      const told = given.filters.map((text) => given.rows.filter((one) => passes(one, parseWhere(text))).map((one) => one.id));
      console.log(JSON.stringify(told));
    """
    found = run_node(script, {"filters": FILTERS, "rows": [dict(one) for one in rows]})
    for text, ids in zip(FILTERS, found, strict=True):
        told = [one["id"] for one in facilities.select_facilities(rows, text)]
        assert ids == told, text
    assert len({len(ids) for ids in found}) > 4
    assert found[FILTERS.index("branch:null")], "some branches are not confirmed"


def test_an_address_implies_the_same_tool():
    values = (None, "story", "table", "share", "nothing")
    asked = [
        {"tool": tool, "from": start, "to": end, "origins": origins}
        for tool, start, end, origins in itertools.product(values, (None, "a/b"), (None, "c/d"),
                                                           (None, "e/f"))
    ]  # fmt: skip
    script = """
      import { readTool } from "./src/core/url.js";
      const told = given.map((row) => readTool(new URLSearchParams(Object.entries(row).filter(([, value]) => value))));
      console.log(JSON.stringify(told));
    """
    found = run_node(script, asked)
    for row, tool in zip(asked, found, strict=True):
        known = row["tool"] if row["tool"] != "nothing" else None
        wanted = imply_tool(known, start=row["from"], end=row["to"], origins=row["origins"])
        assert tool == wanted, row
        kept = {name: value for name, value in row.items() if value}
        assert read_view(kept, "en").tool == wanted


def test_symbols_and_sizes_are_the_same():
    script = """
      import { branchOf } from "./src/core/symbols.js";
      import { isLarge } from "./src/core/store.js";
      console.log(JSON.stringify(given.map((properties) => [branchOf({ properties }), isLarge({ properties })])));
    """
    found = run_node(script, ODD)
    for properties, (symbol, large) in zip(ODD, found, strict=True):
        assert symbol == find_symbol(properties), properties
        assert large == is_large(properties), properties


def test_lengths_are_said_the_same():
    lengths = (0.04, 0.5, 4.4, 9.6, 59.4, 99.5, 100, 643.2, 1147.9, 19900)
    script = """
      import { setWords, t } from "./src/core/words.js";
      import { sayLength, sayRadius } from "./src/core/units.js";
      const told = given.asked.map(([km, unit]) => [sayLength(km, unit, t), sayRadius(km, unit, t)]);
      console.log(JSON.stringify(told));
    """
    words, asked = load_words("en"), list(itertools.product(lengths, UNITS))
    script = script.replace("const told", 'setWords(given.words, "en");\n      const told')
    found = run_node(script, {"words": dict(words.table), "asked": asked})
    for (km, unit), told in zip(asked, found, strict=True):
        assert told == [say_length(km, words, unit), say_radius(km, words, unit)], (km, unit)


def test_a_view_that_is_written_is_read_the_same(catalog):
    for text in ("view=26.3,127.8,9", "bbox=120,20,130,30", "feature=us_bases/kadena-ab",
                 "where=branch:USAF|USN,kinds:airfield", "from=a/b&to=c/d&units=mi",
                 "origins=a/b,c/d&radius_km=700&target=e", "title=A+%26+B&legend=0&inset=0",
                 "layers=us_bases,places&theme=dark&claim=3&article=an-id"):  # fmt: skip
        given = dict(pair.split("=", 1) for pair in text.replace("+%26+", " & ").split("&")
                     if "=" in pair)  # fmt: skip
        view = read_view(given, "en")
        again = read_view(dict(pair.split("=") for pair in write_query(view).split("&")), "en")
        if "title" not in given:
            assert again == view, text
        assert find_bounds(catalog.extent, view)[0] < find_bounds(catalog.extent, view)[2]


def list_told():
    """Yield each parameter that ``vocabulary.json`` tells the browser side, once a place."""
    for kind in VOCABULARY["view"].values():
        for names in kind.values() if isinstance(kind, dict) else [kind]:
            yield from names


def test_the_browser_side_is_told_every_field_of_a_view_and_no_other():
    assert [one.name for one in FIELDS] == sorted(
        (one.name for one in fields(View)), key=[one.name for one in FIELDS].index
    )
    assert sorted(list_told()) == sorted(one.query for one in FIELDS)


DAYS = ("2025-03-30", "2025-03", "2025", "2000-01-01", "1999-12-09", "0999-10-31")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_days_are_written_the_same(lang):
    script = """
      import { formatDate } from "./src/core/words.js";
      console.log(JSON.stringify(given.days.map((day) => formatDate(day, given.lang))));
    """
    words = load_words(lang)
    assert run_node(script, {"days": DAYS, "lang": lang}) == [words.date(day) for day in DAYS]


ODD_NAMES = ("Naha-kō", "ナハ・コウ", "霞ヶ関", "霞ヵ関", "ﾖｺｽｶ", "St. John’s", "ゔぁーじにあ", "っ", "ー",
             "İzmir", "Straße", "んあ", "きっちん", "マッチ", "O'Hare,  No. 2", "とうきょうー", " ", "-")  # fmt: skip


def test_names_are_folded_the_same(catalog):
    names = {
        str(text)
        for layer in catalog.layers.values()
        for one in layer.features
        for key, value in one["properties"].items()
        if key.startswith(("name", "aliases", "reading"))
        for text in (value if isinstance(value, list) else [value])
        if text
    }
    asked = [*ODD_NAMES, *sorted(names)]
    assert len(asked) > 1000
    script = """
      import { fold } from "./src/tools/folding.js";
      console.log(JSON.stringify(given.map(fold)));
    """
    found = run_node(script, asked)
    differing = [(text, told, fold_name(text)) for text, told in zip(asked, found, strict=True)
                 if told != fold_name(text)]  # fmt: skip
    assert differing == []


class Tag(HTMLParser):
    """The attributes of the one tag of a text; its style is read property by property."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tag, self.told = "", {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        assert not self.tag, "one tag"
        self.tag, self.told = tag, dict(attrs)
        rows = (one.split(":", 1) for one in self.told.pop("style").split(";"))
        self.style = dict(rows)


@pytest.mark.parametrize("shape", EMBED_SHAPES)
def test_the_iframe_that_an_editor_pastes_is_the_same_from_the_page_and_from_the_service(shape):
    address, title = "https://maps.example/embed?lang=en&from=a/b", 'A "map" <of> B & C'
    script = """
      import { WIDTH, heightOf, writeSnippets } from "./src/tools/snippets.js";
      const places = { address: given.address, page: given.address, pictures: {}, base: "https://maps.example" };
      const said = { title: given.title, alt: "", caption: "", shape: given.shape };
      const found = writeSnippets(places, said, { provider: true }).find((one) => one.name === "share.iframe");
      console.log(JSON.stringify([found.text, WIDTH, heightOf(given.shape)]));
    """
    text, width, height = run_node(script, {"address": address, "title": title, "shape": shape})
    page, service = Tag(text), Tag(make_iframe(address, title, width, height))
    assert (page.tag, page.told) == (service.tag, service.told)
    assert page.told["src"] == address
    assert page.told["title"] == title
    # A column that is wider than the asked frame leaves it as it is; a narrow one makes no strip.
    assert set(service.style) - set(page.style) == {"max-width"}
    assert set(page.style) - set(service.style) == {"min-height"}
    kept = set(page.style) & set(service.style) - {"aspect-ratio"}
    assert {name: page.style[name] for name in kept} == {name: service.style[name] for name in kept}
    ratios = [
        [int(part) for part in one.style["aspect-ratio"].split("/")] for one in (page, service)
    ]
    assert abs(ratios[0][0] / ratios[0][1] - ratios[1][0] / ratios[1][1]) < 0.001
