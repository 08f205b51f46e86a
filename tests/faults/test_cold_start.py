"""A server that has just started is asked for all frames of somebody's page at once."""

from __future__ import annotations

import random
import time

import pytest
from clients import ask, ask_all
from serving import start_service

AT_ONCE = 24
KINDS = {
    "frames": ("/embed?title={n}",),
    "pictures": ("/map.png?title={n}", "/map.svg?title={n}"),
    "tools": (
        "/embed?tool=distance&from={x},{y}&to=taiwan_strait",
        "/embed?tool=coverage&origins=us_bases/kadena-ab&target=taiwan_strait&radius_km={n}",
        "/map.js?frame=1&tool=distance&from={x},{y}&to=taiwan_strait",
        "/embed?claim=3&title={n}",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_all_frames_of_a_page_are_answered_by_a_server_that_has_just_started(kind):
    """Each is a new one, asked for once: a frame that is told to come again does not."""
    dice, shapes = random.Random(kind), KINDS[kind]
    paths = [
        shapes[number % len(shapes)].format(
            n=400 + number, x=round(dice.uniform(110, 160), 3), y=round(dice.uniform(10, 50), 3)
        )
        for number in range(AT_ONCE)
    ]
    with start_service(workers=2, ready="/healthz") as service:
        answers = ask_all(service.site, paths, clients=AT_ONCE)
        assert "Traceback" not in service.log.read_text()
    print(f"{kind}: the last after {max(one.took_s for one in answers):.1f} s")
    assert [one.status for one in answers] == [200] * AT_ONCE


def test_a_new_worker_is_ready_when_what_computes_is():
    """A reverse proxy sends nobody there before: the first reader would wait for its imports."""
    with start_service(ready="/healthz") as service:
        first = ask(service.site, "/readyz")
        assert first.status == 503
        assert first.retry_after == "1"
        assert not service.computing()
        assert ask(service.site, "/about").status == 200
        while ask(service.site, "/readyz").status != 200:
            time.sleep(0.02)
        assert service.computing()
