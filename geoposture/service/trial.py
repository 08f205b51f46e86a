"""A new state is tried out before anybody is answered with it: a page, a frame, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from http import HTTPStatus
from itertools import islice

from flask import Flask
from flask.testing import FlaskClient

from geoposture.articles.published import list_articles
from geoposture.catalog import ANNOTATIONS, Catalog
from geoposture.errors import Busy, GeopostureError, Unavailable, escape_controls
from geoposture.maps import page
from geoposture.model import View
from geoposture.service.state import State

ADDRESSES = ("/", "/embed", "/map.svg", "/map.js", "/collections", "/collections?f=html", "/api")
"""What most readers ask for, and what names every layer: none names what may not be there."""
AT_START = ("/map.svg", "/collections?f=html", "/codebook")
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
    asked = (*_list_addresses(state), *further)
    return _find_first((one, partial(_ask, client, one)) for one in asked)


def find_fault_of_start(state: State, make_app: Callable[[State], Flask]) -> str | None:
    """Say what cannot be made of a state before anybody is served, None where all can.

    The page of the map is described, not drawn: folium takes a second, and what the parent of
    the workers has loaded each of them holds.

    Parameters
    ----------
    state, make_app
        As for `find_fault`.
    """
    client, view = make_app(state).test_client(), View(lang=state.catalog.languages[0])
    tries = [("/", partial(_describe, state, view))]
    tries += [(one, partial(_ask, client, one)) for one in AT_START]
    return _find_first((one, partial(_wait_for, attempt)) for one, attempt in tries)


def _wait_for(attempt: Callable[[], int]) -> int:
    """Attempt something; a database that does not answer yet is no fault of the data."""
    try:
        status = attempt()
    except (Busy, Unavailable):
        return HTTPStatus.OK
    return HTTPStatus.OK if status == HTTPStatus.SERVICE_UNAVAILABLE else status


def _find_first(tries: Iterable[tuple[str, Callable[[], int]]]) -> str | None:
    for address, attempt in tries:
        if told := _tell_failure(attempt):
            return escape_controls(f"{address} cannot be made of these layers ({told})")
    return None


def _tell_failure(attempt: Callable[[], int]) -> str | None:
    try:
        status = attempt()
    except GeopostureError as error:
        return error.message[:LONGEST]
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:LONGEST]}"
    return None if status < HTTPStatus.BAD_REQUEST else f"{status} {HTTPStatus(status).phrase}"


def _ask(client: FlaskClient, address: str) -> int:
    return client.get(address).status_code


def _describe(state: State, view: View) -> int:
    page.describe_page(state.catalog, view)
    return HTTPStatus.OK


def _list_addresses(state: State) -> Iterator[str]:
    yield from ADDRESSES
    languages = state.catalog.languages[1:]
    yield from (f"/?lang={one}" for one in languages)
    for id_ in state.catalog.layers:
        yield f"/collections/{id_}?f=html"
    yield from (f"/layers/{name}" for name in state.plain if name.endswith(LEAN))
    yield from _list_told(state.catalog)


def _list_told(catalog: Catalog) -> Iterator[str]:
    """Yield the page of an article and that of a place which an article names."""
    yield from (f"/articles/{one['id']}?f=html" for one in list_articles(catalog)[:1])
    rows = catalog.layer(ANNOTATIONS).features if ANNOTATIONS in catalog.layers else ()
    named = {one["properties"]["feature"] or "": None for one in rows}
    places = (one.partition("/") for one in named)
    known = (f"/collections/{layer}/items/{id_}?f=html" for layer, _, id_ in places
             if layer in catalog.layers and id_ in catalog.layer(layer).index)  # fmt: skip
    yield from islice(known, 1)
