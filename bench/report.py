"""Pages of ``docs/`` that are made of what was measured, and what it was measured on."""

from __future__ import annotations

import io
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

FOLDER = Path(__file__).parent


def write_page(output: Path, **told: str) -> None:
    """Write the page whose words are in the file of its name in this folder."""
    text = (FOLDER / output.name).read_text("utf-8")
    output.write_text(text.format(machine=describe_machine(), **told), encoding="utf-8")


def write_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown has it."""
    return "\n".join(f"| {' | '.join(one)} |" for one in (header, ["---"] * len(header), *rows))


def describe_machine() -> str:
    """Return the day, cores, memory and versions; nothing that names a machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    names = ("geoposture", "numpy", "shapely", "granian")
    versions = ", ".join(f"{one} {metadata.version(one)}" for one in names)
    return (
        f"{datetime.now(UTC):%-d %B %Y}: {os.cpu_count()} cores with other work beside it, "
        f"{memory:.0f} GB, Linux, Python {platform.python_version()}, {versions}"
    )


@contextmanager
def overhear() -> Iterator[io.StringIO]:
    """Let pass what is printed, and keep it."""
    kept, shown = io.StringIO(), sys.stdout

    class Both(io.TextIOBase):
        def write(self, text: str) -> int:
            kept.write(text)
            return shown.write(text)

        def flush(self) -> None:
            shown.flush()

    with redirect_stdout(Both()):  # type: ignore[type-var]
        yield kept
