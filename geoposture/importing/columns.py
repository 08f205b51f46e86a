"""Which columns of a table hold positions and names, and the positions of its rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely

from geoposture.errors import BadRequest
from geoposture.importing.angles import parse_angle, parse_length

LATITUDES = ("lat", "latitude", "latdeg", "latdd", "decimallatitude", "ylat", "緯度", "北緯",
             "latitud", "breite", "breitengrad", "wgslat")  # fmt: skip
LONGITUDES = ("lon", "lng", "long", "longitude", "londeg", "londd", "longdd", "decimallongitude",
              "xlon", "経度", "東経", "longitud", "länge", "längengrad", "wgslon")  # fmt: skip
PLANES = {"y": "x", "northing": "easting"}
SHAPES = ("wkt", "geometry", "geom", "thegeom")
NAMES = ("name", "nameen", "nameja", "title", "label", "名称", "名前", "施設名", "地点名", "site",
         "sitename", "placename", "nom", "nombre", "bezeichnung")  # fmt: skip
IDS = ("id", "fid", "code", "identifier", "コード", "番号")
"""Headings in letters alone, without case; the first that a table has is taken."""


@dataclass(frozen=True, slots=True)
class Places:
    """The columns that say where.

    Attributes
    ----------
    northing, easting : str
        Of latitude and longitude, or of the two lengths of a plane; empty where `shape` is.
    shape : str
        A column of WKT, or empty.
    degrees : bool
        The two are angles.
    """

    northing: str = ""
    easting: str = ""
    shape: str = ""
    degrees: bool = True

    @property
    def used(self) -> frozenset[str]:
        """The columns that become the geometry."""
        return frozenset(filter(None, (self.northing, self.easting, self.shape)))


def find_places(
    columns: Sequence[str], *, lat: str | None, lon: str | None, degrees: bool, northing_first: bool
) -> Places | None:
    """Return the columns of positions, None where there are none.

    Parameters
    ----------
    columns : sequence of str
        The headings.
    lat, lon : str or None
        As a person named them.
    degrees : bool
        The reference system has angles.
    northing_first : bool
        The register of the system calls the northing X: two columns x and y say nothing then.

    Raises
    ------
    BadRequest
        If a named column is not there, one is named alone, or x and y can be meant either way.
    """
    if lat or lon:
        if not (lat and lon):
            raise BadRequest("--lat and --lon go together", parameter="--lon" if lat else "--lat")
        return Places(
            require_column(columns, lat, "--lat"), require_column(columns, lon, "--lon"),
            degrees=degrees,
        )  # fmt: skip
    if degrees and (lat := _find(columns, LATITUDES)) and (lon := _find(columns, LONGITUDES)):
        return Places(lat, lon)
    for north, east in PLANES.items():
        northing, easting = _find(columns, (north,)), _find(columns, (east,))
        if northing and easting:
            if north == "y" and northing_first:
                raise BadRequest(
                    f"“{easting}” and “{northing}”: in this system X is the northing, elsewhere "
                    "the easting; name the northing with --lat and the easting with --lon",
                    parameter="--lat",
                )
            return Places(northing, easting, degrees=degrees)
    shape = _find(columns, SHAPES)
    return Places(shape=shape, degrees=degrees) if shape else None


def find_name(columns: Sequence[str], given: str | None) -> str | None:
    """Return the column of names, None where there is none.

    Parameters
    ----------
    columns : sequence of str
        The headings.
    given : str or None
        As a person named it.

    Raises
    ------
    BadRequest
        If the named one is not there.
    """
    if given:
        return require_column(columns, given, "--name-column")
    return _find(columns, NAMES)


def find_id(columns: Sequence[str]) -> str | None:
    """Return the column of ids, None where there is none.

    Parameters
    ----------
    columns : sequence of str
        The headings.
    """
    return _find(columns, IDS)


def require_column(columns: Sequence[str], name: str, option: str) -> str:
    """Return the column of a name.

    Parameters
    ----------
    columns : sequence of str
        The headings.
    name : str
        As a person wrote it.
    option : str
        By which.

    Raises
    ------
    BadRequest
        If there is none; the message lists those there are.
    """
    found = name if name in columns else _find(columns, (_fold(name),))
    if not found:
        raise BadRequest(
            f"{option}: there is no column “{name[:60]}”; there are: {', '.join(columns)[:300]}",
            parameter=option,
        )
    return found


def place_row(row: Mapping[str, str], places: Places) -> shapely.Geometry | None:
    """Return the geometry of a row, None where its cells are empty.

    Parameters
    ----------
    row : mapping of str to str
        Texts by column.
    places : Places
        The columns that say where.

    Raises
    ------
    ValueError
        If they hold no position; the message says what they hold.
    """
    if places.shape:
        return _read_shape(row[places.shape])
    northing, easting = row[places.northing], row[places.easting]
    if not northing and not easting:
        return None
    if not (northing and easting):
        lacking = places.easting if northing else places.northing
        raise ValueError(f"“{lacking}” is empty")
    if places.degrees:
        return shapely.Point(parse_angle(easting, "lon"), parse_angle(northing, "lat"))
    return shapely.Point(parse_length(easting), parse_length(northing))


def look_exchanged(rows: Iterable[Mapping[str, str]], places: Places) -> bool:
    """Tell whether latitude and longitude stand in each other's column.

    Parameters
    ----------
    rows : iterable of mapping
        Texts by column.
    places : Places
        The columns that say where.
    """
    turned = Places(places.easting, places.northing)
    return bool(places.northing) and places.degrees and (
        not any(_is_placed(row, places) for row in rows)
        and any(_is_placed(row, turned) for row in rows)
    )  # fmt: skip


def _is_placed(row: Mapping[str, str], places: Places) -> bool:
    try:
        return place_row(row, places) is not None
    except ValueError:
        return False


def _read_shape(text: str) -> shapely.Geometry | None:
    if not text:
        return None
    try:
        return shapely.from_wkt(text)
    except (shapely.GEOSException, UnicodeEncodeError) as error:
        raise ValueError(f"“{text[:40]}” is no WKT") from error


def _find(columns: Sequence[str], wanted: Sequence[str]) -> str | None:
    folded = {_fold(one): one for one in reversed(columns)}
    return next((folded[one] for one in wanted if one in folded), None)


def _fold(text: str) -> str:
    even = unicodedata.normalize("NFKC", text).lower()
    return "".join(one for one in even if one.isalpha())
