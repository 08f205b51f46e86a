"""The same words in other forms: line ends, entities, accents, marks, as files have them."""

from __future__ import annotations

import unicodedata

import pytest

from geoposture.articles.checks import check_reading

KADENA, EAST, STRAIT = (
    "us_bases/kadena-ab",
    "east_china_sea/east-china-sea",
    "taiwan_strait/taiwan-strait",
)
HANSEN, IWAKUNI = "us_bases/camp-hansen", "places/iwakuni"


def list_linked(reading):
    value = reading.text.value
    assert all(one.surface == value[one.start : one.end] for one in reading.mentions)
    return [one.feature for one in reading.mentions]


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", " \r\n ", "\u2028", "\t", "  ", "\u00a0", "\u3000"]
)
def test_a_name_goes_over_one_line_end_of_any_kind(read, end):
    """The case text-line-ends."""
    text = "Marines left Kadena Air\nBase for the East China\nSea and the Taiwan\nStrait, and Camp\nHansen."
    assert list_linked(read(text.replace("\n", end))) == [KADENA, EAST, STRAIT, HANSEN]


def test_a_name_does_not_go_over_an_empty_line(read):
    assert EAST not in list_linked(read("East China\r\n\r\nSea"))


def test_a_number_and_its_unit_may_stand_on_two_lines(read):
    found = read("It is 400\r\nnautical\r\nmiles away.").quantities
    assert [(one.value, one.unit, one.surface) for one in found] == [
        (400, "nautical_mile", "400\r\nnautical\r\nmiles")
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff", "\u200b", "\u2060"])
def test_a_mark_that_nobody_sees_changes_nothing(read, mark):
    """The case text-byte-order-mark."""
    reading = read(f"{mark}IWAKUNI (AP) — Residents spoke. The council said troops stay.")
    assert list_linked(reading) == [IWAKUNI]
    assert reading.mentions[0].start == len(mark)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_decomposed_letters_are_the_same_letters(read, form):
    """The case text-decomposed."""
    text = unicodedata.normalize(form, "Marines passed Kōchi, Tōkyō and the Ryūkyū Islands.")
    reading = read(text)
    assert list_linked(reading) == [
        "places/kochi-prefecture", "places/tokyo", "places/ryukyu-islands",
    ]  # fmt: skip
    last = reading.mentions[-1]
    assert text[last.start : last.end] == unicodedata.normalize(form, "Ryūkyū Islands")


def test_decomposed_kana_too(read):
    text = unicodedata.normalize("NFD", "グアムと嘉手納基地")
    assert list_linked(read(text)) == ["places/guam", KADENA]


@pytest.mark.parametrize(
    "text",
    [
        "Marines crossed the Taiwan&nbsp;Strait from Japan&#8217;s Kadena&nbsp;Air&nbsp;Base.",
        "Marines crossed the Taiwan&#xA0;Strait from Japan&rsquo;s Kadena&#32;Air&ensp;Base.",
        "Marines crossed the Taiwan&amp;nbsp;Strait from Japan&apos;s Kadena&thinsp;Air Base.",
    ],
)
def test_entities_are_read_as_their_characters_and_listed(read, text):
    """The case text-entities."""
    reading = read(text)
    assert list_linked(reading) == [STRAIT, "places/japan", KADENA]
    assert {one.kind for one in reading.text.problems} == {"HTML entity"}


def test_full_width_digits_are_digits(read):
    found = read("全長は約１，９００キロ。")
    assert [(one.value, one.unit) for one in found.quantities] == [(1900, "kilometre")]


def test_offsets_of_checks_are_those_of_the_file(catalog, read):
    reading = read("\ufeffKadena is 640 kilometers from Taipei&nbsp;City&nbsp;in Taiwan.")
    check = next(one for one in check_reading(reading, catalog) if one.kind == "distance")
    assert reading.text.value[check.start : check.end] == "640 kilometers"
