"""What keeps its size whatever the map's: marks, names and figures, each at a spot of the map.

A poster is one drawing for every width of a frame: its map is scaled, what is read is not. So
that nothing overlaps anywhere, what is placed is clear of the rest at each scale it is shown at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geoposture.pictures.sheet import Box, Sheet, meet

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
    """

    template: str
    spot: tuple[float, float]
    around: Box

    def box(self, factor: float = 1.0) -> Box:
        """Return what it covers where the frame is `factor` times as large."""
        x, y = self.spot[0] * factor, self.spot[1] * factor
        left, top, right, bottom = self.around
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


def is_clear(sheet: Sheet, one: Item, others: Iterable[Item]) -> bool:
    """Tell whether an item lies in the frame and on no other, at each of the sheet's scales.

    Parameters
    ----------
    sheet : Sheet
    one : Item
        About to be placed.
    others : iterable of Item
        Placed before.
    """
    others = list(others)
    return lies_inside(sheet, one) and not any(
        meet(one.box(factor), other.box(factor)) for factor in sheet.factors for other in others
    )


def lies_inside(sheet: Sheet, one: Item) -> bool:
    """Tell whether an item lies wholly in the frame.

    Parameters
    ----------
    sheet : Sheet
    one : Item
    """
    for factor in sheet.factors:
        left, top, right, bottom = one.box(factor)
        width, height = sheet.frame.width * factor, sheet.frame.height * factor
        if left < 0 or top < 0 or right > width or bottom > height:
            return False
    return True


def place_first(sheet: Sheet, candidates: Sequence[Item], taken: Sequence[Item]) -> Item | None:
    """Return the first candidate that has room, None where none has.

    Parameters
    ----------
    sheet : Sheet
    candidates : sequence of Item
        The best first.
    taken : sequence of Item
        Placed before.
    """
    return next((one for one in candidates if is_clear(sheet, one, taken)), None)
