"""What people have at hand → spots: references, positions, geometries, rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

import shapely

from geoposture import geodesy
from geoposture.api.finding import Match, find_match
from geoposture.api.rows import LENGTH, Row, list_rows, show
from geoposture.catalog import Catalog, Layer
from geoposture.catalog.references import point_spot, resolve, split_references
from geoposture.errors import BadRequest, UnknownLayer
from geoposture.model import Spot

Locatable = Any
"""A reference, a (lon, lat) pair in degrees, a shapely geometry or a row of a GeoDataFrame in
EPSG:4326, a match of a search; where several may stand, a sequence or a table of them."""
WANTED = "a reference, (lon, lat) in degrees, a geometry or a row of a GeoDataFrame"
SAME_DEG = 1e-9


class GivenSpot(Spot):
    """A place that was given as a shape: no command names it."""

    __slots__ = ()


def locate(catalog: Catalog, value: Locatable, parameter: str) -> Spot:
    """Return the one spot of a place.

    Parameters
    ----------
    catalog : Catalog
    value : Locatable
        One place, or a sequence or a table of one.
    parameter : str
        What the error names.

    Raises
    ------
    BadRequest
        If it is no place, or several.
    """
    if isinstance(value, str):
        return _resolve(catalog, value, parameter)
    spots = _locate_each(catalog, value, parameter)
    if len(spots) == 1:
        return spots[0]
    raise BadRequest(f"{parameter}: wanted one place; got {len(spots)}", parameter=parameter)


def locate_all(catalog: Catalog, value: Locatable, parameter: str) -> list[Spot]:
    """Return the spots of one place or several, in order.

    Parameters
    ----------
    catalog : Catalog
    value : Locatable
        A place, references joined by commas, a sequence or a table of places.
    parameter : str
        What the error names.

    Raises
    ------
    BadRequest
        If there is none, or one of them is no place.
    """
    if isinstance(value, str):
        references = split_references(value, parameter=parameter)
        return [_resolve(catalog, one, parameter) for one in references]
    spots = _locate_each(catalog, value, parameter)
    if not spots:
        raise BadRequest(f"{parameter} holds no place; wanted {WANTED}", parameter=parameter)
    return _tell_apart(spots)


def _locate_each(catalog: Catalog, value: Locatable, parameter: str) -> list[Spot]:
    if isinstance(value, Layer) and catalog.layers.get(value.id) is value:
        return [resolve(catalog, value.id, parameter=parameter)]
    rows = list_rows(value, parameter)
    if rows is not None:
        return [_place_row(catalog, one, parameter) for one in rows]
    if _is_series(value) and not _is_pair(value):
        return [locate(catalog, one, parameter) for one in value]
    return [_locate_one(catalog, value, parameter)]


def _locate_one(catalog: Catalog, value: Locatable, parameter: str) -> Spot:
    if isinstance(value, Spot):
        return value
    if isinstance(value, Match):
        return _resolve(catalog, value.reference, parameter)
    if isinstance(value, shapely.Geometry):
        return _wrap_geometry(value, parameter)
    if _is_series(value):
        lon, lat = value
        return _place_point(float(lon), float(lat), parameter)
    raise BadRequest(
        f"{parameter}: {show(value)} is no place; wanted {WANTED}", parameter=parameter
    )


def _is_series(value: Any) -> bool:
    """Tell whether a value holds others in order: a list, an array, a column of a table."""
    if isinstance(value, str | bytes | bytearray):
        return False
    if isinstance(value, Sequence):
        return True
    return hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0


def _is_pair(value: Any) -> bool:
    """Tell whether what holds others is a position: two numbers."""
    parts = list(value)
    numbers = [isinstance(one, Real) and not isinstance(one, bool) for one in parts]
    return len(parts) == 2 and all(numbers)  # noqa: PLR2004


def _resolve(catalog: Catalog, reference: str, parameter: str) -> Spot:
    try:
        return resolve(catalog, reference, parameter=parameter)
    except UnknownLayer as error:
        match = None if "/" in reference else find_match(catalog, reference)
        if match is None:
            raise
        raise UnknownLayer(
            f"{parameter}: “{reference[:80]}” is no reference; "
            f"did you mean “{match.reference}”, {match.name['en']}?",
            parameter=parameter,
        ) from error


def _place_point(lon: float, lat: float, parameter: str) -> Spot:
    try:
        return point_spot(lon, lat, parameter=parameter)
    except BadRequest as error:
        raise BadRequest(
            f"{parameter}: {error.message}; wanted (lon, lat) in degrees", parameter=parameter
        ) from error


def _wrap_geometry(geometry: Any, parameter: str) -> Spot:
    flat = shapely.force_2d(geometry)
    _check_geometry(flat, parameter)
    if flat.geom_type == "Point":
        return _place_point(flat.x, flat.y, parameter)
    lon, lat = geodesy.label_point(flat)
    ref = f"{flat.geom_type} at {lon:g},{lat:g}"
    points = flat.geoms if flat.geom_type == "MultiPoint" else ()
    parts = tuple(_place_point(one.x, one.y, parameter) for one in points)
    return GivenSpot(ref=ref, name={"en": ref, "ja": ref}, geometry=flat, parts=parts)


def _check_geometry(geometry: Any, parameter: str) -> None:
    if geometry.is_empty:
        raise BadRequest(f"{parameter}: the geometry is empty", parameter=parameter)
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise BadRequest(
            f"{parameter}: the geometry is not valid: {reason}; shapely.make_valid mends it",
            parameter=parameter,
        )
    west, south, east, north = geometry.bounds
    for corner in ((west, south), (east, north)):
        _place_point(*corner, parameter)


def _place_row(catalog: Catalog, row: Row, parameter: str) -> Spot:
    """Return the spot of a row: the feature that it is, else what it says itself."""
    if not isinstance(row.geometry, shapely.Geometry):
        raise BadRequest(
            f"{parameter}: row “{row.label}” has no geometry, so no position; leave it out, or "
            "name it by its reference",
            parameter=parameter,
        )
    uncertainty_km = row.read_uncertainty(parameter)
    reference = _find_reference(catalog, row, uncertainty_km)
    if reference:
        return resolve(catalog, reference, parameter=parameter)
    spot = _wrap_geometry(row.geometry, parameter)
    named = row.say_names() or dict(spot.name)
    return _say_of(spot, named, uncertainty_km)


def _say_of(spot: Spot, name: Mapping[str, str], uncertainty_km: float) -> Spot:
    """Return a spot with what its row says; no command can say how far a position may be off."""
    kind = GivenSpot if uncertainty_km else type(spot)
    parts = tuple(_say_of(one, one.name, uncertainty_km) for one in spot.parts)
    return kind(
        ref=spot.ref, name=name, geometry=spot.geometry, uncertainty_km=uncertainty_km,
        parts=parts,
    )  # fmt: skip


def _find_reference(catalog: Catalog, row: Row, uncertainty_km: float) -> str | None:
    """Return the reference of the feature that a row was, None where it is none or was changed."""
    for layer in catalog.layers.values():
        if not isinstance(row.label, str) or row.label not in layer.index:
            continue
        reference = f"{layer.id}/{row.label}"
        geometry = layer.geometry(row.label)
        if geometry is None or not shapely.equals_exact(geometry, row.geometry, SAME_DEG):
            continue
        spot = resolve(catalog, reference, parameter=reference)
        if LENGTH not in row.values or spot.uncertainty_km == uncertainty_km:
            return reference
    return None


def _tell_apart(spots: Iterable[Spot]) -> list[Spot]:
    """Return spots whose shapes have a name each: what shares a name counts once."""
    seen: Counter[str] = Counter()
    apart = []
    for spot in spots:
        seen[spot.ref] += 1
        again = isinstance(spot, GivenSpot) and seen[spot.ref] > 1
        apart.append(replace(spot, ref=f"{spot.ref} ({seen[spot.ref]})") if again else spot)
    return apart
