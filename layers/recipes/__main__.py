"""``python -m layers.recipes [LAYER…]``: build all layers, or the ones named."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from layers.recipes import agreement, backdrop, islands, runways, seas, tables, towns

RECIPES: dict[str, Callable[[], int]] = {
    "sources": tables.build_sources,
    "us_bases": tables.build_us_bases,
    "places": tables.build_places,
    "agreement": agreement.build_agreement,
    "towns": towns.build_towns,
    "japan_archipelago": islands.build_archipelago,
    "taiwan_strait": seas.build_taiwan_strait,
    "east_china_sea": seas.build_east_china_sea,
    "sea_limits": seas.build_sea_limits,
    "land": backdrop.build_land,
    "japan": backdrop.build_japan,
    "world": backdrop.build_world,
    "coasts": backdrop.build_coasts,
    "labels": backdrop.build_labels,
    "runways": runways.build_runways,
}


def main(names: list[str]) -> int:
    """Build and return the exit status."""
    unknown = [name for name in names if name not in RECIPES]
    if unknown:
        print(f"no recipe “{unknown[0]}”; there are: {', '.join(RECIPES)}", file=sys.stderr)
        return 2
    for number, name in enumerate(names or RECIPES, start=1):
        print(f"[{number}/{len(names or RECIPES)}] {name} …", end=" ", file=sys.stderr, flush=True)
        start = time.monotonic()
        size = RECIPES[name]()
        print(f"{size:,} in {time.monotonic() - start:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
