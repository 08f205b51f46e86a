"""Layers that were read from files, and lie in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from geoposture.catalog import Layer
from geoposture.catalog.cells import Counts, Grid, count_cells
from geoposture.catalog.query import Conditions, ItemQuery, describe_queryables, select
from geoposture.model import Stored
from geoposture.stores.store import Found


@dataclass(frozen=True)
class HeldLayer:
    """A layer with every feature encoded once."""

    layer: Layer

    @cached_property
    def features(self) -> Sequence[bytes]:
        """The features as GeoJSON bytes, in order."""
        return tuple(orjson.dumps(one) for one in self.layer.features)

    @cached_property
    def described(self) -> Stored:
        """What is known of the layer without its features."""
        return describe(self.layer)


class FileStore:
    """The layers of a catalogue, held in memory.

    Parameters
    ----------
    held : mapping of str to HeldLayer
        By id.
    """

    def __init__(self, held: Mapping[str, HeldLayer]) -> None:
        self._held = held

    def list(self) -> Mapping[str, Stored]:
        """Return what there is, by id."""
        return {id_: one.described for id_, one in self._held.items()}

    def find(self, layer: Stored, query: ItemQuery) -> Found:
        """Return a page of features, and how many match in all.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        query : ItemQuery
            Box in degrees, conditions, order and page.
        """
        held = self._held[layer.id]
        page = select(held.layer, query)
        return Found(tuple(held.features[one] for one in page.positions), page.matched, query)

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
        return count_cells(self._held[layer.id].layer, grid, conditions)

    def read(self, layer: Stored, feature_id: str) -> bytes | None:
        """Return a feature, encoded; None where there is none of this id.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        feature_id : str
            Within it.
        """
        held = self._held[layer.id]
        position = held.layer.index.get(feature_id)
        return None if position is None else held.features[position]

    def stream(self, layer: Stored) -> Iterator[bytes]:
        """Yield all features in order, encoded.

        Parameters
        ----------
        layer : Stored
            As `list` has it.
        """
        yield from self._held[layer.id].features


def describe(layer: Layer, load: int = 0) -> Stored:
    """Return what is known of a layer without its features.

    Parameters
    ----------
    layer : Layer
        As it was read.
    load : int
        Number of the load, 0 for a file.
    """
    return Stored(
        info=layer.info,
        sha256=layer.sha256,
        count=len(layer.features),
        extent=layer.extent,
        schema=describe_queryables(layer),
        load=load,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """A layer that is about to be stored: what is known of it, and its features in portions."""

    stored: Stored
    portions: Iterable[Layer]


def take_whole(layer: Layer) -> Content:
    """Return a layer as one portion.

    Parameters
    ----------
    layer : Layer
        As it was read.
    """
    return Content(describe(layer), (layer,))
