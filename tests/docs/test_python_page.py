"""The page on Python: its examples run, and it names every public name."""

from __future__ import annotations

import doctest
from pathlib import Path

import geoposture as gp

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_its_examples_hold():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 10


def test_it_names_every_public_name():
    text = PAGE.read_text(encoding="utf-8")
    rest = {"GeopostureError", "create_app"}
    missing = [one for one in gp.__all__ if one not in rest and f"gp.{one}" not in text]
    assert missing == []
    assert "GeopostureError" in text
