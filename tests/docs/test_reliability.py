"""The page of promises: each test that it names is there, each command and its variable are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and "---" not in line
][1:]


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_each_promise_names_its_figure_its_test_and_a_command_that_runs_it(row):
    _, figure, tests, commands = row
    assert figure
    files = [ROOT / one for one in re.findall(r"`(tests/[^`]+)`", tests)]
    assert files
    assert [one for one in files if not one.is_file()] == []
    for command in re.findall(r"`([^`]+)`", commands):
        *variables, target = command.replace("make ", "").split()
        assert target in TARGETS
        for name, _, given in (one.partition("=") for one in variables):
            read = [default for one in files
                    for default in re.findall(rf'"{name}", "([\d.]+)"', one.read_text())]  # fmt: skip
            assert read, f"no test of this row reads {name}"
            assert float(given) > float(read[0]), f"{name}={given} is what is run anyway"


def test_the_long_run_before_a_release_has_every_long_form_of_faults():
    long = re.search(r"^LONG := (.*(?:\n\t.*)*)", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    named = {one for row in ROWS for one in re.findall(r"[A-Z_]+=\d+", row[-1])
             if "test-faults" in row[-1] or "test-soak" in row[-1]}  # fmt: skip
    assert len(named) > 8
    assert named - set(long.split()) == set()


def test_every_file_of_faults_has_its_promise():
    named = set(re.findall(r"`tests/faults/(test_\w+\.py)`", PAGE))
    assert {one.name for one in (ROOT / "tests" / "faults").glob("test_*.py")} - named == set()
