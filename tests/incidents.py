"""A layer of made-up points, as many as are asked for."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any


def write_incidents(folder: Path, count: int, *further: dict[str, Any]) -> None:
    """Write points between 2° west and 2° east, 41° and 45° north, and what else is given."""
    dice = random.Random(3)
    rows = [
        {
            "type": "Feature",
            "id": f"i{at}",
            "geometry": {
                "type": "Point",
                "coordinates": [round(dice.uniform(-2, 2), 3), round(dice.uniform(41, 45), 3)],
            },
            "properties": {"name": f"Incident {at}"},
        }
        for at in range(count)
    ]
    folder.mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": [*rows, *further]})
    (folder / "incidents.geojson").write_text(text)
