"""What starting the service loads, and what it never does: an install carries no more than is used."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata

import pytest

HEAVY = (
    "pandas", "geopandas", "folium", "branca", "requests", "pyogrio", "matplotlib", "PIL",
    "fontTools", "jsonschema", "typst", "trafilatura", "mammoth",
)  # fmt: skip
"""What a start without a map, a table file or a command has no use for."""
NEVER = (
    "matplotlib",
    "matplotlib_fontja",
    "PIL",
    "fontTools",
    "contourpy",
    "kiwisolver",
    "cyclonedx",
)
LIGHT = (
    "/readyz", "/collections", "/collections/us_bases/items?limit=2", "/map.svg", "/embed",
    "/map.png?width=400", "/layers/us_bases.csv", "/distance?from=us_bases/kadena-ab&to=places/taipei",
    "/figures", "/articles?f=html", "/sources?f=html", "/api",
)  # fmt: skip
ALL = (*LIGHT, "/", "/embed?live=1", "/map.html", "/layers/us_bases.gpkg")
SCRIPT = """
import json, sys
from geoposture.service import create_app
from geoposture.settings import Settings
client = create_app(Settings()).test_client()
for address in json.loads(sys.argv[1]):
    assert client.get(address).status_code == 200, address
print(json.dumps(sorted(sys.modules)))
"""


def list_loaded(addresses: tuple[str, ...]) -> set[str]:
    command = [sys.executable, "-c", SCRIPT, json.dumps(addresses)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {one.partition(".")[0] for one in json.loads(done.stdout)}


@pytest.mark.parametrize("addresses", [(), LIGHT])
def test_data_pictures_and_embeds_are_answered_without_the_heavy_libraries(addresses):
    assert list_loaded(addresses) & set(HEAVY) == set()


def test_no_answer_needs_what_only_a_build_or_a_test_does():
    loaded = list_loaded(ALL)
    assert loaded & set(NEVER) == set()
    assert {"folium", "pyogrio"} <= loaded, "the harness: what is asked for is loaded"


def test_an_install_brings_no_font_package_and_nothing_to_draw_charts():
    wanted = metadata.requires("geoposture") or []
    runtime = {re.split(r"[^\w-]", one)[0] for one in wanted if "extra" not in one}
    assert "matplotlib-fontja" not in runtime
    assert "flask" in runtime
