"""In which order a reader looks for words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.language.collation import order_text, rank

WORDS = st.lists(st.text(max_size=12) | st.text("かカｶ亜横①9 Áa", max_size=6), max_size=20)


def test_case_accents_and_width_do_not_count_and_numbers_do():
    texts = ["Zama", "pier 10", "Éa", "Pier 6", "eb", "Ｐier 7", "Área"]
    assert sorted(texts, key=lambda one: order_text(one, "en")) == [
        "Área", "Éa", "eb", "Pier 6", "Ｐier 7", "pier 10", "Zama",
    ]  # fmt: skip


def test_kanji_have_the_order_of_their_readings_and_kana_come_before_them():
    """As browsers sort them, which have the collation of CLDR: seen in Chromium."""
    texts = ["横田", "岩国", "嘉手納", "厚木", "テスト", "亜", "Zama", "三沢", "相模"]
    wanted = ["Zama", "テスト", "亜", "横田", "嘉手納", "岩国", "厚木", "三沢", "相模"]
    found = sorted(texts, key=lambda one: order_text(one, "ja"))
    assert found == wanted
    code_points = sorted(texts)
    assert found != code_points


def test_alike_is_alike_and_what_is_empty_has_no_place():
    assert rank(["b", "", "a", None, "b"], "en") == [1, None, 0, None, 1]
    assert rank([10.0, 9.5, None, -1.0, 10.0, 0.0], "ja") == [3, 2, None, 0, 3, 1]
    assert rank([], "en") == []


@pytest.mark.parametrize("lang", ["en", "ja"])
@given(texts=WORDS)
def test_any_text_has_its_place(lang, texts):
    found = rank(texts, lang)
    placed = sorted({(at, one) for one, at in zip(texts, found, strict=True) if at is not None})
    assert [at for at, _ in placed] == list(range(len(placed)))
    keys = [order_text(one, lang) for _, one in placed]
    assert keys == sorted(keys)
    assert {one for one, at in zip(texts, found, strict=True) if at is None} <= {""}
