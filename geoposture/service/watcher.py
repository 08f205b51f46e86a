"""A layer replaced on disk is picked up without a restart: each answer is wholly old or new."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from geoposture.catalog import Catalog
from geoposture.errors import Busy, GeopostureError, Unavailable, escape_controls
from geoposture.limits import LIMITS
from geoposture.service.computing import Computing
from geoposture.service.state import State
from geoposture.stores import reading

LOOK_EVERY_S = 1.0
HELD_LONGER_S = 30.0
"""A page that leaves a cache at its last second still has to fetch its layers."""
MOST_HELD = LIMITS.most_held
"""Versions that are held beside the current one; layers that did not change are shared."""
WATCHED = (
    "*.geojson", "*.toml", "*.json", "*.csv", "annotations/*.geojson", "articles/*.toml",
    "backdrop/*", "sources/*.csv", "annotator/*.csv", "versions/*.json",
)  # fmt: skip

STANDING = (
    "*.geojson", "*.toml", "*.json", "*.csv", "backdrop/*.geojson", "sources/*.csv",
    "annotator/*.csv",
)  # fmt: skip
MOST_NAMED = 5
"""Files that a line about what is gone names."""
FURTHER = ("*.geojson", "*.toml", "corrections.csv")

Signature = tuple[tuple[str, int, int], ...]


class Holder:
    """Holds the current state and those that pages in caches still name; looks at the folder.

    It looks once a second, when somebody asks, and at once when a version is asked for that
    it does not know: another worker may have seen it first.

    Parameters
    ----------
    state : State
        What is served at first.
    folder : Path
        The folder of the layers.
    report : callable
        Takes the one line about a folder that cannot be used; the old state stays.
    make_computing : callable
        Returns what computes for a catalogue.
    find_fault : callable
        Says what cannot be made of a state, None where it can be served.
    """

    def __init__(
        self,
        state: State,
        folder: Path,
        report: Callable[[str], None],
        make_computing: Callable[[Catalog], Computing | None] = lambda _: None,
        find_fault: Callable[[State], str | None] = lambda _: None,
    ) -> None:
        self._state = state
        self._folder = folder
        self._report = report
        self._make_computing = make_computing
        self._find_fault = find_fault
        self._articles = state.settings.articles
        self._signature = self._sign()
        self._standing = list_standing(folder)
        self._looked = time.monotonic()
        self._lock = threading.Lock()
        self._held: dict[str, tuple[State, float]] = {}

    def current(self) -> State:
        """Return the state to answer with; others are not kept waiting while it is renewed."""
        due = time.monotonic() - self._looked > LOOK_EVERY_S
        if due and self._lock.acquire(blocking=False):
            if self._state.database:
                # New loads may come every minute; trying one out takes a second of somebody's.
                threading.Thread(target=self._look_and_release, daemon=True).start()
            else:
                self._look_and_release()
        return self._state

    def _look_and_release(self) -> None:
        try:
            self._look()
        finally:
            self._lock.release()

    def find(self, version: str) -> State | None:
        """Return the state of a version, None where it is not held (any more).

        Parameters
        ----------
        version : str
            Sixteen digits of its hash.
        """
        found = self._find_held(version)
        if found is None:
            with self._lock:
                self._look()
            found = self._find_held(version)
        return found

    def _find_held(self, version: str) -> State | None:
        state = self._state
        if version == state.catalog.version:
            return state
        held = self._held.get(version)
        return held[0] if held else None

    def _look(self) -> None:
        self._looked = time.monotonic()
        self._let_go()
        if self._state.database:
            self._state.database.peek()
        signature, before = self._sign(), self._signature
        if signature == before:
            return
        self._signature = signature
        try:
            if signature[0] != before[0] or not self._renew_stored(self._state):
                self._renew(self._state)
        except (Busy, Unavailable):
            self._signature = before  # The data are well; the database is asked again.
        except (GeopostureError, OSError) as error:
            self._keep(str(error).splitlines()[0])
        except Exception as error:
            self._keep(f"these layers cannot be taken ({type(error).__name__}: {error})")

    def _sign(self) -> tuple[Any, ...]:
        """Return what changes with the files, and with what a database is known to hold."""
        database = self._state.database
        return (sign_folders(self._folder, self._articles), database.sign() if database else ())

    def _keep(self, fault: str) -> None:
        """Go on with the old state, and say why in one line."""
        line = escape_controls(fault)
        self._report(line)
        self._state = replace(self._state, fault=line)

    def _renew_stored(self, before: State) -> bool:
        """Take over new loads of what stays in the database; False if anything held is another."""
        database = before.database
        assert database is not None
        held, stored = database.split(database.peek())
        kept = {id_: before.catalog.layers.get(id_) for id_ in held}
        if not all(database.is_same(kept[id_], one) for id_, one in held.items()):
            return False
        catalog = before.catalog
        if not catalog.stored.keys() <= stored.keys() or stored.keys() & catalog.layers.keys():
            return False
        # Nothing is drawn of them: page, frame and picture are what they were.
        catalog = replace(catalog, stored=stored)
        tried = State(before.settings, catalog, before.fault, database=database)
        tried.keep_prepared(before)
        self._switch(before, tried)
        return True

    def _renew(self, before: State) -> None:
        standing = list_standing(self._folder)
        gone = sorted(self._standing - standing)
        if gone:
            # Whoever replaces a folder may delete first; what is meant to go goes with a restart.
            self._keep(
                f"{', '.join(gone[:MOST_NAMED])}: gone; what was served stays till a restart"
            )
            return
        database = before.database
        known = database.peek() if database else {}
        settings = replace(before.settings, layers=self._folder)
        read = reading.read(settings, database, known, before.catalog.layers)
        catalog = read.keep_layers(before.catalog)
        tried = State(before.settings, catalog, database=database)
        tried.keep_prepared(before)
        fault = self._find_fault(tried)
        if fault:
            self._keep(fault)
            return
        for line in catalog.reports:
            self._report(line)
        self._switch(before, tried)
        self._standing = standing

    def _switch(self, before: State, tried: State) -> None:
        """Serve a new state; hold what was served as long as pages that name it are kept."""
        catalog = tried.catalog
        state = replace(tried, computing=self._make_computing(catalog))  # type: ignore[arg-type]
        state.keep_prepared(tried)
        if catalog.version != before.catalog.version:
            until = time.monotonic() + before.settings.cache_seconds + HELD_LONGER_S
            self._held[before.catalog.version] = before, until
        self._held.pop(catalog.version, None)
        threading.Thread(target=state.computing.start_ahead, daemon=True).start()
        self._state = state
        before.forget_answers()
        threading.Thread(target=before.computing.carrier.retire, daemon=True).start()

    def _let_go(self) -> None:
        now = time.monotonic()
        kept = [(name, one) for name, one in self._held.items() if one[1] > now]
        self._held = dict(kept[-MOST_HELD:])


class Standing:
    """Holds one state that stays, as long as it is tried out.

    Parameters
    ----------
    state : State
        What everybody is answered with.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def current(self) -> State:
        """Return the state to answer with."""
        return self._state

    def find(self, version: str) -> State | None:
        """Return the state of a version, None where it is another one.

        Parameters
        ----------
        version : str
            Sixteen digits of its hash.
        """
        return self._state if version == self._state.catalog.version else None


def list_standing(folder: Path) -> frozenset[str]:
    """Return the files that no new version may lack: all but articles and versions.

    Parameters
    ----------
    folder : Path
        Of the layers.
    """
    files = (file for pattern in STANDING for file in folder.glob(pattern))
    return frozenset(
        file.relative_to(folder).as_posix() for file in files if not file.name.startswith(".")
    )


def sign_folders(folder: Path, articles: Path | None = None) -> Signature:
    """Return names, times and sizes of the files that make up the layers and articles.

    Parameters
    ----------
    folder : Path
        Of the layers.
    articles : Path, optional
        Of further annotations; None for none.
    """
    files = [file for pattern in WATCHED for file in sorted(folder.glob(pattern))]
    if articles:
        files += [file for one in FURTHER for file in sorted(articles.glob(one))]
    found = []
    for file in files:
        try:
            seen = file.stat()
        except OSError:  # gone since it was listed
            continue
        found.append((file.name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)
