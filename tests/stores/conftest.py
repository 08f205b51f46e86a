from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from stores.cluster import Cluster, find_programs, run_cluster


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A server is not installed everywhere; in CI what is missing fails."""
    if find_programs() or os.environ.get("CI"):
        return
    for one in items:
        if "stores" in one.path.parts:
            one.add_marker(pytest.mark.skip(reason="PostgreSQL with PostGIS is not installed"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that every test finds up, and leaves up."""
    with run_cluster() as found:
        yield found


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server of one test, which may do to it what it likes."""
    with run_cluster(["max_connections=12"]) as found:
        yield found
