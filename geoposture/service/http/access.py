"""A line for each answer, as an operator asked for it, and one for what fails below Flask."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from flask import Flask

from geoposture.service.http.headers import REQUEST_ID

PLAIN = "/?&=:,;+%@!$'()*~.-_"
"""What stands in an address of a line as it was asked: no blank, no quote, nothing unprintable."""
DAY = "%d/%b/%Y:%H:%M:%S +0000"

Entry = dict[str, Any]
Report = Callable[..., None]


class LogAccess:
    """Write a line for each answer when its last byte was handed on.

    It stands outermost, so that what fails in the layers below Flask, or in the middle of a
    body, is reported: the server behind it would close the connection and say nothing.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        write: Callable[[Entry], str] | None,
        report: Report,
    ) -> None:
        self.application = application
        self.write = write
        self.report = report

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as WSGI asks for."""
        began, told = time.perf_counter(), {"status": 500, "bytes": 0}

        def start_with(status: str, *rest: Any) -> Any:
            told["status"] = int(status[:3])
            return start(status, *rest)

        try:
            body = self.application(environ, start_with)
        except Exception as error:
            self.fail(environ, error, told)
            self.tell(environ, began, told)
            raise
        if not isinstance(body, list):
            return _Body(self, body, environ, began, told)
        # It is whole already, and the server takes a list as it is.
        told["bytes"] = sum(map(len, body))
        self.tell(environ, began, told)
        return body

    def fail(self, environ: dict[str, Any], error: Exception, told: dict[str, int]) -> None:
        """Report what failed, by the id of its request.

        Parameters
        ----------
        environ : dict
            Of WSGI.
        error : Exception
            Anything.
        told : dict
            Whose ``status`` becomes 500.
        """
        self.report("%s", environ.get(REQUEST_ID, "-"), exc_info=error)
        told["status"] = 500

    def tell(self, environ: dict[str, Any], began: float, told: dict[str, int]) -> None:
        """Print the line of an answer that has ended.

        Parameters
        ----------
        environ : dict
            Of WSGI.
        began : float
            Seconds, as `time.perf_counter` counts them.
        told : dict
            ``status``, and ``bytes`` of the body.
        """
        if self.write is None:
            return
        query = environ.get("QUERY_STRING", "")
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        address = quote(path.encode("latin-1", "replace"), safe=PLAIN)
        asked = quote(query.encode("latin-1", "replace"), safe=PLAIN)
        line = self.write({
            "time": datetime.now(UTC),
            "id": environ.get(REQUEST_ID, "-"),
            "client": environ.get("REMOTE_ADDR") or "-",
            "method": quote(environ.get("REQUEST_METHOD", "-"), safe=""),
            "address": f"{address}?{asked}" if query else address,
            "protocol": quote(environ.get("SERVER_PROTOCOL", "HTTP/1.1"), safe="/."),
            **told,
            "ms": round(1000 * (time.perf_counter() - began), 1),
        })  # fmt: skip
        # One write: the lines of several workers must not run into each other.
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


class _Body:
    """The body of an answer, counted on its way."""

    def __init__(
        self,
        log: LogAccess,
        body: Iterable[bytes],
        environ: dict[str, Any],
        began: float,
        told: dict[str, int],
    ) -> None:
        self.log, self.body, self.environ, self.began, self.told = log, body, environ, began, told

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self.body:
                self.told["bytes"] += len(part)
                yield part
        except Exception as error:
            self.log.fail(self.environ, error, self.told)
            raise

    def close(self) -> None:
        close = getattr(self.body, "close", None)
        try:
            if close:
                close()
        finally:
            self.log.tell(self.environ, self.began, self.told)


def write_common(entry: Entry) -> str:
    """Return the line of an answer in the common log format, the request's id at its end.

    Parameters
    ----------
    entry : dict
        ``time``, ``id``, ``client``, ``method``, ``address``, ``protocol``, ``status``, ``bytes``.
    """
    asked = f"{entry['method']} {entry['address']} {entry['protocol']}"
    when = entry["time"].strftime(DAY)
    return (
        f'{entry["client"]} - - [{when}] "{asked}" {entry["status"]} {entry["bytes"]} {entry["id"]}'
    )


def write_json(entry: Entry) -> str:
    """Return the line of an answer as an object of JSON, its duration in milliseconds.

    Parameters
    ----------
    entry : dict
        As of `write_common`, and ``ms``.
    """
    when = entry["time"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({**entry, "time": when}, ensure_ascii=True)


FORMS: dict[str, Callable[[Entry], str] | None] = {
    "off": None, "common": write_common, "json": write_json,
}  # fmt: skip


def register(app: Flask, form: str, report: Report) -> None:
    """Put the log round an application, outside of all else that stands below Flask.

    Parameters
    ----------
    app : Flask
        Whose answers are logged.
    form : str
        One of `FORMS`.
    report : callable
        Takes a line, and the error that it is about as ``exc_info``.
    """
    app.wsgi_app = LogAccess(app.wsgi_app, FORMS[form], report)  # type: ignore[method-assign,assignment]
