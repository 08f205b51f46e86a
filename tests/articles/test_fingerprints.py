"""A text found again by its hashes, wherever in a page it begins."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.articles.fingerprints import flatten, holds, take_fingerprint

ARTICLE = "Ships stayed near the islets.\n\nThe city asked for “talks” on Friday; 島の市長も。"
SENTENCE = st.text(st.characters(codec="utf-8"), max_size=80)


@given(SENTENCE)
def test_normalising_twice_changes_nothing(text):
    once = flatten(text)
    assert flatten(once) == once


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE.replace("\n", "\r\n"),
        f"\ufeff{ARTICLE}",
        ARTICLE.replace(" ", "\u00a0"),
        ARTICLE.replace("islets", "is\u00adlets"),
        ARTICLE.replace("Ships", "Ｓｈｉｐｓ"),
        ARTICLE.replace("\n\n", "\n \t\n\n"),
    ],
)
def test_a_text_is_the_same_however_it_was_saved(text):
    """text-byte-order-mark, text-line-ends: the hash is of the normalised text."""
    assert take_fingerprint(text) == take_fingerprint(ARTICLE)


@given(SENTENCE, SENTENCE)
def test_a_page_holds_what_stands_in_it(before, after):
    page = f"{before}\n{ARTICLE}\n{after}"
    assert holds(page, take_fingerprint(ARTICLE))


@pytest.mark.parametrize("at", range(0, len(ARTICLE), 7))
def test_a_letter_less_is_another_text(at):
    if not ARTICLE[at].isspace():
        assert not holds(ARTICLE[:at] + ARTICLE[at + 1 :], take_fingerprint(ARTICLE))


def test_short_texts_and_other_ends_are_told_apart():
    assert holds("a ferry goes", take_fingerprint("ferry"))
    assert not holds("ferr", take_fingerprint("ferry"))
    assert not holds(ARTICLE + ARTICLE[:-1] + "x", take_fingerprint(ARTICLE * 2))


def test_a_page_twice_as_large_is_searched_in_twice_the_time():
    def search(copies: int) -> float:
        page = ("Another sentence. " * copies) + ARTICLE
        started = time.process_time()
        assert holds(page, take_fingerprint(ARTICLE))
        return time.process_time() - started

    assert min(search(8_000) for _ in range(2)) < 3 * min(search(4_000) for _ in range(2))
