"""What this request is answered with: the version of the data that it found when it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, request

from geoposture.service.http.cache import STATE
from geoposture.service.http.responses import Body, choose_encoding

if TYPE_CHECKING:
    from geoposture.service.computing import Answer
    from geoposture.service.state import State


def current() -> State:
    """Return the state that this request is answered with."""
    found: State = request.environ[STATE]
    return found


def find_held(version: str) -> State | None:
    """Return the state of a version of the data, None where it is no longer held."""
    found: State | None = current_app.extensions["geoposture"].find(version)
    return found


def fresh() -> str:
    """Return how long caches may keep the newest data; for an hour more they answer, and ask."""
    seconds = current().settings.cache_seconds
    return f"public, max-age={seconds}, stale-while-revalidate=3600"


def compute(answer: Answer, question: Any) -> Body:
    """Return the answer to a question about the current state, in the encoding asked for.

    Parameters
    ----------
    answer, question
        As for `Carrier.run` of ``computing``.

    Raises
    ------
    Busy
        If too much is asked already.
    GeopostureError
        Whatever the answer raises.
    """
    encoding = choose_encoding(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    return current().compute(answer, question, encoding)
