"""Geometries on their coast → a small picture in SVG: no script, no style of its own.

Web Mercator, as on the map. Everything is cut to the frame and simplified to half a pixel
before it is written, so that a picture of many islands stays small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup, escape

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.geodesy import project_mercator, unproject_mercator

WIDTH, HEIGHT = 480, 320
MARGIN_SHARE = 0.12
LEAST_METRES = 120_000.0
STEPS_ACROSS = 16
SIZES_AN_OCTAVE = 4
POINT_RADIUS = 4
MOST_DOTS = 500
"""As many points are drawn one by one; of more, those that lie on one another are one dot."""
TOLERANCE_PX = 0.5
LEAST_AREA_PX = 0.7


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the Mercator plane (metres) and its size in pixels.

    Attributes
    ----------
    west, north : float
        Metres of Web Mercator, of the upper left corner.
    metres_per_pixel : float
        Metres of Web Mercator.
    width, height : int
        Pixels, without the bleed.
    """

    west: float
    north: float
    metres_per_pixel: float
    width: int
    height: int
    bleed: int = 0
    """Pixels that are drawn beyond each side, for what holds the picture in another shape."""
    finer: int = 1
    """How many of its pixels make one that is seen; where more than one, paths have whole ones."""

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north in metres, with what is drawn beyond it."""
        more = self.bleed * self.metres_per_pixel
        east = self.west + self.width * self.metres_per_pixel
        south = self.north - self.height * self.metres_per_pixel
        return self.west - more, south - more, east + more, self.north + more

    def box(self) -> Any:
        """Return the rectangle of its bounds."""
        return shapely.box(*self.bounds())

    def span(self) -> tuple[float, float]:
        """Return the longitudes at the sides; they may run on beyond 180°."""
        west, _, east, _ = self.bounds()
        return unproject_mercator(west, 0)[0], unproject_mercator(east, 0)[0]

    def place(self, xy: np.ndarray) -> np.ndarray:
        """Return metres as pixels, x to the right and y downwards.

        Parameters
        ----------
        xy : array
            Metres of the projection, shape (n, 2) or (2,).
        """
        return (xy - (self.west, self.north)) / (self.metres_per_pixel, -self.metres_per_pixel)


def draw_map(
    geometries: Sequence[Any],
    catalog: Catalog,
    *,
    label: str,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Markup:
    """Return geometries on their coast as an SVG element; empty where nothing has a place.

    Parameters
    ----------
    geometries : sequence of shapely geometry or None
        In longitude and latitude.
    catalog : Catalog
        With the coast.
    label : str
        What the picture shows, in words.
    width, height : int
        Pixels.
    """
    given = np.array([one for one in geometries if one is not None and not one.is_empty])
    if not len(given):
        return Markup("")
    placed = project_mercator(given)
    frame = round_frame(fit_frame(shapely.total_bounds(placed), width, height))
    are_points = shapely.get_type_id(placed) == shapely.GeometryType.POINT
    dense = are_points.sum() > MOST_DOTS
    dots = frame.place(shapely.get_coordinates(placed[are_points])) if dense else np.empty((0, 2))
    parts = [
        f'<rect class="sea" width="{width}" height="{height}"/>',
        f'<path class="land" d="{_trace_land(catalog, frame)}"/>',
        *(_draw(one, frame) for one in (placed[~are_points] if dense else placed)),
        f'<path class="marks" {write_dot(frame)} d="{trace_dots(dots, frame)}"/>' if dense else "",
    ]
    return Markup(
        f'<svg class="small-map" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{"".join(parts)}</svg>'
    )


def fit_frame(bounds: np.ndarray, width: int, height: int, least_m: float = LEAST_METRES) -> Frame:
    """Return the frame that holds bounds (metres) with a margin, at least so far across.

    Parameters
    ----------
    bounds : ndarray
        West, south, east, north in metres of Web Mercator, shape (4,).
    width, height : int
        Pixels.
    least_m : float
        Metres of Web Mercator across.
    """
    west, south, east, north = (float(one) for one in bounds)
    across = max(east - west, least_m) * (1 + 2 * MARGIN_SHARE)
    along = max(north - south, least_m * height / width) * (1 + 2 * MARGIN_SHARE)
    scale = max(across / width, along / height)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(middle_x - scale * width / 2, middle_y + scale * height / 2, scale, width, height)


def round_frame(frame: Frame) -> Frame:
    """Return a frame that holds another, and that many share: one of few sizes and places.

    The pages of a layer show nearly the same sea, and its coast is drawn once for all of them.

    Parameters
    ----------
    frame : Frame
        What has to be seen; it is seen within, up to a quarter smaller.
    """
    # The middle moves by half a step to either side: there has to be room.
    least = frame.metres_per_pixel / (1 - 2 / STEPS_ACROSS)
    scale = 2 ** (math.ceil(SIZES_AN_OCTAVE * math.log2(least)) / SIZES_AN_OCTAVE)
    step = scale * frame.width / STEPS_ACROSS
    middle_x = frame.west + frame.metres_per_pixel * frame.width / 2
    middle_y = frame.north - frame.metres_per_pixel * frame.height / 2
    west = round(middle_x / step) * step - scale * frame.width / 2
    north = round(middle_y / step) * step + scale * frame.height / 2
    return replace(frame, west=west, north=north, metres_per_pixel=scale)


@keep(100)
def _trace_land(catalog: Catalog, frame: Frame) -> str:
    return trace(project_mercator(catalog.land), frame)


def write_dot(frame: Frame) -> str:
    """Return the attributes of a path of dots.

    Parameters
    ----------
    frame : Frame
        With the size of its pixels.
    """
    return f'fill="none" stroke-width="{2 * POINT_RADIUS * frame.finer}" stroke-linecap="round"'


def trace_dots(spots: np.ndarray, frame: Frame) -> str:
    """Return points as the commands of a path whose every step is a dot: with round ends.

    Of those whose dots would lie on one another the first is drawn, where it lies: the picture of
    many points is as large as what is seen of them.

    Parameters
    ----------
    spots : ndarray
        Pixels of the frame, shape (n, 2).
    frame : Frame
        What of them is seen.
    """
    apart = 2 * POINT_RADIUS * frame.finer
    across, along = math.ceil(frame.width / apart), math.ceil(frame.height / apart)
    column, row = np.round(spots / apart).astype(int).T
    seen = (column >= 0) & (column <= across) & (row >= 0) & (row <= along)
    _, first = np.unique(row[seen] * (across + 1) + column[seen], return_index=True)
    places = np.round(spots[seen][first]).astype(int)
    steps = np.diff(places, axis=0, prepend=[[0, 0]])
    return "".join(f"m{x} {y}h0" for x, y in steps.tolist())


def _draw(geometry: Any, frame: Frame) -> str:
    if geometry.geom_type == "Point":
        x, y = frame.place(shapely.get_coordinates(geometry))[0]
        return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="{POINT_RADIUS}"/>'
    return f'<path class="shape" d="{trace(geometry, frame)}"/>'


def trace(geometry: Any, frame: Frame, tolerance_px: float = TOLERANCE_PX) -> str:
    """Return areas and lines as the commands of an SVG path.

    Parameters
    ----------
    geometry : shapely geometry
        In metres of Web Mercator.
    frame : Frame
        What of it is seen.
    tolerance_px : float
        How far the drawn may lie beside the true.
    """
    least = LEAST_AREA_PX * (frame.metres_per_pixel * frame.finer) ** 2
    commands = []
    for part in _cut(geometry, frame, tolerance_px * frame.finer):
        if part.geom_type == "Polygon" and part.area > least:
            rings = [part.exterior, *part.interiors]
            commands += [_write(shapely.get_coordinates(ring)[:-1], frame) + "Z" for ring in rings]
        elif part.geom_type == "LineString":
            commands.append(_write(shapely.get_coordinates(part), frame))
    return "".join(commands)


def mend_parts(parts: np.ndarray) -> np.ndarray:
    """Return geometries whose rings do not cross: most do not, and to see it costs little.

    Parameters
    ----------
    parts : ndarray of shapely geometries
    """
    mended, torn = parts.copy(), ~shapely.is_valid(parts)
    mended[torn] = shapely.make_valid(parts[torn])
    return mended


def _cut(geometry: Any, frame: Frame, tolerance_px: float) -> np.ndarray:
    """Return the parts of a geometry within the frame, as plain as the tolerance allows."""
    box, parts = frame.box(), shapely.get_parts(geometry)
    near = parts[shapely.intersects(shapely.box(*shapely.bounds(parts).T), box)]
    plain = shapely.simplify(near, tolerance_px * frame.metres_per_pixel, preserve_topology=True)
    whole: np.ndarray = shapely.get_parts(shapely.intersection(mend_parts(plain), box))
    # A line may pass the frame by though its box does not.
    return whole[~shapely.is_empty(whole)]


def _write(xy: np.ndarray, frame: Frame) -> str:
    """Return positions as a path: the first as it is, the others as steps, to 0.1 pixel."""
    # Ten times a whole pixel: it is written without a point.
    unit = 1 if frame.finer == 1 else 10
    tenths = np.round(frame.place(xy) * 10 / unit).astype(int) * unit
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    first = "M" + " ".join(_number(one) for one in tenths[0])
    return first + ("l" + _join(steps.ravel()) if len(steps) else "")


def _join(tenths: np.ndarray) -> str:
    """Return numbers with a space only where a minus does not part them."""
    numbers = [_number(one) for one in tenths]
    return numbers[0] + "".join(one if one[0] == "-" else f" {one}" for one in numbers[1:])


def _number(tenths: int) -> str:
    text = f"{tenths / 10:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
