"""Reference systems that files come in → WGS 84: by PROJ's registry, without grids, never silent.

Source: the EPSG Geodetic Parameter Dataset, through PROJ: the transformation and its stated
accuracy are those of the register. Nothing is fetched.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, network
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import CRSError
from pyproj.transformer import Transformer, TransformerGroup

from geoposture.errors import BadRequest
from geoposture.geodesy.ellipsoid import measure

WGS84 = "EPSG:4326"
OVERREACHING = frozenset({1305})
"""Operations of the register whose area, a box, reaches over a neighbour's islands: there they
look finer than those of its own survey and are not. Another one that holds goes before them."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How positions came to WGS 84.

    Attributes
    ----------
    system : str
        Name of the reference system that the file is in.
    operation : str
        Of the register; empty where nothing was to be done.
    accuracy_m : float
        Metres, as the register states it; 0 where nothing was to be done.
    """

    system: str
    operation: str = ""
    accuracy_m: float = 0.0


@dataclass(frozen=True, slots=True)
class System:
    """A reference system.

    Attributes
    ----------
    name : str
        In the register.
    geographic : bool
        Its coordinates are degrees.
    northing_first : bool
        Its register has the northing first: that of Japan's plane systems is called X.
    """

    name: str
    geographic: bool
    northing_first: bool
    text: str


def read_system(text: str, *, parameter: str | None = None) -> System:
    """Return a reference system: a code such as ``EPSG:6677``, or WKT.

    Parameters
    ----------
    text : str
        As a file or a person names it.
    parameter : str, optional
        What the error names.

    Raises
    ------
    BadRequest
        If PROJ knows none of this name, or it has no positions on the Earth's surface.
    """
    crs = _read(text, parameter)
    return System(
        name=crs.name,
        geographic=bool(crs.is_geographic),
        northing_first=bool(crs.is_projected)
        and bool(crs.axis_info)
        and crs.axis_info[0].direction == "north",
        text=text,
    )


def move_to_wgs84(geometries: np.ndarray, text: str) -> tuple[np.ndarray, Shift]:
    """Return geometries in degrees of WGS 84, longitude first, and how they came there.

    Parameters
    ----------
    geometries : ndarray of shapely.Geometry
        In the order easting, northing (longitude, latitude), whatever the register says.
    text : str
        Their reference system: a code, or WKT.

    Returns
    -------
    geometries : ndarray of shapely.Geometry
    shift : Shift

    Raises
    ------
    BadRequest
        If there is no such system, or no way from it to WGS 84 without a grid that is not here.
    """
    crs = _read(text, None)
    if crs.equals(CRS(WGS84), ignore_axis_order=True):
        return geometries, Shift(crs.name)
    xy = shapely.get_coordinates(geometries)
    if not len(xy):
        return geometries, Shift(crs.name)
    mover, accuracy = _choose(crs, xy)
    moved = shapely.transform(geometries, lambda xy: np.column_stack(mover.transform(*xy.T)))
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise BadRequest(
            f"positions lie outside of what {crs.name} is for; name another system with --crs"
        )
    return moved, Shift(crs.name, _describe(mover), accuracy)


def _read(text: str, parameter: str | None) -> CRS:
    network.set_network_enabled(False)  # type: ignore[attr-defined] # it is not in the stub
    try:
        crs = CRS.from_user_input(text)
        crs = crs.sub_crs_list[0] if crs.is_compound else crs
    except (CRSError, TypeError, ValueError) as error:
        raise BadRequest(
            f"“{text[:60]}” is no reference system that PROJ knows; name one such as EPSG:6668",
            parameter=parameter,
        ) from error
    if not (crs.is_geographic or crs.is_projected):
        raise BadRequest(
            f"{crs.name} has no positions on the Earth’s surface; name one such as EPSG:6668",
            parameter=parameter,
        )
    return crs


def _choose(crs: CRS, xy: np.ndarray) -> tuple[Transformer, float]:
    """Return the register's way for where these positions are, and how good it is in metres.

    None is taken that is only about right.
    """
    rough = Transformer.from_crs(crs, WGS84, always_xy=True).transform(*xy.T)
    lon, lat = (one[np.isfinite(one)] for one in map(np.asarray, rough))
    if not len(lon) or np.abs(lat).max() > 90:  # noqa: PLR2004 - a right angle
        raise BadRequest(
            f"positions lie outside of what {crs.name} is for; name another system with --crs"
        )
    box = AreaOfInterest(lon.min(), lat.min(), lon.max(), lat.max())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a finer way wants a grid: the accuracy says it
        ways = TransformerGroup(
            crs,
            WGS84,
            always_xy=True,
            area_of_interest=box,  # type: ignore[arg-type] # the stub has another class of this name
            allow_ballpark=False,
        ).transformers
    known = [one for one in ways if one.accuracy >= 0]
    if not known:
        raise BadRequest(
            f"no way from {crs.name} to WGS 84 is here without a grid; "
            "transform the file before it is imported"
        )
    return _pass_over(known, xy)


def _pass_over(ways: list[Transformer], xy: np.ndarray) -> tuple[Transformer, float]:
    """Return the first way that is no `OVERREACHING` one, and an accuracy that holds of both."""
    best = ways[0]
    chosen = next((one for one in ways if not _overreaches(one)), best)
    if chosen is best:
        return best, best.accuracy
    # Whose ground it is nobody knows here: as far as the two are apart is told.
    apart = measure(*chosen.transform(*xy.T), *best.transform(*xy.T))[0]
    return chosen, max(chosen.accuracy, math.ceil(apart.max() + best.accuracy))


def _overreaches(way: Transformer) -> bool:
    ids = (one.to_json_dict().get("id", {}) for one in way.operations or ())
    return any(one.get("authority") == "EPSG" and one.get("code") in OVERREACHING for one in ids)


def _describe(mover: Any) -> str:
    steps = [one.strip() for one in mover.description.split(" + ")]
    return " + ".join(one for one in steps if not one.startswith("axis order change"))
