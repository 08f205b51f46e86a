"""Tables as offices write them: encodings, separators, headings."""

import codecs
import csv

import pytest

from geoposture.errors import BadData
from geoposture.importing.tables import decode, read_text_table

JAPANESE = "名称,緯度,経度\n嘉手納,26.356,127.768\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (JAPANESE.encode(), []),
        (codecs.BOM_UTF8 + JAPANESE.encode(), []),
        (JAPANESE.encode("cp932"), ["read as Shift_JIS"]),
        (codecs.BOM_UTF16_LE + JAPANESE.encode("utf-16-le"), ["read as UTF-16"]),
        (codecs.BOM_UTF16_BE + JAPANESE.encode("utf-16-be"), ["read as UTF-16"]),
        (JAPANESE.encode("utf-16-le"), ["read as utf-16-le"]),
        (JAPANESE.replace(",", "\t").encode(), ["separated by tabs"]),
        (JAPANESE.replace(",", ";").encode(), ["separated by ';'"]),
        (JAPANESE.replace("\n", "\r\n").encode(), []),
    ],
)
def test_it_is_read_and_said_how(data, said):
    table = read_text_table(data, "a.csv", None)
    assert table.columns == ("名称", "緯度", "経度")
    assert table.rows == [{"名称": "嘉手納", "緯度": "26.356", "経度": "127.768"}]
    assert table.numbers == [2]
    assert table.said == said


@pytest.mark.parametrize(
    "text", ["name\nHémon\n", "name\nPère Noël\n", "name\nSão Tomé\n", "name\nÖlgöd\n"]
)
def test_latin_with_accents_is_not_taken_for_japanese(text):
    with pytest.raises(BadData, match="--encoding"):
        decode(text.encode("cp1252"), "a.csv", None)
    assert decode(text.encode("cp1252"), "a.csv", "cp1252")[0] == text


def test_a_wrong_encoding_is_said():
    with pytest.raises(BadData, match="cannot be read as ascii"):
        decode(JAPANESE.encode(), "a.csv", "ascii")
    with pytest.raises(BadData, match="cannot be read as klingon"):
        decode(b"a", "a.csv", "klingon")


def test_a_title_above_the_heading_is_left_out_and_said():
    table = read_text_table(b"Sites of 2024,,\n\nname,lat,lon\na,1,2\nb,3,4\n", "a.csv", None)
    assert table.columns == ("name", "lat", "lon")
    assert table.said == ["line 1 left out: a title"]
    assert table.numbers == [4, 5]


def test_headings_that_lack_or_are_there_twice_are_named():
    table = read_text_table(b"name,,name\na,b,c\n", "a.csv", None)
    assert table.columns == ("name", "column_2", "name_2")
    assert table.rows == [{"name": "a", "column_2": "b", "name_2": "c"}]
    assert len(table.said) == 2


def test_a_row_with_more_cells_is_refused_with_its_line():
    with pytest.raises(BadData, match="line 3 has 3 cells, the heading 2"):
        read_text_table(b"a,b\n1,2\n1,2,3\n", "a.csv", None)


def test_a_row_with_fewer_cells_lacks_them():
    assert read_text_table(b"a,b,c\n1,2,3\n1,2\n", "a.csv", None).rows[1] == {
        "a": "1",
        "b": "2",
        "c": "",
    }


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n"])
def test_nothing_is_said_to_be_nothing(data):
    with pytest.raises(BadData, match="is empty"):
        read_text_table(data, "a.csv", None)


def test_a_quoted_text_may_hold_the_separator_and_line_ends():
    table = read_text_table(b'name,note\n"a","1, 2\n3"\nb,c\n', "a.csv", None)
    assert table.rows[0]["note"] == "1, 2\n3"


def test_a_cell_without_an_end_is_told_with_its_line():
    long = "x" * (csv.field_size_limit() + 1)
    data = f"name,lat,lon\nA,35,139\n{long},35,139\n".encode()
    wanted = r"^a.csv: line 3: has a cell of more than 131,072 characters; close the quote"
    with pytest.raises(BadData, match=wanted):
        read_text_table(data, "a.csv", None)
    unclosed = 'name,lat,lon\nA,35,139\n"B,35,139\n' + "C,35,139\n" * 20_000
    with pytest.raises(BadData, match=wanted):
        read_text_table(unclosed.encode(), "a.csv", None)


def test_a_line_may_be_longer_than_a_cell():
    width = 40
    heading = ",".join(f"c{n}" for n in range(width))
    row = ",".join(["x" * 5_000] * width)
    table = read_text_table(f"{heading}\n{row}\n".encode(), "a.csv", None)
    assert len(table.columns) == width
    assert table.numbers == [2]
