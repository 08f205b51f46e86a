"""One hook sets every header that does not depend on the body."""

from __future__ import annotations

import uuid

from flask import Flask, Response, g, request

from geoposture.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), payment=(), usb=(), fullscreen=*, clipboard-write=*"
)
EXPOSED = "Link, ETag, Content-Crs"
A_YEAR = 31536000


def register(app: Flask, settings: Settings) -> None:
    """Give every request an id and every response its headers."""

    @app.before_request
    def name_request() -> None:
        g.request_id = uuid.uuid4().hex

    fixed = _fix_headers(settings)
    own = POLICY.format(ancestors="'none'")
    framed = POLICY.format(ancestors=" ".join(settings.embed_ancestors))

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.extend(fixed)
        response.headers["X-Request-ID"] = g.get("request_id", "")
        response.headers["Content-Security-Policy"] = framed if request.path == "/embed" else own
        return response


def _fix_headers(settings: Settings) -> list[tuple[str, str]]:
    headers = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", EXPOSED),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
    if settings.base_url().startswith("https:"):
        headers.append(("Strict-Transport-Security", f"max-age={A_YEAR}"))
    return headers
