"""Whoever goes on asking for long makes nothing grow: neither memory nor open descriptors.

SOAK_MINUTES is how long it is asked; three in the short form.
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients import ask_all
from serving import Service, start_service

SOAK_SECONDS = 60 * float(os.environ.get("SOAK_MINUTES", "3"))
EVERY_S, WARM_S, LEAK_SECONDS = 2.0, 30, 30
# It keeps few answers: their room is full at once, and what grows is a leak.
SMALL = """
from geoposture.service import state
from geoposture.service.http import cache
state.REMEMBERED_BYTES = cache.ANSWER_BYTES = 2 * 1024 * 1024
"""
LEAK = """
keep, kept = cache.AnswerMemory.keep, []
def leak(self, key, answer):
    kept.append({what})
    keep(self, key, answer)
cache.AnswerMemory.keep = leak
"""
MEMORY = LEAK.format(what="b'x' * 2_000_000")
DESCRIPTORS = LEAK.format(what='open("/dev/null")')
MOST_GROWTH = 1.05
SHAPES = (
    "/distance?from={x},{y}&to=taiwan_strait", "/embed?title={n}", "/map.svg?title={n}",
    "/map.png?width=400&title={n}", "/?title={n}", "/rings?origins=us_bases&radius_km={n}",
    "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km={n}", "/moon{n}",
    "/collections/us_bases/items?limit=5&offset={i}", "/layers/us_bases.csv",
)  # fmt: skip


def write_questions(seconds: float) -> Iterator[str]:
    """Return questions that are new each time: answers, pages, pictures, files, what is missing."""
    dice, ends = random.Random(3), time.monotonic() + seconds
    for number, shape in enumerate(itertools.cycle(SHAPES)):
        if time.monotonic() > ends:
            return
        yield shape.format(
            n=round(dice.uniform(300, 3000), 4), x=round(dice.uniform(110, 160), 4),
            y=round(dice.uniform(10, 50), 4), i=number,
        )  # fmt: skip


def measure(service) -> tuple[int, int]:
    """Return the memory in kB and the open descriptors of all processes of a service."""
    memory = descriptors = 0
    for pid in service.processes():
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        memory += int(told.split("Pss:")[1].split()[0])
        descriptors += len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return memory, descriptors


def is_flat(series: list[float]) -> bool:
    """Tell whether the last third of a series lies no higher than its middle third."""
    third = len(series) // 3
    middle, last = series[third : 2 * third], series[-third:]
    return statistics.median(last) <= MOST_GROWTH * statistics.median(middle)


LEAKS = {
    "a tenth a third": [1000 + 10 * n for n in range(30)],
    "a step late": [1000] * 19 + [1100] * 11,
    "descriptors": [100 + n for n in range(30)],
}
FLAT = {
    "level": [1000] * 30,
    "filled at first": [*range(500, 1000, 50), *[1000] * 20],
    "noise": [1000 + 40 * (n % 3) for n in range(30)],
    "one peak": [1000] * 25 + [3000] + [1000] * 4,
}


@pytest.mark.parametrize("series", LEAKS.values(), ids=LEAKS)
def test_a_leak_is_seen(series):
    assert not is_flat(series)


@pytest.mark.parametrize("series", FLAT.values(), ids=FLAT)
def test_what_is_kept_up_to_its_bound_is_no_leak(series):
    assert is_flat(series)


def soak(service: Service, seconds: float) -> dict[str, list[float]]:
    """Ask for so long; return the memory and the descriptors of every two seconds."""
    stop, seen = threading.Event(), []

    def watch() -> None:
        while not stop.wait(EVERY_S):
            seen.append(measure(service))

    watching = threading.Thread(target=watch)
    watching.start()
    answers = ask_all(service.site, write_questions(seconds), clients=4)
    stop.set()
    watching.join()
    statuses = Counter(one.status for one in answers)
    print(f"{seconds:.0f} s: {dict(statuses)}")
    assert set(statuses) <= {200, 404, 503}
    assert statuses[200] > seconds
    assert "Traceback" not in service.log.read_text()
    memory, descriptors = zip(*seen, strict=True)
    return {"kB": list(memory), "descriptors": list(descriptors)}


def test_nothing_grows_by_going_on():
    with start_service(workers=2, seeded=SMALL) as service:
        ask_all(service.site, write_questions(WARM_S), clients=4)
        for name, series in soak(service, SOAK_SECONDS).items():
            third = len(series) // 3
            parts = series[:third], series[third : 2 * third], series[-third:]
            print(f"{name}: {[statistics.median(one) for one in parts]}")
            assert is_flat(series), name


@pytest.mark.parametrize(("leak", "name"), [(MEMORY, "kB"), (DESCRIPTORS, "descriptors")])
def test_a_leak_of_a_running_service_is_seen(leak, name):
    with start_service(workers=2, seeded=SMALL + leak) as service:
        ask_all(service.site, write_questions(WARM_S / 4), clients=4)
        assert not is_flat(soak(service, LEAK_SECONDS)[name])
