from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geoposture.articles import Reading, read_article
from geoposture.articles.gazetteer import Gazetteer, make_gazetteer
from geoposture.articles.mentions import find_names
from geoposture.articles.text import parse_text
from geoposture.catalog import Catalog, load_layers


@pytest.fixture(scope="session")
def gazetteer(catalog: Catalog) -> Gazetteer:
    return make_gazetteer(catalog)


@pytest.fixture(scope="session")
def philippines() -> Catalog:
    return load_layers(Path(__file__).parents[2] / "examples" / "philippines")


@pytest.fixture(scope="session")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A theatre of one place."""
    folder = tmp_path_factory.mktemp("one_place")
    place = {
        "type": "Feature", "id": "here", "geometry": {"type": "Point", "coordinates": [1, 2]},
        "properties": {"name_en": "Here"},
    }  # fmt: skip
    (folder / "spots.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [place]})
    )
    return load_layers(folder)


@pytest.fixture(scope="session")
def read(catalog: Catalog, gazetteer: Gazetteer) -> Callable[..., Reading]:
    """Read a text that is given as a string."""

    def run(text: str, published: date | None = None) -> Reading:
        return read_article(
            parse_text(text.encode()), catalog, published=published, gazetteer=gazetteer
        )

    return run


@pytest.fixture(scope="session")
def name(gazetteer: Gazetteer) -> Callable[[str], list[tuple[str, str]]]:
    """Return the mentions of a text: surface and feature."""

    def run(text: str) -> list[tuple[str, str]]:
        return [(one.surface, one.feature) for one in find_names(text, gazetteer)[0]]

    return run
