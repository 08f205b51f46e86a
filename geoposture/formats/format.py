"""What a file format of whole layers is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    place : int, optional
        Where pages offer it: the lowest first, by default after those of the package.
    """

    label: str
    media_type: str
    write: Callable[[Layer], bytes]
    place: int = 100
    name: Callable[[Layer], Mapping[str, str]] | None = None

    def list_renamed(self, layer: Layer) -> dict[str, str]:
        """Return the properties that have another name in the format, with that name.

        Parameters
        ----------
        layer : Layer
        """
        columns = self.name(layer) if self.name else {}
        return {name: column for name, column in columns.items() if column != name}
