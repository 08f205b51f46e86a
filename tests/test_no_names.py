"""No name of a place, base, sea, ministry, outlet or article in code, templates and words."""

from __future__ import annotations

import ast
import csv
import doctest
import re
from pathlib import Path

import pytest

from geoposture.articles.published import list_articles
from geoposture.catalog import find_layers

ROOT = Path(__file__).parents[1]
FILES = [
    *sorted((ROOT / "geoposture").rglob("*.py")),
    *sorted((ROOT / "geoposture").rglob("*.toml")),
    *sorted((ROOT / "geoposture" / "language").glob("*.json")),
    *sorted((ROOT / "geoposture" / "templates").glob("*.html")),
    *sorted((ROOT / "geoposture" / "language").glob("*.csv")),
    *sorted((ROOT / "web" / "src").rglob("*.js")),
    *sorted((ROOT / "web" / "src").rglob("*.css")),
]
REFERENCE = re.compile(r"``.*(us_bases|places)/")
"""What a reference looks like, in a docstring."""
ALLOWED = {
    "questions.py": {"us_bases", "east_china_sea", "Kadena Air Base", "Guam"},
    "finder.js": {"Kadena", "Tokyo", "Ryukyu", "かでな", "とうきょう"},  # how names are folded
}
"""Names that explain something, by the file that holds them."""
COMMON = {
    "Middle East", "North", "South", "West", "East", "Central", "Asia", "Europe", "Pacific",
    "Point", "Square", "White", "タイ", "The", "Iki", "Kii", "Noto", "Mage", "Mie", "Ie", "Oki", "本島",
}  # fmt: skip
"""What is a word too, or shorter than a word can be told."""
OTHERS = ("us_bases", "japan_archipelago", "taiwan_strait", "east_china_sea", "hegseth",
          "Ministry of Defense", "防衛省", "Reuters", "ロイター", "Jiji", "Kyodo", "NHK",
          "US forces", "米軍", "自衛隊")  # fmt: skip


@pytest.fixture(scope="module")
def names(catalog):
    found = set(OTHERS)
    for role in ("facilities", "areas", "land", "places"):
        for layer in catalog.theatre.list_role(role):
            for one in catalog.layer(layer).features:
                row = one["properties"]
                texts = (row.get("name_en"), row.get("name_ja"), *(row.get("aliases") or ()))
                found |= {text for text in texts if text}
    # What a state's ministries and forces are called is said beside the layers, too.
    for table in ("stops", "heads"):
        rows = catalog.annotator[table]
        found |= {row["name"] for row in rows if row.get("why", "ministry") == "ministry"}
    for article in list_articles(catalog):
        told = (article.get(name) for name in ("publisher", "credit", "title"))
        found |= {text for text in told if text}
    least = {text for text in found if len(text) > 3 or not text.isascii()}
    return least - COMMON


def list_example_lines(source: str) -> set[int]:
    """Return the numbers of the lines of docstrings' examples, and of what they print."""
    found: set[int] = set()
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, kinds) or not ast.get_docstring(node):
            continue
        docstring = node.body[0]
        for one in doctest.DocTestParser().get_examples(ast.get_docstring(node, clean=False)):
            first = docstring.lineno + one.lineno
            found |= {*range(first, first + (one.source + one.want).count("\n"))}
    return found


def find_names(file: Path, names: set[str]) -> set[str]:
    source = file.read_text(encoding="utf-8")
    examples = list_example_lines(source) if file.suffix == ".py" else set()
    text = "\n".join(
        line
        for number, line in enumerate(source.splitlines(), 1)
        if number not in examples and not REFERENCE.search(line)
    )
    text = re.sub("日本語|Japanese|フィリピン語|Filipino", "", text)  # the languages
    words = set(re.findall(r"[A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w)*", text))
    words |= {part for one in words for part in _parts(one)}
    wide = {one for one in names if not one.isascii() and len(one) > 1 and one in text}
    plain = {one for one in names if one.isascii() and (one in words or one in OTHERS)}
    return (wide | {one for one in plain if one in text}) - ALLOWED.get(file.name, set())


def _parts(phrase: str) -> set[str]:
    words = phrase.split()
    spans = ((a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    return {" ".join(words[a:b]) for a, b in spans}


@pytest.mark.parametrize("file", FILES, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_file_of_code_knows_no_theatre(file, names):
    assert find_names(file, names) == set()


def test_only_examples_are_left_out(names, tmp_path):
    file = tmp_path / "told.py"
    source = '''def f(x):
    """Return it.

    >>> f("Okinawa")
    'Okinawa'
    """
    return [
        'Naha',
        ("Kadena Air Base",
         x),
    ]
'''
    file.write_text(source, encoding="utf-8")
    assert find_names(file, names | {"Naha"}) == {"Naha", "Kadena", "Kadena Air Base"}


def test_the_search_finds_what_a_theatre_says(names):
    assert find_names(find_layers() / "words.csv", names) >= {"Okinawa", "Taiwan", "防衛省"}
    with (find_layers() / "words.csv").open(encoding="utf-8") as lines:
        assert sum(1 for _ in csv.reader(lines)) > 60
