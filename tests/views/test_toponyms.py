"""What the layers say in English only has its Japanese words."""

from __future__ import annotations

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
