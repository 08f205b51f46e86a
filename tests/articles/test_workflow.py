"""From a text to a published layer: what each step keeps, refuses and reproduces."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import read_marked

from geoposture.articles.copying import LIMITS, Original
from geoposture.articles.drafts import Article, make_draft
from geoposture.articles.vocabulary import list_words
from geoposture.articles.workflow import (
    ADDED,
    COLUMNS,
    apply_sheet,
    encode_collection,
    lint,
    list_undrawn,
    make_sheet,
    publish,
    read_schema,
    read_sheet,
    verify,
)
from geoposture.catalog import find_layers
from geoposture.errors import BadData

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
            "keep": "y", "claim_no": str((number - 1) % LIMITS["claims"] + 1), "topics": "other",
            "claim_en": "The article names it.", "claim_ja": "記事にある。", "reviewer": "desk",
            "reviewed": "2025-06-05",
        }  # fmt: skip
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
    original = Original(text.value)
    for one in draft["features"]:
        assert original.find_shared(json.dumps(one, ensure_ascii=False)) is None


def test_the_sheet_opens_in_excel_and_comes_back(draft, catalog):
    data = make_sheet(draft)
    assert data.startswith(b"\xef\xbb\xbf")
    header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(header) == (*COLUMNS, *ADDED)
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
        ({"reviewed": "5 June 2025"}, "reviewed is a day as in 2026-01-31; got “5 June 2025”"),
        ({"reviewed": "20250605"}, "reviewed is a day as in 2026-01-31; got “20250605”"),
        ({"extent": "half"}, "extent is whole or opening; got “half”"),
        ({"second_reviewed": "2025-06-06"}, "second_reviewer is wanted"),
        ({"second_reviewer": "other"}, "second_reviewed is a day"),
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
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    assert lint(reviewed, catalog, text) == []
    faults = lint(_change(reviewed, **changes), catalog, text)
    assert faults
    assert words in faults[0].reason


def test_lint_refuses_seven_words_of_the_text_but_not_of_its_headline(draft, catalog, text):
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    unit = next(one for one in text.units if one.role == "body" and one.number > 2)
    taken = " ".join(text.value[unit.start : unit.end].split()[:7])
    (fault,) = lint(_change(reviewed, claim_en=f"So {taken}."), catalog, text)
    assert "claim_en: shares a run of words with the text" in fault.reason
    six = " ".join(taken.split()[:5])
    assert lint(_change(reviewed, claim_en=f"So {six}."), catalog, text) == []


def test_verify_marks_stale_what_no_longer_holds(draft, catalog, read):
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    held, faults = verify(reviewed, catalog, read(read_marked("remote").text).text)
    assert faults == []
    assert {one["properties"]["status"] for one in held["features"]} == {"reviewed"}
    other = read(read_marked("remote").text + "One more sentence.").text
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


def test_a_review_says_by_whom_when_of_how_much_and_who_read_it_again(draft, catalog):
    rows = _review(
        draft, extent="opening", second_reviewer="another", second_reviewed="2025-06-07", note="n"
    )
    reviewed, faults = apply_sheet(draft, rows, catalog)
    assert faults == []
    review = next(one["properties"]["review"] for one in reviewed["features"]
                  if one["id"] == rows[0]["id"])  # fmt: skip
    assert review == {
        "by": "desk", "at": "2025-06-05", "note": "n", "extent": "opening",
        "second": {"by": "another", "at": "2025-06-07"},
    }  # fmt: skip
    back = {row["id"]: row for row in read_sheet(make_sheet(reviewed))}[rows[0]["id"]]
    assert (back["extent"], back["second_reviewer"], back["second_reviewed"]) == (
        "opening", "another", "2025-06-07",
    )  # fmt: skip


def test_a_sheet_of_before_the_added_columns_is_read(draft, catalog):
    rows = [{name: row[name] for name in COLUMNS} for row in _review(draft)]
    assert apply_sheet(draft, rows, catalog)[1] == []


def test_who_changes_a_link_is_its_method(draft, catalog):
    rows = _review(draft)
    named = next(row for row in rows if row["feature"])
    other = "places/naha" if named["feature"] != "places/naha" else "places/tokyo"
    named |= {"feature": f"{named['feature']}; {other}", "alternatives": other}
    reviewed, faults = apply_sheet(draft, rows, catalog)
    assert faults == []
    span = int(named["start"])
    made = {one["properties"]["feature"]: one["properties"] for one in reviewed["features"]
            if one["properties"]["source"]["start"] == span}  # fmt: skip
    assert made[other]["method"] == "editor"
    assert made[named["feature"].split(";")[0]]["method"] != "editor"
    assert all(reference not in one["alternatives"] for reference, one in made.items())
    wrong = _change(reviewed, feature="places/naha", alternatives=["places/naha"])
    assert any("has the feature itself" in one.reason for one in lint(wrong, catalog))


def test_lint_shows_all_faults_of_all_rows_with_the_field(draft, catalog):
    reviewed, _ = apply_sheet(draft, _review(draft), catalog)
    first, second, *rest = reviewed["features"]
    wrong = [
        {**first, "properties": {**first["properties"], "status": "perhaps", "topics": ["gossip"]}},
        {**second, "properties": {**second["properties"], "claim_ja": "長" * 61}},
    ]
    lines = [one.line("a") for one in lint({**reviewed, "features": [*wrong, *rest]}, catalog)]
    number = first["properties"]["claim_no"]
    assert any(f"{first['id']} (claim {number}): status: " in line for line in lines)
    assert any(f"{first['id']} (claim {number}): topics.0: " in line for line in lines)
    assert any("claim_ja: 61 characters; at most 60" in line for line in lines)


def _make_claims(draft, catalog, count, words):
    rows = _review(draft)
    for number, row in enumerate(rows[:count], start=1):
        row |= {"claim_no": str(number), "claim_en": " ".join(["said"] * words)}
    return apply_sheet(draft, rows[:count], catalog)[0]


@pytest.mark.parametrize(
    ("count", "words", "told"),
    [
        (8, 15, None), (9, 3, "9 claims; an article has at most 8"),
        (8, 16, "128 words together; at most 120"), (1, 26, "claim_en: 26 words; at most 25"),
    ],
)  # fmt: skip
def test_the_claims_of_an_article_are_few_and_short(draft, catalog, count, words, told):
    faults = [one.reason for one in lint(_make_claims(draft, catalog, count, words), catalog)]
    assert faults == [] if told is None else any(told in one for one in faults)


def test_an_article_may_say_otherwise_in_its_own_file(draft, catalog):
    collection = _make_claims(draft, catalog, 9, 3)
    held = replace(catalog, articles={"remote": {"limits": {"claims": 9}}})
    assert lint(collection, held) == []


def test_the_claims_are_at_most_a_quarter_of_the_text(catalog, read):
    value = "Marines left Kadena Air Base for Guam. " * 3 + "Nothing else was said on that day."
    reading = read(value)
    draft = make_draft(reading, Article(id="short", title="S"), catalog)
    few, many = (_make_claims(draft, catalog, 2, words) for words in (3, 5))
    assert not any("a quarter" in one.reason for one in lint(few, catalog, reading.text))
    assert any("at most a quarter" in one.reason for one in lint(many, catalog, reading.text))


def test_a_missed_name_is_a_row_without_an_id(draft, catalog, read):
    reading = read("Sailors met in Foobar. The ferry left Foobar for Naha.")
    held = make_draft(reading, Article(id="missed", title="M"), catalog)
    row = dict.fromkeys((*COLUMNS, *ADDED), "") | {
        "keep": "y", "surface": "Foobar", "feature": "places/naha", "occurrence": "2",
        "claim_no": "1", "claim_en": "It is so.", "claim_ja": "そうだ。", "reviewer": "desk",
        "reviewed": "2025-06-05", "topics": "other",
    }  # fmt: skip
    reviewed, faults = apply_sheet(held, [row], catalog, reading.text)
    assert faults == []
    (one,) = reviewed["features"]
    source = one["properties"]["source"]
    assert (source["start"], source["end"]) == (38, 44)
    assert one["properties"]["method"] == "editor"
    assert lint(reviewed, catalog) == []
    for changes, told in (
        ({"occurrence": ""}, "is 2 times in the text; occurrence says which, from 1"),
        ({"occurrence": "3"}, "got “3”"),
        ({"occurrence": "x"}, "got “x”"),
        ({"surface": "Nowhere"}, "surface “Nowhere” is not in the text"),
        ({"surface": ""}, "is not in the text"),
    ):
        (fault,) = apply_sheet(held, [{**row, **changes}], catalog, reading.text)[1]
        assert told in fault.reason
    (fault,) = apply_sheet(held, [row], catalog)[1]
    assert "give the text (--text)" in fault.reason


def test_claims_that_draw_nothing_are_told(draft, catalog):
    rows = _review(draft)
    for row in rows:
        row["claim_no"] = ""
    rows[0] |= {"claim_no": "1", "feature": ""}
    marked = {one["id"] for one in draft["features"] if one["geometry"]}
    next(row for row in rows[1:] if row["id"] in marked)["claim_no"] = "2"
    reviewed, _ = apply_sheet(draft, rows, catalog)
    assert list_undrawn(reviewed) == [1]


COPIES = [
    ("米軍は無人偵察機を新たに展開すると沖縄防衛局が発表した", True),
    ("米軍は、無人偵察機を　新たに展開すると、沖縄防衛局が発表", True),
    ("無人偵察機を12新たに展開すると沖縄防衛局が", True),
    ("無人偵察機を新たに展開する", False),
    ("沖縄防衛局によれば、新しい無人機が来る。", False),
    ("嘉手納基地と普天間飛行場とキャンプ瑞慶覧とキャンプ・ハンセン", False),
]


@pytest.mark.parametrize(("ours", "copied"), COPIES)
def test_a_run_of_japanese_characters_is_a_copy(gazetteer, ours, copied):
    """Fifteen in a row, outside names and numbers, whatever stands between them."""
    body = (
        "米軍は無人偵察機を新たに展開すると沖縄防衛局が発表した。嘉手納基地と普天間飛行場とキャンプ瑞慶覧と"
        "キャンプ・ハンセンで。"
    )
    original = Original(body, gazetteer)
    assert (original.find_shared(ours) is not None) == copied


@given(st.text(alphabet="あいうえおかきくけこ", min_size=20, max_size=40), st.integers(0, 5))
def test_any_fifteen_are_found_and_fourteen_are_not(body, start):
    original = Original(body)
    assert original.find_shared(body[start : start + 15]) is not None
    assert original.find_shared(body[start : start + 14]) is None


def test_full_width_and_capitals_do_not_hide_a_copy():
    original = Original("The base will host six new drones for one year, officials said.")
    assert original.find_shared("ＴＨＥ ＢＡＳＥ will host six new drones")
    assert original.find_shared("the base will host six old drones") is None


def test_the_topics_of_help_are_those_of_the_schema():
    held = read_schema().schema["properties"]["properties"]["properties"]["topics"]
    assert held["items"]["enum"] == list_words("topics")
