"""What slow clients, a killed worker and a stop do to the service: Granian beside gunicorn."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bench import servers
from bench.servers import Server
from bench.service import make_layers
from bench.timing import print_table

SLOW_CLIENTS = 64
PATIENCE_S = 5.0
WATCHED_S = 6.0


def main() -> None:
    """Print one row a fault, one column a server."""
    with tempfile.TemporaryDirectory() as folder:
        layers = make_layers(Path(folder) / "layers")
        found = {under: _try_all(layers, under) for under in ("granian", "gunicorn")}
    rows = [[name, *(found[under][name] for under in found)] for name in found["granian"]]
    print_table("faults (two workers)", ["what happens", *found], rows)


def _try_all(layers: Path, under: str) -> dict[str, str]:
    answers = {}
    for name, fault in FAULTS.items():
        with servers.serve_ours(layers, under=under) as server:
            answers[name] = fault(server)
    return answers


def hold_heads(server: Server) -> str:
    """Open connections that never finish their head; ask meanwhile."""
    with _open(server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "):
        return _ask(server)


def read_slowly(server: Server) -> str:
    """Ask for three megabytes and do not read them; ask meanwhile."""
    head = b"GET /layers/points.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with _open(server, head, receive_buffer=4096):
        return _ask(server)


def kill_worker(server: Server) -> str:
    """Kill a worker while others ask."""
    return _watch(server, lambda: os.kill(_find_worker(server), signal.SIGKILL))


def replace_layer(server: Server) -> str:
    """Ask all the time while a layer file changes."""
    pid_folder = Path(f"/proc/{server.pid}")
    arguments = (pid_folder / "cmdline").read_bytes().split(b"\0")
    environment = (pid_folder / "environ").read_bytes().split(b"\0")
    if b"--layers" in arguments:
        folder = Path(os.fsdecode(arguments[arguments.index(b"--layers") + 1]))
    else:
        start = b"GEOPOSTURE_LAYERS="
        folder = Path(os.fsdecode(next(one for one in environment if one.startswith(start))[18:]))
    file = folder / "points.geojson"

    def change() -> None:
        fresh = file.with_suffix(".new")
        fresh.write_bytes(file.read_bytes().replace(b"Point 5000", b"Point 5OOO"))
        fresh.rename(file)

    return _watch(server, change)


FAULTS: dict[str, Callable[[Server], str]] = {
    f"{SLOW_CLIENTS} clients that never finish their head": hold_heads,
    f"{SLOW_CLIENTS} clients that do not read 3 MB": read_slowly,
    "a worker killed under load": kill_worker,
    "a layer replaced under load": replace_layer,
}


@contextmanager
def _open(server: Server, head: bytes, receive_buffer: int | None = None) -> Iterator[None]:
    parts = urlsplit(server.address)
    clients = []
    try:
        for _ in range(SLOW_CLIENTS):
            client = socket.socket()
            if receive_buffer:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            client.connect((parts.hostname, parts.port))
            client.sendall(head)
            clients.append(client)
        time.sleep(1)
        yield
    finally:
        for client in clients:
            client.close()


def _ask(server: Server) -> str:
    start = time.perf_counter()
    try:
        urllib.request.urlopen(f"{server.address}/readyz", timeout=PATIENCE_S).read()
    except OSError:
        return f"no answer in {PATIENCE_S:g} s"
    return f"answers in {1000 * (time.perf_counter() - start):.0f} ms"


def _watch(server: Server, fault: Callable[[], None]) -> str:
    """Ask from four threads while a fault happens; count what failed and the longest wait."""
    failed, asked, longest = [0], [0], [0.0]
    end = time.monotonic() + WATCHED_S

    def ask() -> None:
        while time.monotonic() < end:
            start = time.perf_counter()
            try:
                address = f"{server.address}/collections/us_bases/items/kadena-ab"
                urllib.request.urlopen(address, timeout=PATIENCE_S).read()
            except OSError:
                failed[0] += 1
            asked[0] += 1
            longest[0] = max(longest[0], time.perf_counter() - start)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    time.sleep(WATCHED_S / 3)
    fault()
    for one in threads:
        one.join()
    workers = len(servers.list_children(server.pid))
    return (
        f"{failed[0]} of {asked[0]} failed, longest {1000 * longest[0]:.0f} ms, {workers} workers"
    )


def _find_worker(server: Server) -> int:
    return max(servers.list_children(server.pid), key=servers.read_cpu)


if __name__ == "__main__":
    main()
