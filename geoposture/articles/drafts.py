"""A reading → draft annotations: GeoJSON Features that a person reviews.

The collection holds no sentence of the article: short surfaces, offsets and hashes alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from geoposture import geodesy
from geoposture.articles.checks import Check, check_reading, plain_number
from geoposture.articles.findings import Mention
from geoposture.articles.fingerprints import take_fingerprint
from geoposture.articles.gazetteer import BASE, SEA_KINDS
from geoposture.articles.quantities import METRES, SQUARE_METRES, Quantity
from geoposture.articles.reading import Reading
from geoposture.articles.text import Text
from geoposture.catalog import Catalog, package_version
from geoposture.errors import BadData, GeopostureError

SCHEMA = "geoposture/annotation/1"
LONGEST_SURFACE = 60
MOST_WORDS = 6
WORD = re.compile(r"\w+")
MEASURES: Mapping[str, str] = {
    **dict.fromkeys(METRES, "a length or distance"),
    **dict.fromkeys(SQUARE_METRES, "an area"),
    "person": "people",
    "ratio": "a ratio",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is said about an article: a citation, never its text.

    Attributes
    ----------
    published : str or None
        A day or month, ISO 8601.
    credit : str or None
        Whom the text credits, who need not be the publisher.
    """

    id: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    credit: str | None = None
    url: str | None = None


def cited_article(collection: Mapping[str, Any]) -> Article:
    """Return what a draft says about its article.

    Parameters
    ----------
    collection : mapping
        A draft, or what was reviewed of it.
    """
    given = {"id": "article", **(collection.get("article") or {})}
    return Article(**{name: given.get(name) for name in Article.__slots__})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span and what it could be linked to, before it becomes an annotation.

    Attributes
    ----------
    start, end : int
        Code points in the text.
    link : str
        ``explicit`` or ``implied``.
    rule : str or None
        The rule that proposes it; None for a name.
    alternatives : tuple of str
        References of what else it could be.
    """

    start: int
    end: int
    category: str
    feature: str | None = None
    surface: str | None = None
    link: str = "explicit"
    method: str | None = "name"
    rule: str | None = None
    extractor: str = "gazetteer/longest-name"
    alternatives: tuple[str, ...] = ()
    reason_en: str | None = None
    reason_ja: str | None = None
    quantity: Quantity | None = None
    measures: str | None = None
    check: Check | None = None


def make_draft(reading: Reading, article: Article, catalog: Catalog) -> dict[str, Any]:
    """Return the draft collection of an article.

    Parameters
    ----------
    reading : Reading
        What was found in the text.
    article : Article
        How it is cited.
    catalog : Catalog
    """
    checks, text = check_reading(reading, catalog), reading.text
    features = [
        make_feature(one, text, article, catalog, _find_day(reading, one.start))
        for one in list_candidates(reading, checks)
    ]
    return {
        "type": "FeatureCollection",
        "article": asdict(article) | asdict(take_fingerprint(text.value)),
        "units": [asdict(one) for one in text.units],
        "problems": [asdict(one) for one in text.problems],
        "unresolved": [asdict(one) for one in reading.unresolved],
        "checks": [{"start": one.start, "end": one.end} | one.as_dict() for one in checks],
        "undrawn": [one["id"] for one in features if one["geometry"] is None],
        "features": features,
    }


def list_candidates(reading: Reading, checks: Sequence[Check]) -> list[Candidate]:
    """Return everything in a text that a person may want to keep, in its order.

    Parameters
    ----------
    reading : Reading
        What was found in the text.
    checks : sequence of Check
        Of its quantities.
    """
    found = [
        *_list_mentions(reading),
        *_list_implied(reading, checks),
        *_list_quantities(reading, checks),
        *_list_units(reading),
    ]
    unique = {(one.start, one.end, one.feature): one for one in found}
    return sorted(unique.values(), key=lambda one: (one.start, one.end, one.feature or ""))


def make_feature(
    one: Candidate,
    text: Text,
    article: Article,
    catalog: Catalog,
    day: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Return a candidate as a draft annotation.

    Parameters
    ----------
    one : Candidate
        What a person may want to keep.
    text : Text
        The text it was found in.
    article : Article
        How it is cited.
    catalog : Catalog
    day : tuple of str, optional
        The day of what is told, and how it is known.
    """
    quantity, check = one.quantity, one.check
    source = cite(text, article, one.start, one.end)
    properties = {
        "schema": SCHEMA,
        "article": article.id,
        "claim_no": None,
        "status": "draft",
        "link": one.link,
        "category": one.category,
        "surface": one.surface if one.surface and is_short(one.surface) else None,
        "topics": ["other"],
        "claim_en": None,
        "claim_ja": None,
        "claim_by": None,
        "event_date": day[0] if day else None,
        "event_date_basis": day[1] if day else None,
        "feature": one.feature,
        "alternatives": list_others(one.alternatives, one.feature),
        "method": one.method,
        "rule": one.rule,
        "reason_en": one.reason_en,
        "reason_ja": one.reason_ja,
        "verdict": check.verdict if check else None,
        "claimed_value": plain_number(quantity.value) if quantity else None,
        "claimed_unit": quantity.unit if quantity else None,
        "published": article.published,
        "quantity": describe_quantity(quantity, one.measures) if quantity else None,
        "check": check.as_dict() if check else None,
        "source": source,
        "extractor": {"name": "geoposture", "version": package_version(), "rule": one.extractor},
        "review": None,
    }
    return {
        "type": "Feature",
        "id": make_id(article.id, source["sha256"], one.start, one.end, one.feature),
        "geometry": locate(one.feature, catalog),
        "properties": properties,
    }


def make_id(article: str, sha256: str, start: int, end: int, feature: str | None) -> str:
    """Return the id of an annotation: stable from run to run.

    Parameters
    ----------
    article : str
        Its id.
    sha256 : str
        Of the text.
    start, end : int
        Code points in the text.
    feature : str or None
        Reference of what is linked, None where nothing is.
    """
    digest = hashlib.sha256(f"{sha256}:{start}:{end}:{feature}".encode()).hexdigest()
    return f"{article}.{digest[:12]}"


def locate(feature: str | None, catalog: Catalog) -> dict[str, Any] | None:
    """Return the label point of what is referenced; None for whole layers and countries.

    Parameters
    ----------
    feature : str or None
        A reference; None has no place.
    catalog : Catalog
    """
    layer_id, _, feature_id = (feature or "").partition("/")
    layer = catalog.layers.get(layer_id)
    if layer is None or feature_id not in layer.index:
        return None
    geometry = layer.geometries[layer.index[feature_id]]
    if geometry is None:
        return None
    lon, lat = geodesy.label_point(geometry)
    return {"type": "Point", "coordinates": [round(lon, 4), round(lat, 4)]}


def cite(text: Text, article: Article, start: int, end: int) -> dict[str, Any]:
    """Return the member ``source`` of an annotation: offsets and hashes, no quotation.

    Parameters
    ----------
    text : Text
        The text that is cited.
    article : Article
        How it is cited.
    start, end : int
        Code points in the text.
    """
    return {
        "title": article.title,
        "publisher": article.publisher,
        "credit": article.credit,
        "published": article.published,
        "url": article.url,
        **asdict(take_fingerprint(text.value)),
        "start": start,
        "end": end,
        "offset_unit": "codepoint",
        "sentence": text.unit_at(start).number,
        "context_sha256": text.context_sha256(start, end),
    }


def check_reference(reference: str, catalog: Catalog, name: str = "feature") -> None:
    """Refuse a reference to what is not there.

    Parameters
    ----------
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``.
    catalog : Catalog
    name : str
        The field that holds it.

    Raises
    ------
    BadData
        If there is no such layer or feature.
    """
    layer_id, _, feature_id = reference.partition("/")
    try:
        layer = catalog.layer(layer_id, parameter=name)
        if feature_id:
            layer.feature(feature_id, parameter=name)
    except GeopostureError as error:
        raise BadData(f"{name} “{reference[:60]}”: {error.message}") from error


def list_others(references: Iterable[str | None], feature: str | None) -> list[str]:
    """Return what else a link could be to: each once, and never what it is to.

    Parameters
    ----------
    references : iterable of str or None
        Candidates, in their order.
    feature : str or None
        What is linked.
    """
    return [one for one in dict.fromkeys(references) if one and one != feature]


def describe_quantity(quantity: Quantity, measures: str | None = None) -> dict[str, Any]:
    """Return the member ``quantity`` of an annotation; a rule may say what is measured.

    Parameters
    ----------
    quantity : Quantity
        A number with its unit.
    measures : str, optional
        What is measured, where a rule says so; None says it by the unit.
    """
    plain = MEASURES.get(quantity.unit, f"number of {quantity.unit}")
    found: dict[str, Any] = {
        "value": plain_number(quantity.value),
        "unit": quantity.unit,
        "measures": measures or plain,
        "approximate": quantity.approximate,
    }
    if quantity.si:
        found |= {"value_si": round(quantity.si[0], 3), "unit_si": quantity.si[1]}
    return found


def is_short(surface: str) -> bool:
    """Tell whether words may be quoted: at most 60 characters and six words, “U.S.” as two.

    Parameters
    ----------
    surface : str
        Words of an article, as they stand there.
    """
    return len(surface) <= LONGEST_SURFACE and len(WORD.findall(surface)) <= MOST_WORDS


def _list_mentions(reading: Reading) -> Iterator[Candidate]:
    for one in (*reading.mentions, *reading.demonyms):
        demonym = one.kind == "demonym"
        yield Candidate(
            start=one.start, end=one.end, category=_categorise(one), feature=one.feature,
            surface=one.surface, method="alias" if demonym else "name",
            extractor="gazetteer/demonym" if demonym else "gazetteer/longest-name",
            alternatives=one.alternatives,
        )  # fmt: skip
    for one in reading.systems:
        yield Candidate(start=one.start, end=one.end, category="system", surface=one.surface,
                        method=None, extractor="systems/name")  # fmt: skip


def _list_implied(reading: Reading, checks: Sequence[Check]) -> Iterator[Candidate]:
    quantities = {one.start: one for one in reading.quantities}
    for one in reading.implied:
        quantity = quantities.get(one.core_start) if one.category == "quantity" else None
        yield Candidate(
            start=one.core_start, end=one.core_end, category=one.category, feature=one.feature,
            surface=reading.text.value[one.core_start : one.core_end], link="implied",
            method="rule", rule=one.rule, extractor=f"rules/{one.rule}",
            alternatives=one.alternatives, reason_en=one.reason_en, reason_ja=one.reason_ja,
            quantity=quantity, measures=one.measures, check=_find_check(checks, quantity),
        )  # fmt: skip
    for problem in reading.text.problems:
        if problem.kind == "missing words":
            yield Candidate(
                start=problem.start, end=problem.end, category="place", link="implied",
                method="editor", rule="other-source", extractor="text/missing-words",
            )  # fmt: skip


def _list_quantities(reading: Reading, checks: Sequence[Check]) -> Iterator[Candidate]:
    linked = {one.core_start for one in reading.implied if one.category == "quantity"}
    for one in reading.quantities:
        if one.start not in linked:
            yield Candidate(
                start=one.start, end=one.end, category="quantity", surface=one.surface,
                method=None, extractor="quantity/number-unit", quantity=one,
                check=_find_check(checks, one),
            )  # fmt: skip


def _list_units(reading: Reading) -> Iterator[Candidate]:
    """Return each unit as a whole, for claims that have no place."""
    for unit in reading.text.units:
        if unit.role in ("headline", "body"):
            yield Candidate(start=unit.start, end=unit.end, category="organisation",
                            method=None, extractor="text/unit")  # fmt: skip


def _find_check(checks: Sequence[Check], quantity: Quantity | None) -> Check | None:
    if quantity is None:
        return None
    return next((one for one in checks if one.start == quantity.start
                 and one.end == quantity.end), None)  # fmt: skip


def _find_day(reading: Reading, position: int) -> tuple[str, str] | None:
    """Return the only day that a unit names, and how it is known."""
    unit = reading.text.unit_at(position)
    days = {one.day: one for one in reading.days if unit.start <= one.start < unit.end}
    if len(days) != 1:
        return None
    day, mention = days.popitem()
    return day.isoformat(), "stated" if mention.stated else "inferred"


def _categorise(mention: Mention) -> str:
    if mention.kind == BASE:
        return "base"
    if mention.kind in SEA_KINDS:
        return "sea_area"
    return "place"


def relink(
    feature: Mapping[str, Any], reference: str | None, article: str, catalog: Catalog
) -> dict[str, Any]:
    """Return an annotation linked to another feature, with the id that follows from it.

    Parameters
    ----------
    feature : mapping
        An annotation.
    reference : str or None
        What it is linked to now, None for nothing.
    article : str
        The id of its article.
    catalog : Catalog
    """
    properties = dict(feature["properties"])
    source = properties["source"]
    properties["feature"] = reference
    properties["alternatives"] = list_others(properties["alternatives"], reference)
    return {
        **feature,
        "id": make_id(article, source["sha256"], source["start"], source["end"], reference),
        "geometry": locate(reference, catalog),
        "properties": properties,
    }


def rename(article: Article, **given: str | None) -> Article:
    """Return an article with what is given replaced.

    Parameters
    ----------
    article : Article
        As it is cited so far.
    **given : str or None
        Its fields by name; None leaves one as it is.
    """
    return replace(article, **{key: value for key, value in given.items() if value is not None})
