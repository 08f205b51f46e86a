from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from geoposture.articles import Reading, read_article
from geoposture.articles.gazetteer import Gazetteer, make_gazetteer
from geoposture.articles.mentions import find_mentions
from geoposture.articles.text import parse_text
from geoposture.catalog import Catalog


@pytest.fixture(scope="session")
def gazetteer(catalog: Catalog) -> Gazetteer:
    return make_gazetteer(catalog)


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
        return [(one.surface, one.feature) for one in find_mentions(text, gazetteer)]

    return run
