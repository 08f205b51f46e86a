"""Which features of a layer a question asks for: box, conditions, page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from geoposture.catalog.intervals import Interval, overlaps
from geoposture.catalog.loading import Layer
from geoposture.catalog.memo import keep
from geoposture.catalog.terms import index_terms, list_texts
from geoposture.errors import BadRequest
from geoposture.limits import LIMITS
from geoposture.model import Feature

DEFAULT_LIMIT = 100
HIGHEST_LIMIT = LIMITS.highest_limit
NULL = "null"
DAY = "published"
"""The property that a question about time asks."""

TYPES: Mapping[type, str] = {bool: "boolean", str: "string", int: "integer", float: "number"}
"""Of values, as JSON Schema calls them."""

Box = tuple[float, float, float, float]
Conditions = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemQuery:
    """A page of a collection; `bbox` is west, south, east, north, west > east across 180°.

    Attributes
    ----------
    limit, offset : int
        Features of a page, and before it.
    bbox : Box or None
        West, south, east, north in degrees; west > east crosses 180°.
    properties : tuple of str or None
        Those that are shown; None means all.
    sort : tuple of tuples
        Name and whether it descends, the most important first.
    published : tuple of str or None
        First and last day: features that may have been published between.
    """

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    bbox: Box | None = None
    conditions: Conditions = ()
    properties: tuple[str, ...] | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    published: Interval | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The positions of the features on a page, and how many match in all."""

    positions: tuple[int, ...] = ()
    matched: int = 0
    query: ItemQuery = field(default_factory=ItemQuery)

    @property
    def has_next(self) -> bool:
        """Whether a further page follows."""
        return self.query.offset + len(self.positions) < self.matched


def select(layer: Layer, query: ItemQuery) -> ItemPage:
    """Return the page of a layer that a query asks for, in the order of the layer.

    Parameters
    ----------
    layer : Layer
        What is asked.
    query : ItemQuery
        Box in degrees, conditions, order and page.
    """
    chosen = np.arange(len(layer.features))
    if query.bbox is not None:
        chosen = _find_in_box(layer, query.bbox)
    features = layer.features
    chosen = keep_meeting(layer, chosen, query.conditions)
    if query.published is not None:
        chosen = np.array(
            [one for one in chosen if overlaps(find_day(features[one]), query.published)], dtype=int
        )
    for name, descending in reversed(query.sort):
        chosen = _sort(layer, chosen, name, descending=descending)
    page = chosen[query.offset : query.offset + query.limit]
    return ItemPage(tuple(int(one) for one in page), len(chosen), query)


def keep_meeting(layer: Layer, chosen: np.ndarray, conditions: Conditions) -> np.ndarray:
    """Return the positions of the features that meet conditions, in their order.

    Parameters
    ----------
    layer : Layer
        What is asked.
    chosen : np.ndarray
        Positions among its features, shape (n,).
    conditions : Conditions
        Names, and the values of which a feature has one.
    """
    for name, values in conditions:
        meets = np.zeros(len(layer.features), dtype=bool)
        meets[index_terms(layer, name).find(values)] = True
        chosen = chosen[meets[chosen]]
    return chosen


def find_day(feature: Feature) -> str | None:
    """Return the day, month or year on which a feature was published, None where it has none.

    Parameters
    ----------
    feature : Feature
        A feature of any layer.
    """
    properties = feature["properties"]
    source = properties.get("source")
    day = properties.get(DAY) or (source.get(DAY) if isinstance(source, dict) else None)
    return day if isinstance(day, str) else None


def keep_properties(feature: Feature, names: tuple[str, ...]) -> Feature:
    """Return a feature with some of its properties, in the order of the layer.

    Parameters
    ----------
    feature : Feature
        With all of them.
    names : tuple of str
        Those that stay.
    """
    kept = {key: value for key, value in feature["properties"].items() if key in names}
    return {**feature, "properties": kept}


def _sort(layer: Layer, chosen: np.ndarray, name: str, *, descending: bool) -> np.ndarray:
    """Order features by a property: numbers, texts, false and true, then those without it."""

    def value(position: int) -> tuple[int, Any]:
        found = flatten(layer.features[position]["properties"].get(name))
        ranks = ((type(None), 3), (bool, 2), (str, 1))
        return next((rank for kind, rank in ranks if isinstance(found, kind)), 0), found

    values = {one: value(one) for one in chosen}
    present = [one for one in chosen if values[one][1] is not None]
    absent = [one for one in chosen if values[one][1] is None]
    ordered = sorted(present, key=values.__getitem__, reverse=descending)
    return np.array([*ordered, *absent], dtype=int)


def flatten(value: Any) -> Any:
    """Return what a value is ordered by: a list as one text, any other as it is.

    Parameters
    ----------
    value : object
        Of a property.
    """
    return "; ".join(map(str, value)) if isinstance(value, list) else value


class Kinds:
    """What the properties of features hold, told of some of them after the other."""

    def __init__(self) -> None:
        self._types: dict[str, set[type]] = {}
        self._nested: set[str] = set()
        self._seen: set[tuple[tuple[str, ...], tuple[type, ...]]] = set()

    def add(self, features: Iterable[Feature]) -> None:
        """Look at some features more.

        Parameters
        ----------
        features : iterable of Feature
            In the order of their layer.
        """
        for one in features:
            properties = one["properties"]
            # Most features have the properties of others, and of the same types.
            kinds = tuple(properties), tuple(map(type, properties.values()))
            if kinds not in self._seen:
                self._add(properties)
                if not (list in kinds[1] or dict in kinds[1]):
                    self._seen.add(kinds)

    def _add(self, properties: Mapping[str, Any]) -> None:
        for name, value in properties.items():
            kinds = self._types.setdefault(name, set())
            if isinstance(value, list | dict):
                kinds.update(map(type, value))
                if _is_nested(value):
                    self._nested.add(name)
            else:
                kinds.add(type(value))

    @property
    def names(self) -> frozenset[str]:
        """The properties that any of the features has."""
        return frozenset(self._types)

    def describe(self) -> dict[str, str]:
        """Return what the features can be filtered by, and the type of each in JSON Schema."""
        return {
            name: _name_type(kinds - {type(None)})
            for name, kinds in self._types.items() if name not in self._nested
        }  # fmt: skip


def _name_type(kinds: set[type]) -> str:
    if kinds == {int, float}:
        return "number"
    return TYPES.get(next(iter(kinds)), "string") if len(kinds) == 1 else "string"


@keep(1)
def describe_queryables(layer: Layer) -> dict[str, str]:
    """Return what a layer can be filtered by, and the type of each in JSON Schema.

    Properties that hold scalars or lists of strings can.

    Parameters
    ----------
    layer : Layer
        The layer that is asked.
    """
    return _look_at(layer).describe()


def list_names(layer: Layer) -> frozenset[str]:
    """Return the properties that any feature of a layer has.

    Parameters
    ----------
    layer : Layer
        The layer that is asked.
    """
    return _look_at(layer).names


@keep(1)
def _look_at(layer: Layer) -> Kinds:
    kinds = Kinds()
    kinds.add(layer.features)
    return kinds


def parse_where(text: str, *, parameter: str) -> Conditions:
    """Parse ``branch:USAF|USN,kinds:airfield``: a comma means and, a bar means or.

    The word ``null`` asks for what is not known.

    Parameters
    ----------
    text : str
        The filter.
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    BadRequest
        If a part is not ``name:value``.
    """
    conditions = []
    for part in text.split(","):
        name, colon, values = part.partition(":")
        if not (colon and name.strip() and values.strip()):
            raise BadRequest(
                f"“{part[:40]}” is no condition; wanted name:value|value", parameter=parameter
            )
        conditions.append((name.strip(), tuple(one.strip() for one in values.split("|"))))
    return tuple(conditions)


def select_where(
    features: Mapping[str, Feature], conditions: Conditions, *, parameter: str
) -> set[str]:
    """Return the keys of the features that meet all conditions.

    Parameters
    ----------
    features : mapping of str to Feature
        By any key.
    conditions : Conditions
        As `parse_where` gives them.
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    BadRequest
        If no feature has a property of that name.
    """
    for name, _ in conditions:
        if features and not any(name in one["properties"] for one in features.values()):
            known = ", ".join(next(iter(features.values()))["properties"])
            raise BadRequest(f"no property “{name[:40]}”; known: {known}", parameter=parameter)
    return {key for key, feature in features.items() if _meets_all(feature, conditions)}


def _meets_all(feature: Feature, conditions: Conditions) -> bool:
    properties = feature["properties"]
    # What is not known is asked for by the word null.
    return all(
        set(values) & (list_texts(properties.get(name)) or {NULL}) for name, values in conditions
    )


def _is_nested(value: Any) -> bool:
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return any(isinstance(one, dict | list) for one in values)


def _find_in_box(layer: Layer, bbox: Box) -> np.ndarray:
    """Return the positions of features that meet a box, those without geometry too, in order."""
    west, south, east, north = bbox
    if west > east:
        left = _find_in_box(layer, (west, south, 180.0, north))
        right = _find_in_box(layer, (-180.0, south, east, north))
        return np.union1d(left, right)
    if layer.kinds <= {"Point"}:
        lon, lat = layer.spots.T
        # To compare all numbers costs less than to sort what an index finds.
        held = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        held[layer.without_geometry] = True
        return np.flatnonzero(held)
    inside = layer.tree.query(shapely.box(west, south, east, north), predicate="intersects")
    return np.union1d(inside, layer.without_geometry)
