"""What is read is checked before it is served: else the old version stays and the fault is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from geoposture.catalog import load_layers
from geoposture.catalog.inspection import inspect_folder
from geoposture.cli import cli
from geoposture.errors import BadData, BadRequest, Busy, NotFound, Unavailable
from geoposture.formats import FORMATS, Format
from geoposture.service import create_app, server, trial, watcher
from geoposture.service.app import find_fault, find_fault_of_start
from geoposture.service.state import State
from geoposture.settings import Settings
from geoposture.stores import reading

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import PHILIPPINES

POINT = {"type": "Point", "coordinates": [121, 15]}
SQUARE = [[[120, 14], [122, 14], [122, 16], [120, 16], [120, 14]]]
PAGES = ("/", "/embed", "/map.svg", "/map.html", "/map.js", "/collections?f=html", "/healthz",
         "/collections/agreed_locations?f=html", "/layers/agreed_locations.csv")  # fmt: skip


def write(*features, **members) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [*features], **members})


def make(geometry=POINT, id_="a", **properties) -> dict:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small theatre with everything that a theatre can have beside its layers."""
    target = tmp_path / "layers"
    shutil.copytree(PHILIPPINES, target)
    shutil.rmtree(target / "sources")
    (target / "backdrop").mkdir()
    area = {"type": "Polygon", "coordinates": SQUARE}
    (target / "area.geojson").write_text(write(make(area, name_en="Square")))
    (target / "area.general.geojson").write_text(write(make(area)))
    (target / "backdrop/land.geojson").write_text(write(make(area)))
    label = make(POINT, name_en="Town", name_ja="町", kind="city", priority=1, min_zoom=3,
                 max_zoom=None, feature=None)  # fmt: skip
    (target / "backdrop/labels.geojson").write_text(write(label))
    (target / "backdrop/coasts.geojson").write_text(write(make(area, uncertainty_km=1)))
    return target


@pytest.fixture
def served(folder, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_EVERY_S", 0.0)
    lines: list[str] = []
    app = create_app(Settings(layers=folder), load_layers(folder))
    app.extensions["geoposture"]._report = lines.append
    return app.test_client(), folder, lines


def cut(file: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        data = (folder / file).read_bytes()
        (folder / file).write_bytes(data[: len(data) // 2])

    return spoil


def put(file: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_text(text, encoding="utf-8") and None


def change(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def drop(*names: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for pattern in names:
            for file in folder.glob(pattern):
                file.unlink()

    return spoil


def loop(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(folder / name)

    return spoil


def pipe(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        import os

        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return spoil


RAGGED = {"type": "Polygon", "coordinates": [[[1, 3], [1, 4], [[[]]], [2, 4], [1, 3]]]}
BARE = '{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":7,"properties":{}}]}'
SPOILT = {
    # faults-half-written-side-files
    "half a layer": (cut("area.geojson"), "area.geojson"),
    "half the land": (cut("backdrop/land.geojson"), "land.geojson"),
    "half the labels": (cut("backdrop/labels.geojson"), "labels.geojson"),
    "half the coasts": (cut("backdrop/coasts.geojson"), "coasts.geojson"),
    "half an outline": (cut("area.general.geojson"), "area.general.geojson"),
    "half the sources": (cut("sources.json"), "sources.json"),
    "half the article": (cut("annotations/mb-palace-edca-2023-04-03.geojson"), "mb-palace-edca"),
    "sources as a list": (put("sources.json", "[]"), "sources.json"),
    "a source as a text": (put("sources.json", '{"a": "b"}'), "sources.json"),
    "a title that is a number": (put("sources.json", '{"a": {"title": 5}}'), "sources.json"),
    "title_en = 5": (change("places.toml", "title_en = ", "title_en = 5 # "), "places.toml"),
    "a date with a time": (change("places.toml", 'date = "2026-11-26"', "date = 2026-11-26T10:00:00"), "places.toml"),
    "a number as a date": (change("places.toml", 'date = "2026-11-26"', "date = 5"), "places.toml"),
    "a date that is none": (change("places.toml", "2026-11-26", "last week"), "places.toml"),
    "a control character": (change("places.toml", 'title_en = "', r'title_en = "\u0007'), "places.toml"),
    "a theatre of numbers": (put("theatre.toml", "layer = [1]"), "theatre.toml"),
    "half the theatre": (change("theatre.toml", "128.0, 21.5]", ""), "theatre.toml"),
    "a wide row": (put("words.csv", "key,en\na,b,c,d\n"), "words.csv"),
    "a table in another text": (lambda one: (one / "words.csv").write_bytes(b"key\n\xff") and None, "words.csv"),
    "a question without an end": (change("questions.csv", ",", ",,,"), "questions.csv"),
    "coasts without a figure": (put("backdrop/coasts.geojson", write(make())), "coasts.geojson"),
    "a coast of nothing": (put("backdrop/coasts.geojson", write(make(None, uncertainty_km=1))), "coasts.geojson"),
    "land of numbers": (put("backdrop/land.geojson", BARE), "land.geojson"),
    # faults-ragged-ring, faults-ring-of-numbers, layer-empty-ring
    "a ragged ring": (put("area.geojson", write(make(RAGGED))), "area.geojson"),
    "a ring of numbers": (
        put("area.geojson", write(make({"type": "Polygon", "coordinates": [[180, 90]]}))), "area.geojson",
    ),
    "a ragged outline": (put("area.general.geojson", write(make(RAGGED))), "area.general.geojson"),
    # faults-link-loop
    "a loop of links": (loop("area.geojson"), "area.geojson"),
    "a loop beside": (loop("places.toml"), "places.toml"),
    "a loop behind": (loop("backdrop/land.geojson"), "land.geojson"),
    "a pipe": (pipe("theatre.toml"), "theatre.toml"),
    "a pipe of words": (pipe("words.csv"), "words.csv"),
    "a pipe of an article": (pipe("articles/pipe.toml"), "pipe.toml"),
    # faults-id-with-newline
    "a forged line": (put("area.geojson", write(make(id_="x\r\nall well \x1b[2J"))), "area.geojson"),
    "a name that is no id": (put("My layer.geojson", write(make())), "My layer.geojson"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "name"), SPOILT.values(), ids=SPOILT)
def test_a_file_that_cannot_be_used_leaves_the_old_version_and_is_named(served, spoil, name):
    """Cases faults-half-written-side-files, -ragged-ring, -ring-of-numbers, -link-loop."""
    client, folder, lines = served
    before = client.get("/readyz").json
    spoil(folder)
    after = client.get("/readyz").json
    assert name in after["fault"]
    assert after["fault"].isprintable()
    assert (after["catalog"], after["layers"]) == (before["catalog"], before["layers"])
    assert lines == [after["fault"]]  # once, however many ask
    for path in PAGES:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(("spoil", "name"), SPOILT.values(), ids=SPOILT)
def test_at_start_it_is_refused_in_one_line(folder, spoil, name):
    spoil(folder)
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    first = caught.value.message.split("\n")[0]
    assert name in first
    assert first.isprintable()


@pytest.mark.parametrize(("spoil", "names"), [
    (drop("area.geojson"), ["area.geojson"]), (drop("places.geojson"), ["places.geojson"]),
    (drop("*.geojson"), ["agreed_locations.geojson", "area.geojson", "places.geojson"]),
    (drop("*.geojson", "*.toml", "*/*"), ["annotator/counts.csv", "area.geojson"]),
    (drop("places.toml"), ["places.toml"]), (drop("sources.json"), ["sources.json"]),
    (drop("backdrop/land.geojson"), ["backdrop/land.geojson"]), (drop("words.csv"), ["words.csv"]),
    (drop("theatre.toml"), ["theatre.toml"]), (drop("annotator/*"), ["annotator/counts.csv"]),
])  # fmt: skip
def test_what_is_deleted_is_still_served_and_said_to_be_gone(served, spoil, names):
    """Case faults-deleted-layer."""
    client, folder, lines = served
    before = client.get("/readyz").json
    spoil(folder)
    after = client.get("/readyz").json
    assert after["catalog"] == before["catalog"]
    assert after["layers"] == before["layers"]
    assert any(name in after["fault"] for name in names)
    assert "gone" in after["fault"]
    assert len(lines) == 1
    for path in PAGES:
        assert client.get(path).status_code == 200, path


def test_what_comes_back_is_no_fault_any_more(served):
    client, folder, _ = served
    data = (folder / "area.geojson").read_bytes()
    (folder / "area.geojson").unlink()
    assert "gone" in client.get("/readyz").json["fault"]
    (folder / "area.geojson").write_bytes(data.replace(b"Square", b"Quadrat"))
    assert "fault" not in client.get("/readyz").json
    assert client.get("/collections/area/items/a").json["properties"]["name_en"] == "Quadrat"


AREA = {"type": "Polygon", "coordinates": SQUARE}


@pytest.mark.parametrize("text", [
    "\ufeff" + write(make(AREA)), write(make(AREA), type="featurecollection"),
    write({"type": "feature", "geometry": AREA}), write(make(AREA, None)), write(make(AREA, 7)),
    write({"type": "Feature", "geometry": {"type": "polygon", "coordinates": SQUARE}, "properties": None}),
    write(make(AREA), {"type": "Feature", "id": "b"}), write(),
])  # fmt: skip
def test_what_is_mended_in_a_backdrop_is_drawn(served, text):
    client, folder, _ = served
    for name in ("backdrop/land.geojson", "area.general.geojson"):
        put(name, text)(folder)
        assert "fault" not in client.get("/readyz").json
        for path in PAGES:
            assert client.get(path).status_code == 200, path


OUTLINES = {
    "of another feature": (
        write(make(AREA), make(AREA, "gone")), "outlines of “gone”, which the layer has not",
    ),
    "of one too few": (write(), "no outline of “a”"),
    "of others, numbered": (
        write(*(make(AREA, one) for one in range(5))),
        "outlines of “0”, “1”, “2” and 2 more, which the layer has not and no outline of “a”",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), OUTLINES.values(), ids=OUTLINES)
def test_outlines_of_other_features_are_one_line_by_check_at_start_and_at_reload(
    served, capsys, text, told
):
    client, folder, lines = served
    line = f"area.general.geojson: has {told}: the ids are those of the layer [missing-id]"
    put("area.general.geojson", text)(folder)
    assert client.get("/readyz").json["reports"] == [line]
    assert lines == [line]
    assert load_layers(folder).reports == (line,)
    assert [one.line() for one in inspect_folder(folder)].count(f"missing: {line}") == 1
    with pytest.raises(SystemExit) as ended:
        cli.main(["layers", "check", str(folder)], standalone_mode=False)
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{line}\n")


def test_outlines_that_cannot_be_read_are_told_by_the_check_of_the_layers(folder, capsys):
    cut("area.general.geojson")(folder)
    with pytest.raises(SystemExit) as ended:
        cli.main(["layers", "check", str(folder)], standalone_mode=False)
    assert ended.value.code == 1
    assert capsys.readouterr().out.startswith("area.general.geojson: is not JSON")


def test_articles_come_and_go(served):
    client, folder, _ = served
    drop("annotations/*", "articles/*")(folder)
    after = client.get("/readyz").json
    assert "fault" not in after
    assert "annotations" not in after["layers"]


def test_a_new_layer_that_goes_again_is_gone_too(served):
    client, folder, _ = served
    put("extra.geojson", write(make()))(folder)
    assert "extra" in client.get("/readyz").json["layers"]
    drop("extra.geojson")(folder)
    assert "extra.geojson: gone" in client.get("/readyz").json["fault"]


@pytest.mark.parametrize("text", [
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a", "properties": {"name": "x"}}]}',
    '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}',
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": null}, {"type": "Feature"}]}',
    '{"type": "FeatureCollection", "features": []}',
])  # fmt: skip
def test_a_layer_without_a_geometry_member_is_served_without_an_error(served, text):
    """Case faults-no-geometry-member-served."""
    client, folder, _ = served
    put("extra.geojson", text)(folder)
    assert "fault" not in client.get("/readyz").json
    for path in (
        *PAGES,
        "/?lang=ja",
        "/collections",
        "/collections/extra?f=html",
        "/layers/extra.kml",
    ):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "error", [RuntimeError("loop"), RecursionError("deep"), ValueError("a\nb\x1b")]
)
def test_an_error_that_nobody_foresaw_keeps_the_old_version(served, monkeypatch, error):
    client, folder, lines = served

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(reading, "read", fail)
    put("area.geojson", write())(folder)
    fault = client.get("/readyz").json["fault"]
    assert fault.isprintable()
    assert type(error).__name__ in fault
    assert lines == [fault]
    assert client.get("/collections/area/items").json["numberMatched"] == 1


@pytest.mark.parametrize("error", [Unavailable("the database is down"), Busy(1)])
def test_data_that_a_database_did_not_give_are_asked_for_again(served, monkeypatch, error):
    client, folder, lines = served
    whole, failed = reading.read, []

    def fail_once(*given, **named):
        if not failed:
            failed.append(error)
            raise error
        return whole(*given, **named)

    before = client.get("/readyz").json["catalog"]
    monkeypatch.setattr(reading, "read", fail_once)
    put("other.geojson", write())(folder)
    first, second = (client.get("/readyz").json for _ in range(2))
    assert failed
    assert (first["catalog"], "fault" in first, lines) == (before, False, [])
    assert "other" in second["layers"]


@pytest.mark.parametrize("path", ["/", "/embed", "/map.svg", "/collections/area?f=html"])
def test_what_cannot_be_rendered_is_not_switched_to(served, monkeypatch, path):
    client, folder, _ = served
    before = client.get("/readyz").json["catalog"]
    put("area.geojson", write(make(name_en="new")))(folder)
    asked = trial._list_addresses
    with monkeypatch.context() as patch:
        patch.setattr(trial, "_list_addresses", lambda state: iter([*asked(state), path]))
        assert path in [*asked(State(Settings(), load_layers(folder)))]
        real = trial.Flask.dispatch_request

        def fail(app):
            if trial_of(path):
                raise TypeError("no text")
            return real(app)

        def trial_of(wanted):
            from flask import current_app, request

            return (
                current_app.config["PROPAGATE_EXCEPTIONS"]
                and request.full_path.rstrip("?") == wanted
            )

        patch.setattr(trial.Flask, "dispatch_request", fail)
        fault = client.get("/readyz").json["fault"]
    assert fault == f"{path} cannot be made of these layers (TypeError: no text)"
    assert client.get("/readyz").json["catalog"] == before


def test_the_layers_that_are_shipped_pass(catalog):
    assert find_fault(State(Settings(), catalog), ("/embed?live=1", "/map.html")) is None


def test_the_check_names_the_format_that_fails_and_what_cannot_be_made(folder, runner, monkeypatch):
    def fail(layer):
        raise OverflowError(f"no room for {layer.id}")

    assert runner("check", str(folder)).status == 0
    with monkeypatch.context() as patch:
        patch.setitem(FORMATS, "kml", Format("KML", "x/y", fail))
        done = runner("check", str(folder))
    assert done.status == 1
    assert (
        "wrong: area.kml: this format cannot hold it (OverflowError: no room for area)" in done.out
    )
    assert "area.gpkg" not in done.out
    monkeypatch.setattr(trial, "ADDRESSES", ("/", "/nowhere"))
    monkeypatch.setattr(trial.Flask, "dispatch_request", fail)
    done = runner("check", str(folder))
    assert done.status == 1
    assert "wrong: / cannot be made of these layers (" in done.out


def test_a_swap_is_not_slower_than_a_look_may_be(served):
    """The one who asks first waits for it: the others are answered with the old version."""
    client, folder, _ = served
    put("area.geojson", write(make(name_en="new")))(folder)
    begun = time.process_time()
    assert client.get("/healthz").status_code == 200
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(("error", "told"), [
    (BadData("no text"), "no text"), (BadRequest("no such name", parameter="x"), "no such name"),
    (NotFound("no such page"), "no such page"),
])  # fmt: skip
def test_a_page_that_is_refused_is_not_one_that_can_be_made(folder, monkeypatch, error, told):
    """None of the addresses asks for what may not be there, so an error of ours is a fault too."""
    state = State(Settings(), load_layers(folder))
    real = trial.Flask.dispatch_request

    def refuse(app):
        from flask import request

        if request.path == "/collections":
            raise error
        return real(app)

    monkeypatch.setattr(trial.Flask, "dispatch_request", refuse)
    assert find_fault(state) == f"/collections cannot be made of these layers ({told})"


@pytest.mark.parametrize("part", ["/articles/", "/items/"])
def test_the_page_of_an_article_and_of_a_place_that_it_names_are_tried_too(
    folder, monkeypatch, part
):
    real = trial.Flask.dispatch_request

    def refuse(app):
        from flask import request

        if part in request.path:
            raise ArithmeticError("odd")
        return real(app)

    monkeypatch.setattr(trial.Flask, "dispatch_request", refuse)
    fault = find_fault(State(Settings(), load_layers(folder)))
    assert fault is not None
    assert part in fault
    assert "ArithmeticError: odd" in fault


def test_what_is_nowhere_is_a_fault(folder):
    fault = find_fault(State(Settings(), load_layers(folder)), ("/nowhere",))
    assert fault == "/nowhere cannot be made of these layers (404 Not Found)"


SHARE = change(
    "theatre.toml", "figures = {",
    'bars = [{ id = "a", part = "a", whole = "b" }]\nfigures = { a = 1e308, b = 1e-308,',
)  # fmt: skip
"""A share that is no number: the lead can be read, and not be said."""


def test_what_cannot_be_rendered_is_refused_at_start_as_it_is_not_switched_to(served):
    """Readers had 500 of a service that said it was ready."""
    client, folder, lines = served
    SHARE(folder)
    load_layers(folder)
    with pytest.raises(BadData) as caught:
        server.make_app(Settings(layers=folder), skip_bad=False)
    told = caught.value.message
    assert told.startswith("/ cannot be made of these layers (OverflowError: ")
    assert "\n" not in told
    assert Settings(layers=folder) not in server._made
    assert client.get("/readyz").json["fault"] == told
    assert lines == [told]


@pytest.mark.parametrize("path", trial.AT_START)
@pytest.mark.parametrize(("error", "told"), [
    (TypeError("no text"), "TypeError: no text"), (BadData("no such row"), "no such row"),
    (RecursionError("a\nb"), "RecursionError: a\\nb"),
])  # fmt: skip
def test_each_address_that_is_tried_at_start_is_named(folder, monkeypatch, path, error, told):
    real = trial.Flask.dispatch_request

    def fail(app):
        from flask import request

        if request.full_path.rstrip("?") == path:
            raise error
        return real(app)

    monkeypatch.setattr(trial.Flask, "dispatch_request", fail)
    with pytest.raises(BadData) as caught:
        server.make_app(Settings(layers=folder), skip_bad=False)
    assert caught.value.message == f"{path} cannot be made of these layers ({told})"


def test_the_trial_at_start_loads_nothing_that_the_workers_would_hold(folder):
    """They are forked from the process that tries."""
    code = (
        "import sys; from pathlib import Path; from geoposture.service import server;"
        "from geoposture.settings import Settings;"
        f"server.make_app(Settings(layers=Path({str(folder)!r})), False);"
        "assert not {'folium', 'pandas', 'requests'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("spoil", [SHARE, change("theatre.toml", "128.0, 21.5", "inf, 21.5")])
def test_the_command_ends_with_the_fault_in_one_line(folder, runner, spoil):
    spoil(folder)
    done = runner("serve", "--port", "0", "--layers", str(folder))
    assert done.status == 1
    assert len(done.err.splitlines()) == 1, done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("error", [Unavailable("the database does not answer"), Busy(3)])
def test_a_database_that_is_late_ends_no_start(folder, monkeypatch, error):
    """The service is up before it, and answers 503 till then."""
    state = State(Settings(), load_layers(folder))

    def refuse(*_):
        raise error

    monkeypatch.setattr(trial.page, "describe_page", refuse)
    monkeypatch.setattr(trial.Flask, "dispatch_request", refuse)
    assert find_fault_of_start(state) is None
    assert find_fault(state) is not None
