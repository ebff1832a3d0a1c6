"""One reading of a whole table: which column tells its rows apart, and how its dates and numbers are written."""

from __future__ import annotations

from typing import Any

import msgspec

from kingpost.connectors.formats.tables_cells import DAY_FIRST, DECIMAL_COMMA, MONTH_FIRST, day_and_month, decimal_mark
from kingpost.connectors.formats.tables_json import flat
from kingpost.connectors.formats.tables_mapping import Mapping
from kingpost.connectors.formats.tables_shape import BadRow, Table
from kingpost.connectors.formats.tables_words import TYPES


class Guess(msgspec.Struct):
    """A mapping with what was uncertain about it, said for a person."""

    mapping: Mapping
    notes: list[str]
    rows: int


def first_text(cell: Any) -> str:
    """A cell as text; of a list, its first value."""
    if isinstance(cell, list):
        cell = next((one for one in cell if one not in (None, "") and not isinstance(one, dict | list)), "")
    return (
        ""
        if cell is None or isinstance(cell, dict)
        else ("true" if cell else "false")
        if isinstance(cell, bool)
        else str(cell)
    )


class _Column:
    """What a whole column says about how it is written."""

    def __init__(self) -> None:
        self.days = self.months = self.numeric = 0
        self.decimals: set[str] = set()

    def add(self, text: str, kind: str) -> None:
        if kind in ("date", "moment"):
            place = day_and_month(text)
            if place:
                first, second = place
                self.numeric += 1
                self.days += first > 12 >= second
                self.months += second > 12 >= first
        elif "," in text or "." in text:
            self.decimals.add(decimal_mark((text,)))


class _Keys:
    """Whether one candidate tells the rows apart."""

    def __init__(self, columns: list[str], tolerant: bool) -> None:
        self.columns, self.tolerant = columns, tolerant
        self.seen: set[int] = set()
        self.filled = self.twice = self.apart = 0
        self.last: Any = None

    def add(self, row: dict[str, Any]) -> None:
        value = tuple(first_text(row.get(column)).strip() for column in self.columns)
        if not any(value):
            return
        self.filled += 1
        digest = hash(value)
        if digest in self.seen:
            self.twice += 1
            self.apart += value != self.last
        self.seen.add(digest)
        self.last = value

    def good(self, rows: int, lines: bool) -> bool:
        doubled = self.apart if lines else self.twice
        return bool(self.filled) and self.filled >= 0.9 * rows and doubled <= (0.02 * rows if self.tolerant else 0)


def survey(mapping: Mapping, table: Table, key_columns: list[str], order: str) -> Guess:
    """Read the whole table once: choose the key, settle how dates and numbers are written."""
    candidates = _candidates(mapping, key_columns)
    typed = {
        c: TYPES[f]
        for f, cs in mapping.fields.items()
        if TYPES.get(f) in ("date", "moment", "money", "number")
        for c in cs
    }
    columns = {column: _Column() for column in typed}
    lines = mapping.kind == "invoice"
    rows, chosen = 0, None
    tried: list[_Keys | None] = [*candidates, None]
    for keys in tried:
        rows = _pass(table, keys, {} if rows else typed, columns)
        if keys and keys.good(rows, lines):
            chosen = keys
            break
    mapping.key = chosen.columns if chosen else []
    notes = _settle(mapping, columns, typed, order)
    if chosen and chosen.twice and not lines:
        notes.append(
            f"{chosen.twice} rows share their {' + '.join(chosen.columns)} with another row; each is kept as its own"
        )
    if not chosen:
        notes.append("no column tells its rows apart, so a changed row counts as a new one; name one as “key”")
    return Guess(mapping, notes, rows)


def _candidates(mapping: Mapping, key_columns: list[str]) -> list[_Keys]:
    """What may tell rows apart, the best first: id columns, the title, the title together with whose it is and when."""
    found = [_Keys([column], tolerant=place < 3) for place, column in enumerate(key_columns[:4])]
    title = mapping.fields.get("name") or mapping.fields.get("subject") or mapping.fields.get("number") or []
    others = [
        next(iter(ways.values()))
        for role, ways in mapping.refs.items()
        if role in ("client", "project", "employer", "owner")
    ]
    dates = [
        mapping.fields[field][0]
        for field in ("due_date", "close_date", "created_at", "date")
        if field in mapping.fields
    ]
    for extra in ([], others[:1], others[:2], others[:2] + dates[:1]):
        columns = [*title, *extra]
        if title and all(columns != keys.columns for keys in found):
            found.append(_Keys(columns, tolerant=False))
    return found


def _pass(table: Table, keys: _Keys | None, typed: dict[str, str], columns: dict[str, _Column]) -> int:
    """One reading of the table; returns how many rows it has."""
    rows = 0
    for item in table.rows():
        if isinstance(item, BadRow):
            continue
        row = flat(item[1]) if table.nested else item[1]
        rows += 1
        if keys:
            keys.add(row)
        for column, kind in typed.items():
            if text := row.get(column):
                columns[column].add(text if type(text) is str else first_text(text), kind)
    return rows


def _settle(mapping: Mapping, columns: dict[str, _Column], typed: dict[str, str], order: str) -> list[str]:
    notes: list[str] = []
    sure_days = sum(column.days for column in columns.values())
    sure_months = sum(column.months for column in columns.values())
    overall = MONTH_FIRST if sure_months > sure_days else DAY_FIRST if sure_days else ""
    commas = any(DECIMAL_COMMA in column.decimals for column in columns.values())
    for name, column in columns.items():
        if column.numeric:
            own = DAY_FIRST if column.days > column.months else MONTH_FIRST if column.months > column.days else overall
            mapping.forms[name] = own or order
            if column.days and column.months:
                notes.append(
                    f"“{name}” mixes day first and month first ({column.days} and {column.months} rows); it is read as {mapping.forms[name]}"
                )
            elif not own:
                notes.append(f"“{name}”: nothing tells day from month; it is read as {order}")
        elif typed[name] in ("money", "number") and column.decimals:
            mapping.forms.update(
                {name: DECIMAL_COMMA}
                if DECIMAL_COMMA in column.decimals or (commas and column.decimals == {""})
                else {}
            )
    return notes
