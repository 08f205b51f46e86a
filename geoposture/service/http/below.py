"""A service below a path of its host: requests lose the path, the addresses in pages get it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from geoposture.errors import BadRequest

ADDRESS = re.compile(r'(\s(?:href|src|action|data-[a-z]+)=")/(?!/)')
"""Where an address from the root can stand in our pages; text has no bare quotation marks."""


class Below:
    """Take the public path off each request.

    A proxy may have done so before, then there is nothing to take off; both are served.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], path: str) -> None:
        self.application = application
        self.path = path

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI asks for."""
        asked = environ.get("PATH_INFO", "")
        if asked == self.path:
            return _add_slash(self.path, environ.get("QUERY_STRING", ""), start)
        environ["SCRIPT_NAME"] = self.path
        if asked.startswith(f"{self.path}/"):
            environ["PATH_INFO"] = asked[len(self.path) :]
        return self.application(environ, start)


def check_path(path: str, routes: Iterable[str]) -> None:
    """Refuse a path that begins as an address of the service does: nobody could tell them apart.

    Parameters
    ----------
    path : str
        Of the public address.
    routes : iterable of str
        What is served.

    Raises
    ------
    BadRequest
        If it begins so.
    """
    first = path.split("/")[1]
    if first in {one.split("/")[1] for one in routes}:
        raise BadRequest(
            f"the public address has the path “{path}”, and “/{first}” is an address of the "
            "service itself; choose another, such as /maps"
        )


def place_page(text: str, path: str) -> str:
    """Return a page whose addresses from the root are below a path.

    Parameters
    ----------
    text : str
        HTML.
    path : str
        Of the public address, no slash at its end; empty leaves the page as it is.

    Examples
    --------
    >>> place_page('<a href="/about">', "/maps"), place_page('<a href="//x/">', "/maps")
    ('<a href="/maps/about">', '<a href="//x/">')
    """
    return ADDRESS.sub(rf"\g<1>{path}/", text) if path else text


def _add_slash(path: str, query: str, start: Callable[..., Any]) -> Iterable[bytes]:
    status = HTTPStatus.PERMANENT_REDIRECT
    target = f"{path}/{'?' if query else ''}{query}"
    start(f"{status} {status.phrase}", [("Location", target), ("Content-Length", "0")])
    return []
