"""Each fault that readers saw names the tests that hold it, and these are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (ROOT / "docs" / "readers.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| F\d", line)
]


def test_no_fault_is_left_out():
    numbers = [int(re.match(r"\| F(\d+) ", row)[1]) for row in ROWS]
    assert numbers == list(range(1, 28))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split()[1])
def test_the_tests_of_a_fault_are_there(row: str):
    file, named = None, 0
    for word in re.findall(r"`([^`]+)`", row):
        if word.endswith(".py"):
            file = (ROOT / word).read_text(encoding="utf-8")
        else:
            assert re.search(rf"def {word}\(", file), word
            named += 1
    assert named


def test_each_answer_to_an_objection_names_tests_that_are_there():
    text = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    told = text.partition("## What people there would object to")[2]
    named = re.findall(r"`(tests/[^`]+)`", told)
    assert len(named) >= 8
    assert [one for one in named if not (ROOT / one).is_file()] == []
    rows = [line for line in told.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    assert all(len(row.strip("|").split("|")) == 3 for row in rows)
