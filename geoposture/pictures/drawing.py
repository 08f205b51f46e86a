"""The still map: a view as one SVG, without script, text as text; the same bytes every time.

Coasts are Natural Earth, in the public domain, so that no newsroom meets a licence question.
Colours stand in attributes, not in a style sheet: the picture is the same wherever it is put,
under a strict content policy too; classes let the embed's own sheet follow the reader's theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup, escape

from geoposture.catalog import Catalog, Layer
from geoposture.catalog.memo import keep
from geoposture.errors import BadRequest
from geoposture.geodesy.antimeridian import count_turns, repeat
from geoposture.geodesy.projections import project_mercator
from geoposture.language import vocabulary
from geoposture.model import Figures, View
from geoposture.pictures.canvas import (
    LEAST_AREA_PX,
    MOST_DOTS,
    Frame,
    fit_frame,
    trace,
    trace_dots,
    write_dot,
)
from geoposture.pictures.captions import draw_below, draw_head
from geoposture.pictures.figures import (
    Drawn,
    keep_clear,
    list_drawn,
    place_figures,
    trace_drawn,
)
from geoposture.pictures.ground import draw_areas, draw_runways, reserve_runways, say_coast
from geoposture.pictures.inset_scale import (
    LEAST_FOR_INSET,
    draw_inset,
    draw_scale,
    reserve_corners,
    wants_inset,
)
from geoposture.pictures.items import MIDDLE, Item
from geoposture.pictures.labels import draw_labels, list_subject, name_subject
from geoposture.pictures.palette import DARK, FONT, LIGHT
from geoposture.pictures.sheet import (
    LEAST_FOR_RING,
    Sheet,
    find_zoom,
    frame_view,
    place_feature,
    place_points,
    read_backdrop,
    write_group,
)
from geoposture.pictures.subject import hold_subject
from geoposture.pictures.symbols import define_symbols, draw_marks
from geoposture.views import description, facilities, headline
from geoposture.views.answers import compute_figures

WIDTH, HEIGHT = 960, 600
PAPER_MM = 180.0
"""The width of a picture for print desks: two columns of a broadsheet."""
LEAST_WIDTH, MOST_WIDTH = 200, 2400
LEAST_MAP, LEAST_HEIGHT = 0.35, 60
"""Of a whole picture, what a ring needs for its map; and the least that any map has, in pixels."""
LOCATOR, LOCATED_M = (640, 400), 700_000.0
"""Size of a locator in pixels, and how far across it is at least, in metres of Web Mercator."""
LOCATED_PX = 13
LOCATED = 'fill="#B84C00" stroke="#B84C00"'
NAME_STYLE = 'stroke-width="2.5" stroke-linejoin="round" paint-order="stroke"'


def draw_view(
    catalog: Catalog,
    view: View,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    paper_mm: float | None = None,
    whole: bool = False,
    prefix: str = "",
    figures: Figures | None = None,
) -> str:
    """Return a view as an SVG document: headline, map, legend, scale, sources, dates, assumption.

    Parameters
    ----------
    catalog, view
        The layers, and what is asked of them; what is broken in the view is left out.
    width, height : int
        Pixels of the map; the lines round it add to the height.
    paper_mm : float, optional
        The width on paper in millimetres; by default the picture has its size in pixels.
    whole : bool
        Whether the height is that of the whole picture, with the lines round the map.
    prefix : str
        What its ids begin with, where several pictures stand in one page.
    figures : Figures, optional
        What the view computes; by default it is computed.

    Raises
    ------
    BadRequest
        If a ring is asked for under 320 px: there is no room for its assumption.
    """
    figures = compute_figures(catalog, view) if figures is None else figures
    if width < LEAST_FOR_RING and figures.coverage:
        raise BadRequest(
            f"a ring needs its assumption beside it: width is at least {LEAST_FOR_RING}; "
            f"got {width}", parameter="width",
        )  # fmt: skip
    sheet = replace(make_sheet(catalog, view, figures, (width, height)), prefix=prefix)
    if whole:
        sheet = _fit_whole(sheet)
    head, over = draw_head(sheet)
    map_parts = "".join(_draw_map(sheet))
    below, under = draw_below(sheet, over + sheet.frame.height, short=whole)
    total = over + sheet.frame.height + under
    drawn = f'<g transform="translate(0 {over})">{map_parts}</g>'
    label = escape(description.describe_picture(catalog, sheet.view))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="still-map" role="img" '
        f'aria-label="{label}" viewBox="0 0 {width} {total}" {_fit(width, total, paper_mm)} '
        f'font-family="{FONT}">'
        f"{define_symbols(sheet, map_parts + below)}{head}{drawn}{below}</svg>"
    )


def draw_locator(
    catalog: Catalog, geometry: Any, *, lang: str, label: str, size: tuple[int, int] = LOCATOR
) -> Markup:
    """Return where something lies, on the map with its names: an SVG element without a headline.

    Parameters
    ----------
    catalog : Catalog
    geometry : shapely geometry
        In longitude and latitude.
    lang : str
        Of the names, such as ``en``.
    label : str
        What the picture shows, in words.
    size : tuple of int
        Width and height in pixels.
    """
    placed, view = project_mercator(geometry), View(lang=lang, inset=False)
    frame = fit_frame(np.array(shapely.bounds(placed)), *size, least_m=LOCATED_M)
    sheet = Sheet(catalog, view, frame, LIGHT, catalog.words(lang), Figures(),
                  nearness=find_zoom(frame))  # fmt: skip
    parts = "".join(_draw_map(sheet))
    width, height = size
    return Markup(
        f'<svg class="still-map locator" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONT}">{define_symbols(sheet, parts)}{parts}'
        f"{_draw_located(placed, frame)}</svg>"
    )


def _draw_located(placed: Any, frame: Frame) -> str:
    """Return what a locator is of: an area shaded, and what would be overlooked ringed."""
    west, south, east, north = shapely.bounds(placed)
    shaded = ""
    if placed.geom_type != "Point":
        path = f'd="{trace(placed, frame)}" fill-opacity=".2" stroke-width=".7"'
        shaded = f'<path class="located" {path} {LOCATED}/>'
    if max(east - west, north - south) > 2 * LOCATED_PX * frame.metres_per_pixel:
        return shaded
    x, y = frame.place(np.array([[(west + east) / 2, (south + north) / 2]]))[0]
    ring = f'cx="{x:.1f}" cy="{y:.1f}" r="{LOCATED_PX}" fill-opacity="0"'
    return f'{shaded}<circle class="located ring" {ring} {LOCATED} stroke-width="2.5"/>'


def make_sheet(
    catalog: Catalog,
    view: View,
    figures: Figures,
    size: tuple[int, int],
    window: tuple[int, int] | None = None,
) -> Sheet:
    """Return the sheet of a picture: its subject is in the frame, wherever the view begins.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    size : tuple of int
        Width and height of its map in pixels.
    window : tuple of int, optional
        Of what size it is taken to be where things are seen from near; by default of its own.
    """
    colours = DARK if view.theme == "dark" else LIGHT
    shown = hold_subject(catalog, view, figures)
    frame = frame_view(catalog.extent, shown, *size)
    zoom = find_zoom(frame_view(catalog.extent, shown, *window) if window else frame)
    coast = say_coast(catalog, view, frame, zoom)
    words = catalog.words(view.lang)
    about = headline.list_about(catalog, view, figures)
    return Sheet(catalog, shown, frame, colours, words, figures,
                 about=about, nearness=zoom, coast=coast)  # fmt: skip


def _fit_whole(sheet: Sheet) -> Sheet:
    """Return a sheet whose map takes what the lines leave of the height; without room no ring."""
    wanted, width = sheet.frame.height, sheet.frame.width
    for refused in (None, sheet.figures.coverage):
        one = replace(sheet, figures=Figures(), refused=refused) if refused else sheet
        over = draw_head(one)[1]
        left = wanted - over - draw_below(one, over, short=True)[1]
        if left >= LEAST_MAP * wanted or refused or not sheet.figures.coverage:
            break
    frame = frame_view(sheet.catalog.extent, sheet.view, width, max(LEAST_HEIGHT, left))
    return replace(one, frame=frame)


def _fit(width: int, height: int, paper_mm: float | None) -> str:
    """Return how large the picture is: in pixels, or on paper."""
    if paper_mm:
        return f'width="{paper_mm:g}mm" height="{paper_mm * height / width:.1f}mm"'
    return f'width="{width}" height="{height}"'


def _draw_map(sheet: Sheet) -> Iterator[str]:
    frame = sheet.frame
    size = f'width="{frame.width}" height="{frame.height}"'
    yield f'<clipPath id="{sheet.prefix}frame"><rect {size}/></clipPath>'
    yield f'<g id="{sheet.prefix}map" clip-path="url(#{sheet.prefix}frame)">'
    yield draw_sea(sheet, frame)
    yield from draw_coasts(sheet)
    yield from draw_plain(sheet)
    yield draw_areas(sheet) + draw_runways(sheet)
    marks, names, figures = arrange(sheet)
    for one in list_drawn(sheet):
        labels = "".join(item.write() for item in figures[one.name])
        yield write_drawn(sheet, one, trace_drawn(one, frame), labels)
    yield write_group(sheet, "facilities", "".join(item.write() for item in marks))
    named = "".join(item.write() for item in names)
    yield write_group(sheet, "names", named, f'{NAME_STYLE} data-part="names"')
    if frame.width >= LEAST_FOR_INSET and wants_inset(sheet):
        yield draw_inset(sheet)
    yield f"{draw_scale(sheet)}</g>"


def arrange(sheet: Sheet) -> tuple[list[Item], list[Item], dict[str, list[Item]]]:
    """Return what keeps its size: marks, names, and the figures on lines and rings by group.

    The subject is named first, then come figures; the other names can go elsewhere.

    Parameters
    ----------
    sheet : Sheet
    """
    marks, numbers = draw_marks(sheet)
    names, figures = _arrange_read(sheet, marks, numbers)
    if numbers and figures and list_subject(sheet) - names.keys():
        # A picture of a line or ring is read without how many each mark stands for.
        bare, others = _arrange_read(sheet, marks, [])
        if not list_subject(sheet) - bare.keys():
            numbers, names, figures = [], bare, others
    return [*marks, *numbers], list(names.values()), figures


def _arrange_read(
    sheet: Sheet, marks: Sequence[Item], numbers: Sequence[Item]
) -> tuple[dict[str, Item], dict[str, list[Item]]]:
    """Return the names, the subject's by their references, and the figures by group."""
    drawn = list_drawn(sheet)
    lines = [spot for one in drawn for spot in keep_clear(sheet, one)] + reserve_runways(sheet)
    read = [*numbers, *reserve_corners(sheet)]
    first = name_subject(sheet, [*marks, *read, *lines])
    figures = _place_figures(sheet, drawn, marks, [*read, *first.values()])
    if any(one.labels and not figures[one.name] for one in drawn if one.part != "fan"):
        # What is drawn is read by its figure: the name gives way, the headline has it.
        figures = _place_figures(sheet, drawn, marks, read)
        read += [item for items in figures.values() for item in items]
        first = name_subject(sheet, [*marks, *read, *lines])
    else:
        read += [item for items in figures.values() for item in items]
    read += first.values()
    # Over the middle of another's mark a name would be that one's.
    least = [*read, *(replace(one, around=MIDDLE) for one in marks)]
    others = draw_labels(sheet, [*marks, *read, *lines], least, read, first)
    return first | others, figures


def _place_figures(
    sheet: Sheet, drawn: Sequence[Drawn], marks: Sequence[Item], read: Sequence[Item]
) -> dict[str, list[Item]]:
    """Return the figures on all that is drawn, by group."""
    found: dict[str, list[Item]] = {}
    for one in drawn:
        placed = [item for items in found.values() for item in items]
        found[one.name] = place_figures(sheet, one, marks, [*read, *placed])
    return found


def write_drawn(sheet: Sheet, one: Drawn, paths: str, labels: str) -> str:
    """Return the group of a line or ring, with the figures on it.

    Parameters
    ----------
    sheet : Sheet
    one : Drawn
    paths, labels : str
        SVG.
    """
    figures = f'<g class="figure" {NAME_STYLE}>{labels}</g>' if labels else ""
    content = f'<g class="{one.name}-shape" {one.style}>{paths}</g>{figures}' if paths else ""
    return write_group(sheet, one.name, content, f'data-part="{one.part}"')


def draw_sea(sheet: Sheet, frame: Frame) -> str:
    """Return the ground of all.

    Parameters
    ----------
    sheet : Sheet
    frame : Frame
        All of it is sea.
    """
    size = f'width="{frame.width}" height="{frame.height}"'
    return f'<rect class="sea" {size} fill="{sheet.colours["sea"]}"/>'


def draw_coasts(sheet: Sheet) -> Iterator[str]:
    """Yield land, the theatre's own, and the lines round areas.

    Parameters
    ----------
    sheet : Sheet
    """
    frame, colours = sheet.frame, sheet.colours
    for name, fill in (("land", "land"), (sheet.catalog.theatre.home, "home")):
        path = _trace_backdrop(sheet.catalog, name, frame) if name else None
        if path is not None:
            style = f'data-part="land" fill="{colours[fill]}" stroke="{colours["coast"]}" '
            yield write_group(sheet, fill, f'<path d="{path}"/>', style + 'stroke-width=".6"')
    yield from _draw_limits(sheet)


def _draw_limits(sheet: Sheet) -> Iterator[str]:
    """Draw the lines round areas, where one of these is shown."""
    theatre, frame = sheet.catalog.theatre, sheet.frame
    areas = [one for one in theatre.layers if one.role == "areas"]
    if not any(facilities.is_switched_on(sheet.view, one.id) for one in areas):
        return
    for name in (name for one in areas for name in one.draws):
        path = _trace_backdrop(sheet.catalog, name, frame)
        if path is not None:
            yield write_group(
                sheet, "limits", f'<path d="{path}"/>',
                f'fill="none" stroke="{sheet.colours["limit"]}" stroke-width="1.3" '
                'stroke-dasharray="1 4" stroke-linecap="round"',
            )  # fmt: skip


@keep(12)  # a picture in the other language is of the same frame
def _trace_backdrop(catalog: Catalog, name: str, frame: Frame) -> str | None:
    shape = read_backdrop(catalog, name, frame)
    return None if shape is None else trace(shape, frame)


def draw_plain(sheet: Sheet) -> Iterator[str]:
    """Yield the layers that the theatre says nothing of: areas, lines and points.

    Parameters
    ----------
    sheet : Sheet
    """
    colour = sheet.colours["plain"]
    style = f'fill="{colour}" fill-opacity=".18" stroke="{colour}" stroke-width="1.6"'
    for layer_id in sheet.catalog.theatre.list_role("other"):
        if not facilities.is_switched_on(sheet.view, layer_id):
            continue
        layer = sheet.catalog.layers[layer_id]
        dense = len(layer.features) > MOST_DOTS
        shapes = _find_shapes(layer, sheet.frame, points=not dense)
        parts = [
            _draw_shape(sheet, layer.geometries[at], f'data-ref="{layer_id}/{row["id"]}"')
            for at, row in enumerate(layer.features) if shapes[at]
        ]  # fmt: skip
        parts += [_draw_dots(sheet, layer)] if dense else []
        yield write_group(sheet, f"layer-{layer_id}", "".join(parts), style)


def _find_shapes(layer: Layer, frame: Frame, *, points: bool) -> np.ndarray:
    """Tell which features of a layer are drawn one by one, shape (n,): no specks, all at once."""
    kinds = shapely.get_type_id(layer.geometries)
    areas = np.isin(kinds, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    west, south, east, north = shapely.bounds(layer.geometries[areas]).T
    one, other = (place_points(np.column_stack(at), frame) for at in ((west, south), (east, north)))
    chosen = kinds >= (0 if points else 1)
    chosen[areas] = np.abs(other - one).prod(axis=1) > LEAST_AREA_PX * frame.finer**2
    return np.asarray(chosen)


def _draw_dots(sheet: Sheet, layer: Layer) -> str:
    """Return the points of a layer as one path: of those that lie on one another, one dot."""
    points = layer.geometries[shapely.get_type_id(layer.geometries) == shapely.GeometryType.POINT]
    path = trace_dots(place_points(shapely.get_coordinates(points), sheet.frame), sheet.frame)
    look = write_dot(sheet.frame) + ' stroke-opacity=".6"'
    return f'<path {look} d="{path}"/>' if path else ""


def _draw_shape(sheet: Sheet, geometry: Any, ref: str) -> str:
    if geometry.geom_type == "Point":
        feature = {"geometry": {"coordinates": (geometry.x, geometry.y)}}
        x, y = place_feature(feature, sheet.frame)
        finer = sheet.frame.finer
        size = f'r="{4 * finer}"' + (f' stroke-width="{1.6 * finer:g}"' if finer > 1 else "")
        return f'<circle {ref} cx="{x:.1f}" cy="{y:.1f}" {size}/>'
    turned = repeat(geometry, *count_turns(*sheet.frame.span()))
    shape = trace(project_mercator(turned), sheet.frame)
    return f'<path {ref} d="{shape}"/>' if shape else ""


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
    across, along = vocabulary.EMBED_SHAPES[view.shape] if view.shape else (WIDTH, HEIGHT)
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
