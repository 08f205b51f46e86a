"""What the layers say in English only has its Japanese words."""

from __future__ import annotations

from dataclasses import replace

from geoposture.views import toponyms


def test_every_role_is_translated_from_what_the_layer_says_today(catalog):
    told = {one["id"]: one["properties"]["role"] for one in catalog.layer("us_bases").features}
    assert {row["id"]: row["role_en"] for row in catalog.roles} == told
    assert all(row["role_ja"] for row in catalog.roles)


def test_every_group_of_islands_has_a_name(catalog):
    known = catalog.theatre.words["en"]
    known = {text for key, text in known.items() if key.startswith("group.")}
    islands = catalog.layer("japan_archipelago").features
    groups = {one["properties"]["group"] for one in islands} - {None}
    assert {name.removesuffix(" (Diaoyu)") for name in known} == groups


def test_every_prefecture_has_a_japanese_name(catalog):
    names = toponyms.name_towns(catalog, "ja")
    islands = catalog.layer("japan_archipelago").features
    wanted = {one["properties"]["prefecture"] for one in islands} - {None}
    assert {name for name in wanted if f"town.{name}" not in names} == set()
    assert names["town.Okinawa"] == "沖縄県"


def test_cards_have_notes_bases_and_limits_in_japanese(catalog):
    texts = toponyms.name_texts(catalog, "ja")
    rows = catalog.layer("us_bases").features
    assert {f"basis.{one['id']}" for one in rows} <= set(texts)
    noted = {f"remark.{one['id']}" for one in rows if one["properties"]["note"]}
    assert {one for one in texts if one.startswith("remark.")} == noted
    assert texts["basis.kadena-ab"] == "飛行場の標点"
    limits = toponyms.name_limits(catalog, "ja")
    assert set(limits) == {"limits.taiwan_strait", "limits.east_china_sea"}
    assert limits["limits.taiwan_strait"].endswith("；第4版草案（2002年）")
    assert toponyms.name_texts(catalog, "en") == toponyms.name_limits(catalog, "en") == {}


def test_a_text_is_looked_up_whole_before_its_parts(catalog):
    rows = ({"en": "a; b", "ja": "甲"}, {"en": "a", "ja": "乙"}, {"en": "b", "ja": None})
    other, words = replace(catalog, texts=rows), catalog.words("ja")
    assert toponyms.translate_text(other, "a; b", words) == ("甲", True)
    assert toponyms.translate_text(other, "a; a", words) == ("乙；乙", True)
    assert toponyms.translate_text(other, "b", words) == ("b", False)
    assert toponyms.translate_text(other, "b; a", words) == ("b; a", False)
    assert toponyms.translate_text(other, "b", catalog.words("en")) == ("b", True)
