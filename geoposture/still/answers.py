"""What a view computes, a distance or a coverage, in numbers, in words and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geoposture import analysis, geodesy, story
from geoposture.catalog import Catalog
from geoposture.errors import GeopostureError
from geoposture.geodesy import project_mercator
from geoposture.kept import keep
from geoposture.model import Coverage, View
from geoposture.picture import trace
from geoposture.references import resolve, split_references
from geoposture.sentences import describe_coverage, describe_distance
from geoposture.still.sheet import Figures, Sheet, write_group
from geoposture.words import load_words

EDGE_PX = 4
UNSURE = ("announced", "planned")


@keep(4)  # picture, words and frame of a view all ask
def compute_figures(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes; a question that cannot be answered is left out."""
    try:
        return answer_view(catalog, view)
    except GeopostureError:
        return Figures()


def answer_view(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes, nothing where it computes nothing.

    Raises
    ------
    BadRequest
        If the question cannot be answered.
    """
    if view.tool == "distance" and view.start and view.end:
        start = resolve(catalog, view.start, parameter="from")
        end = resolve(catalog, view.end, parameter="to")
        return Figures(measure=analysis.measure_distance(catalog, start, end))
    if view.tool == "coverage" and view.origins and (view.radius_km or view.system):
        return Figures(coverage=_compute_coverage(catalog, view))
    return Figures()


def _compute_coverage(catalog: Catalog, view: View) -> Coverage:
    references = split_references(view.origins or "", parameter="origins")
    spots = analysis.select_origins(catalog, references, where=view.where)
    target = resolve(catalog, view.target or "taiwan_strait", parameter="target")
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=None if view.system else view.radius_km,
        system=view.system, whatif=False,
    )  # fmt: skip
    return analysis.compute_coverage(
        catalog, spots, target, reach, references=references, where=view.where
    )


def draw_figures(sheet: Sheet) -> Iterator[str]:
    """Draw the line of a distance, or the rings of a coverage and what they hold of the sea."""
    if sheet.figures.measure:
        ends = sheet.figures.measure.origin_point, sheet.figures.measure.target_point
        style = f'fill="none" stroke="{sheet.colours["ring"]}" stroke-width="2.2"'
        yield write_group(sheet, "distance", _draw(sheet, geodesy.draw_line(*ends)), style)
    if sheet.figures.coverage:
        yield from _draw_coverage(sheet, sheet.figures.coverage)


def _draw_coverage(sheet: Sheet, found: Coverage) -> Iterator[str]:
    """Draw rings solid where a system is based, dashed where announced; the far one fine."""
    ring = sheet.colours["ring"]
    if not found.covered.is_empty:
        style = f'fill="{sheet.colours["accent"]}" fill-opacity=".22"'
        yield write_group(sheet, "covered", _draw(sheet, found.covered), style)
    style = f'fill="{ring}" fill-opacity=".04" stroke="{ring}" stroke-width="1.6"'
    style += ' stroke-dasharray="9 6"' if is_unsure(found) else ""
    rings = "".join(_draw(sheet, one) for one in found.rings)
    yield write_group(sheet, "rings", rings, style)
    far = draw_far_rings(found)
    if far:
        style = f'fill="none" stroke="{ring}" stroke-width="1.1" stroke-dasharray="3 4"'
        yield write_group(sheet, "far-rings", "".join(_draw(sheet, one) for one in far), style)


def is_unsure(coverage: Coverage) -> bool:
    """Tell whether a ring is of a system that is only announced or planned at its place."""
    return any(row.status in UNSURE for row in coverage.reach.basing)


def draw_far_rings(coverage: Coverage) -> list[Any]:
    """Return the rings of the larger figure where sources disagree, else none."""
    reach, spots = coverage.reach, [one.geometry for one in coverage.origins]
    if not reach.system or reach.high_km <= reach.low_km:
        return []
    lon, lat = [one.x for one in spots], [one.y for one in spots]
    return list(geodesy.draw_rings(lon, lat, reach.high_km * 1000))


def _draw(sheet: Sheet, geometry: Any) -> str:
    # Cut beyond what is seen, or a wide circle would have the picture's edge for its own.
    frame = replace(sheet.frame, bleed=sheet.frame.bleed + EDGE_PX)
    return f'<path d="{trace(project_mercator(geodesy.unfold(geometry)), frame)}"/>'


def draw_fan(sheet: Sheet) -> Iterator[str]:
    """Draw the definitions that the check of the view's point used."""
    fan = story.find_fan(sheet.catalog, sheet.view)
    paths = "".join(_draw(sheet, geodesy.draw_line(one.start, one.end)) for one in fan)
    style = f'fill="none" stroke="{sheet.colours["mute"]}" stroke-dasharray="5 4"'
    yield write_group(sheet, "fan", paths, style)


def list_sayings(catalog: Catalog, view: View, figures: Figures) -> list[str]:
    """Return the point that a picture shows, the sentences of its figures, and its caption."""
    said = [*list_point(catalog, view), *list_figures(view, figures)]
    return [*said, *([view.caption] if view.caption else [])]


def list_figures(view: View, figures: Figures) -> list[str]:
    """Return the sentences of a view's figures, that of a ring with its assumption."""
    said = []
    if figures.coverage:
        said.append(describe_coverage(figures.coverage, view.units)[view.lang])
        said.append(load_words(view.lang).text("note.otherforces"))
    if figures.measure:
        said.append(describe_distance(figures.measure, view.units)[view.lang])
    return said


def list_point(catalog: Catalog, view: View) -> list[str]:
    """Return the point of the article that a view names, and its places."""
    point = story.describe_point(catalog, view)
    if point is None:
        return []
    text = load_words(view.lang).text("twin.claim_only", i=point["no"], text=point["text"])
    return [text, point["place"]]
