"""Layers as our own page first needs them: the properties that marks, filters and search use.

The rest of a facility comes with the whole layer when the first card is opened. Everything
that others read is the whole layer.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from geoposture.catalog import Catalog
from geoposture.language.words import LANGUAGES
from geoposture.views.names import pack_names
from geoposture.views.squares import pack_squares

FACILITY = (
    "name", "name_en", "name_ja", "aliases",
    "branch", "kinds", "municipalities", "prefectures", "icao", "fac_no",
    "area_km2", "status", "listed", "current", "grade", "approximate", "disputed",
)  # fmt: skip
NAMES, SQUARES = "names.near", "squares.near"
"""What is asked for by who looks from near: names of towns and islands, by language; areas.

No layer is called so: the id of a layer has no dot."""
CLAIM = ("article", "claim_no", "link", "feature")
"""And the claim itself, in the language of the page."""


def pack_layers(catalog: Catalog) -> Mapping[str, bytes]:
    """Return the lean files by name."""
    own = catalog.theatre.list_role("facilities")
    kept: dict[str, tuple[str, ...]] = {f"{one}.lean.json": FACILITY for one in own}
    kept |= {f"annotations.lean.{lang}.json": (*CLAIM, f"claim_{lang}") for lang in LANGUAGES}
    packed = {
        name: _pick(catalog, layer_id, properties)
        for name, properties in kept.items()
        if (layer_id := name.split(".")[0]) in catalog.layers
    }
    named = {f"{NAMES}.{lang}.json": pack_names(catalog, lang) for lang in LANGUAGES}
    return packed | named | {f"{SQUARES}.json": pack_squares(catalog)}


def _pick(catalog: Catalog, layer_id: str, names: tuple[str, ...]) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": one["id"],
            "geometry": one["geometry"],
            "properties": {
                name: one["properties"][name] for name in names if name in one["properties"]
            },
        }
        for one in catalog.layer(layer_id).features
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})
