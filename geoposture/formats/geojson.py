"""Features and figures → GeoJSON bytes and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import shapely

from geoposture.catalog import Layer
from geoposture.formats.format import Format
from geoposture.language.sentences import (
    KM_PER_MILE,
    KM_PER_NAUTICAL_MILE,
    describe_coverage,
    describe_distance,
    describe_thresholds,
    label_distance,
    label_thresholds,
)
from geoposture.model import Coverage, Feature, Measure, Spot, Stored

GEOJSON = "application/geo+json"
JSON = "application/json"
SEPARATOR = b",\n"
END = b"]}"
"""What follows the last feature of a collection."""
PIECE = 100
"""Features that are sent together."""


def encode_json(value: Any) -> bytes:
    """Return compact JSON; shapely geometries become GeoJSON.

    Parameters
    ----------
    value : object
        Nested values, numpy's and geometries among them.
    """
    return orjson.dumps(value, default=_plain)


def encode_feature(feature: Feature) -> bytes:
    """Return one feature of a layer as bytes.

    Parameters
    ----------
    feature : Feature
        As the layer has it.
    """
    return orjson.dumps(feature)


def join_features(features: Iterable[bytes], members: Mapping[str, Any] | None = None) -> bytes:
    """Return a FeatureCollection of features that are encoded already.

    Parameters
    ----------
    features : iterable of bytes
        A Feature each, in bytes.
    members : mapping, optional
        More members of the collection; None for none.
    """
    return b"".join([_open(members), SEPARATOR.join(features), END])


def stream_features(
    features: Iterable[bytes], members: Mapping[str, Any] | None = None
) -> Iterator[bytes]:
    """Yield the same piece by piece, without holding all features.

    Parameters
    ----------
    features : iterable of bytes
        A Feature each, in bytes.
    members : mapping, optional
        More members of the collection; None for none.
    """
    piece = [_open(members)]
    for number, feature in enumerate(features):
        piece.append(SEPARATOR + feature if number else feature)
        if len(piece) >= PIECE:
            yield b"".join(piece)
            piece = []
    yield b"".join([*piece, END])


def _open(members: Mapping[str, Any] | None) -> bytes:
    tail = orjson.dumps(members)[1:-1] if members else b""
    return b"".join([b'{"type":"FeatureCollection"', b"," if tail else b"", tail, b',"features":['])


def encode_layer(layer: Layer, features: Iterable[bytes] | None = None) -> bytes:
    """Return a layer as one file, with licence, sources and version inside.

    Parameters
    ----------
    layer : Layer
        The layer.
    features : iterable of bytes, optional
        Its features in order, where they are encoded already.
    """
    encoded = map(encode_feature, layer.features) if features is None else features
    return join_features(encoded, describe_layer(layer))


def describe_layer(layer: Layer | Stored) -> dict[str, Any]:
    """Return what is said of a layer beside its features, as its files say it.

    Parameters
    ----------
    layer : Layer or Stored
        A whole layer.
    """
    info = layer.info
    return {
        "title": dict(info.title),
        "description": dict(info.description),
        "licence": info.licence,
        "attribution": dict(info.attribution) if info.attribution else None,
        "method": dict(info.method) if info.method else None,
        "limits": {lang: list(texts) for lang, texts in info.limits.items()} or None,
        "sources": list(info.sources),
        "version": layer.sha256[:16],
        "timeStamp": layer_time(layer),
    }


def layer_time(layer: Layer | Stored) -> str | None:
    """Return the time of a layer's version, never now: else no validator would hold.

    Parameters
    ----------
    layer : Layer or Stored
        With the day of its data, or without.
    """
    return f"{layer.info.date}T00:00:00Z" if layer.info.date else None


def measure_feature(measure: Measure, units: str = "km") -> dict[str, Any]:
    """Return a distance as the Feature of ``/distance``: the line and every figure.

    Parameters
    ----------
    measure : Measure
        A distance.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    from geoposture import geodesy  # noqa: PLC0415

    line = geodesy.draw_line(measure.origin_point, measure.target_point)
    return {
        "type": "Feature",
        "geometry": geometry_dict(line),
        "properties": {
            **measure_row(measure),
            "distance_m": round(measure.distance_m, 3),
            "back_azimuth_deg": _degrees(measure.back_azimuth_deg),
            "from_point": _point(measure.origin_point),
            "to_point": _point(measure.target_point),
            "far_km": _km(measure.far_km),
            "uncertainty_km": measure.uncertainty_km,
            "method": measure.method,
            "figure": label_distance(measure, units),
            "sentence": describe_distance(measure, units),
            "inputs": measure.inputs.as_dict(),
        },
    }


def measure_row(measure: Measure) -> dict[str, Any]:
    """Return a distance as a row of ``/distances``.

    Parameters
    ----------
    measure : Measure
        In kilometres and degrees.
    """
    return {
        "from": measure.origin.ref,
        "to": measure.target.ref,
        "distance_km": _km(measure.distance_km),
        "distance_mi": _km(measure.distance_km / KM_PER_MILE),
        "distance_nmi": _km(measure.distance_km / KM_PER_NAUTICAL_MILE),
        "low_km": _km(measure.low_km),
        "high_km": _km(measure.high_km),
        "azimuth_deg": _degrees(measure.azimuth_deg),
        "relation": measure.relation,
    }


def coverage_collection(coverage: Coverage, units: str = "km") -> dict[str, Any]:
    """Return a coverage as the FeatureCollection of ``/coverage``.

    Parameters
    ----------
    coverage : Coverage
        With its shapes.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    features = [
        _area("covered", coverage.covered, coverage.covered_km2),
        _area("union", coverage.union, None),
        *(
            ring_feature(spot, ring, coverage)
            for spot, ring in zip(coverage.origins, coverage.rings, strict=True)
        ),
    ]
    if coverage.detail is not None:
        areas = {count: area for count, area, _ in coverage.detail.depth}
        features += [_zone(count, zone, areas[count]) for count, zone in coverage.detail.zones]
    return {
        "type": "FeatureCollection",
        "coverage": coverage_figures(coverage, units),
        "features": features,
    }


def coverage_figures(coverage: Coverage, units: str = "km") -> dict[str, Any]:
    """Return the member ``coverage``: every figure, its assumption and its sentence.

    Parameters
    ----------
    coverage : Coverage
        With or without detail.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    """
    reach = coverage.reach
    figures: dict[str, Any] = {
        "origins": [spot.ref for spot in coverage.origins],
        "target": coverage.target.ref,
        **_radius(coverage),
        "share": _share(coverage.share),
        "share_low": _share(coverage.share_low),
        "share_high": _share(coverage.share_high),
        "covered_km2": round(coverage.covered_km2, 1),
        "target_km2": round(coverage.target_km2, 1),
        "touch_km": _km(coverage.touch_km),
        "cover_km": _km(coverage.cover_km),
        "uncertainty_km": coverage.uncertainty_km,
        "thresholds": {
            "figure": label_thresholds(coverage, units),
            "sentence": describe_thresholds(coverage, units),
        },
        "place": coverage.place.ref,
        "sensitivity": [
            {"radius_km": _km(radius), "share": _share(share)}
            for radius, share in coverage.sensitivity
        ],
        "assumption": dict(reach.assumption) if reach.assumption else None,
        "basing": [basing_dict(row) for row in reach.basing] or None,
        "whatif": reach.whatif,
        "method": coverage.method,
        "sentence": describe_coverage(coverage, units),
        "inputs": coverage.inputs.as_dict(),
    }
    if coverage.detail is not None:
        figures["depth"] = [
            {"count": count, "km2": round(area, 1), "share": _share(share)}
            for count, area, share in coverage.detail.depth
        ]
        figures["contributions"] = [
            {"origin": ref, "only_km2": round(area, 1), "only_share": _share(share)}
            for ref, area, share in coverage.detail.contributions
        ]
    return figures


def ring_feature(spot: Spot, ring: Any, coverage: Coverage) -> dict[str, Any]:
    """Return one ring with its assumption beside it.

    Parameters
    ----------
    spot : Spot
        Its centre.
    ring : shapely geometry
        In longitude and latitude.
    coverage : Coverage
        Whose reach it is.
    """
    return make_ring(
        spot,
        ring,
        coverage.reach.radius_km,
        coverage.reach.assumption,
        whatif=coverage.reach.whatif,
    )


def make_ring(
    spot: Spot, ring: Any, radius_km: float, assumption: Mapping[str, str] | None, *, whatif: bool
) -> dict[str, Any]:
    """Return the Feature of a ring round a spot.

    Parameters
    ----------
    spot : Spot
        Its centre.
    ring : shapely geometry
        In longitude and latitude.
    radius_km : float
        Kilometres.
    assumption : mapping of str to str or None
        Of a system's range, by language; None for a plain radius.
    whatif : bool
        No source puts the system there.
    """
    return {
        "type": "Feature",
        "geometry": geometry_dict(ring),
        "properties": {
            "role": "ring",
            "origin": spot.ref,
            "name_en": spot.name["en"],
            "name_ja": spot.name["ja"],
            "radius_km": radius_km,
            "assumption": dict(assumption) if assumption else None,
            "whatif": whatif,
        },
    }


def basing_dict(row: Any) -> dict[str, Any]:
    """Return a row of the basing table as JSON.

    Parameters
    ----------
    row : Basing
        A row whose sources were weighed.
    """
    return {
        "id": row.id, "system": row.system, "place": row.place, "status": row.status,
        "since": row.since, "until": row.until, "wording": row.wording,
        "sources": list(row.sources), "note": row.note, "supported": row.supported,
    }  # fmt: skip


def geometry_dict(geometry: Any) -> dict[str, Any] | None:
    """Return a shapely geometry as GeoJSON: five decimals for areas, else six; None if empty.

    Parameters
    ----------
    geometry : shapely.Geometry
        In degrees, longitude first.
    """
    if geometry.is_empty:
        return None
    decimals = 5 if "Polygon" in geometry.geom_type else 6
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, decimals) + 0.0)
    found: dict[str, Any] = shapely.geometry.mapping(rounded)
    return found


def _area(role: str, geometry: Any, area_km2: float | None) -> dict[str, Any]:
    properties: dict[str, Any] = {"role": role}
    if area_km2 is not None:
        properties["area_km2"] = round(area_km2, 1)
    return {"type": "Feature", "geometry": geometry_dict(geometry), "properties": properties}


def _zone(count: int, geometry: Any, area_km2: float) -> dict[str, Any]:
    feature = _area("depth", geometry, area_km2)
    feature["properties"]["count"] = count
    return feature


def _radius(coverage: Coverage) -> dict[str, float]:
    reach = coverage.reach
    if reach.system and reach.low_km < reach.high_km:
        return {
            "radius_km": reach.radius_km,
            "radius_low_km": reach.low_km,
            "radius_high_km": reach.high_km,
        }
    return {"radius_km": reach.radius_km}


def _plain(value: Any) -> Any:
    if hasattr(value, "geom_type"):
        return geometry_dict(value)
    raise TypeError


def _km(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, 6) % 360


def _share(value: float) -> float:
    return round(value, 6)


def _point(position: tuple[float, float]) -> list[float]:
    return [round(position[0], 6), round(position[1], 6)]


FORMATS = {"geojson": Format("GeoJSON", GEOJSON, encode_layer, place=1)}
"""What pages offer of this module, by the ending of the file."""
