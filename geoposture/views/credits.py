"""Whose data these are: the lines below maps and pictures."""

from __future__ import annotations

from geoposture.catalog import Catalog
from geoposture.language.words import Words


def credit_data(catalog: Catalog, words: Words) -> str:
    """Return the line that credits the data: the theatre's own, else what its layers ask for.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    return words.maybe("note.attribution") or _compose(catalog, words)


def credit_picture(catalog: Catalog, words: Words) -> str:
    """Return the credit of a still map, whose coasts are in the public domain.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    """
    return words.maybe("still.credit") or _compose(catalog, words)


def _compose(catalog: Catalog, words: Words) -> str:
    credits_ = (one.info.attribution for one in catalog.layers.values())
    named = dict.fromkeys(one[words.lang] for one in credits_ if one)
    coast = [words.text("note.coast")] if "land" in catalog.backdrop else []
    return " · ".join([words.text("note.map"), *coast, *named])
