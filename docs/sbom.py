"""Write the bill of materials (CycloneDX 1.6, JSON): what is installed, and what browsers get.

`make sbom` runs it. Versions and hashes are those of the lock files, so that two runs of one
checkout write the same components; licences are what the installed packages say.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "web"))
from build import BUNDLED  # noqa: E402 - beside no package

TARGET = ROOT / "build" / "sbom.cdx.json"
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)(?: ; (.+))?")
LONGEST_NAME = 80
"""Of a licence: some packages put its whole text there."""
FONT = "matplotlib-fontja"
"""Of this package the font alone is in the wheel."""


def make_bom() -> Bom:
    """Return the bill of materials of this checkout."""
    known = metadata.metadata("geoposture")
    bom = Bom()
    bom.metadata.component = _describe("geoposture", known["Version"], "pypi", ["MIT"])
    for one in (*list_installed(), *list_bundled(), _describe_font()):
        bom.components.add(one)
    bom.register_dependency(bom.metadata.component, list(bom.components))
    return bom


def list_installed() -> Iterator[Component]:
    """Yield each package of `requirements.txt`, with the hashes of its files."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        pin, *hashes = line.split(" --hash=sha256:")
        found = PINNED.fullmatch(pin.strip())
        if found:
            name, version, where = found.groups()
            component = _describe(name, version, "pypi", _find_licences(name))
            component.hashes = [
                HashType(alg=HashAlgorithm.SHA_256, content=one.strip()) for one in hashes
            ]
            if where:
                component.properties = [Property(name="geoposture:marker", value=where.strip())]
            yield component


def list_bundled() -> Iterator[Component]:
    """Yield each package of npm that is in the scripts or the type."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    for name in BUNDLED:
        locked = lock["packages"][f"node_modules/{name}"]
        yield _describe(name, locked["version"], "npm", [locked["license"]])


def write_bom() -> str:
    """Return the bill as JSON, the same text for the same checkout."""
    told: dict[str, Any] = json.loads(JsonV1Dot6(make_bom()).output_as_string())
    told.pop("serialNumber", None)
    told["metadata"].pop("timestamp", None)
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _describe_font() -> Component:
    lock = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    version = re.search(rf"^{FONT}==(\S+)", lock, re.MULTILINE)[1]
    component = _describe(FONT, version, "pypi", ["IPA"])
    component.description = "ipaexg.ttf alone, whole: the kana and kanji of pictures"
    return component


def _describe(name: str, version: str, kind: str, licences: list[str]) -> Component:
    address = PackageURL(type=kind, name=name.lower(), version=version)
    made = [LicenseFactory().make_from_string(one) for one in licences]
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, purl=address,
        bom_ref=str(address), licenses=made,
    )  # fmt: skip


def _find_licences(name: str) -> list[str]:
    """Return the licence that an installed package names; of another platform's none is known."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    named = told.get("License-Expression") or told.get("License") or ""
    classified = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier") or ()
        if one.startswith("License :: OSI Approved ::")
    ]
    short = [named] if named and "\n" not in named and len(named) < LONGEST_NAME else []
    return short or classified[:1]


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(write_bom(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
