"""The facilities of a still map: symbols, and numbers where one stands for several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import escape

from geoposture.language.vocabulary import CLOSENESS_PX, UNKNOWN, find_symbol
from geoposture.model import Feature
from geoposture.pictures.ground import define_near
from geoposture.pictures.items import Item, place_first
from geoposture.pictures.palette import MARKS
from geoposture.pictures.sheet import Box, Sheet, list_seen, place_feature
from geoposture.pictures.subject import Told, list_ends, list_places
from geoposture.pictures.type import REGULAR, measure_text
from geoposture.views import facilities, story

COUNT_SIZE, COUNT_HEIGHT = 9, 12
RING_RADIUS, SLIM_RADIUS, SLIM_MAP = 14, 9, 176
"""Pixels: of the ring round what is linked, and that in a map that is no wider."""
MOST_REACH = 2
"""How many radii from its point a place can lie and have a ring; a wider one has its name alone."""
SIZES = {"l": 0.95, "s": 0.6}
"""How large a symbol is drawn: airfields, ports and headquarters larger."""


@dataclass(frozen=True)
class Mark:
    """A mark as it is drawn: its facility, and those that it stands for."""

    leader: Feature
    spot: tuple[float, float]
    held: tuple[Feature, ...]

    @property
    def size(self) -> float:
        """How large the symbol is drawn."""
        return SIZES["l" if facilities.is_large(self.leader) else "s"]


def draw_marks(sheet: Sheet) -> tuple[list[Item], list[Item]]:
    """Return the marks, and numbers: where several would lie on each other one stands for all.

    Parameters
    ----------
    sheet : Sheet
        The picture's view, figures and colours.
    """
    linked, marks = _linked(sheet), _arrange(sheet)
    items = [_draw_mark(sheet, one, linked) for one in marks]
    rings = list(_draw_places(sheet, marks))
    taken, numbers = [*rings, *items], []
    for one, item in zip(marks, items, strict=True):
        if one.held:
            text = str(len(one.held) + 1)
            numbers.append(_find_corner(sheet, one, text, [it for it in taken if it is not item]))
            taken.append(numbers[-1])
    return [*_draw_ends(sheet), *rings, *items], numbers


def _draw_ends(sheet: Sheet) -> Iterator[Item]:
    """Yield a dot for each end of a line, or origin of a ring, that has no mark of its own."""
    shown = {one["ref"] for one in list_seen(sheet)}
    look = f'class="end{{more}}" fill="{sheet.colours["ink"]}" stroke="{sheet.colours["paper"]}"'
    for spot, place in list_ends(sheet.figures):
        if spot.ref not in shown and not spot.coast:
            at = place_feature({"geometry": {"coordinates": place}}, sheet.frame)
            ref = f'data-ref="{escape(spot.ref)}"'
            template = f'<circle cx="{{x}}" cy="{{y}}" r="3.5" stroke-width="1.5" {look} {ref}/>'
            yield Item(template, at, (-4, -4, 4, 4))


def _draw_places(sheet: Sheet, marks: Sequence[Mark]) -> Iterator[Item]:
    """Yield a ring for each place that is told of: none of where it lies is left out by it.

    Where a facility's mark lies inside of it that has the ring, if it is told of too.
    """
    radius, linked = _ring_radius(sheet), _linked(sheet)
    ringed = [mark.spot for mark in marks
              if any(one["ref"] in linked for one in (mark.leader, *mark.held))]  # fmt: skip
    for place in list_places(sheet.catalog, sheet.view):
        spot = place_feature({"geometry": {"coordinates": place.at}}, sheet.frame)
        near = any(math.dist(spot, one) < radius for one in ringed)
        if not near and _measure_reach(sheet, place) <= MOST_REACH * radius:
            ringed.append(spot)
            ring = _draw_link(sheet, place.link, radius)
            dot = (f'<circle cx="{{x}}" cy="{{y}}" r="2.5" fill="{sheet.colours["ink"]}" '
                   f'class="end{{more}}" data-ref="{escape(place.ref)}"/>')  # fmt: skip
            yield Item(ring + dot, spot, (-radius, -radius, radius, radius))


def _measure_reach(sheet: Sheet, place: Told) -> float:
    """Return how many pixels from its spot a place can lie; Mercator's metres grow polewards."""
    true = math.cos(math.radians(place.at[1])) * sheet.frame.metres_per_pixel
    return place.reach_km * 1000 / true


def _ring_radius(sheet: Sheet) -> int:
    return SLIM_RADIUS if sheet.frame.width < SLIM_MAP else RING_RADIUS


def _draw_mark(sheet: Sheet, mark: Mark, linked: Mapping[str, str]) -> Item:
    refs = [held["ref"] for held in (mark.leader, *mark.held)]
    link = next((linked[ref] for ref in refs if ref in linked), None)
    radius = _ring_radius(sheet)
    ring = _draw_link(sheet, link, radius) if link else ""
    r = radius if link else 8 * mark.size
    size = "l" if facilities.is_large(mark.leader) else "s"
    name = f"{sheet.prefix}{_symbol_id(sheet, mark.leader)}-{size}"
    ref = f'data-ref="{mark.leader["ref"]}"'
    use = f'<use href="#{name}" x="{{x}}" y="{{y}}" {ref} class="m{{more}}"/>'
    return Item(ring + use, mark.spot, (-r, -r, r, r))


def _draw_link(sheet: Sheet, link: str, radius: float) -> str:
    dashed = ' stroke-dasharray="4 3"' if link == "implied" else ""
    return (
        f'<circle cx="{{x}}" cy="{{y}}" r="{radius}" fill="none" class="accent-line{{more}}" '
        f'stroke="{sheet.colours["about"]}" stroke-width="2"{dashed}/>'
    )


def _find_corner(sheet: Sheet, mark: Mark, text: str, taken: Sequence[Item]) -> Item:
    """Return a number where it hides neither a mark nor another number, the best corner first."""
    across = measure_text(text, COUNT_SIZE, weight=sheet.boldest) + 6
    corners = [(5, -15), (-5 - across, -15), (5, 3), (-5 - across, 3)]
    items = [_draw_count(sheet, mark, text, (x, y, x + across, y + COUNT_HEIGHT))
             for x, y in corners]  # fmt: skip
    return place_first(sheet, items, taken) or items[0]


def _draw_count(sheet: Sheet, mark: Mark, text: str, around: Box) -> Item:
    left, top, right, _ = around
    weight = f' font-weight="{sheet.boldest}"' if sheet.boldest != REGULAR else ""
    template = (
        f'<rect class="paper{{more}}" x="{{x}}" y="{{y}}" '
        f'transform="translate({left:.1f} {top:.1f})" width="{right - left:.1f}" '
        f'height="{COUNT_HEIGHT}" rx="6" fill="{sheet.colours["paper"]}"/>'
        f'<text class="ink{{more}}" x="{{x}}" y="{{y}}" dx="{left + 3:.1f}" dy="{top + 9.3:.1f}" '
        f'font-size="{COUNT_SIZE}"{weight} fill="{sheet.colours["ink"]}">{text}</text>'
    )
    return Item(template, mark.spot, around)


def _arrange(sheet: Sheet) -> list[Mark]:
    """Return the marks that are drawn, where, and those that each of them stands for."""
    labelled, linked = facilities.rank_labels(sheet.catalog), _linked(sheet)
    rows = sorted(
        list_seen(sheet),
        key=lambda one: (
            not _is_chosen(sheet, one),
            one["ref"] not in linked,
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
            if math.hypot(x - left, y - top) < CLOSENESS_PX and not _is_chosen(sheet, leader):
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


def draw_symbol(sheet: Sheet, one: Feature, spot: tuple[float, float], factor: float) -> str:
    """Return the symbol of a facility as an inset has it.

    Parameters
    ----------
    sheet : Sheet
        Whose symbols it uses.
    one : Feature
        The facility.
    spot : tuple of float
        Its middle, in pixels.
    factor : float
        Of its usual size.
    """
    size = "l" if facilities.is_large(one) else "s"
    return (
        f'<use href="#{sheet.prefix}{_symbol_id(sheet, one)}-{size}" data-ref="{one["ref"]}" '
        f'transform="translate({spot[0]:.1f} {spot[1]:.1f})scale({factor:g})"/>'
    )


def _symbol_id(sheet: Sheet, one: Feature) -> str:
    """Return the id of a facility's symbol: branch, -c for a rough position, -a for the accent."""
    rough = "-c" if one["properties"].get("grade") == "C" else ""
    about = "-a" if one["ref"] in sheet.about else ""
    return f"{find_symbol(one['properties'])}{rough}{about}"


def define_symbols(sheet: Sheet, drawn: str) -> str:
    """Return the symbols that a drawing uses: filled, and dashed for approximate positions.

    Parameters
    ----------
    sheet : Sheet
    drawn : str
        SVG that uses them.
    """
    parts, paper = [], sheet.colours["paper"]
    for (code, shape_), (more, mark) in product(MARKS.items(), (("", None), ("-a", "about"))):
        colour = sheet.colours[mark or code]
        hollow = f'fill="{paper}" stroke="{colour}" stroke-width="1.8"'
        whole = f'fill="{colour}" stroke="{paper}" stroke-width="2"'
        accent = f" {mark}" if mark else ""
        dashed = f'{hollow} stroke-dasharray="3 2"'
        looks = {f"{code}{more}": (f"b-{code}{accent}", whole if code != UNKNOWN else hollow),
                 f"{code}-c{more}": (f"c-{code}{accent}", dashed)}  # fmt: skip
        parts += [
            f'<path id="{sheet.prefix}{name}-{size}" class="{class_}" transform="scale({factor})" '
            f'd="{shape_}" paint-order="stroke" {look}/>'
            for name, (class_, look) in looks.items()
            for size, factor in SIZES.items()
            if f'"#{sheet.prefix}{name}-{size}"' in drawn
        ]
    parts += define_near(sheet, drawn)
    return f"<defs>{''.join(parts)}</defs>" if parts else ""


def _linked(sheet: Sheet) -> dict[str, str]:
    """Return the place that is open, and those that the view tells of with how each is linked."""
    chosen = {sheet.view.feature: "explicit"} if sheet.view.feature else {}
    return chosen | story.link_told(sheet.catalog, sheet.view)
