"""The bounds of questions that `docs/threats.md` names: one more is refused, and said so."""

from __future__ import annotations

import time

import pytest

from geoposture.analysis import questions
from geoposture.analysis.questions import MOST_ORIGINS
from geoposture.service import watcher
from geoposture.service.app import LARGEST_REQUEST
from geoposture.service.http.params import LONGEST_VALUE


@pytest.mark.parametrize(("longer", "said"), [(0, False), (1, True)])
def test_a_longer_parameter_is_refused_by_name(client, longer, said):
    value = "x" * (LONGEST_VALUE + longer)
    answer = client.get("/collections/us_bases/items", query_string={"branch": value})
    assert (answer.status_code == 400) is said
    if said:
        (told,) = answer.json["invalid-params"]
        assert told["name"] == "branch"
        assert f"{LONGEST_VALUE:,}" in told["reason"] or str(LONGEST_VALUE) in told["reason"]


@pytest.mark.parametrize(("count", "status"), [(MOST_ORIGINS, 200), (MOST_ORIGINS + 1, 400)])
def test_more_origins_are_too_many(client, count, status):
    points = ",".join(f"{at / 10},20" for at in range(count))
    answer = client.get("/distances", query_string={"from": points, "to": "places/taipei"})
    assert answer.status_code == status
    assert status == 200 or answer.json["code"] == "too_many"


def test_more_work_than_anybody_waits_for_is_refused_at_once(client, monkeypatch):
    monkeypatch.setattr(questions, "MOST_WORK", 10)
    answer = client.get(
        "/coverage?origins=us_bases/kadena-ab&target=taiwan_strait&radius_km=501"
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json["code"] == "too_many"
    assert "times 1 that is more than 10" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/", "/oembed", "/distance?from=1,2&to=3,4"])
def test_no_address_takes_a_body(client, path):
    for size in (1, LARGEST_REQUEST + 1):
        assert client.post(path, data=b"x" * size).status_code == 405
        assert client.get(path, data=b"x" * size).status_code in (200, 404, 413)


def test_so_many_versions_are_held_and_the_oldest_goes(app, monkeypatch):
    monkeypatch.setattr(watcher, "MOST_HELD", 3)
    holder = app.extensions["geoposture"]
    until = time.monotonic() + 60
    monkeypatch.setattr(holder, "_held", {f"v{at}": (None, until) for at in range(5)})
    holder._let_go()
    assert list(holder._held) == ["v2", "v3", "v4"]
