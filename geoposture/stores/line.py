"""A line to a database: whoever asks goes on at a deadline, whatever the database does.

One thread of a process talks to the database; others hand it their questions. A server that is
stopped closes no socket, and no timeout of its own comes: only who asks can give up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from typing import TypeVar

import psycopg
from psycopg.errors import QueryCanceled, UndefinedTable
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from geoposture.errors import Busy, Gone, Unavailable
from geoposture.stores.store import ASK_S, MOST_ASKING

for _name in ("psycopg", "psycopg.pool"):
    # Each attempt would be lines: who looks after the line says once that it is down.
    logging.getLogger(_name).setLevel(logging.CRITICAL)

Answer = TypeVar("Answer")
Connection = psycopg.AsyncConnection[tuple[object, ...]]
Work = Callable[[Connection], Awaitable[Answer]]

WAITING = 3 * MOST_ASKING
"""Questions that wait for a connection; a further one is told to come again."""
CONNECT_S = 2
"""The least that the client library waits for a connection; who asks waits less."""
SPARE_S = 0.1
"""What the database gives up before whoever asks does."""


class Line:
    """Asks a database from any thread, with a deadline for each question.

    It is opened in the process that asks first and closed by `close`; a process that is forked
    from it opens its own.

    Parameters
    ----------
    address : str
        ``postgresql://…``.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: asyncio.Future[AsyncConnectionPool[Connection]] | None = None
        self._thread = threading.current_thread()
        self.broken: str | None = None
        """Why nobody is to wait for an answer, as whoever looks after the line found."""

    def ask(self, work: Work[Answer], seconds: float = ASK_S, *, hopeful: bool = False) -> Answer:
        """Return what comes of some work on a connection.

        Parameters
        ----------
        work : callable
            Takes a connection that can only read, and returns what is awaited.
        seconds : float
            Until when it has to be there.
        hopeful : bool
            Ask also while the line is `broken`, and find out whether it still is.

        Raises
        ------
        Unavailable
            If the database does not answer until then.
        Busy
            If too many wait for it already.
        Gone
            If the load of a layer was replaced more than once meanwhile.
        """
        if self.broken and not hopeful:
            raise Unavailable(self.broken)
        future: Future[Answer] = asyncio.run_coroutine_threadsafe(
            self._ask(work, seconds), self._open()
        )
        try:
            return future.result(seconds + SPARE_S)
        except FutureTimeout as error:
            future.cancel()
            raise Unavailable(f"the database was not asked within {seconds:g} s") from error

    def explain(self) -> str | None:
        """Return why no connection comes about, in one line; None where one does.

        A pool says only that it waited in vain.
        """
        try:
            psycopg.connect(self._address, connect_timeout=CONNECT_S).close()
        except psycopg.Error as error:
            return " ".join(str(error).split())
        return None

    def close(self) -> None:
        """Hang up: nothing of the line is left, and the next question opens it anew."""
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                return
            loop, self._loop = self._loop, None
            asyncio.run_coroutine_threadsafe(self._hang_up(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()

    def _open(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._pid != os.getpid():
                self._loop, self._pid, self._opening = asyncio.new_event_loop(), os.getpid(), None
                self._thread = threading.Thread(target=_run, args=(self._loop,), daemon=True)
                self._thread.start()
            return self._loop

    async def _hang_up(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            await (await opening).close()

    async def _find_pool(self) -> AsyncConnectionPool[Connection]:
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open_pool())
        # Who gives up ends the wait, and not the opening that others wait for too.
        return await asyncio.shield(self._opening)

    async def _open_pool(self) -> AsyncConnectionPool[Connection]:
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            self._address,
            min_size=0,
            max_size=MOST_ASKING,
            max_waiting=WAITING,
            open=False,
            # A pool that goes on trying waits longer each time: who asks next tries anew.
            reconnect_timeout=1.0,
            kwargs={
                "autocommit": True,
                "connect_timeout": CONNECT_S,
                "application_name": "geoposture",
                "prepare_threshold": None,
                # To compile a statement costs more than to carry it out as it is.
                "options": f"-c default_transaction_read_only=on -c jit=off -c {_limit(ASK_S)}",
            },
        )
        await pool.open(wait=False)
        return pool

    async def _ask(self, work: Work[Answer], seconds: float) -> Answer:
        task = asyncio.ensure_future(self._try(work, seconds))
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            # Nobody waits for its end: a server that is stopped would not let it end.
            task.add_done_callback(_forget)
            task.cancel()
            raise Unavailable(f"the database did not answer within {seconds:g} s")
        return task.result()

    async def _try(self, work: Work[Answer], seconds: float) -> Answer:
        """Do the work; connections that have died idle are no answer, and another is taken."""
        pool = await self._find_pool()
        for left in reversed(range(MOST_ASKING + 1)):
            try:
                async with pool.connection(timeout=seconds) as connection:
                    return await _bound(connection, work, seconds)
            except TooManyRequests as error:
                raise Busy(1) from error
            except PoolTimeout as error:
                raise Unavailable(f"the database gave no connection: {error}") from error
            except QueryCanceled as error:
                raise Unavailable(f"the database took more than {seconds:g} s") from error
            except UndefinedTable as error:
                raise Gone("this load of the layer is not held any more") from error
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if not left:
                    raise Unavailable(f"the database does not answer: {error}") from error
            except psycopg.Error as error:
                raise Unavailable(f"the database refuses: {error}") from error
        raise AssertionError


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _bound(connection: Connection, work: Work[Answer], seconds: float) -> Answer:
    """Do the work; the database itself gives up a little before whoever asks."""
    if seconds == ASK_S:
        return await work(connection)
    await connection.execute(f"set {_limit(seconds)}")
    try:
        return await work(connection)
    finally:
        if not connection.closed:
            await connection.execute(f"set {_limit(ASK_S)}")


def _limit(seconds: float) -> str:
    return f"statement_timeout={max(1, int(1000 * (seconds - SPARE_S)))}"


def _forget(task: asyncio.Task[object]) -> None:
    with suppress(asyncio.CancelledError):
        task.exception()
