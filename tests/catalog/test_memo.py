"""Results beside what they were worked out of: found again, bounded, gone with it."""

from __future__ import annotations

import gc
import weakref

from geoposture.catalog.memo import keep


class Source:
    pass


def test_a_result_is_worked_out_once_for_each_source_and_question():
    asked = []

    @keep(2)
    def work(source, number, *, name="x"):
        asked.append((source, number, name))
        return number

    one, other = Source(), Source()
    assert [work(one, 1), work(one, 1), work(other, 1), work(one, 1, name="y")] == [1, 1, 1, 1]
    assert asked == [(one, 1, "x"), (other, 1, "x"), (one, 1, "y")]
    work(one, 2)
    work(one, 3)
    work(one, 1)  # the two later ones took its place
    assert len(asked) == 6


def test_nothing_outlives_its_source():
    @keep(2)
    def work(source):
        return ["result"]

    source = Source()
    work(source)
    gone = weakref.ref(source)
    del source
    gc.collect()
    assert gone() is None
