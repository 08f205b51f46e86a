"""Figures → GeoDataFrames in EPSG:4326: what the service answers, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoposture.errors import BadData
from geoposture.formats.geojson import coverage_collection, measure_feature
from geoposture.model import Coverage, Feature, Measure

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

CRS = "EPSG:4326"


def frame_measures(measures: Iterable[Measure]) -> GeoDataFrame:
    """Return distances as rows: the line and every figure of each.

    Parameters
    ----------
    measures : iterable of Measure
        Each one a row.
    """
    return _frame(measure_feature(one) for one in measures)


def frame_coverage(coverage: Coverage) -> GeoDataFrame:
    """Return a coverage as rows: what is covered, the union, each ring, and each depth if any.

    Parameters
    ----------
    coverage : Coverage
        With its rings, in degrees.
    """
    return _frame(coverage_collection(coverage)["features"])


def read_parquet(file: Path) -> tuple[tuple[str, ...], list[dict[str, Any]], Any, str | None]:
    """Return the columns, rows, geometries and reference system of a GeoParquet file.

    Parameters
    ----------
    file : Path
        With its geometries as GeoParquet has them.

    Raises
    ------
    BadData
        If it is none, or the extra ``[parquet]`` is not installed.
    """
    import geopandas  # noqa: PLC0415

    try:
        frame = geopandas.read_parquet(file)
    except ImportError as error:
        wanted = "GeoParquet wants an extra: pip install 'geoposture[parquet]'"
        raise BadData(f"{file.name}: {wanted}") from error
    except Exception as error:  # the library's own, of several kinds
        raise BadData(f"{file.name}: is no GeoParquet: {str(error)[:200]}") from error
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    told = [{str(key): value for key, value in one.items() if not _lacks(value)} for one in rows]
    columns = tuple(str(one) for one in frame.columns if one != frame.geometry.name)
    crs = frame.crs.to_wkt() if frame.crs is not None else None
    return columns, told, frame.geometry.to_numpy(), crs


def _lacks(value: Any) -> bool:
    """Tell whether a cell is empty, in whichever way a frame has it; a list is none."""
    return (isinstance(value, float) and value != value) or str(value) in ("NaT", "<NA>")  # noqa: PLR0124


def _frame(features: Iterable[Feature]) -> GeoDataFrame:
    import geopandas  # noqa: PLC0415 - a second of import that the service never needs

    return geopandas.GeoDataFrame.from_features(list(features), crs=CRS)
