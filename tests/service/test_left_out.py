"""A layer that is left out takes what lies in it along, and nothing else."""

from __future__ import annotations

import shutil

import pytest

from geoposture.articles.published import list_articles
from geoposture.catalog import find_layers, load_layers
from geoposture.service.app import find_fault
from geoposture.service.state import State
from geoposture.settings import Settings

LAYERS = sorted(file.stem for file in find_layers().glob("*.geojson") if "." not in file.stem)
OUTPUTS = (
    "/codebook", "/figures?f=html", "/articles?f=html", "/theatre", "/map.html", "/map.pdf",
    "/?tool=distance", "/?tool=coverage", "/?tool=story", "/embed?tool=story", "/figures",
)  # fmt: skip


def _walk(catalog) -> list[str]:
    """Return the addresses of all that is told in sentences, whatever layers are there."""
    asked = [f"/figures/{one.id}" for one in catalog.questions]
    articles = [one["id"] for one in list_articles(catalog)]
    told = [f"/articles/{one}" for one in articles]
    return [*OUTPUTS, *(f"{one}?f=html" for one in (*asked, *told)),
            *(f"/embed?article={one}" for one in articles)]  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS)
def test_everything_is_answered_without_a_layer_that_is_broken(layer, tmp_path):
    folder = tmp_path / "layers"
    shutil.copytree(find_layers(), folder)
    (folder / f"{layer}.geojson").write_text("{", encoding="utf-8")
    catalog = load_layers(folder, skip_bad=True)
    assert catalog.missing == (layer,)
    state = State(Settings(layers=folder), catalog)
    assert find_fault(state, _walk(catalog)) is None
    named = {ref.partition("/")[0] for one in catalog.questions for ref in (*one.refs, *one.others)}
    assert catalog.questions
    assert layer not in named
    starts, lead = catalog.theatre.starts, catalog.theatre.lead
    measured = [end for one in catalog.theatre.definitions for end in (one.origin, one.target)]
    for ref in (starts.start, starts.end, starts.origins, starts.target, *measured,
                catalog.theatre.far_target, lead.place):  # fmt: skip
        assert ref is None or ref.partition("/")[0] != layer
