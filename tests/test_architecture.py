"""The page on the architecture says what the import contract holds."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_floors_of_the_page_are_those_of_the_contract():
    floors = [line.split(" | ") for line in CONTRACTS[0]["layers"] if line != "__main__"]
    rows = re.findall(r"^\| (\d+) \| `geoposture/(\w+)(?:/|\.py)` \|", PAGE, re.MULTILINE)
    told = [[name for number, name in rows if int(number) == one + 1] for one in range(len(floors))]
    assert told == floors
    assert CONTRACTS[0]["exhaustive"] is True


def test_every_path_of_the_page_is_there():
    paths = re.findall(r"`((?:geoposture|layers|web|tests|bench)/[\w/.]*)`", PAGE)
    assert len(paths) > 25
    assert [one for one in paths if not (ROOT / one).exists()] == []


def test_few_modules_stand_beside_the_packages():
    beside = {one.name for one in (ROOT / "geoposture").glob("*.py")}
    assert beside <= {
        "__init__.py",
        "__main__.py",
        "errors.py",
        "model.py",
        "settings.py",
    }
