"""Names on a still map: by priority, each where it hides neither a mark nor another name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from markupsafe import escape

from geoposture.pictures.inset_scale import LEAST_FOR_INSET, inset_size, wants_inset
from geoposture.pictures.sheet import Box, Sheet, find_zoom, measure_text, meet, place_feature
from geoposture.views import facilities

CHOSEN, CHOSEN_GAP = 0, 18
"""The rank of the name of what is open: before all others, and clear of its ring."""
LABEL_STYLE: Mapping[str, tuple[float, str, str]] = {
    "sea": (14, "label_sea", 'font-style="italic"'),
    "area": (11, "mute", 'letter-spacing="1.5"'),
    "base": (12, "ink", 'font-weight="600"'),
}


def draw_labels(sheet: Sheet, taken: Sequence[Box]) -> Iterator[str]:
    """Write names by priority, each where it hides neither a mark nor another name.

    Parameters
    ----------
    sheet : Sheet
        With its marks placed.
    taken : sequence of Box
        Boxes in pixels that stay free.
    """
    if "labels" not in sheet.catalog.backdrop:
        return
    boxes = list(taken) + _reserve(sheet)
    rows = _name_chosen(sheet)
    named = {one["properties"]["feature"] for one in rows}
    rows += [
        one
        for one in orjson.loads(sheet.catalog.backdrop["labels"])["features"]
        if one["properties"]["feature"] not in named
    ]
    zoom = find_zoom(sheet.frame)
    known = {one["ref"] for one in facilities.list_facilities(sheet.catalog)}
    shown = {one["ref"] for one in facilities.list_shown(sheet.catalog, sheet.view)}
    for one in sorted(rows, key=lambda row: int(row["properties"]["priority"])):
        row = one["properties"]
        due = row["min_zoom"] <= zoom <= (row["max_zoom"] or math.inf)
        if not due or (row["feature"] in known and row["feature"] not in shown):
            continue
        found = _find_room(sheet, one, boxes)
        if not found and row["priority"] == CHOSEN:
            found = _find_room(sheet, one, _reserve(sheet))
        if found:
            text, box = found
            boxes.append(box)
            yield text


def _name_chosen(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the name of the facility that is open, before all others."""
    return [
        {"geometry": one["geometry"],
         "properties": {**one["properties"], "kind": "base", "priority": CHOSEN, "min_zoom": 0,
                        "max_zoom": None, "feature": sheet.view.feature}}
        for one in facilities.list_shown(sheet.catalog, sheet.view)
        if one["ref"] == sheet.view.feature
    ]  # fmt: skip


def _find_room(
    sheet: Sheet, one: Mapping[str, Any], boxes: Sequence[Box]
) -> tuple[str, Box] | None:
    row = one["properties"]
    name = next(
        str(row[key]) for key in (f"name_{sheet.view.lang}", "name_en", "name") if row.get(key)
    )
    name = name.upper() if row["kind"] == "area" else name
    size, colour, more = LABEL_STYLE.get(row["kind"], (11.5, "ink", ""))
    more = "" if sheet.view.lang == "ja" and row["kind"] == "sea" else more
    x, y = place_feature(one, sheet.frame)
    across = measure_text(name, size) + (1.5 * len(name) if row["kind"] == "area" else 0)
    centred = row["kind"] in ("sea", "area")
    middle = -across / 2
    gap = CHOSEN_GAP if row["priority"] == CHOSEN else 11
    beside = [(gap, size / 3), (-gap - across, size / 3), (middle, gap + size), (middle, -gap)]
    spots = [(middle, size / 2 - 1)] if centred else beside
    for dx, dy in spots:
        box = (x + dx - 2, y + dy - size, x + dx + across + 2, y + dy + 3)
        inside = box[0] >= 0 and box[2] <= sheet.frame.width and box[1] >= 0
        inside &= box[3] <= sheet.frame.height
        if inside and not any(meet(box, other) for other in boxes):
            halo = sheet.colours["sea" if centred else "home"]
            return (
                f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" font-size="{size:g}" class="{colour}" '
                f'fill="{sheet.colours[colour]}" stroke="{halo}" {more}>{escape(name)}</text>',
                box,
            )
    return None


def _reserve(sheet: Sheet) -> list[Box]:
    """Return what names keep clear of: the scale, and the inset where there is one."""
    width, height = sheet.frame.width, sheet.frame.height
    scale = (0.0, height - 34.0, 150.0, float(height))
    if width < LEAST_FOR_INSET or not wants_inset(sheet):
        return [scale]
    across, along = inset_size(sheet)
    return [scale, (width - across - 18, height - along - 18.0, float(width), float(height))]
