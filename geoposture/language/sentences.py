"""Figures → one true sentence, English and Japanese, from the strings table.

Rounding keeps a sentence true: distances are rounded to 10 km (1 km below 100 km), finer
where that would leave their interval, and where the uncertainty of the positions moves the
rounded figure by more than one such step, both ends are given instead. Shares are whole
percents.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from geoposture.language.citations import cite_source
from geoposture.language.vocabulary import UNITS, VOCABULARY
from geoposture.language.words import LANGUAGES, Words, load_words, number
from geoposture.model import Basing, Coverage, Measure, Reach, Spot, System, Text

KM_PER_MILE, KM_PER_NAUTICAL_MILE = UNITS["mi"][0], UNITS["nmi"][0]
COARSE_FROM_KM = float(VOCABULARY["coarse_from_km"])
FINEST = 3
"""Decimals that a length has at most: metres."""
FINE_UNDER = 10
"""Under so many units a radius has one decimal."""
WITH_ARTICLE = frozenset({
    "archipelago", "bay", "chain", "channel", "gulf", "islands", "kurils", "ocean", "peninsula",
    "sea", "strait", "territories",
})  # fmt: skip
"""Names whose last word is one of these have an article in an English sentence."""


def round_distance(km: float) -> int:
    """Return a distance as a sentence prints it: to 10 km, below 100 km to 1 km.

    Parameters
    ----------
    km : float
        A distance in kilometres.

    Examples
    --------
    >>> round_distance(643.2), round_distance(1147.9), round_distance(59.4)
    (640, 1150, 59)
    """
    step = _step(km)
    return int(math.floor(km / step + 0.5) * step)


def round_outward(low: float, high: float) -> tuple[int, int]:
    """Return both ends of an interval as a sentence prints them: never narrower than it is.

    Parameters
    ----------
    low, high : float
        In any unit.

    Examples
    --------
    >>> round_outward(635.6, 637.2), round_outward(58.4, 61.2)
    ((630, 640), (58, 62))
    """
    step = _step(low)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def write_within(value: float, spread: float) -> str:
    """Return a length to the fewest digits that leave it inside of its interval.

    Without an interval it is rounded as any other. The browser side of an exported site has
    the same rule (``web/src/offline/within.js``).

    Parameters
    ----------
    value : float
        In any unit.
    spread : float
        What it can be off to either side, in the same unit.

    Examples
    --------
    >>> write_within(597.4, 1.5), write_within(642.8, 5.5), write_within(596.7, 0.2)
    ('597', '640', '596.7')
    """
    whole = round_distance(value)
    if not spread or abs(whole - value) <= spread:
        return number(whole)
    tried = (math.floor(value * 10**one + 0.5) / 10**one for one in range(FINEST + 1))
    fits = (one for one, told in enumerate(tried) if abs(told - value) <= spread)
    decimals = next(fits, FINEST)
    return number(math.floor(value * 10**decimals + 0.5) / 10**decimals, decimals)


def say_length(km: float, words: Words, units: str = "km", spread_km: float = 0.0) -> str:
    """Return a rounded length in the units of a reader; in others than km with the km.

    Parameters
    ----------
    km : float
        Kilometres.
    words : Words
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    spread_km : float
        Kilometres that it can be off to either side: the figure stays inside.

    Examples
    --------
    >>> say_length(643.2, load_words("en")), say_length(643.2, load_words("en"), "mi")
    ('640 km', '400 miles (640 km)')
    """
    length = _in_unit(_within(km, spread_km, units), words, units)
    if units == "km":
        return length
    other = _in_unit(_within(km, spread_km, "km"), words, "km")
    return words.text("number.with_other", length=length, other=other)


def _within(km: float, spread_km: float, units: str) -> str:
    one_km = UNITS[units][0]
    return write_within(km / one_km, spread_km / one_km)


def say_radius(km: float, words: Words, units: str = "km") -> str:
    """Return a radius as it was given, to a whole unit; in others than km with the km.

    Under ten units it has one decimal: half a kilometre is not none.

    Parameters
    ----------
    km : float
        Kilometres.
    words : Words
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.

    Examples
    --------
    >>> say_radius(0.5, load_words("en")), say_radius(800, load_words("en"))
    ('0.5 km', '800 km')
    """
    given = _in_unit(_as_given(km), words, "km")
    if units == "km":
        return given
    length = _in_unit(_as_given(km / UNITS[units][0]), words, units)
    return words.text("number.with_other", length=length, other=given)


def _as_given(value: float) -> str:
    if value < FINE_UNDER:
        return f"{math.floor(value * 10 + 0.5) / 10:g}"
    return number(math.floor(value + 0.5))


def percent(share: float, words: Words) -> str:
    """Return a share as whole percent; 0 and 100 only where they are exact.

    Parameters
    ----------
    share : float
        From 0 to 1.
    words : Words

    Examples
    --------
    >>> percent(0.826, load_words("en")), percent(0.001, load_words("en"))
    ('83', 'less than 1')
    """
    whole = math.floor(share * 100 + 0.5)
    if share > 0 and whole == 0:
        return words.text("number.under_one")
    if share < 1 and whole == 100:  # noqa: PLR2004
        return words.text("number.over_ninetynine")
    return str(whole)


def describe_distance(measure: Measure, units: str = "km") -> dict[str, str]:
    """Return the sentence of a distance in every language.

    Parameters
    ----------
    measure : Measure
        Between two spots.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    told = {lang: _describe_distance(measure, load_words(lang), units) for lang in LANGUAGES}
    notes = [one.note for one in (measure.origin, measure.target) if one.note]
    return {
        lang: _join([_begin(text), *dict.fromkeys(one[lang] for one in notes)], lang)
        for lang, text in told.items()
    }


def describe_coverage(coverage: Coverage, units: str = "km") -> dict[str, str]:
    """Return the sentences of a coverage in every language: share, places counted, basis.

    Parameters
    ----------
    coverage : Coverage
        With its reach.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    shares, bases = describe_share(coverage, units), describe_basis(coverage, units)
    return {
        lang: _join([shares[lang], *(note[lang] for note in coverage.notes), bases[lang]], lang)
        for lang in LANGUAGES
    }


def describe_thresholds(coverage: Coverage, units: str = "km") -> dict[str, str]:
    """Return from which distance circles reach a target, and from which they hold all of it.

    Parameters
    ----------
    coverage : Coverage
        Of any radius: its thresholds are told.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    return {
        lang: _begin(
            _fit_article(_describe_thresholds(coverage, words, units), coverage.target, words)
        )
        for lang, words in ((lang, load_words(lang)) for lang in LANGUAGES)
    }


def ask_distance(measure: Measure) -> dict[str, str]:
    """Return the question that a distance answers, in every language.

    Parameters
    ----------
    measure : Measure
        Between two spots.
    """
    told = {}
    for lang in LANGUAGES:
        words = load_words(lang)
        a, b = (_name_asked(one, words) for one in (measure.origin, measure.target))
        told[lang] = words.text("question.distance", a=a, b=b)
    return told


def ask_coverage(coverage: Coverage, kind: str = "coverage", units: str = "km") -> dict[str, str]:
    """Return the question that a coverage answers, in every language.

    Parameters
    ----------
    coverage : Coverage
        With its reach.
    kind : str
        ``coverage``, or ``thresholds``, which no radius is part of.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    told = {}
    for lang in LANGUAGES:
        words, reach = load_words(lang), coverage.reach
        values = {
            "origin": _name_origins(coverage, words), "target": coverage.target.name[lang],
            "r": _say_reach(reach, words, units),
            "system": reach.system.name[lang] if reach.system else "",
        }  # fmt: skip
        key = "question.system" if reach.system and kind == "coverage" else f"question.{kind}"
        told[lang] = _fit_article(words.text(key, **values), coverage.target, words)
    return told


def describe_span(
    name: Text, low_km: float, high_km: float, count: int, units: str = "km"
) -> dict[str, str]:
    """Return a length that depends on where one starts and ends, in every language.

    Parameters
    ----------
    name : Text
        Of what is measured.
    low_km, high_km : float
        Kilometres: the shortest and the longest of its definitions.
    count : int
        Definitions.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    span = label_span(low_km, high_km, units)
    return {
        lang: load_words(lang).text("figure.span", name=name[lang], span=span[lang], n=count)
        for lang in LANGUAGES
    }


def describe_share(coverage: Coverage, units: str = "km") -> dict[str, str]:
    """Return the first sentence of a coverage in every language: the share alone.

    Parameters
    ----------
    coverage : Coverage
        With its reach.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    return {
        lang: _begin(_fit_article(_describe_share(coverage, words, units), coverage.target, words))
        for lang, words in ((lang, load_words(lang)) for lang in LANGUAGES)
    }


def describe_basis(coverage: Coverage, units: str = "km") -> dict[str, str]:
    """Return what a ring assumes, in every language: it stands wherever the ring does.

    Parameters
    ----------
    coverage : Coverage
        With its reach.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    return {lang: _describe_basis(coverage, load_words(lang), units) for lang in LANGUAGES}


def label_distance(measure: Measure, units: str = "km") -> dict[str, str]:
    """Return what stands on the line of a distance: the figure of its sentence, in one unit.

    Parameters
    ----------
    measure : Measure
        Between two spots.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    ends = _find_interval(measure, units)
    spread_km = 0.0 if measure.target.area else measure.uncertainty_km
    one = _within(measure.distance_km, spread_km, units)
    figure = "–".join(number(end) for end in ends) if ends else one
    return {lang: _in_unit(figure, load_words(lang), units) for lang in LANGUAGES}


def label_span(low_km: float, high_km: float, units: str = "km") -> dict[str, str]:
    """Return both ends of a length, rounded outward, in one unit.

    Parameters
    ----------
    low_km, high_km : float
        Kilometres.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    one_km = UNITS[units][0]
    figure = "–".join(number(end) for end in round_outward(low_km / one_km, high_km / one_km))
    return {lang: _in_unit(figure, load_words(lang), units) for lang in LANGUAGES}


def label_thresholds(coverage: Coverage, units: str = "km") -> dict[str, str]:
    """Return the distance that reaches a target and the one that holds it, in one unit.

    Both are rounded: the edge of a sea is a definition, no survey.

    Parameters
    ----------
    coverage : Coverage
        Of any radius.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    ends = (coverage.touch_km, coverage.cover_km)
    figure = " → ".join(number(round_distance(km / UNITS[units][0])) for km in ends)
    return {lang: _in_unit(figure, load_words(lang), units) for lang in LANGUAGES}


def label_share(coverage: Coverage) -> dict[str, str]:
    """Return a share as its sentence prints it: both ends where sources disagree.

    Parameters
    ----------
    coverage : Coverage
        With its reach.
    """
    told = {}
    for lang in LANGUAGES:
        words, reach = load_words(lang), coverage.reach
        low, high = (percent(one, words) for one in (coverage.share_low, coverage.share_high))
        spread = reach.system and reach.low_km < reach.high_km and low != high
        figure = f"{low}–{high}" if spread else percent(coverage.share, words)
        told[lang] = _sign_once("figure.share", words, p=figure)
    return told


def label_ring(km: float, status: str | None, units: str = "km") -> dict[str, str]:
    """Return what stands on the edge of a ring: its radius, and how sure it is.

    Parameters
    ----------
    km : float
        Kilometres.
    status : str or None
        Of the basing row, where the ring is no more than announced or planned.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    told = {}
    for lang in LANGUAGES:
        words = load_words(lang)
        parts = [say_radius(km, words, units)]
        parts += [words.text(f"basing.{status}")] if status else []
        told[lang] = words.text("list.join").join(parts)
    return told


def label_length(km: float, units: str = "km") -> dict[str, str]:
    """Return a length as checks print it: to a whole unit.

    Parameters
    ----------
    km : float
        Kilometres.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    figure = number(round(km / UNITS[units][0]))
    return {lang: _in_unit(figure, load_words(lang), units) for lang in LANGUAGES}


def describe_choice(
    conditions: Sequence[tuple[str, tuple[str, ...]]], count: int
) -> dict[str, str]:
    """Return which places a filter left, in every language.

    Parameters
    ----------
    conditions : sequence of tuple of str, tuple of str
        Property and values, any of which will do.
    count : int
        Places that are left.
    """
    written = "; ".join(f"{name}: {' / '.join(values)}" for name, values in conditions)
    return {
        lang: load_words(lang).text("reference.chosen", conditions=written, n=count)
        for lang in LANGUAGES
    }


def describe_assumption(
    system: System,
    basing: Sequence[Basing],
    places: Mapping[str, Spot],
    sources: Mapping[str, Mapping[str, Any]],
) -> dict[str, str]:
    """Return what a system's ring assumes: the wording of its range, and who says it is there.

    Parameters
    ----------
    system : System
        Whose range it is.
    basing : sequence of Basing
        The rows that put it there.
    places : mapping of str to Spot
        Spots by reference.
    sources : mapping of str to mapping
        The table of sources, by id.
    """
    return {
        lang: _join([
            _describe_range(system, sources, load_words(lang)),
            *(_describe_basing(system, row, places, sources, load_words(lang)) for row in basing),
        ], lang)
        for lang in LANGUAGES
    }  # fmt: skip


def describe_doubt(system: System, missing: Sequence[Spot]) -> dict[str, str]:
    """Return that no source puts a system at these places, in every language.

    Parameters
    ----------
    system : System
        Whose range it is.
    missing : sequence of Spot
        Places without a row in the basing table.
    """
    return {
        lang: load_words(lang).text(
            "coverage.whatif", system=system.name[lang],
            origin=join_names(missing, load_words(lang)),
        )
        for lang in LANGUAGES
    }  # fmt: skip


def describe_refusal(system: System, words: Words) -> str:
    """Return why a system has no ring.

    Parameters
    ----------
    system : System
        Without a ring.
    words : Words
    """
    values = {"system": system.name[words.lang], "km": number(system.range_km or 0)}
    return words.text(system.refusal or "refuse.nofigure", **values)


def join_names(spots: Sequence[Spot], words: Words) -> str:
    """Return the names of origins as a sentence takes them: two by name, then a count.

    Parameters
    ----------
    spots : sequence of Spot
        One or more.
    words : Words
    """
    names = [spot.name[words.lang] for spot in spots]
    if len(names) == 1:
        return names[0]
    if len(names) == 2:  # noqa: PLR2004
        return words.text("list.two", a=names[0], b=names[1])
    return words.text("list.more", a=names[0], n=len(names) - 1)


def _begin(text: str) -> str:
    return text[0].upper() + text[1:]


def _fit_article(text: str, target: Spot, words: Words) -> str:
    """Take back the article that seas and groups have in English and other places have not."""
    name = target.name[words.lang]
    if words.lang != "en" or name.split()[-1].lower() in WITH_ARTICLE:
        return text
    return text.replace(f"the {name}", name)


def _join(parts: Sequence[str], lang: str) -> str:
    return ("" if lang == "ja" else " ").join(parts)


def _step(km: float) -> int:
    return 10 if km >= COARSE_FROM_KM else 1


def _in_unit(figure: str, words: Words, units: str) -> str:
    return words.text("number.with_unit", n=figure, unit=words.text(UNITS[units][1]))


def _describe_distance(measure: Measure, words: Words, units: str) -> str:
    a = _name_end(measure.origin, measure.origin_point, words)
    b = _name_end(measure.target, measure.target_point, words)
    if measure.relation == "inside":
        areas = "Polygon" in measure.origin.geometry.geom_type
        key = (
            "distance.meet"
            if areas == ("Polygon" in measure.target.geometry.geom_type)
            else "distance.inside"
        )
        a, b = (_name_plainly(one, words) for one in (measure.origin, measure.target))
        return words.text(key, a=a, b=b)
    if measure.target.area and measure.far_km is not None:
        return words.text(
            "distance.sentence_sea", a=a, sea=b,
            near=say_length(measure.distance_km, words, units),
            far=say_length(measure.far_km, words, units),
        )  # fmt: skip
    ends = _find_interval(measure, units)
    if ends:
        low, high, unit = *ends, UNITS[units][1]
        key = (
            "distance.sentence_interval"
            if measure.origin.grade == "C"
            else "distance.sentence_between"
        )
        return words.text(
            key, a=a, b=b, low=number(low), high=number(high), unit=words.text(unit)
        )  # fmt: skip
    length = say_length(measure.distance_km, words, units, measure.uncertainty_km)
    if units == "km":
        miles = _within(measure.distance_km, measure.uncertainty_km, "mi")
        length = words.text(
            "number.with_other", length=length, other=_in_unit(miles, words, "mi")
        )  # fmt: skip
    return words.text("distance.sentence", a=a, b=b, length=length)


def _name_asked(spot: Spot, words: Words) -> str:
    """Return an end of a distance as its question names it."""
    if spot.coast:
        return words.text("distance.coast", a=spot.name[words.lang])
    return _name_plainly(spot, words)


def _name_plainly(spot: Spot, words: Words) -> str:
    """Return a name with the article that it has in a sentence."""
    name = spot.name[words.lang]
    bare = name.partition(" (")[0].split()
    takes_article = words.lang == "en" and bool(bare) and bare[-1].lower() in WITH_ARTICLE
    return f"the {name}" if takes_article else name


def _describe_thresholds(coverage: Coverage, words: Words, units: str) -> str:
    many = "_many" if len(coverage.origins) > 1 else ""
    inside = "_inside" if round_distance(coverage.touch_km) == 0 else ""
    return words.text(
        f"coverage.threshold{inside}{many}",
        origin=_name_origins(coverage, words), target=coverage.target.name[words.lang],
        touch=say_length(coverage.touch_km, words, units),
        cover=say_length(coverage.cover_km, words, units),
    )  # fmt: skip


def _find_interval(measure: Measure, units: str) -> tuple[int, int] | None:
    """Return both ends, rounded outward, where they do not round to the same figure."""
    low, high = (km / UNITS[units][0] for km in (measure.low_km, measure.high_km))
    apart = round_distance(high) - round_distance(low) > _step(low)
    return round_outward(low, high) if apart else None


def _name_end(spot: Spot, point: tuple[float, float], words: Words) -> str:
    """Return an end of a distance by name; of a whole layer, the feature that it is measured to."""
    name = spot.name[words.lang]
    if spot.coast:
        return words.text("distance.coast", a=name)
    if not spot.parts:
        return name
    nearest = shapely.distance([one.geometry for one in spot.parts], shapely.Point(point)).argmin()
    place = spot.parts[nearest].name[words.lang]
    return words.text("distance.nearest_of", a=place, layer=name)


def _describe_share(coverage: Coverage, words: Words, units: str) -> str:
    reach, lang = coverage.reach, words.lang
    values = {
        "origin": _name_origins(coverage, words),
        "target": coverage.target.name[lang],
        "r": _say_reach(reach, words, units),
    }
    p, low, high = (
        percent(one, words) for one in (coverage.share, coverage.share_low, coverage.share_high)
    )
    if reach.system and reach.low_km < reach.high_km and low != high:
        return _sign_once(
            "coverage.sentence_range", words, target=values["target"],
            system=reach.system.name[lang], p_low=low, p_high=high,
            r_low=number(reach.low_km / UNITS[units][0]),
            r_high=number(reach.high_km / UNITS[units][0]), unit=words.text(UNITS[units][1]),
        )  # fmt: skip
    if coverage.share == 0:
        return words.text(
            "coverage.zero", **values, near=say_length(coverage.touch_km, words, units),
        )  # fmt: skip
    if coverage.share == 1:
        return words.text("coverage.all", **values)
    key = "coverage.sentence_same" if p == low == high else "coverage.sentence"
    return _sign_once(key, words, **values, p=p, low=low, high=high)


def _sign_once(key: str, words: Words, **values: str) -> str:
    """Return a sentence of shares; in Japanese "less than" stands after the sign: 1％未満."""
    return re.sub("(％(?:未満|超))％", r"\1", words.text(key, **values))


def _name_origins(coverage: Coverage, words: Words) -> str:
    """Return the origins as a sentence takes them; of many, the one that decides by name."""
    if len(coverage.origins) <= 2:  # noqa: PLR2004
        return join_names(coverage.origins, words)
    name, others = coverage.place.name[words.lang], len(coverage.origins) - 1
    return words.text("list.more_nearest", a=name, n=others)


def _say_reach(reach: Reach, words: Words, units: str) -> str:
    """Return a radius as its sources print it: one figure, or the two they disagree by."""
    if not reach.system or reach.low_km == reach.high_km:
        return say_radius(reach.low_km if reach.system else reach.radius_km, words, units)
    low, high = (number(km / UNITS[units][0]) for km in (reach.low_km, reach.high_km))
    return _in_unit(f"{low}–{high}", words, units)


def _describe_basis(coverage: Coverage, words: Words, units: str) -> str:
    reach = coverage.reach
    if reach.assumption is None:
        return words.text("coverage.chosen", r=say_radius(reach.radius_km, words, units))
    return _join([reach.assumption[words.lang], words.text("coverage.notmean")], words.lang)


def _describe_range(system: System, sources: Mapping[str, Mapping[str, Any]], words: Words) -> str:
    return words.text(
        "coverage.assumption", wording=system.wording, source=_cite(system.sources, sources, words)
    )


def _describe_basing(
    system: System,
    row: Basing,
    places: Mapping[str, Spot],
    sources: Mapping[str, Mapping[str, Any]],
    words: Words,
) -> str:
    return words.text(
        f"coverage.{row.status}",
        system=system.name[words.lang], origin=places[row.place].name[words.lang],
        date=words.date(row.since) if row.since else words.text("coverage.no_date"),
        source=_cite(row.sources, sources, words),
    )  # fmt: skip


def _cite(ids: Sequence[str], sources: Mapping[str, Mapping[str, Any]], words: Words) -> str:
    named = [cite_source(sources.get(one, {"publisher": one}), words) for one in ids]
    return "; ".join(dict.fromkeys(named))
