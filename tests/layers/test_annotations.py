"""The first article's annotations: schema, joins, claims; and nothing of its text."""

from __future__ import annotations

import hashlib
import json

import jsonschema
import pytest

from geoposture import geodesy
from geoposture.catalog import find_layers

FOLDER = find_layers() / "annotations"
ARTICLE = "hegseth-tokyo-2025-03-30"
ROWS = json.loads((FOLDER / f"{ARTICLE}.geojson").read_text(encoding="utf-8"))["features"]
SCHEMA = json.loads((FOLDER / "annotation.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_each_is_valid_against_the_schema(row):
    jsonschema.validate(row, SCHEMA, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_id_is_that_of_its_span_and_feature(row):
    source = row["properties"]["source"]
    text = f"{source['sha256']}:{source['start']}:{source['end']}:{row['properties']['feature']}"
    assert row["id"] == f"{ARTICLE}.{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def test_all_sixteen_claims_are_there_in_both_languages_each_in_the_same_words():
    for number in range(1, 17):
        rows = [row["properties"] for row in ROWS if row["properties"]["claim_no"] == number]
        assert rows
        for lang in ("en", "ja"):
            (text,) = {row[f"claim_{lang}"] for row in rows}
            assert text
        assert len(rows[0]["claim_en"].split()) <= 25


def test_each_link_resolves_and_each_implied_one_says_why(catalog):
    for row in (one["properties"] for one in ROWS):
        for reference in filter(None, [row["feature"], *row["alternatives"]]):
            layer, _, feature = reference.partition("/")
            assert not feature or feature in catalog.layer(layer).index
        if row["link"] == "implied":
            assert row["feature"]
            assert row["reason_en"]
            assert row["reason_ja"]


def test_claims_without_a_place_have_none():
    for number in (4, 8, 9, 11, 12, 13):
        for row in ROWS:
            if row["properties"]["claim_no"] == number:
                assert row["geometry"] is None
                assert row["properties"]["feature"] is None


def test_no_base_is_said_to_be_named_by_the_article():
    for row in (one["properties"] for one in ROWS):
        if (row["feature"] or "").startswith("us_bases"):
            assert row["link"] == "implied"


def test_the_region_of_claim_seven_is_europe_and_the_gap_of_fourteen_is_marked():
    by_no = {
        (row["properties"]["claim_no"], row["properties"]["feature"]): row["properties"]
        for row in ROWS
    }
    assert (7, "places/europe") in by_no
    gap = by_no[14, "places/southwest-islands"]
    assert gap["source"]["start"] == gap["source"]["end"]
    assert gap["rule"] == "other-source"


def test_surfaces_are_short():
    for row in (one["properties"] for one in ROWS):
        assert len(row["surface"] or "") <= 60
        assert len((row["surface"] or "").split()) <= 6


def test_the_fan_of_definitions_is_what_geodesics_give(catalog):
    check = next(
        row["properties"]["check"]
        for row in ROWS
        if row["properties"]["verdict"] == "depends_on_definition"
    )
    ends = {
        "Yonaguni to Cape Soya": ((122.9336, 24.4494), (141.9367, 45.5231)),
        "Yonaguni to Cape Shiretoko": ((122.9336, 24.4494), (145.33, 44.344)),
        "Cape Sata to Cape Soya (main islands)": ((130.6608, 30.9947), (141.9367, 45.5231)),
        "Misawa to Kadena (large US bases)": ((141.368, 40.703), (127.768, 26.356)),
    }
    for name, (start, end) in ends.items():
        miles = float(geodesy.measure(*start, *end)[0]) / 1609.344
        assert check["computed"][name] == round(miles)
    assert check["tolerance"] == 50
    for reference in check["inputs"]:
        layer, _, digest = reference.partition("@sha256:")
        assert catalog.layer(layer).sha256 == digest
