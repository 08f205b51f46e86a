"""The notebook does what it says: its kept outputs are those of today."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "docs" / "explore.ipynb"
AGAIN = "the notebook is of another day; run: python docs/notebook.py"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("notebook", ROOT / "docs" / "notebook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept():
    return json.loads(BOOK.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def run(maker, kept):
    return maker.run_book(kept)


def list_texts(book):
    """Return what each code cell prints and gives, as text."""
    return [
        ["".join(one.get("text") or one["data"]["text/plain"]) for one in cell["outputs"]]
        for cell in book["cells"]
        if cell["cell_type"] == "code"
    ]


def list_html(book):
    outputs = [one for cell in book["cells"] for one in cell.get("outputs", ())]
    return ["".join(one.get("data", {}).get("text/html", ())) for one in outputs]


def test_the_kept_outputs_are_those_of_today(kept, run):
    assert list_texts(run) == list_texts(kept), AGAIN


def test_each_cell_was_run_and_only_imports_say_nothing(kept):
    code = [one for one in kept["cells"] if one["cell_type"] == "code"]
    assert [one["execution_count"] for one in code] == list(range(1, len(code) + 1))
    assert all(one["outputs"] for one in code)


def test_an_answer_is_kept_with_its_picture_and_the_heavy_map_is_not(kept):
    pictures = [one for one in list_html(kept) if "data:image/svg+xml" in one]
    assert len(pictures) == 2
    assert all("<figcaption>" in one for one in pictures)
    assert not any("<iframe" in one for one in list_html(kept))
    assert BOOK.stat().st_size < 150_000


def test_it_names_no_machine():
    text = BOOK.read_text(encoding="utf-8")
    assert not re.findall(r"/(?:home|root|tmp|usr|Users|work|opt)\b|0x[0-9a-f]{6,}", text)


def test_it_is_a_notebook_of_the_fourth_format(kept):
    assert (kept["nbformat"], kept["nbformat_minor"]) == (4, 5)
    ids = [one["id"] for one in kept["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_cell_keeps_what_it_prints_and_what_it_gives(maker):
    names: dict = {}
    [printed, given] = maker.run_cell("x = 2\nprint('a')\nx + 1", names, 7)
    assert printed == {"name": "stdout", "output_type": "stream", "text": ["a\n"]}
    assert given["data"] == {"text/plain": ["3"]}
    assert given["execution_count"] == 7
    assert maker.run_cell("y = x", names, 8) == []
    assert names["y"] == 2


def test_a_stale_output_would_be_seen(maker, kept):
    other = json.loads(json.dumps(kept).replace("643 km", "644 km"))
    assert list_texts(other) != list_texts(kept)
    assert list_texts(maker.run_book(other)) == list_texts(kept)


def test_the_file_is_as_the_maker_writes_it(maker, kept):
    assert maker.write_book(kept) == BOOK.read_text(encoding="utf-8")
