"""The tracker: a workbook with a sheet each for projects, milestones, tasks and approvals, and the action list as csv."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from kingpost.example.company import Person
from kingpost.example.documents import pack
from kingpost.example.world import Task, World
from kingpost.example.write_tables import write_csv

_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(?=</)")
ACTION_COLUMNS = [
    "Action ID",
    "Action",
    "Client",
    "Owner",
    "Owner email",
    "Due date",
    "Status",
    "Date raised",
    "Date completed",
    "Notes",
]


def write_tracker(world: World, folder: Path) -> None:
    """tracker.xlsx and actions.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tracker.xlsx").write_bytes(_same_bytes(workbook(world), world))
    rows: list[list[object]] = [
        [
            a.id,
            a.title,
            a.client.name if a.client else "",
            *_owner(a.owner),
            a.due,
            a.status,
            a.created,
            a.done or "",
            a.notes,
        ]
        for a in world.actions
    ]
    write_csv(folder / "actions.csv", ACTION_COLUMNS, rows)


def _owner(person: Person | None) -> list[str]:
    return [person.name, person.email] if person else ["", ""]


def workbook(world: World) -> bytes:
    """The workbook as openpyxl writes it; dates are real dates."""
    book = Workbook(write_only=True)
    projects = sorted(world.projects, key=lambda p: p.code)
    tasks = [task for project in projects for task in project.tasks]
    _sheet(book, "Projects", ["Project code", "Project name", "Client", "Client ID", "Project manager", "Project manager email", "Status", "Start date", "Due date",
                              "End date", "Budget (GBP)", "Deal ID", "Next step"],
           [[p.code, p.name, p.client.name, p.client.crm_id, p.manager.name, p.manager.email, p.status, p.start, p.due, p.end, p.budget,
             p.deal.id if p.deal else None, p.next_step] for p in projects])  # fmt: skip
    columns = [
        "Key",
        "Project code",
        "Client",
        "Owner",
        "Owner email",
        "Status",
        "Start date",
        "Due date",
        "Completed on",
        "Notes",
    ]
    _sheet(
        book, "Milestones", [columns[0], "Milestone", *columns[1:]], [_task(task) for task in tasks if task.milestone]
    )
    _sheet(
        book,
        "Tasks",
        [columns[0], "Task", *columns[1:], "Estimated hours"],
        [[*_task(t), t.hours or None] for t in [*tasks, *world.loose_tasks] if not t.milestone],
    )
    _sheet(book, "Approvals", ["Approval ID", "Approval", "Client", "Project code", "Requested by", "Requester email", "Approver", "Approver email", "Requested on",
                               "Approval status", "Decided on"],
           [[a.id, a.name, a.client.name, a.project.code if a.project else None, a.asked_by.name, a.asked_by.email, a.asked_of.name, a.asked_of.email, a.asked, a.state,
             a.decided] for a in world.approvals])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _task(task: Task) -> list[Any]:
    project = task.project.code if task.project else None
    owner = _owner(task.owner)
    return [
        task.key,
        task.name,
        project,
        task.client.name,
        owner[0] or None,
        owner[1] or None,
        task.status,
        task.start,
        task.due,
        task.done,
        task.notes or None,
    ]


def _sheet(book: Workbook, title: str, columns: list[str], rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    for row in rows:
        assert all(cell is None or isinstance(cell, str | int | float | date) for cell in row)
        sheet.append(row)


def _same_bytes(raw: bytes, world: World) -> bytes:
    """The same workbook with the day of the example instead of the moment it was written, so that it is the same every time."""
    stamp = f"{world.days.now:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(raw)) as box:
        parts: dict[str, str | bytes] = {name: box.read(name) for name in box.namelist()}
    core = parts["docProps/core.xml"]
    assert isinstance(core, bytes)
    parts["docProps/core.xml"] = _STAMP.sub(rb"\g<1>" + stamp, core)
    return pack(parts, world.days.now)
