"""The ends of Japan that a length of the archipelago can mean: one table for every drawing.

Longitude and latitude in degrees. Capes are points of the coast to 0.01°, read off the
outlines of the layer `japan_archipelago` (GSHHG); bases are where `us_bases` has them. Etorofu
is disputed and is no part of the archipelago's totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Spot = tuple[float, float]
YONAGUNI = (122.9336, 24.4494)
CAPE_SOYA = (141.9367, 45.5231)
MISAWA, KADENA = (141.367, 40.703), (127.768, 26.356)


@dataclass(frozen=True, slots=True)
class Definition:
    """A way to measure the archipelago.

    Attributes
    ----------
    id : str
        Its key in the strings table: ``definition.<id>``.
    name : str
        As the checks of articles name it.
    start, end : (lon, lat)
        Its ends, in degrees.
    bases : bool
        Whether its ends are facilities, which a check measures from the layer.
    drawn : bool
        Whether maps draw it: lines that all but lie on another would not be told apart.
    """

    id: str
    name: str
    start: Spot
    end: Spot
    bases: bool = False
    drawn: bool = True


DEFINITIONS = (
    Definition("soya", "Yonaguni to Cape Soya", YONAGUNI, CAPE_SOYA),
    Definition("nosappu", "Yonaguni to Cape Nosappu", YONAGUNI, (145.8172, 43.3853), drawn=False),
    Definition("shiretoko", "Yonaguni to Cape Shiretoko", YONAGUNI, (145.33, 44.344)),
    Definition(
        "etorofu", "Yonaguni to the far end of Etorofu (disputed)", YONAGUNI, (148.8938, 45.5116)
    ),
    Definition(
        "sata", "Cape Sata to Cape Soya (main islands)", (130.6608, 30.9947), CAPE_SOYA, drawn=False
    ),
    Definition("bases", "Misawa to Kadena (large US bases)", MISAWA, KADENA, bases=True),
)  # fmt: skip


def list_definitions(rows: Iterable[Mapping[str, Any]]) -> tuple[Definition, ...]:
    """Return the definitions to draw that the checks of annotations used, in the table's order.

    A definition belongs to a row whose verdict depends on it, and which has a quantity.
    """
    used = {
        name
        for row in rows
        if row.get("verdict") == "depends_on_definition" and row.get("quantity")
        for name in (row.get("check") or {}).get("computed") or ()
    }
    return tuple(one for one in DEFINITIONS if one.drawn and one.name in used)
