"""``geoposture layers push`` and ``pull``: layers into a database, and back into files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geoposture.cli.files import write_whole
from geoposture.errors import BadData, BadRequest
from geoposture.settings import FILES, read_settings

if TYPE_CHECKING:
    from geoposture.stores.database import Database
    from geoposture.stores.files import Content

ARTICLES = "what articles say stays in files: others publish and correct it there"
PUSH = "geoposture layers push"
TO = "wanted: GEOPOSTURE_STORE=postgresql://user@host/name"


def register(layers: click.Group) -> None:
    """Add the commands to those of layers.

    Parameters
    ----------
    layers : click.Group
        ``geoposture layers``.
    """
    layers.add_command(push)
    layers.add_command(pull)


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--reader", metavar="ROLE", help="A role of the database that may read the layers.")
def push(files: Sequence[Path], reader: str | None) -> None:
    """Write layers into the database of GEOPOSTURE_STORE: files of layers, by default all.

    All of them are there at once, or none; services that use the database take them over within
    seconds. The tables are made where there are none. A file may be of any size: it is read twice,
    in portions, and nothing is written before all of it was found to be sound.
    """
    layers = _read_contents(files)
    _open()
    from geoposture.stores.postgis import push as push_layers

    with _show_progress("pushing", sum(one.stored.count for one in layers)) as bar:
        push_layers(_read_address(), layers, reader=reader, progress=bar.update)
    for one in layers:
        click.echo(f"{one.stored.id}: {one.stored.count:,} features")


def _show_progress(label: str, length: int) -> Any:
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    )


@click.command()
@click.argument("layer_ids", metavar="[LAYER]...", nargs=-1)
@click.option(
    "-o", "--output", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path),
    help="Folder that the layers are written to.",
)  # fmt: skip
def pull(layer_ids: Sequence[str], folder: Path) -> None:
    """Write layers of the database of GEOPOSTURE_STORE as files, by default all."""
    from geoposture.catalog.sidecars import write_info
    from geoposture.formats.geojson import stream_features

    database = _open()
    try:
        known = database.list_once()
        if not known:
            raise BadData(f"the database holds no layer; write some into it: {PUSH}")
        for one in layer_ids:
            if one not in known:
                there = ", ".join(known) or "none"
                raise BadRequest(f"unknown layer “{one[:80]}”; in the database: {there}")
        folder.mkdir(parents=True, exist_ok=True)
        for id_ in layer_ids or known:
            pieces = stream_features(database.stream(known[id_]))
            write_whole(folder / f"{id_}.geojson", pieces)
            write_whole(folder / f"{id_}.toml", write_info(known[id_].info))
            click.echo(f"{folder / id_}.geojson: {known[id_].count:,} features")
    except OSError as error:
        raise BadData(f"{folder}: cannot be written to: {error.strerror}") from error
    finally:
        database.rest()


def _read_address() -> str:
    store = read_settings(os.environ).store
    if store == FILES:
        raise BadRequest(f"GEOPOSTURE_STORE names no database; {TO}")
    return store


def _open() -> Database:
    from geoposture.stores.reading import open_database

    _read_address()
    database = open_database(read_settings(os.environ), lambda _: None)
    assert database is not None
    return database


def _read_contents(files: Sequence[Path]) -> list[Content]:
    """Return what is to be written, all of it checked: files of any size are not held."""
    from geoposture.catalog import ANNOTATIONS, load_layers
    from geoposture.catalog.portions import open_layer
    from geoposture.stores.files import Content, take_whole

    if not files:
        found = load_layers(read_settings(os.environ).layers).layers
        return [take_whole(one) for id_, one in found.items() if id_ != ANNOTATIONS]
    layers = [open_layer(one) for one in files]
    ids = [one.id for one in layers]
    for id_ in ids:
        if id_ == ANNOTATIONS:
            raise BadRequest(f"{id_}: {ARTICLES}")
        if ids.count(id_) > 1:
            raise BadRequest(f"{id_}: two files have this name, and a layer is called by it")
    with _show_progress("reading", sum(one.path.stat().st_size for one in layers)) as bar:
        return [Content(one.check(bar.update), one) for one in layers]
