"""The process beside a worker that computes: started anew when it ends, gone when the worker is.

It is forked from a server that has one thread and nothing of the worker (`forkserver` of the
standard library): no signal handler, socket or held lock comes along, also when the data change
while the worker serves.
"""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from geoposture.errors import BadData, Busy, GeopostureError
from geoposture.limits import LIMITS
from geoposture.service.computing import Answer
from geoposture.service.http.responses import Body

if TYPE_CHECKING:
    from geoposture.service.state import State

LONGEST_ANSWER_S = LIMITS.longest_answer_s
"""Far above the dearest question that the bounds on parameters let through."""
TRIES = 2
READY = "ready"
START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
NICENESS = 2
"""Look-ups go first where both want the processor."""
PRELOADED = [
    "geoposture.service.forked", "geoposture.maps.folium_map", "geoposture.maps.single_file",
    "geoposture.service.app",
]  # fmt: skip

Reply = tuple[str, Any]
"""What came of it: ``answer`` and a body, ``refusal`` and an error, ``fault`` and a text."""


class Companion:
    """A process that answers questions about one state.

    Parameters
    ----------
    make_state : callable
        Makes the state there; it and its arguments travel to the process.
    report : callable
        Takes one line when the process ends without being asked to.
    """

    def __init__(self, make_state: Callable[[], State], report: Callable[[str], None]) -> None:
        self._make_state = make_state
        self._report = report
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._lock = threading.Lock()
        self._retired = False

    def run(self, answer: Answer, question: Any, encoding: str) -> Body:
        """Carry a question out there.

        Parameters
        ----------
        answer, question, encoding
            As for `Carrier.run`.

        Raises
        ------
        GeopostureError
            Whatever the answer raises; `Busy` where it takes far too long.
        RuntimeError
            For what was not foreseen, with the text of its traceback.
        BadData
            If the process ends again and again.
        """
        for _ in range(TRIES):
            with self._lock:
                reply = self._exchange((answer, question, encoding))
                if self._retired:
                    self._hang_up()
            if reply is not None:
                return _open(reply)
        raise BadData(f"{answer.__name__} ended the computing process {TRIES} times")

    def start(self) -> None:
        """Start the process, unless it runs, and wait until it is ready."""
        with self._lock:
            self._connect()

    def retire(self) -> None:
        """End the process after the question that it has; a later one starts it for itself."""
        self._retired = True
        with self._lock:
            self._hang_up()

    def _exchange(self, message: Any) -> Reply | None:
        """Return what the process says, None where it ended instead."""
        pipe = self._connect()
        try:
            pipe.send(message)
            if not pipe.poll(LONGEST_ANSWER_S):
                self._end(f"took more than {LONGEST_ANSWER_S:g} s for {message[0].__name__}")
                return "refusal", Busy(int(LONGEST_ANSWER_S))
            reply: Reply = pipe.recv()
        except (EOFError, OSError):
            self._end(f"ended in {message[0].__name__}")
            return None
        return reply

    def _connect(self) -> Connection:
        # Who died idle is replaced here: the next question had no part in it, and keeps its tries.
        if self._process is not None and not self._process.is_alive():
            self._end("ended with nothing to do")
        if self._pipe is None:
            self._pipe, self._process = self._fork()
            with suppress(EOFError, OSError):  # seen again by whoever asks it something
                self._pipe.recv()
        return self._pipe

    def _fork(self) -> tuple[Connection, BaseProcess]:
        """Return a new process and a pipe to it."""
        context: Any = multiprocessing.get_context(START)
        context.set_forkserver_preload(PRELOADED)
        here, there = context.Pipe()
        process = context.Process(
            target=_serve, args=(there, self._make_state), name="geoposture-computing",
            daemon=True,
        )  # fmt: skip
        try:
            with _without_interrupt():
                process.start()
        except (EOFError, OSError) as error:  # nothing of it is kept: the next question tries anew
            here.close()
            self._report(f"the computing process could not be started: {error}")
            raise Busy(1) from error
        finally:
            there.close()
        return here, process

    def _end(self, why: str) -> None:
        process = self._process
        assert process is not None
        process.kill()
        process.join()
        self._report(f"the computing process {process.pid} {why}; a new one takes its place")
        self._hang_up()

    def _hang_up(self) -> None:
        # The process ends when nothing is at the other end of its pipe.
        if self._pipe is not None:
            self._pipe.close()
        self._pipe = self._process = None


@contextmanager
def _without_interrupt() -> Iterator[None]:
    """Let what is started meanwhile never see Ctrl-C, not even before its first line."""
    resource_tracker.ensure_running()  # it would take the mask away again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _open(reply: Reply) -> Body:
    kind, value = reply
    if kind == "answer":
        body: Body = value
        return body
    if kind == "refusal":
        raise value
    raise RuntimeError(value)


def _serve(pipe: Connection, make_state: Callable[[], State]) -> None:
    """Answer one question after the other, until nobody is there to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which hangs up
    with suppress(OSError):
        os.nice(NICENESS)
    threading.Thread(target=_leave_with, args=(pipe.fileno(),), daemon=True).start()
    state = make_state()
    with suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            answer, question, encoding = pipe.recv()
            pipe.send(_answer(state, answer, question, encoding))


def _leave_with(pipe: int) -> None:
    """End this process as soon as nobody is at the other end: nobody wants its answer then."""
    watch = select.poll()
    watch.register(pipe, 0)  # no event but the end, which is always told
    watch.poll()
    os._exit(0)


def _answer(state: State, answer: Answer, question: Any, encoding: str) -> Reply:
    try:
        body = answer(state, question)
        body.encoded(encoding)
    except GeopostureError as error:
        return "refusal", error
    except Exception:
        return "fault", traceback.format_exc()
    return "answer", body
