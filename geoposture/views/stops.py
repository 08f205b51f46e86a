"""The points of an article as stops on the map: those with a place, grouped by where it is.

A point whose places are all as wide as a country, or that names none, is no stop: it is told in
a list after them, and leaves the map where it is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import orjson

from geoposture import geodesy
from geoposture.articles.published import list_points
from geoposture.catalog import Catalog
from geoposture.language.words import LANGUAGES
from geoposture.views import toponyms
from geoposture.views.extent import Bounds

MOST_STOPS = 6
NEAR_KM = 120.0
"""Places within this of each other are one stop, however few stops there are."""
LEAST_SPAN_DEG = 1.4
"""A frame is at least so wide: a mark alone says nothing of where it is."""
KNOWN_KINDS = ("city", "place", "area")
"""Labels that tell a reader where they look."""


@dataclass(frozen=True)
class Stop:
    """Points that are told together, and what of the map they are about.

    Attributes
    ----------
    points : tuple of int
        Their numbers, in order.
    bounds : Bounds
        What their places span: west, south, east, north in degrees.
    """

    points: tuple[int, ...]
    bounds: Bounds


def list_stops(catalog: Catalog, article_id: str | None, lines: Mapping[int, Any]) -> list[Stop]:
    """Return the stops of an article in the order of their first points: at most six.

    Parameters
    ----------
    catalog : Catalog
    article_id : str or None
        None for the newest.
    lines : mapping of int to list
        The ends of the lines that a point draws, by its number.
    """
    stops = []
    for no, rows in list_points(catalog, article_id).items():
        boxes = [*_list_boxes(catalog, rows), *(_span(ends) for ends in lines.get(no, ()))]
        if boxes:
            stops.append(Stop((no,), _unite(boxes)))
    return sorted(_group(stops), key=lambda one: one.points)


def join_stops(stops: Sequence[Stop]) -> Stop | None:
    """Return stops as one, None where there is none.

    Parameters
    ----------
    stops : sequence of Stop
    """
    if not stops:
        return None
    points = tuple(sorted(no for one in stops for no in one.points))
    return Stop(points, _unite([one.bounds for one in stops]))


def frame_stop(
    catalog: Catalog, stop: Stop, lang: str, own: Collection[str] = ()
) -> tuple[Bounds, dict[str, Any] | None]:
    """Return what a map shows of a stop, and the place by which readers know where that is.

    Parameters
    ----------
    catalog : Catalog
    stop : Stop
    lang : str
        Language of the place's name, such as ``en``.
    own : collection of str
        The stop's own places: without labels, none of them tells where it is.
    """
    middle = _middle(stop.bounds)
    known = list(_list_known(catalog, lang, own))
    if not known:
        return _widen(stop.bounds), None
    nearest = min(known, key=lambda one: _measure(middle, one["at"]))
    frame = _widen(stop.bounds)
    if not any(_holds(frame, one["at"]) for one in known):
        # What it is about stays in the middle, not in a corner of what is well known.
        frame = _widen(_span(_turn(middle, [*_corners(stop.bounds), nearest["at"]])))
    return frame, nearest if nearest["ref"] and _holds(frame, nearest["at"]) else None


def name_places(
    catalog: Catalog, rows: Iterable[Mapping[str, Any]], lang: str
) -> list[dict[str, Any]]:
    """Return the places of points for their names on the map: reference, name, position.

    A place that the map has no position for, a country, has None.

    Parameters
    ----------
    catalog : Catalog
    rows : iterable of mapping
        Properties of annotations.
    lang : str
        Language of the names, such as ``en``.
    """
    labels = {
        one["properties"].get("feature"): one["properties"] for one in _list_labels(catalog)
    }  # fmt: skip
    # What the article names goes before what is linked to it.
    ordered = sorted(rows, key=lambda row: row["link"] != "explicit")
    refs = dict.fromkeys(one["feature"] for one in ordered if "/" in (one["feature"] or ""))
    found = []
    for ref in refs:
        box = _find_box(catalog, ref)
        name = labels.get(ref, {}).get(f"name_{lang}")
        named = name or toponyms.name_reference(catalog, ref, lang)
        found.append({"ref": ref, "name": named, "at": _middle(box) if box else None})
    return found


def _list_boxes(catalog: Catalog, rows: Sequence[Mapping[str, Any]]) -> Iterator[Bounds]:
    for row in rows:
        box = _find_box(catalog, row["feature"]) if row["feature"] else None
        if box:
            yield box


def _find_box(catalog: Catalog, reference: str) -> Bounds | None:
    """Return what a place spans; a chain of islands is as wide as they are."""
    layer, feature_id = catalog.locate(reference)
    if layer is None or feature_id not in layer.index:
        return None
    chain = next((one for one in catalog.theatre.groups if one.feature == reference), None)
    if chain:
        islands = catalog.layers[chain.layer]
        shapes = [islands.geometry(str(one["id"])) for one in islands.features
                  if one["properties"].get("group") in chain.names]  # fmt: skip
    else:
        shapes = [layer.geometry(feature_id)]
        if layer.feature(feature_id)["properties"].get("extent_only"):
            return None
    boxes = [one.bounds for one in shapes if one is not None and not one.is_empty]
    return _unite(boxes) if boxes else None


def _group(stops: list[Stop]) -> list[Stop]:
    """Return stops with the nearest ones made one, until they are few and apart."""
    while len(stops) > 1:
        pairs = combinations(stops, 2)
        width, a, b = min(
            ((_width(_unite([a.bounds, b.bounds])), a, b) for a, b in pairs), key=lambda one: one[0]
        )
        if width > NEAR_KM and len(stops) <= MOST_STOPS:
            break
        together = Stop(tuple(sorted(a.points + b.points)), _unite([a.bounds, b.bounds]))
        stops = [one for one in stops if one not in (a, b)] + [together]
    return stops


def _list_labels(catalog: Catalog) -> list[Any]:
    given = catalog.backdrop.get("labels")
    return list(orjson.loads(given)["features"]) if given else []


def _list_known(catalog: Catalog, lang: str, own: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the places that a reader sees first; without labels, all places but a stop's own."""
    labels = [one for one in _list_labels(catalog) if one["properties"]["kind"] in KNOWN_KINDS]
    first = min((one["properties"]["min_zoom"] for one in labels), default=0)
    for one in labels:
        row = one["properties"]
        if row["min_zoom"] == first:
            yield {"ref": row.get("feature"), "at": _read_spot(one),
                   "name": next(name for key in (lang, *LANGUAGES)
                                if (name := row.get(f"name_{key}")))}  # fmt: skip
    for layer_id in () if labels else catalog.theatre.list_role("places"):
        for one in catalog.layers[layer_id].features:
            ref = f"{layer_id}/{one['id']}"
            if ref not in own and one["geometry"] and one["geometry"]["type"] == "Point":
                name = toponyms.name_feature(one, lang)
                yield {"ref": ref, "at": _read_spot(one), "name": name}


def _read_spot(feature: Any) -> tuple[float, float]:
    lon, lat = feature["geometry"]["coordinates"][:2]
    return lon, lat


def _span(spots: Sequence[Sequence[float]]) -> Bounds:
    lons, lats = [one[0] for one in spots], [one[1] for one in spots]
    return min(lons), min(lats), max(lons), max(lats)


def _unite(boxes: Sequence[Bounds]) -> Bounds:
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _widen(box: Bounds) -> Bounds:
    """Return bounds with room round them, and never so narrow that they show a mark alone."""
    west, south, east, north = box
    lon, lat = (west + east) / 2, (south + north) / 2
    half_lat = max(LEAST_SPAN_DEG, (north - south) * 1.2) / 2
    least = LEAST_SPAN_DEG / math.cos(math.radians(lat))
    half_lon = max(least, (east - west) * 1.2) / 2
    return tuple(  # type: ignore[return-value]
        round(one, 3) for one in (lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)
    )


def _corners(box: Bounds) -> list[tuple[float, float]]:
    return [box[:2], box[2:]]


def _turn(
    middle: tuple[float, float], spots: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return spots, and those that lie opposite of them about a middle."""
    return [*spots, *((2 * middle[0] - lon, 2 * middle[1] - lat) for lon, lat in spots)]


def _middle(box: Bounds) -> tuple[float, float]:
    return round((box[0] + box[2]) / 2, 3), round((box[1] + box[3]) / 2, 3)


def _holds(box: Bounds, spot: tuple[float, float]) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


def _measure(start: tuple[float, float], end: tuple[float, float]) -> float:
    return float(geodesy.measure(*start, *end)[0]) / 1000


def _width(box: Bounds) -> float:
    return _measure((box[0], box[1]), (box[2], box[3]))
