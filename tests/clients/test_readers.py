"""Real GIS clients read the service over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
from owslib.ogcapi.features import Features
from serving import serve

HERE = Path(__file__).parent


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


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_box_is_paged_to_its_end(site, time):
    address = f"{site}/collections/us_bases/items?bbox=127,26,129,27&limit=4"
    found = []
    while address:
        with urllib.request.urlopen(address) as answer:
            page = json.load(answer)
        found += [one["id"] for one in page["features"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert len(found) == len(set(found)) == page["numberMatched"] == 29


def test_geopandas_reads_a_file(site):
    frame = geopandas.read_file(f"{site}/layers/taiwan_strait.geojson")
    assert frame.loc[0, "name_ja"] == "台湾海峡"


def test_ogrinfo_summarises(site):
    if not shutil.which("ogrinfo"):
        pytest.skip("ogrinfo (gdal-bin) is not installed")
    command = ["ogrinfo", "-ro", "-so", f"OAPIF:{site}/", "us_bases"]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "Feature Count: 83" in out
    assert "name_ja: String" in out


def test_owslib_walks_the_service(site):
    service = Features(f"{site}/", headers={"Accept": "application/json"})
    assert "us_bases" in service.feature_collections()
    found = service.collection_items("us_bases", limit=5, bbox=[126, 25, 129, 28])
    assert found["numberReturned"] == 5
    assert service.collection_item("us_bases", "kadena-ab")["id"] == "kadena-ab"


@pytest.fixture(scope="module")
def ogc_client() -> str:
    node = shutil.which("node")
    if not node or not (HERE / "node_modules" / ".installed").is_file():
        if os.environ.get("CI"):
            pytest.fail("the clients of Node are missing")
        pytest.skip("the clients of Node are not installed (make test-clients installs them)")
    return node


@pytest.mark.parametrize("time", ["first", "second"])
def test_ogc_client_walks_the_service_and_pages_a_box(site, ogc_client, time):
    command = [ogc_client, str(HERE / "read.js"), f"{site}/"]
    out = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = json.loads(out)
    assert found["hasFeatures"]
    assert "us_bases" in found["collections"]
    assert found["licence"] == "CC-BY-4.0"
    assert "branch" in found["queryables"]
    assert found["item"] == "嘉手納飛行場"
    assert len(found["found"]) == len(set(found["found"])) == 29


def test_qgis_reads_a_collection_and_a_box(site):
    python = "/usr/bin/python3"
    probe = [python, "-c", "import qgis.core"]
    if (
        not Path(python).is_file()
        or subprocess.run(probe, check=False, capture_output=True).returncode
    ):
        miss = pytest.fail if os.environ.get("CI") else pytest.skip
        miss("QGIS is not installed (make clients installs it)")
    command = [python, str(HERE / "qgis_read.py"), f"{site}/"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    out = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, env=environment
    ).stdout
    found = json.loads(out)
    assert found["valid"]
    assert found["crs"] in ("EPSG:4326", "OGC:CRS84")
    assert "name_ja" in found["fields"]
    assert found["all"] == 83
    # QGIS drops the features without geometry from a box; the service lists them too.
    assert "Kadena Air Base" in found["boxed"]
    assert "Misawa Air Base" not in found["boxed"]
