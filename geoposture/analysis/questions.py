"""Questions in references → figures: the one way from a catalogue to distances and coverage.

The command line, the service and ``import geoposture as gp`` all ask here.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely

from geoposture import geodesy
from geoposture.analysis import overlay
from geoposture.catalog import Catalog, Layer, evidence, package_version
from geoposture.catalog.query import parse_where, select_where
from geoposture.catalog.references import resolve, select_parts
from geoposture.errors import BadRequest, NoFigure, NotARadius, NotBased, OriginTooWide, TooMany
from geoposture.language import sentences
from geoposture.language.words import load_words
from geoposture.limits import LIMITS
from geoposture.model import (
    Basing,
    Coverage,
    CoverageDetail,
    Inputs,
    Measure,
    Reach,
    Spot,
    Stored,
    System,
)

METHOD_DISTANCE = "WGS 84 geodesic between the nearest points (Karney 2013)"
METHOD_COVERAGE = (
    "geodesic rings on WGS 84, area of their union with the target on the ellipsoid; "
    "edges straight in longitude and latitude"
)
MOST_ORIGINS = LIMITS.most_origins
MOST_TARGETS = LIMITS.most_targets
MOST_WORK = LIMITS.most_work
"""Origins times corners of a target."""
SHORTEST_KM = 0.1
"""Under this the six decimals of a position, about 10 cm, show in a ring (1 % of 10 m)."""
SPREAD = 0.1
"""How far the radius is varied, as a share of it, where sources give one figure only."""


def measure_distance(
    catalog: Catalog, origin: Spot, target: Spot, *, base_url: str = ""
) -> Measure:
    """Return the geodesic between the nearest points of two spots.

    Parameters
    ----------
    catalog : Catalog
        Whose version the inputs name.
    origin, target : Spot
        Points, lines or areas.
    base_url : str
        With it the inputs name an address; none by default.
    """
    way = geodesy.find_nearest(origin.geometry, target.geometry)
    _, azimuth, back = geodesy.measure(*way.start, *way.end)
    inputs = _distance_inputs(catalog, base_url, origin, target)
    return _make_measure(origin, target, way, (float(azimuth), float(back)), inputs)


def measure_distances(
    catalog: Catalog, origins: Sequence[Spot], targets: Sequence[Spot], *, base_url: str = ""
) -> list[Measure]:
    """Return one measure a pair, nearest first; a whole layer counts as its features.

    Parameters
    ----------
    catalog : Catalog
        Whose version the inputs name.
    origins, targets : sequence of Spot
        Points, lines, areas or whole layers.
    base_url : str
        With it the inputs name an address; none by default.

    Raises
    ------
    TooMany
        If there are more than 200 origins or 10 targets.
    """
    sources, goals = select_parts(origins), tuple(targets)
    _check_count(len(sources), MOST_ORIGINS, "from")
    _check_count(len(goals), MOST_TARGETS, "to")
    for goal in goals:
        _check_work(len(sources) * len(goals), goal, "to")
    measures = [one for goal in goals for one in _measure_many(catalog, sources, goal, base_url)]
    return sorted(measures, key=lambda one: (one.distance_m, one.origin.ref, one.target.ref))


def select_origins(
    catalog: Catalog,
    references: Sequence[str],
    *,
    where: str | None = None,
    parameter: str = "origins",
) -> tuple[Spot, ...]:
    """Return the points behind references, narrowed by `where`.

    Parameters
    ----------
    catalog : Catalog
    references : sequence of str
        ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat``.
    where : str, optional
        A filter such as ``branch:USAF,kinds:airfield``; None keeps all.
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    BadRequest
        If nothing is left, or one of them is no point.
    TooMany
        If there are more than 200.
    UnknownLayer, UnknownFeature, NoPosition
        If a reference names nothing that has a position.
    """
    chosen = {name for name, _ in parse_where(where, parameter="where")} if where else ()
    spots = select_parts(
        resolve(catalog, one, parameter=parameter, chosen=chosen) for one in references
    )
    if where:
        spots = _filter(catalog, spots, where)
    if not spots:
        raise BadRequest("no facility matches these filters", parameter="where")
    check_points(spots, parameter)
    return spots


def check_points(spots: Sequence[Spot], parameter: str) -> None:
    """Raise an error unless rings can be drawn round all spots.

    Parameters
    ----------
    spots : sequence of Spot
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    BadRequest
        If one of them is no point.
    TooMany
        If there are more than 200.
    """
    for spot in spots:
        if spot.geometry.geom_type != "Point":
            raise BadRequest(f"{spot.ref} is no point; rings need points", parameter=parameter)
    _check_count(len(spots), MOST_ORIGINS, parameter)


def make_reach(
    catalog: Catalog,
    references: Sequence[str],
    spots: Sequence[Spot],
    *,
    radius_km: float | None,
    system: str | None,
    whatif: bool,
) -> Reach:
    """Return the radius of a question, with the assumption that a system's range brings.

    Parameters
    ----------
    catalog : Catalog
    references : sequence of str
        As they were asked for: a system wants places, no whole layer.
    spots : sequence of Spot
        The points behind the references.
    radius_km : float or None
        Kilometres, 0.1 to 19 900; None where a system is given.
    system : str or None
        Id of a system; None where a radius is given.
    whatif : bool
        Allow a system where no source puts it; the reach says so.

    Raises
    ------
    BadRequest
        If neither or both of radius and system are given, or the radius is out of bounds.
    OriginTooWide, NoFigure, NotARadius, NotBased
        If the rules for systems forbid a ring.
    """
    if (radius_km is None) == (system is None):
        raise BadRequest("give either radius_km or system", parameter="radius_km")
    if radius_km is not None:
        check_radius(radius_km)
        spread = SPREAD * radius_km
        return Reach(radius_km=radius_km, low_km=radius_km - spread, high_km=radius_km + spread)
    return _reach_of(catalog, _find_system(catalog, str(system)), references, spots, whatif)


def check_radius(radius_km: float) -> None:
    """Raise `BadRequest` unless ``0.1 <= radius_km <= 19900``; nan fails too.

    Parameters
    ----------
    radius_km : float
        Of a ring, in kilometres.

    Raises
    ------
    BadRequest
        If it is out of bounds.
    """
    longest = geodesy.LONGEST_RING_M / 1000
    if not SHORTEST_KM <= radius_km <= longest:
        raise BadRequest(
            f"radius_km is from {SHORTEST_KM:g} to {longest:,.0f}; got {radius_km:g}",
            parameter="radius_km",
        )


def compute_coverage(
    catalog: Catalog,
    origins: Sequence[Spot],
    target: Spot,
    reach: Reach,
    *,
    references: Sequence[str],
    where: str | None = None,
    detail: bool = False,
    base_url: str = "",
) -> Coverage:
    """Return what the rings round the origins cover of a target area.

    Parameters
    ----------
    catalog : Catalog
    origins : sequence of Spot
        Points.
    target : Spot
        An area.
    reach : Reach
        The radius, its spread and its assumption.
    references : sequence of str
        The origins as they were asked for.
    where : str, optional
        The filter that narrowed the origins, which the notes repeat; None for none.
    detail : bool
        Add depth, contributions and the zones.
    base_url : str
        With it the inputs name an address; none by default.

    Raises
    ------
    BadRequest
        If the target is no area.
    TooMany
        If so many origins about so long a coast are too much work.
    """
    if "Polygon" not in target.geometry.geom_type:
        why = "is measured to its coast, a line" if target.coast else "is no area"
        raise BadRequest(f"{target.ref} {why}; wanted a sea or islands", parameter="target")
    _check_work(len(origins), target, "target")
    lon, lat = _positions(origins)
    cover = overlay.cover_target(lon, lat, target.geometry, reach.radius_km * 1000)
    low, high = _spread(reach)
    near, touch, hold = overlay.find_thresholds(tuple(lon), tuple(lat), target.geometry)
    shares = _Shares(lon, lat, target.geometry, touch, hold, {reach.radius_km: cover.share})
    asked = _coverage_question(references, target, reach, where=where, detail=detail)
    return Coverage(
        origins=tuple(origins),
        target=target,
        reach=reach,
        share=shares.at(reach.radius_km),
        share_low=shares.at(low),
        share_high=shares.at(high),
        covered_km2=cover.covered_m2 / 1e6,
        target_km2=cover.target_m2 / 1e6,
        touch_km=touch / 1000,
        cover_km=hold / 1000,
        place=origins[near],
        notes=_list_notes(catalog, references, origins, target, where),
        sensitivity=shares.vary(reach.radius_km),
        rings=cover.rings,
        union=cover.union,
        covered=cover.covered,
        detail=_describe_arrangement(cover, target, origins) if detail else None,
        method=METHOD_COVERAGE,
        inputs=_inputs(catalog, base_url, asked, [*origins, target]),
    )


def _measure_many(
    catalog: Catalog, origins: Sequence[Spot], target: Spot, base_url: str
) -> list[Measure]:
    if any(spot.geometry.geom_type != "Point" for spot in origins):
        return [measure_distance(catalog, one, target, base_url=base_url) for one in origins]
    lon, lat = _positions(origins)
    distance, end_lon, end_lat = geodesy.find_nearest_points(lon, lat, target.geometry)
    _, azimuth, back = geodesy.measure(lon, lat, end_lon, end_lat)
    ways = [
        geodesy.Approach(float(d), (float(x1), float(y1)), (float(x2), float(y2)))
        for d, x1, y1, x2, y2 in zip(distance, lon, lat, end_lon, end_lat, strict=True)
    ]
    azimuths = zip(azimuth.tolist(), back.tolist(), strict=True)
    return [
        _make_measure(
            origin, target, way, both, _distance_inputs(catalog, base_url, origin, target)
        )
        for origin, way, both in zip(origins, ways, azimuths, strict=True)
    ]


def _distance_inputs(catalog: Catalog, base_url: str, origin: Spot, target: Spot) -> Inputs:
    question = _Question("distance", ("from", "to"), {"from": origin.ref, "to": target.ref})
    return _inputs(catalog, base_url, question, [origin, target])


def _make_measure(
    origin: Spot,
    target: Spot,
    way: geodesy.Approach,
    azimuths: tuple[float, float],
    inputs: Inputs,
) -> Measure:
    inside = way.distance_m == 0
    return Measure(
        origin=origin,
        target=target,
        relation="inside" if inside else "apart",
        distance_m=way.distance_m,
        azimuth_deg=None if inside else azimuths[0],
        back_azimuth_deg=None if inside else azimuths[1],
        origin_point=way.start,
        target_point=way.end,
        far_km=_measure_far(origin, target),
        uncertainty_km=origin.uncertainty_km + target.uncertainty_km,
        method=METHOD_DISTANCE,
        inputs=inputs,
    )


def _measure_far(origin: Spot, target: Spot) -> float | None:
    for point, area in ((origin, target), (target, origin)):
        if point.geometry.geom_type == "Point" and "Polygon" in area.geometry.geom_type:
            position = (point.geometry.x, point.geometry.y)
            return geodesy.find_farthest(position, area.geometry).distance_m / 1000
    return None


def _check_count(count: int, most: int, parameter: str) -> None:
    if count > most:
        raise TooMany(f"at most {most} in {parameter} at once; got {count}", parameter=parameter)


def _check_work(count: int, target: Spot, parameter: str) -> None:
    """Refuse before computing what would take longer than anybody waits.

    200 origins and the most detailed layer that is packaged, 16,000 corners, are well inside;
    76 origins and a sea of a million corners took 24 s.
    """
    corners = int(shapely.get_num_coordinates(target.geometry))
    if count * corners > MOST_WORK:
        raise TooMany(
            f"{target.ref} has {corners:,} corners; times {count} that is more than "
            f"{MOST_WORK:,}: ask about fewer places, or a simpler area",
            parameter=parameter,
        )


def _filter(catalog: Catalog, spots: Sequence[Spot], where: str) -> tuple[Spot, ...]:
    conditions = parse_where(where, parameter="where")
    located = ((spot.ref, *catalog.locate(spot.ref)) for spot in spots)
    features = {ref: layer.feature(id_) for ref, layer, id_ in located if layer and id_}
    kept = select_where(features, conditions, parameter="where")
    return tuple(spot for spot in spots if spot.ref in kept)


def _find_system(catalog: Catalog, system_id: str) -> System:
    if system_id in catalog.systems:
        return catalog.systems[system_id]
    known = ", ".join(one.id for one in catalog.systems.values() if one.ring)
    raise BadRequest(f"no system “{system_id[:80]}”; with a ring: {known}", parameter="system")


def _reach_of(
    catalog: Catalog, system: System, references: Sequence[str], spots: Sequence[Spot], whatif: bool
) -> Reach:
    _refuse_system(system)
    _refuse_whole_layers(references, system)
    rows, missing = _find_basing(catalog, system, spots)
    if missing and not whatif:
        raise NotBased(
            f"no source of kind government, agency, maker or named press that was read says that "
            f"{system.name['en']} is at {missing[0].ref}; whatif=1 computes it as an assumption",
            parameter="system",
        )
    assert system.range_km is not None
    return Reach(
        radius_km=system.range_km,
        low_km=system.range_min_km or system.range_km,
        high_km=system.range_max_km or system.range_km,
        system=system,
        basing=rows,
        assumption=_assume(catalog, system, rows, spots, missing),
        whatif=bool(missing),
    )


def _refuse_system(system: System) -> None:
    if system.ring and system.range_km is not None:
        return
    reason = sentences.describe_refusal(system, load_words("en"))
    if system.range_km is None or system.refusal in ("refuse.nofigure", evidence.WEAK):
        raise NoFigure(reason, parameter="system")
    raise NotARadius(reason, parameter="system")


def _refuse_whole_layers(references: Sequence[str], system: System) -> None:
    for reference in references:
        if "/" not in reference and "," not in reference:
            raise OriginTooWide(
                f"{reference} is a whole layer, and {system.name['en']} is not at all of its "
                "places; name the places",
                parameter="origins",
            )


def _find_basing(
    catalog: Catalog, system: System, spots: Sequence[Spot]
) -> tuple[tuple[Basing, ...], list[Spot]]:
    known = {row.place: row for row in catalog.basing if row.system == system.id and row.supported}
    rows = tuple(known[spot.ref] for spot in spots if spot.ref in known)
    return rows, [spot for spot in spots if spot.ref not in known]


def _assume(
    catalog: Catalog,
    system: System,
    rows: Sequence[Basing],
    spots: Sequence[Spot],
    missing: Sequence[Spot],
) -> Mapping[str, str]:
    places = {spot.ref: spot for spot in spots}
    said = sentences.describe_assumption(system, rows, places, catalog.sources)
    if not missing:
        return said
    doubt = sentences.describe_doubt(system, missing)
    return {lang: f"{doubt[lang]} {said[lang]}" for lang in said}


def _positions(spots: Sequence[Spot]) -> tuple[Any, Any]:
    lon, lat = np.array([(spot.geometry.x, spot.geometry.y) for spot in spots]).T
    return lon, lat


def _spread(reach: Reach) -> tuple[float, float]:
    if reach.low_km < reach.high_km:
        return reach.low_km, reach.high_km
    return reach.radius_km * (1 - SPREAD), reach.radius_km * (1 + SPREAD)


def clamp_share(share: float, radius_m: float, touch_m: float, hold_m: float) -> float:
    """Return 0 below the distance of the first touch and 1 from that which holds all of it.

    An area is good to some parts in a million; these two answers are exact.

    Parameters
    ----------
    share : float
        From 0 to 1.
    radius_m : float
        Metres, as are the two thresholds.
    touch_m : float
        Radius that first touches the area.
    hold_m : float
        Radius that holds all of it.
    """
    if radius_m < touch_m:
        return 0.0
    return 1.0 if radius_m >= hold_m else share


@dataclass(frozen=True, slots=True)
class _Shares:
    """The share of a target within any radius, computed once each, beyond the thresholds never.

    `known` has shares by radius in km.
    """

    lon: Any
    lat: Any
    target: Any
    touch_m: float
    hold_m: float
    known: dict[float, float]

    def at(self, radius_km: float) -> float:
        """Return the share within a radius."""
        radius_m = radius_km * 1000
        if radius_km not in self.known and self.touch_m <= radius_m < self.hold_m:
            self.known[radius_km] = overlay.measure_share(self.lon, self.lat, self.target, radius_m)
        return clamp_share(self.known.get(radius_km, 0.0), radius_m, self.touch_m, self.hold_m)

    def vary(self, radius_km: float) -> tuple[tuple[float, float], ...]:
        """Return the shares at multiples of a radius that are no longer than a ring can be."""
        longest = geodesy.LONGEST_RING_M / 1000
        radii = [radius_km * factor for factor in overlay.SENSITIVITY]
        return tuple((one, self.at(one)) for one in radii if one <= longest)


def _list_notes(
    catalog: Catalog,
    references: Sequence[str],
    origins: Sequence[Spot],
    target: Spot,
    where: str | None,
) -> tuple[Mapping[str, str], ...]:
    """Return what has to be said of the places asked about, each thing once."""
    named = [one for one in references if one in catalog.layers]
    conditions = parse_where(where, parameter="where") if where else ()
    chosen = {name for name, _ in conditions}
    layers = [resolve(catalog, one, parameter="origins", chosen=chosen).note for one in named]
    notes = [*layers, *(spot.note for spot in origins), target.note]
    if conditions:
        notes.insert(0, sentences.describe_choice(conditions, len(origins)))
    return tuple({note["en"]: note for note in notes if note}.values())


def _describe_arrangement(
    cover: overlay.Cover, target: Spot, origins: Sequence[Spot]
) -> CoverageDetail:
    arrangement = overlay.arrange(cover.rings, target.geometry)
    whole = cover.target_m2
    return CoverageDetail(
        depth=tuple((n, area / 1e6, area / whole) for n, area in arrangement.depth()),
        zones=tuple(arrangement.zones()),
        contributions=tuple(
            (spot.ref, area / 1e6, area / whole)
            for spot, area in zip(origins, arrangement.contributions(), strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked: the path, its positional arguments, and all parameters in order."""

    path: str
    positional: tuple[str, ...]
    parameters: Mapping[str, str]

    def command(self) -> str:
        """Return the command line that asks the same."""
        arguments = [self.parameters[name] for name in self.positional]
        options = [
            part
            for name, value in self.parameters.items()
            if name not in self.positional
            for part in _as_option(name, value)
        ]
        return shlex.join(["geoposture", self.path, *arguments, *options])


def _as_option(name: str, value: str) -> tuple[str, ...]:
    option = "--" + name.replace("_", "-")
    return (option,) if name == "whatif" else (option, value)


def _inputs(catalog: Catalog, base_url: str, question: _Question, spots: Sequence[Spot]) -> Inputs:
    there: dict[str, Layer | Stored] = {**catalog.stored, **catalog.layers}
    homes = (spot.ref.split("/")[0] for spot in spots)
    used = dict.fromkeys(home for home in homes if home in there)
    return Inputs(
        version=package_version(),
        command=question.command(),
        url=f"{base_url}/{question.path}?{urlencode(question.parameters, safe='/,:|')}",
        layers={one: there[one].sha256 for one in used},
    )


def _coverage_question(
    references: Sequence[str], target: Spot, reach: Reach, *, where: str | None, detail: bool
) -> _Question:
    parameters = {"origins": ",".join(references), "target": target.ref}
    if reach.system:
        parameters["system"] = reach.system.id
    else:
        parameters["radius_km"] = f"{reach.radius_km:.12g}"
    parameters |= {"where": where} if where else {}
    parameters |= {"whatif": "1"} if reach.whatif else {}
    parameters |= {"detail": "full"} if detail else {}
    return _Question("coverage", ("origins",), parameters)
