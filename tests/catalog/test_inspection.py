"""A folder of layers says what is wrong in it, and what is missing, in order of harm."""

from __future__ import annotations

import pytest

from geoposture.catalog.inspection import MISSING, WRONG, inspect_folder


def change(folder, name, old, new):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_is_wrong_in_the_shipped_layers(copied_layers):
    assert [one.line() for one in inspect_folder(copied_layers) if one.kind == WRONG] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("theatre.toml", 'from = "us_bases/kadena-ab"', 'from = "us_bases/kadana-ab"', "kadana-ab"),
        ("theatre.toml", 'far_target = "places/taiwan"', 'far_target = "places/none"', "places"),
        ("theatre.toml", 'country = "places/japan"', 'country = "nowhere/japan"', "nowhere"),
        ("theatre.toml", 'target = "us_bases/kadena-ab"', 'target = "us_bases/x"', "bases"),
        ("theatre.toml", 'feature = "places/ryukyu-islands"', 'feature = "places/r"', "group"),
        ("theatre.toml", '"places/sea-of-japan"', '"places/sea-of-nothing"', "sea-of-nothing"),
        ("theatre.toml", 'where = "prefectures:Okinawa"', 'where = "province:O"', "province"),
        ("theatre.toml", 'within = "prefectures:Okinawa"', 'within = "::"', "lead"),
        ("theatre.toml", 'counted_by = "mod-list-2020"', 'counted_by = "nobody"', "nobody"),
        ("theatre.toml", 'source = "kanagawa-2023"', 'source = "nobody"', "nobody"),
        ("theatre.toml", '"uub-usfj-2018"', '"nobody"', "nobody"),
        (
            "fact_sources.csv",
            "us_bases/kadena-ab,",
            "us_bases/kadana-ab,",
            "no feature “us_bases/ka",
        ),
        ("fact_sources.csv", "kadena-ab,status,", "kadena-ab,state,", "feature has no “state”"),
        ("fact_sources.csv", "status,mod-list-2020", "status,nobody", "no source “nobody”"),
        ("theatre.toml", 'part = "k"', 'part = "kk"', "no figure “kk”"),
        ("theatre.toml", "km2_within = 226.192", "km2_within = 326.192", "no part of"),
        ("theatre.toml", 'id = "count"\npart', "id = 5\npart", "id"),
        ("words.csv", "lead.bar.area,", "lead.bar.land,", "lead.bar.area"),
        ("theatre.toml", 'role = "areas"', 'role = "sea"', "role is one of"),
        ("theatre.toml", 'id = "us_bases"\nrole', 'id = "bases"\nrole', "bases"),
        ("theatre.toml", 'role = "land"', 'role = "land"\ncolour = "red"', "colour"),
        ("theatre.toml", 'languages = ["en", "ja"]', 'languages = ["en", "ja"', "TOML"),
        ("theatre.toml", "extent = [116.0, 20.0, 147.0, 46.0]", 'extent = "wide"', "extent"),
        ("theatre.toml", "extent = [116.0, 20.0, 147.0, 46.0]", "extent = [116, 20]", "extent"),
        ("theatre.toml", "radius_km = 800.0", 'radius_km = "far"', "radius_km"),
        ("theatre.toml", "radius_km = 800.0", "radius_km = true", "radius_km"),
        ("theatre.toml", 'languages = ["en", "ja"]', 'languages = "en"', "languages"),
        ("theatre.toml", "drawn = false", "drawn = 0", "drawn"),
        ("us_bases.toml", "sources = [", 'sources = "abc"\nothers = [', "sources"),
        ("words.csv", "chip.kanto,", "chip.kantoo,", "chip.kanto"),
        ("words.csv", "lead.sentence,", "lead.sentences,", "lead.sentence"),
        ("words.csv", "definition.soya,", "definition.sooya,", "definition.soya"),
        ("sources/basing.csv", "us_bases/", "us_bases/not-", "basing"),
        ("us_bases.geojson", '"Point","coordinates":[1', '"Point","coordinates":[x', "us_bases"),
    ],
)
def test_each_fault_is_one_line_that_names_its_place(copied_layers, name, old, new, told):
    change(copied_layers, name, old, new)
    wrong = [one.line() for one in inspect_folder(copied_layers) if one.kind == WRONG]
    assert len(wrong) >= 1
    assert any(told in line for line in wrong), wrong
    assert all("\n" not in line and "Traceback" not in line for line in wrong)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("us_bases.toml", "licence =", "licence_was =", "licence"),
        ("us_bases.toml", '"osm"', '"osmm"', "osmm"),
        ("words.csv", "note.notshown,", "note.notshown2,", "note.notshown"),
        (
            "theatre.toml",
            'languages = ["en", "ja"]',
            'languages = ["ja", "fr"]',
            "the interface has no “fr”; its pages are in ja",
        ),
    ],
)
def test_what_is_missing_is_told_and_stops_nothing(copied_layers, name, old, new, told):
    before = len(inspect_folder(copied_layers))
    change(copied_layers, name, old, new)
    found = inspect_folder(copied_layers)
    assert len(found) > before
    assert {one.kind for one in found} == {MISSING}
    assert any(told in one.line() for one in found)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", True),
        ('note = "One authority counts."', False),
        ('alternatives = [{definition = "Others too", figure = 1, source = "osm"}]', False),
    ],
)
def test_a_count_stands_beside_others_or_says_why_not(copied_layers, said, told):
    file = copied_layers / "theatre.toml"
    before, lead, after = file.read_text(encoding="utf-8").partition("[lead]\n")
    rows = [one for one in after.split("\n[[")[0].splitlines() if "=" in one]
    kept = [one for one in rows if one.startswith(("counted_by", "within", "figures = {"))]
    rest = after[after.index("\n[[layer]]") :]
    file.write_text("\n".join([before + lead, *kept, said, rest]), encoding="utf-8")
    found = [one for one in inspect_folder(copied_layers) if "lead" in one.where]
    assert [one.kind for one in found] == ([MISSING] if told else [])


BROKEN = {
    "us_bases.geojson": ('"Point","coordinates":[1', '"Point","coordinates":[99991'),
    "us_bases.toml": ('date = "', 'date = "x'),
    "words.csv": ("lead.sentence,", "lead.sentence,,,,,,"),
    "theatre.toml": ('role = "areas"', 'role = "sea"'),
    "sources.json": ("{", ""),
    "sources/basing.csv": ("id,system,", "id,systems,"),
    "towns.csv": ("id,", "no,"),
    "questions.csv": ("id,kind,", "id,kinds,"),
    "texts.csv": ("en,", "en\x01,"),
    "articles/hegseth-tokyo-2025-03-30.toml": ("\n", "\n= 1\n"),
    "backdrop/labels.geojson": ("{", ""),
}


def tell_wrong(folder):
    return [one.line() for one in inspect_folder(folder) if one.kind == WRONG]


def test_faults_of_many_files_are_all_told_in_one_run_in_order_of_harm(copied_layers):
    for name, (old, new) in BROKEN.items():
        change(copied_layers, name, old, new)
    lines = tell_wrong(copied_layers)
    names = [name.rpartition("/")[2] for name in BROKEN if name != "us_bases.toml"]
    for name in names:
        assert any(line.startswith(f"wrong: {name}:") for line in lines), (name, lines)
    order = [line.split(": ")[1] for line in lines]
    assert order[0] == "us_bases.geojson"
    assert order.index("theatre.toml") < order.index("sources.json") < order.index("texts.csv")
    assert all("\n" not in line for line in lines)
    # What is said of a layer is read where its features are well.
    change(copied_layers, "us_bases.geojson", "[99991", "[1")
    assert any(line.startswith("wrong: us_bases.toml: date") for line in tell_wrong(copied_layers))


@pytest.mark.parametrize("layer", ["us_bases", "places", "east_china_sea"])
def test_a_layer_that_cannot_be_read_hides_no_fault_and_makes_none(copied_layers, layer):
    change(copied_layers, f"{layer}.geojson", "{", "")
    change(copied_layers, "words.csv", "definition.soya,", "definition.sooya,")
    change(copied_layers, "theatre.toml", 'counted_by = "mod-list-2020"', 'counted_by = "nobody"')
    lines = tell_wrong(copied_layers)
    places = dict.fromkeys(line.split(":")[1].strip() for line in lines)
    assert list(places) == [f"{layer}.geojson", "words.csv", "theatre.toml"]


def test_each_bad_row_of_a_table_is_told(copied_layers):
    table = copied_layers / "sources" / "basing.csv"
    heading = table.read_text(encoding="utf-8").splitlines()[0]
    table.write_text(heading + "\n" + "a,,,,,,,,,\nb,x,,,,,,,,\n", encoding="utf-8")
    lines = tell_wrong(copied_layers)
    assert [line for line in lines if "basing.csv: a: system is empty" in line]
    assert [line for line in lines if "basing.csv: b: place is empty" in line]
