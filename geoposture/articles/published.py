"""Published annotations seen by article: lists, claims, and the W3C's Web Annotation form.

What is said of an article comes from its own rows, or from its own file (`Catalog.articles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geoposture.articles.reviewers import is_day
from geoposture.catalog import ANNOTATIONS, Catalog
from geoposture.catalog.memo import keep
from geoposture.errors import NotFound, Withdrawn
from geoposture.language.words import Words
from geoposture.model import Feature

CITED = ("title", "publisher", "credit", "published", "url", "sha256")
WRITTEN = ("title", "publisher", "credit", "published", "language", "url")
"""What the file of an article may say; it wins over the rows."""
DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")
MOST_CITED = 512
"""Articles of which is kept what is said about them."""
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def name_publisher(article: Mapping[str, Any], words: Words) -> str:
    """Return who published an article, in a language that has a name of its own for it.

    Parameters
    ----------
    article : mapping
        ``publisher``, and ``publisher_LANG`` where a language names it otherwise.
    words : Words
    """
    own = article.get(f"publisher_{words.lang}") or article.get("publisher")
    return str(own) if own else words.text("note.publisher_unknown")


def list_articles(catalog: Catalog) -> list[dict[str, Any]]:
    """Return each article with what is said about it, the first one first.

    Parameters
    ----------
    catalog : Catalog
        The layers, published annotations among them.
    """
    return [_cite(catalog, id_) for id_ in _group(catalog)]


def find_article(catalog: Catalog, article_id: str) -> tuple[dict[str, Any], list[Feature]]:
    """Return an article and its annotations.

    Parameters
    ----------
    catalog : Catalog
    article_id : str
        As in ``/articles/ID``.

    Raises
    ------
    NotFound
        If there is none of this id.
    Withdrawn
        If it was there, and a stub is left.
    """
    told = {
        lang: describe_withdrawal(catalog, article_id, catalog.words(lang)) or ""
        for lang in catalog.languages
    }
    if any(told.values()):
        url = _tell(catalog, article_id).get("url")
        raise Withdrawn(next(iter(told.values())), told=told, url=str(url) if url else None)
    groups = _group(catalog)
    if article_id not in groups:
        raise NotFound(f"no article {article_id[:60]}; known: {', '.join(groups) or 'none'}")
    return _cite(catalog, article_id), list(groups[article_id])


def choose_article(catalog: Catalog, article_id: str | None) -> dict[str, Any] | None:
    """Return the article of this id; without an id the theatre's, else the newest one.

    None where there is none.

    Parameters
    ----------
    catalog : Catalog
    article_id : str or None
        As in ``/articles/ID``; None for the one that the theatre opens with.
    """
    groups = _group(catalog)
    if article_id is None and catalog.theatre.article in groups:
        article_id = catalog.theatre.article
    if article_id is not None:
        return _cite(catalog, article_id) if article_id in groups else None
    return max(list_articles(catalog), key=lambda one: one["published"] or "", default=None)


def require_article(catalog: Catalog, article_id: str | None) -> None:
    """Refuse the id of an article that is not there.

    Parameters
    ----------
    catalog : Catalog
    article_id : str or None
        As in ``/articles/ID``; None is let pass.

    Raises
    ------
    NotFound
        If an id is given and there is no such article.
    Withdrawn
        If it was withdrawn.
    """
    if article_id is not None:
        find_article(catalog, article_id)


def describe_withdrawal(catalog: Catalog, article_id: str | None, words: Words) -> str | None:
    """Return what is left of an article that was withdrawn, as a sentence; else None.

    Its title, outlet and day, the day of the withdrawal and the reason that was given.

    Parameters
    ----------
    catalog : Catalog
    article_id : str or None
        As in ``/articles/ID``.
    words : Words
    """
    told = _tell(catalog, article_id)
    gone = told.get("withdrawn")
    if not isinstance(gone, Mapping):
        return None
    days = [words.date(one) for one in [str(told.get("published"))] if DAY.fullmatch(one)]
    about = words.text("list.join").join([name_publisher(told, words), *days])
    day = str(gone.get("date"))
    return words.text(
        "art.withdrawn", title=told.get("title") or article_id, about=about,
        date=words.date(day) if is_day(day) else "–",
        reason=str(gone.get(f"reason_{words.lang}") or gone.get("reason_en") or "–"),
    )  # fmt: skip


def list_points(
    catalog: Catalog, article_id: str | None
) -> dict[int, tuple[Mapping[str, Any], ...]]:
    """Return the properties of an article's rows by the number of their claim, in order.

    Parameters
    ----------
    catalog : Catalog
    article_id : str or None
        As in ``/articles/ID``; None for the newest.
    """
    article = choose_article(catalog, article_id)
    points: dict[int, list[Mapping[str, Any]]] = {}
    for one in _group(catalog).get(article["id"], ()) if article else ():
        if one["properties"].get("claim_no"):
            points.setdefault(one["properties"]["claim_no"], []).append(one["properties"])
    return {no: tuple(points[no]) for no in sorted(points)}


def list_claims(rows: Sequence[Feature]) -> list[dict[str, Any]]:
    """Return the claims of an article in their order, each with its places and verdict.

    Parameters
    ----------
    rows : sequence of Feature
        The published annotations of one article.
    """
    claims: dict[Any, dict[str, Any]] = {}
    for one in rows:
        properties = one["properties"]
        number = properties.get("claim_no")
        claim = claims.setdefault(
            number if number is not None else one["id"],
            {
                "claim_no": number,
                "claim_en": properties.get("claim_en"),
                "claim_ja": properties.get("claim_ja"),
                "topics": list(properties.get("topics") or ()),
                "features": [],
                "implied": False,
                "verdict": None,
                "annotations": [],
            },
        )
        if properties.get("feature") and properties["feature"] not in claim["features"]:
            claim["features"].append(properties["feature"])
        claim["implied"] |= properties.get("link") == "implied"
        claim["verdict"] = properties.get("verdict") or claim["verdict"]
        claim["annotations"].append(one["id"])
    return list(claims.values())


def find_annotations_of(catalog: Catalog, reference: str) -> list[Feature]:
    """Return the annotations of all articles that are linked to a feature.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE``.
    """
    return [one for one in _rows(catalog) if one["properties"].get("feature") == reference]


def path_of(reference: str) -> str:
    """Return the path at which a feature or layer is served.

    Parameters
    ----------
    reference : str
        ``LAYER`` or ``LAYER/FEATURE``.
    """
    layer_id, _, feature_id = reference.partition("/")
    return f"/collections/{layer_id}" + (f"/items/{feature_id}" if feature_id else "")


def make_web_annotations(
    article: Mapping[str, Any], rows: Sequence[Feature], base_url: str
) -> dict[str, Any]:
    """Return annotations as a W3C AnnotationCollection: positions, never words of the text.

    Parameters
    ----------
    article : mapping
        Its citation, with its id.
    rows : sequence of Feature
        Its annotations.
    base_url : str
        Public address of the service, no slash at its end.
    """
    address = f"{base_url}/articles/{article['id']}/annotations?profile=w3c"
    return collect_web_annotations(rows, base_url, address=address, label=article["title"])


def collect_web_annotations(
    rows: Sequence[Feature],
    base_url: str,
    *,
    address: str,
    label: str | None,
    total: int | None = None,
    start: int = 0,
    following: str | None = None,
) -> dict[str, Any]:
    """Return annotations of any articles as a W3C AnnotationCollection with its first page.

    Parameters
    ----------
    rows : sequence of Feature
        Those of the page.
    base_url : str
        Public address of the service, no slash at its end.
    address : str
        Where the collection is.
    label : str or None
        What it is called.
    total : int, optional
        How many there are in all; by default those of the page.
    start : int
        How many come before the page.
    following : str, optional
        Where the next page is.
    """
    page = {
        "id": f"{address}#page",
        "type": "AnnotationPage",
        "startIndex": start,
        "items": [_make_web_annotation(one, base_url) for one in rows],
        **({"next": following} if following else {}),
    }
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(rows) if total is None else total,
        "first": page,
    }


def _make_web_annotation(one: Feature, base_url: str) -> dict[str, Any]:
    source = one["properties"]["source"]
    return {
        "id": f"{base_url}/collections/{ANNOTATIONS}/items/{one['id']}",
        "type": "Annotation",
        "motivation": "linking",
        "body": list(_list_bodies(one["properties"], base_url)),
        "target": {
            "source": source.get("url") or f"urn:sha256:{source['sha256']}",
            "selector": {
                "type": "TextPositionSelector",
                "start": source["start"],
                "end": source["end"],
            },
        },
    }


def _list_bodies(properties: Mapping[str, Any], base_url: str) -> Iterator[dict[str, Any]]:
    if properties.get("feature"):
        address = base_url + path_of(properties["feature"])
        yield {"type": "SpecificResource", "purpose": "identifying", "source": address}
    for lang in ("en", "ja"):
        if properties.get(f"claim_{lang}"):
            yield _say("describing", properties[f"claim_{lang}"], language=lang)
    for topic in properties.get("topics") or ():
        yield _say("tagging", topic)
    if properties.get("verdict"):
        yield _say("assessing", properties["verdict"])


def _say(purpose: str, value: str, **more: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain",
            **more}  # fmt: skip


def _rows(catalog: Catalog) -> Sequence[Feature]:
    layer = catalog.layers.get(ANNOTATIONS)
    return layer.features if layer else ()


@keep(1)
def _group(catalog: Catalog) -> Mapping[str, list[Feature]]:
    groups: dict[str, list[Feature]] = {}
    for one in _rows(catalog):
        groups.setdefault(str(one["properties"].get("article")), []).append(one)
    # Where a stub is there already, rows that are still there are not told.
    return {id_: rows for id_, rows in groups.items() if "withdrawn" not in _tell(catalog, id_)}


def _tell(catalog: Catalog, article_id: str | None) -> Mapping[str, Any]:
    return catalog.articles.get(article_id or "", {})


def _cite(catalog: Catalog, article_id: str) -> dict[str, Any]:
    """Return what is said about an article: the asker's own, to be added to."""
    return dict(_read_cited(catalog, article_id))


@keep(MOST_CITED)
def _read_cited(catalog: Catalog, article_id: str) -> Mapping[str, Any]:
    rows = _group(catalog)[article_id]
    source = rows[0]["properties"].get("source") or {}
    written = catalog.articles.get(article_id, {})
    cited = {name: source.get(name) for name in (*CITED, "language")}
    cited |= {name: str(written[name]) for name in WRITTEN if written.get(name)}
    if not DAY.fullmatch(str(cited["published"])):
        cited["published"] = None
    return {
        "id": article_id,
        **cited,
        **{name: str(told) for name, told in written.items() if name.startswith("publisher_")},
        "annotation_count": len(rows),
        "claim_count": len(list_claims(rows)),
    }
