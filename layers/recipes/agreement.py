"""How far a second, independent coding of some facilities agrees with the first."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

from geoposture.geodesy import measure
from layers.recipes.tables import read_table, split
from layers.recipes.write import LAYERS

DAY = "2026-11-27"
"""Of the second coding."""
TABLE = LAYERS / "agreement.csv"
COLUMNS = ("field", "both", "agree", "entries", "day")
SAME_AREA = 0.01
"""Two areas that differ by less than a hundredth, or by what the third decimal rounds, are one."""
NEAR_KM = 1.0
"""So near two points are one, or as near as the first says that it is good to."""

Row = dict[str, str]


def build_agreement() -> int:
    """Write how many of the fields that both codings fill agree; return the entries."""
    rows = list(count_agreement())
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    return len(read_table("second_coding"))


def count_agreement() -> Iterator[dict[str, str]]:
    """Yield a row a field: how often both fill it, and how often they say the same."""
    second = read_table("second_coding")
    first = {row["id"]: row for row in read_table("us_facilities")}
    pairs = [(first[row["id"]], row) for row in second]
    for name, (filled, same) in FIELDS.items():
        both = [(one, other) for one, other in pairs if filled(one) and filled(other)]
        agree = sum(same(one, other) for one, other in both)
        yield {"field": name, "both": str(len(both)), "agree": str(agree),
               "entries": str(len(second)), "day": DAY}  # fmt: skip


def _has(name: str) -> Callable[[Row], bool]:
    return lambda row: bool(row[name]) and row[name] != "unknown"


def _same_words(name: str) -> Callable[[Row, Row], bool]:
    return lambda one, other: {*_list_words(one[name])} == {*_list_words(other[name])}


def _list_words(text: str) -> Iterator[str]:
    """Yield the words of a cell; a town is the same with or without what it is."""
    return (word.lower().removesuffix(" city") for word in split(text))


def _same_prefecture(one: Row, other: Row) -> bool:
    return other["prefecture"] in split(one["prefectures"])


def _same_area(one: Row, other: Row) -> bool:
    first, second = float(one["area_km2"]), float(other["area_km2"])
    return abs(first - second) <= SAME_AREA * first + 0.0006


def _same_place(one: Row, other: Row) -> bool:
    ends = (float(row[name]) for row in (one, other) for name in ("lon", "lat"))
    far = float(measure(*ends)[0]) / 1000
    return far <= max(NEAR_KM, float(one["uncertainty_km"]))


FIELDS: dict[str, tuple[Callable[[Row], bool], Callable[[Row, Row], bool]]] = {
    "branch": (_has("branch"), _same_words("branch")),
    "kinds": (_has("kinds"), _same_words("kinds")),
    "municipalities": (_has("municipalities"), _same_words("municipalities")),
    "prefectures": (lambda row: bool(row.get("prefectures") or row.get("prefecture")),
                    _same_prefecture),
    "status": (_has("status"), _same_words("status")),
    "area_km2": (_has("area_km2"), _same_area),
    "position": (lambda row: bool(row["lon"] and row["lat"]), _same_place),
}  # fmt: skip
"""What of both is compared: whether a coding has it, and whether two say the same."""
