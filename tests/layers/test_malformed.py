"""Files as others write them: each is mended, or refused in one line that names the feature."""

from __future__ import annotations

import json

import pytest

from geoposture.catalog import load_layers
from geoposture.catalog.validation import LONGEST_TEXT, MOST_PROPERTIES, check_collection
from geoposture.errors import BadData

SQUARE = [[127, 26], [128, 26], [128, 27], [127, 27], [127, 26]]
NUMBER = 77_171
HOLE = [[127.2, 26.2], [127.2, 26.4], [127.4, 26.4], [127.4, 26.2], [127.2, 26.2]]


def write(*features, **members) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


def make(kind=None, coordinates=(), id_="a", **members) -> dict:
    geometry = {"type": kind, "coordinates": list(coordinates)} if kind else None
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": {}, **members}


def check(data: bytes) -> tuple[list[dict], list[str], bool]:
    """Return the features, the lines that are printed, and whether the file can be used."""
    features, faults = check_collection(data)
    return features, [one.line("f.geojson") for one in faults], all(one.repaired for one in faults)


def refuse(data: bytes) -> str:
    """Return the one line of a file that is refused."""
    _, lines, usable = check(data)
    assert not usable
    assert len(lines) == 1, lines
    assert lines[0].isprintable()
    return lines[0]


def mend(data: bytes) -> tuple[list[dict], str]:
    """Return the features and the one line of a file that is mended, and needs no more of it."""
    features, lines, usable = check(data)
    assert usable, lines
    assert len(lines) == 1, lines
    assert check(write(*features)) == (features, [], True)
    return features, lines[0]


class TestCrs:
    """Cases faults-crs-properties and layer-crs-null."""

    @pytest.mark.parametrize("crs", [
        {"type": "name", "properties": None}, {"type": "name", "properties": "x"},
        {"type": "name", "properties": ["urn:ogc:def:crs:OGC:1.3:CRS84"]}, {"type": "name"}, "", 4326,
        {"properties": {"name": None}}, {"properties": {"name": "EPSG:3857"}}, [],
        {"properties": {"name": "urn:ogc:def:crs:EPSG::43260"}},
        {"properties": {"name": "EPSG:4326 or so"}}, {"properties": {"name": "x EPSG:4326"}},
    ])  # fmt: skip
    def test_one_that_is_no_name_of_wgs_84_is_refused(self, crs):
        assert refuse(write(make(), crs=crs)).endswith("[crs-member]")

    @pytest.mark.parametrize("crs", [None, *(
        {"type": "name", "properties": {"name": name}} for name in (
            "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "epsg:4326", "urn:ogc:def:crs:EPSG:6.6:4326",
            "http://www.opengis.net/def/crs/EPSG/0/4326", "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "OGC:CRS84",
        )
    )])  # fmt: skip
    def test_one_that_says_nothing_or_wgs_84_is_taken(self, crs):
        _, line = mend(write(make("Point", [127.7, 26.2]), crs=crs))
        assert line.endswith("— repaired [crs-member]")


class TestRings:
    """Cases faults-ragged-ring, faults-ring-of-numbers, layer-empty-ring, layer-empty-part."""

    @pytest.mark.parametrize(("kind", "coordinates"), [
        ("Polygon", [[[130, 30], [131, 30], [[[]]], [131, 31], [130, 30]]]),
        ("Polygon", [[180, 90]]), ("Polygon", SQUARE), ("Polygon", [SQUARE, [1, 2]]),
        ("Polygon", [[*SQUARE[:2], [], *SQUARE[2:]]]), ("Polygon", {"a": SQUARE}),
        ("MultiPolygon", [SQUARE]), ("MultiPolygon", [[SQUARE], SQUARE]), ("Polygon", [[SQUARE]]),
        ("Polygon", [[*SQUARE[:2], [128, None], *SQUARE[2:]]]),
        ("Polygon", [[*SQUARE[:2], ["128", "27"], *SQUARE[2:]]]),
        ("Polygon", [[*SQUARE[:2], [128, True], *SQUARE[2:]]]),
        ("Polygon", [[*SQUARE[:2], [128], *SQUARE[2:]]]), ("Point", [[1, 2]]), ("Point", [1]),
        ("Point", [1, "2"]), ("Point", [1, 2, "high"]), ("LineString", [1, 2]),
        ("LineString", [[1, 2], []]), ("MultiPoint", [1, 2]), ("MultiLineString", [[1, 2], [3, 4]]),
        ("LineString", [[[1, 2], [3, 4]]]), ("Polygon", [[], HOLE]),
        ("MultiPolygon", [[SQUARE], [[], HOLE]]), ("LineString", [[1, 2]]),
        ("MultiLineString", [[[1, 2], [3, 4]], [[1, 2]]]), ("Polygon", [[[1, 2]]]),
        ("Polygon", [[[1, 2], [3, 4], [1, 2]]]), ("Polygon", [SQUARE, HOLE[:2]]),
    ])  # fmt: skip
    def test_coordinates_that_are_not_those_of_their_type_are_one_line(self, kind, coordinates):
        feature = make(kind, []) | {"geometry": {"type": kind, "coordinates": coordinates}}
        line = [one for one in check(write(feature))[1] if "repaired" not in one]
        assert len(line) == 1
        assert line[0].startswith("f.geojson: feature 0 (a): has ")
        assert line[0].endswith(" [json-syntax]")

    @pytest.mark.parametrize(("kind", "coordinates", "kept"), [
        ("Polygon", [SQUARE, []], [SQUARE]),
        ("Polygon", [SQUARE, [], HOLE], [SQUARE, HOLE]),
        ("MultiPolygon", [[SQUARE], []], [[SQUARE]]),
        ("MultiPolygon", [[[]], [SQUARE, []]], [[SQUARE]]),
        ("MultiLineString", [[], SQUARE], [SQUARE]),
        ("MultiPoint", [[], [127, 26]], [[127, 26]]),
    ])  # fmt: skip
    def test_an_empty_part_is_left_out(self, kind, coordinates, kept):
        (feature,), line = mend(write(make(kind, coordinates)))
        assert feature["geometry"] == {"type": kind, "coordinates": kept}
        assert line.endswith("— repaired [empty]")

    @pytest.mark.parametrize(("kind", "coordinates"), [
        ("Polygon", []), ("Polygon", [[]]), ("Polygon", [[], []]), ("MultiPolygon", []),
        ("MultiPolygon", [[], [[]]]), ("Point", []), ("MultiPoint", []), ("MultiPoint", [[]]),
        ("LineString", []), ("MultiLineString", [[]]),
    ])  # fmt: skip
    def test_what_has_no_position_counts_as_without_geometry(self, kind, coordinates):
        (feature,), line = mend(write(make(kind, coordinates)))
        assert feature["geometry"] is None
        assert line.endswith("— repaired [empty]")


class TestEdges:
    """Case layer-edge-noise."""

    @pytest.mark.parametrize(("lon", "lat", "kept"), [
        (180.00000000000003, -17, [180, -17]), (-180.0000000009, 3, [-180, 3]),
        (12, 90.00000000000001, [12, 90]), (-180.00000000000003, -90.0000000001, [-180, -90]),
    ])  # fmt: skip
    def test_a_rounding_error_is_set_to_the_edge(self, lon, lat, kept):
        (feature,), line = mend(write(make("MultiPoint", [[1, 2], [lon, lat, 5]])))
        assert feature["geometry"]["coordinates"] == [[1, 2], [*kept, 5]]
        assert line.endswith("— repaired [position-range]")

    def test_a_ring_that_is_mended_at_the_edge_is_still_closed(self):
        east = 180.00000000000003
        ring = [[179, -17], [east, -17], [east, -16], [179, -16], [179, -17]]
        (feature,), _ = mend(write(make("Polygon", [ring])))
        assert feature["geometry"]["coordinates"][0][1:3] == [[180, -17], [180, -16]]

    @pytest.mark.parametrize(("lon", "lat"), [
        (180.00000001, 0), (-120, -90.00000001), (180.0000001, 90.0000001), (1e308, 0), (26.3, 127.7),
    ])  # fmt: skip
    def test_more_is_refused_with_all_its_digits(self, lon, lat):
        line = refuse(write(make("MultiPoint", [[1, 2], [lon, lat]])))
        assert f"has the position {lon}, {lat} outside ±180, ±90" in line
        assert ("look swapped" in line) == (abs(lon) <= 90)


class TestIds:
    """Case layer-number-ids; a file without ids is the commonest there is."""

    @pytest.mark.parametrize(("given", "taken"), [
        ([1, 2], ["1", "2"]), ([None, None, None], ["1", "2", "3"]), ([7, None], ["7", "2"]),
        ([1.0, 2.5], ["1", "2.5"]), (["a", None, 12], ["a", "2", "12"]),
        ([2**53 + 1], ["9007199254740993"]),
    ])  # fmt: skip
    @pytest.mark.parametrize("how", ["null", "no member"])
    def test_numbers_and_none_are_numbered_with_one_warning(self, given, taken, how):
        rows = [make("Point", [1, 2], id_=one) for one in given]
        if how == "no member":
            rows = [{key: value for key, value in one.items() if value is not None} for one in rows]
        features, line = mend(write(*rows))
        assert [one["id"] for one in features] == taken
        assert line.endswith("— repaired [missing-id]")
        assert "feature 0" not in line

    @pytest.mark.parametrize("id_", [-1, True, [1], {"a": 1}, "Pier A", "", "a" * 82, "a/b", "é"])
    def test_what_is_no_id_is_refused(self, id_):
        assert refuse(write(make(id_=id_))).endswith("[missing-id]")

    def test_a_number_that_is_there_as_text_is_not_given_twice(self):
        _, lines, usable = check(write(make(id_="2"), make(id_=None)))
        assert not usable
        assert [one.rpartition(" ")[2] for one in lines] == [
            "[missing-id]", "[duplicate-id]", "[duplicate-id]",
        ]  # fmt: skip

    def test_such_a_folder_is_served(self, tmp_path):
        points = [
            {"type": "Feature", "properties": {"name": one}, "geometry": None} for one in "ab"
        ]
        (tmp_path / "spots.geojson").write_bytes(write(*points))
        assert list(load_layers(tmp_path).layer("spots").index) == ["1", "2"]

    def test_annotations_of_two_files_do_not_share_an_id(self, copied_layers):
        file = next((copied_layers / "annotations").glob("*.geojson"))
        file.with_name("zz-copy.geojson").write_bytes(file.read_bytes())
        with pytest.raises(BadData, match=r"^zz-copy\.geojson: feature 0 .* \[duplicate-id\]"):
            load_layers(copied_layers)


class TestSilentChanges:
    """Cases faults-silent-changes and faults-no-geometry-member-served."""

    @pytest.mark.parametrize(("text", "place"), [
        ('{"type":"FeatureCollection","features":[],"features":[%s]}', ":"),
        ('{"type":"Feature","type":"FeatureCollection","features":[%s]}', ":"),
        ('{"type":"FeatureCollection","features":[%s,{"type":"Feature","id":"b","geometry":null,'
         '"properties":{"n":1,"n":2}}]}', ": feature 1 (b):"),
        ('{"type":"FeatureCollection","features":[%s,{"type":"Feature","id":"b","id":"c",'
         '"geometry":null,"properties":{}}]}', ": feature 1 (c):"),
        ('{"type":"FeatureCollection","features":[%s,{"type":"Feature","id":"b","geometry":null,'
         '"properties":{"n":[{"x":{"y":1,"y":1}}]}}]}', ": feature 1 (b):"),
    ])  # fmt: skip
    def test_a_member_that_stands_twice_is_refused(self, text, place):
        line = refuse((text % json.dumps(make())).encode())
        assert line.startswith(f"f.geojson{place} has “")
        assert line.endswith("” twice [json-syntax]")

    def test_a_type_in_another_case_is_mended(self):
        point = make("Point", [1, 2])
        for data in (
            write(point, type="featurecollection"),
            write(point | {"type": "FEATURE"}),
            write(make("point", [1, 2])),
            write(make("POINT", [1, 2])),
        ):
            (feature,), line = mend(data)
            assert feature == point
            assert line.endswith("— repaired [json-syntax]")

    @pytest.mark.parametrize("type_", ["Sheep", None, 1, ["FeatureCollection"], "Topology"])
    def test_another_type_is_refused(self, type_):
        assert "is no FeatureCollection" in refuse(write(make(), type=type_))
        assert "is no Feature (" in refuse(write(make(type=type_)))

    def test_a_missing_geometry_is_null_and_said(self):
        feature = make()
        del feature["geometry"]
        (found,), line = mend(write(feature))
        assert found["geometry"] is None
        assert (
            line
            == "f.geojson: feature 0 (a): has no geometry, not even null — repaired [json-syntax]"
        )

    @pytest.mark.parametrize("properties", [["x"], [], "x", 7, False])
    def test_properties_that_are_none_are_refused(self, properties):
        assert "has properties that are no object" in refuse(write(make(properties=properties)))

    def test_properties_of_null_are_legal_and_none_at_all_are_mended(self):
        assert check(write(make(properties=None))) == ([make()], [], True)
        feature = make()
        del feature["properties"]
        assert mend(write(feature))[0] == [make()]

    @pytest.mark.parametrize("box", [
        [10, 10, 5, 5], [1, 2], "x", None, [0, 0, 1, None], [0, 0, 3, 91], [-190, 0, 3, 3],
        [2, 0, 3, 3], [0, 0, 0.5, 3], [0, 0, 3, 1], [0, 3, 3, 4], [0, 0, True, 3], {},
        [0, 0, 0, 3, 1, 9], [170, 3, -170, 4],
    ])  # fmt: skip
    def test_a_wrong_bbox_is_left_out_and_said(self, box):
        point = make("Point", [1, 2])
        for data in (write(point, bbox=box), write(point | {"bbox": box})):
            (feature,), line = mend(data)
            assert "bbox" not in feature
            assert line.endswith("— repaired [position-range]")

    @pytest.mark.parametrize("box", [
        [1, 2, 1, 2], [0, 0, 3, 3], [1.004, 2, 1.004, 2], [0, 0, -5, 3, 3, 5], [170, 0, -170, 5],
    ])  # fmt: skip
    def test_a_bbox_that_holds_what_it_is_of_is_fine(self, box):
        point = make("Point", [1, 2], bbox=box)
        assert check(write(point, bbox=box)) == ([point], [], True)


class TestShapes:
    """What the standard allows elsewhere is refused with its reason."""

    def test_a_geometry_or_a_feature_alone(self):
        point = {"type": "Point", "coordinates": [1, 2]}
        assert "is one Point alone; a FeatureCollection" in refuse(json.dumps(point).encode())
        assert "is one Feature alone; a FeatureCollection" in refuse(json.dumps(make()).encode())
        assert "is no JSON object; a FeatureCollection" in refuse(b"[]")

    @pytest.mark.parametrize(("geometry", "words"), [
        ({"type": "GeometryCollection", "geometries": []}, "type 'GeometryCollection'; wanted: Point,"),
        ({"type": "LineString", "coordinates": [[179, 0], [-179, 0]]}, "crosses 180° without"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "is not valid"),
        ({"coordinates": [1, 2]}, "has a geometry of type None"),
        ([1, 2], "has a geometry of type None"), ("POINT (1 2)", "has a geometry of type None"),
    ])  # fmt: skip
    def test_a_geometry_that_cannot_be_used(self, geometry, words):
        line = refuse(write(make(id_="b"), make() | {"geometry": geometry}))
        assert line.startswith("f.geojson: feature 1 (a): ")
        assert words in line

    def test_an_empty_layer_is_legal_and_said(self):
        features, lines, usable = check(write())
        assert (features, lines, usable) == ([], ["f.geojson: has no feature [empty]"], True)


class TestWhatIsPrinted:
    """Case faults-id-with-newline."""

    ODD = "x\r\n2026-01-01 all layers ok \x1b[2J\x00\u202e\u2028"

    @pytest.mark.parametrize("data", [
        write(make(id_=ODD)), write(make(id_="a", type=ODD)), write(make(ODD, [1, 2])),
        write(make(properties=[ODD])), write(make(), crs=ODD), write(make(), type=ODD),
        b'{"type":"FeatureCollection","features":[%s],%s:1,%s:2}'
        % (json.dumps(make()).encode(), json.dumps(ODD).encode(), json.dumps(ODD).encode()),
    ])  # fmt: skip
    def test_a_fault_is_one_line_without_a_control_character(self, data, tmp_path, runner):
        assert refuse(data)
        file = tmp_path / "f.geojson"
        file.write_bytes(data)
        done = runner("layers", "check", str(file))
        assert done.status == 1
        assert done.out.count("\n") == 1
        assert done.out.rstrip("\n").isprintable()

    def test_nor_has_an_error_or_a_table_one(self, tmp_path, runner, monkeypatch):
        row = make("Point", [1, 2], properties={"name_en": self.ODD})
        (tmp_path / "f.geojson").write_bytes(write(row))
        monkeypatch.setenv("GEOPOSTURE_LAYERS", str(tmp_path))
        for arguments in (("layers", "show", "f"), ("distance", f"f/{self.ODD}", "1,2")):
            done = runner(*arguments)
            assert all(one.isprintable() for one in (done.out + done.err).split("\n"))
            assert "all layers ok" not in (done.out + done.err).split("\n")[1][:20]

    def test_what_people_write_is_printed_as_it_is(self):
        assert "（‘Ａ　基地’）" in check(write(make(properties=["（‘Ａ　基地’）"])))[1][0]


class TestFiles:
    """Case faults-link-loop."""

    def test_a_loop_of_links_is_no_file(self, tmp_path, runner):
        one, other = tmp_path / "one.geojson", tmp_path / "other.geojson"
        one.symlink_to(one)
        other.symlink_to(tmp_path / "back.geojson")
        (tmp_path / "back.geojson").symlink_to(other)
        for file in (one, other, tmp_path / ("long" * 100), tmp_path / "one.geojson" / "x"):
            done = runner("layers", "check", str(file))
            assert done.status == 1
            assert done.out.endswith("[not-a-file]\n")
            assert done.out.count("\n") == 1

    def test_such_a_layer_refuses_the_folder(self, copied_layers):
        file = copied_layers / "us_bases.geojson"
        file.unlink()
        file.symlink_to(file)
        with pytest.raises(BadData, match=r"^us_bases.geojson: .*loop.* \[not-a-file\]$"):
            load_layers(copied_layers)


@pytest.mark.parametrize(("properties", "told"), [
    ({f"p{at}": at for at in range(MOST_PROPERTIES + 1)}, "has 1,001 properties; at most 1,000 are read"),
    ({"name": "x" * (LONGEST_TEXT + 1)}, "has 20,001 characters in 'name'; at most 20,000 are read"),
    ({"名" * (LONGEST_TEXT + 1): 1}, "has 20,001 characters in '名"),
    ({"aliases": ["x" * 9_999] * 2 + ["y"]}, "has 20,009 characters in 'aliases'"),
    ({"nested": {"a": {"b": "x" * 20_000}}}, "has 20,014 characters in 'nested'"),
])  # fmt: skip
def test_more_than_a_card_could_show_is_refused(properties, told):
    line = refuse(write(make("Point", [1, 2], properties=properties)))
    assert line.startswith("f.geojson: feature 0 (a): ")
    assert told in line
    assert line.endswith("[too-large]")
    assert len(line) < 200


def test_as_much_as_is_read_is_read():
    properties = {f"p{at}": "x" for at in range(MOST_PROPERTIES - 1)} | {"name": "x" * LONGEST_TEXT}
    features, lines, usable = check(write(make("Point", [1, 2], properties=properties)))
    assert usable
    assert lines == []
    assert len(features[0]["properties"]) == MOST_PROPERTIES


def test_an_error_that_nobody_foresaw_is_a_line_of_its_feature_and_the_others_are_read(monkeypatch):
    def break_b(feature):
        if feature["id"] == "b":
            raise ArithmeticError("odd")
        return iter(())

    monkeypatch.setattr("geoposture.catalog.validation.check_geometry", break_b)
    features = [make("Point", (127, 26), id_=one) for one in "abc"]
    found, lines, usable = check(write(*features))
    assert not usable
    (line,) = lines
    assert "(b)" in line
    assert "cannot be read (ArithmeticError)" in line
    assert [one["id"] for one in found] == ["a", "b", "c"]


VALIDATION, LOADING = "geoposture.catalog.validation", "geoposture.catalog.loading"


@pytest.mark.parametrize("inside", [
    f"{VALIDATION}.{one}" for one in
    ("_is_box_of", "_is_number", "_has_no_geometry", "holds_forbidden", "_find_too_much")
] + [f"{LOADING}._read_web_address"])  # fmt: skip
def test_wherever_nobody_foresaw_it_the_feature_is_named(tmp_path, monkeypatch, inside):
    """The checks of ids, boxes, characters, shapes and links: none is a line of the folder."""

    def break_b(value, *_):
        if "mark-of-b" in str(value) or value == NUMBER:
            raise ArithmeticError("odd")
        return () if inside.endswith("much") else False

    monkeypatch.setattr(inside, break_b)
    features = [make("Point", (127, 26), id_=one, bbox=[127, 26, 127, 26]) for one in "acde"]
    marked = {"note": "mark-of-b\x01", "source": {"url": "mark-of-b"}}
    b = make(
        "Point", (127, 26), id_=NUMBER if inside.endswith("number") else "b", bbox=["mark-of-b"]
    )
    (tmp_path / "f.geojson").write_bytes(
        write(*features[:3], b | {"properties": marked}, features[3])
    )
    with pytest.raises(BadData) as caught:
        load_layers(tmp_path)
    (line,) = {one for one in caught.value.message.splitlines() if "cannot be read (" in one}
    assert line.startswith("f.geojson: feature 3 (")
    assert "(ArithmeticError)" in line


def test_what_breaks_for_all_features_together_is_a_line_of_the_file(monkeypatch):
    def break_five(shapes):
        return [1 / (5 - len(shapes)) < 0] * len(shapes)

    monkeypatch.setattr(f"{VALIDATION}._find_crossings", break_five)
    line = refuse(write(*(make("Point", (127, 26), id_=one) for one in "abcde")))
    assert line == "f.geojson: cannot be read (ZeroDivisionError) [json-syntax]"


def test_what_breaks_outside_the_features_is_a_line_of_the_file(monkeypatch):
    monkeypatch.setattr(f"{VALIDATION}._count_members", lambda _: 1 / 0)
    line = refuse(write(make(id_="read-never-before")))
    assert line == "f.geojson: cannot be read (ZeroDivisionError) [json-syntax]"
