"""A Monday at Harrow Lane Services: a portal project with its tasks, a ticket, people who are here, away and gone. 2 March 2026, 09:30 in London."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests import builders as b
from tests.beginnings import begins_with, have_begun

from kingpost.connectors.base import Ref, Statement
from kingpost.evidence.models import Completeness, System
from kingpost.knowledge import business
from kingpost.priorities.hours import WorkingHours
from kingpost.questions import ask, asking, status
from kingpost.questions.answering import Asked, Reply
from kingpost.toolbox import clock

PRIYA, NOOR, CALLUM, INES = (f"{name}@harrowlane.example" for name in ("priya", "noor", "callum", "ines"))
MARCUS = "marcus@aldgatefreight.example"
CLIENT = [Ref("client", "client", "c1")]


@dataclass
class Scene:
    """The systems of a scene and the moment it is."""

    crm: System
    tracker: System
    desk: System
    calendar: System
    mailbox: System
    move: Callable[[str], datetime]
    seen_by: list[int] = field(default_factory=lambda: [1])

    @property
    def hours(self) -> WorkingHours:
        known = business.values()
        return WorkingHours.of(known)

    def rows(self, **wanted: object) -> list[status.Status]:
        return status.listed(self.seen_by, status.Wanted(**wanted), clock.now(), self.hours, limit=50)  # type: ignore[arg-type]

    def row(self, title: str) -> status.Status:
        [found] = [one for one in self.rows() if one.title == title]
        return found

    def ask(self, text: str, **more: int) -> Reply:
        understood = asking.understood(text)
        assert understood is not None, text
        zone = ZoneInfo("Europe/London")
        return ask.ask(understood, Asked(self.seen_by, clock.now(), self.hours, zone), **more)


def connected() -> Scene:
    """The systems, connected a month ago."""
    started = {"started_at": b.moment("2026-02-01 09:00"), "loaded_at": b.moment("2026-02-01 12:00")}
    return Scene(
        b.system("crm", "HubSpot", **started), b.system("tracker", "Tracker", **started), b.system("desk", "Zendesk", **started),
        b.system("calendar", "Leave calendar", **started), b.system("mail", "Support mailbox", **started), b.move,
    )  # fmt: skip


def begin() -> None:
    """Monday 2 March 2026, 09:30 in London: the systems have said who and what there is."""
    b.move("2026-03-02 09:30")
    b.own_domains("harrowlane.example")
    made = connected()
    for system in (made.crm, made.tracker, made.desk, made.calendar, made.mailbox):
        Completeness.objects.create(
            system=system, kind="note", title="Notes", proof="ids", held=9, counted=9, as_of=clock.now()
        )
    b.tell(
        made.crm, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"), b.client("Pell & Sons", "pellandsons.example", remote_id="c2"),
        b.person("Marcus Osei", MARCUS), b.staff("Priya Raman", PRIYA), b.staff("Noor Haddad", NOOR), b.staff("Callum Reid", CALLUM),
        b.staff("Ines Duarte", INES, status="left"), settle=False,
    )  # fmt: skip
    b.tell(
        made.tracker, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        *(b.staff(name, address, remote_id=number) for name, address, number in (("Priya Raman", PRIYA, "u1"), ("Noor Haddad", NOOR, "u2"), ("Callum Reid", CALLUM, "u3"), ("Ines Duarte", INES, "u4"))),
        project("POR", "Customer portal", owner="u1", due_date="2026-03-20"), settle=False,
    )  # fmt: skip
    b.settle()


@pytest.fixture
@begins_with(begin)
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene of that Monday."""
    have_begun(begin, monkeypatch)
    return connected()


def project(number: str, name: str, *, owner: str = "", client: str = "c1", **fields: object) -> Statement:
    refs = [Ref("client", "client", client)] + ([Ref("owner", "person", owner)] if owner else [])
    return Statement(
        "project",
        number,
        name,
        {"name": name, "code": number, "status": "open"} | fields,
        at=b.moment("2026-02-20 09:00"),
        refs=refs,
    )
