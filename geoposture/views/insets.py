"""The small second map: what stands under it, on the page and in a picture."""

from __future__ import annotations

from geoposture.catalog import Catalog
from geoposture.catalog.theatre import Inset
from geoposture.language.words import Words
from geoposture.model import Feature
from geoposture.views import facilities


def caption_inset(catalog: Catalog, inset: Inset, words: Words) -> str:
    """Return the words of the theatre for an inset, with how many of its facilities lie in it.

    Parameters
    ----------
    catalog : Catalog
    inset : Inset
        Of the theatre.
    words : Words
        Of the language.
    """
    counted = facilities.list_counted(catalog)
    inside = sum(_lies_in(one, inset) for one in counted)
    total = len(facilities.select_facilities(counted, inset.where))
    return words.own(f"inset.{inset.id}", "", n=inside, total=total)


def _lies_in(feature: Feature, inset: Inset) -> bool:
    if feature["geometry"] is None:
        return False
    west, south, east, north = inset.bounds
    lon, lat = feature["geometry"]["coordinates"][:2]
    return bool(west <= lon <= east and south <= lat <= north)
