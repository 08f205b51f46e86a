"""The days of the data: of a count, and of what was compiled, each its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.language.words import Words, is_day
from geoposture.views.facilities import list_facilities


def describe_days(catalog: Catalog, words: Words) -> dict[str, str]:
    """Return the day of the official list, and the days on which the rest was compiled.

    Either is empty where the data do not say it.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    rows = [one["properties"] for one in list_facilities(catalog)]
    listed = max(_list_days(rows, "listed"), default=None)
    listed = listed or (catalog.theatre.lead.day if catalog.theatre.lead else None) or ""
    own = sorted(_list_days(rows, "as_of"))
    dates = (one.info.date for one in catalog.layers.values() if one.info.date)
    days = own or [day for day in (max(dates, default=catalog.theatre.as_of),) if day]
    return {
        "list_date": words.date(listed) if listed else "",
        "data_date": join_days(days[0], days[-1], words) if days else "",
    }


def _list_days(rows: Iterable[Mapping[str, Any]], name: str) -> set[str]:
    """Return the days that a property has; what is no day is not the newest of them."""
    found = {str(row[name]) for row in rows if row.get(name)}
    return {one for one in found if is_day(one)}


@keep(1)
def find_day(catalog: Catalog) -> str | None:
    """Return the day of the newest of the data, None where nothing has one.

    That of a layer, of the review of a claim, or of a correction: each changes what is served.

    Parameters
    ----------
    catalog : Catalog
        The layers, with the days of their data.
    """
    layers = (one.info.date for one in catalog.layers.values() if one.info.date)
    reviews = (
        str(review["at"])[: len("2026-01-01")]
        for layer_id in catalog.theatre.list_role("annotations")
        for one in catalog.layers[layer_id].features
        if isinstance(review := one["properties"].get("review"), dict) and review.get("at")
    )
    corrections = (one.date for one in catalog.corrections)
    days = (one for one in (*layers, *reviews, *corrections) if is_day(one))
    return max(days, default=None)


def join_days(first: str, last: str, words: Words) -> str:
    """Return two days and what lies between, with their month once where it is the same.

    Parameters
    ----------
    first, last : str
        ISO 8601, each as precise as its source.
    words : Words
    """
    if first == last:
        return words.date(first)
    whole = all(is_day(one) and len(one) == len("2026-01-01") for one in (first, last))
    if whole and first[:7] == last[:7]:
        days = {"first_day": int(first[8:]), "last_day": int(last[8:])}
        return words.text("date.span_days", month=words.date(first[:7]), **days)
    return words.text("date.span", first=words.date(first), last=words.date(last))
