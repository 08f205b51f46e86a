"""Another clock, tongue and seed make the same copy, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from same_export import list_differences


def test_another_clock_tongue_and_seed_make_the_same_copy(exported: Path, tmp_path: Path):
    other = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-m", "geoposture", "export", str(tmp_path / "site")]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | other)
    assert list_differences(exported, tmp_path / "site") == []
    for one in ("index.html", "figures/kadena-taiwan.html"):
        assert (tmp_path / "site" / one).read_bytes() == (exported / one).read_bytes()
