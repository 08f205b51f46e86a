"""Facilities as squares of their true area: which of them a map draws so, and how large."""

from __future__ import annotations

import math
from typing import Any

import orjson

from geoposture.catalog import Catalog
from geoposture.geodesy import draw_square
from geoposture.language import vocabulary
from geoposture.model import Feature, View
from geoposture.views import facilities

DECIMALS = 5
MOST_KM2 = 10_000.0
"""A larger area is a region: the square of it would say nothing of where it is."""


def list_squares(catalog: Catalog, view: View) -> list[tuple[Feature, float]]:
    """Return the facilities that a view draws as squares too, with the area of each in km².

    Those beyond its edges are among them, since a square may reach into the picture.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    rows = facilities.list_filtered(catalog, view.where)
    shown = (one for one in rows if facilities.is_switched_on(view, _layer_of(one)))
    areas = ((one, find_area(one)) for one in shown if _is_point(catalog, one))
    return [(one, area) for one, area in areas if area is not None]


def pack_squares(catalog: Catalog) -> bytes:
    """Return the squares as our own map reads them, each with the facility that it is of.

    Parameters
    ----------
    catalog : Catalog
    """
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [_draw(one, area)]},
         "properties": {"feature": one["ref"]}}
        for one, area in list_squares(catalog, View())
    ]  # fmt: skip
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _draw(one: Feature, area_km2: float) -> list[list[float]]:
    lon, lat = one["geometry"]["coordinates"][:2]
    corners: list[list[float]] = draw_square(lon, lat, area_km2 * 1e6).round(DECIMALS).tolist()
    return corners


def find_area(feature: Feature) -> float | None:
    """Return the area in km² of which a square can be drawn, None where the data do not bear it.

    Half the side has to reach as far as the position can be off: what is drawn then holds the
    true place of the point. Ammunition and fuel have none.

    Parameters
    ----------
    feature : Feature
        A facility.
    """
    row = feature["properties"]
    area, off = _read(row.get("area_km2")), _read(row.get("uncertainty_km"))
    if area is None or off is None or not 0 < area <= MOST_KM2 or off < 0:
        return None
    bears = math.sqrt(area) / 2 >= off and vocabulary.may_have_area(row)
    return area if bears else None


def has_squares(catalog: Catalog) -> bool:
    """Tell whether a map of these layers draws a square, if one looks near enough.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    return bool(list_squares(catalog, View()))


def _is_point(catalog: Catalog, one: Feature) -> bool:
    given = catalog.layers[_layer_of(one)].feature(one["id"])["geometry"]
    return given is not None and given["type"] == "Point"


def _layer_of(one: Feature) -> str:
    return str(one["ref"].partition("/")[0])


def _read(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
