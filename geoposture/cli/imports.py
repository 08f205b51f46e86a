"""``geoposture layers import``: somebody's file becomes a layer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geoposture.cli.files import write_whole
from geoposture.cli.options import load_catalog
from geoposture.errors import BadData, escape_controls

if TYPE_CHECKING:
    from geoposture.importing import Report

STEPS = 5
"""How often a file that is imported is heard of."""
MOST_GONE = 100
"""Ids that went away, as many as are named."""
WHAT = {
    ".toml": "what is said of the layer; fill in whose it is, and of which day",
    ".csv": "the rows without a position, and why",
}


def register(layers: click.Group) -> None:
    """Add the command to those of layers.

    Parameters
    ----------
    layers : click.Group
        ``geoposture layers``.
    """
    layers.add_command(import_layer)


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--id", "id_", help="Id of the layer; by default made of the file's name.")
@click.option("--name-column", help="The column that holds the names.")
@click.option("--lat", help="The column of latitudes or northings.")
@click.option("--lon", help="The column of longitudes or eastings.")
@click.option("--crs", help="Reference system of the positions, such as EPSG:6668.")
@click.option("--encoding", help="Encoding of the texts, such as cp932.")
@click.option("--layer", help="Of a file with several layers or sheets, which.")
@click.option(
    "-o", "--output", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path),
    help="Folder that the layer is written to.",
)  # fmt: skip
def import_layer(file: Path, id_: str | None, folder: Path, **wishes: str | None) -> None:
    """Make a layer of a file: a table, a spreadsheet, or one of a GIS.

    Rows without a position get that of the place of the layers that has their name; those whose
    name no place has, or several have, go into DIR/ID-unplaced.csv with the reason. Imported
    again, what is the same keeps its id.
    """
    from geoposture.importing import Wishes, import_file

    if folder.exists() and not folder.is_dir():
        raise BadData(f"{folder}: is there and no folder; name one to write to")
    with click.progressbar(
        length=STEPS, label=escape_controls(file.name), file=sys.stderr,
        item_show_func=lambda step: step or "", hidden=not sys.stderr.isatty(),
    ) as bar:  # fmt: skip
        report = import_file(
            file, folder, Wishes(id=id_, **wishes), catalog=load_catalog,
            progress=lambda step: bar.update(1, step),
        )  # fmt: skip
    _write(report, folder)
    for line in report.said:
        click.echo(f"{file.name}: {escape_controls(line)}")
    _tell(report, folder)


def _write(report: Report, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in report.files.items():
            if data is None:
                (folder / name).unlink(missing_ok=True)
            else:
                write_whole(folder / name, data)
    except OSError as error:
        raise BadData(f"{folder}: cannot be written to: {error.strerror}") from error


def _tell(report: Report, folder: Path) -> None:
    click.echo(
        f"{folder / report.layer}.geojson: {report.placed} with a position of their own, "
        f"{report.resolved} with that of a place of their name, {report.unplaced} without; "
        f"{report.kept} ids kept, {report.new} new, {len(report.gone)} gone"
    )
    if report.gone:
        rest = len(report.gone) - MOST_GONE
        more = f" and {rest:,} more" if rest > 0 else ""
        click.echo(f"gone from {report.layer}: {', '.join(report.gone[:MOST_GONE])}{more}")
    for name, data in report.files.items():
        if data is not None and not name.endswith(".geojson"):
            click.echo(f"{folder / name}: {WHAT[Path(name).suffix]}")
