"""Geographic numbers of an article, each compared where the text says what it is of.

A number is compared only where the sentence names what is measured: both ends of a distance,
the feature that has an area, the owner and the country of facilities. Everything else is
*not_checkable*, with the reason.
"""

from __future__ import annotations

from dataclasses import replace

from geoposture.articles.areas import check_area, check_containments
from geoposture.articles.counts import check_count
from geoposture.articles.distances import check_directions, check_distance_in, check_length
from geoposture.articles.quantities import METRES, SQUARE_METRES
from geoposture.articles.reading import Reading
from geoposture.articles.verdicts import Check, plain_number, refuse
from geoposture.catalog import Catalog

__all__ = ["Check", "check_reading", "plain_number"]

NO_PEOPLE = "the layers hold no data on people; reports count them differently"


def check_reading(reading: Reading, catalog: Catalog) -> list[Check]:
    """Return the checks of an article's geographic numbers, in the order of the text.

    Parameters
    ----------
    reading : Reading
        What was found in the text.
    catalog : Catalog

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    if reading.plain:
        locate = reading.text.normal.locate
        moved = [(one, locate(one.start, one.end)) for one in check_reading(reading.plain, catalog)]
        return [replace(one, start=start, end=end) for one, (start, end) in moved]
    found: list[Check] = []
    lengths = {one.core_start: one.feature for one in reading.implied if one.check}
    for one in reading.quantities:
        if one.start in lengths:
            found.append(check_length(one, lengths[one.start], reading.text.value, catalog))
        elif one.unit in METRES:
            found.append(check_distance_in(one, reading, catalog))
        elif one.unit in SQUARE_METRES:
            found.append(check_area(one, reading, catalog))
        elif one.unit == "facility":
            found.append(check_count(one, reading, catalog))
        elif one.unit == "person":
            found.append(refuse("count", one, NO_PEOPLE))
    found += check_directions(reading, catalog)
    found += check_containments(reading, catalog)
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))
