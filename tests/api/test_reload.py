"""Layers replaced on disk while the service runs: wholly old or wholly new, broken ones told."""

from __future__ import annotations

import threading
import time

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app, reload
from geoposture.settings import Settings

OLD, NEW = "嘉手納飛行場", "嘉手納基地"


@pytest.fixture
def service(copied_layers, monkeypatch):
    monkeypatch.setattr(reload, "LOOK_EVERY_S", 0.0)
    return create_app(Settings(layers=copied_layers), load_layers(copied_layers)), copied_layers


def swap(folder, old, new):
    file = folder / "us_bases.geojson"
    fresh = file.with_suffix(".new")
    fresh.write_text(
        file.read_text(encoding="utf-8").replace(f'"name_ja":"{old}"', f'"name_ja":"{new}"'),
        encoding="utf-8",
    )
    fresh.replace(file)


def test_a_replaced_layer_is_served_without_a_restart(service):
    app, folder = service
    client = app.test_client()
    before = client.get("/readyz").json["catalog"]
    swap(folder, OLD, NEW)
    found = client.get("/collections/us_bases/items/kadena-ab")
    assert found.json["properties"]["name_ja"] == NEW
    assert client.get("/readyz").json["catalog"] != before
    assert client.get(f"/v/{before}/layers/us_bases.geojson").status_code == 410


def test_a_broken_file_keeps_the_old_version_and_says_so(service):
    app, folder = service
    client = app.test_client()
    before = client.get("/readyz").json
    (folder / "us_bases.geojson").write_text(
        '{"type":"FeatureCollection","features":[', encoding="utf-8"
    )
    after = client.get("/readyz").json
    assert after["catalog"] == before["catalog"]
    assert after["fault"].startswith("us_bases.geojson: is not JSON")
    assert client.get("/collections/us_bases/items?limit=1000").json["numberMatched"] == 83


def test_a_deleted_file_keeps_the_old_version_until_the_rest_is_whole(service):
    app, folder = service
    client = app.test_client()
    (folder / "sources.json").write_text("{", encoding="utf-8")
    (folder / "places.geojson").unlink()
    assert client.get("/collections/places").status_code == 200


def test_every_answer_is_wholly_old_or_wholly_new(service):
    app, folder = service
    seen, known, stop = set(), set(), threading.Event()

    def ask():
        client = app.test_client()
        while not stop.is_set():
            response = client.get(
                "/layers/us_bases.geojson", headers={"Accept-Encoding": "identity"}
            )
            name = next(one for one in response.json["features"] if one["id"] == "kadena-ab")[
                "properties"
            ]["name_ja"]
            seen.add((response.headers["ETag"], response.json["version"], name))
            stop.wait(0.005)  # as clients behind a socket do; else no thread gets a turn

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for old, new in ((OLD, NEW), (NEW, OLD), (OLD, NEW)):
        seen.clear()
        swap(folder, old, new)
        until = time.monotonic() + 10
        while new not in {name for _, _, name in seen} and time.monotonic() < until:
            stop.wait(0.05)
        known |= seen
    stop.set()
    for thread in threads:
        thread.join()
    assert {name for _, _, name in known} == {OLD, NEW}
    assert len(known) == 2
