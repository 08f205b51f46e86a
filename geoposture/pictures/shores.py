"""Whose land a name lies on: that of a country or town stands on no other's."""

from __future__ import annotations

import numpy as np
import shapely

from geoposture.pictures.canvas import Frame
from geoposture.pictures.items import Item
from geoposture.pictures.sheet import Box, Sheet, part_backdrop

OWN_PX = 4
"""How far from a spot the land lies that is its own: a town stands on its coast."""
MOST_FOREIGN = 0.15
"""How much of a name may lie on other land."""


def is_at_home(sheet: Sheet, one: Item) -> bool:
    """Tell whether a name lies on the land of its spot or at sea, not on land across the water.

    Parameters
    ----------
    sheet : Sheet
    one : Item
        A name.
    """
    (x, y), frame = one.spot, sheet.frame
    parts, bounds = part_backdrop(sheet.catalog, "land", frame)
    name = _measure(frame, one.box())
    met = parts[_find_near(bounds, name)]
    own = shapely.box(*_measure(frame, (x - OWN_PX, y - OWN_PX, x + OWN_PX, y + OWN_PX)))
    covered = shapely.area(shapely.clip_by_rect(met[~shapely.intersects(met, own)], *name))
    return bool(covered.sum() <= MOST_FOREIGN * shapely.box(*name).area)


def _find_near(bounds: np.ndarray, box: Box) -> np.ndarray:
    return np.asarray((bounds[:, :2] < box[2:]).all(axis=1) & (bounds[:, 2:] > box[:2]).all(axis=1))


def _measure(frame: Frame, box: Box) -> Box:
    """Return the west, south, east and north of a box of pixels in metres."""
    (left, top, right, bottom), scale = box, frame.metres_per_pixel
    return (
        frame.west + left * scale, frame.north - bottom * scale,
        frame.west + right * scale, frame.north - top * scale,
    )  # fmt: skip
