"""Several instances on one database, and a database on several servers."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from serving import start_service
from stores.cluster import Cluster, run_cluster
from stores.test_down import BACK_S, Served, make_incidents

from geoposture.stores import postgis

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))
from test_rolling_restart import many_ask, start_instances, start_proxy

ROUNDS = 2


def test_a_rolling_update_of_two_instances_loses_nobody(cluster, monkeypatch, tmp_path):
    """New data, then one instance after the other anew; clients ask what nobody asked before."""
    postgis.push(cluster.address, [make_incidents()])
    monkeypatch.setenv("GEOPOSTURE_STORE", cluster.address)
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    # Eight clients, two services, a proxy and a server share two processors: who is late is no
    # one who is lost.
    monkeypatch.setenv("GEOPOSTURE_LONGEST_ASK_S", "5")
    with start_instances(tmp_path) as instances:
        ports = list(instances.running)
        with (
            start_proxy(ports, tmp_path) as port,
            many_ask(port, lambda n: f"/collections/incidents/items?limit=5&offset={n}") as seen,
        ):
            for number in range(ROUNDS):
                postgis.push(cluster.address, [make_incidents(mark=f"load {number}")])
                for one in ports:
                    instances.stop(one)
                    instances.start(one)
    print(f"{len(seen)} answers over {ROUNDS} loads and {2 * ROUNDS} restarts")
    assert len(seen) > 100 * ROUNDS
    assert [one for one in seen if one != 200] == []


@contextmanager
def run_replica(primary: Cluster) -> Iterator[Cluster]:
    """Run a second server that follows the first."""
    with run_cluster(follows=primary) as replica:
        yield replica


def _is_replica(address: str) -> bool:
    with psycopg.connect(address) as found:
        row = found.execute("select pg_is_in_recovery()").fetchone()
    return bool(row and row[0])


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    with run_cluster(["wal_level=replica", "max_wal_senders=4"]) as primary:
        postgis.push(primary.address, [make_incidents()])
        with run_replica(primary) as replica:
            yield primary, replica


def test_reads_go_to_a_replica_and_to_the_other_when_it_is_killed(pair, monkeypatch):
    primary, replica = pair
    assert _is_replica(replica.address)
    both = (
        f"postgresql://postgres@/postgres?host={replica.folder},{primary.folder}"
        "&target_session_attrs=prefer-standby"
    )
    monkeypatch.setenv("GEOPOSTURE_STORE", both)
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    with start_service() as service:
        served = Served(service.site, replica, service.log, [])
        assert served.ask_new().status == 200
        assert _count_clients(replica)
        assert not _count_clients(primary)
        # What is written to the first is read from the second.
        postgis.push(primary.address, [make_incidents(mark="copied")])
        _wait_for(lambda: served.ask_new().json()["features"][0]["properties"]["mark"] == "copied")
        replica.kill()
        _wait_for(lambda: served.ask_new().status == 200)
        assert served.ask("/readyz").json()["store"] == "ok"
        assert _count_clients(primary)
        replica.start()
        assert served.ask_new().status == 200


def test_a_replica_is_not_written_to(pair, monkeypatch):
    _, replica = pair
    monkeypatch.setenv("GEOPOSTURE_STORE", replica.address)
    pushed = subprocess.run(
        [sys.executable, "-m", "geoposture", "layers", "push"], capture_output=True, check=False
    )
    assert pushed.returncode == 1
    assert pushed.stderr.decode().count("\n") == 1
    assert "cannot be written to" in pushed.stderr.decode()


def _count_clients(cluster: Cluster) -> int:
    with psycopg.connect(cluster.address) as found:
        row = found.execute(
            "select count(*) from pg_stat_activity where application_name = 'geoposture'"
        ).fetchone()
    return int(row[0]) if row else 0


def _wait_for(holds) -> None:
    since = time.monotonic()
    while not holds():
        assert time.monotonic() - since < BACK_S
        time.sleep(0.1)
