"""The page on the architecture says what the import contract holds."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
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
        "limits.py",
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


def list_lengths() -> list[int]:
    """Return how many lines each function of the package has, without its docstring."""
    found = []
    for file in (ROOT / "geoposture").rglob("*.py"):
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                first = one.body[0]
                told = first.end_lineno - first.lineno + 1 if ast.get_docstring(one) else 0
                found.append(one.end_lineno - one.lineno + 1 - told)
    return sorted(found)


@pytest.mark.parametrize(("line", "file", "broken"), [
    ("import flask", "views/lead.py", "flask has its place"),
    ("import folium.plugins", "pictures/poster.py", "folium has its place"),
    ("import geoposture.service", "views/lead.py", CONTRACTS[0]["name"]),
    ("", "views/lead.py", None),
])  # fmt: skip
def test_what_a_contract_forbids_is_seen(tmp_path, line, file, broken):
    shutil.copytree(ROOT / "geoposture", tmp_path / "geoposture",
                    ignore=shutil.ignore_patterns("static", "__pycache__"))  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "geoposture" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) is bool(broken), done.stdout
    assert not broken or re.search(rf"^{broken} BROKEN", done.stdout, re.MULTILINE), done.stdout


EVERYWHERE = {"numpy", "shapely", "orjson"}
"""Geometry, arrays and JSON: what the core speaks itself."""


def test_each_library_has_its_place_or_is_of_the_core():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["pdf"],
              *project["optional-dependencies"]["texts"]]  # fmt: skip
    names = {re.split("[<>=]", one)[0].replace("-", "_") for one in wanted}
    placed = {one for contract in CONTRACTS for one in contract.get("forbidden_modules", ())}
    assert names - placed == EVERYWHERE


def read_measure(name: str) -> list[int]:
    [row] = re.findall(rf"^\| {name}[^|]*\|[^|]*\|([^|]*)\|$", PAGE, re.MULTILINE)
    return [int(one) for one in row.split(",")]


def test_functions_are_as_short_as_the_page_says_and_no_longer_than_they_were():
    lengths = list_lengths()
    assert len(lengths) > 2000
    found = [statistics.median(lengths), lengths[len(lengths) * 9 // 10], lengths[-1]]
    assert all(one <= most for one, most in zip(found, (7, 16, 45), strict=True)), found
    assert found == read_measure("lines of functions")


def test_the_page_counts_the_modules_beside_the_packages():
    assert [len(list((ROOT / "geoposture").glob("*.py")))] == read_measure("modules beside")


def test_the_ways_of_the_ten_changes_are_there():
    table = PAGE.split("## Ten changes")[1].split("## ")[0]
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| ")][1:]
    assert len(rows) == 10
    files = [one for folder in ("geoposture", "layers", "web/src", "docs")
             for one in (ROOT / folder).rglob("*")]  # fmt: skip
    names = {one.name for one in files if "__pycache__" not in one.parts}
    for change, way, told, _ in rows:
        folders = re.findall(r"`([\w/]+/)`", way)
        assert folders, change
        assert [one for one in folders if not (ROOT / one).is_dir()] == [], change
        named = re.findall(r"`([\w.]+\.(?:py|js|css|csv|html|json))`", way + told)
        assert [one for one in named if one not in names] == [], change
