"""The files the fault tests read, and the systems that read them: the example company whole (20,000 objects), or a part of it.

``python -m tests.faults.company FOLDER`` connects them in the installation its environment names; nothing is read yet.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kingpost.example.build import build

NOW = datetime(2026, 3, 4, 10, 7, 30, tzinfo=UTC)
PRIVATE = {
    "mail-priya": "priya.raman@harrowlane.example",
    "mail-noor": "noor.haddad@harrowlane.example",
    "finance": "dana@harrowlane.example",
}
PART = ("hr", "crm", "desk", "finance", "calendar", "mail-priya", "mail-noor", "drive")
RARELY = 3600  # seconds between reads: what happens in a test is the first read and what a crash makes of it


def write_whole(folder: Path) -> Path:
    """Every system of the example company below ``folder``."""
    build(folder, NOW)
    (folder / "truth.json").unlink()
    for name in ("priya.raman", "noor.haddad"):
        (folder / "mail" / name).rename(folder / f"mail-{name.partition('.')[0]}")
    (folder / "mail" / "shared").rename(folder / "shared")
    (folder / "mail").rmdir()
    return folder


def write_part(folder: Path) -> Path:
    """About 2,500 of its objects, from eight of its systems, so that mails still quote tickets and invoices."""
    write_whole(folder)
    for each in folder.iterdir():
        if each.name not in PART:
            shutil.rmtree(each)
    tickets = folder / "desk" / "tickets.json"
    tickets.write_text("".join(tickets.read_text().splitlines(keepends=True)[-300:]))
    for name in ("clients.ics", "leave.ics"):
        (folder / "calendar" / name).unlink()
    for each in sorted((folder / "finance" / "e-invoices").rglob("*.xml"))[:-100]:
        each.unlink()
    invoices = folder / "finance" / "invoices.csv"
    header, *rows = invoices.read_text().splitlines(keepends=True)
    invoices.write_text("".join([header, *rows[-300:]]))
    return folder


def connect(folder: Path) -> None:
    """Connect one system for each folder. Two mailboxes and the invoices are somebody's own, so that audiences play a part."""
    from kingpost.accounts import audiences
    from kingpost.accounts.models import EVERYONE, Audience, Role, User
    from kingpost.evidence.connect import connect as connect_system

    users = {email: User.objects.invite(email, email.partition("@")[0], Role.MEMBER) for email in PRIVATE.values()}
    for each in sorted(folder.iterdir()):
        person = users.get(PRIVATE.get(each.name, ""))
        connect_system(
            "files", each.name, each.name.title(), {"folder": str(each), "zone": "Europe/London"},
            audience=audiences.private(person) if person else Audience.objects.get(pk=EVERYONE), person=person,
            started_at=NOW - timedelta(days=14), every_seconds=RARELY,
        )  # fmt: skip


if __name__ == "__main__":
    from kingpost.commands import database

    with database.ready():
        connect(Path(sys.argv[1]))
