"""Which features and sources have a page of their own in an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoposture.catalog import ANNOTATIONS, Catalog, Layer
from geoposture.export.addresses import Told
from geoposture.views.questions import list_figured

MOST_OF_A_LAYER = 200
"""Of a larger layer only those have a page that something else is told about."""
OPENED = ("facilities", "land", "places", "other")
"""Roles of the layers whose features the map page opens."""
NAMING = ("part_of", "same_as")
"""Properties that name another feature: of the same layer where they name no layer."""


def list_told(catalog: Catalog) -> Told:
    """Return what has a page of its own: each source, and the features of each layer.

    What articles say has none, since it stands on their pages.

    Parameters
    ----------
    catalog : Catalog
    """
    theatre = catalog.theatre
    layers = [one for one in catalog.layers.values() if one.id != ANNOTATIONS]
    small = [one for one in layers if len(one.features) <= MOST_OF_A_LAYER]
    whole = {f"{one.id}/{row['id']}" for one in small for row in one.features}
    asked = {*_list_named(small), *_list_cited(catalog)}
    known = {ref for ref in asked if _is_known(catalog, ref)}
    return Told(
        places=frozenset(whole | known),
        sources=True,
        opened=frozenset(one for role in OPENED for one in theatre.list_role(role)),
    )


def _list_cited(catalog: Catalog) -> Iterator[str]:
    """Yield the features that figures and claims are about."""
    yield from list_figured(catalog)
    layer = catalog.layers.get(ANNOTATIONS)
    for row in layer.features if layer else ():
        properties = row["properties"]
        yield from filter(
            None, (properties.get("feature"), *(properties.get("alternatives") or ()))
        )


def _list_named(layers: Iterable[Layer]) -> Iterator[str]:
    """Yield the features that the pages of others name."""
    for layer in layers:
        for row in layer.features:
            for name in NAMING:
                text = str(row["properties"].get(name) or "")
                if text:
                    yield text if "/" in text else f"{layer.id}/{text}"


def _is_known(catalog: Catalog, ref: str) -> bool:
    layer_id, _, feature_id = ref.partition("/")
    layer = catalog.layers.get(layer_id)
    return layer is not None and feature_id in layer.index
