"""The real service on a free port of loopback, stopped by its own pid."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_SECONDS = 20


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    port = find_port()
    command = [
        sys.executable,
        "-m",
        "geoposture",
        "serve",
        "--port",
        str(port),
        "--workers",
        "1",
        *arguments,
    ]
    with run(command, f"http://127.0.0.1:{port}", "/readyz") as address:
        yield address


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve plain files, as anybody would who has Python."""
    port = find_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with run([*command, "--directory", str(folder)], f"http://127.0.0.1:{port}") as address:
        yield address


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run(command: list[str], address: str, ready: str = "/") -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(address + ready, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the service ended"
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the service is not ready")
