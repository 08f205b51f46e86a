"""An export is on the disk before it takes the place of the old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geoposture.errors import BadData
from geoposture.export import atomic_directory
from geoposture.export.atomic_directory import reserve

FILES = {"index.html": b"a", "ja/index.html": b"b", "v/x/y.json": b"c"}


@pytest.fixture
def flushed(monkeypatch) -> list[str]:
    """What was written to the disk, in order, and when the folders changed places."""
    done, flush, swap = [], os.fsync, atomic_directory._swap

    def note(number: int) -> None:
        done.append(Path(f"/proc/self/fd/{number}").resolve().name)
        flush(number)

    def change(*places: Path) -> None:
        done.append("swap")
        swap(*places)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(atomic_directory, "_swap", change)
    return done


def test_every_file_and_folder_is_flushed_before_the_swap(tmp_path, flushed):
    with reserve(tmp_path / "site") as place:
        place.replace(FILES)
    before = flushed[: flushed.index("swap")]
    assert sorted(one for one in before if "." in one[1:] and not one.startswith(".")) == [
        "index.html", "index.html", "y.json",
    ]  # fmt: skip
    assert {"ja", "v", "x"} <= set(before)
    assert flushed[flushed.index("swap") + 1 :] == [tmp_path.name]


def test_a_disk_that_fails_leaves_the_old_one(tmp_path, monkeypatch):
    target = tmp_path / "site"
    with reserve(target) as place:
        place.replace(FILES)

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with (
        pytest.raises(BadData, match="cannot be written: Input/output error"),
        reserve(target) as place,
    ):
        place.replace({"index.html": b"new"})
    assert (target / "index.html").read_bytes() == b"a"
    assert [one.name for one in tmp_path.iterdir()] == ["site"]
