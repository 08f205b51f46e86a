"""Reading layers: what is mended, what is refused, and in which words."""

from __future__ import annotations

import json
import os

import pytest

from geoposture.catalog import load_layers, read_layer
from geoposture.catalog.validation import check_collection, read_bytes
from geoposture.errors import BadData

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def collection(*features: dict, **members) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


def feature(id_="a", geometry=None, **properties) -> dict:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


def polygon(*rings) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(lon, lat) -> dict:
    return {"type": "Point", "coordinates": [lon, lat]}


def deep(levels: int) -> bytes:
    return b'{"type":"FeatureCollection","features":' + b"[" * levels + b"]" * levels + b"}"


FATAL = {
    "json-syntax": [b"{", b'{"type":"FeatureCollection"}', collection({"type": "Sheep"}),
                    collection(feature(geometry={"type": "Point", "coordinates": ["a", 1]}))],
    "not-utf8": ['{"a":"嘉手納"}'.encode("shift_jis")],
    "not-finite": [b'{"type":"FeatureCollection","features":[{"a":NaN}]}', b'{"x":-Infinity}'],
    "crs-member": [collection(feature(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}})],
    "position-range": [collection(feature(geometry=point(26.3, 127.7)))],
    "self-intersection": [collection(feature(geometry=polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]])))],
    "duplicate-id": [collection(feature("a"), feature("a"))],
    "missing-id": [collection(feature("A/../b")), collection(feature(True)), collection(feature(-1))],
    "antimeridian": [collection(feature(geometry=polygon([[170, 0], [-170, 0], [-170, 5], [170, 5], [170, 0]])))],
    "too-deep": [deep(1000)],
}  # fmt: skip
MENDED = {
    "bom": b"\xef\xbb\xbf" + collection(feature(geometry=point(1, 2))),
    "ring-open": collection(feature(geometry=polygon(SQUARE[:-1]))),
    "ring-winding": collection(feature(geometry=polygon(SQUARE[::-1]))),
    "missing-id": collection({"type": "Feature", "geometry": None, "properties": {}}),
    "empty": collection(feature(geometry={"type": "MultiPoint", "coordinates": []})),
}


@pytest.mark.parametrize(
    ("code", "data"), [(code, data) for code, all_ in FATAL.items() for data in all_]
)
def test_a_fault_that_cannot_be_mended_stops_the_layer(code, data):
    _, faults = check_collection(data)
    assert code in {fault.code for fault in faults if not fault.repaired}


@pytest.mark.parametrize(("code", "data"), MENDED.items())
def test_a_fault_that_can_be_mended_is_mended_and_told(code, data):
    features, faults = check_collection(data)
    assert [fault.code for fault in faults] == [code]
    assert faults[0].repaired
    again, none = check_collection(collection(*features))
    assert again
    assert none == []


def test_swapped_latitude_and_longitude_are_named():
    _, faults = check_collection(collection(feature("kadena", point(26.3, 127.7))))
    line = faults[0].line("bases.geojson")
    assert line == (
        "bases.geojson: feature 0 (kadena): has the position 26.3, 127.7 outside ±180, ±90; "
        "latitude and longitude look swapped [position-range]"
    )


def test_only_a_regular_file_inside_its_folder_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.geojson")
    outside = tmp_path / "outside.geojson"
    outside.write_bytes(collection(feature()))
    inner = tmp_path / "layers"
    inner.mkdir()
    (inner / "link.geojson").symlink_to(outside)
    assert read_bytes(tmp_path / "pipe.geojson")[1][0].code == "not-a-file"
    assert read_bytes(tmp_path)[1][0].code == "not-a-file"
    assert read_bytes(tmp_path / "none.geojson")[1][0].code == "not-a-file"
    assert read_bytes(inner / "link.geojson", inner)[1][0].code == "outside-root"


def test_a_huge_file_is_not_read(tmp_path):
    file = tmp_path / "huge.geojson"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    assert read_bytes(file)[1][0].code == "too-large"


def test_a_bad_layer_refuses_the_folder_or_is_left_out(spoil):
    folder = spoil('"id":"kadena-ab"', '"id":"misawa-ab"')
    with pytest.raises(BadData, match=r"us_bases.geojson: feature .* \(misawa-ab\): shares its id"):
        load_layers(folder)
    catalog = load_layers(folder, skip_bad=True)
    assert catalog.missing == ("us_bases",)
    assert "east_china_sea" in catalog.layers


def test_all_faults_of_a_folder_are_told_at_once(spoil):
    folder = spoil("嘉手納飛行場", "x")
    (folder / "east_china_sea.geojson").write_text("{")
    (folder / "places.geojson").write_text('{"type":"FeatureCollection"}')
    with pytest.raises(BadData) as caught:
        load_layers(folder)
    assert len(caught.value.message.splitlines()) == 2


def test_the_version_is_that_of_the_content(copied_layers, spoil):
    before = load_layers(copied_layers)
    assert before.version == load_layers().version
    assert load_layers(spoil("嘉手納飛行場", "嘉手納基地")).version != before.version


def test_a_layer_of_ones_own_needs_no_metadata(tmp_path):
    file = tmp_path / "my_layer.geojson"
    file.write_bytes(collection(feature("a", point(1, 2), name="x")))
    layer = read_layer(file)
    assert layer.id == "my_layer"
    assert layer.frame.loc["a", "name"] == "x"
    assert list(load_layers(tmp_path).layers) == ["my_layer"]


def _annotation(identifier: str, **changes: object) -> dict[str, object]:
    properties = {
        "schema": "geoposture/annotation/1", "article": "mine", "claim_no": 1, "feature": None,
        "status": "published", "category": "place", "claim_en": None, "claim_ja": None,
        "link": "explicit", "topics": ["other"], **changes,
    }  # fmt: skip
    source = {"title": "Mine", "publisher": None, "sha256": "0" * 64, "start": 0, "end": 1,
              "offset_unit": "codepoint"}  # fmt: skip
    return feature(identifier, None, **properties, source=source)


def test_a_day_of_ones_own_layer_is_nobodys_business(tmp_path):
    """What an article may not say is for others as they have it: nothing of it is lost."""
    row = feature("a", point(1, 2), published="12 May", source={"published": 2021, "title": "x"})
    (tmp_path / "mine.geojson").write_bytes(collection(row))
    (kept,) = load_layers(tmp_path).layer("mine").features
    assert kept["properties"]["published"] == "12 May"
    assert kept["properties"]["source"]["published"] == 2021


def test_further_articles_join_the_annotations(tmp_path):
    (tmp_path / "mine.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    catalog = load_layers(articles=tmp_path)
    ids = catalog.layer("annotations").index
    assert "mine.0123456789ab" in ids
    assert len(ids) == len(load_layers().layer("annotations").index) + 1
    with pytest.raises(BadData, match="is no folder of articles"):
        load_layers(articles=tmp_path / "none")


def test_a_bad_article_is_reported_and_the_others_stay(tmp_path):
    (tmp_path / "a.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    (tmp_path / "b.geojson").write_bytes(b"{")
    (tmp_path / "c.geojson").write_bytes(collection(_annotation("c.0123456789ab", status="draft")))
    (tmp_path / "d.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    (tmp_path / "e.geojson").write_bytes(collection(feature("a-base", None)))
    catalog = load_layers(articles=tmp_path)
    assert "mine.0123456789ab" in catalog.layer("annotations").index
    lines = "\n".join(catalog.reports)
    assert len(catalog.reports) == 4
    for words in (
        "b.geojson: ",
        "c.geojson: c.0123456789ab is draft, not published",
        "d.geojson: mine.0123456789ab is there already",
        "e.geojson: a-base is no annotation",
    ):
        assert words in lines


@pytest.mark.parametrize("held", ['"book"', '{ depth = "book" }', "{ depth = [1] }"])
def test_which_source_holds_a_property_is_a_list_of_each(tmp_path, held):
    (tmp_path / "a.geojson").write_bytes(collection(feature(geometry=point(1, 2))))
    (tmp_path / "a.toml").write_text(f"held_by = {held}\n")
    with pytest.raises(BadData, match=r"a\.toml: held_by gives each property a list of sources"):
        load_layers(tmp_path)
    (tmp_path / "a.toml").write_text('held_by = { depth = ["book"] }\n')
    assert load_layers(tmp_path).layer("a").info.held_by == {"depth": ("book",)}


RING = [[1, 2], [3, 4], [5, 6], [1, 2]]
ODD_GEOMETRIES = [
    ({"type": ["x"]}, "has a geometry of type ['x']"),  # faults-article-that-crashes-the-check
    ({"type": {"Point": 1}, "coordinates": [1, 2]}, "has a geometry of type {'Point': 1}"),
    ({"type": None}, "has a geometry of type None"),
    ({"type": "Polygon", "coordinates": [1, 2]}, "no rings of a Polygon"),
    ({"type": "Polygon", "coordinates": [[1, 2]]}, "no rings of a Polygon"),
    ({"type": "MultiPolygon", "coordinates": [RING]}, "no rings of a MultiPolygon"),
    ({"type": "Polygon", "coordinates": [[[1, 2], []]]}, "no rings of a Polygon"),
]


@pytest.mark.parametrize(("geometry", "words"), ODD_GEOMETRIES)
def test_an_article_of_an_odd_geometry_is_reported_and_the_others_stay(tmp_path, geometry, words):
    """Stands for the case ``faults-article-that-crashes-the-check``."""
    (tmp_path / "good.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    (tmp_path / "odd.geojson").write_bytes(collection(feature("a1.0123456789ab", geometry)))
    catalog = load_layers(articles=tmp_path)
    assert "mine.0123456789ab" in catalog.layer("annotations").index
    (line,) = catalog.reports
    assert line.startswith("odd.geojson: ")
    assert words in line


def test_each_fault_of_further_corrections_is_a_line_of_its_own(tmp_path):
    (tmp_path / "corrections.csv").write_text("id,date,kind\nc,2026-01-01,x\nc,2026-01-01,y\n")
    lines = load_layers(articles=tmp_path).reports
    assert len(lines) == 2
    assert all(one.startswith("corrections.csv: ") and one.isprintable() for one in lines), lines


@pytest.mark.parametrize("crs", [["x"], {"properties": ["x"]}, {"properties": {"name": ["x"]}}, 1])
def test_an_odd_crs_of_an_article_is_reported(tmp_path, crs):
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": []})
    (tmp_path / "odd.geojson").write_text(text, encoding="utf-8")
    (line,) = load_layers(articles=tmp_path).reports
    assert "RFC 7946 knows WGS 84" in line


def test_an_annotation_that_the_schema_cannot_be_held_against_is_named(tmp_path, monkeypatch):
    def break_one(annotation):
        if annotation["id"] == "mine.0123456789ab":
            raise RecursionError

    monkeypatch.setattr("geoposture.catalog.annotations._compile", lambda _: break_one)
    (tmp_path / "a.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    (line,) = load_layers(articles=tmp_path).reports
    assert line.startswith("a.geojson: mine.0123456789ab is no annotation (cannot be read: Recur")


@pytest.mark.parametrize("odd", ["text", {"type": "Feature", "id": ["a"], "properties": {}}])
def test_a_bad_annotation_of_the_layers_is_named_with_further_articles_too(tmp_path, odd):
    layers, articles = tmp_path / "layers", tmp_path / "articles"
    (layers / "annotations").mkdir(parents=True)
    articles.mkdir()
    (layers / "annotations" / "own.geojson").write_bytes(collection(odd))
    with pytest.raises(BadData, match=r"^own\.geojson: feature 0 \(.*\): "):
        load_layers(layers, articles=articles)


def test_links_that_lead_out_of_the_articles_are_refused_and_the_others_stay(tmp_path):
    """As out of the layers; one that stays inside, as in a mounted volume, is followed."""
    folder, data = tmp_path / "articles", tmp_path / "articles" / "..data"
    data.mkdir(parents=True)
    (data / "Mine.geojson").write_bytes(collection(_annotation("mine.0123456789ab")))
    (folder / "Mine.geojson").symlink_to("..data/Mine.geojson")
    for name, text in {
        "other.geojson": collection(_annotation("other.0123456789ab")),
        "other.toml": b'title = "Other"',
        "corrections.csv": b"id,date,kind\n",
    }.items():
        (tmp_path / name).write_bytes(text)
        (folder / name).symlink_to(tmp_path / name)
    catalog = load_layers(articles=folder)
    reason = "leads outside articles/; put the file itself there [outside-root]"
    assert sorted(catalog.reports) == [
        f"{name}: {reason}" for name in ("corrections.csv", "other.geojson", "other.toml")
    ]
    ids = catalog.layer("annotations").index
    assert "mine.0123456789ab" in ids
    assert "other.0123456789ab" not in ids
    assert "other" not in catalog.articles
