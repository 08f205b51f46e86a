"""A file that was found well is not checked again; what it holds is read anew each time."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from geoposture.catalog import find_layers, validation
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


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.name)
def test_what_is_well_is_not_mended_either(file: Path):
    """Else what is read the second time would be another."""
    data = file.read_bytes()
    features, faults = check_collection(data)
    if not faults:
        assert features == orjson.loads(data)["features"]


def test_it_forgets_before_it_grows(checks, monkeypatch):
    monkeypatch.setattr(validation, "MOST_FAULTLESS", 2)
    files = [WELL + b" " * number for number in range(3)]
    for one in files:
        check_collection(one)
    assert len(validation._faultless) == 1
    check_collection(files[2])
    assert checks == files
