"""A file in portions is what it is whole: the same features, the same faults, whatever its size."""

from __future__ import annotations

import io
import json

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geoposture.catalog import portions, read_layer
from geoposture.catalog.portions import cut_features, open_layer
from geoposture.errors import BadData
from geoposture.limits import LIMITS
from geoposture.stores.files import describe

SPACE = st.text(" \n\t", max_size=3)
TEXT = st.text('ab"\\{}[],:é台' + "\u2028", max_size=8)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def cut(data: bytes, block: int) -> tuple[list[bytes], bytes]:
    found, pieces = [], cut_features(io.BytesIO(data), block=block)
    while True:
        try:
            found.append(next(pieces))
        except StopIteration as end:
            return found, end.value


def point(id_: object, **more: object) -> dict[str, object]:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [127.5, 26.5]},
               "properties": {"name_en": f"Place {id_}", "n": 3}}  # fmt: skip
    return {**feature, **({} if id_ is None else {"id": id_}), **more}


def write(path, features, **more):
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}))
    return path


@settings(deadline=None)
@example(features=["a,b", "c,]"], more={}, after={}, ascii_=True, block=1)
@given(
    features=st.lists(st.dictionaries(TEXT, VALUE, max_size=3) | VALUE, max_size=7),
    more=st.dictionaries(TEXT, VALUE, max_size=2),
    after=st.dictionaries(TEXT, VALUE, max_size=2),
    ascii_=st.booleans(), block=st.integers(1, 90),
)  # fmt: skip
def test_the_pieces_are_the_features_wherever_the_file_is_read(
    features, more, after, ascii_, block
):
    """Also where it is read in the middle of a letter, of an escape or of a bracket."""
    document = {**more, "features": features, **after}
    data = json.dumps(document, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")
    pieces, frame = cut(data, block)
    assert [one for piece in pieces for one in json.loads(b"[" + piece + b"]")] == features
    assert json.loads(frame) == {**document, "features": []}
    if block == 1:
        assert len(pieces) == len(features)


@pytest.mark.parametrize("block", [7, 64, 100_000])
@pytest.mark.parametrize("text", [
    "", "[]", "{}", "[1, 2]", '{"features": {}}', '{"type": "Feature", "geometry": null}',
    '{"more": {"features": [1, 2]}}', '{"said": "\\"features\\": [1, 2]"}', "\u0000\u0001",
])  # fmt: skip
def test_what_has_no_features_is_all_frame(text, block):
    assert cut(text.encode(), block) == ([], text.encode())


def test_a_file_in_portions_is_what_it_is_whole(tmp_path, monkeypatch, catalog):
    """Each packaged layer, in pieces of some kilobytes."""
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], 5000))
    from geoposture.catalog import find_layers

    for file in sorted(find_layers().glob("*.geojson")):
        if file.stem not in catalog.layers:
            continue
        whole, opened, read = read_layer(file), open_layer(file), []
        known = opened.check(read.append)
        assert sum(read) == file.stat().st_size
        in_portions = list(opened)
        assert [one for each in in_portions for one in each.features] == list(whole.features)
        assert (known.info, known.sha256, known.count, known.schema) == (
            whole.info, whole.sha256, len(whole.features), describe(whole).schema,
        )  # fmt: skip
        assert known.extent == whole.extent
        if file.stat().st_size > 40_000 and len(whole.features) > 20:
            assert len(in_portions) > 3


@pytest.mark.parametrize("block", [9, 50, 100_000])
@pytest.mark.parametrize(("text", "told"), [
    ('{"type": "FeatureCollection", "features": [%s,]}', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [,%s]}', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [%s %s]}', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [%s]', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [%s', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [%s]} x', "json-syntax"),
    ('{"type": "FeatureCollection", "features": [%s], "features": []}', "twice"),
    ('{"type": "Other", "features": [%s]}', "no FeatureCollection"),
    ('{"type": "FeatureCollection", "crs": "EPSG:30161", "features": [%s]}', "crs-member"),
    ('{"type": "FeatureCollection", "features": [%s, 7]}', "feature 1 (no id): is no Feature"),
    ('{"type": "FeatureCollection", "features": [%s, %s]}', "feature 1 (a): shares its id"),
    ('{"type": "FeatureCollection", "features": {}}', "json-syntax"),
])  # fmt: skip
def test_what_is_refused_whole_is_refused_in_portions(tmp_path, monkeypatch, text, told, block):
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], block))
    file = tmp_path / "incidents.geojson"
    one = json.dumps(point("a"))
    file.write_text(text.replace("%s", one))
    with pytest.raises(BadData):
        read_layer(file)
    with pytest.raises(BadData) as error:
        open_layer(file).check()
    assert told in error.value.message
    assert all(line.startswith("incidents.geojson: ") for line in error.value.message.splitlines())


def test_faults_say_which_feature_of_the_file_and_stop_after_a_hundred(tmp_path, monkeypatch):
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], 2000))
    features = [point(f"i{n}") for n in range(900)]
    features[500]["geometry"] = {"type": "Point", "coordinates": [200, 26]}
    file = write(tmp_path / "incidents.geojson", features)
    with pytest.raises(BadData, match=r"^incidents.geojson: feature 500 \(i500\): .*position"):
        open_layer(file).check()
    with pytest.raises(BadData, match="feature 500"):
        list(open_layer(file))
    for one in features:
        one["geometry"] = {"type": "Point", "coordinates": [200, 26]}
    with pytest.raises(BadData) as error:
        open_layer(write(file, features)).check()
    lines = error.value.message.splitlines()
    assert 100 < len(lines) < 130
    assert lines[-1] == "incidents.geojson: the rest of the file was not looked at"


def test_what_has_no_id_is_numbered_through_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], 700))
    file = write(tmp_path / "incidents.geojson", [point(None) for _ in range(30)])
    opened = open_layer(file)
    assert opened.check().count == 30
    ids = [one["id"] for portion in opened for one in portion.features]
    assert ids == [one["id"] for one in read_layer(file).features] == [str(n) for n in range(1, 31)]


def test_what_is_mended_and_what_a_property_holds_is_told_of_all_portions(tmp_path, monkeypatch):
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], 700))
    features = [point(f"i{n}") for n in range(30)]
    for at, value in ((3, 1.5), (20, 2)):
        features[at]["properties"]["n"] = value
    features[25]["properties"] = {"only": True, "deep": [{"a": 1}], "n": 3,
                                  "source": {"url": "javascript:alert(1)"}}  # fmt: skip
    file = write(tmp_path / "incidents.geojson", features)
    known = open_layer(file).check()
    assert dict(known.schema) == {"name_en": "string", "n": "number", "only": "boolean"}
    assert dict(known.schema) == describe(read_layer(file)).schema
    held = [one for portion in open_layer(file) for one in portion.features]
    assert held[25]["properties"]["source"]["url"] is None
    assert held == list(read_layer(file).features)


def test_an_empty_layer_is_one(tmp_path):
    known = open_layer(write(tmp_path / "none.geojson", [])).check()
    assert (known.count, known.extent, known.schema) == (0, None, {})
    assert list(open_layer(tmp_path / "none.geojson")) == []


def test_one_feature_or_what_is_around_may_not_be_larger_than_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(portions, "LARGEST_BYTES", 3000)
    monkeypatch.setattr(cut_features, "__defaults__", (cut_features.__defaults__[0], 500))
    many = write(tmp_path / "many.geojson", [point(f"i{n}") for n in range(200)])
    assert open_layer(many).check().count == 200
    for name, document, told in (
        ("feature", {"features": [point("a"), point("b", note="x" * 3200)]}, "in one feature"),
        ("before", {"note": "x" * 3200, "features": []}, "before its features"),
        ("after", {"features": [], "note": "x" * 3200}, "after its features"),
    ):
        file = tmp_path / f"{name}.geojson"
        file.write_bytes(orjson.dumps({"type": "FeatureCollection", **document}))
        with pytest.raises(BadData, match=rf"^{name}.geojson: has {told} more than 3,000 bytes"):
            open_layer(file).check()


def test_a_file_that_is_none_is_one_line(tmp_path):
    with pytest.raises(BadData, match=r"^none.geojson: does not exist"):
        open_layer(tmp_path / "none.geojson")
    (tmp_path / "folder.geojson").mkdir()
    with pytest.raises(BadData, match=r"^folder.geojson: is no regular file"):
        open_layer(tmp_path / "folder.geojson")


def test_a_layer_that_is_too_large_for_a_folder_is_told_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr("geoposture.catalog.validation.LARGEST_BYTES", 100)
    file = write(tmp_path / "large.geojson", [point(f"i{n}") for n in range(20)])
    with pytest.raises(BadData) as error:
        read_layer(file)
    (line,) = error.value.message.splitlines()
    assert "at most 100 are read; a database takes more: geoposture layers push" in line
    assert open_layer(file).check().count == 20
    assert LIMITS.largest_layer > 100
