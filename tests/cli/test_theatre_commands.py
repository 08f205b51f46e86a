"""A new folder starts at once, and `check` tells what is wrong in one."""

from __future__ import annotations

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings


def test_a_new_folder_is_well_and_serves_a_page(runner, tmp_path):
    folder = tmp_path / "coast"
    assert runner("new", str(folder)).status == 0
    checked = runner("check", str(folder))
    assert (checked.status, checked.out) == (0, "")
    client = create_app(Settings(layers=folder), load_layers(folder)).test_client()
    page = client.get("/")
    assert page.status_code == 200
    assert "coast: the places behind the news" in page.text
    assert "2 places in this map." in page.text


def test_a_folder_that_is_used_is_left_alone(runner, tmp_path):
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    refused = runner("new", str(tmp_path))
    assert refused.status == 2
    assert "is there already" in refused.err
    assert [one.name for one in tmp_path.iterdir()] == ["note.txt"]


def test_check_ends_with_1_where_something_is_wrong(runner, copied_layers):
    file = copied_layers / "theatre.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("kadena-ab", "kadana"), "utf-8")
    found = runner("check", str(copied_layers))
    assert found.status == 1
    assert "did you mean" in found.out
    assert "Traceback" not in found.err


def test_check_reads_the_annotators_tables(runner, copied_layers):
    file = copied_layers / "annotator" / "capitals.csv"
    file.write_text(file.read_text(encoding="utf-8") + "places/atlantis,places/naha\n", "utf-8")
    found = runner("check", str(copied_layers))
    assert found.status == 1
    assert "capitals.csv" in found.out
    assert "places/atlantis" in found.out


def test_a_folder_of_layers_can_be_checked_at_once(runner, copied_layers):
    assert runner("layers", "check", str(copied_layers)).status == 0
    file = copied_layers / "places.geojson"
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    broken = runner("layers", "check", str(copied_layers))
    assert broken.status == 1
    assert "places.geojson" in broken.out


@pytest.mark.parametrize("maker", ["routes.embeds._render_file", "routes.embeds._render_live"])
def test_check_makes_the_live_frame_and_the_single_file(runner, copied_layers, monkeypatch, maker):
    def fail(*_given, **_named):
        raise KeyError("name")

    monkeypatch.setattr(f"geoposture.service.{maker}", fail)
    shown = runner("check", str(copied_layers))
    assert shown.status == 1
    assert "cannot be made of these layers (KeyError" in shown.out


def test_check_tells_a_layer_a_table_and_the_annotator_before_what_is_missing(runner, tmp_path):
    folder = tmp_path / "coast"
    assert runner("new", str(folder)).status == 0
    (folder / "second.geojson").write_text("{", encoding="utf-8")
    (folder / "annotator").mkdir()
    (folder / "annotator" / "captals.csv").write_text("feature,of\n", encoding="utf-8")
    words = folder / "words.csv"
    words.write_text(words.read_text("utf-8").replace("note.notshown,", "note.shown,"), "utf-8")
    starts = '[starts]\nfrom = "places/none"\n'
    theatre = folder / "theatre.toml"
    theatre.write_text(theatre.read_text("utf-8") + starts, encoding="utf-8")
    found = runner("check", str(folder))
    assert found.status == 1
    told = [":".join(line.split(":")[:2]) for line in found.out.splitlines()]
    assert told == [
        "wrong: second.geojson", "wrong: theatre.toml", "wrong: annotator/captals.csv",
        "missing: words.csv",
    ]  # fmt: skip
