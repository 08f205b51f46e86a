"""Rules that Python and the browser side both have give the same answers."""

from __future__ import annotations

import itertools
import json
import subprocess
from pathlib import Path

from geoposture.language.sentences import say_length, say_radius
from geoposture.language.vocabulary import UNITS, find_symbol, is_large
from geoposture.language.words import load_words
from geoposture.model import imply_tool
from geoposture.views import facilities
from geoposture.views.extent import find_bounds
from geoposture.views.fields import read_view, write_query

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
