"""How far the coasts can be off that pictures and embeds are drawn with, by their own data."""

from __future__ import annotations

import orjson
import shapely

from geoposture.catalog import Catalog
from geoposture.geodesy import count_turns, repeat
from geoposture.views.extent import Bounds


def find_off_km(catalog: Catalog, bounds: Bounds) -> float | None:
    """Return how many kilometres the coast within bounds can be off, the worst of what is there.

    None where no coast is there, or its data do not say.

    Parameters
    ----------
    catalog : Catalog
    bounds : Bounds
        West, south, east, north in degrees; east may run on beyond 180°.
    """
    window = shapely.box(*bounds)
    names = [name for name in ("land", catalog.theatre.home) if name in catalog.backdrop]
    rows = (
        (one["properties"].get("uncertainty_km"), one["geometry"])
        for name in names
        for one in orjson.loads(catalog.backdrop[str(name)])["features"]
    )
    found = [
        float(off) for off, geometry in rows if off and geometry and _reaches(geometry, window)
    ]
    return max(found, default=None)


def _reaches(geometry: object, window: shapely.Polygon) -> bool:
    """Tell whether a coast, the edge of land, lies in a window."""
    land = shapely.from_geojson(orjson.dumps(geometry).decode())
    turned = repeat(land, *count_turns(window.bounds[0], window.bounds[2]))
    return bool(shapely.intersects(shapely.boundary(turned), window))
