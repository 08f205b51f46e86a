"""Real GIS clients read the service over HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
from owslib.ogcapi.features import Features

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from conftest import serve


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve() as address:
        yield address


def test_geopandas_reads_a_collection(site):
    frame = geopandas.read_file(f"OAPIF:{site}/", layer="japan_archipelago")
    assert len(frame) == 422
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84")
    assert "沖縄島" in set(frame["name_ja"]) or "沖縄本島" in set(frame["name_ja"])


def test_gdal_pages_through_a_box(site):
    frame = geopandas.read_file(
        f"OAPIF:{site}/", layer="us_bases", bbox=(127, 26, 129, 27), PAGE_SIZE=5
    )
    found = {name for name, shape in zip(frame["name_en"], frame.geometry, strict=True) if shape}
    assert "Kadena Air Base" in found
    assert "Misawa Air Base" not in found


def test_geopandas_reads_a_file(site):
    frame = geopandas.read_file(f"{site}/layers/taiwan_strait.geojson")
    assert frame.loc[0, "name_ja"] == "台湾海峡"


def test_ogrinfo_summarises(site):
    if not shutil.which("ogrinfo"):
        pytest.skip("ogrinfo (gdal-bin) is not installed")
    command = ["ogrinfo", "-ro", "-so", f"OAPIF:{site}/", "us_bases"]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "Feature Count: 82" in out
    assert "name_ja: String" in out


def test_owslib_walks_the_service(site):
    service = Features(f"{site}/", headers={"Accept": "application/json"})
    assert "us_bases" in service.feature_collections()
    found = service.collection_items("us_bases", limit=5, bbox=[126, 25, 129, 28])
    assert found["numberReturned"] == 5
    assert service.collection_item("us_bases", "kadena-ab")["id"] == "kadena-ab"
