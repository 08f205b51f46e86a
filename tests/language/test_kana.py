"""Kana are letters as maps write them."""

from __future__ import annotations

import pytest

from geoposture.language.kana import SINGLE, read_kana


@pytest.mark.parametrize(
    ("kana", "letters"),
    [
        ("かでな", "kadena"),
        ("カデナ", "kadena"),
        ("おおさか", "osaka"),
        ("りょう", "ryo"),
        ("しゃしん", "shashin"),
        ("ジェット", "jetto"),
        ("まっちゃ", "matcha"),
        ("ファン", "fan"),
        ("ティー", "ti"),
        ("うぃ", "ui"),
        ("きゃ", "kya"),
        ("ゃっ", "ya"),
        ("ナハ港", "naha港"),
        ("Foo", "Foo"),
    ],
)
def test_a_name_is_read(kana, letters):
    assert read_kana(kana) == letters


def test_each_kana_has_its_letters():
    assert len(SINGLE) == 5 * 13 + 9
    assert all(one.isascii() and one.isalpha() for one in SINGLE.values())
