"""What a folder of layers says of itself: ``theatre.toml`` and ``words.csv`` beside the layers.

All of it is optional. Without the file every layer of points is a layer of facilities, if they
are not too many; every other one is drawn plainly, and the map opens with what the layers span.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from geoposture.catalog.placeholders import find_unfilled
from geoposture.catalog.tables import read_rows, read_toml
from geoposture.errors import BadData
from geoposture.language.words import LANGUAGES

FILE, WORDS = "theatre.toml", "words.csv"
MOST_DRAWN = 5_000
"""As many features of a layer are drawn one by one on a live map."""
ROLES = ("facilities", "areas", "land", "places", "annotations", "other")
"""What a layer is on the map, in the order in which layers without an entry are listed."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRole:
    """What a layer is in a theatre.

    Attributes
    ----------
    id : str
        The layer.
    role : str
        One of `ROLES`.
    switch : bool
        Whether a reader can switch it off.
    gazetteer : bool
        Whether articles are searched for its names.
    country : str or None
        The feature whose coast the layer is: a country that is measured to its islands.
    counted : str or None
        The property that features of an official list have; without it all of them count.
    draws : tuple of str
        What of the backdrop goes with the layer.
    """

    id: str
    role: str = "other"
    switch: bool = True
    gazetteer: bool = True
    country: str | None = None
    counted: str | None = None
    draws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A ready-made view, and the filter whose facilities are counted in it."""

    id: str
    bounds: Bounds
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """A small second map, where the facilities of a filter would be one blot."""

    id: str
    bounds: Bounds
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A place without an outline of its own, as the features of a layer that make it up."""

    feature: str
    layer: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """A name that means more than one place: readers are asked which, with words of their own."""

    id: str
    names: tuple[str, ...]
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A way to measure a length that articles name: the geodesic between two named ends.

    Attributes
    ----------
    id : str
        Its key among the words: ``definition.<id>``.
    name : str
        As the checks of articles name it.
    start, end : (lon, lat)
        Its ends, in degrees.
    origin, target : str or None
        The features that its ends are: a check measures between these.
    drawn : bool
        Whether maps draw it: lines that all but lie on another would not be told apart.
    """

    id: str
    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    origin: str | None = None
    target: str | None = None
    drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A share that is drawn below the opening sentence: one of its figures within another.

    Attributes
    ----------
    id : str
        Its words are ``lead.bar.<id>``, its share ``{pct_<id>}``.
    part, whole : str
        Figures of the lead, or ``k`` and ``n``, what passes its filter and what is counted.
    """

    id: str
    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The same count under another definition, or of another day.

    Attributes
    ----------
    id : str or None
        Its words are ``lead.otherwise.<id>``; without them it is read by checks only.
    definition : str or None
        What was counted.
    figure : float or None
        How many; a check reads whole numbers.
    figures : mapping of str to float
        Further figures of its words.
    part, whole : str or None
        The two of them whose share is ``{pct}``.
    source : str or None
        Who printed it, an id of ``sources.json``.
    derived_from : tuple of str
        Further sources, where its share was worked out and is printed by none of them.
    day : str or None
        Of which day it is.
    """

    id: str | None = None
    definition: str | None = None
    figure: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    part: str | None = None
    whole: str | None = None
    source: str | None = None
    derived_from: tuple[str, ...] = ()
    day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What a map opens with: an official count, who made it, and what else is counted otherwise.

    Attributes
    ----------
    counted_by : str
        The source of the count, an id of ``sources.json``.
    within : str or None
        A filter; how many of the count pass it is part of the sentence, and they are what
        the sentence is about.
    place : str or None
        Where they are: its name is on each still map that has the sentence, if it has room.
    figures : mapping of str to float
        Further figures of the sentence, of the same source and day.
    day : str or None
        Of which day the count is, where its rows do not say it.
    definition : str or None
        What was counted.
    bars : tuple of Bar
        Shares of these figures.
    alternatives : tuple of Alternative
        The same under other definitions.
    note : str or None
        Why there is none.
    """

    counted_by: str
    within: str | None = None
    place: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    day: str | None = None
    definition: str | None = None
    bars: tuple[Bar, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """What the tools open with: references, and a radius in kilometres."""

    start: str | None = None
    end: str | None = None
    origins: str | None = None
    target: str | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """A theatre: its languages, what its layers are, and what a map of it opens with."""

    id: str = ""
    languages: tuple[str, ...] = LANGUAGES
    extent: Bounds | None = None
    as_of: str | None = None
    far_target: str | None = None
    home: str | None = None
    article: str | None = None
    layers: tuple[LayerRole, ...] = ()
    chips: tuple[Chip, ...] = ()
    insets: tuple[Inset, ...] = ()
    groups: tuple[Group, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    definitions: tuple[Definition, ...] = ()
    lead: Lead | None = None
    starts: Starts = Starts()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The words of the theatre by language and key."""

    def list_role(self, role: str) -> tuple[str, ...]:
        """Return the ids of the layers of a role, in the order of the theatre.

        Parameters
        ----------
        role : str
            Of `ROLES`.
        """
        return tuple(one.id for one in self.layers if one.role == role)

    def find_layer(self, layer_id: str) -> LayerRole:
        """Return what a layer is; one that the theatre does not name is drawn plainly.

        Parameters
        ----------
        layer_id : str
            Of a layer that is there.
        """
        return next((one for one in self.layers if one.id == layer_id), LayerRole(id=layer_id))


def lies_in(references: str | None, layers: Collection[str]) -> bool:
    """Tell whether any of some references lies in one of some layers.

    Parameters
    ----------
    references : str or None
        ``LAYER`` or ``LAYER/FEATURE``, with commas between.
    layers : collection of str
    """
    return any(one.partition("/")[0] in layers for one in (references or "").split(","))


def leave_out(theatre: Theatre, gone: Collection[str]) -> Theatre:
    """Return a theatre as if it did not name what lies in layers that it is not drawn of.

    Parameters
    ----------
    theatre : Theatre
    gone : collection of str
        Layers that cannot be used, and those that stay in a database.
    """

    def keep(reference: str | None) -> str | None:
        return None if lies_in(reference, gone) else reference

    def is_gone(group: Group) -> bool:
        return lies_in(group.feature, gone) or lies_in(group.layer, gone)

    starts, lead = theatre.starts, theatre.lead
    return replace(
        theatre,
        far_target=keep(theatre.far_target),
        groups=tuple(one for one in theatre.groups if not is_gone(one)),
        ambiguous=tuple(one for one in theatre.ambiguous
                        if not any(lies_in(feature, gone) for feature in one.features)),
        definitions=tuple(replace(one, origin=keep(one.origin), target=keep(one.target))
                          for one in theatre.definitions),
        lead=lead and replace(lead, place=keep(lead.place)),
        starts=replace(starts, start=keep(starts.start), end=keep(starts.end),
                       origins=keep(starts.origins), target=keep(starts.target)),
    )  # fmt: skip


TABLES = {
    "layers": "layer", "chips": "chip", "insets": "inset", "groups": "group",
    "ambiguous": "ambiguous", "definitions": "definition", "lead": "lead", "starts": "starts",
}  # fmt: skip
"""The key of the file for each part of a theatre that is a table of it."""
TITLES = {"site.title": "title", "site.subtitle_plain": "subtitle"}
"""The words that the file may have too, and how they are called there."""
KINDS = {"chips": Chip, "insets": Inset, "groups": Group, "ambiguous": Ambiguous,
         "definitions": Definition}  # fmt: skip
FARTHEST_LON, HIGHEST_LAT = 360, 90
FIGURE = "a finite number"
POSITION = "a longitude from -360 to 360 and a latitude from -90 to 90"
BOX = ("west, south, east, north: longitudes from -360 to 360 that are at most 360 apart, "
       "latitudes from -90 to 90, west before east and south before north")  # fmt: skip
WRONG = (KeyError, TypeError, ValueError, AttributeError)
"""What a value of another form than is wanted leads to."""


def read_theatre(
    folder: Path,
    kinds: Mapping[str, frozenset[str]],
    left_out: Collection[str] = (),
    *,
    words: Mapping[str, Mapping[str, str]] | None = None,
    dense: Collection[str] = (),
) -> Theatre:
    """Read the theatre of a folder.

    Parameters
    ----------
    folder : Path
        The folder of the layers.
    kinds : mapping of str to frozenset of str
        The types of the geometries of each layer, by its id.
    left_out : collection of str
        Layers that are there and cannot be used.
    words : mapping of str to mapping, optional
        Its words by language and key; those of ``words.csv`` by default.
    dense : collection of str
        Layers of more features than `MOST_DRAWN`: none of them is guessed to be one of marks.

    Raises
    ------
    BadData
        If a key is unknown, a value has another form, or a layer is not there.
    """
    file = folder / FILE
    words = read_words(folder) if words is None else words
    if not os.path.lexists(file):
        guessed = tuple(
            LayerRole(id=one, role="other" if one in dense else _guess_role(one, kinds[one]))
            for one in kinds
        )
        return Theatre(id=folder.name, layers=guessed, words=words)
    table = read_toml(file)
    try:
        table["layer"] = [one for one in table.get("layer", ()) if one.get("id") not in left_out]
        return _make_theatre(table, kinds, words)
    except WRONG as error:
        lines = _tell(error).splitlines()
        raise BadData("\n".join(f"{FILE}: {one}" for one in lines)) from error


def _make_theatre(
    table: dict[str, Any],
    kinds: Mapping[str, frozenset[str]],
    words: Mapping[str, Mapping[str, str]],
) -> Theatre:
    titles: dict[str, dict[str, str]] = {}
    taken = {name: table.pop(key) for name, key in TABLES.items() if key in table}
    makers: dict[str, Callable[[Any], Any]] = {
        **{name: partial(_make_all, kind) for name, kind in KINDS.items()},
        "layers": lambda rows: _complete(_make_all(LayerRole, rows), kinds),
        "lead": _make_lead,
        "starts": _make_starts,
    }
    taken.setdefault("layers", ())
    parts: dict[str, Any] = {}
    theatre: Theatre
    *_, theatre = _gather([
        *(partial(_put, titles, key, partial(_read_title, table, key), name)
          for key, name in TITLES.items()),
        *(partial(_put, parts, name, makers[name], value) for name, value in taken.items()),
        lambda: _make(Theatre, {**table, **parts, "words": _join_words(titles, words)}),
    ])  # fmt: skip
    return theatre


def _put(parts: dict[str, Any], name: str, make: Callable[[Any], Any], value: Any) -> None:
    parts[name] = make(value)


def _gather(makers: Iterable[Callable[[], Any]]) -> list[Any]:
    """Return what each of several makes; if any cannot, raise one error with a line for each."""
    made, wrong = [], []
    for make in makers:
        try:
            made.append(make())
        except WRONG as error:
            wrong.append(_tell(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    return made


def _make_lead(table: Any) -> Lead:
    parts = {"bars": Bar, "alternatives": Alternative}
    made = {name: _make_all(kind, table[name]) for name, kind in parts.items()
            if name in table}  # fmt: skip
    lead: Lead = _make(Lead, {**table, **made})
    return lead


def _make_starts(table: dict[str, Any]) -> Starts:
    named = {"from": "start", "to": "end"}
    starts: Starts = _make(Starts, {named.get(key, key): value for key, value in table.items()})
    return starts


def _make_all(kind: Callable[..., Any], rows: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(_gather(partial(_make, kind, row) for row in rows))


def _make(kind: Any, row: Mapping[str, Any]) -> Any:
    known = [one.name for one in fields(kind)]
    wrong = [f"“{name}” is not known here; known: {', '.join(known)}"
             for name in row if name not in known]  # fmt: skip
    values = {name: _freeze(value) for name, value in row.items() if name in known}
    hints = get_type_hints(kind)
    wrong += [f"“{name}” has another form (docs/theatre.md); got {str(value)[:60]}"
              for name, value in values.items() if not _fits(value, hints[name])]  # fmt: skip
    wrong = wrong or _find_odd_numbers(row, values)
    if wrong:
        raise ValueError("\n".join(wrong))
    return kind(**values)


def _fits(value: Any, hint: Any) -> bool:
    """Tell whether a value of a TOML file has the type that a field declares."""
    kind, parts = get_origin(hint), get_args(hint)
    if hint is Any or isinstance(value, kind or hint if isinstance(kind or hint, type) else ()):
        if kind is tuple:
            several = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
            return len(several) == len(value) and all(map(_fits, value, several))
        if kind is Mapping:
            return all(_fits(one, parts[1]) for one in value.values())
        return True
    if kind in (Union, UnionType):
        return any(_fits(value, one) for one in parts)
    return hint is float and isinstance(value, int) and not isinstance(value, bool)


def _find_odd_numbers(row: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """Say which values of the right types have numbers that nothing can be drawn or told by."""
    of = f" of “{str(row['id'])[:40]}”" if "id" in row else ""
    single: dict[str, Any] = {}
    for name, value in values.items():
        several = isinstance(value, Mapping)
        single |= {f"{name}.{key}": one for key, one in value.items()} if several else {name: value}
    return [f"“{name}”{of} is {wanted}; got {str(value)[:60]}"
            for name, value in single.items() if (wanted := _tell_wanted(value))]  # fmt: skip


def _tell_wanted(value: Any) -> str | None:
    """Say what a number, the end of a line or a box has to be, None where it is that."""
    if isinstance(value, int | float):
        return None if math.isfinite(_read_number(value)) else FIGURE
    numbers = value if isinstance(value, tuple) else ()
    if not numbers or not all(isinstance(one, int | float) for one in numbers):
        return None
    if len(numbers) == len(get_args(Bounds)):
        return None if _is_box(*map(_read_number, numbers)) else BOX
    return None if _is_position(*map(_read_number, numbers)) else POSITION


def _is_box(west: float, south: float, east: float, north: float) -> bool:
    corners = _is_position(west, south) and _is_position(east, north)
    return corners and south < north and 0 < east - west <= FARTHEST_LON


def _is_position(lon: float, lat: float) -> bool:
    return abs(lon) <= FARTHEST_LON and abs(lat) <= HIGHEST_LAT


def _read_number(value: float) -> float:
    """Return a number as a float: TOML has whole numbers that are longer than one."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _freeze(value: Any) -> Any:
    return tuple(_freeze(one) for one in value) if isinstance(value, list) else value


def _complete(
    named: tuple[LayerRole, ...], kinds: Mapping[str, frozenset[str]]
) -> tuple[LayerRole, ...]:
    """Return the roles of all layers: those that are named first, in their order."""
    # Articles come and go: without any of them their layer is not there.
    named = tuple(one for one in named if one.id in kinds or one.role != "annotations")
    wrong = [f"layer {one.id}: role is one of {', '.join(ROLES)}; got “{one.role}”"
             for one in named if one.role not in ROLES]  # fmt: skip
    wrong += [f"layer “{one.id}” is not there; layers: {', '.join(kinds)}"
              for one in named if one.id not in kinds]  # fmt: skip
    if wrong:
        raise ValueError("\n".join(wrong))
    known = {one.id for one in named}
    rest = (LayerRole(id=one, role=_role_of(one)) for one in kinds if one not in known)
    return (*named, *rest)


def _role_of(layer_id: str) -> str:
    return layer_id if layer_id == "annotations" else "other"


def _guess_role(layer_id: str, kinds: frozenset[str]) -> str:
    return "facilities" if kinds == {"Point"} and _role_of(layer_id) == "other" else "other"


def _read_title(table: dict[str, Any], key: str, name: str) -> dict[str, str]:
    """Return a title of the file in each language, nothing where it has none."""
    found = {lang: table.pop(f"{name}_{lang}") for lang in LANGUAGES if f"{name}_{lang}" in table}
    for lang, text in found.items():
        if not isinstance(text, str):
            raise TypeError(f"{name}_{lang} is a text in quotes; got {str(text)[:60]}")
        if fault := find_unfilled(key, text):
            raise ValueError(f"{name}_{lang}: {fault}")
    first = next(iter(found.values()), "")
    return {lang: found.get(lang, first) for lang in LANGUAGES}


def _join_words(
    titles: Mapping[str, Mapping[str, str]], words: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return the words of a theatre with the titles of its file, which they win over."""
    return {
        lang: {key: text[lang] for key, text in titles.items() if text[lang]} | dict(own)
        for lang, own in words.items()
    }


def read_words(folder: Path) -> dict[str, dict[str, str]]:
    """Return the words of a theatre by language and key, empty where it has no table of them.

    Parameters
    ----------
    folder : Path
        Of the layers.

    Raises
    ------
    BadData
        If ``words.csv`` is no table, or a text asks for what it does not get; a line each.
    """
    rows = read_rows(folder / WORDS)
    faults = [
        f"{WORDS}: row {number}: {row['key']}, {lang}: {fault}"
        for number, row in enumerate(rows, start=1)
        for lang in LANGUAGES
        if row.get("key") and (fault := find_unfilled(row["key"] or "", row.get(lang) or ""))
    ]
    if faults:
        raise BadData("\n".join(faults))
    return {
        lang: {row["key"]: row[lang] for row in rows if row.get("key") and row.get(lang)}  # type: ignore[misc]
        for lang in LANGUAGES
    }


def _tell(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
