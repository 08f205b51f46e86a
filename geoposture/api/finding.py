"""What there is: features by their names in any language, and the systems with their sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from geoposture.api.lists import Rows
from geoposture.api.packaged import choose_catalog
from geoposture.catalog import Catalog, Layer
from geoposture.catalog.memo import keep
from geoposture.errors import BadRequest
from geoposture.language.citations import cite_source
from geoposture.language.kana import read_kana
from geoposture.language.words import LANGUAGES
from geoposture.model import Basing, Feature, System, Text

MOST = 8
OWN_NAMES = ("name_en", "name_ja", "name")
OTHER_NAMES = ("aliases", "other_names")
CODES = ("icao", "iata", "fac_no")
WIDE = frozenset({"prefecture", "province", "region", "state", "county"})
"""Kinds of places that others lie in."""
ROLES = ("facilities", "areas", "places", "other", "land")
"""The roles whose features have names, what is looked for first before the others."""
WHOLE, BEGINNING, WORD, PART = range(4)
AHEAD = -2.5
"""A facility comes before a place whose name it holds: it is what the map is about."""
WHOLE_AREA = -3.0
"""And what many lie in before both, where it is named whole."""
MARKS = re.compile("[\u0300-\u036f]")
GAPS = re.compile(r"[-‐‑'’.,、・\s]+")
Rank = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A feature that a search found.

    Attributes
    ----------
    reference : str
        ``LAYER/FEATURE``, or ``LAYER`` where it is the only one: what every function takes.
    kind : str
        What it is, as its layer says it; else the role of the layer.
    """

    reference: str
    name: Text
    kind: str
    layer: str

    def __repr__(self) -> str:
        told = " / ".join(dict.fromkeys(self.name[lang] for lang in LANGUAGES))
        return f"Match({self.reference}: {told}, {self.kind})"


class Matches(Rows[Match]):
    """What a search found, best first."""

    columns = ("reference", "name", "kind", "layer")

    def tell(self, item: Match) -> Sequence[Any]:
        """Return the cells of a match.

        Parameters
        ----------
        item : Match
            A row of the list.
        """
        return item.reference, " / ".join(dict.fromkeys(item.name.values())), item.kind, item.layer


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedSystem(System):
    """A system with the rows that say where it is, and with its sources by name.

    Attributes
    ----------
    basing : tuple of Basing
        Who says that it is, or will be, where.
    cited : tuple of str
        Who printed the range, with the day where there is one.
    """

    basing: tuple[Basing, ...] = ()
    cited: tuple[str, ...] = ()

    def __repr__(self) -> str:
        places = ", ".join(f"{one.place} ({one.status})" for one in self.basing[:3])
        return (
            f"System({self.id}: {self.name['en']}, {_say_range(self)}, {self.basis}"
            f"{'; ' + places if places else ''})"
        )


class Systems(Rows[SourcedSystem]):
    """The systems with their publicly stated ranges."""

    columns = ("id", "name", "range_km", "basis", "sources", "where")

    def tell(self, item: SourcedSystem) -> Sequence[Any]:
        """Return the cells of a system.

        Parameters
        ----------
        item : SourcedSystem
            A row of the list.
        """
        places = "; ".join(f"{one.place} ({one.status})" for one in item.basing)
        return (
            item.id, item.name["en"], item.range_km, item.basis, "; ".join(item.cited), places,
        )  # fmt: skip


def search(text: str, *, layers: Catalog | None = None) -> Matches:
    """Return the features that have a name, at most eight, best first.

    Names and aliases count in every language, without case, macrons and hyphens; kana are read
    as letters.

    Parameters
    ----------
    text : str
        A name or a part of one.
    layers : Catalog, optional
        By default the layers of the package.

    Raises
    ------
    BadRequest
        If it is no text.

    Examples
    --------
    >>> search("kadena")[0].reference
    'us_bases/kadena-ab'
    """
    if not isinstance(text, str):
        raise BadRequest(f"text is a name or a part of one; got {str(text)[:60]}", parameter="text")
    wanted = fold_name(text)
    entries = _list_entries(choose_catalog(layers)) if wanted else ()
    ranked = ((_rank(one, wanted), one.match) for one in entries)
    found = sorted((one for one in ranked if one[0] is not None), key=lambda one: one[0] or ())
    return Matches(match for _, match in found[:MOST])


def find_match(catalog: Catalog, text: str) -> Match | None:
    """Return the best match of a name, None where nothing has it.

    Parameters
    ----------
    catalog : Catalog
    text : str
        A name or a part of one.
    """
    return next(iter(search(text, layers=catalog)), None)


def systems(*, layers: Catalog | None = None) -> Systems:
    """Return the systems with range, basis, sources, and where public sources say they are.

    Parameters
    ----------
    layers : Catalog, optional
        By default the layers of the package.
    """
    catalog = choose_catalog(layers)
    return Systems(_source(catalog, one) for one in catalog.systems.values())


def fold_name(text: str) -> str:
    """Return a name as it is compared: without case, marks, hyphens and dots.

    Kana are read as letters, as the browser's search does it (``web/src/tools/folding.js``).

    Parameters
    ----------
    text : str
        A name in either language, or part of one.

    Examples
    --------
    >>> fold_name("Naha-kō"), fold_name("ナハ・コウ")
    ('naha ko', 'naha ko')
    """
    even = unicodedata.normalize("NFKC", text).replace("ヶ", "ケ").replace("ヵ", "カ")
    plain = MARKS.sub("", unicodedata.normalize("NFKD", read_kana(even)))
    return GAPS.sub(" ", plain.lower()).strip()


@dataclass(frozen=True, slots=True)
class _Entry:
    match: Match
    own: tuple[str, ...]
    others: tuple[str, ...]
    role: str
    wide: bool


@keep(1)
def _list_entries(catalog: Catalog) -> tuple[_Entry, ...]:
    named = (
        (one.role, catalog.layer(one.id)) for one in catalog.theatre.layers if one.role in ROLES
    )
    return tuple(entry for role, layer in named for entry in _read_layer(layer, role))


def _read_layer(layer: Layer, role: str) -> Iterator[_Entry]:
    for one in layer.features:
        row = one["properties"]
        own = [row[name] for name in OWN_NAMES if isinstance(row.get(name), str)]
        if not own or (role == "places" and row.get("same_as")):
            continue
        others = [*_list_texts(row, OTHER_NAMES), *_list_texts(row, CODES)]
        yield _Entry(
            _match(layer, one, role), _fold_all(own), _fold_all(others), role,
            row.get("kind") in WIDE or role == "land",
        )  # fmt: skip


def _list_texts(row: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = row.get(name)
        yield from (str(one) for one in (value if isinstance(value, list) else [value]) if one)


def _fold_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold_name(one) for one in texts)


def _match(layer: Layer, feature: Feature, role: str) -> Match:
    row = feature["properties"]
    alone = role == "areas" and len(layer.features) == 1
    first = next(row[name] for name in OWN_NAMES if isinstance(row.get(name), str))
    kinds = row.get("kinds") if isinstance(row.get("kinds"), list) else [row.get("kind")]
    return Match(
        layer.id if alone else f"{layer.id}/{feature['id']}",
        {"en": row.get("name_en") or first, "ja": row.get("name_ja") or first},
        ", ".join(str(one) for one in kinds or () if one) or role,
        layer.id,
    )


def _rank(entry: _Entry, wanted: str) -> Rank | None:
    """Return where an entry stands, the best lowest; None where it has no such name."""
    own = min((_compare(key, wanted) for key in entry.own), default=None)
    best = min(_compare(key, wanted) for key in (*entry.own, *entry.others))
    if best > PART:
        return None
    place: float = best
    if entry.wide and best == WHOLE:
        place = WHOLE_AREA
    elif entry.role == "facilities" and (best == WHOLE or (own is not None and own <= PART)):
        place = min(best, own if own is not None else best) + AHEAD
    return place, ROLES.index(entry.role), len(entry.own[0])


def _compare(key: str, wanted: str) -> int:
    at = key.find(wanted)
    if at < 0:
        return PART + 1
    if at == 0:
        return WHOLE if key == wanted else BEGINNING
    return WORD if f" {wanted}" in key else PART


def _source(catalog: Catalog, system: System) -> SourcedSystem:
    words = catalog.words("en")
    named = [cite_source(catalog.sources.get(one, {"publisher": one}), words)
             for one in system.sources]  # fmt: skip
    return SourcedSystem(
        **{one.name: getattr(system, one.name) for one in fields(System)},
        basing=tuple(row for row in catalog.basing if row.system == system.id),
        cited=tuple(dict.fromkeys(named)),
    )


def _say_range(system: System) -> str:
    return "no public range" if system.range_km is None else f"{system.range_km:,.0f} km"
