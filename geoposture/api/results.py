"""Answers that can be cited and drawn: figures that say their sentence and show their shape."""

from __future__ import annotations

import base64
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import escape

from geoposture import geodesy
from geoposture.api.lists import Rows
from geoposture.api.packaged import read_packaged
from geoposture.api.places import GivenSpot
from geoposture.catalog import Catalog
from geoposture.formats.frames import frame_coverage, frame_measures
from geoposture.formats.geojson import coverage_collection, measure_feature
from geoposture.language.citations import cite_answer
from geoposture.language.sentences import describe_coverage, describe_distance
from geoposture.language.words import load_words
from geoposture.model import Coverage, Figures, Inputs, Measure, Spot, Text, View

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WIDTH, HEIGHT = 480, 320
"""Pixels of the map beside a sentence in a notebook."""


class Basis:
    """What an answer was computed with.

    A catalogue is megabytes: an answer that travels to another process leaves it behind.

    Parameters
    ----------
    version : str
        Of the catalogue.
    day : str or None
        Of the newest layer that was asked, ISO 8601.
    repeatable : bool
        Whether a command can ask the same.
    catalog : Catalog, optional
        None where it was left behind.
    """

    __slots__ = ("_catalog", "day", "repeatable", "version")

    def __init__(
        self, version: str, day: str | None, repeatable: bool, catalog: Catalog | None = None
    ) -> None:
        self.version, self.day, self.repeatable = version, day, repeatable
        self._catalog = catalog

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process without the catalogue."""
        return Basis, (self.version, self.day, self.repeatable)

    def __repr__(self) -> str:
        return f"Basis({self.version}, {self.day})"

    def find_catalog(self) -> Catalog | None:
        """Return the catalogue, that of the package if it is the same; None if it is gone."""
        if self._catalog is None and read_packaged().version == self.version:
            return read_packaged()
        return self._catalog


class Answer:  # noqa: PLW1641 - names are mappings: figures have no hash
    """What every answer can do beside its figures."""

    __slots__ = ()
    plain: ClassVar[type]
    """The figures alone, which an answer equals."""
    basis: Basis
    inputs: Inputs

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.plain):
            return NotImplemented
        return _read_fields(self.plain, self) == _read_fields(self.plain, other)

    @property
    @abstractmethod
    def sentence(self) -> Text:
        """What the figures say, in every language."""

    @property
    @abstractmethod
    def figures(self) -> Figures:
        """The answer as a view holds it."""

    @property
    def citation(self) -> str:
        """The sentence, the data's day, the versions, and the command that prints the same."""
        return cite_answer(
            self.sentence["en"], load_words("en"), day=self.basis.day,
            package=self.inputs.version, version=self.basis.version,
            command=self.inputs.command if self.basis.repeatable else None,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        catalog = self.basis.find_catalog()
        picture = _draw(catalog, self.figures) if catalog else ""
        return (
            f'<figure style="margin:0;max-width:{WIDTH}px">{picture}'
            f"<figcaption>{escape(self.sentence['en'])}</figcaption></figure>"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MeasureAnswer(Answer, Measure):
    """A distance with its sentence and its line."""

    plain = Measure
    basis: Basis

    @property
    def sentence(self) -> Text:
        """What the figures say, in every language."""
        return describe_distance(self)

    @property
    def figures(self) -> Figures:
        """The answer as a view holds it."""
        return Figures(measure=self)

    @property
    def geometry(self) -> Any:
        """The geodesic between the nearest points, as a shapely line cut at 180°."""
        return geodesy.draw_line(self.origin_point, self.target_point)

    @property
    def frame(self) -> GeoDataFrame:
        """The distance as a GeoDataFrame of one row in EPSG:4326."""
        return frame_measures([self])

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The Feature that ``/distance`` answers."""
        return measure_feature(self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CoverageAnswer(Answer, Coverage):
    """A coverage with its sentence and its shapes."""

    plain = Coverage
    basis: Basis

    @property
    def sentence(self) -> Text:
        """What the figures say, in every language."""
        return describe_coverage(self)

    @property
    def figures(self) -> Figures:
        """The answer as a view holds it."""
        return Figures(coverage=self)

    @property
    def geometry(self) -> Any:
        """What is covered of the target, as a shapely geometry; empty where nothing is."""
        return self.covered

    @property
    def frame(self) -> GeoDataFrame:
        """What ``/coverage`` answers as a GeoDataFrame in EPSG:4326: a row a role."""
        return frame_coverage(self)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The FeatureCollection that ``/coverage`` answers."""
        return coverage_collection(self)


class Spots(tuple[Spot, ...]):
    """The origins of a coverage: a tuple that names a few of many."""

    __slots__ = ()
    MOST = 5

    def __repr__(self) -> str:
        named = ", ".join(spot.ref for spot in self[: self.MOST])
        rest = len(self) - self.MOST
        return f"Spots({named}{f', and {rest} more' if rest > 0 else ''})"


class Measures(Rows[MeasureAnswer]):
    """Distances, nearest first."""

    columns = ("from", "to", "distance_km", "low_km", "high_km")

    def tell(self, item: MeasureAnswer) -> Sequence[Any]:
        """Return the cells of a distance.

        Parameters
        ----------
        item : MeasureAnswer
            A row of the list.
        """
        return item.origin.ref, item.target.ref, item.distance_km, item.low_km, item.high_km

    @property
    def frame(self) -> GeoDataFrame:
        """The distances as a GeoDataFrame in EPSG:4326, a line each."""
        return frame_measures(self)


def answer_measure(catalog: Catalog, measure: Measure) -> MeasureAnswer:
    """Return a distance that says what it is.

    Parameters
    ----------
    catalog : Catalog
        Which it was computed with.
    measure : Measure
    """
    basis = _find_basis(catalog, measure.inputs, [measure.origin, measure.target])
    return MeasureAnswer(**_read_fields(Measure, measure), basis=basis)


def answer_coverage(catalog: Catalog, coverage: Coverage) -> CoverageAnswer:
    """Return a coverage that says what it is.

    Parameters
    ----------
    catalog : Catalog
        Which it was computed with.
    coverage : Coverage
    """
    basis = _find_basis(catalog, coverage.inputs, [*coverage.origins, coverage.target])
    told = _read_fields(Coverage, coverage) | {"origins": Spots(coverage.origins)}
    return CoverageAnswer(**told, basis=basis)


def _find_basis(catalog: Catalog, inputs: Inputs, spots: Iterable[Spot]) -> Basis:
    days = (catalog.layer(one).info.date for one in inputs.layers)
    repeatable = not any(isinstance(one, GivenSpot) for one in spots)
    return Basis(catalog.version, max(filter(None, days), default=None), repeatable, catalog)


def _read_fields(kind: type, value: object) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(kind)}


def _draw(catalog: Catalog, figures: Figures) -> str:
    """Return a still map as an image: no style or id of it meets those of the notebook."""
    from geoposture import pictures  # noqa: PLC0415 - only who looks at an answer draws it
    from geoposture.maps import assets  # noqa: PLC0415

    view = View(tool="coverage" if figures.coverage else "distance", legend=False)
    svg = pictures.draw_view(catalog, view, width=WIDTH, height=HEIGHT, figures=figures)
    typeset = assets.bring_faces(svg)
    data = base64.b64encode(typeset.encode()).decode()
    return (
        f'<img alt="" width="{WIDTH}" style="max-width:100%;height:auto" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
