"""The facilities as rows, filters and a legend: only what the data have is a column."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geoposture.catalog import Catalog
from geoposture.language import citations, collation
from geoposture.language.vocabulary import PLAIN, SYMBOLS, find_symbol
from geoposture.language.words import Words
from geoposture.model import Feature
from geoposture.views import facilities
from geoposture.views.description import describe_layer
from geoposture.views.toponyms import (
    describe_status,
    kind_word,
    list_values,
    name_feature,
    name_towns,
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "branch": ("branch",),
    "kind": ("kinds",),
    "place": ("municipalities", "prefectures"),
    "area": ("area_km2",),
    "status": ("status",),
    "position": ("grade",),
    "source": ("sources",),
}
"""Columns beside the name, and the properties that they say."""
NUMBERS: Mapping[str, str] = {"area": "area_km2", "position": "uncertainty_km"}
"""Columns that are sorted by a number of the features; all others by what they say."""
TEXTS: Mapping[str, str] = {"kind": "kinds", "source": "sources"}
FILTERS = (("kinds", "table.col.kind"), ("prefectures", "card.prefecture"))
GRADES = (("A", "legend.exact"), ("B", "legend.one"), ("C", "legend.approx"))
DISPUTED = "disputed"


def describe_facilities(catalog: Catalog, words: Words) -> dict[str, Any]:
    """Return the table of facilities: heading, columns, and a row each, in their order.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    rows, towns = facilities.list_facilities(catalog), name_towns(catalog, words.lang)
    layers = [catalog.layers[one] for one in catalog.theatre.list_role("facilities")]
    columns = [name for name, properties in COLUMNS.items() if _is_filled(rows, properties)]
    described = [
        _describe_facility(one, words, towns)
        | {"sources": _publishers(one, catalog.sources, words)}
        for one in rows
    ]  # fmt: skip
    return {
        "title": words.text("list.join").join(one.info.title[words.lang] for one in layers),
        "description": " ".join(filter(None, (describe_layer(one, words.lang) for one in layers))),
        "columns": columns,
        "rows": _order_rows(rows, described, ["name", *columns], words.lang),
    }


def _order_rows(
    rows: Sequence[Feature], described: Sequence[dict[str, Any]], columns: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    """Add to each row its place in the order of each column, for who sorts: `-` where it has none.

    They are found here, since a browser takes a twentieth of a second to learn an alphabet.
    """
    found = []
    for name in columns:
        if name in NUMBERS:
            values = [one["properties"].get(NUMBERS[name]) for one in rows]
            found.append(collation.rank([_as_number(one) for one in values], lang))
        else:
            texts = [one[TEXTS.get(name, name)] for one in described]
            texts = ["; ".join(one) if isinstance(one, list) else one for one in texts]
            found.append(collation.rank(texts, lang))
    places = [
        " ".join("-" if one is None else str(one) for one in row)
        for row in zip(*found, strict=True)
    ]
    return [one | {"order": place} for one, place in zip(described, places, strict=True)]


def _as_number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def describe_filters(catalog: Catalog, words: Words) -> list[dict[str, Any]]:
    """Return the choices of each filter: property, label, and its values with their words.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    rows = [one for one in facilities.list_facilities(catalog) if facilities.is_drawn(one)]
    towns = name_towns(catalog, words.lang)
    names: Mapping[str, Callable[[str], str]] = {
        "kinds": lambda one: kind_word(one, words),
        "prefectures": lambda one: towns.get(f"town.{one}", one),
    }
    found = [
        {"property": name, "label": words.text(key),
         "options": [{"value": one, "text": names[name](one)} for one in values]}
        for name, key in FILTERS
        if (values := sorted({str(one) for row in rows for one in list_values(row, name)}))
    ]  # fmt: skip
    if _is_filled(rows, ("grade",)):
        grades = [{"value": value, "text": words.text(key)} for value, key in GRADES]
        label = words.text("filter.grade")
        found.append({"property": "grade", "label": label, "options": grades})
    return found


def describe_legend(catalog: Catalog, words: Words) -> dict[str, Any]:
    """Return what the legend says: branches, how many are drawn, and what is not.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    rows, counted = facilities.list_facilities(catalog), facilities.list_counted(catalog)
    drawn = [one for one in rows if facilities.is_drawn(one)]
    unverified = sum(one["properties"].get("grade") == "M" for one in counted)
    returned = [one for one in counted if one["properties"].get("status") == "returned"]
    layers = [catalog.layers[one] for one in catalog.theatre.list_role("facilities")]
    counts = {"rows": len(rows), "listed": len(counted), "more": len(rows) - len(counted),
              "drawn": len(drawn)}  # fmt: skip
    return {
        "table_note": words.text("table.count_note", **counts),
        "count": words.text("layer.count", shown=len(drawn), total=len(counted)),
        "branches": _describe_branches(drawn, words),
        "grades": _is_filled(rows, ("grade",)),
        "sizes": any(facilities.is_large(one) for one in drawn),
        "areas": bool(catalog.theatre.list_role("areas")),
        "disputes": _has_disputes(catalog),
        "links": _published_links(catalog),
        "doubts": [text for one in layers for text in one.info.limits.get(words.lang, ())[:2]],
        "not_drawn": [
            *([words.text("legend.unverified", n=unverified)] if unverified else []),
            *(_say_returned(one, words) for one in returned),
        ],
    }


def _has_disputes(catalog: Catalog) -> bool:
    """Tell whether a feature of any layer is marked as disputed."""
    return any(
        one["properties"].get(DISPUTED)
        for layer in catalog.layers.values()
        for one in layer.features
    )


def _published_links(catalog: Catalog) -> bool:
    """Tell whether an article is linked to places."""
    return any(catalog.layers[one].features for one in catalog.theatre.list_role("annotations"))


def _describe_branches(drawn: Sequence[Feature], words: Words) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], int] = {}
    for one in drawn:
        value = str(one["properties"].get("branch") or "")
        key = find_symbol(one["properties"]), value
        found[key] = found.get(key, 0) + 1
    order = list(SYMBOLS)
    return [
        {"code": code, "value": value, "count_label": _count_marks(count, words),
         "label": _name_branch(code, value, words)}
        for (code, value), count in sorted(
            found.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
        )
    ]  # fmt: skip


def _count_marks(count: int, words: Words) -> str:
    return words.text("legend.marks_one" if count == 1 else "legend.marks", n=count)


def _name_branch(code: str, value: str, words: Words) -> str:
    if code == PLAIN:
        return value or words.text("legend.branch.plain")
    return words.text(f"legend.branch.{code}")


def _describe_facility(feature: Feature, words: Words, towns: Mapping[str, str]) -> dict[str, Any]:
    row, lang = feature["properties"], words.lang
    other = "ja" if lang == "en" else "en"
    code, name = find_symbol(row), name_feature(feature, lang)
    alternative = name_feature(feature, other)
    return {
        "ref": feature["ref"],
        "id": feature["id"],
        "name": name,
        "name_alt": alternative if alternative != name else "",
        "alt_lang": other,
        "branch": _name_branch(code, str(row.get("branch") or ""), words),
        "branch_code": code,
        "kinds": words.text("list.join").join(
            kind_word(kind, words) for kind in list_values(feature, "kinds")
        ),
        "place": _place(feature, words, towns),
        "area": None if row.get("area_km2") is None else _plain_number(row["area_km2"]),
        "position": _position(row, words),
        "status": describe_status(row, words),
        "drawn": facilities.is_drawn(feature),
    }


def _plain_number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _publishers(
    feature: Feature, sources: Mapping[str, Mapping[str, Any]], words: Words
) -> list[str]:
    named = (citations.cite_source(sources.get(str(one), {"publisher": one}), words)
             for one in list_values(feature, "sources"))  # fmt: skip
    return list(dict.fromkeys(named))


def _place(feature: Feature, words: Words, names: Mapping[str, str]) -> str:
    towns, prefectures = (
        words.text("list.join").join(
            names.get(f"town.{one}", str(one)) for one in list_values(feature, key)
        )
        for key in ("municipalities", "prefectures")
    )
    if not towns or not prefectures:
        return towns or prefectures
    return words.text("table.town_prefecture", town=towns, prefecture=prefectures)


def _position(row: Mapping[str, Any], words: Words) -> str:
    if row.get("grade") == "M":
        return words.text("table.unverified")
    if not isinstance(row.get("uncertainty_km"), int | float):
        return ""
    return words.text("card.position_about", km=f"{row['uncertainty_km']:g}")


def _say_returned(feature: Feature, words: Words) -> str:
    status = describe_status(feature["properties"], words)
    return words.text("legend.returned", name=name_feature(feature, words.lang), status=status)


def _is_filled(rows: Sequence[Feature], properties: Sequence[str]) -> bool:
    return any(one["properties"].get(name) not in (None, []) for one in rows for name in properties)
