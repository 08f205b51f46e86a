"""Geographic numbers of an article, computed under every named definition that fits.

The verdict is about the number: *consistent* where every definition gives it within half of
its last digit, *depends_on_definition* where some do, *inconsistent* where none does,
*not_checkable* where the layers hold nothing to compute it from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely

from geoposture import analysis, geodesy
from geoposture.articles.findings import Mention
from geoposture.articles.folding import fold
from geoposture.articles.gazetteer import list_given
from geoposture.articles.quantities import METRES, SQUARE_METRES, Quantity, tolerance_of
from geoposture.articles.reading import Reading
from geoposture.articles.tables import is_held, read_tables
from geoposture.catalog import Catalog
from geoposture.catalog.query import parse_where, select_where
from geoposture.catalog.references import resolve
from geoposture.errors import GeopostureError
from geoposture.model import Feature, Spot

OTHER_UNITS: Mapping[str, tuple[str, ...]] = {
    "mile": ("kilometre", "nautical_mile"),
    "kilometre": ("mile", "nautical_mile"),
    "nautical_mile": ("kilometre", "mile"),
}
PLURALS: Mapping[str, str] = {
    "kilometre": "km", "mile": "miles", "nautical_mile": "nautical miles", "metre": "m",
    "foot": "feet",
}  # fmt: skip
WINDS = ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"]
WIND_WIDTH = 33.75
NEAR = 60
CURRENT = "current:true"
AREA_KINDS = ("prefecture", "province", "state", "county")
_AREA_WORD = re.compile(r"^Province of | (?:Prefecture|Province|State|County|Metropolis)$")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_BETWEEN = re.compile(r"\bbetween\b", re.I)
_PAIR = re.compile(
    r"[- ]?(?:\([^)]{1,40}\) )?(?:away |apart )?"
    rf"(?:(?:to the )?(?P<wind>{'|'.join(sorted(WINDS, key=len, reverse=True))})(?:ern)? )?"
    r"(?:of|from|off|to)\b", re.I
)  # fmt: skip
_WIND = re.compile(
    rf"\b(?P<wind>{'|'.join(sorted(WINDS, key=len, reverse=True))}) of (?:the )?$", re.I
)
_INSIDE = re.compile(r"^(?:,| in| on| of)? (?:the )?(?:western |eastern |southern |northern )?$")
_STOP = re.compile(r"[.;!?]\s")
NO_PEOPLE = "the layers hold no data on people; reports count them differently"
METHOD = "WGS 84 geodesic"


@dataclass(frozen=True)
class Check:
    """A claimed number, what it is under each definition, and the verdict.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    computed : mapping of str to float
        By definition, in the unit of the claim.
    tolerance : float
        What the claim's own rounding allows, in its unit.
    reproduced_by : tuple of str
        Definitions that give the claim.
    inputs : tuple of str
        The versions of the layers that were read.
    """

    kind: str
    start: int
    end: int
    claimed: float | str
    unit: str | None
    computed: Mapping[str, float] = field(default_factory=dict)
    tolerance: float = 0.0
    verdict: str = "not_checkable"
    reproduced_by: tuple[str, ...] = ()
    method: str = METHOD
    inputs: tuple[str, ...] = ()
    note: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the member ``check`` of an annotation."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "claimed": plain_number(self.claimed),
            "method": self.method,
            "verdict": self.verdict,
        }
        if self.unit:
            found["unit"] = self.unit
        if self.computed:
            found |= {
                "computed": {name: plain_number(value) for name, value in self.computed.items()},
                "tolerance": plain_number(self.tolerance),
                "reproduced_by": list(self.reproduced_by),
                "inputs": list(self.inputs),
            }
        return found | ({"note": self.note} if self.note else {})


def check_reading(reading: Reading, catalog: Catalog) -> list[Check]:
    """Return the checks of an article's geographic numbers, in the order of the text.

    Parameters
    ----------
    reading : Reading
        What was found in the text.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    if reading.plain:
        locate = reading.text.normal.locate
        moved = [(one, locate(one.start, one.end)) for one in check_reading(reading.plain, catalog)]
        return [replace(one, start=start, end=end) for one, (start, end) in moved]
    found: list[Check] = []
    lengths = {one.core_start: one.feature for one in reading.implied if one.check}
    for one in reading.quantities:
        if one.start in lengths:
            found.append(check_length(one, lengths[one.start], catalog))
        elif one.unit in METRES:
            found += _check_distance(one, reading, catalog)
        elif one.unit in SQUARE_METRES:
            found.append(_check_area(one, reading, catalog))
        elif one.unit == "facility":
            found.append(_check_count(one, catalog))
        elif one.unit == "person":
            found.append(_refuse("count", one, NO_PEOPLE))
    found += _check_places(reading, catalog)
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def check_length(quantity: Quantity, feature: str, catalog: Catalog) -> Check:
    """Compare a length of a feature with the fan of end points that the theatre defines.

    Parameters
    ----------
    quantity : Quantity
        The length that the text gives.
    feature : str
        Reference of what has this length.
    catalog : Catalog
    """
    definitions = catalog.theatre.definitions
    if not definitions:
        return _refuse("length", quantity, "the theatre defines no ends to measure between")
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
    return _judge(
        "length", quantity, metres, catalog, layers,
        method="WGS 84 geodesic between named end points",
    )  # fmt: skip


def check_distance(quantity: Quantity, origin: Spot, target: Spot, catalog: Catalog) -> Check:
    """Compare a distance with that between two spots: nearest points, centres, capitals.

    Parameters
    ----------
    quantity : Quantity
        The distance that the text gives.
    origin, target : Spot
        Its two ends, with their uncertainties.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    metres = {"nearest points": analysis.measure_distance(catalog, origin, target).distance_m}
    centres = [_centre(one) for one in (origin, target)]
    if any(one.geometry.geom_type != "Point" for one in (origin, target)):
        metres["centre to centre"] = float(geodesy.measure(*centres[0], *centres[1])[0])
    for one, other in ((origin, target), (target, origin)):
        capital = read_tables(catalog).capitals.get(one.ref)
        if capital and is_held(catalog, capital):
            spot = resolve(catalog, capital, parameter="place")
            metres[f"to {spot.name['en']}"] = analysis.measure_distance(
                catalog, other, spot
            ).distance_m
    slack = (origin.uncertainty_km + target.uncertainty_km) * 1000
    layers = {one.ref.partition("/")[0] for one in (origin, target)}
    return _judge("distance", quantity, metres, catalog, sorted(layers), slack_m=slack)


def _measure_between(catalog: Catalog, origin: str, target: str) -> float:
    spots = (resolve(catalog, one, parameter="definition") for one in (origin, target))
    return analysis.measure_distance(catalog, *spots).distance_m


def _centre(spot: Spot) -> tuple[float, float]:
    """Return the centroid of a spot's largest part."""
    largest = max(shapely.get_parts(spot.geometry), key=shapely.area)
    return float(largest.centroid.x), float(largest.centroid.y)


def _judge(
    kind: str, quantity: Quantity, metres: Mapping[str, float], catalog: Catalog,
    layers: Sequence[str], *, slack_m: float = 0.0, method: str = METHOD,
) -> Check:  # fmt: skip
    """Return the verdict over lengths in metres, in the unit of the claim."""
    factor = METRES[quantity.unit]
    tolerance = tolerance_of(quantity.value, quantity.digits)
    computed = {name: round(value / factor, 1) for name, value in metres.items()}
    reach = tolerance + slack_m / factor
    fits = [name for name, value in computed.items() if abs(value - quantity.value) <= reach]
    every = len(fits) == len(computed)
    other = _find_origin_unit(quantity, metres, slack_m)
    computed |= other
    fits += other
    if quantity.ambiguous:
        read = METRES[quantity.ambiguous]
        named = {f"{name}, read as nautical miles": round(value / read, 1)
                 for name, value in metres.items()}  # fmt: skip
        computed |= named
        fits += [name for name, value in named.items() if abs(value - quantity.value) <= reach]
    verdict = "consistent" if every else "depends_on_definition" if fits else "inconsistent"
    return Check(
        kind, quantity.start, quantity.end, quantity.value, quantity.unit,
        {name: _tidy(value) for name, value in computed.items()}, _tidy(tolerance), verdict,
        tuple(fits), method, _pin(catalog, layers),
        "Tolerance: half of the last digit given.",
    )  # fmt: skip


def _find_origin_unit(
    quantity: Quantity, metres: Mapping[str, float], slack_m: float
) -> dict[str, float]:
    """Return the round figure in another unit that the claim may have been rounded from."""
    factor = METRES[quantity.unit]
    for unit in OTHER_UNITS.get(quantity.unit, ()):
        value = quantity.value * factor / METRES[unit]
        step = 10.0 ** max(0, len(f"{value:.0f}") - 1)
        candidate = round(value / step) * step
        back = candidate * METRES[unit] / factor
        near = abs(back - quantity.value) <= tolerance_of(quantity.value, quantity.digits)
        half = step / 2 * METRES[unit] + slack_m
        fits = any(abs(one - candidate * METRES[unit]) <= half for one in metres.values())
        if candidate and near and fits:
            return {f"rounded from {candidate:,.0f} {PLURALS[unit]}": round(back, 1)}
    return {}


def _check_distance(quantity: Quantity, reading: Reading, catalog: Catalog) -> Iterator[Check]:
    """Check a distance whose two ends stand beside it."""
    pair = _find_pair(quantity, reading)
    if pair is None:
        yield _refuse("distance", quantity, "the text does not say between which places")
        return
    try:
        origin, target = (
            resolve(catalog, _stand_for(one, "distance", catalog), parameter=one.surface)
            for one in pair
        )
        check = check_distance(quantity, origin, target, catalog)
    except GeopostureError as error:
        yield _refuse("distance", quantity, str(error))
        return
    yield check


def _find_pair(quantity: Quantity, reading: Reading) -> tuple[Mention, Mention] | None:
    """Return the two places that a distance is given between."""
    value, unit = reading.text.value, reading.text.unit_at(quantity.start)
    first = _find_converted(quantity, reading)
    if first is not None:
        return _find_pair(first, reading)
    inside = [one for one in reading.mentions
              if unit.start <= one.start < unit.end and one.feature]  # fmt: skip
    after = [one for one in inside if 0 <= one.start - quantity.end <= NEAR]
    before = [one for one in inside if one.end <= quantity.start]
    gap = value[quantity.end : after[0].start] if after else ""
    if len(after) > 1 and _BETWEEN.search(gap):
        return after[0], after[1]
    if after and before and _PAIR.match(gap):
        return before[-1], after[0]
    if len(before) > 1 and not _STOP.search(value, before[-1].end, quantity.start):
        start = before[-2].start
        if _BETWEEN.search(value, max(unit.start, start - 12), start):
            return before[-2], before[-1]
    return None


def _find_converted(quantity: Quantity, reading: Reading) -> Quantity | None:
    """Return the quantity that this one gives in another unit: 110 km (68 miles)."""
    value = reading.text.value
    for one in reading.quantities:
        if one.unit in METRES and value[one.end : quantity.start] in (" (", " (about ", ", or "):
            return one
    return None


def _check_area(quantity: Quantity, reading: Reading, catalog: Catalog) -> Check:
    """Compare an area with that of the feature named beside it."""
    unit = reading.text.unit_at(quantity.start)
    beside = [one for one in reading.mentions if unit.start <= one.start < unit.end]
    beside.sort(key=lambda one: min(abs(one.start - quantity.end), abs(quantity.start - one.end)))
    for one in beside:
        layer_id, _, feature_id = one.feature.partition("/")
        held = catalog.layers.get(layer_id)
        if held is None or feature_id not in held.index:
            continue
        area = held.feature(feature_id)["properties"].get("area_km2")
        if not isinstance(area, int | float):
            continue
        value = area * 1e6 / SQUARE_METRES[quantity.unit]
        tolerance = tolerance_of(quantity.value, quantity.digits)
        fits = abs(value - quantity.value) <= tolerance
        name = f"area of {one.feature}"
        return Check(
            "area", quantity.start, quantity.end, quantity.value, quantity.unit,
            {name: _tidy(value)}, _tidy(tolerance), "consistent" if fits else "inconsistent",
            (name,) if fits else (), "the area that the layer holds", _pin(catalog, (layer_id,)),
        )  # fmt: skip
    return _refuse("area", quantity, "no area is held for what is named beside it")


def _check_count(quantity: Quantity, catalog: Catalog) -> Check:
    """Compare a number of facilities with the counts of the layers of facilities."""
    layers = catalog.theatre.list_role("facilities")
    computed = {name: float(value) for one in layers for name, value in _count(catalog, one)}
    computed |= {name: float(value) for name, value in _list_told(catalog)}
    if not layers:
        return _refuse("count", quantity, "no layer holds facilities to count")
    tolerance = tolerance_of(quantity.value, quantity.digits)
    fits = tuple(name for name, value in computed.items()
                 if abs(value - quantity.value) <= min(tolerance, 0.5))  # fmt: skip
    verdict = "depends_on_definition" if fits else "inconsistent"
    return Check("count", quantity.start, quantity.end, quantity.value, quantity.unit,
                 computed, 0.5, verdict, fits,
                 "features of the layer, counted", _pin(catalog, layers))  # fmt: skip


def _count(catalog: Catalog, layer_id: str) -> Iterator[tuple[str, int]]:
    """Return the counts of a layer with what each is of: all, current ones, those of filters.

    Counted are the features of the official list, where the theatre says which they are.
    """
    theatre, layer = catalog.theatre, catalog.layer(layer_id)
    counted = theatre.find_layer(layer_id).counted
    rows = {
        one["id"]: one for one in layer.features if not counted or one["properties"].get(counted)
    }
    title = layer.info.title["en"]
    yield f"{title}{_tell_source(catalog, rows.values(), counted)}", len(rows)
    filters = [theatre.lead.within if theatre.lead else None, CURRENT]
    filters += [one.where for one in theatre.chips]
    for where in dict.fromkeys(filter(None, filters)):
        try:
            kept = select_where(rows, parse_where(where, parameter="where"), parameter="where")
        except GeopostureError:  # the layer has no such property
            continue
        told = (
            where.removesuffix(":true").replace(":", ": ").replace("|", " or ").replace(",", ", ")
        )
        yield f"{title}, of these {told}", len(kept)


def _list_told(catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Return the counts that the theatre's sentence gives, and those under other definitions."""
    lead = catalog.theatre.lead
    if lead is None:
        return
    source = _cite(catalog, lead.counted_by, lead.day)
    for name, figure in lead.figures.items():
        if _is_count(figure):
            yield f"{name}{source}", int(figure)
    for one in lead.alternatives:
        if _is_count(one.figure):
            told = _cite(catalog, one.source, one.day)
            yield f"{one.definition or 'another definition'}{told}", int(one.figure or 0)


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


def _check_places(reading: Reading, catalog: Catalog) -> Iterator[Check]:
    """Check “A, south of B” and “A in B” where A and B stand side by side."""
    value = reading.text.value
    for one, other in zip(reading.mentions, reading.mentions[1:], strict=False):
        gap = value[one.end : other.start]
        if not 0 < len(gap) <= NEAR or "\n" in gap:
            continue
        wind = _WIND.search(gap)
        if wind:
            yield from _check_direction(one, other, wind["wind"].lower(), catalog)
        elif _INSIDE.match(gap):
            yield from _check_containment(one, other, catalog)


def _check_direction(one: Mention, other: Mention, wind: str, catalog: Catalog) -> Iterator[Check]:
    try:
        spots = [
            resolve(catalog, _stand_for(each, "distance", catalog), parameter="place")
            for each in (other, one)
        ]
    except GeopostureError:
        return
    start, end = (_centre(each) for each in spots)
    azimuth = float(geodesy.measure(*start, *end)[1]) % 360
    off = abs((azimuth - 45 * WINDS.index(wind) + 180) % 360 - 180)
    layers = sorted({each.feature.partition("/")[0] for each in (one, other)})
    name = "azimuth between the centres, in degrees"
    fits = off <= WIND_WIDTH
    yield Check(
        "bearing", one.start, other.end, wind, "degree", {name: round(azimuth, 1)}, WIND_WIDTH,
        "consistent" if fits else "inconsistent", (name,) if fits else (),
        "azimuth of the WGS 84 geodesic", _pin(catalog, layers),
    )  # fmt: skip


def _check_containment(one: Mention, other: Mention, catalog: Catalog) -> Iterator[Check]:
    """Check that a facility lies in the prefecture or province that is named after it."""
    area = _find_area(other, catalog)
    layer_id, _, feature_id = one.feature.partition("/")
    if area is None or not feature_id or layer_id not in catalog.theatre.list_role("facilities"):
        return
    properties = catalog.layer(layer_id).feature(feature_id)["properties"]
    kind = area["properties"]["kind"]
    column = next((key for key in (f"{kind}s", kind) if properties.get(key)), None)
    if column is None:
        return
    listed = properties[column] if isinstance(properties[column], list) else [properties[column]]
    names = _list_area_names(area)
    fits = {fold(str(each)) for each in listed} & {fold(name) for name in names}
    yield Check(
        "containment", one.start, other.end, names[0], None, {}, 0.0,
        "consistent" if fits else "inconsistent", (),
        f"{kind}s that the layer gives: {', '.join(map(str, listed))}", _pin(catalog, (layer_id,)),
    )  # fmt: skip


def _find_area(mention: Mention, catalog: Catalog) -> Feature | None:
    """Return the area that a mention stands for, None where it is none."""
    layer_id, _, feature_id = _stand_for(mention, "area", catalog).partition("/")
    layer = catalog.layers.get(layer_id)
    if layer is None or feature_id not in layer.index:
        return None
    feature = layer.feature(feature_id)
    named = bool(_list_area_names(feature))
    return feature if feature["properties"].get("kind") in AREA_KINDS and named else None


def _list_area_names(feature: Feature) -> list[str]:
    """Return the names of an area without the word for what it is."""
    return [_AREA_WORD.sub("", text) for text in list_given(feature["properties"], ())]


def _stand_for(mention: Mention, check: str, catalog: Catalog) -> str:
    return read_tables(catalog).stand_for(mention.feature, check)


def _refuse(kind: str, quantity: Quantity, why: str) -> Check:
    return Check(kind, quantity.start, quantity.end, quantity.value, quantity.unit, note=why,
                 method="none: nothing to compute from")  # fmt: skip


def _pin(catalog: Catalog, layers: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        f"{one}@sha256:{catalog.layer(one).sha256}" for one in layers if one in catalog.layers
    )


def plain_number(value: Any) -> Any:
    """Return a whole number as an integer, anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tidy(value: float) -> float:
    """Return a whole number from 100 on, else one decimal."""
    return float(round(value)) if abs(value) >= 100 else round(value, 1)  # noqa: PLR2004
