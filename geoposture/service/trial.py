"""A new state is tried out before anybody is answered with it: a page, a frame, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus

from flask import Flask

from geoposture.errors import GeopostureError, escape_controls
from geoposture.service.state import State

ADDRESSES = ("/", "/embed", "/map.svg", "/map.js", "/collections", "/collections?f=html", "/api")
"""What most readers ask for, and what names every layer: none names what may not be there."""
LEAN = ".lean.json"
LONGEST = 200


def find_fault(
    state: State, make_app: Callable[[State], Flask], further: Sequence[str] = ()
) -> str | None:
    """Say what cannot be made of a state, None where all can.

    Parameters
    ----------
    state : State
        It keeps what was made of it.
    make_app : callable
        Returns an application that answers with a state and lets errors through.
    further : sequence of str, optional
        Addresses that are made too.
    """
    client = make_app(state).test_client()
    for address in (*_list_addresses(state), *further):
        try:
            status = client.get(address).status_code
        except GeopostureError as error:
            told = error.message[:LONGEST]
        except Exception as error:
            told = f"{type(error).__name__}: {str(error)[:LONGEST]}"
        else:
            if status < HTTPStatus.BAD_REQUEST:
                continue
            told = f"{status} {HTTPStatus(status).phrase}"
        return escape_controls(f"{address} cannot be made of these layers ({told})")
    return None


def _list_addresses(state: State) -> Iterator[str]:
    yield from ADDRESSES
    languages = state.catalog.languages[1:]
    yield from (f"/?lang={one}" for one in languages)
    for id_ in state.catalog.layers:
        yield f"/collections/{id_}?f=html"
    yield from (f"/layers/{name}" for name in state.plain if name.endswith(LEAN))
