"""Figures in copies: pages, pictures and JSON as files, each version kept."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from geoposture.catalog import load_layers
from geoposture.export import told
from geoposture.export.bundle import make_bundle
from geoposture.export.site import make_manifest

ROOT = Path(__file__).parents[2]
PUBLIC = "https://maps.example.org"
LINK = re.compile(r'(?:href|src)="([^"]*)"')


def list_dead(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the links between pages that lead nowhere."""
    pages = {name: text for name, text in files.items() if name.endswith(".html")}
    for name, text in pages.items():
        for link in map(html.unescape, LINK.findall(text)):
            target = re.split("[?#]", link)[0]
            if target and not re.match(r"[a-z]+:", link):
                path = (Path(name).parent / target).as_posix()
                parts: list[str] = []
                for part in path.split("/"):
                    parts = (
                        parts[:-1] if part == ".." else [*parts, *([part] if part != "." else [])]
                    )
                if "/".join(parts) not in files and "/".join([*parts, "index.html"]) not in files:
                    yield name, link


@pytest.fixture(scope="module")
def files(exported):
    return {
        one.relative_to(exported).as_posix(): one.read_text("utf-8", errors="replace")
        for one in exported.rglob("*")
        if one.is_file()
    }


def test_each_figure_is_a_page_a_picture_and_json_of_today_and_of_its_version(files, catalog):
    for one in catalog.questions:
        for base in ("", f"v/{catalog.version}/"):
            assert json.loads(files[f"{base}figures/{one.id}.json"])["id"] == one.id
            for lang in ("", "ja/"):
                page = files[f"{base}{lang}figures/{one.id}.html"]
                assert 'data-part="citation"' in page
                assert files[f"{base}{lang}figures/{one.id}/map.svg"].startswith("<svg")
                assert ">PNG<" not in page
                assert "copy.invalid" not in page
    assert "as it was in version" in files[f"v/{catalog.version}/figures/kadena-taiwan.html"]
    assert len(json.loads(files["figures.json"])["figures"]) == len(catalog.questions)


def test_a_page_cites_a_file_that_there_is_in_its_own_language(files):
    named = 0
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        for cited in re.findall(r"…/([\w./-]+\.(?:html|json|geojson))", text):
            named += 1
            assert cited in files, name
            if cited.endswith(".html"):
                assert ("ja" in cited.split("/")) is ("ja" in name.split("/")), (name, cited)
    assert named > 1000


def test_no_link_of_a_figure_or_source_leads_nowhere(files):
    told = [(name, link) for name, link in list_dead(files) if "map.html" not in name]
    assert told == []


def test_a_source_is_a_page_and_a_row_of_the_table(files, catalog):
    assert 'href="../sources/geonames.html"' in files["figures/kadena-taiwan.html"]
    pinned = files[f"v/{catalog.version}/figures/kadena-taiwan.html"]
    assert 'href="../../../sources.html#geonames"' in pinned
    for id_ in catalog.sources:
        assert f"ja/sources/{id_}.html" in files
        assert f'href="sources/{id_}.html"' in files["sources.html"]
        assert f'<tr id="{id_}">' in files["sources.html"]
        assert f'<tr id="{id_}">' in files["ja/sources.html"]


def test_facilities_and_seas_have_pages_and_of_islands_and_places_what_is_told_of(files, catalog):
    for layer in catalog.layers.values():
        made = {one["id"] for one in layer.features
                if f"collections/{layer.id}/items/{one['id']}.html" in files}  # fmt: skip
        assert made == {one["id"] for one in layer.features
                        if f"ja/collections/{layer.id}/items/{one['id']}.html" in files}  # fmt: skip
        whole = layer.id not in ("annotations", "places", "japan_archipelago")
        assert (len(made) == len(layer.features)) is whole, layer.id
    assert (
        'href="../collections/us_bases/items/kadena-ab.html"' in files["figures/kadena-taiwan.html"]
    )
    assert "collections/places/items/taipei.html" in files
    assert "collections/annotations/items.html" not in files
    pinned = files[f"v/{catalog.version}/figures/kadena-taiwan.html"]
    assert "?feature=us_bases/kadena-ab" in pinned
    page = files["ja/collections/us_bases/items/kadena-ab.html"]
    assert 'href="../../../index.html?feature=us_bases/kadena-ab"' in page
    assert 'href="../../../../collections/us_bases/items/kadena-ab.html"' in page
    listed = files["collections/places/items.html"]
    assert 'href="items/taipei.html"' in listed
    assert 'href="../../index.html?feature=places/' in listed


def test_of_a_large_layer_only_what_something_is_told_about_has_a_page(catalog, monkeypatch):
    sizes = {one.id: len(one.features) for one in catalog.layers.values()}
    made = told.list_told(catalog).places
    assert sum(one.startswith("us_bases/") for one in made) == sizes["us_bases"] > 40
    asked = {one for one in made if one.startswith("places/")}
    assert {"places/taipei", "places/tokyo", "places/nago"} <= asked
    assert len(asked) < 100 < sizes["places"]
    monkeypatch.setattr(told, "MOST_OF_A_LAYER", sizes["us_bases"])
    assert told.list_told(catalog).places == made
    monkeypatch.setattr(told, "MOST_OF_A_LAYER", sizes["us_bases"] - 1)
    fewer = told.list_told(catalog).places
    assert {"us_bases/kadena-ab", "us_bases/mcas-futenma"} <= fewer < made
    assert not [one for one in made if one.startswith("annotations/")]


@pytest.mark.parametrize("layers", ["philippines", "new"])
def test_another_theatre_has_pages_of_its_own_places_and_no_link_that_leads_nowhere(
    layers, tmp_path, runner
):
    source = ROOT / "examples" / "philippines"
    if layers == "new":
        source = tmp_path / "new"
        assert runner("new", str(source)).status == 0
    target = tmp_path / "site"
    assert runner("export", str(target), "--layers", str(source)).status == 0
    pages = list(target.glob("collections/*/items/*.html"))
    catalog = load_layers(source)
    drawn = [one.id for one in catalog.layers.values() if one.id != "annotations"]
    assert {one.parent.parent.name for one in pages} == set(drawn)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"Okinawa|Ministry of Defense of Japan|us_bases|嘉手納", text), page
        cited = re.findall(r"\\url\{([^}]+)\}", text) + re.findall(r"  url = \{([^}]+)\}", text)
        assert len(cited) == 2
        for link in re.findall(r'href="([^"#?:]+)[#?"]', text):
            assert (page.parent / link).exists(), (page.name, link)
        # Who copies a citation out of it takes along where in the copy it leads to.
        for one in cited:
            assert one.startswith("…/")
            assert (target / one.removeprefix("…/")).exists(), (page.name, one)
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert ("…/" in text) == (text.count("Replace “…”") == 1), page


@pytest.mark.parametrize("public", ["", PUBLIC])
def test_the_frame_that_a_page_offers_is_a_file_with_its_question(tmp_path, runner, public):
    target = tmp_path / "site"
    layers = ("--layers", str(ROOT / "examples" / "philippines"))
    given = ("--public-url", public) if public else ()
    assert runner("export", str(target), *layers, *given).status == 0
    pages = [one for one in target.rglob("figures/*.html") if "lal-lo" in one.name]
    assert len(pages) > 1
    for page in pages:
        # It is shown as it is pasted: markup in a page, an address in its attribute.
        shown = html.unescape(page.read_text(encoding="utf-8"))
        (source,) = re.findall(r'<iframe src="([^"]*)"', shown)
        assert re.search("&amp;to=", source), source
        address = html.unescape(source)
        assert address.startswith(f"{public or '…'}/v/"), address
        path, _, query = address.removeprefix(f"{public or '…'}/").partition("?")
        assert (target / path / ("index.html" if path.endswith("/") else "")).is_file(), address
        assert {"tool", "from", "to"} <= {*parse_qs(query)}, address


def test_a_bundle_has_the_figures_without_embeds_and_pinned_pages(catalog, exported):
    data = {
        one.relative_to(exported).as_posix(): one.read_bytes()
        for one in exported.rglob("*")
        if one.is_file()
    }
    archive = zipfile.ZipFile(io.BytesIO(make_bundle(catalog, data)))
    texts = {
        name.removeprefix("geoposture/"): archive.read(name).decode("utf-8", errors="replace")
        for name in archive.namelist()
    }
    assert not [name for name in texts if "figures/" in name and name.endswith(".svg")]
    page = texts["figures/kadena-taiwan.html"]
    assert ">SVG<" not in page
    assert "<iframe" not in html.unescape(page)
    assert 'data-part="citation"' in page
    told = [(name, link) for name, link in list_dead(texts) if "figures" in name or "/v/" in link]
    assert told == []
    assert make_manifest(catalog, {})


def test_a_citation_from_a_copy_leads_to_that_day_s_figure_after_the_next_export(tmp_path, runner):
    """The copy is written again where it stands, with other data: the older page stays."""
    layers, target = tmp_path / "layers", tmp_path / "site"
    shutil.copytree(ROOT / "examples" / "philippines", layers)
    asked = ("export", str(target), "--layers", str(layers), "--public-url", PUBLIC)
    assert runner(*asked).status == 0
    name = "figures/lal-lo-tuguegarao"
    page = html.unescape((target / f"{name}.html").read_text("utf-8"))
    was = json.loads((target / f"{name}.json").read_text("utf-8"))
    citation = re.search(r'data-part="citation"[^>]*>(.*?)</p>', page, re.DOTALL)[1]
    pinned = re.search(rf"{PUBLIC}/(v/[0-9a-f]{{16}}/figures/[a-z-]+\S*)", citation)[1]
    canonical = re.search(r'rel="canonical" href="([^"]+)"', page)[1]
    assert canonical.startswith(f"{PUBLIC}/{name}")
    assert (target / canonical.removeprefix(f"{PUBLIC}/")).is_file()
    assert (target / pinned).is_file()
    places = layers / "places.geojson"
    data = json.loads(places.read_text("utf-8"))
    town = next(one for one in data["features"] if one["id"] == "tuguegarao")
    town["geometry"]["coordinates"][0] += 0.2
    places.write_text(json.dumps(data), encoding="utf-8")
    assert runner(*asked).status == 0
    now = json.loads((target / f"{name}.json").read_text("utf-8"))
    assert now["distance_km"] != was["distance_km"]
    kept = html.unescape((target / pinned).read_text("utf-8"))
    assert was["figure"]["en"] in kept
    assert "as it was in version" in kept
    kept_json = target / "v" / was["version"] / f"{name}.json"
    assert json.loads(kept_json.read_text("utf-8"))["distance_km"] == was["distance_km"]
    sitemap = (target / "sitemap.xml").read_text("utf-8")
    listed = set(re.findall(rf"<loc>{PUBLIC}/([^<]*)</loc>", sitemap))
    assert all(
        (target / one).is_file() or (target / one / "index.html").is_file() for one in listed
    )
    pages = [one.relative_to(target).as_posix() for folder in ("figures", "sources", "collections")
             for one in (target / folder).rglob("*.html")]  # fmt: skip
    assert [one for one in pages if one not in listed] == []


@pytest.mark.parametrize("name", [
    "figures.html", "figures/kadena-taiwan.html", "sources/geonames.html", "versions.html",
    "codebook.html", "collections/us_bases/items/kadena-ab.html", "index.html",
])  # fmt: skip
def test_without_a_public_address_no_page_says_one_of_its_own(files, name):
    assert "copy.invalid" not in files[name]
    assert 'rel="canonical" href="http' not in files[name]
