"""``geoposture annotate`` and ``geoposture article …``: from a text to published annotations."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geoposture.cli.files import write_whole
from geoposture.cli.printing import print_json, print_rows
from geoposture.errors import BadData, BadRequest
from geoposture.settings import read_settings

FILE = click.Path(path_type=Path)
SUFFIX = ".article.json"
STANDARD_INPUT = "-"
CITATION = ("id", "title", "publisher", "published", "credit", "url")


layers_option = click.option("--layers", type=FILE, help="Folder of the layers.")
force_option = click.option("--force", is_flag=True, help="Replace a file that is there.")


class TopicCommand(click.Command):
    """A command whose help ends with the closed list of topics."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the topics below the options.

        Parameters
        ----------
        ctx : click.Context
            Of the command.
        formatter : click.HelpFormatter
            What is written to.
        """
        from geoposture.articles.faults import list_topics

        super().format_epilog(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(f"Topics: {', '.join(list_topics())}.")


def register(cli: click.Group) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    cli : click.Group
        The group that all commands hang on.
    """
    cli.add_command(annotate)
    cli.add_command(article)


def _add_citation(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that cite an article."""
    for name, text in reversed(
        (
            ("--id", "Id of the article: lower-case words and a date."),
            ("--title", "Headline, kept as a citation."),
            ("--publisher", "Who published it."),
            (
                "--published",
                "Day of publication, as in 2025-03-30; weekdays are read from it. Or the month.",
            ),
            ("--credit", "Agency credited."),
            ("--url", "Address of the article."),
        )
    ):
        command = click.option(name, name.strip("-"), help=text)(command)
    return command


@click.command(cls=TopicCommand)
@click.argument("file", type=FILE)
@_add_citation
@click.option("-o", "--output", type=FILE, help="Write the draft annotations here.")
@force_option
@layers_option
@click.option("--mentions", type=FILE, help="Write mentions, quantities and implied links here.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
def annotate(
    file: Path, *, output: Path | None, force: bool, mentions: Path | None, form: str,
    layers: Path | None, **given: str | None,
) -> None:  # fmt: skip
    """Find places, bases, seas and quantities in an article; leave a draft to review.

    FILE is a text in UTF-8, a saved page (.html), a document (.docx), or - for standard input.
    """
    from geoposture.articles.drafts import make_draft
    from geoposture.articles.workflow import encode_collection

    check_free(output, force)
    text, said = _read_given(file)
    cited = _cite(file, given, said)
    reading, catalog = _read(text, cited, layers)
    _warn(catalog)
    draft = make_draft(reading, cited, catalog)
    if mentions:
        write_whole(mentions, _dump(reading.as_predictions()))
    if output:
        write_whole(output, encode_collection(draft))
    if form == "json":
        print_json(draft)
    else:
        _print_reading(reading, draft)


@click.group()
def article() -> None:
    """Take annotations from draft to published."""


@article.command()
@click.argument("file", type=FILE)
@_add_citation
@force_option
def add(file: Path, force: bool, **given: str | None) -> None:
    """Note beside a text what is said about it: the other commands read it there."""
    from geoposture.articles.documents import read_document
    from geoposture.articles.fingerprints import take_fingerprint

    target = file.with_name(file.stem + SUFFIX)
    check_free(target, force)
    text, said = read_document(file)
    cited, hashes = _cite(file, given, said), take_fingerprint(text.value)
    note = {name: getattr(cited, name) for name in CITATION} | {"sha256": hashes.sha256}
    write_whole(target, _dump(note))
    click.echo(f"{target.name}: {cited.id}, {len(text.units)} units", err=True)


@article.command(cls=TopicCommand)
@click.argument("draft", type=FILE)
@click.option("-o", "--output", type=FILE, help="Write the sheet here, not to the screen.")
@force_option
def sheet(draft: Path, output: Path | None, force: bool) -> None:
    """Make a review sheet of a draft: a CSV that Excel opens."""
    from geoposture.articles.sheets import make_sheet
    from geoposture.cli.printing import print_bytes

    check_free(output, force)
    data = make_sheet(load_collection(draft))
    if output:
        write_whole(output, data)
    else:
        print_bytes(data)


@article.command(cls=TopicCommand)
@click.argument("draft", type=FILE)
@click.argument("sheet_file", metavar="SHEET", type=FILE)
@click.option("--text", "text_file", type=FILE, help="The text, for names that rows add.")
@click.option("-o", "--output", type=FILE, required=True, help="Write the reviewed ones here.")
@force_option
@layers_option
def apply(
    draft: Path, sheet_file: Path, *, text_file: Path | None, output: Path, force: bool,
    layers: Path | None,
) -> None:  # fmt: skip
    """Apply a filled-in sheet; a line that cannot be applied stops all, and is named.

    A row without an id adds a name that was missed: its surface, feature and category, and
    where the words stand more than once in the text, which occurrence is meant.
    """
    from geoposture.articles.sheets import apply_sheet, read_sheet
    from geoposture.articles.workflow import encode_collection

    check_free(output, force)
    rows, text = read_sheet(read_bytes(sheet_file)), _read_text(text_file) if text_file else None
    reviewed, faults = apply_sheet(load_collection(draft), rows, _load_catalog(layers), text)
    report(faults, sheet_file)
    write_whole(output, encode_collection(reviewed))
    click.echo(f"{output.name}: {len(reviewed['features'])} reviewed", err=True)
    _tell_undrawn(reviewed)


@article.command()
@click.argument("collection", type=FILE)
@click.option("--text", "text_file", type=FILE, required=True, help="The article's text.")
@click.option("-o", "--output", type=FILE, help="Write the collection with fresh checks here.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table")
@layers_option
def check(
    collection: Path, text_file: Path, output: Path | None, form: str, layers: Path | None
) -> None:
    """Compute the article's geographic numbers under every definition that fits."""
    from geoposture.articles.checks import check_reading
    from geoposture.articles.drafts import cited_article
    from geoposture.articles.workflow import check_again, encode_collection

    given = load_collection(collection)
    cited = _cite(text_file, {"published": cited_article(given).published})
    reading, catalog = _read(_read_text(text_file), cited, layers)
    rows = [_check_row(one, reading.text.value) for one in check_reading(reading, catalog)]
    if form == "json":
        print_json([one.as_dict() for one in check_reading(reading, catalog)])
    else:
        print_rows(rows, form)
    if output:
        write_whole(output, encode_collection(check_again(given, reading, catalog)))


@article.command(cls=TopicCommand)
@click.argument("collection", type=FILE)
@click.option("--text", "text_file", type=FILE, help="The article's text, to look for its words.")
@layers_option
def lint(collection: Path, text_file: Path | None, layers: Path | None) -> None:
    """Say all that stands in the way of publishing: a line each, with row and field."""
    from geoposture.articles.workflow import lint as lint_collection

    text = _read_text(text_file) if text_file else None
    given = load_collection(collection)
    report(lint_collection(given, _load_catalog(layers), text), collection)
    click.echo(f"{collection.name}: {len(given['features'])} annotations, no fault", err=True)
    _tell_undrawn(given)


@article.command()
@click.argument("collection", type=FILE)
@click.option("--text", "text_file", type=FILE, help="The article's text, to look for its words.")
@click.option("-o", "--output", type=FILE, required=True, help="The layer file, ID.geojson.")
@layers_option
def publish(collection: Path, text_file: Path | None, output: Path, layers: Path | None) -> None:
    """Write the reviewed annotations as a layer: all of them, or none where one has a fault."""
    from geoposture.articles.workflow import encode_collection
    from geoposture.articles.workflow import lint as lint_collection
    from geoposture.articles.workflow import publish as publish_collection

    text = _read_text(text_file) if text_file else None
    layer = publish_collection(load_collection(collection))
    report(lint_collection(layer, _load_catalog(layers), text), collection)
    write_whole(output, encode_collection(layer))
    click.echo(f"{output.name}: {len(layer['features'])} published", err=True)


@article.command()
@click.argument("collection", type=FILE)
@click.option("--text", "text_file", type=FILE, help="The article's text.")
@click.option("-o", "--output", type=FILE, help="Write the collection here, stale ones marked.")
@layers_option
def verify(
    collection: Path, text_file: Path | None, output: Path | None, layers: Path | None
) -> None:
    """Recompute hashes, joins and checks; mark what no longer holds as stale."""
    from geoposture.articles.documents import read_shown
    from geoposture.articles.workflow import encode_collection
    from geoposture.articles.workflow import verify as verify_collection

    text = read_shown(text_file) if text_file else None
    found, faults = verify_collection(load_collection(collection), _load_catalog(layers), text)
    if output:
        write_whole(output, encode_collection(found))
    report(faults, collection)
    click.echo(f"{collection.name}: {len(found['features'])} annotations hold", err=True)


def _cite(file: Path, given: dict[str, str | None], said: Any = None) -> Any:
    """Return the citation: what is given, else noted beside the text, else said by its page."""
    import re

    import orjson

    from geoposture.articles.dates import read_published
    from geoposture.articles.drafts import Article, rename

    noted: dict[str, Any] = {}
    note = file.with_name(file.stem + SUFFIX)
    if note.is_file():
        try:
            noted = orjson.loads(note.read_bytes())
        except orjson.JSONDecodeError as error:
            raise BadData(f"{note.name}: is not JSON: {error}") from error
    plain = re.sub(r"[^a-z0-9-]+", "-", file.stem.lower()).strip("-") or "article"
    noted = {**(said or {}), **{key: value for key, value in noted.items() if value is not None}}
    kept = {name: noted.get(name) for name in CITATION if name != "id"}
    cited = rename(Article(id=str(noted.get("id") or plain), **kept), **given)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", cited.id):
        raise BadRequest(f"--id has lower-case letters, digits and -; got “{cited.id[:60]}”")
    read_published(cited.published)
    return cited if cited.title else rename(cited, title=cited.id)


def _read_given(file: Path) -> tuple[Any, dict[str, str]]:
    """Return the text and what its page says of it; - is what comes on standard input."""
    import sys

    from geoposture.articles.documents import read_document
    from geoposture.articles.text import LARGEST_BYTES, parse_text

    if str(file) != STANDARD_INPUT:
        return read_document(file)
    data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise BadData(f"standard input: an article has at most {LARGEST_BYTES:,} bytes")
    return parse_text(data, name="standard input"), {}


def _read_text(file: Path) -> Any:
    from geoposture.articles.documents import read_document

    return read_document(file)[0]


def _read(text: Any, cited: Any, layers: Path | None) -> tuple[Any, Any]:
    from geoposture.articles import read_article
    from geoposture.articles.dates import read_published

    catalog = _load_catalog(layers)
    return read_article(text, catalog, published=read_published(cited.published)), catalog


def _load_catalog(layers: Path | None) -> Any:
    from dataclasses import replace

    from geoposture.stores.reading import read_all

    return read_all(replace(read_settings(os.environ, layers=layers), articles=None))


def _warn(catalog: Any) -> None:
    """Say which rows of the theatre's tables are about what is not there."""
    from geoposture.articles.tables import find_dangling

    for line in find_dangling(catalog):
        click.echo(f"geoposture: {line}", err=True)


def load_collection(file: Path) -> Any:
    """Return the collection of annotations that a file holds.

    Parameters
    ----------
    file : Path
        GeoJSON.

    Raises
    ------
    BadData
        If it cannot be read, or is none.
    """
    import orjson

    try:
        found = orjson.loads(read_bytes(file))
    except orjson.JSONDecodeError as error:
        raise BadData(f"{file.name}: is not JSON: {error}") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(
        isinstance(one, dict) and isinstance(one.get("properties"), dict) for one in features
    ):
        raise BadData(f"{file.name}: is no collection of annotations")
    return found


def read_bytes(file: Path) -> bytes:
    """Return a file's bytes.

    Parameters
    ----------
    file : Path
        Which has to be there.

    Raises
    ------
    BadData
        If it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadData(f"{file}: cannot be read: {error.strerror}") from error


def check_free(file: Path | None, force: bool) -> None:
    """Refuse to replace what somebody may have worked on.

    Parameters
    ----------
    file : Path or None
        Where to write; None is the screen.
    force : bool
        Whether it may be replaced.

    Raises
    ------
    BadRequest
        If it is there and may not.
    """
    if file is not None and not force and file.exists():
        raise BadRequest(f"{file.name}: is there already; --force replaces it")


def report(faults: list[Any], file: Path) -> None:
    """Stop with the faults, a line each.

    Parameters
    ----------
    faults : list of Fault
    file : Path
        What they are in.

    Raises
    ------
    BadData
        If there is any.
    """
    if faults:
        raise BadData("\n".join(one.line(file.name) for one in faults))


def _tell_undrawn(collection: Any) -> None:
    """Say which claims leave the map still: they are allowed, and known."""
    from geoposture.articles.sheets import list_undrawn

    found = list_undrawn(collection)
    if found:
        click.echo(f"nothing to draw: claim {', '.join(found)}", err=True)


def _dump(value: Any) -> bytes:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def _check_row(check: Any, text: str) -> dict[str, Any]:
    computed = ", ".join(f"{name}: {value:g}" for name, value in check.computed.items())
    return {
        "kind": check.kind, "claim": " ".join(text[check.start : check.end].split())[:40],
        "verdict": check.verdict, "computed": computed or check.note or check.method,
    }  # fmt: skip


def _print_reading(reading: Any, draft: Any) -> None:
    """Print what was found, for a person."""
    drawn = {
        (one["properties"]["source"]["start"], one["properties"]["feature"])
        for one in draft["features"] if one["geometry"] is not None
    }  # fmt: skip
    rows = [
        {"unit": reading.text.unit_at(one.start).number, "what": one.surface,
         "feature": one.feature, "or": ", ".join(one.alternatives[:2]),
         "drawn": (one.start, one.feature) in drawn}
        for one in reading.mentions
    ]  # fmt: skip
    print_rows(rows, "table")
    for title, lines in (
        ("implied, to be reviewed", [f"{reading.text.value[one.start:one.end]} → {one.feature} "
                                     f"({one.rule})" for one in reading.implied]),
        ("quantities", [f"{one.surface} = {one.value:g} {one.unit}" for one in reading.quantities]),
        ("checks", [f"{one['kind']} {one['claimed']}: {one['verdict']}"
                    for one in draft["checks"]]),
        ("names not known", [one.surface for one in reading.unresolved]),
        ("oddities of the text", [f"{one.kind} at {one.start}: {one.note}"
                                  for one in reading.text.problems]),
    ):  # fmt: skip
        if lines:
            click.echo(f"\n{title}")
            for line in lines:
                click.echo(f"  {line}")
