"""What a file format of whole layers is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from geoposture.catalog import Layer


@dataclass(frozen=True, slots=True)
class Format:
    """A file format of whole layers.

    Attributes
    ----------
    label : str
        How pages call it.
    media_type : str
        As an answer says it.
    write : callable
        From a layer to the bytes of a file.
    name : callable, optional
        From a layer to the column of each property, where the format has columns.
    own : frozenset of str
        Properties that the format has a place of its own for: nobody looks for their column.
    stream : callable, optional
        From a layer to the same bytes, piece by piece, where nothing has to hold all of them.
    place : int, optional
        Where pages offer it: the lowest first, by default after those of the package.
    """

    label: str
    media_type: str
    write: Callable[[Layer], bytes]
    place: int = 100
    name: Callable[[Layer], Mapping[str, str]] | None = None
    own: frozenset[str] = frozenset()
    stream: Callable[[Layer], Iterator[bytes]] | None = None

    def list_renamed(self, layer: Layer) -> dict[str, str]:
        """Return the properties that have another name in the format, with that name.

        Parameters
        ----------
        layer : Layer
        """
        columns = self.name(layer) if self.name else {}
        return {a: b for a, b in columns.items() if a != b and a not in self.own}
