"""A theatre in one language, and tables that have its columns only."""

from __future__ import annotations

import pytest

from geoposture.catalog import load_layers
from geoposture.catalog.inspection import inspect_folder
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
