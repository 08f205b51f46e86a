"""What made-up incidents are asked: an address of each server, never the same twice."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FILES, STORE, TIPG, PYGEOAPI, KERNEL = (
    "files",
    "PostGIS store",
    "tipg",
    "pygeoapi",
    "PostGIS itself",
)
OURS = (FILES, STORE)
PEERS = (TIPG, PYGEOAPI, KERNEL)
TARGET = "taiwan_strait"
ITEMS = "/collections/points/items"
BASES: Mapping[str, str] = {
    FILES: ITEMS, STORE: ITEMS, TIPG: "/collections/public.points/items", PYGEOAPI: ITEMS,
}  # fmt: skip
POINT = "st_setsrid(st_makepoint(%s, %s), 4326)"
QUERIES: Mapping[str, str] = {
    "distance to one":
        f"select st_distance(geom::geography, {POINT}::geography) from points where id = %s",
    "distance to the nearest":
        f"select geom::geography <-> {POINT}::geography d from points order by d limit 1",
    "coverage, ten origins":
        "with reach as (select st_union(st_buffer(geom::geography, %s, 45)::geometry) g from points"
        " where id = any(%s)) select st_area(st_intersection(reach.g, target.geom)::geography)"
        " / st_area(target.geom::geography) from reach, target",
}  # fmt: skip
"""What PostGIS itself answers on the spheroid; of a coverage the share alone."""

Make = Callable[[random.Random], str]


@dataclass(frozen=True)
class Row:
    """A kind of question, and what makes an address of each server that is asked it."""

    name: str
    paths: Mapping[str, Make]


def list_rows(size: int) -> list[Row]:
    """Return the questions about so many incidents."""
    return [*_list_items(size), *_list_figures(size)]


def _list_items(size: int) -> list[Row]:
    def feature(name: str) -> Make:
        tail = "?f=json" if name == PYGEOAPI else ""
        return lambda dice: f"{BASES[name]}/p{dice.randrange(size)}{tail}"

    def deep(dice: random.Random) -> str:
        return f"limit=100&offset={dice.randrange(size // 2, size - 99)}"

    def few(dice: random.Random) -> str:
        return f"rank={dice.randrange(100)}&limit={dice.randrange(10, 100)}"

    def page(dice: random.Random) -> str:
        return f"kind={dice.choice('abc')}&limit=100&offset={dice.randrange(size // 4)}"

    def every(_: random.Random) -> str:
        return f"limit={size}"

    whole = _ask_each(every)
    return [
        Row("item", {name: feature(name) for name in BASES}),
        Row("box of .3°", _ask_each(lambda dice: _box(dice, 0.3))),
        Row("page of 100, deep", _ask_each(deep)),
        Row("count of a box of 15°", _ask_each(lambda dice: f"limit=1&{_box(dice, 15)}")),
        Row("filter", _ask_each(few)),
        Row("filtered page of 100", _ask_each(page)),
        Row("HTML page of 100", _ask_each(deep, "html")),
        Row("whole layer", {**whole, **dict.fromkeys(OURS, lambda _: "/layers/points.geojson")}),
    ]


def _ask_each(tail: Make, form: str = "") -> dict[str, Make]:
    """Return what asks every server alike for a page of items."""

    def ask(name: str) -> Make:
        asked = form or ("json" if name == PYGEOAPI else "")
        start = f"{BASES[name]}?f={asked}&" if asked else f"{BASES[name]}?"
        return lambda dice: start + tail(dice)

    return {name: ask(name) for name in BASES}


def _list_figures(size: int) -> list[Row]:
    def one(dice: random.Random) -> str:
        return f"/distance?from={_spot(dice)}&to=points/p{dice.randrange(size)}"

    def nearest(dice: random.Random) -> str:
        return f"/distance?from={_spot(dice)}&to=points"

    def coverage(dice: random.Random) -> str:
        origins = ",".join(f"points/p{dice.randrange(size)}" for _ in range(10))
        radius = f"{dice.uniform(300, 900):.3f}"
        return f"/coverage?origins={origins}&target={TARGET}&radius_km={radius}"

    return [
        Row("distance to one", dict.fromkeys(OURS, one)),
        Row("distance to the nearest", {FILES: nearest}),
        Row("coverage, ten origins", dict.fromkeys(OURS, coverage)),
    ]


def pick_values(name: str, size: int, dice: random.Random) -> Sequence[Any]:
    """Return the values of one of `QUERIES`."""
    if name == "distance to the nearest":
        return _position(dice)
    if name == "distance to one":
        return (*_position(dice), f"p{dice.randrange(size)}")
    return 1000 * dice.uniform(300, 900), [f"p{dice.randrange(size)}" for _ in range(10)]


def _position(dice: random.Random) -> tuple[float, float]:
    return round(dice.uniform(122, 146), 6), round(dice.uniform(24, 46), 6)


def _spot(dice: random.Random) -> str:
    return "{},{}".format(*_position(dice))


def _box(dice: random.Random, side: float) -> str:
    west, south = dice.uniform(122, 146 - side), dice.uniform(24, 46 - side)
    return f"bbox={west:.5f},{south:.5f},{west + side:.5f},{south + side:.5f}"
