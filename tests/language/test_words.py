"""The strings table: both languages, the same placeholders, every key that is asked for."""

from __future__ import annotations

import os
import re
import string
from pathlib import Path

import pytest

from geoposture.language.words import load_words, read_table
from geoposture.maps.scene import BROWSER_WORDS, TOOL_WORDS

ROOT = Path(__file__).parents[2]
ROWS = read_table()
SOURCES = ROOT / "web" / "src"
SCRIPTS = [*SOURCES.rglob("*.js")]
TEMPLATES = [*(ROOT / "geoposture" / "templates").glob("*.html")]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_keys_are_unique():
    keys = [row["key"] for row in ROWS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_both_languages_are_there_with_the_same_placeholders(row):
    assert bool(row["en"]) == bool(row["ja"])
    assert placeholders(row["en"]) == placeholders(row["ja"])


@pytest.mark.parametrize("file", [*SCRIPTS, *TEMPLATES], ids=lambda file: file.name)
def test_every_key_that_is_asked_for_exists(file):
    asked = re.findall(r"""\bt\(["']([a-z_0-9.]*[a-z_0-9])["']""", file.read_text(encoding="utf-8"))
    known = {row["key"] for row in ROWS}
    assert [key for key in asked if key not in known] == []


def reach(entry: str) -> set[str]:
    """Return the modules that an entry imports at once, itself among them."""
    found, wanted = set(), [entry]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            file = SOURCES / name
            others = re.findall(
                r"""^(?:import|export) (?:.*? from )?"(\.[\w./]+\.js)\"""", file.read_text(), re.M
            )
            wanted += [os.path.relpath(file.parent / one, SOURCES) for one in others]
    return found


def test_each_bundle_has_the_words_that_it_asks_for():
    first = set(load_words("en").subset(*BROWSER_WORDS))
    later = first | set(load_words("en").subset(*TOOL_WORDS))
    for modules, words in ((reach("main.js"), first), (reach("tools/tools.js"), later)):
        for name in modules:
            text = (SOURCES / name).read_text(encoding="utf-8")
            asked = re.findall(r"""\bt\(\s*"([a-z_0-9.]+)\"""", text)
            assert [key for key in asked if key not in words] == [], name


def test_a_theatre_overrides_words_and_lacks_none(catalog):
    """What both tables have is a default that a theatre says in its own words."""
    own = catalog.theatre.words
    assert set(own["en"]) == set(own["ja"])
    for key, text in own["en"].items():
        assert placeholders(text) == placeholders(own["ja"][key]), key


def test_the_east_china_sea_is_never_called_east_sea(catalog):
    for lang in ("en", "ja"):
        for key, text in catalog.words(lang).table.items():
            if "East Sea" in text:
                assert key == "ambiguous.east_sea"


@pytest.mark.parametrize(
    ("day", "en", "ja"),
    [("2025-03-30", "30 March 2025", "2025年3月30日"), ("2025-03", "March 2025", "2025年3月"),
     ("2015", "2015", "2015年")],
)  # fmt: skip
def test_dates_are_as_precise_as_their_source(day, en, ja):
    assert load_words("en").date(day) == en
    assert load_words("ja").date(day) == ja
