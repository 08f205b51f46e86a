"""What a service or a command is made of: the layers of a folder, and those of a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from geoposture.catalog import Catalog, Layer, find_layers, load_layers
from geoposture.errors import BadData, GeopostureError, Unavailable
from geoposture.model import Stored
from geoposture.settings import FILES, Settings

if TYPE_CHECKING:
    from geoposture.stores.asked import AskedFeatures
    from geoposture.stores.database import Database

INSTALL = "a database is asked by psycopg: pip install 'geoposture[postgis]'"
Report = Callable[[str], None]


def open_database(settings: Settings, report: Report) -> Database | None:
    """Return the database that the settings name, None where layers are files alone.

    Parameters
    ----------
    settings : Settings
        The store among them.
    report : callable
        Takes a line when the database stops answering, or answers again.

    Raises
    ------
    BadData
        If what asks databases is not installed.
    """
    if settings.store == FILES:
        return None
    try:
        from geoposture.stores.database import Database  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadData(f"GEOPOSTURE_STORE: {INSTALL}") from error
    return Database(settings.store, report)


def begin(settings: Settings, database: Database | None, *, skip_bad: bool = False) -> Catalog:
    """Return the catalogue that a service starts with.

    Parameters
    ----------
    settings : Settings
        Folders of layers and articles.
    database : Database or None
        Whose layers join; where it does not answer, the folder has to stand alone till it does.
    skip_bad : bool
        Leave out a layer that cannot be used, instead of refusing all.

    Raises
    ------
    BadData
        If a layer cannot be used.
    Unavailable
        If the database does not answer, and the folder cannot stand alone.
    """
    if database is None:
        return read(settings, None, {}, {}, skip_bad=skip_bad)
    try:
        known = database.begin()
        return read(settings, database, known, {}, skip_bad=skip_bad)
    except GeopostureError as error:
        why = database.broken
        if why is None:
            raise
        raise Unavailable(f"{why}; without it: {error.message}") from error
    finally:
        database.rest()


def read_all(settings: Settings) -> Catalog:
    """Return the catalogue that a command works with, once.

    Parameters
    ----------
    settings : Settings
        Folders and the store.

    Raises
    ------
    BadData
        If a layer cannot be used.
    Unavailable
        If the database does not answer: nothing is said of a part.
    """
    database = open_database(settings, lambda _: None)
    if database is None:
        return read(settings, None, {}, {})
    try:
        return read(settings, database, database.list_once(), {})
    finally:
        database.rest()


def read(
    settings: Settings,
    database: Database | None,
    known: Mapping[str, Stored],
    before: Mapping[str, Layer],
    *,
    skip_bad: bool = False,
) -> Catalog:
    """Return the catalogue of a folder and of what a database is known to hold.

    Parameters
    ----------
    settings : Settings
        Folders of layers and articles.
    database : Database or None
        Where the layers are read.
    known : mapping of str to Stored
        Its layers, by id.
    before : mapping of str to Layer
        Layers that are held already.
    skip_bad : bool
        Leave out a layer that cannot be used, instead of refusing all.

    Raises
    ------
    BadData
        If a layer cannot be used.
    Unavailable
        If the database does not answer.
    """
    held, stored = database.take(before, known) if database else ({}, {})
    catalog = load_layers(
        settings.layers or find_layers(),
        articles=settings.articles,
        skip_bad=skip_bad,
        held=held,
        stored=stored,
    )
    return replace(catalog, asked=_name_asked(settings)) if database else catalog


def _name_asked(settings: Settings) -> AskedFeatures:
    from geoposture.stores.asked import AskedFeatures  # noqa: PLC0415 - an extra

    return AskedFeatures(settings.store)
