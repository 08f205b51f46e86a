"""The exported site: whole or not at all, the same every time, what is pinned stays."""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from geoposture import analysis, geodesy
from geoposture.catalog.references import resolve
from geoposture.errors import BadData
from geoposture.export import addresses, bundle, precomputed, site
from geoposture.export.atomic_directory import reserve
from geoposture.formats.geojson import coverage_figures, measure_feature
from geoposture.maps.scene import describe_theatre, describe_tools

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "philippines"
WRITER = """
import sys, pathlib
from geoposture.export.atomic_directory import reserve
from geoposture.errors import BadData
files = {f"{n}/new.txt": b"new" * int(sys.argv[3]) for n in range(int(sys.argv[2]))}
try:
    with reserve(pathlib.Path(sys.argv[1])) as place:
        place.replace(files)
except BadData as error:
    sys.exit(error.message)
"""


def snapshot(folder: Path) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file()
    }


def in_hiding(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if one.name.startswith(".")]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A small export of long ago, with a pinned embed, its script, and a file of the owner's."""
    folder = tmp_path / "site"
    files = {
        "index.html": "old page",
        "v/0123456789abcdef/embed/index.html": '<script src="../../../static/old-1.js"></script>',
        "static/old-1.js": "pinned",
        "static/old-2.js": "named by nobody",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    listed = {"made_by": site.MADE_BY, "files": dict.fromkeys(files, "")}
    (folder / addresses.MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
    (folder / "CNAME").write_text("map.example.org", encoding="utf-8")
    return folder


def test_a_second_export_is_the_same_and_keeps_what_is_pinned(tmp_path, old, runner):
    for target in (tmp_path / "first", old):
        shown = runner("export", str(target), "--layers", str(EXAMPLE))
        assert shown.status == 0, shown.err
    before = snapshot(tmp_path / "first")
    after = snapshot(old)
    kept = {"v/0123456789abcdef/embed/index.html", "static/old-1.js", "CNAME"}
    assert set(after) - set(before) == kept
    listed = addresses.MANIFEST
    assert {name: after[name] for name in before if name != listed} == {
        name: one for name, one in before.items() if name != listed
    }
    assert in_hiding(old.parent) == []


def test_a_pinned_file_is_never_changed(catalog, old):
    pinned = old / "v/0123456789abcdef/embed/index.html"
    text = pinned.read_bytes()
    with bundle.reserve_copy(old) as copy:
        copy.write(catalog, {"v/0123456789abcdef/embed/index.html": b"other", "index.html": b"x"})
    assert pinned.read_bytes() == text
    assert (old / "index.html").read_bytes() == b"x"
    assert not (old / "static/old-2.js").exists()


def test_the_manifest_lists_every_file_with_its_hash(exported):
    listed = json.loads((exported / addresses.MANIFEST).read_bytes())["files"]
    found = snapshot(exported)
    del found[addresses.MANIFEST]
    assert listed == found


def test_every_layer_file_has_its_hash_beside_it(exported):
    files = list(exported.glob("layers/*.sha256"))
    assert len(files) == 30
    for one in files:
        digest, name = one.read_text(encoding="utf-8").split()
        assert hashlib.sha256((one.parent / name).read_bytes()).hexdigest() == digest


def test_what_a_style_names_lies_in_the_site(exported):
    for file in (*exported.glob("static/*.css"), *exported.rglob("*.html")):
        for address in re.findall(r"url\(['\"]?([^'\")]+)", file.read_text()):
            if not address.startswith(("data:", "#")):
                assert (file.parent / address).resolve().is_file(), f"{file}: {address}"
    # From a disk no browser reads a face that lies beside the sheet: it has to lie inside.
    assert list(exported.rglob("*.woff2")) == []
    faces = {
        one.name: one.read_text().count("data:font/woff2") for one in exported.glob("static/*.css")
    }
    assert sorted(faces.values()) == [0, 1, 1, 2], (
        faces
    )  # the sheet of documents stands beside another
    (sheet,) = (name for name in faces if name.startswith("face-"))
    posters = [one for one in exported.rglob("*.html") if "siteposter" in one.read_text()]
    assert posters
    for file in posters:
        assert sheet in file.read_text(), file
    assert list(exported.glob("static/*licence*")), "a face without its licence"


def test_no_file_knows_where_it_was_made(exported):
    for one in exported.rglob("*"):
        if one.is_file():
            data = one.read_bytes()
            assert addresses.ORIGIN.encode() not in data, one
            assert b"127.0.0.1" not in data, one


def test_a_killed_export_leaves_the_old_one_whole(old):
    before = snapshot(old)
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(old), "20000", "10"])
    while not in_hiding(old.parent):
        assert process.poll() is None
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert snapshot(old) == before
    assert in_hiding(old.parent) != []
    with reserve(old):
        assert in_hiding(old.parent) == []


def test_what_was_moved_away_by_a_killed_export_comes_back(old):
    before = snapshot(old)
    old.rename(old.with_name(".site.old-1234"))
    with reserve(old):
        assert snapshot(old) == before


def test_a_second_export_at_the_same_time_is_told(old, runner):
    before = snapshot(old)
    with reserve(old):
        shown = runner("export", str(old))
    assert shown.status == 1
    assert "another export" in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert snapshot(old) == before


def test_without_an_exchange_two_renames_do(old, monkeypatch):
    monkeypatch.setattr("geoposture.export.atomic_directory._exchange", lambda *_: False)
    with reserve(old) as place:
        place.replace({"index.html": b"new"})
    assert snapshot(old).keys() == {"index.html"}
    assert in_hiding(old.parent) == []


@pytest.mark.parametrize("limit", [1000])
def test_a_full_disk_changes_nothing(old, limit):
    before = snapshot(old)
    shown = subprocess.run(
        [sys.executable, "-c", WRITER, str(old), "3", "10000"],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert shown.returncode == 1
    assert "cannot be written" in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1
    assert snapshot(old) == before
    assert in_hiding(old.parent) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(BadData, match="cannot be"), reserve(Path("/sys/site")) as place:
        place.replace({"index.html": b"x"})
    with pytest.raises(BadData, match="cannot be used"), reserve(tmp_path / "none" / "site"):
        pass


def test_a_foreign_folder_or_a_file_is_refused_before_anything_is_computed(tmp_path, runner):
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("mine", encoding="utf-8")
    for target in (foreign, foreign / "thesis.txt"):
        shown = runner("export", str(target))
        assert shown.status == 1
        assert len(shown.err.strip().splitlines()) == 1
    assert snapshot(foreign).keys() == {"thesis.txt"}


def test_an_address_without_a_file_is_a_fault():
    with pytest.raises(BadData, match="/nowhere"):
        addresses.relink_page('<a href="/nowhere">', "index.html", lang="en")


def test_links_are_relative_to_their_page():
    text = '<a href="/method?lang=ja"></a><a href="?lang=ja&amp;feature=us_bases/x"></a>'
    assert addresses.relink_page(text, "ja/articles/a.html", lang="ja") == (
        '<a href="../method.html"></a><a href="?feature=us_bases/x"></a>'
    )


def test_a_sitemap_names_pages_and_only_with_a_public_address(catalog):
    files = dict.fromkeys(("index.html", "ja/about.html", "v/1/embed/index.html", "map.html"), b"")

    def pages(public_url):
        return dict(site._Maker(catalog, None, public_url).list_pages(files))

    assert pages("").keys() == {"robots.txt"}
    text = pages("https://map.example/jp")["sitemap.xml"].decode()
    assert re.findall("<loc>(.*?)</loc>", text) == [
        "https://map.example/jp/", "https://map.example/jp/ja/about.html"
    ]  # fmt: skip


def test_only_a_public_address_makes_canonical_ones():
    text = f'  <link rel="canonical" href="{addresses.ORIGIN}/?lang=ja">\n'
    assert addresses.relink_page(text, "ja/index.html", lang="ja") == ""
    public = addresses.relink_page(
        text, "ja/index.html", lang="ja", public_url="https://map.example"
    )
    assert public == '  <link rel="canonical" href="https://map.example/ja/">\n'


@pytest.fixture(scope="module")
def ask(catalog):
    """Ask the browser's module, with the data an export carries for one facility."""
    whole = precomputed.list_origins
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(precomputed, "list_origins", lambda catalog: whole(catalog)[2:3])
        data = precomputed.collect_answers(catalog, [])
    bases = [dict(one) for one in catalog.layer("us_bases").features]
    return lambda questions: run_node(
        {
            "data": data,
            "theatre": describe_theatre(catalog, "en"),
            "bases": bases,
            "words": describe_tools(catalog, "en"),
            "ask": questions,
        }
    )


def run_node(given):
    script = """
      import { answer } from "./src/offline/answers.js";
      import { keepFeatures, store } from "./src/core/store.js";
      import { setWords } from "./src/core/words.js";
      const { data, theatre, bases, words, ask } = JSON.parse(await new Response(process.stdin).text());
      setWords(words, "en");
      store.settings = { theatre };
      keepFeatures("us_bases", bases);
      const tell = ([path, query]) => {
        try { return answer(data, path, query, ""); } catch (error) { return { error: error.message }; }
      };
      console.log(JSON.stringify(ask.map(tell)));
    """
    shown = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=ROOT / "web", input=json.dumps(given), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(shown.stdout)


@pytest.mark.parametrize(("radius", "sea"), [(800, "taiwan_strait"), (650, "east_china_sea")])
def test_coverage_in_advance_is_the_coverage_of_the_service(catalog, ask, radius, sea):
    found = ask(
        [["/coverage", {"origins": "us_bases/kadena-ab", "target": sea, "radius_km": radius}]]
    )
    spot, target = (resolve(catalog, one, parameter="x") for one in ("us_bases/kadena-ab", sea))
    reach = analysis.make_reach(
        catalog, [spot.ref], [spot], radius_km=radius, system=None, whatif=False
    )
    told = coverage_figures(
        analysis.compute_coverage(catalog, [spot], target, reach, references=[spot.ref])
    )
    figures = found[0]["coverage"]
    for name in ("share", "share_low", "share_high", "touch_km", "cover_km"):
        assert figures[name] == pytest.approx(told[name], abs=2e-6), name
    assert figures["covered_km2"] == pytest.approx(told["covered_km2"], abs=0.5)
    assert figures["sentence"] == told["sentence"]


PAIRS = [
    ("us_bases/kadena-ab", "places/taipei"), ("us_bases/misawa-ab", "us_bases/kadena-ab"),
    ("places/tokyo", "places/iwo-jima"), ("us_bases/kadena-ab", "places/manila"),
    ("us_bases/mcas-iwakuni", "places/seoul"), ("us_bases/sasebo-naval-base", "places/shanghai"),
    ("127.7,26.3", "121.5,25.04"), ("179.9,0", "-179.9,0"), ("0,90", "0,-90"),
    ("us_bases/kyogamisaki-communication-site", "places/busan"),
    ("us_bases/kobi-sho-range", "places/taipei"), ("us_bases/negishi-housing", "places/tokyo"),
    ("-77.03,38.89", "us_bases/yokota-ab"), ("us_bases/yokota-ab", "places/beijing"),
]  # fmt: skip


def test_distances_of_the_browser_are_those_of_the_service_to_a_millimetre(catalog, ask):
    found = ask([["/distance", {"from": a, "to": b}] for a, b in PAIRS])
    for (a, b), one in zip(PAIRS, found, strict=True):
        spots = [resolve(catalog, ref, parameter="x") for ref in (a, b)]
        told = measure_feature(analysis.measure_distance(catalog, *spots))["properties"]
        assert "error" not in one, (a, b, one)
        given = one["properties"]
        assert given["distance_m"] == pytest.approx(told["distance_m"], abs=0.001), (a, b)
        assert given["sentence"] == told["sentence"]
        for name in ("low_km", "high_km", "distance_mi", "distance_nmi"):
            assert given[name] == pytest.approx(told[name], abs=1e-6)
        if abs(spots[0].geometry.y) < 90:
            assert given["azimuth_deg"] == pytest.approx(told["azimuth_deg"], abs=1e-6)
            assert given["back_azimuth_deg"] == pytest.approx(told["back_azimuth_deg"], abs=1e-6)


def test_rings_of_the_browser_keep_their_radius_to_a_millimetre(catalog, ask):
    question = {"origins": "us_bases/kadena-ab", "target": "taiwan_strait", "radius_km": 800}
    ring = ask([["/coverage", question]])[0]["features"][0]["geometry"]
    centre = resolve(catalog, "us_bases/kadena-ab", parameter="x").geometry
    for lon, lat in ring["coordinates"][0]:
        assert float(geodesy.measure(centre.x, centre.y, lon, lat)[0]) == pytest.approx(
            800_000, abs=0.001
        )


def test_what_cannot_be_answered_says_what_to_do(ask):
    questions = [
        ["/distance", {"from": "us_bases/kadena-ab", "to": "taiwan_strait"}],
        ["/distance", {"from": "us_bases/kadena-ab", "to": "places/nowhere"}],
        ["/coverage", {"origins": "places/taipei", "target": "taiwan_strait", "radius_km": 800}],
        [
            "/coverage",
            {"origins": "us_bases/kadena-ab", "target": "taiwan_strait", "radius_km": 777},
        ],
        [
            "/coverage",
            {"origins": "us_bases/kadena-ab", "target": "taiwan_strait", "system": "mv-22b"},
        ],
    ]
    for one in ask(questions):
        assert "This copy" in one["error"]


def test_the_bundle_is_small_and_the_same_every_time(catalog, exported):
    files = {
        one.relative_to(exported).as_posix(): one.read_bytes()
        for one in exported.rglob("*")
        if one.is_file()
    }
    data = bundle.make_bundle(catalog, files)
    assert data == bundle.make_bundle(catalog, dict(reversed(files.items())))
    articles = {one["properties"]["article"] for one in catalog.layer("annotations").features}
    # A third of it are figures, a third places and sources; an article has two embeds and pages,
    # and each SVG brings its faces.
    most = 5_300_000 + 26_000 * len(catalog.questions) + 130_000 * len(articles)
    assert len(data) <= most
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        text = archive.read("geoposture/README.txt").decode()
    assert "geoposture/index.html" in names
    pinned = [one for one in names if one.startswith("geoposture/v/")]
    known = sorted({catalog.version, *(one.version for one in catalog.versions)})
    assert pinned == [f"geoposture/v/{one}/version.json" for one in known]
    assert catalog.version in text


def test_a_bundle_that_cannot_be_written_is_one_line(tmp_path, runner, monkeypatch, catalog):
    monkeypatch.setattr("geoposture.cli.site._make", lambda _: (catalog, {"index.html": b"x"}))
    shown = runner("bundle", str(tmp_path / "none" / "map.zip"))
    assert shown.status == 1
    assert len(shown.err.strip().splitlines()) == 1
    assert runner("bundle", str(tmp_path / "map.zip")).status == 0
    assert [one.name for one in tmp_path.iterdir()] == ["map.zip"]
