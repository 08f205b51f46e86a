"""``towns.csv`` of a theatre: the towns that its search finds, beside the features of layers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geoposture.catalog.tables import read_table, split_list
from geoposture.language.words import LANGUAGES
from geoposture.model import Text, Town

FILE = "towns.csv"
MOST_LAT, MOST_LON = 90, 180


def read_towns(folder: Path) -> tuple[Town, ...]:
    """Return the towns of a folder of layers, none where it has no table of them.

    Parameters
    ----------
    folder : Path
        Of the layers.

    Raises
    ------
    BadData
        If a row lacks a name or a source, or its point is none.
    """
    return tuple(read_table(folder / FILE, _make_town))


def _make_town(row: Mapping[str, str | None]) -> Town:
    name, sources = _read_text(row, "name"), split_list(row["sources"])
    if not row["id"] or name is None or not sources:
        raise ValueError(f"{row['id']}: a town has an id, a name and its sources")
    return Town(
        id=row["id"],
        name=name,
        reading=row.get("reading"),
        kind=_read_text(row, "kind"),
        area=_read_text(row, "area"),
        point=_read_point(row),
        uncertainty_km=float(row.get("uncertainty_km") or 0) or None,
        same_as=row.get("same_as"),
        sources=sources,
    )


def _read_text(row: Mapping[str, str | None], name: str) -> Text | None:
    """Return a text in every language, the first one where the table lacks another."""
    given = {lang: row.get(f"{name}_{lang}") for lang in LANGUAGES}
    first = next((one for one in given.values() if one), None)
    return None if first is None else {lang: text or first for lang, text in given.items()}


def _read_point(row: Mapping[str, str | None]) -> tuple[float, float] | None:
    lon, lat = row.get("lon"), row.get("lat")
    if not lon and not lat:
        return None
    point = float(lon or "nan"), float(lat or "nan")
    if not (abs(point[0]) <= MOST_LON and abs(point[1]) <= MOST_LAT):
        raise ValueError(f"{row['id']}: lon and lat are degrees; got {lon}, {lat}")
    return point
