"""Ids that last: a row keeps its id when its file is imported again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import shapely

from geoposture.catalog.validation import ID_PATTERN

LONGEST = 48
DIGITS = 8
NAMES = ("name", "name_en", "name_ja")
"""The properties that hold a name, whatever a file called them."""
NEAR = 6
"""Decimals of degrees in which two positions are one: a tenth of a metre."""


def choose_ids(
    features: Sequence[Mapping[str, Any]],
    own: Sequence[str | None],
    before: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Return an id a feature, no two the same.

    An id of its own comes first; then that of the feature that the layer had under the same name
    at the same place, under the same name, at the same place; then a new one, made of the name.
    What the layer had is never given to another.

    Parameters
    ----------
    features : sequence of dict
        With ``geometry`` (of shapely) and ``properties``, as far as they have them.
    own : sequence of str or None
        What the file calls them, where that can be an id and is there once.
    before : sequence of dict
        The features that the layer has, as GeoJSON.
    """
    found: list[str | None] = list(own)
    held = [_Known(one["id"], _describe(one)) for one in before]
    new = [_describe(one) for one in features]
    for key in (_by_both, _by_name, _by_place):
        _match(found, [key(one) for one in new], [(one.id, key(one.told)) for one in held])
    taken = {one.id for one in held} | {one for one in found if one}
    return [one or _make_id(told, taken) for one, told in zip(found, new, strict=True)]


def read_own(values: Sequence[Any]) -> list[str | None]:
    """Return what of a column can be ids: small letters and digits, each of them once.

    Parameters
    ----------
    values : sequence of object
        Cells of the column of ids.
    """
    texts = [_fold_id(one) for one in values]
    count = Counter(texts)
    return [one if one and count[one] == 1 and ID_PATTERN.fullmatch(one) else None for one in texts]


class _Known:
    __slots__ = ("id", "told")

    def __init__(self, id_: str, told: tuple[str, str]) -> None:
        self.id, self.told = id_, told


def _describe(feature: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the place that a feature is known by, as texts."""
    geometry = feature["geometry"]
    if isinstance(geometry, Mapping):
        geometry = shapely.geometry.shape(dict(geometry))
    place = "" if geometry is None else shapely.to_wkt(geometry, rounding_precision=NEAR)
    return find_own_name(feature["properties"]) or "", place


def find_own_name(properties: Mapping[str, Any]) -> str | None:
    """Return what a feature is called, None where it has no name.

    Parameters
    ----------
    properties : mapping
        Of a feature; a name of one language is one.
    """
    named = (properties.get(one) for one in NAMES)
    return next((one.strip() for one in named if isinstance(one, str) and one.strip()), None)


def _by_both(told: tuple[str, str]) -> Hashable | None:
    return told if all(told) else None


def _by_name(told: tuple[str, str]) -> Hashable | None:
    return told[0] or None


def _by_place(told: tuple[str, str]) -> Hashable | None:
    return told[1] or None


def _match(
    found: list[str | None], new: Sequence[Hashable | None],
    held: Sequence[tuple[str, Hashable | None]],
) -> None:  # fmt: skip
    """Give ids where a key is there once among what is new, and once among what was held."""
    free = [(id_, key) for id_, key in held if key is not None and id_ not in found]
    count = Counter(key for _, key in free)
    ids = {key: id_ for id_, key in free if count[key] == 1}
    open_ = [n for n, one in enumerate(found) if one is None and new[n] in ids]
    wanted = Counter(new[n] for n in open_)
    for n in open_:
        if wanted[new[n]] == 1:
            found[n] = ids[new[n]]


def _make_id(told: tuple[str, str], taken: set[str]) -> str:
    """Return a new id: the name in plain letters, or a mark made of what is told."""
    plain = _fold_id(told[0])[:LONGEST].strip("-._")
    stem = plain if any(map(str.isalpha, plain)) else f"f-{_hash(told)}"
    made = stem if stem not in taken else f"{stem[: LONGEST - DIGITS]}-{_hash(told)}"
    number = 1
    while made in taken:
        number += 1
        made = f"{stem[: LONGEST - DIGITS]}-{number}"
    taken.add(made)
    return made


def _hash(told: tuple[str, str]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:DIGITS]


def _fold_id(value: Any) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")
