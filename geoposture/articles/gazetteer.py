"""The names that articles use, generated from the layers: a new facility is found at once.

The layers that the theatre marks as its gazetteer are read, facilities first. The tables of
the theatre (`articles.tables`) correct what the layers' own names leave open: further names,
which feature comes first where two share one, names that are no places in news, a base and
the town of the same name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from geoposture.articles.folding import fold, is_acronym, is_latin, split_words
from geoposture.articles.lexicon import list_words, read_words
from geoposture.articles.systems import make_pattern
from geoposture.articles.tables import Homonym, Tables, is_held, read_tables
from geoposture.catalog import Catalog
from geoposture.catalog.theatre import LayerRole

STOP = ""
GENERIC = read_words("generic")
HEADS = list_words("japanese_heads")
LEAST_BARE = 7  # shorter names of islands are names of people too
LEAST_JAPANESE = 3  # and so are those of two characters
LEAST_NAME = 2
TOWN_NOUNS = frozenset({"city", "town", "village"})
CAMPS = frozenset({"camp", "fort"})
PLACE_ENDING = re.compile(r"[県市町村島]$")
DIRECTIONS = ("north", "south", "east", "west")
SEARCHED = ("facilities", "places", "land", "areas", "other")
"""The roles of layers that have names, in the order in which a shared name goes to them."""
BASE = "base"
COUNTRY_KINDS = frozenset({"country", "region", "area", "ocean"})
BASE_KINDS = frozenset({BASE, "military base", "airport", "training area"})
BASE_TAILS: tuple[tuple[str, ...], ...] = tuple(
    tuple(one.split())
    for one in (
        "marine corps air station", "marine corps air base", "marine corps base",
        "naval air facility", "naval air station",
        "marine air station", "marine base", "air force base", "air station", "air field",
        "air base", "air bases", "naval base", "naval bases", "naval facility", "navy base",
        "naval port", "army base", "military base", "ab", "airbase", "airbases", "airfield",
        "base", "bases",
    )
)  # fmt: skip
BASE_AFTER = r"(?:海軍|海兵隊|空軍|航空)?(?:基地|飛行場)"
PAIR_AFTER = (
    r"[のはがをとで両関首同合共対間が、。]|安保|防衛|協議|会談|海峡|軍事|演習|首脳|政府|外相|国防|"
    r"漁業|貿易|経済|条約|協定|同盟|友好|国境|交渉|平和|租税|通商|地位|[0-9][かカヵケヶ]国|"
    r"軍|爆撃機|艦|海軍|空軍|部隊|艦艇"
)
SEA_ENDINGS: Mapping[str, str] = {
    " sea": "sea", " strait": "strait", " straits": "strait", " ocean": "ocean", " bay": "bay",
    "海峡": "strait", "海": "sea", "洋": "ocean", "湾": "bay",
}  # fmt: skip
SEA_KINDS = frozenset(SEA_ENDINGS.values())


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it stands for; `feature` is empty where it is no place.

    Attributes
    ----------
    feature : str
        A reference; empty where the name is no place.
    exact : bool
        It is an acronym, and matches in capitals only.
    alternatives : tuple of str
        The other features that carry it.
    """

    text: str
    feature: str
    kind: str
    exact: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    """All names: words → Name for scripts with spaces, text → Name for Japanese.

    `facilities` are the ids of the layers of facilities, `systems` what finds the names of
    systems.
    """

    words: Mapping[tuple[str, ...], Name]
    japanese: Mapping[str, Name]
    homonyms: Mapping[str, Homonym]
    kinds: Mapping[str, str]
    demonyms: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    tables: Tables = Tables()
    facilities: frozenset[str] = frozenset()
    systems: re.Pattern[str] = make_pattern(())

    @cached_property
    def base_tails(self) -> tuple[tuple[str, ...], ...]:
        """Words after a name that make it one of a base, the theatre's own with them."""
        own = (split_words(one) for one in self.tables.base_tails if is_latin(one))
        return (*BASE_TAILS, *own)

    @cached_property
    def base_after(self) -> re.Pattern[str]:
        """What follows the name of a base in Japanese, the theatre's own words with it."""
        own = [re.escape(one) for one in self.tables.base_tails if not is_latin(one)]
        return re.compile("|".join([*own, BASE_AFTER]))

    @cached_property
    def heads(self) -> re.Pattern[str]:
        """What stands before a name in one run of characters: whose base it is, or where."""
        heads = sorted({*self.tables.heads, *HEADS}, key=lambda one: (-len(one), one))
        return re.compile(f"(?:{'|'.join(map(re.escape, heads))})+")

    @cached_property
    def short_bases(self) -> Mapping[str, Name]:
        """The bases by the word that follows “Camp” in their names; none that is known alone."""
        return {
            key[1]: name
            for key, name in self.words.items()
            if len(key) == 2  # noqa: PLR2004
            and key[0] in CAMPS
            and name.kind == BASE
            and key[1:] not in self.words
        }

    @cached_property
    def short_towns(self) -> Mapping[str, Name]:
        """The towns by the word before “City”, “Town” or “Village”; none that is known alone."""
        return {
            key[0]: name
            for key, name in self.words.items()
            if len(key) == 2  # noqa: PLR2004
            and key[1] in TOWN_NOUNS
            and name.feature != STOP
            and key[:1] not in self.words
        }

    @cached_property
    def owned(self) -> Mapping[str, tuple[str, ...]]:
        """The names that are another feature's under another owner, with those features."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.tables.owners:
            if one.feature in self.kinds:
                found[one.name] = (*found.get(one.name, ()), one.feature)
        return found

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The Japanese forms of the names of places that people have, without their ending."""
        return frozenset(
            bare
            for text, name in self.japanese.items()
            if (bare := PLACE_ENDING.sub("", text)) and self._romanized(name) & self.tables.surnames
        )

    def _romanized(self, name: Name) -> set[str]:
        return self._latin.get(name.feature, set())

    @cached_property
    def _latin(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, name in self.words.items():
            for feature in (name.feature, *name.alternatives):
                found.setdefault(feature, set()).add(key[0])
        return found

    @cached_property
    def pairs(self) -> re.Pattern[str]:
        """Countries side by side, a character each: none before them, a fitting word after."""
        return re.compile(f"(?<![一-龯ァ-ヶ0-9])(?:{self.tables.pairs.pattern})(?={PAIR_AFTER})")

    @cached_property
    def characters(self) -> Mapping[str, str]:
        """The countries that characters stand for in pairs."""
        held = (one for one in self.tables.countries if one.feature in self.kinds)
        return {one: country.feature for country in held for one in country.characters}

    @cached_property
    def countries(self) -> frozenset[str]:
        """The folded names of the theatre's countries."""
        return frozenset(fold(one.name) for one in self.tables.countries)

    def kind(self, feature: str) -> str:
        """Return the kind of a feature: country, city, base, sea.

        Parameters
        ----------
        feature : str
            Its reference, ``LAYER/FEATURE``.
        """
        return self.kinds.get(feature, "")


def make_gazetteer(catalog: Catalog) -> Gazetteer:
    """Return the gazetteer of a catalogue.

    Parameters
    ----------
    catalog : Catalog
        The layers and the annotator's tables.

    Raises
    ------
    BadData
        If a row of the theatre's tables cannot be used.
    """
    tables = read_tables(catalog)
    kinds = dict(_list_kinds(catalog))
    words: dict[tuple[str, ...], Name] = {}
    japanese: dict[str, Name] = {}
    for name in _list_ranked(catalog, tables, kinds):
        _add(name, words, japanese)
    for text, why in tables.stops:
        _add(Name(text, STOP, why), words, japanese)
    return Gazetteer(
        words=words,
        japanese=japanese,
        homonyms={
            one.name: replace(one, town=one.town if one.town in kinds else None)
            for one in tables.homonyms
            if one.base in kinds
        },
        kinds=kinds,
        demonyms={split_words(text): one for text, one in tables.demonyms.items() if one in kinds},
        tables=tables,
        facilities=frozenset(catalog.theatre.list_role("facilities")),
        systems=make_pattern((*catalog.systems.values(), *tables.system_names)),
    )


def collect_names(catalog: Catalog) -> dict[str, list[str]]:
    """Return every name and the features that carry it.

    Parameters
    ----------
    catalog : Catalog
        The layers and the annotator's tables.

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    further = read_tables(catalog).further
    dropped = {(one.name, one.feature) for one in further if one.how == "drop"}
    groups: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for text, feature in [*_list_names(catalog), *_list_further(catalog)]:
        if (text, feature) in dropped or len(text) < LEAST_NAME:
            continue
        same = known.setdefault(fold(text), text)
        if feature not in groups.setdefault(same, []):
            groups[same].append(feature)
    return groups


def find_unranked(catalog: Catalog) -> list[tuple[str, list[str]]]:
    """Return the names of several features between which neither table nor layer decides.

    Islands that share a name are left out: they are never linked by it.

    Parameters
    ----------
    catalog : Catalog
        The layers and the annotator's tables.

    Raises
    ------
    BadData
        If a table of the annotator cannot be used.
    """
    stated = {fold(one.name) for one in read_tables(catalog).further if one.how == "first"}
    ranks, land = _rank_layers(catalog), catalog.theatre.list_role("land")
    return [
        (text, features)
        for text, features in collect_names(catalog).items()
        if fold(text) not in stated
        and _is_tied(features, ranks)
        and not all(_layer_of(one) in land for one in features)
    ]


def _list_searched(catalog: Catalog) -> list[LayerRole]:
    """Return the layers whose names are looked for, those first that shared names go to."""
    roles = (catalog.theatre.find_layer(one) for one in catalog.layers)
    named = [one for one in roles if one.gazetteer and one.role in SEARCHED]
    return sorted(named, key=lambda one: SEARCHED.index(one.role))


def _list_ranked(catalog: Catalog, tables: Tables, kinds: Mapping[str, str]) -> Iterator[Name]:
    """Return each name with the feature it goes to; islands of one name are not guessed."""
    first = {one.name: one.feature for one in tables.further if one.how == "first"}
    ranks = _rank_layers(catalog)
    for text, features in collect_names(catalog).items():
        if text not in first and _is_tied(features, ranks):
            continue
        wanted = first.get(text)
        ranked = sorted(features, key=lambda one: (one != wanted, _rank(one, ranks)))
        yield Name(text, ranked[0], kinds.get(ranked[0], ""), is_acronym(text), tuple(ranked[1:]))


def _add(name: Name, words: dict[tuple[str, ...], Name], japanese: dict[str, Name]) -> None:
    if is_latin(name.text):
        key = split_words(name.text)
        if key:
            words[key] = name
        if len(key) > 1 and key[0] in DIRECTIONS:  # its initial alone
            words.setdefault((key[0][0], *key[1:]), name)
    else:
        japanese[unicodedata.normalize("NFKC", name.text)] = name


def _list_kinds(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for role in _list_searched(catalog):
        kind = role.role
        for one in catalog.layers[role.id].features:
            kind = _find_kind(role, one["properties"])
            yield f"{role.id}/{one['id']}", kind
        yield role.id, kind if role.role in ("facilities", "areas") else role.role


def _find_kind(role: LayerRole, properties: Mapping[str, Any]) -> str:
    """Return the kind of a feature: a facility is a base, an area what its name ends with."""
    if role.role == "facilities":
        return BASE
    if isinstance(properties.get("kind"), str):
        return str(properties["kind"])
    names = [text.lower() for text in list_given(properties, ())] if role.role == "areas" else []
    ends = (kind for end, kind in SEA_ENDINGS.items() for text in names if text.endswith(end))
    return next(ends, role.role)


def _list_names(catalog: Catalog) -> Iterator[tuple[str, str]]:
    tables, languages = read_tables(catalog), catalog.theatre.languages
    twins = _find_twins(catalog)
    for role in _list_searched(catalog):
        bare = tables.bare_names.get(role.id)
        for one in catalog.layers[role.id].features:
            properties = one["properties"]
            same = properties.get("same_as")
            known = isinstance(same, str) and is_held(catalog, same)
            own = f"{role.id}/{one['id']}"
            reference = str(same) if known else twins.get(own, own)
            forms = (
                _list_forms(list_given(properties, languages), tables)
                if bare is None
                else _list_guarded_forms(properties, bare, tables)
            )
            for text in forms:
                yield text, reference


def _find_twins(catalog: Catalog) -> dict[str, str]:
    """Return the islands that a layer of places holds too, each with that place.

    They are told by a Japanese name that one feature of each layer has: the news of an island
    goes to one of the two by whatever name it is called.
    """
    searched = _list_searched(catalog)
    held: dict[str, dict[str, list[str]]] = {"places": {}, "land": {}}
    for role in searched:
        for one in catalog.layers[role.id].features:
            properties = one["properties"]
            name = properties.get("name_ja")
            wanted = role.role == "land" or properties.get("kind") == "island"
            if role.role in held and wanted and isinstance(name, str):
                held[role.role].setdefault(name, []).append(f"{role.id}/{one['id']}")
    return {
        land[0]: places[0]
        for name, land in held["land"].items()
        if len(land) == 1 and len(places := held["places"].get(name, [])) == 1
    }


def _list_further(catalog: Catalog) -> Iterator[tuple[str, str]]:
    searched = {one.id for one in _list_searched(catalog)}
    for one in read_tables(catalog).further:
        layer_id, _, feature = one.feature.partition("/")
        held = layer_id in searched and (not feature or feature in catalog.layers[layer_id].index)
        if held and one.how != "drop":
            yield one.name, one.feature


def list_given(properties: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """Return the names that a feature is given: in any language it may have them in.

    Parameters
    ----------
    properties : mapping
        Of the feature.
    languages : sequence of str
        Codes such as ``en``, beside English and Japanese.
    """
    keys = dict.fromkeys(["name_en", "name_ja", *(f"name_{one}" for one in languages), "name"])
    given = [properties.get(key) for key in keys]
    return [one for one in [*given, *_list_aliases(properties)] if isinstance(one, str) and one]


def _list_aliases(properties: Mapping[str, Any]) -> list[Any]:
    found = properties.get("aliases") or properties.get("other_names") or []
    return found if isinstance(found, list) else [found]


def _list_forms(given: Sequence[str], tables: Tables) -> Iterator[str]:
    """Return the forms of names that articles use."""
    for text in given:
        for part in re.split(r" / |[（(]|[)）]", text):
            plain = part.strip().removeprefix("the ").removeprefix("The ")
            yield plain
            yield from _vary(plain, tables)


def _vary(text: str, tables: Tables) -> Iterator[str]:
    """Return the common variants of a name: short forms of a base, the plural of a sea."""
    for pattern, form in tables.forms:
        changed = pattern.sub(form, text)
        if changed != text:
            yield changed
    if text.endswith(" Air Base"):
        yield text.removesuffix(" Air Base") + " AB"
        yield text.removesuffix(" Air Base") + " Airbase"
    if text.endswith((" Sea", " Strait", " Channel", " Island")):
        yield text + "s"
    if text.startswith("キャンプ・"):
        yield text.replace("・", "")


def _list_guarded_forms(
    properties: Mapping[str, Any], bare: Sequence[tuple[str, str]], tables: Tables
) -> Iterator[str]:
    """Return an island's names; those that are surnames too only with their tail."""
    given = [properties.get("name_en"), *_list_aliases(properties)]
    if len(str(properties.get("name_ja") or "")) >= LEAST_JAPANESE:
        yield str(properties["name_ja"])
    for text in (re.sub(r" \(.*\)", "", one) for one in given if isinstance(one, str) and one):
        if not is_latin(text) or "Island" in text:
            yield text
        else:
            yield f"{text} Island"
            yield from _vary(text, tables)
            if len(text) >= LEAST_BARE and any(_has(properties, *one) for one in bare):
                yield text


def _has(properties: Mapping[str, Any], name: str, value: str) -> bool:
    held = properties.get(name)
    return (str(held).lower() if isinstance(held, bool) else held) == value


def _is_tied(features: Sequence[str], ranks: Mapping[str, int]) -> bool:
    found = [_rank(one, ranks) for one in features]
    return found.count(min(found)) > 1


def _rank_layers(catalog: Catalog) -> dict[str, int]:
    """Bases before places before islands: what the news on forces means."""
    return {one.id: number for number, one in enumerate(_list_searched(catalog))}


def _rank(reference: str, ranks: Mapping[str, int]) -> int:
    return ranks.get(_layer_of(reference), len(ranks))


def _layer_of(reference: str) -> str:
    return reference.partition("/")[0]
