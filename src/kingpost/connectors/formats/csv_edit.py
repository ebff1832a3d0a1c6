"""Change one row of a csv text and leave every other byte as it is: encoding, delimiter, quotes, line ends, column order.

Works on the text, not on parsed rows, because writing parsed rows back would requote and re-end every line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from kingpost.connectors.formats.tables import split_rows
from kingpost.connectors.formats.tables_shape import name_columns

_FORMULA = ("=", "+", "@", "-")
_PLAIN_NUMBER = re.compile(r"^[+-]?[\d.,\s]+%?$")


class CsvText:
    """A csv file's text as records, each with its line end. ``skip`` is the number of records above the heading."""

    def __init__(self, text: str, delimiter: str, skip: int) -> None:
        self.delimiter = delimiter
        self.records = list(split_rows(text, delimiter))
        outside = f"[^{re.escape(delimiter)}]*+"
        self._piece = re.compile(f'"[^"]*+(?:""[^"]*+)*+"{outside}|{outside}')  # a quote opens a cell only at its start
        if len(self.records) <= skip:
            raise ValueError("the file has no heading any more")
        self.heading = skip
        written = self._cells(skip)
        named = name_columns(written)
        self.columns = named + [""] * (len(written) - len(named))
        first = self.records[skip]
        self.line_end = "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
        self.quote_all = all(piece.startswith('"') for piece in self._pieces(skip)) and len(self.columns) > 1

    def text(self) -> str:
        """The whole file."""
        return "".join(self.records)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(record number, cells by column) for each row below the heading that is read: it holds something, and no more cells than columns.

        Of columns with the same name, the first that holds something counts.
        """
        width = max((place for place, name in enumerate(self.columns, 1) if name), default=0)
        for number in self._below():
            cells = self._cells(number)
            if any(cell.strip() for cell in cells) and not any(cells[width:]):
                found: dict[str, str] = {}
                for column, cell in zip(self.columns, cells, strict=False):
                    found[column] = found.get(column) or cell
                yield number, found

    def add_column(self, name: str) -> None:
        """A new last column. Only the heading changes: rows that have no value in it stay as they are."""
        body, end = _cut(self.records[self.heading])
        self.records[self.heading] = body + self.delimiter + self._quoted(name) + end
        self.columns.append(name)

    def drop_column(self, name: str) -> bool:
        """Take away an empty last column that ``add_column`` made: no row reaches it. False when it is in use."""
        place = len(self.columns) - 1
        if place < 1 or self.columns[place] != name or any(len(self._pieces(n)) > place for n in self._below()):
            return False
        pieces = self._pieces(self.heading)
        _, end = _cut(self.records[self.heading])
        self.records[self.heading] = self.delimiter.join(pieces[:place]) + end
        self.columns.pop()
        return True

    def append(self, cells: Mapping[str, str]) -> int:
        """A new last row; returns its record number. A file whose last line has no line end still has none afterwards."""
        last = max((n for n in range(len(self.records)) if self.records[n].strip()), default=self.heading)
        del self.records[last + 1 :]
        body, end = _cut(self.records[last])
        values = [self._quoted(cells.get(column, "")) for column in self.columns]
        while len(values) > 1 and not values[-1]:
            values.pop()
        self.records[last] = body + (end or self.line_end)
        self.records.append(self.delimiter.join(values) + end)
        return last + 1

    def change(self, number: int, cells: Mapping[str, str]) -> None:
        """Set some cells of one row; its other cells keep their bytes."""
        pieces = self._pieces(number)
        _, end = _cut(self.records[number])
        for column, value in cells.items():
            place = self.columns.index(column)
            if place >= len(pieces):
                if not value:
                    continue
                pieces += [""] * (place + 1 - len(pieces))
            if self._cells(number)[place : place + 1] != [value]:
                pieces[place] = self._quoted(value)
        self.records[number] = self.delimiter.join(pieces) + end

    def remove(self, number: int) -> None:
        """Take one row away. The row before a last row without a line end loses its own, as it was before ``append``."""
        _, end = _cut(self.records[number])
        del self.records[number]
        if not end and number == len(self.records):
            self.records[-1] = _cut(self.records[-1])[0]

    def _below(self) -> range:
        return range(self.heading + 1, len(self.records))

    def _cells(self, number: int) -> list[str]:
        written = self.records[number].replace("\0", "")
        return next(csv.reader([written], delimiter=self.delimiter), [])

    def _pieces(self, number: int) -> list[str]:
        """The cells of a record as they are written, quotes included."""
        body, _ = _cut(self.records[number])
        pieces, start = [], 0
        while start <= len(body) and (piece := self._piece.match(body, start)):
            pieces.append(piece[0])
            start = piece.end() + 1
        return pieces

    def _quoted(self, value: str) -> str:
        if self.quote_all or any(mark in value for mark in (self.delimiter, '"', "\n", "\r")) or value != value.strip():
            return '"' + value.replace('"', '""') + '"'
        return value


def harmless(value: str) -> str:
    """Text that a spreadsheet will not run as a formula: an apostrophe goes before it, as people type it themselves."""
    return "'" + value if value.startswith(_FORMULA) and not _PLAIN_NUMBER.match(value) else value


def _cut(record: str) -> tuple[str, str]:
    """(a record without its line end, the line end)."""
    body = record.rstrip("\r\n")
    return body, record[len(body) :]
