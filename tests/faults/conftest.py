from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))
from clients import ask_all
from serving import Service, start_service


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """Two workers, as by default, and what they compute with ready."""
    with _start() as started:
        yield started


@pytest.fixture
def own_service() -> Iterator[Service]:
    """The same for a test that ends processes of it."""
    with _start() as started:
        yield started


@contextmanager
def _start() -> Iterator[Service]:
    with start_service(workers=2) as started:
        ask_all(started.site, [f"/distance?from=us_bases&to=0,{n}" for n in range(16)])
        yield started
