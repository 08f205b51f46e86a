"""An article as somebody has it: from standard input, a saved saved, a document."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from importlib import util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture import articles
from geoposture.articles.documents import list_shown, read_document, read_shown
from geoposture.errors import BadData

BODY = (
    "A tanker left Kadena Air Base on Monday and flew towards Guam, the operator told reporters.",
    "It was to refuel two aircraft 400 kilometers east of Okinawa, then return on the same day.",
    "The city asked for an earlier notice, as it had done in each of the three years before.",
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Tanker leaves for Guam | Our desk</title>
<meta property="og:title" content="Tanker leaves for Guam">
<meta property="og:site_name" content="Our desk">
<meta property="og:url" content="https://desk.example.org/tanker">
<link rel="canonical" href="https://desk.example.org/tanker">
<meta property="article:published_time" content="2025-06-04T08:00:00+09:00">
<script>var secret = "a script is not shown";</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Tanker leaves for Guam</h1>{paragraphs}</article>
<footer>All rights reserved by nobody.</footer></body></html>"""
RELATIONS = """<?xml version="1.0"?><Relationships
xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>"""
TYPES = """<?xml version="1.0"?><Types
xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
ContentType="application/xml"/></Types>"""
needs_texts = pytest.mark.skipif(
    not (util.find_spec("trafilatura") and util.find_spec("mammoth")),
    reason="without the extra texts",
)


@pytest.fixture
def saved(tmp_path):
    file = tmp_path / "saved.html"
    text = "".join(f"<p>{one.replace('Guam', '<a href=x>Guam</a>')}</p>" for one in BODY)
    file.write_text(PAGE.replace("{paragraphs}", text), encoding="utf-8")
    return file


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "a.docx"
    words = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in BODY)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{words}</w:body></w:document>',
        )
    return file


def _hide(monkeypatch):
    """Let it be as it is without the extra."""
    for name in ("trafilatura", "mammoth"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("webpages", "worddocs"):
        monkeypatch.delitem(sys.modules, f"geoposture.articles.{name}", raising=False)
        monkeypatch.delattr(articles, name, raising=False)


def test_a_text_comes_on_standard_input(runner, monkeypatch, tmp_path):
    class Input:
        buffer = io.BytesIO("\n".join(BODY).encode())

    monkeypatch.setattr(sys, "stdin", Input)
    target = tmp_path / "d.geojson"
    shown = runner("annotate", "-", "--id", "tanker", "-o", str(target))
    assert shown.status == 0, shown.err
    assert "us_bases/kadena-ab" in shown.out
    assert json.loads(target.read_text("utf-8"))["article"]["id"] == "tanker"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "standard input: is empty"), (b"\xff", "is not UTF-8"), (b"a" * 1_000_001, "at most")],
)
def test_standard_input_that_is_no_article_gets_one_line(runner, monkeypatch, data, words):
    class Input:
        buffer = io.BytesIO(data)

    monkeypatch.setattr(sys, "stdin", Input)
    shown = runner("annotate", "-")
    assert shown.status == 1
    assert words in shown.err
    assert len(shown.err.strip().splitlines()) == 1


@needs_texts
def test_a_page_fills_in_what_it_says_of_itself(runner, saved, tmp_path):
    target = tmp_path / "d.geojson"
    shown = runner("annotate", str(saved), "-o", str(target))
    assert shown.status == 0, shown.err
    draft = json.loads(target.read_text("utf-8"))
    (source,) = {json.dumps({key: one["properties"]["source"][key] for key in
                             ("title", "publisher", "published", "url")}) for one in draft["features"]}  # fmt: skip
    assert json.loads(source) == {
        "title": "Tanker leaves for Guam", "publisher": "Our desk", "published": "2025-06-04",
        "url": "https://desk.example.org/tanker",
    }  # fmt: skip
    surfaces = {one["properties"]["surface"] for one in draft["features"]}
    assert {"Kadena Air Base", "Guam"} <= surfaces
    assert not surfaces & {"Home", "News"}


@needs_texts
def test_what_is_given_wins_over_the_page(runner, saved, tmp_path):
    target = tmp_path / "d.geojson"
    given = ("--published", "2025-05", "--title", "Mine", "-o", str(target))
    assert runner("annotate", str(saved), *given).status == 0
    article = json.loads(target.read_text("utf-8"))["article"]
    assert (article["published"], article["title"], article["publisher"]) == (
        "2025-05",
        "Mine",
        "Our desk",
    )


@needs_texts
def test_a_document_is_read_by_its_words(document):
    text, said = read_document(document)
    assert [one for one in text.value.split("\n") if one] == list(BODY)
    assert said == {}


@needs_texts
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"plain words"])
def test_what_is_no_document_gets_one_line(runner, tmp_path, data):
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    shown = runner("annotate", str(file))
    assert (shown.status, shown.err) == (1, "geoposture: a.docx: is no .docx document\n")


@needs_texts
def test_a_document_that_unpacks_to_too_much_is_refused(document, monkeypatch):
    monkeypatch.setattr("geoposture.articles.worddocs.LARGEST_UNPACKED", 100)
    with pytest.raises(BadData, match=r"unpacks to .* bytes; at most 100"):
        read_document(document)


@needs_texts
@pytest.mark.parametrize("text", ["", "<html></html>", "<p>"])
def test_a_page_without_an_article_gets_one_line(runner, tmp_path, text):
    file = tmp_path / "a.html"
    file.write_text(text, encoding="utf-8")
    shown = runner("annotate", str(file))
    assert shown.status == 1
    assert shown.err.startswith("geoposture: a.html: no article was found in it")


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.HTML", "a.docx"])
def test_without_the_extra_it_is_named_in_one_line(runner, tmp_path, monkeypatch, name):
    _hide(monkeypatch)
    file = tmp_path / name
    file.write_text("<p>Kadena</p>", encoding="utf-8")
    shown = runner("annotate", str(file))
    assert shown.status == 1
    (line,) = shown.err.strip().splitlines()
    assert "is read by the extra “texts”: pip install 'geoposture[texts]'" in line


@pytest.mark.parametrize("extra", [True, False])
def test_verify_finds_a_text_in_the_page_of_its_outlet(runner, saved, tmp_path, monkeypatch, extra):
    """Wherever in the page it begins, with the extra or without."""
    file, draft, sheet, reviewed = (tmp_path / one for one in ("t.txt", "d", "s", "r"))
    file.write_text("\r\n\r\n".join(BODY), encoding="utf-8")
    assert runner("annotate", str(file), "-o", str(draft)).status == 0
    runner("article", "sheet", str(draft), "-o", str(sheet))
    text = sheet.read_text("utf-8-sig").splitlines()
    heading = text[0].split(",")
    rows = [line.split(",") for line in text[1:]]
    for row in rows[:2]:
        for name, value in {"keep": "y", "reviewer": "compilers", "reviewed": "2025-06-05"}.items():
            row[heading.index(name)] = value
    sheet.write_text("\n".join(",".join(row) for row in [heading, *rows]), encoding="utf-8")
    assert runner("article", "apply", str(draft), str(sheet), "-o", str(reviewed)).status == 0
    if not extra:
        _hide(monkeypatch)
    elif not util.find_spec("trafilatura"):
        pytest.skip("without the extra texts")
    assert runner("article", "verify", str(reviewed), "--text", str(saved)).status == 0
    saved.write_text(
        saved.read_text("utf-8").replace("three years", "four years"), encoding="utf-8"
    )
    stale = runner("article", "verify", str(reviewed), "--text", str(saved))
    assert stale.status == 1
    assert len(stale.err.splitlines()) == 2
    assert "is not in this file" in stale.err


def test_what_a_page_shows_is_its_words_alone(saved):
    shown = read_shown(saved).value
    assert "a script is not shown" not in shown
    assert "All rights reserved" in shown
    assert "flew towards Guam, the operator" in shown
    assert list_shown("a<br>b<b>c</b>d &amp; e<style>p{}</style>") == "a\nbcd & e\n\n"


@given(st.text())
def test_any_page_can_be_looked_through(text):
    assert isinstance(list_shown(text), str)
