"""From a text to a published layer: what each step keeps, refuses and reproduces."""

from __future__ import annotations

import csv
import io
import json

import pytest
from marked import read_marked

from geoposture.articles.drafts import Article, make_draft
from geoposture.articles.sheets import COLUMNS, apply_sheet, make_sheet, read_sheet
from geoposture.articles.wording import Guard
from geoposture.articles.workflow import encode_collection, lint, publish, verify
from geoposture.catalog import find_layers
from geoposture.errors import BadData

MOST_CLAIMS = 8
FIRST = "hegseth-tokyo-2025-03-30"


@pytest.fixture(scope="module")
def draft(read, catalog):
    reading = read(read_marked("remote").text)
    return make_draft(
        reading, Article(id="remote", title="Remote", published="2025-06-04"), catalog
    )


@pytest.fixture(scope="module")
def text(read):
    return read(read_marked("remote").text).text


def _review(draft, **changes):
    rows = read_sheet(make_sheet(draft))
    for number, row in enumerate(rows, start=1):
        row |= {
            "keep": "y", "claim_no": str(number) if number <= MOST_CLAIMS else "",
            "topics": "other", "reviewer": "desk", "reviewed": "2025-06-05",
        }  # fmt: skip
        if number <= MOST_CLAIMS:
            row |= {"claim_en": "The article names it.", "claim_ja": "記事にある。"}
    rows[0] |= changes
    return rows


def test_the_first_article_is_made_of_its_draft_and_sheet(catalog):
    folder = find_layers() / "sources" / "articles"
    held = json.loads((folder / f"{FIRST}.draft.geojson").read_text(encoding="utf-8"))
    rows = read_sheet((folder / f"{FIRST}.sheet.csv").read_bytes())
    reviewed, faults = apply_sheet(held, rows, catalog)
    assert faults == []
    published = find_layers() / "annotations" / f"{FIRST}.geojson"
    assert encode_collection(publish(reviewed)) == published.read_bytes()


def test_the_first_article_holds(catalog):
    held = json.loads((find_layers() / "annotations" / f"{FIRST}.geojson").read_text("utf-8"))
    assert lint(held, catalog) == []
    assert verify(held, catalog)[1] == []


def test_a_draft_is_a_draft_of_everything_found(draft, read):
    reading = read(read_marked("remote").text)
    assert {one["properties"]["status"] for one in draft["features"]} == {"draft"}
    spans = {
        (one["properties"]["source"]["start"], one["properties"]["source"]["end"])
        for one in draft["features"]
    }
    assert {(one.start, one.end) for one in reading.quantities} <= spans
    assert len({one["id"] for one in draft["features"]}) == len(draft["features"])


def test_a_draft_holds_no_sentence(draft, text):
    body = text.value
    for one in draft["features"]:
        assert Guard(body).find_copied(json.dumps(one, ensure_ascii=False)) is None


def test_the_sheet_opens_in_excel_and_comes_back(draft, catalog):
    data = make_sheet(draft)
    assert data.startswith(b"\xef\xbb\xbf")
    header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(header) == COLUMNS
    reviewed, faults = apply_sheet(draft, _review(draft), catalog)
    assert faults == []
    assert len(reviewed["features"]) == len(draft["features"])
    again = read_sheet(make_sheet(reviewed))
    assert all(row["keep"] == "y" and row["reviewer"] == "desk" for row in again)


def test_a_sheet_saved_with_semicolons_is_read(draft):
    rows = list(csv.reader(io.StringIO(make_sheet(draft).decode("utf-8-sig"))))
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(rows)
    assert len(read_sheet(target.getvalue().encode())) == len(draft["features"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"feature": "us_bases/nowhere"}, "feature “us_bases/nowhere”"),
        ({"feature": "nowhere/at-all"}, "feature “nowhere/at-all”"),
        ({"alternatives": "places/nowhere"}, "feature “places/nowhere”"),
        ({"keep": "perhaps"}, "keep is y or empty; got “perhaps”"),
        ({"claim_no": "first"}, "claim_no is a whole number; got “first”"),
        ({"reviewer": ""}, "reviewer and reviewed are wanted"),
        ({"id": "remote.000000000000"}, "no such draft"),
        ({"feature": "us_bases; places; taiwan_strait; east_china_sea"}, "at most 3 features"),
    ],
)
def test_a_line_that_cannot_be_applied_is_named(draft, catalog, changes, words):
    _, faults = apply_sheet(draft, _review(draft, **changes), catalog)
    assert len(faults) == 1
    line = faults[0].line("sheet.csv")
    assert line.startswith("sheet.csv: line 2 (")
    assert words in line


def test_a_sheet_of_other_columns_or_another_encoding_is_refused():
    with pytest.raises(BadData, match="lacks the columns keep, id"):
        read_sheet(b"a,b\n1,2\n")
    with pytest.raises(BadData, match="not UTF-8"):
        read_sheet("keep,id\né".encode("latin-1"))


def test_rows_without_keep_are_left_out(draft, catalog):
    rows = _review(draft, keep="")
    reviewed, _ = apply_sheet(draft, rows, catalog)
    assert len(reviewed["features"]) == len(draft["features"]) - 1


def test_only_reviewed_annotations_are_published(draft, catalog):
    with pytest.raises(BadData, match="no annotation is reviewed"):
        publish(draft)
    rows = _review(draft)[:3]
    reviewed, _ = apply_sheet(draft, rows, catalog)
    mixed = {**reviewed, "features": [*reviewed["features"], *draft["features"][5:7]]}
    layer = publish(mixed)
    assert len(layer["features"]) == 3
    assert {one["properties"]["status"] for one in layer["features"]} == {"published"}


def _read_twice(collection):
    """Record a second reading of every row, as a verdict wants it."""
    for one in collection["features"]:
        one["properties"]["review"]["second"] = {"by": "desk", "at": "2025-06-06"}
    return collection


def _change(collection, **changes):
    first, *rest = collection["features"]
    return {
        **collection,
        "features": [{**first, "properties": {**first["properties"], **changes}}, *rest],
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "perhaps"}, "status"),
        ({"topics": ["gossip"]}, "topics"),
        ({"claim_en": " ".join(["word"] * 26)}, "claim_en"),
        ({"alternatives": ["places/nowhere"]}, "places/nowhere"),
        ({"surface": "one two three four five six seven"}, "surface"),
        ({"link": "implied", "reason_en": None}, "reason"),
        ({"feature": "places/tokyo"}, "the id does not follow"),
    ],
)
def test_lint_finds_what_stands_in_the_way(draft, catalog, text, changes, words):
    reviewed = _read_twice(apply_sheet(draft, _review(draft), catalog)[0])
    assert lint(reviewed, catalog, text) == []
    faults = lint(_change(reviewed, **changes), catalog, text)
    assert faults
    assert words in faults[0].reason


def test_lint_refuses_seven_words_of_the_text_but_not_of_its_headline(draft, catalog, text):
    reviewed = _read_twice(apply_sheet(draft, _review(draft), catalog)[0])
    unit = next(one for one in text.units if one.role == "body" and one.number > 2)
    taken = " ".join(text.value[unit.start : unit.end].split()[:7])
    (fault,) = lint(_change(reviewed, claim_en=f"So {taken}."), catalog, text)
    assert "shares 7 words in a row" in fault.reason
    six = " ".join(taken.split()[:5])
    assert lint(_change(reviewed, claim_en=f"So {six}."), catalog, text) == []


def test_verify_marks_stale_what_no_longer_holds(draft, catalog, read):
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    held, faults = verify(reviewed, catalog, read(read_marked("remote").text).text)
    assert faults == []
    assert {one["properties"]["status"] for one in held["features"]} == {"reviewed"}
    other = read(read_marked("remote").text.replace("36 hours", "37 hours")).text
    stale, faults = verify(reviewed, catalog, other)
    assert len(faults) == len(reviewed["features"])
    assert {one["properties"]["status"] for one in stale["features"]} == {"stale"}


def test_verify_finds_a_check_made_with_another_layer(draft, catalog):
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    checked = [one for one in reviewed["features"] if one["properties"]["check"]]
    pinned = next(one for one in checked if one["properties"]["check"].get("inputs"))
    pinned["properties"]["check"]["inputs"] = ["places@sha256:" + "0" * 64]
    _, faults = verify(reviewed, catalog)
    assert [one.where for one in faults] == [pinned["id"]]
    assert "another version of places" in faults[0].reason


@pytest.mark.parametrize("status", ["reviewed", "published"])
@pytest.mark.parametrize("verdict", ["inconsistent", "depends_on_definition", "not_checkable"])
def test_a_verdict_on_a_number_is_public_after_a_second_reading(draft, catalog, status, verdict):
    """Whatever an editor thinks of it: a second pair of eyes, or the same ones on another day."""
    (row,) = [one for one in draft["features"] if one["properties"]["verdict"]][:1]
    first = {"by": "compilers", "at": "2025-06-05", "note": None, "extent": "whole"}
    for second, told in (
        (None, "read"),
        ({"by": "compilers", "at": "2025-06-05"}, "is the first reading again"),
        ({"by": "compilers", "at": "2025-06-06"}, ""),
        ({"by": "Foreign desk", "at": "2025-06-05"}, ""),
    ):
        seen = {**row["properties"], "status": status, "verdict": verdict, "topics": ["basing"]}
        seen |= {"review": {**first, "second": second}, "claim_no": 1, "claim_en": "One says so."}
        reasons = [one.reason for one in lint({**draft, "features": [{**row, "properties": seen}]},
                                              catalog)]  # fmt: skip
        about = [one for one in reasons if one.startswith("review.second")]
        assert [told in one for one in about] == [True] * bool(told), (second, reasons)
