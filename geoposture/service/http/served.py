"""What this request is answered with: the version of the data that it found when it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, request

from geoposture.errors import Gone
from geoposture.service.http.cache import STATE
from geoposture.service.http.responses import Body, choose_encoding

if TYPE_CHECKING:
    from geoposture.service.computing import Answer
    from geoposture.service.state import State

HELD = "geoposture.held"


def current() -> State:
    """Return the state that this request is answered with."""
    found: State = request.environ[STATE]
    return found


def find_held(version: str) -> State | None:
    """Return the state of a version of the data, None where it is no longer held.

    Parameters
    ----------
    version : str
        Sixteen digits of its hash.
    """
    found: State | None = current_app.extensions["geoposture"].find(version)
    return found


def answer_with(version: str, path: str) -> None:
    """Answer this request with a version of the data that is held.

    Parameters
    ----------
    version : str
        The first 16 digits of its hash.
    path : str
        Where the same is in the newest one, which the error names.

    Raises
    ------
    Gone
        If it is not held, or not any more.
    """
    held = find_held(version)
    if held is None:
        now = f"{current().settings.base_url()}/v/{current().catalog.version}{path}"
        raise Gone(f"version {version[:16]} is not held; the current one is at {now}")
    request.environ[HELD] = held is not current()
    request.environ[STATE] = held


def cite_as(path: str) -> str:
    """Return the ``Link`` field that names what is cited (RFC 8574): what does not change.

    Parameters
    ----------
    path : str
        With its query.
    """
    return f'<{current().settings.base_url()}{path}>; rel="cite-as"'


def cite_data(layer_id: str | None) -> dict[str, str]:
    """Return the field that names what is cited: the layer's file in this version, else all data.

    Parameters
    ----------
    layer_id : str or None
        None where the answer is of no layer alone.
    """
    catalog = current().catalog
    there = layer_id in catalog.layers or layer_id in catalog.stored
    file = f"layers/{layer_id}.geojson" if there else "version.json"
    return {"Link": cite_as(f"/v/{catalog.version}/{file}")}


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
    if request.environ.get(HELD):
        # What computes for a version goes with it; an older one is asked for rarely.
        return answer(current(), question)
    encoding = choose_encoding(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    return current().compute(answer, question, encoding)
