"""The answers that a copy without a server carries: coverage for listed places and distances.

Distances between points need no answer in advance, the browser computes them
(``web/src/offline/answers.js``); the share of a sea does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from geoposture import analysis, geodesy
from geoposture.analysis import overlay
from geoposture.catalog import Catalog, evidence, package_version
from geoposture.catalog.references import resolve
from geoposture.formats import geojson
from geoposture.maps.scene import describe_tools
from geoposture.model import Basing, Feature, Spot
from geoposture.views import facilities

STEP_KM = 50
LONGEST_KM = 3000
LOWEST_PRIORITY = 7
"""How far down the list of the map's labels a place may stand and still be offered."""
SENTENCE_WORDS = (
    "distance.sentence", "distance.inside", "reference.disputed",
    "reference.status", "status.", "coverage.", "number.",
    "list.join", "unit.",
)  # fmt: skip
PLACE_PROPERTIES = (
    "name", "name_en", "name_ja", "aliases", "same_as", "uncertainty_km", "grade", "disputed",
)  # fmt: skip
SYSTEM_PROPERTIES = (
    "id", "name_en", "name_ja", "aliases", "ring", "refusal", "range_km", "basing",
)  # fmt: skip


def make_tool_data(catalog: Catalog, lang: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tools of an exported page read: their words, and the `answers`.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    answers : mapping
        Computed once for all languages.
    """
    return {**answers, "tools": describe_tools(catalog, lang)}


def collect_answers(catalog: Catalog, systems: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return all that can be answered without a server, in both languages.

    Parameters
    ----------
    catalog : Catalog
        The layers.
    systems : iterable of mappings
        The rows of ``/systems``.
    """
    own = catalog.theatre.list_role("areas")
    seas = {one: resolve(catalog, one, parameter="target") for one in own}
    return {
        "version": package_version(),
        "layers": {
            one: catalog.layers[one].sha256 for one in catalog.theatre.list_role("facilities")
        },
        "method": {"distance": analysis.METHOD_DISTANCE, "coverage": analysis.METHOD_COVERAGE},
        "words": {lang: catalog.words(lang).subset(*SENTENCE_WORDS) for lang in catalog.languages},
        "places": _list_places(catalog),
        "systems": [{key: one[key] for key in SYSTEM_PROPERTIES} for one in systems],
        "seas": {id_: _describe_sea(sea) for id_, sea in seas.items()},
        "step_km": STEP_KM,
        "presets": {
            spot.ref: {id_: tabulate(spot, sea) for id_, sea in seas.items()}
            for spot in list_origins(catalog)
        },
        "pairs": [
            compute_pair(catalog, row, sea)
            for row in evidence.list_drawn(catalog.systems, catalog.basing)
            for sea in seas.values()
        ],
    }


def list_origins(catalog: Catalog) -> list[Spot]:
    """Return the large facilities that the map labels, the most prominent first.

    Parameters
    ----------
    catalog : Catalog
        The layers, and the labels of the map.
    """
    labels = facilities.rank_labels(catalog)
    refs = [
        one["ref"]
        for one in facilities.list_facilities(catalog)
        if facilities.is_drawn(one) and facilities.is_large(one)
    ]
    chosen = [ref for ref in refs if labels.get(ref, math.inf) <= LOWEST_PRIORITY]
    chosen.sort(key=lambda ref: labels[ref])
    return [resolve(catalog, ref, parameter="origins") for ref in chosen]


def tabulate(origin: Spot, sea: Spot) -> dict[str, Any]:
    """Return the radii that touch and hold a sea, and a row for each listed one between.

    A row is the radius in km, the covered area in 0.1 km², and the share at a radius 10 %
    shorter and longer in millionths. Outside the rows the answer is none, or all of it.

    Parameters
    ----------
    origin : Spot
        A point.
    sea : Spot
        An area.
    """
    lon, lat = (origin.geometry.x,), (origin.geometry.y,)
    _, touch, hold = overlay.find_thresholds(lon, lat, sea.geometry)
    radii = _choose_radii(touch / 1000, hold / 1000)
    wanted = {km * factor for km in radii for factor in (10, 9, 11)}
    whole = geodesy.measure_area(sea.geometry)
    shares = _measure_shares(origin, sea, wanted, (touch, hold))
    return {
        "touch_km": round(touch / 1000, 6),
        "cover_km": round(hold / 1000, 6),
        "uncertainty_km": origin.uncertainty_km + sea.uncertainty_km,
        "rows": [
            (km, _tenths(shares[10 * km], whole), *(round(shares[n * km] * 1e6) for n in (9, 11)))
            for km in radii
        ],
    }


def compute_pair(catalog: Catalog, row: Basing, sea: Spot) -> dict[str, Any]:
    """Return the coverage of a system at a place where a source puts it, with its sentence.

    Parameters
    ----------
    catalog : Catalog
    row : Basing
        A system at a place.
    sea : Spot
        An area.

    Raises
    ------
    BadRequest
        If the rules for systems forbid the ring.
    """
    spots = analysis.select_origins(catalog, [row.place])
    reach = analysis.make_reach(
        catalog, [row.place], spots, radius_km=None, system=row.system, whatif=False
    )
    found = analysis.compute_coverage(catalog, spots, sea, reach, references=[row.place])
    figures = geojson.coverage_figures(found)
    kept = {key: value for key, value in figures.items() if key not in ("inputs", "sensitivity")}
    point = spots[0].geometry
    return {**kept, "sensitivity": [], "system": row.system, "point": [point.x, point.y]}


def _list_places(catalog: Catalog) -> list[dict[str, Any]]:
    """Return the places that can be searched, with what a measurement needs."""
    layers = (catalog.layers[one] for one in catalog.theatre.list_role("places"))
    return [_trim(layer.id, one) for layer in layers for one in layer.features]


def _describe_sea(sea: Spot) -> dict[str, Any]:
    """Return the names of a sea and its area in km²."""
    area_km2 = geodesy.measure_area(sea.geometry) / 1e6
    return {"name": dict(sea.name), "km2": round(area_km2, 1)}


def _trim(layer_id: str, place: Feature) -> dict[str, Any]:
    row, ref = place["properties"], f"{layer_id}/{place['id']}"
    kept = {key: row[key] for key in PLACE_PROPERTIES if row.get(key) not in (None, [])}
    return {"id": place["id"], "ref": ref, "geometry": place["geometry"], "properties": kept}


def _choose_radii(touch_km: float, hold_km: float) -> list[int]:
    """Return the radii whose answer is neither none nor all, and those that buttons offer."""
    listed = (
        km
        for km in range(STEP_KM, LONGEST_KM + 1, STEP_KM)
        if km * 1.1 >= touch_km and km * 0.9 < hold_km
    )
    offered = (math.ceil(km / 10) * 10 for km in (touch_km, hold_km) if km >= 1)
    return sorted({*listed, *offered})


def _measure_shares(
    origin: Spot, sea: Spot, tenths_km: Iterable[int], limits_m: tuple[float, float]
) -> dict[int, float]:
    """Return the share within each radius, given in tenths of a km, the longest first.

    A circle cuts what the next longer one left: that is smaller than the whole sea.
    """
    whole, rest = geodesy.measure_area(sea.geometry), sea.geometry
    shares = {}
    for tenths in sorted(tenths_km, reverse=True):
        radius_m, share = tenths * 100.0, 0.0
        if limits_m[0] <= radius_m < limits_m[1]:
            rest = _cut(rest, origin, radius_m)
            share = min(1.0, geodesy.measure_area(rest) / whole)
        shares[tenths] = analysis.clamp_share(share, radius_m, *limits_m)
    return shares


def _cut(area: Any, origin: Spot, radius_m: float) -> Any:
    ring = geodesy.draw_rings([origin.geometry.x], [origin.geometry.y], radius_m)[0]
    parts = shapely.get_parts(shapely.intersection(ring, area))
    return shapely.MultiPolygon([one for one in parts if one.geom_type == "Polygon"])


def _tenths(share: float, area_m2: float) -> int:
    """Return an area in 0.1 km², never none where there is some."""
    return max(1, round(share * area_m2 / 1e5)) if share > 0 else 0
