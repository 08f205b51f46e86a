"""Lines that a theatre draws with its facilities, true to scale: runways."""

from __future__ import annotations

from typing import Any

import orjson
import shapely

from geoposture.catalog import Catalog
from geoposture.model import Feature, View
from geoposture.views import facilities

LINES = ("LineString", "MultiLineString")


def list_parts(catalog: Catalog) -> list[str]:
    """Return the parts of the backdrop that go with facilities: each holds lines to scale.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    theatre = catalog.theatre
    drawn = [name for one in theatre.layers if one.role == "facilities" for name in one.draws]
    return [name for name in dict.fromkeys(drawn) if name in catalog.backdrop]


def list_runways(catalog: Catalog, view: View) -> list[tuple[Feature, Any]]:
    """Return the lines that a view shows, each with its geometry.

    A line that names its facility goes with it: with its layer's switch and with the filter.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    rows = facilities.list_facilities(catalog)
    known = {one["ref"] for one in rows}
    kept = {one["ref"] for one in facilities.select_facilities(rows, view.where)}
    layers = {name: one.id for one in catalog.theatre.layers for name in one.draws}
    found = []
    for part in list_parts(catalog):
        if not facilities.is_switched_on(view, layers[part]):
            continue
        for one in orjson.loads(catalog.backdrop[part])["features"]:
            ref, given = one["properties"].get("feature"), one["geometry"]
            if given and given["type"] in LINES and (ref not in known or ref in kept):
                found.append((one, shapely.from_geojson(orjson.dumps(given).decode())))
    return found


def read_width_m(one: Feature) -> float:
    """Return how wide a line is on the ground in metres, 0 where the data do not say.

    Parameters
    ----------
    one : Feature
        A line to scale.
    """
    width = one["properties"].get("width_m")
    known = isinstance(width, int | float) and not isinstance(width, bool) and width > 0
    return float(width) if known else 0.0
