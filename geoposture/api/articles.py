"""What articles say of places and topics, in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoposture.api.lists import Rows
from geoposture.api.packaged import choose_catalog
from geoposture.articles import shelf
from geoposture.catalog import Catalog
from geoposture.catalog.references import require_feature
from geoposture.language.words import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an article says, in our words.

    Attributes
    ----------
    article : str
        Its id.
    number : int or None
        Of the claim within it.
    published : str or None
        Day, month or year, ISO 8601.
    publisher : str or None
        None where it is not confirmed.
    text : mapping of str to str or None
        By language.
    features : tuple of str
        References to what it is about.
    """

    article: str
    number: int | None
    published: str | None
    publisher: str | None
    text: Mapping[str, str | None]
    topics: tuple[str, ...]
    features: tuple[str, ...]

    def __repr__(self) -> str:
        told = next(filter(None, self.text.values()), "")
        return f"Claim({self.article} {self.number}, {self.published}: {told})"


class Claims(Rows[Claim]):
    """What articles say, the newest first; claims that disagree stand side by side."""

    columns = ("article", "number", "published", "publisher", "text", "topics")

    def tell(self, item: Claim) -> Sequence[Any]:
        """Return the cells of a claim.

        Parameters
        ----------
        item : Claim
            A row of the list.
        """
        text = next(filter(None, item.text.values()), "")
        topics = "; ".join(item.topics)
        return item.article, item.number, item.published, item.publisher, text, topics


def claims(
    feature: str | None = None, *, topic: str | None = None, layers: Catalog | None = None
) -> Claims:
    """Return what articles say of a feature, on a topic, or at all, the newest first.

    Parameters
    ----------
    feature : str, optional
        ``LAYER/FEATURE``, or ``LAYER`` for what is said of a whole layer.
    topic : str, optional
        One of the closed list.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    UnknownLayer, UnknownFeature
        If there is no such layer or feature.
    NotFound
        If the list has no such topic.

    Examples
    --------
    >>> claims("places/iwo-jima")[0].number
    16
    """
    catalog = choose_catalog(layers)
    if feature is not None:
        require_feature(catalog, feature, parameter="feature")
    if topic is not None:
        shelf.require_topic(topic)
    found = shelf.find_claims(catalog, feature=feature, topic=topic)
    return Claims(_make_claim(one) for one in found)


def _make_claim(one: Mapping[str, Any]) -> Claim:
    return Claim(
        article=one["article"], number=one["claim_no"], published=one["published"],
        publisher=one["publisher"], text={lang: one[f"claim_{lang}"] for lang in LANGUAGES},
        topics=tuple(one["topics"]), features=tuple(one["features"]),
    )  # fmt: skip
