"""Bytes that are ready to be sent: encoded once, one strong validator an encoding."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import brotli
from flask import Response, request

LEAST_TO_COMPRESS = 1024
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Body:
    """A representation: its bytes, its media type, and its compressed forms when asked for."""

    data: bytes
    media_type: str
    quality: int = 5
    _encoded: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.media_type.encode() + b"\0" + self.data).hexdigest()
        object.__setattr__(self, "tag", digest[:32])

    tag: str = field(init=False)

    def encoded(self, encoding: str) -> bytes:
        """Return the bytes in a content encoding: ``br``, ``gzip`` or ``identity``."""
        if encoding == "identity":
            return self.data
        if encoding not in self._encoded:
            self._encoded[encoding] = _compress(self.data, encoding, self.quality)
        return self._encoded[encoding]


def send(
    body: Body,
    *,
    cache: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    vary: tuple[str, ...] = (),
) -> Response:
    """Answer the request with a body: negotiated encoding, ETag, 304 where nothing changed."""
    encoding = _choose_encoding(body)
    response = Response(body.encoded(encoding), status=status, content_type=body.media_type)
    suffix = {"br": "-br", "gzip": "-gz"}.get(encoding, "")
    response.set_etag(body.tag + suffix)
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = ", ".join(("Accept-Encoding", *vary))
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.headers.update(headers or {})
    if status == HTTPStatus.OK:
        response.make_conditional(request)
    return response


def send_once(
    data: bytes,
    media_type: str,
    *,
    cache: str,
    headers: dict[str, str] | None = None,
    vary: tuple[str, ...] = (),
) -> Response:
    """Answer with bytes made for this request alone: compressed quickly."""
    return send(Body(data, media_type, quality=1), cache=cache, headers=headers, vary=vary)


def _choose_encoding(body: Body) -> str:
    if len(body.data) < LEAST_TO_COMPRESS:
        return "identity"
    accepted: Any = request.accept_encodings
    for encoding in ("br", "gzip"):
        if accepted.quality(encoding) > 0 and encoding in accepted.values():
            return encoding
    return "identity"


def _compress(data: bytes, encoding: str, quality: int) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(data, quality=max(quality, 4)))
    return gzip.compress(data, compresslevel=6, mtime=0)
