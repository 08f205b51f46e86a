"""A text as it is matched: one form of each character, one blank, offsets of the file."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.articles.normal import normalize

FORMS = [
    ("Kōchi", "Kōchi"),
    (unicodedata.normalize("NFD", "Kōchi"), "Kōchi"),
    (unicodedata.normalize("NFD", "がぎぐ"), "がぎぐ"),
    ("ｶﾃﾞﾅ", "カデナ"),
    ("１，９００㎞", "1,900km"),
    ("Taiwan&nbsp;Strait", "Taiwan Strait"),
    ("Japan&#8217;s", "Japan’s"),
    ("Japan&amp;#8217;s", "Japan’s"),
    ("Japan&amp;amp;amp;#8217;s", "Japan’s"),
    ("AT&T; a&b", "AT&T; a&b"),
    ("Ka\u00adde\u200bna", "Kadena"),
    ("\ufeffIWAKUNI", "IWAKUNI"),
    ("葛\U000e0100飾", "葛飾"),
    ("①1,000人", "①1,000人"),
    ("2½ km²", "2½ km²"),
    ("Air\r\nBase", "Air\nBase"),
    ("Air \r\n Base", "Air\nBase"),
    ("Air\rBase", "Air\nBase"),
    ("Air\t\u00a0 Base", "Air Base"),
    ("沖縄\u3000台湾", "沖縄 台湾"),
    ("one.\r\n\r\n\r\nTwo", "one.\n\nTwo"),
    ("one. \n \n Two", "one.\n\nTwo"),
    ("o\u2028t", "o\nt"),
    ("a \u00b4 b", "a \u00b4 b"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "wanted"), FORMS)
def test_the_same_words_have_one_form(text, wanted):
    assert normalize(text).value == wanted


@pytest.mark.parametrize("text", [one for one, _ in FORMS if one])
def test_a_span_is_told_in_the_text_as_it_was_read(text):
    found = normalize(f"<{text}>")
    inner = found.value.index(">") - 1
    assert found.locate(1, 1 + inner)[1] == len(text) + 1
    assert found.locate(inner + 1, inner + 2) == (len(text) + 1, len(text) + 2)


def test_marks_lie_inside_the_span_of_their_letter():
    text = unicodedata.normalize("NFD", "in Kōchi.")
    assert text[slice(*normalize(text).locate(3, 8))] == unicodedata.normalize("NFD", "Kōchi")


def test_an_empty_span_stays_one_and_the_end_is_the_end():
    found = normalize("a\u200b b")
    assert found.locate(1, 1) == (2, 2)
    assert found.locate(3, 3) == (4, 4)
    assert normalize("").locate(0, 0) == (0, 0)


@given(st.text())
def test_spans_are_in_order_and_what_is_normal_stays(text):
    found = normalize(text)
    assert len(found.value) == len(found.starts) == len(found.ends)
    assert list(found.starts) == sorted(found.starts)
    assert list(found.ends) == sorted(found.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], codec="utf-8"), min_size=1))
def test_any_word_has_one_form_whether_composed_or_not(word):
    forms = {normalize(unicodedata.normalize(form, word)).value for form in ("NFC", "NFD", "NFKD")}
    assert len(forms) == 1


@given(st.text(alphabet=st.sampled_from(" \t\r\n\u00a0ab&;"), max_size=30))
def test_blanks_are_one_blank_or_a_line_end(text):
    value = normalize(text).value
    assert "  " not in value
    assert "\n\n\n" not in value
    assert not any(one in value for one in "\t\r\u00a0")
    assert normalize(value).value == value
    assert html.unescape(value).split() == text.replace("\u00a0", " ").split()
