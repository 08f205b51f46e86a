"""References — ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat`` — and where they point to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from geoposture.catalog import Catalog, Layer
from geoposture.errors import BadRequest
from geoposture.model import Feature, Spot

HIGHEST_LATITUDE = 90.0
COUNTRIES_AS_ISLANDS = frozenset({"japan"})
ISLAND_COAST_KM = 0.5
LONGEST_NUMBER = 40
_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def split_references(text: str, *, parameter: str) -> list[str]:
    """Split comma-joined references; two consecutive numbers are one point.

    Raises
    ------
    BadRequest
        If the text is empty, or a number stands alone.

    Examples
    --------
    >>> split_references("us_bases/kadena-ab,127.7,26.3,places", parameter="from")
    ['us_bases/kadena-ab', '127.7,26.3', 'places']
    """
    parts = [part.strip() for part in text.split(",")]
    references: list[str] = []
    position = 0
    while position < len(parts):
        if not _looks_numeric(parts[position]):
            references.append(parts[position])
            position += 1
            continue
        pair = parts[position : position + 2]
        if len(pair) < 2 or not _looks_numeric(pair[1]):  # noqa: PLR2004
            raise BadRequest(
                f"“{parts[position][:40]}” stands alone; a point is written lon,lat",
                parameter=parameter,
            )
        references.append(",".join(pair))
        position += 2
    if not all(references):
        raise BadRequest(
            f"{parameter} has an empty reference; wanted LAYER/FEATURE, LAYER or lon,lat",
            parameter=parameter,
        )
    return references


def resolve(catalog: Catalog, reference: str, *, parameter: str) -> Spot:
    """Return the spot that a reference names.

    Raises
    ------
    BadRequest
        If the reference is no reference, names nothing, or names something without a
        position; the message says which.
    """
    if "," in reference:
        return point_spot(*_parse_point(reference, parameter), parameter=parameter)
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layer(layer_id, parameter=parameter)
    if feature_id:
        return _resolve_feature(catalog, layer, feature_id, parameter)
    return _resolve_layer(layer, parameter)


def point_spot(lon: float, lat: float, *, parameter: str) -> Spot:
    """Return a spot at a longitude and latitude in degrees; the longitude is normalised.

    Raises
    ------
    BadRequest
        If a number is not finite, or the latitude is outside ±90.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadRequest(f"position {lon}, {lat} is not finite", parameter=parameter)
    if abs(lat) > HIGHEST_LATITUDE:
        raise BadRequest(
            f"latitude {lat:g} is outside -90 to 90; did you swap latitude and longitude?",
            parameter=parameter,
        )
    if abs(lon) > 2 * 360:
        raise BadRequest(f"longitude {lon:g} is not within -180 to 180", parameter=parameter)
    lon = lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180  # noqa: PLR2004
    return Spot(
        ref=f"{lon:.10g},{lat:.10g}",
        name=_name_point(lon, lat),
        geometry=shapely.Point(lon, lat),
    )


def _name_point(lon: float, lat: float) -> dict[str, str]:
    north, east = lat >= 0, lon >= 0
    y, x = f"{abs(lat):g}", f"{abs(lon):g}"
    return {
        "en": f"{y}° {'N' if north else 'S'}, {x}° {'E' if east else 'W'}",
        "ja": f"{'北緯' if north else '南緯'}{y}度、{'東経' if east else '西経'}{x}度",
    }


def is_current(feature: Feature) -> bool:
    """Tell whether a feature takes part when its whole layer is named.

    Facilities must be current; disputed islands stay outside the archipelago, extents
    have no position of their own.
    """
    properties = feature["properties"]
    if "current" in properties:
        return bool(properties["current"])
    if "administered_by" in properties:
        return not properties.get("disputed")
    return not properties.get("extent_only")


def feature_spot(layer: Layer, feature: Feature) -> Spot:
    """Return the spot of a feature that has a geometry."""
    properties = feature["properties"]
    names = (properties.get(one) for one in ("name_en", "name_ja", "surface"))
    name = next(filter(None, names), feature["id"])
    return Spot(
        ref=f"{layer.id}/{feature['id']}",
        name={"en": name, "ja": properties.get("name_ja") or name},
        geometry=layer.geometry(feature["id"]),
        uncertainty_km=float(properties.get("uncertainty_km") or 0.0),
        grade=properties.get("grade"),
    )


def _resolve_feature(catalog: Catalog, layer: Layer, feature_id: str, parameter: str) -> Spot:
    feature = layer.feature(feature_id, parameter=parameter)
    if feature["geometry"] is not None:
        return feature_spot(layer, feature)
    same = feature["properties"].get("same_as")
    if same:
        return resolve(catalog, same, parameter=parameter)
    if layer.id == "places" and feature_id in COUNTRIES_AS_ISLANDS | set(catalog.coasts):
        return _coast_spot(catalog, feature, parameter)
    name = feature["properties"].get("name_en") or feature_id
    why = (
        "its position is not verified"
        if feature["properties"].get("grade") == "M"
        else (
            "it is an extent without a point of its own"
            if feature["properties"].get("extent_only")
            else "no position stored yet"
        )
    )
    raise BadRequest(
        f"{layer.id}/{feature_id} ({name}) cannot be measured: {why}", parameter=parameter
    )


def _coast_spot(catalog: Catalog, feature: Feature, parameter: str) -> Spot:
    """Return a country as its coast: never a land border, never an island under dispute."""
    if feature["id"] in catalog.coasts:
        geometry, uncertainty = catalog.coasts[feature["id"]]
    else:
        islands = resolve(catalog, "japan_archipelago", parameter=parameter)
        geometry, uncertainty = islands.geometry, ISLAND_COAST_KM
    properties = feature["properties"]
    return Spot(
        ref=f"places/{feature['id']}",
        name={"en": properties["name_en"], "ja": properties["name_ja"]},
        geometry=geometry,
        uncertainty_km=uncertainty,
        coast=True,
    )


def _resolve_layer(layer: Layer, parameter: str) -> Spot:
    chosen = [one for one in layer.features if one["geometry"] is not None and is_current(one)]
    if not chosen:
        raise BadRequest(f"{layer.id} has no feature with a position", parameter=parameter)
    spots = tuple(feature_spot(layer, one) for one in chosen)
    if len(spots) == 1:
        return Spot(
            ref=layer.id,
            name=layer.info.title,
            geometry=spots[0].geometry,
            uncertainty_km=spots[0].uncertainty_km,
        )
    return Spot(
        ref=layer.id,
        name=layer.info.title,
        geometry=_collect([spot.geometry for spot in spots]),
        uncertainty_km=max(spot.uncertainty_km for spot in spots),
        parts=spots,
    )


def _collect(geometries: Sequence[Any]) -> Any:
    kinds = {geometry.geom_type for geometry in geometries}
    if kinds == {"Point"}:
        return shapely.MultiPoint(list(geometries))
    parts = shapely.get_parts(np.asarray(list(geometries)))
    if {part.geom_type for part in parts} == {"Polygon"}:
        return shapely.MultiPolygon(list(parts))
    return shapely.GeometryCollection(list(geometries))


def select_parts(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the single features behind several references, each once, in order."""
    found = {part.ref: part for spot in spots for part in spot.each()}
    return tuple(found.values())


def _looks_numeric(text: str) -> bool:
    return bool(text) and (text[0] in "+-." or text[0].isdigit()) and "/" not in text


def _parse_point(reference: str, parameter: str) -> tuple[float, float]:
    lon, lat = (parse_number(part, parameter) for part in reference.split(","))
    return lon, lat


def parse_number(text: str, parameter: str) -> float:
    """Return a finite decimal number written in ASCII digits.

    Raises
    ------
    BadRequest
        If the text is anything else: empty, ``NaN``, ``1_000``, other digits, 400 digits.
    """
    plain = text.strip()
    if _PLAIN_NUMBER.fullmatch(plain) and len(plain) <= LONGEST_NUMBER:
        value = float(plain)
        if math.isfinite(value):
            return value
    raise BadRequest(f"“{text[:40]}” is not a number for {parameter}", parameter=parameter)
