"""What a view computes, a distance or a coverage: in numbers, and in words."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from geoposture import analysis, geodesy
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.references import resolve, split_references
from geoposture.errors import GeopostureError
from geoposture.language.sentences import describe_coverage, describe_distance
from geoposture.language.words import LANGUAGES, load_words
from geoposture.model import Coverage, Figures, Text, View

UNSURE = ("announced", "planned")
ASKED = ("tool", "start", "end", "origins", "target", "radius_km", "system", "where")
"""The fields of a view that its figures depend on."""


def compute_figures(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes, or why its question cannot be answered.

    Picture, words and frame of a view all ask, and a poster is two pictures: it is computed once.

    Parameters
    ----------
    catalog : Catalog
    view : View
    """
    usual = View()
    return _compute_kept(catalog, replace(usual, **{one: getattr(view, one) for one in ASKED}))


@keep(4)
def _compute_kept(catalog: Catalog, question: View) -> Figures:
    try:
        return answer_view(catalog, question)
    except GeopostureError as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return Figures(refused=explain_error(error))


def explain_error(error: GeopostureError) -> Text:
    """Return for readers, in every language, why a question is not answered.

    Parameters
    ----------
    error : GeopostureError
        With words of its own, or a code that has some.
    """
    key = f"problem.{error.code}"
    each = ((lang, load_words(lang)) for lang in LANGUAGES)
    usual = {lang: words.maybe(key) or words.text("problem.bad_parameter") for lang, words in each}
    return error.told or usual


def answer_view(catalog: Catalog, view: View) -> Figures:
    """Return what the view's tool computes, nothing where it computes nothing.

    Parameters
    ----------
    catalog : Catalog
    view : View

    Raises
    ------
    BadRequest
        If the question cannot be answered.
    TooMany
        If there are more origins than one answer holds.
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
    target = resolve(
        catalog, view.target or catalog.theatre.starts.target or "", parameter="target"
    )
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=None if view.system else view.radius_km,
        system=view.system, whatif=False,
    )  # fmt: skip
    return analysis.compute_coverage(
        catalog, spots, target, reach, references=references, where=view.where
    )


def find_status(coverage: Coverage) -> str | None:
    """Return how a system is at its place where it is not there yet, None where it is.

    Parameters
    ----------
    coverage : Coverage
        Whose reach may be that of a system.
    """
    found = (row.status for row in coverage.reach.basing if row.status in UNSURE)
    return next(found, None)


def draw_far_rings(coverage: Coverage) -> list[Any]:
    """Return the rings of the larger figure where sources disagree, else none.

    Parameters
    ----------
    coverage : Coverage
        Whose reach may be that of a system, in kilometres.
    """
    reach, spots = coverage.reach, [one.geometry for one in coverage.origins]
    if not reach.system or reach.high_km <= reach.low_km:
        return []
    lon, lat = [one.x for one in spots], [one.y for one in spots]
    return list(geodesy.draw_rings(lon, lat, reach.high_km * 1000))


def list_figures(catalog: Catalog, view: View, figures: Figures) -> list[str]:
    """Return the sentences of a view's figures, that of a ring with its assumption.

    Parameters
    ----------
    catalog : Catalog
    view : View
    figures : Figures
        What the view computes.
    """
    said = []
    if figures.refused:
        said.append(figures.refused[view.lang])
    if figures.coverage:
        said.append(describe_coverage(figures.coverage, view.units)[view.lang])
        said.append(catalog.words(view.lang).text("note.otherforces"))
    if figures.measure:
        said.append(describe_distance(figures.measure, view.units)[view.lang])
    return said
