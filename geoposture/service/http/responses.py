"""Bytes that are ready to be sent: encoded once, one strong validator an encoding."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import brotli
from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEAST_TO_COMPRESS = 1024
READY = "geoposture.answer"
BUILT = Path(__file__).parents[2] / "static" / "encoded"
ONCE, SERVED, KEPT = 1, 5, 9
SUFFIXES: Mapping[str, str] = {"br": "-br", "gzip": "-gz", "identity": ""}
CONDITIONS = frozenset(
    f"HTTP_{name}"
    for name in (
        "IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "IF_RANGE",
        "RANGE",
    )
)  # fmt: skip
NO_STORE = "no-store"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Body:
    """A representation: its bytes, its media type, and its compressed forms when asked for."""

    data: bytes
    media_type: str
    quality: int = SERVED
    _encoded: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.media_type.encode() + b"\0" + self.data).hexdigest()
        object.__setattr__(self, "tag", digest[:32])

    tag: str = field(init=False)

    def encoded(self, encoding: str) -> bytes:
        """Return the bytes in a content encoding: ``br``, ``gzip`` or ``identity``.

        Parameters
        ----------
        encoding : str
            As `choose_encoding` returns it.
        """
        if encoding == "identity":
            return self.data
        if encoding not in self._encoded:
            built = self._find_built(encoding) if self.quality == KEPT else None
            self._encoded[encoding] = built or _compress(self.data, encoding, self.quality)
        return self._encoded[encoding]

    @property
    def sha256(self) -> str:
        """The hash of the bytes as a file, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    def _find_built(self, encoding: str) -> bytes | None:
        """Return what the build compressed, found by the hash of the bytes."""
        file = BUILT / f"{self.sha256}.{encoding}"
        return file.read_bytes() if file.is_file() else None


class ReadyResponse(Response):
    """A whole answer whose headers go out as they are."""

    def __init__(self, data: bytes, fields: list[tuple[str, str]]) -> None:
        super().__init__(status=HTTPStatus.OK)
        self.data_ready = data
        self.fields = fields
        self.asked = False
        """Whether a database was asked for it."""

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer as WSGI asks for."""
        start_response("200 OK", self.fields)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.data_ready]


def send(
    body: Body,
    *,
    cache: str,
    headers: Mapping[str, str] | None = None,
    vary: tuple[str, ...] = (),
) -> Response:
    """Answer the request with a body: encoding, ETag, 304 where nothing changed, ranges.

    Parameters
    ----------
    body : Body
        What is sent.
    cache : str
        The field Cache-Control.
    headers : mapping of str to str, optional
        More fields; None for none.
    vary : tuple of str
        Fields of the request that it depends on, beside Accept-Encoding.
    """
    environ = request.environ
    encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if len(body.data) < LEAST_TO_COMPRESS:
        encoding = "identity"
    data = body.encoded(encoding)
    fields = [
        ("Content-Type", body.media_type),
        ("Content-Length", str(len(data))),
        ("ETag", f'"{body.tag}{SUFFIXES[encoding]}"'),
        ("Cache-Control", cache),
        ("Vary", ", ".join(("Accept-Encoding", *vary))),
        ("Accept-Ranges", "bytes"),
    ]
    if encoding != "identity":
        fields.append(("Content-Encoding", encoding))
    if headers:
        fields.extend(headers.items())
    if CONDITIONS.isdisjoint(environ):
        answer = ReadyResponse(data, fields)
        if cache != NO_STORE:
            environ[READY] = answer
        return answer
    response = Response(data, headers=fields)
    response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return response


def send_once(
    data: bytes,
    media_type: str,
    *,
    cache: str,
    headers: dict[str, str] | None = None,
    vary: tuple[str, ...] = (),
) -> Response:
    """Answer with bytes made for this request alone: compressed quickly.

    Parameters
    ----------
    data : bytes
        What is sent.
    media_type : str
        With its character set.
    cache : str
        The field Cache-Control.
    headers : dict of str to str, optional
        More fields; None for none.
    vary : tuple of str
        Fields of the request that it depends on, beside Accept-Encoding.
    """
    return send(Body(data, media_type, quality=ONCE), cache=cache, headers=headers, vary=vary)


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """Return the best content encoding of an ``Accept-Encoding`` header.

    Parameters
    ----------
    accepted : str
        The header's text.
    """
    found = parse_accept_header(accepted, Accept)
    for encoding in ("br", "gzip"):
        if found.quality(encoding) > 0 and encoding in found.values():
            return encoding
    return "identity"


def _compress(data: bytes, encoding: str, quality: int) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(data, quality=max(quality, 4)))
    return gzip.compress(data, compresslevel=9 if quality == KEPT else 6, mtime=0)
