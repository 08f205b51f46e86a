"""The bill of materials is whole and valid; licences go where what they are of goes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
IMPORTED = re.compile(r'^(?:import .*|\}) from "([a-z@][^"./]*)"', re.MULTILINE)
UNNAMED = {"resvg-py"}
"""Whose metadata name no licence."""
TITLES = ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE")
NOTICES = (
    "Volodymyr Agafonkin", "WaniKani", "Charles Karney", "Luca Ongaro", "Adobe", *TITLES,
    "SIL OPEN FONT LICENSE",
)  # fmt: skip


def list_imported() -> set[str]:
    """Return the packages of npm that the scripts of pages are made of."""
    files = (ROOT / "web" / "src").rglob("*.js")
    found = {one for file in files for one in IMPORTED.findall(file.read_text(encoding="utf-8"))}
    return {"leaflet" if one == "leaflet-modules" else one for one in found}


@pytest.fixture(scope="module")
def told() -> dict:
    subprocess.run([sys.executable, "docs/sbom.py"], check=True, cwd=ROOT, capture_output=True)
    text = (ROOT / "build" / "sbom.cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return json.loads(text)


def test_each_dependency_and_each_bundled_package_stands_in_the_bill(told):
    known = {(one["purl"].partition("/")[0], one["name"].lower()) for one in told["components"]}
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    wanted = {("pkg:pypi", one) for one in re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)}
    wanted |= {("pkg:npm", one) for one in list_imported()} | {("pkg:npm", "source-sans")}
    assert wanted - known == set()
    assert known - wanted == {("pkg:pypi", "matplotlib-fontja")}, "the font's package"
    assert ("pkg:npm", "leaflet") in wanted


def test_the_bill_names_versions_hashes_and_licences(told):
    for one in told["components"]:
        assert one["version"] == one["purl"].rpartition("@")[2].replace("%2B", "+")
        assert one["name"] in UNNAMED or one["licenses"], one["name"]
        locked = "pypi" in one["purl"] and one["name"] != "matplotlib-fontja"
        assert bool(one.get("hashes")) == locked, one["name"]
    ours = told["metadata"]["component"]
    (edges,) = [one["dependsOn"] for one in told["dependencies"] if one["ref"] == ours["bom-ref"]]
    assert len(edges) == len(told["components"])


def test_the_bill_is_the_same_each_time(told):
    before = (ROOT / "build" / "sbom.cdx.json").read_bytes()
    subprocess.run([sys.executable, "docs/sbom.py"], check=True, cwd=ROOT, capture_output=True)
    assert (ROOT / "build" / "sbom.cdx.json").read_bytes() == before


def test_what_browsers_get_has_its_notices_at_an_address_that_a_page_links(client):
    answer = client.get("/static/licences.txt")
    assert answer.content_type.startswith("text/plain")
    assert [one for one in NOTICES if one.lower() not in answer.text.lower()] == []
    for lang in ("en", "ja"):
        assert 'href="/static/licences.txt" rel="license"' in client.get(f"/about?lang={lang}").text


def test_an_export_and_a_bundle_carry_them(exported, runner, tmp_path):
    text = (exported / "static" / "licences.txt").read_text(encoding="utf-8")
    assert all(one in text for one in TITLES)
    assert "static/licences.txt" in (exported / "about.html").read_text(encoding="utf-8")
    small = str(ROOT / "examples" / "philippines")
    assert runner("bundle", str(tmp_path / "a.zip"), "--layers", small).status == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        (name,) = (one for one in packed.namelist() if one.endswith("static/licences.txt"))
        assert packed.read(name).decode() == text


BUILD = """
import sys
from hatchling.build import build_wheel
print(build_wheel(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel that the backend makes of what is here: the browser side is built already."""
    if find_spec("hatchling") is None:
        if os.environ.get("CI"):
            pytest.fail("hatchling is missing: requirements-dev.txt has it")
        pytest.skip("HATCHLING NOT FOUND: make installs it, and the wheel is looked into")
    source, out = (tmp_path_factory.mktemp(one) for one in ("source", "wheel"))
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "src", ".cache")
    for name in ("geoposture", "layers", "web"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, out], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_says_its_licence_and_holds_the_texts(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        (info,) = {one.partition("/")[0] for one in names if ".dist-info/" in one}
        said = Parser().parsestr(packed.read(f"{info}/METADATA").decode())
        assert said["License-Expression"] == "MIT"
        files = said.get_all("License-File")
        assert {Path(one).name for one in files} == {
            "LICENSE", "LICENSES.md", "GPL-3.0.txt", "LGPL-3.0.txt",
        }  # fmt: skip
        assert {f"{info}/licenses/{one}" for one in files} <= set(names)
        for name, title in zip(("LGPL-3.0.txt", "GPL-3.0.txt"), TITLES, strict=True):
            for folder in (f"{info}/licenses", "geoposture"):
                text = packed.read(f"{folder}/layers/LICENSES/{name}").decode()
                assert title in text, f"{folder}: {name}"
        notices = packed.read("geoposture/static/licences.txt").decode().lower()
        assert [one for one in NOTICES if one.lower() not in notices] == []
        fonts = {Path(one).name for one in names if one.startswith("geoposture/static/fonts/")}
        assert {"ipaexg.ttf", "IPA_Font_License_Agreement_v1.0.txt"} <= fonts


def test_what_the_wheel_needs_stands_in_the_bill_with_its_licence(wheel, told):
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (one for one in packed.namelist() if one.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(packed.read(name).decode())
    wanted = {re.split(r"[\s<>=!~;\[]", one)[0]
              for one in said.get_all("Requires-Dist") if "extra ==" not in one}  # fmt: skip
    known = {one["name"].lower(): one for one in told["components"]}
    assert "shapely" in wanted
    assert wanted - set(known) == set()
    assert {one for one in wanted if not known[one].get("licenses")} <= UNNAMED


def test_each_licence_of_a_layer_and_each_copyleft_source_is_told():
    told = (ROOT / "layers" / "LICENSES.md").read_text(encoding="utf-8")
    for file in (ROOT / "layers").glob("*.toml"):
        licence = tomllib.loads(file.read_text(encoding="utf-8")).get("licence")
        assert not licence or licence in told or licence.replace("-", " ", 2) in told, file.name
    for words in ("ODbL", "FlightGear", "ja.wikipedia.org", "16 points", "IPA Font License"):
        assert words in told
