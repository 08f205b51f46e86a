"""``backdrop/runways``: OurAirports' runways of the facilities, as lines from end to end.

Rules
-----
* A facility's runways are those of its ICAO code. One is kept whose stated length and whose
  length between its ends both agree with the facility's ``runway_m`` to 3 %: a line that is
  longer than the runway would not be true to scale.
* Both ends need coordinates. They are published aeronautical points, and are the one exception
  to the three decimals of positions; the package gives them to four or five.
* A closed runway is left out, and so is that of a facility that was returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from geoposture.geodesy import measure
from layers.recipes.packages import read_runways
from layers.recipes.tables import read_table
from layers.recipes.write import make_feature, write_collection

FOOT_M = 0.3048
MOST_OFF = 0.03
DECIMALS = 5
ENDS = ("le", "he")
"""The package's names of the end with the lower and of that with the higher number."""


def build_runways() -> int:
    """Write the runways that agree with the facilities' own length."""
    runways = [one for one in read_runways() if one["closed"] == "0"]
    features = [
        feature
        for row in read_table("us_facilities")
        if row["icao"] and row["runway_m"] and row["status"] != "returned"
        for feature in _find_runways(row, runways)
    ]
    return write_collection("backdrop/runways", features)


def _find_runways(row: dict[str, str], runways: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    wanted = float(row["runway_m"])
    for one in runways:
        ends = [_read_end(one, end) for end in ENDS]
        if one["airport_ident"] != row["icao"] or None in ends:
            continue
        length = float(one["length_ft"] or 0) * FOOT_M
        drawn = float(measure(*ends[0], *ends[1])[0])  # type: ignore[misc]
        if all(abs(value / wanted - 1) <= MOST_OFF for value in (length, drawn)):
            yield _feature(row["id"], one, [list(end) for end in ends if end], round(length))


def _read_end(one: dict[str, str], end: str) -> tuple[float, float] | None:
    lon, lat = one[f"{end}_longitude_deg"], one[f"{end}_latitude_deg"]
    return (_read_degrees(lon), _read_degrees(lat)) if lon and lat else None


def _read_degrees(text: str) -> float:
    """Return what was written before it was kept in 32 bits: 141.35, not 141.35000610351562."""
    return round(float(str(np.float32(text))), DECIMALS)


def _feature(id_: str, one: dict[str, str], ends: list[list[float]], length: int) -> dict[str, Any]:
    names = [one[f"{end}_ident"] for end in ENDS]
    width = float(one["width_ft"] or 0) * FOOT_M
    return make_feature(
        f"{id_}-{'-'.join(names).lower()}",
        {"type": "LineString", "coordinates": ends},
        {"feature": f"us_bases/{id_}", "name": "/".join(names), "length_m": length,
         "width_m": round(width) or None, "source": "ourairports"},
    )  # fmt: skip
