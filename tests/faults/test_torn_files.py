"""What is written is there wholly or not at all: killed at any moment, or on a full disk.

``export`` replaces a folder, ``bundle``, ``map -o`` and ``article publish -o`` a file; each is
written here again and again, in one of two versions, until it is killed.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geoposture.cli.files import FRESH, write_whole
from geoposture.errors import BadData
from geoposture.export.atomic_directory import reserve

KILLS = int(os.environ.get("KILLS", "10"))
FULL_AT = int(os.environ.get("FULL_DISKS", "3"))
SIZE = 300_000
WRITERS = {
    "export": """
import sys
from pathlib import Path
from geoposture.export.atomic_directory import reserve
target, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for turn in range(10**6):
    letter = b"ab"[turn % 2 :][:1]
    with reserve(target) as place:
        place.replace({f"{n % 7}/{n}": letter * (size // 30) for n in range(30)})
""",
    "bundle": """
import sys
from pathlib import Path
from geoposture.cli.files import write_whole
target, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for turn in range(10**6):
    write_whole(target, b"ab"[turn % 2 :][:1] * size)
""",
}


def read_whole(target: Path) -> bytes:
    files = (
        [one for one in sorted(target.rglob("*")) if one.is_file()] if target.is_dir() else [target]
    )
    return b"".join(one.read_bytes() for one in files)


def list_left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.startswith("."))


PLAIN = """
import sys
from pathlib import Path
target, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for turn in range(10**6):
    with target.open("wb", buffering=0) as file:
        for _ in range(30):
            file.write(b"ab"[turn % 2 :][:1] * (size // 30))
"""
"""What every writer would be without care."""


def kill_writers(target: Path, script: str) -> list[bytes]:
    """Kill a writer again and again; return what was there after each time."""
    random_, found = random.Random(17), []
    for _ in range(KILLS):
        command = [sys.executable, "-c", script, str(target), str(SIZE)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.05 + random_.random() * 0.3)
            writer.send_signal(signal.SIGKILL)
            assert writer.stderr.read() == b""
        if target.exists():
            found.append(read_whole(target))
        assert len(list_left(target.parent)) <= KILLS
    return found


def is_whole(data: bytes) -> bool:
    return data in (b"a" * SIZE, b"b" * SIZE)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_writer_that_is_killed_leaves_the_old_or_the_new(tmp_path, kind):
    target = tmp_path / "target"
    found = kill_writers(target, WRITERS[kind])
    assert found
    assert [one[:40] for one in found if not is_whole(one)] == []
    if kind == "export":
        with reserve(target) as place:
            place.replace({"a": b"c"})
        assert list_left(tmp_path) == []


def test_the_harness_sees_a_file_that_is_torn(tmp_path):
    assert not all(is_whole(one) for one in kill_writers(tmp_path / "target", PLAIN))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("point", range(FULL_AT))
def test_a_full_disk_leaves_the_old_and_nothing_beside_it(tmp_path, kind, point):
    target = tmp_path / "target"
    write = {"export": _replace, "bundle": write_whole}[kind]
    write(target, b"old" * 10)
    room = SIZE * (2 * point + 1) // (2 * FULL_AT)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        with pytest.raises(BadData, match=r"^.*target: cannot be written: [A-Z]") as caught:
            write(target, b"n" * SIZE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert "\n" not in caught.value.message
    assert read_whole(target) == b"old" * 10
    assert list_left(tmp_path) == []
    write(target, b"n" * SIZE)
    assert read_whole(target) == b"n" * SIZE


def _replace(target: Path, data: bytes) -> None:
    with reserve(target) as place:
        place.replace({"a/b": data})


class TestOutput:
    """``-o`` of every command."""

    def test_a_link_stays_and_what_it_leads_to_is_written(self, tmp_path):
        real, link, second = (tmp_path / one for one in ("real.svg", "link.svg", "second.svg"))
        real.write_bytes(b"old")
        link.symlink_to(real)
        second.symlink_to("link.svg")
        write_whole(second, b"new")
        assert real.read_bytes() == b"new"
        assert (link.is_symlink(), second.is_symlink(), real.is_symlink()) == (True, True, False)
        (tmp_path / "dangling.svg").symlink_to("later.svg")
        write_whole(tmp_path / "dangling.svg", b"new")
        assert (tmp_path / "later.svg").read_bytes() == b"new"
        assert list_left(tmp_path) == []

    @pytest.mark.parametrize("what", ["pipe", "folder", "loop", "device", "link to a device"])
    def test_what_is_no_regular_file_is_refused_and_stays(self, tmp_path, what):
        target = tmp_path / "x.svg"
        if what == "pipe":
            os.mkfifo(target)
        elif what == "folder":
            target.mkdir()
        elif what == "loop":
            target.symlink_to(target)
        elif what == "device":
            target = Path("/dev/null")
        else:
            target.symlink_to("/dev/null")
        kind = stat.S_IFMT(target.lstat().st_mode)
        with pytest.raises(BadData, match=r"no regular file|circle|Too many levels"):
            write_whole(target, b"new")
        assert stat.S_IFMT(target.lstat().st_mode) == kind
        assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
        assert list_left(tmp_path) == []

    def test_it_keeps_the_rights_of_the_old_one(self, tmp_path):
        file = tmp_path / "x"
        file.write_bytes(b"old")
        file.chmod(0o640)
        write_whole(file, b"new")
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    def test_a_file_of_the_old_temporary_name_is_not_touched(self, tmp_path):
        other = tmp_path / f".x{FRESH}"
        other.write_bytes(b"mine")
        write_whole(tmp_path / "x", b"new")
        assert other.read_bytes() == b"mine"

    def test_what_a_killed_writer_left_goes_after_an_hour(self, tmp_path):
        old, young, other = (tmp_path / f".{one}{FRESH}" for one in ("x.aa", "x.bb", "y.cc"))
        for one in (old, young, other):
            one.write_bytes(b"half")
        for one in (old, other):
            os.utime(one, (time.time() - 4000,) * 2)
        write_whole(tmp_path / "x", b"new")
        assert list_left(tmp_path) == [young.name, other.name]

    def test_a_long_name_and_a_missing_folder(self, tmp_path):
        write_whole(tmp_path / ("x" * 250), b"new")
        assert (tmp_path / ("x" * 250)).read_bytes() == b"new"
        with pytest.raises(BadData, match="No such file or directory"):
            write_whole(tmp_path / "none" / "x", b"new")

    def test_it_is_on_the_disk_before_it_takes_the_place(self, tmp_path, monkeypatch):
        order = []
        sync, move = os.fsync, Path.replace
        monkeypatch.setattr(os, "fsync", lambda fd: (order.append("sync"), sync(fd)))
        monkeypatch.setattr(Path, "replace", lambda *a: (order.append("move"), move(*a))[1])
        write_whole(tmp_path / "x", b"new")
        assert order == ["sync", "move"]
