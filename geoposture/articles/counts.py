"""Counts of facilities: compared only where the sentence says whose, where, and that it is all.

Whose the facilities of a layer are, and of which country, is a row of the theatre's table
``counts``. The count of a part, such as a prefecture, is compared with the counts of that part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from geoposture.articles.areas import find_area, lies_in, list_area_names
from geoposture.articles.folding import fold
from geoposture.articles.lexicon import join_phrases, list_phrases, read_words
from geoposture.articles.quantities import SCALES, Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.spans import find_sentence, read_span, select_within
from geoposture.articles.tables import Counted, read_tables
from geoposture.articles.text import Unit
from geoposture.articles.verdicts import ABOUT, Check, judge_amounts, read_claim, refuse
from geoposture.catalog import Catalog
from geoposture.catalog.query import parse_where, select_where
from geoposture.errors import GeopostureError
from geoposture.model import Feature

CURRENT = "current:true"
NO_LAYER = "no layer holds facilities to count"
NO_OWNER = "the sentence does not say whose the facilities are"
NO_AREA = "the sentence does not say in which country or part of it"
NOT_ALL = "the sentence does not say that these are all of them"
OTHER_KIND = "the layers hold no count of this kind"
SEVERAL = "the sentence names several areas, and not of which one this is the count"
OTHER_DAY = "the sentence speaks of another year than the counts that are held"
CLOSE = "Counts of another day or by another definition differ as much as this one does."
EXACT = 0.5
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,])")
_WORD = re.compile(r"[A-Za-z][\w.'’-]*")
_IN = re.compile(
    r" (?:(?:that )?(?:are|were)? ?)?(?:(?:located|based|situated|spread|scattered|concentrated) )?"
    r"(?:in|on|across|throughout|within|around) (?:the |all of )?(?:(?:prefecture|province) of )?$"
)
_WHOLE = re.compile(
    r"(?: (?:to|for|of|by) (?:the )?[A-Z][\w.]*(?: \w+){0,2})?"
    r"(?: (?:in|on|across|throughout|within|around) (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+){0,2})?"
    r"(?=[,.;:)”\"]|$| (?:and|but|while|under|as of)\b)"
)
"""What may follow a count of all facilities: for whom, where, and nothing that narrows it."""
_AT = re.compile(r"(?:県|都|府|道)?(?:内)?(?:に|は|で|の|が)[^。]*$")


def check_count(quantity: Quantity, reading: Reading, catalog: Catalog) -> Check:
    """Compare a number of facilities with the counts of the layer that holds them.

    Parameters
    ----------
    quantity : Quantity
        The number.
    reading : Reading
        Where it was found.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    if not catalog.theatre.list_role("facilities"):
        return refuse("count", quantity, NO_LAYER)
    unit = find_sentence(quantity, reading)
    sentence = read_span(reading, unit.start, unit.end)
    owner = next((one for one in read_tables(catalog).counts if one.layer in catalog.layers
                  and one.owner.search(sentence)), None)  # fmt: skip
    if owner is None:
        return refuse("count", quantity, NO_OWNER)
    scopes = _find_scopes(quantity, unit, reading, owner, catalog)
    why = _find_obstacle(quantity, unit, reading, owner, scopes)
    if why:
        return refuse("count", quantity, why)
    computed = dict(_list_counts(catalog, owner.layer, scopes[0]))
    if _is_of_other_year(sentence, computed):
        return refuse("count", quantity, OTHER_DAY)
    claim = read_claim(quantity, reading.text.value)
    return judge_amounts(
        "count", claim, computed, catalog, [owner.layer], method="features of the layer, counted",
        tolerance=claim.rounding if claim.bound == ABOUT else EXACT, close=CLOSE,
    )  # fmt: skip


def _is_of_other_year(sentence: str, computed: Iterable[str]) -> bool:
    years = set(_YEAR.findall(sentence))
    return bool(years) and years.isdisjoint(_YEAR.findall(" ".join(computed)))


def _find_obstacle(
    quantity: Quantity,
    unit: Unit,
    reading: Reading,
    owner: Counted,
    scopes: Sequence[Feature | None],
) -> str | None:
    """Return why a number is not the count of all facilities of one area, None where it is."""
    sentence = read_span(reading, unit.start, unit.end)
    if not scopes:
        return NO_AREA
    if owner.without.search(sentence) or _is_of_other_kind(quantity, sentence, owner):
        return OTHER_KIND
    if len(scopes) > 1:
        return SEVERAL
    before = read_span(reading, unit.start, quantity.start)
    after = read_span(reading, quantity.end, unit.end)
    return None if _is_total(before, after) else NOT_ALL


def _is_of_other_kind(quantity: Quantity, sentence: str, owner: Counted) -> bool:
    """Tell whether only some kind of facilities is counted: three major air bases."""
    words = {one.lower() for one in _WORD.findall(owner.owner.sub(" ", quantity.surface))}
    numbers = read_words("ones") | read_words("tens") | SCALES.keys()
    branch = rf"\b(?:{join_phrases('branches')})\b|{join_phrases('some_kind_ja')}"
    hyphened = {part for one in words for part in one.split("-")}
    return bool(hyphened - numbers - read_words("plain_facilities")) or bool(
        re.search(branch, sentence, re.I)
    )


def _is_total(before: str, after: str) -> bool:
    """Tell whether a sentence says that there are so many, and not so many of a kind."""
    if _says_total().search(before):
        return bool(_WHOLE.match(after))
    return bool(_says_total_ja().match(after)) and not _says_part_ja().match(after)


@cache
def _says_total() -> re.Pattern[str]:
    verbs = "|".join(list_phrases("has_in_all"))
    bounds = join_phrases("bound_most", "bound_least", "bound_about")
    return re.compile(rf"\b(?:{verbs})(?: (?:{bounds}|a total of|in all))* $", re.I)


@cache
def _says_total_ja() -> re.Pattern[str]:
    where = "(?:(?:[^。、に]{1,6}[県都府道]|県内|国内)に)?(?:現在|今も|なお)?"
    verbs = join_phrases("has_in_all_ja")
    return re.compile(rf"(?:が|は|も|を|に)?{where}(?:{verbs})|(?:だ|です|で、|。|、|（|$)")


@cache
def _says_part_ja() -> re.Pattern[str]:
    return re.compile(rf"[^。]{{0,20}}(?:{join_phrases('some_of_them_ja')})")


def _find_scopes(
    quantity: Quantity, unit: Unit, reading: Reading, owner: Counted, catalog: Catalog
) -> list[Feature | None]:
    """Return the areas that a count can be of, None for the country; one where it is said."""
    inside = select_within(reading.mentions, unit.start, unit.end)
    named = [(one, find_area(one.feature, catalog)) for one in inside]
    areas = [(one, area) for one, area in named if area or one.feature == owner.country]
    for one, area in areas:
        if one.start >= quantity.end and _IN.fullmatch(read_span(reading, quantity.end, one.start)):
            return [area]
    for one, area in reversed(areas):
        if one.end > quantity.start:
            continue
        gap = read_span(reading, one.end, quantity.start)
        if _says_total().fullmatch(gap.lstrip()) or _AT.fullmatch(gap):
            return [area]
    scopes = {area["id"] if area else "": area for _, area in areas}
    sentence = read_span(reading, unit.start, unit.end)
    if not scopes and any(one in sentence for one in list_phrases("own_area")):
        scopes = {one["id"]: one for one in _list_areas_of_article(reading, catalog)}
    elif owner.told.search(sentence):
        scopes.setdefault("", None)
    return list(scopes.values())


def _list_areas_of_article(reading: Reading, catalog: Catalog) -> Iterator[Feature]:
    areas = (find_area(one, catalog) for one in {one.feature for one in reading.mentions})
    return (one for one in areas if one is not None)


def _list_counts(
    catalog: Catalog, layer_id: str, area: Feature | None
) -> Iterator[tuple[str, float]]:
    """Return the counts of a country or an area, with what each is of.

    Counted are the features of the official list, where the theatre says which they are.
    """
    theatre, layer = catalog.theatre, catalog.layer(layer_id)
    counted = theatre.find_layer(layer_id).counted
    rows = {
        one["id"]: one for one in layer.features
        if (not counted or one["properties"].get(counted))
        and (area is None or lies_in(one["properties"], area))
    }  # fmt: skip
    title = layer.info.title["en"]
    place = f", in {list_area_names(area)[0]}" if area else ""
    yield f"{title}{place}{_tell_source(catalog, rows.values(), counted)}", float(len(rows))
    current = list(_select_current(rows))
    if current:
        yield f"{title}{place}, of these current", float(len(current))
    yield from _list_told(catalog, area)


def _select_current(rows: dict[str, Feature]) -> Iterable[str]:
    try:
        return select_where(rows, parse_where(CURRENT, parameter="where"), parameter="where")
    except GeopostureError:  # the layer has no such property
        return ()


def _list_told(catalog: Catalog, area: Feature | None) -> Iterator[tuple[str, float]]:
    """Return the counts that the theatre's sentence gives, and those under other definitions."""
    lead = catalog.theatre.lead
    if lead is None:
        return
    source = _cite(catalog, lead.counted_by, lead.day)
    for name, figure in lead.figures.items() if area is None else ():
        if _is_count(figure):
            yield f"{name}{source}", float(figure)
    parts = [one.part for one in lead.bars if one.whole == "n"]
    own = area is not None and _is_within(lead.within, area)
    for one in lead.alternatives:
        told = f"{one.definition or 'another definition'}{_cite(catalog, one.source, one.day)}"
        figures = [one.figure] if area is None else [one.figures.get(part) for part in parts if own]
        yield from ((told, float(figure or 0)) for figure in figures if _is_count(figure))


def _is_within(where: str | None, area: Feature) -> bool:
    """Tell whether a filter chooses what lies in an area."""
    _, _, value = (where or "").partition(":")
    return bool(value) and fold(value) in {fold(one) for one in list_area_names(area)}


def _is_count(figure: Any) -> bool:
    return isinstance(figure, int) and not isinstance(figure, bool)


def _tell_source(catalog: Catalog, rows: Iterable[Feature], counted: str | None) -> str:
    """Return the source and the day of a count, as the data have them."""
    lead = catalog.theatre.lead
    days = {str(one["properties"][counted]) for one in rows} if counted else set()
    listed = days.pop() if len(days) == 1 else ""
    stated = lead.day if lead else None
    day = listed if _DAY.fullmatch(listed) else stated
    return _cite(catalog, lead.counted_by if lead else None, day)


def _cite(catalog: Catalog, source: str | None, day: str | None) -> str:
    """Return a source's title and a day in brackets, nothing where neither is known."""
    known = catalog.sources.get(source or "", {})
    told = ", ".join(str(one) for one in (known.get("title"), day or known.get("date")) if one)
    return f" ({told})" if told else ""
