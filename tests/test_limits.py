"""Each limit is a variable: it is read, obeyed by every process, and refused where it is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields

import pytest

from geoposture.errors import BadRequest
from geoposture.limits import Limits, read_limits
from geoposture.settings import PREFIX

REFUSED = ("0", "-1", "many", "1e400", "nan", "inf", " ")


def name_variable(one) -> str:
    return PREFIX + one.name.upper()


def run_geoposture(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "geoposture", *command], capture_output=True, text=True,
        env={**os.environ, **environment}, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("one", fields(Limits), ids=lambda one: one.name)
def test_a_value_is_taken_from_its_least_on_and_none_below(one):
    least, most = one.metadata["least"], one.metadata["most"]
    variable = name_variable(one)
    for value in (least, one.default, *([most] if most else [one.default * 100])):
        read = read_limits({variable: str(value)})
        assert getattr(read, one.name) == value
        assert type(getattr(read, one.name)) is type(one.default)
    assert read_limits({variable: ""}) == Limits()
    beyond = [str(least - 1), *([str(most + 1)] if most else [])]
    fraction = ["12345678.5"] if isinstance(one.default, int) else []
    for text in (*REFUSED, *beyond, *fraction):
        with pytest.raises(BadRequest, match=f"^{variable}: “{text}” is not a "):
            read_limits({variable: text})


@pytest.mark.parametrize("command", [["check", "examples/minimal"], ["distance", "a", "b"]])
def test_a_wrong_one_stops_a_command_with_one_line(command):
    ended = run_geoposture(*command, GEOPOSTURE_MOST_ORIGINS="none")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "geoposture: GEOPOSTURE_MOST_ORIGINS: “none” is not a whole number from 1 "
        "(origins of a question)\n"
    )


def test_a_command_obeys_them():
    asked = ("coverage", "us_bases/kadena-ab,us_bases/misawa-ab", "--target", "taiwan_strait",
             "--radius-km", "500")  # fmt: skip
    ended = run_geoposture(*asked, GEOPOSTURE_MOST_ORIGINS="1")
    assert ended.returncode == 2
    assert "at most 1 in" in ended.stderr


def test_the_modules_have_what_the_environment_says():
    script = """
import json
from geoposture.analysis import questions
from geoposture.articles import documents, text, worddocs
from geoposture.catalog import query, validation
from geoposture.importing import drivers, vectors
from geoposture.service import app, companion, computing, server, state, watcher
from geoposture.service.http import cache, params
from geoposture.service.routes import maps
from geoposture.stores import store
print(json.dumps([
    validation.LARGEST_BYTES, validation.DEEPEST, validation.MOST_PROPERTIES,
    validation.LONGEST_TEXT, store.HELD_FEATURES, store.ASK_S, store.MOST_ASKING, text.LARGEST_BYTES, documents.LARGEST_DOCUMENT,
    worddocs.LARGEST_UNPACKED, vectors.LARGEST_BYTES, drivers.LONGEST_S, app.LARGEST_REQUEST, params.LONGEST_VALUE, query.HIGHEST_LIMIT,
    questions.MOST_ORIGINS, questions.MOST_TARGETS, questions.MOST_WORK, maps.MOST_PIXELS,
    computing.MOST_WAITING, computing.MOST_SHARING, computing.MOST_AHEAD_S,
    computing.LONGEST_WAIT_S, companion.LONGEST_ANSWER_S, server.SLOWEST_HEAD_MS,
    watcher.MOST_HELD, cache.ANSWER_BYTES, state.REMEMBERED_BYTES,
]))
"""
    # Each its own value, so that no two can be taken for one another.
    given = {one.name: one.default + at + 1 for at, one in enumerate(fields(Limits))}
    environment = {PREFIX + name.upper(): str(value) for name, value in given.items()}
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert json.loads(ended.stdout) == list(given.values())
