"""Exports of products as they come: what each is guessed to hold, what two of its rows say, and that one changed row is one change.

``exports/*.txt`` holds them. A block is a file's name (behind it its encoding, or the name of its sheet), its text, then the answer:
"nothing", or kind and key, ``field: column``, ``@role: column``, and ``= row | field value`` with what the row says (a row without a key by its place).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import openpyxl
import pytest

from kingpost.connectors.base import Statement
from kingpost.connectors.files_folder import walk
from kingpost.connectors.files_tables import Tables
from kingpost.connectors.formats import tables_rows
from kingpost.connectors.formats.tables import BadRow, open_tables
from kingpost.connectors.formats.tables_cells import hours
from kingpost.connectors.formats.tables_mapping import Mapping
from kingpost.connectors.systems.files import Files


class Export(NamedTuple):
    name: str
    how: str
    text: str
    kind: str
    key: list[str]
    rows: int
    says: list[str]

    def write(self, folder: Path, text: str = "") -> Path:
        path = folder / self.name
        text = text or self.text
        if path.suffix == ".xlsx":
            path.write_bytes(workbook(text, self.how.removeprefix("sheet ")))
        else:
            path.write_bytes(text.encode(self.how or "utf-8"))
        return path


def workbook(text: str, sheet: str) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet or "Sheet1"
    for row in csv.reader(io.StringIO(text)):
        page.append([typed(cell) for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def typed(cell: str) -> Any:
    if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", cell):
        return dt.datetime.fromisoformat(cell)
    return float(cell) if re.fullmatch(r"[1-9]\d{0,9}(\.\d+)?|0?\.\d+", cell) else cell or None


def exports() -> list[Export]:
    found = []
    for path in sorted(Path(__file__).with_name("exports").glob("*.txt")):
        for block in path.read_text("utf-8").split("=== ")[1:]:
            head, answer = block.split("\n--- ")
            title, text = head.split("\n", 1)
            parts = re.fullmatch(r"(.*\.\w+)(?: (.*))?", title)
            first, *says = answer.strip().split("\n")
            told = re.fullmatch(r"(\w+)(?: by (.*), (\d+) rows)?", first)
            assert parts and told, title
            key = told[2].split(" + ") if told[2] not in (None, "-") else []
            found.append(Export(parts[1], parts[2] or "", text + "\n", told[1], key, int(told[3] or 0), says))
    return found


EVERY = exports()
EXPORTS = [one for one in EVERY if one.kind != "nothing"]
OTHERS = [one for one in EVERY if one.kind == "nothing"]


def read(folder: Path, name: str, kind: str) -> tuple[Mapping, list[Statement]]:
    """The mapping of the file's table of one kind, and what its rows say."""
    tables = Tables(walk(folder)[0], "UTC", "day first")
    assert not tables.files[name].error
    mappings = [one.mapping for one in tables.files[name].readings if one.mapping and one.mapping.kind == kind]
    assert len(mappings) == 1, tables.notes(name)
    rows = [row for row in tables.rows(name) if not isinstance(row, BadRow)]
    told = [one for _, raw in rows for one in tables_rows.translate(raw)]
    return mappings[0], [one for one in told if one.kind == kind]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_an_export_is_read_as_what_it_is(export: Export, tmp_path: Path) -> None:
    export.write(tmp_path)
    mapping, told = read(tmp_path, export.name, export.kind)
    assert mapping.key == export.key
    assert len(told) == export.rows
    rows = {one.remote_id: one for one in told} | {f"{place}.": one for place, one in enumerate(told, 1)}
    for line in export.says:
        if line.startswith("= "):
            name, *values = line[2:].split(" | ")
            for field, value in (one.split(" ", 1) for one in values):
                assert str(rows[name].fields[field]) == value, (name, field)
            continue
        target, columns = line.split(": ", 1)
        if target.startswith("@"):
            assert set(mapping.refs[target[1:]].values()) == set(columns.split(" / ")), target
        else:
            assert mapping.fields[target] == columns.split(" + "), target


@pytest.mark.parametrize("export", OTHERS, ids=lambda export: export.name)
def test_another_table_is_not_taken_for_one_of_ours(export: Export, tmp_path: Path) -> None:
    export.write(tmp_path)
    tables = Tables(walk(tmp_path)[0], "UTC", "day first")
    assert not any(one.mapping for one in tables.files[export.name].readings)


class Watched:
    """A folder that is synced again and again."""

    def __init__(self, path: Path) -> None:
        self.path, self.cursor = path, None

    def sync(self) -> tuple[dict[str, bytes], str]:
        """(evidence of each row by its id, what is said about the files)."""
        connector = Files({"folder": str(self.path)})
        connector.remember(self.cursor)
        pages = list(connector.read(self.cursor))
        self.cursor = msgspec.json.decode(msgspec.json.encode(pages[-1].cursor))
        notes = [note for page in pages for note in (*page.notes, *(one.text for one in page.noted))]
        return {one.remote_id: one.raw for page in pages for one in page.items}, "\n".join(notes)


CHANGED = [one for one in EXPORTS if one.key and not one.name.endswith((".json", ".xlsx"))]


@pytest.mark.parametrize("export", CHANGED, ids=lambda export: export.name)
def test_one_changed_row_is_one_change(export: Export, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    path = export.write(tmp_path)
    before, _ = watched.sync()
    [table] = open_tables(path)
    row = [item[1] for item in table.rows() if not isinstance(item, BadRow)][2]
    cells = [cell for column, cell in row.items() if column not in export.key and isinstance(cell, str)]
    cell = next(one for one in cells if len(one) > 3 and any(map(str.isalpha, one)))
    names = [cell, *(str(row[column]) for column in export.key)]
    line = next(one for one in export.text.split("\n") if all(name in one for name in names))
    export.write(tmp_path, export.text.replace(line, line.replace(cell, cell + " new", 1), 1))
    after, _ = watched.sync()
    assert before.keys() == after.keys()
    assert len([one for one in after if after[one] != before[one]]) == 1


DEALS = ["Deal ID,Deal name,Amount,Stage,Close date,Owner"] + [
    f"D-{place},Deal {place},{place}00.00,Open,2025-03-{place + 10},Ana Ruiz" for place in range(1, 9)
]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line.split(",", 1)[1] for line in DEALS], "told apart by “Deal ID”, which no longer does it; they are told apart by “Deal name” and count"),
        (["Number" + DEALS[0][7:], *DEALS[1:]], "told apart by “Deal ID”, which no longer does it"),
        ([DEALS[0], *("D-1," + line.split(",", 1)[1] for line in DEALS[1:])], "told apart by “Deal ID”, which no longer does it"),
        ([*DEALS[:7], *("," + line.split(",", 1)[1] for line in DEALS[7:])], "2 rows have nothing in “Deal ID”: what changes in one of them makes it a new one"),
    ],
    ids=["column gone", "column renamed", "one id for all", "ids missing"],
)  # fmt: skip
def test_rows_that_lost_what_told_them_apart_are_said(lines: list[str], said: str, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    (tmp_path / "deals.csv").write_text("\n".join(DEALS) + "\n")
    assert "Deal ID" not in watched.sync()[1].split("\n", 1)[1:]
    (tmp_path / "deals.csv").write_text("\n".join(lines) + "\n")
    rows, notes = watched.sync()
    assert said in notes
    assert len(rows) == 8


def told(tmp_path: Path, name: str, text: str) -> list[dict[str, Any]]:
    (tmp_path / name).write_text(text)
    tables = Tables(walk(tmp_path)[0], "UTC", "day first")
    rows = [row for row in tables.rows(name) if not isinstance(row, BadRow)]
    return [one.fields for _, raw in rows for one in tables_rows.translate(raw)]


HEAD = "Task name,Owner,Due date,Hours spent\n"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("Call,Ana,2025-03-20,2\nWrite\n", ["Call", "Write"]),  # a last task of which only the name is known
        ("Call,Ana,2025-03-20,2\n\nPlan\nWrite,Ben,2025-03-21,1\n", ["Call", "Plan", "Write"]),
        (
            "Call,Ana,2025-03-20,2\nTotal,,,4\nWrite,Ben,2025-03-21,1\n",
            ["Call", "Total", "Write"],
        ),  # one may be called so
        ("Call,Ana,2025-03-20,2\nWrite,Ben,2025-03-21,1\nTotal,,,3\n", ["Call", "Write"]),
        ("Call,Ana,2025-03-20,2\n,,,2\n\nDone\n" + HEAD + "Write,Ben,2025-03-21,1\n,,,1\n", ["Call", "Write"]),
        ("Call,Ana,2025-03-20,2\nTotal for Ana,,,2\nWrite,Ben,2025-03-21,1\n", ["Call", "Write"]),
        ("Call,Ana,2025-03-20,2\nWrite,Ben,2025-03-21,1\n\nTasks of March\nConfidential\n", ["Call", "Write"]),
    ],
)
def test_lines_that_are_no_rows_are_left_out_and_others_are_not(lines: str, names: list[str], tmp_path: Path) -> None:
    assert [one["name"] for one in told(tmp_path, "tasks.csv", HEAD + lines)] == names


def test_lines_that_are_no_rows_are_counted(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text(HEAD + "Call,Ana,2025-03-20,2\nTotals,,,2\n")
    tables = Tables(walk(tmp_path)[0], "UTC", "day first")
    assert "tasks.csv: 1 of its lines are no rows (headings, totals, remarks) and are not read." in tables.notes(
        "tasks.csv"
    )


def test_an_invoice_of_lines_alone_is_what_they_add_up_to(tmp_path: Path) -> None:
    head = "Client Name,Invoice #,Date Issued,Invoice Status,Item Name,Line Total,Currency\n"
    lines = "Acme,001,2025-03-14,sent,Design,750.00,USD\nAcme,001,2025-03-14,sent,Hosting,49.50,USD\nBlue,002,2025-03-15,paid,Design,80.00,USD\n"
    assert [one["amount"] for one in told(tmp_path, "invoices.csv", head + lines)] == ["799.50", "80.00"]


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (["28800", "3600", "0"], [8, 1, 0]),  # seconds
        (["3725000", "900000", "60000"], [1.0347, 0.25, 0.0167]),  # milliseconds
        (["60", "120", "240"], [60, 120, 240]),
        (["1:30", "0:45", "2"], [1.5, 0.75, 2]),
        (["7,5", "1,25", "3"], [7.5, 1.25, 3]),
    ],
)
def test_time_spent_is_hours_however_it_is_written(spent: list[str], said: list[float], tmp_path: Path) -> None:
    rows = "".join(f"Task {place};Ana;{one}\n" for place, one in enumerate(spent))
    assert [one["spent_hours"] for one in told(tmp_path, "tasks.csv", "Task name;Owner;Time spent\n" + rows)] == said


@pytest.mark.parametrize(
    ("text", "said"), [("01:30:00", 1.5), ("100:06", 100.1), ("1.5", 1.5), ("1:75", None), ("soon", None)]
)
def test_how_long(text: str, said: float | None) -> None:
    assert hours(text) == said


def test_german_states_say_what_is_paid_and_done(tmp_path: Path) -> None:
    text = "Aufgabe;Bearbeiter;Status\nAngebot;Ana;erledigt\nVertrag;Ben;In Arbeit\nSchulung;Ana;Warten auf Kunde\n"
    assert [one["status"] for one in told(tmp_path, "Aufgaben.csv", text)] == [
        "done",
        "in progress",
        "warten auf kunde",
    ]


def test_a_list_in_brackets_is_several_people(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text('Task name,Assignees,Tags\nCall,"[Ana Ruiz,Ben Okoro]",[urgent]\nWrite,[],[]\n')
    _, rows = read(tmp_path, "tasks.csv", "task")
    assert [[ref.remote_id for ref in one.refs] for one in rows] == [["name:ana ruiz", "name:ben okoro"], []]
    assert [one.fields.get("tags") for one in rows] == [["urgent"], None]


def test_what_is_inside_a_ticket_makes_no_tables_of_it(tmp_path: Path) -> None:
    ticket = '{"id": 7, "subject": "Printer", "status": "open", "requester_id": 9, "comments": [{"ticket_id": 7, "body": "It is off"}], '
    (tmp_path / "ticket.json").write_text(ticket + '"tags_of": [{"ticket_id": 7, "name": "urgent"}]}')
    _, rows = read(tmp_path, "ticket.json", "ticket")
    assert [one.fields["subject"] for one in rows] == ["Printer"]
