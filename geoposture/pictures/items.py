"""What keeps its size whatever the map's: marks, names and figures, each at a spot of the map.

A poster is one drawing for every width of a frame: its map is scaled, what is read is not. So
that nothing overlaps anywhere, what is placed is clear of the rest at each scale it is shown at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from geoposture.pictures.sheet import Box, Sheet

MIDDLE = (-4, -4, 4, 4)
"""What of a mark even the name of a subject leaves free."""
Ground = list[tuple[float, list[Box]]]
"""What is taken, at each factor."""
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
    ground: Ground = []
    for one in candidates:
        if not _lies_inside(one, sheet):
            continue
        ground = ground or find_ground(sheet, taken)
        if is_clear(one, ground) and suits(one):
            return one
    return None


def find_ground(sheet: Sheet, taken: Iterable[Item]) -> Ground:
    """Return what is taken at each of the sheet's scales.

    Parameters
    ----------
    sheet : Sheet
    taken : iterable of Item
        Placed before.
    """
    placed = list(taken)
    return [(factor, list(_list_boxes(placed, factor))) for factor in sheet.factors]


def is_clear(one: Item, ground: Ground) -> bool:
    """Tell whether an item lies on nothing that is taken.

    Parameters
    ----------
    one : Item
    ground : list of (float, list of Box)
        Of `find_ground`.
    """
    return not any(
        left < east and west < right and top < south and north < bottom
        for factor, boxes in ground
        for left, top, right, bottom in _list_boxes([one], factor)
        for west, north, east, south in boxes
    )


def _lies_inside(one: Item, sheet: Sheet) -> bool:
    """Return whether an item is in the frame at each scale.

    Between two scales it is where it is, and so is the edge but for where its window is filled.
    """
    first, last = sheet.factors[0], sheet.factors[-1]
    filled = min(max(first, sheet.window / sheet.frame.width), last)
    return all(_is_seen(one, sheet, factor) for factor in (first, filled, last))


def _is_seen(one: Item, sheet: Sheet, factor: float) -> bool:
    """Return whether an item is in the frame at a scale, or on the map that goes on beside it."""
    (x, y), (left, top, right, bottom) = one.spot, one.around
    width, height = sheet.frame.width * factor, sheet.frame.height * factor
    if y * factor + top < 0 or y * factor + bottom > height:
        return False
    before, after = sheet.find_beside(width)
    if x * factor + right > width and y * factor + bottom > height - sheet.corner:
        after = 0.0
    return x * factor + left >= -before and x * factor + right <= width + after


def _list_boxes(items: Iterable[Item], factor: float) -> Iterator[Box]:
    """Yield what items and the lines that lead to them cover where the map is so much larger."""
    for one in items:
        x, y = one.spot[0] * factor, one.spot[1] * factor
        for left, top, right, bottom in (one.around, *one.line):
            yield x + left, y + top, x + right, y + bottom
