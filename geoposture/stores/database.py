"""The database of a service: looked at every second, so that nobody waits for one that is down."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping

from geoposture.catalog import Layer
from geoposture.errors import Busy, GeopostureError, Unavailable
from geoposture.model import Stored
from geoposture.stores.line import Line
from geoposture.stores.postgis import PostgisStore
from geoposture.stores.store import ASK_S, HELD_FEATURES

LOOK_EVERY_S, BEGIN_S = 1.0, 2.0
OK, STALE, DOWN = "ok", "stale", "down"

Signature = tuple[tuple[str, int], ...]


class Database(PostgisStore):
    """The layers of a database, and whether it answers.

    Parameters
    ----------
    address : str
        ``postgresql://…``.
    report : callable
        Takes one line when the database stops answering, and when it answers again.
    """

    def __init__(self, address: str, report: Callable[[str], None]) -> None:
        super().__init__(Line(address))
        self._report = report
        self._lock = threading.Lock()
        self._watched_by = 0
        self._layers: Mapping[str, Stored] = {}
        self._answered = False

    @property
    def broken(self) -> str | None:
        """Why it does not answer, None where it does."""
        return self._line.broken

    @property
    def health(self) -> str:
        """``ok``; ``stale`` where what was asked before is answered; ``down`` if nothing was."""
        if not self._line.broken:
            return OK
        return STALE if self._answered else DOWN

    def peek(self) -> Mapping[str, Stored]:
        """Return what was there when it was looked at last; from now on it is looked at."""
        with self._lock:
            if self._watched_by != os.getpid():
                self._watched_by = os.getpid()
                threading.Thread(target=self._watch, daemon=True).start()
        return self._layers

    def sign(self) -> Signature:
        """Return what changes with every load, as it was known when it was looked at last."""
        return tuple((id_, one.load) for id_, one in self._layers.items())

    def take(
        self, before: Mapping[str, Layer], known: Mapping[str, Stored]
    ) -> tuple[dict[str, Layer], dict[str, Stored]]:
        """Return the layers that are held, read, and those that stay.

        Parameters
        ----------
        before : mapping of str to Layer
            Layers that are held already: what is the same is not read again.
        known : mapping of str to Stored
            What there is.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        wanted, stored = self.split(known)
        held = {}
        for id_, one in wanted.items():
            old = before.get(id_)
            held[id_] = old if old is not None and self.is_same(old, one) else self.hold(one)
        return held, stored

    @staticmethod
    def split(known: Mapping[str, Stored]) -> tuple[dict[str, Stored], dict[str, Stored]]:
        """Return the layers that are small enough to be held, and those that stay.

        Parameters
        ----------
        known : mapping of str to Stored
            What there is.
        """
        most = HELD_FEATURES
        return (
            {id_: one for id_, one in known.items() if one.count <= most},
            {id_: one for id_, one in known.items() if one.count > most},
        )

    @staticmethod
    def is_same(held: Layer | None, stored: Stored) -> bool:
        """Tell whether a layer that is held is what the database has.

        Parameters
        ----------
        held : Layer or None
            As it was read; None where none was.
        stored : Stored
            As it is known.
        """
        return held is not None and (held.sha256, held.info) == (stored.sha256, stored.info)

    def begin(self) -> Mapping[str, Stored]:
        """Return what there is when a service starts; nothing where the database does not answer.

        The line is closed again: a process that serves opens its own.
        """
        self._look(BEGIN_S)
        if self._line.broken and (why := self._line.explain()):
            self._report(why)
            self._line.broken = why
        return self._layers

    def list_once(self) -> Mapping[str, Stored]:
        """Return what there is, for a command, which has the time of a start.

        Raises
        ------
        Unavailable, Busy
            If the database does not answer.
        """
        return self.list(BEGIN_S)

    def _watch(self) -> None:
        while self._watched_by == os.getpid():
            self._look(ASK_S)
            time.sleep(LOOK_EVERY_S)

    def _look(self, seconds: float) -> None:
        try:
            self._layers = self._list_patiently(seconds)
        except Busy:  # it answers, others more than can be
            return
        except GeopostureError as error:
            if not self._line.broken:
                self._report(f"{error.message}; what is held is served")
            self._line.broken = error.message
            return
        if self._line.broken:
            self._report("the database answers again")
        self._answered, self._line.broken = True, None

    def _list_patiently(self, seconds: float) -> Mapping[str, Stored]:
        """Return what there is; one answer that is late is no fault yet, two are."""
        try:
            return self.list(seconds)
        except Unavailable:
            return self.list(seconds)
