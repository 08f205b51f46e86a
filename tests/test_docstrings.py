"""What a public function takes and refuses stands in its docstring.

``Parameters`` names each parameter of a function, with its unit and what None means; ``Raises`` names each error of the package that its own body raises. A command's
words are its help, which names its options one by one: commands are left out.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import geoposture
from geoposture import errors

PACKAGE = Path(geoposture.__file__).parent
ERRORS = {name for name, one in inspect.getmembers(errors, inspect.isclass)}
MADE_FOR = ("self", "cls")


def _find_public(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for one in body:
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name.startswith("_"):
            continue
        if isinstance(one, ast.FunctionDef) and not _is_command(one):
            yield f"{prefix}{one.name}", one
        elif isinstance(one, ast.ClassDef):
            yield from _find_public(one.body, f"{prefix}{one.name}.")


def _is_command(function: ast.FunctionDef) -> bool:
    words = (ast.unparse(one) for one in function.decorator_list)
    return any(re.match(r"\w+\.(command|group)\b", one) for one in words)


def list_functions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        found
        for file in sorted(PACKAGE.rglob("*.py"))
        for found in _find_public(
            ast.parse(file.read_text("utf-8")).body, f"{file.relative_to(PACKAGE)}: "
        )
    ]


def list_parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    named = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [one.arg for one in named if one and one.arg not in MADE_FOR]


def list_raised(function: ast.FunctionDef) -> set[str]:
    calls = (one.exc for one in ast.walk(function) if isinstance(one, ast.Raise))
    return {one.func.id for one in calls if isinstance(one, ast.Call)
            and isinstance(one.func, ast.Name)} & ERRORS  # fmt: skip


def read_section(function: ast.FunctionDef, title: str) -> set[str]:
    """Return what a section of a docstring names: the words of its lines that are not set in."""
    text = ast.get_docstring(function) or ""
    found = re.search(rf"^{title}\n-+\n((?:(?!\n\n[A-Z]\w+\n-+\n).)*)", text, re.M | re.S)
    lines = [one for one in (found[1] if found else "").splitlines() if re.match(r"[\w*]", one)]
    return {name.strip(" *") for one in lines for name in one.partition(" : ")[0].split(",")}


def test_every_parameter_is_told():
    missing = [
        f"{name}: {', '.join(untold)}"
        for name, one in list_functions()
        if (untold := [word for word in list_parameters(one)
                       if word not in read_section(one, "Parameters")])
    ]  # fmt: skip
    assert not missing, f"{len(missing)} without:\n" + "\n".join(missing)


def test_every_section_names_parameters_that_are_there():
    stale = [
        f"{name}: {', '.join(gone)}"
        for name, one in list_functions()
        if (gone := read_section(one, "Parameters") - set(list_parameters(one)))
    ]
    assert not stale, "\n".join(stale)


def test_every_error_of_its_own_is_told():
    missing = [
        f"{name}: {', '.join(sorted(untold))}"
        for name, one in list_functions()
        if (untold := list_raised(one) - read_section(one, "Raises"))
    ]
    assert not missing, f"{len(missing)} without:\n" + "\n".join(missing)


def test_there_are_functions_to_look_at():
    assert sum(bool(list_parameters(one)) for _, one in list_functions()) > 500


SAMPLE = '''
def measure(km, *names):
    """Return it.

    Parameters
    ----------
    km : float
        In kilometres.

    Raises
    ------
    BadData
        If it is none.
    """
    raise BadRequest("no")
'''


def test_a_section_is_read_name_by_name():
    [(_, one)] = _find_public(ast.parse(SAMPLE).body, "")
    assert list_parameters(one) == ["km", "names"]
    assert read_section(one, "Parameters") == {"km"}
    assert read_section(one, "Raises") == {"BadData"}
    assert list_raised(one) == {"BadRequest"}
