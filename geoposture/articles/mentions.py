"""Places, bases and seas in a text: the longest names first, with the guards of news prose.

The scan walks the words once. At each word the longest name that starts there is taken and
its words are used up, so that no country is found in the name of a sea; names of newspapers,
organisations and ships are taken too and stand for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise

from geoposture.articles.findings import Match, Mention, Unresolved
from geoposture.articles.folding import fold, split_words
from geoposture.articles.gazetteer import (
    BASE,
    BASE_KINDS,
    COUNTRY_KINDS,
    GENERIC,
    STOP,
    TOWN_NOUNS,
    Gazetteer,
    Name,
)
from geoposture.articles.guards import ASKED, SHIP_NAMESAKES, find_guard, is_ship, read_ship, widen
from geoposture.articles.homonyms import (
    DATELINE,
    TOWN_OF,
    choose,
    find_homonym,
    find_owned,
    is_dateline,
    is_town,
)
from geoposture.articles.japanese import find_japanese, find_unresolved_japanese
from geoposture.articles.tokens import Token, split_tokens
from geoposture.articles.unresolved import find_unresolved, list_series

LONGEST_NAME = 8
PLACE_TAILS: tuple[tuple[str, ...], ...] = tuple(
    tuple(one.split())
    for one in (
        "island chain", "island group", "archipelago", "islands", "islets", "island", "islet",
        "prefecture", "city", "town", "village", "province", "peninsula", "atoll", "shoal",
        "strait", "straits", "sea", "seas", "township",
    )
)  # fmt: skip
TOWN_TAILS = frozenset({("city",), ("town",), ("village",)})
MILITARY = re.compile(
    r"\b(?:military|troops|Marines?|Air Force|Navy|naval|Army|forces|bases?|fighters?|missiles?|"
    r"warships?|warplanes?|destroyers?|frigates?|cruisers?|submarines?|navy|navies|squadrons?|"
    r"carriers?|garrison|soldiers|sailors|airmen|Ospreys?|jets|bombers?|drones?|deploy\w*)\b"
)
GAP = re.compile(r"(?:[ \u00a0]{0,2}\n?[ \u00a0]{0,2}|[ ]?[-‐‑–][ ]?|'|’|\. ?| ?・ ?)")
OF_TOWNS = re.compile(
    r"(?:, [A-Z]\w{1,20}){0,4}(?:,? and [A-Z]\w{1,20})?"
    r"(?: (?:cities|towns|villages)\b|(?:,| in) [A-Z]\w{1,20} [Pp]refecture\b)"
)
"""After the name of a town: A, B and C villages; A and B in C Prefecture."""
LISTED_BEFORE = re.compile(r"(?:, and |, | and | or )$")
FULL_STOP_BEFORE = frozenset({"st", "mt", "ft", "ie", "no"})


def find_names(text: str, gazetteer: Gazetteer) -> tuple[list[Mention], list[Unresolved]]:
    """Return the mentions, and the names that an editor has to look at, each in order.

    Parameters
    ----------
    text : str
        The article, in the form that `normal.normalize` gives it.
    gazetteer : Gazetteer
        The names that are looked for.
    """
    tokens = split_tokens(text)
    left: list[Unresolved] = []
    matches = list(_scan(text, tokens, gazetteer, left))
    military = bool(MILITARY.search(text)) or any(_is_base_alone(one, gazetteer) for one in matches)
    found = [
        mention
        for match in matches
        if match.name.feature != STOP
        for mention in _read_match(text, tokens, match, gazetteer, military=military)
    ]
    found = _join_coordinated(text, tokens, found, gazetteer)
    found = _join_prefectures(text, tokens, found, gazetteer)
    found += _find_camps(text, tokens, gazetteer)
    found += _find_listed_bases(text, tokens, found, gazetteer)
    found += find_japanese(text, gazetteer)
    found.sort(key=lambda one: (one.start, one.end))
    known: list[Mention | Unresolved] = [
        *found,
        *left,
        *(_span(text, tokens, one) for one in matches),
    ]
    left += find_unresolved(text, tokens, known, gazetteer)
    left += find_unresolved_japanese(text, found, gazetteer)
    return found, sorted(left, key=lambda one: (one.start, one.end))


def _is_base_alone(match: Match, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is that of a base, and of no town: a text with it is about forces."""
    homonym = find_homonym(gazetteer, fold(match.name.text))
    return match.name.kind in (BASE, "military base") and (homonym is None or not homonym.town)


def _span(text: str, tokens: Sequence[Token], match: Match) -> Unresolved:
    start, end = tokens[match.first].start, tokens[match.last].end
    return Unresolved(start, end, text[start:end])


def _scan(
    text: str, tokens: Sequence[Token], gazetteer: Gazetteer, left: list[Unresolved]
) -> Iterator[Match]:
    """Yield the matches; what a guard stops and may be a place after all goes to `left`."""
    ships: set[str] = set()
    whole = _list_whole_towns(tokens, gazetteer)
    position, ship_ends = 0, 0
    while position < len(tokens):
        match = _match_longest(text, tokens, position, gazetteer)
        if match is None and _is_short_town(text, tokens, position, gazetteer, whole):
            name = gazetteer.short_towns[tokens[position].folded]
            match = Match(position, position, name)
        ship = read_ship(text, tokens, position)
        if ship and (match is None or match.last == position):
            ships.add(_join(tokens, position + 1, ship))
            position = ship_ends = ship
            continue
        if match is None:
            position += 1
            continue
        words, after = _join(tokens, match.first, match.last + 1), match.last + 1
        goes_on = (
            ship_ends
            and all(
                one.folded in ("and", "or", ",", "the") for one in tokens[ship_ends : match.first]
            )
            and SHIP_NAMESAKES & {match.name.kind}
        )
        if words in ships or goes_on or is_ship(text, tokens, match, gazetteer):
            ships.add(words)
            ship_ends = after
        elif not (guard := find_guard(text, tokens, match, gazetteer)):
            yield match
        elif guard in ASKED:
            left.append(_span(text, tokens, widen(text, tokens, match, guard)))
        position = after


def _list_whole_towns(tokens: Sequence[Token], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the words that are named with City, Town or Village somewhere in the text."""
    return frozenset(
        one.folded
        for one, noun in pairwise(tokens)
        if noun.folded in TOWN_NOUNS and one.folded in gazetteer.short_towns
    )


def _is_short_town(
    text: str, tokens: Sequence[Token], position: int, gazetteer: Gazetteer, whole: AbstractSet[str]
) -> bool:
    """Tell whether a word that is not known alone is a town: by what the text says of it."""
    token = tokens[position]
    if token.folded not in gazetteer.short_towns or not token.text[0].isupper():
        return False
    before = tuple(one.folded for one in tokens[max(0, position - 2) : position])
    return (
        token.folded in whole
        or before in TOWN_OF
        or is_dateline(text, token, token)
        or bool(OF_TOWNS.match(text, token.end))
    )


def _join(tokens: Sequence[Token], first: int, after: int) -> str:
    return " ".join(one.folded for one in tokens[first:after])


def _match_longest(
    text: str, tokens: Sequence[Token], first: int, gazetteer: Gazetteer
) -> Match | None:
    key: list[str] = []
    found = None
    for last in range(first, min(first + LONGEST_NAME, len(tokens))):
        if _abbreviates(text, tokens, first, last):
            continue
        told = _abbreviates(text, tokens, first, last - 1)
        if last > first and not (told or _joins(text, tokens[last - 1], tokens[last])):
            break
        key.append(tokens[last].folded)
        name = gazetteer.words.get(tuple(key))
        if name and _has_case(tokens[first : last + 1], name):
            found = Match(first, last, name)
    return found


def _abbreviates(text: str, tokens: Sequence[Token], first: int, at: int) -> bool:
    """Tell whether a word is the initials of the ones before it, in brackets inside of a name."""
    word = tokens[at]
    return (
        at > first
        and text[word.start - 1] == "("
        and text[word.end : word.end + 1] == ")"
        and word.text == "".join(one.text[0] for one in tokens[first:at])
    )


def _joins(text: str, before: Token, after: Token) -> bool:
    gap = text[before.end : after.start]
    if not GAP.fullmatch(gap):
        return after.text == "," or before.text == ","
    if gap.startswith("."):
        return len(before.text) == 1 or before.folded in FULL_STOP_BEFORE
    return True


def _has_case(tokens: Sequence[Token], name: Name) -> bool:
    """Tell whether the words are written as a name: capitals, but for the generic ones."""
    if name.exact:
        return all(one.text.isupper() for one in tokens)
    if all(one.folded in GENERIC for one in tokens):
        return len(tokens) > 1
    if name.text.islower():
        return True
    lower = [one for one in tokens if one.text[0].isalpha() and not one.text[0].isupper()]
    if len(lower) == len(tokens):
        return False
    given = {fold(word) for word in re.findall(r"\w+", name.text) if word[0].islower()}
    return all(one.folded in GENERIC or one.folded in given for one in lower)


def _read_match(
    text: str, tokens: Sequence[Token], match: Match, gazetteer: Gazetteer, *, military: bool
) -> Iterator[Mention]:
    """Return the mention of a match: with its tail, and the right one of two homonyms."""
    name, last = match.name, match.last
    surface_words = tuple(one.folded for one in tokens[match.first : last + 1])
    homonym = find_homonym(gazetteer, surface_words[0]) if len(surface_words) == 1 else None
    tail = _find_tail(text, tokens, last, name, gazetteer, base=homonym is not None)
    feature, alternatives = name.feature, name.alternatives
    owned = find_owned(text, tokens[match.first].start, name.text, gazetteer)
    own_prefecture = gazetteer.words.get((*surface_words, "prefecture"))
    if owned:
        feature, alternatives = owned.feature, (name.feature,)
    elif name.text in gazetteer.owned:
        alternatives = tuple(dict.fromkeys((*gazetteer.owned[name.text], *alternatives)))
    elif homonym:
        town = tail in TOWN_TAILS or (not tail and is_town(text, tokens, match, gazetteer))
        feature, alternatives = choose(homonym, town=town, military=military or bool(tail))
    elif own_prefecture and not tail and _follows_town(text, tokens, match):
        feature, alternatives = own_prefecture.feature, (feature,)
    elif not tail and (of_town := _find_town_of(tokens, match, gazetteer)):
        feature, alternatives = of_town.feature, (feature,)
    elif tail in gazetteer.base_tails:
        feature = _find_own_base(gazetteer, surface_words, feature)
    last += len(tail)
    start, end = tokens[match.first].start, _stretch(text, tokens[last])
    yield Mention(start, end, text[start:end], feature, gazetteer.kind(feature), alternatives)


def _find_town_of(tokens: Sequence[Token], match: Match, gazetteer: Gazetteer) -> Name | None:
    """Return the town of a name that an island has too, where it says “the village of”."""
    if match.first < 2 or tokens[match.first - 1].folded != "of":  # noqa: PLR2004
        return None
    noun = tokens[match.first - 2].folded
    words = tuple(one.folded for one in tokens[match.first : match.last + 1])
    return gazetteer.words.get((*words, noun)) if noun in TOWN_NOUNS else None


def _find_own_base(gazetteer: Gazetteer, words: tuple[str, ...], feature: str) -> str:
    """Return the base that a place's name with a base's tail stands for."""
    named = gazetteer.words.get((*words, "air", "base"))
    return named.feature if named else feature


def _find_tail(
    text: str, tokens: Sequence[Token], last: int, name: Name, gazetteer: Gazetteer, *, base: bool
) -> tuple[str, ...]:
    """Return the generic words after a name that belong to it."""
    if name.exact or name.kind in COUNTRY_KINDS:
        return ()
    if tokens[last].folded in GENERIC and not base:
        return ()
    tails: tuple[tuple[str, ...], ...] = gazetteer.base_tails if base else ()
    if name.kind in BASE_KINDS:
        tails = gazetteer.base_tails
    elif name.kind in ("city", "capital") and not base:
        tails = tuple(one for one in gazetteer.base_tails if one != ("bases",))
    tails = (*tails, *PLACE_TAILS) if name.kind not in BASE_KINDS or base else tails
    for tail in sorted(tails, key=len, reverse=True):
        following = tokens[last + 1 : last + 1 + len(tail)]
        if tuple(one.folded for one in following) != tail:
            continue
        chain = [tokens[last], *following]
        if all(text[a.end : b.start] == " " for a, b in pairwise(chain)):
            return tail
    return ()


def _follows_town(text: str, tokens: Sequence[Token], match: Match) -> bool:
    """Tell whether a name stands as the prefecture after its town."""
    if match.first < 2 or tokens[match.first - 1].text != ",":  # noqa: PLR2004
        return False
    town = tokens[match.first - 2]
    between = text[town.end : tokens[match.first].start]
    ends = (
        DATELINE.match(text, tokens[match.last].end)
        or text[tokens[match.last].end : tokens[match.last].end + 1] in ",;."
    )
    return between == ", " and town.text.isupper() and bool(ends)


def _stretch(text: str, token: Token) -> int:
    """Return the end of a name; the stop of U.S. and D.C. belongs to it."""
    initials = len(token.text) == 1 and text[token.start - 1 : token.start] == "."
    return token.end + 1 if initials and text[token.end : token.end + 1] == "." else token.end


def _join_coordinated(
    text: str, tokens: Sequence[Token], found: Sequence[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """Return the mentions with both halves of “East and South … Seas” as they are meant.

    The first half takes the tail of the second; a second half in the plural that stands for
    one of two (“A and B islands”) is read in the singular.
    """
    by_start = {one.start: one for one in found}
    for number, token in enumerate(tokens[:-2]):
        second = by_start.get(tokens[number + 2].start)
        if tokens[number + 1].folded not in ("and", "or") or second is None:
            continue
        if not token.text[0].isupper() or text[token.end : tokens[number + 1].start] != " ":
            continue
        held = by_start.get(token.start)
        name = _complete(token, second, gazetteer)
        if name and (held is None or held.end == token.end):
            by_start[token.start] = Mention(
                token.start, token.end, token.text, name.feature, gazetteer.kind(name.feature)
            )
            single = gazetteer.words.get(_singular(split_words(second.surface)))
            if single and single.feature != STOP:
                by_start[second.start] = replace(second, feature=single.feature)
    return list(by_start.values())


def _join_prefectures(
    text: str, tokens: Sequence[Token], found: Sequence[Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """Return the mentions with those of “A, B and C prefectures” as the prefectures."""
    by_end = {one.end: one for one in found}
    for number, token in enumerate(tokens):
        if token.folded != "prefectures" or not number:
            continue
        end = tokens[number - 1].end
        while end in by_end:
            one = by_end[end]
            whole = gazetteer.words.get((*split_words(one.surface), "prefecture"))
            if whole is None:
                break
            kind = gazetteer.kind(whole.feature)
            by_end[end] = replace(one, feature=whole.feature, kind=kind)
            before = LISTED_BEFORE.search(text, max(0, one.start - 6), one.start)
            end = before.start() if before else -1
    return list(by_end.values())


def _find_camps(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Return the members of “Camps Hansen, Foster and Schwab”; the first takes the plural."""
    for number, plural in enumerate(tokens):
        if plural.text != "Camps":
            continue
        first: Token | None = plural
        for one in tokens[number + 1 : number + 1 + LONGEST_NAME]:
            name = gazetteer.words.get(("camp", one.folded))
            if name and name.feature != STOP:
                start = (first or one).start
                kind = gazetteer.kind(name.feature)
                yield Mention(start, one.end, text[start : one.end], name.feature, kind)
                first = None
            elif one.text not in (",", "and"):
                break


def _find_listed_bases(
    text: str, tokens: Sequence[Token], found: Sequence[Mention], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Return the short names in a list with at least one other base: A, B and C."""
    kinds = {one.start: one.kind for one in found}
    for series in list_series(text, tokens):
        starts = [tokens[run.first].start for run in series]
        if not any(kinds.get(start) in BASE_KINDS for start in starts):
            continue
        for run, start in zip(series, starts, strict=True):
            word = tokens[run.first]
            name = gazetteer.short_bases.get(word.folded) if run.first == run.last else None
            if name and start not in kinds:
                yield Mention(start, word.end, word.text, name.feature, BASE)


def _complete(token: Token, second: Mention, gazetteer: Gazetteer) -> Name | None:
    """Return the name that a word makes with the tail of the name after it."""
    tail = split_words(second.surface)[1:]
    if not tail or tail in gazetteer.base_tails:
        return None
    for words in (_singular(tail), tail):
        name = gazetteer.words.get((token.folded, *words))
        if name and name.feature not in (STOP, second.feature):
            return name
    return None


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with the last one in the singular."""
    return (*words[:-1], words[-1].removesuffix("s")) if words else words
