"""The real service on a free port of loopback, stopped by its own pid."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST_SECONDS = 40


@dataclass(frozen=True)
class Service:
    """A running service: where it is, its process, and what it logged."""

    site: str
    pid: int
    log: Path

    def processes(self) -> dict[int, list[str]]:
        """Return every running process of the service with its command line, the first included.

        One that has ended and that nobody has waited for yet is in `/proc` still, as a zombie.
        """
        found, known = {}, {self.pid}
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
            try:
                state, parent = folder.joinpath("stat").read_text().rpartition(")")[2].split()[:2]
                words = folder.joinpath("cmdline").read_text().split("\0")
            except (OSError, IndexError):
                continue
            if state != "Z" and (int(folder.name) in known or int(parent) in known):
                known.add(int(folder.name))
                found[int(folder.name)] = words
        return found

    def computing(self) -> list[int]:
        """Return the processes that compute: forked from a server that is itself forked so."""
        servers = [pid for pid, words in self.processes().items() if _is_forkserver(words)]
        return [pid for pid in servers if _parent(pid) in servers]

    def cpu_s(self) -> float:
        """Return the seconds of processor time that all processes have taken so far."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _is_forkserver(words: list[str]) -> bool:
    return any("multiprocessing.forkserver" in word for word in words)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@contextmanager
def serve(*arguments: str) -> Iterator[str]:
    with start_service(*arguments) as service:
        yield service.site


@contextmanager
def start_service(
    *arguments: str, workers: int = 1, seeded: str = "", ready: str = "/readyz"
) -> Iterator[Service]:
    """Run the service; what is seeded is Python that each of its processes runs first."""
    port = find_port()
    command = [
        sys.executable, "-m", "geoposture", "serve", "--port", str(port),
        "--workers", str(workers), *arguments,
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        env = {**os.environ, **seed(Path(folder), seeded)} if seeded else None
        with log.open("w") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=env)
            try:
                site = f"http://127.0.0.1:{port}"
                wait_for(site + ready, process, log)
                yield Service(site, process.pid, log)
            finally:
                _end(process)


def seed(folder: Path, python: str) -> dict[str, str]:
    """Return the variable with which every Python process runs some Python of ours first."""
    (folder / "sitecustomize.py").write_text(python, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


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
        wait_for(address + ready, process)
        yield address
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process; one that does not end in time is an error, and leaves nothing either."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def let_in(folder: Path) -> None:
    """Let nginx read a folder: its workers are not root, and pytest's are for their owner alone."""
    for one in [folder, *folder.parents]:
        if one == Path(tempfile.gettempdir()) or not one.is_relative_to(tempfile.gettempdir()):
            return
        one.chmod(0o755)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Wait for a first answer; where none comes, what was printed is the failure's own text."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the service ended:\n{_read_end(log)}"
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the service is not ready:\n{_read_end(log)}")


def _read_end(log: Path | None) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:] if log else "(not kept)"
