"""Three theatres, made-up ones and other ids: the same code, no word and no figure of another."""

from __future__ import annotations

import html
import os
import re
import sys
from pathlib import Path

import pytest

import geoposture as gp
from geoposture.catalog import find_layers, load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from made import (
    PHILIPPINES,
    find_foreign,
    list_addresses,
    write_made_up,
    write_minimal,
    write_renamed,
)

MADE_UP = int(os.environ.get("MADE_UP_THEATRES", "8"))
TEXTS = ("text/", "application/json", "image/svg", "application/geo+json", "application/atom")


@pytest.fixture(scope="module", params=["japan", "philippines", "minimal"])
def theatre(request, tmp_path_factory):
    folders = {
        "japan": find_layers,
        "philippines": lambda: PHILIPPINES,
        "minimal": lambda: write_minimal(tmp_path_factory.mktemp("theatre") / "minimal"),
    }
    return request.param, folders[request.param]()


def ask(folder):
    catalog = load_layers(folder)
    client = create_app(Settings(layers=folder), catalog).test_client()
    for address in list_addresses(catalog):
        answer = client.get(address)
        text = answer.text if answer.mimetype.startswith(TEXTS) else ""
        yield address, answer.status_code, text


def test_every_output_answers_and_says_no_word_of_another_theatre(theatre):
    name, folder = theatre
    for address, status, text in ask(folder):
        assert status == 200, address
        if name != "japan":
            assert find_foreign(text) == [], address


def test_it_can_be_exported_bundled_and_saved(theatre, tmp_path, runner, request):
    name, folder = theatre
    if name == "japan":  # Its copy is the one that many tests read, and a bundle is made of it.
        site = request.getfixturevalue("exported")
    else:
        site = tmp_path / "site"
        assert runner("export", str(site), "--layers", str(folder)).status == 0
        assert runner("bundle", str(tmp_path / "a.zip"), "--layers", str(folder)).status == 0
    files = [one for one in site.rglob("*") if one.suffix in (".html", ".json", ".geojson", ".svg")]
    assert len(files) > 10
    if name != "japan":
        found = {one.name for one in files if find_foreign(one.read_text(encoding="utf-8"))}
        assert found == set()


def test_python_measures_and_draws_it(theatre):
    catalog = load_layers(theatre[1])
    layer = catalog.theatre.list_role("facilities")[0]
    ends = [f"{layer}/{one['id']}" for one in catalog.layer(layer).features if one["geometry"]][:2]
    assert gp.distance(*ends, layers=catalog).distance_km > 0
    shown = html.unescape(gp.explore(layers=catalog)._repr_html_())
    assert catalog.words("en").text("site.title") in html.unescape(shown)


def test_a_map_without_an_official_count_says_how_many_places_it_has(tmp_path):
    pages = {address: text for address, _, text in ask(write_minimal(tmp_path / "m"))}
    page = pages["/"]
    assert "<h2>3 places in this map.</h2>" in page
    assert "Things have changed" not in page


def test_the_philippines_are_no_bases_of_another_state_and_have_one_language():
    page = {address: text for address, _, text in ask(PHILIPPINES)}
    assert "9 agreed locations: 5 named by both governments in 2016" in page["/"]
    assert "Coverage" not in re.findall(r'data-label="([^"]*)"', page["/"])
    assert "hreflang" not in page["/"]
    assert page["/"] == page["/?lang=ja"].replace("lang=ja", "lang=en")


@pytest.mark.parametrize("seed", range(MADE_UP))
def test_what_passes_the_check_is_never_an_error_and_never_a_word_of_another(tmp_path, seed):
    for address, status, text in ask(write_made_up(tmp_path / "made", seed)):
        assert status < 500, address
        assert find_foreign(text) == [], address


def rename(text, names):
    return re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], text)


def settle(text):
    """Return a text without hashes and lengths, and what is listed by id in one order."""
    text = re.sub(r"[0-9a-f]{16,64}|(?<=-)[0-9a-f]{8}\b", "#", text)
    text = re.sub(r'"length":[0-9]+', '"length":#', text)
    return re.sub(
        r'"figured":\[([^\]]*)\]', lambda found: ",".join(sorted(found[1].split(","))), text
    )


ALSO = (
    "/map.svg?feature=us_bases/kadena-ab&claim=10",
    "/distance?from=us_bases/kadena-ab&to=taiwan_strait",
    "/coverage?origins=us_bases/kadena-ab&target=east_china_sea&radius_km=700",
    "/distances?from=us_bases&to=places/taipei&f=csv",
    "/map.svg?from=us_bases/kadena-ab&to=places/taipei&article=hegseth-tokyo-2025-03-30",
)


@pytest.mark.parametrize("seed", [7, 8])
def test_other_ids_of_layers_change_no_figure_and_no_drawing(tmp_path, catalog, seed):
    """Every fourth of all outputs by each seed; what repeats a version has its hash in its path."""
    folder, names = write_renamed(tmp_path / "renamed", seed=seed)
    other = load_layers(folder)
    assert sorted(other.layers) == sorted(names.get(one, one) for one in catalog.layers)
    client = create_app(Settings(), catalog).test_client()
    renamed = create_app(Settings(layers=folder), other).test_client()
    back, walked = {new: old for old, new in names.items()}, 0
    # As keys of citations have them, and as BibTeX does.
    back |= {new.replace("_", "-"): old.replace("_", "-") for new, old in back.items()}
    back |= {one.replace("_", mark): back[one] for one in [*back] for mark in (r"\_", r"\\_")}
    for address in (*ALSO, *list_addresses(catalog)[seed % 4 :: 4]):
        answer = client.get(address)
        if address.startswith(("/v/", "/versions")) or not answer.mimetype.startswith(TEXTS):
            continue
        told = rename(renamed.get(rename(address, names)).text, back)
        assert settle(told) == settle(answer.text), address
        walked += 1
    assert walked > 30
