"""The table of questions: what each kind wants, one meaning an id, one line for a fault."""

from __future__ import annotations

import pytest

from geoposture.catalog import find_layers, load_layers
from geoposture.catalog.inspection import inspect_catalog
from geoposture.catalog.questions import read_questions
from geoposture.errors import BadData

HEAD = "id,kind,from,to,origins,target,radius_km,system,others,why_en,why_ja,asked_by,reviewed\n"
GOOD = "a-b,distance,us_bases/a,places/b,,,,,places/c; places/d,Because.,,,2026-11-27\n"


def read(tmp_path, *rows):
    (tmp_path / "questions.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return read_questions(tmp_path)


def test_a_row_is_read_with_all_that_it_says(tmp_path):
    (one,) = read(tmp_path, GOOD)
    assert (one.id, one.kind, one.start, one.end) == ("a-b", "distance", "us_bases/a", "places/b")
    assert one.others == ("places/c", "places/d")
    assert one.why == {"en": "Because.", "ja": "Because."}
    assert one.refs == ("us_bases/a", "places/b")
    assert one.reviewed == "2026-11-27"


def test_without_a_file_there_is_no_question(tmp_path):
    assert read_questions(tmp_path) == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,distance,a/a,b/b,,,,,,,,,\n", "an id is made of a-z, 0-9 and -; got “A”"),
        ("a,span,a/a,b/b,,,,,,,,,\n", "a: kind is one of distance, thresholds, coverage, length,"),
        ("a,distance,a/a,,,,,,,,,,\n", "a: to is missing; a distance wants from, to"),
        ("a,thresholds,,,a/a,,,,,,,,\n", "a: target is missing"),
        ("a,coverage,,,a/a,b/b,,,,,,,\n", "a: give either radius_km or system"),
        ("a,coverage,,,a/a,b/b,5,x,,,,,\n", "a: give either radius_km or system"),
        ("a,coverage,,,a/a,b/b,far,,,,,,\n", "a: radius_km is a number; got “far”"),
        ("a,count,,,,a,,,b/b,,,,\n", "a: others are of distance and length; a count has none"),
        ("a,distance,a/a,b/b,,,,,,,,,soon\n", "a: reviewed is a day as in 2026-11-27; got “soon”"),
    ],
)
def test_a_wrong_row_is_one_line(tmp_path, row, told):
    with pytest.raises(BadData) as error:
        read(tmp_path, row)
    assert error.value.message.startswith("questions.csv: ")
    assert told in error.value.message
    assert "\n" not in error.value.message


def test_an_id_has_one_meaning(tmp_path):
    with pytest.raises(BadData, match="a-b stands twice; an id has one meaning"):
        read(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("x,distance,us_bases/nowhere,places/taipei,,,,,,,,,\n", "no feature “nowhere”"),
        ("x,distance,us_bases/kadena-ab,places/taipei,,,,,places/nowhere,,,,\n", "“nowhere”"),
        ("x,coverage,,,us_bases/kadena-ab,taiwan_strait,,warp,,,,,\n", "no system “warp”"),
        ("x,length,,,,us_bases,,,moon,,,,\n", "no definition “moon”"),
        ("x,count,,,,us_bases,,,,,,someone,\n", "no source or article “someone”"),
    ],
)
def test_the_check_of_a_folder_names_what_a_question_names_in_vain(copied_layers, row, told):
    with (copied_layers / "questions.csv").open("a", encoding="utf-8") as table:
        table.write(row)
    found = [one for one in inspect_catalog(load_layers(copied_layers)) if "questions" in one.where]
    assert [one.where for one in found] == ["questions.csv: x"]
    assert told in found[0].reason


def test_the_check_names_a_correction_of_a_figure_that_is_not_there(copied_layers):
    table = copied_layers / "sources" / "corrections.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("facilities-count", "facilities-sum", 1), encoding="utf-8")
    (found,) = (one for one in inspect_catalog(load_layers(copied_layers)) if "corr" in one.where)
    assert found.where == "sources/corrections.csv: 2026-11-26-fuchu"
    assert found.reason == "no question “facilities-sum”"


def test_the_shipped_questions_have_no_fault(catalog):
    found = inspect_catalog(catalog)
    assert [one for one in found if "questions" in one.where or "corr" in one.where] == []


def test_a_changed_question_is_another_version(copied_layers):
    before = load_layers(copied_layers).version
    file = copied_layers / "questions.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("places/naha", "places/nago", 1), encoding="utf-8")
    assert load_layers(copied_layers).version != before
    assert load_layers(find_layers()).version == before
