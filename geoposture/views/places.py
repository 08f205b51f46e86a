"""A feature as its page has it: what it is in words, each fact with its source and its day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geoposture import geodesy
from geoposture.catalog import Catalog, Layer, split_list
from geoposture.language.codebook import label_field
from geoposture.language.sentences import say_length
from geoposture.language.words import Words, number
from geoposture.model import Feature
from geoposture.views import facilities
from geoposture.views.toponyms import (
    describe_status,
    kind_word,
    name_feature,
    name_roles,
    name_towns,
    translate_text,
)

MOST_NEIGHBOURS, MOST_KM = 5, 100.0
"""Farther away nobody would call it a neighbour."""
TOLD = re.compile(
    r"name|name_.*|sources|role|current|approximate|disputed|area_scope|area_date"
    r"|status_date|position_basis|uncertainty_km|grade|wikidata|geonames_id"
    r"|extent_only|shifted_km|schema|second_km"
)
"""Properties that are said in other words, or beside another one."""
MADE = frozenset({"as_of", "holes_min_km2"})
"""Properties that are decided or noted by who makes the layer."""
FREE = frozenset({"note", "definition", "edition", "host", "access", "position_basis"})
"""Properties in sentences or titles, in the language of the data."""
UNIT = re.compile(r"_(km2|km|m|deg)$")
WIKIDATA, GEONAMES = "https://www.wikidata.org/entity/", "https://sws.geonames.org/"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a place.

    Attributes
    ----------
    label, text : str
        What it is of, and what it says.
    sources : tuple of str
        Ids of its own sources; none where those of the entry are.
    ref : str or None
        A feature that it names.
    foreign : bool
        It is in the language of the data, not in that of the reader.
    made : bool
        It is ours, made with the entry: no source says it.
    """

    label: str
    text: str
    sources: tuple[str, ...] = ()
    ref: str | None = None
    foreign: bool = False
    made: bool = False


def describe_place(catalog: Catalog, layer: Layer, feature: Feature, words: Words) -> list[Fact]:
    """Return the facts about a feature in words; what is not known is left out.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where it lies.
    feature : Feature
    words : Words
    """
    row = feature["properties"]
    facts = [*_say_role(catalog, layer, feature, words)]
    for name, value in row.items():
        if value is None or value in ([], "") or TOLD.fullmatch(name) or find_told(row, name):
            continue
        facts.append(_say_fact(catalog, layer, feature, name, words))
    facts += _say_position(catalog, layer, feature, words)
    return [one for one in facts if one.text]


def find_told(row: Mapping[str, Any], name: str) -> list[str]:
    """Return the properties that a property `NAME_source` tells the sources of.

    Parameters
    ----------
    row : mapping
        The properties of a feature.
    name : str
        One of them; nothing for another one.
    """
    told = name.removesuffix("_source")
    if told == name:
        return []
    return [key for key in row
            if key != name and key not in (f"{told}_date", f"{told}_scope")
            and (key == told or key.startswith(f"{told}_"))]  # fmt: skip


def find_own(catalog: Catalog, layer: Layer, feature: Feature, name: str) -> tuple[str, ...]:
    """Return the sources of one property: the feature's for it, or the layer's that it names.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where the feature lies.
    feature : Feature
    name : str
        One of its properties.
    """
    row, told = feature["properties"], catalog.held.get(f"{layer.id}/{feature['id']}", {})
    given = [one for key, value in row.items() if name in find_told(row, key)
             for one in split_list(str(value or ""))]  # fmt: skip
    named = row.get("sources") or ()
    held = [one for one in layer.info.held_by.get(name, ()) if one in named]
    return tuple(dict.fromkeys([*told.get(name, ()), *given, *held]))


def tell_rest(
    catalog: Catalog, layer: Layer, feature: Feature, facts: Sequence[Fact], words: Words
) -> tuple[str, str | None]:
    """Return what the facts without a source of their own rest on: a line, and its one source.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where the feature lies.
    feature : Feature
    facts : sequence of Fact
        What is said of it.
    words : Words
    """
    left = [one for one in facts if not (one.sources or one.made)]
    if not left:
        return "", None
    ids = _list_named(catalog, layer, feature["properties"])
    form = "none" if not ids else "one" if len(ids) == 1 else "several"
    some = any(one.sources for one in facts)
    text = words.text(f"place.rest.{form}") if some else words.text(f"place.all.{form}")
    return text, ids[0] if form == "one" else None


def say_dispute(feature: Feature, words: Words) -> list[str]:
    """Return who says what of a disputed feature, in the theatre's words where it has some.

    Words of the theatre for its id tell of one whose layer has no such property.

    Parameters
    ----------
    feature : Feature
    words : Words
    """
    row, flagged = feature["properties"], bool(feature["properties"].get("disputed"))
    keys = [f"{key}{feature['id']}" for key in ("dispute.", "disputed.")]
    keys += [f"disputed.{feature['id']}.more"]
    keys += [f"disputed.{_slug(str(row.get('group') or ''))}"] if flagged else []
    told = [text for text in map(words.maybe, keys) if text]
    return told or ([words.text("note.disputed")] if flagged else [])


def list_neighbours(
    catalog: Catalog, layer: Layer, feature: Feature, words: Words
) -> list[dict[str, str]]:
    """Return the facilities nearest to a feature: reference, name, how far; none of an area.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where it lies.
    feature : Feature
    words : Words
    """
    own = f"{layer.id}/{feature['id']}"
    geometry = layer.geometry(feature["id"])
    if geometry is None or layer.id in catalog.theatre.list_role("areas"):
        return []
    others = [one for one in facilities.list_facilities(catalog)
              if one["ref"] != own and facilities.is_drawn(one)]  # fmt: skip
    if not others:
        return []
    at = np.array([one["geometry"]["coordinates"][:2] for one in others], dtype=float)
    far, _, _ = geodesy.find_nearest_points(at[:, 0], at[:, 1], geometry)
    nearest = np.argsort(np.asarray(far), kind="stable")[:MOST_NEIGHBOURS]
    return [
        {
            "ref": others[one]["ref"],
            "name": name_feature(others[one], words.lang),
            "far": say_length(float(far[one]) / 1000, words),
        }
        for one in nearest
        if float(far[one]) / 1000 <= MOST_KM
    ]


def describe_schema(layer: Layer, feature: Feature, words: Words, address: str) -> dict[str, Any]:
    """Return a feature as schema.org has a Place, with what it is the same as elsewhere.

    Parameters
    ----------
    layer : Layer
        Where it lies.
    feature : Feature
    words : Words
    address : str
        Of its page.
    """
    row, geometry = feature["properties"], layer.geometry(feature["id"])
    name = name_feature(feature, words.lang)
    others = [row.get(f"name_{one}") for one in ("en", "ja")]
    others += [text for key in ("aliases", "other_names") for text in _list_texts(row.get(key))]
    named = dict.fromkeys(str(one) for one in others if one and one != name)
    place: dict[str, Any] = {
        "@context": "https://schema.org/", "@type": "Place", "name": name, "url": address,
        "alternateName": [*named],
        "sameAs": [one["href"] for one in list_same(row)],
    }  # fmt: skip
    if geometry is not None and geometry.geom_type == "Point":
        place["geo"] = {"@type": "GeoCoordinates", "latitude": geometry.y, "longitude": geometry.x}
    elif geometry is not None:
        west, south, east, north = (round(float(one), 2) for one in shapely.bounds(geometry))
        place["geo"] = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return {key: value for key, value in place.items() if value not in ([], None)}


def _list_texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def list_same(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return where a feature is told elsewhere: name of the place and address.

    Parameters
    ----------
    row : mapping
        Its properties.
    """
    found = []
    if re.fullmatch(r"Q[0-9]+", str(row.get("wikidata") or "")):
        found.append({"text": "Wikidata", "href": f"{WIKIDATA}{row['wikidata']}"})
    if isinstance(row.get("geonames_id"), int):
        found.append({"text": "GeoNames", "href": f"{GEONAMES}{row['geonames_id']}/"})
    return found


def _say_role(catalog: Catalog, layer: Layer, feature: Feature, words: Words) -> Iterator[Fact]:
    row, named = feature["properties"], name_roles(catalog, words.lang)
    own = named.get(f"role.{feature['id']}")
    role = own or row.get("role")
    if role:
        held = find_own(catalog, layer, feature, "role")
        yield Fact(label_field("role", words.lang), str(role), held, foreign=not own)


def _say_fact(catalog: Catalog, layer: Layer, feature: Feature, name: str, words: Words) -> Fact:
    row, label = feature["properties"], label_field(name, words.lang)
    own = find_own(catalog, layer, feature, name)
    if name == "area_km2":
        return Fact(label, _say_area(row, words), own)
    if name == "status":
        return Fact(label, describe_status(row, words).strip(), own)
    if name in ("part_of", "same_as"):
        ref = str(row[name]) if "/" in str(row[name]) else f"{layer.id}/{row[name]}"
        return Fact(label, _name(catalog, ref, words), own, ref=ref)
    if name == "listed" and catalog.theatre.lead:
        return Fact(label, words.date(str(row[name])), (catalog.theatre.lead.counted_by,))
    if name in FREE and isinstance(row[name], str):
        text, translated = translate_text(catalog, row[name], words)
        return Fact(label, text, own, foreign=not translated)
    return Fact(label, say_value(catalog, name, row[name], words), own, made=name in MADE)


def say_value(catalog: Catalog, name: str, value: Any, words: Words) -> str:
    """Return a value in words: names, days, lengths and answers of yes or no.

    Parameters
    ----------
    catalog : Catalog
    name : str
        Of the property.
    value : whatever it holds
    words : Words
    """
    if isinstance(value, bool):
        return words.text("answer.yes" if value else "answer.no")
    if isinstance(value, list | tuple):
        return words.text("list.join").join(say_value(catalog, name, one, words) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, int | float):
        return _say_number(name, value, words)
    return _say_word(catalog, name, str(value), words)


def _say_word(catalog: Catalog, name: str, text: str, words: Words) -> str:
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        return words.date(text)
    say = WORDS.get(name)
    return text if say is None else say(catalog, text, words)


def _name_town(catalog: Catalog, text: str, words: Words) -> str:
    return name_towns(catalog, words.lang).get(f"town.{text}", text)


def _name_branch(catalog: Catalog, text: str, words: Words) -> str:
    del catalog
    return words.maybe(f"legend.branch.{text.lower()}") or text


def _name_kind(catalog: Catalog, text: str, words: Words) -> str:
    del catalog
    return kind_word(text, words)


def _name_status(catalog: Catalog, text: str, words: Words) -> str:
    del catalog
    return describe_status({"status": text}, words).strip()


def _name_group(catalog: Catalog, text: str, words: Words) -> str:
    del catalog
    return words.maybe(f"group.{_slug(text)}") or text


def _translate(catalog: Catalog, text: str, words: Words) -> str:
    return translate_text(catalog, text, words)[0]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z]+", "_", text.lower()).strip("_")


def _say_number(name: str, value: float, words: Words) -> str:
    unit = UNIT.search(name)
    most = 3 if abs(value) < 10 else 2  # noqa: PLR2004
    # As many as it has: 0.4 is not 0.400.
    decimals = len(f"{value:.{most}f}".rstrip("0").partition(".")[2])
    figure = number(value, decimals) if unit else f"{value:g}"
    if unit is None:
        return figure
    if unit[1] == "km2":
        return words.text("card.km2", n=figure)
    if unit[1] == "m":
        return words.text("card.metres", n=figure)
    word = words.text("unit.kilometre") if unit[1] == "km" else "°"
    return words.text("number.with_unit", n=figure, unit=word)


def _say_area(row: Mapping[str, Any], words: Words) -> str:
    area = row["area_km2"]
    text = _say_number("area_km2", area, words) if isinstance(area, int | float) else str(area)
    joint = words.text("card.area_joint") if row.get("area_scope") == "with_joint" else ""
    known = [joint, words.date(str(row["area_date"])) if row.get("area_date") else ""]
    after = words.text("list.join").join(filter(None, known))
    return words.text("number.with_other", length=text, other=after) if after else text


def _say_position(catalog: Catalog, layer: Layer, feature: Feature, words: Words) -> Iterator[Fact]:
    """Yield how far the position is off, its grade, and what it rests on."""
    row = feature["properties"]
    grade, km, label = (
        row.get("grade"),
        row.get("uncertainty_km"),
        label_field("position_basis", words.lang),
    )
    if grade == "M":
        yield Fact(label_field("grade", words.lang), words.text("table.unverified"), made=True)
    elif isinstance(km, int | float):
        graded = _say_grade(grade, words) if grade else ""
        about = words.text("card.position_about", km=f"{km:g}")
        text = words.text("number.with_other", length=about, other=graded) if graded else about
        yield Fact(label_field("uncertainty_km", words.lang), text, made=True)
    if row.get("position_basis"):
        text, translated = translate_text(catalog, str(row["position_basis"]), words)
        own = find_own(catalog, layer, feature, "position_basis")
        yield Fact(label, text, own, foreign=not translated)
    if row.get("second_km") is not None:
        yield _say_fact(catalog, layer, feature, "second_km", words)


def _say_grade(grade: str, words: Words) -> str:
    """Return a grade with what it stands for; one that the codebook does not know as it is."""
    return words.maybe(f"place.grade.{grade}") or words.text("card.grade", grade=grade)


def _name_country(catalog: Catalog, code: str, words: Words) -> str:
    """Return the name of a country by its code, as a layer of places has it, else nothing."""
    for layer_id in catalog.theatre.list_role("places"):
        for one in catalog.layers[layer_id].features:
            if (
                one["properties"].get("kind") == "country"
                and one["properties"].get("country") == code
            ):
                return name_feature(one, words.lang)
    return ""


def _name(catalog: Catalog, ref: str, words: Words) -> str:
    layer, feature_id = catalog.locate(ref)
    known = layer is not None and feature_id in layer.index
    return name_feature(layer.feature(feature_id), words.lang) if layer and known else ref


def list_sources(catalog: Catalog, layer: Layer, feature: Feature) -> Sequence[str]:
    """Return the ids of the sources that a feature rests on; those of its layer if it names none.

    A feature whose list of sources is empty has none.

    Parameters
    ----------
    catalog : Catalog
    layer : Layer
        Where it lies.
    feature : Feature
    """
    row, told = feature["properties"], catalog.held.get(f"{layer.id}/{feature['id']}", {})
    own = [
        *_list_named(catalog, layer, row),
        *(one for ids in told.values() for one in ids),
        *(
            one
            for key, value in row.items()
            if find_told(row, key)
            for one in split_list(str(value or ""))
        ),
    ]
    return [one for one in dict.fromkeys(own) if one in catalog.sources]


def _list_named(catalog: Catalog, layer: Layer, row: Mapping[str, Any]) -> Sequence[str]:
    """Return the sources that an entry names; one that cannot name any has those of its layer."""
    given = row.get("sources", layer.info.sources)
    named = map(str, given) if isinstance(given, list | tuple) else ()
    return [one for one in named if one in catalog.sources]


WORDS: Mapping[str, Callable[[Catalog, str, Words], str]] = {
    "municipalities": _name_town, "municipality": _name_town,
    "prefectures": _name_town, "prefecture": _name_town,
    "kinds": _name_kind, "kind": _name_kind, "branch": _name_branch, "group": _name_group,
    "status": _name_status,
    "country": _name_country, "administered_by": _name_country, "includes": _translate,
}  # fmt: skip
"""How the words of a property are said."""
