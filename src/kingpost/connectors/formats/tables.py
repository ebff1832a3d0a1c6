"""Tables in files: csv in any encoding, json, JSON lines and xlsx, as rows of named cells.

Nothing here knows what a table is about: ``tables_guess`` finds that out. A row is a dict of the cells that hold something;
a column that occurs twice gives a list. Memory is bounded: csv and JSON lines are streamed, json and xlsx refused when they are too large.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TextIO, cast

import msgspec

from kingpost.connectors.formats.tables_beside import rows_only
from kingpost.connectors.formats.tables_encoding import encoding_of
from kingpost.connectors.formats.tables_json import json_tables
from kingpost.connectors.formats.tables_shape import (
    MAX_COLUMNS,
    BadRow,
    Row,
    Table,
    TableError,
    cells,
    heading_row,
    heading_values,
    name_columns,
)
from kingpost.connectors.formats.tables_xlsx import xlsx_tables

SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm"})

__all__ = ["SUFFIXES", "BadRow", "CsvShape", "Row", "Table", "TableError", "csv_shape", "open_tables", "split_rows"]

_MAX_LINE = 4_000_000  # characters of one line
_MAX_ROW_LINES = 2_000  # lines of one row: more means a quote that was never closed
_MAX_BAD = 200  # broken rows of one file, after which the file is given up
_SNIFF = 64 * 1024
csv.field_size_limit(16 * _MAX_LINE)


class CsvShape(msgspec.Struct, frozen=True):
    """How a csv file is written: needed to read it, and to add a row the way its own rows are written."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    skip: int  # rows above the heading, the heading not included
    misread: int = 0  # bytes that do not fit the encoding


def open_tables(path: Path) -> list[Table]:
    """The tables of one file: one for csv, one per list for json, one per visible sheet for xlsx.

    Raises TableError with a plain reason; its ``unfinished`` says that the file may still be being written.
    """
    suffix = path.suffix.lower()
    if suffix in {".json", ".jsonl", ".ndjson"}:
        return json_tables(path)
    if suffix in {".xlsx", ".xlsm"}:
        return xlsx_tables(path)
    return [_csv_table(path)]


def csv_shape(path: Path) -> CsvShape:
    """Encoding, delimiter and heading of a csv file. Raises TableError when there is no heading."""
    encoding, misread = encoding_of(path)
    with _text(path, encoding) as handle:
        sample = handle.read(_SNIFF)
    declared = sample[4] if sample[:4].lower() == "sep=" and len(sample) > 4 else ""
    body = sample.split("\n", 1)[-1] if declared else sample
    delimiter = declared or _delimiter(body)
    with _text(path, encoding) as handle:
        lines = _Lines(handle)
        top = [row for row, _ in zip(_parsed(lines, delimiter), range(30), strict=False)]
    first = [row for row in top if isinstance(row, list)]
    index = heading_row(first[1:] if declared else first) + bool(declared)
    columns = name_columns(first[index])
    if any(a.startswith("Column ") and b.startswith("Column ") for a, b in pairwise(columns)):
        raise TableError("it holds several tables side by side; give each its own file", no_table=True)
    if len(columns) > MAX_COLUMNS:
        raise TableError(f"it has {len(columns):,} columns; {MAX_COLUMNS:,} is the most that is read")
    if heading_values(first[index]):
        raise TableError("its first row holds values, not column names; add a row of column names", no_table=True)
    return CsvShape(encoding, delimiter, tuple(columns), top.index(first[index]), misread)


def split_rows(text: str, delimiter: str) -> Iterator[str]:
    """A csv text cut into its rows as they are written, line ends included; joined they are the text again.

    Raises ValueError when a row is broken.
    """
    lines = _Lines(io.StringIO(text, newline=""))
    try:
        for _ in csv.reader(lines, delimiter=delimiter):
            if lines.open_at_end():
                raise _Open  # noqa: TRY301  the same way out as for a row that is too long
            yield "".join(lines.taken)
            lines.next_row()
    except (_Open, csv.Error):
        raise ValueError(
            "a quote in the file is never closed, or a row of it is too long; nothing is written into it until that is mended"
        ) from None


def _csv_table(path: Path) -> Table:
    shape = csv_shape(path)
    notes = (
        [f"{shape.misread:,} bytes are not {shape.encoding} and are shown as “\N{REPLACEMENT CHARACTER}”"]
        if shape.misread
        else []
    )
    table = Table(name="", columns=list(dict.fromkeys(shape.columns)), delimiter=shape.delimiter, notes=notes)
    table.rows = lambda: rows_only(_csv_rows(path, shape, table), table, list(shape.columns))
    return table


def _csv_rows(path: Path, shape: CsvShape, table: Table) -> Iterator[Row | BadRow | None]:
    make = cells(list(shape.columns))
    width, bad, short = len(shape.columns), 0, False
    with _text(path, shape.encoding) as handle:
        lines = _Lines(handle)
        for number, row in enumerate(_parsed(lines, shape.delimiter), 1):
            if number <= shape.skip + 1:
                continue
            reason = row if isinstance(row, str) else _too_wide(row, width, shape.delimiter)
            short = len(row) < width
            if reason:
                bad += 1
                if bad > _MAX_BAD:
                    raise TableError(f"more than {_MAX_BAD} of its rows are broken; the last reason: {reason}")
                yield BadRow(number, reason)
            elif isinstance(row, list):
                found = make(row)
                yield (number, found) if found else None
        table.cut = lines.cut or (short and not lines.ended)


def _too_wide(row: list[str], width: int, delimiter: str) -> str:
    """Why a row with more cells than columns is not read: nobody can say which cell slipped."""
    if len(row) <= width or not any(row[width:]):
        return ""
    return f"it has {len(row)} cells where the heading has {width}: a cell with a {delimiter!r} needs quotes"


def _text(path: Path, encoding: str) -> TextIO:
    return cast("TextIO", path.open("r", encoding=encoding, errors="replace", newline=""))


def _delimiter(sample: str) -> str:
    """The separator that cuts the first rows into the same number of cells, the most cells winning."""
    best, best_score = ",", 0.0
    lines = io.StringIO(sample, newline="").readlines()  # cut where the reader cuts them
    lines = lines[:-1] if len(lines) > 1 else lines  # the last one may be cut by the sample's end
    for candidate in ",;\t|":
        widths = [len(row) for row, _ in zip(csv.reader(lines, delimiter=candidate), range(25), strict=False) if row]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (usual - 1) * widths.count(usual) / len(widths)
        if score > best_score:
            best, best_score = candidate, score
    return best


class _Open(Exception):
    """A quote stays open, or a row is far too long."""


class _Lines:
    """Feeds the csv reader and remembers the lines of the current row, so that a quote never closed costs one row only."""

    def __init__(self, handle: TextIO) -> None:
        self.handle = handle
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0
        self.done = self.cut = False
        self.ended = True  # the last line ended with a line break

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_ROW_LINES or self.size > _MAX_LINE:
            raise _Open
        if self.again:
            line = self.again.popleft()
        else:
            line = self.handle.readline(_MAX_LINE)
            if not line:
                self.done = True
                raise StopIteration
            self.ended = line[-1] in "\r\n"
        self.taken.append(line)
        self.size += len(line)
        return line.replace("\0", "") if "\0" in line else line

    def open_at_end(self) -> bool:
        """Whether the file ended inside the quotes of the current row: only then is a line after its last one asked for."""
        return self.done and bool(self.taken)

    def give_back(self) -> None:
        """Read everything after the first line of the current row again."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.next_row()

    def next_row(self) -> None:
        self.taken, self.size = [], 0


def _parsed(lines: _Lines, delimiter: str) -> Iterator[list[str] | str]:
    """Rows as lists of cells, a broken one as the reason it is broken."""
    while True:
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for row in reader:
                if lines.open_at_end():
                    break
                lines.next_row()
                yield row
            else:
                return
            raise _Open  # noqa: TRY301  the same way out as for a line that is too long
        except (_Open, csv.Error):
            lines.cut, at_end = lines.done, len(lines.taken) <= 1 and lines.done
            lines.done = False
            lines.give_back()
            yield "a quote that opens in it is never closed, or it is too long"
            if at_end:
                return
