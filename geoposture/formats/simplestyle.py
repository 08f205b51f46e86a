"""simplestyle 1.1: the colours of the map as properties, so that they appear elsewhere too."""

from __future__ import annotations

from typing import Any

from geoposture.model import Feature

BRANCH_COLOURS = {
    "USAF": "#3030F2", "USN": "#001E40", "USMC": "#5E2B22", "USA": "#1E8400", "JOINT": "#CC22B2",
}  # fmt: skip
UNKNOWN_COLOUR = "#4D5A64"
AREA_COLOUR = "#0B5FA5"
LARGE_KINDS = {"airfield", "port", "headquarters"}


def add_style(feature: Feature) -> dict[str, Any]:
    """Return a feature with ``title``, ``description`` and the style of its geometry."""
    properties = feature["properties"]
    title = properties.get("name_en") or properties.get("claim_en") or feature["id"]
    told = {"title": title, "description": properties.get("role") or properties.get("note")}
    style = _style(feature["geometry"], properties)
    return {**feature, "properties": {**properties, **told, **style}}


def _style(geometry: Any, properties: Any) -> dict[str, Any]:
    if geometry is None:
        return {}
    if geometry["type"] == "Point":
        large = LARGE_KINDS & set(properties.get("kinds") or ())
        return {
            "marker-color": BRANCH_COLOURS.get(properties.get("branch"), UNKNOWN_COLOUR),
            "marker-size": "medium" if large else "small",
        }
    return {
        "stroke": AREA_COLOUR,
        "stroke-width": 1,
        "stroke-opacity": 0.8,
        "fill": AREA_COLOUR,
        "fill-opacity": 0.08,
    }
