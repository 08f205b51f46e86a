"""Facilities: which there are, which a view shows, which come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from geoposture import analysis
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.query import parse_where, select_where
from geoposture.catalog.references import resolve
from geoposture.errors import GeopostureError
from geoposture.language import vocabulary
from geoposture.language.sentences import round_distance
from geoposture.model import Feature, View
from geoposture.views.extent import find_bounds


@keep(1)
def list_facilities(catalog: Catalog) -> tuple[Feature, ...]:
    """Return the features of all layers of facilities, each with its reference as ``ref``.

    What is no point is where its name would be written.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    layers = (catalog.layers[one] for one in catalog.theatre.list_role("facilities"))
    return tuple(
        {**one, "ref": f"{layer.id}/{one['id']}", "geometry": _place(one, geometry)}
        for layer in layers
        for one, geometry in zip(layer.features, layer.geometries, strict=True)
    )


def _place(feature: Feature, geometry: Any) -> Mapping[str, Any] | None:
    if geometry is None or geometry.geom_type == "Point":
        found: Mapping[str, Any] | None = feature["geometry"]
        return found
    point = geometry.representative_point()
    return {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]}


def list_counted(catalog: Catalog) -> list[Feature]:
    """Return the facilities that an official list counts; all of them where there is none.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    names = {one.id: one.counted for one in catalog.theatre.layers}
    rows = ((one, names[one["ref"].partition("/")[0]]) for one in list_facilities(catalog))
    return [one for one, name in rows if name is None or one["properties"].get(name)]


def list_shown(catalog: Catalog, view: View) -> list[Feature]:
    """Return the facilities that a view shows: drawn, passing its filters, inside it.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    west, south, east, north = find_bounds(catalog.extent, view)
    return [
        one
        for one in list_filtered(catalog, view.where)
        if is_switched_on(view, one["ref"].partition("/")[0])
        and (one["geometry"]["coordinates"][0] - west) % 360 <= east - west
        and south <= one["geometry"]["coordinates"][1] <= north
    ]


def is_switched_on(view: View, layer_id: str) -> bool:
    """Tell whether a view shows a layer: all of them where it names none.

    Parameters
    ----------
    view : View
    layer_id : str
        As in ``/collections/ID``.
    """
    return view.layers is None or layer_id in view.layers


def list_filtered(catalog: Catalog, where: str | None) -> list[Feature]:
    """Return the drawn facilities that pass a filter; a broken filter filters nothing.

    Parameters
    ----------
    catalog : Catalog
    where : str or None
        Such as ``branch:USAF,kinds:airfield``; None filters nothing.
    """
    drawn = [one for one in list_facilities(catalog) if is_drawn(one)]
    return select_facilities(drawn, where)


def select_facilities(rows: Sequence[Feature], where: str | None) -> list[Feature]:
    """Return the facilities that pass a filter; a broken filter filters nothing.

    Parameters
    ----------
    rows : sequence of Feature
        Facilities, each with its reference.
    where : str or None
        Such as ``branch:USAF,kinds:airfield``; None filters nothing.
    """
    if not where:
        return list(rows)
    try:
        conditions = parse_where(where, parameter="where")
        kept = select_where({one["ref"]: one for one in rows}, conditions, parameter="where")
    except GeopostureError:
        return list(rows)
    return [one for one in rows if one["ref"] in kept]


def is_drawn(feature: Feature) -> bool:
    """Tell whether a facility has a mark: not former, and with a verified position.

    Parameters
    ----------
    feature : Feature
        A facility.
    """
    current = feature["properties"].get("current", True)
    return current is not False and current is not None and feature["geometry"] is not None


def is_large(feature: Feature) -> bool:
    """Tell whether a facility is an airfield, a port or a headquarters.

    Parameters
    ----------
    feature : Feature
        A facility.
    """
    return vocabulary.is_large(feature["properties"])


@keep(1)
def rank_facilities(catalog: Catalog) -> tuple[tuple[str, float], ...]:
    """Return airfields, ports and headquarters with their km to the far target, nearest first.

    Ranges and depots are left out: an unused gunnery range is nobody's idea of a base. Where a
    theatre names no target there is no rank.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    rows = [one for one in list_facilities(catalog) if is_drawn(one) and is_large(one)]
    if not catalog.theatre.far_target or not rows:
        return ()
    try:
        target = resolve(catalog, catalog.theatre.far_target, parameter="target")
        spots = [resolve(catalog, one["ref"], parameter="origin") for one in rows]
        found = analysis.measure_distances(catalog, spots, [target])
    except GeopostureError:
        return ()
    return tuple((one.origin.ref, float(round_distance(one.distance_km))) for one in found)


@keep(1)
def rank_labels(catalog: Catalog) -> dict[str, int]:
    """Return how prominent each labelled feature is on the map, 1 first, by its reference.

    Parameters
    ----------
    catalog : Catalog
        The layers, with the labels of the map.
    """
    rows = orjson.loads(catalog.backdrop.get("labels", b'{"features":[]}'))["features"]
    named = (one["properties"] for one in rows if one["properties"]["feature"])
    return {row["feature"]: int(row["priority"]) for row in named}
