"""A PostgreSQL of a test's own: on a socket alone, gone with its folder."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg

USER = "postgres"


def find_programs() -> Path | None:
    """Return the folder of the newest server that is installed with PostGIS, None without one."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        shared = Path("/usr/share/postgresql") / folder.parent.name / "extension"
        if (folder / "initdb").is_file() and (shared / "postgis.control").is_file():
            return folder
    return None


class Cluster:
    """A server with one database; it can be stopped, killed, and left without an answer."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self.folder = folder
        self.settings = settings
        programs = find_programs()
        assert programs
        self.programs = programs
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it is, for who may write."""
        return f"postgresql://{USER}@/{USER}?host={self.folder}"

    @property
    def pid(self) -> int:
        """Of the server, while it runs."""
        assert self._process
        return self._process.pid

    def prepare(self) -> None:
        """Make the cluster, as a copy of one that was made before."""
        shutil.chown(self.folder, *_owner())
        command = ["cp", "--archive", str(_make_first()), self.data]
        subprocess.run(command, check=True, **_become())

    def make(self) -> None:
        """Make the cluster from nothing."""
        shutil.chown(self.folder, *_owner())
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync",
                  "--locale=C.UTF-8").check_returncode()  # fmt: skip

    def follow(self, primary: Cluster) -> None:
        """Make the cluster a copy of another one that goes on following it."""
        shutil.chown(self.folder, *_owner())
        self._run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                  "--no-sync", "-h", str(primary.folder), "-U", USER).check_returncode()  # fmt: skip

    @property
    def data(self) -> str:
        """The folder of the data."""
        return str(self.folder / "data")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(self.programs / "postgres"), "-D", self.data, "-k", str(self.folder),
                   "-c", "listen_addresses=", "-c", "fsync=off",
                   *(part for one in self.settings for part in ("-c", one))]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **_become()
            )
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                psycopg.connect(self.address, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text("utf-8", "replace")[-2000:])

    def stop(self) -> None:
        """End the server as its service manager would."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        """End the server and all that it started, without a word."""
        self._signal_all(signal.SIGKILL)
        assert self._process
        self._process.wait(30)
        self._process = None
        (Path(self.data) / "postmaster.pid").unlink(missing_ok=True)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Let the server neither answer nor hang up."""
        self._signal_all(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        """Signal the server and its processes, each of which leads a session of its own."""
        assert self._process
        for pid in [self._process.pid, *_list_children(self._process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [str(self.programs / program), *arguments], capture_output=True, check=False,
            **_become(),
        )  # fmt: skip


@contextmanager
def run_cluster(
    settings: Sequence[str] = (), *, follows: Cluster | None = None
) -> Iterator[Cluster]:
    """Run a server in a folder whose path is short enough for a socket; it may follow another."""
    folder = Path(tempfile.mkdtemp(prefix="gp-pg-", dir="/tmp"))
    cluster = Cluster(folder, settings)
    try:
        if follows:
            cluster.follow(follows)
        else:
            cluster.prepare()
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        if cluster._process:
            cluster.kill()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _make_first() -> Path:
    """Return the data of a server with PostGIS that was ended: making it takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="gp-pg-", dir="/tmp"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    cluster = Cluster(folder)
    cluster.make()
    cluster.start()
    try:
        with psycopg.connect(cluster.address) as connection:
            connection.execute("create extension postgis")
    finally:
        cluster.stop()
    return Path(cluster.data)


def _list_children(parent: int) -> list[int]:
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(file.parent.name))
    return found


def _owner() -> tuple[int, int]:
    if os.getuid():
        return os.getuid(), os.getgid()
    found = pwd.getpwnam(USER)
    return found.pw_uid, found.pw_gid


def _become() -> dict[str, object]:
    """Return whom the programs run as: they refuse to be root."""
    uid, gid = _owner()
    return {} if os.getuid() else {"user": uid, "group": gid, "cwd": "/", "extra_groups": []}
