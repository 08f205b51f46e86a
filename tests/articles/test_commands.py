"""The commands of an editor, one after the other, and what they say to bad input."""

from __future__ import annotations

import csv
import io
import json

import pytest
from marked import read_marked


@pytest.fixture
def article(tmp_path):
    file = tmp_path / "remote.txt"
    file.write_text(read_marked("remote").text, encoding="utf-8")
    return file


def test_from_a_text_to_a_layer_that_is_served(runner, article, tmp_path):
    draft, sheet, reviewed, layer = (
        tmp_path / name for name in ("d.geojson", "s.csv", "r.geojson", "pub/remote.geojson")
    )
    layer.parent.mkdir()
    options = ("--title", "Remote", "--published", "2025-06-04", "--publisher", "A desk")
    assert runner("article", "add", str(article), *options).status == 0
    shown = runner("annotate", str(article), "-o", str(draft))
    assert shown.status == 0, shown.err
    assert "Uotsuri" in shown.out
    assert json.loads(draft.read_text("utf-8"))["article"]["published"] == "2025-06-04"

    assert runner("article", "sheet", str(draft), "-o", str(sheet)).status == 0
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"))))
    for row in rows[:4]:
        row |= {"keep": "y", "reviewer": "desk", "reviewed": "2025-06-05", "topics": "other"}
    with sheet.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert runner("article", "apply", str(draft), str(sheet), "-o", str(reviewed)).status == 0

    text = ("--text", str(article))
    checked = runner("article", "check", str(reviewed), *text, "--format", "csv")
    assert checked.status == 0, checked.err
    assert "verdict" in checked.out
    assert runner("article", "lint", str(reviewed), *text).status == 0
    done = runner("article", "publish", str(reviewed), *text, "-o", str(layer))
    assert (done.status, done.err.strip()) == (0, "remote.geojson: 4 published")
    assert runner("article", "verify", str(layer), *text).status == 0
    served = runner("layers", "check", str(layer))
    assert served.status == 0, served.err

    article.write_text(read_marked("remote").text + "More.", encoding="utf-8")
    stale = runner("article", "verify", str(layer), *text)
    assert stale.status == 1
    assert len(stale.err.splitlines()) == 4


def test_predictions_have_the_form_that_a_scorer_reads(runner, article, tmp_path):
    target = tmp_path / "p.json"
    runner("annotate", str(article), "--mentions", str(target))
    found = json.loads(target.read_text("utf-8"))
    assert set(found) == {"mentions", "quantities", "implied"}
    assert set(found["mentions"][0]) == {"start", "end", "surface", "feature"}
    assert set(found["quantities"][0]) >= {"start", "end", "value", "unit"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "a.txt: is empty"),
        (b"\x80\x81\x82", "a.txt: byte 0 is not UTF-8"),
        (b"Tokyo \xed\xa0\x80", "a.txt: byte 6 is not UTF-8"),
        (b"Tokyo " * 1_700_000, "a.txt: has 10,200,000 bytes"),
        (b"Tokyo \x1b[31m", "a.txt: character 6 is a control character"),
    ],
)
def test_what_is_no_article_gets_one_line(runner, tmp_path, data, words):
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    shown = runner("annotate", str(file))
    assert shown.status == 1
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--published", "30 March"),
            "--published is a day or month as in 2025-03-30 or 2025-03; got “30 March”",
        ),
        (("--id", "A B"), "--id has lower-case letters, digits and -; got “A B”"),
    ],
)
def test_options_that_cannot_be_read_are_named(runner, article, options, words):
    shown = runner("annotate", str(article), *options)
    assert shown.status == 2
    assert words in shown.err


def test_files_that_are_no_collections_are_named(runner, article, tmp_path):
    for command in (
        ("article", "sheet", str(article)),
        ("article", "lint", str(article)),
        ("article", "verify", str(tmp_path / "none.geojson")),
        ("article", "publish", str(article), "-o", str(tmp_path / "x.geojson")),
    ):
        shown = runner(*command)
        assert shown.status in (1, 2)
        assert len(shown.err.strip().splitlines()) == 1
    assert not (tmp_path / "x.geojson").exists()


def test_a_file_is_replaced_only_where_that_is_asked_for(runner, article, tmp_path):
    draft, sheet, reviewed = (tmp_path / name for name in ("d.geojson", "s.csv", "r.geojson"))
    steps = [
        (draft, ("annotate", str(article), "-o", str(draft))),
        (sheet, ("article", "sheet", str(draft), "-o", str(sheet))),
        (reviewed, ("article", "apply", str(draft), str(sheet), "-o", str(reviewed))),
    ]
    for file, command in steps:
        assert runner(*command).status == 0
        before = file.read_bytes()
        file.write_bytes(before + b" ")
        refused = runner(*command)
        assert refused.status != 0
        assert refused.err.strip() == (
            f"geoposture: {file.name} is there already; --force replaces it"
        )
        assert file.read_bytes() == before + b" "
        assert runner(*command, "--force").status == 0
        assert file.read_bytes() == before


def test_a_month_of_publication_is_kept_and_resolves_no_weekday(runner, article, tmp_path):
    draft = tmp_path / "d.geojson"
    options = ("--published", "2020-10", "-o", str(draft))
    assert runner("annotate", str(article), *options).status == 0
    held = json.loads(draft.read_text("utf-8"))
    assert held["article"]["published"] == "2020-10"
    assert {one["properties"]["published"] for one in held["features"]} == {"2020-10"}
    assert not any(one["properties"]["event_date_basis"] == "inferred" for one in held["features"])
    kept = {**held, "features": [
        {**one, "properties": {**one["properties"], "status": "reviewed", "verdict": None,
                               "review": {"by": "desk", "at": "2026-01-05"}}}
        for one in held["features"][:2]]}  # fmt: skip
    draft.write_text(json.dumps(kept))
    layer = tmp_path / "layer.geojson"
    done = runner("article", "publish", str(draft), "-o", str(layer))
    assert done.status == 0, done.err


@pytest.mark.parametrize("day", ["2020-13", "2020-1", "2020", "10-2020"])
def test_what_is_neither_day_nor_month_is_refused(runner, article, day):
    shown = runner("annotate", str(article), "--published", day)
    assert f"--published is a day or month as in 2025-03-30 or 2025-03; got “{day}”" in shown.err


@pytest.mark.parametrize("command", ["sheet", "apply"])
def test_the_topics_are_in_the_help(runner, command):
    shown = " ".join(runner("article", command, "--help").out.split())
    assert "Topics of a claim: command, deterrence, basing," in shown
