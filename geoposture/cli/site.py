"""``geoposture export`` and ``geoposture bundle``: the site without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geoposture.cli.options import read_options
from geoposture.settings import Settings


def register(cli: click.Group) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    cli : click.Group
        The group that all commands hang on.
    """
    cli.add_command(export)
    cli.add_command(bundle)


def _add_source(command: Any) -> Any:
    """Add the options that say what is exported."""
    folder = click.Path(path_type=Path)
    command = click.option("--articles", type=folder, help="Folder of further articles.")(command)
    return click.option("--layers", type=folder, help="Folder of the layers.")(command)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--public-url", help="Address under which readers will reach the copy.")
@_add_source
def export(folder: Path, public_url: str | None, **given: Path | None) -> None:
    """Write the whole site as static files; all of them, or nothing changes.

    What earlier exports left in DIR/v stays as it is: pinned embeds live there.
    """
    from geoposture.export.bundle import find_records, reserve_copy

    settings = _read(public_url, given)
    with reserve_copy(folder) as copy:
        catalog, files = _make(settings, find_records(folder))
        count, size = copy.write(catalog, files)
    click.echo(f"{folder}: {count} files, {size / 1e6:.1f} MB", err=True)
    if not settings.public_url:
        click.echo("citations name “…” in place of an address: give --public-url", err=True)


@click.command()
@click.argument("file", metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path))
@_add_source
def bundle(file: Path, **given: Path | None) -> None:
    """Write the site as one zip that opens without a network."""
    from geoposture.cli.files import write_whole
    from geoposture.export.bundle import make_bundle

    catalog, files = _make(_read(None, given))
    data = make_bundle(catalog, files)
    write_whole(file, data)
    click.echo(f"{file}: {len(data) / 1e6:.2f} MB", err=True)


def _read(public_url: str | None, given: dict[str, Path | None]) -> Settings:
    texts = {name: None if value is None else str(value) for name, value in given.items()}
    return read_options({"public_url": public_url, **texts})


def _make(settings: Settings, kept: tuple[Any, ...] = ()) -> tuple[Any, dict[str, bytes]]:
    """Return the catalogue and every file of the site, as the service would answer."""
    from dataclasses import replace

    from geoposture.export.addresses import ORIGIN
    from geoposture.export.site import Answer, make_site
    from geoposture.service import create_app
    from geoposture.settings import FILES
    from geoposture.stores.reading import read_all

    catalog = read_all(settings)
    for one in catalog.stored.values():
        click.echo(f"{one.id}: has {one.count:,} features, and is left out of a copy", err=True)
    # What an earlier export kept in v/ is part of the history of this one.
    catalog = replace(catalog, versions=(*catalog.versions, *kept), stored={})
    settings = replace(settings, store=FILES)
    client = create_app(replace(settings, public_url=ORIGIN), catalog).test_client()

    def fetch(address: str) -> Answer:
        answer = client.get(address)
        return Answer(answer.status_code, answer.mimetype or "", answer.data)

    public_url = settings.public_url or ""
    report = settings.report_address()
    return catalog, make_site(catalog, fetch, public_url=public_url, report=report, tell=_tell)


def _tell(what: str) -> None:
    click.echo(f"geoposture: {what} …", err=True)
