"""The commands themselves, killed at any moment or on a disk that is full: the old or the new.

``export``, ``bundle`` and ``article publish`` write over what an earlier one left. Every other kill
comes while they write, which is a small part of their time.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from serving import seed

from geoposture.catalog import find_layers

KILLS = int(os.environ.get("KILLS", "10"))
"""Of the three commands together."""
FULL_AT = int(os.environ.get("FULL_DISKS", "3"))
PAGE = 4096
"""How much a file on such a disk takes at least."""
ANNOTATIONS = find_layers() / "annotations"
Content = dict[str, str]

WRITES_IN_PLACE = """
from time import sleep
from geoposture.cli import files
from geoposture.export import atomic_directory
def replace(self, wanted):
    for name, content in wanted.items():
        file = self.target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        sleep(0.01)
def write(target, data):
    with target.open("wb", buffering=0) as out:
        for at in range(0, len(data), 200):
            out.write(data[at : at + 200])
            sleep(0.004)
atomic_directory.Place.replace, files._write_beside = replace, write
"""
"""What the commands would be without care."""


@dataclass
class Writer:
    """A command that wrote a target, and writes it anew from another input.

    Attributes
    ----------
    first, second : Path
        Folders with what it wrote, and with what it wrote anew over that.
    whole_s, writing_s : float
        How long the second took, and how much of that came after it began to write.
    """

    target: str
    old: list[str]
    new: list[str]
    base: Path
    whole_s: float = 0
    writing_s: float = 0

    def __post_init__(self) -> None:
        self.first, self.second = self.base / "old", self.base / "new"
        self.first.mkdir()
        assert self.run(self.first, self.old)[0] == 0
        self.second.mkdir()
        self.copy(self.second)
        begun = time.monotonic()
        with self.start(self.second, self.new) as process:
            wait_for_writing(process, self.second)
            writing = time.monotonic()
            _, said = process.communicate()
        assert process.returncode == 0, said
        self.whole_s, self.writing_s = (time.monotonic() - one for one in (begun, writing))

    def start(self, folder: Path, given: list[str]) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "geoposture", *given]
        command = [str(folder / self.target) if one == self.target else one for one in command]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder.parent
        )

    def run(self, folder: Path, given: list[str]) -> tuple[int, str]:
        with self.start(folder, given) as process:
            _, said = process.communicate()
        return process.returncode, said

    def copy(self, folder: Path) -> None:
        """Put what the first wrote into a folder."""
        old = self.first / self.target
        (shutil.copytree if old.is_dir() else shutil.copy)(old, folder / self.target)


@pytest.fixture(scope="module")
def layers(tmp_path_factory) -> list[str]:
    """Two folders of layers that differ in a title."""
    folders = [tmp_path_factory.mktemp(one) / "layers" for one in ("first", "second")]
    command = [sys.executable, "-m", "geoposture", "new", folders[0]]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copytree(folders[0], folders[1])
    info = folders[1] / "places.toml"
    info.write_text(info.read_text("utf-8").replace('title_en = "', 'title_en = "All '), "utf-8")
    assert info.read_text("utf-8") != (folders[0] / "places.toml").read_text("utf-8")
    return [str(one) for one in folders]


@pytest.fixture(scope="module", params=["export", "bundle", "publish"])
def writer(request, layers, tmp_path_factory) -> Writer:
    return make_writer(request.param, layers, tmp_path_factory.mktemp(request.param))


def make_writer(kind: str, layers: list[str], base: Path) -> Writer:
    if kind == "publish":
        files = sorted(ANNOTATIONS.glob("*.geojson"), key=lambda one: one.stat().st_size)[-2:]
        old, new = (["article", "publish", str(one), "-o", "a.geojson"] for one in files)
        return Writer("a.geojson", old, new, base)
    target = "site" if kind == "export" else "site.zip"
    old, new = ([kind, target, "--layers", one] for one in layers)
    return Writer(target, old, new, base)


def read_target(target: Path) -> Content:
    """Return the hash of each file by its name."""
    files = target.rglob("*") if target.is_dir() else [target]
    return {
        one.relative_to(target).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in files
        if one.is_file()
    }


def list_left(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".")]


def sign(folder: Path) -> list[tuple[str, int]]:
    """Return what changes as soon as anything is written beside a target, or to it."""
    found = []
    for parent, _, names in os.walk(folder):
        for name in (".", *names):
            try:
                path = os.path.join(parent, name)  # noqa: PTH118 - many, again and again
                found.append((path, os.stat(path).st_mtime_ns))  # noqa: PTH116
            except OSError:  # gone since it was listed
                found.append((name, 0))
    return sorted(found)


def wait_for_writing(process: subprocess.Popen[str], folder: Path) -> None:
    before = sign(folder)
    while process.poll() is None and sign(folder) == before:
        time.sleep(0.001)


def kill_commands(
    writer: Writer, base: Path, kills: int, pick: Callable[[int], bool]
) -> tuple[list[Content], list[Content]]:
    """Kill a command again and again; return what may be there, and what was there each time."""
    random_, found, killed = random.Random(17), [], 0
    for number in range(kills):
        folder = base / str(number)
        folder.mkdir()
        writer.copy(folder)
        with writer.start(folder, writer.new) as process:
            if pick(number):
                wait_for_writing(process, folder)
                time.sleep(random_.uniform(0, writer.writing_s))
            else:
                time.sleep(random_.uniform(0, writer.whole_s))
            process.kill()
            process.communicate()
        killed += process.returncode == -signal.SIGKILL
        found.append(read_target(folder / writer.target))
        assert len(list_left(folder)) <= 1
    assert killed >= kills // 2
    whole = [read_target(one / writer.target) for one in (writer.first, writer.second)]
    assert whole[0] != whole[1]
    return whole, found


def test_a_command_that_is_killed_leaves_the_old_or_the_new(writer, tmp_path):
    whole, found = kill_commands(writer, tmp_path, -(-KILLS // 3), lambda number: number % 2 == 0)
    assert [number for number, one in enumerate(found) if one not in whole] == []
    if writer.target == "site":
        left = next((one for one in tmp_path.iterdir() if list_left(one)), tmp_path / "0")
        assert writer.run(left, writer.new)[0] == 0
        assert (read_target(left / "site"), list_left(left)) == (whole[1], [])


@pytest.mark.parametrize("kind", ["export", "publish"])
def test_the_harness_sees_what_is_torn(layers, tmp_path, monkeypatch, kind):
    for name, value in seed(tmp_path, WRITES_IN_PLACE).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "runs").mkdir()
    writer = make_writer(kind, layers, tmp_path / "runs")
    whole, found = kill_commands(writer, tmp_path / "runs", 2, lambda _: True)
    assert [one for one in found if one not in whole]


@contextmanager
def mount(folder: Path, pages: int) -> Iterator[None]:
    """Mount a disk of so many pages, where that is allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={pages * PAGE}", "tmpfs", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(command, check=False, capture_output=True).returncode
    ):
        pytest.skip("NO DISK OF OUR OWN: mounting wants root; the writers are tried by a limit")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def count_pages(target: Path) -> int:
    files = [target] if target.is_file() else [one for one in target.rglob("*") if one.is_file()]
    return sum(-(-one.stat().st_size // PAGE) for one in files)


def test_a_disk_that_is_full_leaves_the_old_and_nothing_beside_it(writer, tmp_path):
    old, wanted = (count_pages(one / writer.target) for one in (writer.first, writer.second))
    for point in range(FULL_AT):
        disk = tmp_path / f"disk-{point}"
        with mount(disk, old + wanted * (2 * point + 1) // (2 * FULL_AT)):
            target = disk / writer.target
            writer.copy(disk)
            status, said = writer.run(disk, writer.new)
            line = f"geoposture: {target}: cannot be written: No space left on device"
            assert (status, said.splitlines()[-1]) == (1, line), said
            assert read_target(target) == read_target(writer.first / writer.target)
            assert list_left(disk) == []
