"""What a table is, whatever file it came from: named columns and rows, one of them the heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

MAX_COLUMNS = 16_384  # what a worksheet can have
_EMPTY = frozenset(["[]", "{}"])  # how some programs write a list of nothing

Row = tuple[int, dict[str, Any]]
"""The row's number in its file (from 1) and its cells by column name; empty cells are left out."""


class BadRow(msgspec.Struct, frozen=True):
    """A row that could not be read, with the reason."""

    number: int
    error: str


class TableError(ValueError):
    """A file or sheet that cannot be read as a table.

    ``unfinished``: it may still be being written. ``no_table``: nothing is broken, it is just not a table with a heading.
    """

    def __init__(self, reason: str, *, unfinished: bool = False, no_table: bool = False) -> None:
        super().__init__(reason)
        self.unfinished, self.no_table = unfinished, no_table


class Table(msgspec.Struct):
    """One table of a file. ``rows()`` starts again at the first row each time it is called.

    ``name`` is "" for a file's only table, else the sheet or list. ``nested`` rows come from json and may hold dicts and lists.
    ``label`` is a sheet's name even where it is the only one. Once ``rows()`` ran to its end, ``cut`` says that the last row looks as
    if its end is still missing, and ``beside`` how many lines were no rows: the heading again, titles, totals, remarks.
    """

    name: str
    columns: list[str]
    rows: Callable[[], Iterator[Row | BadRow]] = lambda: iter(())
    nested: bool = False
    delimiter: str = ""
    notes: list[str] = msgspec.field(default_factory=list)
    cut: bool = False
    label: str = ""
    beside: int = 0


def heading_row(rows: list[list[str]]) -> int:
    """Index of the row with the column names: the first that is about as wide as the table and holds words, none twice in excess.

    Raises TableError when there is none.
    """
    width = max((sum(1 for cell in row if cell.strip()) for row in rows), default=0)
    if not width:
        raise TableError("it is empty", no_table=True)
    for index, row in enumerate(rows):
        names = [cell.strip() for cell in row if cell.strip()]
        if len(names) >= max(1, min(2, width), 0.6 * width):
            return index
    raise TableError("no row of it looks like column names", no_table=True)


def heading_values(row: list[str]) -> bool:
    """Whether a would-be heading holds values (numbers, dates, addresses) rather than names."""
    names = [cell.strip() for cell in row if cell.strip()]
    values = sum(
        1
        for name in names
        if "@" in name or name.replace(".", "").replace("/", "").replace("-", "").replace(":", "").isdigit()
    )
    return values > len(names) / 2


def name_columns(row: list[str]) -> list[str]:
    """Column names as written, outer space and line breaks folded; a column without one is called by its place."""
    names = [" ".join(cell.replace("\0", "").lstrip("\ufeff").split()) for cell in row]
    while names and not names[-1]:
        names.pop()
    return [name or f"Column {place}" for place, name in enumerate(names, 1)]


def cells(columns: list[str]) -> Callable[[list[str]], dict[str, Any]]:
    """A function from a row's cells to a dict of those that hold something."""
    if len(set(columns)) == len(columns):
        return lambda row: {
            column: cell
            for column, cell in zip(columns, row, strict=False)
            if cell and not cell.isspace() and cell not in _EMPTY
        }

    def several(row: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column, cell in zip(columns, row, strict=False):
            if cell and not cell.isspace() and cell not in _EMPTY:
                before = found.get(column)
                found[column] = (
                    cell if before is None else [*before, cell] if isinstance(before, list) else [before, cell]
                )
        return found

    return several
