"""Layers in PostgreSQL with PostGIS: every statement, and what makes and reads the tables.

A load of a layer is a table of its own, written once: readers of the load before go on with it,
and counts, pages and whole layers of one load agree. A feature is kept as the bytes that are
answered, beside what it is found by: its geometry, and the texts that conditions ask for.
"""

from __future__ import annotations

import builtins
import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import count
from typing import Any

import numpy as np
import orjson
import psycopg
import shapely
from psycopg import sql

from geoposture.catalog import Layer
from geoposture.catalog.cells import Counts, Grid
from geoposture.catalog.query import Conditions, ItemQuery, flatten
from geoposture.catalog.terms import list_texts
from geoposture.errors import BadData
from geoposture.model import LayerInfo, Stored
from geoposture.stores.files import Content, take_whole
from geoposture.stores.line import Connection, Line
from geoposture.stores.store import ASK_S, Found

SCHEMA = "geoposture"
TABLES = (
    "create extension if not exists postgis",
    "create schema if not exists geoposture",
    "create sequence if not exists geoposture.loads",
    """create table if not exists geoposture.layers (
        id text primary key,
        load bigint not null,
        before bigint,
        sha256 text not null,
        features bigint not null,
        extent double precision[],
        schema json not null,
        info json not null,
        loaded timestamptz not null default now()
    )""",
)
"""What the first push makes; what is said of a layer keeps its order, so it is no jsonb."""
FEATURES = """create table {table} (
    position integer primary key,
    id text collate "C" not null,
    body bytea not null,
    properties jsonb not null,
    terms text[] not null,
    lon double precision,
    lat double precision,
    geom geometry(Geometry, 4326)
)"""
"""Longitude and latitude are those of one point of it, by which it is counted in a cell."""
INDEXES = (
    "create unique index on {table} (id)",
    "create index on {table} using gin (terms)",
    "create index on {table} using gist (geom)",
    "create index on {table} (lon, lat)",
    "analyze {table}",
)
COPY = """copy {table} (position, id, body, properties, terms, lon, lat, geom)
from stdin with (freeze)"""
"""Frozen rows of a table of this transaction are read from an index alone, without a vacuum."""
ENTRY = """insert into geoposture.layers as old (id, load, sha256, features, extent, schema, info)
values (%(id)s, %(load)s, %(sha256)s, %(features)s, %(extent)s, %(schema)s, %(info)s)
on conflict (id) do update set load = excluded.load, before = old.load,
    sha256 = excluded.sha256, features = excluded.features, extent = excluded.extent,
    schema = excluded.schema, info = excluded.info, loaded = now()"""
LIST = "select id, load, sha256, features, extent, schema, info from geoposture.layers order by id"
THERE = "select to_regclass('geoposture.layers') is not null"
OLD = """select tablename from pg_tables
where schemaname = 'geoposture' and tablename ~ '^load_[0-9]+$' and tablename not in (
    select 'load_' || one from geoposture.layers, unnest(array[load, before]) one
    where one is not null)"""
READERS = (
    "grant usage on schema geoposture to {role}",
    "grant select on all tables in schema geoposture to {role}",
    "alter default privileges in schema geoposture grant select on tables to {role}",
)
WHOLE = "select body from {table} where position >= %s order by position limit %s"
ONE = "select body from {table} where id = %s"
PAGE = """with found as materialized (select {wanted} from {table} where {filter}),
page as (select position, row_number() over (order by {order}) as turn
         from found order by {order} limit %(limit)s offset %(offset)s)
select counted.n, kept.body from (select count(*) as n from found) counted
left join (page join {table} kept using (position)) on true order by turn"""
CELLS = """select least(floor(({over}) / %(size)s), %(columns)s)::integer,
    least(floor((lat - %(south)s) / %(size)s), %(rows)s)::integer, count(*) from {table}
where ({meets}) and lat between %(south)s and %(north)s and {filter} group by 1, 2
union all select null, null, count(*) from {table} where lon is null and {filter}"""
OVER = (
    ("lon - %(west)s", "lon between %(west)s and %(east)s"),
    ("case when lon < %(west)s then lon + 360 else lon end - %(west)s",
     "lon >= %(west)s or lon <= %(east)s"),
)  # fmt: skip
"""Degrees from a box's west side, and what lies in it; the second where it crosses 180°."""
BOX = """(geom is null or ST_Intersects(geom, ST_SetSRID(ST_Envelope(ST_MakeLine(
    ST_MakePoint(%({name}0)s, %({name}1)s), ST_MakePoint(%({name}2)s, %({name}3)s))), 4326)))"""
"""The envelope of a line without length is a point, of one along an axis itself."""
FIRST, CHUNK = 100, 2000
"""Features of a whole layer that are fetched at once, at first and then."""
LONGEST_TERM = 400
"""Characters; an index holds a few hundred bytes an entry, so a longer text has its hash."""
LOCK = 0x67656F70
"""One push at a time: the number of a lock that only pushes take."""
PATIENT_S = 60.0
"""Seconds for what nobody waits for: reading a whole layer at a start."""

Progress = Callable[[int], object]


class PostgisStore:
    """The layers of a database.

    Parameters
    ----------
    line : Line
        To the database.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    def rest(self) -> None:
        """Close the line; whoever asks next opens it."""
        self._line.close()

    def list(self, seconds: float = ASK_S) -> Mapping[str, Stored]:
        """Return what there is, by id.

        Parameters
        ----------
        seconds : float
            Until when the database has to answer.

        Raises
        ------
        Unavailable, Busy
            If it does not.
        """

        async def work(connection: Connection) -> builtins.list[tuple[Any, ...]]:
            there = await (await connection.execute(THERE)).fetchone()
            if not (there and there[0]):
                return []
            return await (await connection.execute(LIST)).fetchall()

        layers = (_read_entry(row) for row in self._line.ask(work, seconds, hopeful=True))
        return {one.id: one for one in layers}

    def find(self, layer: Stored, query: ItemQuery) -> Found:
        """Return a page of features, and how many match in all.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        query : ItemQuery
            Box in degrees, conditions, order and page.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        if _asks_for_all(layer, query):
            last = min(query.offset, layer.count)
            return Found(self._fetch(WHOLE, layer, last, query.limit), layer.count, query)
        statement, values = _write_page(layer, query)

        async def work(connection: Connection) -> builtins.list[tuple[Any, ...]]:
            cursor = connection.cursor(binary=True)
            await cursor.execute(statement, values)
            return await cursor.fetchall()

        rows = self._line.ask(work)
        found = tuple(bytes(body) for _, body in rows if body is not None)
        return Found(found, int(rows[0][0]), query)

    def count(self, layer: Stored, grid: Grid, conditions: Conditions) -> Counts:
        """Return how many features lie in each cell of a grid, each in one.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        grid : Grid
            Where.
        conditions : Conditions
            Names, and the values of which a feature has one.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        statement, values = _write_cells(layer, grid, conditions)

        async def work(connection: Connection) -> builtins.list[tuple[Any, ...]]:
            return await (await connection.execute(statement, values)).fetchall()

        *cells, (_, _, unplaced) = self._line.ask(work)
        in_order = sorted(cells, key=lambda one: (one[1], one[0]))
        return Counts(tuple((one[0], one[1], one[2]) for one in in_order), unplaced)

    def read(self, layer: Stored, feature_id: str) -> bytes | None:
        """Return a feature, encoded; None where there is none of this id.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        feature_id : str
            Within it.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        found = self._fetch(ONE, layer, _drop_nul(feature_id))
        return found[0] if found else None

    def stream(self, layer: Stored) -> Iterator[bytes]:
        """Yield all features in order, encoded, some at a time.

        Parameters
        ----------
        layer : Stored
            As `list` has it.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer (any more).
        """
        # The first few come at once or not at all: nobody has been answered yet.
        yield from self._fetch(WHOLE, layer, 0, FIRST)
        for first in range(FIRST, layer.count, CHUNK):
            yield from self._fetch(WHOLE, layer, first, CHUNK, seconds=PATIENT_S)

    def hold(self, layer: Stored) -> Layer:
        """Return a whole layer, as a file of it would be read.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        """
        features = tuple(orjson.loads(one) for one in self.stream(layer))
        return Layer(layer.info, features, layer.sha256)

    def _fetch(
        self, text: str, layer: Stored, *values: object, seconds: float = ASK_S
    ) -> tuple[bytes, ...]:
        statement = sql.SQL(text).format(table=_name_table(layer.load))

        async def work(connection: Connection) -> builtins.list[tuple[Any, ...]]:
            cursor = connection.cursor(binary=True)
            await cursor.execute(statement, values)
            return await cursor.fetchall()

        return tuple(bytes(body) for (body,) in self._line.ask(work, seconds))


def push(
    address: str,
    layers: Sequence[Layer | Content],
    *,
    reader: str | None = None,
    progress: Progress = int,
) -> None:
    """Write layers into a database, all of them or none.

    Parameters
    ----------
    address : str
        ``postgresql://…``, of somebody who may write.
    layers : sequence of Layer or Content
        Each takes the place of what has its id.
    reader : str, optional
        A role that may read them; None gives nobody a right.
    progress : callable
        Takes how many features were written since it was called last.

    Raises
    ------
    BadData
        If the database cannot be written to, with what it says.
    """
    try:
        with psycopg.connect(address, application_name="geoposture push") as connection:
            for statement in TABLES:
                connection.execute(statement)
            connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            for one in layers:
                content = take_whole(one) if isinstance(one, Layer) else one
                _push_one(connection, content, progress)
            for statement in READERS if reader else ():
                role = sql.Identifier(reader or "")
                connection.execute(sql.SQL(statement).format(role=role))
            connection.commit()
            _drop_old(connection)
    except psycopg.Error as error:
        raise BadData(f"the database cannot be written to: {_say(error)}") from error


def _push_one(connection: psycopg.Connection[Any], content: Content, progress: Progress) -> None:
    row = connection.execute("select nextval('geoposture.loads')").fetchone()
    assert row
    stored = replace(content.stored, load=int(row[0]))
    table = _name_table(stored.load)
    connection.execute(sql.SQL(FEATURES).format(table=table))
    with connection.cursor().copy(sql.SQL(COPY).format(table=table)) as copy:
        position = count()
        for portion in content.portions:
            rows = zip(portion.features, portion.geometries, portion.spots, strict=True)
            for row in rows:
                copy.write_row(_make_row(stored, next(position), *row))
                progress(1)
    for statement in INDEXES:
        connection.execute(sql.SQL(statement).format(table=table))
    info = {one.name: getattr(stored.info, one.name) for one in fields(LayerInfo)}
    entry = {
        "id": stored.id, "load": stored.load, "sha256": stored.sha256, "features": stored.count,
        "extent": list(stored.extent) if stored.extent else None,
        "schema": orjson.dumps(dict(stored.schema)).decode(),
        "info": orjson.dumps(info, default=dict).decode(),
    }  # fmt: skip
    connection.execute(ENTRY, entry)


def _make_row(
    stored: Stored, position: int, feature: Any, geometry: Any, spot: np.ndarray
) -> tuple[Any, ...]:
    properties = feature["properties"]
    ordered = {name: flatten(properties.get(name)) for name in stored.schema}
    terms = {
        _name_term(name, text)
        for name in stored.schema
        for text in list_texts(properties.get(name))
    }
    shape = None if geometry is None else shapely.set_srid(geometry, 4326)
    return (
        position,
        feature["id"],
        orjson.dumps(feature),
        _drop_nul(orjson.dumps(ordered).decode().replace(r"\u0000", "")),
        sorted(terms),
        *(None if math.isnan(one) else float(one) for one in spot),
        shapely.to_wkb(shape, hex=True, include_srid=True) if shape else None,
    )


def _drop_old(connection: psycopg.Connection[Any]) -> None:
    """Drop the loads before the last two of each layer: nobody can name them any more."""
    for (name,) in connection.execute(OLD).fetchall():
        connection.execute(sql.SQL("drop table {}").format(sql.Identifier(SCHEMA, name)))
    connection.commit()


def _read_entry(row: tuple[Any, ...]) -> Stored:
    id_, load, sha256, count, extent, schema, info = row
    known = {one.name: info.get(one.name) for one in fields(LayerInfo)}
    for name in ("limits", "held_by"):
        known[name] = {key: tuple(values) for key, values in (known[name] or {}).items()}
    known |= {"id": id_, "sources": tuple(known["sources"] or ())}
    return Stored(
        info=LayerInfo(**known),
        sha256=sha256,
        count=count,
        extent=tuple(extent) if extent else None,
        schema=schema,
        load=load,
    )


def _asks_for_all(layer: Stored, query: ItemQuery) -> bool:
    """Tell whether every feature matches, in the order of the layer: a page is then a range."""
    return not query.conditions and not query.sort and not query.published and (
        query.bbox is None or _holds(query.bbox, layer)
    )  # fmt: skip


def _holds(box: tuple[float, float, float, float], layer: Stored) -> bool:
    if layer.extent is None:
        return True
    west, south, east, north = box
    return (
        west <= layer.extent[0] and south <= layer.extent[1]
        and east >= layer.extent[2] and north >= layer.extent[3]
    )  # fmt: skip


def _write_page(layer: Stored, query: ItemQuery) -> tuple[sql.Composed, dict[str, Any]]:
    """Return the statement of a page and its values; nothing of a question is ever its text."""
    parts: list[sql.Composable] = []
    values: dict[str, Any] = {"limit": query.limit, "offset": query.offset}
    if query.bbox is not None:
        boxes = []
        for number, box in enumerate(_split_box(query.bbox)):
            name = f"box{number}_"
            boxes.append(sql.SQL(BOX.format(name=name)))
            values |= {f"{name}{place}": one for place, one in enumerate(box)}
        parts.append(sql.SQL("({})").format(sql.SQL(" or ").join(boxes)))
    meets, asked = _write_conditions(query.conditions)
    parts, values = [*parts, *meets], values | asked
    turns: list[sql.Composable] = []
    for number, (name, descending) in enumerate(query.sort):
        turns += _write_turn(f"sort{number}", descending=descending)
        values[f"sort{number}"] = name
    statement = sql.SQL(PAGE).format(
        table=_name_table(layer.load),
        filter=_join(parts),
        order=sql.SQL(", ").join([*turns, sql.SQL("position")]),
        # Tens of thousands may be found: what nobody sorts by is left where it lies.
        wanted=sql.SQL("position, properties" if query.sort else "position"),
    )
    return statement, values


def _write_cells(
    layer: Stored, grid: Grid, conditions: Conditions
) -> tuple[sql.Composed, dict[str, Any]]:
    """Return the statement that counts by cells, and its values."""
    parts, values = _write_conditions(conditions)
    west, south, east, north = (float(one) for one in grid.box)
    values |= {"west": west, "south": south, "east": east, "north": north, "size": grid.size,
               "columns": grid.columns - 1, "rows": grid.rows - 1}  # fmt: skip
    over, meets = (sql.SQL(one) for one in OVER[grid.crosses])
    table = _name_table(layer.load)
    statement = sql.SQL(CELLS).format(table=table, over=over, meets=meets, filter=_join(parts))
    return statement, values


def _write_conditions(conditions: Conditions) -> tuple[list[sql.Composable], dict[str, Any]]:
    """Return what each condition asks, and the values that it asks for."""
    parts: list[sql.Composable] = []
    values: dict[str, Any] = {}
    for number, (name, texts) in enumerate(conditions):
        parts.append(sql.SQL(f"terms && %(terms{number})s::text[]"))
        values[f"terms{number}"] = [_name_term(name, one) for one in texts]
    return parts, values


def _join(parts: list[sql.Composable]) -> sql.Composable:
    return sql.SQL(" and ").join(parts) if parts else sql.SQL("true")


def _write_turn(name: str, *, descending: bool) -> Iterator[sql.Composable]:
    """Yield what orders by a property: numbers, texts, false and true; without it always last."""
    value = f"(properties -> %({name})s)"
    kind, text = f"jsonb_typeof({value})", f"({value} #>> '{{}}')"
    way = "desc" if descending else "asc"
    for one in (
        f"(coalesce({kind}, 'null') = 'null')",
        f"case {kind} when 'string' then 1 when 'boolean' then 2 else 0 end {way}",
        f"case when {kind} = 'number' then {text}::numeric end {way}",
        # 1 and 1.0 are one number and two texts.
        f"case when {kind} <> 'number' then {text} end collate \"C\" {way}",
    ):
        yield sql.SQL(one)


def _split_box(
    box: tuple[float, float, float, float],
) -> list[tuple[float, float, float, float]]:
    west, south, east, north = box
    if west <= east:
        return [box]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def _name_table(load: int) -> sql.Identifier:
    return sql.Identifier(SCHEMA, f"load_{int(load)}")


def _name_term(name: str, text: str) -> str:
    """Return what stands for a value in the index: the name, a separator, the text or its hash."""
    if len(text) > LONGEST_TERM:
        text = "\x1e" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _drop_nul(f"{name}\x1f{text}")


def _drop_nul(text: str) -> str:
    """Return a text without the one character that the database cannot hold."""
    return text.replace("\0", "")


def _say(error: psycopg.Error) -> str:
    """Return the first line of what a database says."""
    return next(iter(str(error).splitlines()), type(error).__name__)
