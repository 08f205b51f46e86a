"""What a store of layers answers, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from geoposture.catalog.cells import Counts, Grid
from geoposture.catalog.query import Conditions, ItemQuery
from geoposture.limits import LIMITS
from geoposture.model import Stored

HELD_FEATURES = LIMITS.held_features
ASK_S = LIMITS.longest_ask_s
MOST_ASKING = LIMITS.most_asking


@dataclass(frozen=True, slots=True)
class Found:
    """The features of a page, encoded, and how many match in all.

    Attributes
    ----------
    features : tuple of bytes
        A GeoJSON Feature each, in the order of the layer or of the question.
    matched : int
        Features that meet the question, on this page and on others.
    """

    features: tuple[bytes, ...] = ()
    matched: int = 0
    query: ItemQuery = field(default_factory=ItemQuery)

    @property
    def has_next(self) -> bool:
        """Whether a further page follows."""
        return self.query.offset + len(self.features) < self.matched


class Store(Protocol):
    """Layers by their id, each of one version, and questions about their features."""

    def list(self) -> Mapping[str, Stored]:
        """Return what there is, by id."""

    def find(self, layer: Stored, query: ItemQuery) -> Found:
        """Return a page of features, and how many match in all.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        query : ItemQuery
            Box in degrees, conditions, order and page.
        """

    def count(self, layer: Stored, grid: Grid, conditions: Conditions) -> Counts:
        """Return how many features lie in each cell of a grid, each in one.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        grid : Grid
            Where.
        conditions : Conditions
            Names, and the values of which a feature has one.
        """

    def read(self, layer: Stored, feature_id: str) -> bytes | None:
        """Return a feature, encoded; None where there is none of this id.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        feature_id : str
            Within it.
        """

    def stream(self, layer: Stored) -> Iterator[bytes]:
        """Yield all features in order, encoded, without holding them.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        """
