"""What the layers say in English only, in the reader's language: towns, roles, free texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from geoposture.catalog import Catalog
from geoposture.language.words import Words
from geoposture.model import Feature
from geoposture.views.facilities import list_facilities

TOWN_KINDS = ("city", "town", "village", "prefecture", "capital")
PARTED = "; "
ENDINGS = re.compile(r" (City|Town|Village|village|Ward|Prefecture)$")

Known = Mapping[tuple[str, bool], str]
"""(English name, whether it is a prefecture) → Japanese name."""


def name_towns(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return ``town.NAME`` → name of the towns and prefectures of facilities and islands.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    """
    if lang == "en":
        return {}
    known = _list_known(catalog)
    names: dict[str, str] = {}
    for name, is_prefecture in _list_wanted(catalog):
        found = known.get((name, is_prefecture)) or known.get((name, not is_prefecture))
        names |= {f"town.{name}": found} if found else {}
    return names


def name_roles(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return ``role.ID`` → what a facility is for; empty in English, which the layer has.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``.
    """
    if lang == "en":
        return {}
    return {
        f"role.{row['id']}": row.get(f"role_{lang}") or row.get("role_en") or ""
        for row in catalog.roles
    }


def translate_text(catalog: Catalog, text: str, words: Words) -> tuple[str, bool]:
    """Return a free text of the layers in the reader's language, and whether it is in that.

    ``texts.csv`` has it as a whole, or part by part where semicolons divide it.

    Parameters
    ----------
    catalog : Catalog
    text : str
        As the data have it.
    words : Words
    """
    if words.lang == "en":
        return text, True
    whole = _find_phrase(catalog, text, words.lang)
    if whole:
        return whole, True
    parts = [_find_phrase(catalog, one, words.lang) for one in text.split(PARTED)]
    known = [one for one in parts if one]
    return (words.text("list.semicolon").join(known), True) if len(known) == len(parts) \
        else (text, False)  # fmt: skip


def name_texts(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return ``basis.ID`` and ``remark.ID``: what cards of facilities say in another language.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``, in which the layers have them.
    """
    if lang == "en":
        return {}
    words = catalog.words(lang)
    told = {key: translate_text(catalog, text, words) for key, text in _list_texts(catalog)}
    return {key: text for key, (text, translated) in told.items() if translated}


def _list_texts(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for one in list_facilities(catalog):
        for key, property_ in (("basis", "position_basis"), ("remark", "note")):
            if isinstance(text := one["properties"].get(property_), str):
                yield f"{key}.{one['id']}", text


def name_limits(catalog: Catalog, lang: str) -> dict[str, str]:
    """Return ``limits.LAYER``: by which limits an area is one, with their edition.

    Parameters
    ----------
    catalog : Catalog
    lang : str
        Language of the words, such as ``en``, in which the layers have them.
    """
    words, found = catalog.words(lang), {}
    for layer_id in catalog.theatre.list_role("areas") if lang != "en" else ():
        row = catalog.layers[layer_id].features[0]["properties"]
        parts = [row.get(one) for one in ("definition", "edition")]
        told = [translate_text(catalog, one, words) for one in parts if isinstance(one, str)]
        if told and all(translated for _, translated in told):
            found[f"limits.{layer_id}"] = words.text("list.semicolon").join(one for one, _ in told)
    return found


def _find_phrase(catalog: Catalog, text: str, lang: str) -> str | None:
    return catalog.phrases.get(text, {}).get(lang)


def _list_known(catalog: Catalog) -> Known:
    known: dict[tuple[str, bool], str] = {}
    for one in _list_features(catalog, "places"):
        row = one["properties"]
        if row.get("kind") in TOWN_KINDS and row.get("name_ja") and row.get("name_en"):
            known.setdefault((row["name_en"], False), str(row["name_ja"]))
            plain = ENDINGS.sub("", row["name_en"])
            known.setdefault((plain, row["kind"] == "prefecture"), str(row["name_ja"]))
    return known


def _list_wanted(catalog: Catalog) -> Iterator[tuple[str, bool]]:
    for one in list_facilities(catalog):
        for property_, is_prefecture in (("municipalities", False), ("prefectures", True)):
            yield from ((str(name), is_prefecture) for name in list_values(one, property_))
    for one in _list_features(catalog, "land"):
        yield from ((str(name), True) for name in list_values(one, "prefecture"))


def _list_features(catalog: Catalog, role: str) -> Iterator[Feature]:
    for layer_id in catalog.theatre.list_role(role):
        yield from catalog.layers[layer_id].features


def list_values(feature: Feature, name: str) -> list[Any]:
    """Return the values of a property, whether it is a list, one value, or not there.

    Parameters
    ----------
    feature : Feature
        Any.
    name : str
        Of the property.
    """
    value = feature["properties"].get(name)
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def name_reference(catalog: Catalog, reference: str, lang: str) -> str:
    """Return the name of a layer or feature; the reference itself where there is none.

    Parameters
    ----------
    catalog : Catalog
    reference : str
        ``LAYER/FEATURE`` or ``LAYER``.
    lang : str
        Language of the words, such as ``en``.
    """
    layer, feature_id = catalog.locate(reference)
    if layer is None or (feature_id and feature_id not in layer.index):
        return reference
    if not feature_id:
        return layer.info.title[lang]
    return name_feature(layer.feature(feature_id), lang, reference)


def name_feature(feature: Feature, lang: str, otherwise: str | None = None) -> str:
    """Return the name of a feature in a language, else in another, else its id.

    Parameters
    ----------
    feature : Feature
        Any.
    lang : str
        Language of the words, such as ``en``.
    otherwise : str, optional
        In place of its id, where it has no name; None takes the id.
    """
    row = feature["properties"]
    names = (row.get(one) for one in (f"name_{lang}", "name_en", "name_ja", "name"))
    found = next((str(one) for one in names if one), None)
    return found or otherwise or str(feature["id"])


def kind_word(kind: Any, words: Words) -> str:
    """Return the word for a kind of facility.

    Parameters
    ----------
    kind : str
        As the layer has it; without a word it stands as it is.
    words : Words
    """
    return words.maybe(f"kind.{str(kind).replace(' ', '_')}") or str(kind)


def describe_status(row: Mapping[str, Any], words: Words) -> str:
    """Return the status of a facility in words, with its date where it has one.

    Parameters
    ----------
    row : mapping
        The properties of a facility.
    words : Words
    """
    status = row.get("status")
    if status is None:
        return ""
    date = words.date(row["status_date"]) if row.get("status_date") else ""
    return words.own(f"status.{status}", str(status), date=date)
