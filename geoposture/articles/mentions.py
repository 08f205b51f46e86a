"""Places, bases and seas in a text: the longest names first, with the guards of news prose.

The scan walks the words once. At each word the longest name that starts there is taken and
its words are used up, so that no country is found in the name of a sea; names of newspapers,
organisations and ships are taken too and stand for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geoposture.articles.folding import fold, is_cjk, split_words
from geoposture.articles.gazetteer import (
    BASE_KINDS,
    COUNTRY_KINDS,
    GENERIC,
    STOP,
    Gazetteer,
    Name,
)
from geoposture.articles.tables import Homonym
from geoposture.articles.vocabulary import read_words

LONGEST_NAME = 8
LONGEST_JAPANESE = 16
SHIP_PREFIXES = read_words("ship_prefixes")
SHIP_NOUNS = read_words("ship_nouns")
SHIP_NAMESAKES = frozenset(["city", "capital", "state", "province", "prefecture", "mountain"])
TITLES = read_words("titles")
NOT_A_FIRST_NAME = read_words("not_a_first_name")
PLACE_TAILS: tuple[tuple[str, ...], ...] = tuple(
    tuple(one.split())
    for one in (
        "island chain", "island group", "archipelago", "islands", "islets", "island", "islet",
        "prefecture", "city", "town", "village", "province", "peninsula", "atoll", "shoal",
        "strait", "straits", "sea", "seas",
    )
)  # fmt: skip
TOWN_TAILS = frozenset({("city",), ("town",), ("village",)})
TOWN_CUES = read_words("town_cues")
TOWN_OF = frozenset({("city", "of"), ("town", "of"), ("mayor", "of"), ("residents", "of")})
MILITARY = re.compile(
    r"\b(?:military|troops|Marines?|Air Force|Navy|naval|Army|forces|bases?|fighters?|missiles?|"
    r"warships?|warplanes?|destroyers?|squadrons?|carriers?|garrison|soldiers|sailors|airmen|"
    r"Ospreys?|jets|bombers?|drones?|deploy\w*)\b"
)
TOKEN = re.compile(r"\w+(?:(?<=\d)[.,](?=\d)\w+)*|,")
GAP = re.compile(r"(?:[ \u00a0]{0,2}\n?[ \u00a0]{0,2}|[ ]?[-‐‑–][ ]?|'|’|\. ?| ?・ ?)")
FULL_STOP_BEFORE = frozenset({"st", "mt", "ft", "ie", "no"})
DATELINE = re.compile(r"[ ]?(?:\([^)\n]{1,40}\)|—|–|--|-[ ])")
PREPOSITIONS = frozenset(["in", "at", "near", "off"])
PLACES_OF = read_words("places_of")
CALENDAR = read_words("calendar")
JAPANESE_SHIPS = re.compile(r"(?:空母|護衛艦|強襲揚陸艦|駆逐艦|戦艦)[「『]?([ァ-ヶー一-龯]{2,8})")
FIRST_NAME = re.compile(r"([ァ-ヶー]{2,16})・$")
JAPANESE_TOWN = re.compile(r"(?:市長|市議|市民|市内|市|町長|町議|町民|町|住民)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or comma of the text and its folded form."""

    text: str
    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text and the feature it stands for.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    alternatives : tuple of str
        References of what else it could be.
    """

    start: int
    end: int
    surface: str
    feature: str
    kind: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A capitalised name after in, at, near or off that nothing is known about."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    last: int
    name: Name


def find_mentions(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions in the order of the text.

    Parameters
    ----------
    text : str
        The article.
    gazetteer : Gazetteer
        The names that are looked for.
    """
    tokens = split_tokens(text)
    matches = list(_scan(text, tokens, gazetteer))
    military = bool(MILITARY.search(text))
    found = [
        mention
        for match in matches
        if match.name.feature != STOP
        for mention in _read_match(text, tokens, match, gazetteer, military=military)
    ]
    found = _join_coordinated(text, tokens, found, gazetteer)
    found += _find_camps(text, tokens, gazetteer)
    found += _find_japanese(text, gazetteer)
    return sorted(found, key=lambda one: (one.start, one.end))


def find_unresolved(text: str, mentions: Sequence[Mention]) -> list[Unresolved]:
    """Return the unknown names that stand where a place would.

    Parameters
    ----------
    text : str
        The article.
    mentions : sequence of Mention
        What is known, in the order of the text.
    """
    tokens = split_tokens(text)
    taken = [(one.start, one.end) for one in mentions]
    ends = [end for _, end in taken]
    found = []
    for number, token in enumerate(tokens[:-1]):
        if token.folded not in PREPOSITIONS and not _is_place_of(tokens, number):
            continue
        last = number
        while last + 1 < len(tokens) and last - number < LONGEST_NAME:
            following = tokens[last + 1]
            if not following.text[:1].isupper() or text[tokens[last].end : following.start] != " ":
                break
            last += 1
        if last == number or tokens[number + 1].folded in CALENDAR:
            continue
        start, end = tokens[number + 1].start, tokens[last].end
        nearest = bisect_right(ends, start)
        if nearest == len(taken) or taken[nearest][0] >= end:
            found.append(Unresolved(start, end, text[start:end]))
    return found


def _is_place_of(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether a place follows: the city of, 300 miles west of."""
    return number > 0 and tokens[number].folded == "of" and tokens[number - 1].folded in PLACES_OF


def split_tokens(text: str) -> list[Token]:
    """Return words and commas with their spans; words of Japanese are left out."""
    return [
        Token(match[0], match.start(), match.end(), fold(match[0]))
        for part in re.finditer(r"[^\u3040-\u30ff\u3400-\u9fff々〆]+", text)
        for match in TOKEN.finditer(text, part.start(), part.end())
    ]


def _scan(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[_Match]:
    ships: set[str] = set()
    position = 0
    while position < len(tokens):
        match = _match_longest(text, tokens, position, gazetteer)
        ship = _read_ship(text, tokens, position)
        if ship and (match is None or match.last == position):
            ships.add(" ".join(one.folded for one in tokens[position + 1 : ship]))
            position = ship
            continue
        if match is None:
            position += 1
            continue
        words = " ".join(one.folded for one in tokens[match.first : match.last + 1])
        if words not in ships and not _is_guarded(text, tokens, match, gazetteer):
            yield match
        position = match.last + 1


def _match_longest(
    text: str, tokens: Sequence[Token], first: int, gazetteer: Gazetteer
) -> _Match | None:
    key: list[str] = []
    found = None
    for last in range(first, min(first + LONGEST_NAME, len(tokens))):
        if last > first and not _joins(text, tokens[last - 1], tokens[last]):
            break
        key.append(tokens[last].folded)
        name = gazetteer.words.get(tuple(key))
        if name and _has_case(tokens[first : last + 1], name):
            found = _Match(first, last, name)
    return found


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


def _read_ship(text: str, tokens: Sequence[Token], position: int) -> int | None:
    """Return the position after a ship's name: USS, HMS, JS and its capitalised words."""
    if tokens[position].text not in SHIP_PREFIXES:
        return None
    last = position
    while last + 1 < len(tokens) and last - position < 3:  # noqa: PLR2004
        following = tokens[last + 1]
        if (
            not following.text[0].isupper()
            or not text[tokens[last].end : following.start].isspace()
        ):
            break
        last += 1
    return last + 1 if last > position else None


def _is_guarded(text: str, tokens: Sequence[Token], match: _Match, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is that of a ship's class, a ship or a person."""
    first, last = tokens[match.first], tokens[match.last]
    if re.match(r"[-‐‑]class\b", text[last.end : last.end + 7]):
        return True
    before = tokens[match.first - 1] if match.first else None
    after = tokens[match.last + 1] if match.last + 1 < len(tokens) else None
    single = match.first == match.last
    if (
        single
        and first.folded in gazetteer.tables.ships
        and _follows_ship(tokens, match.first, after)
    ):
        return True
    if _is_named_ship(text, before, first, match.name):
        return True
    if first.folded not in gazetteer.tables.surnames or before is None:
        return False
    gap = text[before.end : first.start]
    if not (single and gap == " "):
        return before.folded in TITLES and gap == ". "
    return before.folded in TITLES or _is_first_name(text, before, gazetteer)


def _is_first_name(text: str, token: Token, gazetteer: Gazetteer) -> bool:
    """Tell whether the word before a surname may be a first name: no country, no start."""
    if not token.text[0].isupper() or token.folded in NOT_A_FIRST_NAME:
        return False
    country = {token.folded, token.folded.removesuffix("s")} & gazetteer.countries
    return not country and not _ends_sentence(text, token)


def _is_named_ship(text: str, before: Token | None, first: Token, name: Name) -> bool:
    """Tell whether a town's or state's name stands right after the word for a ship."""
    if before is None or text[before.end : first.start] != " ":
        return False
    return before.folded in SHIP_NOUNS and name.kind in SHIP_NAMESAKES


def _follows_ship(tokens: Sequence[Token], first: int, after: Token | None) -> bool:
    words = {one.folded for one in tokens[max(0, first - 3) : first]}
    if words & SHIP_NOUNS or (after and after.folded in SHIP_NOUNS | {"carrier", "strike"}):
        return True
    return bool(words and tokens[first - 1].folded == "the" and not (
        after and after.folded in {"province", "coast", "peninsula"}))  # fmt: skip


def _ends_sentence(text: str, token: Token) -> bool:
    return text[token.end : token.end + 1] in ".!?"


def _read_match(
    text: str, tokens: Sequence[Token], match: _Match, gazetteer: Gazetteer, *, military: bool
) -> Iterator[Mention]:
    """Return the mention of a match: with its tail, and the right one of two homonyms."""
    name, last = match.name, match.last
    surface_words = tuple(one.folded for one in tokens[match.first : last + 1])
    homonym = _find_homonym(gazetteer, surface_words[0]) if len(surface_words) == 1 else None
    tail = _find_tail(text, tokens, last, name, gazetteer, base=homonym is not None)
    feature, alternatives = name.feature, name.alternatives
    own_prefecture = gazetteer.words.get((*surface_words, "prefecture"))
    if homonym:
        town = tail in TOWN_TAILS or (not tail and _is_town(text, tokens, match, gazetteer))
        feature, alternatives = _choose(homonym, town=town, military=military or bool(tail))
    elif own_prefecture and not tail and _follows_town(text, tokens, match):
        feature, alternatives = own_prefecture.feature, (feature,)
    elif tail in gazetteer.base_tails:
        feature = _find_own_base(gazetteer, surface_words, feature)
    last += len(tail)
    start, end = tokens[match.first].start, _stretch(text, tokens[last])
    yield Mention(start, end, text[start:end], feature, gazetteer.kind(feature), alternatives)


def _find_homonym(gazetteer: Gazetteer, word: str) -> Homonym | None:
    return next((one for one in gazetteer.homonyms.values() if fold(one.name) == word), None)


def _choose(homonym: Homonym, *, town: bool, military: bool) -> tuple[str, tuple[str, ...]]:
    if homonym.town and (town or not military):
        return homonym.town, (homonym.base,)
    return homonym.base, (homonym.town,) if homonym.town else ()


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


def _is_town(text: str, tokens: Sequence[Token], match: _Match, gazetteer: Gazetteer) -> bool:
    """Tell whether the words round a name speak of the town, not the base."""
    after = tokens[match.last + 1 : match.last + 4]
    if after and after[0].text == "s":  # the town’s mayor
        after = after[1:]
    if after and after[0].folded in TOWN_CUES:
        return True
    before = tuple(one.folded for one in tokens[max(0, match.first - 2) : match.first])
    if before in TOWN_OF:
        return True
    if len(after) > 1 and after[0].text == ",":  # a town and its prefecture
        return (after[1].folded, "prefecture") in gazetteer.words
    return _is_dateline(text, tokens[match.first], tokens[match.last])


def _is_dateline(text: str, first: Token, last: Token) -> bool:
    """Tell whether a name in capitals opens a paragraph and a dash or bracket follows."""
    opens = first.start == 0 or text[first.start - 1] == "\n"
    return opens and first.text.isupper() and bool(DATELINE.match(text, last.end))


def _follows_town(text: str, tokens: Sequence[Token], match: _Match) -> bool:
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


def _find_japanese(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Return the mentions in Japanese: the longest names, without word boundaries."""
    if not any(is_cjk(one) for one in text):
        return
    plain = "".join(
        same if len(same) == 1 else one
        for one in text
        for same in (unicodedata.normalize("NFKC", one),)
    )
    pairs = dict(_find_pairs(plain, gazetteer))
    for position, feature in pairs.items():
        yield Mention(position, position + 1, text[position], feature, "country")
    ships = {match[1] for match in JAPANESE_SHIPS.finditer(plain)}
    first = {name[0] for name in gazetteer.japanese}
    position = 0
    while position < len(plain):
        name = None
        if plain[position] in first:
            name = _match_japanese(plain, position, gazetteer)
        if name is None:
            alone = None if position in pairs else _find_alone(plain, position, gazetteer)
            if alone:
                yield Mention(position, position + 1, text[position], alone, "country")
            position += 1
            continue
        end = position + len(unicodedata.normalize("NFKC", name.text))
        if name.feature != STOP and name.text not in ships:
            mention = Mention(position, end, text[position:end], name.feature,
                              gazetteer.kind(name.feature), name.alternatives)  # fmt: skip
            mention = _settle_japanese(plain, mention, name, gazetteer)
            yield replace(mention, surface=text[mention.start : mention.end])
            end = mention.end
        position = end


def _find_pairs(plain: str, gazetteer: Gazetteer) -> Iterator[tuple[int, str]]:
    """Return the characters that stand for countries side by side, and the countries."""
    for match in gazetteer.pairs.finditer(plain):
        for position in range(match.start(), match.end()):
            if plain[position] in gazetteer.characters:
                yield position, gazetteer.characters[plain[position]]


def _find_alone(plain: str, position: int, gazetteer: Gazetteer) -> str | None:
    """Return the country that one character stands for where it is."""
    for one in gazetteer.tables.countries:
        if one.alone and one.alone.match(plain, position) and one.feature in gazetteer.kinds:
            return one.feature
    return None


def _match_japanese(plain: str, position: int, gazetteer: Gazetteer) -> Name | None:
    for length in range(min(LONGEST_JAPANESE, len(plain) - position), 0, -1):
        name = gazetteer.japanese.get(plain[position : position + length])
        if (
            name
            and not _is_inside_katakana(plain, position, position + length)
            and not _ends_foreign_name(plain, position, gazetteer)
        ):
            return name
    return None


def _is_inside_katakana(plain: str, start: int, end: int) -> bool:
    """Tell whether a name in katakana is cut out of a longer word: タイ in タイプ."""

    def is_katakana(one: str) -> bool:
        return "ァ" <= one <= "ヺ" or one == "ー"

    before, after = plain[start - 1 : start], plain[end : end + 1]
    starts = is_katakana(plain[start]) and bool(before) and is_katakana(before)
    ends = is_katakana(plain[end - 1]) and bool(after) and is_katakana(after)
    return starts or ends


def _ends_foreign_name(plain: str, start: int, gazetteer: Gazetteer) -> bool:
    """Tell whether a name follows a first name, and not the name of an area."""
    given = FIRST_NAME.search(plain[max(0, start - LONGEST_JAPANESE) : start])
    return given is not None and given[1] not in gazetteer.japanese


def _settle_japanese(plain: str, mention: Mention, name: Name, gazetteer: Gazetteer) -> Mention:
    homonym = next(
        (
            one
            for one in gazetteer.homonyms.values()
            if name.feature in (one.base, one.town)
            and not gazetteer.base_after.search(name.text)
            and one.japanese == name.text
        ),
        None,
    )
    base, town = (one.match(plain, mention.end) for one in (gazetteer.base_after, JAPANESE_TOWN))
    if homonym is None:
        return mention
    feature, alternatives = _choose(homonym, town=bool(town and not base), military=True)
    end = base.end() if base else mention.end
    return replace(mention, feature=feature, alternatives=alternatives, end=end,
                   kind=gazetteer.kind(feature))  # fmt: skip
