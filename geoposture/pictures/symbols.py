"""The facilities of a still map: symbols, and numbers where one stands for several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoposture.articles.published import list_points
from geoposture.language.vocabulary import UNKNOWN, find_symbol
from geoposture.model import Feature
from geoposture.pictures.palette import SHAPES
from geoposture.pictures.sheet import Box, Sheet, measure_text, meet, place_feature
from geoposture.views import facilities

CLOSE_PX = 12
COUNT_SIZE, COUNT_HEIGHT = 9, 12


@dataclass(frozen=True)
class Mark:
    """A mark as it is drawn: its facility, and those that it stands for."""

    leader: Feature
    spot: tuple[float, float]
    held: tuple[Feature, ...]

    @property
    def size(self) -> float:
        """How large the symbol is drawn: airfields, ports and headquarters larger."""
        return 0.95 if facilities.is_large(self.leader) else 0.6

    @property
    def box(self) -> Box:
        """What the symbol covers."""
        (x, y), r = self.spot, 8 * self.size
        return x - r, y - r, x + r, y + r


def draw_marks(sheet: Sheet) -> Iterator[tuple[str, Box]]:
    """Draw the marks; where several would lie on each other one stands for all, with a number."""
    linked, marks = _linked(sheet), _arrange(sheet)
    taken = [one.box for one in marks]
    for one in marks:
        refs = [held["ref"] for held in (one.leader, *one.held)]
        link = next((linked[ref] for ref in refs if ref in linked), None)
        yield draw_symbol(sheet, one.leader, one.spot, one.size, link), one.box
    for one in marks:
        if one.held:
            text = str(len(one.held) + 1)
            box = _find_corner(one, measure_text(text, COUNT_SIZE) + 6, taken)
            taken.append(box)
            yield _draw_count(sheet, text, box), box


def _find_corner(mark: Mark, across: float, taken: Sequence[Box]) -> Box:
    """Return where a number hides neither a mark nor another number, the best corner first."""
    x, y = mark.spot
    corners = [(x + 5, y - 15), (x - 5 - across, y - 15), (x + 5, y + 3), (x - 5 - across, y + 3)]
    boxes = [(left, top, left + across, top + COUNT_HEIGHT) for left, top in corners]
    others = [box for box in taken if box != mark.box]
    free = (box for box in boxes if not any(meet(box, other) for other in others))
    return next(free, boxes[0])


def _draw_count(sheet: Sheet, text: str, box: Box) -> str:
    left, top, right, _ = box
    return (
        f'<rect class="paper" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{COUNT_HEIGHT}" rx="6" fill="{sheet.colours["paper"]}"/>'
        f'<text class="ink" x="{left + 3:.1f}" y="{top + 9.3:.1f}" font-size="{COUNT_SIZE}" '
        f'font-weight="600" fill="{sheet.colours["ink"]}">{text}</text>'
    )


def _arrange(sheet: Sheet) -> list[Mark]:
    """Return the marks that are drawn, where, and those that each of them stands for."""
    labelled = facilities.rank_labels(sheet.catalog)
    rows = sorted(
        facilities.list_shown(sheet.catalog, sheet.view),
        key=lambda one: (
            not _is_chosen(sheet, one),
            labelled.get(one["ref"], 99),
            not facilities.is_large(one),
            -_measure_area(one),
            one["id"],
        ),
    )
    leaders: list[tuple[Feature, tuple[float, float], list[Feature]]] = []
    for one in rows:
        x, y = place_feature(one, sheet.frame)
        for leader, (left, top), held in leaders:
            # The chosen one stands alone.
            if math.hypot(x - left, y - top) < CLOSE_PX and not _is_chosen(sheet, leader):
                held.append(one)
                break
        else:
            leaders.append((one, (x, y), []))
    marks = [Mark(one, spot, tuple(held)) for one, spot, held in leaders]
    return sorted(marks, key=lambda mark: _is_chosen(sheet, mark.leader))


def _measure_area(one: Feature) -> float:
    area = one["properties"].get("area_km2")
    return float(area) if isinstance(area, int | float) else 0.0


def _is_chosen(sheet: Sheet, one: Feature) -> bool:
    return bool(sheet.view.feature == one["ref"])


def draw_symbol(
    sheet: Sheet, one: Feature, spot: tuple[float, float], size: float, link: str | None = None
) -> str:
    """Return the symbol of a facility, ringed where a claim names it or is linked to it.

    Parameters
    ----------
    sheet : Sheet
        Whose symbols it uses.
    one : Feature
        The facility.
    spot : tuple of float
        Its middle, in pixels.
    size : float
        As a multiple of the symbol's own.
    link : str, optional
        How a claim is linked: ``implied`` is dashed; None has no ring.
    """
    (x, y), ring = spot, ""
    if link:
        dashed = ' stroke-dasharray="4 3"' if link == "implied" else ""
        ring = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="14" fill="none" class="accent-line" '
            f'stroke="{sheet.colours["accent"]}" stroke-width="2"{dashed}/>'
        )
    return (
        f'{ring}<use href="#{sheet.prefix}{_symbol_id(one)}" transform="translate({x:.1f} {y:.1f})'
        f'scale({size:g})"/>'
    )


def _symbol_id(one: Feature) -> str:
    """Return the id of a facility's symbol: branch, and -c where its position is approximate."""
    code = find_symbol(one["properties"])
    return f"{code}-c" if one["properties"].get("grade") == "C" else code


def define_symbols(sheet: Sheet) -> str:
    """Return the symbols that marks use: filled, and dashed for approximate positions."""
    parts, colours = [], sheet.colours
    for code, shape_ in SHAPES.items():
        hollow = f'fill="{colours["paper"]}" stroke="{colours[code]}" stroke-width="1.8"'
        whole = f'fill="{colours[code]}" stroke="{colours["paper"]}" stroke-width="2"'
        shape = f'd="{shape_}" paint-order="stroke"'
        parts.append(
            f'<path id="{sheet.prefix}{code}" class="b-{code}" {shape} '
            f"{whole if code != UNKNOWN else hollow}/>"
        )
        parts.append(
            f'<path id="{sheet.prefix}{code}-c" class="c-{code}" {shape} {hollow} '
            'stroke-dasharray="3 2"/>'
        )
    return f"<defs>{''.join(parts)}</defs>"


def _linked(sheet: Sheet) -> dict[str, str]:
    """Return the place that is open, and those of the view's claim with how each is linked."""
    chosen = {sheet.view.feature: "explicit"} if sheet.view.feature else {}
    rows = list_points(sheet.catalog, sheet.view.article).get(sheet.view.claim or 0, ())
    return chosen | {row["feature"]: row["link"] for row in rows if row["feature"]}
