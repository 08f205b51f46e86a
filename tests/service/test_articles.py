"""Articles as they are served: lists, claims, annotations, and what is said of a feature."""

from __future__ import annotations

import json

import pytest
from shelves import keep_first

from geoposture.catalog import load_layers
from geoposture.service import create_app, watcher
from geoposture.settings import Settings

FIRST = "hegseth-tokyo-2025-03-30"


def _published(article, feature="us_bases/kadena-ab", **changes):
    properties = {
        "schema": "geoposture/annotation/1", "article": article, "claim_no": 1,
        "feature": feature, "status": "published",
        "claim_en": "Made up <b>for</b> a test.", "claim_ja": "試験用。", "topics": ["other"],
        "link": "explicit", "verdict": None, "category": "place", "surface": "Kadena",
        "alternatives": [],
        "source": {"title": "Of a test <i>", "publisher": "A desk", "published": "2025-06-04",
                   "url": None, "sha256": "0" * 64, "start": 1, "end": 7, "sentence": 1,
                   "offset_unit": "codepoint"},
    }  # fmt: skip
    return {
        "type": "Feature", "id": f"{article}.0123456789ab", "geometry": None,
        "properties": properties | changes,
    }  # fmt: skip


def _write(folder, name, *features):
    text = json.dumps({"type": "FeatureCollection", "features": features})
    fresh = folder / f"{name}.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / f"{name}.geojson")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(watcher, "LOOK_EVERY_S", 0.0)
    layers = keep_first()
    app = create_app(
        Settings(layers=layers, articles=tmp_path), load_layers(layers, articles=tmp_path)
    )
    return app.test_client(), tmp_path


def test_the_list_names_the_first_article_and_where_its_annotations_are(client):
    found = client.get("/articles").json
    (first,) = [one for one in found["articles"] if one["id"] == FIRST]
    assert first["claim_count"] == 16
    assert {one["rel"] for one in first["links"]} >= {"self", "items", "alternate"}


def test_an_article_lists_its_claims_in_our_words(client):
    found = client.get(f"/articles/{FIRST}").json
    assert [one["claim_no"] for one in found["claims"]][:16] == list(range(1, 17))
    assert all(one["claim_en"] and one["claim_ja"] for one in found["claims"][:16])
    assert "text" not in found


def test_its_annotations_are_geojson_with_its_citation(client, catalog):
    answer = client.get(f"/articles/{FIRST}/annotations")
    assert answer.content_type == "application/geo+json"
    rows = catalog.layer("annotations").features
    own = [one for one in rows if one["properties"]["article"] == FIRST]
    assert len(answer.json["features"]) == len(own) < len(rows)
    assert answer.json["article"]["id"] == FIRST


def test_web_annotations_give_positions_and_no_words_of_the_text(client):
    answer = client.get(f"/articles/{FIRST}/annotations?profile=w3c")
    assert answer.content_type.startswith("application/ld+json")
    found = answer.json
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    items = found["first"]["items"]
    assert found["total"] == len(items)
    for one in items:
        assert one["target"]["selector"]["type"] == "TextPositionSelector"
        assert set(one["target"]["selector"]) == {"type", "start", "end"}
        assert {body["purpose"] for body in one["body"]} <= {
            "identifying", "describing", "tagging", "assessing",
        }  # fmt: skip
    assert b"prefix" not in answer.data
    assert b"exact" not in answer.data


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/none", 404),
        ("/articles/none/annotations", 404),
        (f"/articles/{FIRST}?color=red", 400),
        (f"/articles/{FIRST}/annotations?profile=rdf", 400),
        ("/articles?f=xml", 406),
    ],
)
def test_what_is_not_there_is_a_problem(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_pages_for_people(client, lang):
    index = client.get(f"/articles?f=html&lang={lang}").text
    assert f'href="/articles/{FIRST}' in index
    page = client.get(f"/articles/{FIRST}?f=html&lang={lang}").text
    assert page.count("<tr>") >= 17
    assert "/collections/us_bases/items/yokota-ab" in page


def test_a_facility_says_what_articles_say_of_it(client):
    found = client.get("/collections/us_bases/items/yokota-ab").json
    assert [one["article"] for one in found["annotations"]]
    page = client.get("/collections/us_bases/items/yokota-ab?f=html").text
    assert f"/articles/{FIRST}" in page
    assert client.get("/collections/us_bases/items/camp-fuji").json["annotations"] == []


def test_an_editors_article_appears_without_a_restart(desk):
    client, folder = desk
    assert len(client.get("/articles").json["articles"]) == 1
    _write(folder, "mine", _published("mine"))
    assert [one["id"] for one in client.get("/articles").json["articles"]] == ["mine", FIRST]
    said = client.get("/collections/us_bases/items/kadena-ab").json["annotations"]
    assert "mine" in [one["article"] for one in said]
    page = client.get("/articles/mine?f=html").text
    assert "Of a test &lt;i&gt;" in page
    assert "<b>for</b>" not in page
    (folder / "mine.geojson").unlink()
    assert len(client.get("/articles").json["articles"]) == 1


WITHOUT = {
    "case": {"link": None, "topics": None, "claim_en": None, "source": {}},
    "no link": {"link": None},
    "topics that are one text": {"topics": "basing"},
    "topics of numbers": {"topics": [1]},
    "a number in words": {"claim_no": "1"},
    "a claim that is a list": {"claim_en": ["a"]},
    "a place that is a list": {"feature": ["us_bases/kadena-ab"]},
    "an article that is a number": {"article": 7},
    "a source without positions": {"source": {"sha256": "0" * 64}},
    "a position that is true": {"source": {"sha256": "0" * 64, "start": True, "end": 2}},
    "a title that is a list": {"source": {"sha256": "0" * 64, "start": 1, "end": 2,
                                          "title": ["a"]}},
}  # fmt: skip


@pytest.mark.parametrize("changes", WITHOUT.values(), ids=WITHOUT)
def test_an_article_without_content_is_left_out_and_reported(desk, changes):
    """Case faults-article-without-content: nothing answers 500."""
    client, folder = desk
    bad = _published("a1")
    bad["properties"] |= changes
    _write(folder, "a1", bad)
    _write(folder, "mine", _published("mine"))
    assert [one["id"] for one in client.get("/articles").json["articles"]] == ["mine", FIRST]
    (report,) = client.get("/readyz").json["reports"]
    assert report.startswith("a1.geojson: a1.0123456789ab is no annotation (")
    statuses = {
        path: client.get(path).status_code
        for path in ("/articles/a1/annotations?profile=w3c", "/?article=a1&claim=1", "/articles",
                     "/articles/a1", "/collections/us_bases/items/kadena-ab", "/claims.csv",
                     "/collections/annotations/items?profile=w3c", "/embed?article=a1")
    }  # fmt: skip
    assert set(statuses.values()) <= {200, 404}, statuses


def test_a_bad_file_is_reported_and_the_others_stay(desk):
    client, folder = desk
    _write(folder, "mine", _published("mine"))
    (folder / "bad.geojson").write_text("{", encoding="utf-8")
    _write(folder, "draft", _published("draft", status="draft"))
    assert [one["id"] for one in client.get("/articles").json["articles"]] == ["mine", FIRST]
    reports = client.get("/readyz").json["reports"]
    assert [one.split(":")[0] for one in reports] == ["bad.geojson", "draft.geojson"]
    assert "is draft, not published" in reports[1]


def test_an_article_that_cannot_be_read_leaves_the_others_served(desk):
    """Stands for the case ``faults-article-that-crashes-the-check``: while it runs, at its start."""
    client, folder = desk
    _write(folder, "a1", {"type": "Feature", "id": "a1.0123456789ab", "properties": {},
                          "geometry": {"type": ["x"]}})  # fmt: skip
    assert client.get("/articles").status_code == 200
    assert FIRST in [one["id"] for one in client.get("/articles").json["articles"]]
    started = create_app(Settings(articles=folder), load_layers(articles=folder)).test_client()
    assert started.get(f"/articles/{FIRST}").status_code == 200
