"""The recipes of docs/recipes.md and docs/theatre.md are followed as they are written."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings

ROOT = Path(__file__).parents[2]
STEP = re.compile(
    r"(?:^(?P<file>`[^`\n]+`), (?P<how>new|at the end|after|instead of)(?: (?P<ticks>`+)(?P<old>.+?)(?P=ticks))?:\n\n)?"
    r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ARTICLE = "ferry-2026-01-05"


@dataclass(frozen=True)
class Step:
    """A block of a recipe: commands, or what is written into a file."""

    file: str
    how: str
    old: str
    text: str


def read_steps(page: str, heading: str) -> list[Step]:
    """Return the steps of a recipe; each block is one."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    section = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## \w|\Z)", text, re.MULTILINE | re.DOTALL
    )[1]
    steps = [
        Step((one["file"] or "").strip("`"), one["how"] or "run", one["old"] or "", one["text"])
        for one in STEP.finditer(section)
    ]
    assert len(steps) == section.count("\n```") / 2
    assert all(
        one.how != "run" or one.text.startswith(("geoposture ", "GEOPOSTURE_", "mkdir "))
        for one in steps
    )
    return steps


class Kitchen:
    """A folder in which a recipe is followed."""

    def __init__(self, folder: Path, package: Path = ROOT) -> None:
        self.folder, self.package, self.said = folder, package, ""

    def follow(self, steps: list[Step]) -> None:
        for step in steps:
            if step.how == "run":
                self.run(step.text)
            else:
                self.write(step)

    def run(self, commands: str) -> None:
        start = f'geoposture() {{ "{sys.executable}" -m geoposture "$@"; }}\nset -e\n'
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith("GEOPOSTURE_")
        }
        done = subprocess.run(
            ["bash", "-c", start + commands], cwd=self.folder, capture_output=True, text=True, check=False,
            env={**kept, "PYTHONPATH": str(self.package)},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        self.said = done.stdout

    def write(self, step: Step) -> None:
        file = self.folder / step.file
        if step.how == "new":
            assert not file.exists()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step.text, encoding="utf-8")
            return
        text = file.read_text(encoding="utf-8")
        if step.how == "at the end":
            file.write_text(text + step.text, encoding="utf-8")
            return
        lines = text.splitlines(keepends=True)
        [at] = [number for number, line in enumerate(lines) if line.strip() == step.old]
        lines[at] = step.text if step.how == "instead of" else lines[at] + step.text
        file.write_text("".join(lines), encoding="utf-8")

    def fill_in(self, sheet: str) -> None:
        """Fill in the review sheet as the recipe tells it."""
        file = self.folder / sheet
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            row["keep"] = "yes" if row["feature"] else "no"
            if row["feature"]:
                row |= {
                    "claim_no": "1", "claim_en": "A ferry links the two places each day.",
                    "reviewer": "A. Editor", "reviewed": "2026-01-06",
                }  # fmt: skip
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0])
            writer.writeheader()
            writer.writerows(rows)


def serve(folder: Path, articles: Path | None = None) -> FlaskClient:
    catalog = load_layers(folder, articles=articles)
    return create_app(Settings(layers=folder, articles=articles), catalog).test_client()


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and one.suffix != ".pyc"
    }


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    made = Kitchen(tmp_path)
    made.run("geoposture new coast")
    return made


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Kitchen]:
    """The package, copied: recipes that change code change the copy."""
    shutil.copytree(
        ROOT / "geoposture", tmp_path / "geoposture", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(
        ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.png", "screens")
    )
    made = Kitchen(tmp_path, tmp_path)
    made.run("geoposture new coast")
    yield made


def check_lighthouses(client: FlaskClient) -> None:
    script = client.get("/map.js").text
    assert "/layers/lighthouses.geojson" in script  # drawn
    assert (
        '{"id":"lighthouses","role":"other","switch":true,"title":"Lighthouses"}' in script
    )  # searched
    assert "Lighthouses" in client.get("/").text
    assert "lighthouses" in [one["id"] for one in client.get("/collections").json["collections"]]
    assert client.get("/layers/lighthouses.csv").text.count("Light") == 2
    assert "North Light" in client.get("/collections/lighthouses/items/north-light?f=html").text
    assert "North Light" in client.get("/?feature=lighthouses/north-light").text
    measured = client.get("/distance?from=lighthouses/north-light&to=lighthouses/south-light").json
    assert 55 < measured["properties"]["distance_km"] < 56
    assert measured["properties"]["uncertainty_km"] == 0.2


def test_add_a_layer(kitchen):
    before = list_files(kitchen.folder)
    steps = read_steps("recipes.md", "Add a layer")
    kitchen.follow(steps)
    assert kitchen.said == ""
    assert set(list_files(kitchen.folder)) - set(before) == {one.file for one in steps if one.file}
    client = serve(kitchen.folder / "coast")
    check_lighthouses(client)
    text = kitchen.folder / "text.txt"
    text.write_text("The way from North Light to South Light is 55 km long.", encoding="utf-8")
    kitchen.run("geoposture annotate text.txt --layers coast")
    assert "lighthouses/north-light" in kitchen.said


def test_a_layer_is_added_to_the_shipped_theatre_in_the_same_way(copied_layers):
    kitchen = Kitchen(copied_layers.parent)
    steps = [one for one in read_steps("recipes.md", "Add a layer") if one.file]
    kitchen.follow(
        [Step(one.file.replace("coast/", "layers/"), one.how, one.old, one.text) for one in steps]
    )
    client = serve(copied_layers)
    check_lighthouses(client)


def test_add_an_article(kitchen):
    first, *rest = split_at_sheet(read_steps("recipes.md", "Add an article"))
    kitchen.follow(first)
    kitchen.fill_in("ferry.sheet.csv")
    kitchen.follow(rest[0])
    client = serve(kitchen.folder / "coast", kitchen.folder / "articles")
    assert [one["id"] for one in client.get("/articles").json["articles"]] == [ARTICLE]
    page = client.get(f"/?article={ARTICLE}").text
    assert "A ferry links the two places each day." in page
    assert "Our desk" in page
    assert client.get("/map.svg?article=another-2026-01-05").status_code == 404


def test_add_a_system(kitchen):
    before = list_files(kitchen.folder)
    steps = read_steps("recipes.md", "Add a system")
    kitchen.follow(steps)
    assert "rescue boat" in kitchen.said.lower()
    after = list_files(kitchen.folder)
    assert {one for one in after if after[one] != before.get(one)} == {
        one.file for one in steps if one.file
    }
    client = serve(kitchen.folder / "coast")
    assert [one["id"] for one in client.get("/systems").json["systems"]] == ["rescue-boat"]
    ring = client.get("/rings?origins=places/first&system=rescue-boat").json["features"][0][
        "properties"
    ]
    assert ring["radius_km"] == 40
    elsewhere = client.get("/rings?origins=places/second&system=rescue-boat")
    assert (elsewhere.status_code, elsewhere.json["code"]) == (400, "not_based")


ASK = """
import sys
from pathlib import Path
from geoposture.catalog import load_layers
from geoposture.service import create_app
from geoposture.settings import Settings
import geoposture
assert Path(geoposture.__file__).parents[1] == Path(sys.argv[1]), geoposture.__file__
client = create_app(Settings(layers=Path("coast")), load_layers("coast")).test_client()
for address in sys.argv[2:]:
    answer = client.get(address)
    print(answer.status_code, answer.content_type, repr(answer.text))
"""


def ask(kitchen: Kitchen, *addresses: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(kitchen.package), *addresses], cwd=kitchen.folder,
        env={**os.environ, "PYTHONPATH": str(kitchen.package)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def check_changes(kitchen: Kitchen, steps: list[Step]) -> None:
    """Check that a recipe changes what it names and nothing else."""
    differing = {
        name
        for folder in ("geoposture", "docs")
        for name, data in list_files(kitchen.folder / folder).items()
        if not (ROOT / folder / name).is_file() or (ROOT / folder / name).read_bytes() != data
        for name in [f"{folder}/{name}"]
    }
    assert differing == {one.file for one in steps}


def test_add_a_format(changed):
    steps = read_steps("recipes.md", "Add a format")
    assert len([one for one in steps if one.file.startswith("geoposture/")]) == 1
    changed.follow(steps)
    check_changes(changed, steps)
    asked = (
        "/layers/places.geojsonl",
        "/collections/places",
        "/layers/sha256.txt",
        "/api",
        "/",
        "/layers/places.metadata.json",
    )
    file, layer, hashes, api, page, sidecar = ask(changed, *asked)
    assert file.startswith("200 application/geo+json-seq")
    assert file.count('"type":"Feature"') == 2
    assert "/layers/places.geojsonl" in layer
    assert "places.geojsonl" in hashes
    assert "application/geo+json-seq" in api
    assert "/layers/places.geojsonl" in page
    assert "GeoJSON lines" in page
    assert "places.geojsonl" in sidecar
    changed.run("GEOPOSTURE_LAYERS=coast geoposture export site")
    assert (changed.folder / "site" / "layers" / "places.geojsonl").is_file()
    changed.run("geoposture check coast")
    module = changed.folder / "geoposture" / "formats" / "geojsonl.py"
    module.write_text(module.read_text("utf-8").replace('b"".join', "None.join"), "utf-8")
    with pytest.raises(AssertionError, match=r"places\.geojsonl: this format cannot hold it"):
        changed.run("geoposture check coast")


def test_add_a_page(changed):
    steps = read_steps("recipes.md", "Add a page")
    changed.follow(steps)
    check_changes(changed, steps)
    page, map_, sitemap, error = ask(changed, "/glossary", "/", "/sitemap.xml", "/glossary/nothing")
    assert page.startswith("200 text/html")
    assert "A place by its layer and its id" in page
    assert "/glossary?lang=en" in page
    assert "/glossary?lang=en" in map_
    assert "/glossary</loc>" in sitemap
    assert error.startswith("404 text/html")
    changed.run("GEOPOSTURE_LAYERS=coast geoposture export site")
    made = (changed.folder / "site" / "glossary.html").read_text(encoding="utf-8")
    assert "A place by its layer and its id" in made
    assert 'href="glossary.html' in (changed.folder / "site" / "index.html").read_text(
        encoding="utf-8"
    )


def test_add_a_theatre(tmp_path):
    kitchen = Kitchen(tmp_path)
    kitchen.follow(read_steps("recipes.md", "Add a theatre"))
    assert kitchen.said == ""
    client = serve(tmp_path / "harbours")
    page = client.get("/").text
    assert "The harbour office lists 2 places." in page
    assert "Harbour office" in page
    assert "5 January 2026" in page
    assert '"starts":{"from":"places/first","to":"places/second"}' in client.get("/map.js").text


def test_the_example_of_a_theatre_leads_to_a_page_with_an_article(tmp_path):
    kitchen = Kitchen(tmp_path)
    before, after = split_at_sheet(
        read_steps("theatre.md", "An example, from nothing to an article")
    )
    kitchen.follow(before)
    kitchen.fill_in("ferry.sheet.csv")
    kitchen.follow(after)
    assert kitchen.said == ""
    client = serve(tmp_path / "coast")
    page = client.get(f"/?article={ARTICLE}").text
    assert "Second place (2)" in page
    assert "First place and Second place. Named in the article." in page
    assert "The article names both places." in page
    assert "A ferry links the two places each day." in client.get("/").text


def split_at_sheet(steps: list[Step]) -> tuple[list[Step], list[Step]]:
    """Return the steps before and after a person fills in the sheet."""
    [at] = [number for number, one in enumerate(steps) if "article sheet" in one.text]
    return steps[: at + 1], steps[at + 1 :]


def test_each_recipe_is_followed_by_a_test():
    text = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (Add .+)$", text, re.MULTILINE)
    assert len(headings) == 6
    named = [f"test_{one.lower().replace(' ', '_')}" for one in headings]
    assert [one for one in named if one not in globals()] == []
