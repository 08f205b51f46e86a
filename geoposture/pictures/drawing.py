"""The still map: a view as one SVG, without script, text as text; the same bytes every time.

Coasts are Natural Earth, in the public domain, so that no newsroom meets a licence question.
Colours stand in attributes, not in a style sheet: the picture is the same wherever it is put,
under a strict content policy too; classes let the embed's own sheet follow the reader's theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from markupsafe import escape

from geoposture.catalog import Catalog
from geoposture.errors import BadRequest
from geoposture.geodesy.antimeridian import count_turns, repeat
from geoposture.geodesy.projections import project_mercator
from geoposture.language.vocabulary import SHAPES
from geoposture.model import View
from geoposture.pictures.canvas import Frame, trace
from geoposture.pictures.captions import draw_below
from geoposture.pictures.figures import draw_fan, draw_figures
from geoposture.pictures.inset_scale import (
    LEAST_FOR_INSET,
    draw_inset,
    draw_scale,
    wants_inset,
)
from geoposture.pictures.labels import draw_labels
from geoposture.pictures.palette import DARK, FONT, LIGHT
from geoposture.pictures.sheet import (
    LEAST_FOR_RING,
    Sheet,
    frame_view,
    place_feature,
    read_backdrop,
    write_group,
)
from geoposture.pictures.symbols import define_symbols, draw_marks
from geoposture.views import description, facilities
from geoposture.views.answers import compute_figures
from geoposture.views.extent import hold_figures

WIDTH, HEIGHT = 960, 600
PAPER_MM = 180.0
"""The width of a picture for print desks: two columns of a broadsheet."""
LEAST_WIDTH, MOST_WIDTH = 200, 2400


def draw_view(
    catalog: Catalog,
    view: View,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    alone: bool = True,
    prefix: str = "",
    paper_mm: float | None = None,
    bleed: int = 0,
    whole: bool = False,
) -> str:
    """Return a view as an SVG document: map, legend, scale, sources, dates, assumption.

    Parameters
    ----------
    catalog, view
        The layers, and what is asked of them; what is broken in the view is left out.
    width, height : int
        Pixels of the map; the lines below it add to the height.
    alone : bool
        Whether the picture names its title and sources itself; an embed does so in HTML.
    prefix : str
        What ids begin with, where a page holds two pictures.
    paper_mm : float, optional
        The width on paper in millimetres; by default the picture has its size in pixels.
    bleed : int
        Pixels of map beyond each side, for a frame of another shape that shows all of it.

    whole : bool
        Whether the height is that of the whole picture, with the lines below the map.

    Raises
    ------
    BadRequest
        If a ring is asked for under 320 px: there is no room for its assumption.
    """
    figures = compute_figures(catalog, view)
    if width < LEAST_FOR_RING and figures.coverage:
        raise BadRequest(
            f"a ring needs its assumption beside it: width is at least {LEAST_FOR_RING}; "
            f"got {width}", parameter="width",
        )  # fmt: skip
    colours = DARK if view.theme == "dark" else LIGHT
    words = catalog.words(view.lang)
    view = hold_figures(catalog.extent, view, figures)
    sheet = Sheet(
        catalog,
        view,
        frame_view(catalog.extent, view, width, height, bleed),
        colours,
        words,
        figures,
        prefix,
    )
    if whole:
        height = max(LEAST_WIDTH, height - draw_below(sheet)[1])
        sheet = replace(sheet, frame=frame_view(catalog.extent, view, width, height, bleed))
    map_parts = "".join(_draw_map(sheet))
    below, extra = draw_below(sheet) if alone else ("", 0)
    total = height + extra
    fit = _fit(width, total, alone=alone, paper_mm=paper_mm, bleed=bleed)
    label = escape(description.describe_view(catalog, view))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="still-map" role="img" '
        f'aria-label="{label}" viewBox="0 0 {width} {total}" {fit} '
        f'font-family="{FONT}">'
        f"{define_symbols(sheet)}"
        f'<clipPath id="{prefix}frame"><rect {_write_ground(sheet.frame)}/></clipPath>'
        f'<g id="{prefix}map" clip-path="url(#{prefix}frame)">{map_parts}</g>{below}</svg>'
    )


def _write_ground(frame: Frame) -> str:
    """Return where the ground lies, with what is drawn beyond the picture."""
    place = f'x="{-frame.bleed}" y="{-frame.bleed}" ' if frame.bleed else ""
    width, height = frame.width + 2 * frame.bleed, frame.height + 2 * frame.bleed
    return f'{place}width="{width}" height="{height}"'


def _fit(width: int, height: int, *, alone: bool, paper_mm: float | None, bleed: int) -> str:
    """Return how the picture fits: at its own size, on paper, or filling what holds it."""
    if paper_mm:
        return f'width="{paper_mm:g}mm" height="{paper_mm * height / width:.1f}mm"'
    if alone:
        return f'width="{width}" height="{height}"'
    return "" if bleed else 'preserveAspectRatio="xMidYMid slice"'


def _draw_map(sheet: Sheet) -> Iterator[str]:
    frame, colours = sheet.frame, sheet.colours
    yield f'<rect class="sea" {_write_ground(frame)} fill="{colours["sea"]}"/>'
    for name, fill in (("land", "land"), (sheet.catalog.theatre.home, "home")):
        shape = read_backdrop(sheet.catalog, name, frame) if name else None
        if shape is not None:
            style = f'fill="{colours[fill]}" stroke="{colours["coast"]}" stroke-width=".6"'
            yield write_group(sheet, fill, f'<path d="{trace(shape, frame)}"/>', style)
    yield from _draw_limits(sheet)
    yield from _draw_plain(sheet)
    yield from draw_figures(sheet)
    yield from draw_fan(sheet)
    boxes = list(draw_marks(sheet))
    yield write_group(sheet, "facilities", "".join(text for text, _ in boxes))
    names = "".join(draw_labels(sheet, [box for _, box in boxes]))
    style = 'stroke-width="2.5" stroke-linejoin="round" paint-order="stroke"'
    yield write_group(sheet, "names", names, style)
    if frame.width >= LEAST_FOR_INSET and wants_inset(sheet):
        yield draw_inset(sheet)
    yield draw_scale(sheet)


def _draw_limits(sheet: Sheet) -> Iterator[str]:
    """Draw the lines round areas, where one of these is shown."""
    theatre, frame = sheet.catalog.theatre, sheet.frame
    areas = [one for one in theatre.layers if one.role == "areas"]
    if not any(facilities.is_switched_on(sheet.view, one.id) for one in areas):
        return
    for name in (name for one in areas for name in one.draws):
        lines = read_backdrop(sheet.catalog, name, frame)
        if lines is not None:
            yield write_group(
                sheet, "limits", f'<path d="{trace(lines, frame)}"/>',
                f'fill="none" stroke="{sheet.colours["limit"]}" stroke-width="1.3" '
                'stroke-dasharray="1 4" stroke-linecap="round"',
            )  # fmt: skip


def _draw_plain(sheet: Sheet) -> Iterator[str]:
    """Draw the layers that the theatre says nothing of: areas, lines and points."""
    colour = sheet.colours["plain"]
    style = f'fill="{colour}" fill-opacity=".18" stroke="{colour}" stroke-width="1.6"'
    for layer_id in sheet.catalog.theatre.list_role("other"):
        if not facilities.is_switched_on(sheet.view, layer_id):
            continue
        layer = sheet.catalog.layers[layer_id]
        parts = [_draw_shape(sheet, one) for one in layer.geometries if one is not None]
        yield write_group(sheet, f"layer-{layer_id}", "".join(parts), style)


def _draw_shape(sheet: Sheet, geometry: Any) -> str:
    if geometry.geom_type == "Point":
        feature = {"geometry": {"coordinates": (geometry.x, geometry.y)}}
        x, y = place_feature(feature, sheet.frame)
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    turned = repeat(geometry, *count_turns(*sheet.frame.span()))
    shape = trace(project_mercator(turned), sheet.frame)
    return f'<path d="{shape}"/>' if shape else ""


def find_size(view: View, width: int | None, height: int | None) -> tuple[int, int]:
    """Return the size of a picture: of a view with a shape the whole's, else that of its map.

    Parameters
    ----------
    view : View
    width, height : int or None
        Pixels, where they are given; a height that is not follows from width and shape.

    Examples
    --------
    >>> find_size(View(), None, None), find_size(View(shape="tall"), 400, None)
    ((960, 600), (400, 500))
    """
    across, along = SHAPES[view.shape] if view.shape else (WIDTH, HEIGHT)
    wide = across if width is None else width
    if height is None:
        height = round(wide * along / across) if view.shape else along
    return wide, height


def check_size(width: int, height: int) -> None:
    """Raise `BadRequest` where a picture is too small or too large to be made.

    Parameters
    ----------
    width, height : int
        Pixels.

    Raises
    ------
    BadRequest
        If either is.
    """
    for name, value in (("width", width), ("height", height)):
        if not LEAST_WIDTH <= value <= MOST_WIDTH:
            raise BadRequest(
                f"{name} is from {LEAST_WIDTH} to {MOST_WIDTH}; got {value}", parameter=name
            )
