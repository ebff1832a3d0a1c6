"""A csv file of tasks, opened to change one row of it: values are written the way the column's other cells are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kingpost.connectors.base import ConnectorError
from kingpost.connectors.files_atomic import replace
from kingpost.connectors.files_folder import inside
from kingpost.connectors.files_tables import Tables
from kingpost.connectors.formats.csv_edit import CsvText, harmless
from kingpost.connectors.formats.csv_meant import Edit, reads_as_meant
from kingpost.connectors.formats.tables import CsvShape, csv_shape
from kingpost.connectors.formats.tables_cells import DECIMAL_COMMA, MONTH_FIRST, PARTS_OF_HOUR, day, day_and_month
from kingpost.connectors.formats.tables_mapping import KEY_COLUMN, Mapping
from kingpost.connectors.formats.tables_translated import STATES
from kingpost.connectors.formats.tables_words import TYPES
from kingpost.connectors.writing import Change

_COUNTED = re.compile(r"^(.*?)(\d+)$")
_NOT_COLUMNS = frozenset({"unread", "kingpost_key"})


class Sheet:
    """A csv file of tasks, open for one change."""

    def __init__(self, root: Path, name: str, mapping: Mapping, tables: Tables) -> None:
        self.name, self.path, self.mapping, self.tables = name, inside(root, name), mapping, tables
        self.raw = b""
        self.shape: CsvShape
        self.csv: CsvText
        self.edit: Edit | None = None

    def load(self) -> None:
        self.raw = self.path.read_bytes()
        self.shape = csv_shape(self.path)
        if self.shape.misread:
            raise ConnectorError(
                f"{self.name} holds bytes that are not {self.shape.encoding}; nothing is written into it."
            )
        text = self.raw.decode(self.shape.encoding)
        if self._encode(text) != self.raw:
            raise ConnectorError(
                f"{self.name} cannot be written back in {self.shape.encoding} without changing it; nothing is written into it."
            )
        try:
            self.csv = CsvText(text, self.shape.delimiter, self.shape.skip)
        except ValueError as error:
            raise ConnectorError(f"{self.name}: {error}.") from None

    def _encode(self, text: str) -> bytes:
        """The file's own encoding and byte order mark."""
        marks = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
        if self.shape.encoding == "utf-16":
            return self.raw[:2] + text.encode(marks[self.raw[:2]])
        return text.encode(self.shape.encoding)

    def save(self) -> None:
        text = self.csv.text()
        try:
            said = self._encode(text)
        except UnicodeEncodeError as error:
            wrong = text[error.start : error.end]
            raise ConnectorError(
                f"{self.name} is in {self.shape.encoding}, which has no “{wrong}”; nothing was written."
            ) from None
        if said != self.raw:
            replace(self.path, said, self.raw, self._check)

    def _check(self, written: Path) -> None:
        """Hold the new file against the old one as both are read: nothing but the row that was meant may differ."""
        if not reads_as_meant(self.path, written, self.edit):
            raise ConnectorError(f"After this, {self.name} would not read as meant; nothing was written.")

    def native_id(self, row_key: str) -> str:
        return f"{self.name}#{row_key}"

    def row_key(self, number: int) -> str:
        return next(key for row, key in self._keys() if row == number)

    def _keys(self) -> Iterator[tuple[int, str]]:
        """Each row with what tells it apart; a second one with the same key gets a #2, as when it is read."""
        times: Counter[str] = Counter()
        for number, cells in self.csv.rows():
            key = "|".join(cells.get(column, "").strip() for column in self.mapping.key)
            times[key] += 1
            yield number, key if times[key] == 1 else f"{key}#{times[key]}"

    def find_key(self, key: str) -> int | None:
        return next((number for number, cells in self.csv.rows() if key in cells.get(KEY_COLUMN, "").split()), None)

    def find_row(self, remote_id: str) -> int | None:
        if not self.mapping.key:
            raise ConnectorError(
                f"Nothing tells the rows of {self.name} apart; name a key column in {self.name}.kingpost.yaml."
            )
        if not remote_id.startswith(self.mapping.prefix):
            return None
        wanted = remote_id.removeprefix(self.mapping.prefix)
        return next((number for number, key in self._keys() if key == wanted), None)

    def append(self, change: Change, key: str) -> str:
        """A new row at the end; its id goes on counting where the others left off."""
        if KEY_COLUMN not in self.csv.columns:
            self.csv.add_column(KEY_COLUMN)
        cells = self._cells(change) | {KEY_COLUMN: key}
        titles = {column for columns in self.mapping.fields.values() for column in columns}
        for column in self.mapping.key:
            if column not in titles and not cells.get(column):
                cells[column] = self._next_id(column) or key
        self.edit = Edit("append", self.csv.append(cells), cells)
        return list(self._keys())[-1][1]

    def _next_id(self, column: str) -> str:
        """One more than the highest id of the shape the last row has ("ACT-012" → "ACT-013"); "" when ids are not counted."""
        ids = [cells.get(column, "").strip() for _, cells in self.csv.rows()]
        shape = _COUNTED.match(next((one for one in reversed(ids) if one), "0"))
        if shape is None:
            return ""
        counts = [hit[2] for one in ids if (hit := _COUNTED.match(one)) and hit[1] == shape[1]]
        top = max((int(count) for count in counts), default=0) + 1
        return f"{shape[1]}{top:0{len(shape[2]) if shape[2].startswith('0') else 0}d}"

    def change(self, number: int, change: Change, key: str) -> str:
        if KEY_COLUMN not in self.csv.columns:
            self.csv.add_column(KEY_COLUMN)
        before = dict(self.csv.rows())[number]
        keys = before.get(KEY_COLUMN, "").split()
        cells = self._cells(change, before) | {KEY_COLUMN: " ".join(dict.fromkeys([*keys, key]))}
        self.csv.change(number, cells)
        self.edit = Edit("change", number, cells)
        return self.row_key(number)

    def remove(self, number: int) -> None:
        self.csv.remove(number)
        self.edit = Edit("remove", number, {})
        self.csv.drop_column(KEY_COLUMN)

    def _cells(self, change: Change, before: dict[str, str] | None = None) -> dict[str, str]:
        """A change's fields, people and words as cells, written the way the column's other cells are."""
        cells: dict[str, str] = {}
        for field, value in change.fields.items():
            column = self._column(field)
            if column is not None:
                cells[column] = self._written(field, column, value)
            elif value not in (None, "", False) and field not in _NOT_COLUMNS:
                raise ConnectorError(f"{self.name} has no column for {field.replace('_', ' ')}; nothing was written.")
        for role, people in change.people.items():
            cells |= self._person(role, people)
        words = [text for text in (change.about if before is None else "", change.note) if text]
        body = self.mapping.fields.get("body", [])
        if words and body:
            old = cells.get(body[0]) or (before or {}).get(body[0], "")
            cells[body[0]] = harmless("\n".join([*([old] if old else []), *words]))
        return cells

    def _column(self, field: str) -> str | None:
        columns = self.mapping.fields.get(field) or (
            [self.mapping.refs[field]["name"]] if "name" in self.mapping.refs.get(field, {}) else []
        )
        return columns[0] if len(columns) == 1 else None

    def _person(self, role: str, people: list[str]) -> dict[str, str]:
        ways = self.mapping.refs.get(role, {})
        if not ways:
            raise ConnectorError(f"{self.name} has no column for the {role}; nothing was written.")
        emails = [one for one in (person.removeprefix("email:") for person in people) if "@" in one]
        cells = {ways["email"]: "; ".join(emails)} if "email" in ways else {}
        if "name" in ways:
            known = self.tables.emails | self._names(ways)
            said = [one.removeprefix("email:").removeprefix("name:") for one in people]
            unknown = "" if "email" in ways else None  # an address in the column for names only where it has no other
            names = [known.get(one.lower(), one if unknown is None or "@" not in one else unknown) for one in said]
            cells[ways["name"]] = "; ".join(name for name in names if name)
        if "id" in ways and "name" not in ways and "email" not in ways:
            cells[ways["id"]] = "; ".join(people)
        return cells

    def _names(self, ways: dict[str, str]) -> dict[str, str]:
        """What this file itself calls the owner of an address: e-mail → name."""
        if "email" not in ways:
            return {}
        pairs = [(cells.get(ways["email"], ""), cells.get(ways["name"], "")) for _, cells in self.csv.rows()]
        return {email.strip().lower(): name.strip() for email, name in pairs if email and name}

    def _written(self, field: str, column: str, value: Any) -> str:
        kind = TYPES.get(field, "text")
        text = "" if value is None else str(value)
        samples = [cells[column].strip() for _, cells in self.csv.rows() if cells.get(column, "").strip()][-50:]
        if kind in ("date", "moment") and text:
            return _dated(text, samples, self.mapping.forms.get(column, ""))
        if isinstance(value, bool):
            return _yes_no(value, samples)
        form = self.mapping.forms.get(column)
        if kind == "hours" and form in PARTS_OF_HOUR and text:
            return str(round(float(text) * PARTS_OF_HOUR[form]))
        if kind in ("money", "number", "hours") and form == DECIMAL_COMMA:
            return text.replace(".", ",")
        if kind == "status":
            spelt = {STATES.get(one.casefold(), one.casefold()): one for one in samples}
            capital = sum(one[:1].isupper() for one in samples) * 2 > len(samples)
            return spelt.get(text.casefold(), text.capitalize() if capital else text)
        return harmless(text)


def _dated(text: str, samples: list[str], form: str) -> str:
    """A date as the column writes dates; ISO where the column does not say."""
    iso = day(text) or text
    numeric = next((one for one in reversed(samples) if day_and_month(one)), "")
    if not numeric or len(iso) != 10:
        return text.replace("T", " ")[:16] if len(text) > 10 and any(":" in one for one in samples) else iso
    mark = next(char for char in numeric if not char.isdigit())
    year, month, date = iso.split("-")
    first, second = (month, date) if form == MONTH_FIRST else (date, month)
    padded = any(one.startswith("0") for one in samples)
    if not padded and any(not one[:2].isdigit() for one in samples):
        first, second = first.lstrip("0"), second.lstrip("0")
    short = len(numeric.split()[0].rsplit(mark, 1)[-1]) == 2
    return mark.join([first, second, year[2:] if short else year])


def _yes_no(value: bool, samples: list[str]) -> str:
    words = {"yes": ("Yes", "No"), "y": ("Y", "N"), "true": ("true", "false"), "1": ("1", "0"), "no": ("Yes", "No"), "n": ("Y", "N"), "false": ("true", "false"),
             "0": ("1", "0"), "x": ("x", "")}  # fmt: skip
    sample = next((one for one in samples if one.lower() in words), "yes")
    pair = words[sample.lower()]
    said = pair[0] if value else pair[1]
    return (
        said.upper()
        if len(sample) > 1 and sample.isupper()
        else said.capitalize()
        if sample[:1].isupper()
        else said.lower()
    )
