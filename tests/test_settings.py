"""A setting works or is refused at the start; none is taken and ignored."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from geoposture.errors import BadRequest
from geoposture.settings import read_settings

TILES = {
    "GEOPOSTURE_TILES_URL": "https://tiles.example/{z}/{x}/{y}.png",
    "GEOPOSTURE_TILES_ATTRIBUTION": "© Tiles",
}
REFUSED = {
    "GEOPOSTURE_STORE": ("postgis", "sqlite://geoposture", "postgresql:geoposture", "file", "FILES"),
    "GEOPOSTURE_TILES_URL": (
        "none", "https://tiles.example/{z}/{x}.png", "https://tiles.example/{z}/{x}/{y}/{s}.png",
        "https://{s}.tiles.example/{z}/{x}/{y}.png", "http://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}.png", "//tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example;img-src/{z}/{x}/{y}.png", "https://a b/{z}/{x}/{y}.png",
        "https://user:secret@tiles.example/{z}/{x}/{y}.png", "https:///{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}.png\nX: y", "https://tiles.example/{z}/{x}/{y}}.png",
        "https://*/{z}/{x}/{y}.png", "javascript:{z}{x}{y}", "https://tiles.example/{z}/{x}/{y}'\"",
        "https://{z}/{x}/{y}.png", "file:///{z}/{x}/{y}.png",
    ),
    "GEOPOSTURE_TILES_ATTRIBUTION": (" ", "two\nlines"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, values in REFUSED.items() for one in values]
)
def test_what_cannot_be_used_is_refused_in_one_line(name, value):
    with pytest.raises(BadRequest) as refused:
        read_settings({**TILES, name: value})
    line = str(refused.value)
    assert line.startswith(f"{name}: “{value}” is not ")


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.example/{z}/{x}/{y}.png", "https://Tiles.example:8443/a/{z}/{y}/{x}?key=a-1",
        "http://127.0.0.1:8080/{z}/{x}/{y}", "http://localhost/{z}/{x}/{y}.webp",
        "http://[::1]:9/{z}/{x}/{y}.png",
    ],
)  # fmt: skip
def test_tiles_come_by_https_or_from_this_machine(address):
    found = read_settings({**TILES, "GEOPOSTURE_TILES_URL": address})
    assert found.tiles_url == address
    assert address.startswith(found.tiles_origin() + "/")


@pytest.mark.parametrize("name", TILES)
def test_tiles_and_their_credit_line_are_set_together(name):
    with pytest.raises(BadRequest) as refused:
        read_settings({name: TILES[name]})
    (other,) = set(TILES) - {name}
    assert str(refused.value) == f"{name}: wants {other} beside it"
    assert read_settings({}).tiles_origin() == ""


def test_the_start_says_so_and_ends():
    environment = {**os.environ, **TILES, "GEOPOSTURE_TILES_URL": "https://tiles.example/{z}.png"}
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
