"""Names in Japanese text: the longest first, without word boundaries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geoposture.articles.findings import Mention, Unresolved
from geoposture.articles.folding import is_cjk
from geoposture.articles.gazetteer import COUNTRY_KINDS, STOP, Gazetteer, Name
from geoposture.articles.homonyms import choose, find_owned
from geoposture.articles.lexicon import list_words, read_words

LONGEST_JAPANESE = 16
JAPANESE_SHIPS = re.compile(r"(?:空母|護衛艦|強襲揚陸艦|駆逐艦|戦艦)[「『]?([ァ-ヶー一-龯]{2,8})")
QUOTED_SHIP = re.compile("(?:空母|[艦艇船])[「『]")
BYLINE = re.compile(r"[一-龯ぁ-んァ-ヶー、・ ]{2,16}[】)）]")
QUOTED = re.compile(r"[「『][^「」『』]{2,12}[」』]")
HAVE_REGIONS = frozenset({"city", "capital", "state", "province", "islands", "island"})
FIRST_NAME = re.compile(r"([ァ-ヶー]{2,16})・$")
JAPANESE_TOWN = re.compile(r"(?:港|市長|市議|市民|市内|市|町長|町議|町民|町|住民)")
TITLES = "|".join(sorted(list_words("japanese_titles"), key=len, reverse=True))
PERSON = re.compile(
    rf"(?![県市町村区島州])(?:(?![県市町村区島州大高基港空])[一-龯々ぁ-んァ-ヶー]{{1,4}})??(?:{TITLES})"
    r"|(?:[一-龯々]{0,3}|[ぁ-ん]{2,4})(?:[（(]\d{1,3}歳?[)）]|、?\d{1,3}歳)"
)
HEADS_OF_TOWNS = "|".join(list_words("japanese_heads_of_towns"))
HEAD_OF_TOWN = re.compile(
    rf"(?![県市町村区島州{list_words('japanese_no_given')[0]}])[一-龯]{{1,2}}(?<![県市町村区島州])"
    rf"(?:{HEADS_OF_TOWNS})"
)
LONGER = re.compile("|".join(list_words("japanese_organisations")))
SCHOOL = re.compile(f"[一-龯ァ-ヶー々]{{1,8}}?(?:{'|'.join(list_words('japanese_schools'))})(?!生)")
REGION = re.compile("|".join(list_words("japanese_regions")))
NOUNS = "|".join(sorted(list_words("japanese_place_nouns"), key=len, reverse=True))
PLACE_NAME = re.compile(
    rf"(?P<name>(?:[一-龯々ヶ]{{1,10}}?|[ァ-ヶー・]{{2,14}}?))(?P<noun>{NOUNS})(?![一-龯々ァ-ヶー])"
    rf"|(?P<never>(?!))"
)
TOWNS = frozenset("市町村")
DISTRICT = re.compile("[一-龯々ヶ]{2,3}(?=[のでにをはが、。])")
COUNTED = re.compile(
    "(?:の?[0-9一二三四五六七八九十]{1,2}|両|各)([県市町村島]|基地|空港|港|駐屯地)"
)
BETWEEN = frozenset("、・と")
NO_DISTRICT = re.compile(
    f"[一-龯]?(?:{'|'.join(list_words('japanese_no_district'))}|{HEADS_OF_TOWNS})"
)
COMMON = read_words("japanese_common")
STEMS = frozenset("".join(list_words("japanese_stems")))


def find_japanese(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions in Japanese: the longest names, without word boundaries.

    Parameters
    ----------
    text : str
        The article, in the form that `normal.normalize` gives it.
    gazetteer : Gazetteer
    """
    if not any(is_cjk(one) for one in text):
        return []
    return _join_counted(text, list(_scan(text, gazetteer)), gazetteer)


def _join_counted(text: str, found: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions with a list before “both prefectures”, “the 4 towns” as such."""
    by_end = {one.end: one for one in found}
    for last in found:
        counted, end = COUNTED.match(text, last.end), last.end
        while counted and end in by_end:
            one = by_end[end]
            whole = gazetteer.japanese.get(one.surface + counted[1])
            if whole and whole.feature != STOP:
                kind = gazetteer.kind(whole.feature)
                by_end[end] = replace(one, feature=whole.feature, kind=kind)
            end = one.start - 1 if text[one.start - 1] in BETWEEN else -1
    return list(by_end.values())


def _scan(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    pairs = dict(_find_pairs(text, gazetteer))
    for position, feature in pairs.items():
        yield Mention(position, position + 1, text[position], feature, "country")
    ships = {match[1] for match in JAPANESE_SHIPS.finditer(text)}
    first = {name[0] for name in gazetteer.japanese}
    named = QUOTED_SHIP.search(text)
    position = 0
    while position < len(text):
        name = _match_japanese(text, position, gazetteer) if text[position] in first else None
        if name is None:
            alone = None if position in pairs else _find_alone(text, position, gazetteer)
            if alone:
                yield Mention(position, position + 1, text[position], alone, "country")
            position += 1
            continue
        end = position + len(name.text)
        quoted = named is not None and named.start() < position and _is_quoted(text, position, end)
        if (
            name.feature != STOP
            and name.text not in ships
            and not quoted
            and not _is_guarded(text, position, end, gazetteer)
            and not (name.kind not in COUNTRY_KINDS and SCHOOL.match(text, end))
        ):
            mention = _settle_japanese(text, position, name, gazetteer)
            yield replace(mention, surface=text[mention.start : mention.end])
            end = mention.end
        position = end


def _is_byline(text: str, start: int) -> bool:
    """Tell whether a name follows the place in 【place=who wrote it】."""
    return text[start - 1 : start] == "=" and bool(BYLINE.match(text, start))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands alone in quotes, as those of ships do."""
    return bool(start and QUOTED.fullmatch(text, start - 1, end + 1))


def _is_guarded(text: str, start: int, end: int, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is a person's, or part of that of a school, a paper, a street."""
    if LONGER.match(text, end) or HEAD_OF_TOWN.match(text, end) or _is_byline(text, start):
        return True
    return text[start:end] in gazetteer.surnames and bool(PERSON.match(text, end))


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


def _settle_japanese(text: str, start: int, name: Name, gazetteer: Gazetteer) -> Mention:
    """Return the mention of a name: by its owner, or the base or town of two of one name."""
    end = start + len(name.text)
    mention = Mention(start, end, name.text, name.feature, name.kind, name.alternatives)
    owned = find_owned(text, start, name.text, gazetteer)
    if owned:
        return replace(mention, feature=owned.feature, alternatives=(name.feature,),
                       kind=gazetteer.kind(owned.feature))  # fmt: skip
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
    if homonym is None:
        region = REGION.match(text, end) if name.kind in HAVE_REGIONS else None
        return replace(mention, end=region.end()) if region else mention
    base, town = (one.match(text, end) for one in (gazetteer.base_after, JAPANESE_TOWN))
    dateline = text[start - 1 : start] == "【" and start > 0
    feature, alternatives = choose(
        homonym, town=bool((town or dateline) and not base), military=True
    )
    return replace(mention, feature=feature, alternatives=alternatives,
                   end=base.end() if base else end, kind=gazetteer.kind(feature))  # fmt: skip


def find_unresolved_japanese(
    text: str, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> Iterator[Unresolved]:
    """Yield the unknown names that a noun of places ends: a town, an island, a base.

    Parameters
    ----------
    text : str
        The article.
    mentions : sequence of Mention
        What is known, in the order of the text.
    gazetteer : Gazetteer
    """
    taken = sorted((one.start, one.end) for one in mentions)
    ends = [end for _, end in taken]
    listed: set[int] = set()
    for match in PLACE_NAME.finditer(text):
        start = match.start("name") + len(_find_head(match["name"], gazetteer))
        end = match.end()
        nearest = bisect_right(ends, start)
        while nearest < len(taken) and taken[nearest][0] < end:  # what follows a known name
            start = taken[nearest][1]
            nearest += 1
        surface = text[start:end]
        if len(surface) > len(match["noun"]) and not _is_common(surface, match["noun"], gazetteer):
            listed.add(start)
            yield Unresolved(start, end, surface)
    yield from (one for one in _find_districts(text, mentions) if one.start not in listed)


def _find_head(name: str, gazetteer: Gazetteer) -> str:
    """Return what stands before a name in one run of characters: whose base it is, where."""
    found = gazetteer.heads.match(name)
    return found[0] if found else ""


def _find_districts(text: str, towns: Sequence[Mention]) -> Iterator[Unresolved]:
    """Yield what directly follows a town as its district does: a short name before a particle."""
    for one in towns:
        district = DISTRICT.match(text, one.end)
        if one.surface[-1:] in TOWNS and district and not NO_DISTRICT.match(text, one.end):
            yield Unresolved(one.end, district.end(), district[0])


def _is_common(surface: str, noun: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a word with a noun of places is no name: 離島, 同市, 各基地."""
    known = gazetteer.japanese.get(surface)
    stopped = known is not None and known.feature == STOP
    stem = surface.removesuffix(noun)
    return stopped or surface in COMMON or stem in COMMON or all(one in STEMS for one in stem)
