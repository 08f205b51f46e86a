"""nginx as `deploy/` has it, with its cache and its rate: what it keeps, and whom it refuses."""

from __future__ import annotations

import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import Service, start_service
from test_rolling_restart import connect, start_proxy

HOST = {"Host": "maps.example.org"}
BURST, RATE, ASKED = 200, 50, 900


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[tuple[Service, int]]:
    with start_service("--public-url", "https://maps.example.org") as service:
        port = int(service.site.rpartition(":")[2])
        with start_proxy([port, port], tmp_path, as_shipped=True) as proxy:
            yield service, proxy


def ask(
    port: int, path: str, headers: Mapping[str, str] = {}
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = connect(port)
    connection.request("GET", path, headers=HOST | headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_what_is_kept_is_kept_by_form_and_language_and_outlives_the_service(behind):
    service, port = behind
    asked = [
        ("/", {"Accept-Language": "ja", "Accept": "text/html"}),
        ("/", {"Accept-Language": "en", "Accept": "text/html"}),
        ("/", {"Accept": "application/json"}),
        ("/layers/us_bases.csv", {}),
        ("/layers/us_bases.csv", {"Accept-Encoding": "gzip"}),
        ("/embed?lang=ja&claim=3", {}),
        ("/distance?from=us_bases/kadena-ab&to=places/taiwan", {}),
        ("/map.svg?feature=us_bases/kadena-ab", {}),
    ]
    first = [ask(port, *one) for one in asked]
    assert [status for status, _, _ in first] == [200] * len(asked)
    assert len({body for _, _, body in first}) == len(asked)
    again = [ask(port, *one) for one in asked]
    # The same answer, not made anew: each that is made has an id of its own.
    assert [told["X-Request-Id"] for _, told, _ in again] == [
        told["X-Request-Id"] for _, told, _ in first
    ]
    os.kill(service.pid, signal.SIGTERM)
    assert any(not service.processes() for _ in range(150) if not time.sleep(0.1))
    gone = [ask(port, *one) for one in asked]
    assert [(status, body) for status, _, body in gone] == [(200, body) for _, _, body in first]
    assert ask(port, "/distance?from=us_bases/misawa-ab&to=places/taiwan")[0] == 502


def test_what_may_not_be_kept_is_asked_for_each_time(behind):
    _, port = behind
    for path in ("/healthz", "/readyz", "/nowhere", "/distance?from=nowhere&to=nowhere"):
        ids = {ask(port, path)[1]["X-Request-Id"] for _ in range(3)}
        assert len(ids) == 3, path


def test_who_asks_more_than_any_reader_is_refused_and_soon_answered_again(behind):
    """The burst goes through, then the rate; health is asked past both."""
    _, port = behind

    def work(number: int) -> int:
        return ask(port, f"/collections/us_bases/items?limit=1&offset={number}")[0]

    begun = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        seen = Counter(pool.map(work, range(ASKED)))
    took = time.monotonic() - begun
    assert set(seen) == {200, 429}
    assert BURST <= seen[200] <= BURST + RATE * took + 2
    assert ask(port, "/healthz")[0] == 200
    time.sleep(1)
    assert ask(port, "/collections/us_bases/items?limit=2")[0] == 200
