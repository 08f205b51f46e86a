"""Servers on loopback, each in a process of its own, stopped by its own pid."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKERS = 2
MOST_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    """A running server: its address and the pid of its main process."""

    name: str
    address: str
    pid: int
    started_s: float

    def cpu_s(self) -> float:
        """Return the CPU seconds that its processes have used."""
        return sum(read_cpu(pid) for pid in list_tree(self.pid))


@contextmanager
def run(
    name: str,
    command: Sequence[str],
    port: int,
    *,
    probe: str = "/",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[Server]:
    """Start a command, wait until `probe` answers, stop it at the end."""
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})}, cwd=folder,
    )  # fmt: skip
    try:
        _wait(process, address + probe)
        yield Server(name, address, process.pid, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def serve_ours(
    layers: Path, *, under: str = "granian", **environment: str
) -> AbstractContextManager[Server]:
    """Run geoposture on a folder of layers, as ``geoposture serve`` does or under gunicorn."""
    port = find_port()
    if under == "granian":
        command = [sys.executable, "-m", "geoposture", "serve", "--workers", str(WORKERS),
                   "--port", str(port), "--layers", str(layers)]  # fmt: skip
        return run("geoposture", command, port, probe="/readyz", environment=environment)
    environment |= {"GEOPOSTURE_LAYERS": str(layers), "GEOPOSTURE_PORT": str(port)}
    command = _gunicorn(port, "geoposture.service.app:create_app()")
    return run("geoposture", command, port, probe="/readyz", environment=environment)


def serve_bare(folder: Path, *, under: str = "granian") -> AbstractContextManager[Server]:
    """Run the bare Flask application that answers with ready bytes: the limit."""
    port = find_port()
    command = _gunicorn(port, "bare_flask:app")
    if under == "granian":
        command = [
            _beside("granian"), "--interface", "wsgi", "--workers", str(WORKERS), "--http", "1",
            "--blocking-threads", "4", "--port", str(port), "--no-log", "bare_flask:app",
        ]  # fmt: skip
    environment = {"BARE_FOLDER": str(folder), "PYTHONPATH": str(FOLDER)}
    return run("bare Flask", command, port, probe="/ok", environment=environment)


def serve_nginx(folder: Path, scratch: Path) -> AbstractContextManager[Server]:
    """Run nginx on a folder of files, with their gzip forms ready."""
    port = find_port()
    temporary = "".join(
        f"{kind}_temp_path {scratch}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (scratch / "nginx.conf").write_text(
        f"daemon off; worker_processes {WORKERS}; pid {scratch}/pid; error_log {scratch}/log;"
        "events { worker_connections 1024; } http { access_log off; sendfile on; tcp_nopush on;"
        "types { application/geo+json geojson; } gzip_static on; gzip_vary on; etag on;"
        f"{temporary} server {{ listen 127.0.0.1:{port}; root {folder};"
        "location = /ok { return 200 'ok'; } } }"
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    return run("nginx", [nginx, "-c", str(scratch / "nginx.conf")], port, probe="/ok")


def find_port() -> int:
    """Return a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def list_tree(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    return [pid, *(one for child in list_children(pid) for one in list_tree(child))]


def list_children(pid: int) -> list[int]:
    """Return the processes that a process started itself."""
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    except OSError:
        pass
    return found


def _gunicorn(port: int, target: str) -> list[str]:
    return [
        _beside("gunicorn"), "-k", "gthread", "--threads", "8", "-w", str(WORKERS),
        "-b", f"127.0.0.1:{port}", target,
    ]  # fmt: skip


def _beside(program: str) -> str:
    return str(Path(sys.executable).parent / program)


def read_cpu(pid: int, *, ended: bool = False) -> float:
    """Return the CPU seconds of one process, 0 where it is gone, and of its own that ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11 : 15 if ended else 13])) / TICKS


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{address} did not answer within {MOST_SECONDS} s")
