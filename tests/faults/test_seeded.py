"""What each test of this folder would miss if it could see nothing: a fault is put in, and it fails.

A fault is Python that every process of a service runs before its own. The tests of files, of the
soak and of nginx have theirs beside them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import test_cold_start as cold_start
import test_endings as endings
import test_made_up as made_up
import test_many_connections as many_connections
import test_overload as overload
import test_slow_clients as slow_clients
import test_worker_deaths as worker_deaths
from clients import ask_all
from serving import Service, seed, start_service
from test_rolling_restart import start_proxy

SEEN = (AssertionError, OSError, EOFError, subprocess.TimeoutExpired)

LOSES_ONE_IN_TWENTY = """
from itertools import count
from geoposture.service import server
make_app, asked = server.make_app, count(1)
def make_and_lose(*given):
    app = make_app(*given)
    answer = app.wsgi_app
    def lose(environ, start):
        if next(asked) % 20:
            return answer(environ, start)
        start("500 Lost", [("Content-Length", "0")])
        return []
    app.wsgi_app = lose
    return app
server.make_app = make_and_lose
"""
COMPUTES_IN_A_THREAD = """
from geoposture.service import server, state
run = state._Here.run
def run_holding_the_lock(*given):
    sum(range(20_000_000))
    return run(*given)
state._Here.run = run_holding_the_lock
server._compute_beside = lambda *_: None
"""
REFUSES_NOBODY = """
from time import sleep
from geoposture.service import companion, computing
computing.MOST_WAITING = computing.MOST_AHEAD_S = computing.LONGEST_WAIT_S = 1e9
computing.IN_TURN_S = 1e9
run = companion.Companion.run
def run_slowly(*given):
    sleep(0.1)
    return run(*given)
companion.Companion.run = run_slowly
"""
SHARES_NOTHING = """
from geoposture.service import computing
class Forgetful(dict):
    def get(self, *_):
        return None
    def __delitem__(self, key):
        self.pop(key, None)
init = computing.Computing.__init__
def forget(self, carrier):
    init(self, carrier)
    self._asked = Forgetful()
computing.Computing.__init__ = forget
"""
REMEMBERS_NOTHING = """
from geoposture.service import state
from geoposture.service.http import cache
state.REMEMBERED_BYTES = cache.ANSWER_BYTES = 0
"""
TRIES_ONCE = """
from geoposture.service import companion
companion.TRIES = 1
"""
REPLACES_NO_WORKER = """
from geoposture.service import server
class Once(server._Server):
    def __init__(self, *given, **named):
        super().__init__(*given, **{**named, "respawn_failed_workers": False})
server._Server = Once
"""
SAYS_NOTHING = """
from geoposture.service import server
server._report = lambda line: None
"""
COMPUTES_WITH_THE_FIRST = """
from geoposture.service import server
made, first = server._compute_beside, {}
server._compute_beside = lambda settings, catalog: first.setdefault(0, made(settings, catalog))
"""
COMPUTES_ON_AT_THE_END = """
import signal
from time import sleep
from geoposture.service import companion
serve = companion._serve
def stay(*given):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve(*given)
    sleep(60)
companion._serve, companion._leave_with = stay, lambda pipe: None
"""
SERVES_ONE_AFTER_THE_OTHER = """
from socket import SO_SNDBUF, SOL_SOCKET
from wsgiref.simple_server import WSGIRequestHandler, make_server
from geoposture.service import server
class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass
class OneByOne:
    ended_by, interrupt_children = None, ()
    def __init__(self, *_, address, port, **__):
        self.where = address, port
    def serve(self, target_loader, **_):
        app = target_loader()
        def read_first(environ, start):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            return app(environ, start)
        listening = make_server(*self.where, read_first, handler_class=Quiet)
        # The kernel of the server would hold a whole layer for a reader.
        listening.socket.setsockopt(SOL_SOCKET, SO_SNDBUF, 16_384)
        listening.serve_forever()
server._Server = OneByOne
"""
WAITS_FOR_EVERY_HEAD = """
from geoposture.service import server
server.SLOWEST_HEAD_MS = 600_000
"""
OUTLIVES_ITS_SERVER = """
from geoposture.service import server
server._end_with = lambda parent: None
"""
WAITS_FOR_NO_START = """
from geoposture.service import computing
computing.LONGEST_START_S = 0.05
"""


@contextmanager
def start_with(
    fault: str, *arguments: str, workers: int = 2, ready: str = "/readyz"
) -> Iterator[Service]:
    """Start a service with a fault; nothing of it is left, whatever became of it."""
    mark = f"GEOPOSTURE_SEEDED_{os.getpid()}"
    os.environ[mark] = "1"
    try:
        with start_service(*arguments, workers=workers, seeded=fault, ready=ready) as service:
            yield service
    finally:
        del os.environ[mark]
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark.encode() in folder.joinpath("environ").read_bytes():
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                continue


def wait_in_an_overload(service: Service) -> None:
    """Ask for the light answers alone of the test that counts the heavy ones too."""
    kept, slow_clients.GOODPUT = slow_clients.GOODPUT, 0
    try:
        slow_clients.test_of_ten_times_what_it_can_answer_it_answers_as_much_as_when_calm(
            service, 2
        )
    finally:
        slow_clients.GOODPUT = kept


ASKED_OF_ONE = {
    "new questions": (LOSES_ONE_IN_TWENTY, overload.test_new_questions_by_sixteen_clients_lose_nothing),
    "each address": (
        LOSES_ONE_IN_TWENTY,
        partial(overload.test_sixteen_clients_at_each_computing_address_lose_nothing, address=overload.ADDRESSES[1]),
    ),
    "starved": (COMPUTES_IN_A_THREAD, overload.test_heavy_questions_starve_nobody),
    "recovery": (REFUSES_NOBODY, overload.test_it_recovers_when_a_burst_ends),
    "asked by many": (SHARES_NOTHING, overload.test_one_question_asked_by_many_costs_about_one),
    "answered before": (REMEMBERS_NOTHING, overload.test_what_was_answered_before_and_what_needs_no_computing_never_waits),
    "crash": (TRIES_ONCE, overload.test_a_crash_of_geos_costs_no_answer_and_is_a_line_in_the_log),
    "worker": (REPLACES_NO_WORKER, overload.test_a_worker_that_dies_is_a_line_in_the_log),
    "end": (COMPUTES_ON_AT_THE_END, overload.test_it_ends_within_five_seconds_and_leaves_no_process),
    "goodput": (
        REFUSES_NOBODY,
        partial(slow_clients.test_of_ten_times_what_it_can_answer_it_answers_as_much_as_when_calm, patience_s=2),
    ),
    "light questions": (COMPUTES_IN_A_THREAD, wait_in_an_overload),
    "endless head": (WAITS_FOR_EVERY_HEAD, slow_clients.test_a_head_that_never_ends_is_ended),
    **{
        f"slow {kind.id}": (
            SERVES_ONE_AFTER_THE_OTHER,
            partial(
                slow_clients.test_slow_clients_keep_nobody_waiting,
                **dict(zip(("first", "sends", "window"), kind.values, strict=True)),
            ),
        )
        for kind in slow_clients.KINDS
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED_OF_ONE)
def test_a_fault_of_a_service_that_is_asked_is_seen(monkeypatch, name):
    for module, constant, less in (
        (overload, "NEW_QUESTIONS", 100), (overload, "PATIENCE_S", 8),
        (slow_clients, "SLOW", 60), (slow_clients, "MEASURED", 1), (slow_clients, "SECONDS", 10),
        (slow_clients, "CALM_ASKED", 8), (slow_clients, "ASKED", 8), (slow_clients, "PATIENCE_S", 2), (slow_clients, "SOON_S", 1),
    ):  # fmt: skip
        monkeypatch.setattr(module, constant, less)
    fault, asks = ASKED_OF_ONE[name]
    with start_with(fault) as service:
        ask_all(service.site, [f"/distance?from=us_bases&to=0,{n}" for n in range(16)])
        with pytest.raises(SEEN):
            asks(service)


STARTED: dict[str, tuple[str, object, Callable[..., None]]] = {
    "killed twice": (
        REPLACES_NO_WORKER + SAYS_NOTHING, worker_deaths,
        partial(worker_deaths.test_workers_that_are_killed_twice_are_there_again_or_the_end_is_a_line, 0.5),
    ),
    "killed once": (
        REPLACES_NO_WORKER, worker_deaths,
        worker_deaths.test_one_worker_that_is_killed_once_is_there_again,
    ),
    "orphans": (
        OUTLIVES_ITS_SERVER, worker_deaths,
        partial(worker_deaths.test_workers_of_a_server_that_is_killed_end_and_free_the_port, 0.0),
    ),
    "cold start": (
        WAITS_FOR_NO_START, cold_start,
        partial(cold_start.test_all_frames_of_a_page_are_answered_by_a_server_that_has_just_started, "tools"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STARTED)
def test_a_fault_of_a_service_that_is_started_is_seen(monkeypatch, name):
    fault, module, runs = STARTED[name]
    monkeypatch.setattr(module, "start_service", partial(start_with, fault))
    wait = worker_deaths.wait_until
    monkeypatch.setattr(worker_deaths, "wait_until", lambda true, seconds: wait(true, seconds / 4))
    with pytest.raises(SEEN) as seen:
        runs()
    assert "the service" not in str(seen.value)  # is not ready, or ended before it was


def test_old_layers_that_are_computed_with_are_seen(monkeypatch, copied_layers):
    monkeypatch.setattr(overload, "start_service", partial(start_with, COMPUTES_WITH_THE_FIRST))
    monkeypatch.setattr(overload, "PATIENCE_S", 8)
    with pytest.raises(SEEN):
        overload.test_after_a_change_of_the_layers_the_new_ones_are_computed_with(copied_layers)


def test_an_end_that_says_nothing_is_seen(monkeypatch, tmp_path):
    for name, value in seed(tmp_path, SAYS_NOTHING).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SEEN):
        endings.test_an_end_under_load_is_quiet(tmp_path, signal.SIGTERM, 1)


def test_too_few_connections_are_seen(monkeypatch, tmp_path):
    def start_small(*where, **_):
        return start_proxy(*where, connections=300)

    monkeypatch.setattr(many_connections, "start_proxy", start_small)
    monkeypatch.setattr(many_connections, "CONNECTIONS", 600)
    with (
        start_service("--public-url", "https://maps.example.org", workers=2) as public,
        pytest.raises(SEEN),
    ):
        many_connections.test_two_thousand_connections_are_all_answered_twice(public, tmp_path)


def test_a_card_that_is_an_error_is_seen(monkeypatch):
    def fail(*_):
        raise KeyError("name")

    monkeypatch.setattr("geoposture.views.places.list_same", fail)
    _, faults = made_up.visit(0)
    assert [one for one in faults if one.endswith(": 500")]
