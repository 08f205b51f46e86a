"""What a page has inside itself is what its map asks for, in its language."""

from __future__ import annotations

import pytest

from geoposture.maps.scene import make_framed_scene, make_scene
from geoposture.model import View


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("make", [make_scene, make_framed_scene])
def test_labels_have_the_names_of_the_page_and_limits_their_sea(catalog, make, lang):
    scene = make(catalog, View(lang=lang), "/v/1")
    layers = {one.role: one.data["features"] for one in scene.layers if one.data}
    names = {name for row in layers["labels"] for name in row["properties"] if "name" in name}
    # A frame is read in one language; the page's search finds both.
    searched = {"name_en"} if make is make_scene else set()
    assert names == {f"name_{lang}"} | searched
    assert all(row["geometry"] and row["properties"]["kind"] for row in layers["labels"])
    assert {tuple(row["properties"]) for row in layers["limits"]} == {("sea",)}
