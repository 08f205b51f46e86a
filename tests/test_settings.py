"""A setting works or is refused at the start; none is taken and ignored."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from geoposture.errors import BadRequest
from geoposture.settings import read_settings

REFUSED = {
    "GEOPOSTURE_STORE": ("postgis", "postgresql://localhost/geoposture", "file", "FILES"),
    "GEOPOSTURE_TILES_URL": ("https://tiles.example/{z}/{x}/{y}.png", "none"),
    "GEOPOSTURE_TILES_ATTRIBUTION": ("© Tiles",),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, values in REFUSED.items() for one in values]
)
def test_what_would_have_no_effect_is_refused_in_one_line(name, value):
    with pytest.raises(BadRequest) as refused:
        read_settings({name: value})
    line = str(refused.value)
    assert line.startswith(f"{name}: “{value}” is not ")
    assert "\n" not in line
    assert "the only store" in line or "leave the variable unset" in line


def test_the_start_says_so_and_ends():
    environment = {**os.environ, "GEOPOSTURE_TILES_URL": "https://tiles.example/{z}.png"}
    command = [sys.executable, "-m", "geoposture", "serve", "--port", "0"]
    done = subprocess.run(
        command, check=False, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert "GEOPOSTURE_TILES_URL" in line
    assert "https://tiles.example/{z}.png" in line


def test_files_are_a_store_and_an_empty_variable_is_none():
    given = {"GEOPOSTURE_STORE": "files", "GEOPOSTURE_TILES_URL": ""}
    assert read_settings(given).store == "files"
