"""Latitudes and longitudes as people write them → degrees."""

from __future__ import annotations

import re
import unicodedata

SIGNS = {"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)}
JAPANESE = {"北緯": "N", "南緯": "S", "東経": "E", "西経": "W"}
MOST = {"lat": 90, "lon": 180}
NUMBER = r"\d+(?:[.,]\d+)?"
MARKS = str.maketrans(
    {
        "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "分": "'",
        "″": '"', "”": '"', "“": '"', "秒": '"',
        "º": "°", "˚": "°", "度": "°", "−": "-", "–": "-", "‐": "-",
    }
)  # fmt: skip
PLAIN = re.compile(rf"(?P<sign>[+-]?)(?P<deg>{NUMBER})°?")
PARTS = re.compile(
    rf"(?P<sign>[+-]?)(?P<deg>\d{{1,3}})[°:\s]\s*(?P<min>{NUMBER})"
    rf"(?:[':\s]\s*(?P<sec>{NUMBER})\"?|'?)"
)
SEXAGESIMAL = 60
LARGEST_DEG = 360
JOINED = re.compile(r"(?P<deg>\d{2,3})(?P<min>\d{2})(?P<sec>\d{2}(?:[.,]\d+)?)")
"""As aeronautical publications print it: 354122N, 1394518E."""


def parse_angle(text: str, axis: str) -> float:
    """Return a latitude or longitude in degrees.

    Parameters
    ----------
    text : str
        Decimal degrees, with a point or a comma; degrees, minutes, seconds with marks, colons,
        spaces or in Japanese; joined as in 354122N. The hemisphere may stand before or behind.
    axis : str
        ``lat`` or ``lon``.

    Raises
    ------
    ValueError
        If it is none, or of the other axis; the message says what is wrong.

    Examples
    --------
    >>> parse_angle("35°41′22″N", "lat"), parse_angle("東経139度45分", "lon")
    (35.6894444, 139.75)
    """
    bare, hemisphere = _part(text)
    turned, sign = SIGNS.get(hemisphere, (axis, 1))
    if turned != axis:
        raise ValueError(f"“{text}” is no {_name(axis)}")
    value = _read(bare, joined=bool(hemisphere))
    if value is None:
        raise ValueError(f"“{text}” is no {_name(axis)}")
    if hemisphere and value < 0:
        raise ValueError(f"“{text}” has a sign and a hemisphere; one of them is enough")
    if abs(value) > MOST[axis]:
        raise ValueError(f"“{text}” is beyond ±{MOST[axis]}°")
    return round(sign * value, 7)


def parse_length(text: str) -> float:
    """Return an easting or northing, in the unit of its system.

    Parameters
    ----------
    text : str
        With a point or a comma before the decimals, or commas between thousands.

    Raises
    ------
    ValueError
        If it is no number.
    """
    bare = unicodedata.normalize("NFKC", text).translate(MARKS).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        return float(bare.replace(",", ""))
    if not re.fullmatch(rf"[+-]?{NUMBER}", bare):
        raise ValueError(f"“{text}” is no number")
    return float(bare.replace(",", "."))


def is_length(text: str) -> bool:
    """Tell whether a text is a number that no angle has.

    Parameters
    ----------
    text : str
        A cell of a column of positions.
    """
    try:
        return abs(parse_length(text)) > LARGEST_DEG
    except ValueError:
        return False


def _part(text: str) -> tuple[str, str]:
    """Return a text without its hemisphere, and that."""
    even = unicodedata.normalize("NFKC", text.translate(MARKS)).translate(MARKS).strip()
    for word, letter in JAPANESE.items():
        if even.startswith(word):
            return even.removeprefix(word).strip(), letter
    upper = even.upper()
    for bare, letter in ((even[1:], upper[:1]), (even[:-1], upper[-1:])):
        if letter in SIGNS:
            return bare.strip(), letter
    return even, ""


def _read(bare: str, *, joined: bool) -> float | None:
    if joined and (found := JOINED.fullmatch(bare)):
        return _add(found, "")
    if found := PLAIN.fullmatch(bare):
        return float(f"{found['sign']}{found['deg']}".replace(",", "."))
    found = PARTS.fullmatch(bare)
    return _add(found, found["sign"]) if found else None


def _add(found: re.Match[str], sign: str) -> float | None:
    minutes, seconds = (float((found[one] or "0").replace(",", ".")) for one in ("min", "sec"))
    if minutes >= SEXAGESIMAL or seconds >= SEXAGESIMAL:
        return None
    value = int(found["deg"]) + minutes / SEXAGESIMAL + seconds / SEXAGESIMAL**2
    return -value if sign == "-" else value


def _name(axis: str) -> str:
    return "latitude" if axis == "lat" else "longitude"
