"""Between which two places a text gives a distance or a direction: a closed grammar.

A sentence is rewritten as a pattern of places and numbers, a character each, and is compared
with the forms in which a text names both ends. What has another form names no two ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geoposture.articles.findings import Mention
from geoposture.articles.lexicon import join_phrases, read_table
from geoposture.articles.quantities import METRES, Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.spans import find_sentence, select_within
from geoposture.articles.text import Unit

WINDS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
JAPANESE_WINDS = {
    "北": "north", "北東": "northeast", "東": "east", "南東": "southeast", "南": "south",
    "南西": "southwest", "西": "west", "北西": "northwest",
}  # fmt: skip
_SIGN = re.compile("«([^»]+)»")
FIRST_PLACE, LAST_PLACE = 0xE000, 0xEFFF
CLAIM, OTHER = "\uf8f0", "\uf8f1"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places, the one that is described first, and in which direction it lies.

    Attributes
    ----------
    wind : str or None
        Where the first place lies as seen from the second, None where that is not said.
    """

    place: Mention
    other: Mention
    wind: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit of text as places and numbers among words; `places` by their characters."""

    pattern: str
    places: dict[str, Mention]


def find_pair(quantity: Quantity, reading: Reading) -> Pair | None:
    """Return the two places that a distance is given between.

    Parameters
    ----------
    quantity : Quantity
        The distance.
    reading : Reading
        Where it was found.
    """
    sentence = rewrite(find_sentence(quantity, reading), reading, quantity)
    if is_no_distance(sentence.pattern):
        return None
    return next(_match_all(sentence, _list_forms("distances")), None)


def find_directions(unit: Unit, reading: Reading) -> list[Pair]:
    """Return the places of a unit of text of which it says in which direction one lies.

    Parameters
    ----------
    unit : Unit
        A sentence.
    reading : Reading
        Where it stands.
    """
    sentence = rewrite(unit, reading, None)
    found = [one for one in _match_all(sentence, _list_forms("directions")) if one.wind]
    return list({(one.place, one.other): one for one in found}.values())


def rewrite(unit: Unit, reading: Reading, claim: Quantity | None) -> Sentence:
    """Return a unit with a character for each place and number; brackets without the claim go.

    Parameters
    ----------
    unit : Unit
        A sentence.
    reading : Reading
        Where it stands.
    claim : Quantity or None
        The number in question; None where every number is as good as another.
    """
    numbers = select_within(reading.quantities, unit.start, unit.end)
    taken = [(one.start, one.end) for one in numbers]
    places = [
        one for one in select_within(reading.mentions, unit.start, unit.end)
        if one.feature and not _is_inside(one, taken)
    ][: LAST_PLACE - FIRST_PLACE]  # fmt: skip
    named = {chr(FIRST_PLACE + number): one for number, one in enumerate(places)}
    spans = [(one.start, one.end, sign) for sign, one in named.items()]
    for one in numbers:
        sign = CLAIM if claim is None or one.start == claim.start else OTHER
        length = one.unit in METRES
        spans += [(one.start, one.end, sign)] if length else []
    return Sentence(_simplify(_replace(unit, reading.text.value, spans)), named)


def _is_inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    nearest = bisect_right(spans, (mention.start, mention.start + 1_000_000)) - 1
    return nearest >= 0 and mention.start < spans[nearest][1]


def _replace(unit: Unit, text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    parts, last = [], unit.start
    for start, end, sign in sorted(spans):
        if start >= last:
            parts += [text[last:start], sign]
            last = end
    return "".join([*parts, text[last : unit.end]])


def _simplify(pattern: str) -> str:
    """Return a sentence with one number for a claim in two units, and without further brackets."""
    about = r"(?:about |some |around |約)?"
    for given, converted in ((CLAIM, OTHER), (OTHER, CLAIM), (CLAIM, CLAIM)):
        second = rf"{given}(?: ?[(（]|, or ){about}{converted}(?:[)）]|(?=\W))"
        pattern = re.sub(second, CLAIM, pattern)
    pattern = re.sub(rf" ?[(（][^()（）{CLAIM}]{{0,80}}[)）]", "", pattern)
    return re.sub(r"\s+", " ", pattern.replace("’", "'").replace("‘", "'"))


def is_no_distance(pattern: str) -> bool:
    """Tell whether the claim is a range, a size or a way that was gone.

    Parameters
    ----------
    pattern : str
        A sentence of `rewrite`.
    """
    if _gone().search(pattern) or _joined().search(pattern):
        return True
    at = pattern.find(CLAIM)
    before = re.split(r"[,;:—。、]", pattern[:at])[-1]
    after = pattern[at + 1 : at + 20]
    return bool(_sized().search(before) or _sized_after().match(after))


@cache
def _gone() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{join_phrases('gone')})\b|{join_phrases('gone_ja')}", re.I)


@cache
def _joined() -> re.Pattern[str]:
    """Find a claim that is one end of a range: 300 to 500 km."""
    joint = r" ?(?:to|or|and|-|–|—|〜|～|から|ないし) ?(?:about |約)?"
    number = rf"(?:{OTHER}|\d[\d,.]*)"
    range_of = rf"(?<![\w]){number}{joint}{CLAIM}|{CLAIM}{joint}{number}"
    return re.compile(rf"{range_of}", re.I)


@cache
def _sized() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{join_phrases('no_distance')})\b|{join_phrases('no_distance_ja')}",
                      re.I)  # fmt: skip


@cache
def _sized_after() -> re.Pattern[str]:
    words = r"wide|long|deep|high|tall|range|radius|runway|fence|road|wall|per|an hour|/"
    japanese = r"[^、。]{0,4}(?:飛|射程|航行|移動|走|進|沖|以遠|四方|圏|先|海域|上空|毎時)"
    return re.compile(rf"[- ]?(?:{words})\b|/|{japanese}", re.I)


def _match_all(sentence: Sentence, forms: Sequence[re.Pattern[str]]) -> Iterator[Pair]:
    for form in forms:
        for match in form.finditer(sentence.pattern):
            named = match.groupdict()
            place, other = (sentence.places[named[key]] for key in ("a", "b"))
            if place.feature != other.feature:
                yield Pair(place, other, _read_wind(named.get("wind")))


def _read_wind(text: str | None) -> str | None:
    if not text:
        return None
    plain = text.lower().replace("-", "").removesuffix("ern").removesuffix("ward")
    return plain if plain in WINDS else JAPANESE_WINDS.get(text)


@cache
def _list_forms(name: str) -> tuple[re.Pattern[str], ...]:
    """Return forms of ``forms.toml`` with their signs filled in."""
    table = read_table("forms")
    return tuple(re.compile(_fill(one, table["signs"]), re.I) for one in table["forms"][name])


def _fill(form: str, signs: Mapping[str, str]) -> str:
    """Return a form with each sign replaced by what it stands for, which may hold others."""
    known = {"p": f"[{chr(FIRST_PLACE)}-{chr(LAST_PLACE)}]", "n": CLAIM, "other": OTHER}

    def stand_for(sign: re.Match[str]) -> str:
        name = sign[1]
        if name.startswith("@"):
            return join_phrases(name[1:])
        return known[name] if name in known else _fill(signs[name], signs)

    return _SIGN.sub(stand_for, form)
