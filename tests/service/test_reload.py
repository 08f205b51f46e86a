"""Layers replaced on disk while the service runs: wholly old or wholly new, broken ones told."""

from __future__ import annotations

import threading
import time

import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app, watcher
from geoposture.settings import Settings

OLD, NEW = "嘉手納飛行場", "嘉手納基地"


@pytest.fixture
def service(copied_layers, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_EVERY_S", 0.0)
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


def test_a_page_that_is_older_than_the_data_still_finds_its_layers(service):
    """Case faults-page-older-than-the-data: pages are kept for 300 s, and name a version."""
    app, folder = service
    client = app.test_client()
    version = client.get("/readyz").json["catalog"]
    files = ("us_bases.lean.json", "backdrop/land.delta.json", "us_bases.geojson", "places.csv")
    before = {file: client.get(f"/v/{version}/layers/{file}").data for file in files}
    for old, new in ((OLD, "second"), ("second", "third"), ("third", "fourth")):
        swap(folder, old, new)
        for file in files:
            answer = client.get(f"/v/{version}/layers/{file}")
            assert answer.status_code == 200
            assert answer.data == before[file]
    assert b'"name_ja":"fourth"' in client.get("/layers/us_bases.geojson").data


def test_a_version_is_let_go_when_no_cache_can_hold_a_page_of_it(service, monkeypatch):
    app, folder = service
    client = app.test_client()
    version = client.get("/readyz").json["catalog"]
    later = time.monotonic() + 300 + watcher.HELD_LONGER_S
    swap(folder, OLD, NEW)
    assert client.get(f"/v/{version}/layers/us_bases.geojson").status_code == 200
    monkeypatch.setattr(watcher.time, "monotonic", lambda: later - 1)
    assert client.get(f"/v/{version}/layers/places.csv").status_code == 200
    monkeypatch.setattr(watcher.time, "monotonic", lambda: later + 60)
    gone = client.get(f"/v/{version}/layers/places.geojson")
    assert gone.status_code == 410
    assert client.get("/readyz").json["catalog"] in gone.json["detail"]


def test_a_version_that_another_worker_has_seen_first_is_found_at_once(copied_layers):
    """Two workers look at the folder at their own times: 24 of 155 page loads met this."""
    one, other = (
        create_app(Settings(layers=copied_layers), load_layers(copied_layers)) for _ in range(2)
    )
    other.test_client().get("/readyz")
    swap(copied_layers, OLD, NEW)
    one.extensions["geoposture"]._look()
    version = one.test_client().get("/readyz").json["catalog"]
    found = other.test_client().get(f"/v/{version}/layers/us_bases.geojson")
    assert found.status_code == 200
    assert NEW.encode() in found.data


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("us_bases.toml", "CC BY 4.0", "CC BY 4.1"),
        ("japan_archipelago.toml", "GSHHG", "GSHHG2"),
        ("sources/systems.csv", "quoted in an open note", "read in an open note"),
        ("sources/basing.csv", "first fielding announced", "first fielding made known"),
        ("sources/corrections.csv", "was missing", "had been missing"),
        ("taiwan_strait.general.geojson", "116.765", "116.766"),
        ("sources.json", "Ministry", "Department"),
        ("backdrop/labels.geojson", "Tokyo", "Edo"),
        ("annotations/*.geojson", "explicit", "implied"),
    ],
)
def test_whatever_is_served_is_in_the_hash_of_its_version(copied_layers, file, old, new):
    """``/v/HASH/…`` is immutable for a year: a corrected licence must not hide behind one."""
    before = load_layers(copied_layers)
    (found,) = sorted(copied_layers.glob(file))[:1]
    text = found.read_text(encoding="utf-8")
    assert old in text
    found.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert load_layers(copied_layers).version != before.version


@pytest.mark.parametrize(
    "file", ["us_bases.toml", "sources/systems.csv", "sources/basing.csv", "sources.json",
             "backdrop/labels.geojson", "annotations/hegseth-tokyo-2025-03-30.geojson"],
)  # fmt: skip
def test_a_change_of_every_file_is_noticed(copied_layers, file):
    before = watcher.sign_folders(copied_layers)
    text = (copied_layers / file).read_text(encoding="utf-8")
    (copied_layers / file).write_text(text + "\n", encoding="utf-8")
    assert watcher.sign_folders(copied_layers) != before


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


def test_of_a_version_that_is_held_only_the_files_are_kept(service):
    app, folder = service
    client, holder = app.test_client(), app.extensions["geoposture"]
    before = holder.current()
    client.get("/map.svg")
    assert before.answers.size() > 0
    swap(folder, OLD, NEW)
    client.get("/readyz")
    assert holder.current() is not before
    assert before.answers.size() == 0
    assert not before._memory
