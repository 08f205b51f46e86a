"""A figure as its page and its JSON have it: definition, method, day, version, citation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from geoposture.articles.corrections import describe_corrections
from geoposture.articles.published import list_articles
from geoposture.catalog import Catalog, Layer
from geoposture.language.citations import Cited, cite_dated, cite_figure, cite_source
from geoposture.language.sentences import describe_basis, percent, round_outward
from geoposture.language.words import Words, number
from geoposture.model import Question, Spot
from geoposture.views.days import describe_days, find_day
from geoposture.views.places import say_dispute
from geoposture.views.questions import (
    Answered,
    answer_question,
    find_corrections,
    group_questions,
    list_asked,
)
from geoposture.views.story import cite_article
from geoposture.views.toponyms import name_reference, translate_text

SHARES = frozenset({"coverage"})
"""Kinds whose figure is a share; of the others but a count it is in kilometres."""
DECIMALS = {"km": 3, "share": 6}


def describe_figure(
    catalog: Catalog, answered: Answered, words: Words, base_url: str
) -> dict[str, Any]:
    """Return what the page of a figure says, in the reader's language.

    Parameters
    ----------
    catalog : Catalog
    answered : Answered
    words : Words
    base_url : str
        Public address of the service, no slash at its end.
    """
    question, lang = answered.question, words.lang
    other = catalog.other_language(lang)
    day = find_day(catalog)
    return {
        "kind": question.kind,
        "figure": answered.figure[lang],
        "interval": say_interval(answered, words),
        "sentence": answered.brief[lang],
        "other_sentence": answered.brief[other] if other else None,
        "assumed": _list_assumed(answered, words),
        "ends": [describe_end(catalog, one, words) for one in list_spots(answered)],
        "counted": _say_counted(catalog, question, words),
        "others": [one.text[lang] for one in answered.others],
        "others_title": words.text(f"figure.otherwise{'.length' * (question.kind == 'length')}"),
        "method": list_method(question, words),
        "data": words.text("figure.data", version=catalog.version,
                           date=words.date(day) if day else words.text("figure.no_day")),
        "asked": _list_asked(catalog, question, words),
        "corrections": describe_corrections(find_corrections(catalog, question), words),
        "citations": cite_figure(write_cited(catalog, answered, base_url), lang),
        "command": find_command(answered),
        "warnings": _list_warnings(answered, words),
    }  # fmt: skip


def write_figure(catalog: Catalog, answered: Answered, base_url: str) -> dict[str, Any]:
    """Return a figure as JSON has it.

    Parameters
    ----------
    catalog : Catalog
    answered : Answered
    base_url : str
        Public address of the service, no slash at its end.
    """
    question = answered.question
    cited = write_cited(catalog, answered, base_url)
    first = catalog.words(catalog.languages[0])
    return {
        **summarise_figure(answered),
        "figure": dict(answered.figure),
        "sentence": dict(answered.sentence),
        **write_value(answered),
        "from": question.start,
        "to": question.end,
        "origins": question.origins,
        "target": question.target,
        "radius_km": question.radius_km,
        "system": question.system,
        "others": [
            {"id": one.id, "value": None if one.value is None else round(one.value, 3),
             "text": dict(one.text)}
            for one in answered.others
        ],
        "method": list_method(question, first),
        "why": dict(question.why),
        "asked_by": question.asked_by,
        "reviewed": question.reviewed,
        "corrections": [one.id for one in find_corrections(catalog, question)],
        "version": catalog.version,
        "day": find_day(catalog),
        "address": cited.address,
        "pinned": cited.pinned,
        "command": cited.command,
        "citation": cite_figure(cited, first.lang),
    }  # fmt: skip


def print_figure(catalog: Catalog, answered: Answered, lang: str) -> list[dict[str, Any]]:
    """Return a figure as rows of name and value, for a table in a terminal.

    Parameters
    ----------
    catalog : Catalog
    answered : Answered
    lang : str
        Of its words.
    """
    cited = write_cited(catalog, answered, "")
    rows: dict[str, Any] = {
        "question": answered.title[lang],
        "figure": answered.figure[lang],
        "sentence": answered.sentence[lang],
        **write_value(answered),
        **{f"otherwise_{one.id}": one.text[lang] for one in answered.others},
        "version": catalog.version,
        "citation": cite_figure(cited, lang)["text"],
    }
    return [{"name": name, "value": value} for name, value in rows.items() if value is not None]


def summarise_figure(answered: Answered) -> dict[str, Any]:
    """Return what the list of figures says of one: id, kind, title in each language.

    Parameters
    ----------
    answered : Answered
    """
    question = answered.question
    return {"id": question.id, "kind": question.kind, "title": dict(answered.title)}


def list_groups(
    catalog: Catalog, words: Words, place: str | None = None
) -> list[tuple[str, str, list[Answered]]]:
    """Return the figures by the place that each names first: reference, name, figures.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    place : str, optional
        A reference: all figures about that place, whichever they name first.
    """
    groups = group_questions(catalog) if place is None else {place: list_asked(catalog, place)}
    return [
        (ref, name_reference(catalog, ref, words.lang),
         [answer_question(catalog, one) for one in asked])
        for ref, asked in groups.items()
    ]  # fmt: skip


def write_value(answered: Answered) -> dict[str, Any]:
    """Return the figure and its interval in numbers, named by what they are.

    Parameters
    ----------
    answered : Answered
    """
    low, high, value = answered.low, answered.high, answered.value
    match answered.question.kind:
        case "coverage":
            return {"share": _round(value, "share"), "share_low": _round(low, "share"),
                    "share_high": _round(high, "share")}  # fmt: skip
        case "count":
            return {"count": int(value), "low": None, "high": None}
        case "thresholds" if answered.coverage:
            return {"touch_km": _round(value, "km"), "low_km": _round(low, "km"),
                    "high_km": _round(high, "km"),
                    "cover_km": _round(answered.coverage.cover_km, "km")}  # fmt: skip
        case "length":
            return {"low_km": _round(low, "km"), "high_km": _round(high, "km")}
    return {"distance_km": _round(value, "km"), "low_km": _round(low, "km"),
            "high_km": _round(high, "km")}  # fmt: skip


def say_interval(answered: Answered, words: Words) -> str:
    """Return the interval of a figure in words, nothing where it has none.

    Parameters
    ----------
    answered : Answered
    words : Words
    """
    low, high, kind = answered.low, answered.high, answered.question.kind
    if low is None or high is None or kind == "length":
        return ""
    if kind in SHARES:
        low_text, high_text = percent(low, words), percent(high, words)
        key = "figure.interval.system" if _disagree(answered) else "figure.interval.share"
        return "" if low_text == high_text else words.text(key, low=low_text, high=high_text)
    if low == high:
        return ""
    if kind == "thresholds" or (answered.measure and answered.measure.target.area):
        ends = round_outward(low, high)
        return words.text(f"figure.interval.{kind}", low=number(ends[0]), high=number(ends[1]))
    # Rounded outward: what the positions allow is never told narrower than it is.
    decimals, part = (1, 10) if high < 100 else (0, 1)  # noqa: PLR2004
    return words.text(f"figure.interval.{kind}",
                      low=number(math.floor(low * part) / part, decimals),
                      high=number(math.ceil(high * part) / part, decimals))  # fmt: skip


def _disagree(answered: Answered) -> bool:
    """Tell whether the interval is that of sources which print different ranges."""
    reach = answered.coverage.reach if answered.coverage else None
    return bool(reach and reach.system and reach.low_km < reach.high_km)


def list_spots(answered: Answered) -> list[Spot]:
    """Return what an answer is measured between, in the order of its question.

    Parameters
    ----------
    answered : Answered
    """
    if answered.measure:
        return [answered.measure.origin, answered.measure.target]
    if answered.coverage:
        return [*answered.coverage.origins, answered.coverage.target]
    return []


def describe_end(catalog: Catalog, spot: Spot, words: Words) -> dict[str, Any]:
    """Return what an end stands for: its name, what of it is measured, its sources.

    Parameters
    ----------
    catalog : Catalog
    spot : Spot
    words : Words
    """
    layer, feature_id = catalog.locate(spot.ref)
    return {
        "ref": spot.ref if layer else None,
        "path": find_path(layer, feature_id) if layer else None,
        "name": spot.name[words.lang],
        "text": _say_measured(catalog, spot, words),
        "dispute": say_dispute(layer.feature(feature_id), words) if layer and feature_id else [],
        "sources": [
            {"id": id_, "text": cite_dated(catalog.sources[id_], words)}
            for id_ in _list_sources(layer, feature_id)
            if id_ in catalog.sources
        ],
    }


def find_path(layer: Layer, feature_id: str) -> str:
    """Return the path of the page of a feature; of a layer of one feature, that one's.

    Parameters
    ----------
    layer : Layer
    feature_id : str
        Empty for the layer.
    """
    if not feature_id and len(layer.features) == 1:
        feature_id = layer.features[0]["id"]
    path = f"/collections/{layer.id}"
    return f"{path}/items/{feature_id}" if feature_id else path


def _say_measured(catalog: Catalog, spot: Spot, words: Words) -> str:
    km = f"{spot.uncertainty_km:g}"
    if spot.coast:
        return words.text("figure.end.coast", km=km)
    if spot.geometry.geom_type == "Point":
        return words.text("figure.end.point", km=km)
    layer, feature_id = catalog.locate(spot.ref)
    definition = _read_one(layer, feature_id).get("definition") if layer else None
    if definition:
        text, _ = translate_text(catalog, str(definition), words)
        return words.text("figure.end.defined", definition=text, km=km)
    return words.text("figure.end.area", km=km)


def _read_one(layer: Layer, feature_id: str) -> Mapping[str, Any]:
    """Return the properties of a feature, or of the only one of a layer."""
    if feature_id:
        found: Mapping[str, Any] = layer.feature(feature_id)["properties"]
        return found
    return layer.features[0]["properties"] if len(layer.features) == 1 else {}


def _list_sources(layer: Layer | None, feature_id: str) -> Sequence[str]:
    if layer is None:
        return ()
    own = _read_one(layer, feature_id).get("sources")
    return own if isinstance(own, list) else layer.info.sources


def list_method(question: Question, words: Words) -> list[str]:
    """Return how a figure was worked out, in two lines.

    Parameters
    ----------
    question : Question
    words : Words
    """
    return [words.text(f"figure.method.{question.kind}.{no}") for no in (1, 2)]


def _say_counted(catalog: Catalog, question: Question, words: Words) -> str:
    """Return what a count counts, and who counted."""
    official = catalog.theatre.lead
    if question.kind != "count" or official is None:
        return ""
    source = cite_source(catalog.sources.get(official.counted_by, {}), words)
    day = describe_days(catalog, words)["list_date"]
    return words.own("lead.source", source, source=source, list_date=day)


def _list_asked(catalog: Catalog, question: Question, words: Words) -> list[str]:
    """Return why a question is asked, by whom, and when it was last read; none that has no id."""
    if not question.id:
        return [words.text("figure.asked_now")]
    articles = {one["id"]: one for one in list_articles(catalog)}
    asked_by = question.asked_by or ""
    if asked_by in articles:
        name = words.text("figure.article", title=articles[asked_by]["title"] or asked_by,
                          about=cite_article(articles[asked_by], words))  # fmt: skip
    elif asked_by in catalog.sources:
        name = cite_source(catalog.sources[asked_by], words)
    else:
        name = ""
    why = question.why.get(words.lang, "")
    told = [why, words.text("figure.asked_by", name=name)] if name else [
        words.text("figure.asked_here", why=why)]  # fmt: skip
    if question.reviewed:
        told.append(words.text("figure.reviewed", date=words.date(question.reviewed)))
    return [one for one in told if one]


def _list_assumed(answered: Answered, words: Words) -> list[str]:
    """Return what a ring assumes, and which places stand for a layer."""
    coverage = answered.coverage
    if coverage is None or answered.question.kind == "thresholds":
        return []
    notes = [one[words.lang] for one in coverage.notes]
    return [*notes, describe_basis(coverage)[words.lang]]


def _list_warnings(answered: Answered, words: Words) -> list[str]:
    """Return what has to stand beside a ring."""
    return [words.text("note.otherforces")] if answered.coverage else []


def write_cited(catalog: Catalog, answered: Answered, base_url: str) -> Cited:
    """Return what a citation of a figure names.

    Parameters
    ----------
    catalog : Catalog
    answered : Answered
    base_url : str
        Public address of the service, no slash at its end.
    """
    question, command = answered.question, find_command(answered)
    path = f"/figures/{question.id}" if question.id else f"/{write_asked(question)}"
    if not base_url:
        # Without a service the command is where the figure is.
        path, pinned = command, None
    else:
        pinned = f"{base_url}/v/{catalog.version}{path}" if question.id else None
    return Cited(
        id=question.id,
        title=answered.title,
        sentence=answered.brief,
        address=f"{base_url}{path}",
        pinned=pinned,
        version=catalog.version,
        day=find_day(catalog),
        command=command,
    )


def write_asked(question: Question) -> str:
    """Return the address, without the first slash, at which a question is answered as a page.

    Parameters
    ----------
    question : Question
        Of a distance or a coverage.
    """
    named = {"from": question.start, "to": question.end, "origins": question.origins,
             "target": question.target, "system": question.system, "where": question.where,
             "radius_km": f"{question.radius_km:g}" if question.radius_km else None,
             "whatif": "1" if question.whatif else None, "f": "html"}  # fmt: skip
    path = "distance" if question.kind == "distance" else "coverage"
    given = {name: value for name, value in named.items() if value}
    return f"{path}?{urlencode(given, safe=',:|/')}"


def find_command(answered: Answered) -> str:
    """Return the command that prints a figure.

    Parameters
    ----------
    answered : Answered
    """
    if answered.question.id:
        return f"geoposture figures {answered.question.id}"
    inputs = answered.measure or answered.coverage
    return inputs.inputs.command if inputs else ""


def _round(value: float | None, unit: str) -> float | None:
    return None if value is None else round(value, DECIMALS[unit])
