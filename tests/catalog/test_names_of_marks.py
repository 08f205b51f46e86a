"""A theatre that brings no names for its map has those of its marks."""

from __future__ import annotations

import json

import pytest

from geoposture.catalog import load_layers


def _write(folder, count: int, **properties) -> None:
    features = [
        {"type": "Feature", "id": f"m{n}", "properties": {"name": f"Mark {n}", **properties},
         "geometry": {"type": "Point", "coordinates": [10 + n % 100 / 10, 50 + n // 100 / 10]}}
        for n in range(count)
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "marks.geojson").write_text(text, encoding="utf-8")


def _read(folder) -> list[dict]:
    labels = load_layers(folder).backdrop.get("labels")
    return [one["properties"] for one in json.loads(labels)["features"]] if labels else []


@pytest.mark.parametrize(("count", "named"), [(1, 0), (60, 0), (61, 7), (500, 7)])
def test_few_are_named_at_once_and_many_from_near(tmp_path, count, named):
    _write(tmp_path, count)
    rows = _read(tmp_path)
    assert len(rows) == count
    assert {row["min_zoom"] for row in rows} == {named}
    assert rows[0]["name_en"] == rows[0]["name_ja"] == "Mark 0"
    assert rows[0]["feature"] == "marks/m0"


def test_more_would_weigh_too_much_in_a_page(tmp_path):
    _write(tmp_path, 501)
    assert _read(tmp_path) == []


def test_each_language_has_its_own_and_what_has_no_mark_has_no_name(tmp_path):
    _write(tmp_path, 1, name_en="Field", name_ja="飛行場")
    (row,) = _read(tmp_path)
    assert (row["name_en"], row["name_ja"]) == ("Field", "飛行場")
    _write(tmp_path, 1, current=False)
    assert _read(tmp_path) == []
    _write(tmp_path, 1, name=7)
    assert _read(tmp_path)[0]["name_en"] == "m0"


def test_names_of_its_own_are_the_theatre_s(tmp_path, catalog):
    _write(tmp_path, 2)
    (tmp_path / "backdrop").mkdir()
    own = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [10, 50]},
           "properties": {"name_en": "Own", "kind": "city", "priority": 1, "min_zoom": 3}}  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": [own]})
    (tmp_path / "backdrop/labels.geojson").write_text(text, encoding="utf-8")
    assert [row["name_en"] for row in _read(tmp_path)] == ["Own"]


@pytest.mark.parametrize("path", ["/map.svg?width=800", "/embed", "/map.js?lang=en"])
def test_they_stand_on_every_map(tmp_path, path):
    from geoposture.service import create_app
    from geoposture.settings import Settings

    _write(tmp_path, 9)
    text = create_app(Settings(layers=tmp_path)).test_client().get(path).text
    assert "Mark 8" in text
