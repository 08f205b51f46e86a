"""The bill of materials is whole and valid; licences go where what they are of goes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted |= {("pkg:pypi", re.split("[<>=]", one)[0]) for one in project["dependencies"]}
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


def test_the_texts_are_in_the_wheel_and_beside_the_layers():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    texts = [one for pattern in project["project"]["license-files"] for one in ROOT.glob(pattern)]
    assert {one.name for one in texts} >= {"LGPL-3.0.txt", "GPL-3.0.txt", "LICENSES.md"}
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["layers"]
    for file, title in zip(("LGPL-3.0.txt", "GPL-3.0.txt"), TITLES, strict=True):
        assert title in (ROOT / "layers" / "LICENSES" / file).read_text(encoding="utf-8")
    fonts = {one.name for one in (ROOT / "geoposture" / "static" / "fonts").iterdir()}
    assert {"ipaexg.ttf", "IPA_Font_License_Agreement_v1.0.txt"} <= fonts


def test_each_licence_of_a_layer_and_each_copyleft_source_is_told():
    told = (ROOT / "layers" / "LICENSES.md").read_text(encoding="utf-8")
    for file in (ROOT / "layers").glob("*.toml"):
        licence = tomllib.loads(file.read_text(encoding="utf-8")).get("licence")
        assert not licence or licence in told or licence.replace("-", " ", 2) in told, file.name
    for words in ("ODbL", "FlightGear", "ja.wikipedia.org", "16 points", "IPA Font License"):
        assert words in told
