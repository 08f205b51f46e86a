"""The commands of an editor, one after the other, and what they say to bad input."""

from __future__ import annotations

import csv
import io
import json

import pytest
from marked import read_marked

from geoposture.articles.faults import list_topics


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

    changed = read_marked("remote").text.replace("36 hours", "37 hours")
    article.write_text(changed, encoding="utf-8")
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
        (("--published", "30 March"), "--published is a day as in 2025-03-30; got “30 March”"),
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


@pytest.mark.parametrize("command", ["annotate", "sheet", "apply", "add"])
def test_no_file_is_replaced_without_force(runner, article, tmp_path, command):
    draft, sheet = tmp_path / "d.geojson", tmp_path / "s.csv"
    runner("annotate", str(article), "-o", str(draft))
    runner("article", "sheet", str(draft), "-o", str(sheet))
    target = {"add": tmp_path / "remote.article.json"}.get(command, tmp_path / "out")
    given = {
        "annotate": ("annotate", str(article), "-o", str(target)),
        "sheet": ("article", "sheet", str(draft), "-o", str(target)),
        "apply": ("article", "apply", str(draft), str(sheet), "-o", str(target)),
        "add": ("article", "add", str(article)),
    }[command]
    target.write_text("{}", encoding="utf-8")
    shown = runner(*given)
    assert shown.status == 2
    assert shown.err.strip() == f"geoposture: {target.name}: is there already; --force replaces it"
    assert target.read_text(encoding="utf-8") == "{}"
    assert runner(*given, "--force").status == 0
    assert target.read_text(encoding="utf-8") != "{}"


@pytest.mark.parametrize("command", ["annotate", "article sheet", "article apply", "article lint"])
def test_the_topics_are_in_the_help(runner, command):
    shown = " ".join(runner(*command.split(), "--help").out.split())
    assert f"Topics: {', '.join(list_topics())}." in shown


def test_a_month_of_publication_is_kept_as_a_month(runner, tmp_path):
    file, target = tmp_path / "a.txt", tmp_path / "a.geojson"
    file.write_text(
        "A ship\nIt left Guam on Friday.\nIt left Naha on 3 October 2020.", encoding="utf-8"
    )
    assert runner("article", "add", str(file), "--published", "2020-10").status == 0
    assert runner("annotate", str(file), "-o", str(target)).status == 0
    found = json.loads(target.read_text("utf-8"))
    assert found["article"]["published"] == "2020-10"
    assert {one["properties"]["published"] for one in found["features"]} == {"2020-10"}
    # A weekday does not follow from a month; the day that is written out stays.
    assert {one["properties"]["event_date"] for one in found["features"]} == {None, "2020-10-03"}
    day = ("--published", "2020-10-07", "-o", str(target), "--force")
    assert runner("annotate", str(file), *day).status == 0
    dates = {one["properties"]["event_date"] for one in json.loads(target.read_text())["features"]}
    assert dates == {None, "2020-10-02", "2020-10-03"}


@pytest.mark.parametrize("text", ["2020-13", "2020", "20201007", "2020-W41", "2020-10-32", "soon"])
def test_what_is_neither_day_nor_month_is_named(runner, article, text):
    shown = runner("article", "add", str(article), "--published", text)
    assert shown.status == 2
    assert f"got “{text}”; a month as in 2025-03 will do" in shown.err
