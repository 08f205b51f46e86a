"""Two codings of the same facilities: what is printed is what the two tables say."""

from __future__ import annotations

import csv

import pytest

from geoposture.catalog import find_layers

recipes = pytest.importorskip("layers.recipes.agreement")


def read_printed():
    with (find_layers() / "agreement.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_the_printed_agreement_is_that_of_the_two_codings():
    assert read_printed() == list(recipes.count_agreement())


def test_twenty_facilities_were_coded_a_second_time_each_from_what_was_read(catalog):
    rows = recipes.read_table("second_coding")
    assert len({row["id"] for row in rows}) == len(rows) == 20
    known = catalog.layers["us_bases"].index
    assert all(row["id"] in known and row["read"] for row in rows)


def test_what_differs_is_counted_as_different():
    same = recipes.FIELDS["kinds"][1]
    assert same({"kinds": "a; b"}, {"kinds": "b;a"})
    assert not same({"kinds": "a"}, {"kinds": "a;b"})
    near = recipes.FIELDS["position"][1]
    here = {"lon": "127.0", "lat": "26.0", "uncertainty_km": "0.5"}
    assert near(here, {"lon": "127.009", "lat": "26.0"})  # 0.9 km
    assert not near(here, {"lon": "127.012", "lat": "26.0"})  # 1.2 km
    assert near({**here, "uncertainty_km": "3"}, {"lon": "127.029", "lat": "26.0"})  # 2.9 km
    area = recipes.FIELDS["area_km2"][1]
    assert area({"area_km2": "5.0"}, {"area_km2": "5.04"})
    assert not area({"area_km2": "5.0"}, {"area_km2": "5.06"})
    filled = recipes.FIELDS["branch"][0]
    assert filled({"branch": "USN"})
    assert not filled({"branch": "unknown"})
    assert not filled({"branch": ""})


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_codebook_prints_it(client, lang):
    page = client.get(f"/codebook?lang={lang}").text
    for row in read_printed():
        assert f"<td>{row['both']}</td><td>{row['agree']}</td>" in page
    assert {"en": "20 entries were coded a second time on 27 November 2026",
            "ja": "2026年11月27日、別の担当者が20項目"}[lang] in page  # fmt: skip
