"""Facilities: which there are, which a view shows, which come first."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from geoposture import analysis
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.query import parse_where, select_where
from geoposture.catalog.references import resolve
from geoposture.errors import GeopostureError
from geoposture.language.sentences import round_distance
from geoposture.model import Feature, View
from geoposture.views.extent import find_bounds

FAR_TARGET = "places/taiwan"
LARGE = frozenset({"airfield", "port", "headquarters"})


def list_facilities(catalog: Catalog) -> Sequence[Feature]:
    """Return the features of the layer of facilities."""
    layer = catalog.layers.get("us_bases")
    return layer.features if layer else ()


def list_shown(catalog: Catalog, view: View) -> list[Feature]:
    """Return the facilities that a view shows: drawn, passing its filters, inside it."""
    if view.layers is not None and "us_bases" not in view.layers:
        return []
    west, south, east, north = find_bounds(view)
    return [
        one
        for one in list_filtered(catalog, view.where)
        if (one["geometry"]["coordinates"][0] - west) % 360 <= east - west
        and south <= one["geometry"]["coordinates"][1] <= north
    ]


def list_filtered(catalog: Catalog, where: str | None) -> list[Feature]:
    """Return the drawn facilities that pass a filter; a broken filter filters nothing."""
    drawn = [one for one in list_facilities(catalog) if is_drawn(one)]
    if not where:
        return drawn
    try:
        conditions = parse_where(where, parameter="where")
        kept = select_where({one["id"]: one for one in drawn}, conditions, parameter="where")
    except GeopostureError:
        return drawn
    return [one for one in drawn if one["id"] in kept]


def is_drawn(feature: Feature) -> bool:
    """Tell whether a facility has a mark: current, and with a verified position."""
    return bool(feature["properties"].get("current")) and feature["geometry"] is not None


def is_large(feature: Feature) -> bool:
    """Tell whether a facility is an airfield, a port or a headquarters."""
    return bool(LARGE & set(feature["properties"]["kinds"]))


@keep(1)
def rank_facilities(catalog: Catalog) -> tuple[tuple[str, float], ...]:
    """Return airfields, ports and headquarters with their km to Taiwan's coast, nearest first.

    Ranges and depots are left out: an unused gunnery range is nobody's idea of a base.
    """
    rows = [one for one in list_facilities(catalog) if is_drawn(one) and is_large(one)]
    try:
        target = resolve(catalog, FAR_TARGET, parameter="target")
        spots = [resolve(catalog, f"us_bases/{one['id']}", parameter="origin") for one in rows]
        found = analysis.measure_distances(catalog, spots, [target])
    except GeopostureError:
        return ()
    return tuple((one.origin.ref, float(round_distance(one.distance_km))) for one in found)


@keep(1)
def rank_labels(catalog: Catalog) -> dict[str, int]:
    """Return how prominent each labelled feature is on the map, 1 first, by its reference."""
    rows = orjson.loads(catalog.backdrop.get("labels", b'{"features":[]}'))["features"]
    named = (one["properties"] for one in rows if one["properties"]["feature"])
    return {row["feature"]: int(row["priority"]) for row in named}
