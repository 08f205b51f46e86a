"""A still map in the making: its frame, its words, and what every part of it uses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from markupsafe import escape

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.geodesy import (
    count_turns,
    project_mercator,
    project_point,
    repeat,
    unproject_mercator,
)
from geoposture.language.vocabulary import LIMITS
from geoposture.language.words import Words
from geoposture.model import Coverage, Feature, Figures, View
from geoposture.pictures.canvas import Frame, mend_parts
from geoposture.pictures.palette import Colours
from geoposture.pictures.type import BOLD, REGULAR
from geoposture.views import facilities
from geoposture.views.extent import TILE_PX, Bounds, find_bounds

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
LEAST_FOR_RING = 320
"""Pixels: under this a picture cannot carry the assumption of its ring, and is refused."""
PAD = 12
WORLD_M = 2 * math.pi * 6378137
NEAREST = WORLD_M / TILE_PX / 2 ** LIMITS["zoom"]
"""Metres of Web Mercator a pixel, of the nearest picture: no nearer than the data bear."""


@dataclass(frozen=True)
class Sheet:
    """A picture in the making: the frame of its map, its colours and words."""

    catalog: Catalog
    view: View
    frame: Frame
    colours: Colours
    words: Words
    figures: Figures
    refused: Coverage | None = None
    """Whose ring is left out, for want of room for what it assumes."""
    about: frozenset[str] = frozenset()
    """What the opening sentence is about, where the picture has that sentence: in the accent."""
    prefix: str = ""
    """What its ids begin with, where several pictures stand in one page."""
    factors: tuple[float, ...] = (1.0,)
    """How many times as large the frame is shown, from the least to the most."""
    nearness: float = 0.0
    """The zoom of a web map by which what is seen from near is drawn."""
    coast: str = ""
    """How far the drawn coast can be off, where one looks from near."""
    boldest: int = BOLD
    """The heaviest face that is there: a bolder one that a browser makes up is a blur."""
    window: float = 0.0
    """Pixels of width that what shows the frame has at least: the map goes on beside the frame."""
    aside: float = 0.0
    """Pixels that may all lie to the right of the frame, none to its left; 0 where it is amid."""
    corner: float = 0.0
    """Pixels above the lower edge that something else takes beside the frame."""

    def find_beside(self, width: float) -> tuple[float, float]:
        """Return the pixels of map that are seen to the left and to the right of the frame.

        Parameters
        ----------
        width : float
            Of the frame as it is shown, in pixels.
        """
        each = max(0.0, self.window - width) / 2
        return (0.0, min(each, self.aside)) if self.aside else (each, each)


def frame_view(first: Bounds, view: View, width: int, height: int, bleed: int = 0) -> Frame:
    """Return the frame that shows a view's bounds wholly, as the map does.

    Parameters
    ----------
    first : Bounds
        What a map opens with, in degrees: west, south, east, north.
    view : View
    width, height : int
        Pixels.
    bleed : int
        Pixels of map beyond each side.
    """
    return frame_bounds(find_bounds(first, view, (width, height)), width, height, bleed)


def frame_bounds(bounds: Bounds, width: int, height: int, bleed: int = 0) -> Frame:
    """Return the frame of a size that shows bounds wholly, in its middle.

    Parameters
    ----------
    bounds : Bounds
        In degrees: west, south, east, north.
    width, height : int
        Pixels.
    bleed : int
        Pixels of map beyond each side.
    """
    west, south, east, north = bounds
    corners = shapely.get_coordinates(project_mercator(shapely.box(west, south, east, north)))
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    scale = max((right - left) / width, (top - bottom) / height, NEAREST)
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    left, top = middle_x - scale * width / 2, middle_y + scale * height / 2
    return Frame(left, top, scale, width, height, bleed)


def list_seen(sheet: Sheet) -> list[Feature]:
    """Return the facilities in the frame: of another shape it shows more than its view asks for.

    Parameters
    ----------
    sheet : Sheet
    """
    west, south, east, north = sheet.frame.bounds()
    bounds = (*unproject_mercator(west, south), *unproject_mercator(east, north))
    seen = replace(sheet.view, centre=None, bbox=bounds)
    return facilities.list_shown(sheet.catalog, seen)


def write_group(sheet: Sheet, name: str, content: str, attributes: str = "") -> str:
    """Return a named group, nothing where it would be empty.

    Parameters
    ----------
    sheet : Sheet
        Whose prefix its id takes.
    name : str
        Its id and class.
    content : str
        SVG.
    attributes : str
        As they stand in the tag.
    """
    if not content:
        return ""
    return f'<g id="{sheet.prefix}{name}" class="{name}" {attributes}>{content}</g>'


def read_backdrop(catalog: Catalog, name: str, frame: Frame) -> Any:
    """Return a coast in Web Mercator as far as a frame goes, None where the layers have none.

    Parameters
    ----------
    catalog : Catalog
    name : str
        Such as ``land``.
    frame : Frame
        How far it goes round the Earth.
    """
    if name not in catalog.backdrop:
        return None
    return _read_coast(catalog.backdrop[name], *count_turns(*frame.span()))


@lru_cache(8)  # each picture draws the same coasts, and so do other layers before them
def _read_coast(data: bytes, first: int, last: int) -> Any:
    coast = shapely.from_geojson(data.decode())
    parts = shapely.get_parts(project_mercator(repeat(coast, first, last)))
    # What crosses itself once is mended once: to mend a continent takes as long as a picture.
    return shapely.geometrycollections(shapely.get_parts(mend_parts(parts)))


def part_backdrop(catalog: Catalog, name: str, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Return the pieces of a coast in metres of Web Mercator, and the bounds of each.

    Parameters
    ----------
    catalog : Catalog
    name : str
        Such as ``land``; there is nothing of what the layers do not have.
    frame : Frame
        How far it goes round the Earth.
    """
    if name not in catalog.backdrop:
        return np.empty(0, dtype=object), np.empty((0, 4))
    return _part_coast(catalog, name, *count_turns(*frame.span()))


@keep(4)  # names are held against them at each step of a poster
def _part_coast(
    catalog: Catalog, name: str, first: int, last: int
) -> tuple[np.ndarray, np.ndarray]:
    # A file of features is a collection of what are collections themselves.
    parts = shapely.get_parts(shapely.get_parts(_read_coast(catalog.backdrop[name], first, last)))
    return parts, shapely.bounds(parts)


def place_feature(one: Mapping[str, Any], frame: Frame) -> tuple[float, float]:
    """Return where a point lies, in pixels.

    Parameters
    ----------
    one : mapping
        A Point feature.
    frame : Frame
        Where it is placed, on the turn round the Earth that it shows.
    """
    lon, lat = one["geometry"]["coordinates"][:2]
    middle = sum(frame.span()) / 2
    east, north = project_point(lon + 360 * round((middle - lon) / 360), lat)
    scale = frame.metres_per_pixel
    return (east - frame.west) / scale, (frame.north - north) / scale


def place_points(positions: np.ndarray, frame: Frame) -> np.ndarray:
    """Return where points lie, in pixels.

    Parameters
    ----------
    positions : ndarray
        Longitude and latitude in degrees, shape (n, 2).
    frame : Frame
        Where they are placed, on the turn round the Earth that it shows.
    """
    lon, lat = positions.T
    middle = sum(frame.span()) / 2
    turned = shapely.points(lon + 360 * np.round((middle - lon) / 360), lat)
    return frame.place(shapely.get_coordinates(project_mercator(turned)))


def find_zoom(frame: Frame) -> float:
    """Return the zoom of a web map at the scale of a frame.

    Parameters
    ----------
    frame : Frame
        Of a picture, with its metres per pixel.
    """
    # A hair more: a frame of a whole zoom is of that zoom.
    return math.log2(WORLD_M / TILE_PX / frame.metres_per_pixel) + 1e-6


def write_text(
    text: str,
    spot: tuple[float, float],
    size: float,
    colour: str,
    colours: Colours,
    *,
    weight: int = 400,
) -> str:
    """Return a line of text at a spot.

    Parameters
    ----------
    text : str
        One line.
    spot : tuple of float
        Left end of its base line, in pixels.
    size : float
        Of the font, in pixels.
    colour : str
        Name of a colour, and the class.
    colours : Colours
        Of the theme, by name.
    weight : int
        400 or 700.
    """
    bold = f' font-weight="{weight}"' if weight != REGULAR else ""
    return (
        f'<text class="{colour}" x="{spot[0]:g}" y="{spot[1]:.1f}" font-size="{size:g}" '
        f'fill="{colours[colour]}"{bold}>{escape(text)}</text>'
    )
