"""Workbooks as tables: merged cells filled, formulas as the values they last gave, bombs refused before they are opened."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum, load_workbook

from kingpost.connectors.formats.tables_beside import rows_only
from kingpost.connectors.formats.tables_shape import (
    MAX_COLUMNS,
    Row,
    Table,
    TableError,
    cells,
    heading_row,
    heading_values,
    name_columns,
)

MAX_UNPACKED = 256 * 1024 * 1024
MAX_CELLS = 12_000_000
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ERRORS = frozenset(
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
_PIECE = 1 << 20


def xlsx_tables(path: Path) -> list[Table]:
    """One table per visible sheet that has rows. Raises TableError; unfinished when the end of the file is missing."""
    empty_formulas = _inspect(path)
    opened, hidden = _open(path)
    notes = [f"{hidden} hidden sheets are not read"] if hidden else []
    if empty_formulas:
        notes.append(
            f"{empty_formulas} formulas hold no stored value and are read as empty; open and save the workbook once to store them"
        )
    tables, problems = [], []
    for sheet in opened:
        try:
            tables.append(_sheet(sheet, "" if len(opened) == 1 else sheet.name))
        except TableError as error:
            if sheet.height:
                problems.append(f"sheet “{sheet.name}”: {error}")
    if not tables:
        raise TableError("; ".join(problems) or "it is empty")
    tables[0].notes += notes + problems
    return tables


def _open(path: Path) -> tuple[list[CalamineSheet], int]:
    """(visible sheets, how many are hidden). Raises OSError for a file nobody may open: there it is not the file that is wrong."""
    path.open("rb").close()
    try:
        book = load_workbook(str(path))
        sheets = [about.name for about in book.sheets_metadata if about.visible == SheetVisibleEnum.Visible]
        return [book.get_sheet_by_name(name) for name in sheets], len(book.sheet_names) - len(sheets)
    except (CalamineError, OSError, ValueError) as error:
        raise TableError(f"it is not a workbook that can be read: {error}") from None
    except BaseException as error:  # a panic of the library is no Exception, but it is only about this file
        if type(error).__name__ != "PanicException":
            raise
        raise TableError("it is damaged in a way the reader cannot cope with") from None


def _sheet(sheet: CalamineSheet, name: str) -> Table:
    top = [[_text(cell) for cell in row] for row, _ in zip(sheet.iter_rows(), range(30), strict=False)]
    index = heading_row(top)
    columns = name_columns(top[index])
    if heading_values(top[index]):
        raise TableError("its first row holds values, not column names; add a row of column names")
    if len(columns) > MAX_COLUMNS:
        raise TableError(f"it has {len(columns):,} columns; {MAX_COLUMNS:,} is the most that is read")
    table = Table(name=name, columns=list(dict.fromkeys(columns)), label=sheet.name)
    table.rows = lambda: rows_only(_rows(sheet, columns, index), table, columns)
    return table


def _rows(sheet: CalamineSheet, columns: list[str], index: int) -> Iterator[Row | None]:
    make = cells(columns)
    down, banners = _merges(sheet, len(columns))
    held: dict[int, tuple[int, str]] = {}  # column → (last row it goes down to, value)
    for place, raw in enumerate(sheet.iter_rows()):
        if place <= index:
            continue
        row = [_text(cell) for cell in raw]
        if place in banners and sum(1 for cell in row if cell) == 1:
            continue  # a heading across the table, not a row of it
        for column, last in down.get(place, ()):
            held[column] = (last, row[column] if column < len(row) else "")
        for column, (last, value) in list(held.items()):
            if place > last:
                del held[column]
            elif column < len(row):
                row[column] = row[column] or value
        found = make(row)
        if not found:
            yield None
        elif not (len(held) and set(found) <= {columns[column] for column in held}):
            yield place + 1, found


def _merges(sheet: CalamineSheet, width: int) -> tuple[dict[int, list[tuple[int, int]]], set[int]]:
    """(first row → [(column, last row)] of cells merged downwards, rows that hold a cell merged across several columns).

    Columns count as in the rows, which begin at the sheet's first used column. What begins left of that holds no value.
    """
    first = sheet.start[1] if sheet.start else 0
    down: dict[int, list[tuple[int, int]]] = {}
    across: set[int] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        column = left - first
        if bottom > top and 0 <= column < width:
            down.setdefault(top, []).append((column, bottom))
        if right > left and column >= 0:
            across.add(top)
    return down, across


def _text(cell: Any) -> str:
    """A cell as the text a person would read in it; dates as ISO, an error value as nothing."""
    kind = type(cell)
    if kind is str:
        return "" if cell in _ERRORS else str(cell)
    if kind is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if kind is bool:
        return "true" if cell else "false"
    if kind is datetime:
        midnight = cell.time() == time()
        return str(cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds"))
    if kind is date or kind is time:
        return str(cell.isoformat())
    hours = cell.total_seconds() / 3600 if kind is timedelta else None
    return str(cell) if hours is None else f"{hours:g}"


def _inspect(path: Path) -> int:
    """Unpack the sheets without keeping them: refuses a bomb, counts formulas without a value. The sizes a zip states are not trusted."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as handle:
            names = archive.infolist()
            if not any(info.filename.lower().startswith("xl/") for info in names):
                raise TableError("it is a zip file, but not a workbook")
            left, missing = MAX_UNPACKED, 0
            for info in names:
                if info.flag_bits & 1:
                    raise TableError("it is locked with a password")
                used, empty = _unpack(handle, info, left)
                left, missing = left - used, missing + empty
            return missing
    except zipfile.BadZipFile as error:
        with path.open("rb") as handle:
            head = handle.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise TableError("it is locked with a password, or an old .xls under a new name") from None
        raise TableError(f"it is not a workbook: {error}", unfinished=head.startswith(b"PK") or not head) from None


def _unpack(handle: Any, info: zipfile.ZipInfo, left: int) -> tuple[int, int]:
    """(bytes one member really unpacks to, formulas in it without a value). Raises TableError over ``left`` bytes or too many cells."""
    handle.seek(info.header_offset + 26)
    lengths = handle.read(4)
    handle.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TableError("it is packed in a way workbooks are not")
    stored = info.compress_type == zipfile.ZIP_STORED
    inflate = zlib.decompressobj(-15)
    scan = _Scan() if info.filename.lower().startswith("xl/worksheets/sheet") else None
    used, packed = 0, info.compress_size
    while packed > 0 and not inflate.eof:
        chunk = handle.read(min(packed, 65536))
        if not chunk:
            raise TableError("its end is missing", unfinished=True)
        packed -= len(chunk)
        while chunk:
            try:
                piece, chunk = (chunk, b"") if stored else (inflate.decompress(chunk, _PIECE), inflate.unconsumed_tail)
            except zlib.error as error:
                raise TableError(f"it is damaged: {error}") from None
            used += len(piece)
            if used > left:
                raise TableError(f"it unpacks to more than {MAX_UNPACKED // 2**20} MB")
            if scan:
                scan.feed(piece)
    return used, scan.finish() if scan else 0


class _Scan:
    """How far a sheet reaches: two cells at opposite corners would make the reader allocate the whole sheet."""

    def __init__(self) -> None:
        self.columns: set[bytes] = set()
        self.last_row = self.empty = 0
        self.tail = b""

    def feed(self, piece: bytes) -> None:
        data = self.tail + piece
        places = _PLACE.findall(data)
        if places:
            self.columns.update([column for column, _ in places])
            self.last_row = max(self.last_row, *(int(row) for _, row in places))
        self.empty += len(_NO_VALUE.findall(data))
        self.tail = data[-40:] if not _NO_VALUE.search(data[-40:]) else b""

    def finish(self) -> int:
        width = max((_column_number(column) for column in self.columns), default=0)
        if width * self.last_row > MAX_CELLS:
            raise TableError(
                f"a sheet reaches over {width:,} columns and {self.last_row:,} rows; {MAX_CELLS:,} cells are the most that is read"
            )
        return self.empty


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
