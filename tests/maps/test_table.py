"""The table of facilities: what a browser sorts by is found by the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoposture.catalog import load_layers
from geoposture.language.collation import order_text
from geoposture.maps.table import NUMBERS, TEXTS, describe_facilities

PHILIPPINES = Path(__file__).parents[2] / "examples" / "philippines"


@pytest.fixture(scope="module", params=["packaged", "philippines"])
def layers(request, catalog):
    return catalog if request.param == "packaged" else load_layers(PHILIPPINES)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_row_has_its_place_in_each_column(layers, lang):
    found = describe_facilities(layers, layers.words(lang))
    rows = [(one, one["order"].split()) for one in found["rows"]]
    assert rows
    for at, name in enumerate(["name", *found["columns"]]):
        placed = {int(places[at]) for _, places in rows if places[at] != "-"}
        assert placed == set(range(len(placed)))
        if name not in NUMBERS:
            said = {(places[at], str(row[TEXTS.get(name, name)])) for row, places in rows}
            assert len(said) == len({one for one, _ in said}) == len({one for _, one in said})
    assert {len(places) for _, places in rows} == {1 + len(found["columns"])}
    names = [row["name"] for row, places in sorted(rows, key=lambda one: int(one[1][0]))]
    assert names == sorted(names, key=lambda one: order_text(one, lang))


def test_numbers_are_placed_by_what_they_are_and_none_has_no_place(catalog):
    found = describe_facilities(catalog, catalog.words("en"))
    at = 1 + found["columns"].index("area")
    placed = [(row["area"], row["order"].split()[at]) for row in found["rows"]]
    assert {place for area, place in placed if area is None} == {"-"}
    known = sorted((int(place), float(area)) for area, place in placed if area is not None)
    assert [area for _, area in known] == sorted(area for _, area in known)
    assert len({place for place, _ in known}) == len({area for _, area in known})
