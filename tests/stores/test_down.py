"""A database that is down, in each way there is: an answer within a second, and soon as before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from serving import start_service
from stores.asking import Answer, ask
from stores.cluster import Cluster

from geoposture.catalog import Layer
from geoposture.model import LayerInfo
from geoposture.stores import postgis

FEATURES = 3000
SOON_S = 1.0
"""Until when there is an answer, whatever the database does: of the contract."""
BACK_S = 5.0
"""Until when all is as before, once the database is."""
LATE_S = 0.7
"""What another process on the same two processors may add."""
CLIENTS = 4


def make_incidents(count: int = FEATURES, name: str = "incidents", mark: str = "") -> Layer:
    """Made-up points of no place: a number, a kind and a text each."""
    features = tuple(
        {
            "type": "Feature", "id": f"i{number}",
            "geometry": {"type": "Point",
                         "coordinates": [round(number * 0.0107 % 20, 4), round(number * 0.0077 % 15, 4)]},
            "properties": {"name": f"Incident {number}", "rank": number % 7, "kind": "ab"[number % 2],
                           "mark": mark},
        }
        for number in range(count)
    )  # fmt: skip
    info = LayerInfo(
        id=name, title={"en": "Incidents", "ja": "事案"}, description={"en": "", "ja": ""}
    )
    return Layer(info, features, (mark or name).encode().hex().ljust(64, "0")[:64])


@dataclass
class Served:
    """A service on a database that a test may harm."""

    site: str
    cluster: Cluster
    log: Path
    asked: list[str]

    def ask(self, path: str) -> Answer:
        return ask(self.site + path)

    def ask_new(self) -> Answer:
        """Ask what nobody asked before."""
        self.asked.append("")
        return self.ask(f"/collections/incidents/items?limit=3&offset={len(self.asked)}")


KNOWN = (
    "/collections/incidents/items?limit=5", "/collections/incidents/items?rank=3&limit=2",
    "/collections/incidents/items/i7", "/collections/incidents/items?bbox=1,1,9,9&limit=4",
    "/collections/incidents/items?f=html&limit=5", "/collections/incidents/items/i8?f=html",
)  # fmt: skip
HELD = ("/healthz", "/readyz", "/?lang=en", "/collections")


@pytest.fixture
def served(own_cluster, monkeypatch, tmp_path) -> Iterator[Served]:
    postgis.push(own_cluster.address, [make_incidents()])
    monkeypatch.setenv("GEOPOSTURE_STORE", own_cluster.address)
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    with start_service() as service:
        found = Served(service.site, own_cluster, service.log, [])
        for path in (*KNOWN, *HELD):
            assert found.ask(path).status == 200
        assert found.ask_new().status == 200
        yield found


def check_down(served: Served, store: str | None = "stale") -> None:
    """Check what is answered while the database does not; `store` is what health says then."""
    seen = []
    until = time.monotonic() + 4
    while time.monotonic() < until:
        new = served.ask_new()
        known = [served.ask(path) for path in KNOWN]
        rest = [served.ask(path) for path in HELD]
        seen.append(new.took_s)
        assert (new.status, new.json()["code"]) == (503, "unavailable"), new
        assert new.headers["Retry-After"] == "1"
        assert [one.status for one in known] == [200] * len(KNOWN)
        assert [one.status for one in rest] == [200] * len(HELD)
        assert max(one.took_s for one in (*known, *rest)) < SOON_S + LATE_S
        time.sleep(0.2)
    assert max(seen) < SOON_S + LATE_S, seen
    if store:
        assert served.ask("/readyz").json()["store"] == store
        assert {served.ask(path).headers.get("Geoposture-Store") for path in KNOWN} == {"stale"}
        # Once it is known, nobody waits for it.
        assert min(seen) < SOON_S / 3
        for field in ({"If-None-Match": '"x"'}, {"Range": "bytes=0-9"}):
            conditional = ask(served.site + KNOWN[0], field)
            assert (conditional.status, conditional.headers["Geoposture-Store"]) == (200, "stale")


def check_back(served: Served) -> None:
    since = time.monotonic()
    while (new := served.ask_new()).status != 200:
        assert time.monotonic() - since < BACK_S, new
        time.sleep(0.1)
    while served.ask("/readyz").json()["store"] != "ok":
        assert time.monotonic() - since < BACK_S
        time.sleep(0.1)
    assert "Geoposture-Store" not in served.ask(KNOWN[0]).headers
    assert served.ask(KNOWN[0]).json()["numberMatched"] == FEATURES


def test_killed_and_started_again(served):
    whole = served.ask("/layers/incidents.geojson")
    assert len(whole.json()["features"]) == FEATURES
    served.cluster.kill()
    check_down(served)
    # A whole layer is not kept: it is refused as such, never begun and torn.
    refused = served.ask("/layers/incidents.geojson")
    assert (refused.status, refused.json()["code"]) == (503, "unavailable")
    served.cluster.start()
    check_back(served)
    said = served.log.read_text("utf-8")
    assert said.count("the database answers again") == 1
    assert said.count("what is held is served") == 1
    assert "Traceback" not in said


def test_stopped_without_a_word_and_let_go_on(served):
    with served.cluster.silent():
        refused = served.ask("/layers/incidents.geojson")
        assert (refused.status, refused.took_s < SOON_S + LATE_S) == (503, True)
        check_down(served)
    check_back(served)


def test_ended_in_order(served):
    served.cluster.stop()
    check_down(served)
    served.cluster.start()
    check_back(served)


def test_slow_where_another_holds_the_table(served):
    """It answers, so health is well; what is not known is refused in time, and nothing else."""
    with lock_table(served.cluster):
        check_down(served, store=None)
        assert served.ask("/readyz").json()["store"] == "ok"
    check_back(served)


def test_read_only_it_is_read_and_not_written(served):
    with psycopg.connect(served.cluster.address, autocommit=True) as other:
        other.execute("alter system set default_transaction_read_only = on")
        other.execute("select pg_reload_conf()")
        time.sleep(0.5)
        assert served.ask_new().status == 200
        with pytest.raises(Exception, match="read-only transaction"):
            postgis.push(served.cluster.address, [make_incidents(10)])
        other.execute("set default_transaction_read_only = off")
        other.execute("alter system reset default_transaction_read_only")
        other.execute("select pg_reload_conf()")
    assert served.ask_new().status == 200


@contextmanager
def lock_table(cluster: Cluster) -> Iterator[None]:
    """Let whoever reads the incidents wait."""
    with psycopg.connect(cluster.address) as other:
        table = other.execute(
            "select 'geoposture.load_' || load from geoposture.layers where id = 'incidents'"
        ).fetchone()
        other.execute(f"lock table {table[0]} in access exclusive mode")
        yield
        other.rollback()


@contextmanager
def take_connections(cluster: Cluster) -> Iterator[None]:
    with ExitStack() as stack:
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(cluster.address))
        yield


def test_others_have_taken_every_connection(served):
    """Whoever has a connection keeps it, so a second service shows it: it gets none."""
    with take_connections(served.cluster):
        answers = [served.ask_new() for _ in range(5)]
        assert max(one.took_s for one in answers) < SOON_S + LATE_S
        assert {one.status for one in answers} <= {200, 503}
        assert served.ask(KNOWN[0]).status == 200
    check_back(served)


def test_more_at_once_than_there_are_connections(served):
    """Questions that the database is slow to answer fill the line: who comes too late hears so."""
    with lock_table(served.cluster):
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: served.ask_new(), range(50)))
        assert {one.status for one in answers} == {503}
        assert {one.json()["code"] for one in answers} == {"unavailable", "busy"}
    check_back(served)


def test_down_at_the_start(own_cluster, monkeypatch):
    """The folder stands alone, and says what is missing; what the database has comes later."""
    postgis.push(own_cluster.address, [make_incidents()])
    own_cluster.stop()
    monkeypatch.setenv("GEOPOSTURE_STORE", own_cluster.address)
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    with start_service() as service:
        served = Served(service.site, own_cluster, service.log, [])
        assert served.ask("/readyz").json()["store"] == "down"
        assert served.ask("/?lang=en").status == 200
        gone = served.ask("/collections/incidents/items?limit=1")
        assert (gone.status, gone.json()["code"]) == (404, "unknown_layer")
        assert gone.took_s < SOON_S + LATE_S
        own_cluster.start()
        since = time.monotonic()
        while served.ask("/collections/incidents/items?limit=1").status != 200:
            assert time.monotonic() - since < BACK_S
            time.sleep(0.1)
        assert served.ask("/readyz").json()["store"] == "ok"


def test_why_it_does_not_answer_at_the_start_is_said(own_cluster, monkeypatch):
    monkeypatch.setenv(
        "GEOPOSTURE_STORE", own_cluster.address.replace("postgres@", "nobody_at_all@")
    )
    with start_service() as service:
        said = service.log.read_text("utf-8")
    assert "nobody_at_all" in said
    assert "Traceback" not in said


def read_ready(served: Served) -> dict[str, Any]:
    """What a worker says that is ready: the other may be about to be."""
    since = time.monotonic()
    while (told := served.ask("/readyz")).status != 200:
        assert time.monotonic() - since < 4 * BACK_S
        time.sleep(0.2)
    return told.json()


def test_a_held_layer_that_is_pushed_again_is_drawn_anew(own_cluster, monkeypatch):
    """It is read by each process, tried out like a file, and is in every answer."""
    postgis.push(own_cluster.address, [make_incidents(30)])
    monkeypatch.setenv("GEOPOSTURE_STORE", own_cluster.address)
    with start_service(workers=2) as service:
        served = Served(service.site, own_cluster, service.log, [])
        before = read_ready(served)
        assert before["layers"]["incidents"]["features"] == 30
        assert served.ask("/layers/incidents.csv").body.count(b"\n") == 31
        assert served.ask("/distance?from=incidents/i7&to=incidents/i8").status == 200
        postgis.push(own_cluster.address, [make_incidents(31, mark="more")])
        for _ in range(8):  # either worker
            since = time.monotonic()
            while read_ready(served)["layers"]["incidents"]["features"] != 31:
                assert time.monotonic() - since < 4 * BACK_S
                time.sleep(0.2)
        after = read_ready(served)
        assert after["catalog"] != before["catalog"]
        assert served.ask("/layers/incidents.csv").body.count(b"\n") == 32
        pinned = served.ask(f"/v/{before['catalog']}/layers/incidents.geojson")
        assert len(pinned.json()["features"]) == 30


def test_a_new_load_is_taken_over_while_clients_ask(served):
    """Every answer is wholly of one load, and none is lost."""
    seen: list[bytes] = []
    for mark in ("second", "third", "fourth"):
        postgis.push(served.cluster.address, [make_incidents(mark=mark)])
        until = time.monotonic() + BACK_S
        while True:
            page = served.ask_new()
            assert page.status == 200, page
            marks = {one["properties"]["mark"] for one in page.json()["features"]}
            assert len(marks) == 1
            seen.append(page.body)
            if marks == {mark}:
                break
            assert time.monotonic() < until
    with psycopg.connect(served.cluster.address) as other:
        tables = other.execute(
            "select count(*) from pg_tables where schemaname = 'geoposture' and tablename ~ '^load_'"
        ).fetchone()
    assert tables == (2,)
    assert orjson.loads(seen[-1])["numberMatched"] == FEATURES
