"""Articles about any theatre: what is found comes from its layers and tables, not from code."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import tokenize
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marked import read_marked

from geoposture import articles
from geoposture.articles import read_article
from geoposture.articles.checks import check_reading
from geoposture.articles.drafts import Article, make_draft
from geoposture.articles.gazetteer import make_gazetteer
from geoposture.articles.japanese import find_unresolved_japanese
from geoposture.articles.mentions import find_names
from geoposture.articles.tables import COLUMNS, find_dangling, read_tables
from geoposture.articles.text import parse_text
from geoposture.catalog import find_layers, load_layers
from geoposture.catalog.loading import Layer
from geoposture.catalog.theatre import ROLES, LayerRole, Theatre
from geoposture.errors import BadData
from geoposture.model import LayerInfo
from geoposture.service.watcher import WATCHED

PHILIPPINES = Path(__file__).parents[2] / "examples" / "philippines"
RENAMED = {
    "us_bases": "q1", "places": "q2", "japan_archipelago": "q3", "taiwan_strait": "q4",
    "east_china_sea": "q5",
}  # fmt: skip
REPORT = (
    "Four more\n\nMANILA — The Palace named four new sites: Naval Base Camilo Osias in Cagayan and "
    "Lal-lo Airport. Filipino troops wait at Basa Air Base in Pampanga; Basa Air Base in Palawan "
    "is none. Lal-lo Airport lies 400 km from Manila. There are nine bases. 在比米軍は日米比で訓練。"
)
CURRENCIES = re.compile(r"US\\?\$|U\\\.S\\\. \|US ")


def _read(text, catalog):
    reading = read_article(parse_text(text.encode()), catalog)
    checks = [
        {key: value for key, value in one.as_dict().items() if key != "inputs"}
        for one in check_reading(reading, catalog)
    ]
    return reading, checks


def _rename(folder):
    """Give every layer of a folder another id, wherever it is named."""
    for file in folder.rglob("*"):
        if file.suffix in (".csv", ".toml", ".geojson") and "backdrop" not in file.parts:
            text = file.read_text(encoding="utf-8")
            for old, new in RENAMED.items():
                text = re.sub(rf'(?<![\w/.])(?<!role = "){old}(?=/|")', new, text)
                if file.suffix == ".csv":
                    text = re.sub(rf"(?m)(?<=,){old}(?=,)|^{old}(?=,)", new, text)
            file.write_text(text, encoding="utf-8")
    for old, new in RENAMED.items():
        for file in folder.glob(f"{old}.*"):
            file.rename(file.with_name(new + file.name.removeprefix(old)))


def test_ids_of_layers_are_no_words_of_the_annotator(catalog, copied_layers):
    _rename(copied_layers)
    renamed = load_layers(copied_layers)
    assert set(RENAMED.values()) <= set(renamed.layers)
    assert find_dangling(renamed) == []

    def say_anew(found):
        text = json.dumps(found, ensure_ascii=False)
        for old, new in RENAMED.items():
            text = re.sub(rf'(?<=["“ ]){old}(?=/)|(?<="){old}(?=")', new, text)
        return json.loads(text)

    for name in ("remote", "strait", "kichi"):
        before, checks = _read(read_marked(name).text, catalog)
        after, checks_after = _read(read_marked(name).text, renamed)
        assert after.as_predictions() == say_anew(before.as_predictions())
        assert checks_after == say_anew(checks)
        assert before.mentions


def test_links_of_rules_follow_a_renamed_layer(copied_layers):
    _rename(copied_layers)
    text = (
        "Japan is a 1,900-mile archipelago. The US has 54,000 troops in Japan. The 18th Wing flew."
    )
    reading, checks = _read(text, load_layers(copied_layers))
    assert [one.feature for one in reading.implied] == ["q3", "q1", "q1/kadena-ab"]
    assert next(one for one in checks if one["kind"] == "length")["verdict"].startswith("depends")


def test_no_line_of_the_annotator_names_a_place(gazetteer):
    """Strings and comments hold none; docstrings give examples."""
    found = []
    for file in sorted(Path(articles.__file__).parent.glob("*.py")):
        source = file.read_text(encoding="utf-8")
        told = {
            ast.get_docstring(node, clean=False)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        words = [
            one.value
            for one in ast.walk(ast.parse(source))
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        words += [
            one.string
            for one in tokenize.generate_tokens(io.StringIO(source).readline)
            if one.type == tokenize.COMMENT
        ]
        for text in words:
            if text not in told:
                named = find_names(CURRENCIES.sub("", text), gazetteer)[0]
                found += [(file.name, one.surface) for one in named]
                found += [(file.name, one) for one in RENAMED if one != "places" and one in text]
    assert found == []


def test_a_theatre_without_tables_is_read_by_the_names_of_its_layers(catalog):
    bare = replace(catalog, annotator={})
    text = (
        "U.S. Marines flew from Kadena Air Base over the East China Sea to Yonaguni, 110 km from "
        "Taiwan. 嘉手納飛行場から東シナ海へ。 The U.S. has 54,000 troops in Japan."
    )
    reading, checks = _read(text, bare)
    named = {one.feature for one in reading.mentions}
    assert {
        "us_bases/kadena-ab", "east_china_sea/east-china-sea", "places/taiwan", "places/japan",
    } <= named  # fmt: skip
    assert any("yonaguni" in one for one in named)
    assert reading.implied == ()
    assert [one["kind"] for one in checks if one["verdict"] == "not_checkable"] == ["count"]
    assert make_draft(reading, Article(id="bare"), bare)["features"]


@pytest.fixture
def minimal(tmp_path):
    """One file of three points, which have a name and nothing else."""
    folder = tmp_path / "minimal"
    folder.mkdir()
    points = [
        {
            "type": "Feature",
            "id": name.lower().replace(" ", "-"),
            "geometry": {"type": "Point", "coordinates": [10.0 + number, 50.0]},
            "properties": {"name": name},
        }
        for number, name in enumerate(["Alphaville", "Port Beta", "A"])
    ]
    collection = {"type": "FeatureCollection", "features": points}
    (folder / "sites.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


def test_three_points_with_a_name_only(minimal, tmp_path, runner):
    article = tmp_path / "a.txt"
    article.write_text(
        "A ship left Alphaville. Port Beta lies 72 km from Alphaville. All three bases and one "
        "more site waited. A man counted 1,900 miles of archipelago.",
        encoding="utf-8",
    )
    shown = runner("annotate", str(article), "--layers", str(minimal), "--format", "json")
    assert (shown.status, shown.err) == (0, "")
    draft = json.loads(shown.out)
    linked = [one["properties"]["feature"] for one in draft["features"]]
    assert [one for one in linked if one] == ["sites/alphaville", "sites/port-beta",
                                              "sites/alphaville"]  # fmt: skip
    verdicts = [(one["kind"], one["verdict"]) for one in draft["checks"]]
    assert ("distance", "consistent") in verdicts
    assert {name for one in draft["checks"] for name in one.get("computed", ())} == {
        "nearest points"
    }
    assert ("count", "not_checkable") in verdicts


def test_the_philippines_are_read_by_the_same_code(runner, tmp_path):
    article, drafted = tmp_path / "ph.txt", tmp_path / "ph.geojson"
    article.write_text(REPORT, encoding="utf-8")
    layers = ("--layers", str(PHILIPPINES))
    shown = runner("annotate", str(article), "-o", str(drafted), *layers)
    assert (shown.status, shown.err) == (0, "")
    draft = json.loads(drafted.read_text(encoding="utf-8"))
    linked = {
        one["properties"]["surface"]: (one["properties"]["feature"], one["properties"]["category"])
        for one in draft["features"]
        if one["properties"]["feature"]
    }
    assert linked["Naval Base Camilo Osias"] == (
        "agreed_locations/naval-base-camilo-osias", "base",
    )  # fmt: skip
    assert linked["MANILA"] == ("places/manila", "place")
    assert linked["Filipino"] == ("places/philippines", "place")
    assert "us_bases" not in drafted.read_text(encoding="utf-8")
    assert runner("article", "lint", str(drafted), *layers).status == 0


def test_numbers_about_the_philippines_are_told_in_their_own_words():
    _, checks = _read(REPORT, load_layers(PHILIPPINES))
    counts = [one["verdict"] for one in checks if one["kind"] == "count"]
    assert counts == ["not_checkable"] * 2  # four new ones; nine, of nobody and nowhere
    _, (nine,) = _read("The US has nine sites in the Philippines.", load_layers(PHILIPPINES))
    assert nine["verdict"] == "depends_on_definition"
    assert any("2023-04-03" in name for name in nine["reproduced_by"])
    assert not re.search("ministry|Okinawa|Japan", json.dumps(checks))
    inside = [(one["claimed"], one["verdict"]) for one in checks if one["kind"] == "containment"]
    assert ("Pampanga", "consistent") in inside
    assert ("Palawan", "inconsistent") in inside


def test_a_count_says_layer_source_and_day_from_the_data(catalog):
    _, (found,) = _read("Japan provides 78 facilities to US forces.", catalog)
    title = catalog.layer("us_bases").info.title["en"]
    source = catalog.sources["mod-list-2020"]["title"]
    assert found["computed"][f"{title} ({source}, 2020-01-01)"] == 78
    assert found["reproduced_by"] == [f"{title} ({source}, 2020-01-01)"]
    _, (part,) = _read("Okinawa hosts 31 US facilities.", catalog)
    assert part["computed"][f"{title}, in Okinawa ({source}, 2020-01-01)"] == 31
    assert all("Okinawa" in one or "exclusive" in one for one in part["computed"])


def test_every_system_of_the_table_is_found_by_its_names(catalog, gazetteer):
    for system in catalog.systems.values():
        for name in system.name.values():
            text = f"They sent {re.split(r' / |[(（]', name)[0].strip()} there."
            assert gazetteer.systems.search(text), name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("an F/A-18E, two F-35s and an MV-22B Osprey", ["F/A-18E", "F-35s", "MV-22B Osprey"]),
        ("a DF-21D or the DF-26, not an SM-66", ["DF-21D", "DF-26"]),
        ("Tomahawk Block IV and cruise missiles", ["Tomahawk Block IV", "cruise missiles"]),
        ("海自はトマホークとF-35Bを", ["トマホーク", "F-35B"]),
        ("the patriot typed", []),
    ],
)
def test_systems_are_found_as_they_are_written(gazetteer, text, names):
    assert [one[0] for one in gazetteer.systems.finditer(text)] == names


def test_the_shipped_tables_speak_of_what_is_there(catalog):
    assert find_dangling(catalog) == []
    assert set(catalog.annotator) == set(COLUMNS)


BROKEN = {
    "rules": [
        ("r,organisation,places/tokyo,,,(,because,", "row 2: pattern is no regular expression"),
        ("r,organisation,places/tokyo,,Utopia,x,because,", "row 2: needs “Utopia”"),
        ("r,organisation,places/tokyo,,,x,,", "row 2: reason_en is missing"),
        ("r,organisation,places/tokyo,,,x,y,,,,", "row 2: has more cells than the heading"),
    ],
    "names": [
        ("Tokyo,places/tokyo,maybe,", "row 2: how is one of first, alias, drop; got “maybe”"),
        ("A,places/tokyo,alias,\nTokyo,,alias,", "row 3: feature is missing"),
    ],
    "quantity_rules": [
        ("r,places,,,,person,many,,,,,why,", "row 2: least is a number; got “many”"),
        ("r,places,,,,furlong,,,,,,why,", "row 2: unit is one of"),
    ],
    "stands_for": [("places/tokyo,dreams,places/japan,", "row 2: in is one of distance, area")],
}


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [(table, row, words) for table, rows in BROKEN.items() for row, words in rows],
)
def test_a_row_that_cannot_be_used_is_named(runner, copied_layers, tmp_path, table, row, words):
    file = copied_layers / "annotator" / f"{table}.csv"
    heading = file.read_text(encoding="utf-8").partition("\n")[0]
    file.write_text(f"{heading}\n{row}\n", encoding="utf-8")
    article = tmp_path / "a.txt"
    article.write_text("Tokyo said so.", encoding="utf-8")
    shown = runner("annotate", str(article), "--layers", str(copied_layers))
    assert shown.status != 0
    assert f"{table}.csv: {words}" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_table_of_an_unknown_name_is_refused(copied_layers):
    (copied_layers / "annotator" / "name.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"annotator/name.csv: no such table; known: bare_names, "):
        read_tables(load_layers(copied_layers))


def test_a_row_about_nothing_is_said_and_links_nothing(runner, copied_layers, tmp_path):
    with (copied_layers / "annotator" / "names.csv").open("a", encoding="utf-8") as file:
        file.write("Zzyzx,places/zzyzx,alias,\n")
    article = tmp_path / "a.txt"
    article.write_text("Tokyo and Zzyzx said so.", encoding="utf-8")
    shown = runner("annotate", str(article), "--layers", str(copied_layers))
    assert shown.status == 0
    assert "names.csv" in shown.err
    assert "there is no places/zzyzx" in shown.err
    assert "places/zzyzx" not in shown.out


def test_an_edited_table_is_another_version_and_is_watched(catalog, copied_layers):
    assert load_layers(copied_layers).sha256 == catalog.sha256
    with (copied_layers / "annotator" / "stops.csv").open("a", encoding="utf-8") as file:
        file.write("Nowhere Gazette,masthead\n")
    assert load_layers(copied_layers).sha256 != catalog.sha256
    assert "annotator/*.csv" in WATCHED


def test_a_layer_that_is_no_gazetteer_gives_no_names(catalog):
    roles = tuple(replace(one, gazetteer=one.id != "places") for one in catalog.theatre.layers)
    closed = replace(catalog, theatre=replace(catalog.theatre, layers=roles))
    found = find_names("Tokyo and Kadena Air Base; 日米が", make_gazetteer(closed))[0]
    assert [one.feature for one in found] == ["us_bases/kadena-ab"]


def test_tables_beside_other_layers_are_their_own(minimal):
    shutil.copytree(find_layers() / "annotator", minimal / "annotator")
    reading, _ = _read(
        "Alphaville hosts the 18th Wing. 日米が演習。 在日米軍。", load_layers(minimal)
    )
    assert [one.feature for one in reading.mentions] == ["sites/alphaville"]
    assert reading.implied == ()


ODD = st.one_of(
    st.none(), st.integers(), st.booleans(), st.text(max_size=8), st.lists(st.text(max_size=4)),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2), st.just("Port Beta"),
    st.just("province"), st.just(["Port Beta", None, 3]),
)  # fmt: skip
PROPERTIES = st.dictionaries(
    st.sampled_from(
        ["name", "name_en", "name_ja", "aliases", "other_names", "kind", "same_as", "area_km2",
         "province", "provinces", "current", "listed"]
    ),
    ODD,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(PROPERTIES, min_size=1, max_size=3), st.sampled_from(ROLES), st.booleans())
@example([{"name": "Port Beta", "kind": ["province"]}], "facilities", False)
@example([{"name": "Port Beta", "area_km2": "much"}], "areas", False)
@example([{"name": "Port Beta", "listed": [1]}], "facilities", True)
def test_any_properties_of_a_layer_are_read_without_falling(catalog, rows, role, counted):
    features = tuple(
        {
            "type": "Feature",
            "id": f"f{number}",
            "geometry": {"type": "Point", "coordinates": [10.0 + number, 50.0]},
            "properties": properties,
        }
        for number, properties in enumerate(rows)
    )
    layer = Layer(LayerInfo(id="sites", title={"en": "sites"}, description={}), features, "0")
    named = LayerRole(id="sites", role=role, counted="listed" if counted else None)
    odd = replace(catalog, layers={"sites": layer}, theatre=Theatre(layers=(named,)), annotator={})
    text = "Port Beta in Port Beta covers 3 km2, 9 km from Port Beta, north of Port Beta; 4 bases."
    reading, _ = _read(text, odd)
    make_draft(reading, Article(id="odd"), odd)


@pytest.mark.parametrize("name", ["佐々木基地", "鷹取飛行場", "白浜駐屯地"])
@pytest.mark.parametrize("head", ["米海軍", "在沖米軍", "海上自衛隊", "空自", "同県"])
def test_an_unknown_base_is_listed_without_whose_it_is_and_a_ministry_is_no_place(
    catalog, head, name
):
    text = f"防衛省と国土交通省は{head}{name}を調べた。"
    known = make_gazetteer(catalog)
    found = [one.surface for one in find_unresolved_japanese(text, [], known)]
    assert found == [name]
    # Another theatre has other forces and ministries: they are data.
    other = make_gazetteer(replace(catalog, annotator={}))
    surfaces = [one.surface for one in find_unresolved_japanese(text, [], other)]
    assert "防衛省" in surfaces
    assert (name in surfaces) == (head == "同県")
