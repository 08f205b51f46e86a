"""A layer that is not held: every address about it, and what only layers that are held have."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from urllib.parse import quote

import orjson
import pytest
from flask.testing import FlaskClient
from stores.test_down import make_incidents

from geoposture.catalog import load_layers
from geoposture.formats import FORMATS
from geoposture.service import create_app, server
from geoposture.service.app import find_fault, find_fault_of_start
from geoposture.service.state import State
from geoposture.settings import Settings
from geoposture.stores import database, postgis, reading
from geoposture.stores.asked import AskedFeatures
from geoposture.stores.database import Database
from geoposture.stores.files import describe
from geoposture.stores.line import Line

SHA = {one: one.encode().hex().ljust(64, "0")[:64] for one in ("incidents", "few")}
COUNT = 4101
"""One more than the pieces in which a whole layer is fetched."""
MOST = 100


@pytest.fixture(scope="module")
def asked(cluster) -> Iterator[FlaskClient]:
    postgis.push(cluster.address, [make_incidents(COUNT, "incidents"), make_incidents(MOST, "few")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "HELD_FEATURES", MOST)
        app = create_app(Settings(store=cluster.address))
        state = app.extensions["geoposture"].current()
        assert "incidents" in state.catalog.stored
        assert "few" in state.catalog.layers
        yield app.test_client()
        state.database.rest()


def test_it_is_listed_and_described_like_any_layer(asked):
    listed = {one["id"]: one for one in asked.get("/collections").json["collections"]}
    assert {"incidents", "few", "us_bases"} <= set(listed)
    own = listed["incidents"]
    assert own == asked.get("/collections/incidents").json
    assert own["extent"]["spatial"]["bbox"][0] == [
        round(one, 4) for one in make_incidents(COUNT).extent
    ]
    files = [one["href"] for one in own["links"] if one["rel"] == "enclosure"]
    assert [one.rpartition(".")[2] for one in files] == ["geojson"]
    schema = asked.get("/collections/incidents/queryables").json["properties"]
    assert {name: one["type"] for name, one in schema.items()} == {
        "name": "string", "rank": "integer", "kind": "string", "mark": "string",
    }  # fmt: skip
    assert asked.get("/readyz").json["layers"]["incidents"]["features"] == COUNT
    paths = asked.get("/api").json["paths"]
    assert "/collections/incidents/items" in paths
    told = [one["id"] for one in asked.get("/theatre").json["layers"]]
    assert sorted(told) == sorted({*told, *listed})


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_its_pages_are_pages(asked, lang):
    title = {"en": "Incidents", "ja": "事案"}[lang]
    for path in ("/collections/incidents?", "/collections/incidents/items?",
                 "/collections/incidents/items?limit=7&offset=4090&",
                 "/collections/incidents/items/i77?"):  # fmt: skip
        page = asked.get(f"{path}f=html&lang={lang}")
        assert page.status_code == 200
        assert title in page.text
        assert ".gpkg" not in page.text
    feature = asked.get(f"/collections/incidents/items/i77?f=html&lang={lang}").text
    assert "Incident 77" in feature
    # The map draws what is held, so it is no address of this one.
    assert "feature=incidents" not in feature
    assert re.search(r"<svg[^>]*>.*</svg>", feature, re.DOTALL)
    items = asked.get(f"/collections/incidents/items?f=html&lang={lang}").text
    assert items.count("/collections/incidents/items/i") == 100


def test_pages_follow_each_other_to_the_end(asked):
    path, seen = "/collections/incidents/items?limit=1300", []
    while path:
        page = asked.get(path).json
        assert page["numberMatched"] == COUNT
        seen += [one["id"] for one in page["features"]]
        path = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert seen == [f"i{number}" for number in range(COUNT)]


def test_columns_and_axes_are_as_asked(asked):
    path = "/collections/incidents/items/i77"
    plain = asked.get(path).json["geometry"]["coordinates"]
    swapped = asked.get(path, query_string={"crs": "http://www.opengis.net/def/crs/EPSG/0/4326"})
    assert swapped.json["geometry"]["coordinates"] == plain[::-1]
    page = asked.get("/collections/incidents/items?properties=rank&limit=2").json
    assert [list(one["properties"]) for one in page["features"]] == [["rank"], ["rank"]]


def test_it_is_counted_by_cells(asked):
    whole = asked.get("/collections/incidents/cells").json
    assert (
        whole["numberMatched"] == COUNT == sum(c["properties"]["count"] for c in whole["features"])
    )
    box = "5,5,10,10"
    part = asked.get(f"/collections/incidents/cells?bbox={box}&cells=5").json
    assert part["cellDegrees"] == 1
    items = asked.get(f"/collections/incidents/items?bbox={box}&limit=1").json
    assert part["numberMatched"] == items["numberMatched"] > 0
    kind = asked.get("/collections/incidents/items/i0").json["properties"]["kind"]
    some = asked.get(f"/collections/incidents/cells?kind={kind}").json
    items = asked.get(f"/collections/incidents/items?kind={kind}&limit=1").json
    assert 0 < some["numberMatched"] == items["numberMatched"] < COUNT


def test_the_whole_layer_is_streamed_with_a_validator_of_its_load(asked):
    whole = asked.get("/layers/incidents.geojson")
    assert whole.status_code == 200
    assert whole.is_streamed
    data = orjson.loads(whole.data)
    assert [one["id"] for one in data["features"]] == [f"i{number}" for number in range(COUNT)]
    assert data["version"] == asked.get("/collections/incidents").json["version"]
    tag = whole.headers["ETag"]
    assert not tag.startswith("W/")
    again = asked.get("/layers/incidents.geojson", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    head = asked.head("/layers/incidents.geojson")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    version = asked.get("/readyz").json["catalog"]
    pinned = asked.get(f"/v/{version}/layers/incidents.geojson")
    assert (pinned.data, pinned.headers["ETag"]) == (whole.data, tag)
    assert "immutable" in pinned.headers["Cache-Control"]


@pytest.mark.parametrize("ending", [one for one in FORMATS if one != "geojson"] + ["metadata.json"])
def test_what_is_made_of_the_whole_layer_in_memory_is_too_large(asked, ending):
    answer = asked.get(f"/layers/incidents.{ending}")
    assert answer.status_code == 413
    assert answer.json["code"] == "too_large"
    assert f"{COUNT:,} features" in answer.json["detail"]
    assert "/layers/incidents.geojson" in answer.json["detail"]
    assert asked.get(f"/layers/few.{ending}").status_code == 200


def test_errors_are_those_of_any_layer(asked):
    for path, status, code in (
        ("/collections/incidents/items/nope", 404, "unknown_feature"),
        ("/collections/incident/items", 404, "unknown_layer"),
        ("/collections/incidents/items?rankk=1", 400, "unknown_parameter"),
        ("/collections/incidents/items?sortby=rankk", 400, "bad_parameter"),
        ("/collections/incidents/items?limit=0", 400, "bad_parameter"),
        ("/distance?from=incidents&to=places/tokyo", 400, "unknown_layer"),
        ("/distance?from=incidents/nope&to=places/tokyo", 400, "unknown_feature"),
        ("/coverage?origins=incidents&target=taiwan_strait&radius_km=10", 400, "unknown_layer"),
    ):
        answer = asked.get(path)
        assert (answer.status_code, answer.json["code"]) == (status, code), path
    said = asked.get("/distance?from=incidents&to=places/tokyo").json["detail"]
    assert "stays in the database" in said
    assert "/collections/incidents" in said


def test_each_feature_is_an_end_and_an_origin_as_one_that_is_held(asked):
    """A layer of the same points is held, of which the questions are asked too."""
    for path in (
        "/distance?from={}/i77&to=places/taipei", "/distance?from=places/taipei&to={}/i5",
        "/distances?from={}/i1,{}/i2,us_bases&to=places/taipei", "/rings?origins={}/i3&radius_km=50",
        "/coverage?origins={}/i77,us_bases/kadena-ab&target=taiwan_strait&radius_km=2500",
        "/coverage?origins={}/i1,{}/i2&where=kind:a&target=taiwan_strait&radius_km=4000",
    ):  # fmt: skip
        found, held = (asked.get(path.replace("{}", one)) for one in ("incidents", "few"))
        assert (found.status_code, held.status_code) == (200, 200), path
        assert found.text.replace("incidents", "few").replace(SHA["incidents"], SHA["few"]) == (
            held.text
        ), path


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_feature_is_in_every_output(asked, lang):
    line = "tool=distance&from=incidents/i77&to=places/taipei"
    rings = "tool=coverage&origins=incidents/i77&target=taiwan_strait&radius_km=2500"
    for question in (line, rings):
        for path in ("/", "/embed", "/map.svg", "/map.png", "/map.html", "/map.js", "/map.pdf"):
            answer = asked.get(f"{path}?{question}&lang={lang}")
            assert answer.status_code == 200, (path, question)
            held = asked.get(f"{path}?{question.replace('incidents', 'few')}&lang={lang}")
            assert held.status_code == 200
            if path in ("/", "/embed", "/map.svg"):
                assert ("Incident 77" in answer.text) == ("Incident 77" in held.text), path
            if path in ("/embed", "/map.svg"):
                assert "Incident 77" in answer.text, (path, question)
        inner = quote(f"http://127.0.0.1:8000/?{question}", safe="")
        assert asked.get(f"/oembed?url={inner}").status_code == 200
    for path in ("/distance?from=incidents/i77&to=places/taipei", f"/coverage?{rings[14:]}"):
        page = asked.get(f"{path}&f=html&lang={lang}")
        assert page.status_code == 200
        assert "Incident 77" in page.text
        assert "/collections/incidents/items/i77" in page.text


def test_a_feature_travels_to_the_process_that_computes(asked):
    catalog = asked.application.extensions["geoposture"].current().catalog
    again = pickle.loads(pickle.dumps(catalog))
    layer, id_ = again.locate("incidents/i9")
    assert (len(layer.features), id_) == (1, "i9")
    assert layer.feature("i9")["properties"]["name"] == "Incident 9"
    assert again.locate("incidents") == (None, "")
    assert again.locate("few/i9")[0] is again.layers["few"]


def test_a_feature_of_another_load_is_another(cluster):
    postgis.push(cluster.address, [make_incidents(9, "loaded")])
    stored = Database(cluster.address, print).list()["loaded"]
    asked = AskedFeatures(cluster.address)
    assert asked.read(stored, "i3").feature("i3")["properties"]["mark"] == ""
    postgis.push(cluster.address, [make_incidents(9, "loaded", mark="new")])
    again = Database(cluster.address, print).list()["loaded"]
    assert asked.read(again, "i3").feature("i3")["properties"]["mark"] == "new"
    assert not asked.read(again, "nope").features


def test_hostile_values_are_values(asked):
    for value in ("' or true --", "%s", "%(x)s", "{}", '"', "\\", "a\x00b", "🙂", "x" * 3000):
        page = asked.get("/collections/incidents/items", query_string={"name": value})
        assert page.status_code in (200, 400), value
        if page.status_code == 200:
            assert page.json["numberMatched"] == 0
        gone = asked.get(f"/collections/incidents/items/{quote(value, safe='')}")
        assert gone.status_code in (400, 404)
    assert asked.get("/collections/incidents/items").json["numberMatched"] == COUNT


def test_the_version_is_the_same_wherever_a_layer_lies(cluster, catalog):
    """So is everything that is served, and every address that somebody cited."""
    layers = [one for id_, one in catalog.layers.items() if id_ != "annotations"]
    postgis.push(cluster.address, layers)
    settings = Settings(store=cluster.address)
    store = reading.open_database(settings, print)
    known = {id_: one for id_, one in store.begin().items() if id_ in catalog.layers}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "HELD_FEATURES", 10**6)
        held, stored = store.take({}, known)
    store.rest()
    assert not stored
    again = load_layers(held=held)
    assert again.version == catalog.version
    assert list(again.layers) == list(catalog.layers)


@pytest.mark.parametrize("id_", ["us_bases", "japan_archipelago", "taiwan_strait", "places"])
def test_a_layer_with_a_part_in_the_theatre_can_stay_in_the_database(own_cluster, catalog, id_):
    """It is drawn of no layer that is not held; what names it finds it, or is not there."""
    postgis.push(own_cluster.address, [catalog.layers[id_]])
    settings = Settings(store=own_cluster.address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "HELD_FEATURES", 0)
        store = reading.open_database(settings, print)
        kept = reading.begin(settings, store)
        state = State(settings, kept, database=store)
        assert id_ in kept.stored
        further = ["/codebook", "/figures?f=html", "/articles?f=html", "/?tool=story", "/map.html"]
        assert find_fault_of_start(state) is None
        assert find_fault(state, further) is None
        store.rest()


def test_no_line_is_open_when_workers_are_forked(own_cluster, catalog):
    """A pool of the parent would be the workers' own, and a lock that is held be held for ever."""
    postgis.push(own_cluster.address, [catalog.layers["us_bases"], make_incidents(300)])
    settings = Settings(store=own_cluster.address)
    asked = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "HELD_FEATURES", 0)
        patch.setattr(Line, "ask", _remember(Line.ask, asked))
        app = server.make_app(settings, skip_bad=False)
    del server._made[settings]
    assert app.extensions["geoposture"].current().database is not None
    # Other tests of this process look after databases of their own meanwhile.
    own = [line for line in asked if line._address == own_cluster.address]
    assert len(own) > 1
    assert [line for line in own if line._loop is not None] == []


def _remember(ask, asked):
    def asks(line, *given, **named):
        asked.append(line)
        return ask(line, *given, **named)

    return asks


def test_a_layer_of_the_database_stands_in_the_place_of_a_file(cluster, tmp_path):
    """The file is not even read: what is wrong with it is no matter."""
    for name in ("incidents", "few"):
        (tmp_path / f"{name}.geojson").write_text("no layer", encoding="utf-8")
    held = {"few": make_incidents(3, "few")}
    stored = {"incidents": describe(make_incidents(5), load=1)}
    catalog = load_layers(tmp_path, held=held, stored=stored)
    assert dict(catalog.layers) == held
    assert dict(catalog.stored) == stored
    other = {"incidents": describe(make_incidents(5, mark="other"), load=2)}
    assert load_layers(tmp_path, held=held, stored=other).version != catalog.version


def test_pages_and_frames_count_it_and_a_file_does_not(asked):
    for path in ("/map.js?lang=en", "/map.js?lang=ja&frame=1"):
        script = asked.get(path).text
        assert '"role":"cells"' in script
        assert '"url":"/collections/incidents/cells"' in script
        assert "cells.mark" in script
    assert '"role":"cells"' not in asked.get("/map.html").text
    page = asked.get("/?lang=en").text
    assert 'name="layer" value="incidents"' in page
    own = page[page.index('value="incidents"') :]
    own = own[: own.index("</li>")]
    assert f"{COUNT:,}" in own
    assert "in each square of a grid" in own
    assert re.findall(r'href="/layers/incidents\.(\w+)"', own) == ["geojson"]
