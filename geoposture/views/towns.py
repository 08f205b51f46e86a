"""The towns of a theatre as the search reads them: small, and only when somebody searches."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import orjson

from geoposture.catalog import Catalog
from geoposture.model import Text, Town

FILE = "towns.json"


def pack_towns(catalog: Catalog) -> bytes | None:
    """Return the towns with what many share written once; None where there are none.

    A row is the names in the languages of the theatre, the reading, the numbers of kind, area
    and sources, the feature that is the town, and, where there is a point, its longitude,
    latitude and how many kilometres it may be off.

    Parameters
    ----------
    catalog : Catalog
    """
    if not catalog.towns:
        return None
    shared: dict[str, dict[Hashable, int]] = {"kinds": {}, "areas": {}, "sources": {}}
    rows = [_pack_row(one, catalog.languages, shared) for one in catalog.towns]
    lists = {name: list(numbers) for name, numbers in shared.items()}
    return orjson.dumps({"languages": catalog.languages, **lists, "towns": rows})


def _pack_row(
    town: Town, languages: tuple[str, ...], shared: dict[str, dict[Hashable, int]]
) -> list[Any]:
    def number(name: str, value: Hashable) -> int:
        return shared[name].setdefault(value, len(shared[name]))

    point = [] if town.point is None else [*town.point, town.uncertainty_km]
    return [
        *(town.name[lang] for lang in languages),
        town.reading,
        number("kinds", _choose(town.kind, languages)),
        number("areas", _choose(town.area, languages)),
        number("sources", town.sources),
        town.same_as,
        *point,
    ]


def _choose(text: Text | None, languages: tuple[str, ...]) -> tuple[str, ...]:
    return () if text is None else tuple(text[lang] for lang in languages)
