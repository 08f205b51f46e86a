"""The text twin: a view of the map in words, for those who do not see it, and as alt text."""

from __future__ import annotations

import math
from collections.abc import Sequence

import orjson

from geoposture import analysis
from geoposture.catalog import Catalog
from geoposture.claims import list_points
from geoposture.errors import GeopostureError
from geoposture.kept import keep
from geoposture.model import FIRST_BOUNDS, Feature, View
from geoposture.query import parse_where, select_where
from geoposture.references import resolve
from geoposture.sentences import round_distance, say_length
from geoposture.words import Words, load_words

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

FAR_TARGET = "places/taiwan"
LARGE = frozenset({"airfield", "port", "headquarters"})
TILE_PX = 256
WINDOW_PX = (960, 600)
"""The window that is assumed where a view gives a centre and a zoom only."""


def describe_view(catalog: Catalog, view: View) -> str:
    """Return a view in words: its extent, what it shows, what is nearest, what is open."""
    words = load_words(view.lang)
    west, south, east, north = find_bounds(view)
    shown = list_shown(catalog, view)
    total = sum(is_drawn(one) for one in _facilities(catalog))
    parts = [
        words.text(
            "twin.view", w=f"{west:.0f}", e=f"{east:.0f}", s=f"{south:.0f}", n=f"{north:.0f}",
            shown=len(shown), total=total,
        ),
        words.text("twin.filtered") if view.where else "",
        _describe_nearest(catalog, shown, words, view.units),
        _describe_claim(catalog, view, words),
        _describe_open(catalog, view, words),
    ]  # fmt: skip
    return (" " if view.lang == "en" else "").join(part for part in parts if part)


def find_bounds(view: View, window: tuple[int, int] = WINDOW_PX) -> Bounds:
    """Return what a view shows, in degrees; `window` is its size in pixels.

    Over 180° east goes on beyond it, so that it is always more than west.
    """
    if view.bbox:
        west, south, east, north = view.bbox
        return west, south, east + 360 if east < west else east, north
    if view.centre is None:
        (south, west), (north, east) = FIRST_BOUNDS
        return west, south, east, north
    lat, lon, zoom = view.centre
    per_degree = TILE_PX * 2**zoom / 360
    half_lon = window[0] / 2 / per_degree
    middle = math.degrees(math.asinh(math.tan(math.radians(lat))))
    half = window[1] / 2 / per_degree
    return lon - half_lon, _latitude(middle - half), lon + half_lon, _latitude(middle + half)


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
    drawn = [one for one in _facilities(catalog) if is_drawn(one)]
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
    rows = [one for one in _facilities(catalog) if is_drawn(one) and is_large(one)]
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


def _latitude(degrees: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(degrees))))


def _facilities(catalog: Catalog) -> Sequence[Feature]:
    layer = catalog.layers.get("us_bases")
    return layer.features if layer else ()


def _describe_nearest(catalog: Catalog, shown: Sequence[Feature], words: Words, units: str) -> str:
    refs = {f"us_bases/{one['id']}" for one in shown}
    best = next((one for one in rank_facilities(catalog) if one[0] in refs), None)
    if best is None:
        return ""
    return words.text(
        "twin.nearest", a=name_reference(catalog, best[0], words.lang),
        length=say_length(best[1], words, units),
        b=name_reference(catalog, FAR_TARGET, words.lang),
    )  # fmt: skip


def _describe_claim(catalog: Catalog, view: View, words: Words) -> str:
    rows = list_points(catalog, view.article).get(view.claim or 0)
    if not rows:
        return ""
    refs = dict.fromkeys(row["feature"] for row in rows if row["feature"])
    places = words.text("list.join").join(name_reference(catalog, ref, words.lang) for ref in refs)
    text = rows[0].get(f"claim_{words.lang}") or rows[0].get("claim_en") or ""
    if not places:
        return words.text("twin.claim_only", i=view.claim, text=text)
    return words.text("twin.claim", i=view.claim, text=text, places=places)


def _describe_open(catalog: Catalog, view: View, words: Words) -> str:
    if not view.feature:
        return ""
    name = name_reference(catalog, view.feature, words.lang)
    return words.text("twin.open", name=name) if name != view.feature else ""


def name_reference(catalog: Catalog, reference: str, lang: str) -> str:
    """Return the name of a layer or feature; the reference itself where there is none."""
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    if layer is None or (feature_id and feature_id not in layer.index):
        return reference
    if not feature_id:
        return layer.info.title[lang]
    row = layer.feature(feature_id)["properties"]
    return str(row.get(f"name_{lang}") or row.get("name_en") or row.get("name_ja") or reference)
