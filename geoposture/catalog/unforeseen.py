"""A check of features that breaks off is a fault of the feature which breaks it off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from geoposture.model import Fault

Check = Callable[[list[Any]], Iterable[Fault]]
"""From features to what is wrong with them, by their positions among those that it is given."""


def check_all(check: Check, features: list[Any]) -> list[Fault]:
    """Return what a check finds; an error that nobody foresaw is a fault of its feature.

    Parameters
    ----------
    check : callable
        Of all features at once; it is asked for fewer where it breaks off.
    features : list
        Of a file, in its order.

    Returns
    -------
    list of Fault
        Of the file and of its features.
    """
    try:
        return list(check(features))
    except Exception as error:
        found = _check_halves(check, features, error)
        # Where no feature breaks it off alone, it is what they are together.
        alone = [one for one in found if not one.repaired]
        return found if alone else [*found, tell_unforeseen(error)]


def tell_unforeseen(error: Exception, index: int | None = None, feature: Any = None) -> Fault:
    """Return the fault of a feature, or of a whole file, that a check cannot read.

    Parameters
    ----------
    error : Exception
        Which nobody foresaw.
    index : int, optional
        Position of the feature.
    feature : object
        As it stands in the file.
    """
    id_ = feature.get("id") if isinstance(feature, dict) else None
    name = id_ if isinstance(id_, str) else None
    return Fault("json-syntax", f"cannot be read ({type(error).__name__})", index, name)


def _check_halves(check: Check, features: list[Any], error: Exception) -> list[Fault]:
    """Return the faults of features, which are halved until those that raise stand alone."""
    if len(features) <= 1:
        return [tell_unforeseen(error, index, one) for index, one in enumerate(features)]
    half = len(features) // 2
    found: list[Fault] = []
    for first, part in ((0, features[:half]), (half, features[half:])):
        try:
            own = list(check(part))
        except Exception as again:
            own = _check_halves(check, part, again)
        # What is said of the file is no truth of a part of it.
        found += [replace(one, feature=first + one.feature)
                  for one in own if one.feature is not None]  # fmt: skip
    return found
