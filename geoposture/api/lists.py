"""Lists that read well: a few of their rows, and a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, SupportsIndex, TypeVar, overload

from markupsafe import escape

Item = TypeVar("Item")
SHOWN = 10
LONGEST = 200
"""Rows of a list that are shown, and characters of each."""


class Rows(list[Item]):
    """A list whose repr is short, and which is a table in a notebook."""

    columns: tuple[str, ...] = ()
    """Headings of the table."""

    def tell(self, item: Item) -> Sequence[Any]:
        """Return the cells of a row of the table.

        Parameters
        ----------
        item : Item
            A row of the list.
        """
        return (item,)

    @overload
    def __getitem__(self, at: SupportsIndex) -> Item: ...

    @overload
    def __getitem__(self, at: slice) -> Rows[Item]: ...

    def __getitem__(self, at: SupportsIndex | slice) -> Any:
        if isinstance(at, slice):
            return type(self)(super().__getitem__(at))
        return super().__getitem__(at)

    def __repr__(self) -> str:
        if not self:
            return "[]"
        lines = [_cut(repr(one)) for one in list.__iter__(self[:SHOWN])]
        rest = len(self) - len(lines)
        more = [f"… {rest} more"] if rest else []
        return "[" + ",\n ".join([*lines, *more]) + "]"

    def _repr_html_(self) -> str:
        rows = [_write_row("td", self.tell(one)) for one in self[:SHOWN]]
        rest = len(self) - len(rows)
        caption = f"<caption>+ {rest}</caption>" if rest else ""
        head = _write_row("th", self.columns)
        return f"<table>{caption}<thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _write_row(tag: str, cells: Iterable[Any]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_write_cell(one)}</{tag}>" for one in cells) + "</tr>"


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    return str(escape(_cut(f"{value:,.6g}" if isinstance(value, float) else str(value))))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
