"""How wide a text is set: the advances of the faces that pages, posters and pictures share."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape, unescape
from itertools import accumulate, groupby, pairwise
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static" / "fonts"
FACES = (FOLDER / "sans-400.ttf", FOLDER / "sans-700.ttf")
REGULAR, BOLD = 400, 700
PER_EM = 1000
OTHERWISE = 560
"""Of an em's thousand: about what a letter takes that the faces do not have."""
LINE = re.compile(r'(<text\b(?=[^>]* x="[-\d.]+")[^>]*>)([^<]+)(?=</text>)')
NUMBER = re.compile(r' (x|dx|font-size|letter-spacing)="([-\d.]+)"')
BOLDNESS = re.compile(r' font-weight="\d+"')
CLOSING = "、。）」』・"
SPACES = " \u3000"
"""What begins no line, as no closing sign does: a run of them stays with the word before it."""


@lru_cache(4096)  # a poster measures a name at each of its steps
def measure_text(text: str, size: float, *, weight: int = REGULAR, spacing: float = 0) -> float:
    """Return how wide a line is set, in pixels.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Of the font, in pixels.
    weight : int
        400 or 700.
    spacing : float
        Pixels after each character.
    """
    advances = _read_advances()[weight]
    em = sum(advances.get(one) or _guess(one) for one in text)
    return size * em / PER_EM + spacing * len(text)


def _guess(character: str) -> int:
    return PER_EM if unicodedata.east_asian_width(character) in "WFA" else OTHERWISE


@cache
def _read_advances() -> Mapping[int, Mapping[str, int]]:
    """Return what each character takes, by weight; nothing where the faces were not built."""
    file = FOLDER / "advances.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {weight: found.get(str(weight), {}) for weight in (REGULAR, BOLD)}


def part_lines(svg: str) -> str:
    """Return a picture whose lines begin anew where the faces end, and where they go on.

    Renderers that are no browsers set all of a line in the one font that has all of it: Latin
    words among kanji would be wider than they were measured, and the line longer than its room.

    Parameters
    ----------
    svg : str
        The picture.
    """
    return LINE.sub(_part, svg)


def _part(line: re.Match[str]) -> str:
    has = _read_advances()[REGULAR]
    runs = ["".join(run) for _, run in groupby(unescape(line[2]), key=has.__contains__)]
    if len(runs) == 1:
        return line[0]
    given = {name: float(value) for name, value in NUMBER.findall(line[1])}
    size, spacing = given["font-size"], given.get("letter-spacing", 0)
    starts = accumulate(
        (measure_text(run, size, spacing=spacing) for run in runs),
        initial=given["x"] + given.get("dx", 0),
    )
    first, *others = zip(starts, runs, strict=False)
    parted = "".join(f'<tspan x="{x:.2f}">{escape(run)}</tspan>' for x, run in others)
    # Kana and kanji have one weight: bold Latin among them would be louder than they are.
    return f"{BOLDNESS.sub('', line[1])}{escape(first[1])}{parted}"


def wrap_text(text: str, size: float, room: float, *, weight: int = REGULAR) -> list[str]:
    """Return the lines of a text that is as wide as `room`.

    Latin words stay whole; full-width characters part anywhere but before a closing sign.

    Parameters
    ----------
    text : str
        Any number of sentences.
    size : float
        Of the font, in pixels.
    room : float
        Pixels.
    weight : int
        400 or 700.
    """
    lines, line = [], ""
    for piece in _split(text):
        longer = line + piece
        if line and measure_text(longer.rstrip(), size, weight=weight) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line = longer
    return [*lines, line.rstrip()] if line.strip() else lines


def _split(text: str) -> list[str]:
    """Return the pieces between which a line may end: words with their space, wide characters."""
    starts: list[int] = []
    before = " "
    for at, one in enumerate(text):
        wide = unicodedata.east_asian_width(one) in "WF"
        joined = one in CLOSING + SPACES or (not wide and not _parts(before))
        if not (starts and joined):
            starts.append(at)
        before = one
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _parts(before: str) -> bool:
    return before == " " or (
        unicodedata.east_asian_width(before) in "WF" and before not in "（「『"
    )
