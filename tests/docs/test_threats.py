"""The page of threats: each limit is named with its default, each test that it names is there."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from geoposture.limits import Limits
from geoposture.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
BOUNDING = ("host", "trusted_hosts", "embed_ancestors", "cache_seconds", "workers")
OTHERS = (
    "port", "public_url", "layers", "articles", "store", "tiles_url", "tiles_attribution",
    "contact", "access_log",
)  # fmt: skip
"""Settings that bound nothing: where things are, and what is told."""


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


@pytest.mark.parametrize("one", fields(Limits), ids=lambda one: one.name)
def test_each_limit_has_its_default_and_is_read_by_a_module(one):
    (row,) = (row for row in list_rows() if row[0] == f"`{PREFIX}{one.name.upper()}`")
    assert row[1] == f"`{one.default}`"
    assert row[3]
    least, most = one.metadata["least"], one.metadata["most"]
    if most:
        assert f"{least:,} to {most:,}" in row[2]
    elif isinstance(one.default, int) and least > 1:
        assert f"from {least:,}" in row[2]
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "geoposture").rglob("*.py")]
    assert sum(bool(re.search(rf"LIMITS\.{one.name}\b", text)) for text in code) == 1


def test_each_row_of_limits_is_one():
    named = {one.name.upper() for one in (*fields(Limits), *fields(Settings))}
    variables = re.findall(rf"^\| `{PREFIX}(\w+)` \|", PAGE, re.MULTILINE)
    assert set(variables) <= named
