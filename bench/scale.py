"""``make bench-scale``: made-up incidents from a thousand on, in files and in PostGIS.

Beside it tipg and pygeoapi answer from the same database. Each address is asked once. What
counts is the CPU of a server's whole tree of processes, the database's among them: another
process lengthens it little.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import orjson
import psycopg
import shapely

from bench import report, servers, service
from bench.incidents import (
    FILES,
    KERNEL,
    OURS,
    PEERS,
    PYGEOAPI,
    QUERIES,
    STORE,
    TARGET,
    TIPG,
    Make,
    list_rows,
    pick_values,
)
from bench.servers import Server
from bench.timing import print_table
from geoposture.catalog import find_layers, load_layers
from geoposture.catalog.portions import open_layer
from geoposture.stores.files import Content
from geoposture.stores.postgis import push

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from stores.cluster import Cluster, find_programs, run_cluster

SIZES, USUAL = (1_000, 10_000, 100_000, 1_000_000), 100_000
PASSES, SECONDS, MOST_ASKED, LONGEST_S = 3, 0.8, 200, 120
WARMING = 4
TIPG_PACKAGES = ("tipg==1.6.1", "uvicorn")
DRIVERS = ("psycopg2-binary", "sqlalchemy", "geoalchemy2")
TABLE = """create table points (id text primary key, name_en text, name_ja text, kind text,
 rank integer, note text, geom geometry(Point, 4326))"""
HEADER = ("features", "question", *OURS, *PEERS, "files ÷ best", "store ÷ best")


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds a question: the median of the passes, the least and the most."""

    middle: float
    least: float
    most: float

    def write(self) -> str:
        """Return it for the table."""
        return f"{_short(self.middle)} ({_short(self.least)}–{_short(self.most)})"


Costs = dict[tuple[str, str], Cost]


def main() -> None:
    """Print the table, and write the page where it is asked for."""
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--most", type=int, default=USUAL, help="features, 1000000 on request")
    parser.add_argument("-o", "--output", type=Path, help="the page that is made of it")
    given = parser.parse_args()
    if find_programs() is None:
        print("\nat size: PostGIS is not installed (Debian: apt install postgresql-15-postgis-3)")
        return
    # What the cluster listens on, and what everybody asks it on: tipg takes no socket.
    os.environ["PGPORT"] = str(servers.find_port())
    rows = [row for size in SIZES if size <= given.most for row in compare(size)]
    print_table("at size: CPU ms a question, median of the passes (least–most)", HEADER, rows)
    if given.output:
        write_page(given.output, rows, given.most)


def write_page(output: Path, rows: Sequence[Sequence[str]], most: int) -> None:
    """Write the page that is made of the table."""
    programs = find_programs()
    largest = max(one for one in SIZES if one <= most)
    asked = f"The largest layer of this table has {largest:,} features."
    report.write_page(
        output,
        table=report.write_table(HEADER, rows),
        server=programs.parent.name if programs else "–",
        peers=" and ".join(one.replace("==", " ") for one in (TIPG_PACKAGES[0], service.PYGEOAPI)),
        most=asked,
    )


def compare(size: int) -> list[list[str]]:
    """Run every server on so many incidents and return the rows of the table."""
    found: Costs = {}
    with tempfile.TemporaryDirectory() as folder, run_cluster(["listen_addresses=127.0.0.1"]) as db:
        scratch = Path(folder)
        scratch.chmod(0o755)
        for name in ("theatre", "layers"):
            left_out = shutil.ignore_patterns("recipes", ".cache", "versions")
            shutil.copytree(find_layers(), scratch / name, ignore=left_out)
        fill(db, service.add_points(scratch / "layers", size))
        for name, serve in _list_servers(db, scratch, size):
            try:
                with serve() as running:
                    _ask_all(name, running, db, size, found)
            except RuntimeError as error:
                print(f"{name}, {size:,} features: {error}"[:300], file=sys.stderr)
        _ask_kernel(db, size, found)
    return [
        _make_row(size, name, found) for name in ("start", *(one.name for one in list_rows(size)))
    ]


def fill(cluster: Cluster, file: Path) -> None:
    """Write the incidents into a database: as the store does, and as a plain table with indexes."""
    layer = open_layer(file)
    push(cluster.address, [Content(layer.check(), layer)])
    target = load_layers().layer(TARGET).geometries[0]
    with psycopg.connect(cluster.address, autocommit=True) as connection:
        connection.execute(TABLE)
        with connection.cursor().copy("copy points from stdin") as copy:
            for one in orjson.loads(file.read_bytes())["features"]:
                place = "SRID=4326;POINT({} {})".format(*one["geometry"]["coordinates"])
                copy.write_row((one["id"], *one["properties"].values(), place))
        for indexed in ("(rank)", "(kind)", "using gist (geom)", "using gist ((geom::geography))"):
            connection.execute(f"create index on points {indexed}")  # type: ignore[call-overload]
        connection.execute("create table target (geom geometry(Geometry, 4326))")
        connection.execute(
            "insert into target values (st_geomfromwkb(%s, 4326))", [shapely.to_wkb(target)]
        )
        connection.execute("vacuum analyze points")


def _ask_all(name: str, running: Server, cluster: Cluster, size: int, found: Costs) -> None:
    watched = [running.pid, *([] if name == FILES else [cluster.pid])]
    if name in OURS:
        _settle(watched)
        start = running.cpu_s() * 1000
        found[name, "start"] = Cost(start, start, start)
    for row in list_rows(size):
        if name in row.paths:
            dice = random.Random(f"{name}{row.name}{size}")
            _ask(running, row.paths[name], dice, WARMING if row.name != "whole layer" else 1)
            passes = [_spend(running, row.paths[name], dice, watched) for _ in range(PASSES)]
            _note(found, (name, row.name), passes)


def _note(found: Costs, key: tuple[str, str], passes: Sequence[float | None]) -> None:
    known = sorted(one for one in passes if one is not None)
    if known:
        found[key] = Cost(statistics.median(known), known[0], known[-1])


def _spend(
    running: Server, path: Make, dice: random.Random, watched: Sequence[int]
) -> float | None:
    """Return the CPU milliseconds a question of one pass, None where it is not answered."""
    _settle(watched)
    before = _sum_cpu(watched)
    asked = _ask(running, path, dice, MOST_ASKED)
    _settle(watched)
    return 1000 * (_sum_cpu(watched) - before) / asked if asked else None


def _ask(running: Server, path: Make, dice: random.Random, most: int) -> int:
    """Return how many questions were answered one after the other, 0 where one was not."""
    host = running.address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=LONGEST_S)
    end, asked = time.monotonic() + SECONDS, 0
    while asked < most and (time.monotonic() < end or not asked):
        try:
            connection.request("GET", path(dice), headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        if answer.status != HTTPStatus.OK:
            return 0
        asked += 1
    return asked


def _settle(watched: Sequence[int]) -> None:
    """Wait until what follows an answer is done."""
    before = -1.0
    while (now := _sum_cpu(watched)) - before > 0.02:
        before = now
        time.sleep(0.25)


def _sum_cpu(watched: Sequence[int]) -> float:
    """Return the CPU seconds of trees of processes, with those that ended in them."""
    tree = [one for pid in watched for one in servers.list_tree(pid)]
    return sum(servers.read_cpu(one, ended=True) for one in tree)


def _ask_kernel(cluster: Cluster, size: int, found: Costs) -> None:
    """Ask PostGIS for the figures that its geography type gives."""
    with psycopg.connect(cluster.address, autocommit=True) as connection:
        for name, text in QUERIES.items():
            dice = random.Random(f"{name}{size}")
            passes = []
            for _ in range(PASSES):
                before, end, asked = _sum_cpu([cluster.pid]), time.monotonic() + SECONDS, 0
                while asked < MOST_ASKED and (time.monotonic() < end or not asked):
                    connection.execute(text, pick_values(name, size, dice)).fetchall()  # type: ignore[call-overload]
                    asked += 1
                passes.append(1000 * (_sum_cpu([cluster.pid]) - before) / asked)
            _note(found, (KERNEL, name), passes)


def _list_servers(
    cluster: Cluster, scratch: Path, size: int
) -> Iterator[tuple[str, Callable[[], AbstractContextManager[Server]]]]:
    yield FILES, lambda: servers.serve_ours(scratch / "layers")
    # So that it asks the database: what is held is answered as files are.
    asking = {"GEOPOSTURE_STORE": cluster.address, "GEOPOSTURE_HELD_FEATURES": "1"}
    yield STORE, lambda: servers.serve_ours(scratch / "theatre", **asking)
    if programs := service.install_peer("tipg", *TIPG_PACKAGES):
        yield TIPG, lambda: _serve_tipg(programs, size)
    provider = {
        "name": "PostgreSQL", "id_field": "id", "table": "points", "geom_field": "geom",
        "data": {"host": "127.0.0.1", "port": int(os.environ["PGPORT"]), "dbname": "postgres",
                 "user": "postgres", "password": "none", "search_path": ["public"]},
    }  # fmt: skip
    peer = service.serve_pygeoapi({"points": provider}, scratch, *DRIVERS)
    if peer is not None:
        yield PYGEOAPI, lambda: peer


def _serve_tipg(programs: Path, size: int) -> AbstractContextManager[Server]:
    port = servers.find_port()
    environment = {
        "DATABASE_URL": f"postgresql://postgres:none@127.0.0.1:{os.environ['PGPORT']}/postgres",
        "TIPG_DB_SCHEMAS": '["public"]', "TIPG_MAX_FEATURES_PER_QUERY": str(max(size, 10_000)),
    }  # fmt: skip
    command = [str(programs / "uvicorn"), "tipg.main:app", "--port", str(port), "--workers",
               str(servers.WORKERS), "--log-level", "error"]  # fmt: skip
    probe = "/collections/public.points"
    return servers.run("tipg", command, port, probe=probe, environment=environment)


def _make_row(size: int, name: str, found: Mapping[tuple[str, str], Cost]) -> list[str]:
    costs = [found.get((one, name)) for one in (*OURS, *PEERS)]
    best = min((one.middle for one in costs[len(OURS) :] if one), default=0)
    ratios = [f"{one.middle / best:.2f}" if one and best else "–" for one in costs[: len(OURS)]]
    return [f"{size:,}", name, *(one.write() if one else "–" for one in costs), *ratios]


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
