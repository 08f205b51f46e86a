"""``layers push`` and ``pull``, and every other command with a database behind it."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import orjson
import psycopg
import pytest
from stores.test_down import make_incidents

from geoposture.catalog import load_layers, read_layer
from geoposture.catalog.sidecars import write_info
from geoposture.stores import postgis


@pytest.fixture
def run(own_cluster, monkeypatch):
    monkeypatch.setenv("GEOPOSTURE_STORE", own_cluster.address)

    def work(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "geoposture", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return work


def test_what_is_pushed_is_pulled_as_it_was(run, tmp_path, catalog):
    pushed = run("layers", "push")
    assert (pushed.returncode, pushed.stderr) == (0, "")
    assert "us_bases: " in pushed.stdout
    assert "annotations" not in pushed.stdout
    pulled = run("layers", "pull", "-o", str(tmp_path / "new"))
    assert pulled.returncode == 0
    files = sorted(file.stem for file in (tmp_path / "new").glob("*.geojson"))
    assert files == sorted(one for one in catalog.layers if one != "annotations")
    for id_ in files:
        again = read_layer(tmp_path / "new" / f"{id_}.geojson")
        assert again.features == catalog[id_].features
        assert again.info == catalog[id_].info
    assert run("layers", "check", str(tmp_path / "new")).returncode == 0
    # One of them, by its name, into a folder that is there.
    one = run("layers", "pull", "us_bases", "-o", str(tmp_path / "new"))
    assert one.stdout.count("\n") == 1


def test_a_file_is_pushed_and_everything_knows_it(run, tmp_path):
    layer = make_incidents(12)
    (tmp_path / "incidents.toml").write_bytes(write_info(layer.info))
    collection = {"type": "FeatureCollection", "features": list(layer.features)}
    (tmp_path / "incidents.geojson").write_bytes(orjson.dumps(collection))
    assert (
        run("layers", "push", str(tmp_path / "incidents.geojson")).stdout
        == "incidents: 12 features\n"
    )
    assert "incidents" in run("layers", "list").stdout
    assert "Incident 3" in run("layers", "show", "incidents", "--format", "csv").stdout
    assert "km" in run("distance", "incidents/i1", "incidents/i2").stdout
    drawn = tmp_path / "map.svg"
    assert run("map", "--feature", "incidents/i1", "-o", str(drawn)).returncode == 0
    assert drawn.read_text("utf-8").startswith("<svg")


def test_a_file_of_any_size_is_pushed_and_pulled_in_portions(run, tmp_path, monkeypatch):
    """Larger than a folder of layers may hold: what is read of it at once is bounded."""
    layer = make_incidents(2000, "many")
    (tmp_path / "many.toml").write_bytes(write_info(layer.info))
    features = [*layer.features]
    file = tmp_path / "many.geojson"
    write = lambda: file.write_bytes(  # noqa: E731
        orjson.dumps({"type": "FeatureCollection", "features": features})
    )
    monkeypatch.setenv("GEOPOSTURE_LARGEST_LAYER", str(write() // 9))
    assert "layers push" in run("layers", "check", str(file)).stdout
    assert run("layers", "push", str(file)).stdout == "many: 2,000 features\n"
    assert run("layers", "pull", "many", "-o", str(tmp_path / "new")).returncode == 0
    pulled = orjson.loads((tmp_path / "new" / "many.geojson").read_bytes())
    assert pulled["features"] == features
    # One that is broken far behind leaves what is there, and says where it is.
    features[1900] = {**features[1900], "geometry": {"type": "Point", "coordinates": [0, 91]}}
    write()
    refused = run("layers", "push", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "many.geojson: feature 1900 (" in refused.stderr
    assert refused.stderr.count("\n") == 1
    features[1900] = features[7]
    write()
    assert "feature 1900 (i7): shares its id" in run("layers", "push", str(file)).stderr
    monkeypatch.delenv("GEOPOSTURE_LARGEST_LAYER")
    assert "many " in run("layers", "list").stdout.replace(":", " ")


def test_a_copy_has_what_is_held_and_says_what_it_leaves_out(
    run, own_cluster, tmp_path, monkeypatch
):
    postgis.push(own_cluster.address, [make_incidents(12, "few"), make_incidents(300, "many")])
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    layers = tmp_path / "theatre"
    assert run("new", str(layers)).returncode == 0
    copied = run("export", str(tmp_path / "site"), "--layers", str(layers))
    assert copied.returncode == 0, copied.stderr
    assert "many: has 300 features, and is left out of a copy" in copied.stderr
    names = {file.name for file in (tmp_path / "site").rglob("*.geojson")}
    assert "few.geojson" in names
    assert "many.geojson" not in names
    assert not [one for one in (tmp_path / "site").rglob("*.json") if b'"many"' in one.read_bytes()]
    for file in (tmp_path / "site").rglob("*.js"):
        assert b"/collections/many" not in file.read_bytes()


def test_a_still_picture_of_a_layer_that_is_counted_is_refused(
    run, own_cluster, tmp_path, monkeypatch
):
    postgis.push(own_cluster.address, [make_incidents(12, "few"), make_incidents(300, "many")])
    monkeypatch.setenv("GEOPOSTURE_HELD_FEATURES", "100")
    drawn = run("map", "--layers", "few", "-o", str(tmp_path / "few.svg"))
    assert drawn.returncode == 0, drawn.stderr
    refused = run("map", "--layers", "many", "-o", str(tmp_path / "many.svg"))
    assert refused.returncode == 2
    assert "“many”" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "many.svg").exists()


def test_a_role_that_reads_reads_and_does_not_write(run, own_cluster):
    with psycopg.connect(own_cluster.address, autocommit=True) as owner:
        owner.execute("create role reader login")
    assert run("layers", "push", "--reader", "reader").returncode == 0
    address = own_cluster.address.replace("postgres@", "reader@")
    with psycopg.connect(address) as reader:
        rows = reader.execute("select id from geoposture.layers order by id").fetchall()
        assert ("us_bases",) in rows
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("delete from geoposture.layers")
    from geoposture.errors import BadData

    with pytest.raises(BadData, match=r"^the database cannot be written to: "):
        postgis.push(address, [make_incidents(3)])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("layers", "pull", "-o", "{folder}"), 1, "the database holds no layer"),
        (("layers", "push", "{folder}/nope.geojson"), 1, "does not exist"),
        (("layers", "push", "--reader", "no one"), 1, "no one"),
        (("layers", "pull"), 2, "-o"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, tmp_path, arguments, status, said):
    ended = run(*(one.format(folder=tmp_path) for one in arguments))
    assert ended.returncode == status
    assert said in ended.stderr
    assert ended.stderr.strip().count("\n") == 0
    assert "Traceback" not in ended.stderr


def test_without_a_database_it_is_said_what_is_wanted(run, monkeypatch, tmp_path):
    monkeypatch.setenv("GEOPOSTURE_STORE", "files")
    for arguments in (("layers", "push"), ("layers", "pull", "-o", str(tmp_path))):
        ended = run(*arguments)
        assert ended.returncode == 2
        assert "GEOPOSTURE_STORE=postgresql://" in ended.stderr


def test_a_push_that_fails_leaves_all_as_it_was(run, own_cluster):
    assert run("layers", "push").returncode == 0
    odd = make_incidents(5)
    broken = [*odd.features[:4], {**odd.features[4], "id": "i0"}]  # an id twice
    from dataclasses import replace

    from geoposture.errors import BadData

    with pytest.raises(BadData, match="unique"):
        postgis.push(own_cluster.address, [replace(odd, features=tuple(broken))])
    with psycopg.connect(own_cluster.address) as owner:
        (layers,) = owner.execute("select count(*) from geoposture.layers").fetchone()
        (tables,) = owner.execute(
            "select count(*) from pg_tables where schemaname = 'geoposture' and tablename ~ '^load_'"
        ).fetchone()
    assert layers == tables == 5


@pytest.mark.parametrize("id_", ["us_bases", "places", "east_china_sea"])
def test_what_is_said_of_a_layer_is_written_so_that_it_is_read_again(catalog, id_, tmp_path):
    info = catalog[id_].info
    text = write_info(info)
    assert tomllib.loads(text.decode())["id"] == id_
    (tmp_path / f"{id_}.toml").write_bytes(text)
    (tmp_path / f"{id_}.geojson").write_bytes(b'{"type":"FeatureCollection","features":[]}')
    assert load_layers(tmp_path)[id_].info == info
