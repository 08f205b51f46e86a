"""The days of the data: of a count, and of what was compiled, each its own."""

from __future__ import annotations

from geoposture.catalog import Catalog
from geoposture.language.words import Words

FIRST_YEAR = "2026"
COUNTED_IN = "mod-list-2020"
"""The source in which the ministry's count was read."""


def describe_days(catalog: Catalog, words: Words) -> dict[str, str]:
    """Return the day of the ministry's list, and the days on which the rest was compiled."""
    layer = catalog.layers.get("us_bases")
    rows = [one["properties"] for one in layer.features] if layer else []
    listed = max((row["listed"] for row in rows if row.get("listed")), default=FIRST_YEAR)
    own = sorted({row["as_of"] for row in rows if row.get("as_of")})
    days = own or [(layer.info.date if layer else None) or FIRST_YEAR]
    return {"list_date": words.date(listed), "data_date": _join_days(days[0], days[-1], words)}


def _join_days(first: str, last: str, words: Words) -> str:
    if first == last:
        return words.date(first)
    return words.text("date.span", first=words.date(first), last=words.date(last))
