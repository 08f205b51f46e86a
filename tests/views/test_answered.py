"""Questions with an address: each kind answered, balanced, none that changes its meaning."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

import geoposture as gp
from geoposture.catalog.theatre import Definition
from geoposture.errors import BadRequest, UnknownFigure
from geoposture.model import Question
from geoposture.views import questions
from geoposture.views.questions import answer_question, find_question, list_asked

KEPT = Path(__file__).with_name("asked.csv")
MEANING = ("id", "kind", "from", "to", "origins", "target", "radius_km", "system")
LEAST_IN_JAPAN = 40


def ask(catalog, id_):
    return answer_question(catalog, find_question(catalog, id_))


def test_there_are_forty_questions_and_every_one_has_an_answer(catalog):
    assert len(catalog.questions) >= LEAST_IN_JAPAN
    for one in catalog.questions:
        found = answer_question(catalog, one)
        for lang in ("en", "ja"):
            assert found.title[lang]
            assert found.figure[lang]
            assert found.brief[lang]
            assert found.sentence[lang].startswith(found.brief[lang][:10])
            assert one.why[lang]
        assert one.reviewed


def test_an_id_never_changes_its_meaning(catalog):
    """Rows may come; what one of these asks stays as it was when it was first published."""
    with KEPT.open(encoding="utf-8") as lines:
        kept = {row["id"]: [row[name] for name in MEANING] for row in csv.DictReader(lines)}
    now = {
        one.id: [one.id, one.kind, one.start or "", one.end or "", one.origins or "",
                 one.target or "", f"{one.radius_km or ''}", one.system or ""]
        for one in catalog.questions
    }  # fmt: skip
    assert {id_: now.get(id_) for id_ in kept} == kept
    assert now.keys() == kept.keys(), "a new id is written into asked.csv with its first day"


def find_country(catalog, reference):
    layer, _, id_ = reference.partition("/")
    if layer in ("us_bases", "japan_archipelago"):
        return "JP"
    if layer != "places":
        return None
    row = catalog.layers[layer].feature(id_)["properties"]
    return row["country"] or id_


def test_as_many_questions_lie_inside_one_country_as_across_a_border(catalog):
    inside = across = 0
    for one in catalog.questions:
        if one.kind != "distance":
            continue
        ends = {find_country(catalog, ref) for ref in (one.start, one.end)}
        inside += len(ends) == 1
        across += len(ends) > 1
    assert inside >= across > 0


def test_no_capital_is_the_target_of_a_coverage_and_none_ranks(catalog):
    for one in catalog.questions:
        if one.kind in ("coverage", "thresholds"):
            assert one.target in catalog.theatre.list_role("areas")
        for text in (*answer_question(catalog, one).title.values(), *one.why.values()):
            for word in ("best", "the most", "nearest to", "rank", "最強", "順位"):
                assert word not in text


def test_the_disputed_islands_are_asked_from_three_sides(catalog):
    ends = {one.start for one in catalog.questions if one.end == "places/senkaku"}
    assert ends == {"places/ishigaki", "places/taiwan", "places/china"}


def test_a_distance_has_its_interval_and_the_figure_of_the_command(catalog):
    found = ask(catalog, "kadena-taiwan")
    measure = gp.distance("us_bases/kadena-ab", "places/taiwan", layers=catalog)
    assert found.value == measure.distance_km
    assert (found.low, found.high) == (measure.low_km, measure.high_km)
    assert found.low < found.value < found.high
    assert found.figure["en"] == "597 km"
    assert found.view.tool == "distance"


def test_another_definition_stands_beside_it_only_where_it_differs_by_a_tenth(catalog):
    assert ask(catalog, "kadena-taipei").others == ()  # 597 and 643 km
    others = ask(catalog, "yonaguni-taiwan").others
    assert [one.id for one in others] == ["places/taipei", "places/hualien"]
    assert "Taipei" in others[0].text["en"]
    assert "台北" in others[0].text["ja"]


@pytest.mark.parametrize(
    ("other", "differs"), [(110.0, False), (110.1, True), (90.0, False), (89.9, True)]
)
def test_a_tenth_is_a_tenth_in_both_directions(other, differs):
    assert questions._differs(other, 100.0) is differs


def test_thresholds_are_those_of_any_coverage_and_the_circle_of_the_map_holds_all(catalog):
    found = ask(catalog, "kadena-strait-circle")
    any_ = gp.coverage("us_bases/kadena-ab", target="taiwan_strait", radius_km=800, layers=catalog)
    assert found.value == pytest.approx(any_.touch_km)
    assert found.coverage.cover_km == pytest.approx(any_.cover_km)
    assert found.figure["en"] == "640 → 1,150 km"
    assert any_.cover_km <= found.view.radius_km < any_.cover_km + 10
    unsure = any_.origins[0].uncertainty_km + any_.target.uncertainty_km
    assert (found.low, found.high) == (found.value - unsure, found.value + unsure)


def test_a_share_has_the_interval_of_its_sources(catalog):
    found = ask(catalog, "mv22-futenma-east-china-sea")
    assert found.figure == {"en": "65%", "ja": "65％"}
    assert found.low < found.value < found.high
    assert "Circle =" in found.sentence["en"]
    assert "Circle =" not in found.brief["en"]
    none = ask(catalog, "f35b-iwakuni-strait")
    assert none.value == 0
    assert none.brief["en"].startswith("None of the Taiwan Strait")


def test_a_what_if_says_so_in_its_one_sentence(catalog):
    asked = Question(kind="coverage", origins="us_bases/kadena-ab", target="taiwan_strait",
                     system="f-35b", whatif=True)  # fmt: skip
    found = answer_question(catalog, asked)
    assert found.brief["en"].startswith("What if, since no source says")
    assert found.brief["ja"].startswith("仮定（")
    assert "What if" not in ask(catalog, "f35b-iwakuni-strait").brief["en"]


def test_a_length_is_the_span_of_its_definitions(catalog):
    found = ask(catalog, "archipelago-length")
    values = [one.value for one in found.others]
    assert len(values) == 6
    assert (found.low, found.high) == (min(values), max(values))
    assert found.figure["en"] == "1,880–3,300 km"
    assert "Yonaguni to Cape Soya: 2,895 km" in [one.text["en"] for one in found.others]
    assert found.view.article == "hegseth-tokyo-2025-03-30"
    assert found.view.claim


def test_a_length_without_a_known_definition_is_refused(catalog):
    theatre = replace(
        catalog.theatre, definitions=(Definition(id="a", name="A", start=(0, 0), end=(1, 1)),)
    )
    asked = Question(id="x", kind="length", target="us_bases", others=("b",))
    with pytest.raises(BadRequest, match="x: none of its definitions is known"):
        answer_question(replace(catalog, theatre=theatre), asked)


def test_a_count_is_the_official_one_with_all_that_is_counted_otherwise(catalog):
    found = ask(catalog, "facilities-count")
    assert found.value == 78
    assert "Ministry of Defense counted 78" in found.sentence["en"]
    assert [one.value for one in found.others] == [131, 79]
    bare = replace(catalog, theatre=replace(catalog.theatre, lead=None))
    with pytest.raises(BadRequest, match="no official count"):
        answer_question(bare, find_question(catalog, "facilities-count"))


def test_seas_have_their_article_in_a_question_and_cities_none(catalog):
    assert ask(catalog, "kadena-strait").title["en"].endswith("to the Taiwan Strait?")
    assert ask(catalog, "ishigaki-senkaku").title["en"].endswith("to the Senkaku Islands (Diaoyu)?")
    assert ask(catalog, "kadena-taipei").title["en"].endswith("to Taipei?")
    assert ask(catalog, "kadena-taiwan").title["en"].endswith("to the coast of Taiwan?")


def test_an_unknown_figure_names_the_list(catalog):
    with pytest.raises(UnknownFigure, match="no figure “moon”; /figures lists those there are"):
        find_question(catalog, "moon")


def test_a_city_of_another_country_stands_beside_its_coast_wherever_that_differs(catalog):
    rows = catalog.layer("places").features
    coasts = {one["properties"]["country"]: f"places/{one['id']}" for one in rows
              if one["properties"]["kind"] == "country" and one["properties"]["country"]}  # fmt: skip
    looked = []
    for asked in catalog.questions:
        layer, _, id_ = (asked.end or "").partition("/")
        if asked.kind != "distance" or layer != "places" or not asked.start.count("/"):
            continue
        ends = [asked.start.split("/"), (layer, id_)]
        home, away = (catalog.layer(a).feature(b)["properties"].get("country") for a, b in ends)
        home = home or ("JP" if ends[0][0] != "places" else None)
        if catalog.layer(layer).feature(id_)["properties"]["kind"] != "city" or away in (
            None,
            home,
        ):
            continue
        whole = gp.distance(asked.start, coasts[away], layers=catalog).distance_km
        own = answer_question(catalog, asked).value
        looked.append(asked.id)
        assert abs(own - whole) <= whole / 10 or coasts[away] in asked.others, asked.id
    assert len(looked) > 8


def test_a_place_knows_the_figures_about_it(catalog):
    about = {one.id for one in list_asked(catalog, "us_bases/kadena-ab")}
    assert {"kadena-taiwan", "misawa-kadena", "kadena-strait-circle"} <= about
    # A layer of one feature is that feature; another definition counts as well.
    assert "kadena-strait" in {one.id for one in list_asked(catalog, "taiwan_strait/taiwan-strait")}
    assert "yonaguni-taiwan" in {one.id for one in list_asked(catalog, "places/hualien")}
    assert list_asked(catalog, "places/nuuk") == []


@pytest.mark.parametrize(("id_", "wanted"), [
    ("facilities-count", ["2026-11-26-nagasaka", "2026-11-26-fuchu"]),
    ("kadena-strait", ["2026-11-26-coasts"]),
    ("yonaguni-taiwan", ["2026-11-26-coasts"]),
    ("f35b-iwakuni-strait", ["2026-11-26-f35"]),
    # The area of Futenma and what is at Iwakuni move no distance.
    ("futenma-kadena", []), ("iwakuni-kadena", []), ("mv22-futenma-east-china-sea", []),
])  # fmt: skip
def test_a_figure_has_the_corrections_that_touched_it_newest_first(catalog, client, id_, wanted):
    found = questions.find_corrections(catalog, find_question(catalog, id_))
    assert [one.id for one in found] == wanted
    page = html.unescape(client.get(f"/figures/{id_}?f=html&lang=en").text)
    assert re.findall(r'href="/corrections\?[^"]*#([^"]+)"', page) == wanted
    assert all(one.what["en"] in page for one in found)
    assert client.get(f"/figures/{id_}?f=json").json["corrections"] == wanted


def test_what_a_claim_said_of_a_place_is_no_correction_of_a_figure(catalog):
    told = {one.feature for one in catalog.corrections if one.article}
    assert "us_bases/kadena-ab" in told
    for asked in catalog.questions:
        assert not [one for one in questions.find_corrections(catalog, asked) if one.article]


def test_the_theatres_own_words_are_the_title(catalog):
    assert ask(catalog, "archipelago-length").title == {
        "en": "How long is the Japanese archipelago?", "ja": "日本列島の長さは",
    }  # fmt: skip
