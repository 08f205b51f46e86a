"""An example of a question, answered from the theatre's own data."""

from __future__ import annotations

import orjson

from geoposture.catalog import Catalog
from geoposture.catalog.memo import keep
from geoposture.language.sentences import say_length
from geoposture.language.words import Words
from geoposture.model import View
from geoposture.views.answers import compute_figures
from geoposture.views.toponyms import name_reference


def say_distance(catalog: Catalog, words: Words, units: str = "km") -> str:
    """Return how far it is between the two places that a distance starts with.

    Nothing where the theatre names no two places that are apart.

    Parameters
    ----------
    catalog : Catalog
    words : Words
    units : str
        Of the reader.
    """
    starts = catalog.theatre.starts
    if not starts.start or not starts.end:
        return ""
    asked = View(tool="distance", start=starts.start, end=starts.end)
    measure = compute_figures(catalog, asked).measure
    if measure is None or not measure.distance_m:
        return ""
    names = _name_labels(catalog, words.lang)
    a, b = (names.get(one) or name_reference(catalog, one, words.lang)
            for one in (starts.start, starts.end))  # fmt: skip
    length = say_length(measure.distance_km, words, units, measure.uncertainty_km)
    return words.text("first.example", a=a, b=b, length=length)


@keep(2)
def _name_labels(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return what the map writes at places, which is shorter than their names."""
    rows = orjson.loads(catalog.backdrop.get("labels", b'{"features":[]}'))["features"]
    named = [one["properties"] for one in rows if one["properties"].get("feature")]
    return {row["feature"]: row[f"name_{lang}"] for row in named if row.get(f"name_{lang}")}
