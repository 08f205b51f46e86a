"""The benchmark ends with a table also where a server gave nothing."""

from __future__ import annotations

import math

import pytest

from bench.service import FRESH, NOTHING, list_requests, read_report, write

REPORT = """Running 3s test @ http://127.0.0.1:1/
  {count} requests in 3.00s, 1.00MB read
{refused}Requests/sec:    {rate}
"""


@pytest.mark.parametrize(
    ("count", "refused", "answered"),
    [(600, "", 600), (0, "", 0), (600, "  Non-2xx or 3xx responses: 150\n", 450)],
)
def test_only_what_was_answered_counts(count, refused, answered):
    found, rate = read_report(REPORT.format(count=count, refused=refused, rate=count / 3))
    assert found == answered
    assert rate == pytest.approx(answered / 3)


def test_a_load_that_could_not_connect_is_nothing():
    found, rate = read_report("unable to connect to 127.0.0.1:1 Connection refused\n")
    assert found == 0
    assert math.isnan(rate)
    assert write(NOTHING.cpu_ms / 0.3, 2) == "–"


@pytest.mark.parametrize("path", ["/items?", "/items/", "/distance?", "/coverage?"])
def test_addresses_that_are_never_the_same_are_asked_beside_repeated_ones(path):
    """What is remembered answers the second time: a rate of repeated addresses says little."""
    scripts = {one.script for one in list_requests() if one.script}
    fresh = [text for name, text in FRESH.items() if f"{name}.lua" in scripts]
    (script,) = [text for text in fresh if path in text]
    assert "math.random" in script
