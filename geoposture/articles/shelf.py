"""Many articles at once: their order, their topics, and the claims about a place or a topic.

Claims that disagree stand side by side, the newest first; nothing here weighs or counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoposture.articles.lexicon import list_words
from geoposture.articles.published import DAY, find_article, list_articles, list_claims
from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.errors import NotFound
from geoposture.model import Feature

OFFICIAL, NEWS = "official", "news"
COLUMNS = ("article", "claim_no", "published", "publisher", "claim_en", "claim_ja", "topics")
"""What a table of claims has."""
CITED = ("title", "language", "published", "publisher")
"""What a claim says of its article."""
TOLD = COLUMNS[:-1]
"""What a feature says of a claim about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an article was read, where its rows say it.

    Attributes
    ----------
    extent : int or None
        Code points that could be read, where that was the opening only.
    by : tuple of str
        Who reviewed it.
    at : str or None
        The last day of that, ISO 8601.
    notes : tuple of str
        What they say of it, each once.
    """

    extent: int | None = None
    by: tuple[str, ...] = ()
    at: str | None = None
    notes: tuple[str, ...] = ()


def list_topics() -> tuple[str, ...]:
    """Return the closed list of topics in its order."""
    return tuple(list_words("topics"))


def require_topic(topic: str) -> str:
    """Return a topic of the list.

    Parameters
    ----------
    topic : str

    Raises
    ------
    NotFound
        If it is none; the message has the list.
    """
    if topic not in list_topics():
        raise NotFound(f"no topic “{topic[:40]}”; topics: {', '.join(list_topics())}")
    return topic


def order_newest(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what was published on a day in order, the newest first, what has no day last.

    A month stands behind its own days: it may be any of them.

    Parameters
    ----------
    rows : iterable of mapping
        Each with ``published``: a day, month or year in ISO 8601, or None.

    Examples
    --------
    >>> days = ["2020-10", None, "2020-11-01", "2020-10-31"]
    >>> [one["published"] for one in order_newest({"published": day} for day in days)]
    ['2020-11-01', '2020-10-31', '2020-10', None]
    """
    return sorted(rows, key=lambda one: one["published"] or "", reverse=True)


@keep(1)
def list_shelf(catalog: Catalog) -> tuple[Mapping[str, Any], ...]:
    """Return each article with its citation, kind, places, topics and claims, the newest first.

    Parameters
    ----------
    catalog : Catalog
    """
    return tuple(order_newest(_describe(catalog, one) for one in list_articles(catalog)))


def find_on_shelf(catalog: Catalog, article_id: str) -> Mapping[str, Any]:
    """Return an article as `list_shelf` has it.

    Parameters
    ----------
    catalog : Catalog
    article_id : str

    Raises
    ------
    NotFound
        If there is none of this id.
    """
    find_article(catalog, article_id)
    return next(one for one in list_shelf(catalog) if one["id"] == article_id)


@keep(1)
def list_all_claims(catalog: Catalog) -> tuple[Mapping[str, Any], ...]:
    """Return the claims of all articles, the newest article first, in the order of each.

    Parameters
    ----------
    catalog : Catalog
    """
    return tuple(claim for one in list_shelf(catalog) for claim in one["claims"])


def find_claims(
    catalog: Catalog, *, feature: str | None = None, topic: str | None = None
) -> list[Mapping[str, Any]]:
    """Return the claims about a feature, a topic or both, the newest first.

    Parameters
    ----------
    catalog : Catalog
    feature : str, optional
        ``LAYER/FEATURE``, or ``LAYER`` for what is said of a whole layer.
    topic : str, optional
        One of the list.
    """
    claims = list_all_claims(catalog)
    if feature is not None:
        claims = _list_by_feature(catalog).get(feature, ())
    return [one for one in claims if topic is None or topic in one["topics"]]


@keep(1)
def _list_by_feature(catalog: Catalog) -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Return the claims by what they are about, each as its rows about that say it."""
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for article in list_shelf(catalog):
        rows = find_article(catalog, article["id"])[1]
        for ref in article["features"]:
            about = [one for one in rows if one["properties"].get("feature") == ref]
            found[ref] = (*found.get(ref, ()), *_list_cited(article, about))
    return found


def _list_cited(
    article: Mapping[str, Any], rows: Sequence[Feature]
) -> tuple[Mapping[str, Any], ...]:
    """Return the claims of some rows, each with what is cited of its article."""
    names = (*CITED, *(one for one in article if one.startswith("publisher_")))
    cited = {"article": article["id"], **pick(article, names)}
    return tuple({**cited, **one} for one in list_claims(rows))


def read_reading(rows: Sequence[Feature]) -> Reading:
    """Return how an article was read: how much of it, by whom, when.

    Parameters
    ----------
    rows : sequence of Feature
        The annotations of an article.
    """
    extents = [(one["properties"].get("source") or {}).get("extent") for one in rows]
    reviews = [one["properties"].get("review") or {} for one in rows]
    days = [str(one["at"]) for one in reviews if DAY.fullmatch(str(one.get("at")))]
    return Reading(
        extent=max((one for one in extents if type(one) is int and one > 0), default=None),
        by=_list_texts(reviews, "by"),
        at=max(days, default=None),
        notes=_list_texts(reviews, "note"),
    )


def _list_texts(rows: Iterable[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one[name]) for one in rows if one.get(name)))


def _describe(catalog: Catalog, article: Mapping[str, Any]) -> dict[str, Any]:
    rows = find_article(catalog, article["id"])[1]
    claims = _list_cited(article, rows)
    return {
        **article,
        "kind": _read_kind(catalog, article["id"], rows),
        "topics": [one for one in list_topics() if _any(claims, "topics", one)],
        "features": list(dict.fromkeys(ref for one in claims for ref in one["features"])),
        "claims": claims,
    }


def _any(claims: Iterable[Mapping[str, Any]], name: str, value: str) -> bool:
    return any(value in one[name] for one in claims)


def _read_kind(catalog: Catalog, article_id: str, rows: Sequence[Feature]) -> str:
    """Return whether an article is an official release or news, as its file or its rows say."""
    source = rows[0]["properties"].get("source") or {}
    kind = catalog.articles.get(article_id, {}).get("kind") or source.get("kind")
    return OFFICIAL if kind == OFFICIAL else NEWS


def pick(claim: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return some of what is known of a claim or article, in the order of the names.

    Parameters
    ----------
    claim : mapping
    names : iterable of str
    """
    return {name: claim[name] for name in names}


def choose_page(
    rows: Sequence[Any], limit: int, offset: int
) -> tuple[Sequence[Any], dict[str, int]]:
    """Return a page of rows, and the offsets of the pages round it by their relation.

    Parameters
    ----------
    rows : sequence
        All of them.
    limit, offset : int
        Rows of a page, and before it.
    """
    turns = {}
    if offset > 0:
        turns["prev"] = max(0, offset - limit)
    if offset + limit < len(rows):
        turns["next"] = offset + limit
    return rows[offset : offset + limit], turns
