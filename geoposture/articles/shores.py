"""From a name in a text to what is measured: the shore of an island, else the place's point.

A layer of places has islands as points; a layer of land has their outlines. Both are matched by
the names that they give, so that a distance to an island is one to its shore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from geoposture import geodesy
from geoposture.articles.folding import fold
from geoposture.articles.gazetteer import list_given
from geoposture.articles.tables import read_tables
from geoposture.catalog import Catalog
from geoposture.catalog.loading import Layer
from geoposture.catalog.memo import keep
from geoposture.catalog.references import resolve
from geoposture.model import Feature, Spot

ISLAND, ISLANDS = "island", "islands"
KEPT = 256  # places of which the outlines are remembered: a text names the same ones again
NEAREST_M = 20_000.0
"""How far the point of a place may lie from the outline of the same name."""
_BRACKETS = re.compile(r" ?[(（].*")


@dataclass(frozen=True)
class End:
    """An end of a distance: where it is measured from, and the point in its middle.

    Attributes
    ----------
    ref : str
        What is meant: ``LAYER/FEATURE``.
    spot : Spot
        The shore where there is one, else the place as the layer has it.
    centre : (float, float) or None
        Longitude and latitude in degrees; None where only a part of its coast is known.
    """

    ref: str
    spot: Spot
    centre: tuple[float, float] | None

    @property
    def extended(self) -> bool:
        """Whether it is more than a point."""
        return bool(self.spot.geometry.geom_type != "Point")


def make_end(spot: Spot, ref: str | None = None) -> End:
    """Return a spot as an end, with the centroid of its largest part as its middle.

    Parameters
    ----------
    spot : Spot
        Where it is.
    ref : str, optional
        What is meant, where its shore has another reference.
    """
    return End(ref or spot.ref, spot, _find_middle(spot.geometry))


def _find_middle(geometry: Any) -> tuple[float, float] | None:
    """Return the centroid of the largest part; a coast that is cut off by a border has none."""
    largest = max(shapely.get_parts(geometry), key=lambda one: (one.area, one.length))
    if largest.geom_type == "LineString":
        if not largest.is_ring:
            return None
        largest = shapely.Polygon(largest)
    return float(largest.centroid.x), float(largest.centroid.y)


def find_end(catalog: Catalog, reference: str, *, parameter: str) -> End:
    """Return what a distance to a feature is measured to.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``.
    parameter : str
        What errors name.

    Raises
    ------
    BadRequest
        If it has neither a shore nor a position.
    """
    stood = read_tables(catalog).stand_for(reference, "distance")
    outlines = list_outlines(catalog, stood)
    if not outlines:
        return make_end(resolve(catalog, stood, parameter=parameter))
    point = _find_point(catalog, stood)
    shore = _join_outlines(catalog, stood, outlines)
    if point is None:
        return make_end(shore, stood)
    return End(stood, shore, (point.x, point.y))


@keep(KEPT)
def list_outlines(catalog: Catalog, reference: str) -> list[tuple[Layer, Feature]]:
    """Return what the layers of land have of a place: features, with their layers.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        Of a layer of places; of another layer there are none.
    """
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    placed = layer_id in catalog.theatre.list_role("places")
    if layer is None or not placed or feature_id not in layer.index:
        return []
    group = next((one for one in catalog.theatre.groups if one.feature == reference), None)
    if group and group.layer in catalog.layers:
        return list(_list_group(catalog.layers[group.layer], _fold_all(group.names)))
    properties = layer.feature(feature_id)["properties"]
    names = _fold_all(list_given(properties, ()))
    for land in (catalog.layers[one] for one in catalog.theatre.list_role("land")
                 if one in catalog.layers):  # fmt: skip
        found = list(_list_group(land, names)) if properties.get("kind") == ISLANDS else []
        found = found or list(_find_namesake(catalog, land, names, reference))
        if found:
            return found
    return []


def _list_group(land: Layer, names: frozenset[str]) -> Iterator[tuple[Layer, Feature]]:
    for one in land.features:
        group = one["properties"].get("group")
        if one["geometry"] is not None and isinstance(group, str) and _fold_one(group) in names:
            yield land, one


def _find_namesake(
    catalog: Catalog, land: Layer, names: frozenset[str], reference: str
) -> Iterator[tuple[Layer, Feature]]:
    """Return the island of the most of these names that lies where the place is.

    Without a point to compare with the place has to be an island itself.
    """
    shared = {one: len(names & theirs) for one, theirs in _fold_names(land).items()}
    most = max(shared.values(), default=0)
    held = [one for one, count in shared.items() if most and count == most]
    point = _find_point(catalog, reference)
    if point is not None:
        held = [one for one, count in shared.items() if count and _is_near(point, land, one)]
    elif _kind_of(catalog, reference) != ISLAND:
        return
    if len(held) == 1:
        yield land, land.feature(held[0])


@keep(1)
def _fold_names(land: Layer) -> dict[str, frozenset[str]]:
    """Return the names of each outline, as they are compared."""
    return {
        str(one["id"]): _fold_all(list_given(one["properties"], ()))
        for one in land.features
        if one["geometry"] is not None
    }


def _is_near(point: Any, land: Layer, feature_id: str) -> bool:
    return geodesy.find_nearest(point, land.geometry(feature_id)).distance_m <= NEAREST_M


def _join_outlines(
    catalog: Catalog, reference: str, outlines: Iterable[tuple[Layer, Feature]]
) -> Spot:
    """Return outlines as one spot, with the name of the place."""
    pairs = list(outlines)
    land, first = pairs[0]
    layer_id, _, feature_id = reference.partition("/")
    named = catalog.layer(layer_id).feature(feature_id)["properties"]
    text = str(named.get("name_en") or named.get("name") or feature_id)
    shapes = [one.geometry(str(feature["id"])) for one, feature in pairs]
    return Spot(
        ref=land.id if len(pairs) > 1 else f"{land.id}/{first['id']}",
        name={"en": text, "ja": str(named.get("name_ja") or text)},
        geometry=shapes[0] if len(shapes) == 1 else shapely.union_all(shapes),
        uncertainty_km=max(_read_km(feature["properties"]) for _, feature in pairs),
    )


def _find_point(catalog: Catalog, reference: str) -> Any:
    layer_id, _, feature_id = reference.partition("/")
    shape = catalog.layer(layer_id).geometry(feature_id)
    return shape if shape is not None and shape.geom_type == "Point" else None


def _kind_of(catalog: Catalog, reference: str) -> Any:
    layer_id, _, feature_id = reference.partition("/")
    return catalog.layer(layer_id).feature(feature_id)["properties"].get("kind")


def _read_km(properties: Mapping[str, Any]) -> float:
    value = properties.get("uncertainty_km")
    return float(value) if isinstance(value, int | float) else 0.0


def _fold_all(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_fold_one(one) for one in names)


def _fold_one(name: str) -> str:
    return fold(_BRACKETS.sub("", name)).strip()
