"""Catalogue and words → what the map page says: plain values, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from geoposture.articles import published
from geoposture.catalog import Catalog, Layer
from geoposture.formats import FORMATS
from geoposture.language import citations
from geoposture.language.words import Words, load_words, number
from geoposture.model import Feature, Scene, SceneLayer, View
from geoposture.views import days, description, facilities, story, subset, toponyms

BRANCHES = {"USAF": "usaf", "USN": "usn", "USMC": "usmc", "USA": "usa", "JOINT": "joint"}
OKINAWA_BOUNDS = ((26.05, 127.60), (26.90, 128.35))
OKINAWA_AREA_SHARE = 70.27
"""Percent of the ministry's own total, 1 January 2020: 184.944 of 263.176 km²."""
CHIPS: Mapping[str, tuple[tuple[str, ...], tuple[tuple[float, float], tuple[float, float]]]] = {
    "okinawa": (("Okinawa",), ((25.9, 127.5), (27.0, 128.5))),
    "kanto": (("Tokyo", "Kanagawa"), ((35.15, 139.2), (35.9, 139.95))),
    "kyushu": (("Nagasaki", "Yamaguchi"), ((32.9, 129.4), (34.4, 132.5))),
    "north": (("Aomori", "Hokkaido"), ((40.3, 139.9), (43.2, 142.2))),
}
NOTES = (
    "note.uncertainty", "note.notshown", "note.absence", "note.onesided", "note.disputed",
    "note.targeting", "site.privacy",
)  # fmt: skip
BROWSER_WORDS = (
    "art.others", "card.", "claim.explicit", "claim.implied", "claim.keys", "claim.next",
    "claim.prev", "dir.", "err.mapfail", "filter.on", "group.", "kind.", "layer.east_china_sea",
    "layer.taiwan_strait", "layer.us_bases", "legend.approx", "legend.branch.", "legend.title",
    "note.disputed", "number.with", "share.gesture", "state.", "status.", "table.as_of",
    "table.unverified", "theme.", "tool.", "twin.", "unit.",
)  # fmt: skip
"""What the map needs at once: keys, or how they begin."""
TOOL_WORDS = (
    "basing.", "copy.", "coverage.", "distance.", "err.", "layer.", "method.", "note.otherforces",
    "number.", "pick.", "problem.", "refuse.", "search.", "share.", "site.title", "tab.layers",
    "table.", "unit.",
)  # fmt: skip
"""Fetched with the tools, when the first of them is opened."""
FIRST_FORMS = {
    "islands": "general.delta.json", "bases": "lean.json", "annotations": "lean.{lang}.json",
}  # fmt: skip
"""What the map asks for first, by the role of a layer."""
DETAILED = ("islands", "bases")
"""Roles whose whole layer is wanted later: near the coast, or with the first card."""
MEASURED_KINDS = ("capital", "city", "island", "islands")
SWITCHED = ("us_bases", "japan_archipelago", "taiwan_strait", "east_china_sea")
"""The layers that a reader can switch off."""
SWITCHED_WITH = {"sea_limits": "east_china_sea", "japan": "japan_archipelago"}
"""What is drawn for another layer, and goes with it."""


def make_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of the map page; `data_url` is where this version's files lie."""
    words = load_words(view.lang)
    shown = [one for one in _scene_layers(catalog, words, data_url) if one]
    return Scene(
        view=view,
        label=words.text("site.title"),
        layers=tuple(shown),
        words=words.subset(*BROWSER_WORDS) | toponyms.name_towns(catalog, view.lang),
        inset_bounds=OKINAWA_BOUNDS if view.inset else None,
        nearest=facilities.rank_facilities(catalog),
        sources_url="/sources",
    )


def make_framed_scene(catalog: Catalog, view: View, data_url: str) -> Scene:
    """Return the scene of an embed: public-domain coasts, small layers inside, no inset.

    Its layers are those of the view, since a frame has no switches.
    """
    words = load_words(view.lang)
    layers = [
        _backdrop("land", "land", catalog, words, data_url),
        _backdrop("japan", "japan", catalog, words, data_url),
        _inline("sea_limits", "limits", catalog),
        _drawn("us_bases", "bases", catalog, words, data_url),
        _told(catalog, view),
        _inline("labels", "labels", catalog),
    ]
    scene = make_scene(catalog, view, data_url)
    shown = tuple(narrow_layers((one for one in layers if one), view))
    return replace(scene, layers=shown, inset_bounds=None)


def narrow_layers(layers: Iterable[SceneLayer], view: View) -> Iterable[SceneLayer]:
    """Yield layers, those that the view names visible; what has no switch stays."""
    for one in layers:
        switch = SWITCHED_WITH.get(one.id, one.id)
        off = view.layers is not None and switch in SWITCHED and switch not in view.layers
        yield replace(one, visible=not off)


def describe_page(catalog: Catalog, view: View) -> dict[str, Any]:
    """Return everything the page template prints, apart from addresses."""
    words = load_words(view.lang)
    bases, article = catalog.layer("us_bases"), story.describe_article(catalog, view)
    return {
        "lang": view.lang,
        "other_lang": "ja" if view.lang == "en" else "en",
        "theme": view.theme,
        "t": words.text,
        "title": words.text("site.title"),
        "subtitle": describe_subject(article, words),
        "asof": story.say_dates(catalog, view),
        "chips": describe_chips(bases, words),
        "first": _first_card(bases, catalog, words),
        "article": article,
        "others": story.list_others(catalog, view),
        "claims": story.describe_claims(catalog, view),
        "legend": _legend(bases, words),
        "filters": describe_filters(catalog, words),
        "layers": [_describe_layer(layer, catalog, words) for layer in catalog.layers.values()],
        "facilities": describe_facilities(bases, catalog, words),
        "coasts": " ".join(catalog.coasts),
        "targets": [*_describe_seas(catalog, words), *_describe_towns(catalog, words)],
        "seas": _describe_seas(catalog, words),
        "twin": description.describe_view(catalog, view),
        "inset": {"id": "inset_1", "caption": _inset_caption(bases, words)},
        "notes": [words.text(key) for key in NOTES],
        "attribution": words.text("note.attribution"),
    }


def describe_chips(bases: Layer, words: Words) -> list[dict[str, Any]]:
    """Return the ready-made views with the number of listed facilities in each."""
    return [
        {"id": name, "bounds": bounds, "label": words.text(f"chip.{name}", n=_count(bases, places))}
        for name, (places, bounds) in CHIPS.items()
    ]


def describe_subject(article: Mapping[str, Any], words: Words) -> str:
    """Return what the page is about, in one sentence."""
    if not article["date"]:
        return words.text("site.subtitle_plain")
    return words.text("site.subtitle", article_date=article["date"])


def describe_facilities(bases: Layer, catalog: Catalog, words: Words) -> list[dict[str, Any]]:
    """Return the rows of the table, every facility, in the order of the layer."""
    towns = toponyms.name_towns(catalog, words.lang)
    return [
        _describe_facility(one, words, towns)
        | {"sources": _publishers(one["properties"], catalog.sources, words)}
        for one in bases.features
    ]


def describe_filters(catalog: Catalog, words: Words) -> list[dict[str, Any]]:
    """Return the choices of each filter: property, label, and its values with their words."""
    rows = [
        one["properties"] for one in catalog.layer("us_bases").features if facilities.is_drawn(one)
    ]
    kinds = sorted({kind for row in rows for kind in row["kinds"]})
    prefectures = sorted({name for row in rows for name in row["prefectures"]})
    towns = toponyms.name_towns(catalog, words.lang)
    grades = (("A", "legend.exact"), ("B", "legend.one"), ("C", "legend.approx"))
    return [
        {"property": "kinds", "label": words.text("table.col.kind"),
         "options": [{"value": one, "text": kind_word(one, words)} for one in kinds]},
        {"property": "prefectures", "label": words.text("card.prefecture"),
         "options": [{"value": one, "text": towns.get(f"town.{one}", one)}
                     for one in prefectures]},
        {"property": "grade", "label": words.text("filter.grade"),
         "options": [{"value": value, "text": words.text(key)} for value, key in grades]},
    ]  # fmt: skip


def _scene_layers(catalog: Catalog, words: Words, data_url: str) -> Iterable[SceneLayer | None]:
    yield _sea("taiwan_strait", catalog, words)
    yield _sea("east_china_sea", catalog, words)
    yield _backdrop("land", "land", catalog, words, data_url)
    yield _drawn("japan_archipelago", "islands", catalog, words, data_url)
    yield _inline("sea_limits", "limits", catalog)
    yield _drawn("us_bases", "bases", catalog, words, data_url)
    yield _drawn("annotations", "annotations", catalog, words, data_url)
    yield _inline("labels", "labels", catalog)


def _sea(layer_id: str, catalog: Catalog, words: Words) -> SceneLayer | None:
    """Return a sea in its general form, inside the script: small, and a request less."""
    if layer_id not in catalog.layers:
        return None
    layer = catalog.layer(layer_id)
    coarse = catalog.general.get(layer_id)
    data = orjson.loads(coarse) if coarse else {"features": list(layer.features)}
    title = layer.info.title[words.lang]
    return SceneLayer(id=layer_id, role="sea", title=title, data=data)


def _drawn(layer_id: str, role: str, catalog: Catalog, words: Words, url: str) -> SceneLayer | None:
    if layer_id not in catalog.layers:
        return None
    full = f"{url}/layers/{layer_id}.geojson"
    first = f"{url}/layers/{layer_id}.{FIRST_FORMS[role].format(lang=words.lang)}"
    if role == "islands" and layer_id not in catalog.general:
        first = full
    return SceneLayer(
        id=layer_id,
        role=role,
        title=catalog.layer(layer_id).info.title[words.lang],
        url=first,
        detail_url=full if role in DETAILED and first != full else None,
    )


def _told(catalog: Catalog, view: View) -> SceneLayer | None:
    """Return the annotations of the view's article in their lean form, inside the script."""
    name = f"{published.LAYER}.{FIRST_FORMS[published.LAYER].format(lang=view.lang)}"
    files = subset.pack_layers(catalog)
    if name not in files:
        return None
    title = catalog.layer(published.LAYER).info.title[view.lang]
    layer = SceneLayer(
        id=published.LAYER, role=published.LAYER, title=title, data=orjson.loads(files[name])
    )
    return keep_article(layer, catalog, view)


def keep_article(layer: SceneLayer, catalog: Catalog, view: View) -> SceneLayer:
    """Return annotations without those of other articles; any other layer as it is."""
    if layer.id != published.LAYER or layer.data is None:
        return layer
    article = published.choose_article(catalog, view.article)
    rows = layer.data["features"]
    kept = [one for one in rows if article and one["properties"]["article"] == article["id"]]
    return replace(layer, data={**layer.data, "features": kept})


def _inline(name: str, role: str, catalog: Catalog) -> SceneLayer | None:
    """Return a small backdrop with its data inside: a request less."""
    if name not in catalog.backdrop:
        return None
    return SceneLayer(id=name, role=role, title=name, data=orjson.loads(catalog.backdrop[name]))


def _backdrop(name: str, role: str, catalog: Catalog, words: Words, url: str) -> SceneLayer | None:
    if name not in catalog.backdrop:
        return None
    title = words.text("layer.land") if name == "land" else name
    return SceneLayer(
        id=name, role=role, title=title, url=f"{url}/layers/backdrop/{name}.delta.json"
    )


def describe_tools(lang: str) -> dict[str, str]:
    """Return the words of the tools."""
    return load_words(lang).subset(*TOOL_WORDS) | toponyms.name_roles(lang)


def _first_card(bases: Layer, catalog: Catalog, words: Words) -> dict[str, str]:
    listed = [one for one in bases.features if one["properties"].get("listed")]
    okinawa = _count(bases, ("Okinawa",))
    dated = days.describe_days(catalog, words)
    read_in = catalog.sources.get(days.COUNTED_IN, {})
    share = round(100 * okinawa / len(listed)) if listed else 0
    return {
        "lead": words.text(
            "first.lead", n=len(listed), k=okinawa, pct_count=share,
            pct_area=round(OKINAWA_AREA_SHARE),
        ),
        "lead_source": words.text(
            "first.lead_source", list_date=dated["list_date"],
            source=citations.cite_source(read_in, words),
        ),
    }  # fmt: skip


def _legend(bases: Layer, words: Words) -> dict[str, Any]:
    drawn = [one for one in bases.features if facilities.is_drawn(one)]
    listed = [one for one in bases.features if one["properties"].get("listed")]
    unverified = sum(one["properties"]["grade"] == "M" for one in listed)
    returned = [one for one in listed if one["properties"]["status"] == "returned"]
    return {
        "table_note": words.text(
            "table.count_note",
            rows=len(bases.features),
            listed=len(listed),
            more=len(bases.features) - len(listed),
            drawn=len(drawn),
        ),
        "branches": _legend_branches(drawn, words),
        "drawn": len(drawn),
        "listed": len(listed),
        "doubts": list(bases.info.limits.get(words.lang, ()))[:2],
        "not_drawn": [
            words.text("legend.unverified", n=unverified),
            *(_returned(one, words) for one in returned),
        ],
    }


def _legend_branches(drawn: Sequence[Feature], words: Words) -> list[dict[str, Any]]:
    codes = [_branch_code(one["properties"]) for one in drawn]
    names = {code: name for name, code in BRANCHES.items()}
    return [
        {
            "code": code,
            "value": names.get(code, ""),
            "label": words.text(f"legend.branch.{code}"),
            "count": codes.count(code),
        }
        for code in (*BRANCHES.values(), "unknown")
        if code in codes
    ]


def _returned(feature: Feature, words: Words) -> str:
    properties = feature["properties"]
    status = words.text("status.returned", date=words.date(properties["status_date"]))
    return words.text("legend.returned", name=_name(properties, words.lang), status=status)


def _describe_layer(layer: Layer, catalog: Catalog, words: Words) -> dict[str, Any]:
    info, lang = layer.info, words.lang
    sources = [catalog.sources[one] for one in info.sources if one in catalog.sources]
    return {
        "id": layer.id,
        "drawn": layer.id in SWITCHED,
        "title": info.title[lang],
        "description": describe_layer(layer, lang),
        "count_label": _count_label(len(layer.features), words),
        "sources": [citations.describe_source(one, words) for one in sources],
        "compiled": words.text("layer.compiled", date=words.date(info.date)) if info.date else "",
        "limits": list(info.limits.get(lang, ())),
        "licence": info.licence,
        "licence_url": info.licence_url,
        "licence_words": info.licence_words[lang] if info.licence_words else None,
        "page": f"/collections/{layer.id}?f=html&lang={lang}",
        "downloads": [
            {"label": one.label, "href": f"/layers/{layer.id}.{ending}"}
            for ending, one in FORMATS.items()
        ],
    }


def _count_label(count: int, words: Words) -> str:
    if count == 1:
        return words.text("layer.feature_one")
    return words.text("layer.features", n=number(count))


def _describe_seas(catalog: Catalog, words: Words) -> list[dict[str, str]]:
    return [
        {"ref": layer_id, "name": catalog.layer(layer_id).info.title[words.lang]}
        for layer_id in ("taiwan_strait", "east_china_sea")
        if layer_id in catalog.layers
    ]


def _describe_towns(catalog: Catalog, words: Words) -> list[dict[str, str]]:
    if "places" not in catalog.layers:
        return []
    towns = [
        {"ref": f"places/{one['id']}", "name": _name(one["properties"], words.lang)}
        for one in catalog.layer("places").features
        if one["geometry"] is not None and one["properties"]["kind"] in MEASURED_KINDS
    ]
    return sorted(towns, key=lambda town: town["name"])


def describe_layer(layer: Layer, lang: str) -> str:
    """Return the description of a layer; the count is of drawn features outside any dispute."""
    drawn = sum(
        one["geometry"] is not None and not one["properties"].get("disputed")
        for one in layer.features
    )
    return layer.info.description[lang].replace("{n}", number(drawn))


def _describe_facility(feature: Feature, words: Words, towns: Mapping[str, str]) -> dict[str, Any]:
    row, lang = feature["properties"], words.lang
    other = "ja" if lang == "en" else "en"
    return {
        "ref": f"us_bases/{feature['id']}",
        "id": feature["id"],
        "name": _name(row, lang),
        "name_alt": _name(row, other),
        "alt_lang": other,
        "branch": words.text(f"legend.branch.{_branch_code(row)}"),
        "branch_code": _branch_code(row),
        "kinds": words.text("list.join").join(kind_word(kind, words) for kind in row["kinds"]),
        "place": _place(row, words, towns),
        "area": None if row["area_km2"] is None else f"{row['area_km2']:g}",
        "position": _position(row, words),
        "status": describe_status(row, words),
        "grade": row["grade"],
        "drawn": facilities.is_drawn(feature),
    }


def _publishers(
    row: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]], words: Words
) -> list[str]:
    named = (citations.cite_source(sources.get(one, {"publisher": one}), words)
             for one in row["sources"])  # fmt: skip
    return list(dict.fromkeys(named))


def kind_word(kind: str, words: Words) -> str:
    """Return the word for a kind of facility."""
    return words.maybe(f"kind.{kind.replace(' ', '_')}") or kind


def describe_status(row: Mapping[str, Any], words: Words) -> str:
    """Return the status of a facility in words, with its date where it has one."""
    date = words.date(row["status_date"]) if row["status_date"] else ""
    return words.text(f"status.{row['status']}", date=date)


def _name(row: Mapping[str, Any], lang: str) -> str:
    return str(row.get(f"name_{lang}") or row.get("name_en"))


def _branch_code(row: Mapping[str, Any]) -> str:
    return BRANCHES.get(row.get("branch") or "", "unknown")


def _place(row: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    towns, prefectures = (
        words.text("list.join").join(names.get(f"town.{one}", one) for one in row[key])
        for key in ("municipalities", "prefectures")
    )
    return words.text("table.town_prefecture", town=towns, prefecture=prefectures)


def _position(row: Mapping[str, Any], words: Words) -> str:
    if row["grade"] == "M":
        return words.text("table.unverified")
    return words.text("card.position_about", km=f"{row['uncertainty_km']:g}")


def _count(bases: Layer, prefectures: Sequence[str]) -> int:
    return sum(
        bool(one["properties"].get("listed"))
        and bool(set(prefectures) & set(one["properties"]["prefectures"]))
        for one in bases.features
    )


def _inset_caption(bases: Layer, words: Words) -> str:
    (south, west), (north, east) = OKINAWA_BOUNDS
    inside = sum(
        geometry is not None
        and bool(feature["properties"].get("listed"))
        and west <= geometry.x <= east
        and south <= geometry.y <= north
        for feature, geometry in zip(bases.features, bases.geometries, strict=True)
    )
    return words.text("inset.okinawa", n=inside, total=_count(bases, ("Okinawa",)))
