"""What a file format of whole layers is."""

from __future__ import annotations

from collections.abc import Callable
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
    place : int, optional
        Where pages offer it: the lowest first, by default after those of the package.
    """

    label: str
    media_type: str
    write: Callable[[Layer], bytes]
    place: int = 100
