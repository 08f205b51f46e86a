"""Prefectures, provinces and the like: which of them a name means, what lies in them, how large.

An area is compared only where the sentence says that a feature has it; a facility is said to
lie elsewhere only where the sentence can mean nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from geoposture.articles.findings import Mention
from geoposture.articles.folding import fold, split_words
from geoposture.articles.gazetteer import GENERIC, list_given
from geoposture.articles.lexicon import join_phrases
from geoposture.articles.quantities import SQUARE_METRES, Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.shores import list_outlines
from geoposture.articles.spans import find_sentence, read_span, select_within
from geoposture.articles.tables import read_tables
from geoposture.articles.verdicts import (
    Check,
    judge_amounts,
    pin,
    read_claim,
    refuse,
)
from geoposture.catalog import Catalog
from geoposture.catalog.loading import Layer
from geoposture.model import Feature

AREA_KINDS = ("prefecture", "province", "state", "county")
NO_SUBJECT = "the sentence does not say that this is the area of a feature"
NOT_HELD = "no area is held for what the sentence names"
TWO_MEANINGS = "the name is that of an island and of a municipality, which differ in area"
CLOSE = "Areas of another day, survey or scope differ as much as this one does."
LONGEST_GAP = 80
_AREA_WORD = re.compile(r"^Province of | (?:Prefecture|Province|State|County|Metropolis)$")
_INSIDE = re.compile(r"(?P<comma>,)? ?(?P<word>in|on)? ?(?:the )?(?:western |eastern |southern |"
                     r"northern |central )?")  # fmt: skip
_JAPANESE_INSIDE = re.compile("(?:県|都|府)?の")


def find_area(reference: str, catalog: Catalog) -> Feature | None:
    """Return the prefecture, province or county that a reference stands for, None for others.

    Parameters
    ----------
    reference : str
        Of a mention.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    stood = read_tables(catalog).stand_for(reference, "area")
    layer_id, _, feature_id = stood.partition("/")
    layer = catalog.layers.get(layer_id)
    if layer is None or feature_id not in layer.index:
        return None
    feature = layer.feature(feature_id)
    named = bool(list_area_names(feature))
    return feature if feature["properties"].get("kind") in AREA_KINDS and named else None


def list_area_names(feature: Feature) -> list[str]:
    """Return the names of an area without the word for what it is.

    Parameters
    ----------
    feature : Feature
        An area, with its names in both languages.
    """
    return [_AREA_WORD.sub("", text) for text in list_given(feature["properties"], ())]


def list_areas_of(properties: Mapping[str, Any], kind: str) -> list[str]:
    """Return the areas that a facility is given in: a property of the name of the kind.

    Parameters
    ----------
    properties : mapping
        Of the facility.
    kind : str
        Such as ``province``: the properties ``province`` and ``provinces`` are looked at.
    """
    held: Any = next((properties[key] for key in (f"{kind}s", kind) if properties.get(key)), [])
    return [str(one) for one in (held if isinstance(held, list) else [held])]


def lies_in(properties: Mapping[str, Any], area: Feature) -> bool:
    """Tell whether a facility is given in an area.

    Parameters
    ----------
    properties : mapping
        Of the facility.
    area : Feature
        Of `find_area`.
    """
    listed = list_areas_of(properties, area["properties"]["kind"])
    names = {fold(one) for one in list_area_names(area)}
    return not names.isdisjoint(fold(one) for one in listed)


def check_area(quantity: Quantity, reading: Reading, catalog: Catalog) -> Check:
    """Compare an area with that of the feature that the sentence says has it.

    Parameters
    ----------
    quantity : Quantity
        The area.
    reading : Reading
        Where it was found.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    subject = _find_subject(quantity, reading)
    if subject is None:
        return refuse("area", quantity, NO_SUBJECT)
    held = _find_held(subject.feature, catalog)
    if held is None:
        return refuse("area", quantity, NOT_HELD)
    layer, feature = held
    if layer.id not in catalog.theatre.list_role("facilities") and not _is_island(subject):
        return refuse("area", quantity, TWO_MEANINGS)
    claim = read_claim(quantity, reading.text.value)
    unit = SQUARE_METRES[quantity.unit] / 1e6
    areas = {name: one / unit for name, one in _list_areas(layer, feature)}
    own = dict(list(areas.items())[:1])
    fits = all(claim.fits(one, claim.rounding) for one in own.values())
    computed = own if fits else areas
    return judge_amounts("area", claim, computed, catalog, [layer.id], tolerance=claim.rounding,
                         method="the area that the layer holds", close=CLOSE)  # fmt: skip


def _is_island(subject: Mention) -> bool:
    """Tell whether a text calls a place an island, or in Japanese gives it an island's name."""
    return bool(re.search(r"\bisland\b|島$|\b\w+(?:jima|shima)$", subject.surface, re.I))


def _find_held(reference: str, catalog: Catalog) -> tuple[Layer, Feature] | None:
    """Return the feature with an area that a reference stands for: itself or its outline."""
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    found = list_outlines(catalog, reference)
    if layer is not None and feature_id in layer.index and not found:
        found = [(layer, layer.feature(feature_id))]
    if len(found) != 1 or not _is_number(found[0][1]["properties"].get("area_km2")):
        return None
    return found[0]


def _list_areas(layer: Layer, feature: Feature) -> Iterator[tuple[str, float]]:
    """Return the area in km² of a feature, and that with those beside it of the same name."""
    own = float(feature["properties"]["area_km2"])
    yield f"area of {layer.id}/{feature['id']}", own
    first = _first_word(feature)
    others = [
        one for one in layer.features
        if one is not feature and first and _first_word(one) == first
        and _is_number(one["properties"].get("area_km2"))
    ]  # fmt: skip
    for one in others:
        yield f"with {layer.id}/{one['id']}", own + float(one["properties"]["area_km2"])


def _first_word(feature: Feature) -> str:
    """Return the first word of a name that is no generic one, empty where there is none."""
    names = list_given(feature["properties"], ())[:1]
    words = split_words(names[0]) if names else ()
    return words[0] if words and words[0] not in GENERIC else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _find_subject(quantity: Quantity, reading: Reading) -> Mention | None:
    """Return the feature of which the sentence says that it has this area."""
    unit = find_sentence(quantity, reading)
    after = read_span(reading, quantity.end, unit.end)
    for one in reversed(select_within(reading.mentions, unit.start, quantity.start)):
        if not one.feature or one.end > quantity.start:
            continue
        before = read_span(reading, unit.start, one.start)
        gap = read_span(reading, one.end, quantity.start)
        english = _says_area().fullmatch(gap) and _starts_clause().search(before)
        of_one = _area_of_is().fullmatch(gap) and _area_of().search(before)
        japanese = _says_area_ja().fullmatch(gap) and not _is_part_ja(gap, after)
        if english or of_one or japanese:
            return one
    return None


def _is_part_ja(gap: str, after: str) -> bool:
    """Tell whether a number in Japanese is not the whole area, or no area is spoken of."""
    return "面積" not in gap and not re.match(
        r"(?:を占め|の面積|の広さ|に及ぶ|に広がる|の敷地を持つ)", after
    )


@cache
def _says_area() -> re.Pattern[str]:
    """Return what stands between a feature and its area: covers, takes up, has an area of."""
    verbs = join_phrases("area_verbs")
    bounds = join_phrases("bound_most", "bound_least", "bound_about")
    aside = rf"(?:,(?! and )[^,.;:]{{1,{LONGEST_GAP}}},|,)?"
    adverbs = "(?: (?:itself|alone|now|also|still|today|currently|which))?"
    of = r"(?:an? |the |its )?(?:total |land |surface |combined )?(?:area|expanse|site) of"
    says = rf"(?:{verbs})|(?:has|have|with|takes up|covers|occupies|spans) {of}"
    return re.compile(rf"{aside}{adverbs} (?:{says}) (?:(?:{bounds}) )*(?:an? |the )?", re.I)


@cache
def _starts_clause() -> re.Pattern[str]:
    """Return what stands before a feature that is the subject, and not before one in or near."""
    words = "and|while|that|where|but|because|as|said|says"
    return re.compile(rf"(?:^|[.;:—–\"“”(,] ?|\b(?:{words}) )(?:the (?:island of )?)?$", re.I)


@cache
def _area_of() -> re.Pattern[str]:
    return re.compile(r"\barea of (?:the )?(?:island of )?$", re.I)


@cache
def _area_of_is() -> re.Pattern[str]:
    return re.compile(r" (?:is|was|measures|comes to|totals?) (?:\w+ ){0,2}?", re.I)


@cache
def _says_area_ja() -> re.Pattern[str]:
    about = join_phrases("bound_about_ja_before", "bound_most_ja_before", "bound_least_ja_before")
    of = r"(?:の(?:総)?面積|の広さ)?(?:は|が)|は、?(?:総)?面積(?:は|が)?"
    return re.compile(rf"(?:{of})、?(?:{about})?")


def check_containments(reading: Reading, catalog: Catalog) -> Iterator[Check]:
    """Check “base in province” where the two stand side by side.

    Parameters
    ----------
    reading : Reading
        Where they were found.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    for one, other in pairwise(reading.mentions):
        if other.start - one.end > LONGEST_GAP:
            continue
        gap = read_span(reading, one.end, other.start)
        english = _INSIDE.fullmatch(gap) if gap else None
        if english and (english["comma"] or english["word"]):
            owned = reading.text.value[other.end : other.end + 1] in ("'", "’")
            sure = bool(english["word"]) and not owned and _can_only_mean_where(one, reading)
            yield from _check_containment(one, other, catalog, sure=sure)
        elif _JAPANESE_INSIDE.fullmatch(gap):
            yield from _check_containment(other, one, catalog, sure=False)


def _can_only_mean_where(facility: Mention, reading: Reading) -> bool:
    """Tell whether “in” can only belong to the facility: no verb of motion, no topic before it."""
    unit = reading.text.unit_at(facility.start)
    start = max(unit.start, facility.start - LONGEST_GAP)
    before = read_span(reading, start, facility.start)
    words = join_phrases("at_facility")
    opens = rf"[.;:!?—–\"“”(] ?|, |\b(?:{words}) "
    opens += "|^" if start == unit.start else ""
    return bool(re.search(rf"(?:{opens})(?:the )?$", before, re.I))


def _check_containment(
    one: Mention, other: Mention, catalog: Catalog, *, sure: bool
) -> Iterator[Check]:
    """Check that a facility lies in an area; where that is not sure, only that it does."""
    area = find_area(other.feature, catalog)
    layer_id, _, feature_id = one.feature.partition("/")
    if area is None or not feature_id or layer_id not in catalog.theatre.list_role("facilities"):
        return
    properties = catalog.layer(layer_id).feature(feature_id)["properties"]
    kind = area["properties"]["kind"]
    listed = list_areas_of(properties, kind)
    fits = lies_in(properties, area)
    if not listed or not (fits or sure):
        return
    first, last = sorted((one, other), key=lambda each: each.start)
    yield Check(
        "containment", first.start, last.end, list_area_names(area)[0], None, {}, 0.0,
        "consistent" if fits else "inconsistent", (),
        f"{kind}s that the layer gives: {', '.join(listed)}", pin(catalog, (layer_id,)),
    )  # fmt: skip
