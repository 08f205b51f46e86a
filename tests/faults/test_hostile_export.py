"""A whole export of the theatre whose every text is markup: a copy has no policy that stops it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from hostile import write_hostile
from inert import KINDS, MARK, find_faults

FIGURES = 8


def test_no_file_of_an_export_holds_more_than_text(tmp_path):
    layers, site = write_hostile(tmp_path / "layers"), tmp_path / "site"
    questions = layers / "questions.csv"
    with questions.open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table))
    # All their pages are of one template, and half of a copy.
    with questions.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows[: 1 + FIGURES])
    command = [sys.executable, "-m", "geoposture", "export", str(site), "--layers", str(layers)]
    subprocess.run(command, check=True, capture_output=True)
    faults, carried = [], 0
    for file in site.rglob("*"):
        kind = KINDS.get(file.suffix)
        if kind and "static" not in file.parts:
            body = file.read_bytes()
            carried += MARK.encode() in body
            faults += [f"{file.relative_to(site)}: {one}" for one in find_faults(kind, body)]
    assert faults == []
    assert carried > 100
