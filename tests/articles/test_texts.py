"""Whole articles: found against gold, text that is none, and what takes how long."""

from __future__ import annotations

import itertools
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import FOLDER, count_f1, read_marked

from geoposture.articles.dates import find_days
from geoposture.articles.mentions import find_names
from geoposture.articles.quantities import find_quantities
from geoposture.articles.text import LARGEST_BYTES, parse_text, read_text
from geoposture.errors import BadData

NAMES = sorted(one.stem for one in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("article", NAMES)
def test_an_article_is_read_as_it_was_marked(read, article):
    gold = read_marked(article)
    reading = read(gold.text)
    found = frozenset((one.start, one.end, one.feature) for one in reading.mentions)
    assert count_f1(found, gold.mentions) >= 0.97, sorted(found ^ gold.mentions)
    measured = frozenset(
        (one.start, one.end, f"{one.value:g} {one.unit}") for one in reading.quantities
    )
    assert count_f1(measured, gold.quantities) >= 0.95, sorted(measured ^ gold.quantities)


@pytest.mark.parametrize("article", NAMES)
def test_what_is_marked_is_known(catalog, article):
    for _, _, reference in read_marked(article).mentions:
        layer_id, _, feature_id = reference.partition("/")
        assert feature_id in catalog.layer(layer_id).index


@pytest.mark.parametrize("article", NAMES)
def test_offsets_are_code_points_of_the_text(read, article):
    reading = read("“𝒜” — " + read_marked(article).text)
    for one in (*reading.mentions, *reading.quantities):
        assert reading.text.value[one.start : one.end] == one.surface


def test_units_cover_the_text_in_order(read):
    reading = read(
        "A title\n\nGen. Smith left the U.S. on Monday. He came back.\n(Reporting by A)\n"
    )
    text = reading.text
    assert [text.value[one.start : one.end] for one in text.units] == [
        "A title",
        "Gen. Smith left the U.S. on Monday.",
        "He came back.",
        "(Reporting by A)",
    ]
    assert [one.role for one in text.units] == ["headline", "body", "body", "credit"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Title\nTokyo asked for access to from the islands of the south.", "missing words"),
        ("Title\nA sentence.\n.,\n", "stray characters"),
        ("Title\nSome 1,0000 men.", "odd digit groups"),
    ],
)
def test_problems_of_the_text_are_listed(read, text, kind):
    assert kind in [one.kind for one in read(text).text.problems]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xff\xfe\x00\x01" * 9, "byte 0 is not UTF-8"),
        (b"Tokyo \x00 said", "character 6 is a control character"),
        (b"Tokyo " + b"\xed\xa0\x80", "byte 6 is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data, words):
    with pytest.raises(BadData, match=words) as caught:
        parse_text(data, name="a.txt")
    assert caught.value.message.startswith("a.txt: ")
    assert "\n" not in caught.value.message


def test_a_text_of_ten_megabytes_is_refused_unread(tmp_path):
    file = tmp_path / "long.txt"
    file.write_bytes(b"Tokyo " * (10_000_000 // 6))
    with pytest.raises(BadData, match=f"at most {LARGEST_BYTES:,}"):
        read_text(file)
    with pytest.raises(BadData, match="is no file"):
        read_text(tmp_path)


ADVERSARIAL = {
    "capitals": "In Aa ",
    "digits": "1,",
    "numbers": "one hundred and ",
    "brackets": "(",
    "hyphens": "U.S.-",
    "spaces": " ",
    "dots": "U.S.",
    "names": "East and South ",
    "japanese": "米軍嘉手納",
    "katakana": "カ・",
    "kanji numbers": "一万",
    "days": "March 3",
    "words": "a b ",
    "newlines": "\n",
    "between": "between Tokyo and ",
    "lists": "Kadena, Foster and ",
    "titles": "Gov. Jordan Smith said ",
    "unknown": "in Zzyzx Bay, ",
    "islands": "無名島と",
    "marks": "a\u0301",
    "entities": "&amp;nbsp;",
    "ships": "USS Guam and the ",
    "capitals line": "GIVE US ",
}


def _count_lines(read_part, text):
    """Return how many lines of Python run: the same on every machine, under every load."""
    lines = 0

    def trace(frame, event, argument):
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_part(text)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("unit", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_twice_the_text_takes_twice_the_work(gazetteer, unit):
    def read_all(text):
        find_names(text, gazetteer)
        find_quantities(text)
        find_days(text, None)
        read = parse_text(text.encode() + b".")
        read.units  # noqa: B018
        read.plain  # noqa: B018

    text = unit * (20_000 // len(unit))
    half, whole = (_count_lines(read_all, one) for one in (text[:10_000], text))
    assert whole <= 2.2 * half + 1000


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_any_text_is_read_without_falling(read, text):
    if not text.strip():
        return
    reading = read(text)
    spans = [(one.start, one.end) for one in reading.mentions]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
