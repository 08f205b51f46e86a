"""The questions of ``import geoposture as gp``: places in, answers out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from numbers import Real
from pathlib import Path
from typing import Any

from geoposture import analysis, geodesy
from geoposture.api.packaged import choose_catalog
from geoposture.api.places import GivenSpot, Locatable, locate, locate_all
from geoposture.api.results import (
    CoverageAnswer,
    MeasureAnswer,
    Measures,
    answer_coverage,
    answer_measure,
)
from geoposture.api.rows import show
from geoposture.articles import Reading, read_article
from geoposture.articles.dates import read_published
from geoposture.articles.text import parse_text, read_text
from geoposture.catalog import Catalog
from geoposture.catalog.references import select_parts
from geoposture.errors import BadRequest
from geoposture.model import Spot, System


def distance(a: Locatable, b: Locatable, *, layers: Catalog | None = None) -> MeasureAnswer:
    """Return the geodesic between the nearest points of two places.

    Parameters
    ----------
    a, b : Locatable
        A reference such as ``us_bases/kadena-ab``, (lon, lat) in degrees, a shapely geometry, a
        row of a GeoDataFrame in EPSG:4326, or a match of `search`. A row brings its name and its
        ``uncertainty_km``; a bare geometry is taken to be exact.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    BadRequest
        If one of them names nothing, is no position, or is several.

    Examples
    --------
    >>> found = distance("us_bases/kadena-ab", "places/taipei")
    >>> found
    Measure(us_bases/kadena-ab → places/taipei: 642.826 km ± 5.5 km)
    >>> found.sentence["en"][:47]
    'Kadena Air Base is about 640 km (400 miles) fro'
    """
    catalog = choose_catalog(layers)
    start, end = locate(catalog, a, "a"), locate(catalog, b, "b")
    return answer_measure(catalog, analysis.measure_distance(catalog, start, end))


def distances(origins: Locatable, targets: Locatable, *, layers: Catalog | None = None) -> Measures:
    """Return one measure a pair, nearest first; whole layers count as their features.

    Parameters
    ----------
    origins, targets : Locatable
        ``LAYER/FEATURE``, ``LAYER``, (lon, lat) in degrees, a shapely geometry, or several
        of them: a list, an array of positions, a GeoSeries or GeoDataFrame in EPSG:4326.
    layers : Catalog, optional
        The catalogue; None takes that of the package.

    Raises
    ------
    BadRequest
        If a reference names nothing, or has no position.
    TooMany
        If there are more than 200 origins or 10 targets.
    """
    catalog = choose_catalog(layers)
    found = analysis.measure_distances(
        catalog, locate_all(catalog, origins, "origins"), locate_all(catalog, targets, "targets")
    )
    return Measures(answer_measure(catalog, one) for one in found)


def nearest(
    target: Locatable, *, among: Locatable | None = None, layers: Catalog | None = None
) -> MeasureAnswer:
    """Return the distance to the nearest of several places, by default of all facilities.

    Parameters
    ----------
    target : Locatable
        ``LAYER/FEATURE``, (lon, lat) in degrees, or a shapely geometry.
    among : Locatable, optional
        The places; None takes the facilities that the theatre counts.
    layers : Catalog, optional
        The catalogue; None takes that of the package.

    Raises
    ------
    BadRequest
        If a reference names nothing, or has no position.
    TooMany
        If there are more than 200 places or 10 targets.
    """
    catalog = choose_catalog(layers)
    places = list(catalog.theatre.list_role("facilities")) if among is None else among
    return distances(places, [locate(catalog, target, "target")], layers=catalog)[0]


def ring(origin: Locatable, *, radius_km: float, layers: Catalog | None = None) -> Any:
    """Return the geodesic circle round a point, as a shapely geometry cut at 180°.

    Parameters
    ----------
    origin : Locatable
        ``LAYER/FEATURE``, (lon, lat) in degrees, or a shapely point.
    radius_km : float
        Kilometres.
    layers : Catalog, optional
        The catalogue; None takes that of the package.

    Raises
    ------
    BadRequest
        Unless ``0.1 <= radius_km <= 19900`` and the origin is a point.
    """
    length_km = _read_radius(radius_km)
    spot = locate(choose_catalog(layers), origin, "origin")
    analysis.check_points([spot], "origin")
    return geodesy.draw_rings(spot.geometry.x, spot.geometry.y, length_km * 1000)[0]


def coverage(
    origins: Locatable,
    *,
    target: Locatable,
    radius_km: float | None = None,
    system: str | System | None = None,
    where: str | None = None,
    whatif: bool = False,
    detail: bool = False,
    layers: Catalog | None = None,
) -> CoverageAnswer:
    """Return how much of a target lies within a distance of one or more places.

    Parameters
    ----------
    origins : Locatable
        Where the rings are: references, (lon, lat) in degrees, shapely points, or several of
        them: a list, an array of positions, a GeoSeries or GeoDataFrame in EPSG:4326.
    target : Locatable
        The area, for example ``east_china_sea``, or a shapely polygon.
    radius_km, system : float, or str or System
        Either kilometres, or a system (its id, or one of `systems`) with a basing row at every
        origin.
    where : str, optional
        Narrows a layer: ``branch:USAF,kinds:airfield``.
    whatif : bool
        Compute a system where no source says it is; the result says so.
    detail : bool
        Add depth and contributions.
    layers : Catalog, optional
        The catalogue; None takes that of the package.

    Raises
    ------
    BadRequest
        If the question breaks a rule; the message says which. Its kinds are `TooMany`,
        `UnknownLayer`, `UnknownFeature`, `NoPosition`, and for a system `NotBased`,
        `NoFigure`, `NotARadius` and `OriginTooWide`.

    Examples
    --------
    >>> found = coverage("us_bases/mcas-futenma", target="east_china_sea", radius_km=600)
    >>> round(found.share, 2)
    0.65
    >>> found.frame["role"].tolist()
    ['covered', 'union', 'ring']
    """
    catalog = choose_catalog(layers)
    located = locate_all(catalog, origins, "origins")
    references = [spot.ref for spot in located]
    spots = _select_origins(catalog, located, where)
    length_km = None if radius_km is None else _read_radius(radius_km)
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=length_km,
        system=system.id if isinstance(system, System) else system, whatif=whatif,
    )  # fmt: skip
    found = analysis.compute_coverage(
        catalog, spots, locate(catalog, target, "target"), reach, references=references,
        where=where, detail=detail,
    )  # fmt: skip
    return answer_coverage(catalog, found)


def annotate(
    article: str | Path, *, published: date | str | None = None, layers: Catalog | None = None
) -> Reading:
    """Return the places, bases, seas, quantities and implied links of an article.

    Parameters
    ----------
    article : str or Path
        The text itself, or the path of a text file in UTF-8. Offsets are code points.
    published : date or str, optional
        The day of publication, ``2025-03-30``; weekdays are resolved against it. Of a month,
        ``2025-03``, no weekday follows.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    BadData
        If it is no file, too large, empty, or not text.
    BadRequest
        If `published` is no day or month, or `article` is neither.

    Examples
    --------
    >>> [one.feature for one in annotate("A tanker left Kadena Air Base for Guam.").mentions]
    ['us_bases/kadena-ab', 'places/guam']
    """
    if not isinstance(article, str | Path):
        raise BadRequest(f"article is a text or a Path; got {show(article)}", parameter="article")
    text = read_text(article) if isinstance(article, Path) else parse_text(_encode(article))
    return read_article(text, choose_catalog(layers), published=_read_day(published))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _read_day(day: Any) -> date | None:
    if day is None or isinstance(day, date):
        return day
    if not isinstance(day, str):
        raise BadRequest(
            f"published is a day as in 2025-03-30; got {show(day)}", parameter="published"
        )
    return read_published(day, "published")


def _read_radius(value: Any) -> float:
    if not isinstance(value, Real) or isinstance(value, bool):
        raise BadRequest(
            f"radius_km is a number of kilometres; got {show(value)}", parameter="radius_km"
        )
    analysis.check_radius(float(value))
    return float(value)


def _select_origins(
    catalog: Catalog, located: Sequence[Spot], where: str | None
) -> tuple[Spot, ...]:
    """Return the points of rings; a filter narrows what has a reference."""
    if where is None:
        spots = select_parts(located)
        analysis.check_points(spots, "origins")
        return spots
    if not isinstance(where, str):
        raise BadRequest(
            f"where is a filter as in property:A|B; got {show(where)}", parameter="where"
        )
    given = next((one for one in located if isinstance(one, GivenSpot)), None)
    if given:
        raise BadRequest(
            f"where chooses among features; {given.ref} is a geometry", parameter="where"
        )
    return analysis.select_origins(catalog, [one.ref for one in located], where=where)
