"""The command line. click is known here only; errors are one line; exit 0, 1 or 2."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from geoposture.cli import articles, changes, imports, maps, site, stores, theatres, versions
from geoposture.cli.options import load_catalog, read_options
from geoposture.cli.printing import print_bytes, print_json, print_rows, show
from geoposture.errors import BadRequest, GeopostureError, escape_controls
from geoposture.language.words import LANGUAGES
from geoposture.settings import LOOPBACK_HOSTS, Settings, read_settings

FORMATS = ("table", "json", "geojson", "csv")


class Command(click.Command):
    """A command that takes a western longitude (``-77.03,38.89``) as an argument."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark positions, so that click does not read them as options.

        Parameters
        ----------
        ctx : click.Context
            Of the command.
        args : list of str
            As the shell gave them.
        """
        return super().parse_args(ctx, [f"\0{one}" if _is_position(one) else one for one in args])


def REF(value: str) -> str:  # noqa: N802 - click shows the name of a type
    """Take the mark of `Command` off a reference again.

    Parameters
    ----------
    value : str
        A reference as click hands it on.
    """
    return value.removeprefix("\0")


def main() -> None:
    """Run the command line; the only place where errors become lines and exit statuses."""
    try:
        cli.main(standalone_mode=False)
    except GeopostureError as error:
        _fail(error.message, error.exit_code)
    except click.UsageError as error:
        _fail(error.format_message(), 2)
    except click.Abort:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again
        _fail("stopped", 130)
    except click.ClickException as error:
        _fail(error.format_message(), 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="geoposture")
def cli() -> None:
    """Public information on force posture, as a map service."""


@cli.command(cls=Command)
@click.option("--host", help="Address to listen on.")
@click.option("--port", help="Port to listen on.")
@click.option("--workers", help="Number of worker processes.")
@click.option("--layers", help="Folder of the layers.")
@click.option("--articles", help="Folder of further published articles.")
@click.option("--public-url", help="Address under which readers reach the map.")
@click.option("--skip-bad", is_flag=True, help="Serve without the layers that cannot be used.")
def serve(skip_bad: bool, **options: str | None) -> None:
    """Serve the map, the layers, distances and coverage."""
    from geoposture.service.server import make_app, serve_forever

    settings = read_options(options)
    make_app(settings, skip_bad)
    _check_port(settings)
    click.echo(f"geoposture: {settings.base_url()}/", err=True)
    if settings.host not in (*LOOPBACK_HOSTS, "::1") and not settings.public_url:
        names = ", ".join(settings.answered_hosts())
        click.echo(
            f"geoposture: other names than {names} get 400; readers who come by one want "
            "GEOPOSTURE_PUBLIC_URL", err=True,
        )  # fmt: skip
    serve_forever(settings, skip_bad=skip_bad)


@cli.group()
def layers() -> None:
    """List, show, check, import and build the layers."""


@layers.command("list")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
def list_layers(form: str) -> None:
    """List the layers."""
    catalog = load_catalog()
    rows = [
        {
            "id": layer.id, "title": layer.info.title["en"], "features": len(layer.features),
            "date": layer.info.date, "licence": layer.info.licence, "sha256": layer.sha256[:16],
        }
        for layer in catalog.layers.values()
    ]  # fmt: skip
    print_rows(rows, form)


@layers.command("show")
@click.argument("layer_id", metavar="LAYER")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
def show_layer(layer_id: str, form: str) -> None:
    """Show the features of a layer."""
    layer = load_catalog().layer(layer_id, parameter="LAYER")
    if form in ("json", "geojson"):
        from geoposture.formats.geojson import encode_feature, join_features

        print_bytes(join_features(encode_feature(one) for one in layer.features))
    elif form == "csv":
        from geoposture.formats.tables import encode_csv

        print_bytes(encode_csv(layer))
    else:
        rows = [{"id": one["id"], **one["properties"]} for one in layer.features]
        columns = ("id", "name_en", "name_ja", "status", "grade", "area_km2", "feature")
        print_rows([{key: row[key] for key in columns if key in row} for row in rows], "table")


@layers.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check_layers(files: Sequence[Path]) -> None:
    """Check layer files or folders of them; one line a fault, exit 1 if any cannot be used."""
    from geoposture.catalog import find_layers
    from geoposture.catalog.inspection import list_layer_files

    broken = []
    for one in files or (find_layers(),):
        folder = one if os.path.isdir(one) else None  # noqa: PTH112 - False where a name is none
        inside = list_layer_files(folder) if folder else [one]
        broken += [_check_file(file, folder) for file in inside]
    sys.exit(1 if any(broken) else 0)


@layers.command("build")
@click.argument("layer_ids", metavar="[LAYER]...", nargs=-1)
def build_layers(layer_ids: Sequence[str]) -> None:
    """Rebuild layers from their pinned sources (in a checkout)."""
    import subprocess

    from geoposture.catalog import find_layers

    root = find_layers()
    if not (root / "recipes").is_dir():
        raise BadRequest("layers are built in a checkout: there are no recipes beside the package")
    command = [sys.executable, "-m", "layers.recipes", *layer_ids]
    sys.exit(subprocess.run(command, cwd=root.parent, check=False).returncode)


@cli.command(cls=Command)
@click.argument("origin", metavar="FROM", type=REF)
@click.argument("target", metavar="TO", type=REF)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
def distance(origin: str, target: str, form: str) -> None:
    """Measure the geodesic between two references."""
    from geoposture import analysis
    from geoposture.formats import geojson

    catalog = _load_for({"FROM": origin, "TO": target})
    measure = analysis.measure_distance(
        catalog, _resolve(catalog, origin, "FROM"), _resolve(catalog, target, "TO"),
        base_url=_base_url(),
    )  # fmt: skip
    feature = geojson.measure_feature(measure)
    if form == "table":
        _print_figures(feature["properties"])
    else:
        _print_measures([feature], form)


@cli.command(cls=Command)
@click.argument("origins", metavar="FROMS", type=REF)
@click.argument("targets", metavar="TOS", type=REF)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
def distances(origins: str, targets: str, form: str) -> None:
    """Measure every pair, nearest first; a layer counts as its features."""
    from geoposture import analysis
    from geoposture.formats import geojson

    catalog = _load_for({"FROMS": origins, "TOS": targets})
    measures = analysis.measure_distances(
        catalog, _resolve_all(catalog, origins, "FROMS"), _resolve_all(catalog, targets, "TOS"),
        base_url=_base_url(),
    )  # fmt: skip
    if form == "geojson":
        _print_measures([geojson.measure_feature(one) for one in measures], form)
    else:
        print_rows([geojson.measure_row(one) for one in measures], form)


def _ring_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--whatif", is_flag=True, help="Compute a system where no source says it is."),
        click.option("--where", help="Narrow a layer: branch:USAF,kinds:airfield."),
        click.option("--system", help="Id of a system with a basing row at every origin."),
        click.option("--radius-km", help="A distance, 0.1 to 19900."),
    ):
        command = option(command)
    return command


@cli.command(cls=Command)
@click.argument("origins", metavar="ORIGINS", type=REF)
@_ring_options
@click.option(
    "--format", "form", type=click.Choice(("table", "json", "geojson")), default="geojson"
)
def rings(origins: str, form: str, **options: Any) -> None:
    """Draw geodesic rings, each with its assumption."""
    from geoposture import geodesy
    from geoposture.formats import geojson

    _, spots, reach = _read_reach(origins, options, {})
    drawn = geodesy.draw_rings(
        [one.geometry.x for one in spots], [one.geometry.y for one in spots], reach.radius_km * 1000
    )
    features = [
        geojson.make_ring(spot, ring, reach.radius_km, reach.assumption, whatif=reach.whatif)
        for spot, ring in zip(spots, drawn, strict=True)
    ]
    if form == "table":
        print_rows([_ring_row(one) for one in features], form)
    else:
        print_json({"type": "FeatureCollection", "features": features})


@cli.command(cls=Command)
@click.argument("origins", metavar="ORIGINS", type=REF)
@click.option("--target", required=True, type=REF, help="The area: a sea, an island.")
@_ring_options
@click.option("--detail", type=click.Choice(("full",)), help="Add depth and contributions.")
@click.option("--format", "form", type=click.Choice(("table", "json", "geojson")), default="table")
def coverage(origins: str, target: str, detail: str | None, form: str, **options: Any) -> None:
    """Compute how much of a target lies within a distance of the origins."""
    from geoposture import analysis
    from geoposture.catalog.references import split_references
    from geoposture.formats import geojson

    catalog, spots, reach = _read_reach(origins, options, {"--target": target})
    found = analysis.compute_coverage(
        catalog, spots, _resolve(catalog, target, "--target"), reach,
        references=split_references(origins, parameter="ORIGINS"), where=options["where"],
        detail=detail == "full", base_url=_base_url(),
    )  # fmt: skip
    if form == "geojson":
        print_json(geojson.coverage_collection(found))
    elif form == "json":
        print_json(geojson.coverage_figures(found))
    else:
        _print_figures(geojson.coverage_figures(found))


@cli.command()
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
def systems(form: str) -> None:
    """List the systems and their publicly stated ranges."""
    rows = [
        {
            "id": one.id, "system": one.name["en"], "range_km": one.range_km,
            "wording": one.wording, "ring": "yes" if one.ring else "no",
            "sources": "; ".join(one.sources),
        }
        for one in load_catalog().systems.values()
    ]  # fmt: skip
    print_rows(rows, form)


@cli.command()
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
def sources(form: str) -> None:
    """List the sources."""
    print_rows([{"id": id_, **row} for id_, row in load_catalog().sources.items()], form)


@cli.command()
@click.argument("feature", metavar="[REF]", required=False)
@click.option("--topic", metavar="TOPIC", help="Only those on one topic of the closed list.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
def claims(feature: str | None, topic: str | None, form: str) -> None:
    """List what articles say, newest first; with a REF what they say of a place or layer."""
    from geoposture.articles import shelf
    from geoposture.catalog.references import require_feature

    catalog = load_catalog()
    if feature is not None:
        require_feature(catalog, feature, parameter="REF")
    if topic is not None:
        shelf.require_topic(topic)
    found = shelf.find_claims(catalog, feature=feature, topic=topic)
    rows = [shelf.pick(one, shelf.COLUMNS) for one in found]
    print_rows([{**one, "topics": "; ".join(one["topics"])} for one in rows], form)


@cli.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Of the words.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
def figures(id_: str | None, lang: str, form: str) -> None:
    """List the figures that can be cited; with an ID print one, with its citation."""
    from geoposture.views.figures import print_figure, summarise_figure, write_figure
    from geoposture.views.questions import answer_question, find_question

    catalog = load_catalog()
    if id_ is None:
        answers = [answer_question(catalog, one) for one in catalog.questions]
        rows = [summarise_figure(one) for one in answers]
        plain = [{**row, "title": row["title"][lang], "figure": one.figure[lang]}
                 for row, one in zip(rows, answers, strict=True)]  # fmt: skip
        print_rows(rows if form == "json" else plain, form)
        return
    answered = answer_question(catalog, find_question(catalog, id_))
    if form == "json":
        print_json(write_figure(catalog, answered, ""))
    else:
        print_rows(print_figure(catalog, answered, lang), form)


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise BadRequest(
                f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; "
                "choose another with --port"
            ) from error


def _base_url() -> str:
    return read_settings(os.environ).base_url()


def _load_for(texts: dict[str, str]) -> Any:
    """Return the layers that the references of some arguments can name: positions name none."""
    from geoposture.catalog import Catalog
    from geoposture.catalog.references import split_references

    named = [one for key, text in texts.items() for one in split_references(text, parameter=key)]
    if any("," not in one for one in named):
        return load_catalog()
    return Catalog(layers={}, backdrop={}, general={}, sources={}, systems={}, basing=())


def _resolve(catalog: Any, reference: str, parameter: str) -> Any:
    from geoposture.catalog.references import resolve, split_references

    references = split_references(reference, parameter=parameter)
    if len(references) != 1:
        raise BadRequest(f"{parameter} takes one reference; got {len(references)}")
    return resolve(catalog, references[0], parameter=parameter)


def _resolve_all(catalog: Any, references: str, parameter: str) -> list[Any]:
    from geoposture.catalog.references import resolve, split_references

    return [
        resolve(catalog, one, parameter=parameter)
        for one in split_references(references, parameter=parameter)
    ]


def _read_reach(
    origins: str, options: dict[str, Any], further: dict[str, str]
) -> tuple[Any, Any, Any]:
    from geoposture import analysis
    from geoposture.catalog.references import parse_number, split_references

    radius = options["radius_km"]
    radius = None if radius is None else parse_number(radius, "--radius-km")
    if radius is not None:
        analysis.check_radius(radius)
    named = {"ORIGINS": origins, **further}
    catalog = load_catalog() if options["system"] else _load_for(named)
    references = split_references(origins, parameter="ORIGINS")
    spots = analysis.select_origins(
        catalog, references, where=options["where"], parameter="ORIGINS"
    )
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=radius, system=options["system"],
        whatif=options["whatif"],
    )  # fmt: skip
    return catalog, spots, reach


def _check_file(file: Path, root: Path | None) -> bool:
    from geoposture.catalog import check_file
    from geoposture.catalog.loading import GENERAL, check_outlines

    features, faults, _ = check_file(file, root)
    found = [(str(file if root is None else file.name), one) for one in faults]
    usable = all(one.repaired for one in faults)
    if root == file.parent and usable:
        outlines = file.with_name(f"{file.stem}{GENERAL}.geojson")
        found += [(outlines.name, one) for one in check_outlines(outlines, root, features)]
    for name, fault in found:
        click.echo(fault.line(name))
    return any(not fault.repaired for _, fault in found)


def _is_position(argument: str) -> bool:
    first, _, rest = argument.partition(",")
    return argument.startswith("-") and bool(rest) and _is_number(first)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _ring_row(feature: dict[str, Any]) -> dict[str, Any]:
    row = feature["properties"]
    assumption = row["assumption"]["en"] if row["assumption"] else "a distance you chose"
    return {"origin": row["origin"], "radius_km": row["radius_km"], "assumption": assumption}


def _print_measures(features: list[dict[str, Any]], form: str) -> None:
    if form == "csv":
        from geoposture.formats.tables import ROW_COLUMNS

        print_rows([{k: one["properties"][k] for k in ROW_COLUMNS} for one in features], form)
    elif len(features) == 1:
        print_json(features[0] if form == "geojson" else features[0]["properties"])
    else:
        print_json({"type": "FeatureCollection", "features": features})


def _print_figures(figures: dict[str, Any]) -> None:
    click.echo(figures["sentence"]["en"])
    click.echo(figures["sentence"]["ja"])
    click.echo()
    for key, value in figures.items():
        if key not in ("sentence", "inputs", "method") and not isinstance(value, list | dict):
            click.echo(f"{key:<18} {show(value)}")
    click.echo(f"{'method':<18} {figures['method']}")
    click.echo(f"{'reproduce':<18} {figures['inputs']['command']}")


def _fail(message: str, status: int) -> None:
    for line in message.split("\n"):
        click.echo(f"geoposture: {escape_controls(line)}", err=True)
    sys.exit(status)


articles.register(cli)
changes.register(cli)
imports.register(layers)
stores.register(layers)
maps.register(cli)
site.register(cli)
theatres.register(cli)
versions.register(cli)
