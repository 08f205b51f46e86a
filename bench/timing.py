"""CPU time of a call, and a table of the results."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any


def time_cpu(call: Callable[[], Any], *, runs: int = 5) -> tuple[Any, float]:
    """Return the result and the least CPU time in milliseconds of several runs."""
    result, best = None, float("inf")
    for _ in range(runs):
        start = time.process_time()
        result = call()
        best = min(best, time.process_time() - start)
    return result, best * 1e3


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, the first column to the left and the others to the right."""
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    print(f"\n{title}")
    for row in (header, *rows):
        first = row[0].ljust(widths[0])
        print(
            "  ".join(
                [first, *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
            )
        )
