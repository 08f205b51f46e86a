"""Names without a position → the places of the layers that have this name, where it is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from geoposture.articles.folding import is_latin, split_words
from geoposture.articles.gazetteer import Name, make_gazetteer
from geoposture.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for.

    Attributes
    ----------
    told : str
        Its name, and of which layer it is, for people.
    uncertainty_km : float or None
        Kilometres, as the layer says.
    """

    told: str
    point: Any
    uncertainty_km: float | None


class Resolver:
    """Names → places of a catalogue: whole names only, and none that two places have."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def _names(self) -> Any:
        return make_gazetteer(self.catalog)

    def resolve(self, text: str) -> Found:
        """Return the one place that has a name.

        Parameters
        ----------
        text : str
            The whole name.

        Raises
        ------
        ValueError
            If no place has it, several do, or it is no point; the message names them.
        """
        name = self._find(text)
        if name is None or not name.feature:
            raise ValueError(f"no layer has a place called “{text[:80]}”")
        if name.alternatives:
            several = ", ".join((name.feature, *name.alternatives))
            raise ValueError(f"“{text[:80]}” may be {several}")
        layer_id, _, feature_id = name.feature.partition("/")
        layer = self.catalog.layer(layer_id)
        feature = next((one for one in layer.features if one["id"] == feature_id), None)
        geometry = feature and feature.get("geometry")
        if not feature or not geometry or geometry["type"] != "Point":
            raise ValueError(f"“{text[:80]}” is {name.feature}, which is no point")
        given = feature["properties"].get("uncertainty_km")
        known = float(given) if isinstance(given, int | float) else None
        told = f"{name.text} ({layer.info.title['en']}, {name.feature})"
        return Found(told, shapely.Point(geometry["coordinates"][:2]), known)

    def _find(self, text: str) -> Name | None:
        if is_latin(text):
            found = self._names.words.get(split_words(text))
        else:
            found = self._names.japanese.get(text)
        return found if isinstance(found, Name) else None
