"""The picture in PDF: text as text, own fonts inside, the same bytes; without the extra, the reason."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import geoposture as gp
from geoposture.model import View
from geoposture.pictures import draw_view, pdf

RING = "origins=places/camp-kengun&system=type-12-ssm-upgraded&target=east_china_sea"
POPPLER = shutil.which("pdftotext")
needs_poppler = pytest.mark.skipif(not POPPLER, reason="no pdftotext (Debian: poppler-utils)")
needs_typst = pytest.mark.skipif(not pdf.is_installed(), reason="without the extra pdf")


@pytest.fixture
def lean(monkeypatch):
    """An installation without the extra."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "typst" else find(name)
    )


def look(tool: str, data: bytes, *options: str) -> str:
    command = [tool, *options, "-"] + (["-"] if tool == "pdftotext" else [])
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def fetch(client, query: str) -> bytes:
    answer = client.get(f"/map.pdf?{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    return answer.data


@needs_typst
@needs_poppler
@pytest.mark.parametrize(
    ("lang", "word"), [("en", "East China Sea"), ("ja", "東シナ海"), ("ja", "嘉手納")]
)
def test_all_text_is_text(client, lang: str, word: str):
    text = squeeze(look("pdftotext", fetch(client, f"lang={lang}&{RING}")))
    lines = re.findall(
        r"<text [^>]*>([^<&]+)</text>", client.get(f"/map.svg?lang={lang}&{RING}").text
    )
    assert squeeze(word) in text
    assert len(lines) > 20
    assert [one for one in lines if squeeze(one) not in text] == []


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


@needs_typst
@needs_poppler
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_its_fonts_are_ours_and_inside(client, lang: str):
    rows = look("pdffonts", fetch(client, f"lang={lang}&{RING}")).splitlines()[2:]
    assert rows
    families = {one.replace(" ", "") for one in (font.family for font in pdf._load_fonts().fonts())}
    for row in rows:
        name, *_ = row.split()
        assert any(one in name for one in families), row
        assert re.search(r"\byes yes yes\b", row), row


@needs_typst
@needs_poppler
@pytest.mark.parametrize(
    ("query", "width_pt"), [("print=1", 180 / 25.4 * 72), ("", 720), ("width=480", 360)]
)
def test_its_page_is_as_large_as_the_picture(client, query: str, width_pt: float):
    told = look("pdfinfo", fetch(client, f"lang=en&{query}"))
    width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+)", told).groups()
    assert float(width) == pytest.approx(width_pt, abs=0.1)
    drawn = client.get(f"/map.svg?lang=en&{query}").text
    across, along = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn).groups()
    assert float(height) / float(width) == pytest.approx(int(along) / int(across), abs=0.002)
    assert re.search(r"Pages: +1\n", told)


@needs_typst
def test_it_is_the_same_each_time_and_says_the_day_of_the_data(tmp_path, catalog):
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        command = [sys.executable, "-m", "geoposture", "map", "--lang", "ja", "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    newest = max(one.info.date for one in catalog.layers.values() if one.info.date)
    assert f"D:{newest.replace('-', '')}".encode() in files[0].read_bytes()


@needs_typst
def test_a_build_can_choose_its_day(catalog, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    view = View()
    assert b"D:20010909" in pdf.typeset_view(catalog, view, draw_view(catalog, view))
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    drawn = draw_view(catalog, view)
    assert b"CreationDate" not in pdf.typeset(drawn, title="x")


@needs_typst
@needs_poppler
def test_it_says_its_title_its_language_and_the_editors_own_words(client):
    query = "lang=ja&title=嘉手納から&alt=嘉手納と台北を結ぶ線"
    data = fetch(client, query)
    assert "嘉手納から" in look("pdfinfo", data)
    assert "Tagged:          yes" in look("pdfinfo", data)
    assert b"(ja)" in data or b"/Lang" in data
    assert fetch(client, "lang=ja&title=嘉手納から") != data


@needs_typst
def test_markup_in_a_title_stays_text(client):
    fetch(client, "lang=en&title=%23panic()%20%24x%20%3Csvg%3E%20%22&alt=%5D%23eval(%22x%22)")


@needs_typst
def test_a_version_has_it_too_and_caches_keep_it(client, catalog):
    answer = client.get(f"/v/{catalog.version}/map.pdf?lang=en&print=1")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get("/map.pdf?lang=en&print=1")
    assert again.data == answer.data
    etag = {"If-None-Match": again.headers["ETag"]}
    assert client.get("/map.pdf?lang=en&print=1", headers=etag).status_code == 304


@needs_typst
def test_a_shape_is_the_shape_of_the_page(client):
    told = [fetch(client, f"lang=en&shape={shape}") for shape in ("wide", "square", "tall")]
    assert len(set(told)) == 3


@needs_typst
def test_python_writes_one(tmp_path: Path, catalog):
    gp.explore(lang="ja", claim=3, layers=catalog).to_pdf(tmp_path / "map.pdf")
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF-")


def test_without_the_extra_the_service_says_why(client, lean):
    answer = client.get("/map.pdf?lang=en")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert 'pip install "geoposture[pdf]"' in answer.json["detail"]


def test_without_the_extra_the_page_offers_none(catalog, lean):
    from geoposture.maps.page import describe_page

    assert describe_page(catalog, View())["prints"] is False


def test_without_the_extra_the_command_says_how_to_get_it_in_one_line(runner, tmp_path, lean):
    outcome = runner("map", "-o", str(tmp_path / "map.pdf"))
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert 'pip install "geoposture[pdf]"' in outcome.err
    assert not (tmp_path / "map.pdf").exists()


def test_without_the_extra_python_says_so(tmp_path, lean):
    with pytest.raises(gp.GeopostureError, match="extra"):
        gp.explore().to_pdf(tmp_path / "map.pdf")
