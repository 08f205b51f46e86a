"""Processes that are killed from outside (case faults-worker-deaths): each end is told and whole."""

from __future__ import annotations

import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import Service, start_service

from geoposture.service import server
from geoposture.settings import Settings

ENDED = "geoposture: ended: its workers were ended twice"


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return true()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def list_workers(service: Service) -> list[int]:
    """Return the processes that the server forked itself."""
    found = []
    for pid in service.processes():
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        if int(parent) == service.pid:
            found.append(pid)
    return found


def answers(service: Service) -> bool:
    try:
        with urllib.request.urlopen(f"{service.site}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


@pytest.mark.parametrize("pause_s", [0.5, 0.8, 2.0])
def test_workers_that_are_killed_twice_are_there_again_or_the_end_is_a_line(pause_s):
    with start_service(workers=2) as service:
        for _ in range(2):
            for pid in list_workers(service):
                os.kill(pid, signal.SIGKILL)
            time.sleep(pause_s)
        served = wait_until(lambda: answers(service) or not lives(service.pid), 20)
        assert served
        if not lives(service.pid):
            time.sleep(1)  # what a process that was just being started might say
            said = service.log.read_text()
            assert f"\n{ENDED}" in said
            assert "Traceback" not in said


def test_one_worker_that_is_killed_once_is_there_again():
    with start_service(workers=2) as service:
        before = set(list_workers(service))
        os.kill(max(before), signal.SIGKILL)
        assert wait_until(lambda: len(set(list_workers(service)) - before) == 1, 20)
        assert wait_until(lambda: answers(service), 20)
        assert len(list_workers(service)) == len(before)
        assert "ended:" not in service.log.read_text()


class Ending:
    """A server that ends as the real one does when its workers do not stay."""

    ended_by = None

    def __init__(self, *_, **__):
        self.interrupt_children: list[int] = []

    def serve(self, **_):
        self.interrupt_children = self.dead
        raise SystemExit(1)


@pytest.mark.parametrize(("dead", "told"), [([0, 1], 1), ([1], 1), ([], 0)])
def test_an_end_for_want_of_workers_is_one_line(monkeypatch, capsys, dead, told):
    monkeypatch.setattr(Ending, "dead", dead, raising=False)
    monkeypatch.setattr(server, "_Server", Ending)
    monkeypatch.setattr(server, "make_app", lambda *_: None)
    with pytest.raises(SystemExit):
        server.serve_forever(Settings())
    assert capsys.readouterr().err.count("geoposture: ended: its workers") == told


@pytest.mark.parametrize("when_s", [0.0, 2.0])
def test_workers_of_a_server_that_is_killed_end_and_free_the_port(when_s):
    with start_service(workers=2) as service:
        time.sleep(when_s)
        everything = [pid for pid in service.processes() if pid != service.pid]
        assert len(everything) >= 2
        os.kill(service.pid, signal.SIGKILL)
        assert wait_until(lambda: not any(lives(pid) for pid in everything), 15)
        assert not answers(service)
