"""Layers as our own page first needs them: the properties that marks, filters and search use.

The rest of a facility comes with the whole layer when the first card is opened. Everything
that others read is the whole layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from geoposture.articles.shelf import list_shelf
from geoposture.catalog import ANNOTATIONS, Catalog
from geoposture.catalog.memo import keep
from geoposture.language.words import LANGUAGES
from geoposture.model import Feature
from geoposture.views.names import pack_names
from geoposture.views.squares import pack_squares

FACILITY = (
    "name", "name_en", "name_ja", "aliases",
    "branch", "kinds", "municipalities", "prefectures", "icao", "fac_no",
    "area_km2", "status", "listed", "current", "grade", "approximate", "disputed",
)  # fmt: skip
CLAIMS = f"{ANNOTATIONS}.lean"
NAMES, SQUARES = "names.near", "squares.near"
"""What is asked for by who looks from near: names of towns and islands, by language; areas.

No layer is called so: the id of a layer has no dot."""
CLAIM = ("article", "claim_no", "link", "feature")
"""And the claim itself, in the language of the page where it has it, with outlet and day."""


def pack_layers(catalog: Catalog) -> Mapping[str, bytes]:
    """Return the lean files by name.

    Parameters
    ----------
    catalog : Catalog
        The layers and their theatre.
    """
    own = catalog.theatre.list_role("facilities")
    kept: dict[str, tuple[str, ...]] = {f"{one}.lean.json": FACILITY for one in own}
    packed = {
        name: _pick(catalog, layer_id, properties)
        for name, properties in kept.items()
        if (layer_id := name.split(".")[0]) in catalog.layers
    }
    told = LANGUAGES if ANNOTATIONS in catalog.layers else ()
    packed |= {f"{CLAIMS}.{lang}.json": _encode(read_claims(catalog, lang)) for lang in told}
    named = {f"{NAMES}.{lang}.json": pack_names(catalog, lang) for lang in LANGUAGES}
    return packed | named | {f"{SQUARES}.json": pack_squares(catalog)}


@keep(4)
def read_claims(catalog: Catalog, lang: str, *, linked: bool = False) -> tuple[Feature, ...]:
    """Return the annotations of all articles as cards and stories need them.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Of the claims, such as ``en``.
    linked : bool
        Leave the words out: what is linked to which claim is enough to draw a story.
    """
    cited = {one["id"]: one for one in list_shelf(catalog)}
    return tuple(
        {
            "type": "Feature",
            "id": one["id"],
            "geometry": one["geometry"],
            "properties": {
                **{name: one["properties"][name] for name in CLAIM if name in one["properties"]},
                **({} if linked else _tell_claim(one["properties"], lang, cited)),
            },
        }
        for one in catalog.layer(ANNOTATIONS).features
    )


def _tell_claim(
    row: Mapping[str, Any], lang: str, cited: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    own = next((one for one in (lang, *LANGUAGES) if row.get(f"claim_{one}")), lang)
    article = cited[str(row.get("article"))]
    publisher = article.get(f"publisher_{lang}") or article["publisher"]
    told = {"published": article["published"], "publisher": publisher}
    return {
        **({f"claim_{own}": row[f"claim_{own}"]} if row.get(f"claim_{own}") else {}),
        **{name: value for name, value in told.items() if value},
    }


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
    return _encode(features)


def _encode(features: Sequence[Any]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": features})
