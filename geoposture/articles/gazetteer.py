"""The names that articles use, generated from the layers: a new base is found at once.

Three tables beside this module correct what the layers' own names leave open: `names.csv`
(further names; which feature comes first where two share one; names that are no places in
news), `stops.csv` (newspapers, organisations, ships) and `homonyms.csv` (a base and the
town of the same name).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from geoposture.articles.vocabulary import read_words
from geoposture.catalog import Catalog

LAYERS = ("us_bases", "places", "japan_archipelago", "taiwan_strait", "east_china_sea")
STOP = ""
WORD = re.compile(r"\w+|,")
BARE_ISLANDS = frozenset({"Amami Islands", "Daito Islands", "Miyako Islands", "Yaeyama Islands"})
GENERIC = read_words("generic")
LONGEST_ACRONYM = 5
LEAST_BARE = 7  # Yuri, Taisho and Kuba are names of people too
COUNTRY_KINDS = frozenset({"country", "region", "area", "ocean"})
BASE_KINDS = frozenset({"base", "military base", "airport", "training area"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it stands for; `feature` is empty where it is no place.

    `exact` names are acronyms: they match in capitals only. `alternatives` are the other
    features that carry the name.
    """

    text: str
    feature: str
    kind: str
    exact: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Homonym:
    """A base and the town of the same name."""

    name: str
    base: str
    town: str | None
    japanese: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """All names: words → Name for scripts with spaces, text → Name for Japanese."""

    words: Mapping[tuple[str, ...], Name]
    japanese: Mapping[str, Name]
    homonyms: Mapping[str, Homonym]
    kinds: Mapping[str, str]
    demonyms: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def kind(self, feature: str) -> str:
        """Return the kind of a feature: country, city, base, sea."""
        return self.kinds.get(feature, "")


def make_gazetteer(catalog: Catalog) -> Gazetteer:
    """Return the gazetteer of a catalogue."""
    kinds = dict(_list_kinds(catalog))
    groups = collect_names(catalog)
    first = {row["name"]: row["feature"] for row in _read("names") if row["how"] == "first"}
    words: dict[tuple[str, ...], Name] = {}
    japanese: dict[str, Name] = {}
    for text, features in groups.items():
        if text not in first and _is_tied(features):
            continue  # islands of one name: asked about, not guessed
        ranked = sorted(features, key=lambda one: (one != first.get(text), _rank(one)))
        name = Name(text, ranked[0], kinds.get(ranked[0], ""), is_acronym(text), tuple(ranked[1:]))
        _add(name, words, japanese)
    for row in _read("stops"):
        _add(Name(row["name"], STOP, row["why"]), words, japanese)
    homonyms = {
        row["name"]: Homonym(row["name"], row["base"], row["town"] or None, row["japanese"])
        for row in _read("homonyms")
        if row["base"] in kinds
    }
    demonyms = {split_words(row["demonym"]): row["feature"] for row in _read("demonyms")}
    return Gazetteer(words, japanese, homonyms, kinds, demonyms)


def collect_names(catalog: Catalog) -> dict[str, list[str]]:
    """Return every name and the features that carry it."""
    dropped = {(row["name"], row["feature"]) for row in _read("names") if row["how"] == "drop"}
    groups: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for text, feature in [*_list_names(catalog), *_list_further(catalog)]:
        if (text, feature) in dropped or not text:
            continue
        same = known.setdefault(fold(text), text)
        if feature not in groups.setdefault(same, []):
            groups[same].append(feature)
    return groups


def find_unranked(catalog: Catalog) -> list[tuple[str, list[str]]]:
    """Return the names of several features between which neither table nor layer decides.

    Islands that share a name are left out: they are never linked by it.
    """
    stated = {fold(row["name"]) for row in _read("names") if row["how"] == "first"}
    return [
        (text, features)
        for text, features in collect_names(catalog).items()
        if fold(text) not in stated
        and _is_tied(features)
        and not all(one.startswith("japan_archipelago/") for one in features)
    ]


def split_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name: no case, no accents, no hyphens, dots or quotes."""
    return tuple(WORD.findall(fold(text)))


def fold(text: str) -> str:
    """Return a text without case, accents and kinds of quotes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def is_acronym(text: str) -> bool:
    """Tell whether a name is written in capitals alone and short: US, ROC, ECS."""
    letters = [one for one in text if one.isalpha()]
    return (
        0 < len(letters) <= LONGEST_ACRONYM
        and all(one.isupper() for one in letters)
        and is_latin(text)
    )


def is_latin(text: str) -> bool:
    """Tell whether a text has no Japanese or Chinese character."""
    return not any(is_cjk(one) for one in text)


def is_cjk(one: str) -> bool:
    """Tell whether a character is kana or a Chinese character."""
    return "\u3040" <= one <= "\u30ff" or "\u3400" <= one <= "\u9fff" or one in "々〆ヶ"


def _add(name: Name, words: dict[tuple[str, ...], Name], japanese: dict[str, Name]) -> None:
    if is_latin(name.text):
        key = split_words(name.text)
        if key:
            words[key] = name
    else:
        japanese[unicodedata.normalize("NFKC", name.text)] = name


def _list_kinds(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for layer_id in LAYERS:
        if layer_id in catalog.layers:
            yield layer_id, layer_id
            for one in catalog.layers[layer_id].features:
                kind = "base" if layer_id == "us_bases" else one["properties"].get("kind")
                yield f"{layer_id}/{one['id']}", kind or layer_id


def _list_names(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for layer_id in LAYERS:
        for one in catalog.layers[layer_id].features if layer_id in catalog.layers else ():
            properties = one["properties"]
            reference = properties.get("same_as") or f"{layer_id}/{one['id']}"
            for text in _list_forms(layer_id, properties):
                yield text, reference


def _list_further(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for row in _read("names"):
        layer_id, _, feature = row["feature"].partition("/")
        held = layer_id in catalog.layers and (
            not feature or feature in catalog.layers[layer_id].index
        )
        if held and row["how"] != "drop":
            yield row["name"], row["feature"]


def _list_forms(layer_id: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """Return the forms of a feature's names that articles use."""
    given = [properties.get("name_en"), properties.get("name_ja")]
    given += properties.get("aliases") or properties.get("other_names") or []
    if layer_id == "japan_archipelago":
        yield from _list_island_forms(properties)
        return
    for text in filter(None, given):
        for part in re.split(r" / |[（(]|[)）]", text):
            plain = part.strip().removeprefix("the ").removeprefix("The ")
            yield plain
            yield from _vary(plain)


def _vary(text: str) -> Iterator[str]:
    """Return the common variants of a name: short forms of a base, the plural of a sea."""
    for start in ("US ", "JASDF ", "JMSDF ", "JGSDF "):
        if text.startswith(start):
            yield text.removeprefix(start)
    if text.endswith(" Air Base"):
        yield text.removesuffix(" Air Base") + " AB"
        yield text.removesuffix(" Air Base") + " Airbase"
    for long, short in (("Marine Corps Air Station ", "MCAS "), ("Naval Air Facility ", "NAF ")):
        if text.startswith(long):
            yield short + text.removeprefix(long)
    if text.startswith("US Fleet Activities "):
        yield "Commander, " + text.removeprefix("US ")
        yield "Commander " + text.removeprefix("US ")
    if text.endswith((" Sea", " Strait", " Channel", " Island")):
        yield text + "s"
    if text.startswith("キャンプ・"):
        yield text.replace("・", "")


def _list_island_forms(properties: Mapping[str, Any]) -> Iterator[str]:
    """Return an island's names; bare ones that are surnames too only with their tail."""
    given = [properties.get("name_en"), *(properties.get("other_names") or [])]
    names = [one for one in given if one]
    if len(properties.get("name_ja") or "") > 2:  # noqa: PLR2004 - 大島, 中島 are surnames
        yield properties["name_ja"]
    for text in (re.sub(r" \(.*\)", "", one) for one in names):
        if not is_latin(text) or "Island" in text:
            yield text
        else:
            yield f"{text} Island"
            known = properties.get("group") in BARE_ISLANDS or properties.get("disputed")
            if known and len(text) >= LEAST_BARE:
                yield text


def _is_tied(features: list[str]) -> bool:
    ranks = [_rank(one) for one in features]
    return ranks.count(min(ranks)) > 1


def _rank(reference: str) -> int:
    """Bases before places before islands: what the news on this subject means."""
    return LAYERS.index(reference.partition("/")[0])


def _read(table: str) -> Iterable[Mapping[str, str]]:
    file = resources.files("geoposture") / "articles" / f"{table}.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
