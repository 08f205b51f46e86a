"""Names of towns and islands for who looks from near: rows as the labels of a map have them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import shapely

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.geodesy import label_point, measure
from geoposture.language.vocabulary import FROM_ZOOM, LIMITS
from geoposture.language.words import LANGUAGES
from geoposture.model import Feature
from geoposture.views.extent import TILE_PX, Bounds

TOWNS: Mapping[str, tuple[int, float]] = {
    "capital": (11, 8.5), "city": (12, 8.5), "town": (14, 9.5), "village": (15, 10.0),
}  # fmt: skip
"""Kind of a place → its rank among the names, behind those of every map, and its first zoom."""
ISLAND_RANK = 13
ISLAND_PX = 14
"""How large an island has to be before it is named: smaller, its name would seem another's."""
EQUATOR_KM = 40_075.017
PACKED = ("kind", "priority", "min_zoom")
OFF_SHORE_DEG = 0.03
"""How far a town may lie off the coast of pictures, which is good to two kilometres."""
ALREADY_M = 60_000.0
"""A name that a map has anyway so near is that of the same place."""


@keep(1)
def list_names(catalog: Catalog) -> tuple[Feature, ...]:
    """Return towns and islands with a name, in the order in which they find room.

    Those that the labels of every map name already are left out, those that repeat the name of
    a neighbour, as a town does on its island, and what lies outside the map's first view.

    Parameters
    ----------
    catalog : Catalog
        The layers, with towns and labels.
    """
    rows = sorted([*_list_towns(catalog), *_list_islands(catalog)], key=_rank)
    known: dict[str, list[Feature]] = {}
    for label in _list_labels(catalog):
        _keep(label, known)
    found = []
    for one in rows:
        if _is_inside(one, catalog.extent) and not _is_known(one, known):
            _keep(one, known)
            found.append(one)
    return tuple(found)


def pack_names(catalog: Catalog, lang: str) -> bytes:
    """Return the names in a language, as our own map reads them.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        What has no name in it is left out.
    """
    features = [
        {"geometry": one["geometry"],
         "properties": {"name": row[f"name_{lang}"], **{key: row[key] for key in PACKED}}}
        for one in list_names(catalog) if (row := one["properties"])[f"name_{lang}"]
    ]  # fmt: skip
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _list_towns(catalog: Catalog) -> Iterator[Feature]:
    """Yield the towns; one on an island that the coast of pictures leaves out is as an islet."""
    plain = _read_plain_coast(catalog)
    for layer_id in catalog.theatre.list_role("places"):
        for one in catalog.layers[layer_id].features:
            row, given = one["properties"], one["geometry"]
            kind = str(row.get("kind"))
            if kind not in TOWNS or row.get("extent_only") or not given:
                continue
            if given["type"] == "Point":
                point = tuple(given["coordinates"][:2])
                ashore = shapely.dwithin(plain, shapely.Point(point), OFF_SHORE_DEG)
                shown = "town" if ashore else "islet"
                yield _make(f"{layer_id}/{one['id']}", row, point, shown, TOWNS[kind])


def _list_islands(catalog: Catalog) -> Iterator[Feature]:
    """Yield the islands; one that the coast of pictures leaves out is an islet."""
    plain = _read_plain_coast(catalog)
    for layer_id in catalog.theatre.list_role("land"):
        layer = catalog.layers[layer_id]
        for one, geometry in zip(layer.features, layer.geometries, strict=True):
            row = one["properties"]
            # A disputed island has two names, or none: the labels of every map have them.
            if geometry is None or row.get("disputed") or not _is_named(row):
                continue
            point = label_point(geometry)
            kind = "isle" if shapely.contains_xy(plain, *point) else "islet"
            zoom = _find_zoom(_read_size_km(geometry), point[1])
            if zoom <= LIMITS["zoom"]:
                yield _make(
                    f"{layer_id}/{one['id']}", row, point, kind,
                    (ISLAND_RANK, max(FROM_ZOOM["names"], zoom)),
                )  # fmt: skip


@keep(1)
def _read_plain_coast(catalog: Catalog) -> Any:
    """Return the land that pictures and embeds draw: their coast has not every island."""
    names = [one for one in ("land", catalog.theatre.home) if one in catalog.backdrop]
    shapes = [shapely.from_geojson(catalog.backdrop[str(one)].decode()) for one in names]
    plain = shapely.geometrycollections(shapes)
    shapely.prepare(plain)
    return plain


def _is_named(row: Mapping[str, Any]) -> bool:
    return any(row.get(f"name_{lang}") for lang in LANGUAGES)


def _read_size_km(geometry: Any) -> float:
    west, south, east, north = geometry.bounds
    return float(measure(west, south, east, north)[0]) / 1000


def _find_zoom(size_km: float, lat: float) -> float:
    """Return the zoom from which on something is as large as a name needs it, to a half."""
    pixels = size_km * TILE_PX / (EQUATOR_KM * math.cos(math.radians(lat)))
    return math.ceil(2 * math.log2(2 * ISLAND_PX / max(pixels, 1e-9))) / 2


def _make(
    ref: str, row: Mapping[str, Any], point: tuple[float, ...], kind: str, due: tuple[int, float]
) -> Feature:
    names = {f"name_{lang}": _shorten(row.get(f"name_{lang}")) for lang in LANGUAGES}
    return {
        "type": "Feature", "id": ref,
        "geometry": {"type": "Point", "coordinates": [round(one, 3) for one in point]},
        "properties": {**names, "kind": kind, "priority": due[0], "min_zoom": due[1],
                       "max_zoom": None, "feature": ref},
    }  # fmt: skip


def _shorten(name: Any) -> str | None:
    """Return a name without what tells it from namesakes, which the map shows: “Maejima (…)”."""
    return re.sub(r" ?[(（][^)）]*[)）]$", "", str(name)) if name else None


def _list_labels(catalog: Catalog) -> list[Feature]:
    rows: list[Feature] = orjson.loads(catalog.backdrop.get("labels", b'{"features":[]}'))[
        "features"
    ]
    return [one for one in rows if one["properties"]["kind"] not in ("sea", "area", "base")]


def _is_inside(one: Feature, bounds: Bounds) -> bool:
    (lon, lat), (west, south, east, north) = one["geometry"]["coordinates"], bounds
    return bool((lon - west) % 360 <= east - west and south <= lat <= north)


def _keep(one: Feature, known: dict[str, list[Feature]]) -> None:
    """Remember a row under its reference and under each of its names."""
    row = one["properties"]
    for key in (row["feature"], *(row.get(f"name_{lang}") for lang in LANGUAGES)):
        if key:
            known.setdefault(str(key), []).append(one)


def _is_known(one: Feature, known: Mapping[str, list[Feature]]) -> bool:
    """Tell whether the place has a name already: its reference, or one of its names near it."""
    row = one["properties"]
    near = (other for lang in LANGUAGES for other in known.get(row[f"name_{lang}"] or "", ()))
    return row["feature"] in known or any(_measure(one, other) < ALREADY_M for other in near)


def _measure(one: Feature, other: Feature) -> float:
    (a, b), (c, d) = (row["geometry"]["coordinates"][:2] for row in (one, other))
    return float(measure(a, b, c, d)[0])


def _rank(one: Feature) -> tuple[int, float, str]:
    row = one["properties"]
    return row["priority"], row["min_zoom"], row["feature"]
