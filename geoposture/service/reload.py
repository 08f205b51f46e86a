"""A layer replaced on disk is picked up without a restart: each answer is wholly old or new."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from geoposture.catalog import load_layers
from geoposture.errors import GeopostureError
from geoposture.service.state import State

LOOK_EVERY_S = 1.0
WATCHED = (
    "*.geojson", "*.toml", "*.json", "annotations/*.geojson", "articles/*.toml", "backdrop/*",
    "sources/*.csv",
)  # fmt: skip

Signature = tuple[tuple[str, int, int], ...]


class Holder:
    """Holds the current state; looks at the folder once a second, when somebody asks.

    Parameters
    ----------
    state : State
        What is served at first.
    folder : Path
        The folder of the layers.
    report : callable
        Takes the one line about a folder that cannot be used; the old state stays.
    """

    def __init__(self, state: State, folder: Path, report: Callable[[str], None]) -> None:
        self._state = state
        self._folder = folder
        self._report = report
        self._articles = state.settings.articles
        self._signature = sign_folders(folder, self._articles)
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def current(self) -> State:
        """Return the state to answer with; others are not kept waiting while it is renewed."""
        due = time.monotonic() - self._looked > LOOK_EVERY_S
        if due and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._state

    def _look(self) -> None:
        self._looked = time.monotonic()
        signature = sign_folders(self._folder, self._articles)
        if signature == self._signature:
            return
        self._signature = signature
        try:
            catalog = load_layers(self._folder, articles=self._state.settings.articles)
        except (GeopostureError, OSError) as error:
            line = str(error).splitlines()[0]
            self._report(line)
            self._state = State(self._state.settings, self._state.catalog, fault=line)
            return
        for line in catalog.reports:
            self._report(line)
        self._state = State(self._state.settings, catalog)


def sign_folders(folder: Path, articles: Path | None = None) -> Signature:
    """Return names, times and sizes of the files that make up the layers and articles."""
    files = [file for pattern in WATCHED for file in sorted(folder.glob(pattern))]
    if articles:
        files += [*sorted(articles.glob("*.geojson")), *sorted(articles.glob("*.toml"))]
    found = []
    for file in files:
        try:
            seen = file.stat()
        except OSError:  # gone since it was listed
            continue
        found.append((file.name, seen.st_mtime_ns, seen.st_size))
    return tuple(found)
