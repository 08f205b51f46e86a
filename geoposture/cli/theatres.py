"""``geoposture new`` and ``geoposture check``: a folder of layers, begun and looked over."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from geoposture.errors import BadRequest

FILES = {
    "theatre.toml": """\
# What this folder of layers is; docs/theatre.md says what each key means.
id = "{id}"
languages = ["en"]

[[layer]]
id = "places"
role = "facilities"
""",
    "places.toml": """\
id = "places"
title_en = "Places"
description_en = "Two places to begin with. Replace places.geojson by your own."
licence = "CC-BY-4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
attribution_en = "{id}"
date = "{today}"
""",
    "places.geojson": """\
{{"type":"FeatureCollection","features":[
{{"type":"Feature","id":"first","geometry":{{"type":"Point","coordinates":[0,0]}},\
"properties":{{"name":"First place"}}}},
{{"type":"Feature","id":"second","geometry":{{"type":"Point","coordinates":[1,1]}},\
"properties":{{"name":"Second place"}}}}
]}}
""",
    "words.csv": """\
key,en
site.title,{id}: the places behind the news
site.subtitle_plain,"Places, with distances anyone can check."
note.notshown,Not shown: say here what your layers leave out.
""",
    "sources.json": "{{}}\n",
}
"""What a new folder has: the least that serves a page, and where to go on."""


def register(cli: click.Group) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    cli : click.Group
        The group that all commands hang on.
    """
    cli.add_command(new)
    cli.add_command(check)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a folder of layers that starts at once: geoposture serve --layers DIR."""
    from datetime import UTC, datetime

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest(f"{folder}: is there already; name a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    values = {"id": folder.resolve().name, "today": datetime.now(UTC).date().isoformat()}
    for name, text in FILES.items():
        (folder / name).write_text(text.format(**values), encoding="utf-8")
    click.echo(f"{folder}: geoposture serve --layers {folder}", err=True)


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Say what is wrong and what is missing in a folder of layers, in order of harm."""
    from geoposture.catalog import find_layers
    from geoposture.catalog.inspection import WRONG, inspect_folder

    folder = folder or find_layers()
    if not folder.is_dir():
        raise BadRequest(f"{folder}: is no folder of layers")
    findings = inspect_folder(folder)
    wrong = [one.line() for one in findings if one.kind == WRONG]
    lines = wrong + _inspect_articles(folder)
    if not wrong:
        lines = [*_inspect_outputs(folder), *lines]
    lines += [one.line() for one in findings if one.kind != WRONG]
    for line in sorted(lines, key=lambda one: not one.startswith(f"{WRONG}:")):
        click.echo(line)
    sys.exit(1 if any(line.startswith(f"{WRONG}:") for line in lines) else 0)


def _inspect_articles(folder: Path) -> list[str]:
    """Return what is wrong in the annotator's tables; nothing where no layers can be read."""
    from geoposture.articles.tables import find_dangling, read_tables
    from geoposture.catalog import load_layers
    from geoposture.errors import GeopostureError

    try:
        catalog = load_layers(folder, skip_bad=True)
    except GeopostureError:
        return []
    try:
        read_tables(catalog)
    except GeopostureError as error:
        return [f"wrong: {error.message}"]
    return [f"wrong: {line}" for line in find_dangling(catalog)]


def _inspect_outputs(folder: Path) -> list[str]:
    """Return which of page, frame, picture and files cannot be made, or have other columns."""
    from geoposture.catalog import load_layers
    from geoposture.catalog.inspection import MISSING, Finding
    from geoposture.errors import CannotWrite
    from geoposture.formats import FORMATS, write_layer
    from geoposture.service.app import find_fault
    from geoposture.service.state import State
    from geoposture.settings import Settings

    catalog = load_layers(folder)
    fault = find_fault(State(Settings(layers=folder), catalog), ("/embed?live=1", "/map.html"))
    lines = [f"wrong: {fault}"] if fault else []
    for layer in catalog.layers.values():
        for ending, form in FORMATS.items():
            try:
                write_layer(layer, ending)
            except CannotWrite as error:
                lines.append(f"wrong: {error.message}")
                continue
            lines += [
                Finding(MISSING, f"{layer.id}.{ending}",
                        f"the column “{name}” is “{column}” there").line()
                for name, column in form.list_renamed(layer).items()
            ]  # fmt: skip
    return lines
