"""Figures → GeoDataFrames in EPSG:4326: what the service answers, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

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


def _frame(features: Iterable[Feature]) -> GeoDataFrame:
    import geopandas  # noqa: PLC0415 - a second of import that the service never needs

    return geopandas.GeoDataFrame.from_features(list(features), crs=CRS)
