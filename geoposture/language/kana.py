"""Kana as letters, as they are written on maps: for searching, where long vowels are short."""

from __future__ import annotations

import re
from collections.abc import Iterator

KANA = re.compile("[\u3040-\u30ff]")
VOWELS = "aiueo"
COLUMNS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
}  # fmt: skip
OTHERS = {
    "し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu",
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e",
    "を": "o", "ん": "n", "ゔ": "vu",
}  # fmt: skip
SINGLE = {
    kana: consonant + vowel
    for consonant, row in COLUMNS.items()
    for kana, vowel in zip(row, VOWELS, strict=True)
} | OTHERS
GLIDES = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
SMALL = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゎ": "wa"}
BARE_GLIDE = ("sh", "j", "ch")
"""What takes no y before a small や, ゆ or よ."""
DOUBLE, LONG = "っ", "ー"
KATAKANA = dict(zip(range(0x30A1, 0x30F7), range(0x3041, 0x3097), strict=True))
"""Katakana as hiragana, by code point."""


def read_kana(text: str) -> str:
    """Return a text with its kana as letters; what is no kana stays.

    Parameters
    ----------
    text : str
        In hiragana, katakana and anything else.

    Examples
    --------
    >>> read_kana("とうきょう"), read_kana("ホワイト・ビーチ"), read_kana("はっこう")
    ('tokyo', 'howaito・bichi', 'hakko')
    """
    if not KANA.search(text):
        return text
    letters = "".join(_read(text.translate(KATAKANA)))
    letters = re.sub(f"{DOUBLE}(?=ch)", "t", letters)
    letters = re.sub(f"{DOUBLE}([a-z])", r"\1\1", letters).replace(DOUBLE, "")
    return re.sub(r"([aeiou])\1", r"\1", letters).replace("ou", "o")


def _read(kana: str) -> Iterator[str]:
    """Yield each syllable; a small kana is one with that before it."""
    for at, one in enumerate(kana):
        after = kana[at + 1 : at + 2]
        before = SINGLE.get(kana[at - 1 : at] if at else "", "")
        if one in GLIDES:
            stem = before[:-1]
            yield ("" if stem in BARE_GLIDE else "y") + GLIDES[one]
        elif one in SMALL:
            yield SMALL[one]
        elif one == LONG:
            continue
        else:
            syllable = SINGLE.get(one, one)
            joins = (after in GLIDES and syllable.endswith("i")) or (
                after in SMALL and one in SINGLE and one not in COLUMNS[""]
            )
            yield syllable[:-1] if joins else syllable
