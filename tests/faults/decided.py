"""A decision whose two changes wait in the outbox: a task for a csv file and a meeting for a calendar, in a folder of their own.

``python -m tests.faults.decided FOLDER`` makes it in the installation its environment names; nothing has been sent.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

TASKS = "Task ID,Task name,Due date,Status,Assignee Email\nT1,Wire the yard,2026-03-09,open,noor@harrowlane.example\n"
EVENT = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tests//EN
BEGIN:VEVENT
UID:m1
DTSTAMP:20260301T080000Z
DTSTART:20260305T090000Z
DTEND:20260305T100000Z
SUMMARY:Rollout review
END:VEVENT
END:VCALENDAR
"""
CALL, REVIEW = "Call Marcus Osei about the docks", "Dock review with Marcus Osei"


def write(folder: Path) -> Path:
    """The folder as it is before anything is sent. Whoever Kingpost runs as may write in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    folder.chmod(0o777)
    for name, text in (("tasks.csv", TASKS), ("review.ics", EVENT)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o666)
    return folder


def arrived(folder: Path) -> list[int]:
    """How often the task and the meeting are there."""
    events = "".join(each.read_text() for each in folder.rglob("*.ics"))
    return [(folder / "tasks.csv").read_text().count(CALL), events.count(REVIEW)]


def decide(folder: Path) -> None:
    """Connect the folder, let it be written, and decide."""
    from kingpost.accounts.models import EVERYONE, Audience, Role, User
    from kingpost.evidence import connect
    from kingpost.proposals import planned
    from kingpost.proposals.models import Decision, Writeback
    from kingpost.toolbox import clock

    priya, now = User.objects.invite("priya@harrowlane.example", "Priya Raman", Role.ADMIN), clock.now()
    system = connect.connect("files", "desk", "Desk", {"folder": str(folder)}, audience=Audience.objects.get(pk=EVERYONE), every_seconds=3600)  # fmt: skip
    decision = Decision.objects.create(suggestion=None, who=priya, verdict=Decision.STANDING, at=now, known={})
    meeting = {"name": REVIEW, "starts_at": "2026-03-06T09:00:00+00:00", "ends_at": "2026-03-06T09:30:00+00:00"}
    for kind, fields in (("task", {"name": CALL, "due_date": "2026-03-06"}), ("meeting", meeting)):
        connect.allow_writing(system, kind, priya, account="files")
        Writeback.objects.create(decision=decision, system=system, system_title="Desk", kind=kind, title=fields["name"],
                                 change=planned.create(kind, fields), key=f"kp-{kind}", made_at=now)  # fmt: skip


if __name__ == "__main__":
    from kingpost.commands import database

    with database.ready():
        decide(Path(sys.argv[1]))
