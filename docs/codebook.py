"""Write docs/codebook.md again: fields and values of the shipped layers. Run it as a script."""

from __future__ import annotations

from pathlib import Path

from geoposture.catalog import Catalog, load_layers
from geoposture.views.codebook import Table, introduce_agreement, list_tables

PAGE = Path(__file__).with_name("codebook.md")
HEAD = """\
# Codebook

Made by `python docs/codebook.py` from the layers of the package and
`geoposture/language/codebook.csv`; a test compares the two. `/codebook` shows the same of the
layers that a service serves, in the reader's language.
"""
SECTIONS = (1, 2, 3)


def write_codebook(catalog: Catalog) -> str:
    """Return the page."""
    words = catalog.words("en")
    parts = [HEAD]
    for no in SECTIONS:
        title, text = (words.text(f"page.codebook.{no}.{one}") for one in ("title", "text"))
        parts.append(f"## {title}\n\n{text}\n")
    tables = list_tables(catalog, words)
    for one in tables:
        told = (
            introduce_agreement(catalog, words) if one is tables[-1] and catalog.agreement else ""
        )
        parts.append(f"## {one.title}\n\n" + (f"{told}\n\n" if told else "") + _write_table(one))
    return "\n".join(parts)


def _write_table(table: Table) -> str:
    rows = [table.header, tuple("---" for _ in table.header)]
    rows += [(f"`{first}`", *rest) for first, *rest in table.rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |\n" for row in rows
    )


if __name__ == "__main__":
    PAGE.write_text(write_codebook(load_layers()), encoding="utf-8")
