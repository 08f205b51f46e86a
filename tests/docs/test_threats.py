"""The page of threats: each limit is named with its value, each test that it names is there."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from geoposture.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
BOUNDING = ("host", "trusted_hosts", "embed_ancestors", "cache_seconds", "workers")
OTHERS = (
    "port", "public_url", "layers", "articles", "store", "tiles_url", "tiles_attribution",
    "contact", "access_log",
)  # fmt: skip
"""Settings that bound nothing: where things are, and what is told."""
LIMIT = re.compile(r"^(LARGEST|LONGEST|MOST|HIGHEST|DEEPEST|SLOWEST)_?[A-Z_]*$")
READING = (
    "catalog/validation.py", "articles/text.py", "articles/documents.py", "articles/worddocs.py",
    "service/app.py", "service/server.py", "service/http/params.py", "catalog/query.py",
    "service/routes/maps.py",
)  # fmt: skip
"""Modules that read what others bring: each limit of theirs stands in the page."""
DRAWN = ("LONGEST_SHOWN",)


def list_rows() -> list[list[str]]:
    lines = [one for one in PAGE.splitlines() if one.startswith("|") and "---" not in one]
    return [[cell.strip() for cell in one.strip("|").split("|")] for one in lines]


def test_each_test_that_is_named_is_there():
    named = set(re.findall(r"`(tests/[^`]+)`", PAGE))
    assert len(named) > 15
    assert [one for one in sorted(named) if not (ROOT / one).is_file()] == []


def test_each_row_names_a_test():
    for row in list_rows():
        assert row[-1] == "test" or "`tests/" in row[-1], row


@pytest.mark.parametrize("name", BOUNDING)
def test_each_limit_that_is_a_setting_has_its_default(name):
    (row,) = (one for one in list_rows() if one[0] == f"`{PREFIX}{name.upper()}`")
    default = getattr(Settings(), name)
    told = ",".join(default) if isinstance(default, tuple) else default
    assert row[1] == (f"`{told}`" if told else "unset")


def test_each_setting_is_a_limit_or_none():
    assert {*BOUNDING, *OTHERS} == set(Settings.__slots__)


def test_each_limit_that_is_a_constant_has_its_value():
    rows = [one for one in list_rows() if "`geoposture." in one[2]]
    assert len(rows) > 15
    for _, value, name, *_ in rows:
        module, _, constant = name.strip("`").rpartition(".")
        found = getattr(import_module(module), constant)
        assert value in (f"{found:,}", str(found)), name


@pytest.mark.parametrize("file", READING)
def test_no_limit_of_what_is_read_is_forgotten(file):
    tree = ast.parse((ROOT / "geoposture" / file).read_text(encoding="utf-8"))
    names = [
        target.id for node in tree.body if isinstance(node, ast.Assign)
        for target in node.targets if isinstance(target, ast.Name)
    ]  # fmt: skip
    module = f"geoposture.{file.removesuffix('.py').replace('/', '.')}"
    for name in names:
        if LIMIT.match(name) and name not in DRAWN:
            assert f"`{module}.{name}`" in PAGE, f"{module}.{name} is not in docs/threats.md"
