"""The headers that do not depend on the body, set once below Flask on every answer."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask

from geoposture.maps.assets import inline_faces
from geoposture.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
INSIDE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox allow-scripts allow-popups"
)
DRAWN = (
    "default-src 'none'; style-src '{faces}'; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), payment=(), usb=(), fullscreen=*, clipboard-write=*"
)
EXPOSED = "Link, ETag, Content-Crs, Geoposture-Store"
A_YEAR = 31536000
REQUEST_ID = "geoposture.request_id"
NAME = "geoposture"
"""Told as the server; without a name the one below tells its own, and what is known to break it."""
MAP = "/"
"""The one address that an operator's tiles are drawn on."""
EMBED = "/embed"
FILE = "/map.html"
PARTS = ("text/css", "text/javascript", "font/", "application/json", "application/geo+json")
"""Types that no browser opens as a document that could do something."""

PICTURE = "image/svg+xml"

ASKED_METHOD = "HTTP_ACCESS_CONTROL_REQUEST_METHOD"
PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers",
     "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since, Range, "
     "X-Requested-With"),
    ("Access-Control-Max-Age", "86400"),
    ("Allow", "GET, HEAD, OPTIONS"),
)  # fmt: skip
"""What a browser asks before a page of another site sends its own headers: all is read only."""

PINNED = re.compile(r"/v/[0-9a-f]{1,64}/embed")

Header = tuple[str, str]


class SetHeaders:
    """Give every request an id and every answer its headers.

    It stands below Flask, not in a hook of it: the lists are ready, and setting eight headers
    one after the other cost as much as a bare route (measured; see docs/decisions.md).
    """

    def __init__(
        self, application: Callable[..., Iterable[bytes]], settings: Settings, styles: Sequence[str]
    ) -> None:
        self.application = application
        self.part = _fix_headers(settings)
        fixed = [*self.part, ("Permissions-Policy", PERMISSIONS)]
        self.own = [*fixed, ("Content-Security-Policy", POLICY.format(ancestors="'none'"))]
        mapped = POLICY.format(ancestors="'none'")
        if settings.tiles_url:
            mapped = mapped.replace("data:", f"data: {settings.tiles_origin()}", 1)
        self.map = [*fixed, ("Content-Security-Policy", mapped)]
        # A file with everything inside: it may run what it holds, and ask nobody.
        self.inside = [*fixed, ("Content-Security-Policy", INSIDE)]
        # A picture with its faces inside.
        drawn = DRAWN.format(faces=_hash(inline_faces()))
        self.drawn = [*fixed, ("Content-Security-Policy", drawn)]
        framed = POLICY.format(ancestors=" ".join(_list_ancestors(settings)))
        hashes = " ".join(f"'{_hash(one)}'" for one in styles)
        framed = framed.replace("style-src 'self'", f"style-src 'self' {hashes}")
        self.framed = [*fixed, ("Content-Security-Policy", framed)]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI asks for."""
        request_id = environ[REQUEST_ID] = secrets.token_hex(16)
        # Names of hosts are the same in any case (RFC 9110, 4.2.3); what follows compares letters.
        environ["HTTP_HOST"] = environ.get("HTTP_HOST", "").lower()
        path = environ.get("PATH_INFO", "")
        ready = self.framed if path == EMBED or PINNED.fullmatch(path) else self.own
        if path == FILE:
            ready = self.inside
        if path == MAP:
            ready = self.map

        if environ.get("REQUEST_METHOD") == "OPTIONS" and ASKED_METHOD in environ:
            start("204 No Content", [*self.part, *PREFLIGHT, ("X-Request-ID", request_id)])
            return []

        def start_with(status: str, headers: list[Header], *rest: Any) -> Any:
            kind = next((value for name, value in headers if name == "Content-Type"), "")
            own = self.part if kind.startswith(PARTS) else ready
            if kind.startswith(PICTURE):
                own = self.drawn
            return start(status, [*headers, *own, ("X-Request-ID", request_id)], *rest)

        return self.application(environ, start_with)


def register(app: Flask, settings: Settings, *, styles: Sequence[str]) -> None:
    """Put the headers round an application; `styles` are the sheets inside an embed.

    Parameters
    ----------
    app : Flask
        Whose answers get them.
    settings : Settings
        Where it may be framed, and whether by HTTPS.
    styles : sequence of str
        CSS, whose hashes the policy allows.
    """
    app.wsgi_app = SetHeaders(app.wsgi_app, settings, styles)  # type: ignore[method-assign,assignment]


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _list_ancestors(settings: Settings) -> tuple[str, ...]:
    """Return who may frame the embed; ``*`` means network schemes only, so a disk is named."""
    allowed = settings.embed_ancestors
    return (*allowed, "file:") if allowed == ("*",) else allowed


def _fix_headers(settings: Settings) -> list[Header]:
    headers = [
        ("Server", NAME),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", EXPOSED),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    if settings.base_url().startswith("https:"):
        headers.append(("Strict-Transport-Security", f"max-age={A_YEAR}"))
    return headers
