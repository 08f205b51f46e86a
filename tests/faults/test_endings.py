"""Ctrl-C at any moment: at the start, in the trial, under load, twice; quiet, and one line says why."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from clients import ask
from serving import find_port, seed

MOMENTS = int(os.environ.get("MOMENTS", "6"))
EARLY = int(os.environ.get("MOMENTS", "10"))
SECONDS = 15
HEAVY = "/coverage?origins=us_bases&target=east_china_sea&radius_km={}&detail=full"


def start(log: Path, workers: int = 2) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server with a group of processes of its own, as a terminal does."""
    port = find_port()
    command = [sys.executable, "-m", "geoposture", "serve", "--port", str(port)]
    # What a shell starts in the background ignores Ctrl-C, and hands that on.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], stdout=out, stderr=out, start_new_session=True
        )
    signal.signal(signal.SIGINT, kept)
    return process, f"http://127.0.0.1:{port}"


def end(process: subprocess.Popen[bytes], times: int = 1, kind: int = signal.SIGINT) -> int:
    """Press Ctrl-C, which reaches every process of the group; return the exit code."""
    for _ in range(times):
        os.killpg(process.pid, kind)
        time.sleep(0.05)
    code = process.wait(SECONDS)
    until = time.monotonic() + SECONDS
    while lives(process.pid):
        assert time.monotonic() < until, "processes of the group are left"
        time.sleep(0.05)
    return code


def lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def check(said: str, code: int, *lines: str, exit_code: int) -> None:
    """Assert that the log is the address, if it came to that, and one line that says why it ended."""
    told = [one for one in said.splitlines() if one and "geoposture: http" not in one]
    told = [one for one in told if "the computing process" not in one]
    assert len(told) == 1, said
    assert told[0] in lines
    assert code == exit_code


@pytest.mark.parametrize("number", range(MOMENTS))
def test_ctrl_c_at_any_moment_of_the_start_is_quiet(tmp_path, number):
    """From the first import to the first seconds after the computing processes are there."""
    dice = random.Random(number)
    process, _ = start(tmp_path / "log")
    time.sleep(0.4 + 6 * (number + dice.random()) / MOMENTS)
    code = end(process, times=1 + number % 2)
    lines = "geoposture: stopped", "geoposture: ended by SIGINT"
    check((tmp_path / "log").read_text(), code, *lines, exit_code=130)


INTERRUPTED_IN_AN_EXEC = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "geoposture.cli":
            exec("raise KeyboardInterrupt")
sys.meta_path.insert(0, Finder())
"""


def test_ctrl_c_in_an_exec_of_an_import_has_the_same_exit_code(tmp_path):
    """As in that of a dataclass: Python would end itself by the signal after the line."""
    command = [sys.executable, "-m", "geoposture", "layers"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True,
        env={**os.environ, **seed(tmp_path, INTERRUPTED_IN_AN_EXEC)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "geoposture: stopped\n")


TELLS_THE_FIRST_IMPORT = """
import os, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "geoposture.errors":
            sys.meta_path.remove(self)
            os.write(1, b"!")
sys.meta_path.insert(0, Finder())
"""
"""The package itself imports nothing: this is the first, and what came before is Python's own."""
STARTED_BY = {
    "python -m": ["-m", "geoposture"],
    "the script": ["-c", "import sys; from geoposture.__main__ import run; sys.exit(run())"],
}


@pytest.mark.parametrize("how", STARTED_BY)
def test_ctrl_c_in_the_first_moments_is_quiet(tmp_path, how):
    """From the first import of the package on, while everything is imported."""
    environment = {**os.environ, **seed(tmp_path, TELLS_THE_FIRST_IMPORT)}
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    ended = []
    for number in range(EARLY):
        command = [sys.executable, *STARTED_BY[how], "layers", "list"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdout.read(1) == b"!"
            time.sleep(0.2 * number / EARLY)
            process.send_signal(signal.SIGINT)
            out, said = process.communicate(timeout=SECONDS)
        ended.append((process.returncode, out, said))
    signal.signal(signal.SIGINT, kept)
    assert set(ended) == {(130, b"", b"geoposture: stopped\n")}


def test_the_package_itself_imports_next_to_nothing():
    """Before its first import nobody can say that it was ended: that moment is short."""
    code = "import __future__, importlib, sys; old = {*sys.modules}; import geoposture; print({*sys.modules} - old)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "{'geoposture'}\n"


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("times", [1, 2])
def test_an_end_under_load_is_quiet(tmp_path, kind, times):
    code_of = {signal.SIGINT: 130, signal.SIGTERM: 0}
    process, site = start(tmp_path / "log")
    until = time.monotonic() + 30
    while ask(site, "/readyz", timeout=2).status != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    pressing = [threading.Thread(target=ask, args=(site, HEAVY.format(1300 + n))) for n in range(6)]
    for one in pressing:
        one.start()
    time.sleep(random.Random(times).uniform(0.2, 1.5))
    code = end(process, times, kind)
    for one in pressing:
        one.join()
    line = f"geoposture: ended by {kind.name}"
    check((tmp_path / "log").read_text(), code, line, exit_code=code_of[kind])
