"""No name stands on a picture twice: a base and its town can have one."""

from __future__ import annotations

import re

import pytest

NAME = re.compile(r"<text[^>]*>([^<]*[^<\d][^<]*)</text>")
TOLD = (
    "claim=10&view=34.15,132.2,10", "claim=10&view=35.3,139.7,10",
    "article=mainichi-iwakuni-2020-08-27&view=34.15,132.2,10",
    "from=us_bases/mcas-iwakuni&to=places/taipei&view=34.15,132.2,10",
)  # fmt: skip
SEEN = ("35.38,139.9,9", "35.5,139.4,10", "34.15,132.2,10", "33.2,129.7,10", "26.35,127.8,11")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("view", SEEN)
def test_a_base_and_its_town_of_one_name_are_named_once(client, view, lang):
    drawn = client.get(f"/map.svg?lang={lang}&view={view}&width=900&height=600").text
    names = NAME.findall(drawn)
    assert len(names) > 10
    assert {one for one in names if names.count(one) > 1} == set()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("query", TOLD)
def test_a_base_that_a_view_tells_of_is_named_once_too(client, query, lang):
    names = NAME.findall(client.get(f"/map.svg?lang={lang}&{query}&width=900&height=600").text)
    assert {one for one in names if names.count(one) > 1} == set()


@pytest.mark.parametrize(("lang", "name"), [("en", "Kisarazu"), ("ja", "木更津")])
def test_the_name_that_stays_is_the_base_s(client, lang, name):
    drawn = client.get(f"/map.svg?lang={lang}&view=35.38,139.9,9&width=900&height=600").text
    assert NAME.findall(drawn).count(name) == 1
    base = client.get(f"/map.svg?lang={lang}&feature=us_bases/kisarazu-airfield").text
    assert name in base
