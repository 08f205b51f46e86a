"""The functions of ``import geoposture as gp``: references, positions or geometries in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from geoposture import analysis, geodesy
from geoposture.articles import Reading, read_article
from geoposture.articles.published import require_article
from geoposture.articles.text import parse_text, read_text
from geoposture.catalog import Catalog, load_layers
from geoposture.catalog.references import point_spot, resolve, split_references
from geoposture.errors import BadRequest
from geoposture.model import Coverage, Measure, Spot, View
from geoposture.views.fields import BY_NAME

Locatable = Any
"""A reference, a (lon, lat) pair in degrees, or a shapely geometry in EPSG:4326."""


def distance(a: Locatable, b: Locatable, *, layers: Catalog | None = None) -> Measure:
    """Return the geodesic between the nearest points of two places.

    Parameters
    ----------
    a, b : str, (lon, lat) or shapely geometry
        References such as ``us_bases/kadena-ab``, positions in degrees, or geometries.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    BadRequest
        If one of them names nothing, or is no position.

    Examples
    --------
    >>> round(distance("us_bases/kadena-ab", "places/taipei").distance_km)
    643
    """
    catalog = layers or _packaged()
    return analysis.measure_distance(catalog, _locate(catalog, a, "a"), _locate(catalog, b, "b"))


def distances(
    origins: Locatable, targets: Locatable, *, layers: Catalog | None = None
) -> list[Measure]:
    """Return one measure a pair, nearest first; whole layers count as their features.

    Parameters
    ----------
    origins, targets : Locatable
        ``LAYER/FEATURE``, ``LAYER``, (lon, lat) in degrees, a shapely geometry, or several
        of them.
    layers : Catalog, optional
        The catalogue; None takes that of the package.

    Raises
    ------
    BadRequest
        If a reference names nothing, or has no position.
    TooMany
        If there are more than 200 origins or 10 targets.
    """
    catalog = layers or _packaged()
    return analysis.measure_distances(
        catalog, _locate_all(catalog, origins, "origins"), _locate_all(catalog, targets, "targets")
    )


def nearest(
    target: Locatable, *, among: Locatable | None = None, layers: Catalog | None = None
) -> Measure:
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
    catalog = layers or _packaged()
    places = ",".join(catalog.theatre.list_role("facilities")) if among is None else among
    return distances(places, target, layers=catalog)[0]


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
    analysis.check_radius(radius_km)
    spot = _locate(layers or _packaged(), origin, "origin")
    if spot.geometry.geom_type != "Point":
        raise BadRequest(f"{spot.ref} is no point; rings need points", parameter="origin")
    return geodesy.draw_rings(spot.geometry.x, spot.geometry.y, radius_km * 1000)[0]


def coverage(
    origins: Locatable,
    *,
    target: Locatable,
    radius_km: float | None = None,
    system: str | None = None,
    where: str | None = None,
    whatif: bool = False,
    detail: bool = False,
    layers: Catalog | None = None,
) -> Coverage:
    """Return how much of a target lies within a distance of one or more places.

    Parameters
    ----------
    origins : str, (lon, lat), shapely point, or a sequence of them
        Where the rings are.
    target : str or shapely polygon
        The area, for example ``east_china_sea``.
    radius_km, system : float or str
        Either a distance, or the id of a system with a basing row at every origin.
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
    """  # fmt: skip
    catalog = layers or _packaged()
    located = _locate_all(catalog, origins, "origins")
    references = [spot.ref for spot in located]
    spots = (
        analysis.select_origins(catalog, references, where=where)
        if _are_references(origins)
        else tuple(part for spot in located for part in spot.each())
    )
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=radius_km, system=system, whatif=whatif
    )
    return analysis.compute_coverage(
        catalog, spots, _locate(catalog, target, "target"), reach, references=references,
        where=where, detail=detail,
    )  # fmt: skip


def annotate(
    article: str | Path, *, published: date | str | None = None, layers: Catalog | None = None
) -> Reading:
    """Return the places, bases, seas, quantities and implied links of an article.

    Parameters
    ----------
    article : str or Path
        The text itself, or the path of a text file in UTF-8. Offsets are code points.
    published : date or str, optional
        The day of publication, ``2025-03-30``; weekdays are resolved against it.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    BadData
        If it is no file, too large, empty, or not text.
    BadRequest
        If `published` is no day.

    Examples
    --------
    >>> [one.feature for one in annotate("A tanker left Kadena Air Base for Guam.").mentions]
    ['us_bases/kadena-ab', 'places/guam']
    """
    text = read_text(article) if isinstance(article, Path) else parse_text(_encode(article))
    return read_article(text, layers or _packaged(), published=_read_day(published))


def explore(
    *,
    lang: str = "en",
    theme: str = "auto",
    feature: str | None = None,
    article: str | None = None,
    claim: int | None = None,
    where: str | None = None,
    units: str = "km",
    bbox: tuple[float, float, float, float] | None = None,
    shape: str = "wide",
    layers: Catalog | None = None,
) -> Any:
    """Return the map: it shows itself in a notebook, `save(path)` writes it as one file.

    Its `to_pdf(path)` writes it as a picture for paper, with the extra ``pdf``.

    Parameters
    ----------
    lang, theme : str
        ``en`` or ``ja``; ``auto``, ``light`` or ``dark``.
    feature : str, optional
        A reference whose card is open.
    article : str, optional
        Id of the article that is told; by default the newest.
    claim : int, optional
        The point of it that is read.
    where : str, optional
        A filter, ``branch:USMC,kinds:airfield``.
    units : str
        ``km``, ``mi`` or ``nmi``.
    bbox : (west, south, east, north), optional
        What is shown, in degrees.
    shape : str
        Of the map in a notebook: ``wide``, ``square`` or ``tall``.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    NotFound
        If there is no such article.
    BadRequest
        If there is no such shape.
    """
    from geoposture.maps import single_file  # noqa: PLC0415 - folium brings pandas: a second of import

    catalog = layers or _packaged()
    require_article(catalog, article)
    view = View(
        lang=lang, theme=theme, feature=feature, article=article, claim=claim, where=where,
        units=units, bbox=bbox, shape=BY_NAME["shape"].read(shape, "shape"),
    )  # fmt: skip
    return single_file.Exploration(catalog, view)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _read_day(day: date | str | None) -> date | None:
    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise BadRequest(
            f"published is a day as in 2025-03-30; got “{day[:40]}”", parameter="published"
        ) from error


@cache
def _packaged() -> Catalog:
    return load_layers()


def _are_references(value: Locatable) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    )


def _locate(catalog: Catalog, value: Locatable, name: str) -> Spot:
    if isinstance(value, str):
        return resolve(catalog, value, parameter=name)
    if hasattr(value, "geom_type"):
        return _wrap_geometry(value, name)
    if isinstance(value, Sequence) and len(value) == 2:  # noqa: PLR2004
        return point_spot(float(value[0]), float(value[1]), parameter=name)
    raise BadRequest(f"{name}: {value!r} is no reference, (lon, lat) or geometry", parameter=name)


def _locate_all(catalog: Catalog, value: Locatable, name: str) -> list[Spot]:
    if isinstance(value, str):
        return [
            resolve(catalog, one, parameter=name) for one in split_references(value, parameter=name)
        ]
    if isinstance(value, list):
        return [_locate(catalog, one, name) for one in value]
    return [_locate(catalog, value, name)]


def _wrap_geometry(geometry: Any, name: str) -> Spot:
    if geometry.is_empty:
        raise BadRequest(f"{name}: the geometry is empty", parameter=name)
    if not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise BadRequest(
            f"{name}: the geometry is not valid: {reason}; shapely.make_valid mends it",
            parameter=name,
        )
    x, y = geodesy.label_point(geometry)
    point_spot(x, y, parameter=name)
    ref = f"{geometry.x:g},{geometry.y:g}" if geometry.geom_type == "Point" else geometry.geom_type
    return Spot(ref=ref, name={"en": ref, "ja": ref}, geometry=geometry)
