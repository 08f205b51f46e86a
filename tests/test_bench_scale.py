"""The table of sizes ends with a page, whoever answered and whoever did not."""

from __future__ import annotations

import random

import pytest

from bench import report, scale
from bench.incidents import FILES, KERNEL, PYGEOAPI, QUERIES, STORE, TIPG, list_rows, pick_values
from bench.scale import Cost


@pytest.mark.parametrize("row", list_rows(1_000), ids=lambda one: one.name)
def test_no_address_is_asked_twice_but_that_of_the_whole(row):
    for name, make in row.paths.items():
        dice = random.Random(1)
        asked = [make(dice) for _ in range(10)]
        assert all(one.startswith("/") for one in asked)
        if row.name == "whole layer":
            assert len(set(asked)) == 1
        else:
            assert len(set(asked)) > 5, name


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_has_its_values(name):
    values = pick_values(name, 1_000, random.Random(1))
    assert len(values) == QUERIES[name].count("%s")


def test_a_ratio_is_that_to_the_best_of_who_answered():
    found = {(FILES, "item"): Cost(1.0, 0.5, 2.0), (TIPG, "item"): Cost(4.0, 4.0, 4.0),
             (KERNEL, "item"): Cost(2.0, 2.0, 2.0)}  # fmt: skip
    row = scale._make_row(1_000, "item", found)
    assert row == ["1,000", "item", "1 (0.5–2)", "–", "4 (4–4)", "–", "2 (2–2)", "0.50", "–"]
    alone = scale._make_row(1_000, "start", {(STORE, "start"): Cost(6_580.0, 6_580.0, 6_580.0)})
    assert alone[3:] == ["6,580 (6,580–6,580)", "–", "–", "–", "–", "–"]


def test_the_middle_of_the_passes_counts_and_one_that_failed_does_not():
    found: dict = {}
    scale._note(found, (PYGEOAPI, "item"), [3.0, None, 1.0, 9.0])
    scale._note(found, (TIPG, "item"), [None, None])
    assert found == {(PYGEOAPI, "item"): Cost(3.0, 1.0, 9.0)}


def test_pages_are_written_with_all_their_words(tmp_path):
    rows = [["1,000", "item", *["–"] * 7]]
    scale.write_page(tmp_path / "scale.md", rows, 100_000)
    page = (tmp_path / "scale.md").read_text("utf-8")
    assert "| 1,000 | item | – |" in page
    assert "has 100,000 features" in page
    with report.overhear() as printed:
        print("a table")
    report.write_page(tmp_path / "performance.md", printed=printed.getvalue())
    told = (tmp_path / "performance.md").read_text("utf-8")
    assert "a table" in told
    assert report.describe_machine() in told
