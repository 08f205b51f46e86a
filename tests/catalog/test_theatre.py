"""A theatre in one language, and tables that have its columns only."""

from __future__ import annotations

import json

import pytest

from geoposture.catalog import load_layers
from geoposture.catalog.inspection import WRONG, inspect_folder
from geoposture.errors import BadData
from geoposture.service import create_app
from geoposture.settings import Settings

LAYER = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":'
    '{"type":"Point","coordinates":[1,2]},"properties":{"name":"Alpha"}}]}'
)
CORRECTION = "id,date,kind,feature,what_en,before_en,after_en,figures\none,2026-01-02,corrected,"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "spots.geojson").write_text(LAYER, encoding="utf-8")
    (tmp_path / "spots.toml").write_text("date = 2026-01-05\n", encoding="utf-8")
    (tmp_path / "facility_roles.csv").write_text("id,role_en\na,A role\n", encoding="utf-8")
    text = f"{CORRECTION}spots/a,A name,Alpa,Alpha,\n"
    (tmp_path / "sources" / "corrections.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_tables_need_the_columns_of_one_language_only(folder):
    catalog = load_layers(folder)
    client = create_app(Settings(layers=folder), catalog).test_client()
    for path in ("/", "/corrections", "/corrections?lang=ja", "/words.json?lang=ja", "/?lang=ja"):
        assert client.get(path).status_code == 200, path
    assert "Alpa" in client.get("/corrections").text
    assert catalog.layer("spots").info.date == "2026-01-05"


def test_the_first_language_of_a_theatre_is_the_one_it_opens_with(folder):
    theatre = 'languages = ["ja", "en"]\n[[layer]]\nid = "spots"\nrole = "facilities"\n'
    (folder / "theatre.toml").write_text(theatre, encoding="utf-8")
    client = create_app(Settings(layers=folder), load_layers(folder)).test_client()
    assert client.get("/").headers["Content-Language"] == "ja"
    assert client.get("/?lang=en").headers["Content-Language"] == "en"


def test_a_count_is_cited_with_its_day_once_and_says_what_was_counted(folder):
    (folder / "theatre.toml").write_text(
        'languages = ["en"]\n[lead]\ncounted_by = "office"\ndefinition = "Moorings in use."\n'
        '[[layer]]\nid = "spots"\nrole = "facilities"\n', encoding="utf-8",
    )  # fmt: skip
    (folder / "words.csv").write_text("key,en\nlead.sentence,{n} moorings.\n", encoding="utf-8")
    source = '{"office": {"publisher": "Harbour office", "date": "2026-01-05"}}'
    (folder / "sources.json").write_text(source, encoding="utf-8")
    page = create_app(Settings(layers=folder), load_layers(folder)).test_client().get("/").text
    assert "<h2>1 moorings.</h2>" in page
    assert "Counted by Harbour office, 5 January 2026. Moorings in use." in page


def test_all_faults_of_a_theatre_are_told_at_once_each_on_its_line(folder):
    (folder / "theatre.toml").write_text(
        'languages = ["en"]\nhom = "spots"\nopens = 3\n'
        '[[layer]]\nid = "spots"\nrole = "harbours"\n[[layer]]\nid = "moon"\nswitch = "no"\n'
        '[[chip]]\nid = "a"\n[[chip]]\nid = "b"\nbounds = [1, 2]\nwheres = "x"\n'
        '[lead]\nbars = [{ids = 4}]\n', encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    lines = caught.value.message.splitlines()
    assert all(one.startswith("theatre.toml: ") for one in lines)
    for word in ("“hom”", "“opens”", "“switch”", "bounds", "“wheres”", "“ids”"):
        assert [one for one in lines if word in one], (word, lines)
    shown = [one for one in inspect_folder(folder) if "theatre.toml" in one.line()]
    assert len(shown) == len(lines)


@pytest.mark.parametrize(("line", "told"), [("role = 'harbours'", "harbours"), ("", None)])
def test_a_role_that_is_none_is_told_with_those_that_are(folder, line, told):
    text = f'languages = ["en"]\n[[layer]]\nid = "spots"\n{line}\n[[layer]]\nid = "moon"\n'
    (folder / "theatre.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    lines = caught.value.message.splitlines()
    assert len(lines) == 1 + (told is not None)
    assert "layer “moon” is not there; layers: spots" in lines[-1]
    assert told is None or f"got “{told}”" in lines[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{n:300000} spots", "“{n:300000}” is no placeholder"),
        ("{n:{width}}", "“{n:{width}}” is no placeholder"),
        ("ZZ{n.__class__.__mro__}ZZ", "“{n.__class__.__mro__}” is no placeholder"),
        ("{n[0]}", "“{n[0]}” is no placeholder"),
        ("{n!r}", "“{n!r}” is no placeholder"),
        ("{}", "“{}” is no placeholder"),
        ("{oops", "a brace that is of no placeholder"),
        ("oops}", "a brace that is of no placeholder"),
        ("a" * 20_001, "has 20,001 characters; at most 20,000 are read"),
    ],
)
@pytest.mark.parametrize("key", ["lead.sentence", "site.title", "nobody.asks"])
def test_a_word_is_no_format_of_python(folder, key, text, told):
    (folder / "words.csv").write_text(f"key,en\nsite.skip,Skip\n{key},{text}\n", encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    assert caught.value.message.startswith(f"words.csv: row 2: {key}, en: ")
    assert told in caught.value.message
    assert "\n" not in caught.value.message
    lines = [one.line() for one in inspect_folder(folder) if one.kind == WRONG]
    assert lines == [f"wrong: {caught.value.message}"]


UNTRIED = (
    "codebook.agree", "about.licences", "corrections.feed", "res.source.date", "version.cite",
    "err.notfound", "figure.lead", "art.chosen", "status.moved", "means.role", "page.method.9.text",
)  # fmt: skip


@pytest.mark.parametrize("key", UNTRIED)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_word_asks_for_nothing_that_it_does_not_get(folder, key, lang):
    (folder / "words.csv").write_text(f"key,{lang}\n{key},{{oops}}\n", encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    told = f"words.csv: row 1: {key}, {lang}: “{{oops}}” is not filled here; "
    assert caught.value.message.startswith(told)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("key", "known"),
    [("lead.source", "{list_date}, {source}"), ("table.count_note", "{drawn}, {listed}, {more}, {rows}"),
     ("chip.a", "{n}"), ("inset.a", "{n}, {total}"), ("status.moved", "{date}"),
     ("layer.count", "{shown}, {total}")],
)  # fmt: skip
def test_what_a_word_may_ask_for_is_told_and_taken(folder, key, known):
    file = folder / "words.csv"
    file.write_text(f'key,en\n{key},"{{oops}} {known}"\n', encoding="utf-8")
    with pytest.raises(BadData, match="is not filled here; known: ") as caught:
        load_layers(folder)
    assert caught.value.message.endswith(f"known: {known}")
    file.write_text(f'key,en\n{key},"{known}"\n', encoding="utf-8")
    assert load_layers(folder).words("en").maybe(key) == known


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('title_en = "{oops}"', "title_en: “{oops}” is not filled here; this text has no placeholder"),
        ('subtitle_ja = "{n:9}"', "subtitle_ja: “{n:9}” is no placeholder"),
        ("title_ja = 5", "title_ja is a text in quotes; got 5"),
    ],
)  # fmt: skip
def test_a_title_of_the_theatre_is_a_word_too(folder, line, told):
    (folder / "theatre.toml").write_text(f"{line}\nhom = 1\n", encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    first, second = caught.value.message.splitlines()
    assert first.startswith(f"theatre.toml: {told}")
    assert "“hom”" in second


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("lead.sentence", "{disputed}, {k}, {list_date}, {n}, {pct_a}, {pct_count}, {whole}"),
        ("lead.bar.a", "{disputed}, {k}, {n}, {pct_a}, {pct_count}, {whole}"),
        ("lead.otherwise.b", "{day}, {derived_from}, {figure}, {pct}, {source}"),
    ],
)
def test_a_figure_that_the_lead_does_not_have_is_named_by_the_check(folder, key, known):
    """The map says how many places it has: what asks for it is not said."""
    (folder / "theatre.toml").write_text(
        'languages = ["en"]\n[lead]\ncounted_by = "office"\nfigures = {whole = 2}\n'
        'alternatives = [{id = "b", figure = 3, source = "office"}]\n'
        'bars = [{id = "a", part = "n", whole = "whole"}]\n'
        '[[layer]]\nid = "spots"\nrole = "facilities"\n', encoding="utf-8",
    )  # fmt: skip
    (folder / "sources.json").write_text('{"office": {"title": "List"}}', encoding="utf-8")
    words = {"lead.sentence": "{n}", "lead.bar.a": "{n}", "lead.otherwise.b": "{figure}"}
    for text in (known, f"{{oops}} {known}"):
        rows = [f'{name},"{value}"\n' for name, value in (words | {key: text}).items()]
        (folder / "words.csv").write_text("".join(["key,en\n", *rows]), encoding="utf-8")
        wrong = [one.line() for one in inspect_folder(folder) if one.kind == WRONG]
        told = f"wrong: words.csv: {key}, en: “{{oops}}” is not filled here; known: {known}"
        assert wrong == ([told] if "oops" in text else [])
    client = create_app(Settings(layers=folder), load_layers(folder)).test_client()
    assert client.get("/").status_code == 200


HUGE = "9" * 400
ROWS = {
    "extent": ("extent = {}\n", "“extent” is west, south, east, north: "),
    "chip": ('[[chip]]\nid = "a"\nbounds = {}\n', "“bounds” of “a” is west, south, east, north: "),
    "inset": (
        '[[inset]]\nid = "b"\nbounds = {}\n',
        "“bounds” of “b” is west, south, east, north: ",
    ),
}


@pytest.mark.parametrize(("text", "told"), ROWS.values(), ids=ROWS)
@pytest.mark.parametrize(
    "box",
    ["[114.0, 4.0, 100000.0, 21.5]", "[inf, 4, 128, 21]", "[114, 4, 128, 1e308]", "[1, nan, 2, 3]",
     "[114, 21, 128, 4]", "[128, 4, 114, 21]", "[114, 4, 114, 21]", "[-181, 4, 180, 21]",
     "[1, -90.5, 2, 3]", f"[1, 2, {HUGE}, 3]"],
)  # fmt: skip
def test_a_box_that_cannot_be_drawn_is_refused_with_its_key_and_value(folder, box, text, told):
    (folder / "theatre.toml").write_text(text.format(box), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    assert caught.value.message.startswith(f"theatre.toml: {told}longitudes from -360 to 360")
    assert "; got (" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("box", ["[-180, -90, 180, 90]", "[150, -10, 200, 10]", "[-360, 4, 0, 21]"])
def test_a_box_over_the_180th_meridian_and_one_of_the_world_are_taken(folder, box):
    (folder / "theatre.toml").write_text(f"extent = {box}\n", encoding="utf-8")
    assert [*load_layers(folder).extent] == json.loads(box)


@pytest.mark.parametrize("number", ["inf", "-inf", "nan", HUGE])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[lead]\ncounted_by = "a"\nfigures = {{m = 2, n_1 = {}}}\n', "“figures.n_1” is a finite"),
        ('[lead]\ncounted_by = "a"\nalternatives = [{{id = "b", figure = {}}}]\n',
         "“figure” of “b” is a finite"),
        ('[lead]\ncounted_by = "a"\nalternatives = [{{figures = {{x = {}}}}}]\n',
         "“figures.x” is a finite"),
        ("[starts]\nradius_km = {}\n", "“radius_km” is a finite"),
        ('[[definition]]\nid = "c"\nname = "C"\nstart = [1, {}]\nend = [1, 2]\n',
         "“start” of “c” is a longitude"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_finite_is_refused_with_its_key(folder, text, told, number):
    (folder / "theatre.toml").write_text(text.format(number), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    assert caught.value.message.startswith(f"theatre.toml: {told}")
    assert "\n" not in caught.value.message


def test_a_number_of_thousands_of_digits_is_no_toml(folder):
    (folder / "theatre.toml").write_text(f"extent = [{'9' * 5000}, 1, 2, 3]", encoding="utf-8")
    with pytest.raises(BadData, match=r"^theatre\.toml: is not TOML: "):
        load_layers(folder)


AGREED = "field,both,agree,entries,day\n"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("agreement.csv", "id,first\na,b\n", "has no column “field”"),
        ("agreement.csv", "field,both,agree,entries\na,2,1,3\n", "has no column “day”"),
        ("agreement.csv", f"{AGREED}branch,many,none,x,2026-01-31\n",
         "branch: agree is a whole number; got “none”"),
        ("agreement.csv", f"{AGREED}branch,2,1,-3,2026-01-31\n",
         "branch: entries is a whole number; got “-3”"),
        ("agreement.csv", f"{AGREED}branch,2,1,{'9' * 5000},2026-01-31\n",
         f"branch: entries is a whole number; got “{'9' * 40}”"),
        ("agreement.csv", f"{AGREED}branch,2,1,3,never\n",
         "branch: day is one such as 2026-01-31; got “never”"),
        ("agreement.csv", f"{AGREED}branch,2,3,4,2026-01-31\n",
         "branch: agree is at most both, and both at most entries; got 3, 2, 4"),
        ("agreement.csv", f"{AGREED}a,2,1,3,2026-01-31\n,2,1,3,2026-01-31\n",
         "row 2 cannot be read: field is empty"),
        ("facility_roles.csv", "first,role_en\na,b\n", "has no column “id”"),
        ("facility_roles.csv", "id,role\na,b\n", "has no column “role_en” and no “role_ja”"),
        ("facility_roles.csv", "id,role_en\n,b\n", "a row without an id: id is empty"),
        ("texts.csv", "first,second\na,b\n", "has no column “en” and no “ja”"),
        ("texts.csv", "a\nb\n", "has no column “en” and no “ja”"),
        ("fact_sources.csv", "feature,property\na/b,c\n", "has no column “sources”"),
        ("fact_sources.csv", "property,sources\nc,d\n", "has no column “feature”"),
        ("fact_sources.csv", "feature,property,sources\na/b,,d\n",
         "row 1 cannot be read: property is empty"),
    ],
)  # fmt: skip
def test_a_table_beside_the_layers_has_its_columns_and_their_values(folder, name, text, told):
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    assert caught.value.message == f"{name}: {told}"
    wrong = [one.line() for one in inspect_folder(folder) if one.kind == WRONG]
    assert wrong == [f"wrong: {name}: {told}"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("agreement.csv", f"{AGREED}branch,19,0,20,2026-01-31\n"), ("agreement.csv", AGREED),
     ("facility_roles.csv", "id,role_ja,note\na,b,c\n"), ("texts.csv", "en,ja\na,b\n"),
     ("fact_sources.csv", "feature,property,sources\nspots/a,name,\n")],
)  # fmt: skip
def test_a_table_with_its_columns_is_read_and_shown(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    client = create_app(Settings(layers=folder), load_layers(folder)).test_client()
    for path in ("/codebook", "/codebook?lang=ja", "/?lang=ja", "/words.json?lang=ja"):
        assert client.get(path).status_code == 200, path
