"""Whether a csv file that was written anew reads as it did, but for the one row that was meant.

Whatever the writer thinks of quotes and line ends, what counts is what the reader makes of both files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from kingpost.connectors.formats.tables import BadRow, Row, Table, TableError, open_tables


class Edit(NamedTuple):
    """What was meant: ``act`` is "change", "append" or "remove", ``record`` counts the file's rows from 0, ``cells`` are the new ones by column."""

    act: str
    record: int
    cells: Mapping[str, str]


def reads_as_meant(before: Path, after: Path, edit: Edit | None) -> bool:
    """Whether the rows of ``after`` are those of ``before`` with this edit and nothing else; without one, the same."""
    try:
        old, new = _table(before), _table(after)
        return all(meant == read for meant, read in zip_longest(_edited(old.rows(), edit), new.rows()))
    except TableError:
        return False


def _table(path: Path) -> Table:
    [table] = open_tables(path)
    return table


def _edited(rows: Iterable[Row | BadRow], edit: Edit | None) -> Iterator[Row | BadRow]:
    place = edit.record + 1 if edit else 0
    for row in rows:
        number = row.number if isinstance(row, BadRow) else row[0]
        if edit and edit.act == "remove" and number >= place:
            if number > place:
                yield BadRow(number - 1, row.error) if isinstance(row, BadRow) else (number - 1, row[1])
        elif edit and edit.act == "change" and number == place:
            if not isinstance(row, BadRow) and (cells := _with(row[1], edit.cells)):
                yield number, cells
        else:
            yield row
    if edit and edit.act == "append" and (cells := _with({}, edit.cells)):
        yield place, cells


def _with(row: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, Any]:
    """A row's cells with these set; empty ones are left out, as the reader leaves them out."""
    return {column: cell for column, cell in {**row, **cells}.items() if not isinstance(cell, str) or cell.strip()}
