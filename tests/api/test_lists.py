"""A list shows its beginning and counts the rest, whatever is in it."""

from __future__ import annotations

from geoposture.api.lists import Rows


def test_long_rows_are_cut():
    found = Rows(["x" * 900] * 30)
    lines = repr(found).splitlines()
    assert [len(one) for one in lines[1:3]] == [1 + 200 + 1, 1 + 200 + 1]
    assert len(repr(found)) < 3000
    assert "x" * 199 + "…" in found._repr_html_()
    assert "x" * 200 not in found._repr_html_()


def test_rows_of_just_that_length_are_whole():
    assert repr(Rows(["x" * 198])) == "['" + "x" * 198 + "']"


def test_what_is_missing_is_an_empty_cell():
    assert "<td></td>" in Rows([None])._repr_html_()


def test_cells_are_text():
    assert "<td>&lt;b&gt;</td>" in Rows(["<b>"])._repr_html_()
