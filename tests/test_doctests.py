"""The examples in docstrings say what the functions do."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import geoposture

MODULES = sorted(
    one.name
    for one in pkgutil.walk_packages(geoposture.__path__, "geoposture.")
    if not one.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    found = (finder.find(importlib.import_module(name)) for name in MODULES)
    assert sum(bool(one.examples) for tests in found for one in tests) >= 14
