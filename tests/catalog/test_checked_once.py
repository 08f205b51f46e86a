"""A file that was found well is not checked again; what it holds is read anew each time."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoposture.catalog import find_layers, load_layers, validation
from geoposture.catalog.validation import check_collection

FILES = sorted(find_layers().rglob("*.geojson"))
WELL = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "a",
  "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"name": "A"}}]}"""


@pytest.fixture(autouse=True)
def _nothing_checked(monkeypatch):
    monkeypatch.setattr(validation, "_faultless", set())


@pytest.fixture
def checks(monkeypatch):
    """The files that were checked wholly."""
    checked, check = [], validation._check_whole

    def note(data, **named):
        checked.append(data)
        return check(data, **named)

    monkeypatch.setattr(validation, "_check_whole", note)
    return checked


def test_what_was_well_is_checked_once_and_given_out_anew(checks):
    first, faults = check_collection(WELL)
    assert faults == []
    first[0]["properties"]["name"] = "changed by who asked"
    second, faults = check_collection(WELL)
    assert (second[0]["properties"]["name"], faults) == ("A", [])
    assert checks == [WELL]


def test_what_is_drawn_only_is_checked_by_its_own_rules(checks):
    nameless = WELL.replace(b'"id": "a",', b"")
    assert check_collection(nameless, drawn_only=True)[1] == []
    assert check_collection(nameless)[1]
    assert len(checks) == 2


@pytest.mark.parametrize(
    "other",
    [WELL + b" ", WELL.replace(b"[1, 2]", b"[1, 200]"), b"\xef\xbb\xbf" + WELL, WELL[:-1]],
)
def test_another_file_is_checked(checks, other):
    check_collection(WELL)
    check_collection(other)
    assert checks == [WELL, other]


def test_what_has_a_fault_has_it_each_time(checks):
    marked = b"\xef\xbb\xbf" + WELL
    assert [[one.code for one in check_collection(marked)[1]] for _ in range(2)] == [["bom"]] * 2
    assert len(checks) == 2


_words = st.sampled_from(
    [None, True, 1, 1.5, -1, "", "a", "Point", "Polygon", [], {}, [1, 2], [[]], [[[]]], [[1, 2]],
     [[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[0, 0], [1, 0], [1, 1]]], [[[0, 0], [0, 1], [1, 1], [0, 0]]],
     [180.0000000001, 2], {"a": None}, {"name": "A\x01"}]
)  # fmt: skip
_geometry = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["Point", "point", "MultiPoint", "Polygon", "MultiPolygon", "x"])},
        optional={"coordinates": _words},
    ),
)
_feature = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["Feature", "feature", None]), "geometry": _geometry,
        "id": st.sampled_from(["a", "b", "A", 1, 1.5, None]), "properties": _words, "bbox": _words,
    },
)  # fmt: skip
_document = st.fixed_dictionaries(
    {"type": st.just("FeatureCollection"), "features": st.lists(_feature, max_size=3)},
    optional={"bbox": _words, "crs": _words},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_document, drawn_only=st.booleans())
def test_whatever_is_read_twice_is_the_same_both_times(document, drawn_only):
    data = orjson.dumps(document)
    first = check_collection(data, drawn_only=drawn_only)
    assert check_collection(data, drawn_only=drawn_only) == first


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.name)
def test_a_shipped_file_is_the_same_both_times(file: Path):
    data = file.read_bytes()
    assert check_collection(data) == check_collection(data)


@pytest.mark.parametrize("properties", ["null", "{}"])
def test_a_folder_without_properties_is_read_again_and_again(tmp_path, properties, runner):
    """`null` is legal, and the commonest of what is mended without a word."""
    text = WELL.decode().replace('{"name": "A"}', properties)
    (tmp_path / "points.geojson").write_text(text)
    for _ in range(2):
        layer = load_layers(tmp_path).layers["points"]
        assert [one["properties"] for one in layer.features] == [{}]
    done = runner("check", str(tmp_path))
    assert done.status in (0, 1)
    assert "Traceback" not in done.err


def test_it_forgets_before_it_grows(checks, monkeypatch):
    monkeypatch.setattr(validation, "MOST_FAULTLESS", 2)
    files = [WELL + b" " * number for number in range(3)]
    for one in files:
        check_collection(one)
    assert len(validation._faultless) == 1
    check_collection(files[2])
    assert checks == files
