"""simplestyle 1.1: the colours of the map as properties, so that they appear elsewhere too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoposture.language.vocabulary import LIGHT, SYMBOLS, find_symbol, is_large
from geoposture.model import Feature


def add_style(feature: Feature) -> dict[str, Any]:
    """Return a feature with ``title``, ``description`` and the style of its geometry.

    Parameters
    ----------
    feature : Feature
        A feature of any layer.
    """
    properties = feature["properties"]
    names = (properties.get(one) for one in ("name_en", "name", "claim_en"))
    title = next(filter(None, names), feature["id"])
    told = {"title": title, "description": properties.get("role") or properties.get("note")}
    style = _style(feature["geometry"], properties)
    return {**feature, "properties": {**properties, **told, **style}}


def _style(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    if geometry is None:
        return {}
    if geometry["type"] == "Point":
        return {
            "marker-color": SYMBOLS[find_symbol(properties)]["light"].upper(),
            "marker-size": "medium" if is_large(properties) else "small",
        }
    return {
        "stroke": LIGHT["accent"].upper(),
        "stroke-width": 1,
        "stroke-opacity": 0.8,
        "fill": LIGHT["accent"].upper(),
        "fill-opacity": 0.08,
    }
