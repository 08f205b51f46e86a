"""What the commands leave and show to whoever works on this."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import geoposture

ROOT = Path(__file__).parent.parent
PACKAGE = Path(geoposture.__file__).parent


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_a_failing_unit_test_of_the_browser_side_is_shown(tmp_path):
    """Its report goes to standard output; thrown away, all that was seen was a status of 1."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'not ok 7 - a ring is whole'\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    # What the tests need is there already, and is not installed again.
    command = ["make", "-o", ".venv/.tested", "-o", "browser", "test"]
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "not ok 7 - a ring is whole" in done.stdout


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a working copy of git")
@pytest.mark.parametrize(
    "left",
    [".schemathesis", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache",
     ".import_linter_cache", ".venv", "web/node_modules", "geoposture/static", "test-results"],
)  # fmt: skip
def test_what_tests_and_checks_leave_behind_is_ignored(left):
    command = ["git", "check-ignore", "--quiet", f"{left}/something"]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 0


def test_type_checkers_are_told_that_the_package_has_types():
    assert (PACKAGE / "py.typed").is_file()


def test_what_the_tests_need_holds_all_that_the_package_needs():
    """It is installed alone: another release of one package would be another service."""
    pinned = re.compile(r"^([\w.\-\[\]]+)==([^\s;\\]+)", re.MULTILINE)
    package, tests = (
        dict(pinned.findall((ROOT / f"requirements{one}.txt").read_text(encoding="utf-8")))
        for one in ("", "-dev")
    )
    assert package
    assert package.items() <= tests.items()


def test_what_our_maps_have_not_of_leaflet_is_left_out():
    """Overlays of pictures and films, the control of layers: browsers do not read them."""
    scripts = {
        one.name: one.read_text(encoding="utf-8") for one in (PACKAGE / "static").glob("*.js")
    }
    assert any("leaflet-pane" in text for text in scripts.values())
    for part in ("errorOverlayUrl", "playsInline", "leaflet-control-layers"):
        assert not [name for name, text in scripts.items() if part in text], part
