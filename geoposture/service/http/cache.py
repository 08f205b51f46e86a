"""Answers that were given are given again: bounded by bytes, bound to one version of the data."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from flask import Flask

from geoposture.limits import LIMITS
from geoposture.service.http.responses import CONDITIONS, READY, ReadyResponse

if TYPE_CHECKING:
    from geoposture.service.state import State

STATE = "geoposture.state"
ANSWER_BYTES = LIMITS.kept_answers
LONGEST_KEY = 1000
OVERHEAD = 2048
ASKED = (
    "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
)  # fmt: skip

ASKED_DATABASE = "geoposture.asked-database"
"""Set in the environment of a request whose answer a database gave."""
STORE = "Geoposture-Store"
"""The field of an answer that was kept, of a database that does not answer: ``stale``."""

Start = Callable[..., Any]
Key = tuple[str, ...]


class AnswerMemory:
    """The answers to one state's requests, the least recently asked for leave first."""

    def __init__(self) -> None:
        self._kept: LRUCache[Key, ReadyResponse] = LRUCache(
            ANSWER_BYTES, getsizeof=lambda one: OVERHEAD + len(one.data_ready)
        )
        self._lock = threading.Lock()

    def find(self, key: Key) -> ReadyResponse | None:
        """Return the answer to a request, None where it was not given yet.

        Parameters
        ----------
        key : Key
            Of the request: all that decides its answer.
        """
        with self._lock:
            return self._kept.get(key)

    def size(self) -> int:
        """Return the bytes that are taken."""
        with self._lock:
            return int(self._kept.currsize)

    def keep(self, key: Key, answer: ReadyResponse) -> None:
        """Keep an answer, unless it alone is larger than the memory.

        Parameters
        ----------
        key : Key
            Of the request.
        answer : ReadyResponse
            Ready to be sent.
        """
        if OVERHEAD + len(answer.data_ready) <= ANSWER_BYTES // 4:
            with self._lock:
                self._kept[key] = answer

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._kept.clear()


class RememberAnswers:
    """Take each request's state; answer what was asked before without waking Flask.

    Only plain GETs whose answer says that it may be cached: no condition, no range. The key
    holds everything that the answer's ``Vary`` can name. A host that is not trusted never
    gets an answer kept, since none is ever ready for it.
    """

    def __init__(
        self, application: Callable[..., Iterable[bytes]], take_state: Callable[[], State]
    ) -> None:
        self.application = application
        self.take_state = take_state

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer as WSGI asks for."""
        state = environ[STATE] = self.take_state()
        key = _key(environ)
        if key is None:
            return self.application(environ, start)
        kept = state.answers.find(key)
        if kept is not None:
            return mark(kept, state)(environ, start)
        answer = self.application(environ, start)
        ready = environ.get(READY)
        if ready is not None:
            ready.asked = ASKED_DATABASE in environ
            state.answers.keep(key, ready)
        return answer


def mark(kept: ReadyResponse, state: State) -> ReadyResponse:
    """Return an answer that was kept; one of a database that is down says that it is.

    Parameters
    ----------
    kept : ReadyResponse
        As it was given before.
    state : State
        That it was given with.
    """
    database = state.database
    if database is None or not kept.asked or not database.broken:
        return kept
    return ReadyResponse(kept.data_ready, [*kept.fields, (STORE, database.health)])


def find_kept(environ: Mapping[str, Any], state: State) -> ReadyResponse | None:
    """Return what was answered to a request before, conditions and ranges aside; None if nothing.

    Parameters
    ----------
    environ : mapping
        Of the request, as WSGI has it.
    state : State
        That it is answered with.
    """
    kept = state.answers.find(tuple(environ.get(name, "") for name in ASKED))
    return mark(kept, state) if kept is not None else None


def register(app: Flask, take_state: Callable[[], State]) -> None:
    """Put the memory round an application.

    Parameters
    ----------
    app : Flask
        Whose answers are kept.
    take_state : callable
        Gives the state of today, whose answers are the only ones kept.
    """
    app.wsgi_app = RememberAnswers(app.wsgi_app, take_state)  # type: ignore[method-assign,assignment]


def _key(environ: dict[str, Any]) -> Key | None:
    if environ["REQUEST_METHOD"] != "GET" or not CONDITIONS.isdisjoint(environ):
        return None
    key = tuple(environ.get(name, "") for name in ASKED)
    return key if sum(map(len, key)) <= LONGEST_KEY else None
