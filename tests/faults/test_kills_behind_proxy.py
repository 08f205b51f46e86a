"""Workers that are killed while strict clients ask through nginx as it is shipped: nobody notices.

WORKER_KILLS is how many are made; more of them are asked for before a release.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving import Service, start_service
from test_rolling_restart import many_ask, start_proxy
from test_worker_deaths import list_workers

KILLS = int(os.environ.get("WORKER_KILLS", "4"))
APART_S = 6.0
"""Workers that die faster than they start end an instance: another promise, and another test."""


@contextmanager
def ask_two_instances(folder: Path) -> Iterator[tuple[tuple[Service, Service], list[int]]]:
    """Run two instances of two workers behind nginx, and ask them all the while."""
    given = ("--public-url", "https://maps.example.org")
    with start_service(*given, workers=2) as first, start_service(*given, workers=2) as second:
        ports = [int(one.site.rpartition(":")[2]) for one in (first, second)]
        with start_proxy(ports, folder) as port, many_ask(port) as seen:
            yield (first, second), seen


def test_workers_that_are_killed_lose_nobody(tmp_path):
    random_, killed = random.Random(17), []
    with ask_two_instances(tmp_path) as (both, seen):
        for number in range(KILLS):
            time.sleep(APART_S)
            killed.append(random_.choice(list_workers(both[number % 2])))
            os.kill(killed[-1], signal.SIGKILL)
        time.sleep(APART_S)
        left = {pid for one in both for pid in one.processes()}
    print(f"{len(seen)} answers over {KILLS} kills")
    assert len(set(killed)) == KILLS
    assert not left & set(killed)
    assert len(seen) > 100 * KILLS
    assert [one for one in seen if one != 200] == []


def test_that_both_instances_are_killed_is_seen(tmp_path):
    """What the test above would miss if it could not see anything.

    Workers alone are no fault that is always seen: what is asked meanwhile waits at the socket,
    which the first process holds, until there are workers again.
    """
    with ask_two_instances(tmp_path) as (both, seen):
        time.sleep(1)
        for pid in [pid for one in both for pid in one.processes()]:
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
    assert [one for one in seen if one != 200]
