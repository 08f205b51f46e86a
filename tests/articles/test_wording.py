"""Our words beside an article's: none copied, and no more than may be said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.articles.text import parse_text
from geoposture.articles.wording import (
    RUN_OF_CHARACTERS,
    Guard,
    Limits,
    find_excess,
    find_long,
    read_limits,
)
from geoposture.articles.workflow import make_guard
from geoposture.catalog import load_layers
from geoposture.errors import BadData

BODY = (
    "県は一日、嘉手納基地の周辺で夜間の騒音を測る装置を新たに四か所へ置く方針を固めた。"
    "住民からの苦情が1200件に増えたことを受けた措置で、来年の春から数値を毎月公表するという。"
)
COPIES = [
    "周辺で夜間の騒音を測る装置を新たに四か所へ置くと決めた。",
    "県によると、来年の春から数値を毎月公表するという。",
    "苦情が9,999件に増えたことを受けた措置で、測定を始める。",
]


@pytest.mark.parametrize("words", COPIES)
def test_fifteen_characters_of_a_japanese_text_are_found(words):
    assert "shares 15 characters in a row" in Guard(BODY).find_copied(words)


@pytest.mark.parametrize("words", COPIES)
def test_a_copy_is_found_in_other_widths_and_with_blanks(words):
    guard = Guard(BODY.replace("1200", "１２００"))
    assert guard.find_copied(" ".join(words))
    assert Guard("\r\n".join(BODY)).find_copied(words)


def test_fourteen_characters_are_not_enough():
    run = "あいうえおかきくけこさしすせそ"
    assert len(run) == RUN_OF_CHARACTERS
    assert Guard(f"山{run}川").find_copied(f"海{run}空")
    assert Guard(f"山{run}川").find_copied(f"海{run[1:]}空") is None


def test_names_and_numbers_do_not_count():
    name, run = "海兵隊岩国航空基地", "から移る部隊は"
    words = f"{name}{run}1万2000人"
    assert Guard(f"昨日、{words}。").find_copied(f"{words}と")
    assert Guard(f"昨日、{words}。", [name]).find_copied(f"{words}と") is None
    assert len(words) > RUN_OF_CHARACTERS
    longer = f"{run}春までに去る見通し"
    assert Guard(f"{run}{name}春までに去る見通し", [name]).find_copied(longer)


def test_names_are_those_of_the_layers(catalog):
    """The same sentence round a name: the name alone is nobody's."""
    text = parse_text("短い題\n沖縄県宜野湾市の普天間飛行場と名護市辺野古を県が視察する。".encode())
    said = {"claim_ja": "沖縄県宜野湾市の普天間飛行場と名護市辺野古。"}
    guard = make_guard([{"properties": said}], catalog, text)
    assert "普天間飛行場" in guard.names
    assert guard.find_copied(said["claim_ja"]) is None
    assert Guard(text.value).find_copied(said["claim_ja"])


def test_the_headline_may_be_cited(catalog):
    title = "夜間の騒音を測る装置を四か所へ新たに置く方針"
    text = parse_text(f"{title}\n県が決めた。".encode())
    assert make_guard([], catalog, text).find_copied(title) is None


def test_english_of_seven_words_is_found_in_full_width():
    words = "the ships stayed near the islets for two days"
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in words)
    assert "shares 7 words" in Guard(f"He said {wide}.").find_copied(words)
    assert Guard(f"He said {wide}.").find_copied("the ships stayed near the islets") is None


@given(st.text("あいうえ日米、。", min_size=20, max_size=60), st.data())
def test_whatever_is_cut_out_of_a_text_is_refused(body, data):
    start = data.draw(st.integers(0, len(body) - 16))
    cut = body[start : start + 16]
    assert Guard(body).find_copied(cut) is not None


@given(st.lists(st.sampled_from("abcdef"), min_size=8, max_size=30), st.data())
def test_whatever_seven_words_are_cut_out_are_found(words, data):
    start = data.draw(st.integers(0, len(words) - 7))
    assert Guard("  ".join(words)).find_copied(" ".join(words[start : start + 7]).upper())


def test_long_claims_are_named():
    assert list(find_long({"claim_ja": "字" * 60, "claim_en": "w " * 25})) == []
    assert list(find_long({"claim_ja": "字" * 61, "claim_en": "w " * 26})) == [
        "claim_en: has 26 words; at most 25", "claim_ja: has 61 characters; at most 60",
    ]  # fmt: skip


def _claims(number, words=2):
    return [{"claim_no": n, "claim_en": " ".join([f"w{n}"] * words)} for n in range(1, number + 1)]


def test_eight_claims_and_120_words_are_the_most():
    assert list(find_excess(_claims(8, 15), Limits())) == []
    assert list(find_excess(_claims(9), Limits())) == ["claim_no: 9 claims; at most 8"]
    assert list(find_excess([*_claims(8, 15), *_claims(8, 15)], Limits())) == []
    (words,) = find_excess(_claims(7, 18), Limits())
    assert words == "claim_en: 126 words in all claims together; at most 120"


@pytest.mark.parametrize(
    ("length", "wrong"), [(160, ["claim_ja: 41 characters"]), (163, ["claim_ja"]), (164, [])]
)
def test_a_quarter_of_a_text_is_the_most_in_its_language(length, wrong):
    rows = [{"claim_no": 1, "claim_ja": "字" * 30, "claim_en": "a " * 25},
            {"claim_no": 2, "claim_ja": "字" * 11, "claim_en": "b " * 25}]  # fmt: skip
    found = list(find_excess(rows, Limits(), "漢" * length))
    assert [one[: len(two)] for one, two in zip(found, wrong, strict=True)] == wrong
    assert list(find_excess(rows, Limits(), "x" * 400)) == []
    assert list(find_excess(rows[:1], Limits(), "漢" * 10)) == []


def test_the_first_article_keeps_its_sixteen_by_its_own_file(catalog):
    first = next(one for one in catalog.articles if "limits" in catalog.articles[one])
    assert read_limits(catalog, first).claims == 16
    assert read_limits(catalog, "another") == Limits()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[limits]\nclaims = 'many'\n", "limits.claims is a number above 0; got “many”"),
        ("[limits]\nshare = 0\n", "limits.share is a number above 0; got “0”"),
        ("[limits]\nletters = 9\n", "limits.letters: no such limit; known: claims, words, share"),
        ("limits = 3\n", "limits is a table of claims, words, share"),
    ],
)
def test_an_exception_that_is_none_is_named(copied_layers, table, words):
    (copied_layers / "articles" / "other.toml").write_text(table, encoding="utf-8")
    with pytest.raises(BadData, match=r"articles/other\.toml: ") as caught:
        read_limits(load_layers(copied_layers), "other")
    assert words in caught.value.message
    assert json.dumps(caught.value.message).count("\\n") == 0
