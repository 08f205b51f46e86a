"""Distances, lengths and directions of an article, computed under every definition that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from geoposture import analysis, geodesy
from geoposture.articles.pairs import WINDS, Pair, find_directions, find_pair
from geoposture.articles.quantities import METRES, Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.shores import End, find_end
from geoposture.articles.tables import is_held, read_tables
from geoposture.articles.verdicts import (
    LEAST,
    MOST,
    NEAR_SHARE,
    Check,
    Claim,
    judge_lengths,
    pin,
    read_claim,
    refuse,
)
from geoposture.catalog import Catalog
from geoposture.catalog.references import resolve
from geoposture.errors import GeopostureError

NO_PAIR = "the text does not say between which places"
INSIDE = "one of the two places holds the other"
BETWEEN = "The claim lies between what the definitions give: other points of the two places fit."
CLOSE = "Others print distances that differ from these as much as this one does: no verdict."
LONGER = "Longer than the straight line by no more than a way by road or sea is: no verdict."
WAY_M = 80_000.0
"""Places no farther apart are often given by the way between them."""
WAY_FACTOR = 1.5
"""How much longer than the straight line such a way can be."""
WIND_WIDTH = 45.0
"""A wind is said of what lies within as many degrees of it."""
OPPOSITE = 90.0
"""From here on a place lies on the other side; up to it a wind may be said loosely."""


def check_length(quantity: Quantity, feature: str, text: str, catalog: Catalog) -> Check:
    """Compare a length of a feature with the fan of end points that the theatre defines.

    Parameters
    ----------
    quantity : Quantity
        The length that the text gives.
    feature : str
        Reference of what has this length.
    text : str
        The article.
    catalog : Catalog
    """
    definitions = catalog.theatre.definitions
    if not definitions:
        return refuse("length", quantity, "the theatre defines no ends to measure between")
    metres = {
        one.name: float(geodesy.measure(*one.start, *one.end)[0])
        for one in definitions
        if not one.origin
    }
    metres |= {
        one.name: _measure_between(catalog, one.origin, one.target or "")
        for one in definitions
        if one.origin
    }
    ends = [end for one in definitions for end in (one.origin, one.target) if end]
    layers = tuple(dict.fromkeys(one.partition("/")[0] for one in (feature, *ends)))
    return judge_lengths(
        "length", read_claim(quantity, text), metres, catalog, layers,
        method="WGS 84 geodesic between named end points",
    )  # fmt: skip


def check_distance_in(quantity: Quantity, reading: Reading, catalog: Catalog) -> Check:
    """Check a distance between the two places that the sentence gives it between.

    Parameters
    ----------
    quantity : Quantity
        The distance.
    reading : Reading
        Where it was found.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    pair = find_pair(quantity, reading)
    if pair is None:
        return refuse("distance", quantity, NO_PAIR)
    try:
        origin, target = _find_ends(pair, catalog)
    except GeopostureError as error:
        return refuse("distance", quantity, str(error))
    return check_distance(read_claim(quantity, reading.text.value), origin, target, catalog)


def check_distance(claim: Claim, origin: End, target: End, catalog: Catalog) -> Check:
    """Compare a distance with that between two ends: nearest points, centres, capitals.

    Parameters
    ----------
    claim : Claim
        The distance that the text gives.
    origin, target : End
        Its two ends, with their uncertainties.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    metres = dict(_measure_all(origin, target, catalog))
    if not metres[NEAREST]:
        return refuse("distance", claim.quantity, INSIDE)
    slack = (origin.spot.uncertainty_km + target.spot.uncertainty_km) * 1000
    layers = {one.spot.ref.partition("/")[0] for one in (origin, target)}
    found = judge_lengths("distance", claim, metres, catalog, sorted(layers), slack_m=slack)
    return _excuse(found, claim, metres) if found.verdict == "inconsistent" else found


NEAREST = "nearest points"


def _measure_all(origin: End, target: End, catalog: Catalog) -> Iterator[tuple[str, float]]:
    """Return the metres between two ends by definition."""
    yield NEAREST, analysis.measure_distance(catalog, origin.spot, target.spot).distance_m
    if (origin.extended or target.extended) and origin.centre and target.centre:
        yield "centre to centre", float(geodesy.measure(*origin.centre, *target.centre)[0])
    for one, other in ((origin, target), (target, origin)):
        capital = read_tables(catalog).capitals.get(one.ref)
        if capital and is_held(catalog, capital):
            spot = resolve(catalog, capital, parameter="place")
            metres = analysis.measure_distance(catalog, other.spot, spot).distance_m
            yield f"to {spot.name['en']}", metres


def _excuse(check: Check, claim: Claim, metres: Mapping[str, float]) -> Check:
    """Return a check of a number that no definition gives, but that can be right all the same."""
    claimed = claim.quantity.value * METRES[claim.quantity.unit]
    one_sided = claim.bound in (LEAST, MOST)
    if not one_sided and min(metres.values()) < claimed < max(metres.values()):
        return replace(check, verdict="depends_on_definition", note=f"{BETWEEN} {check.note}")
    reach = check.tolerance * METRES[claim.quantity.unit]
    if any(abs(one - claimed) <= reach + NEAR_SHARE * one for one in metres.values()):
        return replace(check, verdict="not_checkable", note=f"{CLOSE} {check.note}")
    straight = max(metres.values())
    if not one_sided and straight < WAY_M and straight < claimed <= WAY_FACTOR * straight:
        return replace(check, verdict="not_checkable", note=f"{LONGER} {check.note}")
    return check


def _measure_between(catalog: Catalog, origin: str, target: str) -> float:
    spots = (resolve(catalog, one, parameter="definition") for one in (origin, target))
    return analysis.measure_distance(catalog, *spots).distance_m


def _find_ends(pair: Pair, catalog: Catalog) -> tuple[End, End]:
    return (
        find_end(catalog, pair.place.feature, parameter=pair.place.surface),
        find_end(catalog, pair.other.feature, parameter=pair.other.surface),
    )


def check_directions(reading: Reading, catalog: Catalog) -> Iterator[Check]:
    """Check “A, south of B” of every sentence that says so.

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
    for unit in reading.text.units:
        for pair in find_directions(unit, reading):
            try:
                place, other = _find_ends(pair, catalog)
            except GeopostureError:
                continue
            yield _check_direction(pair, place, other, catalog)


def _check_direction(pair: Pair, place: End, other: End, catalog: Catalog) -> Check:
    """Compare a wind with the azimuths between the middles, and between the nearest points."""
    way = geodesy.find_nearest(other.spot.geometry, place.spot.geometry)
    lines = {
        "azimuth between the centres, in degrees": (other.centre, place.centre),
        "azimuth between the nearest points, in degrees": (way.start, way.end),
    }
    azimuths = {name: float(geodesy.measure(*line[0], *line[1])[1]) % 360
                for name, line in lines.items()
                if line[0] and line[1] and line[0] != line[1]}  # fmt: skip
    wanted = 360 / len(WINDS) * WINDS.index(pair.wind or "")
    off = {name: abs((one - wanted + 180) % 360 - 180) for name, one in azimuths.items()}
    fits = tuple(name for name, one in off.items() if one <= WIND_WIDTH)
    verdict = "inconsistent" if min(off.values(), default=0) > OPPOSITE else "not_checkable"
    if fits:
        verdict = "consistent" if len(fits) == len(off) else "depends_on_definition"
    unsure = (place.spot.uncertainty_km + other.spot.uncertainty_km) * 1000 >= way.distance_m
    first, last = sorted((pair.place, pair.other), key=lambda one: one.start)
    layers = sorted({one.spot.ref.partition("/")[0] for one in (place, other)})
    return Check(
        "bearing", first.start, last.end, pair.wind or "", "degree",
        {name: round(one, 1) for name, one in azimuths.items()}, WIND_WIDTH,
        "not_checkable" if unsure and not fits else verdict, fits,
        "azimuth of the WGS 84 geodesic", pin(catalog, layers),
    )  # fmt: skip
