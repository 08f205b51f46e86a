"""Run docs/explore.ipynb again and keep its outputs. Run as ``python docs/notebook.py``.

Its cells need nothing but Python: no kernel, and none of what a kernel brings, for the one thing
that this does.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pandas

BOOK = Path(__file__).with_name("explore.ipynb")
MOST_HTML = 100_000
"""Characters of an output in HTML; the interactive map, which is a megabyte, is left out."""
TABLES = ("display.width", 88, "display.max_columns", 20, "display.max_colwidth", 40)


def run_book(book: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook whose code cells were run in order, with what they print and give."""
    names: dict[str, Any] = {}
    count = 0
    cells = []
    with pandas.option_context(*TABLES):
        for cell in book["cells"]:
            if cell["cell_type"] != "code":
                cells.append(cell)
                continue
            count += 1
            outputs = run_cell("".join(cell["source"]), names, count)
            cells.append({**cell, "execution_count": count, "outputs": outputs})
    return {**book, "cells": cells}


def run_cell(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return the outputs of a cell: what it prints, and the value of its last expression.

    Parameters
    ----------
    source : str
        Python.
    names : dict of str to Any
        What the cells before it defined; it adds its own.
    count : int
        Which cell it is, from 1.
    """
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append(
            {"name": "stdout", "output_type": "stream", "text": _split(printed.getvalue())}
        )
    if value is not None:
        outputs.append({"data": show(value), "execution_count": count, "metadata": {},
                        "output_type": "execute_result"})  # fmt: skip
    return outputs


def show(value: Any) -> dict[str, list[str]]:
    """Return a value as a notebook keeps it: as text, and in HTML where that is not too long."""
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    kept = {"text/html": _split(html)} if html and len(html) <= MOST_HTML else {}
    return {**kept, "text/plain": _split(repr(value))}


def write_book(book: dict[str, Any]) -> str:
    """Return a notebook as the text of its file."""
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _split(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    kept = json.loads(BOOK.read_text(encoding="utf-8"))
    BOOK.write_text(write_book(run_book(kept)), encoding="utf-8")
