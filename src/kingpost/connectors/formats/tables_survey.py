"""One reading of a whole table: which column tells its rows apart, and how its dates and numbers are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import gcd
from typing import Any

import msgspec

from kingpost.connectors.formats.tables_cells import (
    DAY_FIRST,
    DECIMAL_COMMA,
    DECIMAL_POINT,
    MONTH_FIRST,
    day_and_month,
    decimal_mark,
    number,
)
from kingpost.connectors.formats.tables_json import flat
from kingpost.connectors.formats.tables_mapping import Mapping
from kingpost.connectors.formats.tables_shape import BadRow, Table
from kingpost.connectors.formats.tables_words import TYPES

_SECONDS, _MILLISECONDS = 1_800, 1_000_000  # half an hour, a quarter of one: as hours, a year of work and more


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
        self.marks: Counter[str] = Counter()  # how often a number tells each decimal mark, see decimal_mark
        self.open = ""  # the first that could be thousands as well: 12.500
        self.grouped = False  # one of those is no bare 12.5 of a program
        self.whole = False  # there is a 1500: its thousands are not grouped
        self.longest, self.step = 0, 0  # of hours: the most of a row, and what all are multiples of

    def add(self, text: str, kind: str) -> None:
        if kind in ("date", "moment"):
            place = day_and_month(text)
            if place:
                first, second = place
                self.numeric += 1
                self.days += first > 12 >= second
                self.months += second > 12 >= first
        elif kind == "hours" and text.strip().isdigit():
            self.longest, self.step = max(self.longest, int(text)), gcd(self.step, int(text))
        elif "," in text or "." in text:
            self.step = 1
            mark = decimal_mark(text)
            self.marks[mark] += 1
            if mark == "?.":
                self.open = self.open or text.strip()
                self.grouped |= not _bare(text)
        else:
            self.whole |= len(text) > 3 and text.isdigit()

    def thousands(self, delimiter: str) -> str:
        """The decimal mark a column of sums has whose cells may all be thousands: money has no three decimals."""
        if self.marks["?."] and not self.marks["?,"]:
            return DECIMAL_COMMA if self.grouped or (delimiter == ";" and not self.whole) else ""
        return DECIMAL_POINT if self.marks["?,"] and not self.marks["?."] else ""

    def part_of_hour(self) -> str:
        """ "seconds" or "milliseconds" where all are whole minutes or seconds of them and nobody works so many hours on one thing."""
        if self.longest >= _MILLISECONDS and self.step % 1000 == 0:
            return "milliseconds"
        return "seconds" if self.longest >= _SECONDS and self.step % 60 == 0 else ""


def _bare(text: str) -> bool:
    """Whether a program that writes plain numbers would write it so: 12.5, never 12.500 and never 12.5 €."""
    try:
        return repr(float(text)) == text.strip()
    except ValueError:
        return False


class _Keys:
    """Whether one candidate tells the rows apart."""

    def __init__(self, columns: list[str], tolerant: bool, kept: bool = False) -> None:
        self.columns, self.tolerant, self.kept = columns, tolerant, kept
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
        if self.kept:  # another key makes other things of all rows, so a few that it does not tell apart are no reason
            return self.filled >= 0.5 * rows and doubled <= max(3, 0.1 * rows)
        return bool(self.filled) and self.filled >= 0.9 * rows and doubled <= (0.02 * rows if self.tolerant else 0)


def survey(mapping: Mapping, table: Table, key_columns: list[str], order: str, before: Sequence[str] = ()) -> Guess:
    """Read the whole table once: choose the key, settle how dates and numbers are written. The key it had ``before`` stays if it can."""
    candidates = _candidates(mapping, key_columns)
    if before and (table.nested or set(before) <= set(table.columns)):
        candidates.insert(0, _Keys(list(before), tolerant=True, kept=True))
    typed = {
        c: TYPES[f]
        for f, cs in mapping.fields.items()
        if TYPES.get(f) in ("date", "moment", "money", "number", "hours")
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
    notes = _settle_dates(mapping, columns, order) + _settle_decimals(mapping, columns, typed, table.delimiter)
    if chosen and chosen.twice and not lines:
        notes.append(
            f"{chosen.twice} rows share their {' + '.join(chosen.columns)} with another row; each is kept as its own"
        )
    if before and list(before) != mapping.key:
        now = f"by {_quoted(mapping.key)}" if chosen else "by their whole content"
        notes.append(
            f"its rows were told apart by {_quoted(before)}, which no longer does it; they are told apart {now} and count as new ones"
        )
    if chosen and chosen.filled < rows:
        notes.append(
            f"{rows - chosen.filled} rows have nothing in {_quoted(chosen.columns)}: what changes in one of them makes it a new one"
        )
    if not chosen:
        notes.append("no column tells its rows apart, so a changed row counts as a new one; name one as “key”")
    return Guess(mapping, notes, rows)


def _quoted(columns: Sequence[str]) -> str:
    return " + ".join(f"“{column}”" for column in columns)


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
    doing = [*(next(iter(ways.values())) for role, ways in mapping.refs.items() if role == "author"), *dates[-1:]]
    if "start_time" in mapping.fields:  # nobody begins two things at once
        found.append(_Keys([*doing, *mapping.fields["start_time"]], tolerant=False))
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


def _settle_dates(mapping: Mapping, columns: dict[str, _Column], order: str) -> list[str]:
    notes: list[str] = []
    sure_days = sum(column.days for column in columns.values())
    sure_months = sum(column.months for column in columns.values())
    overall = MONTH_FIRST if sure_months > sure_days else DAY_FIRST if sure_days else ""
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
    return notes


def _settle_decimals(mapping: Mapping, columns: dict[str, _Column], typed: dict[str, str], delimiter: str) -> list[str]:
    """Decimal comma or point for each column: what most of its numbers tell, else its sums' shape, else what the table's others tell.

    A number that tells by itself (7.5, 1.250,00) is read as it is written in any column; this settles 1.250 and 1,250.
    """
    notes: list[str] = []
    overall = _told(sum((column.marks for column in columns.values()), Counter()))
    for name, column in columns.items():
        if typed[name] == "hours" and (part := column.part_of_hour()):
            mapping.forms[name] = part
            notes.append(f"“{name}” is read as {part}")
            continue
        commas, points = column.marks[","], column.marks["."]
        form = _told(column.marks)
        if not (commas or points):
            form = column.thousands(delimiter) if typed[name] == "money" else ""
        form = form or overall or (DECIMAL_COMMA if column.marks["?,"] and delimiter == ";" else "")
        if form == DECIMAL_COMMA and column.marks:
            mapping.forms[name] = form
        if commas and points:
            notes.append(f"“{name}” mixes decimal comma and decimal point ({commas} and {points} rows)")
        if column.open and column.grouped and commas == points:
            notes.append(
                f"“{name}”: {column.open} is read as {number(column.open, form)}, as nothing in it tells thousands from decimals"
            )
    return notes


def _told(marks: Counter[str]) -> str:
    """The decimal mark most numbers tell; "" when they do not."""
    commas, points = marks[","], marks["."]
    return DECIMAL_COMMA if commas > points else DECIMAL_POINT if points > commas else ""
