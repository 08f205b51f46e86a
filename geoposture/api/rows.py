"""Tables of geometries → rows: what geopandas and pandas hold, asked by what it can do.

Neither is imported: who brings a table has paid for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from numbers import Real
from typing import Any

import shapely

from geoposture.catalog import Layer
from geoposture.errors import BadRequest

DEGREES = (("EPSG", "4326"), ("OGC", "CRS84"))
"""The coordinate systems of a table that are ours."""
GEOMETRY = "geometry"
LENGTH = "uncertainty_km"
NAMES = ("name_en", "name", "name_ja")


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, its geometry, and what else it says."""

    label: Any
    geometry: Any
    values: Mapping[str, Any] = field(default_factory=dict)

    def say_names(self) -> dict[str, str] | None:
        """Return its name in each language, None where it has none."""
        texts = {name: self.values.get(name) for name in NAMES}
        known = {name: one for name, one in texts.items() if isinstance(one, str) and one}
        first = next(iter(known.values()), None)
        return None if first is None else {"en": first, "ja": known.get("name_ja", first)}

    def read_uncertainty(self, parameter: str) -> float:
        """Return how many kilometres its position may be off; 0 where it does not say.

        Parameters
        ----------
        parameter : str
            What the error names.

        Raises
        ------
        BadRequest
            If it says something that is no length.
        """
        value = self.values.get(LENGTH)
        if value is None or value != value:  # noqa: PLR0124 - what is missing in a table is nan
            return 0.0
        if isinstance(value, Real) and 0 <= float(value) < math.inf:
            return float(value)
        raise BadRequest(
            f"{parameter}: {LENGTH} of row “{self.label}” is a length in kilometres; "
            f"got {show(value)}",
            parameter=parameter,
        )


def list_rows(value: Any, parameter: str) -> list[Row] | None:
    """Return the rows of a table, or of one row of it; None where it is neither.

    Parameters
    ----------
    value : Any
        A GeoDataFrame, a GeoSeries, a row of either, or a layer.
    parameter : str
        What the error names.

    Raises
    ------
    BadRequest
        If a table has another coordinate system, or no geometries.
    """
    if isinstance(value, Layer):
        return list(_list_features(value))
    if hasattr(value, "to_crs"):
        return list(_list_geometries(value, parameter))
    if hasattr(value, "iterrows"):
        raise BadRequest(
            f"{parameter}: a table without geometries; wanted a GeoDataFrame, or a column of "
            "references",
            parameter=parameter,
        )
    row = _read_row(value)
    return [row] if row else None


def show(value: Any) -> str:
    """Return a value as an error tells it: in one line, and not all of a long one.

    Parameters
    ----------
    value : object
        What somebody passed, of any type.

    Examples
    --------
    >>> show("x" * 100) == "'" + "x" * 58 + "…"
    True
    >>> show("x" * 58) == "'" + "x" * 58 + "'"
    True
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004


def _list_features(layer: Layer) -> Iterator[Row]:
    for one in layer.features:
        if one["geometry"] is not None:
            yield Row(one["id"], layer.geometry(one["id"]), one["properties"])


def _list_geometries(table: Any, parameter: str) -> Iterator[Row]:
    try:
        shapes = table.geometry
    except AttributeError as error:
        raise BadRequest(
            f"{parameter}: the table has no column of geometries; wanted one: set_geometry(…)",
            parameter=parameter,
        ) from error
    _check_crs(shapes.crs, parameter)
    rest: Iterable[Mapping[str, Any]] = repeat({})
    if hasattr(table, "iterrows"):
        rest = table.drop(columns=shapes.name).to_dict("records")
    for (label, shape), values in zip(shapes.items(), rest, strict=False):
        yield Row(label, shape, values)


def _check_crs(crs: Any, parameter: str) -> None:
    if crs is not None and crs.to_authority() not in DEGREES:
        raise BadRequest(
            f"{parameter}: the table is in {show(crs.name)}; wanted EPSG:4326: to_crs(4326)",
            parameter=parameter,
        )


def _read_row(value: Any) -> Row | None:
    """Return a row of a table, as `loc`, `iterrows` or `itertuples` give it."""
    if hasattr(value, "_asdict"):
        values, label = value._asdict(), getattr(value, "Index", None)
    elif hasattr(value, "to_dict") and hasattr(value, "items"):
        values, label = value.to_dict(), value.name
    else:
        return None
    shapes = [name for name, one in values.items() if isinstance(one, shapely.Geometry)]
    name = GEOMETRY if GEOMETRY in values else shapes[0] if len(shapes) == 1 else None
    if name is None:
        return None
    return Row(label, values.pop(name), values)
