from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from geoposture import cli
from geoposture.catalog import Catalog, find_layers, load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

ROOT = Path(__file__).parent.parent
# Where CI is set, hypothesis would ask the same each time.
settings.load_profile("default")


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_layers()


@pytest.fixture(scope="session")
def app(catalog: Catalog) -> Iterator[Flask]:
    """The service of all layers; where STORE=postgis, features are asked in a database."""
    if os.environ.get("STORE") != "postgis":
        yield create_app(Settings(), catalog)
        return
    from stores.cluster import run_cluster

    from geoposture.stores import postgis, reading

    with run_cluster() as cluster:
        layers = [one for id_, one in catalog.layers.items() if id_ != "annotations"]
        postgis.push(cluster.address, layers)
        settings = Settings(store=cluster.address)
        database = reading.open_database(settings, print)
        known = database.begin()
        yield create_app(settings, replace(catalog, stored=known), database=database)
        database.rest()


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site as static files, in a folder named site; nobody changes it.

    It takes a minute, so it is made once for all processes of a run; for several runs of one
    state too, where `EXPORTED` names a folder.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "export"
    shared = Path(os.environ.get("EXPORTED", shared))
    shared.mkdir(exist_ok=True)
    folder = shared / "site"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            command = [sys.executable, "-m", "geoposture", "export", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]):
    """Run the command line in this process, as a shell would see it."""

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["geoposture", *arguments])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Outcome(status, out.decode(), err.decode())

    return run


@pytest.fixture
def copied_layers(tmp_path: Path) -> Path:
    """A copy of the layers that a test may spoil."""
    target = tmp_path / "layers"
    shutil.copytree(
        find_layers(), target, ignore=shutil.ignore_patterns(".cache", "recipes", "__pycache__")
    )
    return target


@pytest.fixture
def spoil(copied_layers: Path) -> Callable[[str, str], Path]:
    """Replace a text once in the facilities of the copied layers."""

    def replace(old: str, new: str) -> Path:
        file = copied_layers / "us_bases.geojson"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copied_layers

    return replace
