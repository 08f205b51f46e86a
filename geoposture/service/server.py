"""The service under Granian, started from Python."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from geoposture.catalog import Catalog
from geoposture.errors import BadData
from geoposture.limits import LIMITS
from geoposture.service.app import create_app, find_fault_of_start
from geoposture.service.companion import Companion
from geoposture.service.computing import Computing
from geoposture.service.state import State
from geoposture.settings import Settings
from geoposture.stores import reading

THREADS = 64
"""A thread for each who waits for a computed answer, and some for everybody else."""
SLOWEST_HEAD_MS = LIMITS.slowest_head_ms
GRACE_S = 3
"""Seconds that a worker has for what is under way; all has ended within five."""
RESPAWN_S = 0.5
LOOK_FOR_PARENT_S = 0.5

_made: dict[Settings, Flask] = {}


def serve_forever(settings: Settings, *, skip_bad: bool = False) -> None:
    """Serve until a signal ends it.

    The layers are read here, before the workers are forked, so that a bad layer is one line
    and the workers share the memory; where processes cannot be forked each reads them anew.

    Parameters
    ----------
    settings : Settings
        Folders, address, port and limits.
    skip_bad : bool
        Leave out a layer that cannot be used, instead of refusing all.

    Raises
    ------
    BadData
        If a layer cannot be used, or the browser side was not built.
    """
    make_app(settings, skip_bad)
    server = _Server(
        "geoposture",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=settings.workers,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=SLOWEST_HEAD_MS),
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_S,
        workers_kill_timeout=GRACE_S,
        log_level=LogLevels.error,
    )
    try:
        server.serve(target_loader=partial(start_worker, settings, skip_bad), wrap_loader=False)
    finally:
        if server.ended_by is not None:
            _report(f"ended by {server.ended_by.name}")
        elif server.interrupt_children:
            _report("ended: its workers were ended twice within seconds; is there memory enough?")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again
    if server.ended_by is signal.SIGINT:  # A service manager that ends us has its zero.
        sys.exit(128 + signal.SIGINT)


class _Server(Granian):  # type: ignore[misc,valid-type]
    """The server, which remembers what signal ended it."""

    ended_by: signal.Signals | None = None

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        self.ended_by = self.ended_by or signal.Signals(args[0])
        super().signal_handler_interrupt(*args, **kwargs)


def start_worker(settings: Settings, skip_bad: bool) -> Flask:
    """Return the application in a worker; its companion (a second of imports) follows behind.

    Parameters
    ----------
    settings, skip_bad
        As for `serve_forever`.

    Raises
    ------
    BadData
        If a layer cannot be used, or the browser side was not built.
    """
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app = make_app(settings, skip_bad)
    computing = app.extensions["geoposture"].current().computing
    computing.starting = True  # before the first look at it, which may come before the thread
    threading.Thread(target=computing.start_ahead, daemon=True).start()
    return app


def _end_with(parent: int) -> None:
    """End this worker when its server is gone: it would hold the port, and serve old data."""
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)


def make_app(settings: Settings, skip_bad: bool) -> Flask:
    """Return the application of these settings, made once a process.

    Parameters
    ----------
    settings, skip_bad
        As for `serve_forever`.

    Raises
    ------
    BadData
        If a layer cannot be used, the browser side was not built, or no page can be made.
    """
    if settings not in _made:
        with _without_collector():
            _made[settings] = _make_app(settings, skip_bad)
    return _made[settings]


def _make_app(settings: Settings, skip_bad: bool) -> Flask:
    database = reading.open_database(settings, _report)
    catalog = reading.begin(settings, database, skip_bad=skip_bad)
    for line in catalog.reports:
        print(f"geoposture: {line}", file=sys.stderr)
    app = create_app(settings, catalog, partial(_compute_beside, settings), database)
    state = app.extensions["geoposture"].current()
    state.warm()
    _try_out(state)
    return app


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave what is made now out of every search for garbage, here and in what is forked.

    All of it stays, and a search costs the more the more there is; in a worker it would write
    to each object, and nothing would be shared any longer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def _try_out(state: State) -> None:
    """Refuse to start with what no page can be made of; a look at newer files does the same."""
    tried = State(state.settings, state.catalog, database=state.database)  # computes here
    tried.keep_prepared(state)
    try:
        fault = find_fault_of_start(tried)
    finally:
        # What is forked from here opens lines of its own.
        for one in (state.database, state.catalog.asked):
            if one is not None:
                one.rest()
    if fault:
        raise BadData(fault)


def _compute_beside(settings: Settings, catalog: Catalog) -> Computing:
    """Return a line in front of a process that computes with a catalogue."""
    return Computing(Companion(partial(State, settings, catalog), _report))


def _report(line: str) -> None:
    print(f"geoposture: {line}", file=sys.stderr, flush=True)
