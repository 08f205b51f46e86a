"""Files, hashes, sidecars, ranges, and answers that are given again."""

from __future__ import annotations

import gzip
import hashlib

import brotli
import pytest

from geoposture.service import create_app
from geoposture.service.http.cache import ANSWER_BYTES
from geoposture.settings import Settings

ENDINGS = ("geojson", "csv", "kml", "gpkg", "fgb")


def test_the_listed_hashes_are_those_of_the_files(client, catalog):
    lines = client.get("/layers/sha256.txt").text.splitlines()
    assert len(lines) == len(ENDINGS) * len(catalog.layers)
    for line in lines:
        digest, name = line.split("  ")
        data = client.get(f"/layers/{name}").data
        assert hashlib.sha256(data).hexdigest() == digest


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_links_to_its_sidecar_and_licence(client, ending):
    links = client.get(f"/layers/us_bases.{ending}").headers["Link"]
    assert 'rel="describedby"' in links
    assert 'rel="license"' in links
    sidecar = client.get("/layers/us_bases.metadata.json").json
    assert sidecar["licence"]
    assert sidecar["version"]
    assert sidecar["method"]["ja"]
    assert all(one["title"] and one["publisher"] for one in sidecar["sources"].values())
    entry = next(one for one in sidecar["files"] if one["href"].endswith(f".{ending}"))
    data = client.get(f"/layers/us_bases.{ending}").data
    assert entry["length"] == len(data)
    assert entry["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_sidecar_says_how_the_layer_is_cited_with_the_version_of_its_files(client, catalog):
    for layer in catalog.layers.values():
        sidecar = client.get(f"/layers/{layer.id}.metadata.json").json
        pinned = f"/v/{catalog.version}/layers/{layer.id}"
        assert sidecar["citation"].count(layer.sha256[:16]) == 1
        assert layer.info.title["en"] in sidecar["citation"]
        assert f"{pinned}.geojson" in sidecar["citation"]
        assert all(pinned in one["href"] for one in sidecar["files"])


def test_a_part_of_a_file_can_be_asked_for(client):
    whole = client.get("/layers/us_bases.fgb")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get("/layers/us_bases.fgb", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole.data[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
    beyond = client.get("/layers/us_bases.fgb", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    other = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert client.get("/layers/us_bases.fgb", headers=other).status_code == 200


def test_shipped_files_are_compressed_at_build_and_say_the_same(client, catalog):
    path = f"/v/{catalog.version}/layers/japan_archipelago.general.geojson"
    plain = client.get(path).data
    small = client.get(path, headers={"Accept-Encoding": "br"}).data
    middle = client.get(path, headers={"Accept-Encoding": "gzip"}).data
    assert brotli.decompress(small) == gzip.decompress(middle) == plain
    # What the build made (quality 11) is smaller than what a server would make meanwhile.
    assert len(small) < 0.8 * len(brotli.compress(plain, quality=9))


def test_an_answer_given_again_is_the_same_but_for_its_id(client):
    path = "/collections/us_bases/items?bbox=127,26,128,27"
    first, second = client.get(path), client.get(path)
    assert first.data == second.data
    ours = {key: value for key, value in first.headers.items() if key != "X-Request-ID"}
    assert ours == {k: v for k, v in second.headers.items() if k != "X-Request-ID"}
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_what_is_negotiated_is_kept_apart(client):
    def ask(**headers):
        return client.get("/collections/places", headers=headers)

    for _ in range(2):
        assert ask(Accept="text/html").content_type.startswith("text/html")
        assert ask(Accept="application/json").content_type == "application/json"
        japanese = ask(**{"Accept": "text/html", "Accept-Language": "ja"})
        assert japanese.headers["Content-Language"] == "ja"
        assert ask(**{"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"
        assert "Content-Encoding" not in ask().headers


def test_a_kept_answer_is_not_given_to_a_host_that_is_not_ours(client):
    path = "/collections/us_bases/items/kadena-ab"
    for _ in range(2):
        assert client.get(path).status_code == 200
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 400


def test_errors_and_states_are_not_kept(client):
    for _ in range(2):
        assert client.get("/collections/nowhere").status_code == 404
        assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_the_memory_stays_within_its_bytes(catalog):
    app = create_app(Settings(), catalog)
    client = app.test_client()
    for number in range(300):
        client.get(f"/collections/japan_archipelago/items?limit=1000&offset={number}")
    state = app.extensions["geoposture"].current()
    assert 0 < state.answers.size() <= ANSWER_BYTES


@pytest.mark.parametrize("ending", ["kml", "gpkg", "fgb"])
def test_a_file_carries_licence_version_method_and_sources(client, ending):
    data = client.get(f"/layers/us_bases.{ending}").data
    sidecar = client.get("/layers/us_bases.metadata.json").json
    for text in ("Licence: CC-BY-4.0", sidecar["version"], "Method: ", "Sources: "):
        assert text.encode() in data


@pytest.mark.parametrize(
    "path",
    ["/", "/embed", "/map.svg", "/map.js", "/about", "/corrections?f=json", "/favicon.ico",
     "/robots.txt", "/systems", "/collections", "/collections?f=html", "/articles",
     "/collections/us_bases/items?limit=1", "/layers/us_bases.csv",
     "/distance?from=places/tokyo&to=places/taipei"],
)  # fmt: skip
def test_the_newest_data_are_answered_from_caches_while_these_ask(client, path):
    """One in five addresses said so; each had a function of its own for it."""
    found = client.get(path)
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=3600"
