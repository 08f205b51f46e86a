"""A hundred made-up theatres that pass the check: no page, no card of theirs is an error."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import find_foreign, write_made_up

THEATRES = int(os.environ.get("MADE_UP_THEATRES", "100"))
FEATURES = 20
PAGES = ("/", "/embed", "/embed?live=1", "/map.svg", "/map.html", "/collections?f=html")


def visit(seed: int) -> tuple[int, list[str]]:
    """Return how many cards a made-up theatre has, and what is wrong with it."""
    from geoposture.catalog import load_layers
    from geoposture.catalog.inspection import WRONG, inspect_folder
    from geoposture.service import create_app
    from geoposture.settings import Settings

    with TemporaryDirectory() as folder:
        layers = write_made_up(Path(folder), seed, FEATURES)
        faults = [one.line() for one in inspect_folder(layers) if one.kind == WRONG]
        catalog = load_layers(layers)
        client = create_app(Settings(layers=layers), catalog).test_client()
        cards = [
            f"/collections/{id_}/items/{row['id']}?f=html"
            for id_, layer in catalog.layers.items()
            for row in layer.features
        ]
        for address in [*PAGES, *cards]:
            answer = client.get(address)
            if answer.status_code != 200:
                faults.append(f"{address}: {answer.status_code}")
            if words := find_foreign(answer.text):
                faults.append(f"{address}: {words}")
    return len(cards), [f"theatre {seed}: {one}" for one in faults]


def test_what_passes_the_check_has_a_page_and_a_card_for_each_feature():
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        visited = list(pool.map(visit, range(THEATRES)))
    assert [fault for _, faults in visited for fault in faults] == []
    assert sum(cards for cards, _ in visited) == THEATRES * FEATURES
