"""``geoposture map``: a view as one file, interactive or a picture; broken values are errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geoposture.cli.options import load_catalog
from geoposture.errors import BadRequest
from geoposture.views import answers

ENDINGS = (".html", ".svg", ".png", ".pdf")
PICTURE_OPTIONS = ("width", "height", "scale", "paper")
DISTANCE, COVERAGE = ("start", "end"), ("origins", "radius_km", "system", "target")
"""The options of a tool."""
OWN_OPTIONS = (
    click.option("--articles", type=click.Path(path_type=Path), help="Folder of further articles."),
    click.option("--width", type=int, help="Width of a picture in pixels."),
    click.option("--height", type=int, help="Height of its map in pixels."),
    click.option("--scale", type=click.Choice(("1", "2")), help="How fine a PNG is."),
    click.option(
        "--print",
        "paper",
        is_flag=True,
        default=None,
        help="For paper: an SVG or PDF is 180 mm wide.",
    ),
    click.option("--public-url", default="", help="Where the full map is, for the link to it."),
)


def register(cli: click.Group) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    cli : click.Group
        The group that all commands hang on.
    """
    cli.add_command(save_map)


def _add_view(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a view, one a field, and those of the file."""
    from geoposture.views.fields import FIELDS

    for option in reversed((*(_make_option(one) for one in FIELDS), *OWN_OPTIONS)):
        command = option(command)
    return command


def _make_option(field: Any) -> Callable[..., Any]:
    name = _write_option(field.query)
    if field.name in ("legend", "inset"):
        return click.option(f"{name}/--no-{field.query}", field.name, default=None, help=field.help)
    return click.option(name, field.name, help=field.help)


def _write_option(query: str) -> str:
    return f"--{query.replace('_', '-')}"


@click.command("map")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@_add_view
def save_map(output: Path, articles: Path | None, **given: Any) -> None:
    """Write a map as one file: .html that opens anywhere and asks nobody, .svg, .png or .pdf."""
    from geoposture.cli.files import write_whole

    ending = output.suffix.lower()
    _check_ending(output, ending, given)
    try:
        data = _make(load_catalog(articles), ending, given)
    except BadRequest as error:
        raise _name_option(error) from error
    write_whole(output, data)
    click.echo(f"{output.name}: {len(data) / 1000:,.0f} kB", err=True)


def _check_ending(output: Path, ending: str, given: Mapping[str, Any]) -> None:
    if ending not in ENDINGS:
        raise BadRequest(f"-o ends in {', '.join(ENDINGS)}; got “{output.name[:80]}”")
    for name in PICTURE_OPTIONS:
        if ending == ".html" and given[name] is not None:
            option = {"paper": "print"}.get(name, name)
            raise BadRequest(
                f"--{option} is for pictures, .svg, .png and .pdf; got “{output.name[:80]}”"
            )
    if ending == ".pdf":
        from geoposture.pictures.pdf import check_installed

        check_installed()


def _make(catalog: Any, ending: str, given: dict[str, Any]) -> bytes:
    from geoposture.views.story import open_story

    base = given.pop("public_url").rstrip("/")
    size = {name: given.pop(name) for name in PICTURE_OPTIONS}
    view = _read_view(catalog, given)
    view = replace(view, claim=open_story(catalog, view))
    answers.answer_view(catalog, view)
    if ending == ".html":
        from geoposture.maps.single_file import compose

        return compose(catalog, view, base).encode()
    return _draw(catalog, view, ending, size)


def _draw(catalog: Any, view: Any, ending: str, size: Mapping[str, Any]) -> bytes:
    from geoposture import pictures
    from geoposture.maps.assets import bring_faces
    from geoposture.pictures import pdf
    from geoposture.pictures.raster import rasterise

    width, height = pictures.find_size(view, size["width"], size["height"])
    pictures.check_size(width, height)
    paper_mm = pictures.PAPER_MM if size["paper"] else None
    whole = view.shape is not None
    text = pictures.draw_view(
        catalog, view, width=width, height=height, paper_mm=paper_mm, whole=whole
    )
    if ending == ".png":
        return rasterise(text, int(size["scale"] or 1))
    if ending == ".pdf":
        return pdf.typeset_view(catalog, view, text)
    return bring_faces(text).encode()


def _read_view(catalog: Any, given: dict[str, Any]) -> Any:
    from geoposture.model import View
    from geoposture.views.fields import BY_NAME

    values = {
        name: BY_NAME[name].read(value, _write_option(BY_NAME[name].query))
        if isinstance(value, str)
        else value
        for name, value in given.items()
        if value is not None
    }
    _check_names(catalog, values)
    _imply_tool(values)
    return View(**values)


def _imply_tool(values: dict[str, Any]) -> None:
    """Set the tool that other options belong to, and check that its question is whole."""
    from geoposture.model import imply_tool

    measures, covers = (any(one in values for one in names) for names in (DISTANCE, COVERAGE))
    if measures and covers and "tool" not in values:
        raise BadRequest("--from and --origins belong to two tools; choose one with --tool")
    ends = {name: values.get(name) for name in ("start", "end", "origins")}
    tool = imply_tool(values.get("tool"), **ends)
    # A radius or a sea alone asks for a coverage too, which then lacks its origins.
    tool = values["tool"] = "coverage" if tool is None and covers else tool
    if tool == "distance":
        _require(values, {"start": "--from", "end": "--to"}, "a distance")
    if tool == "coverage":
        _require(values, {"origins": "--origins"}, "a coverage")
        if ("radius_km" in values) == ("system" in values):
            raise BadRequest("a coverage takes either --radius-km or --system")


def _require(values: Mapping[str, Any], names: Mapping[str, str], what: str) -> None:
    for name, option in names.items():
        if name not in values:
            raise BadRequest(f"{what} needs {option}")


def _check_names(catalog: Any, values: Mapping[str, Any]) -> None:
    """Raise `BadRequest` where a feature, article, claim or filter names nothing."""
    from geoposture.articles.published import list_articles, list_points
    from geoposture.catalog.query import parse_where, select_where
    from geoposture.maps.scene import list_switches
    from geoposture.views.facilities import list_facilities

    if "feature" in values:
        layer, _, feature = values["feature"].partition("/")
        catalog.layer(layer, parameter="feature").feature(feature, parameter="feature")
    known = [one["id"] for one in list_articles(catalog)]
    if "article" in values and values["article"] not in known:
        raise BadRequest(f"--article is one of {', '.join(known)}; got “{values['article'][:80]}”")
    if "claim" in values:
        _check_claim(list_points(catalog, values.get("article")), values["claim"])
    if "where" in values:
        rows = {one["ref"]: one for one in list_facilities(catalog)}
        select_where(rows, parse_where(values["where"], parameter="where"), parameter="where")
    if "layers" in values:
        _check_layers(list_switches(catalog), values["layers"])


def _check_claim(points: Mapping[int, Any], claim: int) -> None:
    if claim not in points:
        known = f"from {min(points)} to {max(points)}" if points else "of an article; there is none"
        raise BadRequest(f"--claim is {known}; got {claim}")


def _check_layers(known: list[str], named: tuple[str, ...]) -> None:
    for one in named:
        if one not in known:
            raise BadRequest(f"--layers are of {', '.join(known)}; got “{one[:80]}”")


def _name_option(error: BadRequest) -> BadRequest:
    """Return an error that names the option it is about."""
    option = f"--{str(error.parameter).replace('_', '-')}"
    if not error.parameter or "--" in error.message:
        return error
    return BadRequest(f"{option}: {error.message}")
