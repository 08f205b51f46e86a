"""What keeps its size whatever the map's: marks, names and figures, each at a spot of the map.

A poster is one drawing for every width of a frame: its map is scaled, what is read is not. So
that nothing overlaps anywhere, what is placed is clear of the rest at each scale it is shown at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from geoposture.pictures.sheet import Box, Sheet

TOGETHER = 12
"""How many candidates are looked at in one go: most often one of the first is free."""
ESCAPED = {"{": "&#123;", "}": "&#125;"}


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of SVG at a spot.

    Attributes
    ----------
    template : str
        SVG, with ``{x}``, ``{y}`` and ``{more}``, the classes that it has beside its own.
    spot : tuple of float
        Pixels of the sheet's frame.
    around : Box
        What it covers, from its spot.
    line : tuple of Box
        Spots of the line that leads to it.
    """

    template: str
    spot: tuple[float, float]
    around: Box
    line: tuple[Box, ...] = ()

    def box(self) -> Box:
        """Return what it covers in the frame's own size."""
        (x, y), (left, top, right, bottom) = self.spot, self.around
        return x + left, y + top, x + right, y + bottom

    def write(self) -> str:
        """Return the SVG of a picture of the frame's own size."""
        return write_at(self.template, f"{self.spot[0]:.1f}", f"{self.spot[1]:.1f}")


def write_at(template: str, x: str, y: str, more: str = "") -> str:
    """Return a template at a spot.

    Parameters
    ----------
    template : str
        As `Item` has it.
    x, y : str
        Numbers, or percents of the frame.
    more : str
        Classes, with a space before each.
    """
    return template.replace("{x}", x).replace("{y}", y).replace("{more}", more)


def shield(text: str) -> str:
    """Return a text of the data as a template takes it.

    Parameters
    ----------
    text : str
        Escaped for SVG.
    """
    for sign, escaped in ESCAPED.items():
        text = text.replace(sign, escaped)
    return text


def place_first(
    sheet: Sheet,
    candidates: Iterable[Item],
    taken: Iterable[Item],
    suits: Callable[[Item], bool] = bool,
) -> Item | None:
    """Return the first candidate that has room, None where none has.

    It lies in the frame and on nothing that is taken, at each of the sheet's scales.

    Parameters
    ----------
    sheet : Sheet
    candidates : iterable of Item
        The best first.
    taken : iterable of Item
        Placed before.
    suits : callable
        Tells of what has room whether it may stand there.
    """
    factors = np.array(sheet.factors)[:, None, None]
    _, others, around_others = _stack(taken)
    ground, rest = others * factors + around_others, iter(candidates)
    while those := list(islice(rest, TOGETHER)):
        free = _find_free(sheet, those, ground, factors)
        found = (one for one, has in zip(those, free, strict=True) if has and suits(one))
        if one := next(found, None):
            return one
    return None


def _find_free(
    sheet: Sheet, candidates: Sequence[Item], ground: np.ndarray, factors: np.ndarray
) -> np.ndarray:
    """Return of each candidate whether it has room: all against all at once, as they are many.

    The ground has the boxes of what is placed, at each of the factors: (factors, boxes, 4).
    """
    owners, spots, arounds = _stack(candidates)
    boxes = spots * factors + arounds
    whole = boxes[:, np.searchsorted(owners, np.arange(len(candidates)))]
    size = np.array([sheet.frame.width, sheet.frame.height]) * factors
    inside = (whole[..., :2] >= 0) & (whole[..., 2:] <= size)
    free: np.ndarray = inside.all(axis=(0, 2))
    # Most of what is placed is nowhere near: four comparisons tell.
    left, top, right, bottom = np.moveaxis(boxes, 2, 0)[..., None]
    west, north, east, south = np.moveaxis(ground, 2, 0)
    near = (west < right.max(axis=1)) & (east > left.min(axis=1))
    near &= (north < bottom.max(axis=1)) & (south > top.min(axis=1))
    close = near.any(axis=0).nonzero()[0]
    if close.size:
        west, north, east, south = (one[:, None, close] for one in (west, north, east, south))
        hit = (left < east) & (west < right) & (top < south) & (north < bottom)
        free[owners[hit.any(axis=(0, 2))]] = False
    return free


def _stack(items: Iterable[Item]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of all boxes, a line's too: whose they are, their spots twice, what is round these."""
    rows = [
        (at, *one.spot, *one.spot, *box)
        for at, one in enumerate(items)
        for box in (one.around, *one.line)
    ]
    stacked = np.array(rows, dtype=float).reshape(-1, 9)
    return stacked[:, 0].astype(int), stacked[:, 1:5], stacked[:, 5:]
