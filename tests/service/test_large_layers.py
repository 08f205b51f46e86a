"""Of a layer above some megabytes nothing is compressed ahead, and a table goes out as written."""

from __future__ import annotations

import orjson
import pytest
from incidents import write_incidents

from geoposture.catalog import load_layers
from geoposture.formats.tables import encode_csv
from geoposture.service import create_app, state
from geoposture.settings import Settings

COUNT = 1_200


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large") / "layers"
    write_incidents(folder, COUNT)
    return load_layers(folder)


@pytest.fixture
def app(catalog, monkeypatch):
    monkeypatch.setattr(state, "LARGE_BYTES", 1000)
    return create_app(Settings(), catalog)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def prepared(app):
    held = app.extensions["geoposture"].current()
    held.warm()
    return held.prepared["incidents"]


def test_each_feature_is_cut_out_of_the_whole(prepared):
    layer = prepared.layer
    assert list(prepared.features) == [orjson.dumps(one) for one in layer.features]
    assert prepared.features[-1] == orjson.dumps(layer.features[-1])
    assert prepared.features[3:5] == tuple(orjson.dumps(one) for one in layer.features[3:5])
    assert orjson.loads(prepared.whole.data)["features"] == list(layer.features)
    with pytest.raises(IndexError):
        prepared.features[COUNT]


def test_nothing_is_compressed_before_it_is_asked_for(prepared, client):
    assert prepared.whole._encoded == {}
    sent = client.get("/layers/incidents.geojson", headers={"Accept-Encoding": "br"})
    assert sent.headers["Content-Encoding"] == "br"
    assert set(prepared.whole._encoded) == {"br"}


@pytest.mark.parametrize("path", ["/layers/", "/v/{version}/layers/"])
def test_a_table_is_sent_while_it_is_written(client, catalog, prepared, path):
    path = path.format(version=catalog.version) + "incidents.csv"
    sent = client.get(path)
    assert sent.is_streamed
    assert sent.data == encode_csv(catalog.layer("incidents"))
    assert "csv" not in prepared._written
    assert client.head(path).headers["ETag"] == sent.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": sent.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_table_has_another_tag_than_the_whole_and_a_link_to_its_sidecar(client):
    sent = {one: client.get(f"/layers/incidents.{one}").headers for one in ("csv", "geojson")}
    assert sent["csv"]["ETag"] != sent["geojson"]["ETag"]
    assert 'rel="describedby"' in sent["csv"]["Link"]
    assert sent["csv"]["Content-Type"].startswith("text/csv")
