"""In which order a reader looks for words: by letters, and by what the numbers in them say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoposture.language.characters import fold_letters

_DIGITS = re.compile(r"\d+")
_LONGEST_NUMBER = 12


def order_text(text: str, lang: str) -> tuple[bytes, str]:
    """Return the key that puts texts of a language in order.

    Case, accents and the width of letters do not count, and ``Pier 6`` comes before ``Pier 10``.
    In Japanese, kanji have the order of JIS X 0208, as in the collation of CLDR: those in
    everyday use by a reading of theirs. Where all this is alike, the text itself decides.

    Parameters
    ----------
    text : str
    lang : str
        ``en`` or ``ja``.
    """
    even = _DIGITS.sub(lambda found: found[0].zfill(_LONGEST_NUMBER), fold_letters(text))
    if lang != "ja":
        return even.encode("utf-8", "replace"), text
    return b"".join(_order_character(one) for one in even), text


def _order_character(one: str) -> bytes:
    """Return the place of a character in JIS X 0208; what has none comes after, by its number."""
    try:
        return one.encode("shift_jis").rjust(2, b"\0")
    except UnicodeEncodeError:
        return b"\xff\xff" + ord(one).to_bytes(4, "big")


def rank(values: Sequence[float | str | None], lang: str) -> list[int | None]:
    """Return the place of each value among all, from 0: alike are alike, what is empty has none.

    Parameters
    ----------
    values : sequence of float or str or None
        Numbers, or texts of the language.
    lang : str
        ``en`` or ``ja``.

    Examples
    --------
    >>> rank(["Pier 10", "", "pier 6"], "en"), rank([2.5, None, 0.0, 2.5], "en")
    ([1, None, 0], [1, None, 0, 1])
    """

    def order(one: float | str) -> tuple[float, bytes, str]:
        return (0.0, *order_text(one, lang)) if isinstance(one, str) else (one, b"", "")

    known = {one for one in values if one is not None and one != ""}
    places = {one: at for at, one in enumerate(sorted(known, key=order))}
    return [None if one is None else places.get(one) for one in values]
