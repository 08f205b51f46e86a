"""No abstract test of OGC API – Features is forgotten: each has tests here, or why it has none.

`abstract_tests.csv` lists them all: Part 1 (OGC 17-069r4, Annex A, and the oas30
class of its corrigendum) and Part 2 (OGC 18-058r1, Annex A). The executable suites test by these.
"""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NAMED = re.compile(r"/conf/[a-z0-9]+/[\w-]+")
MANY = {"core": 33, "geojson": 2, "gmlsf0": 2, "gmlsf2": 2, "html": 2, "oas30": 6, "crs": 10}
"""How many abstract tests each conformance class has."""


def read_table() -> list[dict[str, str]]:
    with (HERE / "abstract_tests.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_tests(name: str) -> dict[str, str]:
    """Return what each test of a module says that it stands for: its marks and its docstring."""
    tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
    return {
        one.name: " ".join([*map(ast.unparse, one.decorator_list), ast.get_docstring(one) or ""])
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    }


def test_the_list_is_whole():
    ids = [row["id"] for row in read_table()]
    assert len(ids) == len(set(ids))
    assert Counter(one.split("/")[2] for one in ids) == MANY


@pytest.mark.parametrize("row", read_table(), ids=lambda row: row["id"])
def test_each_has_tests_that_name_it_or_a_reason(row):
    assert bool(row["tests"]) != bool(row["why_not"])
    for one in row["tests"].split():
        module, _, function = one.partition("::")
        words = re.findall(r"[\w-]+", read_tests(module)[function])
        assert row["id"].rpartition("/")[2] in words, one


def test_no_test_names_one_that_is_not_listed():
    known = {row["id"]: row["tests"].split() for row in read_table()}
    for module in ("test_conformance.py", "test_fuzz.py"):
        for function, words in read_tests(module).items():
            for one in NAMED.findall(words):
                assert f"{module}::{function}" in known[one]


def test_each_class_that_is_claimed_is_tested_whole_and_no_other(client):
    claimed = {one.rpartition("/")[2] for one in client.get("/conformance").json["conformsTo"]}
    rows = read_table()
    assert claimed == {row["id"].split("/")[2] for row in rows if row["tests"]}
    assert not claimed & {row["id"].split("/")[2] for row in rows if row["why_not"]}
