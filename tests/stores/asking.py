"""A client that tells an answer from none, and how long it took."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

PATIENCE_S = 40


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    took_s: float

    def json(self) -> Any:
        return orjson.loads(self.body)


def ask(address: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer; a connection that is lost is an error of the test."""
    since = time.monotonic()
    request = urllib.request.Request(address, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return Answer(answer.status, answer.headers, answer.read(), time.monotonic() - since)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read(), time.monotonic() - since)
