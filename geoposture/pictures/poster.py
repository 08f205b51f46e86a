"""The still map of an embed: three drawings, for wide, square and tall frames, none ever cut.

Each is as large as its frame lets it be, and the map goes on round it. The map is scaled, marks
and names keep their size: at each of `WIDTHS` what has room was placed anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from markupsafe import escape

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.language.vocabulary import EMBED_MAPS
from geoposture.model import Figures, View
from geoposture.pictures.canvas import Frame
from geoposture.pictures.drawing import (
    NAME_STYLE,
    arrange,
    draw_coasts,
    draw_plain,
    draw_sea,
    make_sheet,
    write_drawn,
)
from geoposture.pictures.figures import COASTAL, list_drawn, trace_drawn
from geoposture.pictures.ground import draw_areas, draw_runways
from geoposture.pictures.inset_scale import draw_poster_scale, has_scale
from geoposture.pictures.items import Item, write_at
from geoposture.pictures.palette import FONT
from geoposture.pictures.sheet import Sheet, write_group
from geoposture.pictures.symbols import define_symbols
from geoposture.pictures.type import REGULAR
from geoposture.views import description
from geoposture.views.answers import compute_figures
from geoposture.views.extent import WINDOW_PX

WIDTHS = (90, 126, 176, 247, 345, 484, 677, 948)
"""Of a map in pixels: from each on to the next the same is placed; embed.css has them too."""
FACTORS = (1.0, 1.18, 1.4)
"""How large a map is shown of what is placed once, against the least of it."""
COARSER, FINER = 1.5, 3
"""Of the ground, which is seen farther out than most; and whole numbers write it well enough."""
COLOURED = re.compile(r'(<text [^>]*?class="[^"]*") fill="#\w+"(?: stroke="#\w+")?')
"""Of what a page's sheet colours by its class: hundreds of texts need not say it too."""
EVEN = 'vector-effect="non-scaling-stroke"'
"""Of what is used from afar, where no sheet of the page reaches."""
LEAST_WINDOW, TAP_PX = 300, (112, 30)
"""The narrowest frame of a page, in pixels; what embed.css keeps free for the word to tap."""
BESIDE, BEYOND = 0.8, 0.45
"""How far the ground goes on beside a map, and above and below it, in its widths and heights."""

MOST_PLAIN = 2000
"""Characters that each of the drawings of a page has for itself."""

Placed = dict[tuple[str, str, str], list[int]]
"""Template and spot of what keeps its size → the steps at which it is there."""


@keep(2)  # the frame of today and that of its version have the same
def draw_posters(catalog: Catalog, view: View) -> Mapping[str, str]:
    """Return the drawings of a view by shape, and as ``ground`` the coasts that they share.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    figures = compute_figures(catalog, view)
    sheets = {
        name: _make_sheet(catalog, view, figures, name, size) for name, size in EMBED_MAPS.items()
    }
    ground = _join_ground([one.frame for one in sheets.values()])
    below = replace(sheets["wide"], frame=ground)
    coasts = "".join(draw_coasts(below)).replace("<path ", f"<path {EVEN} ")
    coast = f'<g id="ground">{coasts}</g>'
    plain = "".join(draw_plain(below))
    # What weighs stands in the page once.
    held = f'<g id="plain">{plain}</g>' if len(plain) > MOST_PLAIN else ""
    plain = '<use href="#plain"/>' if held else plain
    plain += draw_areas(below) + draw_runways(below)
    paths = {one.name: trace_drawn(one, ground) for one in list_drawn(below)}
    # A coast weighs: what has one stands in the page once.
    once = {name: path for name, path in paths.items() if name in COASTAL and path}
    shared = coast + held + "".join(f'<g id="{name}">{path}</g>' for name, path in once.items())
    paths |= {name: f'<use href="#{name}"/>' for name in once}
    drawn = {name: _draw(sheet, ground, plain, paths) for name, sheet in sheets.items()}
    defined = f'<svg class="ground" aria-hidden="true"><defs>{shared}</defs></svg>'
    return {"ground": defined, **drawn}


def _make_sheet(
    catalog: Catalog, view: View, figures: Figures, name: str, size: tuple[int, int]
) -> Sheet:
    sheet = make_sheet(catalog, view, figures, size, WINDOW_PX)
    # A frame loads one face.
    return replace(
        sheet, prefix=f"{name}-", boldest=REGULAR, window=LEAST_WINDOW, corner=TAP_PX[1],
        aside=TAP_PX[0] if name == "wide" else 0.0,
    )  # fmt: skip


def _join_ground(frames: list[Frame]) -> Frame:
    """Return one frame for the ground of all drawings, with as much as most of them show."""
    scale = COARSER / FINER * min(one.metres_per_pixel for one in frames)
    across = max(one.width * one.metres_per_pixel * (0.5 + BESIDE) for one in frames)
    along = max(one.height * one.metres_per_pixel * (0.5 + BEYOND) for one in frames)
    first = frames[0]
    middle_x = first.west + first.width * first.metres_per_pixel / 2
    middle_y = first.north - first.height * first.metres_per_pixel / 2
    return Frame(
        middle_x - across, middle_y + along, scale,
        round(2 * across / scale), round(2 * along / scale), finer=FINER,
    )  # fmt: skip


def _draw(sheet: Sheet, ground: Frame, plain: str, paths: Mapping[str, str]) -> str:
    window = _write_window(sheet.frame, ground)
    placed, scaled = _place_all(sheet)
    coast = f'{draw_sea(sheet, ground)}<use href="#ground" data-part="land"/>'
    parts = [f"<svg {window}>{coast}{plain}</svg>"]
    for one in list_drawn(sheet):
        drawn = f"<svg {window}>{paths[one.name]}</svg>" if paths[one.name] else ""
        parts.append(write_drawn(sheet, one, drawn, _write(placed[one.name])))
    parts.append(write_group(sheet, "facilities", _write(placed["facilities"])))
    names = f'{NAME_STYLE} data-part="names"'
    parts.append(write_group(sheet, "names", _write(placed["names"]), names))
    parts.append(draw_poster_scale(sheet, _write_steps(scaled)) if scaled else "")
    drawn = "".join(parts)
    label = escape(description.describe_picture(sheet.catalog, sheet.view))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="still-map" role="img" '
        f'aria-label="{label}" font-family="{FONT}">{define_symbols(sheet, drawn)}{drawn}</svg>'
    )


def _write_window(frame: Frame, ground: Frame) -> str:
    """Return the attributes of an SVG that shows the ground as a frame has it, and goes on."""
    scale = ground.metres_per_pixel
    left, top = (frame.west - ground.west) / scale, (ground.north - frame.north) / scale
    factor = frame.metres_per_pixel / scale
    box = f"{left:.1f} {top:.1f} {frame.width * factor:.1f} {frame.height * factor:.1f}"
    return f'viewBox="{box}" preserveAspectRatio="none" overflow="visible"'


def _place_all(sheet: Sheet) -> tuple[dict[str, Placed], list[int]]:
    """Return by group all that keeps its size and the steps it is there at, and the scale's."""
    found: dict[str, Placed] = {}
    scaled = []
    for step, one in enumerate(_list_steps(sheet)):
        marks, names, figures = arrange(one)
        scaled += [step] if has_scale(one, marks) else []
        for group, items in {"facilities": marks, "names": names, **figures}.items():
            placed = found.setdefault(group, {})
            for item in items:
                placed.setdefault(_key(item, one.frame), []).append(step)
    return found, scaled


def _list_steps(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the sheet as wide as each step."""
    frame = sheet.frame
    for width in WIDTHS:
        scale = frame.metres_per_pixel * frame.width / width
        height = round(frame.height * width / frame.width)
        smaller = replace(frame, metres_per_pixel=scale, width=width, height=height)
        yield replace(sheet, frame=smaller, factors=FACTORS)


def _key(item: Item, frame: Frame) -> tuple[str, str, str]:
    x, y = (
        100 * at / size for at, size in zip(item.spot, (frame.width, frame.height), strict=True)
    )
    return item.template, f"{x:.1f}%", f"{y:.1f}%"


def _write(placed: Placed) -> str:
    """Return what is placed, each with the steps at which it is there as classes."""
    written = (
        write_at(template, x, y, _write_steps(steps)) for (template, x, y), steps in placed.items()
    )
    return COLOURED.sub(r"\1", "".join(written))


def _write_steps(steps: list[int]) -> str:
    """Return the classes of what is not there at every step: that, and where it is."""
    if len(steps) == len(WIDTHS):
        return ""
    return " n" + "".join(f" s{one}" for one in steps)
