"""What was put right is listed, in both languages and as a feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from geoposture.catalog import load_layers
from geoposture.errors import BadData
from geoposture.service import create_app
from geoposture.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
ROWS = (
    "c1,2026-12-01,corrected,us_bases/kadena-ab,Position of Kadena,嘉手納の位置,"
    "26.30 N,北緯26.30度,26.356 N,北緯26.356度,"
    "us_bases/kadena-ab to places/taipei: 650 km → 640 km; Kadena to Guam: 2270 km → 2280 km\n"
    "c2,2027-01-02,withdrawn,,A point of the article,記事の1項目,said <b>,以前,,,\n"
)  # fmt: skip


@pytest.fixture
def corrected(copied_layers):
    _empty(copied_layers)
    with (copied_layers / "sources" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(ROWS)
    return create_app(Settings(), load_layers(copied_layers)).test_client()


def _empty(folder) -> None:
    """Leave only the header of the table."""
    file = folder / "sources" / "corrections.csv"
    file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def test_without_any_the_page_says_so(copied_layers):
    _empty(copied_layers)
    client = create_app(Settings(), load_layers(copied_layers)).test_client()
    assert "No correction has been made" in client.get("/corrections?lang=en").text
    feed = ET.fromstring(client.get("/corrections?f=atom").data)
    assert feed.findall(f"{ATOM}entry") == []
    layers = load_layers(copied_layers).layers.values()
    newest = max(one.info.date for one in layers)
    assert feed.find(f"{ATOM}updated").text == f"{newest}T00:00:00Z"


def test_the_page_lists_before_after_date_and_figures_newest_first(corrected):
    text = corrected.get("/corrections?lang=en").text
    assert "No correction has been made" not in text
    assert text.index("Withdrawn on 2 January 2027") < text.index("Corrected on 1 December 2026")
    assert "Position of Kadena. Before: 26.30 N. Now: 26.356 N." in text
    assert "650 km → 640 km" in text
    assert "2270 km → 2280 km" in text
    assert "said &lt;b&gt;" in text
    assert "嘉手納の位置" in corrected.get("/corrections?lang=ja").text


def test_the_feed_has_the_same(corrected):
    answer = corrected.get("/corrections?f=atom&lang=ja")
    assert answer.content_type.startswith("application/atom+xml")
    feed = ET.fromstring(answer.data)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.find(f"{ATOM}id").text.split("#")[1] for one in entries] == ["c2", "c1"]
    assert "北緯26.356度" in entries[1].find(f"{ATOM}summary").text
    assert feed.find(f"{ATOM}updated").text == "2027-01-02T00:00:00Z"
    page = corrected.get("/corrections?lang=ja").text
    assert 'type="application/atom+xml"' in page


def test_a_row_of_no_kind_is_refused_with_its_id(copied_layers):
    with (copied_layers / "sources" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("c9,2026-12-01,wrong,,,,,,,,\n")
    with pytest.raises(BadData, match=r"corrections.csv: c9: kind is one of corrected"):
        load_layers(copied_layers)


def test_what_was_put_right_in_november_2026_is_listed_with_its_figures(client, catalog):
    rows = {one.id: one for one in catalog.corrections}
    wanted = (
        "fuchu",
        "nagasaka",
        "ebina",
        "iwakuni",
        "futenma",
        "areas",
        "shimoji",
        "f35",
        "memory",
    )
    for name in wanted:
        assert f"2026-11-26-{name}" in rows
    for lang in ("en", "ja"):
        page = client.get(f"/corrections?lang={lang}").text
        feed = client.get(f"/corrections?f=atom&lang={lang}").text
        for one in rows.values():
            assert one.what[lang]
            assert one.after[lang]
            assert f'id="{one.id}"' in page
            assert f"#{one.id}" in feed
    assert "82 → 83" in client.get("/corrections?lang=en").text
    assert "41–54 % → 46 %" in client.get("/corrections?lang=en").text


def test_the_data_are_not_older_than_the_newest_correction(catalog):
    newest = max(one.date for one in catalog.corrections if not one.article)
    assert catalog.layer("us_bases").info.date >= newest
