"""How many features lie in each cell of a grid: what is told of more than a map can draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from geoposture.catalog.loading import Layer
from geoposture.catalog.query import Box, Conditions, keep_meeting
from geoposture.geodesy.antimeridian import fold

DEFAULT_ACROSS, MOST_ACROSS = 24, 64
"""Cells along the longer side of a box."""
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
SMALLEST_DEG = 1e-3
"""A hundred metres: no source is finer, and a box without extent has one such cell."""
FINEST_DEG = 1e-5
"""What areas are written to."""
TURN = 360.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares of degrees over a box, counted from its southwest corner.

    A square holds its west and south sides; what lies on the box's own north or east side
    belongs to the last row or column.

    Attributes
    ----------
    box : Box
        West, south, east, north in degrees; west > east crosses 180°.
    size : float
        Side of a square in degrees.
    columns, rows : int
        Squares from west to east and from south to north.
    """

    box: Box
    size: float
    columns: int
    rows: int

    @property
    def crosses(self) -> bool:
        """Whether the box crosses 180°."""
        return self.box[0] > self.box[2]

    def outline(self, column: int, row: int) -> shapely.Geometry:
        """Return the square of a cell; across 180° in two parts.

        Parameters
        ----------
        column, row : int
            From 0.
        """
        west, south = self.box[0] + column * self.size, self.box[1] + row * self.size
        # Where the shorter side is no multiple of it, the last square is cut at the pole; that of
        # a box that is the pole alone lies below it.
        south, north = min(south, 90.0 - FINEST_DEG), min(south + self.size, 90.0)
        parts = list(fold(shapely.box(west, south, west + self.size, north)))
        # A side that lies at 180° but for a rounding leaves a line or a sliver on the other side.
        seen = [one for one in parts if one.area > FINEST_DEG * (north - south)]
        # What goes round the whole Earth meets itself.
        return shapely.union_all(seen)


@dataclass(frozen=True, slots=True)
class Counts:
    """What lies in the cells of a grid.

    Attributes
    ----------
    cells : tuple of (int, int, int)
        Column, row and number of features of each cell that is not empty, from the southwest.
    without_geometry : int
        Features that have no place, and would match.
    """

    cells: tuple[tuple[int, int, int], ...]
    without_geometry: int = 0

    @property
    def matched(self) -> int:
        """Features in all cells."""
        return sum(number for _, _, number in self.cells)


def lay_grid(box: Box, across: int) -> Grid:
    """Return the grid of a box.

    Parameters
    ----------
    box : Box
        West, south, east, north in degrees; west > east crosses 180°.
    across : int
        Cells along its longer side.
    """
    west, south, east, north = box
    width, height = east - west + (TURN if west > east else 0.0), north - south
    size = max(max(width, height) / across, SMALLEST_DEG)
    columns, rows = (max(1, math.ceil(one / size - 1e-9)) for one in (width, height))
    return Grid(box, size, columns, rows)


def count_cells(layer: Layer, grid: Grid, conditions: Conditions) -> Counts:
    """Count the features of a layer by the cells of a grid, each in one.

    Parameters
    ----------
    layer : Layer
        What is asked.
    grid : Grid
        Where.
    conditions : Conditions
        Names, and the values of which a feature has one.
    """
    chosen = keep_meeting(layer, np.arange(len(layer.features)), conditions)
    lon, lat = layer.spots[chosen].T
    west, south, east, north = grid.box
    within = (lon >= west) | (lon <= east) if grid.crosses else (lon >= west) & (lon <= east)
    within &= (lat >= south) & (lat <= north)
    lon, lat, unplaced = lon[within], lat[within], int(np.isnan(lon).sum())
    over = (np.where(lon < west, lon + TURN, lon) - west) / grid.size
    up = (lat - south) / grid.size
    row = np.minimum(np.floor(up), grid.rows - 1).astype(int)
    column = np.minimum(np.floor(over), grid.columns - 1).astype(int)
    found, numbers = np.unique(row * grid.columns + column, return_counts=True)
    rows, columns = np.divmod(found, grid.columns)
    cells = zip(columns.tolist(), rows.tolist(), numbers.tolist(), strict=True)
    return Counts(tuple(cells), unplaced)
