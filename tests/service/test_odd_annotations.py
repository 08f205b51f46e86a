"""Each member of an annotation with a value that nobody means: refused and named, or shown.

Stands for the kind of the case ``faults-article-without-content``: an article is held against
its schema wherever it comes from, and no address of it or of a place that it names is an error.
"""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from pathlib import Path

import orjson
import pytest

from geoposture.catalog import find_layers, load_layers
from geoposture.errors import BadData
from geoposture.service import create_app
from geoposture.settings import Settings

THEATRE = Path(__file__).parents[2] / "examples" / "philippines"
PLACE = "agreed_locations/naval-base-camilo-osias"
SCHEMA = orjson.loads((find_layers() / "annotations" / "annotation.schema.json").read_bytes())
ODD = (
    None, "", "x", "<b>", "2026-99-99", "ü" * 40, 0, -1, 1e300, True, [], ["x"], [{}], {},
    {"by": "x", "at": "x"}, {"value": 1, "unit": "x", "measures": "x"},
    {"kind": "date", "verdict": "consistent", "method": "x", "computed": {"x": []}, "claimed": []},
)  # fmt: skip
TYPES = {"quantity": {"value": 1.5, "unit": "km", "measures": "length"},
         "check": {"kind": "length", "verdict": "consistent", "method": "geodesic"},
         "review": {"by": "A", "at": "2026-01-01"}}  # fmt: skip


def write_annotation(article):
    source = {
        "title": "Of a test", "publisher": "A desk", "published": "2025-06-04", "url": None,
        "sha256": "0" * 64, "start": 1, "end": 7, "offset_unit": "codepoint",
    }  # fmt: skip
    properties = {
        "schema": "geoposture/annotation/1", "article": article, "claim_no": 1, "feature": PLACE,
        "status": "published", "claim_en": "Made up.", "claim_ja": None, "topics": ["other"],
        "link": "explicit", "category": "place", "source": source,
    }  # fmt: skip
    return {"type": "Feature", "id": f"{article}.0123456789ab", "geometry": None,
            "properties": properties}  # fmt: skip


def list_members():
    """Yield each member of the schema: the path to it in the properties."""
    for name, told in SCHEMA["properties"]["properties"]["properties"].items():
        yield (name,)
        for inner in told.get("properties", ()):
            yield name, inner


def list_odd():
    """Yield annotations with one odd member each, each of an article of its own."""
    number = 0
    for path in list_members():
        for value in ODD:
            number += 1
            one = write_annotation(f"odd-{number}")
            row = one["properties"]
            if path != ("article",):
                for name in path[:-1]:
                    row = row.setdefault(name, deepcopy(TYPES.get(name, {})))
                row[path[-1]] = value
                yield path, one


def write_collection(folder, one):
    folder.mkdir(exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": [one]})
    name = one["properties"]["article"]
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def list_addresses(article):
    view = f"article={article}&claim=1"
    return (
        f"/articles/{article}", f"/articles/{article}?f=html", f"/articles/{article}/annotations",
        f"/articles/{article}/annotations?profile=w3c", f"/?{view}", f"/embed?{view}",
    )  # fmt: skip


OF_ALL = (
    "/articles", "/articles?f=html", "/articles?f=atom", "/claims.csv", "/topics?f=html",
    f"/collections/{PLACE.replace('/', '/items/')}",
    f"/collections/{PLACE.replace('/', '/items/')}?f=html",
    "/collections/annotations/items?limit=1000", "/collections/annotations/items?profile=w3c",
    "/collections/annotations/items?f=html", "/layers/annotations.csv", "/layers/annotations.kml",
    "/", "/map.js", "/map.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def odd():
    return list(list_odd())


def test_no_member_of_a_published_article_is_an_error_anywhere(odd, tmp_path):
    for _, one in odd:
        write_collection(tmp_path / "articles", one)
    catalog = load_layers(THEATRE, articles=tmp_path / "articles")
    kept = {one["properties"]["article"] for one in catalog.layer("annotations").features}
    refused = [one["properties"]["article"] for _, one in odd
               if one["properties"]["article"] not in kept]  # fmt: skip
    assert sorted(line.partition(".geojson")[0] for line in catalog.reports) == sorted(refused)
    assert len(refused) > 10 * len(set(list_members())) > 500
    client = create_app(
        Settings(layers=THEATRE, articles=tmp_path / "articles"), catalog
    ).test_client()
    failed = {path: client.get(path).status_code for path in OF_ALL}
    for path, one in odd:
        if one["properties"]["article"] in kept:
            for address in list_addresses(one["properties"]["article"]):
                failed[f"{path} {address}"] = client.get(address).status_code
    assert {path: status for path, status in failed.items() if status != 200} == {}


def test_the_folder_s_own_articles_are_held_against_the_schema_too(odd, tmp_path):
    folder = tmp_path / "layers"
    shutil.copytree(THEATRE, folder)
    for _, one in odd:
        write_collection(folder / "annotations", one)
    with pytest.raises(BadData) as refused:
        load_layers(folder)
    named = {line.partition(".geojson")[0].strip() for line in refused.value.message.splitlines()}
    bad = {path for path, one in odd if one["properties"]["article"] in named}
    assert bad >= {("source",), ("verdict",), ("review",), ("link",), ("topics",), ("status",)}
    assert "is no annotation (source must" in refused.value.message
