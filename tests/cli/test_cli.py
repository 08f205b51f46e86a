"""The command line, as people and scripts meet it: one line for an error, never a traceback."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from geoposture.catalog import load_layers


def test_distance_kadena_taipei(runner):
    outcome = runner("distance", "us_bases/kadena-ab", "places/taipei")
    assert outcome.status == 0
    assert "about 640 km (400 miles)" in outcome.out
    assert re.search(r"distance_km +642\.8", outcome.out)


def test_coverage_futenma(runner):
    outcome = runner(
        "coverage",
        "us_bases/mcas-futenma",
        "--radius-km",
        "600",
        "--target",
        "east_china_sea",
        "--format",
        "json",
    )
    found = json.loads(outcome.out)
    assert found["share"] == pytest.approx(0.650, abs=0.002)
    assert found["assumption"] is None
    assert found["inputs"]["command"].startswith("geoposture coverage us_bases/mcas-futenma")


def test_the_printed_command_gives_the_same_figures(runner):
    first = json.loads(
        runner(
            "coverage",
            "us_bases/misawa-ab",
            "--system",
            "f-35a",
            "--target",
            "east_china_sea",
            "--format",
            "json",
        ).out
    )
    again = json.loads(runner(*first["inputs"]["command"].split()[1:], "--format", "json").out)
    assert again == first


def test_a_western_longitude_is_an_argument(runner):
    outcome = runner("distance", "-77.03,38.89", "us_bases/kadena-ab", "--format", "json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["from"] == "-77.03,38.89"


@pytest.mark.parametrize(
    ("command", "reads"),
    [
        (["distance", "139,35", "120,25"], False),
        (["distances", "139,35,140,36", "120,25"], False),
        (["rings", "139,35,-77,38.5", "--radius-km", "300"], False),
        (["distance", "places/taipei", "120,25"], True),
        (["distance", "139,35", "places/taipei"], True),
        (["distances", "139,35,places/taipei", "120,25"], True),
        (["distances", "139,35", "120,25,places"], True),
        (["rings", "139,35", "--system", "f-35a", "--whatif"], True),
        (["coverage", "139,35", "--radius-km", "300", "--target", "east_china_sea"], True),
    ],
)
def test_positions_need_no_layers(runner, monkeypatch, tmp_path, command, reads):
    assert runner(*command).status == 0
    monkeypatch.setenv("GEOPOSTURE_LAYERS", str(tmp_path / "none"))
    found = runner(*command)
    assert found.status == int(reads)
    assert (str(tmp_path / "none") in found.err) is reads


def test_distances_as_csv(runner):
    outcome = runner("distances", "us_bases", "places/taipei", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(outcome.out.lstrip("\ufeff"))))
    assert len(rows) == 22
    assert float(rows[0]["distance_km"]) < float(rows[-1]["distance_km"])


def test_rings_carry_their_assumption(runner):
    outcome = runner("rings", "us_bases/mcas-futenma", "--system", "mv-22b")
    ring = json.loads(outcome.out)["features"][0]
    assert "about 600 kilometers" in ring["properties"]["assumption"]["en"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["distance", "10,91", "us_bases/kadena-ab"], "latitude 91 is outside -90 to 90"),
        (["distance", "us_bases/kadenna-ab", "places/taipei"], "did you mean “kadena-ab”"),
        (["distance", "bases/x", "places/taipei"], "known layers"),
        (
            ["coverage", "us_bases/kadena-ab", "--radius-km", "-1", "--target", "taiwan_strait"],
            "got -1",
        ),
        (
            ["coverage", "us_bases/kadena-ab", "--radius-km", "NaN", "--target", "taiwan_strait"],
            "“NaN” is not a number",
        ),
        (
            ["coverage", "us_bases/kadena-ab", "--radius-km", "19901", "--target", "taiwan_strait"],
            "19,900",
        ),
        (["coverage", "us_bases/kadena-ab", "--target", "taiwan_strait"], "radius_km or system"),
        (
            ["coverage", "us_bases/kadena-ab", "--radius-km", "9", "--target", "places/taipei"],
            "no area",
        ),
        (["coverage", "us_bases", "--system", "f-35a", "--target", "taiwan_strait"], "whole layer"),
        (
            ["coverage", "us_bases/kadena-ab", "--system", "f-35b", "--target", "taiwan_strait"],
            "whatif",
        ),
        (
            ["coverage", "us_bases/kadena-ab", "--system", "sm-6", "--target", "taiwan_strait"],
            "ships at sea",
        ),
        (
            ["coverage", "us_bases/kadena-ab", "--system", "f-16", "--target", "taiwan_strait"],
            "ferry",
        ),
        (
            ["coverage", "us_bases/kadena-ab", "--system", "j-20", "--target", "taiwan_strait"],
            "no public figure",
        ),
        (["layers", "show", "nothing"], "unknown layer “nothing”"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--port", "abc"], "--port"),
        (["distance"], "FROM"),
        (["no-such-command"], "No such command"),
    ],
)
def test_a_wrong_question_is_one_line_and_exit_2(runner, arguments, words):
    outcome = runner(*arguments)
    assert outcome.status == 2
    assert words in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1
    assert "Traceback" not in outcome.err + outcome.out


def test_a_broken_layer_is_one_line_and_exit_1(runner, spoil, monkeypatch):
    folder = spoil('"coordinates":[127.768,26.356]', '"coordinates":[26.356,127.768]')
    monkeypatch.setenv("GEOPOSTURE_LAYERS", str(folder))
    outcome = runner("distance", "us_bases/kadena-ab", "places/taipei")
    assert outcome.status == 1
    assert "us_bases.geojson: feature" in outcome.err
    assert "(kadena-ab)" in outcome.err
    assert "[position-range]" in outcome.err


def test_layers_check_tells_each_fault_and_the_exit_status(runner, tmp_path):
    good = tmp_path / "good.geojson"
    good.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":null,"properties":{}}]}'
    )
    bad = tmp_path / "bad.geojson"
    bad.write_text("{")
    assert runner("layers", "check", str(good)).status == 0
    outcome = runner("layers", "check", str(good), str(bad))
    assert outcome.status == 1
    assert outcome.out.startswith(f"{bad}: is not JSON")
    assert outcome.out.rstrip().endswith("[json-syntax]")


def test_the_own_layers_are_clean(runner):
    outcome = runner("layers", "check")
    assert (outcome.status, outcome.out) == (0, "")


def test_layers_list_and_systems_and_sources(runner):
    assert "japan_archipelago" in runner("layers", "list").out
    assert len(json.loads(runner("systems", "--format", "json").out)) == len(load_layers().systems)
    assert "Natural Earth" in runner("sources", "--format", "csv").out
