"""Names of weapons and aircraft, as the theatre's table of systems has them.

A row such as “F/A-18E/F (ferry range)” is found by its whole name, by its designations with
and without their letter (F/A-18, F/A-18E, F/A-18F) and by its acronyms of four letters or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from geoposture.articles.folding import is_latin
from geoposture.articles.lexicon import read_words
from geoposture.model import System

WEAPONS = sorted(read_words("weapons"))
_BRACKETS = re.compile(r"\s*[(（][^)）]*[)）]")
_DESIGNATION = re.compile(
    r"(?<![\w/-])(?P<base>(?:[A-Z]{1,2}/)?[A-Z]{1,4}-\d{1,3})(?P<letters>[A-Z](?:/[A-Z])*)?(?!\w)"
    r"|(?<!\w)Type \d{1,3}(?!\w)"
)
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{4,}(?![\w-])")


def make_pattern(systems: Iterable[System | str]) -> re.Pattern[str]:
    """Return what finds the names of systems, the longest first, and what weapons are called.

    Parameters
    ----------
    systems : iterable of System or str
        Systems, or names of some.
    """
    names = {name for one in systems for name in _list_names(one)}
    ordered = sorted(names, key=lambda one: (-len(one), one))
    latin = [rf"{re.escape(one)}s?" for one in ordered if is_latin(one)]
    called = rf"(?:{'|'.join(WEAPONS)}) missiles?"
    plain = "|".join([*latin, called])
    japanese = [re.escape(one) for one in ordered if not is_latin(one)]
    return re.compile("|".join([rf"(?<![A-Za-z0-9])(?:{plain})(?![A-Za-z0-9])", *japanese]))


def _list_names(system: System | str) -> Iterator[str]:
    if isinstance(system, str):
        yield system
        return
    for text in dict.fromkeys(system.name.values()):
        for part in _BRACKETS.sub("", text).split(" / "):
            if len(part) > 1:
                yield part
            yield from _list_short(part)


def _list_short(name: str) -> Iterator[str]:
    for match in _DESIGNATION.finditer(name):
        yield match["base"] or match[0]
        for letter in (match["letters"] or "").split("/"):
            yield (match["base"] or match[0]) + letter
    yield from _ACRONYM.findall(name)
