"""Questions with an address, answered: the figure, its sentence, its other definitions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from geoposture import analysis
from geoposture.articles.published import list_points
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.catalog.references import point_spot, resolve_one, split_references
from geoposture.catalog.theatre import Definition
from geoposture.errors import BadRequest, UnknownFigure
from geoposture.language import sentences
from geoposture.language.words import LANGUAGES, number
from geoposture.model import Correction, Coverage, Measure, Question, Text, View
from geoposture.views import lead, story
from geoposture.views.toponyms import name_reference

DIFFERS = 0.1
"""How far another definition has to lead for its figure to stand beside: a tenth."""
ANY_KM = 1.0
"""A radius where none is asked for: thresholds do not depend on it."""
STEP_KM = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The figure of a question under another definition.

    Attributes
    ----------
    id : str
        A reference, or the id of a definition.
    value : float or None
        In the unit of the question: kilometres, or how many.
    text : mapping of str to str
        It in a sentence.
    """

    id: str
    value: float | None
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer.

    Attributes
    ----------
    title : mapping of str to str
        The question as a headline.
    figure, brief, sentence : mapping of str to str
        The answer as a figure with its unit, in one sentence, and with all that it assumes.
    value, low, high : float or None
        Kilometres, a share from 0 to 1, or how many; the interval where there is one.
    view : View
        What shows it on a map.
    others : tuple of Other
        Under other definitions, where they lead to another figure.
    """

    question: Question
    title: Text
    figure: Text
    brief: Text
    sentence: Text
    value: float
    low: float | None
    high: float | None
    view: View
    measure: Measure | None = None
    coverage: Coverage | None = None
    others: tuple[Other, ...] = ()


def find_question(catalog: Catalog, id_: str) -> Question:
    """Return a question of the catalogue by its id.

    Parameters
    ----------
    catalog : Catalog
    id_ : str

    Raises
    ------
    UnknownFigure
        If there is none of it.
    """
    found = next((one for one in catalog.questions if one.id == id_), None)
    if found is None:
        raise UnknownFigure(f"no figure “{id_[:80]}”; /figures lists those there are")
    return found


def answer_question(
    catalog: Catalog, question: Question, units: str = "km", base_url: str = ""
) -> Answered:
    """Return the answer to a question.

    Parameters
    ----------
    catalog : Catalog
    question : Question
        One of the catalogue's, or one that somebody asks now.
    units : str
        Of the reader: ``km``, ``mi`` or ``nmi``.
    base_url : str
        With it the inputs name an address; none by default.

    Raises
    ------
    BadRequest
        If it cannot be answered; the message says why.
    """
    # What anybody asks is not kept: rings of many places are megabytes.
    answer = _answer_kept if question.id else _answer
    return answer(catalog, question, units, base_url)


def _answer(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    return ANSWERS[question.kind](catalog, question, units, base_url)


_answer_kept = keep(128)(_answer)


def list_asked(catalog: Catalog, reference: str) -> list[Question]:
    """Return the questions that name a feature, in their order.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``; a layer of one feature is that feature.
    """
    layer_id, _, feature_id = reference.partition("/")
    layer = catalog.layers.get(layer_id)
    alone = layer is not None and bool(feature_id) and len(layer.features) == 1
    wanted = {reference, layer_id} if alone else {reference}
    return [one for one in catalog.questions if wanted & {*one.refs, *one.others}]


def list_figured(catalog: Catalog) -> list[str]:
    """Return the places, areas and layers that questions name, in order.

    Parameters
    ----------
    catalog : Catalog
    """
    named = {ref for one in catalog.questions for ref in (*one.refs, *one.others)}
    return sorted(ref for ref in named if ref.partition("/")[0] in catalog.layers)


def group_questions(catalog: Catalog) -> dict[str, list[Question]]:
    """Return the questions by the place that each names first, in their order.

    Parameters
    ----------
    catalog : Catalog
    """
    groups: dict[str, list[Question]] = {}
    for one in catalog.questions:
        groups.setdefault(one.refs[0], []).append(one)
    return groups


def find_corrections(catalog: Catalog, question: Question) -> list[Correction]:
    """Return the corrections that touched the figure of a question, the newest first.

    Each says so itself: what is corrected of a place moves few of the figures that it is part of.

    Parameters
    ----------
    catalog : Catalog
    question : Question
    """
    found = [one for one in catalog.corrections if question.id in one.questions]
    return sorted(found, key=lambda one: (one.date, one.id), reverse=True)


def _answer_distance(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    measure = _measure(catalog, question.start, question.end, base_url)
    own = dict(_find_own(catalog, question))
    return Answered(
        question=question,
        title=sentences.ask_distance(measure) | own,
        figure=sentences.label_distance(measure, units),
        brief=sentences.describe_distance(measure, units),
        sentence=sentences.describe_distance(measure, units),
        value=measure.distance_km,
        low=measure.low_km,
        high=measure.high_km,
        view=View(tool="distance", start=question.start, end=question.end, units=units),
        measure=measure,
        others=tuple(_measure_others(catalog, question, measure.distance_km, units)),
    )


def _measure_others(
    catalog: Catalog, question: Question, value: float, units: str
) -> Iterator[Other]:
    """Yield the distances to other ends, where they differ."""
    for one in question.others:
        measure = _measure(catalog, question.start, one, "")
        if _differs(measure.distance_km, value):
            text = sentences.describe_distance(measure, units)
            yield Other(id=one, value=measure.distance_km, text=text)


def _measure(catalog: Catalog, start: str | None, end: str | None, base_url: str) -> Measure:
    return analysis.measure_distance(
        catalog,
        resolve_one(catalog, start or "", parameter="from"),
        resolve_one(catalog, end or "", parameter="to"),
        base_url=base_url,
    )


def _answer_coverage(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    coverage = _cover(catalog, question, base_url)
    view = View(
        tool="coverage", origins=question.origins, target=question.target, units=units,
        radius_km=question.radius_km, system=question.system, where=question.where,
    )  # fmt: skip
    return Answered(
        question=question,
        title=sentences.ask_coverage(coverage, units=units) | dict(_find_own(catalog, question)),
        figure=sentences.label_share(coverage),
        brief=_add_doubt(catalog, coverage, sentences.describe_share(coverage, units)),
        sentence=sentences.describe_coverage(coverage, units),
        value=coverage.share,
        low=coverage.share_low,
        high=coverage.share_high,
        view=view,
        coverage=coverage,
    )


def _add_doubt(catalog: Catalog, coverage: Coverage, sentence: Text) -> Text:
    """Return the sentence of a coverage; of a what-if it says that it is one."""
    if not coverage.reach.whatif:
        return sentence
    return {
        lang: catalog.words(lang).text("figure.whatif", sentence=text)
        for lang, text in sentence.items()
    }


def _answer_thresholds(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    """Return from where circles reach and hold a target; it is computed with any radius."""
    coverage = _cover(catalog, replace(question, radius_km=ANY_KM), base_url)
    unsure = coverage.uncertainty_km
    sentence = sentences.describe_thresholds(coverage, units)
    # On a map the circle holds all of it: rounded up.
    radius = max(ANY_KM, math.ceil(coverage.cover_km / STEP_KM) * STEP_KM)
    view = View(tool="coverage", origins=question.origins, target=question.target,
                radius_km=radius, units=units)  # fmt: skip
    title = sentences.ask_coverage(coverage, "thresholds", units)
    return Answered(
        question=question,
        title=title | dict(_find_own(catalog, question)),
        figure=sentences.label_thresholds(coverage, units),
        brief=sentence,
        sentence=sentence,
        value=coverage.touch_km,
        low=max(0.0, coverage.touch_km - unsure),
        high=coverage.touch_km + unsure,
        view=view,
        coverage=coverage,
    )


def _cover(catalog: Catalog, question: Question, base_url: str) -> Coverage:
    references = split_references(question.origins or "", parameter="origins")
    spots = analysis.select_origins(catalog, references, where=question.where)
    reach = analysis.make_reach(
        catalog, references, spots, radius_km=question.radius_km, system=question.system,
        whatif=question.whatif,
    )  # fmt: skip
    return analysis.compute_coverage(
        catalog, spots, resolve_one(catalog, question.target or "", parameter="target"), reach,
        references=references, where=question.where, base_url=base_url,
    )  # fmt: skip


def _answer_length(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    """Return a length as the span of its definitions, each of which stands beside it."""
    del base_url
    known = {one.id: one for one in catalog.theatre.definitions}
    chosen = [known[one] for one in question.others if one in known]
    if not chosen:
        raise BadRequest(f"{question.id}: none of its definitions is known", parameter="others")
    others = tuple(_measure_definition(catalog, one, units) for one in chosen)
    values = [one.value for one in others if one.value is not None]
    name = _name(catalog, question.target)
    sentence = sentences.describe_span(name, min(values), max(values), len(values), units)
    return Answered(
        question=question,
        title=_name_title(catalog, question, "length"),
        figure=sentences.label_span(min(values), max(values), units),
        brief=sentence,
        sentence=sentence,
        value=values[0],
        low=min(values),
        high=max(values),
        view=_find_story(catalog, question),
        others=others,
    )


def _measure_definition(catalog: Catalog, one: Definition, units: str) -> Other:
    start, end = (point_spot(*at, parameter=one.id) for at in (one.start, one.end))
    km = analysis.measure_distance(catalog, start, end).distance_km
    label = sentences.label_length(km, units)
    text = {
        lang: catalog.words(lang).text(
            "figure.defined", name=catalog.words(lang).own(f"definition.{one.id}", one.name),
            length=label[lang],
        )
        for lang in LANGUAGES
    }  # fmt: skip
    return Other(id=one.id, value=km, text=text)


def _find_story(catalog: Catalog, question: Question) -> View:
    """Return the point of the article that asks, where its definitions are drawn."""
    for no in list_points(catalog, question.asked_by):
        view = View(tool="story", article=question.asked_by, claim=no)
        if {one.id for one in story.find_fan(catalog, view)} & {*question.others}:
            return view
    return View()


def _answer_count(catalog: Catalog, question: Question, units: str, base_url: str) -> Answered:
    """Return the official count that the theatre opens with."""
    del units, base_url
    told = {lang: lead.describe_lead(catalog, catalog.words(lang)) for lang in LANGUAGES}
    official = catalog.theatre.lead
    first = told[catalog.languages[0]]
    if official is None or first is None:
        raise BadRequest(f"{question.id}: the theatre has no official count", parameter="kind")
    figures = lead.count_figures(catalog, official)
    count = figures["n"]
    texts = {lang: one or first for lang, one in told.items()}
    others = tuple(
        Other(
            id=one.id or str(at), value=one.figure,
            text={lang: text["otherwise"][at] for lang, text in texts.items()},
        )
        for at, one in enumerate(official.alternatives)
        if all(at < len(text["otherwise"]) for text in texts.values())
    )  # fmt: skip
    sentence = {lang: str(one["sentence"]) for lang, one in texts.items()}
    return Answered(
        question=question,
        title=_name_title(catalog, question, "count"),
        figure=dict.fromkeys(LANGUAGES, number(count)),
        brief=sentence,
        sentence=sentence,
        value=count,
        low=None,
        high=None,
        view=View(),
        others=others,
    )


def _name_title(catalog: Catalog, question: Question, kind: str) -> dict[str, str]:
    name = _name(catalog, question.target)
    general = {
        lang: catalog.words(lang).text(f"question.{kind}", name=name[lang]) for lang in LANGUAGES
    }
    return general | dict(_find_own(catalog, question))


def _find_own(catalog: Catalog, question: Question) -> Iterator[tuple[str, str]]:
    """Yield the words that the theatre has for a question, by language."""
    for lang in LANGUAGES:
        own = catalog.words(lang).maybe(f"question.{question.id}") if question.id else None
        if own:
            yield lang, own


def _name(catalog: Catalog, reference: str | None) -> dict[str, str]:
    return {lang: name_reference(catalog, reference or "", lang) for lang in LANGUAGES}


def _differs(value: float, other: float) -> bool:
    return abs(value - other) > DIFFERS * max(abs(other), 1e-9)


ANSWERS: Mapping[str, Callable[[Catalog, Question, str, str], Answered]] = {
    "distance": _answer_distance,
    "thresholds": _answer_thresholds,
    "coverage": _answer_coverage,
    "length": _answer_length,
    "count": _answer_count,
}
