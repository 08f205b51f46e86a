"""Theatres for tests: the shipped ones, the least one, made-up ones, and one with other ids."""

from __future__ import annotations

import html
import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

from geoposture.catalog import Catalog, find_layers
from geoposture.formats import FORMATS

ROOT = Path(__file__).parents[2]
PHILIPPINES = ROOT / "examples" / "philippines"
TEXTS = (".geojson", ".toml", ".csv", ".json")
NAMES = ("Alpha", "Bravo", "Charlie")
FOREIGN = re.compile(
    r"Japan(?!ese)|Okinawa|Taiwan|East China|Ministry of Defense|Senkaku|Kadena|Hegseth|Reuters"
    r"|US facilit|US base|日本(?!語)|沖縄|米軍|台湾|防衛省|GSHHG|Geolonia"
)


def find_foreign(text: str) -> list[str]:
    """Return the words of the shipped theatre that stand in an answer of another one."""
    return FOREIGN.findall(html.unescape(text))


def write_minimal(folder: Path) -> Path:
    """Write a theatre of three points that have nothing but a name."""
    features = [
        {"type": "Feature", "id": name[0].lower(), "properties": {"name": name},
         "geometry": {"type": "Point", "coordinates": [10 + at, 50 + at % 2]}}
        for at, name in enumerate(NAMES)
    ]  # fmt: skip
    return _write(folder, "spots", features)


def write_renamed(folder: Path, seed: int) -> tuple[Path, dict[str, str]]:
    """Write the shipped layers with other ids; return the folder and the new id of each."""
    source, random_ = find_layers(), random.Random(seed)
    layers = [one.stem for one in source.glob("*.geojson") if ".general" not in one.name]
    names = {one: f"l{random_.randrange(10**6)}_{at}" for at, one in enumerate(layers)}
    pattern = re.compile(
        rf"(?<![\w/])(?<!role = \")({'|'.join(layers)})(?=[/\"|.;,\s]|$)", re.MULTILINE
    )
    for file in sorted(source.rglob("*")):
        path = file.relative_to(source)
        if not file.is_file() or path.parts[0] in ("recipes", "__pycache__"):
            continue
        stem, dot, rest = path.name.partition(".")
        target = folder / path.parent / (names.get(stem, stem) + dot + rest)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix in TEXTS:
            text = pattern.sub(lambda found: names[found[1]], file.read_text(encoding="utf-8"))
            target.write_text(text, encoding="utf-8")
        else:
            shutil.copy(file, target)
    return folder, names


def write_made_up(folder: Path, seed: int, count: int = 20) -> Path:
    """Write a layer whose features have properties of any kind, or lack them."""
    random_ = random.Random(seed)
    spread = random_.choice(SPREADS)
    middle = random_.uniform(spread - 180, 179 - spread), random_.uniform(-60, 60)
    features = [
        {"type": "Feature", "id": f"f{at}", "geometry": _make_geometry(random_, middle, spread),
         "properties": _make_properties(random_)}
        for at in range(count)
    ]  # fmt: skip
    return _write(folder, random_.choice(("things", "sites", "a_layer")), features)


def list_addresses(catalog: Catalog, features: int = 3) -> list[str]:
    """Return every page, picture and answer of a theatre, and some of its features."""
    layers = list(catalog.layers)
    found = [
        (f"{id_}/{one['id']}")
        for id_, layer in catalog.layers.items()
        for one in [row for row in layer.features if row["geometry"]][:features]
    ]
    points = [
        ref
        for ref in found
        if catalog.layers[ref.split("/")[0]].feature(ref.split("/")[1])["geometry"]["type"]
        == "Point"
    ]
    addresses = [
        "/", "/?lang=ja", "/?f=json", "/embed", "/embed?live=1", "/embed?lang=ja", "/map.svg",
        "/map.svg?theme=dark", "/map.png?width=320&height=240", "/map.pdf", "/map.html", "/map.js",
        "/map.js?frame=1", "/words.json",
        "/collections", "/collections?f=html", "/api", "/about", "/method", "/editorial",
        "/corrections", "/corrections?f=atom", "/sitemap.xml", "/sources", "/sources?f=html",
        "/systems", "/articles", "/articles?f=html", "/readyz", "/conformance?f=html",
        "/oembed?url=http://localhost/embed", "/theatre", "/codebook", "/codebook?f=json&lang=ja",
        "/versions", "/versions?f=html", "/topics", "/topics?f=html", "/claims.csv",
    ]  # fmt: skip
    addresses += ["/figures", "/figures?f=json", "/figures?lang=ja"] if catalog.questions else []
    for one in catalog.questions[:features] + catalog.questions[-features:]:
        path = f"/figures/{one.id}"
        addresses += [path, f"{path}?f=json", f"{path}?f=bibtex", f"{path}?f=csl",
                      f"{path}?lang=ja", f"{path}/map.svg", f"{path}/map.png",
                      f"/v/{catalog.version}{path}"]  # fmt: skip
    for id_ in [*catalog.sources][:features]:
        addresses += [f"/sources/{id_}", f"/sources/{id_}?f=html"]
    for id_ in layers:
        path = f"/collections/{id_}"
        addresses += [path, f"{path}?f=html", f"{path}/items", f"{path}/items?f=html",
                      f"{path}/queryables", f"/layers/{id_}.metadata.json"]  # fmt: skip
        addresses += [f"/layers/{id_}.{ending}" for ending in FORMATS]
    for ref in found:
        path = ref.replace("/", "/items/", 1)
        addresses += [f"/collections/{path}", f"/collections/{path}?f=html",
                      f"/?feature={ref}", f"/map.svg?feature={ref}"]  # fmt: skip
    if len(points) > 1:
        pair = f"from={points[0]}&to={points[1]}"
        addresses += [f"{one}?{pair}" for one in ("/", "/distance", "/embed", "/map.svg")]
        addresses += [f"/distance?{pair}&f=html&lang={lang}" for lang in catalog.languages]
        addresses += [f"/coverage?origins={points[0]}&radius_km=100&target={one}{form}"
                      for one in catalog.theatre.list_role("areas") for form in ("", "&f=html")]  # fmt: skip
        addresses += [f"/distances?from={points[0].split('/')[0]}&to={points[1]}",
                      f"/rings?origins={points[0]}&radius_km=100"]  # fmt: skip
    return addresses


def _write(folder: Path, name: str, features: list[dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    return folder


SPREADS = (1, 5, 20, 60, 170)
"""How far features of a theatre lie from its middle: a town, a country, a sea, the Earth; degrees."""


def _make_geometry(
    random_: random.Random, middle: tuple[float, float], spread: float
) -> dict[str, Any] | None:
    lon = middle[0] + random_.uniform(-spread, spread)
    lat = max(-80.0, min(80.0, middle[1] + random_.uniform(-spread, spread)))
    if random_.random() < 0.1:
        return None
    if random_.random() < 0.8:
        return {"type": "Point", "coordinates": [round(lon, 3), round(lat, 3)]}
    ring = [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]
    return {"type": "Polygon", "coordinates": [[[round(x, 3), round(y, 3)] for x, y in ring]]}


VALUES: dict[str, tuple[Any, ...]] = {
    "name": ("Somewhere", "", None, "<b>bold</b>", "名前"),
    "name_en": ("A place", None, "x" * 300),
    "name_ja": ("ある場所", None),
    "branch": ("USAF", "JMSDF", None, 5, ""),
    "kinds": (["airfield"], ["port", "mill"], [], None, "port", 3),
    "prefectures": (["Somewhere"], [], None, "Here"),
    "municipalities": (["Town"], [], None, 7),
    "area_km2": (1.5, 0, None, "large", -1),
    "status": ("in_use", "returned", None, "odd", 1),
    "status_date": ("2020-01-01", "2020", None),
    "grade": ("A", "B", "C", "M", None, "Z", 1),
    "uncertainty_km": (0.5, 0, None, "about 1"),
    "current": (True, False, None),
    "listed": ("2020-01-01", None),
    "disputed": (True, False, None),
    "sources": (["nowhere"], [], None, "text"),
    "as_of": ("2021-05-05", None, "2021"),
    "kind": ("town", None, 9),
    "note": ("A note.", None),
    "role": ("A role.", None, 4),
    "same_as": (None,),
    "url": ("https://example.org/",),
    "nested": ({"a": 1}, [1, 2]),
    "number": (1, 2.5, -3e300),
}  # fmt: skip
"""What features may hold: of every type, of the names that the map knows and others."""


def _make_properties(random_: random.Random) -> dict[str, Any]:
    names = random_.sample(list(VALUES), random_.randrange(len(VALUES)))
    return {name: random_.choice(VALUES[name]) for name in names}
