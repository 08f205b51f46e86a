"""What a view computes, as it is drawn."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geoposture.catalog import load_layers
from geoposture.service import create_app


@pytest.fixture
def client():
    return create_app(catalog=load_layers()).test_client()


@pytest.mark.parametrize("km", [60, 700])
def test_a_ring_is_round_where_a_frame_enlarges_it(client, km):
    asked = f"origins=us_bases/kadena-ab&radius_km={km}&target=taiwan_strait"
    drawn = client.get(f"/map.svg?{asked}").text
    path = re.search(r'class="rings-shape"[^>]*><path d="M([^"Z]+)Z', drawn)[1]
    corners = _turn(path)
    assert corners.max() < 10, corners


def _turn(path: str) -> np.ndarray:
    """Return by how many degrees a path of relative steps turns at each of its corners."""
    steps = np.array(re.findall(r"-?\d*\.?\d+", path.partition("l")[2]), float).reshape(-1, 2)
    ways = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return np.abs(np.degrees(np.diff(ways)))


def list_named(client, asked: str) -> list[str]:
    """Return the names on a picture that lie beside no other name: those of what it is about."""
    text = client.get(f"/map.svg?lang=en&width=1200&height=800&{asked}").text
    names = text[text.index('data-part="names"') :]
    return re.findall(r'font-weight="700"[^>]*>([^<]+)<', names)


def test_as_many_origins_are_named_as_can_be_told_apart(client):
    refs = ["kadena-ab", "misawa-ab", "yokota-ab", "mcas-iwakuni", "naha-port-facility"]
    for many, named in ((4, True), (5, False)):
        origins = ",".join(f"us_bases/{ref}" for ref in refs[:many])
        asked = f"origins={origins}&radius_km=300&target=taiwan_strait&view=34,134,5"
        found = list_named(client, asked)
        assert ("Yokota" in found) == named, (many, found)


def test_an_area_is_not_named_where_a_line_meets_its_edge(client):
    found = list_named(client, "from=us_bases/kadena-ab&to=taiwan_strait")
    assert "Kadena" in found
    assert "Taiwan Strait" not in found


def test_the_end_of_a_line_at_a_coast_has_a_name_and_no_dot(client):
    text = client.get("/map.svg?lang=en&from=us_bases/misawa-ab&to=places/guam").text
    assert ">Guam<" in text
    assert 'data-ref="places/guam"' not in text
    assert (
        'data-ref="places/taipei"'
        in client.get("/map.svg?from=us_bases/misawa-ab&to=places/taipei").text
    )


def test_many_rings_are_drawn_as_their_union_with_one_radius(client):
    asked = "origins=us_bases&radius_km=500&target=taiwan_strait&lang=en"
    drawn = client.get(f"/map.svg?{asked}").text
    rings = re.search(r'<g id="rings".*?</g>', drawn, re.S)[0]
    assert rings.count("<path") <= 2
    assert ">500 km</text>" in drawn
    few = client.get(f"/map.svg?{asked}".replace("us_bases", "us_bases/kadena-ab", 1)).text
    assert 'id="rings"' in few
