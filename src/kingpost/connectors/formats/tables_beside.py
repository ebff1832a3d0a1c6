"""Lines of an export that are no rows of its table: its heading again, titles of groups, totals, and what a report says below itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kingpost.connectors.formats.tables_cells import number
from kingpost.connectors.formats.tables_shape import BadRow, Row, Table

_NARROW = 4  # columns: in a narrower table a row of one cell is a usual row
_HELD = 30  # lines: so many of one cell each are a list, not the foot of a report
_TOTALS = frozenset(["totals", "grand total", "subtotal", "sub total", "summe", "gesamtsumme", "zwischensumme", "totaux", "totales"])  # fmt: skip
_MAYBE = frozenset(["total", "sum", "gesamt", "insgesamt"])  # also what something may be called
_OPENINGS = {word[0] for word in _TOTALS | _MAYBE} | {word[0].upper() for word in _TOTALS | _MAYBE} | {" "}
"""What a total can begin with: most rows do not, and are told by this alone."""


def rows_only(lines: Iterator[Row | BadRow | None], table: Table, columns: list[str]) -> Iterator[Row | BadRow]:
    """The rows among the lines of a sheet or csv file; None is an empty line. Says in ``table.beside`` how many were left out.

    Left out is what repeats the heading, with the title above it; totals; titles of rows that leave the title's column empty; and
    what stands at the end, below an empty line, in one cell each. What only might be such a line is held until the next ones tell.
    """
    first, narrow = columns[0], len(columns) < _NARROW
    held: list[tuple[Row, bool]] = []  # with whether it is none when nothing follows
    table.beside = 0
    empty = seen = filled = False  # an empty line stood above; a row was seen, and one with a first cell
    for item in lines:
        if item is None:
            empty = True
            continue
        if narrow or isinstance(item, BadRow):
            yield from (row for row, _ in held)
            held.clear()
            yield item
            continue
        row = item[1]
        opening = row.get(first)
        if not held and len(row) > 1 and opening and opening[0] not in _OPENINGS and opening != first:
            empty, seen, filled = False, True, True
            yield item
            continue
        foot = seen and ((len(row) == 1 and empty) or _may_be_total(row, first, filled))
        if _repeats(row):
            table.beside += 1 + len(held)
            held.clear()
            empty = False
        elif _is_total(row):
            table.beside += 1
        elif len(held) < _HELD and (foot or (len(row) == 1 and first in row)):
            held.append((item, foot))
        else:
            if len(held) == 1 and set(held[0][0][1]) == {first} and first not in row:
                table.beside += 1
            else:
                yield from (row for row, _ in held)
            held.clear()
            empty, seen, filled = False, True, filled or first in row
            yield item
    table.beside += sum(foot for _, foot in held)
    yield from (row for row, foot in held if not foot)


def _repeats(row: dict[str, Any]) -> bool:
    """Whether each cell says its own column's name."""
    return len(row) > 1 and all(cell == column or cell == [column] * len(cell) for column, cell in row.items())


def _is_total(row: dict[str, Any]) -> bool:
    """ "Totals", or "Total for Acme", and nothing else but figures."""
    first, *others = row.values()
    word = _word(first)
    return bool(others) and (word in _TOTALS or word.startswith("total for ")) and all(map(_is_figure, others))


def _may_be_total(row: dict[str, Any], first: str, filled: bool) -> bool:
    """Figures without a first cell, or behind "Total": a total when no row follows."""
    cells = list(row.values())
    if first in row:
        return len(cells) > 1 and _word(cells[0]) in _MAYBE and all(map(_is_figure, cells[1:]))
    return filled and all(map(_is_figure, cells))


def _word(cell: Any) -> str:
    return cell.strip().rstrip(":").casefold() if isinstance(cell, str) else ""


def _is_figure(cell: Any) -> bool:
    return isinstance(cell, str) and number(cell) is not None
