"""References — ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat`` — and where they point to."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from geoposture.catalog.loading import Catalog, Layer
from geoposture.catalog.memo import keep
from geoposture.errors import BadRequest, NoPosition
from geoposture.language.vocabulary import LARGE_KINDS
from geoposture.language.words import LANGUAGES, Words, load_words
from geoposture.model import Feature, Spot

HIGHEST_LATITUDE = 90.0
ISLAND_COAST_KM = 0.5
MAIN_KINDS = LARGE_KINDS
TAKES_PART: Mapping[str, frozenset[Any]] = {
    "current": frozenset({True}),
    "disputed": frozenset({False}),
    "extent_only": frozenset({False}),
    "kinds": MAIN_KINDS,
}
"""What a feature that has the property must have of it, to count when its layer is named."""
INSTEAD = {"status": "current"}
"""A filter by the first chooses what the second would."""
LONGEST_NUMBER = 40
IN_USE = "in_use"
_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def split_references(text: str, *, parameter: str) -> list[str]:
    """Split comma-joined references; two consecutive numbers are one point.

    Parameters
    ----------
    text : str
        ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat``, joined by commas.
    parameter : str
        What the error names: query parameter, argument or option.

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


def require_feature(catalog: Catalog, reference: str, *, parameter: str) -> None:
    """Refuse a reference to a layer or feature that is not there.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``.
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    UnknownLayer, UnknownFeature
        If there is none.
    """
    layer, feature_id = _locate(catalog, str(reference), parameter)
    if feature_id:
        layer.feature(feature_id, parameter=parameter)


def resolve(
    catalog: Catalog, reference: str, *, parameter: str, chosen: Collection[str] = ()
) -> Spot:
    """Return the spot that a reference names.

    A whole layer stands for those of its features that take part (`takes_part`); `chosen` are
    the properties that a filter chooses by.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat`` in degrees.
    parameter : str
        What the error names: query parameter, argument or option.
    chosen : collection of str
        Names of properties.

    Raises
    ------
    BadRequest
        If the reference is no reference, names nothing, or names something without a
        position; the message says which.
    UnknownLayer, UnknownFeature
        If there is none of that id.
    NoPosition
        If it is there and has no position.
    """
    if "," in reference:
        return point_spot(*_parse_point(reference, parameter), parameter=parameter)
    layer, feature_id = _locate(catalog, reference, parameter)
    if feature_id:
        return _resolve_feature(catalog, layer, feature_id, parameter)
    spot = _resolve_layer(layer, parameter, frozenset(chosen))
    return replace(spot, area=catalog.theatre.find_layer(layer.id).role == "areas")


def _locate(catalog: Catalog, reference: str, parameter: str) -> tuple[Layer, str]:
    """Return the layer of a reference, which has to be there, and the feature's id."""
    layer, feature_id = catalog.locate(reference)
    return layer or catalog.layer(reference.partition("/")[0], parameter=parameter), feature_id


def resolve_one(catalog: Catalog, text: str, *, parameter: str) -> Spot:
    """Return the spot of a text that has to hold one reference.

    Parameters
    ----------
    catalog : Catalog
    text : str
        ``LAYER/FEATURE``, ``LAYER`` or ``lon,lat``.
    parameter : str
        What the error names: query parameter, argument or option.

    Raises
    ------
    BadRequest
        If it holds more than one, or none that has a position.
    """
    references = split_references(text, parameter=parameter)
    if len(references) != 1:
        raise BadRequest(
            f"{parameter} takes one reference; got {len(references)}", parameter=parameter
        )
    return resolve(catalog, references[0], parameter=parameter)


def point_spot(lon: float, lat: float, *, parameter: str) -> Spot:
    """Return a spot at a longitude and latitude in degrees; the longitude is normalised.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    parameter : str
        What the error names: query parameter, argument or option.

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


def takes_part(feature: Feature, *, chosen: Collection[str] = ()) -> bool:
    """Tell whether a feature takes part when its whole layer is named.

    Facilities must be airfields, ports or headquarters that are in use; what is disputed stays
    outside, and an extent has no position of its own. A property that the layer lacks asks for
    nothing, and none of the properties `chosen` by a filter does.

    Parameters
    ----------
    feature : Feature
        Of a layer that is named whole.
    chosen : collection of str
        Names of properties.
    """
    named = {*chosen, *(INSTEAD[one] for one in chosen if one in INSTEAD)}
    properties = feature["properties"]
    return all(
        _agrees(properties.get(name), wanted)
        for name, wanted in TAKES_PART.items()
        if name not in named
    )


def _agrees(value: Any, wanted: frozenset[Any]) -> bool:
    if value is None:
        return True
    # A list asks its values one by one, whatever they are: an object is none that is wanted.
    values = value if isinstance(value, list) else [value]
    return any(one in wanted for one in values if isinstance(one, Hashable))


def feature_spot(layer: Layer, feature: Feature) -> Spot:
    """Return the spot of a feature that has a geometry.

    Parameters
    ----------
    layer : Layer
        Where it lies.
    feature : Feature
        With a geometry.
    """
    properties, name = feature["properties"], _name(feature)
    return Spot(
        ref=f"{layer.id}/{feature['id']}",
        name=name,
        geometry=layer.geometry(feature["id"]),
        uncertainty_km=_read_uncertainty(properties.get("uncertainty_km")),
        grade=properties.get("grade"),
        note=_say_what_counts(feature, name),
    )


def _read_uncertainty(value: Any) -> float:
    """Return an uncertainty in km; what is no length is not known, and adds nothing."""
    known = isinstance(value, int | float) and math.isfinite(value) and value > 0
    return float(value) if known else 0.0


def _name(feature: Feature) -> dict[str, str]:
    properties = feature["properties"]
    names = (properties.get(one) for one in ("name_en", "name", "name_ja", "surface"))
    text = str(next(filter(None, names), feature["id"]))
    return {"en": text, "ja": str(properties.get("name_ja") or text)}


def _say_what_counts(feature: Feature, name: Mapping[str, str]) -> dict[str, str] | None:
    """Return what stands with every figure about a feature: its dispute, and a status but use."""
    properties = feature["properties"]
    if not properties.get("disputed") and properties.get("status") in (None, IN_USE):
        return None
    told = {lang: list(_list_notes(properties, load_words(lang), name[lang])) for lang in LANGUAGES}
    joined = {lang: ("" if lang == "ja" else " ").join(texts) for lang, texts in told.items()}
    return joined if any(joined.values()) else None


def _list_notes(properties: Mapping[str, Any], words: Words, name: str) -> Iterator[str]:
    if properties.get("disputed"):
        yield words.text("reference.disputed", name=name)
    status = f"status.{properties.get('status')}"
    if properties.get("status") not in (None, IN_USE) and words.maybe(status):
        day = properties.get("status_date")
        said = words.own(status, "", date=words.date(day) if isinstance(day, str) and day else "")
        yield words.text("reference.status", name=name, status=said[:1].lower() + said[1:])


def _resolve_feature(catalog: Catalog, layer: Layer, feature_id: str, parameter: str) -> Spot:
    feature = layer.feature(feature_id, parameter=parameter)
    if feature["geometry"] is not None:
        area = catalog.theatre.find_layer(layer.id).role == "areas"
        return replace(feature_spot(layer, feature), area=area)
    same = feature["properties"].get("same_as")
    if same:
        return resolve(catalog, same, parameter=parameter)
    if _is_country(catalog, f"{layer.id}/{feature_id}"):
        return _coast_spot(catalog, layer, feature, parameter)
    raise _refuse(layer, feature, parameter)


def _refuse(layer: Layer, feature: Feature, parameter: str) -> NoPosition:
    """Return why a feature without a geometry cannot be measured."""
    properties, name = feature["properties"], _name(feature)
    why, key = "no position stored yet", "problem.no_position"
    if properties.get("grade") == "M":
        why, key = "its position is not verified", "problem.not_verified"
    elif properties.get("extent_only"):
        why, key = "it is an extent without a point of its own", "problem.extent"
    return NoPosition(
        f"{layer.id}/{feature['id']} ({name['en']}) cannot be measured: {why}",
        parameter=parameter,
        told={lang: load_words(lang).text(key, name=name[lang]) for lang in LANGUAGES},
    )


def _find_islands(catalog: Catalog, reference: str) -> str | None:
    """Return the layer of the islands that a country is, None where it is another country."""
    layers = (one for one in catalog.theatre.layers if one.role == "land")
    return next((one.id for one in layers if one.country == reference), None)


def _is_country(catalog: Catalog, reference: str) -> bool:
    layer_id, _, feature_id = reference.partition("/")
    if _find_islands(catalog, reference):
        return True
    return layer_id in catalog.theatre.list_role("places") and feature_id in catalog.coasts


def _coast_spot(catalog: Catalog, layer: Layer, feature: Feature, parameter: str) -> Spot:
    """Return a country as its coast: never a land border, never an island under dispute."""
    note, reference = None, f"{layer.id}/{feature['id']}"
    islands = _find_islands(catalog, reference)
    if islands is None:
        geometry, uncertainty = catalog.coasts[feature["id"]]
    else:
        found = resolve(catalog, islands, parameter=parameter)
        geometry, uncertainty = found.geometry, ISLAND_COAST_KM
        note = found.note
    return Spot(
        ref=reference,
        name=_name(feature),
        geometry=geometry,
        uncertainty_km=uncertainty,
        coast=True,
        note=note,
    )


def _resolve_layer(layer: Layer, parameter: str, chosen: frozenset[str]) -> Spot:
    found = _gather(layer, chosen)
    if found is None:
        raise BadRequest(f"{layer.id} has no feature with a position", parameter=parameter)
    return found


@keep(8)  # joining hundreds of islands takes half a second
def _gather(layer: Layer, chosen: frozenset[str]) -> Spot | None:
    placed = [one for one in layer.features if one["geometry"] is not None]
    taken: list[Feature] = []
    rest: list[Feature] = []
    for one in placed:
        (taken if takes_part(one, chosen=chosen) else rest).append(one)
    if not taken:
        return None
    spots = tuple(feature_spot(layer, one) for one in taken)
    return Spot(
        ref=layer.id,
        name=layer.info.title,
        geometry=spots[0].geometry if len(spots) == 1 else _join([one.geometry for one in spots]),
        uncertainty_km=max(spot.uncertainty_km for spot in spots),
        parts=spots if len(spots) > 1 else (),
        note=_describe_choice(layer, taken, rest, chosen),
    )


def _describe_choice(
    layer: Layer, taken: Sequence[Feature], left: Sequence[Feature], chosen: Collection[str]
) -> dict[str, str] | None:
    """Return which features stand for a layer, None where all that have a position do."""
    rest = [one["properties"] for one in left]
    if any(not _agrees(row.get("kinds"), MAIN_KINDS) for row in rest) and "kinds" not in chosen:
        key = "reference.main"
    elif any(row.get("disputed") for row in rest):
        key = "reference.undisputed"
    else:
        return None
    values = {"n": len(taken), "total": len(taken) + len(left)}
    return {
        lang: load_words(lang).text(key, layer=layer.info.title[lang], **values)
        for lang in LANGUAGES
    }


def _join(geometries: Sequence[Any]) -> Any:
    """Return geometries as one; areas that touch or overlap become one, so that it is valid."""
    parts = _flatten(geometries)
    areas = [one for one in parts if one.geom_type == "Polygon"]
    others = [one for one in parts if one.geom_type != "Polygon"]
    if not others:
        return shapely.union_all(areas)
    if all(one.geom_type == "Point" for one in others) and not areas:
        return shapely.MultiPoint(others)
    return shapely.GeometryCollection([*_flatten([shapely.union_all(areas)]), *others])


def _flatten(geometries: Sequence[Any]) -> list[Any]:
    """Return the single points, lines and polygons of geometries, however they are nested."""
    parts = list(shapely.get_parts(np.asarray(list(geometries), dtype=object)))
    if any(hasattr(one, "geoms") for one in parts):
        return _flatten(parts)
    return [one for one in parts if not one.is_empty]


def select_parts(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the single features behind several references, each once, in order.

    Parameters
    ----------
    spots : iterable of Spot
        What references stand for, whole layers among them.
    """
    found = {part.ref: part for spot in spots for part in spot.each()}
    return tuple(found.values())


def _looks_numeric(text: str) -> bool:
    return bool(text) and (text[0] in "+-." or text[0].isdigit()) and "/" not in text


def _parse_point(reference: str, parameter: str) -> tuple[float, float]:
    lon, lat = (parse_number(part, parameter) for part in reference.split(","))
    return lon, lat


def parse_number(text: str, parameter: str) -> float:
    """Return a finite decimal number written in ASCII digits.

    Parameters
    ----------
    text : str
        What was written.
    parameter : str
        What the error names: query parameter, argument or option.

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
