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
