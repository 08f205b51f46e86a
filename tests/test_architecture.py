"""The page on the architecture says what the import contract holds."""

import ast
import re
import tomllib
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

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


def list_imports(file: Path, modules: Collection[str]) -> Iterator[str]:
    """Yield which modules one imports at any time: in functions too, but not for types alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for one in ast.walk(tree)
        if isinstance(one, ast.If) and "TYPE_CHECKING" in ast.unparse(one.test)
        for inner in ast.walk(one)
    }
    for one in ast.walk(tree):
        if id(one) in for_types:
            continue
        if isinstance(one, ast.ImportFrom) and one.module:
            named = (f"{one.module}.{name.name}" for name in one.names)
            yield from (name if name in modules else one.module for name in named)
        elif isinstance(one, ast.Import):
            yield from (name.name for name in one.names)


def draw_graph(folder: Path) -> dict[str, set[str]]:
    modules = {
        ".".join(one.relative_to(folder.parent).with_suffix("").parts): one
        for one in folder.rglob("*.py")
    }
    names = {name.removesuffix(".__init__"): name for name in modules}
    graph = {}
    for name, file in modules.items():
        found = {one for one in list_imports(file, names) if one in names}
        graph[name] = {names[one] for one in found} - {name}
    return graph


def test_no_module_needs_itself_in_a_circle(tmp_path):
    list(TopologicalSorter(draw_graph(ROOT / "geoposture")).static_order())
    package = tmp_path / "round"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def go():\n    from round.two import go\n")
    (package / "two.py").write_text("from round import one\n")
    with pytest.raises(CycleError):
        list(TopologicalSorter(draw_graph(package)).static_order())
