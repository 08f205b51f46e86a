"""Another clock, tongue and seed make the same copy, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from same_export import list_differences
from theatres.made import PHILIPPINES

OTHER = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77"}


def export(folder: Path, *arguments: str, **environment: str) -> Path:
    command = [sys.executable, "-m", "geoposture", "export", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)
    return folder


def check_same(one: Path, other: Path) -> None:
    assert list_differences(one, other) == []
    figures = [file.relative_to(one) for file in sorted(one.glob("figures/*.html"))[:3]]
    assert figures
    for file in (Path("index.html"), *figures):
        assert (one / file).read_bytes() == (other / file).read_bytes()


def test_another_clock_tongue_and_seed_make_the_same_copy(tmp_path: Path):
    layers = ("--layers", str(PHILIPPINES))
    one = export(tmp_path / "one", *layers, TZ="Asia/Tokyo", PYTHONHASHSEED="1")
    check_same(one, export(tmp_path / "other", *layers, **OTHER))


@pytest.mark.skipif("EVERY_LOOK" not in os.environ, reason="minutes: make test-long")
def test_the_copy_of_all_layers_is_the_same_too(exported: Path, tmp_path: Path):
    check_same(exported, export(tmp_path / "site", **OTHER))
