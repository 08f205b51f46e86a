"""Two thousand readers at once at a real nginx as `deploy/` has it: nobody is lost."""

from __future__ import annotations

import asyncio
import os
import ssl
import time

import pytest
from serving import start_service
from test_rolling_restart import start_proxy

CONNECTIONS = int(os.environ.get("CONNECTIONS", "2000"))
HEAD = "GET {} HTTP/1.1\r\nHost: maps.example.org\r\n\r\n"
PATHS = ("/collections?f=json", "/healthz", "/collections/us_bases/items?limit=5", "/about")


async def ask_on(streams, path: str) -> int:
    """Return the status of an answer that came whole on a connection that is kept."""
    reader, writer = streams
    writer.write(HEAD.format(path).encode())
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 120)).decode().lower()
    if "content-length:" in head:
        length = int(head.split("content-length:")[1].split()[0])
        await reader.readexactly(length)
    else:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split()[1])


async def open_all(port: int, opened: list) -> list[int]:
    """Open all connections, a hundred at a time (each is a handshake of TLS), and ask on each."""
    context, turn = ssl._create_unverified_context(), asyncio.Semaphore(100)

    async def one(number: int) -> int:
        async with turn:
            opened.append(await asyncio.open_connection("127.0.0.1", port, ssl=context))
            return await ask_on(opened[-1], PATHS[number % len(PATHS)])

    return await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))


async def ask_by_all(port: int, idle_s: float) -> list[int]:
    """Ask on each connection as it is opened, let all idle, then ask on all of them at once."""
    opened: list = []
    try:
        statuses = await open_all(port, opened)
        await asyncio.sleep(idle_s)
        again = [ask_on(one, PATHS[number % len(PATHS)]) for number, one in enumerate(opened)]
        return statuses + await asyncio.gather(*again)
    finally:
        for _, writer in opened:
            writer.transport.abort()
        await asyncio.sleep(0.1)  # a turn of the loop in which they are closed


@pytest.fixture
def public():
    with start_service("--public-url", "https://maps.example.org", workers=2) as service:
        yield service


def test_two_thousand_connections_are_all_answered_twice(public, tmp_path):
    port = int(public.site.rpartition(":")[2])
    with start_proxy([port, port], tmp_path, connections=3 * CONNECTIONS) as proxy:
        begun = time.monotonic()
        statuses = asyncio.run(ask_by_all(proxy, idle_s=3))
        print(f"{len(statuses)} answers on {CONNECTIONS} in {time.monotonic() - begun:.0f} s")
    assert statuses == [200] * 2 * CONNECTIONS
    assert "Traceback" not in public.log.read_text()
