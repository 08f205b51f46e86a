"""The codebook has every field and value that is served, in both languages, in page and file."""

from __future__ import annotations

import html
import json
import re
import runpy
import shutil
from pathlib import Path

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views.codebook import CODED, list_tables

ROOT = Path(__file__).parents[2]
PHILIPPINES = ROOT / "examples" / "philippines"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_field_and_coded_value_of_the_layers_is_in_it_and_explained(catalog, lang):
    fields, values, *_ = list_tables(catalog, catalog.words(lang))
    rows = {row[0]: row for row in fields.rows}
    unexplained = catalog.words(lang).text("codebook.unexplained")
    for id_, layer in catalog.layers.items():
        for name in {name for one in layer.features for name in one["properties"]}:
            assert id_ in rows[name][3].split(", ")
            assert rows[name][2] != unexplained, name
    told = {(row[0], row[1]): row for row in values.rows}
    for layer in catalog.layers.values():
        for one in layer.features:
            for name in CODED:
                value = one["properties"].get(name)
                for single in value if isinstance(value, list) else [value] if value else []:
                    assert (name, single) in told
    assert [row[:2] for row in values.rows if not row[3]] == []


def test_values_are_counted(catalog):
    _, values, *_ = list_tables(catalog, catalog.words("en"))
    counts = {(row[0], row[1]): int(row[4]) for row in values.rows}
    rows = [one["properties"] for one in catalog.layers["us_bases"].features]
    assert counts["branch", "USMC"] == sum(one["branch"] == "USMC" for one in rows)
    assert counts["kinds", "airfield"] == sum("airfield" in one["kinds"] for one in rows)
    assert counts["basing", "rotational"] == 1


def test_what_is_not_known_is_counted(catalog):
    (gaps,) = [one for one in list_tables(catalog, catalog.words("en")) if "not known" in one.title]
    told = {row[1:3]: (int(row[3]), int(row[4])) for row in gaps.rows}
    assert ("area_km2", "Area", "us_bases") in {row[:3] for row in gaps.rows}
    rows = [one["properties"] for one in catalog.layers["us_bases"].features]
    lacking = sum(one["area_km2"] is None for one in rows)
    assert told["Area", "us_bases"] == (lacking, len(rows))
    places = catalog.layers["places"].features
    nowhere = sum(one["geometry"] is None for one in places)
    assert told["Position", "places"] == (nowhere, len(places))
    sources, asked = catalog.sources.values(), catalog.questions
    told_of = [(label, *counts) for (label, layer), counts in told.items() if not layer]
    assert told_of == [
        ("An address where the source can be read",
         sum(not one.get("url") for one in sources), len(sources)),
        ("An archived copy of the source",
         sum(not one.get("archived") for one in sources), len(sources)),
        ("Who asked the question", sum(one.asked_by is None for one in asked), len(asked)),
    ]  # fmt: skip
    assert all(0 < some <= all_ for some, all_ in told.values())
    # A code that a facility does not have is no gap.
    assert not any("ICAO" in label for label, _ in told)


def test_a_property_that_is_called_position_is_none(tmp_path):
    shutil.copytree(PHILIPPINES, tmp_path / "layers")
    file = tmp_path / "layers" / "agreed_locations.geojson"
    layer = json.loads(file.read_text(encoding="utf-8"))
    for one in layer["features"]:
        one["properties"]["position"] = "hill"
    file.write_text(json.dumps(layer), encoding="utf-8")
    counted = [
        [row for row in list_tables(one, one.words("en"))[2].rows if row[0] == "position"]
        for one in (load_layers(PHILIPPINES), load_layers(tmp_path / "layers"))
    ]
    assert counted[0] == counted[1]
    assert counted[0][0][2:] == ("agreed_locations", "1", "9")


def test_two_codings_agree_on_a_position_not_on_how_far_it_is_off(catalog):
    rows = {one["field"] for one in catalog.agreement}
    assert "position" in rows
    assert ("position", "Position", "19", "17") in list_tables(catalog, catalog.words("en"))[
        -1
    ].rows


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_has_all_of_it_without_a_script(client, catalog, lang):
    page = html.unescape(client.get(f"/codebook?lang={lang}").text)
    for table in list_tables(catalog, catalog.words(lang)):
        assert f"<h2>{table.title}</h2>" in page
        for row in table.rows:
            assert f"<code>{row[0]}</code>" in page
            assert all(cell in page for cell in row)
    for title in {"en": ("What counts", "How positions were chosen", "Known gaps"),
                  "ja": ("何を数えるか", "位置の選び方", "分かっている不足")}[lang]:  # fmt: skip
        (said,) = re.findall(rf"<h2>{title}</h2>\s*<p>(.*?)</p>", page, re.DOTALL)
        assert len(said) > 60
    assert "<script" not in page
    assert f'href="/codebook?lang={lang}"' in client.get(f"/about?lang={lang}").text


def test_programs_get_it_as_json(client):
    found = client.get("/codebook?f=json&lang=ja").json
    assert {one["field"]: one["label"] for one in found["fields"]}["runway_m"] == "滑走路"
    assert {"field", "value", "label", "means", "count"} <= set(found["values"][0])


def test_the_document_is_what_the_code_writes(catalog):
    made = runpy.run_path(str(ROOT / "docs" / "codebook.py"))["write_codebook"](catalog)
    assert (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8") == made


def test_another_theatre_has_its_own_and_says_what_is_not_explained(tmp_path):
    other = load_layers(PHILIPPINES)
    fields, values, gaps = list_tables(other, other.words("en"))
    told = {row[0]: row for row in fields.rows}
    assert "fac_no" not in told
    assert told["host"][2]
    unexplained = other.words("en").text("codebook.unexplained")
    assert [one for one, row in told.items() if row[2] == unexplained] == []
    assert "Filipino" in told["name_fil"][2]
    assert [row[:2] for row in values.rows if not row[3]] == []
    assert not re.search("Japan(?!ese)|Okinawa|US base", str((fields.rows, values.rows, gaps.rows)))
    file = tmp_path / "a.geojson"
    file.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a", '
                    '"properties": {"tide": 3}, "geometry": null}]}', encoding="utf-8")  # fmt: skip
    alone = load_layers(tmp_path)
    assert list_tables(alone, alone.words("en"))[0].rows[0][2] == unexplained


def test_a_kind_that_is_a_word_here_and_a_number_there_is_counted_as_it_is_written(tmp_path):
    """A folder that `check` lets pass has its codebook, in every language and form."""
    kinds = ["town", 9, {"a": 1}, ["town", 9], True, None]
    features = [
        {"type": "Feature", "id": f"f{at}", "properties": {"name": f"F{at}", "kind": kind},
         "geometry": {"type": "Point", "coordinates": [100 + at, 10]}}
        for at, kind in enumerate(kinds)
    ]  # fmt: skip
    file = tmp_path / "sites.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    catalog = load_layers(tmp_path)
    client = create_app(Settings(layers=tmp_path), catalog).test_client()
    for address in ("/codebook", "/codebook?f=json", "/codebook?f=json&lang=ja"):
        assert client.get(address).status_code == 200
    values = client.get("/codebook?f=json").json["values"]
    counts = {one["value"]: one["count"] for one in values if one["field"] == "kind"}
    assert counts["town"] == counts["9"] == "2"
