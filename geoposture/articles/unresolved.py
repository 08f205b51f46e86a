"""Names that nothing is known about and that stand where a place would: for the editor.

Nothing that may be a place is dropped silently. A run of capitalised words is listed after a
preposition of place, with a noun of places before or after it, as a dateline, before “-based”,
and beside a place in a list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoposture.articles.findings import Mention, Unresolved
from geoposture.articles.folding import LONGEST_ACRONYM, is_latin
from geoposture.articles.gazetteer import STOP, Gazetteer
from geoposture.articles.guards import RANKS, SAYING, SHIP_NOUNS, STREETS, TITLES
from geoposture.articles.lexicon import read_words
from geoposture.articles.tokens import Token

PREPOSITIONS = read_words("place_prepositions")
MOTION = read_words("motion")
VISITING = read_words("visiting")
NOT_TO_A_PLACE = read_words("not_to_a_place")
PLACES_OF = read_words("places_of")
CALENDAR = read_words("calendar")
PLACE_NOUNS = read_words("place_nouns")
PLACE_HEADS = read_words("place_heads")
NO_NAMES = read_words("no_names")
DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,30})?[ ]?(?:\([^)\n]{1,40}\) ?)?(?:—|–|--| - )")
LISTED = re.compile(r",? (?P<last>and|or|&) |, ")
LONGEST_NAME = 8
OPENS_NONE = TITLES | RANKS | PREPOSITIONS | read_words("function_words")


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words side by side: the first token and the last."""

    first: int
    last: int


def find_unresolved(
    text: str, tokens: Sequence[Token], known: Sequence[Mention | Unresolved], gazetteer: Gazetteer
) -> list[Unresolved]:
    """Return the unknown names in the order of the text.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    known : sequence of Mention or Unresolved
        What is linked, listed or stopped already.
    gazetteer : Gazetteer
    """
    taken = sorted((one.start, one.end) for one in known)
    ends = [end for _, end in taken]
    found: list[Unresolved] = []
    for run in list_runs(text, tokens):
        start, end = tokens[run.first].start, tokens[run.last].end
        nearest = bisect_right(ends, start)
        free = nearest == len(taken) or taken[nearest][0] >= end
        placed = max(found[-1].end if found else 0, ends[nearest - 1] if nearest else 0)
        if free and _is_name(text, tokens, run, gazetteer) and (
            _stands_as_place(text, tokens, run) or _is_listed(text, tokens, run, placed)
        ):  # fmt: skip
            end = _stretch(text, tokens, run.last)
            found.append(Unresolved(start, end, text[start:end]))
    return found


def list_runs(text: str, tokens: Sequence[Token]) -> Iterator[Run]:
    """Yield the runs of capitalised words; a title opens none.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    """
    number = 0
    while number < len(tokens):
        if not _is_capital(tokens[number]) or tokens[number].folded in OPENS_NONE:
            number += 1
            continue
        last = number
        while (
            last + 1 < len(tokens)
            and last - number < LONGEST_NAME - 1
            and _is_capital(tokens[last + 1])
            and text[tokens[last].end : tokens[last + 1].start] in (" ", "\n", "-", "’", "'")
        ):
            last += 1
        yield Run(number, last)
        number = last + 1


def list_series(text: str, tokens: Sequence[Token]) -> Iterator[list[Run]]:
    """Yield the runs that stand in a list with “and” or “or” before its last: A, B and C.

    Parameters
    ----------
    text : str
        The article.
    tokens : sequence of Token
        Its words.
    """
    series: list[Run] = []
    ended = False
    for run in list_runs(text, tokens):
        between = text[tokens[series[-1].last].end : tokens[run.first].start] if series else ""
        goes_on = LISTED.fullmatch(between)
        if not goes_on:
            if ended:
                yield series
            series, ended = [], False
        series.append(run)
        ended = ended or bool(goes_on and goes_on["last"])
    if ended:
        yield series


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper() and is_latin(token.text) and len(token.text) > 1


def _is_name(text: str, tokens: Sequence[Token], run: Run, gazetteer: Gazetteer) -> bool:
    """Tell whether a run can be a name that is not known: no day, no people, no organisation."""
    words = tuple(one.folded for one in tokens[run.first : run.last + 1])
    known, opens = gazetteer.words.get(words), _is_dateline(text, tokens, run)
    stopped = known is not None and known.feature == STOP
    peoples = words[0] in CALENDAR or (words[:1] in gazetteer.demonyms and len(words) == 1)
    no_name = all(one in NO_NAMES for one in words) or words[0] in SHIP_NOUNS
    said = " ".join(one.text for one in tokens[run.first : run.last + 1])
    held = gazetteer.systems.fullmatch(said)
    acronym = (
        len(words) == 1 and tokens[run.first].text.isupper() and len(words[0]) <= LONGEST_ACRONYM
    )
    return not (stopped or peoples or no_name or held or (acronym and not opens))


def _stands_as_place(text: str, tokens: Sequence[Token], run: Run) -> bool:
    return (
        _has_place_noun(text, tokens, run)
        or _follows_preposition(text, tokens, run)
        or _is_dateline(text, tokens, run)
        or text.startswith(("-based", "‑based"), tokens[run.last].end)
    )


def _has_place_noun(text: str, tokens: Sequence[Token], run: Run) -> bool:
    """Tell whether a noun of places belongs to a run: Camp A, A Bay, A village."""
    words = [one.folded for one in tokens[run.first : run.last + 1]]
    if len(words) > 1 and (words[0] in PLACE_HEADS or words[-1] in PLACE_NOUNS | STREETS):
        return True
    return _find_noun(text, tokens, run.last) > run.last


def _find_noun(text: str, tokens: Sequence[Token], last: int) -> int:
    """Return the token of a noun of places right after a run, else the run’s last."""
    if last + 1 < len(tokens) and tokens[last + 1].folded in PLACE_NOUNS:
        return last + 1 if text[tokens[last].end : tokens[last + 1].start] == " " else last
    return last


def _follows_preposition(text: str, tokens: Sequence[Token], run: Run) -> bool:
    before = tokens[run.first - 1]
    if run.first == 0 or text[before.end : tokens[run.first].start] not in (" ", "\n"):
        return False
    if before.folded in PREPOSITIONS:
        return not _speaks(tokens, run)
    earlier = tokens[run.first - 2].folded if run.first > 1 else ""
    if before.folded == "of":
        return earlier in PLACES_OF
    if before.folded == "to":
        return earlier not in NOT_TO_A_PLACE and not _speaks(tokens, run)
    return before.folded in VISITING or (before.folded == "for" and earlier in MOTION)


def _speaks(tokens: Sequence[Token], run: Run) -> bool:
    after = tokens[run.last + 1].folded if run.last + 1 < len(tokens) else ""
    return after in SAYING


def _is_dateline(text: str, tokens: Sequence[Token], run: Run) -> bool:
    start = tokens[run.first].start
    opens = start == 0 or text[start - 1] == "\n"
    return opens and bool(DATELINE.match(text, tokens[run.last].end))


def _is_listed(text: str, tokens: Sequence[Token], run: Run, placed: int) -> bool:
    """Tell whether a run goes on from a place: at A, B and C."""
    start = tokens[run.first].start
    between = text[placed:start] if 0 < placed <= start <= placed + 6 else ""
    return bool(LISTED.fullmatch(between)) and not _speaks(tokens, run)


def _stretch(text: str, tokens: Sequence[Token], last: int) -> int:
    return tokens[_find_noun(text, tokens, last)].end
