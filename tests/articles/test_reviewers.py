"""What a review says happened: by whom, when, of how much, once or twice; nobody invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.articles.faults import RowFault
from geoposture.articles.reviewers import find_review_faults, flatten_review, is_day, write_review

ONCE = {"by": "compilers", "at": "2026-11-24", "note": None, "extent": "whole", "second": None}


def _second(**changes):
    return ONCE | {"second": {"by": "Night desk", "at": "2026-11-25"} | changes}


@pytest.mark.parametrize("review", [
    ONCE, ONCE | {"by": "沖縄デスク", "extent": "opening"}, ONCE | {"extent": None}, _second(),
    _second(by="compilers"), _second(at="2026-11-24"),
])  # fmt: skip
def test_what_happened_can_be_said(review):
    assert list(find_review_faults(review)) == []


@pytest.mark.parametrize(
    ("review", "field", "words"),
    [
        (ONCE | {"by": ""}, "by", "is “compilers” or the name of a desk; got “”"),
        (ONCE | {"by": "editor"}, "by", "got “editor”"),
        (ONCE | {"by": "Program"}, "by", "got “Program”"),
        (ONCE | {"by": "a@example.org"}, "by", "name of a desk"),
        (ONCE | {"by": "x" * 61}, "by", "name of a desk"),
        (ONCE | {"by": "desk\nother"}, "by", "name of a desk"),
        (ONCE | {"at": "26/11/2026"}, "at", "is a day as in 2025-03-30; got “26/11/2026”"),
        (ONCE | {"at": "2026-11"}, "at", "got “2026-11”"),
        (ONCE | {"at": "20261124"}, "at", "got “20261124”"),
        (ONCE | {"at": "2026-W48-2"}, "at", "got “2026-W48-2”"),
        (ONCE | {"at": "2026-02-30"}, "at", "got “2026-02-30”"),
        (ONCE | {"extent": "half"}, "extent", "is whole or opening, what was read; got “half”"),
        (_second(by=""), "second.by", "name of a desk"),
        (_second(at="soon"), "second.at", "got “soon”"),
        (_second(at="2026-11-23"), "second.at", "before the first reading of 2026-11-24"),
        (_second(by="compilers", at="2026-11-24"), "second.by", "is the first reading again"),
    ],
)
def test_what_cannot_have_happened_gets_one_line(review, field, words):
    ((found, reason),) = find_review_faults(review)
    assert found == field
    assert words in reason
    assert "\n" not in RowFault("line 2", reason).line("s.csv")


@given(st.dates())
def test_each_day_is_a_day_in_one_form_alone(day):
    assert is_day(day.isoformat())
    assert not is_day(day.strftime("%d/%m/%Y"))
    assert not is_day(f"{day.isoformat()} ")


@given(
    by=st.sampled_from(["compilers", "Desk A"]), at=st.dates(min_value=date(2019, 1, 1)),
    extent=st.sampled_from([None, "whole", "opening"]), note=st.sampled_from([None, "a note"]),
    second=st.none() | st.fixed_dictionaries({"by": st.just("Desk B"), "at": st.just("2026-12-01")}),
)  # fmt: skip
def test_a_review_goes_through_the_sheet_unchanged(by, at, extent, note, second):
    review = {"by": by, "at": at.isoformat(), "note": note, "extent": extent, "second": second}
    row = {name: value or "" for name, value in flatten_review(review).items()}
    assert write_review(row) == review
