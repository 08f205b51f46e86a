"""Versions of the data: what changed is told, none is lost, none is told in the wrong order."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from geoposture.catalog import find_layers, load_layers
from geoposture.catalog.versions import Record, order_records, read_record
from geoposture.errors import BadData
from geoposture.service import create_app
from geoposture.settings import Settings
from geoposture.views.versions import (
    Named,
    compare_records,
    list_changed,
    list_earlier,
    list_versions,
    make_record,
    say_changes,
)

EXAMPLE = Path(__file__).parents[2] / "examples" / "philippines"


def record(version, *, follows=None, kept=None, day="2026-01-01", features=(), figures=()):
    hashed = version * 16
    return Record(version=hashed, sha256=hashed * 4, day=day, kept=kept, package="1",
                  follows=follows and follows * 16, features=dict(features),
                  figures=dict(figures))  # fmt: skip


def change(folder):
    file = folder / "us_bases.geojson"
    text = file.read_text(encoding="utf-8")
    assert "[127.768,26.356]" in text
    file.write_text(text.replace("[127.768,26.356]", "[127.968,26.356]"), encoding="utf-8")


def test_what_was_added_left_and_changed_is_told_and_nothing_else():
    old = record("a", features={"l/a": "1", "l/b": "2", "l/c": "3"}, figures={"q": {"x": 1}})
    new = record("b", features={"l/b": "2", "l/c": "4", "l/d": "5"},
                 figures={"q": {"x": 1}, "r": {"x": 2}})  # fmt: skip
    found = compare_records(old, new)
    assert (found.added, found.removed, found.changed) == (("l/d",), ("l/a",), ("l/c",))
    assert found.figures == (("r", None, {"x": 2}),)
    assert found
    assert not compare_records(old, old)


def test_a_figure_that_left_or_changed_is_told_with_both(catalog):
    words = catalog.words("en")
    figure = {"figure": {"en": "5 km", "ja": "5キロ"}}
    other = {"figure": {"en": "6 km", "ja": "6キロ"}}
    old, new = record("a", figures={"q": figure, "r": figure}), record("b", figures={"q": other})
    told = list_changed(catalog, compare_records(old, new), words)
    assert told == [
        Named("q", None, "5 km, now 6 km"), Named("r", None, "5 km, now not given any more")
    ]  # fmt: skip
    known = record("c", figures={"kadena-taiwan": figure})
    (one,) = list_changed(catalog, compare_records(known, record("d")), catalog.words("ja"))
    assert one.path == "/figures/kadena-taiwan"
    assert one.text.startswith("嘉手納飛行場から")
    assert one.note == "5キロから掲載なしへ"
    assert say_changes(catalog, compare_records(old, old), words) == [
        "No feature and no figure changed."
    ]
    assert say_changes(catalog, None, words) == ["The first version of which a record is kept."]


def test_many_features_are_counted_and_some_named(catalog):
    refs = [f"us_bases/{one['id']}" for one in catalog.layers["us_bases"].features[:15]]
    changes = compare_records(record("a"), record("b", features=dict.fromkeys(refs, "1")))
    words, other = catalog.words("en"), catalog.words("ja")
    assert say_changes(catalog, changes, words) == ["New features (15): US facilities in Japan 15."]
    named = list_changed(catalog, changes, words)
    assert named[0] == Named("Camp Chitose", "/collections/us_bases/items/camp-chitose", "new")
    assert [one.text for one in named[11:]] == [named[11].text, "and 3 more"]
    assert list_changed(catalog, changes, other)[0].text == "キャンプ千歳"
    assert list_changed(catalog, changes, other)[-1] == Named("ほか3件", None, "新規")
    assert list_changed(catalog, None, words) == []


def test_links_of_an_article_are_told_once_as_the_article_and_what_left_has_no_page(catalog):
    rows = [one["id"] for one in catalog.layers["annotations"].features]
    article = rows[0].rpartition(".")[0]
    own = [f"annotations/{one}" for one in rows if one.startswith(f"{article}.")]
    gone = ["us_bases/x", "moons/y", "annotations/unknown-article.123"]
    changes = compare_records(record("a", features=dict.fromkeys([*own, *gone], "1")), record("b"))
    named = list_changed(catalog, changes, catalog.words("en"))
    assert [one.path for one in named] == [f"/articles/{article}", None, None, None]
    assert article not in named[0].text
    assert [one.text for one in named[1:]] == ["us_bases/x", "moons/y", "unknown-article"]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_names_what_changed_in_the_language_of_the_reader_with_links(client, lang):
    page = client.get(f"/versions?f=html&lang={lang}").text
    assert not re.search(r"annotations/|us_bases/[a-z-]+ ?[,<]", re.sub(r'href="[^"]*"', "", page))
    links = re.findall(r'<li><a href="(/(?:articles|collections)/[^"]+)"', page)
    assert len(links) > 10
    assert all(client.get(html.unescape(one)).status_code == 200 for one in links)


def test_versions_of_one_day_stand_in_the_order_in_which_they_followed():
    first, second, third = record("c"), record("a", follows="c"), record("b", follows="a")
    for given in ([third, second, first], [second, third, first], [first, third, second, first]):
        assert [one.version[0] for one in order_records(given)] == ["c", "a", "b"]
    ring = [record("a", follows="b"), record("b", follows="a")]
    assert len(order_records(ring)) == 2
    kept = [record("a", kept="2026-02-02"), record("b", kept="2026-01-01"), record("c")]
    assert [one.version[0] for one in order_records(kept)] == ["b", "a", "c"]


def test_a_record_is_read_as_it_was_written(catalog):
    own = make_record(catalog)
    assert read_record(own.write(), "x.json") == own
    assert own.version == catalog.version
    assert len(own.features) == sum(len(one.features) for one in catalog.layers.values())
    assert len(own.figures) == len(catalog.questions)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"version":"x"}', make_record.__doc__.encode(),
             record("a").write().replace(b"a" * 16, b"b" * 16, 1)],
)  # fmt: skip
def test_what_is_no_record_is_one_line(data):
    with pytest.raises(BadData) as error:
        read_record(data, "versions/x.json")
    assert error.value.message.startswith("versions/x.json: ")
    assert "\n" not in error.value.message


def test_the_shipped_data_tell_what_changed_since_the_version_before(catalog):
    (own, changes), *earlier = list_versions(catalog)
    assert own.version == catalog.version
    assert earlier
    assert {one.version for one, _ in earlier} == {one.version for one in catalog.versions}
    assert {id_ for id_, before, _ in changes.figures if before is None} == {
        one.id for one in catalog.questions
    }


def test_records_are_no_part_of_the_version(catalog, copied_layers):
    before = load_layers(copied_layers).version
    for file in (copied_layers / "versions").glob("*.json"):
        file.unlink()
    assert load_layers(copied_layers).version == before


def test_a_figure_says_what_it_was_in_earlier_versions(copied_layers):
    before = replace(make_record(load_layers(copied_layers)), kept="2026-11-28")
    (copied_layers / "versions" / f"{before.version}.json").write_bytes(before.write())
    change(copied_layers)
    catalog = load_layers(copied_layers)
    told = list_earlier(catalog, "kadena-taiwan", catalog.words("en"))
    day = catalog.words("en").date(before.day)
    assert told == [f"597 km in version {before.version}, {day}"]
    assert list_earlier(catalog, "tokyo-naha", catalog.words("en")) == []
    client = create_app(Settings(layers=copied_layers), catalog).test_client()
    assert told[0] in client.get("/figures/kadena-taiwan?lang=en").text
    page = client.get("/versions?lang=en").text
    assert "Changed features (1): US facilities in Japan 1." in page
    question = "How far is it from Kadena Air Base to the coast of Taiwan?"
    assert f'/figures/kadena-taiwan?f=html&amp;lang=en">{question}</a> — 597 km, now 617 km' in page
    rows = client.get("/versions?f=json").json["versions"]
    assert rows[0]["current"] is True
    assert [one["current"] for one in rows[1:]] == [False] * (len(rows) - 1)
    assert rows[0]["changes"]["features"]["changed"] == ["us_bases/kadena-ab"]
    assert client.get(f"/v/{before.version}/version.json").data == before.write()


def test_a_version_without_a_record_is_gone(client):
    assert client.get("/v/0123456789abcdef/version.json").status_code == 410


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_names_each_version_with_its_hash_and_how_to_cite_the_whole(client, catalog, lang):
    page = client.get(f"/versions?lang={lang}").text
    assert catalog.sha256 in page
    assert f"geoposture{' (' if lang == 'en' else '（'}2026" in page
    for one in catalog.versions:
        assert one.sha256 in page
        assert f'href="/v/{one.version}/version.json"' in page


def test_a_second_export_keeps_the_first_ones_record_and_tells_what_changed(tmp_path):
    site, layers = tmp_path / "site", tmp_path / "layers"
    shutil.copytree(EXAMPLE, layers)
    command = [sys.executable, "-m", "geoposture", "export", str(site), "--layers", str(layers)]
    subprocess.run(command, check=True, capture_output=True)
    first = json.loads((site / "versions.json").read_text())["versions"][0]["version"]
    places = layers / "places.geojson"
    data = json.loads(places.read_text("utf-8"))
    (town,) = (one for one in data["features"] if one["id"] == "tuguegarao")
    town["geometry"]["coordinates"][0] += 0.2
    places.write_text(json.dumps(data), encoding="utf-8")
    subprocess.run(command, check=True, capture_output=True)
    rows = json.loads((site / "versions.json").read_text())["versions"]
    assert [one["version"] for one in rows][1] == first
    assert rows[0]["changes"]["features"]["changed"] == ["places/tuguegarao"]
    for one in rows:
        assert (site / "v" / one["version"] / "version.json").is_file()
    figure = Path("figures") / "lal-lo-tuguegarao.json"
    was = json.loads((site / "v" / first / figure).read_text())
    now = json.loads((site / figure).read_text())
    assert was["distance_km"] != now["distance_km"]
    page = (site / figure.with_suffix(".html")).read_text()
    assert f"{was['figure']['en']} in version {first}" in html.unescape(page)


def test_two_versions_are_compared_by_a_command(runner, copied_layers, tmp_path):
    change(copied_layers)
    shown = runner("diff", str(find_layers()), str(copied_layers), "--format", "json")
    found = json.loads(shown.out)
    assert found["features"] == {"added": [], "removed": [], "changed": ["us_bases/kadena-ab"]}
    assert "kadena-taiwan" in {one["id"] for one in found["figures"]}
    table = runner("diff", str(find_layers()), str(copied_layers)).out
    assert "changed  us_bases/kadena-ab" in table
    assert runner("diff", str(find_layers()), str(find_layers())).out == ""
    nowhere = runner("diff", str(tmp_path / "moon"), str(find_layers()))
    assert nowhere.status == 1
    assert nowhere.err.count("\n") == 1
    (tmp_path / "export.json").write_text("{")
    assert runner("diff", str(tmp_path), str(find_layers())).status == 1


def test_the_record_of_today_is_kept_once(runner, copied_layers):
    shown = runner("versions", "--keep", "--layers", str(copied_layers))
    catalog = load_layers(copied_layers)
    assert f"{catalog.version}.json" in shown.err
    assert catalog.version in {one.version for one in catalog.versions}
    assert runner("versions", "--keep", "--layers", str(copied_layers)).err == ""
    rows = json.loads(runner("versions", "--layers", str(copied_layers), "--format", "json").out)
    assert rows[0]["version"] == catalog.version


def test_a_figure_is_printed_with_its_citation_and_the_command(runner, catalog):
    table = runner("figures", "kadena-taiwan").out
    assert "597.406" in table
    assert f"Data version {catalog.version}" in table
    assert "geoposture figures kadena-taiwan" in table
    assert "嘉手納飛行場" in runner("figures", "kadena-taiwan", "--lang", "ja").out
    rows = json.loads(runner("figures", "--format", "json").out)
    assert [one["id"] for one in rows] == [one.id for one in catalog.questions]
    assert json.loads(runner("figures", "kadena-taiwan", "--format", "json").out)["low_km"]
    wrong = runner("figures", "moon")
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)
