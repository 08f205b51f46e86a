"""The benchmark ends with a table also where a server gave nothing."""

from __future__ import annotations

import math
import shutil

import pytest

from bench import shelf
from bench.service import FRESH, NOTHING, list_requests, read_report, write
from geoposture.articles import read_article
from geoposture.articles.drafts import Article, make_draft
from geoposture.articles.sheets import apply_sheet, make_sheet, read_sheet
from geoposture.articles.text import read_text
from geoposture.articles.workflow import encode_collection, publish
from geoposture.catalog import find_layers, load_layers

REPORT = """Running 3s test @ http://127.0.0.1:1/
  {count} requests in 3.00s, 1.00MB read
{refused}Requests/sec:    {rate}
"""


@pytest.mark.parametrize(
    ("count", "refused", "answered"),
    [(600, "", 600), (0, "", 0), (600, "  Non-2xx or 3xx responses: 150\n", 450)],
)
def test_only_what_was_answered_counts(count, refused, answered):
    found, rate = read_report(REPORT.format(count=count, refused=refused, rate=count / 3))
    assert found == answered
    assert rate == pytest.approx(answered / 3)


def test_a_load_that_could_not_connect_is_nothing():
    found, rate = read_report("unable to connect to 127.0.0.1:1 Connection refused\n")
    assert found == 0
    assert math.isnan(rate)
    assert write(NOTHING.cpu_ms / 0.3, 2) == "–"


@pytest.mark.parametrize("path", ["/items?", "/items/", "/distance?", "/coverage?"])
def test_addresses_that_are_never_the_same_are_asked_beside_repeated_ones(path):
    """What is remembered answers the second time: a rate of repeated addresses says little."""
    scripts = {one.script for one in list_requests() if one.script}
    fresh = [text for name, text in FRESH.items() if f"{name}.lua" in scripts]
    (script,) = [text for text in fresh if path in text]
    assert "math.random" in script


def test_the_shelf_says_what_was_right_before_review(tmp_path, capsys, monkeypatch):
    held = copy_articles(tmp_path)
    monkeypatch.setattr(shelf, "load_layers", lambda: load_layers(held / "layers"))
    shelf.compare(held / "texts")
    told = capsys.readouterr().out.splitlines()
    assert told[1].split() == ["short", "en", "2", "2", "1"]
    assert told[-1].split() == ["all:", "50", "%", "linked", "as", "published", "en", "2", "2", "1"]
    shelf.compare(tmp_path / "nowhere")
    shelf.compare(None)
    (tmp_path / "empty").mkdir()
    shelf.compare(tmp_path / "empty")
    assert capsys.readouterr().out.count("SKIPPED: ") == 3


def copy_articles(folder):
    """Make a theatre with one article, one of whose two links an editor changed."""
    layers = folder / "layers"
    shutil.copytree(find_layers(), layers, ignore=shutil.ignore_patterns("sources", "recipes"))
    shutil.copytree(find_layers() / "sources", layers / "sources")
    catalog = load_layers(layers)
    (folder / "texts").mkdir()
    file = folder / "texts" / "short.txt"
    file.write_text("Marines left Kadena Air Base for Guam.", encoding="utf-8")
    reading = read_article(read_text(file), catalog)
    draft = make_draft(reading, Article(id="short", title="S", published="2026-01-05"), catalog)
    rows = read_sheet(make_sheet(draft))
    for row in rows:
        if row["feature"]:
            row.update(keep="y", reviewer="desk", reviewed="2026-01-06")
            row["feature"] = row["feature"].replace("places/guam", "places/hawaii")
    layer = publish(apply_sheet(draft, rows, catalog)[0])
    (layers / "annotations" / "short.geojson").write_bytes(encode_collection(layer))
    return folder
