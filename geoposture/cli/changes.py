"""``geoposture article correct`` and ``withdraw``: what becomes of what is published."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from geoposture.cli.articles import (
    FILE,
    TopicCommand,
    article,
    layers_option,
    load_collection,
    read_bytes,
    report,
)
from geoposture.cli.files import write_whole
from geoposture.errors import BadData, BadRequest
from geoposture.settings import read_settings

LANGUAGES = ("en", "ja")
articles_option = click.option("--articles", type=FILE, help="Folder of further articles.")
date_option = click.option("--date", help="Day of it, as in 2025-03-30; without it today.")


def register(_: click.Group) -> None:
    """Add the commands to those of an article.

    Parameters
    ----------
    _ : click.Group
        The group that all commands hang on; these hang on ``article``.
    """
    article.add_command(correct)
    article.add_command(withdraw)


@dataclass(frozen=True)
class Place:
    """Where a published article is kept, and what is said beside it."""

    catalog: Any
    file: Path
    stub: Path
    corrections: Path


@click.command(cls=TopicCommand)
@click.argument("id_", metavar="ID")
@click.option("--claim", type=int, required=True, help="Number of the claim.")
@click.option("--claim-en", help="Its new words in English.")
@click.option("--claim-ja", help="Its new words in Japanese.")
@click.option("--feature", help="The place it belongs to, LAYER/FEATURE; none for no place.")
@click.option("--instead", help="Of several places, the one that is replaced.")
@click.option("--reason-en", help="Why it is linked, where the article does not name the place.")
@click.option("--reason-ja", help="The same in Japanese.")
@click.option("--remove", is_flag=True, help="The claim is told no more.")
@click.option(
    "--kind", type=click.Choice(("corrected", "updated")), default="corrected",
    help="A fact was wrong, or the wording changes.",
)  # fmt: skip
@date_option
@click.option("--text", "text_file", type=FILE, help="The article's text, to look for its words.")
@layers_option
@articles_option
def correct(
    id_: str, *, claim: int, kind: str, date: str | None, text_file: Path | None,
    layers: Path | None, articles: Path | None, remove: bool, **given: str | None,
) -> None:  # fmt: skip
    """Change a claim of a published article, and tell it in the list of corrections.

    The list, its feed and pinned embeds say what the claim was and what it is.
    """
    from geoposture.articles import changes
    from geoposture.articles.documents import read_document
    from geoposture.articles.workflow import encode_collection, lint

    day, place = _read_day(date), _find_article(id_, layers, articles)
    change = changes.Change(
        claim=claim, texts=_by_language(given, "claim"), feature=given["feature"],
        instead=given["instead"], reasons=_by_language(given, "reason"), remove=remove,
    )  # fmt: skip
    held = load_collection(place.file)
    own, others = _split(held, id_)
    changed = changes.change_claim(own, change, place.catalog)
    if not changed:
        raise BadRequest(f"claim {claim} is all that {id_} has; “article withdraw” leaves a stub")
    collection = {**held, "features": [*others, *changed]}
    text = read_document(text_file)[0] if text_file else None
    report(lint({**held, "features": changed}, place.catalog, text), place.file)
    row = changes.describe_change(own, changed, change, place.catalog)
    row |= {"id": f"{day}-{id_}-{claim}", "date": day, "kind": kind, "article": id_}
    table = _add_row(place, **row)
    write_all([(place.file, encode_collection(collection)), (place.corrections, table)])
    click.echo(f"{place.file.name}: claim {claim} {kind}; {place.corrections.name} says so",
               err=True)  # fmt: skip


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--reason-en", help="Why, for readers, in English.")
@click.option("--reason-ja", help="The same in Japanese.")
@date_option
@layers_option
@articles_option
def withdraw(
    id_: str, *, date: str | None, layers: Path | None, articles: Path | None,
    **given: str | None,
) -> None:  # fmt: skip
    """Take an article off the map; title, outlet, day, address and the reason stay as a stub."""
    from geoposture.articles import changes
    from geoposture.articles.published import find_article
    from geoposture.articles.workflow import encode_collection

    day, reasons = _read_day(date), _by_language(given, "reason")
    if not reasons:
        raise BadRequest("--reason-en or --reason-ja says to readers why")
    place = _find_article(id_, layers, articles)
    cited, _ = find_article(place.catalog, id_)
    held = load_collection(place.file)
    _, others = _split(held, id_)
    row = changes.describe_withdrawn(cited, reasons, place.catalog)
    row |= {"id": f"{day}-{id_}", "date": day, "kind": "withdrawn", "article": id_}
    table = _add_row(place, **row)
    stub = changes.write_stub(changes.make_stub(cited, day, reasons))
    rest = encode_collection({**held, "features": others}) if others else None
    write_all([(place.stub, stub), (place.corrections, table), (place.file, rest)])
    click.echo(f"{id_}: withdrawn; {place.stub.name} is what is left", err=True)


def _read_day(date: str | None) -> str:
    from datetime import UTC, datetime

    from geoposture.articles.reviewers import is_day

    if date is None:
        return datetime.now(UTC).date().isoformat()
    if not is_day(date):
        raise BadRequest(f"--date is a day as in 2025-03-30; got “{date[:40]}”")
    return date


def _by_language(given: dict[str, str | None], name: str) -> dict[str, str]:
    found = {lang: " ".join((given[f"{name}_{lang}"] or "").split()) for lang in LANGUAGES}
    return {lang: text for lang, text in found.items() if text}


def _find_article(id_: str, layers: Path | None, articles: Path | None) -> Place:
    """Return where a published article is kept: with the layers, or in the further folder."""
    from geoposture.articles.published import find_article
    from geoposture.catalog import find_layers
    from geoposture.stores.reading import read_all

    settings = read_settings(os.environ, layers=layers)
    folder, further = settings.layers or find_layers(), articles or settings.articles
    catalog = read_all(replace(settings, layers=folder, articles=further))
    find_article(catalog, id_)
    kept = [(folder / "annotations", folder / "articles", folder / "sources")]
    kept += [(further, further, further)] if further else []
    for rows, stubs, tables in kept:
        for file in sorted(rows.glob("*.geojson")):
            if _split(load_collection(file), id_)[0]:
                return Place(catalog, file, stubs / f"{id_}.toml", tables / "corrections.csv")
    raise BadData(f"{id_}: no file of annotations has it")


def _split(collection: Any, id_: str) -> tuple[list[Any], list[Any]]:
    """Return the annotations of an article, and those of others in the same file."""
    own = [one for one in collection["features"] if one["properties"].get("article") == id_]
    return own, [one for one in collection["features"] if one not in own]


def _add_row(place: Place, **cells: str) -> bytes:
    from geoposture.articles.changes import add_row

    return add_row(read_bytes(place.corrections) if place.corrections.exists() else b"", cells)


def write_all(files: list[tuple[Path, bytes | None]]) -> None:
    """Write all files or none.

    Parameters
    ----------
    files : list of (Path, bytes or None)
        In their order; None takes a file away.

    Raises
    ------
    BadData
        If one cannot be written.
    """
    before = [(file, read_bytes(file) if file.exists() else None) for file, _ in files]
    try:
        for file, data in files:
            _put(file, data)
    except BadData:
        for file, data in before:
            _put(file, data)
        raise


def _put(file: Path, data: bytes | None) -> None:
    try:
        if data is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadData(f"{file}: cannot be written: {error.strerror}") from error
    write_whole(file, data)
