"""``geoposture map``: a view as one file, interactive or a picture; broken values are errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geoposture.errors import BadRequest
from geoposture.views import answers

ENDINGS = (".html", ".svg", ".png")
PICTURE_OPTIONS = ("width", "height", "scale")
DISTANCE, COVERAGE = ("start", "end"), ("origins", "radius_km", "system", "target")
"""The options of a tool."""
HIGHEST_LATITUDE, HIGHEST_LONGITUDE, HIGHEST_ZOOM = 85, 180, 14
VIEW_NUMBERS, BOX_NUMBERS = 3, 4

OPTIONS = (
    click.option("--view", "centre", metavar="LAT,LON,ZOOM", help="Centre and zoom, 0 to 14."),
    click.option("--bbox", metavar="W,S,E,N", help="What is shown, in degrees."),
    click.option("--layers", "shown", help="Layers to show, joined by commas."),
    click.option("--feature", help="A reference whose card is open."),
    click.option("--articles", type=click.Path(path_type=Path), help="Folder of further articles."),
    click.option("--article", help="Id of the article that is told (default: the newest)."),
    click.option("--claim", type=click.IntRange(1, 9999), help="The point of it to read."),
    click.option(
        "--tool",
        type=click.Choice(("story", "layers", "distance", "coverage", "table", "share")),
        help="What is open; --from and --origins imply theirs.",
    ),
    click.option("--from", "start", help="Where a distance starts: a reference or lon,lat."),
    click.option("--to", "end", help="Where it ends."),
    click.option("--origins", help="Where rings are: references joined by commas."),
    click.option("--radius-km", help="Their radius, 0.1 to 19900."),
    click.option("--system", help="Or a system with a basing row at every origin."),
    click.option("--target", help="The sea of which a share is computed."),
    click.option("--where", help="A filter, such as branch:USMC."),
    click.option("--units", type=click.Choice(("km", "mi", "nmi")), default="km"),
    click.option("--lang", type=click.Choice(("en", "ja")), default="en"),
    click.option("--theme", type=click.Choice(("auto", "light", "dark")), default="auto"),
    click.option("--title", help="Headline of a picture, at most 120 characters."),
    click.option("--credit", help="Credit line, at most 120 characters."),
    click.option("--caption", help="Caption, at most 400 characters."),
    click.option("--legend/--no-legend", default=True, help="The legend of a picture."),
    click.option("--inset/--no-inset", default=True, help="The small map of Okinawa."),
    click.option("--width", type=int, help="Width of a picture in pixels."),
    click.option("--height", type=int, help="Height of its map in pixels."),
    click.option("--scale", type=click.Choice(("1", "2")), help="How fine a PNG is."),
    click.option("--public-url", default="", help="Where the full map is, for the link to it."),
)


def register(cli: click.Group) -> None:
    """Add the command to the command line."""
    cli.add_command(save_map)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a view."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("map")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@view_options
def save_map(output: Path, articles: Path | None, **given: Any) -> None:
    """Write a map as one file: .html that opens anywhere and asks nobody, .svg or .png."""
    from geoposture.cli import load_catalog
    from geoposture.cli.articles import write_whole

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
            raise BadRequest(f"--{name} is for pictures, .svg and .png; got “{output.name[:80]}”")


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
    from geoposture.pictures.raster import rasterise

    width, height = size["width"] or pictures.WIDTH, size["height"] or pictures.HEIGHT
    pictures.check_size(width, height)
    text = pictures.draw_view(catalog, view, width=width, height=height)
    return text.encode() if ending == ".svg" else rasterise(text, int(size["scale"] or 1))


def _read_view(catalog: Any, given: dict[str, Any]) -> Any:
    from geoposture.model import View

    values = {name: value for name, value in given.items() if value is not None}
    for name in ("title", "credit", "caption"):
        _check_length(name, values.get(name, ""))
    _check_names(catalog, values)
    parsers = {"centre": _read_centre, "bbox": _read_bbox, "radius_km": _read_radius}
    values |= {name: parse(values[name]) for name, parse in parsers.items() if name in values}
    layers = _read_layers(values.pop("shown", None))
    _imply_tool(values)
    return View(**values, layers=layers)


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

    if "feature" in values:
        layer, _, feature = values["feature"].partition("/")
        catalog.layer(layer, parameter="feature").feature(feature, parameter="feature")
    known = [one["id"] for one in list_articles(catalog)]
    if "article" in values and values["article"] not in known:
        raise BadRequest(f"--article is one of {', '.join(known)}; got “{values['article'][:80]}”")
    if "claim" in values:
        _check_claim(list_points(catalog, values.get("article")), values["claim"])
    if "where" in values:
        rows = {one["id"]: one for one in catalog.layer("us_bases").features}
        select_where(rows, parse_where(values["where"], parameter="where"), parameter="where")


def _check_claim(points: Mapping[int, Any], claim: int) -> None:
    if claim not in points:
        known = f"from {min(points)} to {max(points)}" if points else "of an article; there is none"
        raise BadRequest(f"--claim is {known}; got {claim}")


def _check_length(name: str, text: str) -> None:
    from geoposture.service.http.params import MOST_CAPTION, MOST_TITLE

    most = MOST_CAPTION if name == "caption" else MOST_TITLE
    if len(text) > most or any(one < " " for one in text):
        raise BadRequest(f"--{name} is one line of at most {most} characters; got {len(text)}")


def _read_numbers(text: str, name: str, count: int) -> list[float]:
    from geoposture.catalog.references import parse_number

    numbers = [parse_number(part, f"--{name}") for part in text.split(",")]
    if len(numbers) != count:
        raise BadRequest(f"--{name} has {count} numbers; got “{text[:80]}”")
    return numbers


def _read_centre(text: str) -> tuple[float, ...]:
    lat, lon, zoom = _read_numbers(text, "view", VIEW_NUMBERS)
    inside = abs(lat) <= HIGHEST_LATITUDE and abs(lon) <= HIGHEST_LONGITUDE
    if not inside or not 0 <= zoom <= HIGHEST_ZOOM:
        raise BadRequest(
            f"--view is latitude within ±{HIGHEST_LATITUDE}, longitude within "
            f"±{HIGHEST_LONGITUDE} and zoom 0 to {HIGHEST_ZOOM}; got “{text[:80]}”"
        )
    return lat, lon, zoom


def _read_bbox(text: str) -> tuple[float, ...]:
    west, south, east, north = _read_numbers(text, "bbox", BOX_NUMBERS)
    inside = -HIGHEST_LONGITUDE <= west < east <= HIGHEST_LONGITUDE
    if not inside or not -HIGHEST_LATITUDE <= south < north <= HIGHEST_LATITUDE:
        raise BadRequest(
            f"--bbox is west, south, east, north in degrees, in this order; got “{text[:80]}”"
        )
    return west, south, east, north


def _read_radius(text: str) -> float:
    from geoposture.analysis import check_radius
    from geoposture.catalog.references import parse_number

    radius_km = parse_number(text, "--radius-km")
    check_radius(radius_km)
    return radius_km


def _read_layers(text: str | None) -> tuple[str, ...] | None:
    from geoposture.maps.page import SWITCHED

    if text is None:
        return None
    names = text.split(",")
    for one in names:
        if one not in SWITCHED:
            raise BadRequest(f"--layers are of {', '.join(SWITCHED)}; got “{one[:80]}”")
    return tuple(sorted(set(names)))


def _name_option(error: BadRequest) -> BadRequest:
    """Return an error that names the option it is about."""
    option = f"--{str(error.parameter).replace('_', '-')}"
    if not error.parameter or "--" in error.message:
        return error
    return BadRequest(f"{option}: {error.message}")
