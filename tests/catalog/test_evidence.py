"""A ring's range and its basing each rest on a source that counts and was read."""

from __future__ import annotations

import csv

import pytest

import geoposture as gp
from geoposture import analysis
from geoposture.catalog import find_layers, load_layers
from geoposture.catalog.evidence import COUNTING, is_supported, list_drawn
from geoposture.errors import NoFigure, NotARadius, NotBased

CATALOG = load_layers()
TABLES = find_layers() / "sources"
SOURCES = {
    row["id"]: row
    for row in csv.DictReader((TABLES / "sources.csv").read_text(encoding="utf-8").splitlines())
}


def reach(place: str, system: str, catalog=CATALOG, *, whatif: bool = False):
    spots = analysis.select_origins(catalog, [place])
    return analysis.make_reach(
        catalog, [place], spots, radius_km=None, system=system, whatif=whatif
    )


def counts(ids) -> bool:
    return any(SOURCES[one]["kind"] in COUNTING and SOURCES[one]["read"] for one in ids)


@pytest.mark.parametrize("basing", CATALOG.basing, ids=lambda row: row.id)
@pytest.mark.parametrize("system", CATALOG.systems.values(), ids=lambda one: one.id)
def test_every_pair_is_drawn_with_two_sources_that_count_or_refused(system, basing):
    based = next(
        (one for one in CATALOG.basing if (one.system, one.place) == (system.id, basing.place)),
        None,
    )
    try:
        found = reach(basing.place, system.id)
    except (NoFigure, NotARadius):
        assert not system.ring
    except NotBased:
        assert based is None or not counts(based.sources)
    else:
        assert found.radius_km == system.range_km
        assert counts(system.sources)
        assert based is not None
        assert counts(based.sources)


def test_the_basing_rows_that_ask_for_a_ring_have_one():
    drawn = {row.id for row in list_drawn(CATALOG.systems, CATALOG.basing)}
    assert drawn == {
        "type12-upgraded@camp-kengun", "type12-upgraded@camp-fuji", "f-35a@misawa",
        "f-35b@iwakuni", "f-35c@iwakuni", "mv-22b@futenma", "f-35a@kadena",
    }  # fmt: skip
    assert "hvgp-early@jgsdf-camp-fuji" in {row.id for row in CATALOG.basing}


@pytest.mark.parametrize(
    "source",
    [
        {},
        {"kind": "local page", "read": "2026-11-26"},
        {"kind": "encyclopaedia", "read": "2026-11-26"},
        {"kind": "dataset", "read": "2026-11-26"},
        {"kind": "unnamed press", "read": "2026-11-26"},
        {"kind": "state media", "read": "2026-11-26"},
        {"kind": "government", "read": None},
        {"kind": "press"},
    ],
)
def test_a_weak_source_supports_nothing(source):
    assert not is_supported(["a"], {"a": source})
    assert is_supported(["a", "b"], {"a": source, "b": {"kind": "maker", "read": "2026-11-26"}})


def test_a_system_whose_range_rests_on_weak_sources_is_refused_with_the_reason():
    with pytest.raises(NoFigure, match=r"no government, agency, maker or named press that we read"):
        reach("us_bases/kadena-ab", "thaad", whatif=True)


@pytest.mark.parametrize("kind", ["local page", "unnamed press", "encyclopaedia"])
def test_a_basing_row_with_weak_sources_draws_nothing(copied_layers, kind):
    file = copied_layers / "sources.json"
    text = file.read_text(encoding="utf-8")
    for one in ("mod-wp-2013", "dvids-111403", "dvids-113175", "fedweek-2025"):
        head, _, tail = text.partition(f'"{one}":')
        line, _, rest = tail.partition("\n")
        for old in ("government", "press"):
            line = line.replace(f'"kind":"{old}"', f'"kind":"{kind}"')
        text = f'{head}"{one}":{line}\n{rest}'
    file.write_text(text, encoding="utf-8")
    catalog = load_layers(copied_layers)
    assert "mv-22b@futenma" not in {row.id for row in list_drawn(catalog.systems, catalog.basing)}
    with pytest.raises(NotBased, match="no source of kind government"):
        reach("us_bases/mcas-futenma", "mv-22b", catalog)


def test_an_assumption_gives_each_source_its_own_day_and_never_that_of_the_table():
    found = gp.coverage("places/camp-kengun", target="east_china_sea",
                        system="type-12-ssm-upgraded")  # fmt: skip
    told = found.reach.assumption
    assert "The Japan Times, 29 August 2025" in told["en"]
    assert "2025年8月29日" in told["ja"]
    assert "November 2026" not in told["en"]
