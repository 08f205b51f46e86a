"""The sheet: what an editor changes is the editor's, what was missed can be added."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import read_marked

from geoposture.articles.drafts import Article, list_others, make_draft
from geoposture.articles.faults import list_topics
from geoposture.articles.sheets import (
    COLUMNS,
    FIRST_COLUMNS,
    apply_sheet,
    list_undrawn,
    make_sheet,
    read_sheet,
)
from geoposture.articles.workflow import check_again, encode_collection, lint, publish

READ = {"keep": "y", "reviewer": "compilers", "reviewed": "2025-06-05"}


@pytest.fixture(scope="module")
def reading(read):
    return read(read_marked("remote").text)


@pytest.fixture(scope="module")
def draft(reading, catalog):
    return make_draft(reading, Article(id="remote", title="Remote"), catalog)


@pytest.fixture(scope="module")
def apply(draft, reading, catalog):
    """Apply one row of the sheet, or one that is added."""

    def run(kept=None, *, text=True, **changes):
        rows = read_sheet(make_sheet(draft))
        chosen = next((one for one in rows if one["surface"] == kept), dict.fromkeys(COLUMNS, ""))
        row = chosen | READ | changes
        found, faults = apply_sheet(draft, [row], catalog, reading.text if text else None)
        return found["features"], [one.line("s.csv") for one in faults]

    return run


@pytest.fixture(scope="module")
def island(draft):
    """What the draft links Yonaguni to."""
    features = [one["properties"] for one in draft["features"]]
    return next(one["feature"] for one in features if one["surface"] == "Yonaguni")


def _properties(features):
    return [one["properties"] for one in features]


def test_a_link_that_is_kept_keeps_its_method(apply, island):
    (one,) = _properties(apply("Yonaguni")[0])
    assert (one["feature"], one["method"]) == (island, "name")


def test_a_link_that_an_editor_changed_or_added_is_the_editors(apply, island):
    feature = f"{island}; places/taiwan"
    linked = {one["feature"]: one for one in _properties(apply("Yonaguni", feature=feature)[0])}
    kept, added = linked[island], linked["places/taiwan"]
    assert (kept["method"], added["method"]) == ("name", "editor")
    (changed,) = _properties(apply("Yonaguni", feature="places/taiwan")[0])
    assert changed["method"] == "editor"
    (unlinked,) = _properties(apply("Yonaguni", feature="")[0])
    assert unlinked["method"] is None
    (implied,) = _properties(apply("Yonaguni", link="implied", reason_en="Why.")[0])
    assert implied["method"] == "editor"


def test_alternatives_are_never_the_feature_itself(apply, draft, island):
    other = f"{island}; places/taiwan; places/taiwan"
    for one in _properties(apply("Yonaguni", feature="places/taiwan", alternatives=other)[0]):
        assert one["alternatives"] == [island]
    for one in _properties(draft["features"]):
        assert one["feature"] not in one["alternatives"]


@given(st.lists(st.sampled_from([None, "a", "b", "c"])), st.sampled_from([None, "a", "b"]))
def test_others_are_each_there_once(references, feature):
    found = list_others(references, feature)
    assert set(found) == set(references) - {None, feature}
    assert len(found) == len(set(found))


def test_lint_finds_alternatives_that_are_the_feature(apply, island, catalog):
    features, _ = apply("Yonaguni")
    features[0]["properties"]["alternatives"] = [island]
    (fault,) = lint({"features": features}, catalog)
    assert fault.where.startswith("row 1 (remote.")
    assert fault.reason == f"alternatives: {island} is the feature itself"


def test_a_missed_name_is_added_as_a_row(apply, reading, catalog):
    features, faults = apply(surface="coast guard ships", feature="places/china")
    assert faults == []
    (one,) = features
    source = one["properties"]["source"]
    assert reading.text.value[source["start"] : source["end"]] == "coast guard ships"
    assert one["properties"]["method"] == "editor"
    assert one["properties"]["category"] == "place"
    assert one["properties"]["link"] == "explicit"
    assert lint({"features": features}, catalog, reading.text) == []


def test_which_of_several_is_meant_is_asked_once(apply, reading):
    name = "Ishigaki"
    times = reading.text.value.count(name)
    assert times > 1
    _, (line,) = apply(surface=name, feature="places/china")
    assert line.startswith(
        f"s.csv: line 2 (no id): occurrence: “{name}” stands {times} times in the text (1 in unit "
    )
    spots = []
    for number in range(1, times + 1):
        features, faults = apply(surface=name, feature="places/china", occurrence=str(number))
        assert faults == []
        spots.append(features[0]["properties"]["source"]["start"])
    assert spots == sorted(set(spots))
    for wrong in ("0", str(times + 1), "first", "-1"):
        assert (
            f"which one; got “{wrong}”"
            in apply(surface=name, feature="places/china", occurrence=wrong)[1][0]
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surface": "Atlantis"}, "surface: the words “Atlantis” are not in the text"),
        ({"surface": ""}, "surface: the words of the text, at most 60 characters"),
        ({"surface": "Four coast guard ships from China spent 36"}, "at most 60 characters"),
        ({"surface": "mayor", "feature": ""}, "feature: a name that is added says what it is of"),
        ({"surface": "mayor", "category": "town"}, "category: “town” is none of place, base"),
        ({"surface": "mayor", "text": False}, "surface: a name that is added is looked for in the text; give --text"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_added_gets_one_line(apply, changes, words):
    features, (line,) = apply(**({"feature": "places/tokyo"} | changes))
    assert features == []
    assert words in line
    assert "\n" not in line


def test_a_name_is_not_looked_for_in_another_text(draft, read, catalog):
    row = dict.fromkeys(COLUMNS, "") | READ | {"surface": "mayor", "feature": "places/tokyo"}
    other = read(read_marked("strait").text).text
    _, (fault,) = apply_sheet(draft, [row], catalog, other)
    assert fault.reason == "surface: the text is another one than that of the draft"


def test_all_faults_of_all_rows_are_shown_with_their_fields(draft, catalog):
    rows = [one | READ for one in read_sheet(make_sheet(draft))[:3]]
    rows[0] |= {"reviewed": "26/11/2026", "topics": "gossip", "claim_no": "first"}
    rows[2] |= {"feature": "places/nowhere", "event_date": "2025-6-4", "extent": "half"}
    _, faults = apply_sheet(draft, rows, catalog)
    lines = [one.line("s.csv").partition(" (")[0] for one in faults]
    assert lines == ["s.csv: line 2"] * 3 + ["s.csv: line 4"] * 3
    fields = [one.reason.partition(":")[0].split()[0] for one in faults]
    assert fields == ["claim_no", "topics", "reviewed", "event_date", "extent", "feature"]


def test_lint_shows_all_faults_of_all_rows(apply, island, catalog):
    features, _ = apply("Yonaguni", feature=f"{island}; places/taiwan")
    features[0]["properties"] |= {
        "claim_ja": "字" * 61,
        "topics": ["gossip"],
        "claim_en": "w " * 26,
    }
    features[1]["properties"] |= {"published": "2025-13", "status": "perhaps"}
    features[1]["properties"]["review"] |= {"at": "soon"}
    faults = lint({"features": features}, catalog)
    shown = [f"{one.where[:5]} {one.reason.partition(':')[0]}" for one in faults]
    assert sorted(shown) == [
        "row 1 claim_en", "row 1 claim_ja", "row 1 topics.0", "row 2 published", "row 2 review.at",
        "row 2 status",
    ]  # fmt: skip
    topics = next(one.reason for one in faults if "topics" in one.reason)
    assert topics == f"topics.0: “gossip” is no topic; those are {', '.join(list_topics())}"


def test_lint_does_not_stop_at_what_cannot_be_read(apply, island, catalog):
    features, _ = apply("Yonaguni", feature=f"{island}; places/taiwan")
    features[0]["properties"] |= {"source": 3, "status": "perhaps"}
    features[1]["properties"] |= {"claim_en": "w " * 26}
    shown = [
        (one.where[:5], one.reason.partition(":")[0])
        for one in lint({"features": features}, catalog)
    ]
    assert shown == [("row 1", "source"), ("row 1", "status"), ("row 2", "claim_en")]


def test_what_has_nothing_to_draw_is_said(apply, draft):
    rows = {one["surface"]: one for one in read_sheet(make_sheet(draft))}
    assert rows["Yonaguni"]["drawn"] == "yes"
    assert rows["China"]["drawn"] == "no"
    features, _ = apply("China", claim_no="1", claim_en="It is named.")
    more, _ = apply("Yonaguni", claim_no="2", claim_en="It is named too.")
    assert list_undrawn({"features": [*features, *more]}) == ["1"]
    more[0]["properties"]["claim_no"] = 1
    assert list_undrawn({"features": [*features, *more]}) == []
    assert {one["id"] for one in features} <= set(draft["undrawn"])


def test_of_an_opening_it_is_said_and_nothing_is_judged(draft, reading, catalog):
    rows = [one | READ | {"extent": "opening"} for one in read_sheet(make_sheet(draft))]
    assert any(one["verdict"] for one in rows)
    reviewed, faults = apply_sheet(draft, rows, catalog, reading.text)
    assert faults == []
    again = check_again(reviewed, reading, catalog)
    for one in _properties(again["features"]):
        assert one["source"]["extent"] == one["source"]["length"]
        assert one["verdict"] is None
        assert one["check"] is None
    first = again["features"][0]["properties"]
    first["verdict"] = "inconsistent"
    first["review"]["second"] = {"by": "compilers", "at": "2026-12-30"}
    (fault,) = lint(again, catalog)
    assert fault.reason == "verdict: nothing is judged where only the opening was read"


def test_the_columns_of_earlier_sheets_are_read(draft, catalog):
    rows = list(csv.DictReader(io.StringIO(make_sheet(draft).decode("utf-8-sig"))))
    target = io.StringIO()
    writer = csv.DictWriter(target, FIRST_COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows([one | READ for one in rows])
    reviewed, faults = apply_sheet(draft, read_sheet(target.getvalue().encode()), catalog)
    assert faults == []
    assert {one["review"]["extent"] for one in _properties(reviewed["features"])} == {None}
    assert COLUMNS[: len(FIRST_COLUMNS)] == FIRST_COLUMNS


def test_what_was_reviewed_goes_through_a_second_sheet_unchanged(draft, catalog):
    rows = [one | READ | {"extent": "whole"} for one in read_sheet(make_sheet(draft))]
    first, _ = apply_sheet(draft, rows, catalog)
    second, faults = apply_sheet(first, read_sheet(make_sheet(first)), catalog)
    assert faults == []
    assert encode_collection(publish(second)) == encode_collection(publish(first))
