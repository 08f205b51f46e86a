"""``geoposture versions`` and ``geoposture diff``: what changed from one version to another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from geoposture.cli.options import read_options
from geoposture.cli.printing import print_json, print_rows

FORMATS = click.Choice(("table", "json"))


def register(cli: click.Group) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    cli : click.Group
        The group that all commands hang on.
    """
    cli.add_command(versions)
    cli.add_command(diff)


@click.command()
@click.option("--keep", is_flag=True, help="Keep the record of today's data beside the layers.")
@click.option("--layers", type=click.Path(path_type=Path), help="Folder of the layers.")
@click.option("--format", "form", type=FORMATS, default="table")
def versions(keep: bool, layers: Path | None, form: str) -> None:
    """List the versions of the data that are known, the newest first."""
    from dataclasses import replace

    from geoposture.catalog import find_layers
    from geoposture.catalog.versions import FOLDER
    from geoposture.cli.files import write_whole
    from geoposture.stores.reading import read_all
    from geoposture.views.versions import list_versions, make_record, write_changes

    settings = read_options({"layers": str(layers) if layers else None})
    folder = settings.layers or find_layers()
    catalog = read_all(replace(settings, layers=folder, articles=None))
    known = {one.version for one in catalog.versions}
    if keep and catalog.version not in known:
        record = replace(make_record(catalog), kept=date.today().isoformat())
        (folder / FOLDER).mkdir(exist_ok=True)
        write_whole(folder / FOLDER / f"{record.version}.json", record.write())
        click.echo(f"{folder / FOLDER / record.version}.json", err=True)
    rows = list_versions(catalog)
    if form == "json":
        print_json([{"version": one.version, "sha256": one.sha256, "day": one.day,
                     "changes": write_changes(changes)} for one, changes in rows])  # fmt: skip
        return
    print_rows([{"version": one.version, "day": one.day, "features": len(one.features),
                 "figures": len(one.figures), "changed": _count(changes)}
                for one, changes in rows], form)  # fmt: skip


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=FORMATS, default="table")
def diff(old: Path, new: Path, form: str) -> None:
    """Say which features and figures differ between two versions.

    OLD and NEW are folders of layers, exported sites, or records of versions.
    """
    from geoposture.views.versions import compare_records, write_changes

    changes = compare_records(_read(old), _read(new))
    if form == "json":
        print_json(write_changes(changes))
        return
    rows: list[dict[str, Any]] = [{"what": what, "name": ref, "before": None, "after": None}
            for what, refs in (("added", changes.added), ("removed", changes.removed),
                               ("changed", changes.changed)) for ref in refs]  # fmt: skip
    rows += [
        {"what": "figure", "name": id_, "before": before and before["figure"]["en"],
         "after": after and after["figure"]["en"]}
        for id_, before, after in changes.figures
    ]  # fmt: skip
    print_rows(rows, form)


def _read(path: Path) -> Any:
    """Return the record of a version: read, found in an export, or made of a folder of layers."""
    from geoposture.catalog import load_layers
    from geoposture.catalog.versions import read_record
    from geoposture.export.bundle import find_newest
    from geoposture.views.versions import make_record

    if path.is_file():
        return read_record(path.read_bytes(), path.name)
    return find_newest(path) or make_record(load_layers(path))


def _count(changes: Any) -> str:
    if changes is None:
        return "–"
    features = len(changes.added) + len(changes.removed) + len(changes.changed)
    return f"{features} features, {len(changes.figures)} figures"
