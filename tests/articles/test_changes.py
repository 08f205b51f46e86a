"""From an article to its end: published, embedded, corrected, withdrawn, in three theatres."""

from __future__ import annotations

import csv
import json
import pickle
import shutil
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoposture.articles.changes import COLUMNS, add_row, write_stub
from geoposture.articles.corrections import describe_pin
from geoposture.catalog import find_layers, load_layers
from geoposture.cli.changes import write_all
from geoposture.errors import BadData, Withdrawn
from geoposture.model import Correction
from geoposture.service import create_app
from geoposture.settings import Settings

ROOT = Path(__file__).parents[2]
ARTICLE = "ferry-2026-01-05"
WHY = {"en": "The publisher asked for it.", "ja": "発行元の求めによる。"}
GONE = "/articles/{id}?f=html&lang={lang}", "/embed?article={id}&lang={lang}"


@dataclass
class Row:
    kind: str
    article: str | None = None


@dataclass
class Theatre:
    layers: Path
    names: tuple[str, str]
    languages: tuple[str, ...] = ("en", "ja")

    @property
    def further(self):
        return self.layers.parent / "further"

    def open(self):
        catalog = load_layers(self.layers, articles=self.further)
        settings = Settings(layers=self.layers, articles=self.further)
        return create_app(settings, catalog).test_client()

    def read_table(self, file):
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


@pytest.fixture(params=["japan", "philippines", "minimal"])
def theatre(request, tmp_path, runner):
    target = tmp_path / "layers"
    ignored = shutil.ignore_patterns(".cache", "recipes", "__pycache__")
    if request.param == "minimal":
        assert runner("new", str(target)).status == 0
        made = Theatre(target, ("First place", "Second place"), ("en",))
    elif request.param == "japan":
        shutil.copytree(find_layers(), target, ignore=ignored)
        made = Theatre(target, ("Kadena Air Base", "Yokota Air Base"))
    else:
        shutil.copytree(ROOT / "examples" / "philippines", target, ignore=ignored)
        made = Theatre(target, ("Naval Base Camilo Osias", "Lal-lo Airport"), ("en",))
    made.further.mkdir()
    return made


@pytest.fixture
def publish(theatre, runner, tmp_path):
    """Publish an article of two claims into the further folder."""

    def run():
        text, work = tmp_path / "text.txt", tmp_path / "work"
        work.mkdir()
        first, second = theatre.names
        text.write_text(
            f"A new line\nA bus now goes to {first} each morning. Later in the day, as the operator"
            f" told us, a second one leaves for {second}, and both are free of charge this year.\n",
            encoding="utf-8",
        )
        given = ("--id", ARTICLE, "--title", "A new line", "--published", "2026-01-05",
                 "--publisher", "Our desk", "--url", "https://example.org/line")  # fmt: skip
        layers = ("--layers", str(theatre.layers))
        draft, sheet, reviewed = (str(work / name) for name in ("d.geojson", "s.csv", "r.geojson"))
        assert runner("annotate", str(text), *given, "-o", draft, *layers).status == 0
        assert runner("article", "sheet", draft, "-o", sheet).status == 0
        with open(sheet, encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123
            rows = list(csv.DictReader(lines))
        numbers = dict(zip(theatre.names, "12", strict=True))
        for row in rows:
            number = numbers.get(row["surface"])
            if number and row["link"] == "explicit":
                row |= {"keep": "y", "claim_no": number, "claim_en": f"Bus {number} runs.",
                        "claim_ja": f"バス{number}号が走る。", "reviewer": "Our desk",
                        "reviewed": "2026-01-06", "extent": "whole"}  # fmt: skip
        with open(sheet, "w", encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        assert runner("article", "apply", draft, sheet, "-o", reviewed, *layers).status == 0
        target = theatre.further / f"{ARTICLE}.geojson"
        done = runner(
            "article", "publish", reviewed, "--text", str(text), "-o", str(target), *layers
        )
        assert done.status == 0, done.err
        return text

    return run


@pytest.fixture
def change(theatre, runner):
    def run(*given, id_=ARTICLE):
        command, *rest = given
        folders = ("--layers", str(theatre.layers), "--articles", str(theatre.further))
        return runner("article", command, id_, *rest, *folders)

    return run


def test_from_an_article_to_its_withdrawal(theatre, publish, change):
    text = publish()
    client = theatre.open()
    version = client.get("/readyz").json["catalog"][:16]
    for lang in theatre.languages:
        shown = client.get(f"/embed?article={ARTICLE}&claim=1&lang={lang}")
        assert shown.status_code == 200
        assert ("Bus 1 runs." if lang == "en" else "バス1号が走る。") in shown.text
    rows = len(client.get("/corrections?f=json").json)

    done = change(
        "correct", "--claim", "1", "--claim-en", "Bus 1 runs daily.", "--claim-ja", "毎日走る。",
        "--date", "2026-02-01", "--text", str(text),
    )  # fmt: skip
    assert done.status == 0, done.err
    client = theatre.open()
    told = client.get("/corrections?f=json").json
    assert len(told) == rows + 1
    row = next(one for one in told if one.get("article") == ARTICLE)
    assert (row["date"], row["kind"]) == ("2026-02-01", "corrected")
    for lang in theatre.languages:
        old, new = (
            ("Bus 1 runs", "Bus 1 runs daily") if lang == "en" else ("バス1号が走る", "毎日走る")
        )
        for form in ("", "&f=atom"):
            page = client.get(f"/corrections?lang={lang}{form}").text
            assert old in page
            assert new in page
            assert ".." not in page.replace("...", "")
        assert new in client.get(f"/embed?article={ARTICLE}&claim=1&lang={lang}").text
        # An embed of the version before says that there is a newer one.
        held = client.get(f"/v/{version}/embed?article={ARTICLE}&lang={lang}")
        assert held.status_code == 200
        assert f"/corrections?lang={lang}" in held.text

    done = change(
        "withdraw", "--reason-en", WHY["en"], "--reason-ja", WHY["ja"], "--date", "2026-03-01"
    )
    assert done.status == 0, done.err
    assert not (theatre.further / f"{ARTICLE}.geojson").exists()
    stub = tomllib.loads((theatre.further / f"{ARTICLE}.toml").read_text("utf-8"))
    assert stub == {
        "title": "A new line", "publisher": "Our desk", "published": "2026-01-05",
        "url": "https://example.org/line",
        "withdrawn": {"date": "2026-03-01", "reason_en": WHY["en"], "reason_ja": WHY["ja"]},
    }  # fmt: skip
    _assert_gone(theatre, ARTICLE, version)


def _assert_gone(theatre, id_, version):
    client = theatre.open()
    title = tomllib.loads(
        next(
            file
            for file in (
                theatre.further / f"{id_}.toml",
                theatre.layers / "articles" / f"{id_}.toml",
            )
            if file.exists()
        ).read_text("utf-8")
    )["title"]
    for lang in theatre.languages:
        addresses = (*GONE, "/v/" + version + "/embed?article={id}&lang={lang}")
        for address in addresses:
            shown = client.get(address.format(id=id_, lang=lang))
            assert shown.status_code == 410, address
            assert WHY[lang] in shown.text
            assert title in shown.text
            assert ("1 March 2026" if lang == "en" else "2026年3月1日") in shown.text
        page = client.get(f"/?article={id_}&lang={lang}")
        assert page.status_code == 200
        assert WHY[lang] in page.text
        assert WHY[lang].rstrip(".。") in client.get(f"/corrections?lang={lang}").text
        assert WHY[lang].rstrip(".。") in client.get(f"/corrections?lang={lang}&f=atom").text
    answer = client.get(f"/articles/{id_}?f=json")
    assert (answer.status_code, answer.json["code"]) == (410, "withdrawn")
    assert "https" not in answer.json["detail"]
    assert WHY["en"] in answer.json["detail"]
    others = ("/", "/embed", "/map.svg", "/articles", "/articles?f=html", "/sitemap.xml", "/api")
    for address in (*others, "/collections?f=html", "/corrections"):
        shown = client.get(address)
        assert shown.status_code == 200, address
    assert id_ not in client.get("/sitemap.xml").text
    for address in (f"/map.svg?article={id_}", f"/map.png?article={id_}", f"/articles/{id_}/annotations",
                    f"/oembed?url=http%3A%2F%2Flocalhost%2F%3Farticle%3D{id_}"):  # fmt: skip
        assert client.get(address).status_code == 410, address
    kinds = {
        one["kind"] for one in client.get("/corrections?f=json").json if one.get("article") == id_
    }
    assert "withdrawn" in kinds


@pytest.mark.parametrize("theatre", ["japan", "philippines"], indirect=True)
def test_each_article_of_a_theatre_can_be_withdrawn_the_one_that_opens_first(theatre, change):
    files = sorted((theatre.layers / "annotations").glob("*.geojson"))
    opens = load_layers(theatre.layers).theatre.article
    files.sort(key=lambda one: one.stem != opens)
    version = theatre.open().get("/readyz").json["catalog"][:16]
    given = ("--reason-en", WHY["en"], "--reason-ja", WHY["ja"], "--date", "2026-03-01")
    for file in (files[0], *files[-1:]) if len(files) > 1 else files:
        done = change("withdraw", *given, id_=file.stem)
        assert done.status == 0, done.err
        assert not file.exists()
        told = theatre.read_table(theatre.layers / "sources" / "corrections.csv")
        assert told[-1]["article"] == file.stem
        assert told[-1]["kind"] == "withdrawn"
        _assert_gone(theatre, file.stem, version)
        again = change("withdraw", *given, id_=file.stem)
        assert again.status == 2
        assert WHY["en"] in again.err


@pytest.mark.parametrize("theatre", ["minimal"], indirect=True)
def test_beside_a_stub_rows_that_are_still_there_are_not_told(theatre, publish):
    """As after a power cut between the two files."""
    publish()
    file = theatre.further / f"{ARTICLE}.toml"
    file.write_bytes(write_stub({"": {"title": "A"}, "withdrawn": {"date": "2026-03-01"}}))
    client = theatre.open()
    assert client.get("/articles?f=json").json["articles"] == []
    assert "Bus 1 runs" not in client.get(f"/?article={ARTICLE}").text
    assert client.get(f"/articles/{ARTICLE}").status_code == 410


def test_a_place_is_corrected_and_told_by_its_name(theatre, publish, change):
    publish()
    held = json.loads((theatre.further / f"{ARTICLE}.geojson").read_text("utf-8"))
    _, second = (one["properties"]["feature"] for one in held["features"])
    assert change("correct", "--claim", "1", "--feature", second).status == 0
    (one, _) = json.loads((theatre.further / f"{ARTICLE}.geojson").read_text("utf-8"))["features"]
    assert (one["properties"]["feature"], one["properties"]["method"]) == (second, "editor")
    row = theatre.read_table(theatre.further / "corrections.csv")[-1]
    assert (row["before_en"], row["after_en"]) == theatre.names
    table = theatre.further / "corrections.csv"
    text = table.read_text("utf-8").rstrip("\n")
    assert text.partition("\n")[0].endswith(",questions")
    table.write_text(f"{text}a-figure\n", encoding="utf-8")
    assert change("correct", "--claim", "1", "--feature", "none", "--kind", "updated").status == 0
    assert [one["questions"] for one in theatre.read_table(table)] == ["a-figure", ""]
    (one, _) = json.loads((theatre.further / f"{ARTICLE}.geojson").read_text("utf-8"))["features"]
    assert (one["properties"]["feature"], one["geometry"]) == (None, None)
    assert theatre.read_table(theatre.further / "corrections.csv")[-1]["after_en"] == "no place"
    assert change("correct", "--claim", "2", "--remove").status == 0
    assert theatre.read_table(theatre.further / "corrections.csv")[-1]["after_en"] == "removed"
    ids = [one["id"] for one in theatre.read_table(theatre.further / "corrections.csv")]
    assert len(set(ids)) == 3
    assert theatre.open().get(f"/articles/{ARTICLE}?f=json").json["claim_count"] == 1


@pytest.mark.parametrize("theatre", ["minimal"], indirect=True)
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--claim", "9", "--remove"), "--claim 9: no such claim; claims: 1, 2"),
        (("--claim", "1"), "nothing is changed; give --claim-en"),
        (("--claim", "1", "--claim-en", "Bus 1 runs."), "nothing is changed"),
        (("--claim", "1", "--feature", "places/nowhere"), "feature “places/nowhere”"),
        (("--claim", "1", "--feature", "places/first", "--instead", "places"), "the claim’s are"),
        (("--claim", "1", "--claim-en", "w " * 26), "claim_en: has 26 words; at most 25"),
        (("--claim", "1", "--remove", "--date", "1/2/2026"), "--date is a day as in 2025-03-30"),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_changes_nothing(theatre, publish, change, given, words):
    publish()
    file = theatre.further / f"{ARTICLE}.geojson"
    before = file.read_bytes()
    done = change("correct", *given)
    assert done.status in (1, 2)
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert file.read_bytes() == before
    assert not (theatre.further / "corrections.csv").exists()


@pytest.mark.parametrize("theatre", ["minimal"], indirect=True)
def test_a_copied_correction_and_a_withdrawal_without_reason_are_refused(theatre, publish, change):
    text = publish()
    words = "a second one leaves for somewhere else entirely"
    text.write_text(f"{text.read_text('utf-8')}{words}.", encoding="utf-8")
    done = change("correct", "--claim", "1", "--claim-en", words, "--text", str(text))
    assert "shares 7 words in a row" in done.err
    assert "--reason-en or --reason-ja says to readers why" in change("withdraw").err
    assert change("withdraw", "--reason-en", "x", id_="nothing").status == 2


def test_where_one_file_cannot_be_written_none_is(tmp_path):
    first, gone, blocked = (tmp_path / name for name in ("a.geojson", "b.geojson", "plain"))
    for file in (first, gone, blocked):
        file.write_bytes(b"old")
    with pytest.raises(BadData, match="cannot be written"):
        write_all([(first, b"new"), (gone, None), (blocked / "x.csv", b"new")])
    assert first.read_bytes() == gone.read_bytes() == b"old"


def test_a_withdrawal_travels_between_processes():
    error = Withdrawn("gone", told={"en": "gone"}, url="https://example.org")
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.told, again.url) == ("gone", {"en": "gone"}, error.url)


@given(st.dictionaries(st.sampled_from(["title", "publisher"]), st.text(max_size=40)))
def test_a_stub_is_read_as_it_was_written(members):
    found = tomllib.loads(write_stub({"": members}).decode())
    assert found == {
        key: " ".join(value.split()).replace("\x7f", "") for key, value in members.items()
    }


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20), max_size=5
    )
)
def test_rows_are_added_and_none_is_changed(texts):
    table = b""
    for text in texts:
        table = add_row(table, {"id": "same", "what_en": text, "kind": "corrected"})
    rows = list(csv.DictReader(table.decode().splitlines()))
    assert [one["what_en"] for one in rows] == [" ".join(one.split()) for one in texts]
    assert len({one["id"] for one in rows}) == len(rows)
    assert not rows or (tuple(rows[0]) == COLUMNS and rows[0]["id"] == "same")


@pytest.mark.parametrize(
    ("article", "row", "told"),
    [
        (None, Row("corrected"), True), (None, Row("updated"), False),
        (None, Row("withdrawn"), False), ("a", Row("corrected"), True),
        ("a", Row("withdrawn", "a"), True), ("a", Row("corrected", "a"), True),
        ("a", Row("updated", "a"), False), ("a", Row("withdrawn", "b"), False),
        (None, Row("corrected", "b"), False),
    ],
)  # fmt: skip
def test_a_frame_counts_what_concerns_it(catalog, article, row, told):
    """The page's script counts by the same rule."""
    day = "2030-01-01"
    more = Correction(id="x", date=day, kind=row.kind, feature=None, what={}, before={}, after={},
                      figures=(), article=row.article)  # fmt: skip
    before = describe_pin(catalog, article, "2029-01-01")
    after = describe_pin(
        replace(catalog, corrections=(*catalog.corrections, more)), article, "2029-01-01"
    )
    assert before == {
        "version": catalog.version,
        "article": article or "",
        "since": "2029-01-01",
        "known": 0,
    }
    assert (after["since"], after["known"]) == ((day, 1) if told else ("2029-01-01", 0))
    facts = [one.date for one in catalog.corrections if one.kind == "corrected"]
    assert describe_pin(catalog, None, None)["since"] == max(facts)
