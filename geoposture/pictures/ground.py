"""What a still map shows from near: areas true to size, runways, how good the coast is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import shapely
from markupsafe import escape

from geoposture.catalog import Catalog
from geoposture.geodesy import (
    count_turns,
    draw_square,
    project_mercator,
    repeat,
    unproject_mercator,
)
from geoposture.language.vocabulary import FROM_ZOOM
from geoposture.model import Feature, View
from geoposture.pictures.canvas import Frame, trace
from geoposture.pictures.items import Item
from geoposture.pictures.sheet import Sheet, write_group
from geoposture.views import coasts, runways, squares

NEAR_MARKS: Mapping[str, str] = {"square": "M-7-7H7V7H-7z", "runway": "M-8 5 8-5"}
"""What a legend has of them, by code."""
SQUARE_DASH, LEGEND_DASH = "5 3", "4 2.5"
LEAST_RUNWAY_PX = 1.8
SPOT_PX = 4
NOTE_PX, NOTE_LEFT_PX = 11, 12
NOTE_ABOVE_PX, NOTE_ABOVE_SCALE_PX = 34, 21
"""Over the edge of a picture, and over the scale of a poster."""


def draw_areas(sheet: Sheet) -> str:
    """Draw a dashed square of its true area round each facility whose position bears it.

    None is cut to look like land: the whole square is written, and the frame ends it.

    Parameters
    ----------
    sheet : Sheet
    """
    rows = _list_areas(sheet.catalog, sheet.view, sheet.frame, sheet.nearness)
    paths = "".join(_draw_square(sheet, *row) for row in rows)
    colour = sheet.colours["ink"]
    style = (
        f'fill="{colour}" fill-opacity=".06" stroke="{colour}" stroke-opacity=".75" '
        f'stroke-width="1.2" stroke-dasharray="{SQUARE_DASH}"'
    )
    return write_group(sheet, "areas", paths, style)


def _list_areas(
    catalog: Catalog, view: View, frame: Frame, zoom: float
) -> list[tuple[Feature, shapely.Polygon]]:
    """Return what a frame shows a square of, with it in metres of Web Mercator."""
    if zoom < FROM_ZOOM["areas"]:
        return []
    rows = squares.list_squares(catalog, view)
    placed = [(one, _place_square(frame, one, area)) for one, area in rows]
    window = frame.box()
    return [row for row in placed if row[1].intersects(window)]


def _place_square(frame: Frame, one: Feature, area_km2: float) -> shapely.Polygon:
    """Return a square on the turn of the Earth that is shown."""
    lon, lat = one["geometry"]["coordinates"][:2]
    lon += 360 * round((sum(frame.span()) / 2 - lon) / 360)
    placed: shapely.Polygon = project_mercator(
        shapely.Polygon(draw_square(lon, lat, area_km2 * 1e6))
    )
    return placed


def _draw_square(sheet: Sheet, one: Feature, placed: shapely.Polygon) -> str:
    corners = sheet.frame.place(shapely.get_coordinates(placed))[:-1]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners.tolist())
    return f'<path data-part="area" data-ref="{escape(one["ref"])}" d="M{path}Z"/>'


def draw_runways(sheet: Sheet) -> str:
    """Draw the runways from end to end, as wide as they are where the data know it.

    Parameters
    ----------
    sheet : Sheet
    """
    rows = _list_lines(sheet.catalog, sheet.view, sheet.frame, sheet.nearness)
    paths = "".join(_draw_runway(sheet, *row) for row in rows)
    style = f'fill="none" stroke="{sheet.colours["ink"]}"'
    return write_group(sheet, "runways", paths, style)


def _list_lines(
    catalog: Catalog, view: View, frame: Frame, zoom: float
) -> list[tuple[Feature, float, str]]:
    """Return the runways that a frame shows, with the latitude and the path of each."""
    if zoom < FROM_ZOOM["runways"]:
        return []
    turns = count_turns(*frame.span())
    rows = [
        (one, float(shapely.get_coordinates(shape)[0, 1]),
         trace(project_mercator(repeat(shape, *turns)), frame))
        for one, shape in runways.list_runways(catalog, view)
    ]  # fmt: skip
    return [row for row in rows if row[2]]


def reserve_runways(sheet: Sheet) -> list[Item]:
    """Return what names leave free: the spots of each runway.

    Parameters
    ----------
    sheet : Sheet
    """
    if sheet.nearness < FROM_ZOOM["runways"]:
        return []
    turns = count_turns(*sheet.frame.span())
    lines = (shape for _, shape in runways.list_runways(sheet.catalog, sheet.view))
    spots = [spot for one in lines for spot in _list_spots(sheet, repeat(one, *turns))]
    return [Item("", (float(x), float(y)), (-2, -2, 2, 2)) for x, y in spots]


def _list_spots(sheet: Sheet, shape: Any) -> Any:
    flat = project_mercator(shape)
    dense = shapely.segmentize(flat, SPOT_PX * sheet.frame.metres_per_pixel)
    return sheet.frame.place(shapely.get_coordinates(dense))


def _draw_runway(sheet: Sheet, one: Feature, lat: float, path: str) -> str:
    row = one["properties"]
    on_ground = sheet.frame.metres_per_pixel * sheet.frame.finer * math.cos(math.radians(lat))
    width = max(LEAST_RUNWAY_PX, runways.read_width_m(one) / on_ground)
    ref = f' data-ref="{escape(row["feature"])}"' if row.get("feature") else ""
    return f'<path data-part="runway"{ref} stroke-width="{width:.1f}" d="{path}"/>'


def draw_coast_note(sheet: Sheet) -> str:
    """Write how far the drawn coast can be off, above the scale, where one looks near enough.

    Parameters
    ----------
    sheet : Sheet
    """
    spot = f'x="{NOTE_LEFT_PX}" y="{sheet.frame.height - NOTE_ABOVE_PX}"'
    return _write_note(sheet, spot)


def draw_poster_note(sheet: Sheet) -> str:
    """Write the same where the scale of a poster is.

    Parameters
    ----------
    sheet : Sheet
    """
    return _write_note(sheet, f'x="1.5%" y="98%" dy="-{NOTE_ABOVE_SCALE_PX}"')


def _write_note(sheet: Sheet, spot: str) -> str:
    if not sheet.coast:
        return ""
    return (
        f'<text class="mute" data-part="coast" {spot} font-size="{NOTE_PX}" '
        f'fill="{sheet.colours["mute"]}">{escape(sheet.coast)}</text>'
    )


def say_coast(catalog: Catalog, view: View, frame: Frame, zoom: float) -> str:
    """Return how far the coast in a picture can be off, nothing from far or where no data say so.

    Parameters
    ----------
    catalog, view
        The layers, and in which language it is said.
    frame : Frame
    zoom : float
        Of a web map, at which the picture is meant to be seen.
    """
    if zoom < FROM_ZOOM["coast"]:
        return ""
    west, south, east, north = frame.bounds()
    bounds = (*unproject_mercator(west, south), *unproject_mercator(east, north))
    off = coasts.find_off_km(catalog, bounds)
    if off is None:
        return ""
    return catalog.words(view.lang).text("note.coast_off", m=f"{round(off * 1000):,}")


def list_near(catalog: Catalog, view: View, frame: Frame, zoom: float) -> list[tuple[str, str]]:
    """Return what a legend tells of what is seen from near only: code, and key of its words.

    Parameters
    ----------
    catalog, view
        The layers, and what of them is shown.
    frame : Frame
    zoom : float
        Of a web map, at which the picture is meant to be seen.
    """
    found = {
        "square": _list_areas(catalog, view, frame, zoom),
        "runway": _list_lines(catalog, view, frame, zoom),
    }
    return [(code, f"legend.{code}") for code, rows in found.items() if rows]


def define_near(sheet: Sheet, drawn: str) -> list[str]:
    """Return the symbols that the legend of a picture uses of what is seen from near.

    Parameters
    ----------
    sheet : Sheet
    drawn : str
        SVG that uses them.
    """
    ink = f'fill="none" stroke="{sheet.colours["ink"]}"'
    styles = {
        "square": f'{ink} stroke-width="1.6" stroke-dasharray="{LEGEND_DASH}"',
        "runway": f'{ink} stroke-width="2.4"',
    }
    return [
        f'<path id="{sheet.prefix}{code}-l" class="b-{code}" d="{shape}" {styles[code]}/>'
        for code, shape in NEAR_MARKS.items()
        if f'"#{sheet.prefix}{code}-l"' in drawn
    ]
