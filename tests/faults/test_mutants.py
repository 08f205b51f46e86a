"""Every file that is read, spoilt at random: it is taken, or refused in one line; never more."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geoposture.articles.published import list_articles
from geoposture.catalog import Catalog, load_layers
from geoposture.catalog.inspection import inspect_folder
from geoposture.errors import GeopostureError
from geoposture.service import create_app
from geoposture.service.app import find_fault
from geoposture.service.state import State
from geoposture.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "theatres"))
from made import PHILIPPINES

MUTANTS = int(os.environ.get("MUTANTS", "1000"))
MOST_S = 5.0
TRIED_OF = int(os.environ.get("TRIED_OF", "1" if MUTANTS > 1000 else "12"))
"""Of so many mutants one is rendered, where it is taken: all of them in the long form."""
GENERAL_PAGES = ("/codebook?lang=en",)
SQUARE = [[[120, 14], [122, 14], [122, 16], [120, 16], [120, 14]]]
ODD = (
    None, True, 0, -1, 1e308, 2**63, "", "x", "\x00\r\n\x1b[2J\u202e", "日本", [], {}, [[]], [None],
    {"type": "Point"}, [1, 2], [[[[1]]]], "2026-13-45", "javascript:1", "a" * 3000, "Polygon", 180.0000000001,
)  # fmt: skip
TOKENS = (b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b"{", b"]", b",", b"\n", b"NaN", b"1e999", b"=", b";",
          b"[" * 100, b"\\u0007", b"''", b"#", b"\r", b"null", b"-", b"9" * 400)  # fmt: skip


def write(*features: dict, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [*features], **members})


@pytest.fixture(scope="module")
def theatre(tmp_path_factory) -> Path:
    """A theatre with every kind of file that is read."""
    folder = tmp_path_factory.mktemp("mutants") / "layers"
    shutil.copytree(PHILIPPINES, folder)
    area = {"type": "Feature", "id": "a", "geometry": {"type": "Polygon", "coordinates": SQUARE},
            "properties": {"uncertainty_km": 1, "name_en": "Square", "sources": []}}  # fmt: skip
    (folder / "backdrop").mkdir()
    for name in ("area", "area.general", "backdrop/land", "backdrop/coasts"):
        (folder / f"{name}.geojson").write_text(write(area, bbox=[120, 14, 122, 16]))
    label = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [121, 15]},
             "properties": {"feature": None, "kind": "city", "name_en": "Town", "priority": 1,
                            "min_zoom": 0, "max_zoom": None}}  # fmt: skip
    (folder / "backdrop" / "labels.geojson").write_text(write(label))
    (folder / "area.toml").write_text(
        'title_en = "Area"\nlimits_en = ["None"]\ndate = "2026-01-01"\n'
    )
    (folder / "towns.csv").write_text("id,name_en,lon,lat,sources\na,Town,121,15,x\n")
    columns = "id,system,name_ja,operator,kind,range_km,range_min_km,range_max_km,basis,wording," \
              "sources,where_read,confidence,note,ring,refusal\n"  # fmt: skip
    (folder / "sources/systems.csv").write_text(columns + "s,S,,US,missile,500,,,x,x,x,,,,yes,\n")
    columns = "id,system,place,status,since,until,wording,source,note\n"
    (folder / "sources/basing.csv").write_text(columns + "b,s,places/a,based,,,x,x,\n")
    columns = "id,date,kind,feature,what_en,before_en,after_en,figures\n"
    (folder / "sources/corrections.csv").write_text(columns + "c,2026-01-01,corrected,,a,b,c,\n")
    (folder / "facility_roles.csv").write_text("id,role_en\na,b\n")
    (folder / "agreement.csv").write_text("field,both,agree,entries,day\na,2,1,3,2026-01-01\n")
    (folder / "versions").mkdir()
    articles = folder.parent / "articles"
    articles.mkdir()
    (shipped,) = (folder / "annotations").glob("*.geojson")
    text = shipped.read_text(encoding="utf-8").replace(shipped.stem, "of-others")
    (articles / "of-others.geojson").write_text(text, encoding="utf-8")
    shutil.copy(folder / "articles" / f"{shipped.stem}.toml", articles / "of-others.toml")
    shutil.copy(folder / "sources/corrections.csv", articles)
    catalog = load_layers(folder, articles=articles)
    assert not catalog.reports
    assert find_error(catalog) is None
    assert find_fault(State(Settings(), catalog), GENERAL_PAGES) is None
    return folder.parent


def is_of_articles(file: Path) -> bool:
    """Tell whether a file says something of an article."""
    return file.parent.name in ("annotations", "articles")


def list_files(folder: Path) -> list[Path]:
    return [
        one
        for one in sorted(folder.rglob("*.*"))
        if one.suffix in (".geojson", ".json", ".toml", ".csv")
    ]


def spoil_bytes(data: bytes, random_: random.Random) -> bytes:
    at, end = sorted(random_.randrange(len(data) + 1) for _ in range(2))
    some = data[at : min(end, at + 40)]
    how = random_.randrange(6)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + random_.choice(TOKENS) + data[at:]
    if how == 2:
        return data[:at] + data[at + len(some) :]
    if how == 3:
        return data[:end] + some + data[end:]
    if how == 4:
        return data[:at] + random_.choice(TOKENS) + data[at + len(some) :]
    return data[:at] + bytes([random_.randrange(256)]) + data[at + 1 :]


def list_nodes(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with every key of it."""
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    found = [(value, key) for key in keys]
    return found + [node for key in keys for node in list_nodes(value[key])]


def spoil_json(data: bytes, random_: random.Random) -> bytes:
    value = json.loads(data)
    for _ in range(random_.choice((1, 1, 1, 2, 4))):
        nodes = list_nodes(value)
        if not nodes:
            break
        owner, key = random_.choice(nodes)
        how = random_.randrange(5)
        if how == 0:
            del owner[key]
        elif how == 1:
            owner[key] = [owner[key]]
        elif how == 2 and isinstance(owner, dict):
            owner[random_.choice(("id", "type", "bbox", "crs", "name", "\x1b"))] = random_.choice(
                ODD
            )
        else:
            owner[key] = json.loads(json.dumps(random_.choice(ODD)))
    return json.dumps(value, ensure_ascii=random_.random() < 0.5).encode("utf-8", "surrogatepass")


def spoil_lines(data: bytes, random_: random.Random) -> bytes:
    """Change a cell of a table, or a value of TOML."""
    lines = data.split(b"\n")
    at = random_.randrange(len(lines))
    parts = lines[at].split(b"," if b"," in lines[at] else b"=")
    one = random_.randrange(len(parts))
    odd = json.dumps(random_.choice(ODD), ensure_ascii=False).encode("utf-8", "surrogatepass")
    parts[one] = random_.choice((b"", odd, odd.strip(b'"'), parts[one] * 2, b" " + parts[one]))
    lines[at] = (b"," if b"," in lines[at] else b"=").join(parts)
    return b"\n".join(random_.choice((lines, lines[:at] + lines[at + 1 :], [*lines, lines[at]])))


def spoil(file: Path, data: bytes, random_: random.Random) -> bytes:
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = (
        (spoil_bytes, spoil_json, spoil_json) if file.suffix in (".geojson", ".json")
        else (spoil_bytes, spoil_lines, spoil_lines)
    )  # fmt: skip
    return random_.choice(ways)(data, random_)


def read(folder: Path, *, shown: bool = False, tried: set[str] | None = None) -> None:
    """Read folders as the service and as ``check`` do; show articles, where they are asked for.

    What was not `tried` before is rendered as it is before it is served.
    """
    layers = folder / "layers"
    for act in (load_layers, inspect_folder):
        try:
            found = act(layers, articles=folder / "articles") if act is load_layers else act(layers)
        except GeopostureError as error:
            lines = error.message.split("\n")
        else:
            lines = (
                list(found.reports) if isinstance(found, Catalog) else [one.line() for one in found]
            )
            if shown and isinstance(found, Catalog):
                assert find_error(found) is None, find_error(found)
            if tried is not None and isinstance(found, Catalog) and found.version not in tried:
                tried.add(found.version)
                fault = find_fault(State(Settings(), found), GENERAL_PAGES)
                assert fault is None, fault
        assert all(one.isprintable() and one for one in lines), lines


def find_error(catalog: Catalog) -> str | None:
    """Return an address of the articles that is an error, None where none is."""
    client = create_app(Settings(), catalog).test_client()
    articles = [one["id"] for one in list_articles(catalog)]
    asked = ["/articles?f=html", "/collections/annotations/items?profile=w3c"]
    asked += [f"/articles/{one}?f=html" for one in articles]
    asked += [f"/?article={one}&claim=1" for one in articles[:1]]
    places = {one["properties"]["feature"] or "" for one in catalog.layer("annotations").features} \
        if articles else set()  # fmt: skip
    pairs = (one.split("/") for one in sorted(places) if "/" in one)
    asked += [f"/collections/{layer}/items/{id_}?f=html" for layer, id_ in list(pairs)[:2]]
    if not articles:
        return None
    found = ((one, client.get(one).status_code) for one in asked)
    return next((f"{one}: {status}" for one, status in found if status >= 500), None)


def test_no_file_that_is_spoilt_is_more_than_a_line(theatre):
    random_ = random.Random(int(os.environ.get("SEED", "17")))
    files, wrong = list_files(theatre), []
    assert len(files) >= 20
    tried: set[str] = set()
    chance = random.Random(29)  # the mutants are the same, however many are rendered
    for number in range(MUTANTS):
        file = files[number % len(files)]
        data = file.read_bytes()
        mutant = spoil(file, data, random_)
        file.write_bytes(mutant)
        begun = time.process_time()
        try:
            read(
                theatre,
                shown=is_of_articles(file),
                tried=None if chance.randrange(TRIED_OF) else tried,
            )
        except Exception as error:
            wrong.append((file.name, repr(error)[:200], mutant[:300]))
        finally:
            file.write_bytes(data)
        if time.process_time() - begun > MOST_S:
            wrong.append((file.name, "slow", mutant[:300]))
    assert not wrong, f"{len(wrong)} of {MUTANTS}: {wrong[:5]}"


def test_the_harness_sees_a_page_that_breaks_and_a_reader_that_does(theatre, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("geoposture.service.routes.articles.pages.show_article", lambda *_: 1 / 0)
        with pytest.raises(AssertionError, match=r"/articles/\S+: 500"):
            read(theatre, shown=True)
    with monkeypatch.context() as patch:
        patch.setattr("geoposture.service.routes.documents.list_tables", lambda *_: 1 / 0)
        with pytest.raises(AssertionError, match=r"/codebook\?lang=en cannot be made of these"):
            read(theatre, tried=set())
    monkeypatch.setattr("geoposture.catalog.inspection.inspect_catalog", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read(theatre)


def test_unforeseen_errors_are_the_exception(theatre, monkeypatch):
    """A fault names its file: the line for what nobody foresaw names the folder only."""
    random_ = random.Random(3)
    files, unnamed = list_files(theatre), []
    for number in range(min(MUTANTS, 300)):
        file = files[number % len(files)]
        data = file.read_bytes()
        file.write_bytes(spoil(file, data, random_))
        try:
            load_layers(theatre / "layers")
        except GeopostureError as error:
            if "these layers cannot be read (" in error.message:
                unnamed.append((file.name, error.message))
        finally:
            file.write_bytes(data)
    assert unnamed == []
